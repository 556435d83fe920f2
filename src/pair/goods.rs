//! Knowledge of goods at scale: which kinds are named by a general word of a claim.
//! `docs/tables/lexicon` says how to add to it.

use crate::text::tables::KINDS;

/// The stems of kinds of what a stem names, or two stems with a space between them.
pub fn kinds_of(general: &str) -> impl Iterator<Item = &'static str> {
    KINDS.get(general).into_iter().flat_map(|kinds| kinds.split(' '))
}
