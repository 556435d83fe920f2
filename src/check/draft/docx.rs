//! Drafted charts as Word documents: every table whose header names an element and its evidence.

use crate::check::draft::table::{self, add_cells, headed, without_quotes};
use crate::check::draft::{Draft, Prose};
use crate::text::finding::{Code, Finding};
use crate::text::flow::collapse;
use crate::text::word::{self, Block};

/// Largest document that is read, in bytes.
const LARGEST: usize = 16 << 20;

/// Reads the drafted chart of a document. Word has no lines: what has a line number is counted from the beginning, a
/// paragraph outside tables and a row of a table each one.
pub fn read(name: &str, bytes: &[u8]) -> (Vec<Draft>, Vec<Finding>) {
    if bytes.len() > LARGEST {
        return (Vec::new(), vec![Finding::new(Code::TooLong, name, "the document is larger than 16 MiB")]);
    }
    let (blocks, broken) = match word::read(bytes) {
        Ok(read) => read,
        Err(error) => {
            let finding = Finding::new(Code::Binary, name, format!("no Word document: {error}"));
            return (Vec::new(), vec![finding.help("save it again as .docx")]);
        }
    };
    let mut findings = Vec::new();
    if let Some(error) = broken {
        let message = format!("the document is damaged, and what stands behind is not read: {error}");
        findings.push(Finding::new(Code::Binary, name, message).help("save it again as .docx"));
    }
    let mut draft = Draft { file: name.to_owned(), line: 1, spreadsheet: true, ..Draft::default() };
    let mut line = 1;
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let text = without_quotes(&paragraph.text);
                if !text.trim().is_empty() {
                    draft.prose.push(Prose { text: collapse(&text), place: "body", line });
                }
                line += 1;
            }
            Block::Table(rows) => {
                let first = line;
                line += rows.len();
                let mut rows = rows.into_iter().enumerate().map(|(at, cells)| (first + at, cells));
                let Some(header) = headed(&mut rows) else { continue };
                findings.extend(header.passed_over(name));
                table::take(&mut draft, &header, rows);
            }
        }
    }
    if draft.rows.is_empty() {
        findings.push(
            Finding::new(Code::NoChartRows, name, "no table of the document is a drafted chart")
                .help("a chart is a table whose first row names Element and Evidence"),
        );
        return (Vec::new(), findings);
    }
    add_cells(&mut draft);
    (vec![draft], findings)
}
