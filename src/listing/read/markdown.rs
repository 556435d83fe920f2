//! One listing from a page: scalar fields in the front matter, bullets, a table of attributes and paragraphs in the body.

use std::collections::BTreeMap;

use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use crate::listing::read::fields::{Reader, check_text, shown};
use crate::listing::{Attribute, Listing, Translation};
use crate::text::finding::{Code, Finding};
use crate::text::page::{self, Page};
use crate::text::parsed::Parsed;
use crate::text::source::{Source, stem};

/// Reads a page as one listing. Front matter that is not valid is a finding, and the body is read all the same.
pub fn read(source: &Source) -> Parsed<Listing> {
    let mut parsed = Parsed::default();
    if source.text.trim().is_empty() {
        parsed.findings.push(
            Finding::new(Code::Empty, &source.name, "the page holds no text").help("write a title and a description"),
        );
        return parsed;
    }
    let page = page::split(&source.text);
    let mut listing =
        Listing { file: source.name.clone(), line: 1, sha256: source.sha256.clone(), ..Listing::default() };
    if page.unclosed {
        parsed.findings.push(
            Finding::new(
                Code::BadFrontMatter,
                &source.name,
                "the front matter starts in the first line and never ends",
            )
            .at_line(1)
            .help("end it with a line of its own, `+++` or `---` as in the first line"),
        );
    }
    match page.table() {
        Ok(table) => front(table, &page, source, &mut listing, &mut parsed.findings),
        Err(error) => parsed.findings.push(
            Finding::new(Code::BadFrontMatter, &source.name, error.message)
                .at(source.line_column(error.offset))
                .help("write the front matter as TOML, for example `title = \"...\"`"),
        ),
    }
    body(page.body, &mut listing);
    if listing.id.trim().is_empty() {
        listing.id = stem(&source.name);
    }
    check_text(&listing, &mut parsed.findings);
    parsed.items.push(listing);
    parsed
}

fn front(table: toml::Table, page: &Page<'_>, source: &Source, listing: &mut Listing, findings: &mut Vec<Finding>) {
    let wrong_type = |findings: &mut Vec<Finding>, key: &str, value: &toml::Value, expected: &str| {
        let message = format!(
            "`{}` is of type {}; {expected} is expected and the field was ignored",
            shown(key),
            value.type_str()
        );
        findings.push(
            Finding::new(Code::WrongType, &source.name, message)
                .at(source.line_column(page.key_offset(key)))
                .help(format!("write `{}` as {expected}", shown(key))),
        );
    };
    for (key, value) in table {
        let line = source.line_column(page.key_offset(&key)).0;
        let field = match key.as_str() {
            "id" => &mut listing.id,
            "source" => &mut listing.source,
            "url" => &mut listing.url,
            "title" => &mut listing.title,
            "brand" => &mut listing.brand,
            "category" => &mut listing.category,
            "seller" => &mut listing.seller,
            "price" => &mut listing.price,
            "captured_at" => &mut listing.captured_at,
            "market_lang" => &mut listing.market_lang,
            "description" => &mut listing.description,
            "images" | "image" => {
                match images(&value) {
                    Some(images) => listing.images.extend(images),
                    None => wrong_type(findings, &key, &value, "an array of strings"),
                }
                continue;
            }
            "bullets" => {
                match value.as_array().map(|items| items.iter().map(scalar).collect::<Option<Vec<String>>>()) {
                    Some(Some(bullets)) => listing.bullets.extend(bullets),
                    _ => wrong_type(findings, &key, &value, "an array of strings"),
                }
                continue;
            }
            "attributes" => {
                match value {
                    toml::Value::Table(table) => listing.attributes.extend(in_order(table, page)),
                    value => wrong_type(findings, &key, &value, "a table"),
                }
                continue;
            }
            "translation" => {
                listing.translation = translation(value, page, &source.name, line, findings).map(Box::new);
                continue;
            }
            _ => {
                listing.extra.insert(key, serde_json::to_value(value).unwrap_or(Value::Null));
                continue;
            }
        };
        match scalar(&value) {
            Some(text) => *field = text,
            None => wrong_type(findings, &key, &value, "a string"),
        }
    }
}

/// A translation as JSON has it; attributes keep the order of the page.
fn translation(
    value: toml::Value,
    page: &Page<'_>,
    file: &str,
    line: usize,
    findings: &mut Vec<Finding>,
) -> Option<Translation> {
    let mut json = serde_json::to_value(&value).ok()?;
    if let toml::Value::Table(mut table) = value
        && let Some(toml::Value::Table(attributes)) = table.remove("attributes")
    {
        json["attributes"] = serde_json::to_value(in_order(attributes, page)).ok()?;
    }
    let raw = serde_json::value::to_raw_value(&json).ok()?;
    Reader { file, line, findings }.translation("translation", &raw).ok().flatten()
}

