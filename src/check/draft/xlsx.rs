//! Drafted charts as XLSX workbooks: every sheet with a row that names an element and its evidence.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};

use crate::check::draft::Draft;
use crate::check::draft::table::{grid, headed};
use crate::text::finding::{Code, Finding};

/// Largest workbook that is read, in bytes.
const LARGEST: usize = 16 << 20;

/// Reads the drafted charts of a workbook, one a sheet.
pub fn read(name: &str, bytes: &[u8]) -> (Vec<Draft>, Vec<Finding>) {
    if bytes.len() > LARGEST {
        return (Vec::new(), vec![Finding::new(Code::TooLong, name, "the workbook is larger than 16 MiB")]);
    }
    let mut workbook = match Xlsx::new(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(error) => {
            let finding = Finding::new(Code::Binary, name, format!("no workbook: {error}"));
            return (Vec::new(), vec![finding.help("save it again as .xlsx")]);
        }
    };
    let mut drafts = Vec::new();
    let (mut findings, mut passed_over) = (Vec::new(), Vec::new());
    for sheet in workbook.sheet_names() {
        let Ok(range) = workbook.worksheet_range(&sheet) else {
            let message = format!("the sheet {} cannot be read", sheet.escape_debug());
            findings.push(Finding::new(Code::BadCsv, name, message));
            continue;
        };
        let first = range.start().map_or(0, |(row, _)| row as usize);
        let cells = |row: &[Data]| row.iter().map(ToString::to_string).collect::<Vec<String>>();
        let mut rows = range.rows().enumerate().map(|(at, row)| (first + at + 1, cells(row)));
        let Some(header) = headed(&mut rows) else {
            if range.rows().flatten().any(|cell| *cell != Data::Empty) {
                let message = format!(
                    "the sheet {} holds no row that names Element and Evidence and was passed over",
                    sheet.escape_debug()
                );
                passed_over.push(
                    Finding::new(Code::SheetPassedOver, name, message)
                        .help("name the columns in a row above the chart"),
                );
            }
            continue;
        };
        findings.extend(header.passed_over(name));
        drafts.push(grid(name, &header, rows));
    }
    if !drafts.is_empty() {
        findings.extend(passed_over);
    }
    if drafts.is_empty() && findings.is_empty() {
        findings.push(
            Finding::new(Code::NoChartRows, name, "no sheet of the workbook is a drafted chart")
                .help("a chart is a table whose first row names Element and Evidence"),
        );
    }
    (drafts, findings)
}
