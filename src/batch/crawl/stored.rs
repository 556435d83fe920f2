//! A crawl that is kept in an index of its own, so that a new patent can be run against it without reading all of it.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::batch::crawl::record::{Record, Records};
use crate::batch::portfolio::{Bundle, Collected, Header, Pieces, Portfolio, Sections};
use crate::listing::Listing;
use crate::listing::read::json;
use crate::listing::read::mapping::Mapping;
use crate::pair::index::WordIndex;
use crate::pair::known::{Words, joins};
use crate::text::finding::{Code, Finding};
use crate::text::lexis;

/// The kind of index.
const KIND: &str = "listings";
/// What stands before two words written as one.
const JOINED: char = '\u{2}';

/// Makes an index of listings, each id once.
///
/// # Errors
/// When tantivy or the encoding fails.
pub fn compile(listings: &[Listing], files: Vec<String>, arguments: Vec<String>) -> Result<(Header, Sections)> {
    let mut records = Collected::default();
    for listing in listings {
        records.push(&serde_json::to_vec(listing)?);
    }
    let mut sections = Sections::new();
    records.store("records", &mut sections);
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
    listing.each_text(|text| {
        let tokens = lexis::tokens(text);
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !token.number) {
            found.insert(token.text(text).to_owned());
            if let Some(joined) = joins(text, token, tokens.get(at + 1)) {
                found.insert(format!("{JOINED}{joined}"));
            }
        }
    });
    // tantivy takes no longer words; a claim has none.
    found.into_iter().filter(|word| word.len() < 1000).collect()
}

/// Whether a file is an index of readson.
pub(super) fn is_index(path: &Path) -> bool {
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
    let records = Pieces::open(&bundle, "records")?;
    let wanted = match portfolio {
        None => (0..records.len()).collect(),
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
    let name = crate::text::source::display_name(path);
    Ok(Box::new(wanted.into_iter().map(move |number| match listing(&records, number) {
        Ok(listing) => Record::Read(listing.line, Some(Box::new(listing)), Vec::new()),
        Err(error) => {
            let finding = Finding::new(Code::MalformedJson, &name, format!("{error:#}"));
            Record::Read(0, None, vec![finding])
        }
    })))
}

fn listing(records: &Pieces, number: u32) -> Result<Listing> {
    let (listing, _) = json::one(records.get(number)?, "", 0, &Mapping::default());
    let mut listing = listing.context("a listing of the index cannot be read")?;
    // Where it came from was written with it, and fields that readson does not know in a member of their own.
    let mut taken = |key: &str| listing.extra.shift_remove(key);
    let (file, line, sha256, extra) = (taken("file"), taken("line"), taken("sha256"), taken("extra"));
    let text = |value: Option<Value>| value.and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default();
    listing.file = text(file);
    listing.line = line.and_then(|line| line.as_u64()).unwrap_or_default() as usize;
    listing.sha256 = text(sha256);
    if let Some(Value::Object(extra)) = extra {
        listing.extra.extend(extra);
    }
    Ok(listing)
}
