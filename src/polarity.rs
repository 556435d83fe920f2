//! What is denied: scoped negation in claims and in seller prose, and language that speaks of other products.
//!
//! Scope follows the clinical `NegEx` rules in outline: a cue before reaches a few words forward until the clause ends; a
//! cue behind reaches back over the noun phrase; pseudo-negations ("not only", "no later than") deny nothing.

use crate::lexis::Token;

/// What makes "no" deny nothing: "no more leaks", "no need to worry".
const PSEUDO: &[&str] = &[
    "more", "later", "longer", "need", "time", "matter", "doubt", "problem", "worry", "worries", "other", "wonder",
    "one",
];

/// How far a cue reaches, in tokens.
const REACH: usize = 6;

/// What a listing says about its own words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stance {
    /// The word is denied ("no", "without", "-free", "not included").
    pub denied: bool,
    /// It is denied as a part of the offer ("not included", "sold separately", "excluding"), which outweighs other
    /// mentions of it.
    pub left_out: bool,
    /// The word belongs to something else ("compatible with", "fits", "for use with", "sold separately").
    pub elsewhere: bool,
}

const LEFT_OUT: Stance = Stance { denied: true, left_out: true, elsewhere: false };

/// For each token of a claim element, whether the claim denies it.
pub fn denied_in_claim(text: &str, tokens: &[Token], folded: &[String]) -> Vec<bool> {
    let mut denied = vec![false; tokens.len()];
    for at in 0..tokens.len() {
        let word = |index: usize| folded.get(index).map_or("", String::as_str);
        let reach = match word(at) {
            "without" | "lacking" | "excluding" => 1,
            "free" if matches!(word(at + 1), "of" | "from") => 2,
            "devoid" | "absence" if word(at + 1) == "of" => 2,
            "no" if !matches!(
                word(at + 1),
                "more" | "less" | "later" | "earlier" | "greater" | "longer" | "thicker" | "larger"
            ) =>
            {
                1
            }
            "not"
                if matches!(
                    word(at + 1),
                    "include" | "comprise" | "contain" | "have" | "require" | "including" | "having"
                ) =>
            {
                2
            }
            _ => continue,
        };
        mark(text, tokens, at + reach, REACH + 2, |index| denied[index] = true);
    }
    denied
}

/// For each token of a listing's passage, what the passage says about it.
pub fn stances(text: &str, tokens: &[Token], folded: &[&str]) -> Vec<Stance> {
    let mut stances = vec![Stance::default(); tokens.len()];
    if !folded.iter().any(|word| is_cue(word)) {
        return stances;
    }
    let word = |index: usize| folded.get(index).copied().unwrap_or("");
    for at in 0..tokens.len() {
        match word(at) {
            "without" | "lacks" | "lacking" => mark(text, tokens, at + 1, 4, |index| stances[index].denied = true),
            "excluding" | "excludes" => mark(text, tokens, at + 1, 4, |index| stances[index] = LEFT_OUT),
            "no" if !PSEUDO.contains(&word(at + 1)) => {
                mark(text, tokens, at + 1, 3, |index| stances[index].denied = true);
            }
            "not" if word(at + 1) == "included" => {
                leave_out(text, tokens, folded, at, &mut stances);
            }
            "not" if matches!(word(at + 1), "include" | "contain" | "have" | "require" | "need" | "come") => {
                mark(text, tokens, at + 2, 5, |index| stances[index].denied = true);
            }
            // "BPA-free", "BPA free", "free of BPA", "free from lead".
            "free" if matches!(word(at + 1), "of" | "from") => {
                mark(text, tokens, at + 2, 3, |index| stances[index].denied = true);
            }
            "free" if at > 0 && tokens[at].glued => {
                mark_back(text, tokens, at, 1, |index| stances[index].denied = true);
            }
            "non" if tokens.get(at + 1).is_some_and(|next| next.glued) => stances[at + 1].denied = true,
            "separately" if at > 0 && word(at - 1) == "sold" => {
                leave_out(text, tokens, folded, at - 1, &mut stances);
            }
            "compatible" | "works" | "fits" | "fit" | "suitable"
                if matches!(word(at + 1), "with" | "for") || word(at) == "fits" =>
            {
                mark(text, tokens, at + 1, 10, |index| stances[index].elsewhere = true);
            }
            "replacement" | "spare" if word(at + 1) == "for" => {
                mark(text, tokens, at + 2, 8, |index| stances[index].elsewhere = true);
            }
            "use" if word(at + 1) == "with" => mark(text, tokens, at + 2, 8, |index| stances[index].elsewhere = true),
            "optional" => mark(text, tokens, at + 1, 3, |index| stances[index].elsewhere = true),
            _ => {}
        }
    }
    stances
}

