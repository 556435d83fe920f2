//! What a report says, line by line: the text by which two files of any format can be compared.
//!
//! The lines are those of [`crate::report::docx::content::content`]: `# ` before headings, `- ` before list items, `> `
//! before quotes, `---` for a page break, `|= a | b |` for a table's head and `| a | b |` for its other rows. The lines of
//! a cell are joined by ` / `, a vertical bar in text is `¦`, pictures are `[picture: words]`.

use std::borrow::Cow;
use std::io::Cursor;

use anyhow::{Context as _, Result, anyhow, bail};
use calamine::{Data, Reader as _, Xlsx};
use pulldown_cmark::{Event, Parser, TagEnd};
use scraper::Html;

use crate::report::docx;
use crate::report::escape::neutralise;
use crate::report::read_document::options;
use crate::report::write::Format;
use crate::text::html::{MAX_DEPTH, Step, nesting_depth_ok, walk};

/// The content of a report from the bytes of its file.
///
/// # Errors
/// When the bytes are no file of the format.
pub fn of(format: Format, bytes: &[u8]) -> Result<Vec<String>> {
    let text = || std::str::from_utf8(bytes).context("the file is not UTF-8");
    match format {
        Format::Md => Ok(markdown(text()?)),
        Format::Html => html(text()?),
        // A line is a line of the file that keeps it.
        Format::Docx => Ok(docx::content::content(bytes)?.iter().map(|line| line.replace(['\n', '\r'], " ")).collect()),
        Format::Xlsx => workbook(bytes),
        // What pages say cannot be read back from a PDF's bytes; the run gives it in their place.
        Format::Pdf => Ok(String::from_utf8_lossy(bytes).lines().map(str::to_owned).collect()),
    }
}

/// Lines under way.
#[derive(Default)]
struct Lines {
    done: Vec<String>,
    /// Text of the paragraph or cell; `\n` where a new line begins in it.
    text: String,
    /// The level of the heading that the text is; 0 for none.
    heading: usize,
    quotes: usize,
    lists: usize,
    /// Whether the text begins an item of a list.
    item: bool,
    /// Whether rows are those of a table's head.
    head: bool,
    /// The cells of the row.
    row: Option<Vec<String>>,
}

impl Lines {
    fn push(&mut self, text: &str) {
        self.text.extend(text.chars().map(|character| match character {
            '|' => '¦',
            space if space.is_whitespace() => ' ',
            other => other,
        }));
    }

    fn new_line(&mut self) {
        self.text.push('\n');
    }

    /// Ends a paragraph, a heading or an item.
    fn flush(&mut self) {
        if self.row.is_some() {
            self.new_line();
            return;
        }
        let text = joined(&std::mem::take(&mut self.text));
        if text.is_empty() {
            return;
        }
        let prefix = if self.heading > 0 {
            format!("{} ", "#".repeat(self.heading))
        } else if self.item {
            format!("{}- ", "  ".repeat(self.lists.saturating_sub(1).min(9)))
        } else if self.quotes > 0 {
            "> ".to_owned()
        } else {
            String::new()
        };
        self.item = false;
        self.done.push(prefix + &text);
    }

    fn begin_heading(&mut self, level: usize) {
        self.flush();
        self.heading = level;
    }

    fn end_heading(&mut self) {
        self.flush();
        self.heading = 0;
    }

    fn begin_item(&mut self) {
        self.flush();
        self.item = true;
    }

    fn end_item(&mut self) {
        self.flush();
        self.item = false;
    }

    fn page_break(&mut self) {
        self.flush();
        if self.row.is_none() {
            self.done.push("---".to_owned());
        }
    }

    fn begin_row(&mut self) {
        self.end_row();
        self.flush();
        self.row = Some(Vec::new());
    }

    fn end_cell(&mut self) {
        let cell = joined(&std::mem::take(&mut self.text));
        if let Some(row) = &mut self.row {
            row.push(cell);
        }
    }

    fn end_row(&mut self) {
        let Some(cells) = self.row.take() else { return };
        // A head without words, which Markdown demands, is none.
        let bare = cells.is_empty() || (self.head && cells.iter().all(String::is_empty));
        if !bare {
            self.done.push(row(self.head, &cells));
        }
        self.text.clear();
    }

    fn end(mut self) -> Vec<String> {
        self.end_row();
        self.flush();
        self.done
    }
}

/// The lines of a text as one.
fn joined(text: &str) -> String {
    let lines: Vec<Cow<str>> = text.split('\n').map(neutralise).filter(|line| !line.is_empty()).collect();
    lines.join(" / ")
}

