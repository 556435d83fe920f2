//! Listings in CSV and its relatives: the delimiter is guessed, headers are matched by the names that shops use, and
//! every other column is an attribute.

use csv::StringRecord;

use crate::listing::read::fields::check_text;
use crate::listing::read::mapping::Mapping;
use crate::listing::read::shop_export;
use crate::listing::{Attribute, Listing};
use crate::text::finding::{Code, Finding};
use crate::text::parsed::Parsed;
use crate::text::source::{Source, stem};

mod columns;
mod rows;

use columns::{Column, columns};
use rows::{Row, Rows};

/// Reads every row of a file with a header row.
///
/// The hash of a listing is that of its own row's text without the line end. A row with another number of fields than
/// the header, a quote that is never closed and a missing id column are findings; what can be read is read.
pub fn read(source: &Source) -> Parsed<Listing> {
    read_mapped(source, &Mapping::default())
}

/// As [`read`], where some columns go by other names.
pub fn read_mapped(source: &Source, mapping: &Mapping) -> Parsed<Listing> {
    let mut parsed = Parsed::default();
    let mut text = source.text.as_str();
    if text.trim().is_empty() {
        parsed.findings.push(
            Finding::new(Code::Empty, &source.name, "the file holds no rows")
                .help("write a header row and one row a product"),
        );
        return parsed;
    }
    let declared = declared_delimiter(text);
    if declared.is_some() {
        text = text.split_once('\n').map_or("", |(_, rest)| rest);
    }
    let delimiter = declared.unwrap_or_else(|| guess_delimiter(text));
    let line = 1 + usize::from(declared.is_some());
    let mut rows = Rows { source, text, at: 0, line, delimiter, again: 0 };
    let Some(header) = rows.next(0, &mut parsed.findings) else { return parsed };
    let names: StringRecord = header.fields.iter().map(|name| mapping.field_of(name.trim())).collect();
    let columns = columns(&names);
    let holds = |wanted: &[Column]| columns.iter().any(|column| wanted.contains(column));
    if !holds(&[Column::Id, Column::Title, Column::Description, Column::Bullets, Column::Bullet]) {
        parsed.findings.push(
            Finding::new(Code::BadCsv, &source.name, "the header names no id, title, description or bullets column")
                .at_line(header.line)
                .help("give the file a header row with names such as `id,title,description`; nothing was read"),
        );
        return parsed;
    }
    let has_id = holds(&[Column::Id]);
    if !has_id {
        parsed.findings.push(
            Finding::new(
                Code::BadCsv,
                &source.name,
                "the header names no id column; ids are made from the file name and the row number",
            )
            .at_line(header.line)
            .help("add a column `id` so that a listing keeps its id when rows move"),
        );
    }
    let stem = stem(&source.name);
    let mut number = 0;
    while let Some(row) = rows.next(columns.len(), &mut parsed.findings) {
        if row.fields.iter().all(|field| field.trim().is_empty()) {
            continue;
        }
        number += 1;
        let mut listing = listing(&row, &columns, source);
        if row.fields.len() != columns.len() {
            let usable = !has_id || !listing.id.is_empty();
            let usable = usable && (!listing.title.trim().is_empty() || !holds(&[Column::Title]));
            parsed.findings.push(uneven(source, &row, columns.len(), usable));
            if !usable {
                continue;
            }
        }
        if !has_id {
            listing.id = format!("{stem}-{number}");
        } else if listing.id.is_empty() {
            parsed.findings.push(
                Finding::new(Code::MissingId, &source.name, "the row has no id; it was skipped")
                    .at_line(row.line)
                    .help("fill in the id column"),
            );
            continue;
        }
        parsed.items.push(listing);
    }
    parsed.items = shop_export::joined(parsed.items);
    for listing in &mut parsed.items {
        shop_export::tidy(listing);
        check_text(listing, &mut parsed.findings);
    }
    parsed
}

