//! Tables: as wide as the text, with a head that is repeated on each page.

use std::fmt::Write as _;

use crate::report::document::{Line, LineKind, Table, may_break};
use crate::report::docx::body::{Body, Look, Opening};
use crate::report::docx::styles::{CELL_INDENT, CELL_MARGIN, TINT};

impl Body<'_> {
    pub(super) fn table(&mut self, table: &Table, indent: u32) {
        // A head without words, which Markdown demands, is none.
        let head = table.head.iter().any(|cell| !cell.is_empty());
        if !head && table.rows.is_empty() {
            return;
        }
        if self.after_table || self.page_due {
            self.spacer(self.page_due);
        }
        let widths = widths(table, self.page.text_width().saturating_sub(indent));
        let total: u32 = widths.iter().sum();
        let _ = write!(
            self.out,
            "<w:tbl><w:tblPr><w:tblStyle w:val=\"ReportTable\"/><w:tblW w:w=\"{total}\" w:type=\"dxa\"/>\
             <w:tblInd w:w=\"{indent}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/>\
             <w:tblLook w:val=\"0620\" w:firstRow=\"1\" w:lastRow=\"0\" w:firstColumn=\"0\" w:lastColumn=\"0\" \
             w:noHBand=\"1\" w:noVBand=\"1\"/></w:tblPr><w:tblGrid>"
        );
        for width in &widths {
            let _ = write!(self.out, "<w:gridCol w:w=\"{width}\"/>");
        }
        self.out.push_str("</w:tblGrid>");
        if head {
            self.row(&table.head, &widths, true);
        }
        for row in &table.rows {
            self.row(row, &widths, false);
        }
        self.out.push_str("</w:tbl>");
        self.after_table = true;
    }

    fn row(&mut self, cells: &[Vec<Line>], widths: &[u32], head: bool) {
        self.out.push_str("<w:tr>");
        if !may_break(cells) {
            // A long head is not repeated: it would leave little room for what it heads.
            let repeated = if head { "<w:tblHeader/>" } else { "" };
            let _ = write!(self.out, "<w:trPr><w:cantSplit/>{repeated}</w:trPr>");
        }
        for (at, width) in widths.iter().enumerate() {
            self.cell(cells.get(at).map_or(&[][..], Vec::as_slice), *width, head, at == 0);
        }
        self.out.push_str("</w:tr>");
    }

    fn cell(&mut self, lines: &[Line], width: u32, head: bool, first: bool) {
        let shade = format!("<w:shd w:val=\"clear\" w:color=\"auto\" w:fill=\"{TINT}\"/>");
        let shade = if head { shade.as_str() } else { "" };
        let _ = write!(self.out, "<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>{shade}</w:tcPr>");
        let mut rest = lines;
        while let Some((line, below)) = rest.split_first() {
            // A quote and what is said of it are one paragraph: a row is never split between them.
            let said =
                below.iter().take_while(|below| line.is_quote() && !below.is_quote() && below.kind != LineKind::Label);
            let (said, left) = below.split_at(said.count());
            let (style, indent) = if head { ("CellHead", 0) } else { style(line.kind) };
            let flush = rest.len() == lines.len() && (line.is_quote() || line.kind == LineKind::Label);
            // A label stays with the quote that it heads. Not in a row's first cell, which would keep the whole row.
            let keep_next = !first && line.kind == LineKind::Label && left.first().is_some_and(Line::is_quote);
            self.open(Opening { style, keep_next, flush, ..Opening::default() });
            let width = width.saturating_sub(2 * CELL_MARGIN + indent);
            self.inlines(&line.inlines, Look { width, upright: line.kind == LineKind::Source, ..Look::default() });
            for line in said {
                self.line_break();
                let base = if line.kind == LineKind::Source { "Source" } else { "Remark" };
                self.inlines(&line.inlines, Look { width, upright: true, base, ..Look::default() });
            }
            self.out.push_str("</w:p>");
            rest = left;
        }
        if lines.is_empty() {
            // A cell holds at least one paragraph.
            self.open(Opening { style: "CellText", ..Opening::default() });
            self.out.push_str("</w:p>");
        }
        self.out.push_str("</w:tc>");
    }
}

/// A line's style and how far that sets it in.
fn style(kind: LineKind) -> (&'static str, u32) {
    match kind {
        LineKind::Against => ("CellQuoteAgainst", CELL_INDENT),
        LineKind::Quote => ("CellQuote", CELL_INDENT),
        LineKind::Source => ("CellNote", 0),
        LineKind::Plain => ("CellText", 0),
        LineKind::Label => ("CellLabel", 0),
    }
}

/// The widths of a table's columns, which together are `room`.
fn widths(table: &Table, room: u32) -> Vec<u32> {
    let rows = std::iter::once(&table.head).chain(&table.rows);
    let columns = rows.map(Vec::len).max().unwrap_or_default().max(table.widths.len()).max(1);
    let mut parts = table.widths.clone();
    parts.resize(columns, 1);
    let whole: u64 = parts.iter().copied().map(u64::from).sum::<u64>().max(1);
    // Edges are rounded, not widths, so that no twentieth of a point is lost.
    let mut before = 0;
    let mut edge = 0;
    let mut widths = Vec::with_capacity(columns);
    for part in parts {
        before += u64::from(part);
        let next = (u64::from(room) * before / whole) as u32;
        widths.push(next - edge);
        edge = next;
    }
    widths
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_add_up() {
        let table = Table { widths: vec![7, 7, 3], ..Table::default() };
        assert_eq!(widths(&table, 9638), [3968, 3969, 1701]);
        let ragged = Table { rows: vec![vec![Vec::new(), Vec::new()]], ..Table::default() };
        assert_eq!(widths(&ragged, 101), [50, 51]);
    }
}
