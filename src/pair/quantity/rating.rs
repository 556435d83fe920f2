//! Protection ratings: "IP67" is two digits, against solids and against water, each of which stands for itself (IEC 60529).
//! A digit says what is at least withstood; X says nothing.

use crate::pair::quantity::{Quantity, SOLIDS, WATER};

/// The ratings of a text, two quantities each but for an X.
pub fn ratings(text: &str) -> Vec<Quantity> {
    let mut found = Vec::new();
    let bytes = text.as_bytes();
    for (start, _) in text.match_indices(['I', 'i']) {
        let free = text[..start].chars().next_back().is_none_or(|before| !before.is_alphanumeric());
        if !free || !bytes.get(start + 1).is_some_and(|next| next.eq_ignore_ascii_case(&b'p')) {
            continue;
        }
        // "IP67", "IP 67", "IP-67".
        let gap = usize::from(matches!(bytes.get(start + 2), Some(b' ' | b'-')));
        let at = start + 2 + gap;
        let digit =
            |at: usize| bytes.get(at).copied().filter(|byte| byte.is_ascii_digit() || matches!(byte, b'X' | b'x'));
        let (Some(solids), Some(water)) = (digit(at), digit(at + 1)) else { continue };
        // "IP69K" has a letter behind; "IP6512" is another thing.
        let end = at + 2 + usize::from(matches!(bytes.get(at + 2), Some(b'K' | b'k')));
        let goes_on = text[end..].starts_with(|next: char| next.is_alphanumeric());
        if goes_on || !(solids.is_ascii_digit() || water.is_ascii_digit()) {
            continue;
        }
        for (digit, dimension) in [(solids, SOLIDS), (water, WATER)] {
            if digit.is_ascii_digit() {
                found.push(Quantity::exactly(start, end, f64::from(digit - b'0'), dimension));
            }
        }
    }
    found
}
