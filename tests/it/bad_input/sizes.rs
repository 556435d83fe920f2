//! Input that is too much: entities, nesting, length.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{Bench, about, assert_one, charts};
use crate::common::{ROOT, Run, command};

#[test]
fn entities_are_left_alone() {
    let bench = Bench::new();
    let mut entities = String::from("<!ENTITY a0 \"boom\"><!ENTITY file SYSTEM \"file:///etc/hostname\">");
    for n in 1..12 {
        let inner = format!("&a{};", n - 1).repeat(10);
        entities.extend(["<!ENTITY a", &n.to_string(), " \"", &inner, "\">"]);
    }
    bench.put(
        "bomb.xml",
        format!(
            "<?xml version=\"1.0\"?>\n<!DOCTYPE us-patent-grant SYSTEM \"x.dtd\" [{entities}]>\n<us-patent-grant><us-bibliographic-data-grant><publication-reference><document-id><country>US</country><doc-number>09000001</doc-number><kind>B2</kind></document-id></publication-reference></us-bibliographic-data-grant>\n<claims><claim id=\"CLM-1\" num=\"1\"><claim-text>1. A cup comprising a lid &a11; and &file;.</claim-text></claim></claims></us-patent-grant>"
        ),
    );
    let run = bench.compare(&["bomb.xml"], &[]);
    assert_eq!((run.code, charts(&run).len()), (0, 2), "{}", run.err);
    let findings = about(&run, "bomb.xml");
    assert!(findings.iter().all(|f| f["code"] == "P004-unknown-entity" && f["line"] == 4), "{findings:?}");
    assert_eq!(findings.len(), 2);
    assert!(!run.out.contains("boom"));
}

#[test]
fn pages_nested_beyond_reason() {
    let bench = Bench::new();
    for open in ["<div>", "<b>", "<table><tr><td>", "<ul><li>", "<span class=x>"] {
        let body = open.repeat(300_000 / open.len());
        bench.put("deep.html", format!("<html><body><h1>Cup</h1>{body}lid</body></html>"));
        let run = bench.compare(&[], &["deep.html"]);
        assert!(charts(&run).contains(&"US1 1 good".to_owned()));
        assert_one(&run, "deep.html", "P018-too-deep", None);
        assert_eq!(run.code, 2);
    }
    for mark in ["> ", "- ", "[", "*", "(", "`", "| "] {
        bench.put("deep.md", format!("---\nid: deep\n---\n\n# Cup\n\n{}lid\n", mark.repeat(100_000)));
        let run = bench.compare(&[], &["deep.md"]);
        assert!(run.code == 0 || run.code == 2, "{mark}: {run:?}");
    }
}

