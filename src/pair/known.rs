//! What a reader knows of the words that listings are written in, learnt once and kept from listing to listing.

use rustc_hash::FxHashMap;

use crate::pair::foreign::Foreign;
use crate::pair::lexicon::{Lexicon, Link, Target};
use crate::pair::values::{self, Value};
use crate::text::lexis::{self, Token};
use crate::text::meaning;
use crate::text::tables::FUNCTION_WORDS;

/// Most words that are kept; then learning starts anew, so that memory stays flat over any number of listings.
const MOST: usize = 1 << 16;
/// Longest written word that is kept.
const LONGEST: usize = 64;

/// A word of listings.
#[derive(Clone, Debug)]
pub struct Known {
    /// Folded, see [`lexis::fold`].
    pub folded: String,
    /// The claim words that it covers.
    pub targets: Vec<Target>,
    /// The exclusive value that it names.
    pub value: Option<Value>,
    /// Hash of its singular form.
    pub form: u32,
    /// What it stands for in other languages.
    pub foreign: Foreign,
    /// Its meaning and what it counts in a text's.
    pub meaning: Option<(meaning::Vector, f32)>,
    /// The listing in which it was met last, see [`Words::touch`].
    met: u32,
}

impl Known {
    /// The claim words that it may cover, in any language.
    pub fn all(&self) -> impl Iterator<Item = Target> {
        self.targets.iter().copied().chain(self.foreign.all())
    }
}

/// The words of listings.
#[derive(Debug)]
pub struct Words<'v> {
    lexicon: &'v dyn Lexicon,
    known: FxHashMap<Box<str>, Known>,
    /// A word too long to be kept.
    long: Option<Box<Known>>,
    listing: u32,
}

impl<'v> Words<'v> {
    /// No words yet.
    pub fn new(lexicon: &'v dyn Lexicon) -> Words<'v> {
        Words { lexicon, known: FxHashMap::default(), long: None, listing: 0 }
    }

    /// The words of the claims.
    pub fn lexicon(&self) -> &'v dyn Lexicon {
        self.lexicon
    }

    /// Forgets everything where it has become too much. Between listings only: what is known stays known within one.
    pub fn next_listing(&mut self) {
        if self.known.len() > MOST || self.listing == u32::MAX {
            self.known.clear();
            self.listing = 0;
        }
        self.listing += 1;
    }

    /// What is known of a word as written.
    pub fn get(&mut self, written: &str) -> &Known {
        if written.len() > LONGEST {
            return self.long.insert(Box::new(learn(self.lexicon, written)));
        }
        if !self.known.contains_key(written) {
            self.known.insert(written.into(), learn(self.lexicon, written));
        }
        &self.known[written]
    }

    /// What is known of a word that was looked up before in this listing.
    pub fn met(&self, written: &str) -> Option<&Known> {
        self.known.get(written)
    }

    /// The claim words that two neighbouring words cover when they are written together: "water proof" is "waterproof".
    pub fn joined(&self, text: &str, token: &Token, next: Option<&Token>) -> Vec<Target> {
        joins(text, token, next).map_or_else(Vec::new, |joined| self.written_as_one(&joined))
    }

    /// The claim words that a word covers which is written as two.
    pub fn written_as_one(&self, joined: &str) -> Vec<Target> {
        // Nearly all neighbours make no word of the claims.
        if !self.lexicon.may_have(joined) {
            return Vec::new();
        }
        let folded = lexis::fold(joined);
        let stem = self.lexicon.form(&folded);
        let covered = self.lexicon.covered_by(&stem);
        let whole = covered.iter().filter(|target| target.link == Link::Stem);
        whole.map(|target| Target { word: target.word, link: Link::Compound, scope: target.scope }).collect()
    }

    /// Calls `each` with every claim word that a text's words may cover, in any language, each word of the listing once.
    pub fn touch(&mut self, text: &str, each: &mut impl FnMut(Target)) {
        let tokens = lexis::tokens(text);
        let listing = self.listing;
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !token.number) {
            let written = token.text(text);
            if written.len() > LONGEST {
                let known = learn(self.lexicon, written);
                known.all().for_each(&mut *each);
            } else {
                if !self.known.contains_key(written) {
                    self.known.insert(written.into(), learn(self.lexicon, written));
                }
                if let Some(known) = self.known.get_mut(written).filter(|known| known.met != listing) {
                    known.met = listing;
                    known.all().for_each(&mut *each);
                }
            }
            self.joined(text, token, tokens.get(at + 1)).into_iter().for_each(&mut *each);
        }
    }
}

/// Two neighbouring words written as one, where they could be one word.
pub fn joins(text: &str, token: &Token, next: Option<&Token>) -> Option<String> {
    let next = next.filter(|next| !next.number && next.start - token.end <= 1)?;
    let length = token.end - token.start + next.end - next.start;
    (6..=40).contains(&length).then(|| [token.text(text), next.text(text)].concat())
}

fn learn(lexicon: &dyn Lexicon, written: &str) -> Known {
    let folded = lexis::fold(written);
    let stem = lexicon.form(&folded);
    let mut targets = lexicon.covered_by(&stem).into_owned();
    let more = |targets: &mut Vec<Target>, found: &[Target]| {
        let fresh =
            found.iter().filter(|new| !targets.iter().any(|old| old.word == new.word && old.scope == new.scope));
        let fresh: Vec<Target> = fresh.copied().collect();
        targets.extend(fresh);
    };
    more(&mut targets, &lexicon.abbreviated(written));
    if !lexis::is_known(&stem) {
        more(&mut targets, &lexicon.misspelt(&stem));
    }
    targets.extend(lexicon.near(&stem, &targets));
    let telling = meaning::vector(&stem).filter(|_| !FUNCTION_WORDS.contains(&folded));
    Known {
        value: values::of_word(&folded),
        form: lexis::form_hash(&folded),
        foreign: Foreign::new(&folded, lexicon),
        meaning: telling.map(|vector| (vector, lexis::idf(&stem))),
        targets,
        folded,
        met: 0,
    }
}
