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

#[test]
fn a_venue_that_does_not_take_the_right_is_told_before_the_chart() {
    let compare = ["compare", "--patents", "claims/dog-collar.md", "--listings", "tests/listings/collar.html"];
    let run = readson([&compare[..], &["--venue", "1688"]].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    let first = run.err.lines().next().unwrap_or_default();
    assert!(first.contains("V002-jurisdiction") && first.contains("1688 takes rights of CN"), "{}", run.err);
    let denied = readson([&compare[..], &["--venue", "1688", "--deny", "error", "--format", "json"]].concat());
    assert_eq!(denied.code, 1, "{}", denied.err);
    assert!(denied.out.contains("V002-jurisdiction"), "the JSON has it too");
    let accepted = readson([&compare[..], &["--venue", "amazon-apex"]].concat());
    assert_eq!((accepted.code, accepted.err.as_str()), (0, ""));
    // Where findings decide, the rules are asked about the documents too, whatever the day.
    let noted = readson([&compare[..], &["--deny", "note"]].concat());
    assert_eq!(noted.code, 1);
    assert!(noted.err.contains("C025-negative-limitation"), "{}", noted.err);
}

#[test]
fn more_findings_than_code_scanning_takes_are_cut_with_a_note() {
    use readson::report::sarif::{self, MAX_RESULTS};
    use readson::text::finding::{Code, Finding};
    let finding = |code: Code, at: usize| Finding::new(code, "a.md", format!("{at}"));
    let mut many: Vec<Finding> = (0..MAX_RESULTS + 7).map(|at| finding(Code::NoProduct, at)).collect();
    many.push(finding(Code::NoClaims, 0));
    let write = |findings: &[Finding]| -> serde_json::Value {
        let mut out = Vec::new();
        sarif::write(findings, &[], "0", &mut out).unwrap();
        serde_json::from_slice(&out).unwrap()
    };
    let run = &write(&many)["runs"][0];
    assert_eq!(run["results"].as_array().unwrap().len(), MAX_RESULTS);
    assert_eq!(run["results"][0]["level"], "error");
    let note = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].as_str().unwrap();
    assert!(note.starts_with("8 further findings"), "{note}");
    assert!(write(&many[..5])["runs"][0].get("invocations").is_none());
    let absolute = write(&[Finding::new(Code::NoClaims, "/elsewhere/a b.md", "x")]);
    let address = &absolute["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
    assert_eq!(address, "file:///elsewhere/a%20b.md");
}

/// A Word document of one part.
fn word(path: &std::path::Path, body: &str) {
    let mut archive = zip::ZipWriter::new(std::fs::File::create(path).unwrap());
    archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let xml = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    std::io::Write::write_all(&mut archive, xml.as_bytes()).unwrap();
    archive.finish().unwrap();
}

#[test]
fn a_word_document_is_audited_as_it_reads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("draft.docx");
    let text = |text: &str| format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>");
    let cell = |inside: &str| format!("<w:tc>{inside}</w:tc>");
    let row = |cells: &[&str]| format!("<w:tr>{}</w:tr>", cells.concat());
    let merged = format!("<w:tc><w:tcPr><w:vMerge/></w:tcPr>{}</w:tc>", text(""));
    let body = [
        text("Claim chart: the seller obviously infringes."),
        "<w:tbl>".to_owned(),
        row(&[&cell(&text("Claim element")), &cell(&text("Accused product"))]),
        row(&[
            &cell(&text("1(a) a flexible light tube that forms a loop around the neck of a dog;")),
            // What a tracked change deletes is not said; what it puts in is.
            &cell(
                "<w:p><w:r><w:t>&#8220;6 LEDs in a flexible </w:t></w:r><w:del><w:r><w:delText>plastic </w:delText></w:r></w:del><w:ins><w:r><w:t>light tube&#8221;</w:t></w:r></w:ins></w:p>",
            ),
        ]),
        row(&[&merged, &cell(&text("\u{201c}charges on a pad without a cable\u{201d}"))]),
        "</w:tbl>".to_owned(),
    ];
    word(&path, &body.concat());
    let run = check(path.to_str().unwrap());
    for says in [
        "no row answers 1[pre], 1[b]",
        "\u{201c}charges on a pad without a cable\u{201d} stands nowhere",
        "W001-legal-conclusion",
    ] {
        assert!(run.out.contains(says), "{says}: {}", run.out);
    }
    // The cell below a merged one goes on with its row, and the mended quote stands in the listing.
    assert_eq!(run.out.matches("E005-not-verbatim").count(), 1, "{}", run.out);
    for silent in ["R001", "R003", "E008", "E009"] {
        assert!(!run.out.contains(silent), "{silent}: {}", run.out);
    }
}

#[test]
fn what_is_no_word_document_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("draft.docx");
    for (bytes, says) in [(&b"PK\x03\x04no"[..], "no Word document"), (b"text", "no Word document")] {
        std::fs::write(&path, bytes).unwrap();
        let run = check(path.to_str().unwrap());
        assert!(run.out.contains(says) && run.out.contains("draft.docx"), "{}", run.out);
    }
    word(&path, "<w:p><w:r><w:t>No table</w:t></w:r></w:p>");
    assert!(check(path.to_str().unwrap()).out.contains("no table of the document is a drafted chart"));
    // Cut off: what was read is checked, and that something is not is said.
    word(
        &path,
        "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>Element</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>Evidence</w:t></w:r></w:p></w:tc></w:tr><w:tr><w:tc></w:p>",
    );
    assert!(check(path.to_str().unwrap()).out.contains("the document is damaged"));
}
