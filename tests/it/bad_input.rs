//! Bad input: each fault is a finding with its file and line and what to do; the rest of the run is done.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use serde_json::Value;

use crate::common::{Run, readson};

mod sizes;

const CUP: &str = "+++\nnumber = \"US1\"\ntitle = \"Cup\"\nkind = \"utility\"\njurisdiction = \"US\"\n+++\n\n1. A cup comprising: a body; and a lid.\n";
const GOOD: &str = "{\"id\":\"good\",\"title\":\"Steel cup with lid\"}\n";

/// A folder with a patent and a listing that are fine, and what else a test puts there.
struct Bench {
    folder: tempfile::TempDir,
}

impl Bench {
    fn new() -> Bench {
        let bench = Bench { folder: tempfile::tempdir().unwrap() };
        bench.put("cup.md", CUP);
        bench.put("good.jsonl", GOOD);
        bench
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn put(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    /// `compare` with the good files and some more of each role.
    fn compare(&self, patents: &[&str], listings: &[&str]) -> Run {
        let mut args: Vec<PathBuf> =
            ["compare", "--format", "json", "--claims", "all", "--patents"].map(PathBuf::from).into();
        args.extend([&["cup.md"], patents].concat().iter().map(|name| self.path(name)));
        args.push("--listings".into());
        args.extend([&["good.jsonl"], listings].concat().iter().map(|name| self.path(name)));
        readson(args)
    }
}

/// The charts as patent, claim and listing.
fn charts(run: &Run) -> Vec<String> {
    let word = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    run.json()["charts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|chart| {
            format!("{} {} {}", word(&chart["patent"]["number"]), chart["claim"], word(&chart["listing"]["id"]))
        })
        .collect()
}

/// The findings about one file.
fn about(run: &Run, name: &str) -> Vec<Value> {
    let findings = run.json()["findings"].as_array().unwrap().clone();
    findings.into_iter().filter(|finding| finding["file"].as_str().unwrap().ends_with(name)).collect()
}

/// The one finding about a file has this code and line, says what to do, and is on stderr too.
fn assert_one(run: &Run, name: &str, code: &str, line: Option<u64>) {
    let findings = about(run, name);
    assert_eq!(findings.len(), 1, "{name}: {findings:?}");
    let finding = &findings[0];
    assert_eq!(finding["code"], code, "{finding}");
    assert_eq!(finding.get("line").and_then(Value::as_u64), line, "{finding}");
    assert!(finding["help"].as_str().is_some_and(|help| help.len() > 10), "no help: {finding}");
    let message = finding["message"].as_str().unwrap();
    assert!(!message.ends_with('.') && !message.starts_with(char::is_uppercase), "{message}");
    assert!(run.err.contains(code) && run.err.contains(name), "{}", run.err);
}

#[test]
fn files_that_hold_nothing_or_no_text() {
    let bench = Bench::new();
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\x01\0\0\0\x01\0".as_slice();
    let pdf = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<</Type/Catalog>>\n".as_slice();
    let zip = b"PK\x03\x04\x14\0\x06\0\x08\0".as_slice();
    let noise: Vec<u8> = (0..4096_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
    for bytes in [png, pdf, zip, noise.as_slice(), b"\0", &[0; 10_000]] {
        for name in ["a.md", "a.txt", "a.xml", "a.html", "a.pdf", "a.docx", "a"] {
            bench.put(name, bytes);
            let run = bench.compare(&[name], &[]);
            assert_one(&run, name, "P024-binary", None);
            assert_eq!((run.code, charts(&run)), (2, vec!["US1 1 good".to_owned()]));
        }
        for name in ["b.json", "b.jsonl", "b.csv", "b.html", "b.md", "b.png"] {
            bench.put(name, bytes);
            let run = bench.compare(&[], &[name]);
            assert_one(&run, name, "P024-binary", None);
            assert_eq!((run.code, charts(&run)), (2, vec!["US1 1 good".to_owned()]));
        }
    }
    for bytes in ["", " ", "\n\n\n", "\u{feff}", "\u{feff} \r\n"] {
        for name in ["a.md", "a.txt", "a.xml", "a.html"] {
            bench.put(name, bytes);
            let run = bench.compare(&[name], &[]);
            assert_one(&run, name, "P002-empty", None);
            assert_eq!((run.code, charts(&run).len()), (2, 1), "{name} {bytes:?}");
        }
        for name in ["b.json", "b.jsonl", "b.csv", "b.html", "b.md"] {
            bench.put(name, bytes);
            let run = bench.compare(&[], &[name]);
            assert_one(&run, name, "P002-empty", None);
            assert_eq!((run.code, charts(&run).len()), (2, 1), "{name} {bytes:?}");
        }
    }
}

#[test]
fn a_table_of_a_header_only_is_not_passed_over_in_silence() {
    let bench = Bench::new();
    for bytes in ["id,title\n", "id,title", "\u{feff}\u{feff}", "[]", "[]\n"] {
        for name in ["b.csv", "b.json"].iter().filter(|name| name.ends_with("csv") != bytes.starts_with('[')) {
            bench.put(name, bytes);
            let run = bench.compare(&[], &[name]);
            assert_eq!((run.code, charts(&run).len(), about(&run, name).len()), (2, 1, 1), "{name} {bytes:?}: {run:?}");
            assert!(about(&run, name)[0]["help"].is_string());
        }
    }
}

#[test]
fn paths_that_are_no_files() {
    let bench = Bench::new();
    std::fs::create_dir(bench.path("folder.md")).unwrap();
    for name in ["folder.md", "missing.md", "cup.md/inside.md", "nul\u{1}.md"] {
        let run = bench.compare(&[name], &[name]);
        assert_eq!(run.code, 2);
        assert_eq!(charts(&run), ["US1 1 good"], "{name}");
        let findings = about(&run, name);
        assert_eq!(findings.len(), 2, "{name}: {findings:?}");
        assert!(findings.iter().all(|finding| finding["code"] == "P001-unreadable" && finding["help"].is_string()));
    }
    assert!(bench.compare(&["folder.md"], &[]).err.contains("directory"));
    let run = readson([Path::new("parse"), &bench.path("folder.md"), &bench.path("cup.md")]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("1[a]"), "{}", run.out);
}

#[test]
fn kinds_that_no_reader_knows() {
    let bench = Bench::new();
    bench.put("a.rtf", "{\\rtf1 claims}");
    bench.put("a.csv", "id,title\n1,cup\n");
    bench.put("a.yaml", "id: 1\n");
    for (patents, listings) in [(vec!["a.csv"], vec![]), (vec![], vec!["a.yaml"])] {
        let run = bench.compare(&patents, &listings);
        assert_one(&run, [patents, listings].concat()[0], "P003-unknown-kind", None);
        assert_eq!((run.code, charts(&run).len()), (2, 1));
    }
    let run = bench.compare(&["a.rtf"], &[]);
    assert_eq!((run.code, charts(&run).len(), about(&run, "a.rtf").len()), (2, 1, 1), "{run:?}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_name_that_is_not_utf_8() {
    use std::os::unix::ffi::OsStrExt as _;
    let bench = Bench::new();
    let odd = bench.folder.path().join(std::ffi::OsStr::from_bytes(b"caf\xe9.jsonl"));
    std::fs::write(&odd, "{\"id\":\"odd\",\"title\":\"cup\"}\n{").unwrap();
    let mut args: Vec<PathBuf> = ["compare", "--format", "json", "--patents"].map(PathBuf::from).into();
    args.extend([bench.path("cup.md"), "--listings".into(), odd]);
    let run = readson(args);
    assert_eq!(charts(&run), ["US1 1 odd"]);
    assert_one(&run, "caf\u{fffd}.jsonl", "P012-malformed-json", Some(2));
    assert_eq!(run.code, 0);
}

#[test]
fn truncated_files_keep_what_is_whole() {
    let bench = Bench::new();
    let xml = std::fs::read_to_string(Path::new(crate::common::ROOT).join("claims/watch-strap.xml")).unwrap();
    bench.put("cut.xml", &xml[..xml.find("<claim id=\"CLM-00003\"").unwrap() + 60]);
    let run = bench.compare(&["cut.xml"], &[]);
    assert_eq!(charts(&run), ["US1 1 good", "US99000007B2 1 good", "US99000007B2 2 good"], "{run:?}");
    assert!(about(&run, "cut.xml").iter().any(|finding| finding["code"] == "P023-truncated"), "{}", run.err);
    assert_eq!(run.code, 0);
    bench.put("cut.jsonl", "{\"id\":\"a\",\"title\":\"cup\"}\n{\"id\":\"b\",\"title\":\"cu");
    let run = bench.compare(&[], &["cut.jsonl"]);
    assert_one(&run, "cut.jsonl", "P012-malformed-json", Some(2));
    assert_eq!(charts(&run), ["US1 1 a", "US1 1 good"]);
    bench.put("cut.json", "[{\"id\":\"a\",\"title\":\"cup\"},\n{\"id\":\"b\",\"title\":\"cu");
    let run = bench.compare(&[], &["cut.json"]);
    assert!(charts(&run).contains(&"US1 1 a".to_owned()), "{run:?}");
    assert!(about(&run, "cut.json").iter().all(|finding| finding["line"].is_u64() && finding["help"].is_string()));
    bench.put("cut.csv", "id,title,description\na,cup,\"a steel cup\"\nb,cup,\"a gl");
    let run = bench.compare(&[], &["cut.csv"]);
    assert!(charts(&run).contains(&"US1 1 a".to_owned()), "{run:?}");
    bench.put("cut.html", "<html><head><title>Cup</title></head><body><h1>Cup</h1><ul><li>Steel body<li>Lid with");
    let run = bench.compare(&[], &["cut.html"]);
    assert_eq!(charts(&run).len(), 2, "{run:?}");
    bench.put("cut.md", "+++\nnumber = \"US2\"\ntitle = \"Cup\"\n");
    let run = bench.compare(&["cut.md"], &[]);
    assert!(charts(&run).contains(&"US1 1 good".to_owned()));
    assert!(!about(&run, "cut.md").is_empty() && run.err.contains("cut.md"), "{run:?}");
}

#[test]
fn encodings_that_people_have() {
    let bench = Bench::new();
    let utf16 = |text: &str| {
        let mut bytes = b"\xff\xfe".to_vec();
        bytes.extend(text.encode_utf16().flat_map(u16::to_le_bytes));
        bytes
    };
    bench.put("wide.md", utf16(&CUP.replace("US1", "US2")));
    bench.put("wide.json", utf16("{\"id\":\"wide\",\"title\":\"Tasse für Café\"}"));
    bench.put("wide.csv", utf16("id;title\nwcsv;Tasse für Café\n"));
    bench.put("latin.csv", b"id;title\nlatin;Tasse f\xfcr Caf\xe9, doppelwandig, mit Deckel\n");
    let run = bench.compare(&["wide.md"], &["wide.json", "wide.csv", "latin.csv"]);
    assert_eq!((run.code, run.codes().len()), (0, 0), "{}", run.err);
    let titles: Vec<String> = run.json()["charts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["listing"]["title"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(titles.iter().filter(|title| title.contains("für Café")).count(), 6, "{titles:?}");
    // Mostly UTF-8 with damage: read, and said.
    bench.put("damaged.csv", b"id;title\nx;\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9\xc3\xa9 cup \xff with lid\n");
    let run = bench.compare(&[], &["damaged.csv"]);
    assert_one(&run, "damaged.csv", "P019-replaced-bytes", None);
    assert_eq!((run.code, charts(&run).len()), (0, 2));
}

#[test]
fn json_of_the_wrong_types() {
    let bench = Bench::new();
    bench.put(
        "types.jsonl",
        concat!(
            "{\"id\":5,\"title\":\"cup\"}\n",
            "{\"id\":\"b\",\"title\":[\"cup\"],\"bullets\":\"one\",\"attributes\":3,\"images\":{\"x\":1}}\n",
            "{\"id\":\"c\",\"title\":\"cup\",\"attributes\":[1,null,{\"name\":\"x\"}],\"bullets\":[{\"a\":[]}],\"price\":{}}\n",
            "[1,2,3]\n\"text\"\nnull\n7\n{}\n{\"title\":\"cup\"}\n{\"id\":\"\",\"title\":\"cup\"}\n",
            "{\"id\":\"d\",\"title\":\"cup\",\"description\":null}\n{\"id\":\"e\"}\nnot json\n",
        ),
    );
    let run = bench.compare(&[], &["types.jsonl"]);
    assert_eq!(run.code, 0);
    let charts = charts(&run);
    for id in ["US1 1 5", "US1 1 b", "US1 1 c", "US1 1 d", "US1 1 good"] {
        assert!(charts.contains(&id.to_owned()), "{id} is not in {charts:?}\n{}", run.err);
    }
    let findings = about(&run, "types.jsonl");
    for line in [2, 3, 4, 5, 6, 7, 8, 9, 10, 12, 13] {
        assert!(findings.iter().any(|finding| finding["line"] == line), "nothing on line {line}: {}", run.err);
    }
    assert!(findings.iter().all(|finding| finding["line"] != 11), "{}", run.err);
    for finding in &findings {
        assert!(finding["help"].is_string(), "no help: {finding}");
    }
    let deep =
        format!("{{\"id\":\"deep\",\"title\":\"cup\",\"x\":{}{}}}\n{GOOD}", "[".repeat(100_000), "]".repeat(100_000));
    bench.put("deep.jsonl", deep.replace("good", "after"));
    let run = bench.compare(&[], &["deep.jsonl"]);
    assert!(run.code == 0 && self::charts(&run).contains(&"US1 1 after".to_owned()), "{run:?}");
    bench.put("only.json", "7");
    let run = bench.compare(&[], &["only.json"]);
    assert_eq!((run.code, about(&run, "only.json").len()), (2, 1), "{run:?}");
}

#[test]
fn ids_and_numbers_that_are_given_twice() {
    let bench = Bench::new();
    bench.put("a.jsonl", "{\"id\":\"a\",\"title\":\"steel cup\"}\n{\"id\":\"a\",\"title\":\"glass cup\"}\n");
    bench.put("b.jsonl", "{\"id\":\"a\",\"title\":\"wooden cup\"}\n");
    bench.put("cup2.md", CUP.replace("a lid", "a handle"));
    let run = bench.compare(&["cup2.md"], &["b.jsonl", "a.jsonl"]);
    assert_eq!((run.code, charts(&run)), (0, vec!["US1 1 a".to_owned(), "US1 1 good".to_owned()]));
    assert_eq!(run.json()["charts"][0]["listing"]["title"], "steel cup");
    assert_one(&run, "a.jsonl", "P016-duplicate-id", Some(2));
    assert_one(&run, "b.jsonl", "P016-duplicate-id", Some(1));
    let findings = about(&run, "cup2.md");
    assert_eq!(findings[0]["code"], "P022-duplicate-patent");
    assert!(run.json()["charts"][0]["rows"][2]["text"].as_str().unwrap().contains("lid"));
    // The same file twice is the same case.
    let run = bench.compare(&["cup.md"], &["good.jsonl"]);
    assert_eq!((run.code, charts(&run).len(), run.codes().len()), (0, 1, 2), "{}", run.err);
}

#[test]
fn claims_that_lead_nowhere() {
    let bench = Bench::new();
    let claims = [
        ("1. A cup comprising a lid.\n2. The cup of claim 2, wherein the lid is red.\n", "P007-depends-on-itself", 9),
        ("1. A cup comprising a lid.\n2. The cup of claim 7, wherein the lid is red.\n", "P009-depends-on-missing", 9),
        (
            "1. A cup comprising a lid.\n2. The cup of claim 3, wherein the lid is red.\n3. The cup of claim 1, wherein it is big.\n",
            "P008-depends-on-later",
            9,
        ),
    ];
    let head = CUP.split("1. A cup").next().unwrap().replace("US1", "US2");
    for (claims, code, line) in claims {
        bench.put("odd.md", format!("{head}{claims}"));
        let run = bench.compare(&["odd.md"], &[]);
        assert_one(&run, "odd.md", code, Some(line));
        assert_eq!((run.code, charts(&run).len()), (0, 1 + claims.lines().count()), "{run:?}");
        let denied = readson([
            Path::new("compare"),
            Path::new("--deny"),
            Path::new("warning"),
            Path::new("--patents"),
            &bench.path("odd.md"),
            Path::new("--listings"),
            &bench.path("good.jsonl"),
        ]);
        assert_eq!(denied.code, 1);
    }
    bench.put(
        "circle.md",
        format!("{head}1. The cup of claim 3, wherein a.\n2. The cup of claim 1, wherein b.\n3. The cup of claim 2, wherein c.\n"),
    );
    let run = bench.compare(&["circle.md"], &[]);
    assert_eq!((run.code, charts(&run).len()), (0, 4), "{run:?}");
    let circle = about(&run, "circle.md").iter().filter(|finding| finding["code"] == "P025-dependency-cycle").count();
    assert_eq!(circle, 3, "{}", run.err);
    // With no independent claim to chart the run says both what is wrong with the claims and that nothing is left.
    let run = readson([
        Path::new("compare"),
        Path::new("--patents"),
        &bench.path("circle.md"),
        Path::new("--listings"),
        &bench.path("good.jsonl"),
    ]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("P025") && run.err.contains("--claims"), "{}", run.err);
    // Many parents, many ways: they are bounded.
    let many: String = (1..60)
        .map(|n| match n {
            1 => "1. A cup comprising a lid.\n".to_owned(),
            n => format!("{n}. The cup of any preceding claim, wherein the lid has {n} holes.\n"),
        })
        .collect();
    bench.put("many.md", format!("{head}{many}"));
    assert_eq!(charts(&bench.compare(&["many.md"], &[])).len(), 60);
}

#[test]
fn many_faults_at_once_do_not_hide_each_other() {
    let bench = Bench::new();
    bench.put("empty.md", "");
    bench.put("image.jsonl", b"\x89PNG\r\n\x1a\n");
    bench.put("half.jsonl", "{\"id\":\"half\",\"title\":\"cup\"}\n{\"id\"\n");
    let run = bench.compare(&["empty.md", "none.xml"], &["image.jsonl", "half.jsonl"]);
    assert_eq!((run.code, charts(&run)), (2, vec!["US1 1 good".to_owned(), "US1 1 half".to_owned()]));
    assert_one(&run, "empty.md", "P002-empty", None);
    assert_one(&run, "none.xml", "P001-unreadable", None);
    assert_one(&run, "image.jsonl", "P024-binary", None);
    assert_one(&run, "half.jsonl", "P012-malformed-json", Some(2));
    // With nothing left there is still a document.
    let nothing = readson([
        Path::new("compare"),
        Path::new("--format"),
        Path::new("json"),
        Path::new("--patents"),
        &bench.path("empty.md"),
        Path::new("--listings"),
        &bench.path("image.jsonl"),
    ]);
    assert_eq!((nothing.code, charts(&nothing).len(), nothing.codes().len()), (2, 0, 2));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, failure_persistence: None, ..ProptestConfig::default() })]

    /// Any bytes under any name give a result: something read, or a finding that says why not.
    #[test]
    fn nothing_is_lost_without_a_word(
        bytes in prop_oneof![
            prop::collection::vec(any::<u8>(), 0..300),
            ".{0,300}".prop_map(String::into_bytes),
            prop::collection::vec(prop::sample::select(vec![
                "{", "}", "[", "]", "\"id\":", "\"a\"", ",", "\n", "1. A cup comprising:", "<html>", "<p>", "</p>", "+++\n", "---\n",
                "<?xml version=\"1.0\"?>", "<us-patent-grant>", "</us-patent-grant>", "<claim num=\"1\">", "</claim>", "id,title\n",
                "- a lid\n", "&amp;", "&x;", "| a | b |\n", "\u{feff}", "\0", "title = \"x\"\n", "<script>", "<!--", "]]>", "#",
            ]), 0..30).prop_map(|parts| parts.concat().into_bytes()),
        ],
        extension in prop::sample::select(vec!["md", "txt", "xml", "html", "json", "jsonl", "csv", "tsv", "pdf", ""]),
    ) {
        use readson::load::{Role, file};
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("x.{extension}"));
        std::fs::write(&path, &bytes).unwrap();
        for role in [Role::Patents, Role::Listings, Role::Either] {
            let parsed = file(&path, role);
            prop_assert!(
                !parsed.findings.is_empty() || !parsed.patents.is_empty() || !parsed.listings.is_empty(),
                "{:?} gave nothing", role
            );
            for finding in &parsed.findings {
                prop_assert!(finding.file.ends_with(&format!("x.{extension}")) && finding.line != Some(0), "{:?}", finding);
                prop_assert!(!finding.message.ends_with('.') && !finding.message.is_empty(), "{:?}", finding);
            }
            prop_assert!(parsed.patents.iter().all(|patent| !patent.claims.is_empty() || !parsed.findings.is_empty()));
        }
    }
}
