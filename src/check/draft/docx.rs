//! Drafted charts as Word documents: every table whose header names an element and its evidence. Text that a tracked
//! change deletes is no text.

use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::check::draft::table::{self, Columns, add_cells, headed, without_quotes};
use crate::check::draft::{Draft, Prose};
use crate::patent::read::entities;
use crate::text::finding::{Code, Finding};
use crate::text::flow::collapse;

/// Largest document that is read, in bytes: as a file, and its text unpacked.
const LARGEST: usize = 16 << 20;
const LARGEST_BODY: u64 = 64 << 20;

/// Most tables inside one another that are followed.
const DEEPEST: usize = 16;

/// Reads the drafted chart of a document. Word has no lines: what has a line number is counted from the beginning, a
/// paragraph outside tables and a row of a table each one.
pub fn read(name: &str, bytes: &[u8]) -> (Vec<Draft>, Vec<Finding>) {
    if bytes.len() > LARGEST {
        return (Vec::new(), vec![Finding::new(Code::TooLong, name, "the document is larger than 16 MiB")]);
    }
    let body = match body_of(bytes) {
        Ok(body) => body,
        Err(error) => {
            let finding = Finding::new(Code::Binary, name, format!("no Word document: {error}"));
            return (Vec::new(), vec![finding.help("save it again as .docx")]);
        }
    };
    let (blocks, broken) = blocks(&String::from_utf8_lossy(&body));
    let mut findings = Vec::new();
    if let Some(error) = broken {
        let message = format!("the document is damaged, and what stands behind is not read: {error}");
        findings.push(Finding::new(Code::Binary, name, message).help("save it again as .docx"));
    }
    let mut draft = Draft { file: name.to_owned(), line: 1, spreadsheet: true, ..Draft::default() };
    let mut line = 1;
    for block in blocks {
        match block {
            Block::Paragraph(text) => {
                let text = without_quotes(&text);
                if !text.trim().is_empty() {
                    draft.prose.push(Prose { text: collapse(&text), place: "body", line });
                }
                line += 1;
            }
            Block::Table(rows) => {
                let first = line;
                line += rows.len();
                let mut rows = rows.into_iter().enumerate().map(|(at, cells)| (first + at, cells));
                let Some((line, header)) = headed(&mut rows) else { continue };
                findings.extend(Columns::of(&header).and_then(|columns| columns.passed_over(name, line, &header)));
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

/// The XML of the document's body.
fn body_of(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let part = archive.by_name("word/document.xml").map_err(|error| error.to_string())?;
    let mut body = Vec::new();
    part.take(LARGEST_BODY).read_to_end(&mut body).map_err(|error| error.to_string())?;
    Ok(body)
}

enum Block {
    Paragraph(String),
    Table(Vec<Vec<String>>),
}

/// A table that is being read.
#[derive(Default)]
struct Open {
    rows: Vec<Vec<String>>,
    cells: Vec<String>,
    cell: String,
    /// Columns that the cell covers, and whether it goes on from the row above.
    span: usize,
    goes_on: bool,
}

#[derive(Default)]
struct Body {
    blocks: Vec<Block>,
    tables: Vec<Open>,
    paragraph: String,
    /// How many elements whose text is none are open: deletions, older copies for other programs, field codes.
    silent: usize,
    in_text: bool,
}

fn is_silent(name: &str) -> bool {
    matches!(name, "w:del" | "w:moveFrom" | "mc:Fallback" | "w:instrText" | "w:delText")
}

/// Paragraphs and tables in their order, and what is wrong with the XML, if anything is.
fn blocks(xml: &str) -> (Vec<Block>, Option<String>) {
    let mut reader = Reader::from_str(xml);
    let mut body = Body::default();
    let broken = loop {
        match reader.read_event() {
            Ok(Event::Start(tag)) => body.start(&tag),
            Ok(Event::Empty(tag)) => body.empty(&tag),
            Ok(Event::End(tag)) => body.end(tag.name().as_ref()),
            Ok(Event::Text(text)) => body.text(&text),
            Ok(Event::CData(text)) => body.text(&text),
            Ok(Event::GeneralRef(name)) => {
                if let Some(text) = entities::resolve(&name) {
                    body.text(&text);
                }
            }
            Ok(Event::Eof) => break None,
            Ok(_) => {}
            Err(error) => break Some(error.to_string()),
        }
    };
    while !body.tables.is_empty() {
        body.end_of_table();
    }
    body.end_of_paragraph();
    (body.blocks, broken)
}

impl Body {
    fn start(&mut self, tag: &BytesStart<'_>) {
        match tag.name().as_ref() {
            name if is_silent(name) => self.silent += 1,
            "w:tbl" => {
                self.end_of_paragraph();
                if self.tables.len() < DEEPEST {
                    self.tables.push(Open::default());
                }
            }
            "w:t" => self.in_text = true,
            _ => self.empty(tag),
        }
    }

    fn empty(&mut self, tag: &BytesStart<'_>) {
        let value = || {
            let value = tag.try_get_attribute("w:val").ok().flatten()?;
            Some(value.value.into_owned())
        };
        match tag.name().as_ref() {
            "w:tab" => self.say(" "),
            "w:br" | "w:cr" => self.say("\n"),
            "w:noBreakHyphen" => self.say("-"),
            "w:gridSpan" => {
                let span = value().and_then(|span| span.parse().ok()).unwrap_or(1);
                self.tables.last_mut().into_iter().for_each(|table| table.span = span);
            }
            "w:vMerge" => {
                let goes_on = value().is_none_or(|value| value != "restart");
                self.tables.last_mut().into_iter().for_each(|table| table.goes_on = goes_on);
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            name if is_silent(name) => self.silent = self.silent.saturating_sub(1),
            "w:t" => self.in_text = false,
            "w:p" => self.end_of_paragraph(),
            "w:tc" => {
                self.end_of_paragraph();
                if let Some(table) = self.tables.last_mut() {
                    let text = std::mem::take(&mut table.cell);
                    // What a merged cell holds is said in its first row.
                    table.cells.push(if table.goes_on { String::new() } else { text.trim().to_owned() });
                    let more = table.span.clamp(1, 64) - 1;
                    table.cells.extend(std::iter::repeat_n(String::new(), more));
                    (table.span, table.goes_on) = (1, false);
                }
            }
            "w:tr" => {
                if let Some(table) = self.tables.last_mut() {
                    let cells = std::mem::take(&mut table.cells);
                    table.rows.push(cells);
                }
            }
            "w:tbl" => self.end_of_table(),
            _ => {}
        }
    }

    fn text(&mut self, text: &str) {
        if self.in_text {
            self.say(text);
        }
    }

    fn say(&mut self, text: &str) {
        if self.silent == 0 {
            self.paragraph.push_str(text);
        }
    }

    fn end_of_paragraph(&mut self) {
        let text = std::mem::take(&mut self.paragraph);
        match self.tables.last_mut() {
            Some(table) if !text.is_empty() => {
                table.cell.push_str(&text);
                table.cell.push('\n');
            }
            None if !text.trim().is_empty() => self.blocks.push(Block::Paragraph(text)),
            _ => {}
        }
    }

    /// A table inside a cell is text of that cell.
    fn end_of_table(&mut self) {
        self.end_of_paragraph();
        let Some(table) = self.tables.pop() else { return };
        match self.tables.last_mut() {
            Some(outer) => {
                for cell in table.rows.iter().flatten().filter(|cell| !cell.is_empty()) {
                    outer.cell.push_str(cell);
                    outer.cell.push('\n');
                }
            }
            None => self.blocks.push(Block::Table(table.rows)),
        }
    }
}
