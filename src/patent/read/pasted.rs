//! Claims pasted as plain text: hard-wrapped or on one line, with or without a heading, page numbers in between.

use crate::patent::read::front::{is_design_claim, office};
use crate::patent::read::pasted::clean::clean;
use crate::patent::read::pasted::header::{ends_sentence, is_page_number, starts_figures};
use crate::patent::read::{dependency, figures, status};
use crate::patent::{Claim, Kind, Patent};
use crate::text::finding::{Code, Finding, Severity};
use crate::text::flow::{Flow, collapse, printed_number};
use crate::text::lexis;
use crate::text::parsed::Parsed;
use crate::text::source::{Source, stem};
use crate::text::tables::{CLAIM_VERBS, FUNCTION_WORDS};

mod clean;
mod header;

use header::{after_header, header, lead_in, patent_number, without_count};

/// A claim may be missing from a paste, but a number this far ahead is none of a claim.
const MAX_GAP: u32 = 20;

/// Headings that end the claims.
const ENDS: &[&str] = &[
    "abstract",
    "description",
    "background",
    "drawings",
    "summary",
    "abstract of the disclosure",
    "说明书",
    "摘要",
    "priority applications",
    "applications claiming priority",
    "family applications",
    "publications",
    "similar documents",
    "patent citations",
    "non-patent citations",
    "family cites families",
    "cited by",
    "legal events",
    "concepts",
    "related parent applications",
    "related child applications",
    "beschreibung",
    "zusammenfassung",
    "明細書",
];

/// Words that want a number after them, so that a number at the start of the next line is theirs.
const WANTS_NUMBER: &[&str] = &[
    "claim", "claims", "fig", "figs", "figure", "figures", "no", "nos", "step", "steps", "table", "eq", "equation",
    "formula", "example", "to", "through", "or", "and", "of", "than", "about",
];

/// Those of them that end with a full stop.
const ABBREVIATIONS: &[&str] = &["fig", "figs", "no", "nos", "eq", "ex"];

/// Reads the claims of one patent. A text without numbers is claim 1.
pub fn read(source: &Source) -> Parsed<Patent> {
    let cleaned = clean(&source.text);
    let mut findings: Vec<Finding> = cleaned
        .notes
        .iter()
        .map(|(line, note)| {
            Finding::new(Code::LayoutTakenOut, &source.name, note.clone())
                .at_line(*line)
                .help("compare the claims with the printed patent")
        })
        .collect();
    let mut plain = Source::from_bytes(&source.name, cleaned.text.as_bytes());
    plain.sha256.clone_from(&source.sha256);
    let source = &plain;
    let lines = lines(&source.text);
    let starts = claim_starts(&source.text, &lines);
    let (header_end, body_start) = match starts.first() {
        Some(start) => (start.at, start.at),
        None => lead_in(&source.text, &lines).unwrap_or_else(|| after_header(&source.text, &lines)),
    };
    let end = claims_end(&source.text, &lines, starts.last().map_or(body_start, |start| start.at));
    let mut patent = Patent { file: source.name.clone(), line: 1, sha256: source.sha256.clone(), ..Patent::default() };
    header(&source.text[..header_end], &mut patent);
    if starts.is_empty() {
        let text = running_text(&source.text, body_start, end);
        if !text.is_empty() {
            let first = source.text[body_start..].len() - source.text[body_start..].trim_start().len();
            let line = source.line_column(body_start + first).0;
            patent.claims.push(Claim { number: 1, text, line, ..Claim::default() });
        }
    }
    for (index, start) in starts.iter().enumerate() {
        let next = starts.get(index + 1).map_or(end, |next| next.at);
        patent.claims.push(Claim {
            number: start.number,
            text: running_text(&source.text, start.body, next),
            line: source.line_column(start.at).0,
            ..Claim::default()
        });
    }
    patent.claims.retain(|claim| !claim.text.is_empty());
    findings.extend(status::settle(&mut patent));
    if !patent.claims.is_empty() && patent.claims.iter().all(|claim| is_design_claim(&claim.text)) {
        patent.kind = Kind::Design;
        let outside = [&source.text[..header_end], &source.text[end..]];
        let paragraphs: Vec<String> = outside.iter().flat_map(|text| paragraphs(text)).collect();
        (patent.figures, patent.statements) = figures::read(&paragraphs);
        patent.statements.retain(|statement| statement.contains(' ') && statement.len() > 30);
    }
    findings.extend(dependency::link(&mut patent.claims, &source.name));
    if patent.number.is_empty() {
        patent.number = stem(&source.name);
        let mut finding =
            Finding::new(Code::BadFrontMatter, &source.name, format!("no number is given; {} is used", patent.number))
                .help("write the patent's number on the first line");
        finding.severity = Severity::Note;
        findings.push(finding);
    }
    patent.jurisdiction = office(&patent.number);
    findings.extend(dependency::check(&patent));
    Parsed { items: vec![patent], findings }
}

