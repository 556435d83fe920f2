//! Facts of a claim and of its elements.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::check::facts::{Place, Scope, Subject, plain_words, value};
use crate::patent::{Claim, Element, Kind, Patent, Transition};
use crate::text::words::{Word, words};

/// See `docs/facts.md`.
#[derive(Debug, Serialize)]
struct Facts<'a> {
    number: u32,
    text: &'a str,
    words: usize,
    kind: Kind,
    jurisdiction: &'a str,
    dependent: bool,
    multiple: bool,
    parents: &'a [u32],
    previous: Option<u32>,
    method: bool,
    parent_method: Option<bool>,
    on_multiple: bool,
    transition: Option<Transition>,
    transitions: Vec<String>,
    elements: usize,
    period: bool,
    sentences: usize,
    numerals: Vec<&'a str>,
    same_as: Option<u32>,
    of_kind: String,
}

/// See `docs/facts.md`.
#[derive(Debug, Serialize)]
struct ElementFacts<'a> {
    claim: u32,
    label: &'a str,
    text: &'a str,
    words: usize,
    kind: Kind,
    jurisdiction: &'a str,
    preamble: bool,
    means: bool,
    negative: bool,
    alternatives: bool,
    wherein: bool,
    open_group: bool,
    duplicate: Option<&'a str>,
}

/// A claim's place, the whole claim shown.
pub fn place(patent: &Patent, claim: &Claim) -> Place {
    Place {
        file: patent.file.clone(),
        line: Some(claim.line).filter(|line| *line > 0),
        about: format!("{} claim {}", patent.number, claim.number),
        around: claim.text.clone(),
        offset: 0,
        length: 0,
    }
}

/// The claims of a patent as subjects, each with its elements.
pub fn subjects(patent: &Patent) -> Vec<Subject> {
    let mut first: BTreeMap<(String, &[u32]), u32> = BTreeMap::new();
    let mut found = Vec::new();
    let by_number: BTreeMap<u32, &Claim> = patent.claims.iter().rev().map(|claim| (claim.number, claim)).collect();
    let mut previous = None;
    for claim in &patent.claims {
        let earlier = *first.entry((bare(&claim.text), &claim.depends_on)).or_insert(claim.number);
        let parents: Vec<&Claim> =
            claim.depends_on.iter().filter_map(|number| by_number.get(number).copied()).collect();
        let marks = words(&claim.text);
        let facts = Facts {
            number: claim.number,
            text: &claim.text,
            words: count(&claim.text, &marks),
            kind: patent.kind,
            jurisdiction: &patent.jurisdiction,
            dependent: !claim.depends_on.is_empty(),
            multiple: claim.depends_on.len() > 1,
            parents: &claim.depends_on,
            previous,
            method: is_method(claim),
            parent_method: parents.first().map(|parent| is_method(parent)),
            on_multiple: parents.iter().any(|parent| parent.depends_on.len() > 1),
            transition: claim.transition,
            transitions: transitions(&claim.text, &marks),
            elements: claim.elements.len(),
            period: claim.text.trim_end().ends_with('.'),
            sentences: sentences(&claim.text, &marks),
            numerals: numerals(&claim.text),
            same_as: Some(earlier).filter(|earlier| *earlier != claim.number),
            of_kind: of_kind(claim),
        };
        found.push(Subject {
            scope: Scope::Claim,
            facts: value(&facts),
            place: place(patent, claim),
            text: claim.text.clone(),
        });
        elements(patent, claim, &marks, &mut found);
        previous = Some(claim.number);
    }
    found
}

/// How many of the words are words and not marks.
fn count(text: &str, marks: &[Word]) -> usize {
    marks.iter().filter(|word| word.is_wordlike(text)).count()
}

/// A text in lower case without the marks and the conjunction at its end: how repeats are told.
fn bare(text: &str) -> String {
    let text = text.trim().to_lowercase();
    let text = text.trim_end_matches([';', ',', '.', ':', ' ']);
    let text = text.strip_suffix(" and").or(text.strip_suffix(" or")).unwrap_or(text);
    text.trim_end_matches([';', ',', '.', ':', ' ']).to_owned()
}

fn elements(patent: &Patent, claim: &Claim, marks: &[Word], found: &mut Vec<Subject>) {
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for (index, element) in claim.elements.iter().enumerate() {
        let text = claim.slice(element);
        let from = marks.partition_point(|word| word.start < element.start);
        let to = marks.partition_point(|word| word.end <= element.end);
        let words = count(&claim.text, &marks[from..to.max(from)]);
        let key = bare(text);
        let open = ["group comprising", "group including", "group containing"];
        let facts = ElementFacts {
            claim: claim.number,
            label: &element.label,
            text,
            words,
            kind: patent.kind,
            jurisdiction: &patent.jurisdiction,
            preamble: index == 0,
            means: element.flags.means,
            negative: element.flags.negative,
            alternatives: element.flags.alternatives,
            wherein: element.flags.wherein,
            open_group: open.iter().any(|open| key.contains(open)),
            duplicate: seen.get(&key).copied().filter(|_| words > 2),
        };
        found.push(Subject {
            scope: Scope::Element,
            facts: value(&facts),
            place: element_place(patent, claim, element),
            text: text.to_owned(),
        });
        seen.entry(key).or_insert(&element.label);
    }
}

