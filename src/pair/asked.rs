//! What an element asks for, before any listing is read: for whoever asks why a row looks for what it looks for.

use serde::Serialize;

use crate::pair::compiled::CompiledElement;
use crate::pair::matcher::Matcher;
use crate::patent::{Claim, Element, Patent};

/// What an element asks for.
#[derive(Clone, Debug, Serialize)]
pub struct Asked {
    /// Its words that carry weight, in order.
    pub words: Vec<AskedWord>,
    /// Groups of alternatives as written: one member of each is enough.
    pub alternatives: Vec<Vec<String>>,
    /// Its quantities.
    pub quantities: Vec<AskedQuantity>,
    /// Its values of which a thing has one only.
    pub values: Vec<AskedValue>,
    /// Whether it only says what must not be there.
    pub negative: bool,
    /// Whether it is so long that words were left out.
    pub truncated: bool,
}

/// A word of an element.
#[derive(Clone, Debug, Serialize)]
pub struct AskedWord {
    /// As the claim writes it.
    pub word: String,
    /// What it counts.
    pub weight: f32,
    /// What it is: `key` (the head of a phrase that the element introduces), `head` (of one it refers to), `general`
    /// (says little), `denied`, `elsewhere` (said of something else).
    pub is: Vec<&'static str>,
}

/// A quantity of an element.
#[derive(Clone, Debug, Serialize)]
pub struct AskedQuantity {
    /// As the claim writes it.
    pub text: String,
    /// Lower bound in base units; none when open.
    pub low: Option<f64>,
    /// Upper bound in base units; none when open.
    pub high: Option<f64>,
    /// "length", "mass" and so on.
    pub dimension: &'static str,
    /// "thickness" and so on, when the words around it say so.
    pub measure: Option<&'static str>,
    /// Whether it is a measure of the product itself.
    pub whole: bool,
}

/// A value of which a thing has one only.
#[derive(Clone, Debug, Serialize)]
pub struct AskedValue {
    /// As the claim writes it.
    pub text: String,
    /// Material, shape and so on.
    pub property: &'static str,
    /// From the general to the special, parted by slashes.
    pub path: &'static str,
    /// Whether the claim denies it.
    pub denied: bool,
}

impl Asked {
    /// What a compiled element of a claim asks for.
    fn of(claim: &Claim, element: &CompiledElement) -> Asked {
        let written = |(start, end): (usize, usize)| claim.text.get(start..end).unwrap_or_default().to_owned();
        let words = element.units.iter().map(|unit| AskedWord {
            word: written(unit.span),
            weight: unit.weight,
            is: [
                (unit.key, "key"),
                (unit.head && !unit.key, "head"),
                (unit.generic, "general"),
                (unit.negated, "denied"),
                (unit.elsewhere, "elsewhere"),
            ]
            .iter()
            .filter_map(|(holds, name)| holds.then_some(*name))
            .collect(),
        });
        let members = |members: &Vec<usize>| members.iter().map(|at| written(element.units[*at].span)).collect();
        let finite = |bound: f64| bound.is_finite().then_some(bound);
        Asked {
            words: words.collect(),
            alternatives: element.alternatives.iter().map(members).collect(),
            quantities: element
                .quantities
                .iter()
                .map(|asked| AskedQuantity {
                    text: written((asked.quantity.start, asked.quantity.end)),
                    low: finite(asked.quantity.low),
                    high: finite(asked.quantity.high),
                    dimension: asked.quantity.dimension,
                    measure: asked.measure,
                    whole: asked.whole,
                })
                .collect(),
            values: element
                .values
                .iter()
                .map(|value| AskedValue {
                    text: written(value.span),
                    property: value.value.property,
                    path: value.value.path,
                    denied: value.negated,
                })
                .collect(),
            negative: element.negative,
            truncated: element.truncated,
        }
    }
}

impl Matcher {
    /// What the elements with a label (`1[a]`) ask for: with their patents, claims and themselves. Only claims that were
    /// compiled are looked through.
    pub fn asked<'p>(&self, patents: &'p [Patent], label: &str) -> Vec<(&'p Patent, &'p Claim, &'p Element, Asked)> {
        let mut found = Vec::new();
        for compiled in &self.claims {
            let patent = &patents[compiled.patent];
            let claim = &patent.claims[compiled.claim];
            for (own, element) in claim.elements.iter().zip(&compiled.elements) {
                if own.label.eq_ignore_ascii_case(label) {
                    found.push((patent, claim, own, Asked::of(claim, element)));
                }
            }
        }
        found
    }
}
