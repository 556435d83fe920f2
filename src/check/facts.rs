//! Facts: what rules may see of patents, listings, drafted charts and complaints. Everything here is computed and nothing
//! is judged; `docs/facts.md` is the list.

use std::borrow::Cow;

use minijinja::value::{Serde, Value};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

pub use crate::text::dates::{day, days_between};

pub mod claim;
pub mod complaint;
pub mod documents;
pub mod draft;
pub mod known;
pub mod listing;
pub mod patent;
pub mod reference;
pub mod row;

/// Something that rules are asked about.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Which rules.
    pub scope: Scope,
    /// What they may see.
    pub facts: Value,
    /// Where it is.
    pub place: Place,
    /// The text that `find` looks into.
    pub text: String,
}

/// Where a subject is, for people and for the file.
#[derive(Clone, Debug, Default)]
pub struct Place {
    /// The file.
    pub file: String,
    /// Line from 1, where known.
    pub line: Option<usize>,
    /// "US1 claim 3", "listing L1".
    pub about: String,
    /// The text around it, of which `text` is the part from `offset` on; empty when there is nothing to show.
    pub around: String,
    /// Byte offset of the subject in `around`.
    pub offset: usize,
    /// Length of the subject in `around`, in bytes; 0 to show nothing but the line.
    pub length: usize,
}

/// Facts as rules see them.
pub fn value(facts: &impl Serialize) -> Value {
    Value::from(Serde(facts))
}

/// Words of a text in lower case, without marks, and without what word processors put into words.
pub fn plain_words(text: &str) -> Vec<String> {
    let text = unprocessed(text);
    crate::text::words::words(&text)
        .iter()
        .filter(|word| word.is_wordlike(&text))
        .map(|word| word.lower(&text).into_owned())
        .collect()
}

/// A text as it is typed: ligatures taken apart, hyphens plain, soft hyphens and spaces without width left out.
fn unprocessed(text: &str) -> Cow<'_, str> {
    let is_hidden = |c: char| matches!(c, '\u{ad}' | '\u{200b}'..='\u{200d}' | '\u{2060}' | '\u{feff}');
    let is_hyphen = |c: char| matches!(c, '\u{2010}' | '\u{2011}');
    let is_ligature = |c: char| matches!(c, '\u{fb00}'..='\u{fb06}');
    if !text.contains(|c| is_hidden(c) || is_hyphen(c) || is_ligature(c)) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for c in text.chars().filter(|c| !is_hidden(*c)) {
        match c {
            c if is_hyphen(c) => out.push('-'),
            c if is_ligature(c) => out.extend(c.nfkc()),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// What a rule is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// A patent.
    Patent,
    /// A claim.
    Claim,
    /// An element of a claim.
    Element,
    /// A noun phrase whose introduction is not plain.
    Reference,
    /// A listing.
    Listing,
    /// A drafted chart.
    Draft,
    /// A row of one.
    Row,
    /// A piece of writing outside the quotes.
    Prose,
    /// A complaint against a venue.
    Complaint,
    /// How a file was read: the program's own findings, which no page decides.
    Document,
}
