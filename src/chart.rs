//! Charts: one claim against one listing, row by row, and the roll-up by the all-elements rule.

use serde::{Deserialize, Serialize};

use crate::claim::{Kind, View};

/// What a listing's text shows of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Support {
    /// The listing's own words state the whole element.
    Found,
    /// A material part is stated and the rest is silent, or the whole is only implied.
    Weak,
    /// The listing is silent about what makes this element.
    Missing,
    /// The listing states something that cannot be true of a product with this element.
    Contradicted,
}

impl Support {
    /// The word for it, as JSON and English reports have it.
    pub const fn word(self) -> &'static str {
        match self {
            Support::Found => "found",
            Support::Weak => "weak",
            Support::Missing => "missing",
            Support::Contradicted => "contradicted",
        }
    }
}

/// The roll-up of a chart's rows; the most promising comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, clap::ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Standing {
    /// Every row is found.
    AllFound,
    /// Something is weak or missing, nothing contradicted.
    Open,
    /// At least one row is contradicted.
    Contradicted,
}

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
    /// What a person says of the chart as a whole; see [`crate::review`].
    #[serde(flatten)]
    pub review: ChartReview,
    /// The documents and pictures that the chart rests on; see [`crate::exhibits`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub exhibits: Vec<Exhibit>,
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

/// One element against the listing.
#[derive(Clone, Debug, Serialize)]
pub struct Row {
    /// `1[pre]`, `1[a]`.
    pub label: String,
    /// The element, verbatim.
    pub text: String,
    /// What the listing's text shows.
    pub support: Support,
    /// Calibrated probability that `support` is right, 0 to 1.
    pub confidence: f32,
    /// Passages for the element, best first.
    pub evidence: Vec<Evidence>,
    /// Passages against it.
    pub against: Vec<Evidence>,
    /// Words of the element that nothing in the listing covers, as written.
    pub missing: Vec<String>,
    /// What evidence would close the gap, in one sentence; empty when found.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub needed: String,
    /// What a person says of the row.
    #[serde(flatten)]
    pub review: RowReview,
}

/// A person's word on a row.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct RowReview {
    /// `literal`, `equivalent`, `not met`, `needs evidence`, `depends on construction`; empty when open.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub verdict: String,
    /// Why, linking the quotes to the words of the element.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub explanation: String,
    /// For an equivalent: the function.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub function: String,
    /// The way, or the means.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub way: String,
    /// The result, or the effect.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub result: String,
    /// Remarks.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub remarks: String,
    /// Who signed the row.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub signed: String,
    /// What has changed since the person looked, one clause each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stale: Vec<String>,
    /// The review does not say which words and quotes the person saw, so that a change could not be told.
    #[serde(skip)]
    pub unseen: bool,
}

/// A verbatim quote with its address and reasons.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Evidence {
    /// Field address, see [`crate::listing::Passage::field`].
    pub field: String,
    /// Byte offset into that field's text.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
    /// The slice itself.
    pub quote: String,
    /// How much of the element's weight the passage covers, 0 to 1.
    pub score: f32,
    /// Why the passage is cited: one short clause each.
    pub because: Vec<String>,
    /// It is only a lead: of all passages one of the nearest to the element, and no proof of it. Reports leave leads out.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub lead: bool,
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

/// The all-elements rule over the supports of a claim's rows: one contradicted row decides; otherwise every row must be
/// found, and there must be one.
pub fn roll_up(supports: impl IntoIterator<Item = Support>) -> Standing {
    let step = |standing, support| match (standing, support) {
        (Some(Standing::Contradicted), _) | (_, Support::Contradicted) => Some(Standing::Contradicted),
        (None | Some(Standing::AllFound), Support::Found) => Some(Standing::AllFound),
        _ => Some(Standing::Open),
    };
    supports.into_iter().fold(None, step).unwrap_or(Standing::Open)
}

/// How many rows have a support.
pub fn count(rows: &[Row], support: Support) -> usize {
    rows.iter().filter(|row| row.support == support).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use Support::{Contradicted, Found, Missing, Weak};

    #[test]
    fn every_element_must_be_found_and_none_contradicted() {
        assert_eq!(roll_up([Found, Found]), Standing::AllFound);
        assert_eq!(roll_up([Found, Weak, Found]), Standing::Open);
        assert_eq!(roll_up([Missing, Contradicted, Found]), Standing::Contradicted);
        assert_eq!(roll_up([]), Standing::Open);
    }
}
