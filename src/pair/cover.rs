//! Which words of an element which passages cover, and which passages to cite.

use crate::listing::passages::Place;
use crate::pair::compiled::CompiledElement;
use crate::pair::lexicon::Link;
use crate::pair::text::{Hit, ListingText};
use crate::pair::unit::Unit;

/// Most passages that may cover one element together.
pub const TOGETHER: usize = 3;
/// Least share of the element's weight that a further passage must add to count.
const GAIN: f32 = 0.08;
/// A passage is cited beside the best one when it covers at least this share of what that one covers.
const BESIDE: f32 = 0.6;
/// Least share of the element's weight that a denied phrase must have.
const CENTRAL: f32 = 0.35;
/// Least share of a phrase that one passage must cover.
const TOGETHER_SHARE: f32 = 0.5;
/// Least share of a phrase that must stand in the passage that denies it.
const PHRASE: f32 = 0.6;
/// What a word counts that the listing says of another product.
const ELSEWHERE: f32 = 0.25;
/// What another form of the same stem counts.
const OTHER_FORM: f32 = 0.95;
/// What a word in a brand name counts.
const IN_BRAND: f32 = 0.3;

/// What one passage covers of an element.
#[derive(Clone, Debug, Default)]
pub struct Coverage {
    /// The best hit for each covered unit, by unit.
    pub units: Vec<(usize, Hit)>,
}

/// An element laid over a listing.
#[derive(Debug)]
pub struct Cover<'a> {
    element: &'a CompiledElement,
    text: &'a ListingText,
    /// For each passage, what it covers.
    pub passages: Vec<Coverage>,
    /// Hits whose polarity is the opposite of the claim's: the unit and the hit.
    pub opposed: Vec<(usize, Hit)>,
}

