//! Tables that ship with the program: sorted text files built into the binary and searched where they lie, so that
//! nothing is parsed at start-up. `src/data/README.md` says where each comes from.

use std::cmp::Ordering;

/// A sorted text file, one entry a line: `key` or `key<TAB>value`. Keys are sorted by their bytes.
#[derive(Clone, Copy, Debug)]
pub struct Table(&'static str);

/// Words that never belong to a noun phrase.
pub const FUNCTION_WORDS: Table = Table(include_str!("data/function-words.txt"));
/// Finite verbs and participles of claim language.
pub const CLAIM_VERBS: Table = Table(include_str!("data/claim-verbs.txt"));
/// British spellings and their American form.
pub const SPELLING: Table = Table(include_str!("data/spelling.txt"));
/// Stems and how rare they are among listings.
pub const IDF: Table = Table(include_str!("data/idf.txt"));
/// Words of claim drafting that say nothing about a product.
pub const BOILERPLATE: Table = Table(include_str!("data/boilerplate.txt"));
/// Nouns and ordinals so general that a listing rarely uses them: member, portion, first.
pub const GENERIC: Table = Table(include_str!("data/generic.txt"));
/// Units: dimension, factor to the base unit, and offset where there is one, separated by tabs.
pub const UNITS: Table = Table(include_str!("data/units.txt"));
/// Number words and their values.
pub const NUMBER_WORDS: Table = Table(include_str!("data/number-words.txt"));
/// Words that name what a quantity measures, and the measure.
pub const MEASURES: Table = Table(include_str!("data/measures.txt"));
/// Stems of claim words and the stems of listing words that stand for them, separated by spaces.
pub const SYNONYMS: Table = Table(include_str!("data/synonyms.txt"));
/// Stems and the row of their vector, see [`crate::meaning`].
pub const VECTORS: Table = Table(include_str!("data/vectors.txt"));
/// Stems of words that name one of several values of a property, of which a thing has one: the property and the value's
/// path, separated by a tab.
pub const EXCLUSIVE: Table = Table(include_str!("data/exclusive.txt"));
/// Words of other languages: for each sense the codes of its languages, separated by commas, a space, and the English
/// words it stands for, separated by spaces; senses are separated by tabs. See [`crate::bilingual`].
pub const BILINGUAL: Table = Table(include_str!("data/bilingual.txt"));
/// Common words of languages in Latin script and the codes of the languages that have them, separated by spaces.
pub const LANGUAGES: Table = Table(include_str!("data/languages.txt"));
/// Words behind "no" or "not" that make it deny nothing, and behind which of the two, separated by a space.
pub const PSEUDO_NEGATION: Table = Table(include_str!("data/pseudo-negation.txt"));
/// Words that make a thing's name of a side behind them ("tank top"), and the sides, separated by spaces.
pub const SIDE_NAMES: Table = Table(include_str!("data/side-names.txt"));
/// ISO 8879 "Greek Letters": the entity's name without `gr`, and the letter.
pub const ISO_GREEK: Table = Table(include_str!("data/iso-greek.txt"));
/// Abbreviations that are also words of the dictionary, in lower case.
pub const ABBREVIATIONS: Table = Table(include_str!("data/abbreviations.txt"));
/// Stems and the stems of their opposites, separated by spaces: near in meaning and never the same.
pub const OPPOSITES: Table = Table(include_str!("data/opposites.txt"));
/// Stems and the stems of their synonyms in WordNet, separated by spaces.
pub const WORDNET: Table = Table(include_str!("data/wordnet.txt"));

impl Table {
    /// Whether the key is there.
    pub fn contains(self, key: &str) -> bool {
        self.get(key).is_some()
    }

    /// The value of a key: empty for a table of bare words.
    pub fn get(self, key: &str) -> Option<&'static str> {
        // Byte searches: neither mark lies inside a UTF-8 sequence, so the cuts are on character boundaries.
        let text = self.0.as_bytes();
        let (mut low, mut high) = (0, text.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            let start = text[low..middle].iter().rposition(|byte| *byte == b'\n').map_or(low, |at| low + at + 1);
            match compare(&text[start..], key.as_bytes()) {
                Ordering::Equal => {
                    let end = start + line_length(&text[start..]);
                    let from = start + key.len();
                    return Some(if from < end { &self.0[from + 1..end] } else { "" });
                }
                Ordering::Less => low = middle + line_length(&text[middle..]) + 1,
                Ordering::Greater => high = start,
            }
        }
        None
    }

    /// The entries in order.
    pub fn entries(self) -> impl Iterator<Item = (&'static str, &'static str)> {
        self.0.lines().map(|line| line.split_once('\t').unwrap_or((line, "")))
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
pub const ALL: &[(&str, Table)] = &[
    ("function-words", FUNCTION_WORDS),
    ("claim-verbs", CLAIM_VERBS),
    ("spelling", SPELLING),
    ("idf", IDF),
    ("wordnet", WORDNET),
    ("opposites", OPPOSITES),
    ("pseudo-negation", PSEUDO_NEGATION),
    ("side-names", SIDE_NAMES),
    ("iso-greek", ISO_GREEK),
    ("abbreviations", ABBREVIATIONS),
    ("boilerplate", BOILERPLATE),
    ("generic", GENERIC),
    ("units", UNITS),
    ("number-words", NUMBER_WORDS),
    ("measures", MEASURES),
    ("synonyms", SYNONYMS),
    ("vectors", VECTORS),
    ("exclusive", EXCLUSIVE),
    ("languages", LANGUAGES),
    ("bilingual", BILINGUAL),
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
