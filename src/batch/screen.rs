//! Screening: one listing against a whole portfolio. A first look finds the claims whose rows the listing's words could
//! support at all; only these are compared, exactly as [`pair`](crate::pair) does it for a chart, and those worth a look
//! are reported.
//!
//! The first look errs on one side only: it adds up what each row's words could count at best, so it never leaves out a
//! claim that the comparison would report. What is said of a listing depends on it and on the portfolio alone, never on
//! other listings.

use anyhow::Result;

use crate::batch::portfolio::Portfolio;
use crate::batch::screen::sift::COVERAGE;
use crate::chart::rank::{self, Rank};
use crate::chart::{Standing, Support};
use crate::listing::Listing;
use crate::pair::CompiledClaim;
use crate::pair::supports::{self, Said};
use crate::pair::text::Reader;
use crate::patent::Kind;
pub use record::Pair;

pub mod batch;
pub mod record;
pub mod sellers;
mod sift;

use sift::Sift;

/// Which pairs are reported.
#[derive(Clone, Debug, Default)]
pub struct Settings {
    /// At most so many claims of each listing, the most promising first; all where there is no limit.
    pub top: Option<usize>,
    /// Least confidence of a pair, see [`rank::confidence`].
    pub min_confidence: f32,
    /// Only pairs of these standings; all where there is none.
    pub standings: Vec<Standing>,
    /// Whether each variant of a page is a listing of its own.
    pub each_variant: bool,
}

/// Screens listings; one a thread.
#[derive(Debug)]
pub struct Screener<'p> {
    portfolio: &'p Portfolio,
    settings: &'p Settings,
    reader: Reader<'p>,
    sift: Sift,
}

impl<'p> Screener<'p> {
    /// A screener for a portfolio.
    pub fn new(portfolio: &'p Portfolio, settings: &'p Settings) -> Screener<'p> {
        Screener { portfolio, settings, reader: Reader::new(portfolio.words()), sift: Sift::new(portfolio) }
    }

    /// The pairs of a listing that are worth a look, the most promising first.
    ///
    /// # Errors
    /// When the index is not what it should be.
    pub fn screen(&mut self, listing: &Listing) -> Result<Vec<Pair>> {
        self.compare(listing, None)
    }

    /// As [`Screener::screen`], with some claims only.
    ///
    /// # Errors
    /// As [`Screener::screen`].
    pub fn screen_some(&mut self, listing: &Listing, claims: &[bool]) -> Result<Vec<Pair>> {
        self.compare(listing, Some(claims))
    }

    fn compare(&mut self, listing: &Listing, claims: Option<&[bool]>) -> Result<Vec<Pair>> {
        let mut candidates = self.sift.candidates(self.portfolio, &mut self.reader, listing);
        if let Some(claims) = claims {
            candidates.retain(|candidate| claims[candidate.claim as usize]);
        }
        if candidates.is_empty() {
            return Ok(Vec::new());
        }
        for candidate in &candidates {
            for claim in self.portfolio.claims()[candidate.claim as usize].chains.iter().flatten() {
                self.sift.want(*claim, self.portfolio.compiled(*claim)?);
            }
        }
        let text = self.reader.read_for(listing, self.sift.need(&|target| self.sift.is_wanted(target)));
        let mut pairs = Vec::new();
        for candidate in candidates.drain(..) {
            let charted = &self.portfolio.claims()[candidate.claim as usize];
            let chains = charted.chains.iter().map(|chain| self.chain(chain)).collect::<Result<Vec<_>>>()?;
            if candidate.needs_kind && !chains.iter().any(|chain| shows_kind(chain, &text, self.portfolio)) {
                continue;
            }
            let read = |chain| (supports::supports(chain, &text, self.portfolio.parts()), chain);
            let best = chains.iter().map(Vec::as_slice).map(read).min_by_key(|(rows, _)| supports::openness(rows));
            let Some((mut rows, chain)) = best else { continue };
            if self.portfolio.patents()[charted.patent as usize].kind == Kind::Design {
                supports::of_design(&mut rows);
            }
            let labels: Vec<&str> = chain.iter().flat_map(|claim| claim.labels()).collect();
            pairs.extend(self.pair(candidate.claim, rows, &labels));
        }
        pairs.sort_by_key(|pair| (pair.rank, pair.claim));
        pairs.truncate(self.settings.top.unwrap_or(usize::MAX));
        Ok(pairs)
    }

    /// The pair, when it is worth a look and asked for.
    fn pair(&self, claim: u32, rows: Vec<Said>, labels: &[&str]) -> Option<Pair> {
        if !is_worth_a_look(&rows, labels) {
            return None;
        }
        let standing = supports::standing(&rows);
        let confidence = record::rounded(rank::confidence(&rows));
        let asked = self.settings.standings.is_empty() || self.settings.standings.contains(&standing);
        if !asked || confidence < self.settings.min_confidence {
            return None;
        }
        let rank = Rank::of(rows.iter().copied());
        let rows = labels.iter().map(|label| (*label).to_owned()).zip(rows).collect();
        Some(Pair { claim, standing, confidence, rows, rank })
    }

    fn chain(&self, chain: &[u32]) -> Result<Vec<&'p CompiledClaim>> {
        chain.iter().map(|claim| self.portfolio.compiled(*claim)).collect()
    }
}

/// Whether the listing shows the kind of product that the root of a chain of claims names.
fn shows_kind(chain: &[&CompiledClaim], text: &crate::pair::text::ListingText, portfolio: &Portfolio) -> bool {
    let root = chain.first().and_then(|claim| claim.preamble(text, portfolio.parts()));
    root.is_none_or(|root| matches!(root.support, Support::Found | Support::Weak))
}

/// Whether a person should look at a pair: the listing shows the kind of product and, where it shows it only in part,
/// something of the rest; or it shows a good part of the claim without the kind.
pub(crate) fn is_worth_a_look(rows: &[Said], labels: &[&str]) -> bool {
    let shown = |row: &Said| matches!(row.support, Support::Found | Support::Weak);
    let Some(kind) = rows.first() else { return false };
    if kind.support == Support::Found || (rows.len() == 1 && shown(kind)) {
        return true;
    }
    let body = || rows.iter().zip(labels).any(|(row, label)| shown(row) && !label.ends_with("[pre]"));
    (shown(kind) && body()) || rank::coverage(rows.iter().map(|row| row.support)) >= COVERAGE
}