fn element_place(patent: &Patent, claim: &Claim, element: &Element) -> Place {
    Place { offset: element.start, length: claim.slice(element).trim_end().len(), ..place(patent, claim) }
}

/// A method, a process or a use, by the first words.
fn is_method(claim: &Claim) -> bool {
    is_method_text(&claim.text)
}

/// A method or process by the preamble's first words ("a method of", "an improved process for"), or a use ("use of").
pub fn is_method_text(text: &str) -> bool {
    let words = plain_words(text);
    // "A process cartridge" is a thing: a process is of, for, to or by something, or ends its phrase.
    let goes_on = |next: Option<&String>| {
        const BEHIND: [&str; 14] = [
            "of",
            "for",
            "to",
            "by",
            "in",
            "according",
            "as",
            "comprising",
            "comprises",
            "which",
            "that",
            "wherein",
            "whereby",
            "using",
        ];
        next.is_none_or(|next| BEHIND.contains(&next.as_str()))
    };
    let article = usize::from(words.first().is_some_and(|word| matches!(word.as_str(), "the" | "a")));
    let head = words.iter().take(4).enumerate();
    head.clone().any(|(_, word)| word == "method")
        || head.clone().any(|(at, word)| word == "process" && goes_on(words.get(at + 1)))
        || words.get(article).is_some_and(|word| word == "use")
}

/// The head of the preamble's first noun phrase.
fn of_kind(claim: &Claim) -> String {
    let first = claim.elements.first().and_then(|element| element.terms.first());
    first.map(|term| term.head.to_lowercase()).unwrap_or_default()
}

/// The words outside brackets that can part preamble and body: "comprising" always, "consisting" but in a group, others
/// where a colon follows.
fn transitions(text: &str, marks: &[Word]) -> Vec<String> {
    let mut depth = 0_usize;
    let mut found = Vec::new();
    for (at, word) in marks.iter().enumerate() {
        match word.text(text) {
            "(" | "[" => depth += 1,
            ")" | "]" => depth = depth.saturating_sub(1),
            written if depth == 0 => {
                let colon = marks.get(at + 1).is_some_and(|next| next.text(text) == ":");
                let group = at > 0 && marks[at - 1].text(text) == "group";
                let lower = written.to_lowercase();
                if match lower.as_str() {
                    "comprising" | "comprises" => true,
                    "consisting" | "consists" => !group,
                    "including" | "containing" | "having" => colon,
                    _ => false,
                } {
                    found.push(lower);
                }
            }
            _ => {}
        }
    }
    found
}

/// How many sentences there are: full stops before a word with a capital letter, outside abbreviations and numbers.
fn sentences(text: &str, marks: &[Word]) -> usize {
    const SHORT: [&str; 9] = ["fig", "figs", "no", "nos", "approx", "etc", "vol", "min", "max"];
    let ends = marks.windows(3).filter(|three| {
        let (before, stop, after) = (three[0].text(text), three[1].text(text), three[2].text(text));
        let abbreviation = before.chars().count() < 3 || SHORT.contains(&before.to_lowercase().as_str());
        let capital = after.starts_with(char::is_uppercase) && after.chars().count() > 1;
        let apart = three[0].end == three[1].start && three[2].start > three[1].end;
        stop == "." && apart && !abbreviation && capital
    });
    1 + ends.count()
}

/// Bracketed numbers that refer to drawings: "(12)", "(12a)", "(12, 14)". A bracket at the head of a step is a marker.
fn numerals(text: &str) -> Vec<&str> {
    let numeral = |part: &str| {
        let digits = part.bytes().take_while(u8::is_ascii_digit).count();
        let rest = &part[digits..];
        (1..=4).contains(&digits)
            && rest.len() < 2
            && rest.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'')
    };
    let mut found = Vec::new();
    for (at, _) in text.match_indices('(') {
        let Some(end) = text[at..].find(')') else { break };
        let before = text[..at].trim_end();
        let after = text[at + end + 1..].trim_start();
        let heads = ["a ", "an ", "the ", "at least "].iter().any(|word| after.starts_with(word));
        let marker = before.is_empty() || before.ends_with([';', ':', ',', '.']) || before.ends_with(" and") || heads;
        if !marker && text[at + 1..at + end].split([',', ';', '-']).map(str::trim).all(numeral) {
            found.push(&text[at..=at + end]);
        }
    }
    found
}
