//! A crawl that is kept in an index of its own, so that a new patent can be run against it without reading all of it.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use super::{Record, Records};
use crate::index::{Bytes, WordIndex};
use crate::lexis;
use crate::listing::{Listing, Texts};
use crate::pair::known::{Words, joins};
use crate::parse::listing_json;
use crate::parse::mapping::Mapping;
use crate::portfolio::{Bundle, Header, Portfolio, Sections};

/// The kind of index.
const KIND: &str = "listings";
/// What stands before two words written as one.
const JOINED: char = '\u{2}';

/// Makes an index of listings, each id once.
///
/// # Errors
/// When tantivy or the encoding fails.
pub fn compile(listings: &[Listing], files: Vec<String>, arguments: Vec<String>) -> Result<(Header, Sections)> {
    let mut starts: Vec<u8> = 0_u64.to_le_bytes().to_vec();
    let mut records: Vec<u8> = Vec::new();
    for listing in listings {
        serde_json::to_writer(&mut records, listing)?;
        starts.extend((records.len() as u64).to_le_bytes());
    }
    let mut sections: Sections = vec![("record-starts".to_owned(), starts), ("records".to_owned(), records)];
    let words = WordIndex::build(listings.iter().map(words))?.files()?;
    sections.extend(words.into_iter().map(|(name, bytes)| (format!("words/{name}"), bytes)));
    let header = Header {
        kind: KIND.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        count: listings.len(),
        arguments,
        files,
        ..Header::default()
    };
    Ok((header, sections))
}

/// The words of a listing as written, and its neighbouring words written as one.
fn words(listing: &Listing) -> Vec<String> {
    let mut found: BTreeSet<String> = BTreeSet::new();
    let mut add = |text: &str| {
        let tokens = lexis::tokens(text);
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !token.number) {
            found.insert(token.text(text).to_owned());
            if let Some(joined) = joins(text, token, tokens.get(at + 1)) {
                found.insert(format!("{JOINED}{joined}"));
            }
        }
    };
    let translation = listing.translation.as_ref().map(|translation| translation.texts());
    let texts = |texts: Texts<'_>| {
        for text in [texts.title, texts.brand, texts.category, texts.description] {
            add(text);
        }
        texts.bullets.iter().for_each(|text| add(text));
        for attribute in texts.attributes {
            add(&attribute.name);
            add(&attribute.value);
        }
    };
    [Some(listing.texts()), translation].into_iter().flatten().for_each(texts);
    // tantivy takes no longer words; a claim has none.
    found.into_iter().filter(|word| word.len() < 1000).collect()
}

/// Whether a file is an index of readson.
pub fn is_index(path: &Path) -> bool {
    use std::io::Read as _;
    let mut head = [0; 14];
    std::fs::File::open(path).and_then(|mut file| file.read_exact(&mut head)).is_ok()
        && head.starts_with(b"readson index ")
}

/// The listings of an index that a portfolio could be interested in, or all of them where there is none.
///
/// # Errors
/// When it is no index of listings, damaged, or of another version.
pub fn open(path: &Path, portfolio: Option<&Portfolio>) -> Result<Records> {
    let bundle = Bundle::open(path, KIND)?;
    let (starts, records) = (bundle.section("record-starts")?, bundle.section("records")?);
    let count = (starts.len() / 8).saturating_sub(1) as u32;
    let wanted = match portfolio {
        None => (0..count).collect(),
        Some(portfolio) => {
            let index = WordIndex::open(bundle.sections("words/")?.into_iter().collect())?;
            let telling = portfolio.telling_words();
            let mut words = Words::new(portfolio.words());
            index.documents_with(|word| {
                words.next_listing();
                match word.strip_prefix(JOINED) {
                    Some(joined) => words.written_as_one(joined).iter().any(|target| telling[target.word as usize]),
                    None => words.get(word).all().any(|target| telling[target.word as usize]),
                }
            })?
        }
    };
    let name = crate::source::display_name(path);
    Ok(Box::new(wanted.into_iter().map(move |number| match listing(&starts, &records, number) {
        Ok(listing) => Record::Read(listing.line, Some(Box::new(listing)), Vec::new()),
        Err(error) => {
            let finding =
                crate::finding::Finding::new(crate::finding::Code::MalformedJson, &name, format!("{error:#}"));
            Record::Read(0, None, vec![finding])
        }
    })))
}

fn listing(starts: &Bytes, records: &Bytes, number: u32) -> Result<Listing> {
    let at = |number: u32| -> Result<usize> {
        let bytes = starts.get(number as usize * 8..number as usize * 8 + 8).context("the index is cut off")?;
        Ok(u64::from_le_bytes(bytes.try_into()?) as usize)
    };
    let record = records.get(at(number)?..at(number + 1)?).context("the index is cut off")?;
    let (listing, _) = listing_json::one(record, "", 0, &Mapping::default());
    let mut listing = listing.context("a listing of the index cannot be read")?;
    // Where it came from was written with it.
    let mut taken = |key: &str| listing.extra.shift_remove(key);
    let (file, line, sha256) = (taken("file"), taken("line"), taken("sha256"));
    let text = |value: Option<Value>| value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    listing.file = text(file);
    listing.line = line.and_then(|line| line.as_u64()).unwrap_or_default() as usize;
    listing.sha256 = text(sha256);
    if let Some(Value::Object(extra)) = taken_extra(&mut listing) {
        listing.extra.extend(extra);
    }
    Ok(listing)
}

/// Fields that readson does not know are kept in a member of their own.
fn taken_extra(listing: &mut Listing) -> Option<Value> {
    listing.extra.shift_remove("extra")
}
