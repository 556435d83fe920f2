//! The words of the compiled claims, and which listing words cover them by which link.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::pair::lexicon::{Lexicon, Link, Target};
use crate::pair::parts::Parts;
use crate::text::lexis;
use crate::text::meaning::{self, Vector};
use crate::text::tables::{ABBREVIATIONS, OPPOSITES, WORDNET};

/// The vocabulary of a set of compiled claims.
#[derive(Debug, Default)]
pub struct Vocabulary {
    numbers: FxHashMap<String, u32>,
    targets: FxHashMap<String, Vec<Target>>,
    initials: FxHashMap<String, Vec<Target>>,
    scope: u32,
    idf: Vec<f32>,
    vectors: Vec<Option<Vector>>,
    stems: Vec<String>,
    parts: Parts,
    /// Long stems, for typing errors.
    long: Vec<(String, u32)>,
    /// The first letters of the claim words, see [`Vocabulary::may_have`].
    starts: FxHashSet<[u8; START]>,
}

impl Vocabulary {
    /// An empty vocabulary.
    pub fn new(parts: Parts) -> Vocabulary {
        Vocabulary { parts, ..Vocabulary::default() }
    }

    /// Starts the next claim; gives the scope of links that rest on its phrases.
    pub fn next_scope(&mut self) -> u32 {
        self.scope += 1;
        self.scope
    }

    /// The number of a claim word (given folded), added when new.
    pub fn add(&mut self, folded: &str) -> u32 {
        let stem = self.form(folded);
        if let Some(&number) = self.numbers.get(stem.as_ref()) {
            return number;
        }
        let number = self.idf.len() as u32;
        self.idf.push(lexis::idf(&stem));
        self.vectors.push(meaning::vector(&stem));
        self.stems.push(stem.clone().into_owned());
        self.starts.extend(start(&stem));
        self.numbers.insert(stem.clone().into_owned(), number);
        self.target(&stem, Target { word: number, link: Link::Stem, scope: 0 });
        for (other, link) in super::synonyms::of(&stem).filter(|_| self.parts.curated).collect::<Vec<_>>() {
            self.target(other, Target { word: number, link, scope: 0 });
        }
        self.add_kinds(&stem, &[number], 0);
        for other in WORDNET.get(&stem).filter(|_| self.parts.senses).unwrap_or_default().split_terminator(' ') {
            self.target(other, Target { word: number, link: Link::Sense, scope: 0 });
        }
        if stem.len() >= MIN_TYPO && stem.is_ascii() {
            self.long.push((stem.into_owned(), number));
        }
        number
    }

    /// Makes the joined spelling of two neighbouring claim words cover both.
    pub fn add_compound(&mut self, first: &str, first_number: u32, second: &str, second_number: u32) {
        if !self.parts.compounds {
            return;
        }
        let joined = [first, second].concat();
        let stem = self.form(&joined).into_owned();
        for word in [first_number, second_number] {
            self.target(&stem, Target { word, link: Link::Compound, scope: self.scope });
        }
        // A pen is a writing instrument, which says nothing of other writing and other instruments.
        let phrase = [self.form(first).into_owned(), self.form(second).into_owned()].join(" ");
        self.add_kinds(&phrase, &[first_number, second_number], self.scope);
        // "water-resistant" may be "waterproof" in a listing.
        for (other, link) in super::synonyms::of(&stem).filter(|_| self.parts.curated).collect::<Vec<_>>() {
            for word in [first_number, second_number] {
                self.target(other, Target { word, link, scope: self.scope });
            }
        }
    }

    /// Makes the kinds of what a stem or two name cover its words.
    fn add_kinds(&mut self, general: &str, words: &[u32], scope: u32) {
        if !self.parts.goods {
            return;
        }
        for kind in super::goods::kinds_of(general) {
            for word in words {
                self.target(kind, Target { word: *word, link: Link::Good, scope });
            }
        }
    }

    /// Makes the initials of three or more neighbouring claim words cover each of them.
    pub fn add_initials(&mut self, words: &[(&str, u32)]) {
        if !self.parts.compounds {
            return;
        }
        let initials: String = words.iter().filter_map(|(word, _)| word.chars().next()).collect();
        let targets = self.initials.entry(initials).or_default();
        for (_, word) in words {
            let target = Target { word: *word, link: Link::Abbreviation, scope: self.scope };
            if !targets.contains(&target) {
                targets.push(target);
            }
        }
    }

    fn target(&mut self, stem: &str, target: Target) {
        let targets = self.targets.entry(stem.to_owned()).or_default();
        // A claim's own links are the last that were added, so that a stem that many claims join is not searched whole.
        let recent = targets.iter().rev().take_while(|known| known.scope == target.scope || target.scope == 0);
        if !recent.into_iter().any(|known| known.word == target.word && known.scope == target.scope) {
            targets.push(target);
        }
    }

    /// How rare a claim word is.
    pub fn idf(&self, word: u32) -> f32 {
        if self.parts.rarity { self.idf[word as usize] } else { 4.0 }
    }

