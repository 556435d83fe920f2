//! Finding quantities in running text.

use crate::pair::quantity::bound::{operator, postfix, strip_word};
use crate::pair::quantity::{Quantity, Unit, number, rating, sign, unit};

/// The quantities of a text, in order. Products of dimensions give one quantity a side.
pub fn quantities(text: &str) -> Vec<Quantity> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(start) = next_number(text, at) {
        match read(text, start) {
            Some((mut quantities, end)) => {
                found.append(&mut quantities);
                at = end.max(start + 1);
            }
            None => at = skip_run(text, start),
        }
        at = text.ceil_char_boundary(at);
    }
    for rated in rating::ratings(text) {
        let (start, bound, _) = operator(text, rated.start);
        found.retain(|other| other.end <= rated.start || other.start >= rated.end || other.start == start);
        found.push(Quantity { start, ..rated.bounded(bound) });
    }
    found
}

/// The next place where a number can start: a digit or fraction not inside a word, or a word that is a number.
fn next_number(text: &str, from: usize) -> Option<usize> {
    let mut before = text[..from].chars().next_back();
    for (offset, c) in text[from..].char_indices() {
        let at = from + offset;
        let inside = before.is_some_and(|b| {
            b.is_alphanumeric()
                || matches!(b, '_' | '/')
                || (matches!(b, '.' | ',') && text[..at - 1].ends_with(|b: char| b.is_ascii_digit()))
        });
        let starts = || match c {
            _ if c.is_ascii_alphabetic() => is_number_word(&text[at..]),
            _ => c.is_ascii_digit() || "½¼¾⅓⅔⅛⅜⅝⅞".contains(c),
        };
        if !inside && starts() {
            return Some(at);
        }
        before = Some(c);
    }
    None
}

fn is_number_word(text: &str) -> bool {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    (3..=8).contains(&length) && super::number_word(&text[..length].to_ascii_lowercase()).is_some()
}

/// Steps over a number that was no quantity.
fn skip_run(text: &str, start: usize) -> usize {
    start
        + text[start..]
            .char_indices()
            .take_while(|(_, c)| c.is_alphanumeric())
            .last()
            .map_or(1, |(at, c)| at + c.len_utf8())
}

fn read(text: &str, start: usize) -> Option<(Vec<Quantity>, usize)> {
    let (first, length) = number::read(&text[start..])?;
    let written = text[start..start + length].to_owned();
    if let Some(listed) = listed(text, start) {
        return Some(listed);
    }
    if let Some(timed) = clock(text, start) {
        return Some(timed);
    }
    let minus = sign::before(text, start);
    let begin = minus.map_or(start, |sign| sign.start);
    let own = unit_at(text, start + length);
    let mut end = own.map_or(start + length, |(_, end)| end);
    let mut unit = own.map(|(unit, _)| unit);
    let mut margin = None;
    match joint(text, end, start) {
        Some((Joint::Times, next)) => return read_product(text, start, first, unit, next),
        Some((Joint::Range, next)) => {
            let (next, second_sign) = sign::skip(text, next);
            if let Some((second, used)) = number::read(&text[next..])
                && let Some((last, last_end)) = unit_at(text, next + used)
                && unit.is_none_or(|unit| unit.dimension == last.dimension)
            {
                let signed = |value, sign| sign::signed(value, sign, last);
                let values =
                    [unit.unwrap_or(last).to_base(signed(first, minus)), last.to_base(signed(second, second_sign))];
                return Some(finish_range(text, begin, last_end, values, last.dimension));
            }
        }
        Some((Joint::Tolerance, next)) => {
            if let Some((spread, used)) = number::read(&text[next..]) {
                let after = next + used;
                let last = unit_at(text, after);
                unit = unit.or(last.map(|(unit, _)| unit));
                end = last.map_or(after, |(_, end)| end);
                margin = Some(spread);
            }
        }
        None => {}
    }
    let unit = unit?;
    // "3D" is no yarn; "600D" is.
    if unit.dimension == "fineness" && text[..end].ends_with(['D', 'd']) && first < 10.0 {
        return None;
    }
    // "one piece", "one second window": a word before these is no measure.
    let in_words = text[start..].starts_with(|c: char| c.is_ascii_alphabetic());
    if in_words && (unit.dimension == "count" || text[..end].ends_with("second")) {
        return None;
    }
    let is_signed = minus.is_some() && sign::signed(1.0, minus, unit) < 0.0;
    let start = if is_signed { begin } else { start };
    let value = sign::signed(first, minus, unit);
    let (mut low, mut high) = (unit.to_base(value), unit.to_base(value));
    if let Some(margin) = margin {
        low -= margin * unit.factor;
        high += margin * unit.factor;
    } else if let Some((more, after)) = compound(text, end, unit) {
        low += more;
        high = low;
        end = after;
    }
    let (from, before, approximate) = operator(text, start);
    let (behind, end) = postfix(text, end);
    let other = number::other_reading(&written).filter(|_| margin.is_none()).map(|other| unit.to_base(other));
    let exact = Quantity { low, high, approximate, other, ..Quantity::exactly(from, end, low, unit.dimension) };
    Some((vec![exact.bounded(before.or(behind))], end))
}

