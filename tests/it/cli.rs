//! The program as people and scripts call it: exit codes, streams, forms, files.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use readson::index::Index;
use serde_json::Value;

use crate::common::{ROOT, Run, command, load, readson, sample_listings, sample_patents};

const PATENT: &str = "claims/vessel.md";
const LISTING: &str = "tests/listings/vessel.jsonl";

/// `compare` on one patent and one file of listings, with more arguments.
fn compare(more: &[&str]) -> Run {
    readson([&["compare", "--patents", PATENT, "--listings", LISTING], more].concat())
}

/// Everything the samples have, each claim.
fn compare_all() -> Vec<PathBuf> {
    let mut args: Vec<PathBuf> = ["compare", "--claims", "all", "--patents"].iter().map(PathBuf::from).collect();
    args.extend(sample_patents());
    args.push("--listings".into());
    args.extend(sample_listings());
    args
}

/// Checks a value against the part of JSON Schema that the program's schemas use.
fn check(schema: &Value, value: &Value, path: &str) -> Result<(), String> {
    let fail = |what: &str| Err(format!("{path}: {what}: {value}"));
    for key in schema.as_object().unwrap().keys() {
        let known = ["$schema", "title", "description", "type", "required", "properties", "items", "enum", "const"];
        assert!(known.contains(&key.as_str()) || ["minimum", "maximum", "pattern"].contains(&key.as_str()), "{key}");
    }
    if let Some(types) = schema.get("type") {
        let is = |name: &str| match name {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            _ => panic!("unknown type {name}"),
        };
        let any = types
            .as_array()
            .map_or_else(|| is(types.as_str().unwrap()), |types| types.iter().any(|name| is(name.as_str().unwrap())));
        if !any {
            return fail("wrong type");
        }
    }
    if schema.get("const").is_some_and(|only| only != value)
        || schema.get("enum").is_some_and(|any| !any.as_array().unwrap().contains(value))
    {
        return fail("a value that cannot be");
    }
    let number = |key: &str| schema.get(key).and_then(Value::as_f64).zip(value.as_f64());
    if number("minimum").is_some_and(|(least, value)| value < least)
        || number("maximum").is_some_and(|(most, value)| value > most)
    {
        return fail("out of range");
    }
    for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            return fail(&format!("no {name}"));
        }
    }
    if let (Some(properties), Some(members)) = (schema.get("properties"), value.as_object()) {
        for (name, member) in members {
            match properties.get(name) {
                Some(property) => check(property, member, &format!("{path}.{name}"))?,
                // What a schema says nothing of would be a promise that nobody can look up.
                None if path.ends_with("listings[0]") => {}
                None => return fail(&format!("{name} is not in the schema")),
            }
        }
    }
    if let (Some(items), Some(list)) = (schema.get("items"), value.as_array()) {
        for (index, item) in list.iter().enumerate() {
            check(items, item, &format!("{path}[{index}]"))?;
        }
    }
    Ok(())
}

fn assert_shape(name: &str, value: &Value) {
    let run = readson(["schema", name]);
    assert_eq!(run.code, 0);
    check(&run.json(), value, "$").unwrap();
}

#[test]
fn schemas_are_printed_and_refuse_what_they_should() {
    let all = readson(["schema"]).json();
    let names: Vec<&String> = all.as_object().unwrap().keys().collect();
    assert_eq!(names, ["readson.patents/1", "readson.comparison/1", "readson.search/1"]);
    let schema = &all["readson.comparison/1"];
    let good = compare(&["--format", "json"]).json();
    check(schema, &good, "$").unwrap();
    let damaged: [(&str, fn(&mut Value)); 6] = [
        ("const", |v| v["schema"] = "readson.comparison/2".into()),
        ("type", |v| v["charts"][0]["claim"] = "1".into()),
        ("enum", |v| v["charts"][0]["standing"] = "met".into()),
        ("required", |v| _ = v["charts"][0]["rows"][0].as_object_mut().unwrap().remove("against")),
        ("range", |v| v["charts"][0]["rows"][0]["confidence"] = 1.5.into()),
        ("unknown", |v| v["charts"][0]["surprise"] = 1.into()),
    ];
    for (what, damage) in damaged {
        let mut bad = good.clone();
        damage(&mut bad);
        assert!(check(schema, &bad, "$").is_err(), "{what}");
    }
}

