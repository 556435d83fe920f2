//! What claims depend on: read from their words, and checked against the claims that are there.

use std::collections::{BTreeMap, BTreeSet};

use crate::patent::split::languages::{self, Language};
use crate::patent::{Claim, Patent};
use crate::text::finding::{Code, Finding};
use crate::text::flow::narrow_digits;

/// More claims than any patent has: a range beyond it is a misreading, not a reference.
const MAX_CLAIMS: u32 = 2000;

/// The claims of one document that are kept: many times what any office has granted, and few enough to link.
const MAX_KEPT: usize = 10_000;

/// Makes each claim depend on those that its own words name; claims beyond what one document can hold are let go first,
/// with a finding.
pub fn link(claims: &mut Vec<Claim>, file: &str) -> Option<Finding> {
    let finding = cap(claims, file);
    for claim in claims {
        claim.depends_on = from_text(&claim.text, claim.number);
    }
    finding
}

/// Lets go of claims beyond what one document can hold, with a finding.
pub fn cap(claims: &mut Vec<Claim>, file: &str) -> Option<Finding> {
    let line = claims.get(MAX_KEPT)?.line;
    let message = format!("there are {} claims; those after the first {MAX_KEPT} were left out", claims.len());
    claims.truncate(MAX_KEPT);
    Some(Finding::new(Code::TooLong, file, message).at_line(line.max(1)).help("split the document by patent"))
}

/// Words between two claim numbers of one reference.
const JOINERS: &[&str] =
    &["and", "or", "and/or", "und", "oder", "et", "ou", "claim", "claims", "any", "one", "of", "in", "either"];
/// Words and signs between the two ends of a range.
const RANGES: &[&str] =
    &["to", "through", "thru", "until", "bis", "à", "-", "–", "—", "‑", "−", "~", "至", "到", "-to-"];
/// What "preceding claims" is called.
const PRECEDING: &[&str] = &[
    "preceding",
    "previous",
    "foregoing",
    "prior",
    "above",
    "earlier",
    "vorhergehenden",
    "vorstehenden",
    "vorangehenden",
    "précédentes",
    "précédente",
    "anteriores",
    "anterior",
];

/// The claims that a claim's own words make it depend on, ascending, without itself.
///
/// A reference counts wherever it stands ("a kit containing the device of claim 1" depends on claim 1, as the offices'
/// own markup has it); `number` is the claim's own number, which "any preceding claim" needs.
pub fn from_text(text: &str, number: u32) -> Vec<u32> {
    let tokens = tokens(text);
    let (mut found, mut excepted) = (BTreeSet::new(), BTreeSet::new());
    let mut at = 0;
    while at < tokens.len() {
        let word = tokens[at];
        at += 1;
        if is_claim_word(word) {
            let plural = word.len() > 5 || !word.is_ascii();
            // "The tape claim of claim 5": only what a number follows is a reference.
            let names_number = tokens.iter().skip(at).find(|word| !matches!(**word, "no" | "nos" | "." | "#" | "("));
            let (linked, excepts) = (is_linked(&tokens, at - 1), is_exception(&tokens, at - 1));
            if !linked && names_number.is_none_or(|word| number_of(word).is_none()) {
                continue;
            }
            let mut named = BTreeSet::new();
            let end = numbers(&tokens, at, plural, &mut named);
            if excepts {
                // "All but claim 9" is all the others.
                if end > at {
                    found.extend(1..number.min(MAX_CLAIMS));
                }
                excepted.extend(named);
            } else if linked {
                found.extend(named);
            }
            at = end;
        } else if PRECEDING.contains(&word) && names_preceding_claims(&tokens, at) {
            found.extend(1..number.min(MAX_CLAIMS));
        }
    }
    chinese(text, number, &mut found);
    found.extend(eastern(text));
    found.into_iter().filter(|claim| !excepted.contains(claim)).collect()
}

