//! Claims, numbers and sayings as people write them: small pairs of claim and listing in which one word would be false, and
//! claims as copying leaves them.

use readson::load::{self, Role};
use readson::patent::Patent;

use crate::common::{readson, shared};

/// The words of rows of claim n against listing Ln, as `claim,listing,row,right` asks.
fn wrong(folder: &str) -> Vec<String> {
    let patent = format!("{folder}/patent.md");
    let listings = format!("{folder}/listings.jsonl");
    let expected = std::fs::read_to_string(format!("{folder}/expected.csv")).unwrap();
    let args = ["compare", "--patents", &patent, "--listings", &listings, "--claims", "all", "--format", "json"];
    let charts = readson(args).json()["charts"].as_array().unwrap().clone();
    let mut wrong = Vec::new();
    let mut seen = 0;
    for line in expected.lines().skip(1).filter(|line| !line.trim().is_empty()) {
        let [claim, listing, label, right] = line.split(',').collect::<Vec<_>>().try_into().unwrap();
        let chart = charts
            .iter()
            .find(|chart| chart["claim"] == claim.parse::<u64>().unwrap() && chart["listing"]["id"] == listing);
        let rows = chart.unwrap_or_else(|| panic!("{folder}: no chart {claim} {listing}"))["rows"].as_array().unwrap();
        let said = rows.iter().find(|row| row["label"] == label).unwrap()["support"].as_str().unwrap();
        seen += 1;
        if !right.split('|').any(|right| right == said) {
            wrong.push(format!("{folder}: claim {claim}, {listing} {label}: {said}, right is {right}"));
        }
    }
    assert!(seen > 0, "{folder}");
    wrong
}

#[test]
fn every_row_of_the_field_folders_has_its_word() {
    let Some(field) = shared("field") else { return };
    let mut folders: Vec<_> = std::fs::read_dir(field).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.retain(|folder| folder.join("expected.csv").is_file());
    assert!(folders.len() >= 10);
    let wrong: Vec<String> = folders.iter().flat_map(|folder| wrong(folder.to_str().unwrap())).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Cases written without sight of the program; what is still wrong is listed, so that a change in either direction shows.
#[test]
fn cases_written_blind_have_their_words_but_for_those_that_are_listed() {
    let root = std::path::Path::new(crate::common::ROOT).join("tests/sayings");
    let mut folders: Vec<_> = std::fs::read_dir(&root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.retain(|folder| folder.is_dir());
    assert_eq!(folders.len(), 20);
    let prefix = format!("{}/", root.display());
    let wrong: String = folders
        .iter()
        .flat_map(|folder| wrong(folder.to_str().unwrap()))
        .map(|line| line.replacen(&prefix, "", 1) + "\n")
        .collect();
    let listed = root.join("wrong.txt");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&listed, &wrong).unwrap();
    }
    let listed = std::fs::read_to_string(listed).unwrap();
    assert!(wrong == listed, "read the change, then BLESS=1 cargo test sayings\nwas\n{listed}\nis\n{wrong}");
}

fn read(name: &str) -> Option<(Patent, String)> {
    let path = shared("field")?.join(name);
    let parsed = load::file(&path, Role::Patents);
    assert_eq!(parsed.patents.len(), 1, "{name}: {:?}", parsed.findings);
    let codes: Vec<&str> = parsed.findings.iter().map(|finding| &*finding.code).collect();
    Some((parsed.patents[0].clone(), codes.join(" ")))
}

fn pieces(patent: &Patent, number: u32) -> Vec<&str> {
    let claim = patent.claim(number).unwrap_or_else(|| panic!("no claim {number}"));
    claim.elements.iter().map(|element| claim.slice(element).trim()).collect()
}

