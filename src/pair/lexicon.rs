//! What a reader of listings asks of the words of the compiled claims, wherever these are kept: in memory
//! ([`super::vocabulary::Vocabulary`]) or in a portfolio on disk.

use serde::Serialize;
use std::borrow::Cow;

use crate::pair::parts::Parts;
use crate::text::lexis;

/// The words of a set of compiled claims.
pub trait Lexicon: Send + Sync + std::fmt::Debug {
    /// Which parts of pairing are on.
    fn parts(&self) -> Parts;

    /// What a stem covers, by every link but nearness.
    fn covered_by(&self, stem: &str) -> Cow<'_, [Target]>;

    /// The claim words that an abbreviation, as written, stands for: capitals only ("LED", "LEDs"), and no word of the
    /// dictionary unless it is a known abbreviation.
    fn abbreviated(&self, written: &str) -> Cow<'_, [Target]>;

    /// The claim words that a stem is near to in meaning, beyond those it covers already.
    fn near(&self, stem: &str, known: &[Target]) -> Vec<Target>;

    /// The claim words that a stem nobody knows may be a typing error of.
    fn misspelt(&self, folded: &str) -> Vec<Target>;

    /// Whether a longer word, as written, can be one of the claims' words: a cheap test that errs on the side of yes.
    fn may_have(&self, written: &str) -> bool;

    /// The form in which words are compared.
    fn form<'a>(&self, folded: &'a str) -> Cow<'a, str> {
        if self.parts().stems { lexis::stem(folded) } else { Cow::Borrowed(folded) }
    }
}

/// How a listing's word stands for a claim's word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Link {
    /// The same stem (the same word, or another inflection or spelling of it).
    Stem,
    /// Written together in one text and apart in the other: "waterproof", "water-proof".
    Compound,
    /// The initials of several claim words: LED for "light-emitting diode".
    Abbreviation,
    /// One letter off, in a long word that no dictionary has: a seller's typing error.
    Typo,
    /// Another word for it, or a kind of it, by definition: a car is a vehicle.
    Kind,
    /// A kind of what the claim names in general, by the lexicon of goods.
    Good,
    /// A curated pair of a drafter's and a seller's word.
    Curated,
    /// A word of another language, by the bilingual word list.
    Bilingual,
    /// A synonym in WordNet, in one of the two most frequent senses of either word.
    Sense,
    /// Near in meaning by the static embedding.
    Near,
}

impl Link {
    /// What a word covered by this link counts, 0 to 1.
    pub fn weight(self) -> f32 {
        match self {
            Link::Stem | Link::Compound => 1.0,
            Link::Abbreviation | Link::Kind => 0.95,
            Link::Typo | Link::Good => 0.9,
            Link::Curated => 0.75,
            Link::Bilingual => 0.7,
            Link::Sense => 0.4,
            Link::Near => NEAR_WEIGHT,
        }
    }
}

/// A claim word that a listing word covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Target {
    /// Number of the claim word in the vocabulary.
    pub word: u32,
    /// By which link.
    pub link: Link,
    /// The claim whose phrase makes the link, for links that rest on neighbouring words; 0 for those that hold anywhere.
    /// It keeps a chart the same whatever other claims are compiled with it.
    pub scope: u32,
}

const NEAR_WEIGHT: f32 = 0.4;
