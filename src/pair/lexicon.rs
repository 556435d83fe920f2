//! What a reader of listings asks of the words of the compiled claims, wherever these are kept: in memory
//! ([`super::vocabulary::Vocabulary`]) or in a portfolio on disk.

use std::borrow::Cow;

use crate::pair::parts::Parts;
use crate::pair::vocabulary::Target;
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
