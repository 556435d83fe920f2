//! Quantities of an element against the quantities of a listing.

use super::compiled::{ClaimQuantity, CompiledElement};
use super::text::{Hit, ListingQuantity, ListingText};
use crate::quantity::Fit;

/// One comparison worth telling.
#[derive(Clone, Debug)]
pub struct Compared {
    /// Index of the claim's quantity in the element.
    pub claimed: usize,
    /// Index of the passage.
    pub passage: usize,
    /// Index of the quantity in the passage.
    pub offered: usize,
    /// The result.
    pub fit: Fit,
}

/// The best comparison for each of the element's quantities. Quantities are compared only when dimension and concept
/// agree: the same measure of the same thing.
pub fn compare(element: &CompiledElement, text: &ListingText) -> Vec<Option<Compared>> {
    element.quantities.iter().enumerate().map(|(index, claimed)| best(index, claimed, text)).collect()
}

fn best(index: usize, claimed: &ClaimQuantity, text: &ListingText) -> Option<Compared> {
    let mut found: Option<Compared> = None;
    for (at, passage) in text.passages.iter().enumerate() {
        for (position, offered) in passage.quantities.iter().enumerate() {
            let Some(fit) = concept_fit(claimed, offered, text, at) else { continue };
            let better = match &found {
                None => true,
                Some(known) => rank(fit) < rank(known.fit),
            };
            if better {
                found = Some(Compared { claimed: index, passage: at, offered: position, fit });
            }
        }
    }
    found
}

fn rank(fit: Fit) -> u8 {
    match fit {
        Fit::Inside => 0,
        Fit::Overlapping => 1,
        Fit::Disjoint => 2,
    }
}

/// How an offered quantity fits, when it is of the same concept.
fn concept_fit(claimed: &ClaimQuantity, offered: &ListingQuantity, text: &ListingText, passage: usize) -> Option<Fit> {
    let fit = claimed.quantity.fit(&offered.quantity)?;
    if claimed.quantity.dimension == "share" || claimed.quantity.dimension == "count" {
        // Shares of a composition and counts say nothing without their thing.
        return owned(claimed, text, passage).then_some(fit);
    }
    let same_measure = claimed.measure.is_some() && claimed.measure == offered.measure;
    let owner = owned(claimed, text, passage) || (claimed.whole && offered.whole && same_measure);
    // A part is never heavier than the whole.
    if offered.whole
        && claimed.quantity.dimension == "mass"
        && !owner
        && claimed.quantity.low > offered.quantity.high * 1.05
        && offered.quantity.high > 0.0
        && claimed.measure != Some("load")
    {
        return Some(Fit::Disjoint);
    }
    let measures_clash = claimed.measure.is_some() && offered.measure.is_some() && !same_measure;
    if measures_clash || !owner {
        return None;
    }
    // Without a common measure an agreeing value still speaks for the element, a differing one proves nothing.
    if same_measure || fit == Fit::Inside { Some(fit) } else { None }
}

/// Whether a passage names the thing whose measure the claim states.
fn owned(claimed: &ClaimQuantity, text: &ListingText, passage: usize) -> bool {
    claimed.owners.iter().any(|owner| {
        let hits: &[Hit] = hits_of(text, *owner);
        hits.iter().any(|hit| hit.passage as usize == passage && !hit.denied && !hit.elsewhere)
    })
}

/// The hits of one claim word.
pub fn hits_of(text: &ListingText, word: u32) -> &[Hit] {
    let from = text.hits.partition_point(|hit| hit.word < word);
    let to = from + text.hits[from..].partition_point(|hit| hit.word == word);
    &text.hits[from..to]
}
