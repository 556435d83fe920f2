//! Ordered markers: (a) (b) (c), (i) (ii), 1) 2), a. b. They count only in sequence, which tells them from reference
//! numerals such as "(22)".

use crate::text::words::Word;

/// A marker that belongs to a sequence.
#[derive(Clone, Copy, Debug)]
pub struct Marker {
    /// Index of its first word (the bracket, if it has one).
    pub word: usize,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Style {
    Lower,
    Upper,
    Roman,
    Arabic,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shape {
    Bracketed,
    Closed,
    Dotted,
}

struct Candidate {
    word: usize,
    shape: Shape,
    readings: Vec<(Style, usize)>,
}

/// How many candidates after its first one a sequence may span; real claims have fewer, and hostile ones stay cheap.
const MAX_REACH: usize = 1000;

/// The markers of the text that form sequences starting at a, A, i or 1 with at least two members.
pub fn ordered(text: &str, words: &[Word], body: usize) -> Vec<Marker> {
    let candidates: Vec<Candidate> = (body..words.len()).filter_map(|at| candidate(text, words, at)).collect();
    let mut used = vec![false; candidates.len()];
    for first in 0..candidates.len() {
        for &(style, value) in &candidates[first].readings {
            if used[first] || value != 1 {
                continue;
            }
            let members = follow(&candidates, &used, first, style);
            if members.len() >= 2 {
                for member in members {
                    used[member] = true;
                }
            }
        }
    }
    candidates.iter().zip(&used).filter(|(_, used)| **used).map(|(c, _)| Marker { word: c.word }).collect()
}

/// The sequence that begins at `first`: each next number once, in order; a restart of the same style ends it.
fn follow(candidates: &[Candidate], used: &[bool], first: usize, style: Style) -> Vec<usize> {
    let mut members = vec![first];
    let mut wanted = 2;
    for (at, candidate) in candidates.iter().enumerate().skip(first + 1).take(MAX_REACH) {
        if used[at] || candidate.shape != candidates[first].shape {
            continue;
        }
        if candidate.readings.contains(&(style, wanted)) {
            members.push(at);
            wanted += 1;
        } else if candidate.readings.contains(&(style, 1)) && members.len() > 1 {
            break;
        }
    }
    members
}

fn candidate(text: &str, words: &[Word], at: usize) -> Option<Candidate> {
    let word = |index: usize| words.get(index).map_or("", |word| word.text(text));
    let (name, shape) = if word(at) == "(" && word(at + 2) == ")" {
        (word(at + 1), Shape::Bracketed)
    } else if word(at + 1) == ")" && (at == 0 || word(at - 1) != "(") {
        (word(at), Shape::Closed)
    } else if word(at + 1) == "."
        && at > 0
        && matches!(word(at - 1), ":" | ";" | "," | "and" | "of")
        && at + 2 < words.len()
    {
        (word(at), Shape::Dotted)
    } else {
        return None;
    };
    let opens = at == 0
        || matches!(word(at - 1), ":" | ";" | "," | "." | "and" | "or" | "of" | "to" | "from" | "by")
        || starts_clause(word(at - 1));
    // A reference to a marker ("of step (a)", "said (b)") is not the marker.
    if !opens || matches!(word(at.wrapping_sub(1)), "step" | "steps" | "said") {
        return None;
    }
    let readings = readings(name);
    (!readings.is_empty()).then_some(Candidate { word: at, shape, readings })
}

fn starts_clause(word: &str) -> bool {
    matches!(
        word,
        "comprising"
            | "including"
            | "steps"
            | "includes"
            | "comprises"
            | "wherein"
            | "having"
            | "consisting"
            | "contains"
            | "that"
            | "then"
            | "least"
            | "is"
            | "are"
    )
}

const ROMAN: [&str; 15] =
    ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"];

fn readings(name: &str) -> Vec<(Style, usize)> {
    let mut readings = Vec::new();
    if let Ok(value) = name.parse::<usize>() {
        if value <= 40 && !name.starts_with('0') {
            readings.push((Style::Arabic, value));
        }
        return readings;
    }
    let mut chars = name.chars();
    if let (Some(letter), None) = (chars.next(), chars.next()) {
        if letter.is_ascii_lowercase() {
            readings.push((Style::Lower, usize::from(letter as u8 - b'a') + 1));
        } else if letter.is_ascii_uppercase() {
            readings.push((Style::Upper, usize::from(letter as u8 - b'A') + 1));
        }
    }
    if let Some(at) = ROMAN.iter().position(|roman| *roman == name.to_lowercase()) {
        readings.push((Style::Roman, at + 1));
    }
    readings
}
