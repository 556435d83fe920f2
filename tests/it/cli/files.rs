//! Output to files and directories.

use std::path::Path;

use super::compare;

fn names(folder: &Path) -> Vec<String> {
    let mut names: Vec<String> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn one_file_when_the_name_ends_in_the_form() {
    let folder = tempfile::tempdir().unwrap();
    for (name, form) in [("a.md", "md"), ("a.html", "html"), ("a.json", "json"), ("a.txt", "text")] {
        let path = folder.path().join(name);
        let run = compare(&["-o", path.to_str().unwrap()]);
        assert_eq!((run.code, run.out.as_str(), run.err.as_str()), (0, "", ""), "{name}");
        assert_eq!(std::fs::read_to_string(&path).unwrap(), compare(&["--format", form, "-v"]).out, "{name}");
    }
    assert_eq!(names(folder.path()), ["a.html", "a.json", "a.md", "a.txt"]);
    // An older file is replaced as a whole.
    let path = folder.path().join("a.md");
    std::fs::write(&path, "x".repeat(1_000_000)).unwrap();
    assert_eq!(compare(&["-o", path.to_str().unwrap()]).code, 0);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), compare(&["--format", "md"]).out);
}

#[test]
fn otherwise_a_directory_with_one_file_a_chart_and_an_index() {
    for form in ["md", "html", "json", "text"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/charts");
        let run = compare(&["--format", form, "-o", path.to_str().unwrap()]);
        assert_eq!((run.code, run.out.as_str()), (0, ""), "{}", run.err);
        let charts = compare(&["--format", "json"]).json()["charts"].as_array().unwrap().len();
        let found = names(&path);
        assert_eq!(found.len(), charts + 1, "{found:?}");
        assert_eq!(found.iter().filter(|name| name.starts_with("US99000001B2-claim-")).count(), charts, "{found:?}");
        let index = found.iter().find(|name| name.starts_with("index.")).unwrap();
        let index = std::fs::read_to_string(path.join(index)).unwrap();
        for name in found.iter().filter(|name| !name.starts_with("index.") && form != "json") {
            assert!(index.contains(name.as_str()), "{form}: {name} is not in the index");
        }
        assert!(found.iter().all(|name| !name.starts_with('.')), "{found:?}");
    }
}

#[test]
fn output_that_cannot_be_written_is_an_error_with_its_name() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("missing/a.md");
    let run = compare(&["-o", path.to_str().unwrap()]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("cannot write") && run.err.contains("missing/a.md"), "{}", run.err);
    let file = folder.path().join("file");
    std::fs::write(&file, "x").unwrap();
    let run = compare(&["-o", file.to_str().unwrap()]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("cannot make the directory"), "{}", run.err);
    let other = folder.path().join("a.odt");
    assert_eq!(compare(&["-o", other.to_str().unwrap()]).code, 2);
    assert_eq!(names(folder.path()), ["file"]);
}