/// Lines with the byte offsets at which they start.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let mut at = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let start = at;
            at += line.len();
            (start, line)
        })
        .collect()
}

/// Where a claim begins: its number, the offset of the number, and of the text behind it.
struct Start {
    number: u32,
    at: usize,
    body: usize,
}

fn claim_starts(text: &str, lines: &[(usize, &str)]) -> Vec<Start> {
    let mut starts: Vec<Start> = Vec::new();
    let mut indent = 0;
    for (line_start, line) in lines {
        if !starts.is_empty() && is_end(line) {
            break;
        }
        let content = line.trim_start();
        let own_indent = line.len() - content.len();
        let at = line_start + own_indent;
        let last = starts.last().map(|start| start.number);
        let expected = cancelled_before(text, starts.last()).or(last).map_or(1, |last| last.saturating_add(1));
        if let Some((number, body)) = number_at(&text[at..]).or_else(|| loosely_numbered(&text[at..], expected))
            && last.is_none_or(|last| number > last && (number - last <= MAX_GAP || number == expected))
            && (last.is_some() || number == 1 || !starts_figures(&text[at + body..]))
            && (last.is_none() || !wanted(&text[..at]))
            && (last.is_none() || own_indent <= indent || ends_sentence(text[..at].trim_end()))
        {
            if last.is_none() {
                indent = own_indent;
            }
            starts.push(Start { number, at, body: at + body });
        }
        if !starts.is_empty() {
            inline_starts(text, (*line_start, line), &mut starts);
        }
    }
    starts
}

/// Claims that begin inside a line: the next number, after a sentence's end, before a capital letter.
fn inline_starts(text: &str, (line_start, line): (usize, &str), starts: &mut Vec<Start>) {
    let end = line_start + line.len();
    let mut from = starts.last().map_or(line_start, |start| start.body.max(line_start));
    while let Some(found) = text.get(from..end).and_then(|rest| rest.find(|c: char| c.is_ascii_digit())) {
        let at = from + found;
        from = at + text[at..].bytes().take_while(u8::is_ascii_digit).count();
        let before = text[..at].trim_end();
        if let Some((number, body)) = number_at(&text[at..])
            && before.len() < at
            && !wanted(before)
            && let Some(last) = starts.last()
            && last.body < at
            && match number.saturating_sub(last.number) {
                // A claim is one sentence: "2. The" inside it is the next one even where the full stop is missing.
                1 => ends_sentence(before) || opens_claim(&text[at + body..]),
                2 | 3 => ends_sentence(before) && opens_claim(&text[at + body..]),
                _ => false,
            }
        {
            starts.push(Start { number, at, body: at + body });
            from = at + body;
        }
    }
}

/// The last number that a start cancels with those behind it: "1-3. (Cancelled)" is followed by claim 4.
fn cancelled_before(text: &str, start: Option<&Start>) -> Option<u32> {
    let line = text[start?.at..].lines().next()?;
    let is_cancelled = line.to_lowercase().contains("cancel");
    let last = line.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).max();
    last.filter(|last| is_cancelled && *last < 1000)
}

/// The number of the next claim where nothing but its place and the words behind it tell that it is one: "1 A mug",
/// `[4] The stool`, "5- The stool", "1-3. (Cancelled)".
fn loosely_numbered(text: &str, expected: u32) -> Option<(u32, usize)> {
    let opened = text.trim_start_matches(['[', '(']);
    let digits = opened.bytes().take_while(u8::is_ascii_digit).count();
    let number: u32 = opened[..digits].parse().ok()?;
    let rest = &opened[digits..];
    let body = rest.trim_start_matches([']', ')', '-', '\u{2013}', '\u{2014}', ':', '.', ' ', '\t']);
    let length = text.len() - body.len();
    let line = text.lines().next().unwrap_or_default();
    let is_range = rest.trim_start_matches(['-', '\u{2013}', ' ', '.']).starts_with(|c: char| c.is_ascii_digit());
    if is_range && number == expected && line.len() < 60 && line.to_lowercase().contains("cancel") {
        return Some((number, 0));
    }
    let is_parted = body.len() < rest.len() && !is_range;
    (number == expected && is_parted && opens_claim(body)).then_some((number, length))
}

/// How nearly every claim begins.
fn opens_claim(text: &str) -> bool {
    [
        "A ",
        "An ",
        "The ",
        "In ",
        "One ",
        "Apparatus",
        "Method",
        "Use ",
        "(",
        "Ein",
        "Verfahren",
        "Un ",
        "Une ",
        "Procédé",
        "一种",
    ]
    .iter()
    .any(|word| text.starts_with(word))
}