    /// The meaning of a claim word.
    pub fn vector(&self, word: u32) -> Option<Vector> {
        self.vectors[word as usize]
    }

    /// The claim words whose meaning is near to that of a stem, opposites left out.
    pub(crate) fn near_words(&self, stem: &str) -> impl Iterator<Item = u32> {
        let opposites = OPPOSITES.get(stem).unwrap_or_default();
        let opposite = move |word: u32| opposites.split(' ').any(|other| other == self.stems[word as usize]);
        meaning::vector(stem).into_iter().flat_map(move |vector| {
            let is_near =
                move |other: &Option<Vector>| other.is_some_and(|other| meaning::similarity(vector, other) >= NEAR);
            let near = self.vectors.iter().zip(0..).filter(move |(other, _)| is_near(other));
            near.map(|(_, word)| word).filter(move |word| !opposite(*word))
        })
    }

    /// Every stem that covers something, with what it covers, in no order; likewise the initials, the first letters and
    /// the long words.
    pub(crate) fn all_targets(&self) -> impl Iterator<Item = (&str, &[Target])> {
        self.targets.iter().map(|(stem, targets)| (stem.as_str(), targets.as_slice()))
    }

    pub(crate) fn all_initials(&self) -> impl Iterator<Item = (&str, &[Target])> {
        self.initials.iter().map(|(letters, targets)| (letters.as_str(), targets.as_slice()))
    }

    pub(crate) fn all_starts(&self) -> impl Iterator<Item = [u8; START]> {
        self.starts.iter().copied()
    }

    pub(crate) fn all_long(&self) -> &[(String, u32)] {
        &self.long
    }

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.idf.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.idf.is_empty()
    }
}

impl Lexicon for Vocabulary {
    fn parts(&self) -> Parts {
        self.parts
    }

    fn covered_by(&self, stem: &str) -> Cow<'_, [Target]> {
        Cow::Borrowed(self.targets.get(stem).map_or(&[], Vec::as_slice))
    }

    fn abbreviated(&self, written: &str) -> Cow<'_, [Target]> {
        let lower = initials(written);
        Cow::Borrowed(lower.and_then(|lower| self.initials.get(&lower)).map_or(&[], Vec::as_slice))
    }

    fn near(&self, stem: &str, known: &[Target]) -> Vec<Target> {
        if !self.parts.near {
            return Vec::new();
        }
        let fresh = |word: &u32| !known.iter().any(|target| target.word == *word && target.scope == 0);
        let near = self.near_words(stem).filter(fresh);
        near.map(|word| Target { word, link: Link::Near, scope: 0 }).collect()
    }

    fn misspelt(&self, folded: &str) -> Vec<Target> {
        if self.parts.typos { misspelt(folded, &self.long) } else { Vec::new() }
    }

    fn may_have(&self, written: &str) -> bool {
        start(written).is_none_or(|start| self.starts.contains(&start))
    }
}

/// The lower-case letters of a word that may be an abbreviation.
pub(crate) fn initials(written: &str) -> Option<String> {
    let letters = written.strip_suffix('s').unwrap_or(written);
    if letters.len() < 3 || !letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return None;
    }
    let lower = letters.to_ascii_lowercase();
    (!lexis::is_known(&lexis::stem(&lower)) || ABBREVIATIONS.contains(&lower)).then_some(lower)
}

/// Which of the long claim words a stem may be a typing error of.
pub(crate) fn misspelt<S: AsRef<str>>(folded: &str, long: &[(S, u32)]) -> Vec<Target> {
    if folded.len() < MIN_TYPO || folded.len() > MAX_TYPO || !folded.is_ascii() {
        return Vec::new();
    }
    let letters_of = letters(folded);
    long.iter()
        .map(|(word, number)| (word.as_ref(), number))
        .filter(|(word, _)| {
            word.len().abs_diff(folded.len()) <= 1
                && word.as_bytes()[0] == folded.as_bytes()[0]
                && (letters_of ^ letters(word)).count_ones() <= 2
                && strsim::osa_distance(word, folded) == 1
        })
        .map(|(_, number)| Target { word: *number, link: Link::Typo, scope: 0 })
        .collect()
}

/// Least cosine that counts as near, and what a near word counts.
const NEAR: f32 = 0.58;

/// Shortest word that is corrected: in short words one letter makes another word ("foam", "form").
const MIN_TYPO: usize = 6;
/// Longest word that is compared.
const MAX_TYPO: usize = 32;

/// How many first letters of a word stemming leaves alone; the few British spellings that differ there ("tyre") are no joined words.
pub(crate) const START: usize = 3;

/// The first letters of a word in lower case, where they are plain letters.
pub(crate) fn start(word: &str) -> Option<[u8; START]> {
    let letters: [u8; START] = word.as_bytes().get(..START)?.try_into().ok()?;
    letters.is_ascii().then(|| letters.map(|letter| letter.to_ascii_lowercase()))
}

/// Which letters a word has, one bit each.
fn letters(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_lowercase).fold(0, |set, byte| set | 1 << (byte - b'a'))
}
