//! From a report's Markdown to the document tree.

use pulldown_cmark::{Alignment, Event, HeadingLevel, Options, Parser, Tag, TagEnd};

use crate::listing::picture::Pictures;
use crate::report::document::{Block, Document, Inline, Line, LineKind, PICTURE, Table, Tone, plain};
use crate::report::escape::neutralise;
use crate::report::marks::{LOOKS, MARK};
use crate::report::style::Layout;

/// The dialect that reports are written in.
pub fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// Reads Markdown. `tone` says of a bold word whether and how it is coloured.
pub fn read(
    markdown: &str,
    title: &str,
    pictures: Pictures,
    layout: Layout,
    tone: &dyn Fn(&str) -> Option<Tone>,
) -> Document {
    let events: Vec<(Event, std::ops::Range<usize>)> =
        Parser::new_ext(markdown, options()).into_offset_iter().collect();
    let mut reader = Reader { events: events.into_iter().peekable(), markdown, pictures: &pictures, tone };
    let mut blocks = reader.blocks(None);
    for at in 1..blocks.len() {
        let titled = matches!(blocks[at - 1], Block::Heading(1, _));
        if let Block::Paragraph(inlines) = &mut blocks[at]
            && titled
        {
            blocks[at] = Block::Notice(std::mem::take(inlines));
        }
    }
    Document { title: neutralise(title).into_owned(), blocks, pictures, layout, digest: String::new() }
}

type Events<'a> = std::iter::Peekable<std::vec::IntoIter<(Event<'a>, std::ops::Range<usize>)>>;

struct Reader<'a> {
    events: Events<'a>,
    markdown: &'a str,
    pictures: &'a Pictures,
    tone: &'a dyn Fn(&str) -> Option<Tone>,
}

impl Reader<'_> {
    /// Blocks up to the end of `within`, or of the document.
    fn blocks(&mut self, within: Option<TagEnd>) -> Vec<Block> {
        let mut blocks = Vec::new();
        // The inlines of a tight list's item, which has no paragraph around them.
        let mut loose: Vec<Inline> = Vec::new();
        loop {
            let inline = self.events.peek().is_some_and(|(event, _)| is_inline(event));
            if inline {
                self.inline(&mut loose);
                continue;
            }
            if !loose.is_empty() {
                blocks.push(Block::Paragraph(std::mem::take(&mut loose)));
            }
            let Some((event, range)) = self.events.next() else { return blocks };
            match event {
                Event::End(end) if Some(end) == within => return blocks,
                Event::Start(Tag::Heading { level, .. }) => {
                    let inlines = self.inlines(TagEnd::Heading(level));
                    blocks.push(Block::Heading(depth(level), inlines));
                }
                Event::Start(Tag::Paragraph) => blocks.push(Block::Paragraph(self.inlines(TagEnd::Paragraph))),
                Event::Start(Tag::BlockQuote(kind)) => {
                    blocks.push(Block::Quote(self.blocks(Some(TagEnd::BlockQuote(kind)))));
                }
                Event::Start(Tag::List(first)) => blocks.push(self.list(first)),
                Event::Start(Tag::Table(columns)) => {
                    let table = self.table(&columns, range);
                    blocks.push(Block::Table(table));
                }
                Event::Start(Tag::CodeBlock(_)) => {
                    let inlines = self.inlines(TagEnd::CodeBlock);
                    blocks.push(Block::Paragraph(vec![Inline::Code(plain(&inlines).trim_end().to_owned())]));
                }
                Event::Rule => blocks.push(Block::PageBreak),
                _ => {}
            }
        }
    }

    fn list(&mut self, first: Option<u64>) -> Block {
        let mut items = Vec::new();
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => items.push(self.blocks(Some(TagEnd::Item))),
                Event::End(TagEnd::List(_)) => break,
                _ => {}
            }
        }
        Block::List(first, items)
    }

    fn table(&mut self, columns: &[Alignment], range: std::ops::Range<usize>) -> Table {
        let delimiters = self.markdown[range].lines().nth(1).unwrap_or_default();
        let dashes = |cell: &str| u32::try_from(cell.matches('-').count()).unwrap_or(u32::MAX);
        let mut widths: Vec<u32> = delimiters
            .trim()
            .trim_matches('|')
            .split('|')
            .map(|cell| dashes(cell).clamp(1, 200))
            .take(columns.len())
            .collect();
        widths.resize(columns.len(), 1);
        let mut table = Table { widths, ..Table::default() };
        let mut row = Vec::new();
        while let Some((event, _)) = self.events.next() {
            match event {
                Event::Start(Tag::TableCell) => row.push(lines(self.inlines(TagEnd::TableCell))),
                Event::End(TagEnd::TableHead) => table.head = std::mem::take(&mut row),
                Event::End(TagEnd::TableRow) => table.rows.push(std::mem::take(&mut row)),
                Event::End(TagEnd::Table) => break,
                _ => {}
            }
        }
        table
    }

    fn inlines(&mut self, end: TagEnd) -> Vec<Inline> {
        let mut inlines = Vec::new();
        while let Some((event, _)) = self.events.peek() {
            if *event == Event::End(end) {
                self.events.next();
                break;
            }
            self.inline(&mut inlines);
        }
        inlines
    }

    /// Reads one inline into `out`; events that are none are skipped.
    fn inline(&mut self, out: &mut Vec<Inline>) {
        let Some((event, _)) = self.events.next() else { return };
        match event {
            Event::Text(text) => push_text(out, &text),
            Event::SoftBreak => push_text(out, " "),
            Event::HardBreak => out.push(Inline::Break),
            Event::InlineHtml(html) if html.as_ref() == "<br>" => out.push(Inline::Break),
            Event::Code(text) => out.push(Inline::Code(text.to_string())),
            Event::Start(Tag::Strong) => {
                let inner = self.inlines(TagEnd::Strong);
                let tone = match inner.as_slice() {
                    [Inline::Text(word)] => (self.tone)(word),
                    _ => None,
                };
                out.push(match tone {
                    Some(tone) => Inline::Mark(tone, plain(&inner)),
                    None => Inline::Strong(inner),
                });
            }
            Event::Start(Tag::Emphasis) => {
                let inner = self.inlines(TagEnd::Emphasis);
                out.push(Inline::Emphasis(inner));
            }
            Event::Start(Tag::Strikethrough) => {
                let inner = self.inlines(TagEnd::Strikethrough);
                out.push(Inline::Strike(inner));
            }
            Event::Start(Tag::Link { dest_url, .. }) => {
                let inner = self.inlines(TagEnd::Link);
                let look = dest_url.strip_prefix(MARK).and_then(|look| look.parse::<usize>().ok());
                if let Some(look) = look {
                    out.push(Inline::Highlight(look % LOOKS, plain(&inner)));
                } else if is_safe_link(&dest_url) {
                    out.push(Inline::Link(dest_url.to_string(), inner));
                } else {
                    out.extend(inner);
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                let alt = plain(&self.inlines(TagEnd::Image));
                match dest_url.strip_prefix(PICTURE).filter(|key| self.pictures.contains_key(*key)) {
                    Some(key) => out.push(Inline::Picture(key.to_owned(), alt)),
                    None => push_text(out, &alt),
                }
            }
            _ => {}
        }
    }
}

