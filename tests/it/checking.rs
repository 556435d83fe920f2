//! `readson check`: drafts audited, levels, waivers, baselines, and the forms that other programs read.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use tempfile::TempDir;

use crate::common::{ROOT, Run, files, readson, sample_listings, sample_patents, shared};

const CHART: &str = "+++\nkind = \"chart\"\npatent = \"US99000003B1\"\nclaim = 1\nlisting = \"NL-COL-M-USBC\"\nstatus = \"final\"\n+++\n\n# Claim chart\n\nThe listing clearly infringes the patent.\n\n| Element | Evidence | Explanation | Verdict | Remarks |\n| --- | --- | --- | --- | --- |\n| 1[pre] A cordless illuminated dog collar, comprising: | “CORDLESS COMFORT” in bullets[2] | no battery box dangles from it | literal | |\n| 1[a] a flexible light tube that makes a loop around the neck of a dog; | “6 LEDs in a flexible light tube” in attributes.Light source | the tube is the collar itself | literal | |\n| 1[b] a plurality of light-emitting diodes arranged to emit light into the light tube; | “sixteen LEDs” in bullets[0] | they sit at both ends | literal | |\n";

fn folder(name: &str, text: &str) -> (TempDir, PathBuf) {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    (folder, path)
}

fn check(paths: &[&Path], more: &[&str]) -> Run {
    let mut args = vec!["check", "--today", "2026-11-24"];
    args.extend(paths.iter().map(|path| path.to_str().unwrap()));
    args.extend(more);
    readson(args)
}

fn in_root(path: &str) -> PathBuf {
    Path::new(ROOT).join(path)
}

fn audit(chart: &Path, more: &[&str]) -> Run {
    check(&[chart, &in_root("claims/dog-collar.md"), &in_root("tests/listings/collar.html")], more)
}

/// Codes with line and column, of one file.
fn places(run: &Run, file: &Path) -> Vec<(String, u64, Option<u64>)> {
    let findings = run.json()["findings"].as_array().unwrap().clone();
    let own = findings.iter().filter(|finding| finding["file"] == file.to_str().unwrap());
    own.map(|finding| {
        let code = finding["code"].as_str().unwrap().split('-').next().unwrap().to_owned();
        (code, finding["line"].as_u64().unwrap(), finding["column"].as_u64())
    })
    .collect()
}

#[test]
fn a_drafted_chart_is_audited_with_line_and_column() {
    let (_folder, path) = folder("chart.md", CHART);
    let run = audit(&path, &["--format", "json"]);
    assert_eq!(run.code, 1, "{}", run.err);
    let found = places(&run, &path);
    for wanted in
        [("R001", 16, Some(8)), ("E005", 17, Some(92)), ("W001", 11, Some(21)), ("R002", 1, None), ("R012", 1, None)]
    {
        assert!(found.contains(&(wanted.0.to_owned(), wanted.1, wanted.2)), "{wanted:?} in {found:?}");
    }
    assert!(!found.iter().any(|(code, line, _)| code.starts_with('E') && *line == 15), "{found:?}");
}

#[test]
fn a_csv_chart_and_an_edited_comparison_are_audited_too() {
    let csv = "Patent,Listing,Label,Claim element,Evidence,Verdict\nUS99000003B1,NL-COL-M-USBC,1[a],a flexible light tube that makes a loop;,\"\"\"a glowing rope\"\" in title\",literal\n";
    let (_folder, path) = folder("chart.csv", csv);
    let run = audit(&path, &["--format", "json"]);
    let codes: Vec<String> = places(&run, &path).into_iter().map(|place| place.0).collect();
    assert!(codes.contains(&"R001".to_owned()) && codes.contains(&"E005".to_owned()), "{codes:?}");

    let made = readson([
        "compare",
        "--patents",
        in_root("claims/dog-collar.md").to_str().unwrap(),
        "--listings",
        in_root("tests/listings/collar.html").to_str().unwrap(),
        "--format",
        "json",
    ]);
    let (_folder, path) = folder("comparison.json", &made.out);
    let untouched = audit(&path, &["--format", "json"]);
    let codes = |run: &Run| places(run, &path).into_iter().map(|place| place.0).collect::<Vec<_>>();
    assert!(
        !codes(&untouched).iter().any(|code| matches!(code.as_str(), "R001" | "E005" | "E006")),
        "{:?}",
        codes(&untouched)
    );
    fs::write(&path, made.out.replace("6 LEDs in a flexible light tube", "60 LEDs in a flexible light tube")).unwrap();
    assert!(codes(&audit(&path, &["--format", "json"])).contains(&"E005".to_owned()));
}