/// Words that link a claim to another one: "of claim 1", "as in claim 1", "according to any one of claims 1 to 3". A claim
/// that merely speaks of claims ("displays claim 4 and claim 5") is linked to none.
const LINKS: [&str; 34] = [
    "of",
    "in",
    "to",
    "by",
    "with",
    "from",
    "under",
    "per",
    "any",
    "one",
    "either",
    "the",
    "preceding",
    "previous",
    "according",
    "said",
    "or",
    "and",
    "nach",
    "gemäß",
    "gemäss",
    "gemaess",
    "dem",
    "den",
    "der",
    "einem",
    "ansprüche",
    "selon",
    "à",
    "la",
    "les",
    "des",
    "unter",
    "as",
];

/// Whether a claim word is linked to what stands before it, or begins the text.
fn is_linked(tokens: &[&str], at: usize) -> bool {
    at == 0 || LINKS.contains(&tokens[at - 1]) || !tokens[at - 1].starts_with(char::is_alphabetic) || {
        // "of method claim 1", "of independent claim 1".
        at > 1 && LINKS.contains(&tokens[at - 2]) && !matches!(tokens[at - 2], "and" | "or" | "to" | "the")
    }
}

/// Whether a claim word is what is excepted: "except claim 9", "all but claim 9", "other than claim 9".
fn is_exception(tokens: &[&str], at: usize) -> bool {
    let before = |step: usize| at.checked_sub(step).map_or("", |at| tokens[at]);
    let but = |word: &str| matches!(word, "except" | "excepting" | "excluding" | "but" | "außer" | "sauf");
    but(before(1))
        || (but(before(2)) && matches!(before(1), "for" | "not"))
        || (before(1) == "than" && before(2) == "other")
}

/// "請求項1又は2に記載の", "請求項1から3のいずれか", "제1항에 있어서", "제1항 내지 제3항".
fn eastern(text: &str) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    if text.is_ascii() {
        return found;
    }
    let text = narrow_digits(text);
    for (start, word) in text.match_indices("請求項").chain(text.match_indices("제")) {
        let mut rest = text[start + word.len()..].trim_start();
        let (mut last, mut is_range) = (None, false);
        loop {
            let digits = run(rest, |c| c.is_ascii_digit());
            let Some(value) = number_of(&rest[..digits]) else { break };
            rest = rest[digits..].trim_start();
            // Korean says "the first claim"; other ordinals are of other things.
            if word == "제" {
                let Some(after) = rest.strip_prefix('항') else { break };
                rest = after.trim_start();
            }
            match last {
                Some(from) if is_range && from < value => found.extend(from..=value),
                _ => _ = found.insert(value),
            }
            last = Some(value);
            let ranges = ["から", "乃至", "ないし", "～", "~", "-", "〜", "내지"];
            let joins = ["又は", "または", "及び", "および", "、", ",", "，", "若しくは", "もしくは", "또는", "및"];
            let after = |words: &[&str]| words.iter().find_map(|word| rest.strip_prefix(word));
            (rest, is_range) = match (after(&ranges), after(&joins)) {
                (Some(rest), _) => (rest.trim_start(), true),
                (None, Some(rest)) => (rest.trim_start(), false),
                (None, None) => break,
            };
            rest = rest.strip_prefix("請求項").or_else(|| rest.strip_prefix('제')).unwrap_or(rest).trim_start();
        }
    }
    found
}

fn is_claim_word(word: &str) -> bool {
    matches!(word, "claim" | "claims" | "anspruch" | "ansprüche" | "ansprüchen" | "anspruchs" | "patentanspruch")
        || matches!(
            word,
            "patentansprüche"
                | "patentansprüchen"
                | "revendication"
                | "revendications"
                | "reivindicación"
                | "reivindicacion"
                | "reivindicaciones"
                | "clam"
                | "cliam"
        )
}