#[test]
fn every_form_goes_to_stdout_and_nothing_else_does() {
    let text = compare(&[]);
    assert_eq!((text.code, text.err.as_str()), (0, ""));
    let words = text.out.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in ["US99000001B2", "1[pre]", "hinge pin", "Draft for review by an attorney", "no legal conclusion"] {
        assert!(words.contains(expected), "{expected} is not in {}", text.out);
    }
    assert_eq!(compare(&["--format", "text"]).out, text.out);
    let md = compare(&["--format", "md"]).out;
    assert!(md.starts_with("# ") && md.contains("1\\[pre\\]"), "{md}");
    let html = compare(&["--format", "html"]).out;
    assert!(html.starts_with("<!DOCTYPE html>") && html.trim_end().ends_with("</html>"));
    for kind in sample_patents() {
        let mut args: Vec<PathBuf> =
            ["compare", "--format", "json", "--claims", "all", "--patents"].map(PathBuf::from).into();
        args.push(kind);
        args.push("--listings".into());
        args.extend(sample_listings());
        let run = readson(args);
        assert_eq!(run.code, 0, "{}", run.err);
        assert_shape("comparison", &run.json());
    }
}

#[test]
fn parse_keeps_its_contract() {
    let files: Vec<PathBuf> = sample_patents().into_iter().chain(sample_listings()).collect();
    let mut args: Vec<PathBuf> = ["parse", "--format", "json"].map(PathBuf::from).into();
    args.extend(files.clone());
    let run = readson(&args);
    assert_eq!(run.code, 0, "{}", run.err);
    let value = run.json();
    assert_shape(
        "patents",
        &serde_json::json!({
            "schema": value["schema"], "patents": value["patents"], "findings": value["findings"]
        }),
    );
    assert_eq!(value["schema"], "readson.patents/1");
    let patents = value["patents"].as_array().unwrap();
    assert_eq!(patents.len(), sample_patents().len());
    let mut elements = 0;
    for claim in patents.iter().flat_map(|patent| patent["claims"].as_array().unwrap()) {
        let text = claim["text"].as_str().unwrap();
        let mut joined = String::new();
        for element in claim["elements"].as_array().unwrap() {
            let (start, end) = (element["start"].as_u64().unwrap() as usize, element["end"].as_u64().unwrap() as usize);
            assert_eq!(element["text"], text[start..end]);
            joined.push_str(&text[start..end]);
            elements += 1;
        }
        assert_eq!(joined, text);
        assert_eq!(claim["elements"][0]["label"], format!("{}[pre]", claim["number"]));
    }
    assert!(elements > 60, "{elements}");
    assert!(!value["listings"].as_array().unwrap().is_empty());
    let text = readson([&[PathBuf::from("parse")][..], &files].concat());
    assert_eq!(text.code, 0);
    assert!(text.out.contains("claim 2  (depends on 1)") && text.out.contains("[means-plus-function]"), "{}", text.out);
}

#[test]
fn exit_codes_tell_done_denied_and_unreadable_apart() {
    assert_eq!(compare(&["--format", "json"]).code, 0);
    // A missing file is 2, and the rest is written.
    let run = readson(["compare", "--format", "json", "--patents", PATENT, "no-such.md", "--listings", LISTING]);
    assert_eq!(run.code, 2);
    assert_eq!(run.codes(), ["P001-unreadable"]);
    assert_eq!(run.json()["charts"], compare(&["--format", "json"]).json()["charts"]);
    assert!(run.err.contains("no-such.md") && run.err.contains("P001"), "{}", run.err);
    // Findings count only against --deny.
    let folder = tempfile::tempdir().unwrap();
    let twice = folder.path().join("twice.jsonl");
    std::fs::write(&twice, "{\"id\":\"a\",\"title\":\"steel cup\"}\n{\"id\":\"a\",\"title\":\"glass cup\"}\n").unwrap();
    let twice = twice.to_str().unwrap();
    let with = |deny: &[&str]| readson([&["compare", "--patents", PATENT, "--listings", twice], deny].concat());
    assert_eq!(with(&[]).code, 0);
    let denied = with(&["--deny", "warning"]);
    assert_eq!(denied.code, 1);
    assert!(denied.err.contains("P016-duplicate-id") && denied.out.contains("1[pre]"), "{denied:?}");
    assert_eq!(with(&["--deny", "error"]).code, 0);
    assert_eq!(with(&["--deny", "note"]).code, 1);
    assert_eq!(compare(&["--deny", "note"]).code, 0);
}

