//! Values that exclude each other: a thing of polypropylene is not of polyethylene, a round top is not square.
//!
//! The table is curated from general knowledge of goods (`data/exclusive.txt`). A value is a path: "plastic" covers
//! "plastic/polyolefin", and two values exclude each other when neither covers the other.

use serde::{Deserialize, Serialize};

use crate::text::lexis::Token;
use crate::text::tables::EXCLUSIVE;
use crate::text::tables::lasting::Lasting;

/// A value of a property.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Value {
    /// The property: material, shape, stiffness and so on.
    #[serde(with = "crate::text::tables::lasting")]
    pub property: Lasting,
    /// From the general to the special, parted by slashes.
    #[serde(with = "crate::text::tables::lasting")]
    pub path: Lasting,
}

/// The value that a stem names.
pub fn of(stem: &str) -> Option<Value> {
    let (property, path) = EXCLUSIVE.get(stem)?.split_once('\t')?;
    Some(Value { property, path })
}

/// The value that a folded word names. Stemming makes "fabric" of "fabrication", which names none.
pub fn of_word(folded: &str) -> Option<Value> {
    let derived =
        ["ation", "ations", "ating", "ated", "ator", "ized", "izing", "izer"].iter().any(|end| folded.ends_with(end));
    // Silicon and silicone share a stem and nothing else.
    if derived || folded == "silicon" { None } else { of(&crate::text::lexis::stem(folded)) }
}

/// The value of "3D" and "two-dimensional": a number right before the word.
pub fn dimensional(number: &str, folded: &str) -> Option<Value> {
    if !matches!(folded, "d" | "dimensional") {
        return None;
    }
    let path = match number.to_lowercase().as_str() {
        "2" | "two" => "two",
        "3" | "three" => "three",
        _ => return None,
    };
    Some(Value { property: "dimensions", path })
}

impl Value {
    /// Whether a thing that has `other` can have this value too.
    pub fn allows(self, other: Value) -> bool {
        self.property != other.property || self.covers(other) || other.covers(self)
    }

    /// Whether `other` is this value or a kind of it.
    pub fn covers(self, other: Value) -> bool {
        let rest = other.path.strip_prefix(self.path);
        self.property == other.property && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    }
}

/// Whether a word names what is only imitated: "faux leather", "wood-look", "silk-feel"; of materials also "linen-like",
/// "stainless steel finish", "gold-tone".
pub fn is_imitation(text: &str, tokens: &[Token], at: usize, is_material: bool) -> bool {
    const LOOKS: [&str; 6] = ["look", "looks", "feel", "effect", "imitation", "optic"];
    const FINISHES: [&str; 11] =
        ["tone", "toned", "finish", "colored", "coloured", "color", "colour", "print", "style", "grain", "texture"];
    const MOCKS: [&str; 7] = ["faux", "imitation", "artificial", "fake", "simulated", "mock", "pretend"];
    const SUBSTITUTES: [&str; 4] = ["vegan", "pu", "pvc", "eco"];
    let is = |at: Option<usize>, words: &[&str]| {
        let written = at.and_then(|at| tokens.get(at)).map_or("", |token| token.text(text));
        words.iter().any(|word| written.eq_ignore_ascii_case(word))
    };
    let (before, next) = (at.checked_sub(1), Some(at + 1));
    let gap = tokens.get(at + 1).map_or("", |next| &text[tokens[at].end..next.start]);
    let hyphened = matches!(gap, "-" | "\u{2010}" | "\u{2011}");
    let joined = hyphened || gap == " ";
    (joined && (is(next, &LOOKS) || (is_material && is(next, &FINISHES))))
        || (hyphened && is(next, &["like"]))
        || is(before, &MOCKS)
        || (is_material && is(before, &SUBSTITUTES))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_value_allows_what_it_covers_and_what_covers_it() {
        let allows = |a: &str, b: &str| of(a).unwrap().allows(of(b).unwrap());
        assert!(allows("plastic", "polypropylen") && allows("polypropylen", "plastic"));
        assert!(!allows("polypropylen", "polyethylen"));
        assert!(!allows("steel", "plastic"));
        assert!(allows("steel", "round"));
        assert!(of("lid").is_none());
    }
}
