//! Curated pairs of drafters' and sellers' words: `data/synonyms.txt`, whose first column is a claim word and whose
//! second lists listing words that stand for it. One direction only: a cup is a receptacle, a receptacle need not be a cup.

use crate::tables::SYNONYMS;

/// The stems of listing words that stand for a claim word's stem.
pub fn of(stem: &str) -> impl Iterator<Item = &'static str> {
    SYNONYMS.get(stem).into_iter().flat_map(|words| words.split(' '))
}
