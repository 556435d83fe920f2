//! From features to support: gates first, then thresholds, then a calibrated confidence.

use crate::pair::reading::Support;

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
    /// No single passage covers most of some phrase that the element introduces; told only where the element could be found.
    pub scattered: bool,
    /// The listing does not show the kind of product that the preamble names.
    pub other_kind: bool,
    /// The passages cited are in another language and not the user's translation.
    pub foreign: bool,
    /// The listing denies what the element needs, or states what it forbids.
    pub denied: bool,
    /// A word of the element stands only where the listing speaks of another thing, or imitates it.
    pub of_others: bool,
    /// Some passage denies a head of the element, and none states the whole without denying it.
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
pub(crate) const FOUND: f32 = 0.78;
pub(crate) const WEAK: f32 = 0.29;
/// Least share of a negative limitation that must be covered for the listing to state it.
pub(crate) const STATED: f32 = 0.6;
/// Least share of what is covered that must rest on the words themselves, not on curated or near ones.
const LITERAL: f32 = 0.3;
/// Least share of a preamble's key words for values to be compared with it at all.
const SAME_KIND: f32 = 0.3;
/// Elements of so few words are not found on them alone where the kind of product is not shown.
const THIN: f32 = 2.0;
/// Least share of the key words: all of them, where a curated pair, an abbreviation or a typing error counts a little less.
const KEYS: f32 = 0.75;

/// Support and the probability that it is right.
pub fn decide(f: &Features) -> (Support, f32) {
    let support = support(f);
    (support, confidence(support, f))
}

/// A condition that a support rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Gate {
    /// What must hold, with its threshold.
    pub asks: &'static str,
    /// Whether it does.
    pub holds: bool,
}

const fn gate(asks: &'static str, holds: bool) -> Gate {
    Gate { asks, holds }
}

/// One that holds is enough for `contradicted`. Values of another kind of product contradict nothing; that a part is left
/// out of the offer still does.
pub fn for_contradicted(f: &Features) -> [Gate; 3] {
    let of_this_kind = if f.preamble { f.keys > SAME_KIND } else { !f.other_kind };
    [
        gate("the listing denies what the element needs", f.denied),
        gate("a value of this kind of product excludes the element's", f.conflict && of_this_kind),
        gate("a quantity of this kind of product lies outside", f.quantities_excluded > 0 && of_this_kind),
    ]
}

/// All must hold for `found`.
pub fn for_found(f: &Features) -> [Gate; 11] {
    [
        gate("joint >= 0.78: passages cover the element together", f.joint >= FOUND),
        gate("keys >= 0.75: they cover its key words", f.keys >= KEYS),
        gate("no quantity is left open", f.quantities_open == 0),
        gate("no quantity is met in part only", f.quantities_near == 0),
        gate("literal > 0.3: the words themselves, not pairs of words, carry it", f.literal > LITERAL),
        gate("no words were left out of the element", !f.truncated),
        gate("some passage covers most of each phrase", !f.scattered),
        gate("the words are English or the user's translation", !f.foreign),
        gate("the kind of product is shown, or the element has more than two words", !(f.other_kind && f.size <= THIN)),
        gate("no passage disputes it", !f.disputed),
        gate("no word of it is said of another thing only", !f.of_others),
    ]
}

/// All must hold for `weak`, where `found` does not.
pub fn for_weak(f: &Features) -> [Gate; 2] {
    [
        gate("joint >= 0.29: passages cover some of the element", f.joint >= WEAK),
        gate("a key word is covered, or there is none", f.keys > 0.0 || !f.has_keys),
    ]
}

/// Most words of an element about a value that say nothing where the kind of product is not shown: "a height of 80 cm".
const VALUE_ONLY: f32 = 2.0;

fn support(f: &Features) -> Support {
    if for_contradicted(f).iter().any(|gate| gate.holds) {
        return Support::Contradicted;
    }
    if f.negative {
        return if f.negative_stated && !f.disputed { Support::Found } else { Support::Missing };
    }
    // Of another kind of product, values neither support nor contradict.
    let values = f.quantities_met + f.quantities_near + f.quantities_open + f.quantities_excluded;
    if f.other_kind && values > 0 && f.size <= VALUE_ONLY {
        return Support::Missing;
    }
    if for_found(f).iter().all(|gate| gate.holds) {
        Support::Found
    } else if for_weak(f).iter().all(|gate| gate.holds) {
        Support::Weak
    } else {
        Support::Missing
    }
}

/// Logistic fits on the development charts, one for each support: how often careful readers said the same.
fn confidence(support: Support, f: &Features) -> f32 {
    let size = f.size.min(30.0);
    let preamble = if f.preamble { 1.0 } else { 0.0 };
    let score = match support {
        Support::Found => 2.6 - 0.2 * size + 0.6 * preamble,
        Support::Weak => -0.8 + 0.3 * f.joint + 0.7 * f.keys - 0.02 * size + 1.0 * preamble,
        Support::Missing => 0.6 - 2.5 * f.joint - 0.25 * f.keys + 0.06 * size - 1.0 * preamble,
        // Sixteen of sixteen there; a prior of three wrong in twenty keeps it modest.
        Support::Contradicted => 1.8,
    };
    1.0 / (1.0 + (-score).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gates_name_the_thresholds_that_they_use() {
        let asks = |gates: &[Gate]| gates.iter().map(|gate| gate.asks).collect::<Vec<_>>().join("\n");
        let features = Features::default();
        let said = asks(&for_found(&features)) + &asks(&for_weak(&features));
        for shown in [
            format!("joint >= {FOUND}"),
            format!("keys >= {KEYS}"),
            format!("literal > {LITERAL}"),
            format!("joint >= {WEAK}"),
        ] {
            assert!(said.contains(&shown), "{shown}");
        }
    }
}
