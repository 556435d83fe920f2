//! The whole decision of one row, for whoever asks why: the words of the element and what covers each, quantities and
//! values, what was measured of them, and the gates that the support rests on.

use serde::Serialize;

use crate::listing::Listing;
use crate::pair::compiled::CompiledElement;
use crate::pair::decide::{Features, Gate, decide, for_contradicted, for_found, for_weak};
use crate::pair::parts::Parts;
use crate::pair::place::Place;
use crate::pair::quantity::Fit;
use crate::pair::quote::{Quotes, how};
use crate::pair::reading::Support;
use crate::pair::row::Met;
use crate::pair::text::{Hit, ListingText};
use crate::patent::Claim;

/// Why a row says what it says.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// What was decided on the words of this element alone; the preamble of a dependent claim then follows its parents.
    pub support: Support,
    /// How sure, 0 to 1.
    pub confidence: f32,
    /// The element's words that carry weight, in order.
    pub words: Vec<Word>,
    /// What its quantities and exclusive values met, and what the listing denies, one clause each.
    pub notes: Vec<String>,
    /// What was measured.
    pub features: Features,
    /// One that holds is enough.
    pub contradicted: Vec<Gate>,
    /// For an element that only forbids something this is not asked: all must hold.
    pub found: Vec<Gate>,
    /// All must hold.
    pub weak: Vec<Gate>,
}

/// A word of an element.
#[derive(Clone, Debug, Serialize)]
pub struct Word {
    /// As the claim writes it.
    pub word: String,
    /// What it counts.
    pub weight: f32,
    /// Whether it is the head of a phrase that the element introduces.
    pub key: bool,
    /// Whether it is asked for: not so where another member of its alternatives is met.
    pub asked: bool,
    /// The listing's word that covers it, among the passages chosen.
    pub covered: Option<Covered>,
}

/// A word of a listing that covers a word of an element.
#[derive(Clone, Debug, Serialize)]
pub struct Covered {
    /// As the listing writes it.
    pub by: String,
    /// The field it stands in.
    pub field: String,
    /// How the two words belong together.
    pub how: &'static str,
    /// What it counts of the word's weight, 0 to 1.
    pub counts: f32,
}

impl Explanation {
    /// Why the row of an element says what it says.
    pub(crate) fn of(
        claim: &Claim,
        element: &CompiledElement,
        place: Place,
        listing: &Listing,
        text: &ListingText,
        parts: Parts,
    ) -> Explanation {
        let met = Met::of(element, text, parts);
        let features = met.features(element, place, text);
        let (support, confidence) = decide(&features);
        let quotes = Quotes { claim, element, listing, text };
        let field = |passage: usize| text.passages[passage].passage.field.clone();
        let covered = |unit: usize, hit: &Hit| {
            let by = quotes.written(hit);
            Covered {
                how: how(hit.link, quotes.claimed(unit), &by),
                field: field(hit.passage as usize),
                counts: met.cover.worth(unit, hit) / element.units[unit].weight,
                by,
            }
        };
        let words = element.units.iter().enumerate().map(|(at, unit)| Word {
            word: quotes.claimed(at).to_owned(),
            weight: unit.weight,
            key: unit.key,
            asked: met.open[at] || met.covered[at].is_some(),
            covered: met.covered[at].as_ref().map(|hit| covered(at, hit)),
        });
        let mut notes = Vec::new();
        for (at, found) in met.compared.iter().enumerate() {
            let quantity = &element.quantities[at].quantity;
            let asked = claim.text.get(quantity.start..quantity.end).unwrap_or_default();
            notes.push(match found {
                None => format!("quantity “{asked}”: nothing of the same measure"),
                Some(found) => {
                    let how = match found.fit {
                        Fit::Inside => "inside",
                        Fit::Overlapping => "inside in part",
                        Fit::Disjoint => "outside",
                    };
                    format!("quantity “{asked}”: {how}, by {}", field(found.passage))
                }
            });
        }
        for conflict in &met.conflicts {
            let span = element.values[conflict.claimed].span;
            let asked = claim.text.get(span.0..span.1).unwrap_or_default();
            notes.push(format!("value “{asked}”: the listing states another"));
        }
        for (unit, hit) in &met.denied {
            let claimed = quotes.claimed(*unit);
            notes.push(format!("“{claimed}”: denied by “{}” in {}", quotes.written(hit), field(hit.passage as usize)));
        }
        Explanation {
            support,
            confidence,
            words: words.collect(),
            notes,
            contradicted: for_contradicted(&features).to_vec(),
            found: for_found(&features).to_vec(),
            weak: for_weak(&features).to_vec(),
            features,
        }
    }
}
