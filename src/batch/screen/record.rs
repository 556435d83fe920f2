//! The records that screening writes, one compact line of JSON each, and reading them again.

use serde::{Deserialize, Serialize};

use crate::batch::portfolio::Portfolio;
use crate::chart::rank::Rank;
use crate::chart::{Standing, Support};
use crate::pair::supports::Said;
use crate::text::finding::{Finding, Severity};

/// The schema of records.
pub const SCHEMA: &str = "readson.screen/1";
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// A pair of a listing and a claim that is worth a look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PairRecord {
    /// [`SCHEMA`].
    pub schema: String,
    /// The listing's id.
    pub listing: String,
    /// The patent's number.
    pub patent: String,
    /// Number of the claim.
    pub claim: u32,
    /// The roll-up.
    pub standing: Standing,
    /// How sure the rows are: the mean of their confidences, three decimals.
    pub confidence: f32,
    /// The rows in claim order.
    pub rows: Vec<RowRecord>,
    /// Digest of the index.
    pub index: String,
    /// Version of the program.
    pub version: String,
}

/// A row of a pair.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RowRecord {
    /// Its label.
    pub label: String,
    /// What the listing shows.
    pub support: Support,
}

/// A record that could not be read, in the place of pairs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorRecord {
    /// [`SCHEMA`].
    pub schema: String,
    /// What is wrong.
    pub error: ErrorText,
    /// Digest of the index.
    pub index: String,
    /// Version of the program.
    pub version: String,
}

/// Why a record could not be read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ErrorText {
    /// The finding's code.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// The file, as named.
    pub file: String,
    /// Line or row, from 1, in that file or stream.
    pub line: usize,
    /// SHA-256 of the record's bytes, where it was read that far.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub sha256: String,
    /// What to do.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub help: String,
}

impl PairRecord {
    /// The record of a pair.
    pub fn new(portfolio: &Portfolio, listing: &str, pair: &Pair) -> PairRecord {
        let claim = &portfolio.claims()[pair.claim as usize];
        let rows = pair.rows.iter().map(|(label, said)| RowRecord { label: label.clone(), support: said.support });
        PairRecord {
            schema: SCHEMA.to_owned(),
            listing: listing.to_owned(),
            patent: portfolio.patents()[claim.patent as usize].number.clone(),
            claim: claim.number,
            standing: pair.standing,
            confidence: pair.confidence,
            rows: rows.collect(),
            index: portfolio.header().short_digest().to_owned(),
            version: VERSION.to_owned(),
        }
    }

    /// Where it stands among others.
    pub fn rank(&self) -> Rank {
        Rank::of_supports(self.rows.iter().map(|row| row.support), self.confidence)
    }
}

/// Adds a pair as a line.
pub fn write_pair(portfolio: &Portfolio, listing: &str, pair: &Pair, out: &mut Vec<u8>) {
    write(&PairRecord::new(portfolio, listing, pair), out);
}

/// Adds an error as a line. Findings that lose nothing give none.
pub fn write_error(digest: &str, finding: &Finding, sha256: &str, out: &mut Vec<u8>) -> bool {
    if finding.severity != Severity::Error {
        return false;
    }
    let error = ErrorText {
        code: finding.code.to_string(),
        message: finding.message.clone(),
        file: finding.file.clone(),
        line: finding.line.unwrap_or_default(),
        sha256: sha256.to_owned(),
        help: finding.help.clone().unwrap_or_default(),
    };
    let record =
        ErrorRecord { schema: SCHEMA.to_owned(), error, index: digest.to_owned(), version: VERSION.to_owned() };
    write(&record, out);
    true
}

fn write(record: &impl Serialize, out: &mut Vec<u8>) {
    // Control characters are escaped in JSON: a line holds no raw tab or line break, whatever a listing is called.
    serde_json::to_writer(&mut *out, record).expect("records are plain JSON");
    out.push(b'\n');
}

/// A number as records have it: three decimals.
pub fn rounded(value: f32) -> f32 {
    ((f64::from(value) * 1000.0).round() / 1000.0) as f32
}

/// A claim that is worth a look at a listing.
#[derive(Clone, Debug)]
pub struct Pair {
    /// Index of the claim among the portfolio's.
    pub claim: u32,
    /// The roll-up.
    pub standing: Standing,
    /// How sure the rows are.
    pub confidence: f32,
    /// Labels and supports, in claim order.
    pub rows: Vec<(String, Said)>,
    pub(super) rank: Rank,
}
