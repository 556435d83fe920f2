//! How words are compared: tokens with offsets, one normal form for spelling and inflection, and how common a stem is.

use std::borrow::Cow;
use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};
use unicode_normalization::UnicodeNormalization as _;

use crate::text::language::is_han;
use crate::text::segment;
use crate::text::tables::{IDF, SPELLING};

static STEMMER: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// What a stem that is in no table is worth: rarer than all that are.
pub const RARE: f32 = 8.2;

/// A run of letters or of digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Byte offset.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// Whether it is a run of digits (with inner decimal points and thousands separators).
    pub number: bool,
    /// Whether nothing but a hyphen, or nothing at all, stands between this token and the one before it.
    pub glued: bool,
}

impl Token {
    /// As written.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }
}

/// Splits text into runs of letters and runs of digits: "15.8ounces" is two tokens, "water-proof" is two, and so is
/// `ItemWeight`, since sellers' attribute names come without spaces. Han text has none either: it is cut at the terms
/// that [`segment::cut`] knows.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::with_capacity(text.len() / 5);
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        let number = first.is_ascii_digit();
        if !number && !first.is_alphabetic() {
            continue;
        }
        let mut end = start + first.len_utf8();
        let mut last = first;
        while let Some(&(at, next)) = chars.peek() {
            let after = || text[at + next.len_utf8()..].chars().next();
            let joins = if number {
                next.is_ascii_digit()
                    || (matches!(next, '.' | ',') && after().is_some_and(|after| after.is_ascii_digit()))
            } else {
                (next.is_alphabetic() && !(last.is_lowercase() && next.is_uppercase()) && is_han(last) == is_han(next))
                    || unicode_normalization::char::is_combining_mark(next)
                    || (matches!(next, '\'' | '\u{2019}') && after().is_some_and(char::is_alphabetic))
            };
            if !joins {
                break;
            }
            end = at + next.len_utf8();
            last = next;
            chars.next();
        }
        let glued = found
            .last()
            .is_some_and(|before: &Token| matches!(&text[before.end..start], "" | "-" | "\u{2010}" | "\u{2011}"));
        if is_han(first) {
            let mut from = start;
            segment::cut(&text[start..end], |to| {
                found.push(Token { start: from, end: start + to, number, glued: glued || from > start });
                from = start + to;
            });
            continue;
        }
        found.push(Token { start, end, number, glued });
    }
    found
}

/// The normal form of a word before stemming: compatibility-normalised, lower case, without a possessive ending, in
/// American spelling.
pub fn fold(word: &str) -> String {
    let mut folded: String =
        if word.is_ascii() { word.to_ascii_lowercase() } else { word.nfkc().collect::<String>().to_lowercase() };
    if let Some(at) = folded.find(['\'', '\u{2019}']) {
        let tail = &folded[at..];
        if tail.chars().count() <= 2 {
            folded.truncate(at);
        } else {
            folded.retain(|c| c != '\'' && c != '\u{2019}');
        }
    }
    SPELLING.get(&folded).map_or(folded, str::to_owned)
}

/// The stem of a folded word.
pub fn stem(folded: &str) -> Cow<'_, str> {
    match folded {
        // Stems that would make another thing of a thing: a housing is no house, a lining no line.
        "housing" | "housings" => Cow::Borrowed("housing"),
        "lining" | "linings" | "lined" => Cow::Borrowed("lining"),
        "fabrication" | "fabrications" | "fabricated" => Cow::Borrowed("fabricat"),
        _ if folded.is_ascii() => STEMMER.stem(folded),
        _ => Cow::Borrowed(folded),
    }
}

/// Enough of a singular to compare two mentions; not a linguist's.
pub fn singular(word: &str) -> &str {
    if let Some(base) = word.strip_suffix("ies").filter(|base| base.len() > 2) {
        return base;
    }
    if let Some(base) = word.strip_suffix('y').filter(|base| base.len() > 2) {
        return base;
    }
    match word.strip_suffix('s') {
        Some(base) if base.len() > 2 && !base.ends_with(['s', 'u', 'i']) => base
            .strip_suffix('e')
            .filter(|b| b.ends_with("sh") || b.ends_with("ch") || b.ends_with('x'))
            .unwrap_or(base),
        _ => word,
    }
}

/// A hash of a folded word's singular form.
pub fn form_hash(folded: &str) -> u32 {
    use std::hash::Hasher as _;
    let mut hasher = rustc_hash::FxHasher::default();
    hasher.write(singular(folded).as_bytes());
    (hasher.finish() >> 16) as u32 | 1
}

/// How rare a stem is among product listings: the natural logarithm of listings over listings with it, 0 to [`RARE`].
pub fn idf(stem: &str) -> f32 {
    IDF.get(stem).and_then(|value| value.parse().ok()).unwrap_or(RARE)
}

/// Whether a stem is a word that patents or listings use, as opposed to a likely typing error.
pub fn is_known(stem: &str) -> bool {
    IDF.contains(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        tokens(text).iter().map(|token| token.text(text)).collect()
    }

    #[test]
    fn letters_and_digits_part_and_camel_case_does_too() {
        assert_eq!(split("15.8ounces"), ["15.8", "ounces"]);
        assert_eq!(split("ItemWeight: 1,200 g"), ["Item", "Weight", "1,200", "g"]);
        assert_eq!(split("water-proof USB"), ["water", "proof", "USB"]);
        assert_eq!(split("3.5\" 10x5"), ["3.5", "10", "x", "5"]);
    }

    #[test]
    fn spelling_and_inflection_have_one_form() {
        for (a, b) in [
            ("colours", "color"),
            ("Aluminium", "aluminum"),
            ("hinged", "hinges"),
            ("lid's", "lids"),
            ("ﬁbre", "fiber"),
        ] {
            assert_eq!(stem(&fold(a)), stem(&fold(b)), "{a} {b}");
        }
    }
}
