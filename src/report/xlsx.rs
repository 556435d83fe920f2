//! Documents as an Excel workbook, one sheet each: the first table with filters and a frozen header, the rest below it.
//!
//! Whatever comes from a patent or a listing is written as a string and nothing else: no cell can be a formula.

use std::collections::BTreeSet;

use anyhow::Result;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::report::document::{Block, Document, Inline, Line, Table, Tone, plain};
use crate::report::style::Paper;

/// The longest text that a cell holds, in UTF-16 units (Excel's own limit).
const MAX_CELL: usize = 32_767;

/// Width of a sheet's columns together, in characters.
const SHEET_WIDTH: f64 = 190.0;

/// A workbook's bytes, and what had to be cut in it: sheet and cell.
#[derive(Debug)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// Texts that were longer than a cell, as `sheet!B3`.
    pub cut: Vec<String>,
}

/// Writes documents as sheets with these names, which are made fit for Excel and told apart.
///
/// # Errors
/// When a sheet is larger than Excel allows.
pub fn write(sheets: &[(String, Document)]) -> Result<Written> {
    let mut workbook = Workbook::new();
    let long_ago = ExcelDateTime::from_ymd(1980, 1, 1)?;
    let title = sheets.first().map_or("", |(_, document)| document.title.as_str());
    workbook
        .set_properties(&DocProperties::new().set_title(title).set_author("readson").set_creation_datetime(&long_ago));
    let formats = Formats::new();
    let mut names = BTreeSet::new();
    let mut cut = Vec::new();
    for (name, document) in sheets {
        let name = sheet_name(name, &mut names);
        let sheet = workbook.add_worksheet();
        sheet.set_name(&name)?;
        let mut writer = Writer { sheet, formats: &formats, row: 0, widths: Vec::new(), name, cut: &mut cut };
        writer.document(document)?;
    }
    Ok(Written { bytes: workbook.save_to_buffer()?, cut })
}

/// A name of at most 31 characters without what Excel forbids in it, unlike those before, case aside.
fn sheet_name(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let clean: String =
        super::escape::neutralise(wanted).chars().map(|c| if "[]:*?/\\'".contains(c) { '-' } else { c }).collect();
    let clean = if clean.trim().is_empty() { "Chart" } else { clean.trim() };
    let fitted = |suffix: &str| {
        let mut name = String::new();
        let mut units = suffix.encode_utf16().count();
        for character in clean.chars() {
            units += character.len_utf16();
            if units > 31 {
                break;
            }
            name.push(character);
        }
        name + suffix
    };
    let mut name = fitted("");
    let mut number = 2;
    while !taken.insert(name.to_lowercase()) {
        name = fitted(&format!(" ({number})"));
        number += 1;
    }
    name
}

struct Formats {
    head: Format,
    cell: Format,
    heading: Format,
    text: Format,
}

impl Formats {
    fn new() -> Formats {
        let base = Format::new().set_font_name("Calibri").set_font_size(10).set_align(FormatAlign::Top);
        let ruled = |format: Format| format.set_border(FormatBorder::Thin).set_border_color(Color::RGB(0x00C9_CED6));
        Formats {
            head: ruled(base.clone())
                .set_bold()
                .set_text_wrap()
                .set_font_color(Color::RGB(0x0022_436B))
                .set_background_color(Color::RGB(0x00F4_F5F7)),
            cell: ruled(base.clone()).set_text_wrap(),
            heading: base.clone().set_bold().set_font_size(12).set_font_color(Color::RGB(0x0022_436B)),
            text: base.set_text_wrap(),
        }
    }
}

struct Writer<'a> {
    sheet: &'a mut Worksheet,
    formats: &'a Formats,
    row: u32,
    /// Widths of the sheet's columns, in characters.
    widths: Vec<f64>,
    name: String,
    cut: &'a mut Vec<String>,
}

