//! A document as a self-contained HTML page for reading and printing: no script, no external resource.

use std::fmt::Write as _;

use base64::Engine as _;

use crate::report::document::{Block, Document, Inline, Line, LineKind, Table, Tone, may_break};
use crate::report::escape::neutralise;
use crate::report::style::{Language, Layout, Paper};

const STYLE: &str = include_str!("templates/page.css");

/// The page of a document. It states a content security policy that forbids everything but its own style and the pictures
/// embedded in it.
pub fn page(document: &Document) -> String {
    let mut out = String::with_capacity(1 << 14);
    for block in &document.blocks {
        write_block(&mut out, block, document);
    }
    let title = text(&neutralise(&document.title));
    let language = if document.layout.language == Language::Zh { "zh-Hans" } else { "en" };
    format!(
        "<!DOCTYPE html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta http-equiv=\"Content-Security-Policy\" \
         content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <title>{title}</title>\n<style>\n{STYLE}{}</style>\n</head>\n<body>\n<main>\n{out}</main>\n</body>\n</html>\n",
        own_style(&document.layout)
    )
}

/// What the layout changes in the style sheet.
fn own_style(layout: &Layout) -> String {
    let mut out = String::new();
    let paper = if layout.paper == Paper::Letter { "letter" } else { "A4" };
    let turned = if layout.landscape { " landscape" } else { "" };
    let margin = |place: &str, content: &str| {
        format!(
            " @{place} {{ content: {}; font: 9pt \"Liberation Sans\", Arial, sans-serif; color: #5a6473; }}",
            css_string(content)
        )
    };
    let _ = write!(out, "@page {{ size: {paper}{turned};");
    if !layout.header.is_empty() {
        out.push_str(&margin("top-left", &layout.header));
    }
    if !layout.footer.is_empty() {
        out.push_str(&margin("bottom-left", &layout.footer));
    }
    out.push_str(" }\n");
    let fonts = &layout.fonts;
    let stack = |first: &Option<String>, rest: &str| {
        let own: Vec<String> = [first, &fonts.chinese].into_iter().flatten().map(|font| css_string(font)).collect();
        format!("{}, {rest}", own.join(", "))
    };
    if fonts.body.is_some() || fonts.chinese.is_some() {
        let _ =
            writeln!(out, "body {{ font-family: {}; }}", stack(&fonts.body, "\"Liberation Sans\", Arial, sans-serif"));
    }
    if fonts.headings.is_some() {
        let _ = writeln!(out, "h1, h2, h3 {{ font-family: {}; }}", stack(&fonts.headings, "serif"));
    }
    if layout.size > 0.0 {
        let _ = writeln!(out, "body {{ font-size: {}pt; }}", layout.size);
    }
    out
}

/// A CSS string: what could end it or the style element is written by number.
fn css_string(text: &str) -> String {
    let mut out = String::from("\"");
    for character in neutralise(text).chars() {
        if character.is_alphanumeric() || " .,:;-–—()/’".contains(character) {
            out.push(character);
        } else {
            let _ = write!(out, "\\{:x} ", character as u32);
        }
    }
    out.push('"');
    out
}

