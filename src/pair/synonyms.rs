//! Curated pairs of drafters' and sellers' words: `data/synonyms.txt`, whose first column is a claim word and whose
//! second lists listing words that stand for it. One direction only: a cup is a receptacle, a receptacle need not be a cup.

use crate::pair::lexicon::Link;
use crate::text::tables::SYNONYMS;

/// What the table marks words with that are the claim's thing by definition: another word for it, or a kind of it.
const BY_DEFINITION: char = '=';

/// The stems of listing words that stand for a claim word's stem, and by which link.
pub fn of(stem: &str) -> impl Iterator<Item = (&'static str, Link)> {
    let words = SYNONYMS.get(stem).into_iter().flat_map(|words| words.split(' '));
    words.map(|word| match word.strip_prefix(BY_DEFINITION) {
        Some(kind) => (kind, Link::Kind),
        None => (word, Link::Curated),
    })
}
