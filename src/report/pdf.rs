//! A document as PDF by typst, an embedded typesetter. The document goes in as values, never as markup, and a character
//! that no font has is an error instead of a box.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::{LazyLock, Mutex};

use anyhow::{Context as _, Result, anyhow, bail};
use typst::diag::{FileError, FileResult};
use typst::foundations::{Array, Bytes, Datetime, Dict, Duration, Str, Value};
use typst::layout::{Frame, FrameItem};
use typst::syntax::{FileId, Source};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt as _, World};
use typst_layout::PagedDocument;

use crate::report::document::{Block, Document, Inline, Line, LineKind, Tone, may_break};
use crate::report::style::{Language, Paper};
use crate::text::source::display_name;

/// The page's own program.
static MAIN: LazyLock<Source> = LazyLock::new(|| Source::detached(include_str!("templates/page.typ")));

/// Writes a document; fonts come from the program itself, the machine's usual folders, and the folders given.
///
/// # Errors
/// When a character has no glyph in any font, or a folder of fonts cannot be read.
pub fn write(document: &Document, fonts: &[PathBuf]) -> Result<Vec<u8>> {
    let pages = typeset(document, fonts)?;
    let options = typst_pdf::PdfOptions { tagged: true, ..typst_pdf::PdfOptions::default() };
    typst_pdf::pdf(&pages, &options).map_err(|errors| anyhow!("cannot write PDF: {}", first_message(&errors)))
}

/// What the pages of a document say, line by line, `page 1` before the first.
///
/// # Errors
/// As for [`write`].
pub fn content(document: &Document, fonts: &[PathBuf]) -> Result<Vec<String>> {
    let pages = typeset(document, fonts)?;
    let mut lines = Vec::new();
    for (at, page) in pages.pages().iter().enumerate() {
        lines.push(format!("page {}", at + 1));
        let mut runs: Vec<(i64, i64, String)> = Vec::new();
        walk(&page.frame, (0.0, 0.0), &mut |text, (x, y)| {
            runs.push((y.round() as i64, x.round() as i64, text.text.to_string()));
        });
        runs.sort();
        let mut height = None;
        for (y, _, text) in runs {
            match lines.last_mut().filter(|_| height == Some(y)) {
                Some(line) => {
                    line.push(' ');
                    line.push_str(&text);
                }
                None => lines.push(text),
            }
            height = Some(y);
        }
    }
    Ok(lines)
}

fn typeset(document: &Document, fonts: &[PathBuf]) -> Result<PagedDocument> {
    let fonts = fonts_of(fonts)?;
    let own = &document.layout.fonts;
    for name in [&own.body, &own.headings, &own.chinese].into_iter().flatten() {
        if !fonts.book.contains_family(&name.to_lowercase()) {
            bail!("the style’s font {name} is not on this machine; name its folder by --font-path, or another font");
        }
    }
    let world = Room::new(document, fonts);
    let compiled = typst::compile::<PagedDocument>(&world);
    // Every document is another input: what typst remembers of the last ones is of no use and would grow.
    comemo::evict(0);
    let pages = compiled.output.map_err(|errors| anyhow!("cannot typeset: {}", first_message(&errors)))?;
    let mut missing = BTreeSet::new();
    for page in pages.pages() {
        walk(&page.frame, (0.0, 0.0), &mut |text, _| {
            for glyph in text.glyphs.iter().filter(|glyph| glyph.id == 0) {
                missing.extend(text.text.get(glyph.range()).unwrap_or_default().chars());
            }
        });
    }
    if !missing.is_empty() {
        let shown: Vec<String> = missing.iter().take(12).map(|c| format!("{c} (U+{:04X})", *c as u32)).collect();
        let message = format!(
            "no font has {} of the characters of \"{}\": {}{}; name a folder with one by --font-path (for Chinese, Noto Sans \
             CJK; for emoji, Noto Color Emoji)",
            missing.len(),
            document.title,
            shown.join(", "),
            if missing.len() > 12 { " …" } else { "" }
        );
        return Err(crate::report::document::MissingGlyphs(message).into());
    }
    Ok(pages)
}

fn first_message(errors: &[typst::diag::SourceDiagnostic]) -> String {
    errors.first().map_or_else(String::new, |error| error.message.to_string())
}

/// Calls `on` for every run of text with its place on the page.
fn walk(frame: &Frame, (x, y): (f64, f64), on: &mut dyn FnMut(&typst::text::TextItem, (f64, f64))) {
    for (point, item) in frame.items() {
        let place = (x + point.x.to_pt(), y + point.y.to_pt());
        match item {
            FrameItem::Group(group) => walk(&group.frame, place, on),
            FrameItem::Text(text) => on(text, place),
            _ => {}
        }
    }
}

/// The fonts of one set of folders; they are read once.
#[derive(Clone)]
struct Fonts {
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
}

