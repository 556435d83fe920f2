//! Drafts as people write them: labels in the forms of other houses, marks of word processors, sheets with titles.

use crate::common::{readson, shared};

fn check(draft: &str) -> crate::common::Run {
    readson(["check", draft, "claims/dog-collar.md", "tests/listings/collar.html", "-A", "C", "--today", "2026-11-24"])
}

#[test]
fn field_drafts_are_read_as_they_are_meant() {
    let Some(folder) = shared("field/drafts") else { return };
    for name in [
        "labels-claim-1-a.md",
        "labels-element-1a.md",
        "labels-preamble.md",
        "marks-of-word-processors.md",
        "title-above-the-header.xlsx",
    ] {
        let run = check(folder.join(name).to_str().unwrap());
        assert!(!run.out.contains("R001"), "{name}: {}", run.out);
        assert!(!run.out.contains("R003"), "{name}: {}", run.out);
        assert_eq!(run.out.matches("E005-not-verbatim").count(), 1, "{name}: {}", run.out);
        assert!(run.out.contains("“charges on a pad without a cable” stands nowhere"), "{name}: {}", run.out);
    }
}

#[test]
fn a_spreadsheet_is_about_what_is_given_and_every_cell_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("draft.csv");
    let rows = "Claim element,Accused product,Comment,Priority of work\n\
        \"1(a) a flexible light tube that forms a loop around the neck of a dog;\",\"“6 LEDs in a flexible light tube” This infringes clearly.\",,high\n";
    std::fs::write(&path, rows).unwrap();
    let run = check(path.to_str().unwrap());
    for says in [
        "no row answers 1[pre], 1[b]",
        "W001-legal-conclusion",
        "W003-certainty",
        "the quotes for 1[a] do not say",
        "“Priority of work”",
    ] {
        assert!(run.out.contains(says), "{says}: {}", run.out);
    }
    for silent in ["E008", "E009", "E010", "E024", "R001", "R016", "R018", "R019"] {
        assert!(!run.out.contains(silent), "{silent}: {}", run.out);
    }
    // What stops a filing comes first.
    let order: Vec<usize> = ["error[", "warning[", "note["].iter().map(|word| run.out.find(word).unwrap()).collect();
    assert!(order.is_sorted(), "{}", run.out);
}

#[test]
fn one_review_is_written_where_it_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sub/x.review.toml");
    let new = ["new-review", "--patents", "claims/dog-collar.md", "--listings", "tests/listings/collar.html", "-o"];
    let run = readson([&new[..], &[path.to_str().unwrap()]].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(path.is_file());
    let several = readson([&new[..], &[path.to_str().unwrap(), "--claims", "all", "--refresh"]].concat());
    assert_eq!(several.code, 2);
    assert!(several.err.contains("name a folder"), "{}", several.err);
}
