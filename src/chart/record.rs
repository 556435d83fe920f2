//! Charts: one claim against one listing, row by row, and the roll-up by the all-elements rule.

use serde::{Deserialize, Serialize};

use crate::pair::reading::{Row, Standing};

use crate::patent::{Kind, View};

/// One claim against one listing.
#[derive(Clone, Debug, Serialize)]
pub struct Chart {
    /// The patent.
    pub patent: PatentRef,
    /// Number of the claim.
    pub claim: u32,
    /// The listing.
    pub listing: ListingRef,
    /// The roll-up.
    pub standing: Standing,
    /// Rows in claim order; a dependent claim's chart has its parents' rows first.
    pub rows: Vec<Row>,
    /// Why this claim was chosen among the patent's; empty when nothing was chosen.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub chosen: String,
    /// For a design: each view and whether the listing's words or picture names speak to it; empty otherwise.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub views: Vec<ViewNote>,
    /// For a design: its statements on broken lines, colour and so on, verbatim.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub statements: Vec<String>,
    /// For a design: drawing sheets of which it cannot be told which figures they show.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<PictureRef>,
    /// What a person says of the chart as a whole; see [`crate::chart::review`].
    #[serde(flatten)]
    pub review: ChartReview,
    /// The documents and pictures that the chart rests on; see [`crate::chart::exhibits`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exhibits: Vec<Exhibit>,
}

impl Chart {
    /// Which chart it is, for people: "US1 claim 3 and L1".
    pub fn about(&self) -> String {
        about(&self.patent.number, self.claim, &self.listing.id)
    }

    /// Whether it was asked for as final and a person signed all of it.
    pub fn is_final(&self) -> bool {
        self.review.status == FINAL
    }
}

/// The status of a final chart.
pub(crate) const FINAL: &str = "final";

/// Which chart it is, for people.
pub(crate) fn about(patent: &str, claim: u32, listing: &str) -> String {
    format!("{patent} claim {claim} and {listing}")
}

/// A person's word on a chart as a whole.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct ChartReview {
    /// `final` when the chart was asked for as final and a person signed all of it; empty for a draft.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub status: String,
    /// Who signs the chart as a whole.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub signed_by: String,
    /// In which capacity.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// On which day, as given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub signed_on: String,
    /// Remarks on the whole.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub notes: String,
    /// How claim terms are read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub constructions: Vec<Construction>,
}

/// How a claim term is read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Construction {
    /// The term, as the claim has it.
    pub term: String,
    /// What it is taken to mean.
    pub meaning: String,
    /// Why: a place in the specification, the file history, a ruling.
    pub source: String,
    /// What changes when it is construed otherwise.
    pub effect: String,
}

/// A document or picture that a chart rests on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Exhibit {
    /// Its number in this chart's list, from 1.
    pub number: u32,
    /// `patent`, `listing`, `drawing`, `photo`, or what the review calls it.
    pub kind: String,
    /// The file, as the user named it.
    pub file: String,
    /// Line at which the document or record starts, where the file holds several.
    #[serde(skip_serializing_if = "is_first", default = "first")]
    pub line: usize,
    /// SHA-256 of the document, record or picture file.
    pub sha256: String,
    /// What it shows: the figure, the view, a remark.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub note: String,
    /// When it was captured, as given.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub captured_at: String,
    /// Who captured it, as given.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub captured_by: String,
    /// A person added it, in a review file; its hash is that of the file.
    #[serde(skip_serializing_if = "std::ops::Not::not", default)]
    pub added: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
fn is_first(line: &usize) -> bool {
    *line <= 1
}

fn first() -> usize {
    1
}

/// What a chart says of its patent.
#[derive(Clone, Debug, Default, Serialize)]
pub struct PatentRef {
    /// Number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Kind of right.
    pub kind: Kind,
    /// Hash of the source document.
    pub sha256: String,
    /// Two-letter office code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub jurisdiction: String,
    /// Owner as the source names it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub owner: String,
    /// Filing date.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub filed: String,
    /// Earliest priority date.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub priority: String,
    /// Date of grant.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub granted: String,
    /// Date of expiry.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub expires: String,
}

/// What a chart says of its listing.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ListingRef {
    /// Id.
    pub id: String,
    /// Address.
    pub url: String,
    /// Title.
    pub title: String,
    /// Marketplace or data set.
    pub source: String,
    /// Capture time as given; empty when not.
    pub captured_at: String,
    /// Hash of the record.
    pub sha256: String,
    /// The item's number on its platform, where the record has one besides its id: an ASIN.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub item: String,
    /// Brand.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub brand: String,
    /// Seller.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub seller: String,
    /// Price as printed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub price: String,
    /// Who or what made the translation that the user supplies, as given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub translated_by: String,
    /// Other listings of the run with the same text: the same product offered again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub same: Vec<SameListing>,
}

/// Another listing with the same text.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct SameListing {
    /// Id.
    pub id: String,
    /// Address.
    pub url: String,
    /// Seller.
    pub seller: String,
    /// Hash of the record.
    pub sha256: String,
}

/// A view of a design and what the listing says about it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ViewNote {
    /// Figure number as printed.
    pub figure: String,
    /// The view.
    pub view: View,
    /// The figure's description, verbatim.
    pub description: String,
    /// Field addresses or picture names that speak to the same view; empty when none does.
    pub addressed_by: Vec<String>,
    /// The patent's drawing of it, where there is a file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drawing: Option<PictureRef>,
    /// The photo of the product that is laid beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub photo: Option<PictureRef>,
    /// What a person finds alike; none when nobody has compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub similarities: Option<Vec<String>>,
    /// What a person finds different; none when nobody has compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub differences: Option<Vec<String>>,
    /// What has changed since the person looked, one clause each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
}

/// A picture that a chart names.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PictureRef {
    /// Number of its exhibit.
    pub exhibit: u32,
    /// The file, as the user named it.
    pub file: String,
    /// SHA-256 of the file.
    pub sha256: String,
}
