//! A portfolio: patents compiled into one file that is only read, so that any number of listings can be screened against
//! them at once. The claims' words lie there for [`pair`](crate::pair), each word with the rows that ask for it, and a
//! full-text index over elements and designs.

use std::path::Path;
use std::sync::OnceLock;

use anyhow::{Context as _, Result};

use crate::pair::index::{Bytes, Index};
use crate::pair::{CompiledClaim, Parts};
use crate::patent::Patent;

mod bundle;
mod compile;
mod listed;
mod pieces;
mod whole;
mod words;

pub use bundle::{Bundle, Header, Sections, short, write};
pub use compile::compile;
use listed::Place;
pub use listed::{Charted, Listed};
pub use pieces::{Collected, Pieces};
use whole::{POSTING, ROW};
pub use words::StoredWords;

/// A portfolio, opened.
#[derive(Debug)]
pub struct Portfolio {
    bundle: Bundle,
    words: StoredWords,
    /// The patents, without their texts.
    patents: Vec<Listed>,
    /// The claims to chart.
    claims: Vec<Charted>,
    /// For each compiled claim, those to chart that it is part of.
    parts_of: Vec<Vec<u32>>,
    /// Where each compiled claim's rows start; one more for the end.
    row_starts: Vec<u32>,
    /// The compiled claim of each row.
    row_claims: Vec<u32>,
    rows: Bytes,
    posting_starts: Bytes,
    postings: Bytes,
    compiled: Pieces,
    /// Compiled claims that were asked for.
    read: Vec<OnceLock<Box<CompiledClaim>>>,
}

/// What screening knows of a row before the claim is read.
#[derive(Clone, Copy, Debug)]
pub struct RowInfo {
    /// The least weight of words that is asked for, whatever alternatives are met.
    pub need: f32,
    /// Whether one of its words makes it.
    pub has_keys: bool,
}

/// A row that asks for a word.
#[derive(Clone, Copy, Debug)]
pub struct Posting {
    /// Number of the row.
    pub row: u32,
    /// What the word counts there.
    pub weight: f32,
    /// Whether it makes the row.
    pub key: bool,
}

impl Portfolio {
    /// Opens a portfolio.
    ///
    /// # Errors
    /// When the file is no portfolio, damaged, or of another version.
    pub fn open(path: &Path) -> Result<Portfolio> {
        let bundle = Bundle::open(path, "patents")?;
        let section = |name| bundle.section(name);
        let claims: Vec<Charted> = postcard::from_bytes(&section("claims")?)?;
        let row_starts: Vec<u32> = postcard::from_bytes(&section("row-starts")?)?;
        let patents: Vec<Listed> = postcard::from_bytes(&section("patents")?)?;
        let words = StoredWords::open(&bundle, row_starts.len())?;
        let (rows, posting_starts, postings) = (section("rows")?, section("posting-starts")?, section("postings")?);
        whole::Parts {
            patents: patents.len(),
            words: words.count,
            claims: &claims,
            row_starts: &row_starts,
            rows: &rows,
            posting_starts: &posting_starts,
            postings: &postings,
        }
        .check()?;
        let mut parts_of = vec![Vec::new(); row_starts.len() - 1];
        for (number, claim) in claims.iter().enumerate() {
            let mut parts: Vec<u32> = claim.chains.iter().flatten().copied().collect();
            parts.sort_unstable();
            parts.dedup();
            for part in parts {
                parts_of.get_mut(part as usize).context("a claim of the index is not there")?.push(number as u32);
            }
        }
        Ok(Portfolio {
            words,
            patents,
            rows,
            posting_starts,
            postings,
            compiled: Pieces::open(&bundle, "compiled")?,
            read: (0..row_starts.len() - 1).map(|_| OnceLock::new()).collect(),
            claims,
            parts_of,
            row_claims: row_starts
                .windows(2)
                .zip(0..)
                .flat_map(|(range, claim)| (range[0]..range[1]).map(move |_| claim))
                .collect(),
            row_starts,
            bundle,
        })
    }

    /// What the index says of itself.
    pub fn header(&self) -> &Header {
        &self.bundle.header
    }

