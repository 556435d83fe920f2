//! Tables that ship with the program: sorted text files built into the binary and searched where they lie, so that
//! nothing is parsed at start-up. `src/text/data/README.md` says where each comes from.

use std::cmp::Ordering;

pub(crate) mod lasting;

/// A sorted text file, one entry a line: `key` or `key<TAB>value`. Keys are sorted by their bytes.
#[derive(Debug)]
pub struct Table {
    text: &'static str,
    /// Where the lines of each class of first letters start, see [`class`], computed when the program is built.
    starts: [u32; CLASSES + 1],
}

/// Words that never belong to a noun phrase.
pub static FUNCTION_WORDS: Table = Table::new(include_str!("data/function-words.txt"));
/// Finite verbs and participles of claim language.
pub static CLAIM_VERBS: Table = Table::new(include_str!("data/claim-verbs.txt"));
/// British spellings and their American form.
pub static SPELLING: Table = Table::new(include_str!("data/spelling.txt"));
/// Stems and how rare they are among listings.
pub static IDF: Table = Table::new(include_str!("data/idf.txt"));
/// Words of claim drafting that say nothing about a product.
pub static BOILERPLATE: Table = Table::new(include_str!("data/boilerplate.txt"));
/// Nouns and ordinals so general that a listing rarely uses them: member, portion, first.
pub static GENERIC: Table = Table::new(include_str!("data/generic.txt"));
/// Units: dimension, factor to the base unit, and offset where there is one, separated by tabs.
pub static UNITS: Table = Table::new(include_str!("data/units.txt"));
/// Phrases behind "the" that take up nothing: "the same", "the group".
pub static REFERS_TO_NOTHING: Table = Table::new(include_str!("data/refers-to-nothing.txt"));
/// Stems of general names of goods, one or two, and the stems of kinds of them: made from `docs/tables/lexicon/kinds.txt`.
pub static KINDS: Table = Table::new(include_str!("data/kinds.txt"));
/// Values of attributes that answer rather than describe, and what they answer: "no", "yes", "nothing", "apart".
pub static ANSWERS: Table = Table::new(include_str!("data/answers.txt"));
/// Number words and their values.
pub static NUMBER_WORDS: Table = Table::new(include_str!("data/number-words.txt"));
/// Words that name what a quantity measures, and the measure.
pub static MEASURES: Table = Table::new(include_str!("data/measures.txt"));
/// Stems of claim words and the stems of listing words that stand for them, separated by spaces.
pub static SYNONYMS: Table = Table::new(include_str!("data/synonyms.txt"));
/// Stems and the row of their vector, see [`crate::text::meaning`].
pub static VECTORS: Table = Table::new(include_str!("data/vectors.txt"));
/// Stems of words that name one of several values of a property, of which a thing has one: the property and the value's
/// path, separated by a tab.
pub static EXCLUSIVE: Table = Table::new(include_str!("data/exclusive.txt"));
/// Words of other languages: for each sense the codes of its languages, separated by commas, a space, and the English
/// words it stands for, separated by spaces; senses are separated by tabs. See [`crate::text::bilingual`].
pub static BILINGUAL: Table = Table::new(include_str!("data/bilingual.txt"));
/// Common words of languages in Latin script and the codes of the languages that have them, separated by spaces.
pub static LANGUAGES: Table = Table::new(include_str!("data/languages.txt"));
/// Words behind "no" or "not" that make it deny nothing, and behind which of the two, separated by a space.
pub static PSEUDO_NEGATION: Table = Table::new(include_str!("data/pseudo-negation.txt"));
/// Words that make a thing's name of a side behind them ("tank top"), and the sides, separated by spaces.
pub static SIDE_NAMES: Table = Table::new(include_str!("data/side-names.txt"));
/// ISO 8879 "Greek Letters": the entity's name without `gr`, and the letter.
pub static ISO_GREEK: Table = Table::new(include_str!("data/iso-greek.txt"));
/// Abbreviations that are also words of the dictionary, in lower case.
pub static ABBREVIATIONS: Table = Table::new(include_str!("data/abbreviations.txt"));
/// Stems and the stems of their opposites, separated by spaces: near in meaning and never the same.
pub static OPPOSITES: Table = Table::new(include_str!("data/opposites.txt"));
/// Stems and the stems of their synonyms in WordNet, separated by spaces.
pub static WORDNET: Table = Table::new(include_str!("data/wordnet.txt"));

