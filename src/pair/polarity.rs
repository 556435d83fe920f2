//! What is denied: scoped negation in claims and in seller prose, and language that speaks of other products.
//!
//! Scope follows the clinical `NegEx` rules in outline: a cue before reaches a few words forward until the clause ends; a
//! cue behind reaches back over the noun phrase; pseudo-negations ("not only", "no later than") deny nothing. Claims and
//! listings are read by the same rules, so that the same words always agree.

use crate::text::lexis::Token;
use crate::text::tables::{MEASURES, PSEUDO_NEGATION};

pub mod answer;
pub mod others;

/// How far a cue reaches, in tokens.
const REACH: usize = 5;
/// How far "no" reaches in a title, whose words have no verbs between them: "No Tangle Fishing Rod".
const TITLE_REACH: usize = 1;
/// How far a cue that stands behind reaches back.
const BACK: usize = 4;
/// How far what is said of another thing reaches.
const APART: usize = 12;
/// How far language of other products reaches.
const ELSEWHERE: usize = 10;

/// What a text says about one of its words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stance {
    /// The word is denied ("no", "without", "-free", "not included").
    pub denied: bool,
    /// It is denied as a part of the offer ("not included", "sold separately", "excluding"), which outweighs other
    /// mentions of it.
    pub left_out: bool,
    /// It is denied by a prefix only ("non-slip", "anti-glare").
    pub prefixed: bool,
    /// The word belongs to something else ("compatible with", "fits", "for use with").
    pub elsewhere: bool,
}

const DENIED: Stance = Stance { denied: true, left_out: false, prefixed: false, elsewhere: false };
const LEFT_OUT: Stance = Stance { left_out: true, ..DENIED };
const PREFIXED: Stance = Stance { prefixed: true, ..DENIED };

/// For each token of a passage or an element, what the text says about it. `folded` are the tokens' normal forms; `title`
/// tells a listing's title from running text.
pub fn stances(text: &str, tokens: &[Token], folded: &[&str], title: bool) -> Vec<Stance> {
    let mut reading = Reading { text, tokens, folded, title, stances: vec![Stance::default(); tokens.len()] };
    if folded.iter().any(|word| is_cue(word)) {
        (0..tokens.len()).for_each(|at| reading.cue(at));
    }
    reading.stances
}

/// Whether a folded word can start any of the rules: a cheap test before the real one.
pub fn is_cue(word: &str) -> bool {
    is_denial(word)
        || others::is_first(word)
        || matches!(
            word,
            "separately"
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

/// What a word with "-less" behind it says is not there: the handle of "handleless".
pub fn without(word: &str) -> Option<&str> {
    const OTHERS: [&str; 8] =
        ["unless", "regardless", "nonetheless", "nevertheless", "stainless", "wireless", "bless", "effortless"];
    let lower = word.to_ascii_lowercase();
    let base = lower.strip_suffix("less").filter(|base| base.len() > 2 && base.is_ascii())?;
    (!OTHERS.contains(&lower.as_str())).then(|| &word[..base.len()])
}

/// Whether a folded word only denies, and names nothing itself.
pub fn is_denial(word: &str) -> bool {
    is_contraction(word)
        || matches!(
            word,
            "without"
                | "lack"
                | "lacks"
                | "lacking"
                | "excluding"
                | "excludes"
                | "devoid"
                | "absence"
                | "no"
                | "none"
                | "not"
                | "never"
                | "cannot"
                | "free"
                | "non"
                | "anti"
        )
}

/// Whether the word behind "no" or "not" makes it deny nothing: "no more leaks", "no greater than", "not only".
fn is_pseudo(cue: &str, next: &str) -> bool {
    PSEUDO_NEGATION.get(next).is_some_and(|cues| cues.split(' ').any(|known| known == cue))
}

/// "doesn't", "isn't" and so on, as folding leaves them.
fn is_contraction(word: &str) -> bool {
    matches!(word, "doesn" | "don" | "isn" | "aren" | "hasn" | "haven" | "won" | "didn" | "wasn" | "couldn")
}

struct Reading<'a> {
    text: &'a str,
    tokens: &'a [Token],
    folded: &'a [&'a str],
    title: bool,
    stances: Vec<Stance>,
}