#[test]
fn amended_claims_are_read_without_their_marks() {
    let Some((patent, codes)) = read("claims-word.txt") else { return };
    assert_eq!((patent.number.as_str(), codes.as_str()), ("US9123456B2", ""));
    assert_eq!(patent.cancelled, [1, 2, 3]);
    assert_eq!(
        pieces(&patent, 4),
        ["A mug comprising:", "a body having a double wall; and", "a lid made of silicone."]
    );
    assert_eq!(patent.claim(5).unwrap().depends_on, [4]);
    assert!(patent.claim(6).unwrap().depends_on.is_empty(), "it only speaks of claims");
    let (patent, codes) = read("claims-noperiod.txt").unwrap();
    assert_eq!((patent.number.as_str(), codes.as_str()), ("US5000001", ""));
    assert_eq!(pieces(&patent, 1).len(), 3);
    assert_eq!(patent.claim(2).unwrap().depends_on, [1]);
    let (patent, codes) = read("google-pages/cancelled-range.html").unwrap();
    assert_eq!(codes, "");
    assert_eq!(patent.claims.iter().map(|claim| claim.number).collect::<Vec<_>>(), [20, 21]);
}

#[test]
fn claims_of_other_offices_are_read() {
    let Some((patent, codes)) = read("claims-cn.txt") else { return };
    assert_eq!(codes, "");
    assert_eq!(pieces(&patent, 1), ["一种保温杯，包括", "杯体和杯盖，", "其特征在于，所述杯盖由硅胶制成。"]);
    assert_eq!(patent.claim(3).unwrap().depends_on, [1, 2]);
    let (patent, _) = read("pasted/claims-cn-any.txt").unwrap();
    assert_eq!(patent.claim(3).unwrap().depends_on, [1, 2]);
    let (patent, _) = read("pasted/claims-de.txt").unwrap();
    assert_eq!(pieces(&patent, 1)[1], "dadurch gekennzeichnet, dass die Beine (2) am Sitz (1) angelenkt sind.");
    assert_eq!(pieces(&patent, 3), ["Hocker nach einem der vorhergehenden Ansprüche,", "wobei der Sitz rund ist."]);
    let (patent, codes) = read("pasted/claims-ja.txt").unwrap();
    assert_eq!((patent.title.as_str(), codes.as_str()), ("折り畳み椅子", "P053-not-split"));
    let depends: Vec<&[u32]> = patent.claims.iter().map(|claim| claim.depends_on.as_slice()).collect();
    assert_eq!(depends, [&[][..], &[1], &[1, 2]]);
}

#[test]
fn what_copying_adds_is_taken_out() {
    let Some((patent, codes)) = read("pasted/pdf-columns.txt") else { return };
    assert!(codes.contains("P052"), "{codes}");
    assert_eq!(patent.title, "Folding stool");
    assert_eq!(
        pieces(&patent, 1)[1..],
        ["a seat having a thickness of 5 mm;", "a pair of legs hinged to the seat; and", "a non-slip latch."]
    );
    assert!(patent.claim(2).unwrap().text.ends_with("made of canvas."));
    let (patent, _) = read("pasted/copied-from-page.txt").unwrap();
    assert_eq!((patent.number.as_str(), patent.title.as_str()), ("US11999105B2", "Folding stool"));
    assert!(patent.claim(2).unwrap().text.ends_with("folding the legs."));
    let (patent, _) = read("pasted/numbering.txt").unwrap();
    assert_eq!(pieces(&patent, 2)[1], "1) wherein the seat is canvas; and");
    assert_eq!(patent.claims.len(), 5);
    let (patent, codes) = read("pasted/tagged-text-of-the-seventies.txt").unwrap();
    assert!(codes.contains("P052"), "{codes}");
    assert_eq!((patent.number.as_str(), patent.title.as_str()), ("US5199911", "Folding stool with latch"));
    assert_eq!(pieces(&patent, 1)[1], "a seat;");
    assert_eq!(patent.claim(2).unwrap().depends_on, [1]);
}

