//! The document tree: what a report's Markdown says, in the few shapes that every document format can write.
//!
//! Templates make Markdown; [`crate::report::read_document::read`] walks its events once, and HTML, DOCX and PDF walk the tree. Raw HTML does not
//! reach it, except that `<br>` breaks a line. Links go to `http`, `https`, `mailto` or a file beside the document, others
//! lose their target; pictures are those that the program itself embeds ([`PICTURE`]).

use crate::chart::seal::{MARK as MARK_OF_DIGEST, MARK_OF_JSON};
use crate::listing::picture::Pictures;
use crate::report::style::Layout;

/// What stands before the key of an embedded picture in a Markdown destination.
pub const PICTURE: &str = "picture:";

/// A document ready to be written.
#[derive(Clone, Debug)]
pub struct Document {
    /// Its title, for the window and the file's properties.
    pub title: String,
    /// Its content in order.
    pub blocks: Vec<Block>,
    /// The pictures that the blocks name, by key.
    pub pictures: Pictures,
    /// Paper, fonts, language, header and footer.
    pub layout: Layout,
    /// The digest of what the machine said in it, with its mark; empty where there is none.
    pub digest: String,
}

/// A block of a document.
#[derive(Clone, Debug, PartialEq)]
pub enum Block {
    /// A heading: level 1 to 6.
    Heading(u8, Vec<Inline>),
    /// A paragraph.
    Paragraph(Vec<Inline>),
    /// A paragraph right below the title: what the document is. Set off from the rest.
    Notice(Vec<Inline>),
    /// A block quote.
    Quote(Vec<Block>),
    /// A list: the first number when it is numbered, and its items.
    List(Option<u64>, Vec<Vec<Block>>),
    /// A table.
    Table(Table),
    /// What follows starts on a new page.
    PageBreak,
}

/// A table.
#[derive(Clone, Debug, PartialEq, Default)]
pub struct Table {
    /// Relative widths of the columns, at least 1 each: the numbers of dashes in the delimiter row.
    pub widths: Vec<u32>,
    /// The cells of the header row; repeated on each page.
    pub head: Vec<Vec<Line>>,
    /// The rows below it.
    pub rows: Vec<Vec<Vec<Line>>>,
}

/// A line of a table cell.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it is.
    pub kind: LineKind,
    /// What it says.
    pub inlines: Vec<Inline>,
}

impl Line {
    /// Whether it is a verbatim quote, for or against.
    pub fn is_quote(&self) -> bool {
        matches!(self.kind, LineKind::Quote | LineKind::Against)
    }
}

/// What a line of a cell is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineKind {
    /// Anything else.
    Plain,
    /// A verbatim quote.
    Quote,
    /// A verbatim quote below a label: one that speaks against what the row says.
    Against,
    /// Where a quote stands, or another remark in small type.
    Source,
    /// Begins with a bold word.
    Label,
}

/// A row with more characters than this may be split between pages, so that no page is left half empty: between its quotes
/// where it has several, and only where it is long when it has none or one.
const SEVERAL_QUOTES: usize = 400;
const LONG_ROW: usize = 900;

/// Whether a row may be split between pages.
pub fn may_break(row: &[Vec<Line>]) -> bool {
    let quotes = row.iter().flatten().filter(|line| line.is_quote()).count();
    let length: usize = row.iter().flatten().map(|line| plain(&line.inlines).chars().count()).sum();
    length > if quotes > 1 { SEVERAL_QUOTES } else { LONG_ROW }
}

/// Text with its look.
#[derive(Clone, Debug, PartialEq)]
pub enum Inline {
    /// Text; control characters are gone already.
    Text(String),
    /// Bold.
    Strong(Vec<Inline>),
    /// A word of support or severity, coloured by its tone.
    Mark(Tone, String),
    /// Words that belong to others with the same look, below [`LOOKS`](crate::report::marks::LOOKS).
    Highlight(usize, String),
    /// Italic.
    Emphasis(Vec<Inline>),
    /// Struck through.
    Strike(Vec<Inline>),
    /// Literal text.
    Code(String),
    /// A link with a target that may be followed.
    Link(String, Vec<Inline>),
    /// A new line.
    Break,
    /// An embedded picture by its key, and words for those who cannot see it.
    Picture(String, String),
}

/// How a marked word is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Found, same.
    Good,
    /// Weak, doubtful.
    Doubt,
    /// Missing.
    Gap,
    /// Contradicted, an error.
    Bad,
    /// Open.
    Neutral,
}

impl Document {
    /// Ends the document with the digest of what the machine said in it, and the name of the JSON that says the same.
    pub fn seal(&mut self, digest: &str, json: Option<&str>) {
        self.digest = format!("{MARK_OF_DIGEST}{digest}");
        let mut line = vec![Inline::Code(self.digest.clone())];
        if let Some(json) = json {
            line.push(Inline::Break);
            line.push(Inline::Code(format!("{MARK_OF_JSON}{}", super::escape::neutralise(json))));
        }
        self.blocks.push(Block::Paragraph(line));
    }

    /// How many columns the widest table with quotes has.
    pub fn quoting_columns(&self) -> Option<usize> {
        let columns = |block: &Block| match block {
            Block::Table(table) if table.rows.iter().flatten().flatten().any(Line::is_quote) => {
                Some(table.widths.len())
            }
            _ => None,
        };
        self.blocks.iter().filter_map(columns).max()
    }
}

/// The words of inlines, pictures by their words.
pub fn plain(inlines: &[Inline]) -> String {
    let mut out = String::new();
    for inline in inlines {
        match inline {
            Inline::Text(text) | Inline::Code(text) | Inline::Mark(_, text) | Inline::Highlight(_, text) => {
                out.push_str(text);
            }
            Inline::Strong(inner) | Inline::Emphasis(inner) | Inline::Strike(inner) | Inline::Link(_, inner) => {
                out.push_str(&plain(inner));
            }
            Inline::Break => out.push('\n'),
            Inline::Picture(_, alt) => {
                out.push('[');
                out.push_str(alt);
                out.push(']');
            }
        }
    }
    out
}

/// A document has characters that no font at hand can show.
#[derive(Debug)]
pub struct MissingGlyphs(pub String);

impl std::fmt::Display for MissingGlyphs {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(&self.0)
    }
}

impl std::error::Error for MissingGlyphs {}