/// "preceding claims", "preceding method claims", "claim above": a claim word within two words.
fn names_preceding_claims(tokens: &[&str], at: usize) -> bool {
    tokens.iter().skip(at).take(2).any(|word| is_claim_word(word))
}

/// Reads the numbers after a claim word; gives the place after them.
fn numbers(tokens: &[&str], mut at: usize, plural: bool, found: &mut BTreeSet<u32>) -> usize {
    let mut last: Option<u32> = None;
    let mut range = false;
    // Where the reference ends: joiners that no number follows belong to the sentence.
    let mut end = at;
    while let Some(word) = tokens.get(at) {
        at += 1;
        // "2 to 3 and 90-0 % by weight": a share is no claim.
        let of_share = last.is_some() && is_share(tokens, at);
        if let Some(value) = number_of(word).filter(|_| !of_share) {
            match last {
                Some(from) if range && from < value && value - from <= MAX_CLAIMS => found.extend(from..=value),
                _ => _ = found.insert(value),
            }
            (last, range, end) = (Some(value), false, at);
        } else if RANGES.contains(word) && last.is_some() {
            range = true;
        } else if matches!(*word, "," | ";" | "&" | "/")
            || JOINERS.contains(word)
            || matches!(*word, "no" | "nos" | "." | "(" | "#")
        {
            // "claim 1, 2 mm thick" is no list, and a sentence's end or a bracket ends the reference.
            let first = last.is_none();
            if !first
                && (matches!(*word, "." | ";" | "(" | "#" | "no" | "nos")
                    || (*word == "," && !plural && !continues(tokens, at)))
            {
                break;
            }
            if first && matches!(*word, "," | ";" | "/" | "&") {
                break;
            }
        } else {
            break;
        }
    }
    end
}

/// Whether the number before `at` is one of a share: "90 %", "90-0 %".
fn is_share(tokens: &[&str], at: usize) -> bool {
    let token = |step: usize| tokens.get(at + step).copied().unwrap_or_default();
    let percent = |word: &str| matches!(word, "%" | "percent" | "wt");
    percent(token(0)) || (RANGES.contains(&token(0)) && percent(token(2)))
}

/// After a comma behind "claim 1": "or 2" and "claim 2" go on with the reference.
fn continues(tokens: &[&str], at: usize) -> bool {
    tokens.get(at).is_some_and(|word| matches!(*word, "or" | "and" | "and/or" | "claim" | "claims" | "oder" | "und"))
        && tokens.iter().skip(at).take(3).any(|word| number_of(word).is_some() || is_claim_word(word))
}

fn number_of(word: &str) -> Option<u32> {
    word.parse().ok().filter(|number| (1..=MAX_CLAIMS).contains(number) && word.len() <= 4)
}

/// Words, numbers and single signs in lower case would need a copy; the few upper-case forms are folded here instead.
fn tokens(text: &str) -> Vec<&str> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if first.is_ascii_digit() {
            // "1-5" is three tokens, "1a" and "1.5" are one that is no number.
            let digits = run(rest, |c| c.is_ascii_digit());
            let tail = &rest[digits..];
            let mut chars = tail.chars();
            let (next, after) = (chars.next(), chars.next());
            let glued = next.is_some_and(char::is_alphabetic)
                || (matches!(next, Some('.' | ',')) && after.is_some_and(|c| c.is_ascii_digit()) && !list(tail));
            if glued { run(rest, |c| c.is_alphanumeric() || c == '.' || c == ',') } else { digits }
        } else if first.is_alphabetic() {
            let word = run(rest, char::is_alphabetic);
            if rest[word..].starts_with("/or") { word + 3 } else { word }
        } else {
            first.len_utf8()
        };
        let (token, tail) = rest.split_at(length);
        if !token.trim().is_empty() {
            tokens.push(fold(token));
        }
        rest = tail;
    }
    tokens
}