/// Text between tags.
fn text(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Text in an attribute's double quotes.
fn attribute(value: &str) -> String {
    text(value).replace('"', "&quot;")
}

fn write_block(out: &mut String, block: &Block, document: &Document) {
    match block {
        Block::Heading(level, inlines) => {
            let _ = write!(out, "<h{level}>");
            write_inlines(out, inlines, document);
            let _ = writeln!(out, "</h{level}>");
        }
        Block::Paragraph(inlines) => element(out, "p", inlines, document),
        Block::Notice(inlines) => {
            out.push_str("<p class=\"notice\">");
            write_inlines(out, inlines, document);
            out.push_str("</p>\n");
        }
        Block::Quote(blocks) => {
            out.push_str("<blockquote>\n");
            for block in blocks {
                write_block(out, block, document);
            }
            out.push_str("</blockquote>\n");
        }
        Block::List(first, items) => {
            let tag = if first.is_some() { "ol" } else { "ul" };
            match first.filter(|first| *first != 1) {
                Some(first) => {
                    let _ = writeln!(out, "<ol start=\"{first}\">");
                }
                None => {
                    let _ = writeln!(out, "<{tag}>");
                }
            }
            for item in items {
                out.push_str("<li>");
                match item.as_slice() {
                    [Block::Paragraph(inlines)] => write_inlines(out, inlines, document),
                    blocks => blocks.iter().for_each(|block| write_block(out, block, document)),
                }
                out.push_str("</li>\n");
            }
            let _ = writeln!(out, "</{tag}>");
        }
        Block::Table(table) => write_table(out, table, document),
        Block::PageBreak => out.push_str("<hr>\n"),
    }
}

fn element(out: &mut String, tag: &str, inlines: &[Inline], document: &Document) {
    let _ = write!(out, "<{tag}>");
    write_inlines(out, inlines, document);
    let _ = writeln!(out, "</{tag}>");
}

fn write_table(out: &mut String, table: &Table, document: &Document) {
    let _ = write!(out, "<div class=\"table columns-{}\">\n<table><colgroup>", table.widths.len());
    let total: u32 = table.widths.iter().sum();
    for width in &table.widths {
        let share = f64::from(*width) * 100.0 / f64::from(total.max(1));
        let _ = write!(out, "<col style=\"width: {share:.1}%\">");
    }
    out.push_str("</colgroup><thead><tr>");
    for cell in &table.head {
        out.push_str("<th>");
        for (at, line) in cell.iter().enumerate() {
            if at > 0 {
                out.push_str("<br>");
            }
            write_inlines(out, &line.inlines, document);
        }
        out.push_str("</th>");
    }
    out.push_str("</tr></thead><tbody>\n");
    for row in &table.rows {
        out.push_str(if may_break(row) { "<tr class=\"long\">" } else { "<tr>" });
        for cell in row {
            out.push_str("<td>");
            match cell.as_slice() {
                [line] if !matches!(line.kind, LineKind::Quote | LineKind::Against) => {
                    write_inlines(out, &line.inlines, document);
                }
                lines => lines.iter().for_each(|line| write_line(out, line, document)),
            }
            out.push_str("</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table>\n</div>\n");
}

fn write_line(out: &mut String, line: &Line, document: &Document) {
    let class = match line.kind {
        LineKind::Quote => "quote",
        LineKind::Against => "quote against",
        LineKind::Source => "source",
        LineKind::Label => "label",
        LineKind::Plain => "line",
    };
    let _ = write!(out, "<span class=\"{class}\">");
    write_inlines(out, &line.inlines, document);
    out.push_str("</span>");
}

fn write_inlines(out: &mut String, inlines: &[Inline], document: &Document) {
    let wrapped = |out: &mut String, tag: &str, inner: &[Inline]| {
        let _ = write!(out, "<{tag}>");
        write_inlines(out, inner, document);
        let _ = write!(out, "</{tag}>");
    };
    for inline in inlines {
        match inline {
            Inline::Text(words) => out.push_str(&text(words)),
            Inline::Strong(inner) => wrapped(out, "strong", inner),
            Inline::Emphasis(inner) => wrapped(out, "em", inner),
            Inline::Strike(inner) => wrapped(out, "del", inner),
            Inline::Mark(tone, word) => {
                let _ = write!(out, "<strong class=\"support {}\">{}</strong>", class(*tone), text(word));
            }
            Inline::Highlight(look, words) => {
                let _ = write!(out, "<mark class=\"m{}\">{}</mark>", look + 1, text(words));
            }
            Inline::Code(words) => {
                let _ = write!(out, "<code>{}</code>", text(words));
            }
            Inline::Link(target, inner) => {
                let _ = write!(out, "<a href=\"{}\">", attribute(target));
                write_inlines(out, inner, document);
                out.push_str("</a>");
            }
            Inline::Break => out.push_str("<br>"),
            Inline::Picture(key, alt) => {
                let Some(picture) = document.pictures.get(key) else { continue };
                let data = base64::engine::general_purpose::STANDARD.encode(&picture.bytes);
                let _ = write!(
                    out,
                    "<img src=\"data:{};base64,{data}\" width=\"{}\" height=\"{}\" alt=\"{}\">",
                    picture.media_type(),
                    picture.shown_width,
                    picture.shown_height,
                    attribute(alt)
                );
            }
        }
    }
}

fn class(tone: Tone) -> &'static str {
    match tone {
        Tone::Good => "found",
        Tone::Doubt => "weak",
        Tone::Gap => "missing",
        Tone::Bad => "contradicted",
        Tone::Neutral => "open",
    }
}
