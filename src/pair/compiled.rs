//! Claims compiled for matching: each element's words with their weights, its quantities, and what it forbids.

use serde::{Deserialize, Serialize};

use crate::pair::lexicon::Lexicon as _;
use crate::pair::polarity::{self, Stance};
use crate::pair::stated::{ClaimQuantity, ClaimValue, claim_quantities, claim_values};
use crate::pair::unit::{Kind, Unit, skip};
use crate::pair::vocabulary::Vocabulary;
use crate::patent::{Claim, Determiner, Element, Term};
use crate::text::tables::GENERIC;
use crate::text::{lexis, meaning};

/// Most words of one element that are weighed; the rest of a longer element is not looked for, and it can then not be
/// `found`.
pub const MAX_UNITS: usize = 128;

/// Share of an element's weight that must be denied for it to be a negative limitation as a whole.
const NEGATIVE: f32 = 0.4;
/// What a word counts in a phrase that only refers back ("said lid").
const CONTEXT: f32 = 0.3;
/// What a word counts in an element that the preamble has already.
const NAMED: f32 = 0.8;

/// One element, ready to be paired.
#[derive(Debug, Serialize, Deserialize)]
pub struct CompiledElement {
    /// Its label.
    pub label: String,
    /// Scope of the links that rest on its claim's phrases.
    pub scope: u32,
    /// Spans of its noun phrases in the claim's text.
    pub phrases: Vec<(usize, usize)>,
    /// Span in the claim's text.
    pub span: (usize, usize),
    /// Its words that carry weight.
    pub units: Vec<Unit>,
    /// Sum of the units' weights.
    pub total: f32,
    /// Its quantities, spans relative to the claim's text.
    pub quantities: Vec<ClaimQuantity>,
    /// Its values of which a thing has one only.
    pub values: Vec<ClaimValue>,
    /// Whether the element only says what must not be there.
    pub negative: bool,
    /// The members of its alternatives, as indices of units: one member is enough.
    pub alternatives: Vec<Vec<usize>>,
    /// Whether words were left out beyond [`MAX_UNITS`].
    pub truncated: bool,
    /// The meaning of its words together; it ranks leads only and is not stored.
    #[serde(skip)]
    pub meaning: Option<Box<meaning::Sum>>,
}

impl Kind {
    /// The kind before the preamble is compiled: whether it is a method, by its first words.
    pub fn of(claim: &Claim) -> Kind {
        let start = lexis::tokens(&claim.text);
        let method = start
            .iter()
            .take(3)
            .any(|token| matches!(lexis::fold(token.text(&claim.text)).as_str(), "method" | "process"));
        Kind { method, ..Kind::default() }
    }

    /// The kind that a compiled preamble names.
    #[must_use]
    pub fn named(self, preamble: &CompiledElement) -> Kind {
        let head = preamble.units.iter().find(|unit| unit.head && unit.term == Some(0)).map(|unit| unit.word);
        let words = preamble.units.iter().map(|unit| unit.word).collect();
        Kind { words, head: head.filter(|_| !self.method), ..self }
    }
}

