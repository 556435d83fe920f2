//! One element against one listing: coverage, polarity and quantities, and the row they give.

use super::compiled::{CompiledElement, Unit};
use super::decide::{Features, decide};
use super::measure::{Compared, compare, hits_of};
use super::text::{Hit, ListingText};
use super::vocabulary::{Link, Vocabulary};
use crate::chart::{Evidence, Row, Standing, Support};
use crate::claim::Claim;
use crate::lexis;
use crate::listing::Listing;
use crate::passages::Place;
use crate::quantity::Fit;

/// Most passages that may cover one element together.
const TOGETHER: usize = 3;
/// Least share of the element's weight that a further passage must add to be cited.
const GAIN: f32 = 0.08;
/// Most reasons given for one quote.
const REASONS: usize = 8;

/// What one passage covers of an element.
#[derive(Clone, Debug, Default)]
struct Coverage {
    /// Best hit for each unit, as an index into the hits.
    units: Vec<(usize, Hit)>,
    weight: f32,
}

/// The row of one element.
pub fn read(
    claim: &Claim,
    element: &CompiledElement,
    preamble: bool,
    listing: &Listing,
    text: &ListingText,
    vocabulary: &Vocabulary,
) -> Row {
    let _ = vocabulary;
    let mut coverage = vec![Coverage::default(); text.passages.len()];
    let mut denials: Vec<(usize, Hit)> = Vec::new();
    for (index, unit) in element.units.iter().enumerate() {
        cover(index, unit, text, &mut coverage, &mut denials);
    }
    let compared = compare(element, text, &[]);
    for found in compared.iter().flatten().filter(|found| found.fit != Fit::Disjoint) {
        coverage[found.passage].weight += 0.01;
    }
    let chosen = choose(element, &coverage, text);
    let covered = covered_units(element, &coverage, &chosen);
    let required = required(element, &covered);
    let denied = denied(element, &coverage, &denials);
    let features = features(element, &coverage, &chosen, &covered, &required, &compared, !denied.is_empty(), preamble);
    let (support, confidence) = decide(&features);
    let quotes = Quotes { claim, element, listing, text };
    let mut evidence: Vec<Evidence> = Vec::new();
    if support != Support::Missing {
        evidence = chosen.iter().map(|at| quotes.evidence(*at, &coverage[*at], &compared)).collect();
        for found in
            compared.iter().flatten().filter(|found| found.fit != Fit::Disjoint && !chosen.contains(&found.passage))
        {
            evidence.push(quotes.evidence(found.passage, &coverage[found.passage], &compared));
        }
    }
    let mut against: Vec<Evidence> = Vec::new();
    for (unit, hit) in &denied {
        let quote = quotes.denial(*unit, hit);
        if !against.iter().any(|known| known.field == quote.field && known.start == quote.start) {
            against.push(quote);
        }
    }
    for found in compared.iter().flatten().filter(|found| found.fit == Fit::Disjoint) {
        against.push(quotes.excluded(found));
    }
    if support == Support::Contradicted {
        evidence.clear();
    }
    let missing = if support == Support::Found { Vec::new() } else { missing(claim, element, &required, &compared) };
    let needed = needed(support, element, &missing);
    Row {
        label: element.label.clone(),
        text: claim.text[element.span.0..element.span.1].to_owned(),
        support,
        confidence,
        evidence,
        against,
        missing,
        needed,
    }
}

/// Enters a unit's hits into the passages they stand in.
fn cover(index: usize, unit: &Unit, text: &ListingText, coverage: &mut [Coverage], denials: &mut Vec<(usize, Hit)>) {
    for hit in hits_of(text, unit.word) {
        if hit.denied != unit.negated {
            denials.push((index, *hit));
            continue;
        }
        let place = text.passages[hit.passage as usize].place;
        let worth = unit.weight
            * hit.link.weight()
            * if hit.elsewhere { 0.25 } else { 1.0 }
            * if place == Place::Brand { 0.3 } else { 1.0 };
        let passage = &mut coverage[hit.passage as usize];
        if let Some(known) = passage.units.last_mut()
            && known.0 == index
        {
            if worth_of(unit, &known.1) < worth {
                passage.weight += worth - worth_of(unit, &known.1);
                known.1 = *hit;
            }
        } else {
            passage.units.push((index, *hit));
            passage.weight += worth;
        }
    }
}

fn worth_of(unit: &Unit, hit: &Hit) -> f32 {
    unit.weight * hit.link.weight() * if hit.elsewhere { 0.25 } else { 1.0 }
}

