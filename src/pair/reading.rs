//! What a listing’s text shows of an element: support, the quotes for and against it, and how the rows of a claim roll up.

use serde::{Deserialize, Serialize};

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
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
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
    /// Which words of the element and of the quote belong together. For reports, which mark them; not in the JSON.
    #[serde(skip)]
    pub matches: Vec<Match>,
    /// Of `because`, what marks of these words do not show by themselves. For reports.
    #[serde(skip)]
    pub notes: Vec<String>,
    /// In which paragraph of its field the quote begins, from 1, where the field has several. For reports.
    #[serde(skip)]
    pub paragraph: Option<usize>,
}

/// Words of an element and of a quote that belong together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Which concept of the element it is: the words of one noun phrase share it. Only equality says something.
    pub concept: usize,
    /// Bytes in the row's text.
    pub claimed: (usize, usize),
    /// Bytes in the quote, or in the attribute's name.
    pub offered: (usize, usize),
    /// Whether the listing's words stand in the attribute's name and not in the quote.
    pub in_name: bool,
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
