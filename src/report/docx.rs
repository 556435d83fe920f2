//! Documents as Word files: `WordprocessingML` written by hand, with styles that an editor can change.
//!
//! The same document gives the same bytes. Text is only ever text: it is escaped, characters that XML forbids become
//! U+FFFD, and nothing that a document says becomes a field. Links leave the file only as `http`, `https`, `mailto` or
//! the plain name of a file beside it.

use std::io::{Cursor, Write as _};

use anyhow::Result;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use crate::report::document::Document;
use crate::report::docx::xml::Page;

mod body;
pub mod content;
mod inline;
mod parts;
mod styles;
mod table;
mod xml;

/// Writes a document as a `.docx`.
///
/// # Errors
/// When a part is too large for a zip archive.
pub fn write(document: &Document) -> Result<Vec<u8>> {
    let layout = &document.layout;
    let page = Page::of(layout);
    let body = body::Body::of(document, page);
    let mut package = Package(ZipWriter::new(Cursor::new(Vec::new())));
    package.add("[Content_Types].xml", &parts::content_types(layout, &body))?;
    package.add("_rels/.rels", &parts::package_relationships())?;
    package.add("docProps/core.xml", &parts::core(&document.title, layout.language))?;
    package.add("docProps/app.xml", &parts::app())?;
    package.add("word/document.xml", &body.part(!layout.header.is_empty()))?;
    package.add("word/styles.xml", &styles::part(layout, page))?;
    package.add("word/settings.xml", &parts::settings())?;
    if body.has_lists() {
        package.add("word/numbering.xml", &parts::numbering(&body.lists))?;
    }
    if !layout.header.is_empty() {
        package.add("word/header1.xml", &parts::header(&layout.header))?;
    }
    package.add("word/footer1.xml", &parts::footer(&layout.footer))?;
    package.add("word/_rels/document.xml.rels", &parts::relationships(layout, &body))?;
    for (name, picture) in body.media() {
        package.add_bytes(&format!("word/{name}"), &picture.bytes)?;
    }
    package.finish()
}

/// A zip archive whose bytes depend on nothing but its content.
struct Package(ZipWriter<Cursor<Vec<u8>>>);

impl Package {
    fn add(&mut self, name: &str, text: &str) -> Result<()> {
        self.add_bytes(name, text.as_bytes())
    }

    fn add_bytes(&mut self, name: &str, bytes: &[u8]) -> Result<()> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .system(System::Unix);
        self.0.start_file(name, options)?;
        self.0.write_all(bytes)?;
        Ok(())
    }

    fn finish(self) -> Result<Vec<u8>> {
        Ok(self.0.finish()?.into_inner())
    }
}

#[cfg(test)]
mod tests {
    use crate::report::style::Layout;
    use std::io::Read as _;
    use std::sync::Arc;

    use super::super::document::{Block, Inline, Line, LineKind, Table, Tone};
    use super::content::content;
    use super::*;
    use crate::listing::picture::Pictures;

    fn text(text: &str) -> Vec<Inline> {
        vec![Inline::Text(text.to_owned())]
    }

    fn line(kind: LineKind, words: &str) -> Line {
        Line { kind, inlines: text(words) }
    }

    fn document(blocks: Vec<Block>) -> Document {
        let layout = Layout { footer: "DRAFT".to_owned(), ..Layout::default() };
        Document { title: "Charts & more".to_owned(), blocks, pictures: Pictures::new(), layout, digest: String::new() }
    }

    fn lines(document: &Document) -> Vec<String> {
        content(&write(document).unwrap()).unwrap()
    }