fn fonts_of(folders: &[PathBuf]) -> Result<std::sync::Arc<Fonts>> {
    type Known = Vec<(Vec<PathBuf>, std::sync::Arc<Fonts>)>;
    static KNOWN: LazyLock<Mutex<Known>> = LazyLock::new(|| Mutex::new(Vec::new()));
    let mut known = KNOWN.lock().map_err(|_| anyhow!("another thread failed while it read fonts"))?;
    if let Some((_, fonts)) = known.iter().find(|(of, _)| of == folders) {
        return Ok(std::sync::Arc::clone(fonts));
    }
    let mut fonts: Vec<Font> = Vec::new();
    for folder in folders {
        let before = fonts.len();
        read_folder(folder, &mut fonts, 0)
            .with_context(|| format!("cannot read the fonts in {}", display_name(folder)))?;
        if fonts.len() == before {
            bail!("{} holds no font (.ttf, .otf, .ttc, .otc)", display_name(folder));
        }
    }
    fonts.extend(typst_assets::fonts().flat_map(|data| Font::iter(Bytes::new(data))));
    for folder in ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "C:/Windows/Fonts"] {
        // A machine without that folder is another kind of machine.
        let _ = read_folder(&PathBuf::from(folder), &mut fonts, 0);
    }
    let fonts = std::sync::Arc::new(Fonts { book: LazyHash::new(FontBook::from_fonts(&fonts)), fonts });
    known.push((folders.to_vec(), std::sync::Arc::clone(&fonts)));
    Ok(fonts)
}

fn read_folder(folder: &std::path::Path, fonts: &mut Vec<Font>, depth: usize) -> std::io::Result<()> {
    let mut paths = std::fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    paths.sort();
    for path in paths {
        if path.is_dir() {
            if depth < 6 {
                read_folder(&path, fonts, depth + 1)?;
            }
        } else if matches!(crate::text::source::extension(&path).as_str(), "ttf" | "otf" | "ttc" | "otc") {
            fonts.extend(Font::iter(Bytes::new(std::fs::read(&path)?)));
        }
    }
    Ok(())
}

/// All that the typesetter can see: the page's own program, the document's values, and fonts. No files, no date.
struct Room {
    library: LazyHash<Library>,
    fonts: std::sync::Arc<Fonts>,
}

impl Room {
    fn new(document: &Document, fonts: std::sync::Arc<Fonts>) -> Room {
        let mut inputs = Dict::new();
        inputs.insert("doc".into(), Value::Dict(values(document, &fonts.book)));
        Room { library: LazyHash::new(Library::builder().with_inputs(inputs).build()), fonts }
    }
}

impl World for Room {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.fonts.book
    }

    fn main(&self) -> FileId {
        MAIN.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == MAIN.id() { Ok(MAIN.clone()) } else { Err(FileError::AccessDenied) }
    }

    fn file(&self, _: FileId) -> FileResult<Bytes> {
        Err(FileError::AccessDenied)
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}

fn text(text: &str) -> Value {
    Value::Str(Str::from(text))
}

