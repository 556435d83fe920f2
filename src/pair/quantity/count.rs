//! Counted things: "four pads", "4 wheels", "at least two straps".

use crate::pair::quantity::bound::operator;
use crate::pair::quantity::scan::quantities;
use crate::pair::quantity::{Quantity, number_word, unit};
use crate::text::lexis::{Token, tokens};

/// The dimension of counted things, which the unit table does not have.
pub const THINGS: &str = "things";
/// The largest count that is read: larger numbers are models, sizes and years.
const MOST: f64 = 200.0;

/// What may stand between a number and what it counts: "2 pcs straps", "2x strap", "4 × AA batteries", "two sets of legs".
const BETWEEN: [&str; 11] =
    ["x", "pcs", "pc", "pieces", "piece", "units", "pack", "sets", "numbers", "individual", "separate"];

/// The quantities of a text, then the counts that are not part of one. "2 pcs straps" is both: two pieces, two straps.
pub fn quantities_and_counts(text: &str) -> Vec<Quantity> {
    let mut found = quantities(text);
    let measured = found.len();
    for count in counts(text) {
        let is_part =
            |other: &Quantity| other.dimension != "count" && other.start < count.end && count.start < other.end;
        if !found[..measured].iter().any(is_part) {
            found.push(count);
        }
    }
    found
}

/// The counts of a text, in order: whole numbers before a word that is no unit. "One" and a plural alone count nothing; a
/// pair is two.
pub fn counts(text: &str) -> Vec<Quantity> {
    let tokens = tokens(text);
    let mut found = Vec::new();
    for at in 0..tokens.len() {
        found.extend(pair(text, &tokens, at).or_else(|| counted(text, &tokens, at)));
    }
    found
}

/// A number right before what it counts, or with a word between that only says that it counts.
fn counted(text: &str, tokens: &[Token], at: usize) -> Option<Quantity> {
    let (token, next) = (tokens[at], *tokens.get(at + 1)?);
    let written = token.text(text);
    let value: f64 = if token.number { written.parse().ok()? } else { number_word(&written.to_lowercase())? };
    if value.fract() != 0.0 || !(2.0..=MOST).contains(&value) {
        return None;
    }
    let before = text[..token.start].chars().next_back();
    let own = before.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | ':' | ',' | '\u{a0}'));
    let decimal = at > 0 && tokens[at - 1].number && tokens[at - 1].end + 1 >= token.start;
    if !own || decimal {
        return None;
    }
    let gap = |from: Token, to: Token| &text[from.end..to.start];
    let thing = |thing: Token| {
        let word = thing.text(text);
        !thing.number && word.chars().count() > 1 && unit(word).is_none()
    };
    let word = next.text(text).to_lowercase();
    // "4× hooks": the sign is no word.
    let times = matches!(gap(token, next).trim(), "\u{d7}" | "*") && gap(token, next).ends_with(' ') && thing(next);
    let end = if times {
        token.end
    } else if BETWEEN.contains(&word.as_str()) && matches!(gap(token, next), "" | " " | "-") {
        let of = tokens.get(at + 2).filter(|of| of.text(text).eq_ignore_ascii_case("of"));
        let behind = at + 2 + usize::from(of.is_some());
        let link = if of.is_some() { tokens[at + 2] } else { next };
        tokens.get(behind).filter(|behind| thing(**behind) && matches!(gap(link, **behind), " " | ""))?;
        link.end
    } else {
        // "3-blade head" counts blades, "3-in-1" nothing, and "double-walled" is a kind of wall.
        let is_kind =
            matches!(written.to_lowercase().as_str(), "double" | "dual" | "twin" | "triple") || word.ends_with("ed");
        let hyphened = matches!(gap(token, next), "-" | "\u{2010}" | "\u{2011}") && word != "in" && !is_kind;
        let counts = gap(token, next) == " " && next.text(text).chars().count() > 2;
        if !(counts || hyphened) || !thing(next) {
            return None;
        }
        token.end
    };
    let (start, bound, approximate) = operator(text, token.start);
    Some(Quantity { approximate, ..Quantity::exactly(start, end, value, THINGS) }.bounded(bound))
}

/// "A pair of straps" is two straps, "two pairs of straps" four.
fn pair(text: &str, tokens: &[Token], at: usize) -> Option<Quantity> {
    let word = |at: usize| tokens.get(at).map(|token| token.text(text).to_lowercase()).unwrap_or_default();
    if !matches!(word(at + 1).as_str(), "pair" | "pairs") || word(at + 2) != "of" {
        return None;
    }
    let pairs = match word(at).as_str() {
        "a" | "one" | "1" => 1.0,
        written => {
            number_word(written).or_else(|| written.parse().ok()).filter(|pairs| (2.0..=MOST).contains(pairs))?
        }
    };
    let (start, bound, approximate) = operator(text, tokens[at].start);
    let end = tokens[at + 2].end;
    Some(Quantity { approximate, ..Quantity::exactly(start, end, 2.0 * pairs, THINGS) }.bounded(bound))
}
