//! Quantities of an element against the quantities of a listing.

use crate::listing::Passage;
use crate::pair::compiled::CompiledElement;
use crate::pair::lexicon::Link;
use crate::pair::offered::ListingQuantity;
use crate::pair::quantity::{Fit, Quantity, THINGS, is_rating};
use crate::pair::stated::ClaimQuantity;
use crate::pair::text::{Hit, ListingText};

/// How many bytes may stand between a number and the noun it counts.
const COUNT_GAP: usize = 24;
/// How many bytes may stand between a share and its substance.
const SHARE_GAP: usize = 24;

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
    element.quantities.iter().enumerate().map(|(index, claimed)| best(index, claimed, text, element.scope)).collect()
}

fn best(index: usize, claimed: &ClaimQuantity, text: &ListingText, scope: u32) -> Option<Compared> {
    let mut found: Option<Compared> = None;
    for (at, passage) in text.passages.iter().enumerate() {
        for (position, offered) in passage.quantities.iter().enumerate() {
            let Some(fit) = concept_fit(claimed, offered, text, at, scope) else { continue };
            if found.as_ref().is_none_or(|known| rank(fit) < rank(known.fit)) {
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
fn concept_fit(
    claimed: &ClaimQuantity,
    offered: &ListingQuantity,
    text: &ListingText,
    passage: usize,
    scope: u32,
) -> Option<Fit> {
    let round = around(claimed, offered);
    if is_rating(claimed.quantity.dimension) {
        return claimed.quantity.fit(&offered.quantity);
    }
    let fit = claimed.quantity.fit(round.as_ref().unwrap_or(&offered.quantity))?;
    if claimed.quantity.dimension == THINGS {
        // An open claim to two wheels may read on four: a person decides.
        let more = offered.quantity.low > claimed.quantity.high;
        return counted(claimed, offered, text, passage, scope).then_some(if more { Fit::Overlapping } else { fit });
    }
    if claimed.quantity.dimension == "share" || claimed.quantity.dimension == "count" {
        // Shares of a composition and counts say nothing without their thing.
        return owned(claimed, offered, text, passage, scope).then_some(fit);
    }
    let same_measure = (claimed.measure.is_some() && claimed.measure == offered.measure) || round.is_some();
    let owner = owned(claimed, offered, text, passage, scope) || (claimed.whole && offered.whole && same_measure);
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

/// The diameter of a stated circumference, or the other way round, where the claim asks for that one.
pub fn around(claimed: &ClaimQuantity, offered: &ListingQuantity) -> Option<Quantity> {
    let factor = match (claimed.measure?, offered.measure?) {
        ("diameter", "circumference") => std::f64::consts::FRAC_1_PI,
        ("circumference", "diameter") => std::f64::consts::PI,
        _ => return None,
    };
    Some(Quantity { low: offered.quantity.low * factor, high: offered.quantity.high * factor, ..offered.quantity })
}

/// Whether what a number counts is the claim's thing: its noun stands right behind the number.
fn counted(claimed: &ClaimQuantity, offered: &ListingQuantity, text: &ListingText, passage: usize, scope: u32) -> bool {
    let Passage { start: first, end: last, .. } = text.passages[passage].passage;
    let end = offered.quantity.end;
    // "Blades: 3" counts what its name says.
    let is_whole_value = offered.quantity.start == first && end == last;
    claimed.owners.iter().any(|owner| {
        text.hits_of(*owner, scope).any(|hit| {
            let start = hit.span.0 as usize;
            let is_behind = !hit.in_name && (end..end + COUNT_GAP).contains(&start);
            hit.passage as usize == passage && hit.link < Link::Sense && (is_behind || (hit.in_name && is_whole_value))
        })
    })
}

/// Whether a passage names the thing whose measure the claim states. A share is of the substance next to it: "5 % zinc
/// oxide" says nothing of other parts.
fn owned(claimed: &ClaimQuantity, offered: &ListingQuantity, text: &ListingText, passage: usize, scope: u32) -> bool {
    let near = |hit: &Hit| {
        let gap = (hit.span.0 as usize)
            .saturating_sub(offered.quantity.end)
            .max(offered.quantity.start.saturating_sub(hit.span.1 as usize));
        claimed.quantity.dimension != "share" || hit.in_name || gap <= SHARE_GAP
    };
    claimed.owners.iter().any(|owner| {
        text.hits_of(*owner, scope).any(|hit| {
            hit.passage as usize == passage && !hit.denied && !hit.elsewhere && hit.link < Link::Sense && near(hit)
        })
    })
}