/// The attributes in the order of the page; the table has lost it.
fn in_order(table: toml::Table, page: &Page<'_>) -> Vec<Attribute> {
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, line) in page.front.lines().enumerate() {
        let key = line.split(['=', ':']).next().unwrap_or_default().trim().trim_matches(['"', '\'']);
        places.insert(key, number);
    }
    let mut attributes: Vec<Attribute> =
        table.into_iter().map(|(name, value)| Attribute { value: attribute_value(&value), name }).collect();
    attributes.sort_by_key(|attribute| places.get(attribute.name.as_str()).copied());
    attributes
}

/// A string, number, boolean or date as text.
fn scalar(value: &toml::Value) -> Option<String> {
    match value {
        toml::Value::String(text) => Some(text.clone()),
        toml::Value::Array(_) | toml::Value::Table(_) => None,
        value => Some(value.to_string()),
    }
}

fn attribute_value(value: &toml::Value) -> String {
    match value {
        toml::Value::Array(items) => items.iter().map(attribute_value).collect::<Vec<_>>().join(", "),
        value => scalar(value)
            .unwrap_or_else(|| serde_json::to_value(value).map(|value| value.to_string()).unwrap_or_default()),
    }
}

/// An array of strings, or the one line that flat front matter has for it.
fn images(value: &toml::Value) -> Option<Vec<String>> {
    match value {
        toml::Value::Array(items) => items.iter().map(scalar).collect(),
        toml::Value::String(line) => {
            let line = line.trim().trim_start_matches('[').trim_end_matches(']');
            let images = line.split(", ").map(|image| image.trim().trim_matches(['"', '\'']).to_owned());
            Some(images.filter(|image| !image.is_empty()).collect())
        }
        _ => None,
    }
}

/// Reads the body by its Markdown events; inline markup gives its text only.
fn body(markdown: &str, listing: &mut Listing) {
    let mut text = String::new();
    let mut paragraphs: Vec<String> = Vec::new();
    let mut row: Vec<String> = Vec::new();
    let (mut depth, mut head, mut skipped) = (0_usize, false, 0_usize);
    let take = |text: &mut String| std::mem::take(text).trim().to_owned();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::HtmlBlock | Tag::MetadataBlock(_)) => skipped += 1,
            Event::End(TagEnd::HtmlBlock | TagEnd::MetadataBlock(_) | TagEnd::Image) => {
                skipped = skipped.saturating_sub(1);
            }
            Event::Text(piece) | Event::Code(piece) if skipped == 0 => text.push_str(&piece),
            Event::SoftBreak => text.push(' '),
            Event::HardBreak => text.push('\n'),
            Event::Start(Tag::Item) => {
                // An item that holds a list is a bullet of its own, before those of the list.
                push_bullet(listing, take(&mut text));
                depth += 1;
            }
            Event::End(TagEnd::Item) => {
                depth = depth.saturating_sub(1);
                push_bullet(listing, take(&mut text));
            }
            Event::Start(Tag::List(_)) if depth > 0 => push_bullet(listing, take(&mut text)),
            Event::Start(Tag::TableHead) => head = true,
            Event::End(TagEnd::TableCell) => row.push(take(&mut text)),
            Event::End(TagEnd::TableHead) => {
                // A head that names the columns is no attribute.
                head = false;
                row.clear();
            }
            Event::End(TagEnd::TableRow) => {
                let mut cells = std::mem::take(&mut row).into_iter();
                if let (false, Some(name), Some(value)) = (head, cells.next(), cells.next())
                    && !name.is_empty()
                    && !value.is_empty()
                {
                    let more: String =
                        cells.filter(|cell| !cell.is_empty()).fold(value, |text, cell| text + " " + &cell);
                    listing.attributes.push(Attribute { name: name.trim_end_matches(':').to_owned(), value: more });
                }
            }
            Event::End(TagEnd::Heading(level)) => {
                let heading = take(&mut text);
                if level == HeadingLevel::H1 && listing.title.trim().is_empty() {
                    listing.title = heading;
                }
            }
            Event::End(TagEnd::Paragraph) if depth > 0 => text.push('\n'),
            Event::End(TagEnd::Paragraph | TagEnd::CodeBlock) => {
                paragraphs.push(take(&mut text));
            }
            // A picture's text describes the picture; its address is kept.
            Event::Start(Tag::Image { dest_url, .. }) => {
                let address = dest_url.into_string();
                if !address.is_empty() && !listing.images.contains(&address) {
                    listing.images.push(address);
                }
                skipped += 1;
            }
            _ => {}
        }
    }
    if !listing.description.is_empty() {
        paragraphs.insert(0, std::mem::take(&mut listing.description));
    }
    paragraphs.retain(|paragraph| !paragraph.is_empty());
    listing.description = paragraphs.join("\n");
}

fn push_bullet(listing: &mut Listing, text: String) {
    if !text.is_empty() {
        listing.bullets.push(text);
    }
}
