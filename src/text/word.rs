//! Word documents as paragraphs and tables, in their order. Text that a tracked change deletes is no text; what numbers of
//! lists stand for is told by their place.

use std::collections::BTreeMap;
use std::io::{Cursor, Read as _};

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::text::entities;

/// Largest text of a document, unpacked, in bytes.
const LARGEST_BODY: u64 = 64 << 20;

/// Most tables inside one another that are followed.
const DEEPEST: usize = 16;

/// Reads the blocks of a document, and what is wrong with its XML, if anything is.
///
/// # Errors
/// When it is no Word document; the message says why.
pub fn read(bytes: &[u8]) -> Result<(Vec<Block>, Option<String>), String> {
    body_of(bytes).map(|body| blocks(&String::from_utf8_lossy(&body)))
}

/// The text of a document, a line a paragraph, rows of tables too. Paragraphs that the outer level of a list numbers get
/// their number, as Word shows it.
pub fn plain(blocks: &[Block]) -> String {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    let mut lines: Vec<String> = Vec::new();
    for block in blocks {
        match block {
            Block::Paragraph(paragraph) => {
                let numbered = paragraph.list.as_deref().filter(|_| paragraph.level == 0);
                let is_claim = paragraph.text.starts_with(|c: char| c.is_uppercase() || c == '(');
                lines.push(match numbered.filter(|_| is_claim) {
                    Some(list) => {
                        let count = counts.entry(list).or_default();
                        *count += 1;
                        format!("{count}. {}", paragraph.text)
                    }
                    None => paragraph.text.clone(),
                });
            }
            Block::Table(rows) => lines.extend(rows.iter().map(|row| row.join("\t"))),
        }
    }
    lines.join("\n")
}

/// The XML of the document's body.
fn body_of(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let part = archive.by_name("word/document.xml").map_err(|error| error.to_string())?;
    let mut body = Vec::new();
    part.take(LARGEST_BODY).read_to_end(&mut body).map_err(|error| error.to_string())?;
    Ok(body)
}

/// A piece of a document.
#[derive(Clone, Debug)]
pub enum Block {
    /// Text outside tables.
    Paragraph(Paragraph),
    /// A table's rows and their cells; lines of a cell are parted by line breaks.
    Table(Vec<Vec<String>>),
}

/// A paragraph.
#[derive(Clone, Debug, Default)]
pub struct Paragraph {
    /// Its words.
    pub text: String,
    /// The list that numbers it, where one does.
    pub list: Option<String>,
    /// Its level in that list, from 0.
    pub level: u32,
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
    list: Option<String>,
    level: u32,
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
            "w:numId" => self.list = value().filter(|list| list != "0"),
            "w:ilvl" => self.level = value().and_then(|level| level.parse().ok()).unwrap_or(0),
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
        let (list, level) = (self.list.take(), std::mem::take(&mut self.level));
        match self.tables.last_mut() {
            Some(table) if !text.is_empty() => {
                table.cell.push_str(&text);
                table.cell.push('\n');
            }
            None if !text.trim().is_empty() => self.blocks.push(Block::Paragraph(Paragraph { text, list, level })),
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
