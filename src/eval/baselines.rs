//! What simpler programs would say, with thresholds chosen the same way for each: on the other patents, by
//! cross-validation. None of them ever says `contradicted`: likeness of words cannot.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::chart::Support;
use crate::eval::gold::Gold;
use crate::eval::metrics::Confusion;
use crate::eval::token_set;
use crate::listing::Listing;
use crate::listing::passages::passages;
use crate::text::lexis;
use crate::text::tables::{BOILERPLATE, FUNCTION_WORDS};

/// A simpler program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Baseline {
    /// Says the commonest label of the other patents.
    Majority,
    /// Share of the element's content-word stems that the listing has anywhere.
    TokenCoverage,
    /// BM25 of the best passage over that of the element with itself.
    Bm25,
    /// Token-set ratio of the best passage.
    TokenSetRatio,
}

/// All of them, in the order of the table.
pub const BASELINES: [Baseline; 4] =
    [Baseline::Majority, Baseline::TokenCoverage, Baseline::Bm25, Baseline::TokenSetRatio];

impl Baseline {
    /// As the table calls it.
    pub fn name(self) -> &'static str {
        match self {
            Baseline::Majority => "majority class",
            Baseline::TokenCoverage => "token coverage",
            Baseline::Bm25 => "BM25, best passage",
            Baseline::TokenSetRatio => "token-set ratio",
        }
    }
}

/// Folds of the cross-validation.
pub const FOLDS: usize = 5;

/// What a baseline says of every element, chart by chart in the order of `golds`; `None` where there are not two patents
/// to choose thresholds on one and say something of the other.
pub fn say(baseline: Baseline, golds: &[Gold]) -> Option<Vec<Vec<Support>>> {
    let folds = folds(golds);
    let count = folds.iter().max().map_or(0, |last| last + 1);
    if count < 2 {
        return None;
    }
    let scores = scores(baseline, golds);
    let labelled = |fold: usize, inside: bool| -> Vec<(f64, Support)> {
        let charts = (0..golds.len()).filter(|chart| (folds[*chart] == fold) == inside);
        let elements = charts.flat_map(|chart| scores[chart].iter().zip(&golds[chart].labels));
        elements.map(|(score, label)| (*score, label.support)).collect()
    };
    let rules: Vec<Rule> = (0..count).map(|fold| Rule::fit(baseline, &labelled(fold, false))).collect();
    let said = scores.iter().zip(&folds).map(|(chart, fold)| chart.iter().map(|score| rules[*fold].says(*score)));
    Some(said.map(Iterator::collect).collect())
}

/// How a baseline turns a score into a label.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Rule {
    Always(Support),
    Thresholds { found: f64, weak: f64 },
}

/// Most thresholds that are tried of either kind.
const GRID: usize = 40;

impl Rule {
    fn fit(baseline: Baseline, labelled: &[(f64, Support)]) -> Rule {
        if baseline == Baseline::Majority {
            let count = |class: &Support| labelled.iter().filter(|one| one.1 == *class).count();
            // Of classes as common as each other the one that claims less.
            let classes = [Support::Found, Support::Weak, Support::Missing];
            return Rule::Always(classes.into_iter().max_by_key(count).unwrap_or(Support::Missing));
        }
        let mut best = (f64::NEG_INFINITY, Rule::Always(Support::Missing));
        let grid = grid(labelled);
        for (at, found) in grid.iter().enumerate() {
            for weak in &grid[at..] {
                let rule = Rule::Thresholds { found: *found, weak: *weak };
                let table = Confusion::of(labelled.iter().map(|(score, gold)| (*gold, rule.says(*score))));
                let f1 = |class| table.f1(class).unwrap_or(0.0);
                let mean = (f1(Support::Found) + f1(Support::Weak) + f1(Support::Missing)) / 3.0;
                // The grid descends, so that of equals the rule that claims less stays.
                if mean > best.0 + 1e-12 {
                    best = (mean, rule);
                }
            }
        }
        best.1
    }