#[test]
fn reissues_and_formulas_keep_their_meaning() {
    let Some((patent, codes)) = read("patent-xml/reissue.xml") else { return };
    assert_eq!(codes, "P055-reissued");
    assert_eq!(pieces(&patent, 1)[1], "a seat made of aluminium;");
    assert_eq!(pieces(&patent, 1)[3], "a latch.");
    assert!(patent.claim(2).unwrap().text.contains("is not padded"));
    let (patent, codes) = read("patent-xml/formulas.xml").unwrap();
    assert_eq!(codes, "P054-picture-in-claim");
    let text = &patent.claim(1).unwrap().text;
    for says in ["10^\u{2212}6 m to 5×10^\u{2212}6 m", "5×10^3 kg/m3", "L/W", "[picture]"] {
        assert!(text.contains(says), "{says}: {text}");
    }
    let quantities =
        readson::pair::quantity::quantities("a thickness of 10^\u{2212}6 m to 5×10^\u{2212}6 m; 5×10^3 kg/m3");
    assert!((quantities[0].low - 1e-6).abs() < 1e-12 && (quantities[0].high - 5e-6).abs() < 1e-12, "{quantities:?}");
    assert!((quantities[1].low - 5000.0).abs() < 1e-9, "{quantities:?}");
}

#[test]
fn a_word_document_is_read_as_claims() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("claims.docx");
    let paragraph = |text: &str, level: Option<u32>| {
        let list = level.map_or_else(String::new, |level| {
            format!("<w:pPr><w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr>")
        });
        format!("<w:p>{list}<w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let body = [
        paragraph("US 9,123,456 B2", None),
        paragraph("Mug", None),
        paragraph("What is claimed is:", None),
        paragraph("A mug comprising:", Some(0)),
        paragraph("a body; and", Some(1)),
        paragraph("a lid.", Some(1)),
        "<w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"3\"/></w:numPr></w:pPr><w:r><w:t xml:space=\"preserve\">The mug of claim 1, wherein the lid is </w:t></w:r><w:del><w:r><w:delText>wooden</w:delText></w:r></w:del><w:ins><w:r><w:t>steel.</w:t></w:r></w:ins></w:p>".to_owned(),
    ];
    let mut archive = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    archive.start_file("word/document.xml", zip::write::SimpleFileOptions::default()).unwrap();
    let xml = format!("<w:document xmlns:w=\"w\"><w:body>{}</w:body></w:document>", body.concat());
    std::io::Write::write_all(&mut archive, xml.as_bytes()).unwrap();
    archive.finish().unwrap();
    let parsed = load::file(&path, Role::Patents);
    assert!(parsed.findings.is_empty(), "{:?}", parsed.findings);
    let patent = &parsed.patents[0];
    assert_eq!((patent.number.as_str(), patent.title.as_str()), ("US9123456B2", "Mug"));
    assert_eq!(pieces(patent, 1), ["A mug comprising:", "a body; and", "a lid."]);
    assert_eq!(patent.claim(2).unwrap().text, "The mug of claim 1, wherein the lid is steel.");
    std::fs::write(&path, b"PK\x03\x04no").unwrap();
    assert_eq!(load::file(&path, Role::Patents).findings[0].code, "P024-binary");
}

#[test]
fn what_claims_refer_to_is_told_from_what_they_speak_of() {
    use readson::patent::read::dependency::from_text;
    for (text, number, depends) in [
        ("The lid of any of the preceding claims except claim 3.", 5, &[1, 2, 4][..]),
        ("A lid according to all but claim 2.", 4, &[1, 3]),
        ("A composition according to claims 1 and 2 to 3 and 90-0 % by weight of water.", 5, &[1, 2, 3]),
        ("A program that displays claim 4 and claim 5.", 6, &[]),
        ("A kit comprising the cup of claim 1 and a straw.", 4, &[1]),
        ("Procédé selon la revendication 2.", 3, &[2]),
        ("제1항 또는 제2항에 있어서, 상기 덮개는 강철인 컵.", 3, &[1, 2]),
        ("請求項１から３のいずれか一項に記載のカップ。", 4, &[1, 2, 3]),
        ("如以上任意一项权利要求所述的杯。", 3, &[1, 2]),
    ] {
        assert_eq!(from_text(text, number), depends, "{text}");
    }
}
