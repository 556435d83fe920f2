//! Noun phrases whose introduction is not plain: "the lid" of which there is none, or more than one.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::check::facts::{Place, Scope, Subject, value};
use crate::patent::{Claim, Determiner, Kind, Patent, Term};
use crate::text::lexis::singular;
use crate::text::tables::{CLAIM_VERBS, FUNCTION_WORDS, REFERS_TO_NOTHING};
use crate::text::words::words;

/// Most ancestors that are looked at.
const MAX_LINEAGE: usize = 64;

/// See `docs/facts.md`.
#[derive(Debug, Serialize)]
struct Facts<'a> {
    claim: u32,
    jurisdiction: &'a str,
    label: &'a str,
    written: String,
    head: &'a str,
    problem: &'static str,
    candidates: Vec<String>,
    preamble: bool,
}

/// The references of a patent's claims as subjects. A design's claim sentence has its own form.
pub fn subjects(patent: &Patent) -> Vec<Subject> {
    if matches!(patent.kind, Kind::Design | Kind::Plant) {
        return Vec::new();
    }
    let by_number: BTreeMap<u32, &Claim> = patent.claims.iter().rev().map(|claim| (claim.number, claim)).collect();
    let read: BTreeMap<u32, Vec<(usize, String)>> =
        by_number.iter().map(|(number, claim)| (*number, positioned(&claim.text))).collect();
    let references = |claim| References { patent, claim, family: family(claim, &by_number), words: &read }.subjects();
    patent.claims.iter().flat_map(references).collect()
}

/// The claim and its ancestors.
fn family<'a>(claim: &'a Claim, by_number: &BTreeMap<u32, &'a Claim>) -> Vec<&'a Claim> {
    let mut family = vec![claim];
    let mut at = 0;
    while at < family.len() && family.len() < MAX_LINEAGE {
        for parent in family[at].depends_on.iter().filter_map(|parent| by_number.get(parent)) {
            if !family.iter().any(|known| known.number == parent.number) {
                family.push(parent);
            }
        }
        at += 1;
    }
    family
}

/// The words of a text, singular and in lower case, with their offsets.
fn positioned(text: &str) -> Vec<(usize, String)> {
    let words = words(text).into_iter().filter(|word| word.is_wordlike(text));
    words.map(|word| (word.start, singular(&word.lower(text)).to_owned())).collect()
}

struct References<'a> {
    patent: &'a Patent,
    claim: &'a Claim,
    family: Vec<&'a Claim>,
    /// The words of each claim, by its number.
    words: &'a BTreeMap<u32, Vec<(usize, String)>>,
}

impl<'a> References<'a> {
    fn subjects(&self) -> Vec<Subject> {
        let mut found = Vec::new();
        let mut seen: Vec<(String, &'static str)> = Vec::new();
        for (index, element) in self.claim.elements.iter().enumerate() {
            for term in &element.terms {
                let Some((problem, candidates)) = self.problem(term) else { continue };
                let (start, written) = self.written(term);
                // Once is enough for each phrase of a claim.
                let key = (written.to_lowercase().replacen("said ", "the ", 1), problem);
                if seen.contains(&key) {
                    continue;
                }
                seen.push(key);
                let facts = Facts {
                    claim: self.claim.number,
                    jurisdiction: &self.patent.jurisdiction,
                    label: &element.label,
                    written: written.to_owned(),
                    head: &term.head,
                    problem,
                    candidates,
                    preamble: index == 0,
                };
                let place = super::claim::place(self.patent, self.claim);
                found.push(Subject {
                    scope: Scope::Reference,
                    facts: value(&facts),
                    place: Place { offset: start, length: written.len(), ..place },
                    text: written.to_owned(),
                });
            }
        }
        found
    }

    /// A term with the article before it, and where that starts.
    fn written(&self, term: &Term) -> (usize, &'a str) {
        let text = &self.claim.text;
        let before = text[..term.start].trim_end();
        let from = before.rfind(|c: char| c.is_whitespace() || matches!(c, '(' | ',' | ';')).map_or(0, |at| at + 1);
        let word = before[from..].to_lowercase();
        let start = if matches!(word.as_str(), "the" | "said" | "a" | "an") { from } else { term.start };
        (start, text[start..term.end].trim_end())
    }

    fn problem(&self, term: &Term) -> Option<(&'static str, Vec<String>)> {
        if !matches!(term.determiner, Determiner::Definite | Determiner::Said) {
            return self.repeated(term);
        }
        if self.needs_none(term) {
            return None;
        }
        if term.antecedent.is_some() {
            return self.ambiguous(term);
        }
        if self.is_cut_short(term) || self.is_mentioned(term) {
            return None;
        }
        let introduced = |other: &Term| other.start > term.end && self.fits(self.claim, other, term);
        let later = introductions(self.claim).any(introduced);
        Some((if later { "later" } else { "missing" }, Vec::new()))
    }

    /// Inherent parts ("the top of the box", MPEP 2173.05(e)), superlatives, and words that refer to nothing.
    fn needs_none(&self, term: &Term) -> bool {
        let text = &self.claim.text;
        let phrase = text[term.start..term.end].to_lowercase();
        let after = text[term.end..].trim_start().to_lowercase();
        let next = after.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
        let explained = matches!(
            next,
            "of" | "in" | "at" | "between" | "to" | "that" | "which" | "where" | "according" | "as" | "claimed"
        );
        let superlative = |word: &str| matches!(word, "most" | "least") || (word.len() > 5 && word.ends_with("est"));
        // "the following steps", "the maximum depth", and "the identified" before a number.
        let first = phrase.split_whitespace().next().unwrap_or_default();
        let odd = matches!(first, "following" | "maximum" | "minimum" | "user's")
            || (phrase == first && first.ends_with("ed"));
        let (_, written) = self.written(term);
        let definite = ["the ", "said "].iter().any(|article| written.to_lowercase().starts_with(article));
        explained
            || !definite
            || odd
            || after.starts_with(':')
            || phrase.contains("claim")
            || REFERS_TO_NOTHING.contains(&phrase)
            || phrase.split_whitespace().any(superlative)
    }

    /// Whether the phrase may be only a part of what is written: "the hydrothermal" before "processing".
    fn is_cut_short(&self, term: &Term) -> bool {
        let rest = &self.claim.text[term.end..];
        let next: String = rest.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '-').collect();
        let next = next.to_lowercase();
        !rest.starts_with(char::is_whitespace) && rest.starts_with(|c: char| c.is_alphanumeric() || c == '-')
            || (!next.is_empty() && !FUNCTION_WORDS.contains(&next) && !CLAIM_VERBS.contains(&next))
    }

