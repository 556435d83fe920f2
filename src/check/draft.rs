//! Drafted charts: what a person (or another program) wrote in the rows of a claim chart, as values.

use serde::Serialize;

pub mod csv;
pub mod docx;
pub mod json;
pub mod markdown;
pub mod table;
pub mod xlsx;

/// A drafted chart.
#[derive(Clone, Debug, Default)]
pub struct Draft {
    /// The patent's number, as given.
    pub patent: Option<String>,
    /// The claim's number.
    pub claim: Option<u32>,
    /// The listing's id, as given.
    pub listing: Option<String>,
    /// An address of the listing that the draft itself gives.
    pub url: Option<String>,
    /// When the draft says the listing was captured.
    pub captured_at: Option<String>,
    /// A hash of the capture that the draft itself gives.
    pub hash: Option<String>,
    /// Whether it says that it is final.
    pub is_final: bool,
    /// Who signed it as a whole.
    pub signed_by: Option<String>,
    /// Whether it is a table and nothing else, which holds no front matter and no prose.
    pub spreadsheet: bool,
    /// Whether readson wrote it.
    pub comparison: bool,
    /// Its rows.
    pub rows: Vec<DraftRow>,
    /// Its writing outside the table.
    pub prose: Vec<Prose>,
    /// The file.
    pub file: String,
    /// Line at which it starts.
    pub line: usize,
}

/// One row.
#[derive(Clone, Debug, Default)]
pub struct DraftRow {
    /// `1[a]`, or "" where none is given.
    pub label: String,
    /// The claim's text in the row.
    pub element: String,
    /// The evidence cell.
    pub evidence: String,
    /// Verbatim quotes with their field, where one is named.
    pub quotes: Vec<Quote>,
    /// The explanation.
    pub explanation: String,
    /// A person's word on the row.
    pub verdict: String,
    /// Remarks.
    pub remarks: String,
    /// Who signed the row.
    pub signed: String,
    /// readson's word on the row, in a comparison.
    pub support: Option<String>,
    /// How many quotes speak against the element, in a comparison.
    pub against: usize,
    /// Line.
    pub line: usize,
}

/// A quote in a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Quote {
    /// The words.
    pub text: String,
    /// The field they are said to stand in.
    pub field: Option<String>,
}

/// A piece of writing outside the quotes.
#[derive(Clone, Debug, Default)]
pub struct Prose {
    /// The words.
    pub text: String,
    /// "title", "evidence", "explanation", "remarks", "reason", "body".
    pub place: &'static str,
    /// Line.
    pub line: usize,
}
