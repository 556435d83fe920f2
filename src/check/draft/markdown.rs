//! Drafted charts in Markdown: front matter, prose, and the table whose header names an element and its evidence.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::check::draft::table::{Columns, add_cells, without_quotes};
use crate::check::draft::{Draft, Prose};
use crate::text::finding::{Code, Finding, Severity};
use crate::text::flow::collapse;
use crate::text::page;
use crate::text::source::Source;

/// The keys that a draft's front matter may have.
const KEYS: [&str; 11] =
    ["kind", "patent", "claim", "listing", "status", "signed_by", "title", "url", "captured_at", "sha256", "venue"];

/// Whether a page is a drafted chart: it says so, or it has such a table and is no patent.
pub fn is_draft(text: &str) -> bool {
    let page = page::split(text);
    if let Ok(table) = page.table()
        && let Some(kind) = table.get("kind").and_then(toml::Value::as_str)
    {
        return kind == "chart";
    }
    !page.front.contains("number") && tables(page.body).iter().any(|table| Columns::of(&table.header).is_some())
}

/// Reads a drafted chart.
pub fn read(source: &Source) -> (Draft, Vec<Finding>) {
    let page = page::split(&source.text);
    let mut draft = Draft { file: source.name.clone(), line: 1, ..Draft::default() };
    let mut findings = Vec::new();
    match page.table() {
        Ok(table) => front(&table, source, &page, &mut draft, &mut findings),
        Err(error) => findings
            .push(Finding::new(Code::BadFrontMatter, &source.name, error.message).at(source.line_column(error.offset))),
    }
    let line = |at: usize| source.line_column(page.body_start + at).0;
    for table in tables(page.body) {
        let Some(columns) = Columns::of(&table.header) else { continue };
        let first = table.rows.first().map_or(1, |row| line(row.range.start));
        findings.extend(columns.passed_over(&source.name, first.saturating_sub(2).max(1), &table.header));
        for row in &table.rows {
            let mut made = columns.row(&row.cells);
            made.line = line(row.range.start);
            draft.rows.push(made);
        }
    }
    if draft.rows.is_empty() {
        findings.push(
            Finding::new(Code::NoChartRows, &source.name, "a drafted chart without rows")
                .help("a chart is a table whose header names Element and Evidence"),
        );
    }
    draft.prose.extend(prose(page.body).into_iter().map(|(text, at)| Prose { text, place: "body", line: line(at) }));
    add_cells(&mut draft);
    (draft, findings)
}

fn front(table: &toml::Table, source: &Source, page: &page::Page, draft: &mut Draft, findings: &mut Vec<Finding>) {
    for (key, value) in table {
        let text = match value {
            toml::Value::String(text) => collapse(text),
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Datetime(date) => date.to_string(),
            _ => String::new(),
        };
        let at = source.line_column(page.key_offset(key));
        let given = Some(text.clone()).filter(|text| !text.is_empty());
        match key.as_str() {
            "patent" => draft.patent = given,
            "claim" => match text.parse() {
                Ok(number) => draft.claim = Some(number),
                Err(_) => findings.push(
                    Finding::new(Code::BadFrontMatter, &source.name, "claim is no number")
                        .at(at)
                        .help("write claim = 1"),
                ),
            },
            "listing" => draft.listing = given,
            "url" => draft.url = given,
            "captured_at" => draft.captured_at = given,
            "sha256" => draft.hash = given,
            "signed_by" => draft.signed_by = given,
            "status" => match text.as_str() {
                "final" => draft.is_final = true,
                "draft" => {}
                _ => findings.push(
                    Finding::new(Code::BadFrontMatter, &source.name, "the status is neither draft nor final").at(at),
                ),
            },
            "title" => draft.prose.push(Prose { text, place: "title", line: at.0 }),
            _ if KEYS.contains(&key.as_str()) => {}
            _ => findings.push(unknown_key(&source.name, key).at(at)),
        }
    }
}

fn unknown_key(file: &str, key: &str) -> Finding {
    let help = match crate::text::nearest::nearest(key, &KEYS) {
        Some(known) => format!("did you mean {known}?"),
        None => format!("the keys are {}", KEYS.join(", ")),
    };
    let mut finding =
        Finding::new(Code::BadFrontMatter, file, format!("unknown key {}", key.escape_debug())).help(help);
    finding.severity = Severity::Warning;
    finding
}

struct Table {
    header: Vec<String>,
    rows: Vec<Row>,
}

struct Row {
    cells: Vec<String>,
    range: Range<usize>,
}

fn tables(body: &str) -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    let mut cells: Vec<String> = Vec::new();
    let mut cell: Option<String> = None;
    for (event, range) in Parser::new_ext(body, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Table(_)) => tables.push(Table { header: Vec::new(), rows: Vec::new() }),
            Event::Start(Tag::TableCell) => cell = Some(String::new()),
            Event::End(TagEnd::TableCell) => cells.push(collapse(&cell.take().unwrap_or_default())),
            Event::End(TagEnd::TableHead) => {
                if let Some(table) = tables.last_mut() {
                    table.header = std::mem::take(&mut cells);
                }
            }
            Event::End(TagEnd::TableRow) => {
                if let Some(table) = tables.last_mut() {
                    table.rows.push(Row { cells: std::mem::take(&mut cells), range });
                }
            }
            Event::Text(text) | Event::Code(text) => cell.iter_mut().for_each(|cell| cell.push_str(&text)),
            Event::SoftBreak | Event::HardBreak => cell.iter_mut().for_each(|cell| cell.push(' ')),
            // "<br>" parts lines inside a cell.
            Event::InlineHtml(_) => cell.iter_mut().for_each(|cell| cell.push('\n')),
            _ => {}
        }
    }
    tables
}

/// Paragraphs, headings and list items outside tables, with their offsets.
fn prose(body: &str) -> Vec<(String, usize)> {
    let mut found: Vec<(String, usize)> = Vec::new();
    let mut open: Option<(String, usize)> = None;
    let mut table = false;
    for (event, range) in Parser::new_ext(body, Options::ENABLE_TABLES).into_offset_iter() {
        match event {
            Event::Start(Tag::Table(_)) => table = true,
            Event::End(TagEnd::Table) => table = false,
            Event::Start(Tag::Paragraph | Tag::Heading { .. } | Tag::Item) if open.is_none() => {
                open = Some((String::new(), range.start));
            }
            Event::Text(text) | Event::Code(text) if !table => {
                if let Some((open, _)) = &mut open {
                    open.push_str(&text);
                }
            }
            Event::SoftBreak | Event::HardBreak => open.iter_mut().for_each(|(open, _)| open.push(' ')),
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::Item) => {
                found.extend(
                    open.take()
                        .map(|(text, at)| (without_quotes(&text), at))
                        .filter(|(text, _)| !text.trim().is_empty()),
                );
            }
            _ => {}
        }
    }
    found
}
