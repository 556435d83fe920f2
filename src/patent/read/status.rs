//! Marks of a claim's status in amendments and publications: "(Currently Amended)", "1-5. (canceled)". They are no words of
//! the claim, and a cancelled claim is none.

use crate::patent::{Claim, Patent};
use crate::text::finding::{Code, Finding};

/// What a status begins with, in lower case (37 CFR 1.121(c) and what offices print).
const STATUSES: [&str; 14] = [
    "currently amended",
    "previously presented",
    "previously amended",
    "presently amended",
    "original",
    "new",
    "amended",
    "twice amended",
    "withdrawn",
    "not entered",
    "allowed",
    "reinstated",
    "once amended",
    "proposed",
];
const CANCELLED: [&str; 4] = ["canceled", "cancelled", "deleted", "cancel"];

/// Longest mark, in bytes.
const LONGEST: usize = 60;

/// Takes the marks out of the claims' texts, cancelled claims out of the list into [`Patent::cancelled`], and words between
/// double brackets, which an amendment deletes. Gives what there is to tell.
pub fn settle(patent: &mut Patent) -> Vec<Finding> {
    let Patent { claims, cancelled, file, .. } = patent;
    let mut findings = Vec::new();
    claims.retain_mut(|claim| {
        if let Some(last) = cancelled_until(&claim.text, claim.number) {
            cancelled.extend(claim.number..=last);
            return false;
        }
        let length = mark(&claim.text);
        cut(claim, 0, length);
        let mut deleted = false;
        while let Some((from, to)) = deletion(&claim.text) {
            cut(claim, from, to);
            deleted = true;
        }
        if deleted {
            let message = format!(
                "claim {}: words between double brackets are deleted by an amendment and were left out",
                claim.number
            );
            findings.push(
                Finding::new(Code::AmendedText, file, message)
                    .at_line(claim.line.max(1))
                    .help("give the claims as granted, or as they are to be charted"),
            );
        }
        !claim.text.is_empty()
    });
    findings
}

/// The last of the claims that a text cancels: "(canceled)" of claim 7 is 7, "1-19. (canceled)" of claim 1 is 19.
fn cancelled_until(text: &str, number: u32) -> Option<u32> {
    let lower = text.trim().to_lowercase();
    let words = lower.trim_start_matches(|c: char| !c.is_ascii_alphabetic());
    let is_cancelled = CANCELLED
        .iter()
        .any(|word| words.strip_prefix(word).is_some_and(|rest| !rest.contains(|c: char| c.is_ascii_alphabetic())));
    if !is_cancelled || lower.len() > LONGEST {
        return None;
    }
    let head = &lower[..lower.len() - words.len()];
    let last = head.split(|c: char| !c.is_ascii_digit()).filter_map(|digits| digits.parse().ok()).max();
    Some(last.filter(|last: &u32| *last > number && *last - number < 1000).unwrap_or(number))
}

/// How many bytes of a text's start are marks of its status.
fn mark(text: &str) -> usize {
    let mut end = 0;
    while let Some(open) = text[end..].strip_prefix('(') {
        let Some(close) = open.find(')').filter(|close| *close < LONGEST) else { break };
        let inside = open[..close].trim().to_lowercase();
        if !STATUSES.iter().any(|status| {
            inside.strip_prefix(status).is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
        }) {
            break;
        }
        let behind = end + 1 + close + 1;
        end = text.len() - text[behind..].trim_start_matches([' ', ':', '-', '\u{2013}']).len();
    }
    end
}

/// Where the first words stand that an amendment deletes, with a space before them.
fn deletion(text: &str) -> Option<(usize, usize)> {
    let from = text.find("[[")?;
    let to = from + text[from..].find("]]")? + 2;
    let from = if text[..from].ends_with(' ') { from - 1 } else { from };
    Some((from, to))
}

/// Takes a piece out of a claim's text and moves the offsets behind it.
fn cut(claim: &mut Claim, from: usize, to: usize) {
    if from == to {
        return;
    }
    claim.text.replace_range(from..to, "");
    for offsets in [&mut claim.pins, &mut claim.layout] {
        offsets.retain(|at| *at <= from || *at > to);
        for at in offsets.iter_mut().filter(|at| **at > to) {
            *at -= to - from;
        }
        offsets.retain(|at| *at > 0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(number: u32, text: &str) -> Claim {
        Claim { number, text: text.to_owned(), ..Claim::default() }
    }

    #[test]
    fn marks_are_no_words_and_cancelled_claims_none() {
        let claims = vec![
            claim(1, "1-3. (Cancelled)"),
            claim(4, "(Currently Amended) A mug with a [[wooden]] steel body."),
            claim(5, "(canceled)"),
            claim(6, "(New) A lid."),
            claim(7, "(a) a body; and (b) a lid."),
            claim(8, "Cancelled stamps in an album."),
        ];
        let mut patent = Patent { claims, ..Patent::default() };
        let findings = settle(&mut patent);
        assert_eq!(patent.cancelled, [1, 2, 3, 5]);
        let texts: Vec<&str> = patent.claims.iter().map(|claim| claim.text.as_str()).collect();
        assert_eq!(
            texts,
            ["A mug with a steel body.", "A lid.", "(a) a body; and (b) a lid.", "Cancelled stamps in an album."]
        );
        assert_eq!(findings.len(), 1);
    }
}
