//! Which words of an element and of its quotes belong together, as marks that a reader can follow from one to the other.

use serde::Serialize;

use crate::chart::{Evidence, Row};
use crate::pair::reading::Match;

/// How many marks look different; a row with more concepts uses them again.
pub const LOOKS: usize = 6;

/// What stands before the number of a mark's look in a Markdown destination: `[words](mark:2)`.
pub const MARK: &str = "mark:";

/// A piece of a text, and the look of its mark when it has one, from 0 and below [`LOOKS`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Run {
    /// The piece.
    pub text: String,
    /// Its look.
    pub look: Option<usize>,
}

/// The marks of one row: a concept has one look in the element and in every quote.
#[derive(Debug)]
pub struct Marks<'a> {
    row: &'a Row,
    /// The concepts that quotes speak to, in the order of the element.
    concepts: Vec<usize>,
}

impl<'a> Marks<'a> {
    /// The marks of a row. Leads prove nothing and mark nothing.
    pub fn of(row: &'a Row) -> Marks<'a> {
        let mut matches: Vec<&Match> = shown(row).flat_map(|quote| &quote.matches).collect();
        matches.sort_by_key(|found| found.claimed);
        let mut concepts = Vec::new();
        for found in matches {
            if !concepts.contains(&found.concept) {
                concepts.push(found.concept);
            }
        }
        Marks { row, concepts }
    }

    /// The element with its marks.
    pub fn element(&self) -> Vec<Run> {
        let matches = shown(self.row).flat_map(|quote| &quote.matches);
        runs(&self.row.text, matches.map(|found| (found.claimed, self.look(found))).collect())
    }

    /// A quote of the row with its marks.
    pub fn quote(&self, quote: &Evidence) -> Vec<Run> {
        let matches = quote.matches.iter().filter(|found| !found.in_name);
        runs(&quote.quote, matches.map(|found| (found.offered, self.look(found))).collect())
    }

    /// The name of the attribute that a quote is the value of, with its marks.
    pub fn name(&self, quote: &Evidence, name: &str) -> Vec<Run> {
        let matches = quote.matches.iter().filter(|found| found.in_name);
        runs(name, matches.map(|found| (found.offered, self.look(found))).collect())
    }

    fn look(&self, found: &Match) -> usize {
        self.concepts.iter().position(|concept| *concept == found.concept).unwrap_or_default() % LOOKS
    }
}

fn shown(row: &Row) -> impl Iterator<Item = &Evidence> {
    row.evidence.iter().filter(|quote| !quote.lead).chain(&row.against)
}

/// A text cut at spans. Of spans that overlap the first counts; those of one look with only a space or hyphen between
/// are one mark.
fn runs(text: &str, mut spans: Vec<((usize, usize), usize)>) -> Vec<Run> {
    spans.sort_unstable();
    let mut kept: Vec<((usize, usize), usize)> = Vec::new();
    for ((start, end), look) in spans {
        if start >= end || text.get(start..end).is_none() {
            continue;
        }
        match kept.last_mut() {
            Some(((_, last), _)) if start < *last => {}
            Some(((_, last), own)) if *own == look && matches!(&text[*last..start], "" | " " | "-") => *last = end,
            _ => kept.push(((start, end), look)),
        }
    }
    let mut runs = Vec::new();
    let mut push = |text: &str, look: Option<usize>| {
        if !text.is_empty() {
            runs.push(Run { text: text.to_owned(), look });
        }
    };
    let mut at = 0;
    for ((start, end), look) in kept {
        push(&text[at..start], None);
        push(&text[start..end], Some(look));
        at = end;
    }
    push(&text[at..], None);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_at_its_spans_and_nothing_is_lost() {
        let text = "a flexible light-tube, 軟 tube";
        let cut = |spans: &[((usize, usize), usize)]| -> Vec<(String, Option<usize>)> {
            let runs = runs(text, spans.to_vec());
            assert_eq!(runs.iter().map(|run| run.text.as_str()).collect::<String>(), text);
            runs.into_iter().map(|run| (run.text, run.look)).collect()
        };
        let owned = |runs: &[(&str, Option<usize>)]| -> Vec<(String, Option<usize>)> {
            runs.iter().map(|(text, look)| ((*text).to_owned(), *look)).collect()
        };
        assert_eq!(cut(&[]), owned(&[(text, None)]));
        // Neighbours of one look are one mark, in any order; an overlap, an empty span and one that cuts a character
        // or lies outside are left out.
        assert_eq!(
            cut(&[((17, 21), 2), ((2, 10), 2), ((11, 16), 2), ((9, 12), 0), ((3, 3), 1), ((24, 25), 1), ((90, 99), 1)]),
            owned(&[("a ", None), ("flexible light-tube", Some(2)), (", 軟 tube", None)])
        );
    }
}
