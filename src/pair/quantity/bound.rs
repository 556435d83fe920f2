//! What bounds a quantity or makes it vague: "at least", "no thicker than", "about" before it, "or more" behind it.

use crate::pair::quantity::Quantity;

/// Which way a quantity is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Upwards.
    AtLeast,
    /// Downwards.
    AtMost,
    /// Upwards, without the figure itself.
    Above,
    /// Downwards, without the figure itself.
    Below,
}

impl Quantity {
    /// Opened on the side that a bound opens.
    #[must_use]
    pub fn bounded(self, bound: Option<Bound>) -> Quantity {
        match bound {
            Some(Bound::AtLeast) => Quantity { high: f64::INFINITY, ..self },
            Some(Bound::AtMost) => Quantity { low: f64::NEG_INFINITY, ..self },
            Some(Bound::Above) => Quantity { high: f64::INFINITY, strict: true, ..self },
            Some(Bound::Below) => Quantity { low: f64::NEG_INFINITY, strict: true, ..self },
            None => self,
        }
    }
}

const OPERATORS: &[(&str, Bound)] = &[
    ("at least", Bound::AtLeast),
    ("not less than", Bound::AtLeast),
    ("no less than", Bound::AtLeast),
    ("equal to or greater than", Bound::AtLeast),
    ("greater than or equal to", Bound::AtLeast),
    ("greater than", Bound::Above),
    ("more than", Bound::Above),
    ("minimum of", Bound::AtLeast),
    ("not exceeding", Bound::AtMost),
    ("exceeding", Bound::Above),
    ("minimum", Bound::AtLeast),
    ("over", Bound::Above),
    ("above", Bound::Above),
    ("in excess of", Bound::Above),
    ("exceeds", Bound::Above),
    ("not below", Bound::AtLeast),
    ("not under", Bound::AtLeast),
    ("not lower than", Bound::AtLeast),
    ("no lower than", Bound::AtLeast),
    ("not smaller than", Bound::AtLeast),
    ("no smaller than", Bound::AtLeast),
    ("no fewer than", Bound::AtLeast),
    ("not fewer than", Bound::AtLeast),
    ("no shorter than", Bound::AtLeast),
    ("not shorter than", Bound::AtLeast),
    ("no thinner than", Bound::AtLeast),
    ("not thinner than", Bound::AtLeast),
    ("equal to or more than", Bound::AtLeast),
    ("more than or equal to", Bound::AtLeast),
    ("min.", Bound::AtLeast),
    ("min", Bound::AtLeast),
    ("not above", Bound::AtMost),
    ("not over", Bound::AtMost),
    ("does not exceed", Bound::AtMost),
    ("not exceed", Bound::AtMost),
    ("fewer than", Bound::Below),
    ("smaller than", Bound::Below),
    ("lower than", Bound::Below),
    ("shorter than", Bound::Below),
    ("thinner than", Bound::Below),
    ("lighter than", Bound::Below),
    ("narrower than", Bound::Below),
    ("max.", Bound::AtMost),
    ("max", Bound::AtMost),
    (">=", Bound::AtLeast),
    ("\u{2265}", Bound::AtLeast),
    ("\u{2267}", Bound::AtLeast),
    (">", Bound::Above),
    ("at most", Bound::AtMost),
    ("not more than", Bound::AtMost),
    ("no more than", Bound::AtMost),
    ("not greater than", Bound::AtMost),
    ("no greater than", Bound::AtMost),
    ("equal to or less than", Bound::AtMost),
    ("less than or equal to", Bound::AtMost),
    ("less than", Bound::Below),
    ("maximum of", Bound::AtMost),
    ("maximum", Bound::AtMost),
    ("up to", Bound::AtMost),
    ("below", Bound::Below),
    ("under", Bound::Below),
    ("<=", Bound::AtMost),
    ("\u{2264}", Bound::AtMost),
    ("\u{2266}", Bound::AtMost),
    ("<", Bound::Below),
];