/// The sides of the first product of lengths in a text: "10 x 5 x 2 cm".
pub fn sides(text: &str) -> Vec<Quantity> {
    let lengths: Vec<Quantity> = quantities(text).into_iter().filter(|found| found.dimension == "length").collect();
    let mut sides: Vec<Quantity> = Vec::new();
    for length in lengths {
        match sides.last() {
            Some(last) if !matches!(text[last.end..length.start].trim(), "" | "x" | "X" | "\u{d7}" | "*" | "by") => {
                break;
            }
            _ => sides.push(length),
        }
    }
    sides
}

/// "12/24 V", "50/60 Hz": several values, one for each figure, where the measure is one of which devices state several.
fn listed(text: &str, start: usize) -> Option<(Vec<Quantity>, usize)> {
    const LISTED: [&str; 4] = ["voltage", "frequency", "current", "data"];
    let run = text[start..].bytes().take_while(|byte| byte.is_ascii_digit() || *byte == b'/').count();
    let figures = &text[start..start + run];
    let (unit, end) = unit_at(text, start + run).filter(|(unit, _)| LISTED.contains(&unit.dimension))?;
    let values: Option<Vec<f64>> = figures.split('/').map(|figure| figure.parse().ok()).collect();
    let values = values.filter(|values| values.len() > 1)?;
    let one = |value: &f64| Quantity::exactly(start, end, unit.to_base(*value), unit.dimension);
    Some((values.iter().map(one).collect(), end))
}

/// "1:30 h" is an hour and a half, "2:15 min" two minutes and a quarter.
fn clock(text: &str, start: usize) -> Option<(Vec<Quantity>, usize)> {
    let whole = text[start..].bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[start + whole..].strip_prefix(':')?;
    let sixtieths = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (unit, end) = unit_at(text, start + whole + 1 + sixtieths).filter(|(unit, _)| unit.dimension == "time")?;
    let (whole, part): (f64, f64) = (text[start..start + whole].parse().ok()?, rest[..sixtieths].parse().ok()?);
    let reads = sixtieths == 2 && part < 60.0 && matches!(unit.factor, 3600.0 | 60.0);
    let value = unit.to_base(whole + part / 60.0);
    reads.then(|| (vec![Quantity::exactly(start, end, value, unit.dimension)], end))
}

fn finish_range(
    text: &str,
    start: usize,
    end: usize,
    values: [f64; 2],
    dimension: &'static str,
) -> (Vec<Quantity>, usize) {
    let (operator_start, _, before) = operator(text, start);
    let inside = text[start..end].to_lowercase();
    let approximate = before || inside.contains("about") || inside.contains("approx");
    let (low, high) = (values[0].min(values[1]), values[0].max(values[1]));
    (vec![Quantity { low, high, approximate, ..Quantity::exactly(operator_start, end, low, dimension) }], end)
}