/// A run of the program, and the most memory that it had, in MB.
#[cfg(target_os = "linux")]
fn watched(args: &[PathBuf]) -> (Run, u64) {
    use std::io::Read as _;
    let out = tempfile::tempfile().unwrap();
    let mut child =
        command(args).stdout(out.try_clone().unwrap()).stderr(std::process::Stdio::piped()).spawn().unwrap();
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    let code = loop {
        let peak = std::fs::read_to_string(&status).unwrap_or_default();
        let line = peak.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = line.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
        most = most.max(kilobytes.unwrap_or_default());
        if let Some(status) = child.try_wait().unwrap() {
            break status.code().unwrap_or(-1);
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let mut err = String::new();
    child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
    let mut text = String::new();
    let mut out = out;
    std::io::Seek::rewind(&mut out).unwrap();
    out.read_to_string(&mut text).unwrap();
    (Run { code, out: text, err }, most >> 10)
}

#[cfg(target_os = "linux")]
#[test]
fn a_line_of_100_mb_costs_a_finding_and_no_memory() {
    let bench = Bench::new();
    let mut file = std::io::BufWriter::new(std::fs::File::create(bench.path("big.jsonl")).unwrap());
    file.write_all(b"{\"id\":\"before\",\"title\":\"cup\"}\n{\"id\":\"big\",\"title\":\"").unwrap();
    for _ in 0..100 {
        file.write_all(&vec![b'a'; 1 << 20]).unwrap();
    }
    file.write_all(b"\"}\n{\"id\":\"after\",\"title\":\"cup\"}\n").unwrap();
    drop(file);
    let args = ["compare", "--format", "json", "--patents"].map(PathBuf::from);
    let args = [&args[..], &[bench.path("cup.md"), "--listings".into(), bench.path("big.jsonl")]].concat();
    let (run, memory) = watched(&args);
    assert_eq!((run.code, charts(&run)), (0, vec!["US1 1 after".to_owned(), "US1 1 before".to_owned()]), "{}", run.err);
    assert_one(&run, "big.jsonl", "P017-too-long", Some(2));
    assert!(memory < 100, "{memory} MB");
}

#[cfg(target_os = "linux")]
#[test]
fn a_bulk_file_is_read_in_bounded_memory() {
    let bench = Bench::new();
    let document = std::fs::read_to_string(Path::new(ROOT).join("claims/watch-strap.xml")).unwrap();
    let padding = format!("<description>{}</description>", "<p>Nothing that a claim needs.</p>\n".repeat(30_000));
    let mut file = std::io::BufWriter::new(std::fs::File::create(bench.path("bulk.xml")).unwrap());
    for number in 0..50 {
        let own = document
            .replace("99000007", &format!("990001{number:02}"))
            .replace("<claims", &format!("{padding}<claims"));
        file.write_all(own.as_bytes()).unwrap();
    }
    drop(file);
    let args = ["compare", "--format", "json", "--patents"].map(PathBuf::from);
    let args = [&args[..], &[bench.path("bulk.xml"), "--listings".into(), bench.path("good.jsonl")]].concat();
    let (run, memory) = watched(&args);
    assert_eq!((run.code, charts(&run).len()), (0, 50), "{}", run.err);
    assert!(memory < 100, "{memory} MB");
}

#[cfg(target_os = "linux")]
#[test]
fn a_page_of_one_long_line_is_refused_before_it_costs() {
    let bench = Bench::new();
    let long = "a lid; ".repeat(3_000_000);
    bench.put("long.md", format!("+++\nnumber = \"US2\"\n+++\n\n1. A cup comprising: {long}"));
    bench.put("long.txt", format!("1. A cup comprising: {long}"));
    bench.put("page.md", format!("# Cup\n\n{long}"));
    bench.put("long.csv", format!("id,title\nlong,{long}\nshort,cup\n"));
    bench
        .put("long.json", format!("[{{\"id\":\"long\",\"title\":\"{long}\"}},{{\"id\":\"short\",\"title\":\"cup\"}}]"));
    for (patent, listing) in [("long.md", "page.md"), ("long.txt", "long.csv"), ("long.txt", "long.json")] {
        let args = ["compare", "--format", "json", "--patents"].map(PathBuf::from);
        let files = [
            bench.path("cup.md"),
            bench.path(patent),
            "--listings".into(),
            bench.path("good.jsonl"),
            bench.path(listing),
        ];
        let (run, memory) = watched(&[&args[..], &files].concat());
        assert_one(&run, patent, "P017-too-long", None);
        assert_one(
            &run,
            listing,
            "P017-too-long",
            about(&run, listing)[0].get("line").and_then(serde_json::Value::as_u64),
        );
        assert!(charts(&run).contains(&"US1 1 good".to_owned()) && run.code == 2);
        assert_eq!(charts(&run).contains(&"US1 1 short".to_owned()), listing != "page.md");
        assert!(memory < 300, "{patent} {listing}: {memory} MB");
    }
}

#[test]
fn a_claim_of_a_megabyte_is_left_out_and_the_others_stay() {
    let bench = Bench::new();
    let long = "a lid; ".repeat(200_000);
    bench.put("claim.txt", format!("US9999999B2\n\n1. A cup comprising: a body.\n\n2. A cup comprising: {long}a loop.\n\n3. The cup of claim 1, wherein the body is red.\n"));
    let run = bench.compare(&["claim.txt"], &[]);
    assert_eq!(
        (run.code, charts(&run)),
        (0, vec!["US1 1 good".to_owned(), "US9999999B2 1 good".to_owned(), "US9999999B2 3 good".to_owned()])
    );
    assert_one(&run, "claim.txt", "P017-too-long", Some(5));
}

#[test]
fn claims_that_name_each_other_in_thousands_are_read() {
    let bench = Bench::new();
    let claims: Vec<String> =
        (2..2000).map(|n| format!("{n}. The cup of any preceding claim, wherein the lid has {n} holes.\n")).collect();
    let claims = claims.concat();
    bench.put("many.txt", format!("US2\n\n1. A cup comprising a lid.\n{claims}"));
    bench.put(
        "same.txt",
        format!("1. A cup comprising: {}{}", "a lid; ".repeat(20_000), "the second lid; ".repeat(20_000)),
    );
    for name in ["many.txt", "same.txt"] {
        let parsed = readson::load::file(&bench.path(name), readson::load::Role::Patents);
        assert!(!parsed.patents[0].claims.is_empty());
    }
}
