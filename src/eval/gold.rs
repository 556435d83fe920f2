//! Gold charts: real claims labelled element by element against real listings.

use std::io::BufRead;

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;
use serde_json::Value;

use crate::chart::Support;
use crate::claim::{Claim, Patent};
use crate::listing::Listing;
use crate::parse::{depends, listing_json};
use crate::{split, terms};

/// One labelled claim against one listing.
#[derive(Debug)]
pub struct Gold {
    /// Its id.
    pub id: String,
    /// A patent with the one claim, its elements pinned as in the record.
    pub patent: Patent,
    /// The listing.
    pub listing: Listing,
    /// One label an element.
    pub labels: Vec<Label>,
}

/// What readers agreed on for one element.
#[derive(Clone, Debug, Deserialize)]
pub struct Label {
    /// The support.
    pub support: Support,
    /// Quotes that prove it.
    #[serde(default)]
    pub quotes: Vec<Quote>,
    /// What makes the element hard.
    #[serde(default)]
    pub phenomena: Vec<String>,
}

/// A quote of a field.
#[derive(Clone, Debug, Deserialize)]
pub struct Quote {
    /// Field address.
    pub field: String,
    /// Verbatim slice.
    pub quote: String,
}

#[derive(Deserialize)]
struct Record {
    id: String,
    patent: RecordPatent,
    elements: Vec<RecordElement>,
    listing: Value,
    gold: Vec<Label>,
}

#[derive(Deserialize)]
struct RecordPatent {
    number: String,
    #[serde(default)]
    title: String,
    claim: u32,
}

#[derive(Deserialize)]
struct RecordElement {
    text: String,
}

/// Reads gold charts, one JSON object a line.
///
/// # Errors
/// When a line is not a gold chart; the message names the line.
pub fn read(input: impl BufRead, name: &str) -> Result<Vec<Gold>> {
    let mut found = Vec::new();
    for (index, line) in input.lines().enumerate() {
        let line = line.with_context(|| format!("cannot read {name}"))?;
        if line.trim().is_empty() {
            continue;
        }
        let at = || format!("{name}:{}: not a gold chart", index + 1);
        let record: Record = serde_json::from_str(&line).with_context(at)?;
        if record.elements.len() != record.gold.len() || record.elements.is_empty() {
            bail!("{}: {} elements but {} labels", at(), record.elements.len(), record.gold.len());
        }
        found.push(gold(record).with_context(at)?);
    }
    if found.is_empty() {
        bail!("{name} has no gold charts");
    }
    Ok(found)
}

fn gold(record: Record) -> Result<Gold> {
    let mut text = String::new();
    let mut pins = Vec::new();
    for element in &record.elements {
        if !text.is_empty() {
            if !text.ends_with(char::is_whitespace) && !element.text.starts_with(char::is_whitespace) {
                text.push(' ');
            }
            pins.push(text.len());
        }
        text.push_str(&element.text);
    }
    let depends_on = depends::from_text(&text, record.patent.claim);
    let mut claim = Claim { number: record.patent.claim, depends_on, text, pins, ..Claim::default() };
    split::split(&mut claim);
    if claim.elements.len() != record.gold.len() {
        bail!("an element without words");
    }
    let mut patent =
        Patent { number: record.patent.number, title: record.patent.title, claims: vec![claim], ..Patent::default() };
    terms::annotate(&mut patent);
    let mut listings = Vec::new();
    listing_json::read(record.listing.to_string().as_bytes(), &record.id, &mut |listing| listings.push(listing));
    let listing = listings.pop().context("its listing cannot be read")?;
    Ok(Gold { id: record.id, patent, listing, labels: record.gold })
}
