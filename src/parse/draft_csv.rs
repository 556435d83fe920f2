//! Drafted charts as CSV: a header that names an element and its evidence; columns "Patent", "Claim" (a number) and
//! "Listing" say what is compared.

use super::draft_md::add_cells;
use super::draft_table::Columns;
use super::flow::collapse;
use crate::draft::Draft;
use crate::finding::{Code, Finding};
use crate::source::Source;

/// Whether a CSV file is a drafted chart, by its header.
pub fn is_draft(text: &str) -> bool {
    let head = text.lines().next().unwrap_or_default();
    let header = reader(head, text).headers().map(cells).unwrap_or_default();
    Columns::of(&header).is_some()
}

fn reader<'a>(head: &str, text: &'a str) -> csv::Reader<&'a [u8]> {
    let count = |mark: char| head.matches(mark).count();
    let delimiter = [';', '\t', ','].into_iter().max_by_key(|mark| count(*mark)).unwrap_or(',');
    csv::ReaderBuilder::new().delimiter(delimiter as u8).flexible(true).from_reader(text.as_bytes())
}

fn cells(record: &csv::StringRecord) -> Vec<String> {
    record.iter().map(|cell| cell.trim_start_matches('\u{feff}').to_owned()).collect()
}

/// Reads a drafted chart.
pub fn read(source: &Source) -> (Draft, Vec<Finding>) {
    let mut draft = Draft { file: source.name.clone(), line: 1, ..Draft::default() };
    let mut findings = Vec::new();
    let mut reader = reader(source.text.lines().next().unwrap_or_default(), &source.text);
    let header = reader.headers().map(cells).unwrap_or_default();
    let Some(columns) = Columns::of(&header) else { return (draft, findings) };
    let place = |names: &[&str]| header.iter().position(|name| names.contains(&name.trim().to_lowercase().as_str()));
    let (patent, claim) = (place(&["patent", "patent no.", "patent number"]), place(&["claim no.", "claim number"]));
    let listing = place(&["listing", "listing id", "asin", "product id"]);
    for record in reader.records() {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(1, |place| place.line() as usize);
                findings.push(Finding::new(Code::BadCsv, &source.name, "a row is not valid CSV").at_line(line));
                continue;
            }
        };
        let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).map(collapse).filter(|cell| !cell.is_empty());
        draft.patent = draft.patent.take().or_else(|| cell(patent));
        draft.listing = draft.listing.take().or_else(|| cell(listing));
        draft.claim = draft.claim.or_else(|| cell(claim)?.parse().ok());
        let mut row = columns.row(&cells(&record));
        row.line = record.position().map_or(1, |place| place.line() as usize);
        draft.claim = draft.claim.or_else(|| row.label.split('[').next()?.parse().ok());
        draft.rows.push(row);
    }
    add_cells(&mut draft);
    (draft, findings)
}