fn row(head: bool, cells: &[String]) -> String {
    format!("|{} {} |", if head { "=" } else { "" }, cells.join(" | "))
}

fn markdown(text: &str) -> Vec<String> {
    let mut lines = Lines::default();
    for event in Parser::new_ext(text, options()) {
        match event {
            Event::Text(text) | Event::Code(text) => lines.push(&text),
            Event::SoftBreak => lines.push(" "),
            Event::HardBreak => lines.new_line(),
            Event::InlineHtml(html) if html.as_ref() == "<br>" => lines.new_line(),
            Event::Rule => lines.page_break(),
            Event::Start(tag) => {
                open(&mut lines, element(tag.to_end()), "");
            }
            Event::End(tag) => close(&mut lines, element(tag)),
            _ => {}
        }
    }
    lines.end()
}

/// The element of a page that a part of Markdown becomes.
fn element(tag: TagEnd) -> &'static str {
    match tag {
        TagEnd::Heading(level) => ["h1", "h2", "h3", "h4", "h5", "h6"][level as usize - 1],
        TagEnd::BlockQuote(_) => "blockquote",
        TagEnd::List(_) => "ul",
        TagEnd::Item => "li",
        TagEnd::TableHead => "thead",
        TagEnd::TableRow => "tr",
        TagEnd::TableCell => "td",
        TagEnd::Image => "picture",
        TagEnd::Paragraph | TagEnd::CodeBlock | TagEnd::HtmlBlock | TagEnd::Table => "p",
        _ => "",
    }
}

/// Reads a page as [`crate::report::html::page`] makes it.
fn html(text: &str) -> Result<Vec<String>> {
    if !nesting_depth_ok(text) {
        bail!("elements are nested deeper than {MAX_DEPTH} levels");
    }
    let page = Html::parse_document(text);
    let mut lines = Lines::default();
    walk(page.root_element(), &mut |step| {
        match step {
            Step::Text(piece) => lines.push(piece),
            Step::Start(element) => {
                let alt = element.value().attr("alt").unwrap_or_default();
                return open(&mut lines, element.value().name(), alt);
            }
            Step::End(element) => close(&mut lines, element.name()),
        }
        true
    });
    Ok(lines.end())
}

/// Begins an element; tells whether what is inside is shown.
fn open(lines: &mut Lines, name: &str, alt: &str) -> bool {
    match name {
        "head" | "script" | "style" | "template" | "title" => return false,
        // In house pages these are the lines of a cell.
        "br" | "span" => lines.new_line(),
        "hr" => lines.page_break(),
        "img" => lines.push(&format!("[picture: {alt}]")),
        "picture" => lines.push("[picture: "),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => lines.begin_heading(usize::from(name.as_bytes()[1] - b'0')),
        "blockquote" => {
            lines.flush();
            lines.quotes += 1;
        }
        "ul" | "ol" => {
            lines.flush();
            lines.lists += 1;
        }
        "li" => lines.begin_item(),
        "thead" => {
            lines.head = true;
            // In Markdown it is the row as well.
            lines.begin_row();
        }
        "tr" => lines.begin_row(),
        "p" | "div" | "table" => lines.flush(),
        _ => {}
    }
    true
}

fn close(lines: &mut Lines, name: &str) {
    match name {
        "span" => lines.new_line(),
        "picture" => lines.push("]"),
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => lines.end_heading(),
        "blockquote" => {
            lines.flush();
            lines.quotes = lines.quotes.saturating_sub(1);
        }
        "ul" | "ol" => {
            lines.flush();
            lines.lists = lines.lists.saturating_sub(1);
        }
        "li" => lines.end_item(),
        "td" | "th" => lines.end_cell(),
        "tr" => lines.end_row(),
        "thead" => {
            lines.end_row();
            lines.head = false;
        }
        "p" | "div" | "table" => lines.flush(),
        _ => {}
    }
}

