//! Noun phrases of a claim, and where each definite one was introduced.
//!
//! A rule chunker: a phrase runs from its determiner (or from a content word after a preposition) to the next verb,
//! preposition or punctuation mark; its head is its last word. English only; other languages give no terms.

use std::collections::{HashMap, HashSet};

use crate::patent::{Antecedent, Claim, Determiner, Patent, Term};
use crate::text::lexis::singular;
use crate::text::tables::{CLAIM_VERBS, FUNCTION_WORDS};
use crate::text::words::{Word, words};

/// Most ancestors of a claim that are searched for an antecedent, and most introductions with one head in one claim. Real
/// claims have far fewer; hostile ones stay cheap.
const MAX_LINEAGE: usize = 128;
const MAX_SAME_HEAD: usize = 64;

/// Fills the terms of every element of a patent, with antecedents through the parents of dependent claims.
pub fn annotate(patent: &mut Patent) {
    let mut positions: HashMap<u32, usize> = HashMap::new();
    for (index, claim) in patent.claims.iter().enumerate() {
        positions.entry(claim.number).or_insert(index);
    }
    let claims: Vec<Phrases> = patent.claims.iter().map(|claim| Phrases::of(&claim.text)).collect();
    let lineages: Vec<Vec<usize>> = patent.claims.iter().map(|claim| lineage(patent, claim, &positions)).collect();
    let numbers: Vec<u32> = patent.claims.iter().map(|claim| claim.number).collect();
    for (index, lineage) in lineages.iter().enumerate() {
        let claim = &mut patent.claims[index];
        for (at, phrase) in claims[index].all.iter().enumerate() {
            let antecedent = match phrase.determiner {
                Determiner::Definite | Determiner::Said => antecedent(index, at, lineage, &claims)
                    .map(|(claim, found)| Antecedent { claim: numbers[claim], start: found.start, end: found.end }),
                _ => None,
            };
            let element = claim.elements.partition_point(|element| element.end <= phrase.start);
            let Some(element) = claim.elements.get_mut(element).filter(|element| element.start <= phrase.start) else {
                continue;
            };
            element.terms.push(Term {
                start: phrase.start,
                end: phrase.end,
                head: phrase.words.last().cloned().unwrap_or_default(),
                determiner: phrase.determiner,
                antecedent,
            });
        }
    }
}

/// Positions of the claim's ancestors, nearest first, each once; circles end it.
fn lineage(patent: &Patent, claim: &Claim, positions: &HashMap<u32, usize>) -> Vec<usize> {
    let nearest = |parents: &[u32]| parents[parents.len().saturating_sub(MAX_LINEAGE)..].to_vec();
    let mut seen: Vec<usize> = Vec::new();
    let mut known: HashSet<u32> = HashSet::from([claim.number]);
    let mut open = nearest(&claim.depends_on);
    while let Some(number) = open.pop() {
        if !known.insert(number) {
            continue;
        }
        let Some(&at) = positions.get(&number) else { continue };
        seen.push(at);
        if seen.len() == MAX_LINEAGE {
            break;
        }
        open.extend(nearest(&patent.claims[at].depends_on).into_iter().filter(|parent| *parent < number));
    }
    seen
}

/// The phrases of one claim, and where each head noun is introduced.
struct Phrases {
    all: Vec<Phrase>,
    introduced: HashMap<String, Vec<usize>>,
}

impl Phrases {
    fn of(text: &str) -> Phrases {
        let all = phrases(text);
        let mut introduced: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, phrase) in all.iter().enumerate() {
            if matches!(phrase.determiner, Determiner::Definite | Determiner::Said) {
                continue;
            }
            let places = introduced.entry(phrase.head().to_owned()).or_default();
            if places.len() < MAX_SAME_HEAD {
                places.push(at);
            }
        }
        Phrases { all, introduced }
    }
}

/// A noun phrase before it is tied to anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// Byte offset, determiner excluded.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// How it is introduced.
    pub determiner: Determiner,
    /// Its words in lower case.
    pub words: Vec<String>,
}

impl Phrase {
    /// Its head noun, singular.
    fn head(&self) -> &str {
        self.words.last().map_or("", |word| singular(word))
    }
}

