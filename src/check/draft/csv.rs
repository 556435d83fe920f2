//! Drafted charts as CSV: a header that names an element and its evidence.

use crate::check::draft::Draft;
use crate::check::draft::table::{Columns, Header, grid};
use crate::text::finding::{Code, Finding};
use crate::text::source::Source;

/// Whether a CSV file is a drafted chart, by its header.
pub fn is_draft(text: &str) -> bool {
    let (head, text) = table(text);
    let header = reader(head, text).headers().map(cells).unwrap_or_default();
    Columns::of(&header).is_some()
}

/// The header and the table, without the line "sep=;" that Excel writes.
fn table(text: &str) -> (&str, &str) {
    let text = text.trim_start_matches('\u{feff}');
    let first = text.lines().next().unwrap_or_default();
    if first.starts_with("sep=")
        && let Some((_, rest)) = text.split_once('\n')
    {
        return (rest.lines().next().unwrap_or_default(), rest);
    }
    (first, text)
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
    let mut findings = Vec::new();
    let (head, text) = table(&source.text);
    let mut reader = reader(head, text);
    let header = reader.headers().map(cells).unwrap_or_default();
    let mut rows = Vec::new();
    for record in reader.records() {
        match record {
            Ok(record) => {
                let line = record.position().map_or(1, |place| place.line() as usize);
                if record.len() != header.len() {
                    let message = format!("a row has {} fields, the header {}", record.len(), header.len());
                    let finding = Finding::new(Code::BadCsv, &source.name, message).at_line(line);
                    findings.push(finding.help("put cells with the delimiter in them in quotation marks"));
                }
                rows.push((line, cells(&record)));
            }
            Err(error) => {
                let line = error.position().map_or(1, |place| place.line() as usize);
                findings.push(Finding::new(Code::BadCsv, &source.name, "a row is not valid CSV").at_line(line));
            }
        }
    }
    let Some(header) = Header::of(1, header) else { return (Draft::default(), findings) };
    findings.extend(header.passed_over(&source.name));
    (grid(&source.name, &header, rows.into_iter()), findings)
}
