//! The parts of pairing that can be switched off one at a time, to measure what each is worth.

/// Which parts are on; all by default.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    /// Words match by stem; otherwise only as folded.
    pub stems: bool,
    /// "water proof" matches "waterproof", and LED "light-emitting diode".
    pub compounds: bool,
    /// Typing errors in long words.
    pub typos: bool,
    /// Curated pairs.
    pub curated: bool,
    /// Kinds of goods, by the lexicon.
    pub goods: bool,
    /// Synonyms by WordNet.
    pub senses: bool,
    /// Nearness by the static embedding.
    pub near: bool,
    /// Rare words weigh more.
    pub rarity: bool,
    /// Heads of phrases weigh more than modifiers, and what an element introduces more than what it refers to.
    pub roles: bool,
    /// Words of the preamble say less in other elements.
    pub kind: bool,
    /// Two or three passages may cover an element together.
    pub joint: bool,
    /// Quantities are compared.
    pub quantities: bool,
    /// Negation is read.
    pub polarity: bool,
    /// Exclusive values are compared.
    pub values: bool,
}

impl Default for Parts {
    fn default() -> Parts {
        Parts {
            stems: true,
            compounds: true,
            typos: true,
            curated: true,
            goods: true,
            senses: true,
            near: true,
            rarity: true,
            roles: true,
            kind: true,
            joint: true,
            quantities: true,
            polarity: true,
            values: true,
        }
    }
}
