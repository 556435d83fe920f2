//! Markdown as a self-contained HTML page for reading and printing: no script, no external resource.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

use super::escape::neutralise;

const STYLE: &str = include_str!("templates/page.css");

/// A page made from Markdown.
///
/// Raw HTML in the Markdown is dropped, except that `<br>` breaks a line; links go to `http`, `https`, `mailto` or a
/// file beside the page, others lose their target; pictures are shown only when they are embedded as `data:`. In tables
/// the lines of a cell become blocks, so that quotes and their sources can be told apart, and the words for support
/// are coloured. The page states a content security policy that forbids everything but its own style.
pub fn page(markdown: &str, title: &str) -> String {
    let events = rewrite(Parser::new_ext(markdown, options()));
    let mut body = String::with_capacity(markdown.len() * 2);
    pulldown_cmark::html::push_html(&mut body, events.into_iter());
    let title = text(&neutralise(title));
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )
}

/// The dialect that reports are written in.
pub fn options() -> Options {
    Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH
}

/// Text between tags.
fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn raw(html: impl Into<CowStr<'static>>) -> Event<'static> {
    Event::InlineHtml(html.into())
}

#[derive(Default)]
struct Rewriter<'a> {
    out: Vec<Event<'a>>,
    /// The events of the table cell that is open, if one is.
    cell: Option<Vec<Event<'a>>>,
    in_head: bool,
    /// For each open link and picture, whether its tags are kept.
    kept: Vec<bool>,
}

fn rewrite<'a>(events: impl Iterator<Item = Event<'a>>) -> Vec<Event<'a>> {
    let mut rewriter = Rewriter::default();
    for event in events {
        rewriter.event(event);
    }
    colour(rewriter.out)
}

impl<'a> Rewriter<'a> {
    fn push(&mut self, event: Event<'a>) {
        self.cell.as_mut().unwrap_or(&mut self.out).push(event);
    }

    fn event(&mut self, event: Event<'a>) {
        match event {
            Event::InlineHtml(html) if html.as_ref() == "<br>" => self.push(Event::HardBreak),
            Event::Html(_) | Event::InlineHtml(_) | Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => {}
            Event::Start(Tag::Link { ref dest_url, .. }) => self.open(is_safe_link(dest_url), event),
            Event::Start(Tag::Image { ref dest_url, .. }) => self.open(is_embedded(dest_url), event),
            Event::End(TagEnd::Link | TagEnd::Image) => {
                if self.kept.pop().unwrap_or(false) {
                    self.push(event);
                }
            }
            Event::Start(Tag::Table(ref columns)) => {
                let class = columns.len();
                self.push(raw(format!("<div class=\"table columns-{class}\">\n")));
                self.push(event);
            }
            Event::End(TagEnd::Table) => {
                self.push(event);
                self.push(raw("</div>\n"));
            }
            Event::Start(Tag::TableHead) => {
                self.in_head = true;
                self.push(event);
            }
            Event::End(TagEnd::TableHead) => {
                self.in_head = false;
                self.push(event);
            }
            Event::Start(Tag::TableCell) => {
                self.push(event);
                self.cell = Some(Vec::new());
            }
            Event::End(TagEnd::TableCell) => {
                let lines = self.cell.take().unwrap_or_default();
                if self.in_head {
                    self.out.extend(lines);
                } else {
                    self.out.extend(blocks(lines));
                }
                self.push(event);
            }
            event => self.push(event),
        }
    }

    fn open(&mut self, keep: bool, event: Event<'a>) {
        self.kept.push(keep);
        if keep {
            self.push(event);
        }
    }
}

/// `**found**` and its like get a class by which the style colours them.
fn colour(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    let mut out = Vec::with_capacity(events.len());
    let mut events = events.into_iter().peekable();
    while let Some(event) = events.next() {
        let class = match (&event, events.peek()) {
            (Event::Start(Tag::Strong), Some(Event::Text(word))) => class(word),
            _ => None,
        };
        match class {
            Some(class) => {
                out.push(raw(format!("<strong class=\"support {class}\">")));
                out.extend(events.by_ref().take(1));
                out.push(raw("</strong>"));
                events.next();
            }
            None => out.push(event),
        }
    }
    out
}

fn class(word: &str) -> Option<&'static str> {
    Some(match word {
        "found" | "all found" => "found",
        "weak" => "weak",
        "missing" => "missing",
        "contradicted" | "error" => "contradicted",
        "open" | "warning" | "note" | "appearance not judged" => "open",
        _ => return None,
    })
}

/// A cell's lines as blocks: a quote, its source in small type, or plain text.
fn blocks(events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    if !events.contains(&Event::HardBreak) {
        return events;
    }
    let mut out = Vec::with_capacity(events.len() + 8);
    for line in events.split(|event| *event == Event::HardBreak) {
        let Some(first) = line.first() else { continue };
        let class = match first {
            Event::Text(text) if text.starts_with('“') => "quote",
            Event::Start(Tag::Emphasis) => "source",
            Event::Start(Tag::Strong) => "label",
            _ => "line",
        };
        out.push(raw(format!("<span class=\"{class}\">")));
        out.extend(line.iter().cloned());
        out.push(raw("</span>"));
    }
    out
}

fn is_safe_link(address: &str) -> bool {
    let lower = address.trim_start().to_ascii_lowercase();
    if ["http://", "https://", "mailto:"].iter().any(|scheme| lower.starts_with(scheme)) {
        return true;
    }
    // A file beside the page: no scheme, no other host, no way up.
    lower.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_./#".contains(&byte))
        && !lower.starts_with('/')
        && !lower.contains("..")
}

fn is_embedded(address: &str) -> bool {
    ["png", "jpeg", "gif", "webp"].iter().any(|kind| {
        address.strip_prefix("data:image/").and_then(|rest| rest.strip_prefix(kind)).is_some_and(|rest| {
            rest.strip_prefix(";base64,").is_some_and(|data| {
                data.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
            })
        })
    })
}
