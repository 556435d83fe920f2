//! Signs before numbers: "-20 °C", "−5 V", "+40 °C". A hyphen is a sign only where nothing stands right before it, and only
//! for measures that can be below zero: "Size -5 cm" is a dash.

use crate::pair::quantity::Unit;

/// Dimensions that have values below zero in what sellers and claims write.
const SIGNED: [&str; 3] = ["temperature", "voltage", "sound"];

/// Hyphens and minus signs of every kind.
const MINUS: [char; 7] = ['-', '\u{2212}', '\u{2010}', '\u{2011}', '\u{2013}', '\u{fe63}', '\u{ff0d}'];

/// A sign that stands right before the number at `start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sign {
    /// Where it stands.
    pub start: usize,
    is_minus: bool,
}

/// The sign right before the number at `start`, where there is one.
pub fn before(text: &str, start: usize) -> Option<Sign> {
    // "minus 20 degrees".
    if let Some(head) =
        text[..start].trim_end().strip_suffix("minus").or_else(|| text[..start].trim_end().strip_suffix("Minus"))
        && !head.ends_with(char::is_alphanumeric)
    {
        return Some(Sign { start: head.len(), is_minus: true });
    }
    let sign = text[..start].chars().next_back()?;
    let is_minus = MINUS.contains(&sign);
    if !is_minus && !matches!(sign, '+' | '\u{ff0b}') {
        return None;
    }
    let start = start - sign.len_utf8();
    // "10-20" is a range, "M-5" a model.
    let stands_free = text[..start].chars().next_back().is_none_or(|before| {
        before.is_whitespace() || matches!(before, '(' | '[' | ':' | '~' | '/' | ',' | '\u{2026}' | '>' | '<' | '=')
    });
    stands_free.then_some(Sign { start, is_minus })
}

/// A number that may begin with a sign: where its digits start.
pub fn skip(text: &str, at: usize) -> (usize, Option<Sign>) {
    let first = text[at..].chars().next();
    match first.filter(|first| MINUS.contains(first) || *first == '+') {
        Some(sign) => (at + sign.len_utf8(), Some(Sign { start: at, is_minus: MINUS.contains(&sign) })),
        None => (at, None),
    }
}

/// A number with its sign, where its measure can have one.
pub fn signed(value: f64, sign: Option<Sign>, unit: Unit) -> f64 {
    let is_minus = sign.is_some_and(|sign| sign.is_minus) && SIGNED.contains(&unit.dimension);
    if is_minus { -value } else { value }
}
