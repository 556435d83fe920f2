//! Questions in a listing: what is asked is not said, unless the words behind it say yes.

use crate::listing::passages::Place;
use crate::listing::{Attribute, Listing, Passage};
use crate::pair::polarity::answer;

/// What asking makes of a passage's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// They are said: nobody asks, or the answer is yes.
    Said,
    /// They are asked, and nothing answers.
    Open,
    /// They are asked, and the answer is no.
    Denied,
}

/// For each passage, whether it is a question, and what the passage behind it answers.
pub fn questions(listing: &Listing, passages: &[(Place, Passage, Option<&Attribute>)]) -> Vec<Asked> {
    let text = |passage: &Passage| {
        listing.field(&passage.field).and_then(|field| field.get(passage.start..passage.end)).unwrap_or_default()
    };
    let one = |at: usize| {
        let (_, passage, _) = &passages[at];
        if !text(passage).trim_end().ends_with(['?', '\u{ff1f}']) {
            return Asked::Said;
        }
        let next = passages.get(at + 1).filter(|next| next.1.field == passage.field);
        match next.and_then(|next| answer::to_question(text(&next.1))) {
            Some(true) => Asked::Said,
            Some(false) => Asked::Denied,
            None => Asked::Open,
        }
    };
    (0..passages.len()).map(one).collect()
}