fn uneven(source: &Source, row: &Row, expected: usize, usable: bool) -> Finding {
    let outcome = if usable { "the columns that are there were read" } else { "it was skipped" };
    let message = format!("the row has {} fields and the header {expected}; {outcome}", row.fields.len());
    Finding::new(Code::BadCsv, &source.name, message).at_line(row.line).help(
        "put fields that hold a delimiter, a quote or a line break in double quotes, and double the quotes inside",
    )
}

/// Excel's first line `sep=;`.
fn declared_delimiter(text: &str) -> Option<u8> {
    let rest = text.lines().next()?.trim_end().strip_prefix("sep=")?;
    match rest.as_bytes() {
        [delimiter] if delimiter.is_ascii() && *delimiter != b'"' => Some(*delimiter),
        [] => Some(b'\t'),
        _ => None,
    }
}

/// The delimiter that gives a header with the most known names, then the most even rows, then the most columns.
fn guess_delimiter(text: &str) -> u8 {
    let sample = &text[..text.floor_char_boundary(1 << 20)];
    let score = |delimiter: u8| {
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(sample.as_bytes());
        let mut rows = reader.records().map_while(Result::ok).take(21);
        let header = rows.next().unwrap_or_default();
        let known = columns(&header).iter().filter(|column| !matches!(column, Column::Attribute(_))).count();
        let (mut even, mut all) = (0, 0);
        for row in rows {
            all += 1;
            even += usize::from(row.len() == header.len());
        }
        (known, if header.len() > 1 { even * 1000 / all.max(1) } else { 0 }, header.len())
    };
    // The last of equals wins, so the most common delimiter stands last.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|delimiter| score(*delimiter)).unwrap_or(b',')
}

fn listing(row: &Row, columns: &[Column], source: &Source) -> Listing {
    let mut listing =
        Listing { file: source.name.clone(), line: row.line, sha256: row.sha256.clone(), ..Listing::default() };
    for (column, field) in columns.iter().zip(&row.fields) {
        if field.trim().is_empty() {
            continue;
        }
        let text = field.to_owned();
        match column {
            Column::Id => field.trim().clone_into(&mut listing.id),
            Column::Title => listing.title = text,
            Column::Description => listing.description = text,
            Column::Brand => listing.brand = text,
            Column::Category => listing.category = text,
            Column::Price => listing.price = text,
            Column::Seller => listing.seller = text,
            Column::Source => listing.source = text,
            Column::Url => field.trim().clone_into(&mut listing.url),
            Column::CapturedAt => field.trim().clone_into(&mut listing.captured_at),
            Column::MarketLang => field.trim().clone_into(&mut listing.market_lang),
            Column::Images => listing.images.extend(images(field)),
            Column::Bullets => listing.bullets.extend(bullets(field)),
            Column::Bullet => listing.bullets.push(text),
            Column::Attribute(name) => listing.attributes.push(Attribute { name: name.clone(), value: text }),
        }
    }
    listing
}

/// Bullets in one cell stand on lines of their own or, failing that, between `|` or `;`.
fn bullets(field: &str) -> Vec<String> {
    let separator = ['\n', '|', ';'].into_iter().find(|separator| field.contains(*separator)).unwrap_or('\n');
    let bullet = |text: &str| text.trim().trim_start_matches(['•', '·', '*', '-', '–']).trim_start().to_owned();
    field.split(separator).map(bullet).filter(|bullet| !bullet.is_empty()).collect()
}

/// Image addresses in one cell stand on lines of their own, between `|`, or after a comma or semicolon and a space (an
/// address may hold a comma, never a space).
fn images(field: &str) -> Vec<String> {
    let lines = field.split(['\n', '|']);
    lines
        .flat_map(|line| {
            line.split_inclusive([',', ';']).fold(Vec::<String>::new(), |mut images, piece| {
                match images.last_mut() {
                    Some(last)
                        if !piece.starts_with(char::is_whitespace)
                            && !piece.starts_with("http")
                            && last.ends_with([',', ';']) =>
                    {
                        last.push_str(piece);
                    }
                    _ => images.push(piece.to_owned()),
                }
                images
            })
        })
        .map(|image| image.trim().trim_end_matches([',', ';']).trim().to_owned())
        .filter(|image| !image.is_empty())
        .collect()
}
