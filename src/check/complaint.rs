//! Complaints as they would be filed: a page with the right, the owner, the papers on file and the listings.

use serde::Deserialize;

use crate::text::finding::{Code, Finding, Severity};
use crate::text::page;
use crate::text::source::Source;

/// A complaint.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Complaint {
    /// Says what the page is: "complaint".
    #[serde(default)]
    pub kind: String,
    /// Where it is to be filed; the command line may say otherwise.
    #[serde(default)]
    pub venue: Option<String>,
    /// The patent's number.
    #[serde(default)]
    pub right: Option<String>,
    /// Further rights it relies on.
    #[serde(default)]
    pub further_rights: Vec<String>,
    /// Who owns it.
    #[serde(default)]
    pub owner: Option<String>,
    /// Who files for the owner.
    #[serde(default)]
    pub representative: Option<String>,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// Ids or addresses of the listings.
    #[serde(default)]
    pub listings: Vec<String>,
    /// Claims it relies on.
    #[serde(default)]
    pub claims: Vec<u32>,
    /// Papers on file.
    #[serde(default)]
    pub papers: Vec<PaperOnFile>,
    /// Path of the chart.
    #[serde(default)]
    pub chart: Option<String>,
    /// Whether a court's or an office's decision is the reason.
    #[serde(default)]
    pub decision: bool,
    /// The evaluation report's conclusion: "positive", "negative".
    #[serde(default)]
    pub evaluation: Option<String>,
    /// A test purchase.
    #[serde(default)]
    pub test_purchase: Option<TestPurchase>,
    /// Views of a design beside pictures of the product.
    #[serde(default)]
    pub pairs: Vec<Pair>,
    /// The file.
    #[serde(skip)]
    pub file: String,
}

/// A paper on file.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperOnFile {
    /// What it is, in the words of the venues' pages.
    pub kind: String,
    /// Its language.
    #[serde(default)]
    pub language: Option<String>,
    /// Its date.
    #[serde(default)]
    pub date: Option<String>,
    /// Its size in megabytes.
    #[serde(default)]
    pub mb: Option<f64>,
    /// Its file.
    #[serde(default)]
    pub file: Option<String>,
    /// What it concludes: "positive", "negative".
    #[serde(default)]
    pub conclusion: Option<String>,
}

/// A test purchase.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TestPurchase {
    /// Order number.
    #[serde(default)]
    pub order: Option<String>,
    /// Date.
    #[serde(default)]
    pub date: Option<String>,
    /// Seller.
    #[serde(default)]
    pub seller: Option<String>,
    /// Whether there is a photo of what came.
    #[serde(default)]
    pub photo: bool,
}

/// A view of a design beside a picture.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Pair {
    /// The view.
    pub view: String,
    /// The picture.
    pub image: String,
}

/// Whether a page is a complaint.
pub fn is_complaint(text: &str) -> bool {
    page::split(text).table().is_ok_and(|table| table.get("kind").and_then(toml::Value::as_str) == Some("complaint"))
}

/// Reads a complaint.
pub fn read(source: &Source) -> (Option<Complaint>, Vec<Finding>) {
    let page = page::split(&source.text);
    match toml::from_str::<Complaint>(page.front) {
        Ok(mut complaint) => {
            complaint.file.clone_from(&source.name);
            let body = page.body.split_whitespace().collect::<Vec<_>>().join(" ");
            let reason = [complaint.reason.trim(), body.as_str()].join(" ");
            reason.trim().clone_into(&mut complaint.reason);
            let findings =
                complaint.papers.iter().filter_map(|paper| unknown_paper(&paper.kind, &page, source)).collect();
            (Some(complaint), findings)
        }
        Err(error) => {
            let at = source.line_column(page.front_start + error.span().map_or(0, |span| span.start));
            let message = error.message().lines().next().unwrap_or_default().to_owned();
            let help = page::did_you_mean(error.message());
            let finding = Finding::new(Code::BadFrontMatter, &source.name, message).at(at);
            (None, vec![if help.is_empty() { finding } else { finding.help(help.trim_start_matches("; ").to_owned()) }])
        }
    }
}

/// A kind of paper that no venue asks for is likely misspelt.
fn unknown_paper(kind: &str, page: &page::Page, source: &Source) -> Option<Finding> {
    const KINDS: [&str; 10] = [
        "identity",
        "authorisation",
        "certificate",
        "evaluation",
        "translation",
        "chart",
        "decision",
        "views",
        "test-purchase",
        "statement",
    ];
    if KINDS.contains(&kind) {
        return None;
    }
    let help = match crate::text::nearest::nearest(kind, &KINDS) {
        Some(known) => format!("did you mean {known}?"),
        None => format!("the kinds are {}", KINDS.join(", ")),
    };
    let at = source.line_column(page.key_offset("papers"));
    let message = format!("no venue asks for a paper of the kind {}", kind.escape_debug());
    let mut finding = Finding::new(Code::BadFrontMatter, &source.name, message).at(at).help(help);
    finding.severity = Severity::Warning;
    Some(finding)
}