/// "1. A", "Claim 1: A", "[Claim 1] A": the number and the length up to the text.
fn number_at(text: &str) -> Option<(u32, usize)> {
    let opened = text.strip_prefix('[').unwrap_or(text);
    let word = ["Claim ", "CLAIM ", "claim "].iter().find_map(|word| opened.strip_prefix(word));
    let (number, length) = match word {
        Some(rest) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let after = rest[digits..].trim_start_matches([']', '.', ':', ' ', '-', ')']);
            let marked = rest[digits..].starts_with([']', '.', ':', '-', ')', '\r', '\n']);
            (rest[..digits].parse().ok().filter(|_| marked)?, text.len() - after.trim_start().len())
        }
        None => printed_number(text)?,
    };
    let first = text[length..].chars().next()?;
    (first.is_uppercase() || matches!(first, '“' | '"' | '(' | '[') || (first.is_alphabetic() && !first.is_lowercase()))
        .then_some((number, length))
}

/// The word before wants this number for itself. After a full stop only an abbreviation does.
fn wanted(before: &str) -> bool {
    let before = before.trim_end();
    let stem = before.trim_end_matches('.');
    let word = stem.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default().to_lowercase();
    let words = if stem.len() < before.len() { ABBREVIATIONS } else { WANTS_NUMBER };
    words.contains(&word.as_str())
}

fn is_end(line: &str) -> bool {
    let line = line.trim().trim_end_matches([':', '.']).to_lowercase();
    ENDS.contains(&without_count(&line)) || is_application(&line)
}

/// A row of a page's tables: an application's number, and dates.
fn is_application(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let first = words.next().unwrap_or_default();
    let letters = first.bytes().take_while(u8::is_ascii_alphabetic).count();
    let is_number = letters == 2
        && first.len() > 7
        && first[2..].bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'/' | b','));
    let is_date = |word: &str| word.len() == 10 && word.split('-').map(str::len).eq([4, 2, 2]);
    is_number && words.any(is_date)
}

/// Where the claims end: at a heading that starts something else, or, for a design, at its figures.
fn claims_end(text: &str, lines: &[(usize, &str)], from: usize) -> usize {
    let mut blank = false;
    for (start, line) in lines.iter().filter(|(start, _)| *start > from) {
        let content = line.trim();
        if is_end(content) || (blank && (starts_figures(content) || content.starts_with("The broken line"))) {
            return *start;
        }
        blank |= content.is_empty() || ends_sentence(content);
    }
    text.len()
}

/// A claim's text from its lines: page numbers, running heads and rows of stars dropped, words that a line's end broke
/// kept together.
fn running_text(text: &str, from: usize, to: usize) -> String {
    let part = &text[from..to.max(from)];
    let mut flow = Flow::default();
    let mut blank = true;
    for line in part.lines() {
        let content = line.trim();
        if content.is_empty() {
            blank = true;
            continue;
        }
        let alone = is_page_number(content) && (blank || !wanted(flow.text()));
        if alone || patent_number(content).is_some() || content.chars().all(|c| matches!(c, '*' | ' ' | '\u{c}')) {
            continue;
        }
        blank = false;
        if joins(flow.text(), content) {
            if is_broken(flow.text(), content) {
                flow.unhyphen();
            }
            flow.push(content);
        } else {
            flow.word();
            flow.push(content);
        }
    }
    flow.finish().0
}

/// "self-" and "locking" are one word whichever kind of hyphen it is; "front-" and "and" are not.
fn joins(before: &str, next: &str) -> bool {
    let Some(stem) = before.strip_suffix(['-', '\u{2010}', '\u{AD}']) else { return false };
    let word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    stem.ends_with(char::is_alphabetic)
        && word.starts_with(char::is_lowercase)
        && !matches!(word, "and" | "or" | "to" | "und" | "oder")
}

/// Whether a line's end broke one word: "thick-" and "ness" are "thickness", "self-" and "locking" stay two.
fn is_broken(before: &str, next: &str) -> bool {
    if before.ends_with('\u{AD}') {
        return true;
    }
    let head = before.trim_end_matches(['-', '\u{2010}']);
    let head = head.rsplit(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let tail = next.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
    let word = lexis::fold(&format!("{head}{tail}"));
    let is_known =
        |word: &str| FUNCTION_WORDS.contains(word) || CLAIM_VERBS.contains(word) || lexis::is_known(&lexis::stem(word));
    is_known(&word)
}

/// Paragraphs parted by blank lines; a line that starts with a figure's name starts one too.
fn paragraphs(text: &str) -> Vec<String> {
    let mut all = vec![String::new()];
    for line in text.lines() {
        let content = line.trim();
        if content.is_empty() || starts_figures(content) || content.starts_with("The broken line") {
            all.push(String::new());
        }
        if let Some(last) = all.last_mut() {
            last.push_str(content);
            last.push(' ');
        }
    }
    all.into_iter().map(|text| collapse(&text)).filter(|text| !text.is_empty()).collect()
}