#[test]
fn levels_come_from_the_configuration_and_then_from_the_command_line() {
    let (folder, path) = folder("chart.md", CHART);
    let config = folder.path().join("readson.toml");
    fs::write(&config, "[levels]\nR = \"allow\"\nE005 = \"note\"\nW = \"error\"\n").unwrap();
    let run = audit(&path, &["--format", "json"]);
    let severity = |run: &Run, code: &str| {
        let findings = run.json()["findings"].as_array().unwrap().clone();
        let found = findings.iter().find(|finding| finding["code"].as_str().unwrap().starts_with(code));
        found.map(|finding| finding["severity"].as_str().unwrap().to_owned())
    };
    assert_eq!((severity(&run, "R001"), severity(&run, "E005").as_deref()), (None, Some("note")));
    assert_eq!((severity(&run, "W001").as_deref(), run.code), (Some("error"), 1));
    let run = audit(&path, &["--format", "json", "-A", "W", "-A", "C"]);
    assert_eq!((severity(&run, "W001"), run.code), (None, 0), "{}", run.err);
    let run = audit(&path, &["-D", "W901"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("no rule W901"), "{}", run.err);
    for (text, wanted) in [
        ("levls = 1\n", "readson.toml:1: unknown field `levls`"),
        ("\n[levels]\nC001 = \"loud\"\n", "C001 is \"loud\""),
        ("[levels]\nC01 = \"allow\"\n", "no rule C01; did you mean C001"),
        ("[[waiver]]\ncode = \"C001\"\nreason = \" \"\n", "readson.toml:1: a waiver needs a reason"),
        ("\n[[waiver]]\nreason = \"x\"\n", "readson.toml:2: missing field `code`"),
    ] {
        fs::write(&config, text).unwrap();
        let run = audit(&path, &[]);
        assert_eq!(run.code, 2, "{text}");
        assert!(run.err.contains(wanted), "{text}: {}", run.err);
    }
}

#[test]
fn waivers_need_a_reason_end_and_are_told_when_they_cover_nothing() {
    let (folder, path) = folder("chart.md", CHART);
    fs::write(
        folder.path().join("readson.toml"),
        "[[waiver]]\ncode = \"R001\"\nabout = \"chart of US99000003B1 claim 1\"\nreason = \"agreed\"\n\n[[waiver]]\ncode = \"E005\"\nreason = \"late\"\nuntil = \"2026-01-01\"\n\n[[waiver]]\ncode = \"V007\"\nreason = \"no use\"\n",
    )
    .unwrap();
    let run = audit(&path, &["--format", "json"]);
    let findings = run.json()["findings"].as_array().unwrap().clone();
    let about =
        |code: &str| findings.iter().filter(|f| f["code"].as_str().unwrap().starts_with(code)).collect::<Vec<_>>();
    assert!(about("R001").is_empty() && about("E005").len() == 1);
    assert_eq!((about("P028")[0]["line"].as_u64(), about("P029")[0]["line"].as_u64()), (Some(11), Some(6)));
    assert!(run.err.contains("1 waived"), "{}", run.err);

    fs::remove_file(folder.path().join("readson.toml")).unwrap();
    let beside = CHART.replace(
        "they sit at both ends | literal | |",
        "they sit at both ends | literal | readson: waive E005 until 2027-01-01: the photo shows it |",
    );
    fs::write(&path, beside).unwrap();
    let codes: Vec<String> =
        places(&audit(&path, &["--format", "json"]), &path).into_iter().map(|place| place.0).collect();
    assert!(!codes.contains(&"E005".to_owned()) && codes.contains(&"R001".to_owned()), "{codes:?}");
}

#[test]
fn a_baseline_hides_what_was_there_even_when_it_moves() {
    let (folder, path) = folder("chart.md", CHART);
    let baseline = folder.path().join("baseline.json");
    let baseline = baseline.to_str().unwrap();
    assert_eq!(audit(&path, &["--write-baseline", baseline]).code, 1);
    fs::write(&path, CHART.replace("# Claim chart\n", "# Claim chart\n\nPage one.\n")).unwrap();
    let run = audit(&path, &["--baseline", baseline, "--format", "json"]);
    assert_eq!((run.code, run.json()["findings"].as_array().unwrap().len()), (0, 0), "{}", run.out);
    fs::write(&path, CHART.replace("sixteen", "seventeen")).unwrap();
    assert_eq!(audit(&path, &["--baseline", baseline]).code, 1);
    fs::write(folder.path().join("baseline.json"), "{}").unwrap();
    assert_eq!(audit(&path, &["--baseline", baseline]).code, 2);
}

/// The text of a SARIF region in its file.
fn resolved(region: &Value, text: &str) -> String {
    let number = |key: &str| region[key].as_u64().unwrap() as usize;
    let lines: Vec<&str> = text.split('\n').collect();
    let (first, last) = (number("startLine"), number("endLine"));
    let (start, end) = (number("startColumn") - 1, number("endColumn") - 1);
    if first == last {
        return lines[first - 1].chars().skip(start).take(end - start).collect();
    }
    let head: String = lines[first - 1].chars().skip(start).collect();
    let tail: String = lines[last - 1].chars().take(end).collect();
    let between = lines[first..last - 1].iter().copied();
    std::iter::once(head.as_str()).chain(between).chain([tail.as_str()]).collect::<Vec<_>>().join("\n")
}

fn regions_give_their_words(paths: &[PathBuf]) -> usize {
    let mut args = vec!["check".to_owned(), "--format".to_owned(), "sarif".to_owned()];
    args.extend(paths.iter().map(|path| path.to_str().unwrap().to_owned()));
    let run = readson(args);
    let mut seen = 0;
    for result in run.json()["runs"][0]["results"].as_array().unwrap() {
        let place = &result["locations"][0]["physicalLocation"];
        let Some(words) = place["region"]["snippet"]["text"].as_str() else { continue };
        let file = paths
            .iter()
            .find(|path| {
                let address = place["artifactLocation"]["uri"].as_str().unwrap();
                address.trim_start_matches("file://") == path.to_str().unwrap()
            })
            .unwrap();
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!(plain(&resolved(&place["region"], &fs::read_to_string(file).unwrap())), plain(words), "{result}");
        seen += 1;
    }
    seen
}

#[test]
fn every_sarif_region_resolved_back_gives_the_words() {
    let (_folder, path) = folder("chart.md", CHART);
    let mut paths: Vec<PathBuf> = sample_patents();
    paths.push(path);
    assert!(regions_give_their_words(&paths) > 5);
    if let Some(folder) = shared("patents/utility-xml") {
        let paths: Vec<PathBuf> = files(&folder, &["xml"]).into_iter().step_by(9).collect();
        assert!(regions_give_their_words(&paths) > 20);
    }
}

#[test]
fn sarif_is_valid_by_the_official_schema() {
    let schema: Value = serde_json::from_str(include_str!("sarif-schema-2.1.0.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let (_folder, path) = folder("chart.md", CHART);
    for run in
        [audit(&path, &["--format", "sarif"]), check(&[&in_root("claims/phone-stand.md")], &["--format", "sarif"])]
    {
        let errors: Vec<String> =
            validator.iter_errors(&run.json()).map(|error| format!("{}: {error}", error.instance_path())).collect();
        assert!(errors.is_empty(), "{}", errors.join("\n"));
        assert_eq!(run.json()["version"], "2.1.0");
    }
    let own: Value = serde_json::from_str(&readson(["schema", "findings"]).out).unwrap();
    let found = audit(&path, &["--format", "json"]).json();
    let errors: Vec<String> =
        jsonschema::validator_for(&own).unwrap().iter_errors(&found).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
    let wrong: Value = serde_json::json!({"version": "2.1.0", "runs": [{"tool": {}}]});
    assert!(!validator.is_valid(&wrong));
}

#[test]
fn annotations_and_junit_say_the_same_as_the_text() {
    let (_folder, path) = folder("chart, 100%.md", CHART);
    let github = audit(&path, &["--format", "github"]);
    let line = github.out.lines().find(|line| line.contains("title=R001")).unwrap();
    assert!(
        line.starts_with("::error file=") && line.contains("chart%2C 100%25.md,line=16,endLine=16,col=8"),
        "{line}"
    );
    let junit = audit(&path, &["--format", "junit"]);
    let mut reader = quick_xml::Reader::from_str(&junit.out);
    let mut failures = 0;
    loop {
        match reader.read_event().unwrap() {
            quick_xml::events::Event::Start(tag) if tag.name().as_ref() == "failure" => failures += 1,
            quick_xml::events::Event::Eof => break,
            _ => {}
        }
    }
    let text = audit(&path, &[]);
    let shown = text
        .out
        .lines()
        .filter(|line| ["error[", "warning[", "note["].iter().any(|mark| line.starts_with(mark)))
        .count();
    assert_eq!(failures, github.out.lines().count());
    assert_eq!(failures, shown);
    assert!(text.out.contains("^^^"), "{}", text.out);
}

#[test]
fn a_complaint_is_checked_against_its_venue() {
    let complaint = "+++\nkind = \"complaint\"\nvenue = \"1688\"\nright = \"US99000003B1\"\nowner = \"Somebody Else\"\nreason = \"The listing has every element of claim 1.\"\nlistings = [\"NL-COL-M-USBC\", \"NL-COL-M-USBC\"]\nclaims = [1]\n+++\n";
    let (_folder, path) = folder("complaint.md", complaint);
    let codes = |run: &Run| places(run, &path).into_iter().map(|place| place.0).collect::<Vec<_>>();
    let there = codes(&audit(&path, &["--format", "json"]));
    assert!(there.contains(&"V002".to_owned()) && there.contains(&"V023".to_owned()), "{there:?}");
    let elsewhere = codes(&audit(&path, &["--format", "json", "--venue", "aliexpress"]));
    assert!(!elsewhere.contains(&"V002".to_owned()), "{elsewhere:?}");
    let unknown = audit(&path, &["--venue", "aliexpres"]);
    assert_eq!(unknown.code, 2);
    assert!(unknown.err.contains("did you mean aliexpress?"), "{}", unknown.err);
    fs::write(&path, complaint.replace("venue =", "venu =")).unwrap();
    let run = audit(&path, &["--format", "json"]);
    assert_eq!(run.code, 2);
    assert!(run.out.contains("did you mean venue?"), "{}", run.out);
}

#[test]
fn users_rules_are_pages_too_and_wrong_ones_are_errors() {
    let folder = TempDir::new().unwrap();
    let rules = folder.path().join("rules");
    let made = readson(["new-rule", "shiny-term", "-d", rules.to_str().unwrap()]);
    assert_eq!(made.code, 0, "{}", made.err);
    let page = rules.join("C900-shiny-term.md");
    let prove = || readson(["rules", "--rules", rules.to_str().unwrap(), "--prove"]);
    assert_eq!(prove().code, 1, "a new rule's first test fails");
    let text = fs::read_to_string(&page).unwrap();
    let filled = text
        .replace("find = [\"TODO: phrases to look for; leave the line out to use `when` alone\"]", "find = [\"shiny\"]")
        .replace("comprising TODO", "comprising a shiny lid");
    fs::write(&page, &filled).unwrap();
    assert_eq!(prove().code, 0, "{}", prove().out);
    let (_claims, claims) = folder_with_claim();
    let run = check(&[&claims], &["--rules", rules.to_str().unwrap(), "--format", "json"]);
    assert!(run.out.contains("C900-shiny-term"), "{}", run.out);
    for (change, with, wanted) in [
        ("severity = \"warning\"", "severty = \"warning\"", "C900-shiny-term.md:4: unknown field `severty`"),
        ("when = 'true'", "when = 'words >'", "C900-shiny-term.md:7"),
        ("when = 'true'", "when = 'wrods > 3'", "cannot be evaluated"),
        ("scope = \"claim\"", "scope = \"clam\"", "C900-shiny-term.md:5"),
        ("code = \"C900-shiny-term\"", "code = \"shiny\"", "is no code"),
        ("## Silent", "## Quiet", "“Quiet”"),
    ] {
        fs::write(&page, filled.replace(change, with)).unwrap();
        let run = check(&[&claims], &["--rules", rules.to_str().unwrap()]);
        assert_eq!(run.code, 2, "{with}");
        assert!(run.err.contains(wanted), "{with}: {}", run.err);
    }
}

fn folder_with_claim() -> (TempDir, PathBuf) {
    folder("claims.md", "+++\nnumber = \"US1\"\ntitle = \"Cup\"\n+++\n\n1. A cup comprising a body and a shiny lid.\n")
}

#[test]
fn pages_are_listed_explained_and_shown() {
    let rules = readson(["rules", "--format", "json"]).json();
    let rules = rules["rules"].as_array().unwrap();
    assert!(rules.len() > 60);
    for rule in rules {
        for key in ["code", "name", "severity", "scope", "basis", "summary"] {
            assert!(rule[key].as_str().is_some_and(|text| !text.is_empty()), "{key}: {rule}");
        }
    }
    for code in ["C001", "C001-missing-antecedent", "P004"] {
        assert_eq!(readson(["explain", code]).code, 0, "{code}");
    }
    let unknown = readson(["explain", "missing-antecedant"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    assert!(unknown.err.contains("did you mean C001-missing-antecedent?"), "{}", unknown.err);
    assert!(readson(["venues"]).out.lines().count() >= 16);
    assert!(readson(["venues", "show", "amazon-apex"]).out.contains("asins 20"));
    assert!(readson(["completions", "bash"]).out.contains("readson"));
    assert!(readson(["man"]).out.contains(".TH"));
}

#[test]
fn every_rule_runs_on_every_sample_and_errs_only_where_the_sample_does() {
    let mut args: Vec<String> =
        vec!["check".into(), "--today".into(), "2026-11-24".into(), "--format".into(), "json".into()];
    args.extend(sample_patents().iter().chain(&sample_listings()).map(|path| path.to_str().unwrap().to_owned()));
    let run = readson(args);
    let json = run.json();
    let errors = json["findings"].as_array().unwrap().iter().filter(|finding| finding["severity"] == "error");
    let found: std::collections::BTreeSet<&str> = errors.map(|finding| finding["code"].as_str().unwrap()).collect();
    // The pruner has claims that depend on several claims, and claims that depend on those.
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["C021-multiple-on-multiple"], "{}", run.err);
}

/// A workbook of one sheet of texts.
fn workbook(rows: &[&[&str]]) -> Vec<u8> {
    let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{}</t></is></c>", quick_xml::escape::escape(*text));
    let row = |cells: &&[&str]| format!("<row>{}</row>", cells.iter().map(cell).collect::<String>());
    let sheet = format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><sheetData>{}</sheetData></worksheet>",
        rows.iter().map(row).collect::<String>()
    );
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/><Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{kind}.worksheet+xml\"/></Types>"
            ),
        ),
        (
            "_rels/.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{office}\"><sheets><sheet name=\"Chart\" sheetId=\"1\" r:id=\"s\"/></sheets></workbook>"
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"s\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
            ),
        ),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, text.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_is_audited_and_a_broken_one_is_a_finding() {
    let bytes = workbook(&[
        &["Patent", "Listing", "Claim element", "Evidence", "Verdict"],
        &[
            "US99000003B1",
            "NL-COL-M-USBC",
            "1[a] a flexible light tube that makes a loop;",
            "“a glowing rope” in title",
            "literal",
        ],
    ]);
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("chart.xlsx");
    fs::write(&path, &bytes).unwrap();
    let found = places(&audit(&path, &["--format", "json"]), &path);
    for code in ["R001", "E005"] {
        assert!(found.iter().any(|(found, line, _)| found == code && *line == 2), "{code}: {found:?}");
    }
    for damaged in [&bytes[..bytes.len() / 2], b"PK\x03\x04", b""] {
        fs::write(&path, damaged).unwrap();
        let run = audit(&path, &["--format", "json"]);
        assert_eq!(run.code, 2, "{}", run.out);
    }
}

#[test]
fn charts_of_other_houses_are_read_as_they_are_meant() {
    let chart = |rows: &str| {
        format!("| Claim limitation | Accused product | Analysis | Infringed? |\n| --- | --- | --- | --- |\n{rows}\n")
    };
    let codes = |text: &str, name: &str| {
        let (_folder, path) = folder(name, text);
        let run = audit(&path, &["--format", "json"]);
        places(&run, &path).into_iter().map(|place| place.0).collect::<Vec<_>>()
    };
    // Another numbering is no change of the claim's text, and the row is known by its words.
    for head in ["1.", "(a)", "1b)", "1.c", "[1.4]"] {
        let found = codes(
            &chart(&format!(
                "| {head} a flexible light tube that forms a loop around the neck of a dog; | “flexible light tube” in description | it is the collar itself | Yes |"
            )),
            "chart.md",
        );
        assert!(!found.iter().any(|code| matches!(code.as_str(), "R001" | "R005")), "{head}: {found:?}");
    }
    // Without a listing named, words that stand in none of those given are told all the same.
    let row = |quote: &str| {
        chart(&format!(
            "| a flexible light tube that forms a loop around the neck of a dog; | {quote} | so it is | Yes |"
        ))
    };
    assert!(codes(&row("“utterly invented words”"), "chart.md").contains(&"E005".to_owned()));
    // Short quotes are quotes; an inch mark is none.
    assert!(codes(&row("\"3 N\" in title"), "chart.md").contains(&"E005".to_owned()));
    assert!(codes(&row("a strap 5\" wide and 3\" long"), "chart.md").contains(&"E013".to_owned()));
    // Excel's first line, and rows with too many fields.
    let csv = "sep=;\nClaim element;Evidence;Verdict\n1[a] a flexible light tube that makes a loop;“LEDs” in title;literal;;\n";
    let found = codes(csv, "chart.csv");
    assert!(found.contains(&"P020".to_owned()) && found.contains(&"R001".to_owned()), "{found:?}");
}
