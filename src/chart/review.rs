//! A person's word on a chart: verdicts, explanations, constructions, exhibits and signatures in a small file beside it.
//!
//! The file (`*.review.toml`, or a page whose front matter is the same and whose body is remarks) names patent, claim and
//! listing, and repeats for each row the claim's words and the quotes that the person saw. A later run finds its rows by
//! label; where words or quotes are others now, the person's word is kept and marked stale.

use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use toml::Spanned;

use crate::chart::Construction;
use crate::text::finding::{Code, Finding};
use crate::text::page::{did_you_mean, split};
use crate::text::source::{Source, display_name};

mod apply;
mod page;

pub use apply::{apply, finish};
pub use page::write;

/// The verdicts that a row can have.
pub const VERDICTS: [&str; 5] = ["literal", "equivalent", "not met", "needs evidence", "depends on construction"];

/// One review file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Review {
    /// Number of the patent.
    pub patent: String,
    /// Number of the claim.
    pub claim: u32,
    /// Id of the listing.
    pub listing: String,
    /// Who signs the chart as a whole.
    pub signed_by: String,
    /// In which capacity.
    pub role: String,
    /// On which day.
    #[serde(deserialize_with = "day")]
    pub signed_on: String,
    /// Remarks on the whole.
    pub notes: String,
    /// How claim terms are read.
    #[serde(rename = "construction")]
    pub constructions: Vec<Construction>,
    /// Further documents.
    #[serde(rename = "exhibit")]
    pub exhibits: Vec<FurtherExhibit>,
    /// The rows.
    #[serde(rename = "row")]
    pub rows: Vec<Spanned<ReviewRow>>,
    /// The views of a design.
    #[serde(rename = "view")]
    pub views: Vec<ReviewView>,
    /// The file.
    #[serde(skip)]
    pub file: String,
    /// Lines at which the rows start.
    #[serde(skip)]
    lines: Vec<usize>,
}

/// A document that a person adds to a chart's exhibits.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FurtherExhibit {
    /// The file, as seen from the review file.
    pub file: String,
    /// What it is: "test purchase", "certificate".
    pub kind: String,
    /// What it shows.
    pub note: String,
    /// When it was captured.
    pub captured_at: String,
    /// Who captured it.
    pub captured_by: String,
}

/// A person's word on a row, with what the person saw.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewRow {
    /// `1[a]`.
    pub label: String,
    /// The claim's words that the person saw.
    pub element: String,
    /// What readson said of the row then.
    pub support: String,
    /// The quotes for the element that the person saw.
    pub quotes: Option<Vec<String>>,
    /// The quotes against it that the person saw.
    pub against: Option<Vec<String>>,
    /// One of [`VERDICTS`]; "same" is read as literal.
    pub verdict: String,
    /// Why.
    pub explanation: String,
    /// For an equivalent: the function.
    pub function: String,
    /// The way; in China the means.
    #[serde(alias = "means")]
    pub way: String,
    /// The result; in China the effect.
    #[serde(alias = "effect")]
    pub result: String,
    /// Remarks.
    pub remarks: String,
    /// Who signed the row.
    pub signed: String,
}

/// A person's word on a view of a design.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ReviewView {
    /// The figure's number.
    pub figure: String,
    /// SHA-256 of the drawing that the person saw.
    pub drawing: String,
    /// SHA-256 of the photo that the person saw.
    pub photo: String,
    /// What is alike; `[]` for nothing, left out while nobody has compared.
    pub similarities: Option<Vec<String>>,
    /// What differs.
    pub differences: Option<Vec<String>>,
}

/// A day as TOML writes one, or as text.
fn day<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    match toml::Value::deserialize(deserializer)? {
        toml::Value::String(text) => Ok(text),
        toml::Value::Datetime(day) => Ok(day.to_string()),
        other => Err(serde::de::Error::custom(format!("signed_on is {other}; write it as 2027-01-31"))),
    }
}

/// Reads a review file. What is wrong with it is a finding; then there is no review.
///
/// # Errors
/// When it cannot be read at all.
pub fn load(path: &Path) -> Result<(Option<Review>, Vec<Finding>)> {
    let name = display_name(path);
    let bytes = std::fs::read(path).with_context(|| format!("cannot read the review {name}"))?;
    let source = Source::from_bytes(&name, &bytes);
    Ok(match read(&source) {
        Ok(review) => (Some(review), Vec::new()),
        Err(finding) => (None, vec![*finding]),
    })
}

/// Reads a review from its text.
///
/// # Errors
/// A finding that names the line when it is no review.
pub fn read(source: &Source) -> Result<Review, Box<Finding>> {
    let whole = split(&source.text);
    let (front, offset, body) = if whole.body_start == 0 {
        (source.text.as_str(), 0, "")
    } else {
        (whole.front, whole.front_start, whole.body.trim())
    };
    let bad = |line: usize, message: String, help: &str| {
        Box::new(Finding::new(Code::BadReview, &source.name, message).at_line(line).help(help))
    };
    let mut review: Review = toml::from_str(front).map_err(|error| {
        let line = source.line_column(offset + error.span().map_or(0, |span| span.start)).0;
        let message = error.message().lines().next().unwrap_or("no valid TOML").to_owned();
        bad(line, message + &did_you_mean(error.message()), "readson new-review writes one to be filled in")
    })?;
    review.file.clone_from(&source.name);
    if !body.is_empty() {
        if !review.notes.is_empty() {
            review.notes.push_str("\n\n");
        }
        review.notes.push_str(body);
    }
    for (key, missing) in [("patent", review.patent.trim().is_empty()), ("listing", review.listing.trim().is_empty())] {
        if missing {
            return Err(bad(
                1,
                format!("the review does not say which {key} it is about"),
                "name patent, claim and listing",
            ));
        }
    }
    review.lines = review.rows.iter().map(|row| source.line_column(offset + row.span().start).0).collect();
    let mut labels = std::collections::BTreeSet::new();
    for (row, line) in review.rows.iter_mut().zip(&review.lines) {
        let row = row.as_mut();
        if !labels.insert(row.label.clone()) {
            return Err(bad(*line, format!("row {} is there twice", row.label), "keep one [[row]] for each label"));
        }
        let verdict = row.verdict.trim().to_lowercase().replace('-', " ");
        row.verdict = match verdict.as_str() {
            "same" | "met" | "literally met" => "literal".to_owned(),
            "open" | "tbd" | "?" => String::new(),
            _ => verdict,
        };
        if !row.verdict.is_empty() && !VERDICTS.contains(&row.verdict.as_str()) {
            let message = format!("row {} has the verdict \"{}\", which is none", row.label, row.verdict);
            return Err(bad(
                *line,
                message,
                "write literal, equivalent, not met, needs evidence or depends on construction",
            ));
        }
        if row.verdict == "equivalent"
            && [&row.function, &row.way, &row.result].iter().any(|text| text.trim().is_empty())
        {
            let message = format!("row {} is called equivalent without function, way and result", row.label);
            return Err(bad(*line, message, "say each in its own key (China: function, means, effect)"));
        }
    }
    Ok(review)
}
