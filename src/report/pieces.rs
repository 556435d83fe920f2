//! Which documents the charts of one run make: one a chart, or one a claim, split where a venue takes only so many links.

use std::collections::BTreeSet;

use crate::chart::Chart;
use crate::report::index::{claim_stem, file_stem};
use crate::report::page::Batch;
use crate::report::template::Scope;
use crate::text::finding::{Code, Finding};

/// What one document is about.
#[derive(Clone, Debug)]
pub struct Piece<'c> {
    /// Its file name without extension.
    pub stem: String,
    /// Its title.
    pub title: String,
    /// Its charts.
    pub charts: Vec<&'c Chart>,
    /// Which of several filings it is.
    pub batch: Batch,
}

/// What a venue takes in one filing.
#[derive(Clone, Debug, Default)]
pub struct Most {
    /// Links; any number when it says nothing.
    pub links: Option<usize>,
    /// The venue's name.
    pub venue: String,
}

/// The documents, in the order of the charts, and where a venue's limit splits a claim's charts, a finding.
pub fn pieces<'c>(charts: &'c [Chart], scope: &dyn Fn(&Chart) -> Scope, most: &Most) -> (Vec<Piece<'c>>, Vec<Finding>) {
    let (mut pieces, mut findings) = (Vec::new(), Vec::new());
    let mut done: BTreeSet<(&str, u32)> = BTreeSet::new();
    for first in charts {
        if scope(first) == Scope::Chart {
            pieces.push(Piece {
                stem: file_stem(first),
                title: title(first, true),
                charts: vec![first],
                batch: Batch { number: 1, total: 1 },
            });
            continue;
        }
        // The charts of a claim need not follow each other.
        if !done.insert((&first.patent.number, first.claim)) {
            continue;
        }
        let same = |chart: &&Chart| chart.patent.number == first.patent.number && chart.claim == first.claim;
        let group: Vec<&Chart> = charts.iter().filter(same).collect();
        let batches = batches(&group, most.links);
        findings.extend(told(most, first, &group, batches.len()));
        let total = batches.len();
        pieces.extend(batches.into_iter().enumerate().map(|(at, charts)| Piece {
            stem: claim_stem(first, at + 1, total),
            title: title(first, false),
            charts,
            batch: Batch { number: at + 1, total },
        }));
    }
    (pieces, findings)
}

/// What there is to tell of a venue's limit: several filings, or one product with more links than it takes.
fn told(most: &Most, first: &Chart, group: &[&Chart], filings: usize) -> Vec<Finding> {
    let Some(limit) = most.links else { return Vec::new() };
    let mut findings = Vec::new();
    let (number, claim, venue) = (&first.patent.number, first.claim, &most.venue);
    if filings > 1 {
        let message = format!(
            "{venue} takes {limit} listings in one filing; those of {number} claim {claim} make {filings} filings"
        );
        findings.push(
            Finding::new(Code::TooMany, number, message)
                .help("write to a directory, which gets one file for each filing"),
        );
    }
    for chart in group.iter().filter(|chart| links(chart) > limit) {
        let links = links(chart);
        let message = format!("{venue} takes {limit} listings in one filing; {} has {links} links", chart.listing.id);
        findings.push(
            Finding::new(Code::TooMany, number, message).help("leave --merge-same out, so that they can be split"),
        );
    }
    findings
}

/// How many links a venue counts for a chart: its listing and those of the same product.
fn links(chart: &Chart) -> usize {
    1 + chart.listing.same.len()
}

/// Charts in groups whose links, those of the same product counted, are within the limit.
fn batches<'c>(charts: &[&'c Chart], limit: Option<usize>) -> Vec<Vec<&'c Chart>> {
    let limit = limit.unwrap_or(usize::MAX);
    let mut batches: Vec<Vec<&'c Chart>> = Vec::new();
    let mut used = 0;
    for &chart in charts {
        let links = links(chart);
        match batches.last_mut() {
            Some(batch) if used + links <= limit => {
                batch.push(chart);
                used += links;
            }
            _ => {
                batches.push(vec![chart]);
                used = links;
            }
        }
    }
    batches
}

/// The title of a document about a chart, or about all charts of its claim.
pub fn title(chart: &Chart, with_listing: bool) -> String {
    let head = format!("{} claim {}", chart.patent.number, chart.claim);
    if with_listing { format!("{head} against {}", chart.listing.id) } else { head }
}

/// The name of a document's sheet in a workbook of one or several patents.
pub fn sheet_name(piece: &Piece, several: bool) -> String {
    match piece.charts.as_slice() {
        [chart] if several => format!("{} {} {}", chart.patent.number, chart.claim, chart.listing.id),
        [chart] => format!("{} {}", chart.claim, chart.listing.id),
        [chart, ..] => title(chart, false),
        [] => String::new(),
    }
}
