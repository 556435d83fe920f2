//! One element against one listing: coverage, polarity and quantities, and the row they give.

use crate::listing::{Listing, TRANSLATION};
use crate::pair::compiled::CompiledElement;
use crate::pair::conflict::{Conflict, conflicts};
use crate::pair::cover::{Cover, TOGETHER};
use crate::pair::decide::{FOUND, Features, STATED, decide};
use crate::pair::leads::leads;
use crate::pair::lexicon::Link;
use crate::pair::measure::{Compared, compare};
use crate::pair::parts::Parts;
use crate::pair::place::Place;
use crate::pair::quantity::Fit;
use crate::pair::quote::Quotes;
use crate::pair::reading::{Evidence, Row, RowReview, Standing, Support};
use crate::pair::text::{Hit, ListingText};
use crate::patent::Claim;

/// A passage that covers this share of an element settles what others dispute.
const AFFIRMED: f32 = 0.9;

/// The support of one element and its confidence, without the words that prove it.
pub fn support(element: &CompiledElement, place: Place, text: &ListingText, parts: Parts) -> (Support, f32) {
    let has = |word: u32| text.hits_of(word, element.scope).next().is_some();
    let silent =
        element.values.is_empty() && element.quantities.is_empty() && !element.units.iter().any(|unit| has(unit.word));
    if silent {
        return decide(&Features::silent(element, place));
    }
    decide(&Met::of(element, text, parts).features(element, place, text))
}

impl Features {
    /// Those of an element without quantities and values of whose words the listing has none.
    fn silent(element: &CompiledElement, place: Place) -> Features {
        let has_keys = element.units.iter().any(|unit| unit.key);
        Features {
            keys: if has_keys { 0.0 } else { 1.0 },
            has_keys,
            gap: element.units.iter().filter(|unit| unit.key).map(|unit| unit.weight).fold(0.0, f32::max),
            size: element.units.len() as f32,
            other_kind: place == Place::OtherKind,
            negative: element.negative,
            truncated: element.truncated,
            preamble: place == Place::Preamble,
            ..Features::default()
        }
    }
}

/// The row of one element, and what it was decided on.
pub fn read(
    claim: &Claim,
    element: &CompiledElement,
    place: Place,
    listing: &Listing,
    text: &ListingText,
    parts: Parts,
) -> (Row, Features) {
    let met = Met::of(element, text, parts);
    let features = met.features(element, place, text);
    let (support, confidence) = decide(&features);
    let quotes = Quotes { claim, element, listing, text };
    let against =
        if place == Place::OtherKind && support != Support::Contradicted { Vec::new() } else { met.against(&quotes) };
    let mut evidence =
        if matches!(support, Support::Found | Support::Weak) { met.evidence(&quotes) } else { Vec::new() };
    if support != Support::Found {
        let cited: Vec<&Evidence> = evidence.iter().chain(&against).collect();
        let leads = leads(element, place, &met.cover, &quotes, &cited);
        evidence.extend(leads);
    }
    let missing = if support == Support::Found { Vec::new() } else { missing(claim, element, &met) };
    let needed = needed(support, element, &missing);
    let text = claim.text[element.span.0..element.span.1].to_owned();
    (
        Row {
            label: element.label.clone(),
            text,
            support,
            confidence,
            evidence,
            against,
            missing,
            needed,
            review: RowReview::default(),
        },
        features,
    )
}

/// What the parts of an element meet in a listing.
pub(super) struct Met<'a> {
    pub cover: Cover<'a>,
    /// Passages that cover the element together, best first.
    pub chosen: Vec<usize>,
    /// For each unit, the best it is covered by in these.
    pub covered: Vec<Option<Hit>>,
    /// For each unit, whether it is uncovered and needed.
    pub open: Vec<bool>,
    /// Oppositions that count: the unit and the hit.
    pub denied: Vec<(usize, Hit)>,
    /// For each quantity of the element, its best comparison; empty when quantities are not compared.
    pub compared: Vec<Option<Compared>>,
    pub conflicts: Vec<Conflict>,
}