/// "Headset adaptor (sold separately)": the adaptor is left out, the headset is only denied together with it.
fn leave_out(text: &str, tokens: &[Token], folded: &[&str], cue: usize, stances: &mut [Stance]) {
    let mut head = true;
    mark_back(text, tokens, cue, 4, |index| {
        if head && !matches!(folded[index], "is" | "are" | "be") {
            stances[index] = LEFT_OUT;
            head = false;
        } else {
            stances[index].denied = true;
        }
    });
}

/// Whether a folded word can start any of the rules: a cheap test before the real one.
fn is_cue(word: &str) -> bool {
    matches!(
        word,
        "without"
            | "lacks"
            | "lacking"
            | "excluding"
            | "excludes"
            | "no"
            | "not"
            | "free"
            | "non"
            | "separately"
            | "compatible"
            | "works"
            | "fits"
            | "fit"
            | "suitable"
            | "replacement"
            | "spare"
            | "use"
            | "optional"
    )
}

/// Whether an attribute's value says that what its name names is not there.
pub fn is_no(value: &str) -> bool {
    matches!(
        value.trim().trim_end_matches('.').to_lowercase().as_str(),
        "no" | "none"
            | "false"
            | "n/a"
            | "na"
            | "not applicable"
            | "not included"
            | "without"
            | "0"
            | "nil"
            | "not available"
            | "unavailable"
    )
}

/// Whether an attribute's value says only that what its name names is there.
pub fn is_yes(value: &str) -> bool {
    matches!(
        value.trim().trim_end_matches('.').to_lowercase().as_str(),
        "yes" | "true" | "included" | "available" | "1" | "y"
    )
}

/// Marks tokens from `from` forward until the clause ends.
fn mark(text: &str, tokens: &[Token], from: usize, reach: usize, mut each: impl FnMut(usize)) {
    for index in from..(from + reach).min(tokens.len()) {
        if index > from && ends_clause(&text[tokens[index - 1].end..tokens[index].start], tokens[index].text(text)) {
            break;
        }
        each(index);
    }
}

/// Marks tokens before `from` back to the start of the clause.
fn mark_back(text: &str, tokens: &[Token], from: usize, reach: usize, mut each: impl FnMut(usize)) {
    let mut index = from;
    for _ in 0..reach {
        if index == 0 {
            break;
        }
        // "the projector (sold separately)": the bracket belongs to the cue.
        let between = &text[tokens[index - 1].end..tokens[index].start];
        let bracketed = index == from && between.trim() == "(";
        if !bracketed && ends_clause(between, tokens[index].text(text)) {
            break;
        }
        index -= 1;
        each(index);
    }
}

fn ends_clause(between: &str, word: &str) -> bool {
    between.contains([',', ';', '.', ':', '!', '?', '(', ')', '\u{2022}', '|', '\n'])
        || matches!(word.to_lowercase().as_str(), "but" | "and" | "while" | "because" | "which" | "so" | "with" | "for")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lexis;

    fn denied(text: &str) -> Vec<String> {
        let tokens = lexis::tokens(text);
        let folded: Vec<String> = tokens.iter().map(|token| lexis::fold(token.text(text))).collect();
        let folded: Vec<&str> = folded.iter().map(String::as_str).collect();
        stances(text, &tokens, &folded)
            .iter()
            .zip(&tokens)
            .filter(|(s, _)| s.denied)
            .map(|(_, t)| t.text(text).to_owned())
            .collect()
    }

    #[test]
    fn scoped_negation_denies_what_it_reaches() {
        assert_eq!(denied("Crayons not included, sharpener included"), ["Crayons"]);
        assert_eq!(denied("made without zipper, with buttons"), ["zipper"]);
        assert_eq!(denied("BPA-free and phthalate-free plastic"), ["BPA", "phthalate"]);
        assert_eq!(denied("free of lead but strong"), ["lead"]);
        assert_eq!(denied("with projector (sold separately)."), ["with", "projector"]);
        assert_eq!(denied("the projector is sold separately"), ["the", "projector", "is"]);
    }

    #[test]
    fn pseudo_negation_denies_nothing() {
        for text in [
            "not only a lid but a handle",
            "no later than May",
            "free shipping",
            "no more leaks",
            "No need to worry about lids",
        ] {
            assert_eq!(denied(text), Vec::<String>::new(), "{text}");
        }
    }
}