/// The passages to cite: the best, then those that add the most.
fn choose(element: &CompiledElement, coverage: &[Coverage], text: &ListingText) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    let mut have = vec![0.0_f32; element.units.len()];
    let total = element.total.max(0.01);
    while chosen.len() < TOGETHER {
        let gain = |at: usize| {
            coverage[at]
                .units
                .iter()
                .map(|(unit, hit)| (worth_of(&element.units[*unit], hit) - have[*unit]).max(0.0))
                .sum::<f32>()
                + if chosen.is_empty() { (coverage[at].weight * 1000.0).fract() * 0.0 } else { 0.0 }
        };
        let best = (0..coverage.len())
            .filter(|at| !chosen.contains(at) && !coverage[*at].units.is_empty())
            .map(|at| (gain(at), at))
            .max_by(|a, b| a.0.total_cmp(&b.0).then_with(|| order(text, b.1).cmp(&order(text, a.1))));
        let Some((gain, at)) = best else { break };
        if gain < if chosen.is_empty() { 0.02 } else { GAIN } * total {
            break;
        }
        for (unit, hit) in &coverage[at].units {
            have[*unit] = have[*unit].max(worth_of(&element.units[*unit], hit));
        }
        chosen.push(at);
    }
    chosen
}

/// Ties go to the more telling field, then to the earlier passage.
fn order(text: &ListingText, at: usize) -> (Place, usize) {
    (text.passages[at].place, at)
}

/// For each unit, the best it is covered by in the chosen passages.
fn covered_units(element: &CompiledElement, coverage: &[Coverage], chosen: &[usize]) -> Vec<Option<Hit>> {
    let mut covered: Vec<Option<Hit>> = vec![None; element.units.len()];
    for at in chosen {
        for (unit, hit) in &coverage[*at].units {
            let worth = worth_of(&element.units[*unit], hit);
            if covered[*unit].as_ref().is_none_or(|known| worth_of(&element.units[*unit], known) < worth) {
                covered[*unit] = Some(*hit);
            }
        }
    }
    covered
}

/// Units that need covering: of alternatives, one member is enough. `true` where a unit is uncovered and needed.
fn required(element: &CompiledElement, covered: &[Option<Hit>]) -> Vec<bool> {
    let mut needed: Vec<bool> = covered.iter().map(Option::is_none).collect();
    let whole = |member: &Vec<usize>| {
        member.iter().filter(|unit| element.units[**unit].weight > 0.5).all(|unit| covered[*unit].is_some())
    };
    if element.alternatives.iter().any(whole) {
        for unit in element.alternatives.iter().flatten() {
            needed[*unit] = false;
        }
    }
    needed
}

/// Denials that count: of a key word, with most of its phrase in the same passage, and no passage that affirms it.
fn denied(element: &CompiledElement, coverage: &[Coverage], denials: &[(usize, Hit)]) -> Vec<(usize, Hit)> {
    denials
        .iter()
        .filter(|(index, hit)| {
            let unit = &element.units[*index];
            if !(unit.key || unit.negated) || hit.link == Link::Typo || hit.elsewhere {
                return false;
            }
            let phrase: Vec<usize> = (0..element.units.len())
                .filter(|at| element.units[*at].term == unit.term && unit.term.is_some())
                .collect();
            let weight = |units: &[usize]| units.iter().map(|at| element.units[*at].weight).sum::<f32>();
            let here: Vec<usize> = phrase
                .iter()
                .copied()
                .filter(|at| {
                    denials.iter().any(|(other, other_hit)| other == at && other_hit.passage == hit.passage)
                        || coverage[hit.passage as usize].units.iter().any(|(other, _)| other == at)
                })
                .collect();
            let affirmed = coverage
                .iter()
                .any(|passage| passage.units.iter().any(|(other, known)| other == index && !known.elsewhere));
            weight(&here) >= 0.6 * weight(&phrase) && !affirmed && hit.link != Link::Curated
        })
        .copied()
        .collect()
}

