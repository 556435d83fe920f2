//! What bounds a quantity or makes it vague: "at least", "no thicker than", "about" before it, "or more" behind it.

/// Which way a quantity is open.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Bound {
    /// Upwards.
    AtLeast,
    /// Downwards.
    AtMost,
}

/// An interval opened on the side that a bound opens.
pub fn bounded(bound: Option<Bound>, low: f64, high: f64) -> (f64, f64) {
    match bound {
        Some(Bound::AtLeast) => (low, f64::INFINITY),
        Some(Bound::AtMost) => (f64::NEG_INFINITY, high),
        None => (low, high),
    }
}

const OPERATORS: &[(&str, Bound)] = &[
    ("at least", Bound::AtLeast),
    ("not less than", Bound::AtLeast),
    ("no less than", Bound::AtLeast),
    ("equal to or greater than", Bound::AtLeast),
    ("greater than or equal to", Bound::AtLeast),
    ("greater than", Bound::AtLeast),
    ("more than", Bound::AtLeast),
    ("minimum of", Bound::AtLeast),
    ("not exceeding", Bound::AtMost),
    ("exceeding", Bound::AtLeast),
    ("minimum", Bound::AtLeast),
    ("over", Bound::AtLeast),
    (">=", Bound::AtLeast),
    ("\u{2265}", Bound::AtLeast),
    ("\u{2267}", Bound::AtLeast),
    (">", Bound::AtLeast),
    ("at most", Bound::AtMost),
    ("not more than", Bound::AtMost),
    ("no more than", Bound::AtMost),
    ("not greater than", Bound::AtMost),
    ("no greater than", Bound::AtMost),
    ("equal to or less than", Bound::AtMost),
    ("less than or equal to", Bound::AtMost),
    ("less than", Bound::AtMost),
    ("maximum of", Bound::AtMost),
    ("maximum", Bound::AtMost),
    ("up to", Bound::AtMost),
    ("below", Bound::AtMost),
    ("under", Bound::AtMost),
    ("<=", Bound::AtMost),
    ("\u{2264}", Bound::AtMost),
    ("\u{2266}", Bound::AtMost),
    ("<", Bound::AtMost),
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
                    Some(if negated.is_some() { Bound::AtMost } else { Bound::AtLeast }),
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
