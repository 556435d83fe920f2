//! The text of a document: its blocks one after the other, and what they need of other parts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::listing::picture::Picture;
use crate::report::document::{Block, Document, Inline};
use crate::report::docx::styles::QUOTE_INDENT;
use crate::report::docx::xml::{HEAD, LIST_INDENT, MARGIN, NAMESPACES, Page};

/// The deepest level of lists that Word numbers.
const MAX_LEVEL: usize = 8;

/// The text being written.
pub(super) struct Body<'a> {
    pub(super) document: &'a Document,
    pub(super) page: Page,
    pub(super) out: String,
    pub(super) lists: Lists,
    pub(super) addresses: Numbered,
    pub(super) keys: Numbered,
    /// How often a picture was shown.
    pub(super) drawings: usize,
    /// Whether what comes next starts on a new page.
    pub(super) page_due: bool,
    /// Whether a table stands just above. Two tables without a paragraph between them would be one.
    pub(super) after_table: bool,
}

/// The lists of a document.
#[derive(Default)]
pub(super) struct Lists {
    bullets: bool,
    /// Level and first number of each numbered list.
    pub(super) numbered: Vec<(usize, u64)>,
}

/// Texts numbered from 1 in the order in which they first come.
#[derive(Default)]
pub(super) struct Numbered {
    texts: Vec<String>,
    numbers: BTreeMap<String, usize>,
}

impl Numbered {
    pub(super) fn number(&mut self, text: &str) -> usize {
        if let Some(number) = self.numbers.get(text) {
            return *number;
        }
        self.texts.push(text.to_owned());
        self.numbers.insert(text.to_owned(), self.texts.len());
        self.texts.len()
    }
}

/// Where blocks stand.
#[derive(Clone, Copy, Default)]
struct Place {
    /// How far their text is set in.
    indent: u32,
    /// In how many lists.
    level: usize,
    quoted: bool,
}

/// How a paragraph starts.
#[derive(Clone, Copy, Default)]
pub(super) struct Opening {
    /// Its style; empty for that of plain text.
    pub(super) style: &'static str,
    pub(super) keep_next: bool,
    pub(super) new_page: bool,
    /// Level and number of the list whose item it begins.
    pub(super) item: Option<(usize, usize)>,
    /// Whether it stands at the top of a cell, where its style's space above would be too much.
    pub(super) flush: bool,
    /// How far it is set in, and how far its first line stands out, when the style does not say.
    pub(super) indent: Option<(u32, u32)>,
}