    /// The words of the claims.
    pub fn words(&self) -> &StoredWords {
        &self.words
    }

    /// The patents, without their texts, by number.
    pub fn patents(&self) -> &[Listed] {
        &self.patents
    }

    /// The claims to chart, in the order of the patents.
    pub fn claims(&self) -> &[Charted] {
        &self.claims
    }

    /// Which parts of pairing are on.
    pub fn parts(&self) -> Parts {
        Parts::default()
    }

    /// How many rows all compiled claims have.
    pub fn row_count(&self) -> usize {
        self.rows.len() / ROW
    }

    /// How many claims are compiled, parents of those to chart included.
    pub fn compiled_count(&self) -> usize {
        self.read.len()
    }

    /// The rows of a compiled claim.
    pub fn rows_of(&self, compiled: u32) -> std::ops::Range<u32> {
        self.row_starts[compiled as usize]..self.row_starts[compiled as usize + 1]
    }

    /// The compiled claim that has a row.
    pub fn claim_of(&self, row: u32) -> u32 {
        self.row_claims[row as usize]
    }

    /// The claims to chart that a compiled claim is part of.
    pub fn charted_with(&self, compiled: u32) -> &[u32] {
        &self.parts_of[compiled as usize]
    }

    /// What is known of a row.
    pub fn row(&self, row: u32) -> RowInfo {
        let bytes = &self.rows[row as usize * ROW..][..ROW];
        RowInfo { need: f32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]), has_keys: bytes[4] != 0 }
    }

    /// The rows that ask for a claim word, in order.
    pub fn rows_with(&self, word: u32) -> impl ExactSizeIterator<Item = Posting> + '_ {
        let at = |index: u32| {
            let bytes = &self.posting_starts[index as usize * 4..][..4];
            u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]) as usize
        };
        let list = &self.postings[at(word) * POSTING..at(word + 1) * POSTING];
        list.as_chunks::<POSTING>().0.iter().map(|bytes| {
            let weight = f32::from_le_bytes([bytes[4], bytes[5], bytes[6], bytes[7]]);
            // The sign says whether the word makes the row.
            let row = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
            Posting { row, weight: weight.abs(), key: weight.is_sign_negative() }
        })
    }

    /// For each claim word, whether it makes a row, or stands in a row that no word makes: without such a word no claim
    /// is worth a look at a listing.
    pub fn telling_words(&self) -> Vec<bool> {
        let tells = |word| self.rows_with(word).any(|posting| posting.key || !self.row(posting.row).has_keys);
        (0..self.words.count as u32).map(tells).collect()
    }

    /// A compiled claim; it is read once.
    ///
    /// # Errors
    /// When the index is not what it should be.
    pub fn compiled(&self, number: u32) -> Result<&CompiledClaim> {
        let cell = &self.read[number as usize];
        if let Some(known) = cell.get() {
            return Ok(known);
        }
        let stored = self.compiled.get(number)?;
        let claim: CompiledClaim = postcard::from_bytes(stored).context("a claim of the index cannot be read")?;
        let claim = whole::claim(claim, self.words.count)?;
        Ok(cell.get_or_init(|| Box::new(claim)))
    }

    /// The patent with its text.
    ///
    /// # Errors
    /// When the index is not what it should be.
    pub fn patent(&self, number: u32) -> Result<Patent> {
        let texts = Pieces::open(&self.bundle, "texts")?;
        let text = zstd::decode_all(texts.get(number)?).context("a patent of the index cannot be unpacked")?;
        let patent: Patent = serde_json::from_slice(&text).context("a patent of the index cannot be read")?;
        let mut patent = whole::patent(patent)?;
        let places: Vec<Place> = postcard::from_bytes(&self.bundle.section("places")?)?;
        let place = places.into_iter().nth(number as usize).context("a patent of the index has no place")?;
        patent.file = place.file;
        patent.line = place.line;
        patent.drawings = place.drawings;
        Ok(patent)
    }

    /// The full-text index over elements and designs.
    ///
    /// # Errors
    /// When tantivy cannot open it.
    pub fn search(&self) -> Result<Index> {
        Index::open(self.bundle.sections("search/")?.into_iter().collect())
    }
}
