//! Reports. In: charts, findings, templates and a house style. Out: text, Markdown, HTML, Word, PDF, Excel, JSON, SARIF; and
//! what changed in a stored report. Nothing is decided here. Uses all rooms before.
//!
//! Markdown is the reports' intermediate form: templates make Markdown, and the other document formats walk its events.
//! Everything that comes from a patent or a listing is escaped on the way into Markdown, see [`escape`].

use serde::Serialize;

use crate::chart::{Chart, Row, Standing, Support, ViewNote, count};
use crate::patent::Kind;
use crate::text::finding::Finding;

pub mod again;
pub mod annotations;
pub mod cite;
mod columns;
pub mod diagnostics;
pub mod document;
pub mod docx;
pub mod environment;
pub mod escape;
pub mod html;
pub mod index;
pub mod json;
pub mod markdown;
pub mod marks;
pub mod page;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod pieces;
pub mod pin;
pub mod read_document;
pub mod regress;
pub mod reports;
pub mod sarif;
pub mod setting;
pub mod style;
pub mod template;
pub mod text;
pub mod words;
pub mod write;
pub mod xlsx;

/// What a run has to say: its charts, its findings and the version of the program that made them.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Report<'a> {
    /// The charts, in the order of the report.
    pub charts: &'a [Chart],
    /// The findings, in the order of the report.
    pub findings: &'a [Finding],
    /// Version of the program.
    pub version: &'a str,
}

/// How many rows of a chart have each support.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows in all.
    pub total: usize,
    /// Rows found.
    pub found: usize,
    /// Rows weak.
    pub weak: usize,
    /// Rows missing.
    pub missing: usize,
    /// Rows contradicted.
    pub contradicted: usize,
}

impl Counts {
    /// Counts a chart's rows.
    pub fn of(chart: &Chart) -> Counts {
        let rows = &chart.rows;
        Counts {
            total: rows.len(),
            found: count(rows, Support::Found),
            weak: count(rows, Support::Weak),
            missing: count(rows, Support::Missing),
            contradicted: count(rows, Support::Contradicted),
        }
    }
}

/// The rows that need work: all that are not found, in claim order.
pub fn gaps(chart: &Chart) -> Vec<&Row> {
    chart.rows.iter().filter(|row| row.support != Support::Found).collect()
}

/// Whether a chart is about how an article looks, which words cannot settle.
pub fn is_design(chart: &Chart) -> bool {
    chart.patent.kind == Kind::Design
}

/// The views of a design that nothing in the listing speaks to.
pub fn unaddressed(chart: &Chart) -> Vec<&ViewNote> {
    chart.views.iter().filter(|note| note.addressed_by.is_empty()).collect()
}

/// A chart's standing as reports print it. A design has none: its claim is what the figures show.
pub fn standing_word(chart: &Chart) -> &'static str {
    match chart.standing {
        _ if is_design(chart) => "appearance not judged",
        Standing::AllFound => "all found",
        Standing::Open => "open",
        Standing::Contradicted => "contradicted",
    }
}

/// A kind of right as reports print it.
pub const fn kind_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Utility => "utility patent",
        Kind::Design => "design patent",
        Kind::UtilityModel => "utility model",
        Kind::Plant => "plant patent",
    }
}

/// A probability as a whole percentage; values outside 0 to 1 are taken as the nearest of the two.
pub fn percent(probability: f32) -> String {
    format!("{} %", (probability.clamp(0.0, 1.0) * 100.0).round() as u8)
}
