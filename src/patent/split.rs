//! The splitter: a claim's text into preamble and elements, byte-exact.
//!
//! The pieces joined are the claim, always: the splitter only chooses offsets. Each offset remembers the rule that made
//! it. Rules are measured against the printed layout of granted patents (see the README's figures); the layout itself is
//! never consulted.

use crate::patent::split::languages::Language;
use crate::patent::split::markers::Marker;
use crate::patent::split::preamble::Preamble;
use crate::patent::{Claim, Element, Flags};
use crate::text::words::{Word, words};

pub mod languages;
mod markers;
mod preamble;

/// The rule that made a boundary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rule {
    /// The author pinned it.
    Pin,
    /// End of the preamble.
    Preamble,
    /// An ordered marker: (a) (b), (i) (ii), 1) 2).
    Marker,
    /// A semicolon, with the "and" or "or" after it.
    Semicolon,
    /// A colon that opens a list.
    Colon,
    /// A clause of its own: wherein, whereby.
    Clause,
    /// A comma between elements, where the claim has no semicolons.
    Comma,
}

/// Fills the transition and the elements of a claim, with labels and flags.
pub fn split(claim: &mut Claim) {
    let words = words(&claim.text);
    let preamble = preamble::find(&claim.text, &words, !claim.depends_on.is_empty());
    claim.transition = preamble.transition;
    let starts: Vec<usize> = match (claim.pins.is_empty(), languages::of(&claim.text)) {
        (false, _) => claim.pins.clone(),
        (true, Language::Chinese) => languages::chinese(&claim.text),
        (true, Language::German) => languages::german(&claim.text),
        (true, Language::Unsplit(_)) => Vec::new(),
        (true, Language::English) => {
            after_preamble(&claim.text, &words, &preamble).into_iter().map(|(at, _)| at).collect()
        }
    };
    let edges: Vec<usize> = std::iter::once(0).chain(starts).chain([claim.text.len()]).collect();
    claim.elements = edges
        .windows(2)
        .filter(|edge| edge[0] < edge[1])
        .enumerate()
        .map(|(index, edge)| Element {
            label: label(claim.number, index),
            start: edge[0],
            end: edge[1],
            flags: flags(&claim.text[edge[0]..edge[1]]),
            terms: Vec::new(),
        })
        .collect();
}

