//! Numbers as people write them: decimals with points or commas, thousands separators, fractions, words.

use super::number_word;

/// A number at the start of `text`: its value and its length in bytes.
pub fn read(text: &str) -> Option<(f64, usize)> {
    let first = text.chars().next()?;
    if let Some(value) = vulgar(first) {
        return Some((value, first.len_utf8()));
    }
    if first.is_ascii_digit() || (first == '.' && text[1..].starts_with(|c: char| c.is_ascii_digit())) {
        let (whole, length) = decimal(text)?;
        return Some(with_fraction(text, whole, length));
    }
    words(text)
}

fn decimal(text: &str) -> Option<(f64, usize)> {
    let bytes = text.as_bytes();
    let mut end = 0;
    while end < bytes.len()
        && (bytes[end].is_ascii_digit()
            || (matches!(bytes[end], b'.' | b',') && bytes.get(end + 1).is_some_and(u8::is_ascii_digit)))
    {
        end += 1;
    }
    let written = &text[..end];
    let after_last_comma = written.rfind(',').map(|at| end - at - 1);
    let plain = match (written.contains('.'), after_last_comma) {
        // "5.000,5" has both, the comma last: the comma is the decimal mark.
        (true, Some(_)) if written.rfind(',') > written.rfind('.') => written.replace('.', "").replace(',', "."),
        // "1,200" groups thousands, "3,5" is a decimal.
        (false, Some(digits)) if digits != 3 || written.matches(',').count() == 1 && written.starts_with('0') => {
            written.replace(',', ".")
        }
        _ => written.replace(',', ""),
    };
    plain.parse().ok().map(|value| (value, end))
}

/// "1/2", "1-1/2", "1 1/2", "1½" after a whole number.
fn with_fraction(text: &str, whole: f64, length: usize) -> (f64, usize) {
    let rest = &text[length..];
    if let Some(value) = rest.chars().next().and_then(vulgar) {
        return (whole + value, length + rest.chars().next().map_or(0, char::len_utf8));
    }
    if let Some((bottom, used)) = rest.strip_prefix('/').and_then(digits)
        && bottom > 0.0
        && whole.fract() == 0.0
    {
        return (whole / bottom, length + 1 + used);
    }
    if let Some(fraction) = rest.strip_prefix(['-', ' '])
        && let Some((top, used)) = digits(fraction)
        && let Some((bottom, more)) = fraction[used..].strip_prefix('/').and_then(digits)
        && bottom > top
    {
        return (whole + top / bottom, length + 1 + used + 1 + more);
    }
    (whole, length)
}

fn digits(text: &str) -> Option<(f64, usize)> {
    let end = text.bytes().take_while(u8::is_ascii_digit).count();
    (end > 0 && end < 5).then(|| (text[..end].parse().unwrap_or(0.0), end))
}

fn vulgar(c: char) -> Option<f64> {
    Some(match c {
        '½' => 0.5,
        '¼' => 0.25,
        '¾' => 0.75,
        '⅓' => 1.0 / 3.0,
        '⅔' => 2.0 / 3.0,
        '⅛' => 0.125,
        '⅜' => 0.375,
        '⅝' => 0.625,
        '⅞' => 0.875,
        _ => return None,
    })
}

/// "twenty", "twenty-five", "two hundred".
fn words(text: &str) -> Option<(f64, usize)> {
    let word = |text: &str| text.bytes().take_while(u8::is_ascii_alphabetic).count();
    let length = word(text);
    let mut value = number_word(&text[..length].to_ascii_lowercase())?;
    let mut end = length;
    if let Some(rest) = text[end..].strip_prefix(['-', ' ']) {
        let next = word(rest);
        if let Some(more) = number_word(&rest[..next].to_ascii_lowercase()) {
            let joined = if matches!(more, 100.0) {
                Some(value * more)
            } else if (20.0..100.0).contains(&value) && (1.0..10.0).contains(&more) {
                Some(value + more)
            } else {
                None
            };
            if let Some(joined) = joined {
                value = joined;
                end += 1 + next;
            }
        }
    }
    Some((value, end))
}