/// "10 x 5 x 2 cm": every side has its own unit or the last one's.
fn read_product(
    text: &str,
    start: usize,
    first: f64,
    first_unit: Option<Unit>,
    mut next: usize,
) -> Option<(Vec<Quantity>, usize)> {
    let mut sides = vec![(start, next, first, first_unit)];
    let mut end;
    loop {
        let (value, used) = number::read(&text[next..])?;
        end = next + used;
        let unit = unit_at(text, end);
        if let Some((_, unit_end)) = unit {
            end = unit_end;
        }
        sides.push((next, end, value, unit.map(|(unit, _)| unit)));
        match joint(text, end, start) {
            Some((Joint::Times, after)) if sides.len() < 4 && number::read(&text[after..]).is_some() => next = after,
            _ => break,
        }
    }
    let last = sides.iter().rev().find_map(|side| side.3)?;
    if last.dimension != "length" {
        return None;
    }
    sides[0].1 = sides[1].0;
    let quantities = sides
        .iter()
        .map(|(from, to, value, unit)| {
            let base = unit.filter(|unit| unit.dimension == last.dimension).unwrap_or(last).to_base(*value);
            Quantity::exactly(*from, *to, base, last.dimension)
        })
        .collect();
    Some((quantities, end))
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Joint {
    Range,
    Times,
    Tolerance,
}

/// What joins a number that ended at `at` to one behind it, and where that one starts.
fn joint(text: &str, at: usize, start: usize) -> Option<(Joint, usize)> {
    let rest = text[at..].trim_start();
    let skip = |after: &str| {
        let trimmed = after.trim_start();
        let trimmed = ["about ", "approximately ", "approx. ", "approx "]
            .iter()
            .find_map(|word| trimmed.strip_prefix(word))
            .unwrap_or(trimmed);
        text.len() - trimmed.len()
    };
    if let Some(after) = rest.strip_prefix(['-', '\u{2013}', '\u{2014}', '~', '\u{2010}', '\u{2212}']) {
        return Some((Joint::Range, skip(after)));
    }
    if let Some(after) = rest.strip_prefix(['\u{d7}', '*']) {
        return Some((Joint::Times, skip(after)));
    }
    if let Some(after) = rest.strip_prefix(['x', 'X'])
        && after.trim_start().starts_with(|c: char| c.is_ascii_digit() || c == '.')
    {
        return Some((Joint::Times, skip(after)));
    }
    if let Some(after) = rest.strip_prefix('\u{b1}').or_else(|| rest.strip_prefix("+/-")) {
        return Some((Joint::Tolerance, skip(after)));
    }
    for word in ["to ", "through ", "up to ", "…", "...", "bis ", "à "] {
        if let Some(after) = strip_word(rest, word) {
            return Some((Joint::Range, skip(after)));
        }
    }
    if let Some(after) = strip_word(rest, "and ")
        && text[..start].trim_end().to_lowercase().trim_end_matches(" about").ends_with("between")
    {
        return Some((Joint::Range, skip(after)));
    }
    None
}

/// The unit at `at`, after an optional space or hyphen, and where it ends. The longest that the table knows counts.
fn unit_at(text: &str, at: usize) -> Option<(Unit, usize)> {
    let rest = &text[at..];
    let gap = rest
        .chars()
        .take_while(|c| matches!(c, ' ' | '\u{a0}' | '-' | '\u{2010}'))
        .take(1)
        .map(char::len_utf8)
        .sum::<usize>();
    let from = at + gap;
    let written = &text[from..];
    let reach: String = written.chars().take(24).collect();
    let mut best = None;
    let mut spaces = 0;
    let chars: Vec<(usize, char)> = reach.char_indices().collect();
    for (index, (offset, c)) in chars.iter().enumerate() {
        if *c == ' ' {
            spaces += 1;
            if spaces > 2 {
                break;
            }
        }
        let end = offset + c.len_utf8();
        let next = chars.get(index + 1).map(|(_, c)| *c);
        let closes = !c.is_alphanumeric()
            || next.is_none_or(|next| {
                !next.is_alphanumeric() || (!c.is_alphabetic() && !next.is_ascii_digit()) || is_glued_end(*c, next)
            });
        if closes && let Some(found) = unit(&reach[..end]) {
            best = Some((found, end));
        }
    }
    let (found, length) = best?;
    // "lb/in", "g/L": a unit of another dimension, unless the table has it whole.
    let rest = &text[from + length..];
    let per = rest.strip_prefix('/').is_some_and(|rest| rest.starts_with(char::is_alphabetic));
    (!per && !is_preposition(text, from, length) && !is_word_a(text, from, length, gap))
        .then_some((found, from + length))
}

/// "10cmx5cm": the x of a product may be glued to the unit before it.
fn is_glued_end(c: char, next: char) -> bool {
    c.is_alphabetic() && matches!(next, 'x' | 'X' | '\u{d7}')
}

/// "in" is a preposition in "2 in 1" and "3 in the box".
fn is_preposition(text: &str, from: usize, length: usize) -> bool {
    if !text[from..from + length].eq_ignore_ascii_case("in") {
        return false;
    }
    let after = text[from + length..].trim_start().to_lowercase();
    let next: String = after.chars().take_while(|c| c.is_alphanumeric()).collect();
    matches!(
        next.as_str(),
        "1" | "one"
            | "the"
            | "a"
            | "an"
            | "our"
            | "your"
            | "total"
            | "all"
            | "this"
            | "each"
            | "different"
            | "stock"
            | "and"
    ) && !text[from + length..].starts_with('.')
}

/// A lone "a" or "A" behind a space is an article more often than an ampere.
fn is_word_a(text: &str, from: usize, length: usize, gap: usize) -> bool {
    gap > 0 && text[from..from + length].eq_ignore_ascii_case("a") && text[from + length..].starts_with(' ')
}

/// A smaller amount of the same dimension right behind: pounds and ounces, feet and inches.
fn compound(text: &str, at: usize, larger: Unit) -> Option<(f64, usize)> {
    if !matches!(larger.dimension, "length" | "mass" | "time") {
        return None;
    }
    let rest = &text[at..];
    let trimmed = rest.trim_start_matches([' ', '\u{a0}']);
    let from = at + rest.len() - trimmed.len();
    if rest.len() - trimmed.len() > 1 || !trimmed.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    let (value, used) = number::read(trimmed)?;
    let (smaller, end) = unit_at(text, from + used)?;
    (smaller.dimension == larger.dimension && smaller.factor < larger.factor && smaller.offset == 0.0)
        .then(|| (smaller.to_base(value), end))
}