impl Table {
    const fn new(text: &'static str) -> Table {
        let bytes = text.as_bytes();
        let mut starts = [bytes.len() as u32; CLASSES + 1];
        let (mut at, mut next) = (0, 0);
        while at < bytes.len() {
            let class = class(bytes, at);
            while next <= class {
                starts[next] = at as u32;
                next += 1;
            }
            while at < bytes.len() && bytes[at] != b'\n' {
                at += 1;
            }
            at += 1;
        }
        Table { text, starts }
    }

    /// Whether the key is there.
    pub fn contains(&self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The value of a key: empty for a table of bare words.
    pub fn get(&self, key: &str) -> Option<&'static str> {
        // Byte searches: neither mark lies inside a UTF-8 sequence, so the cuts are on character boundaries.
        let text = self.text.as_bytes();
        let class = class(key.as_bytes(), 0);
        let (mut low, mut high) = (self.starts[class] as usize, self.starts[class + 1] as usize);
        while low < high {
            let middle = usize::midpoint(low, high);
            let start = text[low..middle].iter().rposition(|byte| *byte == b'\n').map_or(low, |at| low + at + 1);
            match compare(&text[start..], key.as_bytes()) {
                Ordering::Equal => {
                    let end = start + line_length(&text[start..]);
                    let from = start + key.len();
                    return Some(if from < end { &self.text[from + 1..end] } else { "" });
                }
                Ordering::Less => low = middle + line_length(&text[middle..]) + 1,
                Ordering::Greater => high = start,
            }
        }
        None
    }

    /// The entries in order.
    pub fn entries(&self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.text.lines().map(|line| line.split_once('\t').unwrap_or((line, "")))
    }
}

/// Letters by which lines are told apart: those before `a`, the 26, those behind `z`.
const LETTERS: usize = 28;
const CLASSES: usize = LETTERS * LETTERS;

/// A number for the first two letters of the key at `at`, in the order of the keys.
const fn class(bytes: &[u8], at: usize) -> usize {
    let first = letter(bytes, at);
    // Keys that start with something else are few, and their second letters are not in the order of the first.
    if first == 0 || first == LETTERS - 1 { first * LETTERS } else { first * LETTERS + letter(bytes, at + 1) }
}

const fn letter(bytes: &[u8], at: usize) -> usize {
    if at >= bytes.len() || bytes[at] < b'a' {
        0
    } else if bytes[at] <= b'z' {
        (bytes[at] - b'a') as usize + 1
    } else {
        LETTERS - 1
    }
}

/// How the key of the line at the start of `text` compares with a key.
fn compare(text: &[u8], key: &[u8]) -> Ordering {
    for (at, wanted) in key.iter().enumerate() {
        match text.get(at) {
            None | Some(b'\t' | b'\n') => return Ordering::Less,
            Some(found) if found != wanted => return found.cmp(wanted),
            _ => {}
        }
    }
    match text.get(key.len()) {
        None | Some(b'\t' | b'\n') => Ordering::Equal,
        _ => Ordering::Greater,
    }
}

fn line_length(text: &[u8]) -> usize {
    text.iter().position(|byte| *byte == b'\n').unwrap_or(text.len())
}

/// Every table, for the test that each is sorted and free of repeats.
pub static ALL: &[(&str, &Table)] = &[
    ("function-words", &FUNCTION_WORDS),
    ("claim-verbs", &CLAIM_VERBS),
    ("spelling", &SPELLING),
    ("idf", &IDF),
    ("wordnet", &WORDNET),
    ("opposites", &OPPOSITES),
    ("pseudo-negation", &PSEUDO_NEGATION),
    ("side-names", &SIDE_NAMES),
    ("iso-greek", &ISO_GREEK),
    ("abbreviations", &ABBREVIATIONS),
    ("boilerplate", &BOILERPLATE),
    ("generic", &GENERIC),
    ("refers-to-nothing", &REFERS_TO_NOTHING),
    ("units", &UNITS),
    ("kinds", &KINDS),
    ("answers", &ANSWERS),
    ("number-words", &NUMBER_WORDS),
    ("measures", &MEASURES),
    ("synonyms", &SYNONYMS),
    ("vectors", &VECTORS),
    ("exclusive", &EXCLUSIVE),
    ("languages", &LANGUAGES),
    ("bilingual", &BILINGUAL),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_sorted_and_every_key_is_found() {
        for (name, table) in ALL {
            let keys: Vec<_> = table.entries().map(|entry| entry.0).collect();
            assert!(keys.is_sorted_by(|a, b| a < b), "{name} is not sorted, or repeats a key");
            for (key, value) in table.entries() {
                assert_eq!(table.get(key), Some(value), "{name}: {key}");
            }
            assert_eq!(table.get("zzzzzz"), None);
            assert_eq!(table.get(""), None);
        }
    }
}
