//! A person's word on a chart: verdicts, explanations, constructions, exhibits and signatures in a small file beside it.
//!
//! The file (`*.review.toml`, or a page whose front matter is the same and whose body is remarks) names patent, claim and
//! listing, and repeats for each row the claim's words and the quotes that the person saw. A later run finds its rows by
//! label; where words or quotes are others now, the person's word is kept and marked stale.

use std::fmt::Write as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::Deserialize;
use toml::Spanned;

use crate::chart::{Chart, Construction, Row};
use crate::claim::Kind;
use crate::finding::{Code, Finding};
use crate::page::{self, did_you_mean};
use crate::source::{Source, display_name};

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
    /// The quotes that the person saw, for and against.
    pub quotes: Option<Vec<String>>,
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
    /// What is alike.
    pub similarities: Vec<String>,
    /// What differs.
    pub differences: Vec<String>,
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
    let whole = page::split(&source.text);
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
    for (row, line) in review.rows.iter_mut().zip(&review.lines) {
        let row = row.as_mut();
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

/// Letters and digits of a number, upper case: two ways of writing one number are one.
fn plain(number: &str) -> String {
    number.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_uppercase()
}

impl Review {
    /// Whether it is about a chart.
    pub fn is_about(&self, chart: &Chart) -> bool {
        plain(&self.patent) == plain(&chart.patent.number)
            && self.claim == chart.claim
            && self.listing == chart.listing.id
    }

    /// Puts the person's words into the chart; what no longer fits is marked and told.
    pub fn apply(&self, chart: &mut Chart) -> Vec<Finding> {
        let mut findings = Vec::new();
        let own = &mut chart.review;
        own.signed_by.clone_from(&self.signed_by);
        own.role.clone_from(&self.role);
        own.signed_on.clone_from(&self.signed_on);
        own.notes.clone_from(&self.notes);
        own.constructions.clone_from(&self.constructions);
        let about = format!("{} claim {} and {}", chart.patent.number, chart.claim, chart.listing.id);
        for (row, line) in self.rows.iter().zip(&self.lines) {
            let row = row.as_ref();
            let stale = |message: String| {
                Finding::new(Code::StaleReview, &self.file, message)
                    .at_line(*line)
                    .help("look at the row again, then run readson new-review --refresh, which keeps the words")
            };
            let Some(charted) = chart.rows.iter_mut().find(|charted| charted.label == row.label) else {
                findings.push(stale(format!(
                    "the chart of {about} has no row {} any more; nothing of it is shown",
                    row.label
                )));
                continue;
            };
            let changes = row.changes(charted);
            if let Some(change) = changes.first().filter(|_| row.is_said()) {
                findings
                    .push(stale(format!("row {} of {about} has changed since it was reviewed: {change}", row.label)));
            }
            charted.review = crate::chart::RowReview {
                verdict: row.verdict.clone(),
                explanation: row.explanation.clone(),
                function: row.function.clone(),
                way: row.way.clone(),
                result: row.result.clone(),
                remarks: row.remarks.clone(),
                signed: row.signed.clone(),
                stale: if row.is_said() { changes } else { Vec::new() },
            };
        }
        for view in &self.views {
            match chart.views.iter_mut().find(|note| note.figure == view.figure) {
                Some(note) => {
                    note.similarities.clone_from(&view.similarities);
                    note.differences.clone_from(&view.differences);
                }
                None => findings.push(
                    Finding::new(Code::StaleReview, &self.file, format!("{about} has no figure {}", view.figure))
                        .help("name the figure as the patent numbers it"),
                ),
            }
        }
        findings
    }
}

impl ReviewRow {
    /// Whether the person has said anything on the row.
    fn is_said(&self) -> bool {
        [&self.verdict, &self.explanation, &self.remarks, &self.signed].iter().any(|text| !text.trim().is_empty())
    }

    /// What is not as the person saw it, one clause each.
    fn changes(&self, row: &Row) -> Vec<String> {
        let mut changes = Vec::new();
        if !self.element.is_empty() && self.element.trim() != row.text.trim() {
            changes.push(format!("the claim’s words were “{}”", self.element.trim()));
        }
        if let Some(seen) = &self.quotes {
            let now = quotes(row);
            changes.extend(
                seen.iter().filter(|quote| !now.contains(quote)).map(|quote| format!("the quote “{quote}” is gone")),
            );
            changes.extend(
                now.iter().filter(|quote| !seen.contains(quote)).map(|quote| format!("the quote “{quote}” is new")),
            );
        }
        changes
    }
}

/// The quotes that a row's report shows, for and against.
fn quotes(row: &Row) -> Vec<&String> {
    row.evidence.iter().filter(|evidence| !evidence.lead).chain(&row.against).map(|evidence| &evidence.quote).collect()
}

/// Puts reviews into charts; one that no chart is for is a finding.
pub fn apply(reviews: &[Review], charts: &mut [Chart]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, review) in reviews.iter().enumerate() {
        let about = format!("{} claim {} and {}", review.patent, review.claim, review.listing);
        if let Some(other) = reviews[..at].iter().find(|other| {
            (plain(&other.patent), other.claim, &other.listing)
                == (plain(&review.patent), review.claim, &review.listing)
        }) {
            findings.push(
                Finding::new(
                    Code::ReviewUnmatched,
                    &review.file,
                    format!("{about} is reviewed in {} already", other.file),
                )
                .help("keep one review file for a chart"),
            );
            continue;
        }
        match charts.iter_mut().find(|chart| review.is_about(chart)) {
            Some(chart) => findings.extend(review.apply(chart)),
            None => findings.push(
                Finding::new(
                    Code::ReviewUnmatched,
                    &review.file,
                    format!("the review is about {about}, which is not charted"),
                )
                .help("check its patent, claim and listing, and --claims"),
            ),
        }
    }
    findings
}