fn is_inline(event: &Event) -> bool {
    matches!(
        event,
        Event::Text(_)
            | Event::Code(_)
            | Event::InlineHtml(_)
            | Event::SoftBreak
            | Event::HardBreak
            | Event::Start(Tag::Strong | Tag::Emphasis | Tag::Strikethrough | Tag::Link { .. } | Tag::Image { .. })
    )
}

fn push_text(out: &mut Vec<Inline>, text: &str) {
    match out.last_mut() {
        Some(Inline::Text(before)) => before.push_str(text),
        _ => out.push(Inline::Text(text.to_owned())),
    }
}

fn depth(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

/// A cell's lines, told apart by how they begin.
fn lines(inlines: Vec<Inline>) -> Vec<Line> {
    let mut lines: Vec<Vec<Inline>> = vec![Vec::new()];
    for inline in inlines {
        match inline {
            Inline::Break => lines.push(Vec::new()),
            inline => lines.last_mut().expect("there is one from the start").push(inline),
        }
    }
    let mut labelled = false;
    let mut kind = |line: &[Inline]| match line.first() {
        Some(Inline::Text(text)) if text.starts_with('“') && labelled => LineKind::Against,
        Some(Inline::Text(text)) if text.starts_with('“') => LineKind::Quote,
        Some(Inline::Emphasis(_)) => LineKind::Source,
        Some(Inline::Strong(_)) => {
            labelled = true;
            LineKind::Label
        }
        _ => LineKind::Plain,
    };
    lines.into_iter().filter(|line| !line.is_empty()).map(|inlines| Line { kind: kind(&inlines), inlines }).collect()
}

fn is_safe_link(address: &str) -> bool {
    let lower = address.trim_start().to_ascii_lowercase();
    if ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
        return !address.chars().any(|c| c.is_control() || c.is_whitespace());
    }
    // A file beside the document: no scheme, no other host, no way up.
    lower.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./#".contains(&byte))
        && !lower.starts_with('/')
        && !lower.contains("..")
}
