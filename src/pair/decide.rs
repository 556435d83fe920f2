//! From features to support: gates first, then thresholds, then a calibrated confidence.

use crate::chart::Support;

/// What pairing measured about one element in one listing.
#[derive(Clone, Copy, Debug, Default, PartialEq, serde::Serialize)]
pub struct Features {
    /// Weighted share of the element's words that the best passage covers, 0 to 1.
    pub best: f32,
    /// The same for up to three passages together.
    pub joint: f32,
    /// Share of the element's key words (heads of what it introduces) that these passages cover; 1 when it has none.
    pub keys: f32,
    /// Whether it has key words at all.
    pub has_keys: bool,
    /// Share of the covered weight that rests on the words themselves, not on curated pairs.
    pub literal: f32,
    /// Weight of the heaviest key word that is not covered.
    pub gap: f32,
    /// How many words are weighed.
    pub size: f32,
    /// Quantities of the element that the listing meets.
    pub quantities_met: usize,
    /// Quantities that it meets only in part.
    pub quantities_near: usize,
    /// Quantities of the element that the listing does not speak to.
    pub quantities_open: usize,
    /// Quantities that the listing's values exclude.
    pub quantities_excluded: usize,
    /// The listing denies what the element needs, or states what it forbids.
    pub denied: bool,
    /// Some passage denies a head of the element, though others may affirm it.
    pub disputed: bool,
    /// The listing states a value that excludes the element's.
    pub conflict: bool,
    /// The element is a negative limitation and the listing says so.
    pub negative_stated: bool,
    /// The element only forbids something.
    pub negative: bool,
    /// The element's words were too many to weigh all.
    pub truncated: bool,
    /// It is the preamble.
    pub preamble: bool,
}

/// Thresholds, chosen on the development charts.
const FOUND: f32 = 0.78;
const WEAK: f32 = 0.29;
/// Least share of the key words: all of them, where an abbreviation or a typing error counts a little less.
const KEYS: f32 = 0.93;

/// Support and the probability that it is right.
pub fn decide(f: &Features) -> (Support, f32) {
    if f.denied || f.conflict || f.quantities_excluded > 0 {
        return (Support::Contradicted, 0.7);
    }
    if f.negative {
        return if f.negative_stated && (!f.disputed || f.best >= FOUND) {
            (Support::Found, 0.75)
        } else {
            (Support::Missing, 0.85)
        };
    }
    let whole = f.joint >= FOUND
        && f.keys >= KEYS
        && f.quantities_open == 0
        && f.quantities_near == 0
        && !f.truncated
        && !f.disputed
        && f.literal > 0.3;
    if whole {
        return (Support::Found, 0.6);
    }
    if f.joint >= WEAK && (f.keys > 0.0 || !f.has_keys) {
        return (Support::Weak, 0.55);
    }
    (Support::Missing, 0.75)
}