#[allow(clippy::too_many_arguments)]
fn features(
    element: &CompiledElement,
    coverage: &[Coverage],
    chosen: &[usize],
    covered: &[Option<Hit>],
    required: &[bool],
    compared: &[Option<Compared>],
    denied: bool,
    preamble: bool,
) -> Features {
    let alternatives: Vec<usize> = element.alternatives.iter().flatten().copied().collect();
    let waived = |at: usize| !required[at] && covered[at].is_none() && alternatives.contains(&at);
    let total: f32 =
        (0..element.units.len()).filter(|at| !waived(*at)).map(|at| element.units[at].weight).sum::<f32>().max(0.01);
    let worth = |at: usize| covered[at].as_ref().map_or(0.0, |hit| worth_of(&element.units[at], hit));
    let have: f32 = (0..element.units.len()).map(worth).sum();
    let literal: f32 = (0..element.units.len())
        .filter(|at| covered[*at].is_some_and(|hit| hit.link != Link::Curated))
        .map(worth)
        .sum();
    let keys: Vec<usize> = (0..element.units.len()).filter(|at| element.units[*at].key && !waived(*at)).collect();
    let key_weight = |keys: &[usize]| keys.iter().map(|at| element.units[*at].weight).sum::<f32>();
    let keys_have: f32 = keys.iter().map(|at| worth(*at).min(element.units[*at].weight)).sum();
    let best = chosen.first().map_or(0.0, |at| {
        coverage[*at].units.iter().map(|(unit, hit)| worth_of(&element.units[*unit], hit)).sum::<f32>()
    });
    let count = |fit: Fit| compared.iter().flatten().filter(|found| found.fit == fit).count();
    Features {
        best: (best / total).min(1.0),
        joint: (have / total).min(1.0),
        keys: if keys.is_empty() { 1.0 } else { keys_have / key_weight(&keys).max(0.01) },
        has_keys: !keys.is_empty(),
        literal: if have > 0.0 { literal / have } else { 0.0 },
        quantities_met: count(Fit::Inside),
        quantities_near: count(Fit::Overlapping),
        quantities_open: compared.iter().filter(|found| found.is_none()).count(),
        quantities_excluded: count(Fit::Disjoint),
        denied,
        negative_stated: element.negative && have / total >= 0.6,
        negative: element.negative,
        truncated: element.truncated,
        preamble,
    }
}

/// Phrases of the element that the cited passages leave uncovered, as written, and quantities nobody states.
fn missing(claim: &Claim, element: &CompiledElement, required: &[bool], compared: &[Option<Compared>]) -> Vec<String> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for (at, unit) in element.units.iter().enumerate() {
        if !required[at] || unit.weight < 0.3 {
            continue;
        }
        match spans.last_mut() {
            // Neighbouring words are one phrase.
            Some(last)
                if at > 0
                    && required[at - 1]
                    && claim.text[last.1..unit.span.0].chars().all(|c| c == ' ' || c == '-') =>
            {
                last.1 = unit.span.1;
            }
            _ => spans.push(unit.span),
        }
    }
    for (index, quantity) in element.quantities.iter().enumerate() {
        if compared[index].is_none() {
            spans.push((quantity.quantity.start, quantity.quantity.end));
        }
    }
    spans.sort_unstable();
    let mut words: Vec<String> = Vec::new();
    for (start, end) in spans {
        let written = claim.text[start..end].to_owned();
        if !words.contains(&written) {
            words.push(written);
        }
    }
    words
}

/// What would close the gap, in one sentence.
fn needed(support: Support, element: &CompiledElement, missing: &[String]) -> String {
    let list = || missing.iter().take(4).map(|word| format!("\u{201c}{word}\u{201d}")).collect::<Vec<_>>().join(", ");
    match support {
        Support::Found => String::new(),
        Support::Contradicted => {
            "a passage of the same listing that answers the quote against it, or a test purchase".to_owned()
        }
        Support::Missing if element.negative => {
            "a statement of the seller, or a picture or test purchase, that shows it is not there".to_owned()
        }
        _ if missing.is_empty() => "a passage that states the element as a whole".to_owned(),
        _ => format!("a passage, picture or test purchase that shows {}", list()),
    }
}

/// "The lid of claim 1" is shown when all of claim 1 is.
pub fn dependent_preamble(mut row: Row, parents: Standing, parent: Option<&Row>) -> Row {
    // Without the parent's own text its elements cannot all be shown.
    let Some(parent) = parent else {
        if row.support == Support::Found {
            row.support = Support::Weak;
            "the claim referred to, which is not in the patents given".clone_into(&mut row.needed);
        }
        return row;
    };
    row.evidence.clone_from(&parent.evidence);
    row.against.clone_from(&parent.against);
    row.confidence = parent.confidence;
    row.missing.clear();
    row.needed.clear();
    row.support = match (parents, parent.support) {
        (_, Support::Contradicted) => Support::Contradicted,
        (Standing::AllFound, _) => Support::Found,
        (_, Support::Missing) => Support::Missing,
        _ => Support::Weak,
    };
    if row.support != Support::Found {
        "what the claim referred to still lacks".clone_into(&mut row.needed);
    }
    row
}

