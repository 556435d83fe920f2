//! Word, Excel and PDF: whatever a listing says, it stays text there too, and the same charts make the same bytes.

use std::io::{Cursor, Read as _};

use calamine::{Data, Reader as _, Xlsx};
use proptest::prelude::*;
use readson::chart::Chart;
use readson::listing::picture::Pictures;
use readson::patent::Kind;
use readson::report::docx;
use readson::report::escape::neutralise;
use readson::report::reports::{Look, Reports};
use readson::report::write::Format;

use crate::reports::samples::{chart_of, hostile, plain_chart};

fn reports(template: &str, format: Format, charts: &[Chart]) -> Reports {
    let look = Look { template: Some(template.to_owned()), version: "0".to_owned(), ..Look::default() };
    Reports::new(&look, format, charts, &Pictures::new()).unwrap()
}

fn written(template: &str, format: Format, chart: &Chart) -> Vec<u8> {
    let charts = [chart.clone()];
    let reports = reports(template, format, &charts);
    let (pieces, _) = reports.pieces(&charts);
    reports.file(&pieces[0]).unwrap().bytes
}

/// A chart whose texts are all hostile, and those texts.
fn hostile_chart(texts: &[String], kind: Kind) -> (Chart, Vec<String>) {
    let mut used = Vec::new();
    let chart = chart_of(kind, &mut || {
        let text = texts[used.len() % texts.len()].clone();
        used.push(text.clone());
        text
    });
    (chart, used)
}

/// The parts of an Office file by name.
fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut found = Vec::new();
    for at in 0..archive.len() {
        let mut file = archive.by_index(at).unwrap();
        let name = file.name().unwrap().into_owned();
        if matches!(name.rsplit('.').next(), Some("xml" | "rels")) {
            let mut text = String::new();
            file.read_to_string(&mut text).unwrap();
            found.push((name, text));
        }
    }
    found
}