/// What keeps charts from being final; empty when nothing does, and then they are marked final.
pub fn finish(charts: &mut [Chart]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for chart in charts.iter() {
        let about = format!("{} claim {} and {}", chart.patent.number, chart.claim, chart.listing.id);
        let mut refuse = |what: String, help: &str| {
            let mut finding = Finding::new(Code::NotFinal, &chart.listing.id, format!("{about}: {what}")).help(help);
            finding.about = Some(about.clone());
            findings.push(finding);
        };
        let labels = |wanted: &dyn Fn(&Row) -> bool| {
            let labels: Vec<&str> = chart.rows.iter().filter(|row| wanted(row)).map(|row| row.label.as_str()).collect();
            labels.join(", ")
        };
        let design = chart.patent.kind == Kind::Design;
        let open = labels(&|row| matches!(row.review.verdict.as_str(), "" | "needs evidence"));
        if !open.is_empty() && !design {
            refuse(format!("open rows: {open}"), "give each row a verdict in the review file");
        }
        let views: Vec<&str> = chart
            .views
            .iter()
            .filter(|note| note.similarities.is_empty() && note.differences.is_empty())
            .map(|note| note.figure.as_str())
            .collect();
        if design && !views.is_empty() {
            let what = format!("figures without a word on similarities or differences: {}", views.join(", "));
            refuse(what, "say both for each [[view]] of the review file");
        }
        let unsigned = labels(&|row| row.review.signed.trim().is_empty());
        if chart.review.signed_by.trim().is_empty() && (design || !unsigned.is_empty()) {
            refuse("nobody signed it".to_owned(), "put a name in signed_by, or in signed of every row");
        }
        let stale = labels(&|row| !row.review.stale.is_empty());
        if !stale.is_empty() {
            refuse(format!("rows that have changed since they were reviewed: {stale}"), "look at them again");
        }
    }
    if findings.is_empty() {
        for chart in charts {
            "final".clone_into(&mut chart.review.status);
        }
    }
    findings
}

/// A review file for a chart, to be filled in; what a person said before is kept, and signatures of rows that have changed
/// are taken out, so that they are signed again.
pub fn page(chart: &Chart, exhibits: &[FurtherExhibit]) -> String {
    let mut out = String::from(
        "# A person's word on this chart. Fill in verdict (literal, equivalent, not met, needs evidence, depends on\n\
         # construction), explanation and signed; for an equivalent also function, way and result.\n\
         # element and quotes are what was seen: they tell later runs what has changed.\n",
    );
    let own = &chart.review;
    let mut pair = |key: &str, value: &str| {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    };
    pair("patent", &chart.patent.number);
    let _ = writeln!(out, "claim = {}", chart.claim);
    let mut pair = |key: &str, value: &str| {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    };
    pair("listing", &chart.listing.id);
    pair("signed_by", &own.signed_by);
    pair("role", &own.role);
    pair("signed_on", &own.signed_on);
    pair("notes", &own.notes);
    for construction in &own.constructions {
        out.push_str("\n[[construction]]\n");
        for (key, value) in [
            ("term", &construction.term),
            ("meaning", &construction.meaning),
            ("source", &construction.source),
            ("effect", &construction.effect),
        ] {
            let _ = writeln!(out, "{key} = {}", quoted(value));
        }
    }
    for exhibit in exhibits {
        further(&mut out, exhibit);
    }
    let design = chart.patent.kind == Kind::Design;
    for row in &chart.rows {
        out.push_str("\n[[row]]\n");
        let said = &row.review;
        let signed = if said.stale.is_empty() { said.signed.as_str() } else { "" };
        for (key, value) in [("label", row.label.as_str()), ("element", row.text.trim())] {
            let _ = writeln!(out, "{key} = {}", quoted(value));
        }
        let seen: Vec<String> = quotes(row).into_iter().map(|quote| format!("\n  {},", quoted(quote))).collect();
        let _ = writeln!(out, "quotes = [{}{}]", seen.concat(), if seen.is_empty() { "" } else { "\n" });
        let equivalent = [("function", &said.function), ("way", &said.way), ("result", &said.result)];
        if !design || !said.verdict.is_empty() {
            let _ = writeln!(out, "verdict = {}", quoted(&said.verdict));
        }
        let _ = writeln!(out, "explanation = {}", quoted(&said.explanation));
        for (key, value) in equivalent.into_iter().filter(|(_, value)| !value.is_empty()) {
            let _ = writeln!(out, "{key} = {}", quoted(value));
        }
        let _ = writeln!(out, "remarks = {}\nsigned = {}", quoted(&said.remarks), quoted(signed));
    }
    for note in &chart.views {
        let list = |items: &[String]| items.iter().map(|item| quoted(item)).collect::<Vec<_>>().join(", ");
        let _ = write!(
            out,
            "\n[[view]]\nfigure = {}\nsimilarities = [{}]\ndifferences = [{}]\n",
            quoted(&note.figure),
            list(&note.similarities),
            list(&note.differences)
        );
    }
    out
}

fn further(out: &mut String, exhibit: &FurtherExhibit) {
    out.push_str("\n[[exhibit]]\n");
    for (key, value) in [
        ("file", &exhibit.file),
        ("kind", &exhibit.kind),
        ("note", &exhibit.note),
        ("captured_at", &exhibit.captured_at),
        ("captured_by", &exhibit.captured_by),
    ] {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    }
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
