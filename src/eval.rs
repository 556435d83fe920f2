//! Evaluation against gold charts: how often the program says what careful readers said.

use crate::chart::{Row, Support};
use crate::pair::decide::Features;
use crate::pair::{Matcher, Selection};

pub mod baselines;
pub mod bootstrap;
pub mod gold;
pub mod metrics;
mod token_set;

use gold::Gold;

/// One element: what readers said and what the program said.
#[derive(Debug)]
pub struct Case {
    /// Index of the gold chart.
    pub chart: usize,
    /// Label by readers.
    pub gold: Support,
    /// The program's row.
    pub row: Row,
    /// Rank of the first piece of evidence (for or against) that overlaps a gold quote, from 0.
    pub rank: Option<usize>,
    /// Whether readers gave quotes.
    pub quoted: bool,
    /// What the row was decided on.
    pub features: Features,
}

/// Runs the program over gold charts.
pub fn run(golds: &[Gold]) -> Vec<Case> {
    let mut cases = Vec::new();
    for (chart, gold) in golds.iter().enumerate() {
        let patents = std::slice::from_ref(&gold.patent);
        let matcher = Matcher::compile(patents, &Selection::All);
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

/// Where the first overlapping quote stands among the row's evidence.
fn rank(gold: &Gold, label: &gold::Label, row: &Row) -> Option<usize> {
    let offered: Vec<_> = row.against.iter().chain(&row.evidence).collect();
    offered.iter().position(|evidence| {
        label.quotes.iter().any(|quote| {
            evidence.field == quote.field
                && gold.listing.field(&quote.field).is_some_and(|text| {
                    text.match_indices(&quote.quote)
                        .any(|(at, _)| at < evidence.end && evidence.start < at + quote.quote.len())
                })
        })
    })
}