    fn says(self, score: f64) -> Support {
        match self {
            Rule::Always(class) => class,
            Rule::Thresholds { found, .. } if score >= found => Support::Found,
            Rule::Thresholds { weak, .. } if score >= weak => Support::Weak,
            Rule::Thresholds { .. } => Support::Missing,
        }
    }
}

/// Thresholds to try, from the one that nothing reaches down to the least score.
fn grid(labelled: &[(f64, Support)]) -> Vec<f64> {
    let mut scores: Vec<f64> = labelled.iter().map(|one| one.0).collect();
    scores.sort_by(|a, b| b.total_cmp(a));
    scores.dedup();
    let mut grid = vec![f64::INFINITY];
    if scores.len() <= GRID {
        grid.extend(scores);
    } else {
        grid.extend((0..GRID).map(|at| scores[at * (scores.len() - 1) / (GRID - 1)]));
    }
    grid
}

/// The fold of each chart: patents stay whole, the largest are placed first, each into the smallest fold.
fn folds(golds: &[Gold]) -> Vec<usize> {
    let mut sizes: BTreeMap<&str, usize> = BTreeMap::new();
    for gold in golds {
        *sizes.entry(&gold.patent.number).or_default() += gold.labels.len();
    }
    let mut patents: Vec<(&str, usize)> = sizes.into_iter().collect();
    patents.sort_by_key(|(number, size)| (std::cmp::Reverse(*size), *number));
    let mut filled = vec![0; FOLDS.min(patents.len())];
    let mut place: BTreeMap<&str, usize> = BTreeMap::new();
    for (number, size) in patents {
        let fold = (0..filled.len()).min_by_key(|fold| filled[*fold]).unwrap_or(0);
        filled[fold] += size;
        place.insert(number, fold);
    }
    golds.iter().map(|gold| place[gold.patent.number.as_str()]).collect()
}

/// The baseline's score of every element, chart by chart.
fn scores(baseline: Baseline, golds: &[Gold]) -> Vec<Vec<f64>> {
    let texts: Vec<Vec<Vec<String>>> = golds.iter().map(|gold| passage_words(&gold.listing)).collect();
    let (words, count) = texts.iter().flatten().fold((0, 0usize), |(words, count), p| (words + p.len(), count + 1));
    let mean = words as f64 / count.max(1) as f64;
    golds
        .iter()
        .zip(&texts)
        .map(|(gold, text)| {
            let sets: Vec<BTreeSet<String>> = text.iter().map(|passage| passage.iter().cloned().collect()).collect();
            let claims = gold.patent.claims.iter();
            let elements = claims.flat_map(|claim| claim.elements.iter().map(|element| claim.slice(element)));
            elements
                .map(|element| {
                    let element = content_words(element);
                    match baseline {
                        Baseline::Majority => 0.0,
                        Baseline::TokenCoverage => coverage(&element, &sets),
                        Baseline::Bm25 => {
                            let own = bm25(&element, &element, mean);
                            let best = text.iter().map(|passage| bm25(&element, passage, mean)).fold(0.0, f64::max);
                            if own > 0.0 { best / own } else { 0.0 }
                        }
                        Baseline::TokenSetRatio => {
                            let element = element.into_iter().collect();
                            sets.iter().map(|passage| token_set::ratio(&element, passage)).fold(0.0, f64::max)
                        }
                    }
                })
                .collect()
        })
        .collect()
}

/// The stems of a text without the words that every text has.
fn content_words(text: &str) -> Vec<String> {
    lexis::tokens(text)
        .iter()
        .map(|token| lexis::fold(token.text(text)))
        .filter(|word| !FUNCTION_WORDS.contains(word) && !BOILERPLATE.contains(word))
        .map(|word| lexis::stem(&word).into_owned())
        .collect()
}

