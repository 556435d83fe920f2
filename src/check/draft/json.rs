//! Comparisons that readson wrote (`readson.comparison/1`) and that people may have edited, as drafted charts. Verdicts,
//! explanations, remarks and signatures that were added to the rows are read as well.

use serde::Deserialize;

use crate::check::draft::table::add_cells;
use crate::check::draft::{Draft, DraftRow, Quote};
use crate::text::finding::{Code, Finding};
use crate::text::source::Source;

#[derive(Deserialize)]
struct Document {
    charts: Vec<Chart>,
}

#[derive(Deserialize)]
struct Chart {
    patent: Named,
    claim: u32,
    listing: Listing,
    rows: Vec<Row>,
    #[serde(default)]
    status: String,
    #[serde(default)]
    signed_by: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    number: String,
}

#[derive(Deserialize)]
struct Listing {
    id: String,
    #[serde(default)]
    url: String,
    #[serde(default)]
    captured_at: String,
    #[serde(default)]
    sha256: String,
}

#[derive(Deserialize)]
struct Row {
    label: String,
    text: String,
    support: String,
    #[serde(default)]
    evidence: Vec<Evidence>,
    #[serde(default)]
    against: Vec<Evidence>,
    #[serde(default)]
    verdict: String,
    #[serde(default)]
    explanation: String,
    #[serde(default)]
    function: String,
    #[serde(default)]
    way: String,
    #[serde(default)]
    result: String,
    #[serde(default)]
    remarks: String,
    #[serde(default)]
    signed: String,
}

#[derive(Deserialize)]
struct Evidence {
    field: String,
    quote: String,
    #[serde(default)]
    lead: bool,
}

/// Whether a text is such a comparison.
pub fn is_comparison(text: &str) -> bool {
    text.trim_start().starts_with('{')
        && text.get(..text.floor_char_boundary(400)).is_some_and(|head| head.contains("\"readson.comparison/1\""))
}

/// Reads a comparison: a draft for each chart.
pub fn read(source: &Source) -> (Vec<Draft>, Vec<Finding>) {
    let document: Document = match serde_json::from_str(&source.text) {
        Ok(document) => document,
        Err(error) => {
            let finding = Finding::new(Code::MalformedJson, &source.name, format!("no comparison: {error}"))
                .at_line(error.line().max(1))
                .help("write it again with readson compare --format json");
            return (Vec::new(), vec![finding]);
        }
    };
    let mut at = 0;
    let charts = document.charts.into_iter().map(|chart| draft(chart, source, &mut at)).collect();
    (charts, Vec::new())
}

/// A row's explanation with the reasons for an equivalent.
fn reasons(row: &Row) -> String {
    let mut reasons = row.explanation.clone();
    for (name, said) in [("Function", &row.function), ("Way", &row.way), ("Result", &row.result)] {
        if !said.trim().is_empty() {
            let space = if reasons.is_empty() { "" } else { " " };
            reasons = format!("{reasons}{space}{name}: {said}.");
        }
    }
    reasons
}

fn draft(chart: Chart, source: &Source, at: &mut usize) -> Draft {
    let some = |text: String| Some(text).filter(|text| !text.trim().is_empty());
    // Rows come in the order of the file: the next place of the label is the row's.
    let mut line = |label: &str| {
        let written = format!("\"{label}\"");
        if let Some(found) = source.text[*at..].find(&written) {
            *at += found + written.len();
        }
        source.line_column(*at).0
    };
    let rows: Vec<DraftRow> = chart
        .rows
        .into_iter()
        .map(|row| DraftRow {
            line: line(&row.label),
            quotes: row
                .evidence
                .iter()
                .chain(&row.against)
                .filter(|evidence| !evidence.lead)
                .map(|evidence| Quote { text: evidence.quote.clone(), field: Some(evidence.field.clone()) })
                .collect(),
            evidence: row
                .evidence
                .iter()
                .filter(|evidence| !evidence.lead)
                .map(|evidence| format!("“{}” in {}", evidence.quote, evidence.field))
                .collect::<Vec<_>>()
                .join("; "),
            explanation: reasons(&row),
            label: row.label,
            element: row.text,
            verdict: row.verdict.to_lowercase(),
            remarks: row.remarks,
            signed: row.signed,
            support: Some(row.support),
            against: row.against.len(),
        })
        .collect();
    let mut draft = Draft {
        patent: some(chart.patent.number),
        claim: Some(chart.claim),
        listing: some(chart.listing.id),
        url: some(chart.listing.url),
        captured_at: some(chart.listing.captured_at),
        hash: some(chart.listing.sha256),
        is_final: chart.status == crate::chart::record::FINAL,
        signed_by: chart.signed_by,
        spreadsheet: false,
        comparison: true,
        line: rows.first().map_or(1, |row| row.line),
        rows,
        prose: Vec::new(),
        file: source.name.clone(),
    };
    add_cells(&mut draft);
    draft
}
