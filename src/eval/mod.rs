//! Evaluation. In: charts that people labelled. Out: how often the program says what careful readers said, with intervals
//! and baselines. Uses all rooms before, and writes nothing.

use crate::chart::{Row, Support};
use crate::pair::decide::Features;
use crate::pair::{Matcher, Selection};
use crate::patent::Patent;

pub mod ablation;
pub mod baselines;
pub mod bootstrap;
pub mod gold;
pub mod metrics;
pub mod report;
mod token_set;

use gold::Gold;
use metrics::Judged;

/// One element: what readers said and what the program said.
#[derive(Debug)]
pub struct Case {
    /// Index of the gold chart.
    pub chart: usize,
    /// Label by readers.
    pub gold: Support,
    /// The program's row.
    pub row: Row,
    /// Rank of the first piece of evidence that overlaps a gold quote, from 0. What speaks against the element comes
    /// first when the row is contradicted, and last otherwise.
    pub rank: Option<usize>,
    /// Whether readers gave quotes.
    pub quoted: bool,
    /// What the row was decided on.
    pub features: Features,
}

impl Case {
    /// The part of it that figures are made of.
    pub fn judged(&self) -> Judged {
        Judged {
            gold: self.gold,
            said: self.row.support,
            confidence: f64::from(self.row.confidence),
            quoted: self.quoted,
            rank: self.rank,
        }
    }
}

/// Runs the program over gold charts, with everything on.
pub fn run(golds: &[Gold]) -> Vec<Case> {
    run_with(golds, |patents| Matcher::compile(patents, &Selection::All))
}

/// Runs the program over gold charts with a matcher compiled as the caller wants: the way to leave parts out.
pub fn run_with(golds: &[Gold], compile: impl Fn(&[Patent]) -> Matcher) -> Vec<Case> {
    let mut cases = Vec::new();
    for (chart, gold) in golds.iter().enumerate() {
        let patents = std::slice::from_ref(&gold.patent);
        let matcher = compile(patents);
        let text = matcher.reader().read(&gold.listing);
        let made = matcher.chart(patents, 0, &gold.listing, &text);
        let measured = matcher.features(patents, 0, &gold.listing, &text);
        for ((label, row), features) in gold.labels.iter().zip(made.rows).zip(measured) {
            let rank = rank(gold, label, &row);
            cases.push(Case { chart, gold: label.support, row, rank, quoted: !label.quotes.is_empty(), features });
        }
    }
    cases
}

/// Where the first overlapping quote stands among the row's evidence, from 0.
pub fn rank(gold: &Gold, label: &gold::Label, row: &Row) -> Option<usize> {
    let (first, second) = match row.support {
        Support::Contradicted => (&row.against, &row.evidence),
        _ => (&row.evidence, &row.against),
    };
    first.iter().chain(second).position(|evidence| {
        label.quotes.iter().any(|quote| {
            evidence.field == quote.field
                && gold.listing.field(&quote.field).is_some_and(|text| {
                    text.match_indices(&quote.quote)
                        .any(|(at, _)| at < evidence.end && evidence.start < at + quote.quote.len())
                })
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chart::Evidence;

    #[test]
    fn the_rank_is_that_of_the_first_overlap_in_the_same_field() {
        let line = r#"{"id": "T", "patent": {"number": "US1", "claim": 1, "text": "A cup."},
            "elements": [{"label": "pre", "text": "A cup."}],
            "listing": {"id": "L", "title": "Steel cup, big cup", "description": "Steel cup"},
            "gold": [{"label": "pre", "support": "found", "quotes": [{"field": "title", "quote": "cup"}]}]}"#
            .replace('\n', " ");
        let gold = gold::read(line.as_bytes(), "g.jsonl").unwrap().remove(0);
        let quote = |field: &str, start: usize, end: usize| Evidence {
            field: field.to_owned(),
            start,
            end,
            score: 1.0,
            ..Evidence::default()
        };
        let mut row = run(std::slice::from_ref(&gold)).remove(0).row;
        let rank = |row: &Row| rank(&gold, &gold.labels[0], row);
        // Another field; then words that only touch the quote; then the second occurrence of the quote.
        row.evidence = vec![quote("description", 6, 9), quote("title", 0, 6), quote("title", 15, 16)];
        row.against = vec![quote("title", 8, 12)];
        row.support = Support::Weak;
        assert_eq!(rank(&row), Some(2));
        row.support = Support::Contradicted;
        assert_eq!(rank(&row), Some(0));
        row.against[0].start = 9;
        assert_eq!(rank(&row), Some(3));
        row.evidence.pop();
        assert_eq!(rank(&row), None);
    }
}