/// Compiles one element of a claim into the shared vocabulary. `kind` holds the words of the preamble, which name the
/// kind of product: repeated in an element they say little about it. `preamble` tells that the element is the preamble
/// itself.
pub fn element(
    claim: &Claim,
    element: &Element,
    preamble: bool,
    kind: &Kind,
    scope: u32,
    vocabulary: &mut Vocabulary,
) -> CompiledElement {
    let text = claim.slice(element);
    let tokens = lexis::tokens(text);
    let folded: Vec<String> = tokens.iter().map(|token| lexis::fold(token.text(text))).collect();
    let words: Vec<&str> = folded.iter().map(String::as_str).collect();
    let parts = vocabulary.parts();
    let stances = if parts.polarity {
        polarity::stances(text, &tokens, &words, false)
    } else {
        vec![Stance::default(); tokens.len()]
    };
    let quantities = claim_quantities(claim, element, kind, preamble, vocabulary);
    let in_quantity = |at: usize| {
        quantities.iter().any(|q| (q.quantity.start..q.quantity.end).contains(&(element.start + tokens[at].start)))
    };
    let mut units: Vec<Unit> = Vec::new();
    // Their words, folded.
    let mut unit_words: Vec<&str> = Vec::new();
    let mut truncated = false;
    // The word before, where it was taken: what is written in two words here may be one in a listing.
    let mut before: Option<(usize, u32)> = None;
    for (at, token) in tokens.iter().enumerate() {
        let word = folded[at].as_str();
        let cue = polarity::is_denial(word) && (word != "free" || matches!(words.get(at + 1), Some(&("of" | "from"))));
        if token.number || word.len() < 2 || cue || skip(word) || in_quantity(at) || is_marker(text, token) {
            before = None;
            continue;
        }
        if units.len() == MAX_UNITS {
            truncated = true;
            break;
        }
        let absolute = element.start + token.start;
        let term = element.terms.iter().position(|term| (term.start..term.end).contains(&absolute));
        let phrase = term.map(|term| &element.terms[term]);
        let generic = GENERIC.contains(word);
        let last = phrase.is_some_and(|phrase| element.start + token.end == phrase.end);
        let (weight, key) = if parts.roles { role(phrase, last, generic, preamble) } else { (1.0, false) };
        let number = vocabulary.add(word);
        let named = parts.kind && !preamble && kind.words.contains(&number);
        let rarity = (vocabulary.idf(number) / 4.0).clamp(0.4, 1.3);
        unit_words.push(word);
        units.push(Unit {
            span: (absolute, element.start + token.end),
            word: number,
            form: lexis::form_hash(word),
            weight: weight * rarity * if named { NAMED } else { 1.0 },
            key: key && !named,
            head: last && !generic,
            generic,
            negated: stances[at].denied,
            prefixed: stances[at].prefixed,
            elsewhere: stances[at].elsewhere,
            term,
        });
        if let Some((earlier, first)) = before {
            vocabulary.add_compound(&folded[earlier], first, word, number);
        }
        before = Some((at, number));
    }
    abbreviate(element, &units, &unit_words, vocabulary);
    promote(element, &mut units);
    let total = units.iter().map(|unit| unit.weight).sum();
    let denied: f32 = units.iter().filter(|unit| unit.negated && !unit.prefixed).map(|unit| unit.weight).sum();
    let keys_denied = units.iter().filter(|unit| unit.key).all(|unit| unit.negated && !unit.prefixed);
    let negative = denied > 0.0 && keys_denied && denied >= NEGATIVE * total;
    let alternatives = alternatives(claim, element, &units);
    let mut meaning = meaning::Sum::default();
    for unit in &units {
        if let Some(vector) = vocabulary.vector(unit.word) {
            meaning.add(vector, unit.weight);
        }
    }
    let values = claim_values(claim, element, &units, &unit_words, kind, preamble, vocabulary);
    CompiledElement {
        label: element.label.clone(),
        scope,
        phrases: element.terms.iter().map(|term| (term.start, term.end)).collect(),
        span: (element.start, element.end),
        units,
        total,
        quantities,
        values,
        negative,
        alternatives,
        truncated,
        meaning: Some(Box::new(meaning)),
    }
}

/// "(a)", "b)", "ii)".
fn is_marker(text: &str, token: &lexis::Token) -> bool {
    token.end - token.start <= 3 && text[token.end..].starts_with(')')
}

/// What a word counts by its place, and whether it is a key: heads of phrases that the element introduces make the
/// element; phrases that it only refers back to ("said lid") are context; words outside any phrase are relations.
fn role(phrase: Option<&Term>, last: bool, generic: bool, preamble: bool) -> (f32, bool) {
    let Some(phrase) = phrase else { return (0.7, false) };
    let weight = match (last, generic) {
        (true, false) => 2.5,
        (true, true) => 0.5,
        (false, false) => 1.2,
        (false, true) => 0.35,
    };
    let refers = matches!(phrase.determiner, Determiner::Definite | Determiner::Said);
    if refers && !preamble && phrase.antecedent.is_some() {
        (weight * CONTEXT, false)
    } else {
        (weight, last && !generic)
    }
}

/// Phrases of three or more words may stand as their initials in a listing.
fn abbreviate(element: &Element, units: &[Unit], words: &[&str], vocabulary: &mut Vocabulary) {
    for term in 0..element.terms.len() {
        let own = units.iter().zip(words).filter(|(unit, _)| unit.term == Some(term));
        let words: Vec<(&str, u32)> = own.map(|(unit, word)| (*word, unit.word)).collect();
        for three in words.windows(3) {
            vocabulary.add_initials(three);
        }
    }
}