/// `1[pre]`, `1[a]` ... `1[z]`, `1[aa]`.
fn label(number: u32, index: usize) -> String {
    let Some(mut rest) = index.checked_sub(1) else { return format!("{number}[pre]") };
    let mut letters = String::new();
    loop {
        letters.insert(0, char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
        if rest == 0 {
            return format!("{number}[{letters}]");
        }
        rest -= 1;
    }
}

/// Where the elements after the preamble start, ascending, by rule.
pub fn boundaries(text: &str, dependent: bool) -> Vec<(usize, Rule)> {
    let words = words(text);
    let preamble = preamble::find(text, &words, dependent);
    after_preamble(text, &words, &preamble)
}

fn after_preamble(text: &str, words: &[Word], preamble: &Preamble) -> Vec<(usize, Rule)> {
    let mut cuts: Vec<(usize, Rule)> = Vec::new();
    if preamble.body > 0 && preamble.body < words.len() {
        cuts.push((words[preamble.body].start, Rule::Preamble));
    }
    let markers = markers::ordered(text, words, preamble.body);
    let depth = depths(text, words);
    let semicolons = words[preamble.body.min(words.len())..].iter().any(|word| word.text(text) == ";");
    for at in preamble.body..words.len() {
        if let Some(cut) = cut_after(text, words, at, depth[at]) {
            cuts.push(cut);
        } else if clause_starts(text, words, at, depth[at]) {
            cuts.push((words[before_marker(text, words, before_and(text, words, at))].start, Rule::Clause));
        }
    }
    cuts.extend(
        markers.iter().filter(|m| m.word > preamble.body).map(|m: &Marker| (words[m.word].start, Rule::Marker)),
    );
    if !semicolons {
        commas(text, words, preamble.body, &depth, &mut cuts);
    }
    finish(text, words, cuts)
}

/// A semicolon or list colon at `at` starts an element after itself and after a trailing "and".
fn cut_after(text: &str, words: &[Word], at: usize, depth: usize) -> Option<(usize, Rule)> {
    let rule = match words[at].text(text) {
        ";" if depth == 0 => Rule::Semicolon,
        ":" if depth == 0 && !is_ratio(text, words, at) => Rule::Colon,
        _ => return None,
    };
    let mut next = at + 1;
    if rule == Rule::Semicolon {
        next = skip_conjunction(text, words, next);
    }
    (next < words.len()).then(|| (words[next].start, rule))
}

/// "1:20", "R1:R2".
fn is_ratio(text: &str, words: &[Word], at: usize) -> bool {
    let tight =
        at > 0 && at + 1 < words.len() && words[at - 1].end == words[at].start && words[at].end == words[at + 1].start;
    tight || (at > 0 && at + 1 < words.len() && words[at - 1].is_number(text) && words[at + 1].is_number(text))
}

/// Steps over "and", "or", "and/or" with their comma, which stay with the piece before.
fn skip_conjunction(text: &str, words: &[Word], mut at: usize) -> usize {
    let from = at;
    while at < words.len() && matches!(words[at].text(text), "and" | "or" | "/") {
        at += 1;
    }
    if at > from && at < words.len() && words[at].text(text) == "," {
        at += 1;
    }
    at
}

/// A wherein clause that follows a comma, perhaps with "and", or a semicolon. Behind "; and" the semicolon has cut already.
fn clause_starts(text: &str, words: &[Word], at: usize, depth: usize) -> bool {
    if depth > 0
        || !matches!(
            words[at].lower(text).as_ref(),
            "wherein" | "whereby" | "whereupon" | "characterised" | "characterized"
        )
    {
        return false;
    }
    let before = before_marker(text, words, before_and(text, words, at));
    before > 0
        && (words[before - 1].text(text) == ","
            || (before <= at && words[before - 1].text(text) == ";" && before_and(text, words, at) == at))
}

/// The index of a number or letter with a bracket right before `at` ("1) wherein", "(b) wherein"), or `at`.
fn before_marker(text: &str, words: &[Word], at: usize) -> usize {
    let word = |at: usize| words.get(at).map_or("", |word| word.text(text));
    if at < 2 || word(at - 1) != ")" || word(at - 2).len() > 3 {
        return at;
    }
    if at > 2 && word(at - 3) == "(" { at - 3 } else { at - 2 }
}

/// The index of an "and" right before `at`, or `at`.
fn before_and(text: &str, words: &[Word], at: usize) -> usize {
    if at > 0 && words[at - 1].text(text) == "and" { at - 1 } else { at }
}

/// How many brackets are open before each word. Unclosed brackets count for nothing.
fn depths(text: &str, words: &[Word]) -> Vec<usize> {
    // Where brackets that are closed begin and end; summed up below, so that deep nesting stays cheap.
    let (mut opened, mut closed) = (vec![0_usize; words.len()], vec![0_usize; words.len()]);
    let mut open: Vec<usize> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        match word.text(text) {
            "(" | "[" => open.push(at),
            ")" | "]" => {
                if let Some(from) = open.pop() {
                    opened[from] += 1;
                    closed[at] += 1;
                }
            }
            _ => {}
        }
    }
    let mut depth = 0;
    let step = |(opened, closed): (usize, usize)| {
        depth = depth + opened - closed;
        depth
    };
    opened.into_iter().zip(closed).map(step).collect()
}

/// Commas that separate elements: only where the next piece is introduced like an element and both pieces are long
/// enough not to be the items of a list inside one element ("having a top, a bottom and a side").
fn commas(text: &str, words: &[Word], body: usize, depth: &[usize], cuts: &mut Vec<(usize, Rule)>) {
    let mut from = body;
    // The steps of a method are gerunds, when the first one is.
    let gerunds = words.get(body).is_some_and(|word| word.text(text).ends_with("ing"));
    let mut strong: Vec<usize> = cuts.iter().map(|cut| cut.0).collect();
    strong.sort_unstable();
    for at in body..words.len() {
        if strong.binary_search(&words[at].start).is_ok() {
            from = at;
        }
        if words[at].text(text) != "," || depth[at] > 0 {
            continue;
        }
        let next = skip_conjunction(text, words, at + 1);
        let piece = words[next.min(words.len())..]
            .iter()
            .position(|word| matches!(word.text(text), "," | ";" | ":" | "."))
            .unwrap_or(words.len() - next.min(words.len()));
        if introduces(text, words, next, gerunds) && at - from >= MIN_BEFORE && piece >= MIN_AFTER {
            cuts.push((words[next].start, Rule::Comma));
            from = next;
        }
    }
}

/// Words an element must have before a comma may end it, and after one to be an element itself.
const MIN_BEFORE: usize = 5;
const MIN_AFTER: usize = 5;