/// "1,2,3" without spaces is a list of claims, "1,000" is a number.
fn list(tail: &str) -> bool {
    tail.strip_prefix(',').is_some_and(|rest| run(rest, |c| c.is_ascii_digit()) < 3)
}

fn run(text: &str, mut accept: impl FnMut(char) -> bool) -> usize {
    text.find(|c| !accept(c)).unwrap_or(text.len())
}

fn fold(token: &str) -> &str {
    match token {
        "Claim" | "CLAIM" => "claim",
        "Claims" | "CLAIMS" => "claims",
        "Anspruch" => "anspruch",
        "Ansprüche" => "ansprüche",
        "Ansprüchen" => "ansprüchen",
        "Anspruchs" => "anspruchs",
        "Patentanspruch" => "patentanspruch",
        "Patentansprüche" => "patentansprüche",
        "Patentansprüchen" => "patentansprüchen",
        other => other,
    }
}

/// "根据权利要求1所述", "权利要求1-3中任一项", "权利要求1或2", "前述权利要求".
fn chinese(text: &str, number: u32, found: &mut BTreeSet<u32>) {
    const WORD: &str = "权利要求";
    for (start, _) in text.match_indices(WORD) {
        let from = text[..start].char_indices().rev().nth(5).map_or(0, |(at, _)| at);
        let before = &text[from..start];
        if ["前述", "上述", "前面", "以上"].iter().any(|word| {
            let rest = before.rfind(word).map(|at| &before[at + word.len()..]);
            rest.is_some_and(|rest| rest.chars().all(|c| "任一项意的所述各个中何".contains(c)))
        }) {
            found.extend(1..number.min(MAX_CLAIMS));
        }
        let (mut last, mut range) = (None, false);
        let mut rest = text[start + WORD.len()..].trim_start();
        loop {
            let digits = run(rest, |c| c.is_ascii_digit());
            let Some(value) = number_of(&rest[..digits]) else { break };
            match last {
                Some(from) if range && from < value => found.extend(from..=value),
                _ => _ = found.insert(value),
            }
            last = Some(value);
            rest = rest[digits..].trim_start();
            let Some(joiner) = rest.chars().next() else { break };
            range = matches!(joiner, '-' | '–' | '—' | '~' | '～' | '至' | '到');
            if !range && !matches!(joiner, '或' | '和' | '、' | ',' | '，' | '与' | '及') {
                break;
            }
            rest = rest[joiner.len_utf8()..].trim_start();
        }
    }
}

/// What is wrong with a patent's claims as a set: none at all, numbers missing, repeated or out of order, and dependencies
/// that lead nowhere, forward, to the claim itself or in a circle.
pub fn check(patent: &Patent) -> Vec<Finding> {
    let at = |code, line: usize, message: String| Finding::new(code, &patent.file, message).at_line(line.max(1));
    if patent.claims.is_empty() {
        return vec![
            at(Code::NoClaims, patent.line, format!("patent {} has no claims", patent.number))
                .help("give the document with its claims, each with its number"),
        ];
    }
    let mut findings = numbering(patent);
    findings.extend(not_split(patent));
    let parents: BTreeMap<u32, &[u32]> =
        patent.claims.iter().rev().map(|claim| (claim.number, claim.depends_on.as_slice())).collect();
    let circular = in_circle(&parents);
    for claim in &patent.claims {
        for parent in &claim.depends_on {
            let (code, message) = if *parent == claim.number {
                (Code::DependsOnItself, format!("claim {} depends on itself", claim.number))
            } else if !parents.contains_key(parent) {
                (
                    Code::DependsOnMissing,
                    format!("claim {} depends on claim {parent}, which is not there", claim.number),
                )
            } else if *parent > claim.number {
                (Code::DependsOnLater, format!("claim {} depends on claim {parent}, which comes later", claim.number))
            } else {
                continue;
            };
            findings.push(at(code, claim.line, message).help("compare the reference with the printed patent"));
        }
        if circular.contains(&claim.number) && !claim.depends_on.contains(&claim.number) {
            findings.push(
                at(Code::Cycle, claim.line, format!("claim {} depends on itself through other claims", claim.number))
                    .help("compare the references with the printed patent"),
            );
        }
    }
    findings
}

