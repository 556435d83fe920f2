//! Writing a review file, to be filled in by a person.

use std::fmt::Write as _;

use super::FurtherExhibit;
use super::apply::quotes;
use crate::chart::Chart;
use crate::claim::Kind;

/// A review file for a chart, to be filled in; what a person said before is kept, and signatures of rows that have changed
/// are taken out, so that they are signed again.
pub fn write(chart: &Chart, exhibits: &[FurtherExhibit]) -> String {
    let mut out = String::from(
        "# A person's word on this chart. Fill in verdict (literal, equivalent, not met, needs evidence, depends on\n\
         # construction), explanation and signed; for an equivalent also function, way and result.\n\
         # element and quotes are what was seen: they tell later runs what has changed.\n",
    );
    let own = &chart.review;
    let mut pair = |key: &str, value: &str| {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    };
    pair("patent", &chart.patent.number);
    let _ = writeln!(out, "claim = {}", chart.claim);
    let mut pair = |key: &str, value: &str| {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    };
    pair("listing", &chart.listing.id);
    pair("signed_by", &own.signed_by);
    pair("role", &own.role);
    pair("signed_on", &own.signed_on);
    pair("notes", &own.notes);
    for construction in &own.constructions {
        out.push_str("\n[[construction]]\n");
        for (key, value) in [
            ("term", &construction.term),
            ("meaning", &construction.meaning),
            ("source", &construction.source),
            ("effect", &construction.effect),
        ] {
            let _ = writeln!(out, "{key} = {}", quoted(value));
        }
    }
    for exhibit in exhibits {
        further(&mut out, exhibit);
    }
    let design = chart.patent.kind == Kind::Design;
    for row in &chart.rows {
        out.push_str("\n[[row]]\n");
        let said = &row.review;
        let signed = if said.stale.is_empty() { said.signed.as_str() } else { "" };
        for (key, value) in [("label", row.label.as_str()), ("element", row.text.trim())] {
            let _ = writeln!(out, "{key} = {}", quoted(value));
        }
        let seen: Vec<String> = quotes(row).into_iter().map(|quote| format!("\n  {},", quoted(quote))).collect();
        let _ = writeln!(out, "quotes = [{}{}]", seen.concat(), if seen.is_empty() { "" } else { "\n" });
        let equivalent = [("function", &said.function), ("way", &said.way), ("result", &said.result)];
        if !design || !said.verdict.is_empty() {
            let _ = writeln!(out, "verdict = {}", quoted(&said.verdict));
        }
        let _ = writeln!(out, "explanation = {}", quoted(&said.explanation));
        for (key, value) in equivalent.into_iter().filter(|(_, value)| !value.is_empty()) {
            let _ = writeln!(out, "{key} = {}", quoted(value));
        }
        let _ = writeln!(out, "remarks = {}\nsigned = {}", quoted(&said.remarks), quoted(signed));
    }
    for note in &chart.views {
        let list = |items: &[String]| items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
        let _ = write!(
            out,
            "\n[[view]]\nfigure = {}\nsimilarities = [{}]\ndifferences = [{}]\n",
            quoted(&note.figure),
            list(&note.similarities),
            list(&note.differences)
        );
    }
    out
}

fn further(out: &mut String, exhibit: &FurtherExhibit) {
    out.push_str("\n[[exhibit]]\n");
    for (key, value) in [
        ("file", &exhibit.file),
        ("kind", &exhibit.kind),
        ("note", &exhibit.note),
        ("captured_at", &exhibit.captured_at),
        ("captured_by", &exhibit.captured_by),
    ] {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