impl Reading<'_> {
    fn word(&self, at: usize) -> &str {
        self.folded.get(at).copied().unwrap_or("")
    }

    fn cue(&mut self, at: usize) {
        let next = self.word(at + 1);
        if let Some(from) = others::behind(|at| self.word(at), at) {
            return self.apart(from);
        }
        // "Do not use with chlorine" says what it is not for.
        let is_warning = is_contraction(self.word(at)) || matches!(self.word(at), "not" | "never" | "cannot");
        if is_warning && (others::is_warning(next) || self.commands(at)) {
            return self.apart(at + 2);
        }
        if self.word(at) == "compatible" && self.ends(at) {
            return self.mark_back(at);
        }
        match self.word(at) {
            "no" | "none" if self.answers(at) => self.back(at, BACK, DENIED),
            // "No-slip base" has a base.
            "no" if self.tokens.get(at + 1).is_some_and(|next| next.glued) => self.stances[at + 1] = PREFIXED,
            "no" if !is_pseudo("no", next) => {
                self.forward(at + 1, if self.title { TITLE_REACH } else { REACH }, DENIED);
            }
            // "Dimensions without stand": measured without, not made without.
            "without" if at > 0 && MEASURES.contains(self.word(at - 1)) => {}
            "without" | "lack" | "lacks" | "lacking" | "never" | "cannot" => self.forward(at + 1, REACH, DENIED),
            "excluding" | "excludes" => self.forward(at + 1, REACH, LEFT_OUT),
            "not" if next == "included" => self.leave_out(at),
            "not" if !is_pseudo("not", next) => self.forward(at + 1, REACH, DENIED),
            // "BPA-free", "free of BPA", "free from lead".
            "free" | "devoid" | "absence" if matches!(next, "of" | "from") => self.forward(at + 2, REACH, DENIED),
            "free" if at > 0 && self.tokens[at].glued => self.back(at, 1, DENIED),
            "non" | "anti" if self.tokens.get(at + 1).is_some_and(|next| next.glued) => self.stances[at + 1] = PREFIXED,
            "separately" if at > 0 && self.word(at - 1) == "sold" => self.leave_out(at - 1),
            // "strap (optional)", "the strap is optional" say it of what stands before.
            "optional" if self.answers(at) || self.ends(at) => self.mark_back(at),
            "fits" | "optional" => self.elsewhere(at + 1),
            "compatible" | "works" | "fit" | "suitable" if matches!(next, "with" | "for") => self.elsewhere(at + 2),
            "replacement" | "spare" if next == "for" => self.elsewhere(at + 2),
            "use" if next == "with" => self.elsewhere(at + 2),
            word if is_contraction(word) => self.forward(at + 1, REACH, DENIED),
            _ => {}
        }
    }

    /// "safety catch: none": the word behind a colon that answers for what stands before it.
    fn answers(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map_or(0, |before| self.tokens[before].end);
        let after = self.tokens.get(at + 1).map_or(self.text.len(), |next| next.start);
        let closes =
            at + 1 == self.tokens.len() || self.text[self.tokens[at].end..after].contains(['.', ',', ';', '\n']);
        at > 0 && self.text[before..self.tokens[at].start].contains(':') && closes
    }

    /// Marks forward until the clause ends.
    fn forward(&mut self, from: usize, reach: usize, stance: Stance) {
        for at in from..(from + reach).min(self.tokens.len()) {
            // "does not come with a catch": what follows the verb still belongs to the denial.
            let verb = at == from + 1 && self.word(at) == "with";
            if at > from && (self.parted(at) || (!verb && self.clause_ends(at))) {
                break;
            }
            self.stances[at] = stance;
        }
    }

    /// Marks back to the start of the clause.
    fn back(&mut self, from: usize, reach: usize, stance: Stance) {
        let start = self.clause_before(from, reach);
        self.stances[start..from].fill(stance);
    }

    /// The first token, at most so many back, of the clause that ends before a cue; a bracket or colon right before the
    /// cue belongs to the cue.
    fn clause_before(&self, cue: usize, reach: usize) -> usize {
        let goes_on = |at: &usize| {
            let between = &self.text[self.tokens[*at].end..self.tokens[at + 1].start];
            let joined = at + 1 == cue && matches!(between.trim(), "(" | ":");
            joined || !self.clause_ends(at + 1)
        };
        (cue.saturating_sub(reach)..cue).rev().take_while(goes_on).last().unwrap_or(cue)
    }

    /// "Headset adaptor (sold separately)": the adaptor is left out, the headset is only denied together with it.
    fn leave_out(&mut self, cue: usize) {
        self.back(cue, BACK, DENIED);
        let named = (0..cue).rev().find(|at| !matches!(self.word(*at), "is" | "are" | "be"));
        if let Some(at) = named.filter(|at| self.stances[*at].denied) {
            self.stances[at] = LEFT_OUT;
        }
    }

    /// Whether a denial tells the reader what not to do: it opens its clause, after "do" or for itself.
    fn commands(&self, at: usize) -> bool {
        let from = if at > 0 && self.word(at - 1) == "do" { at - 1 } else { at };
        let opens = from == 0 || self.parted(from);
        opens && (from < at || matches!(self.word(at), "never" | "don"))
    }

    /// Whether a mark or the end of the text stands behind a word.
    fn ends(&self, at: usize) -> bool {
        at + 1 == self.tokens.len() || self.parted(at + 1)
    }

    /// Marks what stands before as something that is offered for itself.
    fn mark_back(&mut self, from: usize) {
        let start = self.clause_before(from, BACK);
        self.stances[start..from].iter_mut().for_each(|stance| stance.elsewhere = true);
    }

    /// Marks forward, until a mark or what the product itself is contrasted with, as said of another thing. A number that
    /// is bounded ("no more than 5") is no thing.
    fn apart(&mut self, from: usize) {
        for at in from..(from + APART).min(self.tokens.len()) {
            let turns = matches!(
                self.word(at),
                "but" | "our" | "ours" | "this" | "it" | "ensures" | "allows" | "you" | "thanks" | "because" | "we"
            );
            if at > from && (self.parted(at) || turns) {
                break;
            }
            self.stances[at].elsewhere = true;
        }
    }

    fn elsewhere(&mut self, from: usize) {
        for at in from..(from + ELSEWHERE).min(self.tokens.len()) {
            if at > from && self.clause_ends(at) && !matches!(self.word(at), "and" | "for") {
                break;
            }
            self.stances[at].elsewhere = true;
        }
    }

    /// Whether a mark stands between the token before `at` and `at`.
    fn parted(&self, at: usize) -> bool {
        let between = &self.text[self.tokens[at - 1].end..self.tokens[at].start];
        between.contains([',', ';', '.', ':', '!', '?', '(', ')', '\u{2022}', '|', '\n'])
    }

    /// Whether a clause ends between the token before `at` and `at`.
    fn clause_ends(&self, at: usize) -> bool {
        self.parted(at)
            || matches!(self.word(at), "but" | "and" | "while" | "because" | "which" | "so" | "with" | "for")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lexis;

    fn denied(text: &str) -> Vec<String> {
        let tokens = lexis::tokens(text);
        let folded: Vec<String> = tokens.iter().map(|token| lexis::fold(token.text(text))).collect();
        let folded: Vec<&str> = folded.iter().map(String::as_str).collect();
        stances(text, &tokens, &folded, false)
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
        assert_eq!(denied("Safety catch: none."), ["Safety", "catch"]);
        assert_eq!(denied("it doesn't come with a lid"), ["come", "with", "a", "lid"]);
        assert_eq!(denied("with projector (sold separately)."), ["with", "projector"]);
        assert_eq!(denied("the projector is sold separately"), ["the", "projector", "is"]);
    }

    fn of_others(text: &str) -> Vec<String> {
        let tokens = lexis::tokens(text);
        let folded: Vec<String> = tokens.iter().map(|token| lexis::fold(token.text(text))).collect();
        let folded: Vec<&str> = folded.iter().map(String::as_str).collect();
        let stances = stances(text, &tokens, &folded, false);
        stances.iter().zip(&tokens).filter(|(s, _)| s.elsewhere).map(|(_, t)| t.text(text).to_owned()).collect()
    }

    #[test]
    fn what_is_said_of_another_thing_is_told() {
        for (text, others) in [
            ("Say goodbye to leather straps!", &["leather", "straps"][..]),
            ("No more leather straps", &["leather", "straps"]),
            ("Unlike lamps with a strap, ours clips on", &["lamps", "with", "a", "strap"]),
            ("Clips on instead of straps", &["straps"]),
            ("lighter than steel, made of titanium", &["steel"]),
            ("Do not use with chargers", &["with", "chargers"]),
            ("a strap (optional)", &["a", "strap"]),
            ("no more than 5 cm", &[]),
            ("more than just a strap", &[]),
            ("fits well", &["well"]),
        ] {
            assert_eq!(of_others(text), others, "{text}");
        }
    }

    #[test]
    fn pseudo_negation_denies_nothing() {
        for text in [
            "not only a lid but a handle",
            "no later than May",
            "free shipping",
            "no more leaks",
            "No need to worry about lids",
            "Do not use with lids",
            "Unlike cups with a lid, ours is open",
        ] {
            assert_eq!(denied(text), Vec::<String>::new(), "{text}");
        }
    }
}
