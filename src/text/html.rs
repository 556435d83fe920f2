//! What the readers of saved pages share: the guard before parsing, readable text, and tables as pairs.

use scraper::node::Element;
use scraper::{ElementRef, Html, Node, Selector};

use crate::text::finding::{Code, Finding};
use crate::text::source::Source;

pub use crate::text::nesting::{MAX_DEPTH, nesting_depth_ok};

/// Elements whose content a page does not show, or that are its frame.
#[rustfmt::skip]
const SKIPPED: &[&str] = &[
    "script", "style", "template", "noscript", "nav", "header", "footer", "aside", "svg", "math", "select",
    "button", "iframe", "textarea", "object", "video", "audio", "canvas", "dialog", "head", "title",
];

/// Elements that start and end lines of their own.
#[rustfmt::skip]
const BLOCKS: &[&str] = &[
    "address", "article", "blockquote", "body", "br", "caption", "center", "dd", "details", "div", "dl", "dt",
    "fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "main", "menu", "ol",
    "option", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
];

/// The largest page that is parsed, in bytes.
pub const MAX_PAGE: usize = 64 << 20;

/// Parses a page, unless its size or nesting is hostile.
///
/// # Errors
/// The finding that says why the page was refused.
pub fn parse(source: &Source) -> Result<Html, Box<Finding>> {
    let refused = |finding: Finding| Err(Box::new(finding));
    if source.text.trim().is_empty() {
        return refused(Finding::new(Code::Empty, &source.name, "the page holds no text").help("save the page again"));
    }
    if source.text.len() > MAX_PAGE {
        let message = format!("the page is larger than {} MiB and was not read", MAX_PAGE >> 20);
        return refused(Finding::new(Code::TooLong, &source.name, message).help("save the page without its pictures"));
    }
    if !nesting_depth_ok(&source.text) {
        let message = format!("elements are nested deeper than {MAX_DEPTH} levels; the page was not read");
        let help = "save the page from a browser, which corrects such markup, or give the product as JSON";
        return refused(Finding::new(Code::TooDeep, &source.name, message).help(help));
    }
    Ok(Html::parse_document(&source.text))
}

/// The encoding that a page declares for itself in its first 4,096 bytes, for [`Source::from_bytes_labelled`].
pub fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(4096)]).to_ascii_lowercase();
    head.split("<meta").skip(1).find_map(|meta| {
        let meta = meta.split('>').next()?;
        let after = meta[meta.find("charset")? + 7..].trim_start().strip_prefix('=')?;
        let label: String = after
            .trim_start()
            .trim_start_matches(['"', '\''])
            .chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.'))
            .collect();
        (!label.is_empty()).then_some(label)
    })
}

/// A compiled selector; one that does not compile is a mistake in this program and selects nothing.
pub(crate) fn select<'a>(scope: ElementRef<'a>, selector: &str) -> Vec<ElementRef<'a>> {
    Selector::parse(selector).map(|selector| scope.select(&selector).collect()).unwrap_or_default()
}

/// The first element that a selector selects.
pub(crate) fn first<'a>(scope: ElementRef<'a>, selector: &str) -> Option<ElementRef<'a>> {
    let selector = Selector::parse(selector).ok()?;
    scope.select(&selector).next()
}

/// Whether a page shows nothing of this element as its content: scripts, styles, menus, forms, hidden parts.
pub(crate) fn is_skipped(element: ElementRef<'_>) -> bool {
    let value = element.value();
    // Some shops put the whole page into one form.
    let form = value.name() == "form" && first(element, "h1").is_none();
    form || SKIPPED.contains(&value.name()) || is_hidden(element)
}

fn is_hidden(element: ElementRef<'_>) -> bool {
    let value = element.value();
    value.attr("hidden").is_some()
        || value.attr("aria-hidden").is_some_and(|hidden| hidden.eq_ignore_ascii_case("true"))
        || value.attr("style").is_some_and(|style| {
            let style: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
            style.contains("display:none") || style.contains("visibility:hidden")
        })
        || matches!(value.attr("role"), Some("navigation" | "banner" | "contentinfo" | "search" | "complementary"))
}

/// Whether the element or one that it stands in is skipped.
pub(crate) fn stands_in_skipped(element: ElementRef<'_>) -> bool {
    is_skipped(element) || element.ancestors().filter_map(ElementRef::wrap).any(is_skipped)
}