/// The names of a part's elements and attributes, in order, without texts and values.
fn skeleton(xml: &str) -> Vec<String> {
    let mut reader = quick_xml::Reader::from_str(xml);
    let mut names = Vec::new();
    loop {
        match reader.read_event().unwrap_or_else(|error| panic!("{error}: {xml}")) {
            quick_xml::events::Event::Eof => return names,
            quick_xml::events::Event::Start(tag) | quick_xml::events::Event::Empty(tag) => {
                names.push(tag.name().as_ref().to_owned());
                names.extend(tag.attributes().map(|one| one.unwrap().key.as_ref().to_owned()));
            }
            _ => {}
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_text_is_text_in_word(texts in prop::collection::vec(hostile(), 40), design in any::<bool>()) {
        let kind = if design { Kind::Design } else { Kind::Utility };
        let template = if design { "chart" } else { "detailed" };
        let (chart, used) = hostile_chart(&texts, kind);
        let bytes = written(template, Format::Docx, &chart);
        for (name, xml) in parts(&bytes) {
            let names = skeleton(&xml);
            prop_assert!(!names.iter().any(|name| name == "w:instrText" || name == "w:object"), "{name}");
            // The only fields are the page numbers at the foot.
            let fields = xml.matches("<w:fldSimple").count() + xml.matches("w:fldCharType=\"begin\"").count();
            prop_assert!(fields == 0 || name.contains("footer"), "{name}");
            if name.rsplit('.').next() == Some("rels") {
                for target in xml.split("Target=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
                    let outside = ["http://", "https://", "mailto:"].iter().any(|scheme| target.starts_with(scheme));
                    prop_assert!(outside || !(target.contains(':') || target.contains("..")), "{}", target);
                }
            }
        }
        // A bar in a cell is written as a broken one.
        let seen = docx::content::content(&bytes).unwrap().join("\n").replace('|', "¦");
        for text in &used {
            let shown = neutralise(text).replace('|', "¦");
            prop_assert!(seen.contains(&shown), "{:?} is not in {}", shown, seen);
        }
    }

    #[test]
    fn hostile_text_is_text_in_excel(texts in prop::collection::vec(hostile(), 40)) {
        let (chart, used) = hostile_chart(&texts, Kind::Utility);
        let bytes = written("workbook", Format::Xlsx, &chart);
        for (name, xml) in parts(&bytes) {
            let names = skeleton(&xml);
            prop_assert!(!names.iter().any(|tag| tag == "f" || tag == "hyperlink"), "{name}");
            prop_assert!(!name.contains("externalLink"));
        }
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let (_, range) = workbook.worksheets().remove(0);
        let mut seen = String::new();
        for cell in range.rows().flatten() {
            match cell {
                Data::String(text) => { seen.push_str(text); seen.push('\n'); }
                Data::Empty => {}
                other => prop_assert!(false, "{:?} is no text", other),
            }
        }
        for text in [&used[0], &used[1], &used[2]] {
            prop_assert!(seen.contains(neutralise(text).as_ref()), "{:?} is not in {}", text, seen);
        }
    }
}

#[test]
fn formulas_stay_text_in_excel() {
    for formula in ["=HYPERLINK(\"http://x\",\"y\")", "+1+1", "-2", "@SUM(A1)", "{=1}", "=cmd|' /C calc'!A0", "\t=1"] {
        let chart = chart_of(Kind::Utility, &mut || formula.to_owned());
        let bytes = written("workbook", Format::Xlsx, &chart);
        let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
        let formulas = workbook.worksheet_formula(&workbook.sheet_names()[0]).unwrap();
        assert!(formulas.rows().flatten().all(String::is_empty), "{formula}");
        let (_, range) = workbook.worksheets().remove(0);
        assert_eq!(range.get((1, 1)), Some(&Data::String(neutralise(formula).into_owned())));
    }
}

#[test]
fn a_text_longer_than_a_cell_is_cut_and_told() {
    let mut chart = plain_chart(Kind::Utility);
    chart.rows[0].text = "long ".repeat(8000);
    let charts = [chart];
    let reports = reports("workbook", Format::Xlsx, &charts);
    let (pieces, _) = reports.pieces(&charts);
    let written = reports.file(&pieces[0]).unwrap();
    assert_eq!(written.findings.len(), 1, "{:?}", written.findings);
    assert_eq!(written.findings[0].code, "P038-cut-text");
    assert!(written.findings[0].file.ends_with("!B2"), "{:?}", written.findings);
}

#[test]
fn the_same_charts_make_the_same_bytes() {
    let formats: &[Format] = if cfg!(feature = "pdf") {
        &[Format::Md, Format::Html, Format::Docx, Format::Xlsx, Format::Pdf]
    } else {
        &[Format::Md, Format::Html, Format::Docx, Format::Xlsx]
    };
    for format in formats {
        for template in ["chart", "detailed", "four-column", "apex", "court", "pleading", "teaching", "field-sheet"] {
            let chart = plain_chart(Kind::Utility);
            // Chinese needs a font that a machine may not have.
            if *format == Format::Pdf && template == "four-column" {
                continue;
            }
            assert_eq!(written(template, *format, &chart), written(template, *format, &chart), "{template} {format:?}");
        }
    }
}

#[cfg(feature = "pdf")]
mod pdf {
    use super::*;
    use readson::report::pdf;

    fn document(chart: &Chart) -> readson::report::document::Document {
        let charts = [chart.clone()];
        let reports = reports("detailed", Format::Pdf, &charts);
        let (pieces, _) = reports.pieces(&charts);
        reports.document(&pieces[0]).unwrap()
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 20, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn hostile_text_is_text_in_pdf(texts in prop::collection::vec("[!-~]{1,6}", 40)) {
            let (chart, used) = hostile_chart(&texts, Kind::Utility);
            let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace() && *c != '\u{200b}').collect::<String>();
            let seen = plain(&pdf::content(&document(&chart), &[]).unwrap().join(""));
            // A word this short is never broken between lines.
            for text in &used[..20] {
                prop_assert!(seen.contains(&plain(&neutralise(text))), "{:?} is not in {}", text, seen);
            }
        }
    }

    #[test]
    fn markup_of_the_typesetter_stays_text() {
        let hostile = "#read(\"/etc/passwd\") $x^2$ #[bold] = head";
        let chart = chart_of(Kind::Utility, &mut || hostile.to_owned());
        let seen = pdf::content(&document(&chart), &[]).unwrap().join(" ");
        let plain: String = seen.chars().filter(|c| *c != '\u{200b}').collect();
        assert!(plain.contains("#read(\"/etc/passwd\")"), "{plain}");
        assert!(!plain.contains("root:"));
    }

    #[test]
    fn a_character_that_no_font_has_is_an_error() {
        // A private-use character: no font can have a glyph that means something for it.
        let chart = chart_of(Kind::Utility, &mut || "a\u{10FFFD}b".to_owned());
        let error = pdf::write(&document(&chart), &[]).unwrap_err().to_string();
        assert!(error.starts_with("no font has 1 of the characters"), "{error}");
    }
}