/// Comparatives that make a bound with "no" before and "than" behind: "no thicker than".
const COMPARATIVES: &[&str] =
    &["thicker", "longer", "wider", "larger", "bigger", "heavier", "taller", "higher", "deeper"];

/// The operator right before a number: where it starts, what it means, and whether it is vague.
pub fn operator(text: &str, start: usize) -> (usize, Option<Bound>, bool) {
    let window = text.floor_char_boundary(start.saturating_sub(40));
    let mut before = text[window..start].trim_end().to_lowercase();
    // Lower-casing keeps the length of everything that an operator can be; other text ends the search.
    if before.len() != text[window..start].trim_end().len() {
        return (start, None, false);
    }
    let mut approximate = false;
    for word in
        ["about", "approximately", "approx.", "approx", "around", "substantially", "circa", "roughly", "~", "nearly"]
    {
        if ends_with_word(&before, word) {
            approximate = true;
            before.truncate(before.len() - word.len());
            before.truncate(before.trim_end().len());
            break;
        }
    }
    // The longest counts: "no more than" ends with "more than" and means the opposite.
    let operators = OPERATORS.iter().filter(|(word, _)| ends_with_word(&before, word));
    if let Some((word, bound)) = operators.max_by_key(|(word, _)| word.len()) {
        return (window + before.len() - word.len(), Some(*bound), approximate);
    }
    if let Some(rest) = before.strip_suffix("than") {
        let rest = rest.trim_end();
        for word in COMPARATIVES {
            if let Some(head) = rest.strip_suffix(word) {
                let negated = ["no", "not"].iter().find(|no| ends_with_word(head.trim_end(), no));
                let from = negated.map_or(head.len(), |no| head.trim_end().len() - no.len());
                return (
                    window + from,
                    Some(if negated.is_some() { Bound::AtMost } else { Bound::Above }),
                    approximate,
                );
            }
        }
    }
    let from = if approximate {
        window + before.len() + text[window + before.len()..start].len()
            - text[window + before.len()..start].trim_start().len()
    } else {
        start
    };
    (from, None, approximate)
}

fn ends_with_word(text: &str, word: &str) -> bool {
    text.strip_suffix(word)
        .is_some_and(|head| !word.starts_with(char::is_alphabetic) || !head.ends_with(char::is_alphanumeric))
}

/// "or more", "or less", "and up", "max" behind a quantity.
pub fn postfix(text: &str, end: usize) -> (Option<Bound>, usize) {
    let rest = &text[end..];
    let trimmed = rest.trim_start();
    let at = end + rest.len() - trimmed.len();
    for (word, bound) in [
        ("or more", Bound::AtLeast),
        ("or greater", Bound::AtLeast),
        ("or above", Bound::AtLeast),
        ("or higher", Bound::AtLeast),
        ("or longer", Bound::AtLeast),
        ("or larger", Bound::AtLeast),
        ("or over", Bound::AtLeast),
        ("or better", Bound::AtLeast),
        ("or under", Bound::AtMost),
        ("or lower", Bound::AtMost),
        ("or fewer", Bound::AtMost),
        ("and up", Bound::AtLeast),
        ("and above", Bound::AtLeast),
        ("minimum", Bound::AtLeast),
        ("or less", Bound::AtMost),
        ("or below", Bound::AtMost),
        ("or smaller", Bound::AtMost),
        ("maximum", Bound::AtMost),
        ("max", Bound::AtMost),
    ] {
        if strip_word(trimmed, word).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric)) {
            return (Some(bound), at + word.len());
        }
    }
    (None, end)
}

/// What follows a word at the start of a text, whatever its case.
pub fn strip_word<'a>(text: &'a str, word: &str) -> Option<&'a str> {
    let head = text.get(..word.len())?;
    head.eq_ignore_ascii_case(word).then(|| &text[word.len()..])
}