/// That a patent's claims are in a language in which they are not split.
fn not_split(patent: &Patent) -> Option<Finding> {
    let named = |claim: &Claim| match languages::of(&claim.text) {
        Language::Unsplit(name) if claim.pins.is_empty() => Some((claim.line, name)),
        _ => None,
    };
    let (line, name) = patent.claims.iter().find_map(named)?;
    let message = format!("claims in {name} are read for their numbers and dependencies, and not split into elements");
    Some(
        Finding::new(Code::NotSplit, &patent.file, message)
            .at_line(line.max(1))
            .help("give a translation of the claims, or split them by nested lists in a page"),
    )
}

fn numbering(patent: &Patent) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen = BTreeSet::new();
    let mut highest = 0;
    for claim in &patent.claims {
        let number = claim.number;
        let message = if !seen.insert(number) {
            format!("claim number {number} is used twice")
        } else if number < highest {
            format!("claim {number} stands after claim {highest}")
        } else if (highest.saturating_add(1)..number.min(highest.saturating_add(MAX_CLAIMS)))
            .any(|missing| !patent.cancelled.contains(&missing))
        {
            match (highest + 1, number - 1) {
                (from, to) if from == to => format!("there is no claim {from} before claim {number}"),
                (from, to) => format!("there are no claims {from} to {to} before claim {number}"),
            }
        } else {
            highest = number;
            continue;
        };
        highest = highest.max(number);
        findings.push(
            Finding::new(Code::ClaimNumber, &patent.file, message)
                .at_line(claim.line.max(1))
                .help("the numbers of the source are kept; compare them with the printed patent"),
        );
    }
    findings
}

/// The claims that reach themselves by way of at least one other claim.
fn in_circle(parents: &BTreeMap<u32, &[u32]>) -> BTreeSet<u32> {
    // A circle needs a step forward, which nearly no patent has.
    if parents.iter().all(|(claim, list)| list.iter().all(|parent| parent <= claim)) {
        return BTreeSet::new();
    }
    let edges = || {
        let known = |claim: u32, list: &[u32]| {
            list.iter()
                .filter(|parent| **parent != claim && parents.contains_key(parent))
                .map(move |p| (claim, *p))
                .collect()
        };
        parents.iter().flat_map(move |(claim, list)| -> Vec<(u32, u32)> { known(*claim, list) })
    };
    // Claims that lead to no circle go first, then those that no circle leads to; what is left stands in one.
    let up: Vec<(u32, u32)> = edges().collect();
    let leaning = unsettled(&up);
    let down: Vec<(u32, u32)> = edges()
        .filter(|(claim, parent)| leaning.contains(claim) && leaning.contains(parent))
        .map(|(claim, parent)| (parent, claim))
        .collect();
    unsettled(&down)
}

/// The nodes of a graph from which a circle can be reached.
fn unsettled(edges: &[(u32, u32)]) -> BTreeSet<u32> {
    let mut open: BTreeMap<u32, usize> = BTreeMap::new();
    let mut back: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (from, to) in edges {
        *open.entry(*from).or_default() += 1;
        open.entry(*to).or_default();
        back.entry(*to).or_default().push(*from);
    }
    let mut settled: Vec<u32> = open.iter().filter(|(_, count)| **count == 0).map(|(node, _)| *node).collect();
    while let Some(node) = settled.pop() {
        open.remove(&node);
        for from in back.remove(&node).unwrap_or_default() {
            if let Some(count) = open.get_mut(&from) {
                *count -= 1;
                if *count == 0 {
                    settled.push(from);
                }
            }
        }
    }
    open.into_keys().collect()
}