/// Whether an element is a heading by its name.
pub(crate) fn is_heading(element: ElementRef<'_>) -> bool {
    matches!(element.value().name(), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
}

fn is_block(name: &str) -> bool {
    BLOCKS.contains(&name)
}

/// The text of an element as a reader sees it: one line a block, runs of white space are one space, `name: value` for
/// the cells of a table row.
pub fn readable_text(element: ElementRef<'_>) -> String {
    readable_text_without(element, &|_| false)
}

/// As [`readable_text`], leaving out the elements that `leave_out` names.
pub(crate) fn readable_text_without(element: ElementRef<'_>, leave_out: &dyn Fn(ElementRef<'_>) -> bool) -> String {
    let mut text = Text::default();
    walk(element, &mut |step| {
        match step {
            Step::Text(piece) => text.push(piece),
            Step::Start(element) => {
                if is_skipped(element) || leave_out(element) {
                    return false;
                }
                let name = element.value().name();
                if is_block(name) {
                    text.line = true;
                } else if matches!(name, "td" | "th") {
                    cell(element.prev_siblings().find_map(ElementRef::wrap), &mut text);
                }
            }
            Step::End(element) => text.line |= is_block(element.name()),
        }
        true
    });
    text.so_far
}

/// As [`readable_text`], on one line.
pub(crate) fn line_of_text(element: ElementRef<'_>) -> String {
    readable_text(element).replace('\n', " ")
}

#[derive(Default)]
struct Text {
    so_far: String,
    space: bool,
    line: bool,
}

impl Text {
    fn push(&mut self, piece: &str) {
        for c in piece.chars() {
            if c.is_whitespace() {
                self.space = true;
                continue;
            }
            // Marks of direction, which some shops put around every value, say nothing.
            if matches!(c, '\u{200e}' | '\u{200f}') {
                continue;
            }
            if !self.so_far.is_empty() {
                if self.line {
                    self.so_far.push('\n');
                } else if self.space {
                    self.so_far.push(' ');
                }
            }
            (self.space, self.line) = (false, false);
            self.so_far.push(c);
        }
    }
}

