//! Many claims against many listings: which pairs to chart, in which order, and which claim to choose.

use std::collections::{BTreeSet, HashMap};

use anyhow::Result;
use rayon::prelude::*;

use crate::chart::rank::Rank;
use crate::chart::{Chart, Support, count};
use crate::listing::Listing;
use crate::pair::index::Index;
use crate::pair::supports::Said;
use crate::pair::text::{ListingText, Reader};
use crate::pair::{Matcher, Selection};
use crate::patent::Patent;

/// With a limit, how many candidates for each listing that is kept come from the index, and the least number.
const CANDIDATES: usize = 20;
const MIN_CANDIDATES: usize = 200;

fn candidates_for(top: usize) -> usize {
    MIN_CANDIDATES.max(top * CANDIDATES)
}

/// Which charts to make.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The claims.
    pub claims: Selection,
    /// Keep only so many listings for each claim, the most promising first.
    pub top: Option<usize>,
    /// Keep only the claim of each patent that reads best on each listing.
    pub best: bool,
}

/// The charts of every planned claim against every listing, by patent, claim and listing. The result does not depend on
/// the number of threads. Charts that a limit drops are not kept in memory.
///
/// # Errors
/// When the index of candidates cannot be built.
pub fn charts(patents: &[Patent], listings: &[Listing], plan: &Plan) -> Result<Vec<Chart>> {
    let matcher = Matcher::compile(patents, &plan.claims);
    let candidates = match plan.top {
        Some(top) if listings.len() > candidates_for(top) => Some(candidates(patents, listings, &matcher, top)?),
        _ => None,
    };
    let texts: Vec<ListingText> = listings.par_iter().map_init(|| matcher.reader(), Reader::read).collect();
    let mut charts = Vec::new();
    let mut of_patent: Vec<Chart> = Vec::new();
    for claim in 0..matcher.len() {
        let wanted = |listing: &usize| candidates.as_ref().is_none_or(|sets| sets[claim].contains(listing));
        let numbers: Vec<usize> = (0..listings.len()).filter(wanted).collect();
        let mut made: Vec<Chart> =
            numbers.par_iter().map(|at| matcher.chart(patents, claim, &listings[*at], &texts[*at])).collect();
        if !plan.best {
            keep_top(&mut made, plan.top);
            charts.append(&mut made);
            continue;
        }
        of_patent.append(&mut made);
        let patent = |at: usize| matcher.selected(patents, at).0;
        if claim + 1 == matcher.len() || patent(claim) != patent(claim + 1) {
            let mut best = best_claims(std::mem::take(&mut of_patent));
            keep_top(&mut best, plan.top);
            charts.append(&mut best);
        }
    }
    Ok(charts)
}

fn keep_top(charts: &mut Vec<Chart>, top: Option<usize>) {
    if let Some(top) = top {
        charts.sort_by_key(promise);
        charts.truncate(top);
    }
}

fn promise(chart: &Chart) -> Rank {
    Rank::of(chart.rows.iter().map(|row| Said { support: row.support, confidence: row.confidence }))
}

/// Of one patent's charts, the one with the fewest gaps for each listing, with the reason.
fn best_claims(charts: Vec<Chart>) -> Vec<Chart> {
    let mut groups: Vec<(String, Vec<Chart>)> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    for chart in charts {
        let id = chart.listing.id.clone();
        let place = *places.entry(id.clone()).or_insert_with(|| {
            groups.push((id, Vec::new()));
            groups.len() - 1
        });
        groups[place].1.push(chart);
    }
    groups.into_iter().filter_map(|(_, charts)| best_claim(charts)).collect()
}

fn best_claim(mut charts: Vec<Chart>) -> Option<Chart> {
    // Fewest rows that speak against it, then fewest open ones; of equals the earlier claim.
    charts.sort_by_key(|chart| (count(&chart.rows, Support::Contradicted), open(chart), chart.claim));
    let others = charts.len().checked_sub(1)?;
    let next = charts.get(1).map(open_rows);
    let mut best = charts.swap_remove(0);
    best.chosen = match next {
        None => "the only claim that was asked for".to_owned(),
        Some(next) => {
            format!("of {} claims the one that reads best: {}; the next is {}", others + 1, open_rows(&best), next)
        }
    };
    Some(best)
}

/// "claim 3 with 2 of 7 rows open".
fn open_rows(chart: &Chart) -> String {
    format!("claim {} with {} of {} rows open", chart.claim, open(chart), chart.rows.len())
}

fn open(chart: &Chart) -> usize {
    chart.rows.len() - count(&chart.rows, Support::Found)
}

/// For each selected claim the listings worth a full comparison.
fn candidates(patents: &[Patent], listings: &[Listing], matcher: &Matcher, top: usize) -> Result<Vec<BTreeSet<usize>>> {
    let index = Index::build(&[], listings)?;
    let positions: HashMap<&str, usize> =
        listings.iter().enumerate().map(|(position, listing)| (listing.id.as_str(), position)).collect();
    (0..matcher.len())
        .map(|at| {
            let (patent, number) = matcher.selected(patents, at);
            let text = patents[patent].claim(number).map_or("", |claim| claim.text.as_str());
            let mut found = BTreeSet::new();
            let limit = candidates_for(top);
            for hit in index.search(text, limit * 8)? {
                found.extend(positions.get(hit.owner.as_str()));
                if found.len() >= limit {
                    break;
                }
            }
            Ok(found)
        })
        .collect()
}