/// The claim (by position) and the phrase that introduce the phrase `at` of `claim`: the claim itself first, then its
/// ancestors.
fn antecedent<'a>(claim: usize, at: usize, lineage: &[usize], claims: &'a [Phrases]) -> Option<(usize, &'a Phrase)> {
    let phrase = &claims[claim].all[at];
    let places: Vec<(usize, &[usize])> = std::iter::once(&claim)
        .chain(lineage)
        .filter_map(|place| Some((*place, claims[*place].introduced.get(phrase.head())?.as_slice())))
        .collect();
    // The whole phrase first, then shorter and shorter tails of it: "the heating pad" for "an electric heating pad".
    for wanted in [Fit::Same, Fit::Tail, Fit::Head] {
        for (place, introduced) in &places {
            let mut candidates = introduced
                .iter()
                .filter(|candidate| *place != claim || **candidate < at)
                .map(|candidate| &claims[*place].all[*candidate]);
            if let Some(found) = candidates.find(|candidate| fit(candidate, phrase) >= Some(wanted)) {
                return Some((*place, found));
            }
        }
    }
    None
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Head,
    Tail,
    Same,
}

/// How well an introduction fits a later mention. Different ordinals never fit.
fn fit(introduction: &Phrase, mention: &Phrase) -> Option<Fit> {
    let ordinals = |phrase: &Phrase| phrase.words.iter().filter(|word| is_ordinal(word)).cloned().collect::<Vec<_>>();
    let same = |a: &str, b: &str| singular(a) == singular(b);
    let (intro, later) = (&introduction.words, &mention.words);
    if !same(intro.last()?, later.last()?)
        || (!ordinals(mention).is_empty() && ordinals(introduction) != ordinals(mention))
    {
        return None;
    }
    let tail = |long: &[String], short: &[String]| {
        long.len() >= short.len() && long.iter().rev().zip(short.iter().rev()).all(|(a, b)| same(a, b))
    };
    if intro.len() == later.len() && tail(intro, later) {
        Some(Fit::Same)
    } else if tail(intro, later)
        || tail(later, intro)
        || later.iter().all(|word| intro.iter().any(|other| same(word, other)))
    {
        Some(Fit::Tail)
    } else {
        Some(Fit::Head)
    }
}

fn is_ordinal(word: &str) -> bool {
    matches!(
        word,
        "first"
            | "second"
            | "third"
            | "fourth"
            | "fifth"
            | "sixth"
            | "other"
            | "another"
            | "upper"
            | "lower"
            | "inner"
            | "outer"
    )
}

/// The noun phrases of a text, in order.
pub fn phrases(text: &str) -> Vec<Phrase> {
    let words = words(text);
    let lower: Vec<String> = words.iter().map(|word| word.lower(text).into_owned()).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let (determiner, length) = determiner(&lower, at);
        if length == 0 && !can_start_bare(&lower, &words, text, at) {
            at += 1;
            continue;
        }
        let from = at + length;
        let to = phrase_end(&lower, &words, text, from);
        if to > from {
            found.push(Phrase {
                start: words[from].start,
                end: words[to - 1].end,
                determiner,
                words: lower[from..to].to_vec(),
            });
        }
        at = to.max(from).max(at + 1);
    }
    found
}

/// The determiner at `at` and how many words it takes: "a", "said at least one", "a plurality of".
fn determiner(lower: &[String], at: usize) -> (Determiner, usize) {
    let word = |index: usize| lower.get(index).map_or("", String::as_str);
    let count = |from: usize| match (word(from), word(from + 1), word(from + 2)) {
        ("at", "least" | "most", _) | ("one", "or", "more") => 3 + usize::from(word(from + 3) == "of"),
        ("one" | "plurality" | "pair" | "set" | "number" | "series" | "group" | "majority" | "array", "of", _) => 2,
        ("each" | "one" | "two" | "three" | "four" | "five" | "six" | "both" | "all", _, _) => {
            1 + usize::from(word(from + 1) == "of")
        }
        _ => 0,
    };
    let kind = match word(at) {
        "a" | "an" | "another" | "each" | "any" => Determiner::Indefinite,
        "the" => Determiner::Definite,
        "said" => Determiner::Said,
        _ => {
            let taken = count(at);
            return if taken == 0 { (Determiner::Bare, 0) } else { inner(lower, at, taken, Determiner::Indefinite) };
        }
    };
    let taken = 1 + count(at + 1);
    inner(lower, at, taken, kind)
}