#[test]
fn a_wrong_invocation_is_2_and_says_why() {
    for (args, says) in [
        (vec!["--no-such-flag"], "--no-such-flag"),
        (vec!["--claims", "rubbish"], "`rubbish` is no claim number"),
        (vec!["--claims", "3-1"], "3-1"),
        (vec!["--claims", ""], "claim number"),
        (vec!["--claims", "99"], "--claims"),
        (vec!["--format", "sarif"], "sarif"),
        (vec!["--threads", "many"], "many"),
        (vec!["--deny", "everything"], "everything"),
    ] {
        let run = compare(&args);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}");
        assert!(run.err.contains(says) && run.err.starts_with("error: "), "{args:?}: {}", run.err);
    }
    for args in [
        vec![],
        vec!["compare"],
        vec!["compare", "--patents", PATENT],
        vec!["frobnicate"],
        vec!["parse"],
        vec!["search", "x"],
    ] {
        let run = readson(&args);
        assert_eq!(run.code, 2, "{args:?}");
        assert!(run.out.is_empty() && !run.err.is_empty(), "{args:?}");
    }
}

#[test]
fn help_and_version_come_from_every_verb() {
    for verb in ["compare", "parse", "search", "eval", "schema"] {
        let run = readson([verb, "--help"]);
        assert_eq!((run.code, run.err.as_str()), (0, ""), "{verb}");
        assert!(run.out.contains(&format!("Usage: readson {verb}")), "{}", run.out);
        assert_eq!(readson([verb, "-h"]).code, 0);
    }
    assert!(readson(["compare", "--help"]).out.contains("Exit codes"));
    assert!(readson(["--version"]).out.starts_with("readson 0."));
    assert_eq!(readson(["help"]).code, 0);
}

#[test]
fn a_closed_pipe_is_a_quiet_end() {
    for more in [vec![], vec!["--format", "json"], vec!["--format", "md"], vec!["--format", "html"]] {
        let mut args: Vec<PathBuf> = compare_all();
        args.extend(more.iter().map(PathBuf::from));
        let mut child = command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        let mut some = [0; 100];
        out.read_exact(&mut some).unwrap();
        drop(out);
        let mut err = String::new();
        child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        assert_eq!(child.wait().unwrap().code(), Some(0), "{more:?}: {err}");
        assert!(!err.contains("panicked") && !err.contains("pipe"), "{more:?}: {err}");
    }
    for args in [vec!["schema"], vec!["parse", "claims/vessel.md"], vec!["--help"]] {
        let mut child = command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!err.contains("panicked"), "{args:?}: {err}");
        assert_eq!(output.status.code(), Some(0), "{args:?}: {err}");
    }
}

#[test]
fn colour_is_for_terminals_only() {
    let escape = '\u{1b}';
    let run = compare(&[]);
    assert!(!run.out.contains(escape) && !run.err.contains(escape));
    let forced = compare(&["--color", "always"]);
    assert!(forced.out.contains(escape));
    assert_eq!(anstream::adapter::strip_str(&forced.out).to_string(), run.out);
    for form in ["json", "md", "html"] {
        assert!(!compare(&["--color", "always", "--format", form]).out.contains(escape), "{form}");
    }
    let output = command(["compare", "--patents", PATENT, "--listings", LISTING, "no-such.json"])
        .env("NO_COLOR", "1")
        .output()
        .unwrap();
    assert!(!output.stdout.contains(&0x1b) && !output.stderr.contains(&0x1b));
}