impl Writer<'_> {
    fn document(&mut self, document: &Document) -> Result<(), XlsxError> {
        let tables: Vec<&Table> = document
            .blocks
            .iter()
            .filter_map(|block| match block {
                Block::Table(table) => Some(table),
                _ => None,
            })
            .collect();
        let columns = tables.first().map_or(1, |table| table.widths.len()).max(1);
        if let Some(table) = tables.first() {
            let total: u32 = table.widths.iter().sum();
            for (at, width) in table.widths.iter().enumerate() {
                let share = SHEET_WIDTH * f64::from(*width) / f64::from(total.max(1));
                let width = share.clamp(14.0, 70.0);
                self.sheet.set_column_width(column(at), width)?;
                self.widths.push(width);
            }
        } else {
            self.sheet.set_column_width(0, 100)?;
        }
        let layout = &document.layout;
        self.sheet.set_paper_size(if layout.paper == Paper::Letter { 1 } else { 9 });
        self.sheet.set_landscape().set_print_fit_to_pages(1, 0);
        // Header and footer texts are the style's own; `&` starts a code in them.
        // Excel allows 255 units; what is longer would be left out whole.
        let own = |text: &str| text.replace('&', "&&").chars().take(110).collect::<String>();
        if !layout.header.is_empty() {
            self.sheet.set_header(format!("&L{}", own(&layout.header)));
        }
        self.sheet.set_footer(format!("&L{}&R&P / &N", own(&layout.footer)));
        // A table that leads a sheet is what filters are for; in a report it stands where it stands.
        if let Some(Block::Table(table)) = document.blocks.first() {
            self.sheet.set_freeze_panes(1, 0)?;
            let last = u32::try_from(table.rows.len()).unwrap_or(u32::MAX - 1);
            self.sheet.autofilter(0, 0, last, column(columns - 1))?;
        }
        for block in &document.blocks {
            self.block(block, columns)?;
        }
        Ok(())
    }

    fn block(&mut self, block: &Block, columns: usize) -> Result<(), XlsxError> {
        match block {
            Block::Heading(_, inlines) => {
                self.row += u32::from(self.row > 0);
                let words = self.fit(plain(inlines), 0);
                self.sheet.write_string_with_format(self.row, 0, words, &self.formats.heading)?;
                self.row += 1;
            }
            Block::Paragraph(inlines) | Block::Notice(inlines) => self.paragraph(&plain(inlines), columns)?,
            Block::Quote(blocks) => {
                for block in blocks {
                    self.block(block, columns)?;
                }
            }
            Block::List(first, items) => {
                for (at, item) in items.iter().enumerate() {
                    let mark = first.map_or_else(|| "•".to_owned(), |first| format!("{}.", first + at as u64));
                    for (index, block) in item.iter().enumerate() {
                        match block {
                            Block::Paragraph(inlines) if index == 0 => {
                                self.paragraph(&format!("{mark} {}", plain(inlines)), columns)?;
                            }
                            block => self.block(block, columns)?,
                        }
                    }
                }
            }
            Block::Table(table) => self.table(table)?,
            Block::PageBreak => self.row += 1,
        }
        Ok(())
    }

    fn paragraph(&mut self, words: &str, columns: usize) -> Result<(), XlsxError> {
        if words.is_empty() {
            return Ok(());
        }
        let words = self.fit(words.to_owned(), 0);
        if columns > 1 {
            self.sheet.merge_range(self.row, 0, self.row, column(columns - 1), "", &self.formats.text)?;
            // A merged range does not grow with its text.
            let lines = words.chars().count().div_ceil(180).max(1) + words.matches('\n').count();
            self.sheet.set_row_height(self.row, (lines as f64 * 14.0).min(400.0))?;
        }
        self.sheet.write_string_with_format(self.row, 0, words, &self.formats.text)?;
        self.row += 1;
        Ok(())
    }

    fn table(&mut self, table: &Table) -> Result<(), XlsxError> {
        self.cells(&table.head, true)?;
        table.rows.iter().try_for_each(|row| self.cells(row, false))
    }

    /// Writes a row. Programs that open a workbook without computing heights show it as high as it is made here.
    fn cells(&mut self, row: &[Vec<Line>], head: bool) -> Result<(), XlsxError> {
        let mut height = 1.0_f64;
        // A name and its value have the room of a wider table above them.
        let pair = row.len() == 2 && self.widths.len() > 4;
        for (at, cell) in row.iter().enumerate() {
            let wide = pair && at == 1;
            if wide {
                self.sheet.merge_range(self.row, 1, self.row, 3, "", &self.formats.cell)?;
            }
            self.cell(at, cell, head)?;
            let width =
                if wide { self.widths[1..4].iter().sum() } else { self.widths.get(at).copied().unwrap_or(14.0) };
            let rows =
                |line: &Line| (plain(&line.inlines).chars().map(columns_of).sum::<f64>() / width).ceil().max(1.0);
            height = height.max(cell.iter().map(rows).sum());
        }
        self.sheet.set_row_height(self.row, (height * 13.0 + 3.0).min(409.0))?;
        self.row += 1;
        Ok(())
    }

    fn cell(&mut self, at: usize, lines: &[Line], head: bool) -> Result<(), XlsxError> {
        let words = lines.iter().map(|line| plain(&line.inlines)).collect::<Vec<_>>().join("\n");
        let words = self.fit(words, at);
        let format = match tone(lines) {
            _ if head => &self.formats.head,
            Some(tone) => &self.formats.cell.clone().set_bold().set_font_color(Color::RGB(ink(tone))),
            None => &self.formats.cell,
        };
        self.sheet.write_string_with_format(self.row, column(at), words, format)?;
        Ok(())
    }

    /// A text that fits a cell; what was cut is kept in mind.
    fn fit(&mut self, words: String, at: usize) -> String {
        if words.encode_utf16().count() <= MAX_CELL {
            return words;
        }
        let letter = char::from(b'A' + u8::try_from(at % 26).unwrap_or_default());
        self.cut.push(format!("{}!{letter}{}", self.name, self.row + 1));
        let mut units = 1;
        let mut fitted: String = words
            .chars()
            .take_while(|c| {
                units += c.len_utf16();
                units <= MAX_CELL
            })
            .collect();
        fitted.push('…');
        fitted
    }
}

/// How much of a column a character takes, in digits: those of Chinese are twice as wide, and words do not fill lines.
fn columns_of(character: char) -> f64 {
    if character as u32 >= 0x1100 { 1.7 } else { 0.82 }
}

fn column(at: usize) -> u16 {
    u16::try_from(at).unwrap_or(u16::MAX)
}

/// The tone of a cell that is one marked word, with or without a remark below it.
fn tone(lines: &[Line]) -> Option<Tone> {
    match lines.first()?.inlines.as_slice() {
        [Inline::Mark(tone, _)] => Some(*tone),
        _ => None,
    }
}

fn ink(tone: Tone) -> u32 {
    match tone {
        Tone::Good => 0x0014_602F,
        Tone::Doubt => 0x007A_4A00,
        Tone::Gap => 0x004A_5160,
        Tone::Bad => 0x0096_201B,
        Tone::Neutral => 0x0022_436B,
    }
}
