//! Leads: the passages nearest to an element that they do not show. A reader looks at these first before letting
//! `missing` or `weak` stand; they prove nothing and are marked as leads.

use crate::pair::compiled::CompiledElement;
use crate::pair::cover::{Cover, TOGETHER};
use crate::pair::offered::ListingQuantity;
use crate::pair::place::Place;
use crate::pair::quantity::THINGS;
use crate::pair::quote::Quotes;
use crate::pair::reading::Evidence;
use crate::pair::text::{ListingText, ListingValue};

/// What a passage counts that speaks of the same property (another material) or measures the same (another length), as
/// a share of the element.
const SAME_PROPERTY: f32 = 0.15;
/// What nearness in meaning counts, which orders passages that share few words or none with the element.
const MEANING: f32 = 0.2;
/// Least score of a lead, and the same in a listing of another kind of product, where words meet by chance.
const LEAST: f32 = 0.03;
const LEAST_OTHER_KIND: f32 = 0.2;

/// The nearest passages beyond those cited, best first, to fill up to three; no text twice.
pub fn leads(
    element: &CompiledElement,
    place: Place,
    cover: &Cover,
    quotes: &Quotes,
    cited: &[&Evidence],
) -> Vec<Evidence> {
    let text = quotes.text;
    let least = if place == Place::OtherKind { LEAST_OTHER_KIND } else { LEAST };
    let mut ranked: Vec<(f32, usize)> = (0..text.passages.len())
        .filter(|at| !cited.iter().any(|known| quotes.is_of(known, *at)))
        .map(|at| (nearness(element, cover, text, at), at))
        .filter(|(score, _)| *score >= least)
        .collect();
    // A stable order: of equals the earlier passage.
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut found: Vec<Evidence> = Vec::new();
    for (_, at) in ranked {
        if cited.len() + found.len() >= TOGETHER {
            break;
        }
        let mut lead = Evidence { lead: true, ..quotes.evidence(at, cover, &[]) };
        let value = value(element, text, at).map(|offered| quotes.of_property(offered));
        let quantity = quantity(element, text, at).map(|offered| quotes.of_dimension(at, &offered.quantity));
        lead.because.splice(0..0, value.into_iter().chain(quantity));
        if lead.because.is_empty() {
            lead.because.push("near in meaning as a whole".to_owned());
        }
        let repeats = |known: &Evidence| known.quote.contains(&lead.quote) || lead.quote.contains(&known.quote);
        if !cited.iter().copied().chain(&found).any(repeats) {
            found.push(lead);
        }
    }
    found
}

/// How near a passage is to an element: what it covers, whether it speaks of the same property, and its meaning.
fn nearness(element: &CompiledElement, cover: &Cover, text: &ListingText, at: usize) -> f32 {
    let related = value(element, text, at).is_some() || quantity(element, text, at).is_some();
    cover.weight(at) / element.total.max(0.01)
        + if related { SAME_PROPERTY } else { 0.0 }
        + MEANING
            * element.meaning.as_ref().map_or(0.0, |meaning| meaning.similarity(&text.passages[at].meaning)).max(0.0)
}

/// The first value in a passage of a property that the element speaks of.
fn value<'a>(element: &CompiledElement, text: &'a ListingText, at: usize) -> Option<&'a ListingValue> {
    text.values.iter().find(|offered| {
        offered.passage as usize == at
            && !offered.denied
            && element.values.iter().any(|claimed| claimed.value.property == offered.value.property)
    })
}

/// The first quantity in a passage of a dimension that the element speaks of.
fn quantity<'a>(element: &CompiledElement, text: &'a ListingText, at: usize) -> Option<&'a ListingQuantity> {
    text.passages[at].quantities.iter().find(|offered| {
        let dimension = offered.quantity.dimension;
        dimension != THINGS && element.quantities.iter().any(|claimed| claimed.quantity.dimension == dimension)
    })
}