/// The words of every passage; those of an attribute's name belong to its value.
fn passage_words(listing: &Listing) -> Vec<Vec<String>> {
    passages(listing)
        .into_iter()
        .map(|(_, passage, attribute)| {
            let (name, text) = match attribute {
                Some(attribute) => (attribute.name.as_str(), attribute.value.as_str()),
                None => ("", listing.field(&passage.field).unwrap_or_default()),
            };
            let mut words = content_words(name);
            words.extend(content_words(&text[passage.start..passage.end]));
            words
        })
        .collect()
}

fn coverage(element: &[String], passages: &[BTreeSet<String>]) -> f64 {
    let wanted: BTreeSet<&String> = element.iter().collect();
    let had = wanted.iter().filter(|word| passages.iter().any(|passage| passage.contains(**word))).count();
    had as f64 / wanted.len().max(1) as f64
}

/// BM25 with the usual constants (k1 = 1.2, b = .75), each word of the query once, rarity from the shipped table.
fn bm25(query: &[String], passage: &[String], mean_length: f64) -> f64 {
    let (k1, b) = (1.2, 0.75);
    let norm = k1 * (1.0 - b + b * passage.len() as f64 / mean_length.max(1.0));
    let words: BTreeSet<&String> = query.iter().collect();
    let score = |word: &String| {
        let count = passage.iter().filter(|other| *other == word).count() as f64;
        f64::from(lexis::idf(word)) * count * (k1 + 1.0) / (count + norm)
    };
    words.into_iter().map(score).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Support::{Contradicted, Found, Missing, Weak};

    fn words(text: &str) -> Vec<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn content_words_are_stems_without_small_words() {
        assert_eq!(content_words("said lids and the 2 hinges"), ["lid", "2", "hing"]);
    }

    #[test]
    fn coverage_by_hand() {
        let passages = ["red lid", "steel"].map(|text| words(text).into_iter().collect());
        assert!((coverage(&words("lid steel lid cup spout"), &passages) - 0.5).abs() < 1e-12);
        assert!(coverage(&[], &passages).abs() < 1e-12);
    }

    #[test]
    fn bm25_by_hand() {
        let idf = f64::from(lexis::idf("lid"));
        // Mean length 2: "lid lid" has norm 1.2, so 2 * 2.2 / 3.2; "lid cup red red" has norm 1.2 * 1.75.
        assert!((bm25(&words("lid lid"), &words("lid lid"), 2.0) - idf * 4.4 / 3.2).abs() < 1e-9);
        assert!((bm25(&words("lid"), &words("lid cup red red"), 2.0) - idf * 2.2 / 3.1).abs() < 1e-9);
        assert!(bm25(&words("lid"), &[], 2.0).abs() < 1e-12);
    }

    #[test]
    fn thresholds_part_what_can_be_parted() {
        let labelled =
            [(0.9, Found), (0.8, Found), (0.5, Weak), (0.4, Weak), (0.1, Missing), (0.0, Missing), (0.2, Contradicted)];
        let rule = Rule::fit(Baseline::Bm25, &labelled);
        assert_eq!(rule, Rule::Thresholds { found: 0.8, weak: 0.4 });
        assert_eq!([1.0, 0.8, 0.79, 0.39].map(|score| rule.says(score)), [Found, Found, Weak, Missing]);
        assert_eq!(Rule::fit(Baseline::Majority, &labelled), Rule::Always(Missing));
        assert_eq!(Rule::fit(Baseline::Majority, &[]), Rule::Always(Missing));
    }

    #[test]
    fn the_grid_descends_and_is_bounded() {
        let labelled: Vec<_> = (0..1000).map(|at| (f64::from(at % 500), Weak)).collect();
        let grid = grid(&labelled);
        assert_eq!((grid.len(), grid[1], grid[GRID]), (GRID + 1, 499.0, 0.0));
        assert!(grid.is_sorted_by(|a, b| a > b));
    }
}