impl<'a> Cover<'a> {
    /// Looks every word of the element up in the listing.
    pub fn new(element: &'a CompiledElement, text: &'a ListingText) -> Cover<'a> {
        let mut cover =
            Cover { element, text, passages: vec![Coverage::default(); text.passages.len()], opposed: Vec::new() };
        for (index, unit) in element.units.iter().enumerate() {
            for hit in text.hits_of(unit.word, element.scope) {
                // "non-slip" and "slip-resistant" are said of the same quality.
                if hit.denied == unit.negated || unit.prefixed {
                    cover.enter(index, unit, hit);
                } else {
                    cover.opposed.push((index, *hit));
                }
            }
        }
        cover
    }

    fn enter(&mut self, index: usize, unit: &Unit, hit: &Hit) {
        let worth = worth_in(self.text, unit, hit);
        let units = &mut self.passages[hit.passage as usize].units;
        match units.last_mut() {
            Some(known) if known.0 == index => {
                if worth_in(self.text, unit, &known.1) < worth {
                    known.1 = *hit;
                }
            }
            _ => units.push((index, *hit)),
        }
    }

    /// What a hit is worth for a unit.
    pub fn worth(&self, unit: usize, hit: &Hit) -> f32 {
        worth_in(self.text, &self.element.units[unit], hit)
    }

    /// Weight that a passage covers.
    pub fn weight(&self, passage: usize) -> f32 {
        self.passages[passage].units.iter().map(|(unit, hit)| self.worth(*unit, hit)).sum()
    }

    /// The passages that cover the element together, best first: the best one, then those that add the most.
    pub fn choose(&self, together: usize) -> Vec<usize> {
        let mut chosen: Vec<usize> = Vec::new();
        let mut have = vec![0.0_f32; self.element.units.len()];
        while chosen.len() < together {
            let gain = |at: usize| {
                self.passages[at]
                    .units
                    .iter()
                    .map(|(unit, hit)| (self.worth(*unit, hit) - have[*unit]).max(0.0))
                    .sum::<f32>()
            };
            let candidates =
                (0..self.passages.len()).filter(|at| !self.passages[*at].units.is_empty() && !chosen.contains(at));
            let best = candidates
                .map(|at| (gain(at), at))
                .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| self.order(b.1).cmp(&self.order(a.1))));
            let least = if chosen.is_empty() { 0.02 } else { GAIN } * self.element.total.max(0.01);
            let Some((_, at)) = best.filter(|best| best.0 >= least) else { break };
            for (unit, hit) in &self.passages[at].units {
                have[*unit] = have[*unit].max(self.worth(*unit, hit));
            }
            chosen.push(at);
        }
        chosen
    }

    /// Passages that say much the same as the best one, to fill the citations up.
    pub fn beside(&self, chosen: &[usize]) -> Vec<usize> {
        let Some(best) = chosen.first().map(|at| self.weight(*at)) else { return Vec::new() };
        let mut rest: Vec<(f32, usize)> = (0..self.passages.len())
            .filter(|at| !chosen.contains(at))
            .map(|at| (self.weight(at), at))
            .filter(|(weight, _)| *weight >= BESIDE * best && *weight > 0.0)
            .collect();
        rest.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| self.order(a.1).cmp(&self.order(b.1))));
        rest.into_iter().map(|(_, at)| at).take(TOGETHER.saturating_sub(chosen.len())).collect()
    }

    /// Ties go to the more telling field, then to the earlier passage.
    fn order(&self, at: usize) -> (Place, usize) {
        (self.text.passages[at].place, at)
    }

    /// For each unit, the best it is covered by in the passages.
    pub fn covered(&self, chosen: &[usize]) -> Vec<Option<Hit>> {
        let mut covered: Vec<Option<Hit>> = vec![None; self.element.units.len()];
        for (unit, hit) in chosen.iter().flat_map(|at| &self.passages[*at].units) {
            let worth = self.worth(*unit, hit);
            if covered[*unit].as_ref().is_none_or(|known| self.worth(*unit, known) < worth) {
                covered[*unit] = Some(*hit);
            }
        }
        covered
    }

    /// Whether some phrase that the element introduces is covered only by words scattered over several passages.
    pub fn scattered(&self) -> bool {
        let keys = self.element.units.iter().enumerate().filter(|(_, unit)| unit.key);
        keys.clone().any(|(key, _)| {
            let whole = self.phrase_weight(key, |_| true);
            let most = self
                .passages
                .iter()
                .map(|passage| self.phrase_weight(key, |at| passage.units.iter().any(|(other, _)| *other == at)));
            most.fold(0.0, f32::max) < TOGETHER_SHARE * whole
        })
    }

    /// Whether any passage denies a head of the element together with most of its phrase: then the row is not `found`,
    /// whatever other passages say.
    pub fn disputed(&self) -> bool {
        self.opposed.iter().any(|(unit, hit)| self.opposes(*unit, hit))
    }

    /// Share of the element that a passage covers which itself denies none of the element's heads: it settles what other
    /// passages dispute.
    pub fn affirmed(&self) -> f32 {
        let denies = |passage: usize| {
            self.opposed.iter().any(|(unit, hit)| hit.passage as usize == passage && self.opposes(*unit, hit))
        };
        let weights = (0..self.passages.len()).filter(|at| !denies(*at)).map(|at| self.weight(at));
        weights.fold(0.0, f32::max) / self.element.total.max(0.01)
    }

    /// Oppositions that count: of a key word (or of what the claim forbids), with most of its phrase in the same
    /// passage, by the word itself, and with no passage that says the contrary.
    pub fn denied(&self) -> Vec<(usize, Hit)> {
        self.opposed.iter().filter(|(unit, hit)| self.counts(*unit, hit)).copied().collect()
    }

    fn counts(&self, index: usize, hit: &Hit) -> bool {
        let unit = &self.element.units[index];
        // What is denied must be what the element is about, not the purpose it serves.
        let central =
            unit.negated || unit.term == Some(0) || self.phrase_weight(index, |_| true) >= CENTRAL * self.element.total;
        let affirms = |known: &Hit| !known.elsewhere && known.link < Link::Typo;
        let affirmed = || {
            self.passages
                .iter()
                .flat_map(|passage| &passage.units)
                .any(|(other, known)| *other == index && affirms(known))
        };
        (central || (hit.left_out && unit.key)) && self.opposes(index, hit) && (hit.left_out || !affirmed())
    }

    /// An opposition to a head or to what the claim forbids, by the word itself, with most of its phrase in the passage.
    fn opposes(&self, index: usize, hit: &Hit) -> bool {
        let unit = &self.element.units[index];
        let same_word = hit.form == unit.form || hit.link != Link::Stem;
        if !(unit.key || unit.head)
            || !same_word
            || (unit.negated && hit.in_name)
            || hit.link >= Link::Typo
            || hit.elsewhere
        {
            return false;
        }
        let here = |at: usize| {
            let at_hand = |units: &[(usize, Hit)]| {
                units
                    .iter()
                    .any(|(other, there)| *other == at && there.passage == hit.passage && there.link < Link::Typo)
            };
            at_hand(&self.opposed) || at_hand(&self.passages[hit.passage as usize].units)
        };
        // "Crayons not included" leaves out every crayon, a reinforced one as well.
        hit.left_out || self.phrase_weight(index, here) >= PHRASE * self.phrase_weight(index, |_| true)
    }

    /// Weight of those units of a unit's noun phrase that a test accepts.
    fn phrase_weight(&self, index: usize, accepts: impl Fn(usize) -> bool) -> f32 {
        let term = self.element.units[index].term;
        let units = self.element.units.iter().enumerate();
        units
            .filter(|(at, unit)| (*at == index || (term.is_some() && unit.term == term)) && accepts(*at))
            .map(|(_, unit)| unit.weight)
            .sum()
    }
}

/// What a link counts; a word that shares the stem but not the form ("insulation" for "insulated") counts a little less.
fn link_weight(unit: &Unit, hit: &Hit) -> f32 {
    if hit.link == Link::Stem && hit.form != unit.form { OTHER_FORM } else { hit.link.weight() }
}

fn worth_in(text: &ListingText, unit: &Unit, hit: &Hit) -> f32 {
    let brand = text.passages[hit.passage as usize].place == Place::Brand;
    unit.weight
        * link_weight(unit, hit)
        * if hit.elsewhere && !unit.elsewhere { ELSEWHERE } else { 1.0 }
        * if brand { IN_BRAND } else { 1.0 }
}
