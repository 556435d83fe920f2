//! Evidence near in meaning, by a sentence-embedding model that the user brings (feature `rerank`).
//!
//! Word by word, seller prose and claims often do not meet; a sentence model sees that "keeps drinks cold for hours" is
//! near "an insulating layer". Nearness is no statement: opposites are near as well. So it makes of a `missing` row a
//! `weak` one at most, and only where nothing speaks against the element. Rows that words already support keep their
//! evidence in its order: cosine orders it worse.
//!
//! A text is embedded alone and cosines are rounded, so the result depends on the two texts, not on their neighbours or
//! the number of threads. Between kinds of processors a quantised model may still differ in the last digits.

use std::collections::HashMap;

use anyhow::Result;
use rayon::prelude::*;

use crate::chart::{Chart, Evidence, Row, Support};
use crate::listing::passages::{Place, passages};
use crate::listing::{Attribute, Listing, Passage};
use crate::pair::polarity;
use crate::patent::Patent;
use crate::text::lexis::fold;
use crate::text::words::words;

pub mod model;

pub use model::Model;
use model::{Vector, cosine};

/// Least cosine that counts as near. Of .30 to .65 on the development charts (all-MiniLM-L6-v2 with int8 weights) none
/// raises macro-F1; this is the least that costs under a hundredth, and brings most of the quotes.
pub const NEAR: f32 = 0.5;
/// How many near passages a row cites.
const CITED: usize = 3;
/// How often readers said `weak` where the model did: 4 of 15 development elements (`missing` 8, `contradicted` 2).
const CONFIDENCE: f32 = 0.27;
/// Most passages of a listing that are embedded, in the order of its fields.
const MOST_PASSAGES: usize = 256;

/// A passage that may support an element by nearness, and the text that is embedded for it.
struct Candidate {
    passage: Passage,
    quote: String,
    vector: Vector,
}

impl Model {
    /// Revises charts of these patents and listings, see [`Model::revise`]. What they are, and in which order, stays.
    ///
    /// # Errors
    /// When the network cannot be run on a text.
    pub fn revise_charts(&self, charts: &mut [Chart], patents: &[Patent], listings: &[Listing]) -> Result<()> {
        let patents: HashMap<&str, &Patent> = patents.iter().map(|patent| (patent.number.as_str(), patent)).collect();
        let listings: HashMap<&str, &Listing> = listings.iter().map(|listing| (listing.id.as_str(), listing)).collect();
        charts.par_iter_mut().try_for_each(|chart| {
            let patent = patents.get(chart.patent.number.as_str());
            let listing = listings.get(chart.listing.id.as_str());
            patent.zip(listing).map_or(Ok(()), |(patent, listing)| self.revise(&mut chart.rows, patent, listing))
        })
    }

    /// Makes `weak` of each `missing` row of one chart that has passages near in meaning, and cites them. A negative
    /// limitation, a row that something speaks against, and a listing that does not show the kind of product stay as
    /// they are, so the chart's standing never changes.
    ///
    /// # Errors
    /// When the network cannot be run on a text.
    pub fn revise(&self, rows: &mut [Row], patent: &Patent, listing: &Listing) -> Result<()> {
        if rows.first().is_none_or(|preamble| preamble.support == Support::Missing) {
            return Ok(());
        }
        let mut candidates: Option<Vec<Candidate>> = None;
        for row in rows.iter_mut().filter(|row| may_be_near(row, patent)) {
            let candidates = match &candidates {
                Some(known) => known,
                None => candidates.insert(self.candidates(listing)?),
            };
            let element = self.embed(row.text.trim())?;
            let near = candidates.iter().map(|candidate| (cosine(&element, &candidate.vector), candidate));
            support(row, near, self.name());
        }
        Ok(())
    }

    fn candidates(&self, listing: &Listing) -> Result<Vec<Candidate>> {
        let embedded = passages(listing).into_iter().take(MOST_PASSAGES).filter_map(|(place, passage, attribute)| {
            let quote = listing.field(&passage.field)?.get(passage.start..passage.end)?.to_owned();
            let text = asserted(place, &quote, attribute)?;
            Some(self.embed(&text).map(|vector| Candidate { passage, quote, vector }))
        });
        embedded.collect()
    }
}

/// Whether nearness can say anything about a row: the row is `missing` without a quote against it, its element is part
/// of the claim's body and denies nothing ("free of" is flagged, "a free end" is not).
fn may_be_near(row: &Row, patent: &Patent) -> bool {
    let mut elements = patent.claims.iter().flat_map(|claim| &claim.elements);
    row.support == Support::Missing
        && row.against.is_empty()
        && !row.label.ends_with("[pre]")
        && !denials(&row.text).any(|word| word != "free")
        && elements.any(|element| element.label == row.label && !element.flags.negative)
}

/// The words that deny, in their normal form.
fn denials(text: &str) -> impl Iterator<Item = String> {
    words(text).into_iter().map(|word| fold(word.text(text))).filter(|word| polarity::is_denial(word))
}

/// What a passage asserts; `None` where it only names the product, or denies something.
fn asserted(place: Place, quote: &str, attribute: Option<&Attribute>) -> Option<String> {
    let names_only = matches!(place, Place::Title | Place::Brand | Place::Category);
    let denies = attribute.is_some_and(|_| polarity::answer::of(quote) == polarity::answer::Answer::Denied)
        || denials(quote).next().is_some();
    (!names_only && !denies).then(|| match attribute {
        Some(attribute) => format!("{}: {quote}", attribute.name.trim()),
        None => quote.to_owned(),
    })
}

/// Cites the nearest candidates, and makes the row `weak`, where any is near.
fn support<'a>(row: &mut Row, candidates: impl Iterator<Item = (f32, &'a Candidate)>, model: &str) {
    let mut near: Vec<(f32, &Candidate)> = candidates.filter(|(cosine, _)| *cosine >= NEAR).collect();
    // A stable order: of equals the earlier passage.
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    if near.is_empty() {
        return;
    }
    row.support = Support::Weak;
    row.evidence.clear();
    row.confidence = CONFIDENCE;
    row.evidence.extend(near.into_iter().take(CITED).map(|(cosine, Candidate { passage, quote, .. })| {
        let because = vec![format!("near in meaning by the model {model} (cosine {cosine:.2})")];
        Evidence {
            field: passage.field.clone(),
            start: passage.start,
            end: passage.end,
            quote: quote.clone(),
            // None of the element's words need be in it, so its score is nothing.
            notes: because.clone(),
            because,
            ..Evidence::default()
        }
    }));
}