/// Reads a workbook: `sheet: NAME`, and each row with text in it.
fn workbook(bytes: &[u8]) -> Result<Vec<String>> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|error| anyhow!("no workbook: {error}"))?;
    let mut lines = Vec::new();
    for sheet in workbook.sheet_names() {
        let shown = neutralise(&sheet).into_owned();
        let range =
            workbook.worksheet_range(&sheet).map_err(|error| anyhow!("the sheet {shown} cannot be read: {error}"))?;
        lines.push(format!("sheet: {shown}"));
        for cells in range.rows() {
            let cell = |cell: &Data| joined(&cell.to_string().replace('|', "¦"));
            let mut cells: Vec<String> = cells.iter().map(cell).collect();
            let filled = cells.iter().rposition(|cell| !cell.is_empty()).map_or(0, |last| last + 1);
            cells.truncate(filled);
            if !cells.is_empty() {
                lines.push(row(false, &cells));
            }
        }
    }
    Ok(lines)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::picture::Pictures;
    use crate::report::document::Document;
    use crate::report::style::Layout;
    use crate::report::{html, xlsx};

    const REPORT: &str = "# Claim chart: US1\n\n**DRAFT** for\nreview\n\n| Element | Evidence |\n|:--|:--|\n\
        | **1\\[a\\]** a lid | “a \\&#124; b &#124; c”<br>*in title*<br> |\n| **1\\[b\\]** |  |\n\n---\n\n## Notes\n\n\
        > one\n>\n> two\n\n- first\n- second\n\n  more\n  - inner\n\n|  |  |\n|--|--|\n| x | y |\n";

    const LINES: [&str; 14] = [
        "# Claim chart: US1",
        "DRAFT for review",
        "|= Element | Evidence |",
        "| 1[a] a lid | “a &#124; b ¦ c” / in title |",
        "| 1[b] |  |",
        "---",
        "## Notes",
        "> one",
        "> two",
        "- first",
        "- second",
        "more",
        "  - inner",
        "| x | y |",
    ];

    fn document(markdown: &str) -> Document {
        crate::report::read_document::read(markdown, "T", Pictures::new(), Layout::default(), &|_| None)
    }

    #[test]
    fn markdown_and_its_page_say_the_same() {
        assert_eq!(of(Format::Md, REPORT.as_bytes()).unwrap(), LINES);
        let page = html::page(&document(REPORT));
        assert_eq!(of(Format::Html, page.as_bytes()).unwrap(), LINES);
    }

    #[test]
    fn pictures_are_their_words() {
        let markdown = "![front | view](<photos/front.jpg>)\n\n| A | ![x](<y.png>)<br>*Ex. 3* |\n|--|--|\n| a | b |\n";
        let expected = ["[picture: front ¦ view]", "|= A | [picture: x] / Ex. 3 |", "| a | b |"];
        assert_eq!(of(Format::Md, markdown.as_bytes()).unwrap(), expected);
        let page = "<p><img src=\"data:,\" alt=\"front | view\"></p>";
        assert_eq!(of(Format::Html, page.as_bytes()).unwrap(), ["[picture: front ¦ view]"]);
    }

    #[test]
    fn workbooks_are_read_row_by_row() {
        let table =
            "| Label | Evidence | Signed |\n|--|--|--|\n| 1\\[a\\] | one<br>two &#124; |  |\n\n## Notes\n\ntext\n";
        let written = xlsx::write(&[("1 B0-1".to_owned(), document(table))]).unwrap();
        let expected =
            ["sheet: 1 B0-1", "| Label | Evidence | Signed |", "| 1[a] | one / two ¦ |", "| Notes |", "| text |"];
        assert_eq!(of(Format::Xlsx, &written.bytes).unwrap(), expected);
    }

    #[test]
    fn what_is_no_report_is_refused() {
        let cases: [(Format, &[u8]); 5] = [
            (Format::Md, b"\xff"),
            (Format::Html, b"\xff"),
            (Format::Docx, b"PK"),
            (Format::Xlsx, b"PK"),
            (Format::Xlsx, b""),
        ];
        for (format, bytes) in cases {
            assert!(of(format, bytes).is_err(), "{format:?}");
        }
        let deep = "<div>".repeat(2000);
        assert!(of(Format::Html, deep.as_bytes()).unwrap_err().to_string().contains("nested deeper"));
    }

    #[test]
    fn garbage_is_read_as_it_stands() {
        for text in ["", "\u{0}\u{1b}[31m", "| a\n|", "> - > # x\n| |", "</td></tr><tr>x<p>y", "<table><td>a<tr><hr>"] {
            for format in [Format::Md, Format::Html] {
                let lines = of(format, text.as_bytes()).unwrap();
                assert!(lines.iter().all(|line| !line.contains(char::is_control)), "{lines:?}");
            }
        }
        assert_eq!(of(Format::Html, b"<p>a\n  b</p><table><tr><td><p>c</p>d</td></tr>").unwrap(), ["a b", "| c / d |"]);
    }
}
