//! Counted things: "four pads", "4 wheels", "at least two straps".

use crate::pair::quantity::bound::{bounded, operator};
use crate::pair::quantity::scan::quantities;
use crate::pair::quantity::{Quantity, number_word, unit};
use crate::text::lexis::tokens;

/// The dimension of counted things, which the unit table does not have.
pub const THINGS: &str = "things";
/// The largest count that is read: larger numbers are models, sizes and years.
const MOST: f64 = 200.0;

/// The quantities of a text, then the counts that are not part of one.
pub fn quantities_and_counts(text: &str) -> Vec<Quantity> {
    let mut found = quantities(text);
    let measured = found.len();
    for count in counts(text) {
        if !found[..measured].iter().any(|other| other.start < count.end && count.start < other.end) {
            found.push(count);
        }
    }
    found
}

/// The counts of a text, in order: whole numbers before a word that is no unit. "One" and a plural alone count nothing.
pub fn counts(text: &str) -> Vec<Quantity> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for (at, pair) in tokens.windows(2).enumerate() {
        let (token, next) = (pair[0], pair[1]);
        let written = token.text(text);
        let value = if token.number { written.parse().ok() } else { number_word(&written.to_lowercase()) };
        let Some(value) = value.filter(|value: &f64| value.fract() == 0.0 && (2.0..=MOST).contains(value)) else {
            continue;
        };
        let between = &text[token.end..next.start];
        let counts =
            between == " " && !next.number && next.text(text).chars().count() > 2 && unit(next.text(text)).is_none();
        let before = text[..token.start].chars().next_back();
        let own = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ':' | ','));
        let decimal = at > 0 && tokens[at - 1].number && tokens[at - 1].end + 1 >= token.start;
        if counts && own && !decimal {
            let (start, bound, approximate) = operator(text, token.start);
            let (low, high) = bounded(bound, value, value);
            found.push(Quantity { start, end: token.end, low, high, dimension: THINGS, approximate });
        }
    }
    found
}
