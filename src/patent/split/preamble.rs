//! Where the preamble ends and which transition ends it.

use crate::patent::Transition;
use crate::text::words::Word;

/// The preamble of a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preamble {
    /// Index of the first word of the body; 0 when there is no body of its own.
    pub body: usize,
    /// The transition.
    pub transition: Option<Transition>,
}

/// Finds the preamble. `dependent` claims end theirs after the reference to the parent.
pub fn find(text: &str, words: &[Word], dependent: bool) -> Preamble {
    let lower: Vec<_> = words.iter().map(|word| word.lower(text)).collect();
    let lower: Vec<&str> = lower.iter().map(AsRef::as_ref).collect();
    if dependent && let Some(found) = after_reference(&lower) {
        return found;
    }
    if let Some(found) = improvement(&lower) {
        return found;
    }
    independent(&lower)
}

/// "The lid of claim 1, wherein ...", "A kit as claimed in any one of claims 1 to 4, further comprising: ...".
fn after_reference(lower: &[&str]) -> Option<Preamble> {
    let claim = lower.iter().position(|word| matches!(*word, "claim" | "claims"))?;
    let mut at = claim + 1;
    while at < lower.len()
        && (is_reference(lower[at]) || (lower[at] == "," && lower.get(at + 1).is_some_and(|next| is_reference(next))))
        // "claim 1, 1) wherein": the number with its bracket begins the body.
        && !matches!((lower[at], lower.get(at + 2)), (",", Some(&")")))
    {
        at += 1;
    }
    if lower.get(at) == Some(&",") {
        at += 1;
    }
    // A transition right behind belongs to the preamble; so does what leads to it ("the method further comprising").
    let limit = (at + 8).min(lower.len());
    for next in at..limit {
        if matches!(
            lower[next],
            "wherein" | "whereby" | "where" | "in" | "which" | "that" | "," | ";" | "characterized" | "characterised"
        ) {
            break;
        }
        if let Some(transition) = transition_at(lower, next) {
            return Some(Preamble { body: after_transition(lower, next), transition: Some(transition) });
        }
    }
    (at < lower.len()).then_some(Preamble { body: at, transition: None })
}

fn is_reference(word: &str) -> bool {
    word.starts_with(|c: char| c.is_ascii_digit())
        || matches!(
            word,
            "or" | "and" | "to" | "-" | "\u{2013}" | "through" | "any" | "claim" | "claims" | "preceding" | "above"
        )
}

/// Jepson claims: "In a system ..., the improvement comprising ...".
fn improvement(lower: &[&str]) -> Option<Preamble> {
    if lower.first() != Some(&"in") {
        return None;
    }
    let at = lower.iter().position(|word| *word == "improvement")?;
    let limit = (at + 6).min(lower.len());
    let word = (at..limit).find(|next| transition_at(lower, *next).is_some() || lower[*next] == "wherein")?;
    Some(Preamble {
        body: after_transition(lower, word),
        transition: transition_at(lower, word).or(Some(Transition::Open)),
    })
}

fn independent(lower: &[&str]) -> Preamble {
    let until = lower.iter().position(|word| *word == ";").unwrap_or(lower.len());
    let strong: Vec<usize> = (1..until)
        .filter(|at| is_strong(lower[*at]) && transition_at(lower, *at).is_some() && !is_markush(lower, *at))
        .collect();
    // The first "comprising" counts, unless it sits inside the preamble and a later one is introduced as the claim's own:
    // ", comprising:" or "the method comprising:".
    let chosen = strong.first().map(|&first| {
        if opens_list(lower, first) {
            first
        } else {
            strong[1..].iter().copied().find(|&at| opens_list(lower, at) && introduced(lower, at)).unwrap_or(first)
        }
    });
    let weak = || {
        (1..until).find(|at| {
            transition_at(lower, *at).is_some()
                && (opens_list(lower, *at) || (lower[*at] != "having" && lower[*at - 1] == ","))
        })
    };
    let any = || {
        (1..until).find(|at| {
            matches!(lower[*at], "including" | "includes" | "characterized" | "characterised" | "having" | "containing")
        })
    };
    if let Some(at) = chosen.or_else(weak) {
        return Preamble { body: after_transition(lower, at), transition: transition_at(lower, at) };
    }
    if let Some(at) = (1..until).find(|at| matches!(lower[*at], "wherein" | "whereby") && lower[*at - 1] == ",") {
        return Preamble { body: at, transition: None };
    }
    // "A method of doing X: step; step" has only its colon.
    if let Some(at) = (1..until).find(|at| lower[*at] == ":")
        && at + 1 < lower.len()
    {
        return Preamble { body: at + 1, transition: None };
    }
    any().map_or(Preamble { body: 0, transition: None }, |at| Preamble {
        body: after_transition(lower, at),
        transition: transition_at(lower, at),
    })
}

fn is_strong(word: &str) -> bool {
    matches!(
        word,
        "comprising" | "comprises" | "comprise" | "comprised" | "consisting" | "consists" | "consist" | "composed"
    )
}

/// "selected from the group consisting of" is no transition.
fn is_markush(lower: &[&str], at: usize) -> bool {
    matches!(lower[at], "consisting" | "comprising")
        && lower[..at].iter().rev().take(2).any(|word| matches!(*word, "group" | "class" | "list"))
}

/// The transition word at `at`, with "consisting essentially of" recognised.
fn transition_at(lower: &[&str], at: usize) -> Option<Transition> {
    let transition = transition_of(lower[at])?;
    Some(if transition == Transition::Closed && lower.get(at + 1) == Some(&"essentially") {
        Transition::ConsistingEssentially
    } else {
        transition
    })
}

/// Whether a colon follows within a few plain words: "comprising:", "comprising the steps of:".
fn opens_list(lower: &[&str], at: usize) -> bool {
    colon_after(lower, at).is_some()
}

fn colon_after(lower: &[&str], at: usize) -> Option<usize> {
    for (next, word) in lower.iter().enumerate().take(at + 10).skip(at + 1) {
        match *word {
            ":" => return Some(next),
            ";" | "." | "(" => return None,
            "a" | "an" if next == at + 1 => return None,
            _ => {}
        }
    }
    None
}

/// ", comprising", "the method comprising", "said device comprising".
fn introduced(lower: &[&str], at: usize) -> bool {
    lower[at - 1] == ","
        || lower[..at]
            .iter()
            .rev()
            .take(5)
            .take_while(|word| **word != ",")
            .any(|word| matches!(*word, "the" | "said" | "which" | "and"))
}

/// First word of the body after the transition at `at`: behind its colon, or behind "of", "in combination," and the like.
fn after_transition(lower: &[&str], at: usize) -> usize {
    if let Some(colon) = colon_after(lower, at) {
        return colon + 1;
    }
    let mut next = at + 1;
    while next < lower.len()
        && matches!(lower[next], "of" | "essentially" | "in" | "that" | "by" | "combination" | "," | ";")
    {
        next += 1;
    }
    next
}

/// The transition for a word that can be one.
pub(crate) fn transition_of(word: &str) -> Option<Transition> {
    match word {
        "comprising" | "comprises" | "comprise" | "comprised" | "including" | "includes" | "containing"
        | "contains" | "having" | "characterized" | "characterised" | "composed" => Some(Transition::Open),
        "consisting" | "consists" | "consist" => Some(Transition::Closed),
        _ => None,
    }
}
