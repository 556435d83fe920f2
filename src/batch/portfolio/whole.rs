//! Whether the parts of an index fit each other. The checksum tells damage; this tells a file that was made by hand, so
//! that what reads it need not ask at every step.

use anyhow::{Result, bail};

use crate::batch::portfolio::listed::Charted;
use crate::pair::CompiledClaim;
use crate::patent::Patent;

/// Bytes of a stored row and posting.
pub const ROW: usize = 8;
pub const POSTING: usize = 8;

/// What an index says of its rows and claims.
#[derive(Debug)]
pub struct Parts<'a> {
    /// How many patents there are.
    pub patents: usize,
    /// How many words the claims have.
    pub words: usize,
    /// The claims to chart.
    pub claims: &'a [Charted],
    /// The first row of each compiled claim, and the number of all rows at the end.
    pub row_starts: &'a [u32],
    /// The rows.
    pub rows: &'a [u8],
    /// The first posting of each word, and the number of all postings at the end.
    pub posting_starts: &'a [u8],
    /// The postings.
    pub postings: &'a [u8],
}

const WRONG: &str = "the parts of the index do not fit each other; make it again";

impl Parts<'_> {
    /// Says whether they fit.
    ///
    /// # Errors
    /// When they do not.
    pub fn check(&self) -> Result<()> {
        let rows = self.rows.len() / ROW;
        let compiled = self.row_starts.len().saturating_sub(1);
        let has_row = self.row_starts.windows(2).all(|pair| pair[0] < pair[1]);
        let rows_fit = has_row && self.row_starts.first() == Some(&0) && self.row_starts.last() == Some(&(rows as u32));
        let claim_fits = |claim: &Charted| {
            (claim.patent as usize) < self.patents
                && claim.chains.iter().all(|chain| !chain.is_empty())
                && claim.chains.iter().flatten().all(|part| (*part as usize) < compiled)
        };
        let starts: Vec<u32> =
            self.posting_starts.as_chunks().0.iter().map(|bytes| u32::from_le_bytes(*bytes)).collect();
        let postings = self.postings.as_chunks::<POSTING>().0;
        let starts_fit = starts.len() == self.words + 1
            && starts.is_sorted()
            && starts.last().is_some_and(|last| *last as usize == postings.len());
        let row_of = |posting: &[u8; POSTING]| u32::from_le_bytes([posting[0], posting[1], posting[2], posting[3]]);
        let postings_fit = postings.iter().all(|posting| (row_of(posting) as usize) < rows);
        if rows_fit && starts_fit && postings_fit && self.claims.iter().all(claim_fits) {
            return Ok(());
        }
        bail!(WRONG)
    }
}

/// A compiled claim whose words are the index's.
///
/// # Errors
/// When one is not, or an element names words that it does not have.
pub fn claim(claim: CompiledClaim, words: usize) -> Result<CompiledClaim> {
    let mut fits = true;
    claim.words(|word| fits &= (word as usize) < words);
    if fits && claim.is_whole() {
        return Ok(claim);
    }
    bail!(WRONG)
}

/// A patent whose claims can be sliced into their elements.
///
/// # Errors
/// When one cannot.
pub fn patent(patent: Patent) -> Result<Patent> {
    let fits = patent
        .claims
        .iter()
        .all(|claim| claim.elements.iter().all(|element| claim.text.get(element.start..element.end).is_some()));
    if fits {
        return Ok(patent);
    }
    bail!(WRONG)
}