/// Builds quotes.
struct Quotes<'a> {
    claim: &'a Claim,
    element: &'a CompiledElement,
    listing: &'a Listing,
    text: &'a ListingText,
}

impl Quotes<'_> {
    fn quote(&self, at: usize, score: f32, because: Vec<String>) -> Evidence {
        let passage = &self.text.passages[at].passage;
        let quote = self.listing.field(&passage.field).unwrap_or_default()[passage.start..passage.end].to_owned();
        Evidence { field: passage.field.clone(), start: passage.start, end: passage.end, quote, score, because }
    }

    fn evidence(&self, at: usize, coverage: &Coverage, compared: &[Option<Compared>]) -> Evidence {
        let mut because: Vec<String> = Vec::new();
        for found in compared.iter().flatten().filter(|found| found.passage == at) {
            because.push(self.comparison(found));
        }
        let mut units: Vec<&(usize, Hit)> = coverage.units.iter().collect();
        units.sort_by(|a, b| {
            self.element.units[b.0].weight.total_cmp(&self.element.units[a.0].weight).then(a.0.cmp(&b.0))
        });
        because.extend(units.iter().take(REASONS).map(|(unit, hit)| self.link(*unit, hit)));
        let score = coverage.units.iter().map(|(unit, hit)| worth_of(&self.element.units[*unit], hit)).sum::<f32>()
            / self.element.total.max(0.01);
        self.quote(at, score.min(1.0), because)
    }

    /// "“hinged” by “hinge” (same stem)".
    fn link(&self, unit: usize, hit: &Hit) -> String {
        let span = self.element.units[unit].span;
        let claimed = &self.claim.text[span.0..span.1];
        let offered = self.written(hit);
        let how = match hit.link {
            Link::Stem if offered.eq_ignore_ascii_case(claimed) => "same word",
            Link::Stem => "same stem",
            Link::Compound => "written together or apart",
            Link::Typo => "one letter off",
            Link::Curated => "curated pair",
        };
        let place = if hit.in_name { ", in the attribute's name" } else { "" };
        let whose = if hit.elsewhere { ", said of another product" } else { "" };
        format!("\u{201c}{claimed}\u{201d} by \u{201c}{offered}\u{201d} ({how}{place}{whose})")
    }

    fn written(&self, hit: &Hit) -> String {
        let passage = &self.text.passages[hit.passage as usize].passage;
        if hit.in_name {
            let name = passage.field.strip_prefix("attributes.").unwrap_or_default();
            let tokens = lexis::tokens(name);
            return tokens.get(hit.token as usize).map_or(name, |token| token.text(name)).to_owned();
        }
        self.listing.field(&passage.field).unwrap_or_default()[hit.span.0 as usize..hit.span.1 as usize].to_owned()
    }

    fn denial(&self, unit: usize, hit: &Hit) -> Evidence {
        let span = self.element.units[unit].span;
        let claimed = &self.claim.text[span.0..span.1];
        let reason = if self.element.units[unit].negated {
            format!(
                "the claim excludes \u{201c}{claimed}\u{201d}, the listing states \u{201c}{}\u{201d}",
                self.written(hit)
            )
        } else {
            format!("the listing denies \u{201c}{}\u{201d}, which the claim needs", self.written(hit))
        };
        self.quote(hit.passage as usize, self.element.units[unit].weight / self.element.total.max(0.01), vec![reason])
    }

    fn excluded(&self, found: &Compared) -> Evidence {
        self.quote(found.passage, 1.0, vec![self.comparison(found)])
    }

    fn comparison(&self, found: &Compared) -> String {
        let claimed = &self.element.quantities[found.claimed].quantity;
        let offered = &self.text.passages[found.passage].quantities[found.offered].quantity;
        let field = self.listing.field(&self.text.passages[found.passage].passage.field).unwrap_or_default();
        let how = match found.fit {
            Fit::Inside => "lies inside",
            Fit::Overlapping => "overlaps",
            Fit::Disjoint => "lies outside",
        };
        format!(
            "\u{201c}{}\u{201d} {how} \u{201c}{}\u{201d} ({})",
            &field[offered.start..offered.end],
            &self.claim.text[claimed.start..claimed.end],
            claimed.dimension
        )
    }
}