fn dict(pairs: impl IntoIterator<Item = (&'static str, Value)>) -> Dict {
    pairs.into_iter().map(|(key, value)| (Str::from(key), value)).collect()
}

fn list(values: impl IntoIterator<Item = Value>) -> Value {
    Value::Array(values.into_iter().collect::<Array>())
}

fn values(document: &Document, book: &FontBook) -> Dict {
    let layout = &document.layout;
    let families = |own: &Option<String>, usual: &[&str]| {
        let chinese =
            ["Noto Sans CJK SC", "Source Han Sans SC", "Noto Sans SC", "Microsoft YaHei", "SimSun", "PingFang SC"];
        let names = own.iter().map(String::as_str).chain(usual.iter().copied());
        let names = names.chain(layout.fonts.chinese.iter().map(String::as_str)).chain(chinese);
        // Fonts that are not there would be warned of.
        list(names.filter(|name| book.contains_family(&name.to_lowercase())).map(text))
    };
    dict([
        ("title", text(&document.title)),
        ("digest", text(&document.digest)),
        ("paper", text(if layout.paper == Paper::Letter { "us-letter" } else { "a4" })),
        ("landscape", Value::Bool(layout.landscape)),
        ("header", text(&layout.header)),
        ("footer", text(&layout.footer)),
        ("language", text(if layout.language == Language::Zh { "zh" } else { "en" })),
        ("size", Value::Float(f64::from(if layout.size > 0.0 { layout.size } else { 9.5 }))),
        (
            "body",
            families(
                &layout.fonts.body,
                &["Carlito", "Calibri", "Liberation Sans", "Arial", "DejaVu Sans", "Libertinus Serif"],
            ),
        ),
        ("headings", families(&layout.fonts.headings, &["Libertinus Serif"])),
        ("blocks", blocks(&document.blocks, document)),
    ])
}

fn blocks(blocks: &[Block], document: &Document) -> Value {
    let one = |block: &Block| {
        Value::Dict(match block {
            Block::Heading(level, words) => dict([
                ("kind", text("heading")),
                ("level", Value::Int(i64::from((*level).clamp(1, 6)))),
                ("inlines", inlines(words, document)),
            ]),
            Block::Paragraph(words) => dict([("kind", text("paragraph")), ("inlines", inlines(words, document))]),
            Block::Notice(words) => dict([("kind", text("notice")), ("inlines", inlines(words, document))]),
            Block::Quote(inner) => dict([("kind", text("quote")), ("blocks", self::blocks(inner, document))]),
            Block::List(first, items) => dict([
                ("kind", text("list")),
                ("numbered", Value::Bool(first.is_some())),
                ("start", Value::Int(first.and_then(|first| i64::try_from(first).ok()).unwrap_or(1))),
                ("items", list(items.iter().map(|item| self::blocks(item, document)))),
            ]),
            Block::Table(table) => {
                let cells = |row: &[Vec<Line>]| list(row.iter().map(|cell| lines(cell, document)));
                let row = |row: &Vec<Vec<Line>>| {
                    Value::Dict(dict([("cells", cells(row)), ("breakable", Value::Bool(may_break(row)))]))
                };
                dict([
                    ("kind", text("table")),
                    ("widths", list(table.widths.iter().map(|width| Value::Int(i64::from(*width))))),
                    ("head", cells(&table.head)),
                    ("rows", list(table.rows.iter().map(row))),
                ])
            }
            Block::PageBreak => dict([("kind", text("page-break"))]),
        })
    };
    list(blocks.iter().map(one))
}

fn lines(lines: &[Line], document: &Document) -> Value {
    let kind = |line: &Line| match line.kind {
        LineKind::Quote => "quote",
        LineKind::Against => "against",
        LineKind::Source => "source",
        LineKind::Label => "label",
        LineKind::Plain => "plain",
    };
    list(
        lines
            .iter()
            .map(|line| Value::Dict(dict([("kind", text(kind(line))), ("inlines", inlines(&line.inlines, document))]))),
    )
}

fn inlines(items: &[Inline], document: &Document) -> Value {
    let one = |inline: &Inline| {
        let wrapped = |kind: &str, inner: &[Inline]| dict([("kind", text(kind)), ("inner", inlines(inner, document))]);
        Value::Dict(match inline {
            Inline::Text(words) => dict([("kind", text("text")), ("text", text(&breakable(words)))]),
            Inline::Code(words) => dict([("kind", text("code")), ("text", text(words))]),
            Inline::Strong(inner) => wrapped("strong", inner),
            Inline::Emphasis(inner) => wrapped("emphasis", inner),
            Inline::Strike(inner) => wrapped("strike", inner),
            Inline::Mark(tone, word) => {
                dict([("kind", text("mark")), ("tone", text(tone_name(*tone))), ("text", text(word))])
            }
            Inline::Highlight(look, words) => dict([
                ("kind", text("highlight")),
                ("look", Value::Int(i64::try_from(*look).unwrap_or_default())),
                ("text", text(&breakable(words))),
            ]),
            Inline::Link(target, inner) => {
                dict([("kind", text("link")), ("target", text(target)), ("inner", inlines(inner, document))])
            }
            Inline::Break => dict([("kind", text("break"))]),
            Inline::Picture(key, alt) => match document.pictures.get(key) {
                Some(picture) => dict([
                    ("kind", text("picture")),
                    ("bytes", Value::Bytes(Bytes::new(picture.bytes.clone()))),
                    ("width", Value::Int(i64::from(picture.shown_width.max(1)))),
                    ("height", Value::Int(i64::from(picture.shown_height.max(1)))),
                    ("alt", text(alt)),
                ]),
                None => dict([("kind", text("text")), ("text", text(alt))]),
            },
        })
    };
    list(items.iter().map(one))
}

/// Words that are longer than a narrow column get places where they may be broken: hashes, addresses.
fn breakable(words: &str) -> std::borrow::Cow<'_, str> {
    const LONG: usize = 16;
    if words.split(' ').all(|word| word.chars().count() <= LONG) {
        return words.into();
    }
    let mut out = String::with_capacity(words.len() * 2);
    for (at, word) in words.split(' ').enumerate() {
        if at > 0 {
            out.push(' ');
        }
        let long = word.chars().count() > LONG;
        for (at, character) in word.chars().enumerate() {
            if long && at > 0 && at % 4 == 0 {
                out.push('\u{200b}');
            }
            out.push(character);
        }
    }
    out.into()
}

fn tone_name(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "good",
        Tone::Doubt => "doubt",
        Tone::Gap => "gap",
        Tone::Bad => "bad",
        Tone::Neutral => "neutral",
    }
}
