//! The words of the compiled claims, and which listing words cover them by which link.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::parts::Parts;
use crate::lexis;
use crate::meaning::{self, Vector};
use crate::tables::{ABBREVIATIONS, OPPOSITES, WORDNET};

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
            Link::Typo => 0.9,
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

    /// Which parts of pairing are on.
    pub fn parts(&self) -> Parts {
        self.parts
    }

    /// The form in which words are compared.
    pub fn form<'a>(&self, folded: &'a str) -> Cow<'a, str> {
        if self.parts.stems { lexis::stem(folded) } else { Cow::Borrowed(folded) }
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
        for other in WORDNET.get(&stem).filter(|_| self.parts.senses).unwrap_or_default().split_terminator(' ') {
            self.target(other, Target { word: number, link: Link::Sense, scope: 0 });
        }
        if stem.len() >= MIN_TYPO && stem.is_ascii() {
            self.long.push((stem.into_owned(), number));
        }
        number
    }

    /// Whether a longer word, as written, can be one of the claims' words: a cheap test that errs on the side of yes.
    pub fn may_have(&self, written: &str) -> bool {
        start(written).is_none_or(|start| self.starts.contains(&start))
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
        // "water-resistant" may be "waterproof" in a listing.
        for (other, link) in super::synonyms::of(&stem).filter(|_| self.parts.curated).collect::<Vec<_>>() {
            for word in [first_number, second_number] {
                self.target(other, Target { word, link, scope: self.scope });
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

    /// The claim words that an abbreviation, as written, stands for: capitals only ("LED", "LEDs"), and no word of the
    /// dictionary unless it is a known abbreviation.
    pub fn abbreviated(&self, written: &str) -> &[Target] {
        let letters = written.strip_suffix('s').unwrap_or(written);
        if letters.len() < 3 || !letters.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return &[];
        }
        let lower = letters.to_ascii_lowercase();
        if lexis::is_known(&lexis::stem(&lower)) && !ABBREVIATIONS.contains(&lower) {
            return &[];
        }
        self.initials.get(&lower).map_or(&[], Vec::as_slice)
    }

    fn target(&mut self, stem: &str, target: Target) {
        let targets = self.targets.entry(stem.to_owned()).or_default();
        if !targets.iter().any(|known| known.word == target.word && known.scope == target.scope) {
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

    /// How many words there are.
    pub fn len(&self) -> usize {
        self.idf.len()
    }

    /// Whether there is no word.
    pub fn is_empty(&self) -> bool {
        self.idf.is_empty()
    }

    /// What a stem covers.
    pub fn covered_by(&self, stem: &str) -> &[Target] {
        self.targets.get(stem).map_or(&[], Vec::as_slice)
    }

    /// The claim words that a stem is near to in meaning, beyond those it covers already.
    pub fn near(&self, stem: &str, known: &[Target]) -> Vec<Target> {
        let Some(vector) = meaning::vector(stem).filter(|_| self.parts.near) else { return Vec::new() };
        let opposites = OPPOSITES.get(stem).unwrap_or_default();
        let opposite = |word: u32| opposites.split(' ').any(|other| other == self.stems[word as usize]);
        (0..self.vectors.len() as u32)
            .filter(|word| {
                self.vectors[*word as usize].is_some_and(|other| meaning::similarity(vector, other) >= NEAR)
                    && !known.iter().any(|target| target.word == *word && target.scope == 0)
                    && !opposite(*word)
            })
            .map(|word| Target { word, link: Link::Near, scope: 0 })
            .collect()
    }

    /// The claim words that a stem nobody knows may be a typing error of.
    pub fn misspelt(&self, folded: &str) -> Vec<Target> {
        if !self.parts.typos || folded.len() < MIN_TYPO || folded.len() > MAX_TYPO || !folded.is_ascii() {
            return Vec::new();
        }
        let letters = letters(folded);
        self.long
            .iter()
            .filter(|(word, _)| {
                word.len().abs_diff(folded.len()) <= 1
                    && word.as_bytes()[0] == folded.as_bytes()[0]
                    && (letters ^ self::letters(word)).count_ones() <= 2
                    && strsim::osa_distance(word, folded) == 1
            })
            .map(|(_, number)| Target { word: *number, link: Link::Typo, scope: 0 })
            .collect()
    }
}

/// Least cosine that counts as near, and what a near word counts.
const NEAR: f32 = 0.58;
const NEAR_WEIGHT: f32 = 0.4;

/// Shortest word that is corrected: in short words one letter makes another word ("foam", "form").
const MIN_TYPO: usize = 6;
/// Longest word that is compared.
const MAX_TYPO: usize = 32;

/// How many first letters of a word stemming leaves alone; the few British spellings that differ there ("tyre") are no joined words.
const START: usize = 3;

/// The first letters of a word in lower case, where they are plain letters.
fn start(word: &str) -> Option<[u8; START]> {
    let letters: [u8; START] = word.as_bytes().get(..START)?.try_into().ok()?;
    letters.is_ascii().then(|| letters.map(|letter| letter.to_ascii_lowercase()))
}

/// Which letters a word has, one bit each.
fn letters(word: &str) -> u32 {
    word.bytes().filter(u8::is_ascii_lowercase).fold(0, |set, byte| set | 1 << (byte - b'a'))
}