    /// Whether the words stand earlier without "the" or "said", or would without a last word that is a verb: "the lid
    /// pivots" takes up "a lid".
    fn is_mentioned(&self, term: &Term) -> bool {
        let words: Vec<String> =
            positioned(&self.claim.text[term.start..term.end]).into_iter().map(|(_, word)| word).collect();
        let least = words.len().saturating_sub(2).max(1);
        (least..=words.len()).any(|length| {
            self.family.iter().any(|claim| {
                let text = self.words.get(&claim.number).map(Vec::as_slice).unwrap_or_default();
                let own = claim.number == self.claim.number;
                let end = if own { text.partition_point(|(start, _)| *start < term.start) } else { text.len() };
                stands_in(&words[..length.min(words.len())], &text[..end])
            })
        })
    }

    /// Whether an introduction has every word of a later mention, and the same head.
    fn fits(&self, claim: &Claim, introduction: &Term, mention: &Term) -> bool {
        let words = |text: &str| -> Vec<String> {
            text.split_whitespace().map(|word| singular(&word.to_lowercase()).to_owned()).collect()
        };
        let long = words(&claim.text[introduction.start..introduction.end]);
        let short = words(&self.claim.text[mention.start..mention.end]);
        long.last() == short.last() && short.iter().all(|word| long.contains(word))
    }

    /// "the lid" after "a first lid" and "a second lid", and no lid of its own.
    fn ambiguous(&self, term: &Term) -> Option<(&'static str, Vec<String>)> {
        let phrase = self.claim.text[term.start..term.end].to_lowercase();
        let mut candidates: Vec<String> = Vec::new();
        for claim in &self.family {
            for other in introductions(claim) {
                let before = claim.number != self.claim.number || other.end <= term.start;
                if !before || !self.fits(claim, other, term) {
                    continue;
                }
                let written = claim.text[other.start..other.end].to_lowercase();
                if written == phrase {
                    return None;
                }
                if !candidates.contains(&written) {
                    candidates.push(written);
                }
            }
        }
        // "the lids" takes up both.
        let plural = term.head.ends_with('s') && !term.head.ends_with("ss");
        (candidates.len() > 1 && !plural).then_some(("ambiguous", candidates))
    }

    /// "a lid" after "a lid" of the same claim.
    fn repeated(&self, term: &Term) -> Option<(&'static str, Vec<String>)> {
        let (_, written) = self.written(term);
        let article = written.split_whitespace().next()?.to_lowercase();
        let explained = self.claim.text[term.end..].trim_start().starts_with("of ");
        if !matches!(article.as_str(), "a" | "an") || term.head.len() < 3 || explained || self.is_cut_short(term) {
            return None;
        }
        let phrase = self.claim.text[term.start..term.end].to_lowercase();
        let same =
            |other: &Term| other.end <= term.start && self.claim.text[other.start..other.end].to_lowercase() == phrase;
        introductions(self.claim).any(same).then_some(("repeated", Vec::new()))
    }
}

/// Whether words stand in a text one after the other, in singular or plural, and not behind "the" or "said" alone.
fn stands_in(words: &[String], text: &[(usize, String)]) -> bool {
    !words.is_empty()
        && text.windows(words.len()).enumerate().any(|(at, window)| {
            let same = window.iter().zip(words).all(|((_, a), b)| a == b);
            let definite = at > 0 && matches!(text[at - 1].1.as_str(), "the" | "said");
            same && !definite
        })
}

fn introductions(claim: &Claim) -> impl Iterator<Item = &Term> {
    claim
        .elements
        .iter()
        .flat_map(|element| &element.terms)
        .filter(|term| matches!(term.determiner, Determiner::Indefinite))
}