/// "a", "an", "at least one", "one or more", "means for", or a gerund.
fn introduces(text: &str, words: &[Word], at: usize, gerunds: bool) -> bool {
    let Some(word) = words.get(at) else { return false };
    match word.lower(text).as_ref() {
        "a" | "an" | "means" | "plurality" => true,
        word if word.ends_with("ing") && gerunds => word.len() > 5,
        "at" => words.get(at + 1).is_some_and(|word| word.text(text) == "least"),
        "one" | "two" => words.get(at + 1).is_some_and(|word| word.text(text) == "or"),
        _ => false,
    }
}

/// Sorted, unique, and each piece with something to look for: a piece of marks, markers and link words alone ("and",
/// "wherein:", "(c)") joins the piece before it.
fn finish(text: &str, words: &[Word], mut cuts: Vec<(usize, Rule)>) -> Vec<(usize, Rule)> {
    cuts.sort();
    cuts.dedup_by_key(|cut| cut.0);
    let has_content = |from: usize, to: usize| {
        let first = words.partition_point(|word| word.start < from);
        let last = words.partition_point(|word| word.end <= to);
        (first..last).any(|at| words[at].is_wordlike(text) && !is_link(text, words, at))
    };
    let mut kept: Vec<(usize, Rule)> = Vec::new();
    for (index, cut) in cuts.iter().enumerate() {
        let until = cuts.get(index + 1).map_or(text.len(), |next| next.0);
        let from = kept.last().map_or(0, |last| last.0);
        if cut.0 > 0 && has_content(cut.0, until) && has_content(from, cut.0) {
            kept.push(*cut);
        }
    }
    kept
}

/// A word that only leads from one piece to the next, or a bracketed marker.
fn is_link(text: &str, words: &[Word], at: usize) -> bool {
    let bracket = |at: Option<&Word>| at.is_some_and(|word| matches!(word.text(text), "(" | ")"));
    let closed = bracket(words.get(at + 1)) && words[at].end - words[at].start <= 4;
    closed
        || matches!(
            words[at].lower(text).as_ref(),
            "and"
                | "or"
                | "wherein"
                | "whereby"
                | "whereupon"
                | "where"
                | "in"
                | "use"
                | "which"
                | "that"
                | "is"
                | "are"
                | "further"
                | "configured"
                | "to"
                | "then"
        )
}

/// Looks for the language that readers and rules care about.
fn flags(text: &str) -> Flags {
    let words = words(text);
    let lower: Vec<_> = words.iter().map(|word| word.lower(text)).collect();
    let at = |index: usize| lower.get(index).map_or("", AsRef::as_ref);
    let mut flags = Flags::default();
    let first = lower.iter().position(|word| word != "and").unwrap_or(0);
    flags.wherein = matches!(at(first), "wherein" | "whereby" | "whereupon" | "characterized" | "characterised");
    for index in 0..lower.len() {
        match at(index) {
            "means" | "step" => {
                let previous = index.checked_sub(1).map_or("", at);
                flags.means |= at(index + 1) == "for" && previous != "by" && previous != "steps"
                    || at(index) == "means" && at(index + 1) == "to"
                    || at(index) == "means" && previous.ends_with("ing") && previous != "by";
            }
            "without" | "lacking" | "devoid" | "neither" | "absence" | "excluding" | "exclusive" => {
                flags.negative = true;
            }
            // "not more than 5 mm" is a bound, not a negative limitation.
            "not" => {
                let purpose = index.checked_sub(1).map_or("", at) == "as";
                flags.negative |=
                    !matches!(at(index + 1), "only" | "limited" | "exceeding") && !bounds(at(index + 1)) && !purpose;
            }
            "free" => {
                flags.negative |= matches!(at(index + 1), "of" | "from") && index.checked_sub(1).map_or("", at) != "be";
            }
            // "SEQ ID NO: 6" numbers.
            "no" => flags.negative |= !bounds(at(index + 1)) && !matches!(at(index + 1), ":" | "."),
            "group" | "selected" => {
                flags.alternatives |= (index + 1..index + 4).any(|next| matches!(at(next), "consisting" | "from"));
            }
            "least" => flags.alternatives |= at(index + 1) == "one" && at(index + 2) == "of",
            "either" => flags.alternatives = true,
            _ => {}
        }
    }
    flags
}

/// Whether a word after "not" or "no" makes it a bound.
fn bounds(word: &str) -> bool {
    matches!(
        word,
        "more"
            | "less"
            | "fewer"
            | "later"
            | "earlier"
            | "greater"
            | "larger"
            | "smaller"
            | "longer"
            | "shorter"
            | "higher"
            | "lower"
    )
}