/// A phrase with a general head ("locking member") is made by its last telling word.
fn promote(element: &Element, units: &mut [Unit]) {
    for (index, term) in element.terms.iter().enumerate() {
        let context = matches!(term.determiner, Determiner::Definite | Determiner::Said) && term.antecedent.is_some();
        let has_head = units.iter().any(|unit| unit.term == Some(index) && unit.head);
        if !has_head && let Some(unit) = units.iter_mut().rev().find(|unit| unit.term == Some(index) && !unit.generic) {
            unit.head = true;
        }
        if context || units.iter().any(|unit| unit.term == Some(index) && unit.key) {
            continue;
        }
        if let Some(unit) = units.iter_mut().rev().find(|unit| unit.term == Some(index) && !unit.generic) {
            unit.key = unit.weight > 0.5;
            if unit.key {
                unit.weight *= 1.3;
            }
        }
    }
}

/// The members of a Markush group or an "at least one of" list, as indices of units; one member is enough.
fn alternatives(claim: &Claim, element: &Element, units: &[Unit]) -> Vec<Vec<usize>> {
    if !element.flags.alternatives {
        return Vec::new();
    }
    let text = claim.slice(element);
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return Vec::new();
    }
    let start = [
        "group consisting of",
        "selected from the group",
        "selected from",
        "group comprising",
        "at least one of",
        "one of",
        "either",
    ]
    .iter()
    .find_map(|lead| lower.find(lead).map(|at| at + lead.len()));
    let Some(start) = start else { return Vec::new() };
    let end = lower[start..].find([';', '.']).map_or(lower.len(), |at| start + at);
    let mut members = Vec::new();
    let mut from = start;
    let list = &lower[start..end];
    for (at, _) in list
        .match_indices([',', ':'])
        .chain(list.match_indices(" and "))
        .chain(list.match_indices(" or "))
        .collect::<std::collections::BTreeMap<_, _>>()
    {
        push_member(element, units, from, start + at, &mut members);
        from = start + at;
    }
    push_member(element, units, from, end, &mut members);
    if members.len() < 2 { Vec::new() } else { members }
}

fn push_member(element: &Element, units: &[Unit], from: usize, to: usize, members: &mut Vec<Vec<usize>>) {
    let range = element.start + from..element.start + to;
    let member: Vec<usize> = (0..units.len()).filter(|at| range.contains(&units[*at].span.0)).collect();
    if !member.is_empty() {
        members.push(member);
    }
}

/// A claim ready to be paired.
#[derive(Debug, Serialize, Deserialize)]
pub struct CompiledClaim {
    /// Index of its patent.
    pub(crate) patent: usize,
    /// Index among the patent's claims.
    pub(crate) claim: usize,
    /// Whether it depends on others.
    pub(crate) dependent: bool,
    pub(crate) elements: Vec<CompiledElement>,
}

impl CompiledClaim {
    /// The labels of its rows.
    pub(crate) fn labels(&self) -> impl Iterator<Item = &str> {
        self.elements.iter().map(|element| element.label.as_str())
    }

    /// Calls `each` with every claim word that a listing is looked up for.
    pub(crate) fn words(&self, mut each: impl FnMut(u32)) {
        for element in &self.elements {
            element.units.iter().for_each(|unit| each(unit.word));
            element.quantities.iter().flat_map(|quantity| &quantity.owners).for_each(|word| each(*word));
            element.values.iter().flat_map(|value| &value.owners).for_each(|word| each(*word));
        }
    }

    /// Whether it has an element, and every element has the words that its alternatives are.
    pub(crate) fn is_whole(&self) -> bool {
        let fits = |element: &CompiledElement| {
            element.alternatives.iter().flatten().all(|unit| *unit < element.units.len())
                && element.units.iter().all(|unit| unit.weight.is_finite())
        };
        !self.elements.is_empty() && self.elements.iter().all(fits)
    }

    /// Whether it states quantities.
    pub(crate) fn has_quantities(&self) -> bool {
        self.elements.iter().any(|element| !element.quantities.is_empty())
    }

    /// Whether it states exclusive values.
    pub(crate) fn has_values(&self) -> bool {
        self.elements.iter().any(|element| !element.values.is_empty())
    }
}