impl<'a> Body<'a> {
    pub(super) fn of(document: &'a Document, page: Page) -> Body<'a> {
        let mut body = Body {
            document,
            page,
            out: String::new(),
            lists: Lists::default(),
            addresses: Numbered::default(),
            keys: Numbered::default(),
            drawings: 0,
            page_due: false,
            after_table: false,
        };
        body.blocks(&document.blocks, Place::default());
        // A document ends with a paragraph.
        if body.after_table || body.out.is_empty() {
            body.spacer(false);
        }
        body
    }

    /// The text as a part of the package.
    pub(super) fn part(&self, header: bool) -> String {
        let Page { width, height } = self.page;
        let header = if header { "<w:headerReference w:type=\"default\" r:id=\"header\"/>" } else { "" };
        let turned = if width > height { " w:orient=\"landscape\"" } else { "" };
        let (text, half) = (&self.out, MARGIN / 2);
        format!(
            "{HEAD}<w:document {NAMESPACES} \
             xmlns:wp=\"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing\"><w:body>{text}\
             <w:sectPr>{header}<w:footerReference w:type=\"default\" r:id=\"footer\"/>\
             <w:pgSz w:w=\"{width}\" w:h=\"{height}\"{turned}/><w:pgMar w:top=\"{MARGIN}\" w:right=\"{MARGIN}\" \
             w:bottom=\"{MARGIN}\" w:left=\"{MARGIN}\" w:header=\"{half}\" w:footer=\"{half}\" w:gutter=\"0\"/>\
             </w:sectPr></w:body></w:document>"
        )
    }

    pub(super) fn has_lists(&self) -> bool {
        self.lists.bullets || !self.lists.numbered.is_empty()
    }

    /// The pictures that are shown and the names of their files.
    pub(super) fn media(&self) -> Vec<(String, &'a Picture)> {
        let pictures = &self.document.pictures;
        let shown = self.keys.texts.iter().filter_map(|key| pictures.get(key));
        shown.enumerate().map(|(at, picture)| (media_name(at + 1, picture), picture.as_ref())).collect()
    }

    /// The addresses that links lead to.
    pub(super) fn links(&self) -> &[String] {
        &self.addresses.texts
    }

    fn blocks(&mut self, blocks: &[Block], place: Place) {
        let indent = place.indent.min(self.page.text_width() / 2);
        let place = Place { indent, ..place };
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Heading(level, inlines) => {
                    let opening = Opening { style: heading(*level), ..Opening::default() };
                    self.paragraph(opening, inlines, place);
                }
                Block::Paragraph(inlines) => {
                    let captioned = |picture: Option<&Block>, caption: Option<&Block>| {
                        matches!(picture, Some(Block::Paragraph(above)) if is_picture(above))
                            && matches!(caption, Some(Block::Paragraph(below)) if is_caption(below))
                    };
                    let above = at.checked_sub(1).and_then(|at| blocks.get(at));
                    let style = if is_picture(inlines) {
                        "Picture"
                    } else if captioned(above, Some(block)) {
                        "Caption"
                    } else {
                        text_style(place)
                    };
                    // What leads to a table stays with it.
                    let next = blocks.get(at + 1);
                    let keep_next = captioned(Some(block), next) || matches!(next, Some(Block::Table(_)));
                    self.paragraph(Opening { style, keep_next, ..Opening::default() }, inlines, place);
                }
                Block::Notice(inlines) => {
                    self.paragraph(Opening { style: "Notice", ..Opening::default() }, inlines, place);
                }
                Block::Quote(inner) => {
                    let place = Place { indent: place.indent + QUOTE_INDENT, quoted: true, ..place };
                    self.blocks(inner, place);
                }
                Block::List(first, items) => self.list(*first, items, place),
                Block::Table(table) => self.table(table, place.indent),
                Block::PageBreak => self.page_due = !self.out.is_empty(),
            }
        }
    }

    fn list(&mut self, first: Option<u64>, items: &[Vec<Block>], place: Place) {
        let level = place.level.min(MAX_LEVEL);
        let number = match first {
            None => {
                self.lists.bullets = true;
                1
            }
            Some(first) => {
                self.lists.numbered.push((level, first.min(i32::MAX.unsigned_abs().into())));
                self.lists.numbered.len() + 1
            }
        };
        let inner = Place { indent: place.indent + LIST_INDENT, level: place.level + 1, ..place };
        let usual = (level as u32 + 1) * LIST_INDENT;
        let opening = Opening {
            style: text_style(inner),
            item: Some((level, number)),
            indent: (inner.indent != usual || inner.quoted).then_some((inner.indent, LIST_INDENT)),
            ..Opening::default()
        };
        for item in items {
            let (words, rest) = match item.as_slice() {
                [Block::Paragraph(inlines), rest @ ..] => (inlines.as_slice(), rest),
                rest => (&[][..], rest),
            };
            self.paragraph(opening, words, inner);
            self.blocks(rest, inner);
        }
    }

    /// A paragraph outside of tables.
    fn paragraph(&mut self, mut opening: Opening, inlines: &[Inline], place: Place) {
        opening.new_page = std::mem::take(&mut self.page_due);
        let after_table = std::mem::take(&mut self.after_table);
        if after_table && !opening.new_page && !opening.style.starts_with("Heading") {
            self.spacer(false);
        }
        let usual = if opening.style == "Quote" { QUOTE_INDENT } else { 0 };
        if opening.indent.is_none() && opening.item.is_none() && place.indent != usual {
            opening.indent = Some((place.indent, 0));
        }
        let look = Look {
            width: self.page.text_width().saturating_sub(place.indent),
            upright: opening.style == "Caption",
            ..Look::default()
        };
        self.open(opening);
        self.inlines(inlines, look);
        self.out.push_str("</w:p>");
    }

    /// An empty line that keeps tables apart, or, at the top of a page, brings a table there.
    pub(super) fn spacer(&mut self, new_page: bool) {
        self.page_due = false;
        self.after_table = false;
        let top = "<w:pageBreakBefore/><w:spacing w:line=\"20\" w:lineRule=\"exact\"/>";
        let top = if new_page { top } else { "" };
        let _ = write!(self.out, "<w:p><w:pPr><w:pStyle w:val=\"Spacer\"/>{top}</w:pPr></w:p>");
    }

    /// Starts a paragraph. The properties come in the order of the schema.
    pub(super) fn open(&mut self, opening: Opening) {
        let out = &mut self.out;
        out.push_str("<w:p><w:pPr>");
        if !opening.style.is_empty() {
            let _ = write!(out, "<w:pStyle w:val=\"{}\"/>", opening.style);
        }
        if opening.keep_next {
            out.push_str("<w:keepNext/>");
        }
        if opening.new_page {
            out.push_str("<w:pageBreakBefore/>");
        }
        if let Some((level, number)) = opening.item {
            let _ = write!(out, "<w:numPr><w:ilvl w:val=\"{level}\"/><w:numId w:val=\"{number}\"/></w:numPr>");
        }
        if opening.flush {
            out.push_str("<w:spacing w:before=\"0\"/>");
        }
        if let Some((left, hanging)) = opening.indent {
            let _ = write!(out, "<w:ind w:left=\"{left}\" w:hanging=\"{hanging}\"/>");
        }
        out.push_str("</w:pPr>");
    }
}

fn media_name(number: usize, picture: &Picture) -> String {
    format!("media/image{number}.{}", if picture.jpeg { "jpeg" } else { "png" })
}

fn heading(level: u8) -> &'static str {
    ["Heading1", "Heading2", "Heading3", "Heading4", "Heading5", "Heading6"][usize::from(level.clamp(1, 6)) - 1]
}

fn text_style(place: Place) -> &'static str {
    match place {
        Place { quoted: true, .. } => "Quote",
        Place { level: 0, .. } => "",
        _ => "ListParagraph",
    }
}

/// Whether a paragraph is a picture and nothing else.
fn is_picture(inlines: &[Inline]) -> bool {
    matches!(inlines, [Inline::Picture(..)])
}

/// Whether a paragraph is in italics throughout, as captions are.
fn is_caption(inlines: &[Inline]) -> bool {
    matches!(inlines, [Inline::Emphasis(_)])
}

/// How text looks, and how much room it has.
#[derive(Clone, Copy, Default)]
pub(super) struct Look {
    pub(super) bold: bool,
    pub(super) italic: bool,
    pub(super) strike: bool,
    /// Whether emphasis is not shown, because the style sets the text off already.
    pub(super) upright: bool,
    /// Whether the text is a link.
    pub(super) linked: bool,
    /// The style of text that has none of its own.
    pub(super) base: &'static str,
    /// The number of a highlight.
    pub(super) highlight: Option<usize>,
    /// The width of the column.
    pub(super) width: u32,
}
