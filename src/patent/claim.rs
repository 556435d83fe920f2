//! Patents as values: claims, their elements and terms, and designs.

use serde::{Deserialize, Serialize};

/// What kind of right a patent is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// An invention patent.
    #[default]
    Utility,
    /// A design patent or registered design.
    Design,
    /// A utility model or petty patent.
    UtilityModel,
    /// A plant patent.
    Plant,
}

/// One patent or published application.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Patent {
    /// Number with country and kind code where the source gives them: `US6837063B1`, `USD910058S1`.
    pub number: String,
    /// Title of the invention, or of the article for a design.
    pub title: String,
    /// Kind of right.
    pub kind: Kind,
    /// Two-letter office code, upper case: `US`, `CN`, `EP`.
    pub jurisdiction: String,
    /// Owner or assignee as the source names it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub owner: Option<String>,
    /// Filing date, ISO 8601 (`YYYY-MM-DD`), as are the other dates.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub filed: Option<String>,
    /// Earliest priority date.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub priority: Option<String>,
    /// Date of grant (or of publication for an application).
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub granted: Option<String>,
    /// Date of expiry, where the source states it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub expires: Option<String>,
    /// Numbers of claims that the source says are cancelled, ascending; they are no gap.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub cancelled: Vec<u32>,
    /// The claims in the order of the source.
    pub claims: Vec<Claim>,
    /// Figure descriptions of a design, in order; empty for utility patents.
    pub figures: Vec<Figure>,
    /// Statements of a design on broken lines, colour, mirrored or omitted views and so on, verbatim.
    pub statements: Vec<String>,
    /// Files of its drawings as its page names them, in order, seen from the page's folder.
    #[serde(skip)]
    pub drawings: Vec<String>,
    /// The file it came from.
    pub file: String,
    /// Line in that file at which the document starts, from 1.
    pub line: usize,
    /// SHA-256 of the document's bytes: of the whole file, or of this document's part of a bulk file.
    pub sha256: String,
}

impl Patent {
    /// The claim with this number, the first if a number is repeated.
    pub fn claim(&self, number: u32) -> Option<&Claim> {
        self.claims.iter().find(|claim| claim.number == number)
    }
}

/// One claim.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Claim {
    /// The number the source gives it.
    pub number: u32,
    /// The claims it depends on, ascending; several for a multiple-dependent claim; empty for an independent one.
    pub depends_on: Vec<u32>,
    /// The whole claim without its number; runs of white space are one space.
    pub text: String,
    /// The transition after the preamble, where there is one.
    pub transition: Option<Transition>,
    /// The elements, in order; their texts joined are [`Claim::text`]. The first is the preamble with its transition.
    pub elements: Vec<Element>,
    /// Line in the file, from 1.
    #[serde(skip)]
    pub line: usize,
    /// Byte offsets into `text` at which the author pinned elements to start (nested list items); empty when rules split.
    #[serde(skip)]
    pub pins: Vec<usize>,
    /// Byte offsets into `text` at which the source's printed layout starts a new paragraph. Never used for splitting:
    /// it is what splitting is measured against.
    #[serde(skip)]
    pub layout: Vec<usize>,
}

impl Claim {
    /// The text of one of this claim's elements.
    pub fn slice(&self, element: &Element) -> &str {
        &self.text[element.start..element.end]
    }
}

/// The word between preamble and body, and how open it leaves the claim (MPEP 2111.03).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transition {
    /// "comprising", "including", "containing", "characterized by": other elements may be present.
    Open,
    /// "consisting of": no other element may be present.
    Closed,
    /// "consisting essentially of".
    ConsistingEssentially,
}

/// One row of a chart.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub struct Element {
    /// `1[pre]`, `1[a]`, `1[b]`.
    pub label: String,
    /// Byte offset into the claim's text.
    pub start: usize,
    /// Byte offset into the claim's text, exclusive.
    pub end: usize,
    /// What is special about the element.
    pub flags: Flags,
    /// Its noun phrases.
    pub terms: Vec<Term>,
}

/// Properties of an element that readers and rules care about.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flags {
    /// Means-plus-function language ("means for ...", 35 U.S.C. 112(f)).
    pub means: bool,
    /// A negative limitation ("without", "free of", "not").
    pub negative: bool,
    /// Alternatives: a Markush group or "at least one of".
    pub alternatives: bool,
    /// A clause that begins with "wherein", "whereby" or the like.
    pub wherein: bool,
}

/// A noun phrase of an element.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// Byte offset into the claim's text, determiner excluded.
    pub start: usize,
    /// Byte offset into the claim's text, exclusive.
    pub end: usize,
    /// The head noun as written.
    pub head: String,
    /// How the phrase is introduced.
    pub determiner: Determiner,
    /// For "the" and "said": where the thing was introduced.
    pub antecedent: Option<Antecedent>,
}

/// How a noun phrase is introduced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Determiner {
    /// "a", "an", "one", "at least one", "a plurality of".
    Indefinite,
    /// "the".
    Definite,
    /// "said".
    Said,
    /// None.
    #[default]
    Bare,
}

/// Where a definite phrase was introduced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Antecedent {
    /// Number of the claim that introduces it: this one or an ancestor.
    pub claim: u32,
    /// Byte offset of the introducing phrase in that claim's text.
    pub start: usize,
    /// End of it, exclusive.
    pub end: usize,
}

/// A figure description of a design.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Figure {
    /// As printed: `1`, `2A`, `1.1`.
    pub number: String,
    /// The description, verbatim, white space normalised.
    pub description: String,
    /// The view it shows.
    pub view: View,
}

/// The view of a design that a figure shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum View {
    /// Perspective or isometric.
    Perspective,
    /// Front.
    Front,
    /// Rear or back.
    Rear,
    /// Left side.
    Left,
    /// Right side.
    Right,
    /// A side or an end that the text does not name left or right.
    Side,
    /// Top or plan.
    Top,
    /// Bottom or underneath.
    Bottom,
    /// Exploded.
    Exploded,
    /// In use, worn, or in its environment.
    InUse,
    /// Enlarged or detail.
    Enlarged,
    /// A section.
    Section,
    /// Any other.
    #[default]
    Other,
}
