//! What an element states of its things: quantities and exclusive values, and whose they are.

use serde::{Deserialize, Serialize};

use crate::pair::quantity::{Quantity, THINGS, quantities_and_counts};
use crate::pair::unit::{Kind, Unit, skip};
use crate::pair::values::{self, Value};
use crate::pair::vocabulary::Vocabulary;
use crate::patent::{Claim, Determiner, Element, Term};
use crate::text::lexis;
use crate::text::tables::lasting::Lasting;
use crate::text::tables::{GENERIC, MEASURES, NUMBER_WORDS};

/// A value that the claim states, tied to the thing that has it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClaimValue {
    /// The value.
    pub value: Value,
    /// Span in the claim's text.
    pub span: (usize, usize),
    /// Vocabulary numbers of the nouns that have it, nearest first.
    pub owners: Vec<u32>,
    /// The class of values that the thing itself names: "said polyolefin is polyethylene".
    pub class: Option<Value>,
    /// Whether the thing is the product itself, so far as the claim's words tell.
    pub whole: bool,
    /// Whether the claim denies it.
    pub negated: bool,
}

/// A quantity that the claim states, tied to what it measures.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ClaimQuantity {
    /// The interval.
    pub quantity: Quantity,
    /// "thickness", "mass" and so on, when the words around it say so.
    #[serde(with = "crate::text::tables::lasting::option")]
    pub measure: Option<Lasting>,
    /// Vocabulary numbers of the noun whose measure it is, nearest first.
    pub owners: Vec<u32>,
    /// Whether it is a measure of the product itself, so far as the claim's words tell.
    pub whole: bool,
}

/// The element's exclusive values (`words`: the units' words, folded): a modifier's thing is the head of its phrase, "made of steel" belongs to the phrase
/// before.
pub fn claim_values(
    claim: &Claim,
    element: &Element,
    units: &[Unit],
    words: &[&str],
    kind: &Kind,
    preamble: bool,
    vocabulary: &mut Vocabulary,
) -> Vec<ClaimValue> {
    let mut found = Vec::new();
    for (unit, word) in units.iter().zip(words) {
        let before =
            claim.text[..unit.span.0].strip_suffix('-').and_then(|text| text.rsplit([' ', '(']).next()).unwrap_or("");
        let Some(value) = values::of_word(word).or_else(|| values::dimensional(before, word)) else { continue };
        // "metal-oxide" is no metal; "metal-based" is.
        let joined = claim.text[unit.span.1..].strip_prefix('-').is_some_and(|rest| {
            rest.starts_with(char::is_alphabetic) && !rest.starts_with("based") && !rest.starts_with("made")
        });
        if joined {
            continue;
        }
        let Some(term) = unit.term else { continue };
        let own = &element.terms[term];
        let modifier = unit.span.1 < own.end;
        // "silicone oil" and "polyvinyl alcohol" are substances of their own.
        if modifier
            && matches!(
                own.head.as_str(),
                "oil" | "wax" | "acid" | "alcohol" | "powder" | "solution" | "gel" | "emulsion"
            )
        {
            continue;
        }
        // "adjacent to said fabric" speaks of the fabric and asks for nothing.
        if !modifier && matches!(own.determiner, Determiner::Definite | Determiner::Said) {
            continue;
        }
        let before = element.terms[..term].iter().rev().take(1);
        let heads: Vec<String> = modifier
            .then_some(own)
            .into_iter()
            .chain(before.filter(|_| !modifier))
            .map(|term| lexis::fold(&term.head))
            .collect();
        let telling = |head: &&String| !GENERIC.contains(head) && !skip(head);
        let owners: Vec<u32> = heads.iter().filter(telling).map(|head| vocabulary.add(head)).collect();
        let whole = (preamble && !kind.method && term == 0 && modifier)
            || (owners.is_empty()
                && heads.iter().any(|head| matches!(head.as_str(), "body" | "bodies" | "product" | "article")))
            || owners.iter().any(|owner| kind.head == Some(*owner));
        let class = heads.iter().find_map(|head| values::of_word(head)).filter(|class| class.allows(value));
        found.push(ClaimValue { value, span: unit.span, owners, class, whole, negated: unit.negated });
    }
    found
}

/// The element's quantities, each with its measure and whose measure it is.
pub fn claim_quantities(
    claim: &Claim,
    element: &Element,
    kind: &Kind,
    preamble: bool,
    vocabulary: &mut Vocabulary,
) -> Vec<ClaimQuantity> {
    let text = claim.slice(element);
    let mut found = Vec::new();
    for mut quantity in quantities_and_counts(text) {
        let (before, after) = (&text[..quantity.start], &text[quantity.end..]);
        let measure = nearest_measure(before, after);
        quantity.start += element.start;
        quantity.end += element.start;
        let behind = || element.terms.iter().find(|term| term.end > quantity.end);
        let heads: Vec<String> = if quantity.dimension == THINGS {
            behind().map(|term| lexis::fold(&term.head)).into_iter().collect()
        } else {
            owning_terms(element, &quantity).map(|term| thing(&claim.text, term, &quantity)).collect()
        };
        let named = |noun: &&String| !MEASURES.contains(noun) && !skip(noun) && NUMBER_WORDS.get(noun).is_none();
        let telling: Vec<&String> = heads.iter().filter(named).filter(|noun| !GENERIC.contains(noun)).take(2).collect();
        // Where no noun tells what is measured, the passage must at least name the part or the measure in the same word.
        let fallback = || heads.iter().filter(named).chain(heads.iter()).take(1).collect();
        let nouns = if telling.is_empty() { fallback() } else { telling };
        let owners: Vec<u32> = nouns.iter().map(|noun| vocabulary.add(noun)).collect();
        let whole = (preamble && !kind.method)
            || nouns
                .iter()
                .any(|noun| matches!(noun.as_str(), "body" | "device" | "apparatus" | "article" | "product"))
            || owners.iter().any(|owner| kind.head == Some(*owner));
        found.push(ClaimQuantity { quantity, measure, owners, whole });
    }
    found
}

/// The noun that a phrase is about: its head, or, where the head only names a measure ("alcohol concentration"), the word
/// before it. What belongs to the quantity ("a length greater than 30 cm") is no part of it.
fn thing(text: &str, term: &Term, quantity: &Quantity) -> String {
    let end = if term.start < quantity.start { term.end.min(quantity.start) } else { term.end };
    let phrase = &text[term.start..end];
    let words: Vec<String> = lexis::tokens(phrase).iter().map(|token| lexis::fold(token.text(phrase))).collect();
    let telling = words.iter().rev().find(|word| !MEASURES.contains(word) && !GENERIC.contains(word));
    telling.or(words.last()).cloned().unwrap_or_default()
}

/// The phrases whose measure a quantity can be: those before it, nearest first, then the one behind it.
fn owning_terms<'a>(element: &'a Element, quantity: &Quantity) -> impl Iterator<Item = &'a Term> {
    let (start, end) = (quantity.start, quantity.end);
    let before = element.terms.iter().rev().filter(move |term| term.start < start);
    let behind = element.terms.iter().filter(move |term| term.start >= end).take(1);
    before.chain(behind)
}

/// The measure named closest before a quantity, or right behind it ("2 mm thick").
pub fn nearest_measure(before: &str, after: &str) -> Option<&'static str> {
    let word_of = |text: &str, token: &lexis::Token| MEASURES.get(&lexis::fold(token.text(text)));
    let behind = lexis::tokens(after).iter().take(2).find_map(|token| word_of(after, token));
    behind.or_else(|| lexis::tokens(before).iter().rev().take(8).find_map(|token| word_of(before, token)))
}
