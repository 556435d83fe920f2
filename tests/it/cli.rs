//! The program as people and scripts call it: exit codes, streams, forms, files.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use readson::pair::index::Index;
use serde_json::Value;

use crate::common::{ROOT, Run, command, load, readson, readson_in_columns, sample_listings, sample_patents};
use shape::check;

mod files;
pub mod shape;

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

fn assert_shape(name: &str, value: &Value) {
    let run = readson(["schema", name]);
    assert_eq!(run.code, 0);
    check(&run.json(), value, "$").unwrap();
}

type Damage = fn(&mut Value);

#[test]
fn schemas_are_printed_and_refuse_what_they_should() {
    let all = readson(["schema"]).json();
    let names: Vec<&String> = all.as_object().unwrap().keys().collect();
    let known = ["patents", "comparison", "search", "findings", "screen", "diff"];
    assert_eq!(names, known.map(|name| format!("readson.{name}/1")).iter().collect::<Vec<_>>());
    let schema = &all["readson.comparison/1"];
    let good = compare(&["--format", "json"]).json();
    check(schema, &good, "$").unwrap();
    let damaged: [(&str, Damage); 6] = [
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
fn text_is_a_line_a_row_unless_more_is_asked_for() {
    let short = compare(&[]);
    let rows = |out: &str| out.lines().filter(|line| line.starts_with("1[")).map(str::to_owned).collect::<Vec<_>>();
    let long = compare(&["-v"]);
    let labels = |out: &str| -> Vec<String> {
        rows(out).iter().map(|line| line.split(' ').next().unwrap_or_default().to_owned()).collect()
    };
    assert_eq!(labels(&short.out), labels(&long.out));
    assert!(short.out.contains("-v prints the rows in full"), "{}", short.out);
    assert!(!long.out.contains("-v prints"), "{}", long.out);
    let json = compare(&["--format", "json"]).json();
    for (line, row) in rows(&short.out).iter().zip(json["charts"][0]["rows"].as_array().unwrap()) {
        assert!(line.contains(row["support"].as_str().unwrap()), "{line}");
        assert!(line.chars().count() <= 100, "{line}");
        // What stands in quotation marks is the listing's, letter for letter.
        let Some(shown) = line.split_once('“').and_then(|(_, rest)| rest.split_once('”')) else { continue };
        let quotes = row["evidence"].as_array().unwrap().iter().chain(row["against"].as_array().unwrap());
        let shown = shown.0.trim_matches('…');
        assert!(quotes.clone().any(|quote| quote["quote"].as_str().unwrap().contains(shown)), "{line}");
    }
    for width in [40, 61, 140] {
        let run = readson_in_columns(width, ["compare", "--patents", PATENT, "--listings", LISTING]);
        // A quote keeps twenty columns, whatever is left.
        let width = width.max(48);
        assert!(rows(&run.out).iter().all(|line| line.chars().count() <= width), "{}", run.out);
    }
}

#[test]
fn every_form_goes_to_stdout_and_nothing_else_does() {
    let text = compare(&[]);
    assert_eq!((text.code, text.err.as_str()), (0, ""));
    let words = compare(&["-v"]).out.split_whitespace().collect::<Vec<_>>().join(" ");
    for expected in
        ["US99000001B2", "1[pre]", "hinge pin", "bullet ", "Draft for review by an attorney", "no legal conclusion"]
    {
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
    for empty in ["", " "] {
        let run = search(empty, &[]);
        assert!(run.code == 2 && run.err.contains("query is empty"), "{}", run.err);
    }
    for odd in ["\"", "AND OR NOT", "body:", "title:lid^9999999", "+-!(){}[]^\"~*?:\\/", "🙂", "杯子"] {
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