#[test]
fn quiet_keeps_findings_in_the_document_only() {
    let run =
        readson(["compare", "-q", "--format", "json", "--patents", PATENT, "--listings", LISTING, "no-such.json"]);
    assert_eq!((run.code, run.err.as_str()), (2, ""));
    assert_eq!(run.codes(), ["P001-unreadable"]);
}

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
        assert_eq!(std::fs::read_to_string(&path).unwrap(), compare(&["--format", form]).out, "{name}");
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
    let pdf = folder.path().join("a.pdf");
    assert_eq!(compare(&["-o", pdf.to_str().unwrap()]).code, 2);
    assert_eq!(names(folder.path()), ["file"]);
}

#[test]
fn search_finds_stems_and_bears_any_query() {
    let search = |words: &str, more: &[&str]| {
        let mut args: Vec<PathBuf> = ["search", words].map(PathBuf::from).into();
        args.extend(more.iter().map(PathBuf::from));
        args.push("--patents".into());
        args.extend(sample_patents());
        readson(args)
    };
    let run = search("hinges", &["--format", "json"]);
    assert_eq!(run.code, 0);
    assert_shape("search", &run.json());
    let hits = run.json()["hits"].as_array().unwrap().clone();
    assert!(hits.iter().any(|hit| hit["text"].as_str().unwrap().contains("hinge pin")), "{hits:?}");
    assert!(hits.iter().map(|hit| hit["score"].as_f64().unwrap()).is_sorted_by(|a, b| a >= b));
    assert!(search("hinges", &[]).out.contains("US99000001B2"));
    assert_eq!(search("hinges", &["-n", "1", "--format", "json"]).json()["hits"].as_array().unwrap().len(), 1);
    let none = search("zyzzyva", &["--format", "json"]);
    assert_eq!((none.code, none.json()["hits"].as_array().unwrap().len()), (0, 0));
    for odd in ["", " ", "\"", "AND OR NOT", "body:", "title:lid^9999999", "+-!(){}[]^\"~*?:\\/", "🙂", "杯子"] {
        assert_eq!(search(odd, &[]).code, 0, "{odd}");
    }
    let nested = format!("{}hinge{}", "(".repeat(2000), ")".repeat(2000));
    assert!(search(&nested, &[]).out.contains("hinge"));
    for long in [format!("{}hinge{}", "(".repeat(5000), ")".repeat(5000)), "hinge ".repeat(10_000)] {
        let run = search(&long, &[]);
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains("4096"), "{}", run.err);
        // The library has no such limit, and no trouble.
        let loaded = load(&sample_patents(), &[]);
        let index = Index::build(&loaded.patents, &[]).unwrap();
        assert!(!index.search(&long, 10).unwrap().is_empty());
    }
}

#[test]
fn the_output_does_not_depend_on_threads_or_on_the_order_of_files() {
    for form in ["json", "md", "html", "text"] {
        let run = |threads: &str, turned: bool| {
            let (mut patents, mut listings) = (sample_patents(), sample_listings());
            if turned {
                patents.reverse();
                listings.rotate_left(3);
            }
            let mut args: Vec<PathBuf> =
                ["compare", "--claims", "all", "--format", form, "--threads", threads, "--patents"]
                    .map(PathBuf::from)
                    .into();
            args.extend(patents);
            args.push("--listings".into());
            args.extend(listings);
            let run = readson(args);
            assert_eq!(run.code, 0, "{}", run.err);
            run.out
        };
        let first = run("1", false);
        assert!(first.len() > 10_000, "{form}");
        for (threads, turned) in [("1", true), ("2", false), ("8", true)] {
            assert!(first == run(threads, turned), "{form} with {threads} threads, turned {turned}");
        }
    }
}

#[test]
fn eval_measures_a_gold_file() {
    assert_eq!(readson(["eval", "no-such.jsonl"]).code, 2);
    let gold = Path::new(ROOT).join("../shared/data/gold/development.jsonl");
    if !gold.exists() {
        eprintln!("skipped: ../shared is not there");
        return;
    }
    let run = readson([Path::new("eval"), &gold]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(run.out.contains("macro-F1 0."), "{}", run.out);
}