/// A step of [`walk`].
pub(crate) enum Step<'a> {
    /// A piece of text.
    Text(&'a str),
    /// An element begins; the answer tells whether to go inside.
    Start(ElementRef<'a>),
    /// An element ends, whether it was gone into or not.
    End(&'a Element),
}

/// Goes through what is inside an element, without recursion: pages may be as deep as they like.
pub(crate) fn walk<'a>(root: ElementRef<'a>, step: &mut dyn FnMut(Step<'a>) -> bool) {
    let mut next = root.first_child();
    while let Some(node) = next {
        let inside = match node.value() {
            Node::Text(piece) => {
                step(Step::Text(piece));
                false
            }
            Node::Element(_) => ElementRef::wrap(node).is_some_and(|element| step(Step::Start(element))),
            _ => false,
        };
        next = node.first_child().filter(|_| inside);
        let mut at = node;
        while next.is_none() {
            if let Some(element) = at.value().as_element() {
                step(Step::End(element));
            }
            next = at.next_sibling();
            if next.is_none() {
                match at.parent() {
                    Some(parent) if parent.id() != root.id() => at = parent,
                    _ => return,
                }
            }
        }
    }
}

/// Between the cells of a row: a colon after the name of a value, else a space.
fn cell(before: Option<ElementRef<'_>>, text: &mut Text) {
    if let Some(before) = before {
        if before.value().name() == "th" && !text.so_far.ends_with([':', '\n']) && !text.so_far.is_empty() {
            text.so_far.push(':');
        }
        text.line = false;
        text.space = true;
    }
}

/// The rows of a table that name values: a heading cell and a cell, two cells, or two such pairs side by side. A name
/// that spans several rows names the value of each.
pub(crate) fn pairs_of_table(table: ElementRef<'_>) -> Vec<(String, String)> {
    let is_heading_cell = |cell: &ElementRef<'_>| cell.value().name() == "th";
    let rows: Vec<Vec<ElementRef<'_>>> = rows_of_table(table)
        .into_iter()
        // A row of headings only names columns.
        .filter(|cells| !cells.iter().all(is_heading_cell))
        .collect();
    // Two pairs side by side: each begins with a heading, or, in all rows, with what can be a name.
    let names = |cells: &Vec<ElementRef<'_>>| {
        cells.len() == 4 && [cells[0], cells[2]].iter().all(|cell| is_name(&line_of_text(*cell)))
    };
    let all_wide = rows.iter().all(names);
    let mut pairs = Vec::new();
    let mut spanning: Option<(String, usize)> = None;
    for cells in rows {
        let wide = cells.len() == 4 && (all_wide || (is_heading_cell(&cells[0]) && is_heading_cell(&cells[2])));
        if cells.len() == 2 || wide {
            for pair in cells.chunks(2) {
                pairs.push((line_of_text(pair[0]), readable_text(pair[1])));
            }
            let rows = cells[0].value().attr("rowspan").and_then(|rows| rows.trim().parse::<usize>().ok());
            spanning = rows.filter(|_| cells.len() == 2).map(|rows| (line_of_text(cells[0]), rows.saturating_sub(1)));
        } else if let ([value], Some((name, left))) = (cells.as_slice(), &mut spanning)
            && *left > 0
        {
            pairs.push((name.clone(), readable_text(*value)));
            *left -= 1;
        }
    }
    pairs
}

/// The cells of each row of a table that a page shows. A table inside a cell has rows of its own.
pub(crate) fn rows_of_table(table: ElementRef<'_>) -> Vec<Vec<ElementRef<'_>>> {
    let nested = |row: &ElementRef<'_>| {
        row.ancestors()
            .take_while(|node| node.id() != table.id())
            .any(|node| node.value().as_element().is_some_and(|value| value.name() == "table"))
    };
    let shown = select(table, "tr").into_iter().filter(|row| !nested(row) && !is_skipped(*row));
    shown.map(|row| row.child_elements().filter(|cell| matches!(cell.value().name(), "td" | "th")).collect()).collect()
}

/// Whether a text can be the name of a value: short, with a letter and without a digit.
fn is_name(text: &str) -> bool {
    let length = text.chars().count();
    (1..=40).contains(&length)
        && text.chars().any(char::is_alphabetic)
        && !text.chars().any(|c| c.is_numeric() || matches!(c, '.' | '!' | '?'))
}

/// The name and value of a list item whose first part is marked as a name by a colon or by an element of its own, and
/// whether by a colon.
pub(crate) fn pair_of_item(item: ElementRef<'_>) -> Option<(String, String, bool)> {
    let mut inside = item;
    // Shops wrap the text of an item once more.
    while let [only] = inside.child_elements().collect::<Vec<_>>().as_slice() {
        let bare = inside.children().filter_map(|node| node.value().as_text()).all(|text| text.trim().is_empty());
        if !bare {
            break;
        }
        inside = *only;
    }
    let children: Vec<ElementRef<'_>> = inside.child_elements().filter(|child| !is_skipped(*child)).collect();
    let first = *children.first()?;
    let starts = inside
        .children()
        .take_while(|node| node.id() != first.id())
        .all(|node| node.value().as_text().is_none_or(|text| text.trim().is_empty()));
    let (name, whole) = (line_of_text(first), line_of_text(inside));
    let rest = whole.strip_prefix(&name).filter(|_| starts)?.trim_start();
    let colons = [':', '\u{ff1a}'];
    let colon = name.ends_with(colons) || rest.starts_with(colons);
    let name = name.trim_end_matches(colons).trim_end();
    let value = rest.trim_start_matches(colons).trim();
    let texts = inside.children().filter_map(|node| node.value().as_text()).any(|text| !text.trim().is_empty());
    let paired = children.len() == 2 && !texts;
    (is_name(name) && !value.is_empty() && (colon || paired)).then(|| (name.to_owned(), value.to_owned(), colon))
}

/// The terms of a description list with their descriptions.
pub(crate) fn pairs_of_list(list: ElementRef<'_>) -> Vec<(String, String)> {
    let mut pairs: Vec<(String, String)> = Vec::new();
    let mut term: Option<String> = None;
    for element in select(list, "dt, dd") {
        if is_skipped(element) {
            continue;
        }
        if element.value().name() == "dt" {
            term = Some(line_of_text(element));
        } else if let Some(name) = &term {
            pairs.push((name.clone(), readable_text(element)));
        }
    }
    pairs
}