/// "each of said posts", "one of the lids": the inner determiner decides.
fn inner(lower: &[String], at: usize, taken: usize, kind: Determiner) -> (Determiner, usize) {
    match lower.get(at + taken).map(String::as_str) {
        Some("said") => (Determiner::Said, taken + 1),
        Some("the") => (Determiner::Definite, taken + 1),
        Some("a" | "an") => (Determiner::Indefinite, taken + 1),
        _ => (kind, taken),
    }
}

fn can_start_bare(lower: &[String], words: &[Word], text: &str, at: usize) -> bool {
    words[at].is_wordlike(text)
        && !is_break(&lower[at])
        && !words[at].is_number(text)
        && !looks_verbal(lower, at, false)
        && !lower[at].ends_with("ly")
}

/// First word after the phrase that starts at `from`.
fn phrase_end(lower: &[String], words: &[Word], text: &str, from: usize) -> usize {
    let mut to = from;
    while to < lower.len() && words[to].is_wordlike(text) && !is_break(&lower[to]) {
        if to > from && (looks_verbal(lower, to, true) || lower[to].ends_with("ly") || determiner(lower, to).1 > 0) {
            break;
        }
        to += 1;
    }
    // A phrase does not end in a number or an adverb: "the lid 12" is the lid.
    while to > from + 1 && (words[to - 1].is_number(text) || lower[to - 1].ends_with("ly")) {
        to -= 1;
    }
    to
}

/// Whether a participle or finite verb stands here rather than a modifier: a participle is a modifier when a noun
/// follows it inside the phrase.
fn looks_verbal(lower: &[String], at: usize, inside: bool) -> bool {
    let word = lower[at].as_str();
    let next_is_open = lower.get(at + 1).is_some_and(|next| {
        next.chars().all(|c| c.is_alphanumeric() || c == '-')
            && !is_break(next)
            && determiner(lower, at + 1).1 == 0
            && !next.ends_with("ly")
    });
    if is_verb(word) {
        return true;
    }
    if (word.ends_with("ing") && word.len() > 5) || (word.ends_with("ed") && word.len() > 4) {
        return !next_is_open
            && (inside
                || word.ends_with("ed")
                || lower.get(at + 1).is_some_and(|next| is_break(next) || determiner(lower, at + 1).1 > 0));
    }
    false
}

/// Words that never belong to a noun phrase.
fn is_break(word: &str) -> bool {
    FUNCTION_WORDS.contains(word)
}

/// Finite verbs and participles of claim language that are not modifiers.
fn is_verb(word: &str) -> bool {
    CLAIM_VERBS.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::patent::Element;

    fn shown(text: &str) -> Vec<String> {
        phrases(text).iter().map(|p| text[p.start..p.end].to_owned()).collect()
    }

    #[test]
    fn a_phrase_ends_at_a_verb_a_preposition_or_a_mark() {
        assert_eq!(
            shown(
                "a hinged lid connected to the upper rim by at least one hinge pin, said lid having a silicone sealing ring"
            ),
            ["hinged lid", "upper rim", "hinge pin", "lid", "silicone sealing ring"]
        );
        assert_eq!(shown("a plurality of posts (22) projecting from the base 12"), ["posts", "base"]);
        assert_eq!(shown("means for biasing the blades apart"), ["means", "blades"]);
        assert_eq!(shown(""), Vec::<String>::new());
    }

    #[test]
    fn said_and_the_resolve_to_the_first_introduction_through_the_parents() {
        let whole = |text: &str| vec![Element { end: text.len(), ..Element::default() }];
        let one = "A vessel comprising a body and an electric heating pad in the body.";
        let two = "The vessel of claim 1, wherein the heating pad is under said body and the cap is red.";
        let mut patent = Patent {
            claims: vec![
                Claim { number: 1, text: one.into(), elements: whole(one), ..Claim::default() },
                Claim { number: 2, depends_on: vec![1], text: two.into(), elements: whole(two), ..Claim::default() },
            ],
            ..Patent::default()
        };
        annotate(&mut patent);
        let resolved: Vec<_> = patent.claims[1].elements[0]
            .terms
            .iter()
            .map(|term| (&two[term.start..term.end], term.antecedent.as_ref().map(|a| (a.claim, &one[a.start..a.end]))))
            .collect();
        assert!(resolved.contains(&("vessel", Some((1, "vessel")))), "{resolved:?}");
        assert!(resolved.contains(&("heating pad", Some((1, "electric heating pad")))), "{resolved:?}");
        assert!(resolved.contains(&("body", Some((1, "body")))), "{resolved:?}");
        assert!(resolved.contains(&("cap", None)), "{resolved:?}");
    }
}
