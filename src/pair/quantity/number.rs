//! Numbers as people write them: decimals with points or commas, thousands separators, fractions, words.

use crate::pair::quantity::number_word;

/// A number at the start of `text`: its value and its length in bytes.
pub fn read(text: &str) -> Option<(f64, usize)> {
    let first = text.chars().next()?;
    if let Some(value) = vulgar(first) {
        return Some((value, first.len_utf8()));
    }
    if first.is_ascii_digit() || (first == '.' && text[1..].starts_with(|c: char| c.is_ascii_digit())) {
        let (whole, length) = decimal(text)?;
        return Some(power(text, whole, length).unwrap_or_else(|| with_fraction(text, whole, length)));
    }
    words(text)
}

/// What a figure is by another reading: "1.250" and "1,250" by one in which the mark means the other thing, "2 500" as the
/// last of two figures. `None` where there is only one.
pub fn other_reading(written: &str) -> Option<f64> {
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    let value = |figure: String| figure.parse::<f64>().ok();
    if let Some((whole, last)) = written.split_once(['.', ',']) {
        if last.len() != 3 || !(digits(whole) && digits(last)) || whole.len() > 3 || whole.starts_with('0') {
            return None;
        }
        return if written.contains('.') { value(format!("{whole}{last}")) } else { value(format!("{whole}.{last}")) };
    }
    let (_, last) = written.rsplit_once(' ')?;
    value(last.to_owned()).filter(|_| digits(last) && !last.starts_with('0'))
}

/// How many bytes of a text are digits in groups of three, parted by spaces or apostrophes: "5 000", "12'500'000"; 0 where
/// it has none. A point or comma may follow with decimals.
fn grouped(text: &str) -> usize {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    let first = digits(text);
    if first == 0 || first > 3 || text.starts_with('0') {
        return 0;
    }
    let mut end = first;
    let mut mark = None;
    while let Some(next) = text[end..].chars().next().filter(|c| GROUPS.contains(c)) {
        let from = end + next.len_utf8();
        if mark.is_some_and(|mark| mark != next) || digits(&text[from..]) != 3 {
            break;
        }
        (mark, end) = (Some(next), from + 3);
    }
    // "2 500 x 300" and "1 200/300" are no group of thousands.
    if end == first { 0 } else { end }
}

/// What parts groups of three digits, besides points and commas.
const GROUPS: [char; 7] = [' ', '\u{a0}', '\u{202f}', '\u{2009}', '\'', '\u{2019}', '\u{ff07}'];

fn decimal(text: &str) -> Option<(f64, usize)> {
    let group = grouped(text);
    if group > 0 {
        let decimals = text[group..]
            .strip_prefix(['.', ','])
            .map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
        let end = if decimals > 0 && decimals != 3 { group + 1 + decimals } else { group };
        let plain: String = text[..end].chars().filter(|c| !GROUPS.contains(c)).collect();
        return plain.replace(',', ".").parse().ok().map(|value| (value, end));
    }
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

/// "5×10^3", "5 x 10^-6", "10^6", "1e-6".
fn power(text: &str, whole: f64, length: usize) -> Option<(f64, usize)> {
    let rest = &text[length..];
    let ten = |rest: &str| {
        let times = rest.trim_start().strip_prefix(['\u{d7}', 'x', '*', '\u{b7}', '\u{22c5}'])?;
        times.trim_start().strip_prefix("10").map(|rest| text.len() - rest.len())
    };
    let (from, factor) = match ten(rest) {
        Some(at) => (at, whole),
        None if (whole - 10.0).abs() < f64::EPSILON => (length, 1.0),
        None => {
            let exponent = rest.strip_prefix(['e', 'E'])?;
            let (sign, exponent) = signed(exponent);
            let (value, used) = digits(exponent).filter(|(value, _)| *value <= 30.0)?;
            let end = text.len() - exponent.len() + used;
            let ends = !text[end..].starts_with(char::is_alphanumeric);
            return ends.then(|| (whole * 10_f64.powf(sign * value), end));
        }
    };
    let (sign, exponent) = signed(text[from..].strip_prefix('^')?);
    let (value, used) = digits(exponent).filter(|(value, _)| *value <= 30.0)?;
    Some((factor * 10_f64.powf(sign * value), text.len() - exponent.len() + used))
}

fn signed(text: &str) -> (f64, &str) {
    match text.strip_prefix(['-', '\u{2212}', '\u{2013}', '\u{2010}']) {
        Some(rest) => (-1.0, rest),
        None => (1.0, text.strip_prefix('+').unwrap_or(text)),
    }
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

/// "twenty", "twenty-five", "two hundred", "one hundred and eighty".
fn words(text: &str) -> Option<(f64, usize)> {
    let (mut value, mut end) = word(text)?;
    loop {
        let rest = &text[end..];
        let Some(joined) = rest.strip_prefix(['-', ' ']) else { break };
        let joined = joined.strip_prefix("and ").filter(|_| value >= 100.0).unwrap_or(joined);
        let Some((more, length)) = word(joined) else { break };
        let adds = (20.0..100.0).contains(&(value % 100.0)) && (1.0..10.0).contains(&more);
        if (more - 100.0).abs() < f64::EPSILON && (1.0..100.0).contains(&value) {
            value *= more;
        } else if adds || (value >= 100.0 && value % 100.0 < 1.0 && (1.0..100.0).contains(&more)) {
            value += more;
        } else {
            break;
        }
        end = text.len() - joined.len() + length;
    }
    Some((value, end))
}

fn word(text: &str) -> Option<(f64, usize)> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    Some((number_word(&text[..length].to_ascii_lowercase())?, length))
}
