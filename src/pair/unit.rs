//! The words of an element that a listing can cover, and the kind of thing that a claim is for.

use serde::{Deserialize, Serialize};

use crate::text::tables::{BOILERPLATE, FUNCTION_WORDS};

/// A word of an element.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Unit {
    /// Span in the claim's text.
    pub span: (usize, usize),
    /// Number in the vocabulary.
    pub word: u32,
    /// Hash of its singular form, see [`form_hash`](crate::text::lexis::form_hash).
    pub form: u32,
    /// What it counts.
    pub weight: f32,
    /// Whether it is the head of a noun phrase that this element introduces: what makes the element.
    pub key: bool,
    /// Whether it is the telling head of any noun phrase, of one that the element only refers to as well.
    pub head: bool,
    /// Whether it is too general to say much ("member", "first").
    pub generic: bool,
    /// Whether the claim denies it ("without", "free of").
    pub negated: bool,
    /// Whether a prefix alone denies it ("non-slip").
    pub prefixed: bool,
    /// Whether the claim says it of something else ("suitable for", "compatible with").
    pub elsewhere: bool,
    /// Index of its noun phrase among the element's terms.
    pub term: Option<usize>,
}

/// What the preamble says the claim is for.
#[derive(Clone, Debug, Default)]
pub struct Kind {
    /// Words of the preamble.
    pub words: Vec<u32>,
    /// The noun that names the product.
    pub head: Option<u32>,
    /// The claim is to a method, so that a product's own values say nothing of it.
    pub method: bool,
}

/// Whether a word carries no weight anywhere.
pub(super) fn skip(word: &str) -> bool {
    FUNCTION_WORDS.contains(word) || BOILERPLATE.contains(word)
}