impl<'a> Met<'a> {
    pub(super) fn of(element: &'a CompiledElement, text: &'a ListingText, parts: Parts) -> Met<'a> {
        let cover = Cover::new(element, text);
        let chosen = cover.choose(if parts.joint { TOGETHER } else { 1 });
        let covered = cover.covered(&chosen);
        Met {
            open: open(element, &covered),
            denied: cover.denied(),
            compared: if parts.quantities { compare(element, text) } else { Vec::new() },
            conflicts: if parts.values { conflicts(element, text) } else { Vec::new() },
            cover,
            chosen,
            covered,
        }
    }

    pub(super) fn features(&self, element: &CompiledElement, place: Place, text: &ListingText) -> Features {
        // A member of a satisfied alternative that nothing covers is not asked for.
        let asked: Vec<usize> =
            (0..element.units.len()).filter(|at| self.open[*at] || self.covered[*at].is_some()).collect();
        let weight = |at: &usize| element.units[*at].weight;
        let worth = |at: &usize| self.covered[*at].as_ref().map_or(0.0, |hit| self.cover.worth(*at, hit));
        let share = |units: &[usize]| {
            let total: f32 = units.iter().map(weight).sum();
            if total > 0.0 { (units.iter().map(worth).sum::<f32>() / total).min(1.0) } else { 1.0 }
        };
        let linked = |least: Link| {
            asked.iter().filter(|at| self.covered[**at].is_some_and(|hit| hit.link >= least)).map(worth).sum::<f32>()
        };
        let keys: Vec<usize> = asked.iter().copied().filter(|at| element.units[*at].key).collect();
        let total: f32 = asked.iter().map(weight).sum::<f32>().max(0.01);
        let have: f32 = asked.iter().map(worth).sum();
        let count = |fit: Fit| self.compared.iter().flatten().filter(|found| found.fit == fit).count();
        let translated = |at: &usize| text.passages[*at].passage.field.starts_with(TRANSLATION);
        let joint = if asked.is_empty() { 0.0 } else { share(&asked) };
        Features {
            best: (self.chosen.first().map_or(0.0, |at| self.cover.weight(*at)) / total).min(1.0),
            joint,
            keys: share(&keys),
            has_keys: !keys.is_empty(),
            literal: if have > 0.0 { 1.0 - linked(Link::Curated) / have } else { 0.0 },
            gap: keys.iter().map(|at| weight(at) - worth(at)).fold(0.0, f32::max),
            size: asked.len() as f32,
            quantities_met: count(Fit::Inside),
            quantities_near: count(Fit::Overlapping),
            quantities_open: self.compared.iter().filter(|found| found.is_none()).count(),
            quantities_excluded: count(Fit::Disjoint),
            // It takes long to tell, and keeps a row from being found only.
            scattered: joint >= FOUND && self.cover.scattered(),
            other_kind: place == Place::OtherKind,
            foreign: text.foreign && !self.chosen.iter().all(translated),
            denied: self.denied.iter().any(|(_, hit)| hit.left_out || place != Place::OtherKind),
            of_others: asked.iter().any(|at| {
                let unit = &element.units[*at];
                !unit.generic && !unit.elsewhere && self.covered[*at].is_some_and(|hit| hit.elsewhere)
            }),
            disputed: self.cover.disputed() && self.cover.affirmed() < AFFIRMED,
            conflict: !self.conflicts.is_empty(),
            negative_stated: element.negative && have / total >= STATED,
            negative: element.negative,
            truncated: element.truncated,
            preamble: place == Place::Preamble,
        }
    }

    /// Passages for the element, best first: those that cover it, those with a quantity that fits, those that say much
    /// the same.
    fn evidence(&self, quotes: &Quotes) -> Vec<Evidence> {
        let fitting = self.compared.iter().flatten().filter(|found| found.fit != Fit::Disjoint);
        let passages = self
            .chosen
            .iter()
            .copied()
            .chain(fitting.map(|found| found.passage))
            .chain(self.cover.beside(&self.chosen));
        let mut evidence = distinct(passages.map(|at| quotes.evidence(at, &self.cover, &self.compared)));
        evidence.sort_by(|a, b| b.score.total_cmp(&a.score));
        evidence
    }

    /// Passages against the element: denials, quantities outside its range, values that exclude its own.
    fn against(&self, quotes: &Quotes) -> Vec<Evidence> {
        let denials = self.denied.iter().map(|(unit, hit)| quotes.denial(*unit, hit));
        let outside = self.compared.iter().flatten().filter(|found| found.fit == Fit::Disjoint);
        let excluded = outside.map(|found| quotes.excluded(found));
        let conflicting = self.conflicts.iter().map(|conflict| quotes.conflict(conflict));
        distinct(denials.chain(excluded).chain(conflicting))
    }
}

/// The first quote of each passage.
fn distinct(quotes: impl Iterator<Item = Evidence>) -> Vec<Evidence> {
    let mut found: Vec<Evidence> = Vec::new();
    for quote in quotes {
        if !found.iter().any(|known| known.field == quote.field && known.start == quote.start) {
            found.push(quote);
        }
    }
    found
}

/// Units that are uncovered and needed: of alternatives, one member is enough.
fn open(element: &CompiledElement, covered: &[Option<Hit>]) -> Vec<bool> {
    let mut open: Vec<bool> = covered.iter().map(Option::is_none).collect();
    let whole = |member: &Vec<usize>| {
        let telling: Vec<_> = member.iter().filter(|unit| element.units[**unit].weight > 0.5).collect();
        !telling.is_empty() && telling.iter().all(|unit| covered[**unit].is_some())
    };
    if element.alternatives.iter().any(whole) {
        for unit in element.alternatives.iter().flatten() {
            open[*unit] = false;
        }
    }
    open
}

