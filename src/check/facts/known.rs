//! What is known of a drafted chart: its own facts, and the patent and listings that it is about.

use serde::Serialize;

use crate::check::draft::Draft;
use crate::listing::Listing;
use crate::patent::{Claim, Patent};

/// What a draft is about, found among the documents.
#[derive(Clone, Copy, Debug)]
pub struct Known<'a> {
    /// The patent.
    pub patent: Option<&'a Patent>,
    /// The claim.
    pub claim: Option<&'a Claim>,
    /// The accused listing.
    pub listing: Option<&'a Listing>,
    /// All listings.
    pub listings: &'a [Listing],
}

impl<'a> Known<'a> {
    pub(super) fn of(draft: &Draft, patents: &'a [Patent], listings: &'a [Listing]) -> Known<'a> {
        let plain = |number: &str| number.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase();
        let patent = match &draft.patent {
            Some(number) => {
                let wanted = plain(number);
                patents.iter().find(|patent| {
                    let own = plain(&patent.number);
                    own == wanted
                        || own.strip_prefix(&patent.jurisdiction).is_some_and(|own| own == wanted)
                        || (wanted.len() > 5 && own.starts_with(&wanted))
                })
            }
            None => Some(patents).filter(|patents| patents.len() == 1).and_then(|patents| patents.first()),
        };
        let claim = patent.and_then(|patent| match draft.claim {
            Some(number) => patent.claim(number),
            None => draft
                .rows
                .iter()
                .find_map(|row| row.label.split('[').next()?.parse().ok())
                .and_then(|number| patent.claim(number)),
        });
        let is = |listing: &&Listing, id: &str| listing.id == id || (!listing.url.is_empty() && listing.url == id);
        let listing = match (&draft.listing, &draft.url) {
            (Some(id), _) => listings.iter().find(|listing| is(listing, id)),
            (None, Some(url)) => listings.iter().find(|listing| listing.url == *url),
            // One listing beside a draft that names none is the one it is about.
            (None, None) => Some(listings).filter(|listings| listings.len() == 1).and_then(|listings| listings.first()),
        };
        Known { patent, claim, listing, listings }
    }
}

/// See `docs/facts.md`.
#[derive(Clone, Debug, Serialize)]
pub struct DraftFacts<'a> {
    pub(super) patent: Option<&'a str>,
    pub(super) known_patent: bool,
    pub(super) claim: Option<u32>,
    pub(super) known_claim: bool,
    pub(super) listing: Option<&'a str>,
    pub(super) known_listing: bool,
    pub(super) design: bool,
    #[serde(rename = "final")]
    pub(super) is_final: bool,
    pub(super) signed: bool,
    pub(super) comparison: bool,
    pub(super) spreadsheet: bool,
    pub(super) rows: usize,
    pub(super) elements: Option<usize>,
    pub(super) unanswered: Vec<&'a str>,
    pub(super) unknown_rows: Vec<String>,
    pub(super) out_of_order: Vec<String>,
    pub(super) repeated_labels: Vec<String>,
    pub(super) evidence_rows: usize,
    pub(super) same_quote: usize,
    pub(super) boilerplate: usize,
    pub(super) open_verdicts: usize,
    pub(super) has_verdicts: bool,
    pub(super) has_url: bool,
    pub(super) has_capture: bool,
    pub(super) has_hash: bool,
    pub(super) capture_age: Option<i64>,
    pub(super) before_priority: Option<bool>,
    pub(super) expired: Option<bool>,
    pub(super) reservation: bool,
    pub(super) disclaimer: bool,
    pub(super) similarities: bool,
    pub(super) differences: bool,
    pub(super) views: Vec<&'static str>,
    pub(super) unpaired_views: Vec<&'static str>,
    pub(super) all_found: bool,
    pub(super) weak_rows: usize,
    pub(super) missing_rows: usize,
    pub(super) contradicted_rows: usize,
}