    /// A part of a file, as it is written.
    fn part(document: &Document, name: &str) -> String {
        let bytes = write(document).unwrap();
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut text = String::new();
        archive.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    fn sample() -> Document {
        let mark = Line { kind: LineKind::Plain, inlines: vec![Inline::Mark(Tone::Good, "found".to_owned())] };
        let table = Table {
            widths: vec![3, 1],
            head: vec![vec![line(LineKind::Plain, "Evidence")], vec![line(LineKind::Plain, "Support")]],
            rows: vec![
                vec![vec![line(LineKind::Quote, "“a|b”"), line(LineKind::Source, "in title")], vec![mark]],
                vec![Vec::new(), vec![line(LineKind::Plain, "x")]],
            ],
        };
        let numbered = vec![vec![Block::Paragraph(text("one"))], vec![Block::Paragraph(text("two"))]];
        let mut document = document(vec![
            Block::Heading(1, text("Charts")),
            Block::Notice(text("For review.")),
            Block::Table(table.clone()),
            Block::Table(table),
            Block::PageBreak,
            Block::Heading(2, text("Next")),
            Block::List(None, vec![vec![Block::Paragraph(text("a")), Block::List(Some(3), numbered)]]),
            Block::Quote(vec![Block::Paragraph(text("said"))]),
            Block::PageBreak,
        ]);
        document.layout.header = "Firm".to_owned();
        document
    }

    #[test]
    fn what_is_written_is_read_back() {
        let rows = ["|= Evidence | Support |", "| “a¦b” / in title | found |", "|  | x |"];
        let mut expected = vec!["page: A4 portrait", "header: Firm", "footer: DRAFT → {PAGE} / {NUMPAGES}"];
        expected.extend(["# Charts", "For review."]);
        expected.extend(rows);
        expected.extend(rows);
        expected.extend(["---", "## Next", "- a", "  - one", "  - two", "> said"]);
        assert_eq!(lines(&sample()), expected);
    }

    #[test]
    fn the_same_document_gives_the_same_bytes() {
        assert_eq!(write(&sample()).unwrap(), write(&sample()).unwrap());
    }

    #[test]
    fn hostile_text_stays_text() {
        let hostile = "</w:t><w:instrText>CMD</w:instrText>&amp;\u{0}\u{FFFE}\"\nnext";
        let shown = "</w:t><w:instrText>CMD</w:instrText>&amp;\u{FFFD}\u{FFFD}\" next";
        let mut document = document(vec![Block::Paragraph(text(hostile))]);
        document.layout.footer = hostile.to_owned();
        document.title = hostile.to_owned();
        let footer = format!("footer: {shown} → {{PAGE}} / {{NUMPAGES}}");
        assert_eq!(lines(&document), ["page: A4 portrait", footer.as_str(), shown]);
        assert!(!part(&document, "word/document.xml").contains("<w:instrText"));
    }

    #[test]
    fn rows_stay_whole_unless_they_are_long() {
        let row = |words: &str| vec![vec![line(LineKind::Plain, words)]];
        let table = Table { widths: vec![1], head: row("Head"), rows: vec![row("short"), row(&"long ".repeat(300))] };
        let xml = part(&document(vec![Block::Table(table)]), "word/document.xml");
        assert_eq!(xml.matches("<w:tr>").count(), 3);
        assert_eq!(xml.matches("<w:tblHeader/>").count(), 1);
        assert_eq!(xml.matches("<w:cantSplit/>").count(), 2);
    }

    #[test]
    fn links_lead_only_where_they_may() {
        let link = |target: &str| Inline::Link(target.to_owned(), text("go"));
        let targets =
            ["https://a.example/?b=1&c=2", "chart.docx", "javascript:alert(1)", "../x", "https://a.example/?b=1&c=2"];
        let document = document(vec![Block::Paragraph(targets.into_iter().map(link).collect())]);
        let relationships = part(&document, "word/_rels/document.xml.rels");
        assert_eq!(relationships.matches("TargetMode=\"External\"").count(), 2);
        assert!(relationships.contains("Target=\"https://a.example/?b=1&amp;c=2\""));
        assert_eq!(part(&document, "word/document.xml").matches("<w:hyperlink ").count(), 3);
    }

    #[test]
    fn a_picture_is_stored_once_and_fits() {
        let mut png = Vec::new();
        let drawing = image::DynamicImage::new_luma8(1200, 600);
        drawing.write_to(&mut Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
        let picture = crate::listing::picture::from_bytes("fig.png", &png).unwrap();
        let shown = Inline::Picture(picture.key(), "FIG. 1 \"left\"".to_owned());
        let cell = vec![Line { kind: LineKind::Plain, inlines: vec![shown.clone()] }];
        let table = Table { widths: vec![1, 1], head: vec![cell, Vec::new()], rows: Vec::new() };
        let mut document = document(vec![Block::Paragraph(vec![shown]), Block::Table(table)]);
        document.pictures.insert(picture.key(), Arc::new(picture));
        document.layout.landscape = true;
        let lines = lines(&document);
        assert_eq!(lines[0], "page: A4 landscape");
        // Twice as wide as high: the page's height sets the limit above, the cell's width below.
        assert_eq!(lines[2], "[picture 20.9x10.4 cm: FIG. 1 \"left\"]");
        assert_eq!(lines[3], "|= [picture 12.7x6.3 cm: FIG. 1 \"left\"] |  |");
        let relationships = part(&document, "word/_rels/document.xml.rels");
        assert_eq!(relationships.matches("media/image").count(), 1);
    }
}