/// What the cited passages leave uncovered, as written: whole phrases where most of one is open, single words otherwise,
/// and quantities nobody states.
fn missing(claim: &Claim, element: &CompiledElement, met: &Met) -> Vec<String> {
    let Met { open, compared, .. } = met;
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for (at, unit) in element.units.iter().enumerate() {
        if !open[at] || unit.generic || unit.weight < 0.2 {
            continue;
        }
        let same = |other: &usize| unit.term.is_some() && element.units[*other].term == unit.term;
        let weight = |units: &mut dyn Iterator<Item = usize>| units.map(|at| element.units[at].weight).sum::<f32>();
        let phrase = weight(&mut (0..element.units.len()).filter(same));
        let uncovered = weight(&mut (0..element.units.len()).filter(same).filter(|at| open[*at]));
        let whole = unit.term.filter(|_| uncovered > 0.5 * phrase).map(|term| element.phrases[term]);
        spans.push(whole.unwrap_or_else(|| whole_word(&claim.text, unit.span)));
    }
    let unstated = element.quantities.iter().zip(compared).filter(|(_, found)| found.is_none());
    spans.extend(unstated.map(|(claimed, _)| (claimed.quantity.start, claimed.quantity.end)));
    spans.sort_unstable_by_key(|span| (span.0, std::cmp::Reverse(span.1)));
    let mut words: Vec<String> = Vec::new();
    let mut end = 0;
    for (start, stop) in spans {
        // A word inside a phrase that is listed already says nothing new.
        if stop <= end {
            continue;
        }
        end = stop;
        let written = claim.text[start..stop].to_owned();
        if !words.contains(&written) {
            words.push(written);
        }
    }
    words
}

/// A word with what hyphens join to it: "non-polar" is not "polar".
fn whole_word(text: &str, (start, end): (usize, usize)) -> (usize, usize) {
    let joins = |c: char| c.is_alphanumeric() || c == '-';
    let before = text[..start].char_indices().rev().take_while(|(_, c)| joins(*c)).last().map_or(start, |(at, _)| at);
    let after =
        text[end..].char_indices().take_while(|(_, c)| joins(*c)).last().map_or(end, |(at, c)| end + at + c.len_utf8());
    (before, after)
}

/// What would close the gap, in one sentence.
fn needed(support: Support, element: &CompiledElement, missing: &[String]) -> String {
    match support {
        Support::Found => String::new(),
        Support::Contradicted => {
            "a passage of the same listing that answers the quote against it, or a test purchase".to_owned()
        }
        Support::Missing if element.negative => {
            "a statement of the seller, or a picture or test purchase, that shows it is not there".to_owned()
        }
        _ if missing.is_empty() => "a passage that states the element in its own words".to_owned(),
        _ => {
            let list: Vec<String> = missing.iter().take(4).map(|word| format!("\u{201c}{word}\u{201d}")).collect();
            format!("a passage, picture or test purchase that shows {}", list.join(", "))
        }
    }
}

/// "The lid of claim 1" is shown when all of claim 1 is.
pub fn dependent_preamble(mut row: Row, parents: Standing, parent: Option<&Row>) -> Row {
    let support = referring(parents, parent.map(|parent| parent.support), row.support);
    let Some(parent) = parent else {
        if row.support == Support::Found {
            row.support = support;
            "the claim referred to, which is not in the patents given".clone_into(&mut row.needed);
        }
        return row;
    };
    row.evidence.clone_from(&parent.evidence);
    row.against.clone_from(&parent.against);
    // They are of the other row's words.
    row.evidence.iter_mut().chain(&mut row.against).for_each(|quote| quote.matches.clear());
    row.confidence = parent.confidence;
    row.missing.clear();
    row.needed.clear();
    row.support = support;
    if row.support != Support::Found {
        "what the claim referred to still lacks".clone_into(&mut row.needed);
    }
    row
}

/// The support of a dependent claim's preamble: by the standing and the first row of the claim that it refers to, or by
/// its own words where that claim is not there, whose elements then cannot all be shown.
pub fn referring(parents: Standing, parent: Option<Support>, own: Support) -> Support {
    match (parents, parent) {
        (_, None) if own == Support::Found => Support::Weak,
        (_, None) => own,
        (_, Some(Support::Contradicted)) => Support::Contradicted,
        (Standing::AllFound, _) => Support::Found,
        (_, Some(Support::Missing)) => Support::Missing,
        _ => Support::Weak,
    }
}
