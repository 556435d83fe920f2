//! Findings: what is wrong with a document, as values. Where they are printed is `render`'s business.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Worth knowing; nothing is lost.
    Note,
    /// Something was read in a way that a person should look at.
    Warning,
    /// Part of a document could not be used.
    Error,
}

/// One problem of one document, with its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Family letter, number and slug in one: `P004-unknown-entity`. Never reused.
    pub code: Cow<'static, str>,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong: lower-case first letter, no final period.
    pub message: String,
    /// The file it is about, as the user named it.
    pub file: String,
    /// Line from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Column from 1, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<usize>,
    /// Line of its end, where the words it is about are found in the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_line: Option<usize>,
    /// Column after its last character.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end_column: Option<usize>,
    /// What it is about: "US1 claim 3", "listing L1".
    #[serde(skip_serializing_if = "Option::is_none")]
    pub about: Option<String>,
    /// The words it is about, verbatim.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quote: Option<String>,
    /// What to do about it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// The words it is about, in the text around them.
    #[serde(skip)]
    pub extract: Option<Extract>,
}

/// Words in the text around them: a claim, a cell of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extract {
    /// The text, white space normalised.
    pub text: String,
    /// Byte offset of the words in it.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
}

impl Finding {
    /// A finding without a place inside the file.
    pub fn new(code: Code, file: &str, message: impl Into<String>) -> Finding {
        let (name, severity) = code.describe();
        Finding {
            code: Cow::Borrowed(name),
            severity,
            message: message.into(),
            file: file.to_owned(),
            line: None,
            column: None,
            end_line: None,
            end_column: None,
            about: None,
            quote: None,
            help: None,
            extract: None,
        }
    }

    /// The same finding at a line (from 1).
    #[must_use]
    pub fn at_line(mut self, line: usize) -> Finding {
        self.line = Some(line);
        self
    }

    /// The same finding at a line and column (both from 1).
    #[must_use]
    pub fn at(mut self, (line, column): (usize, usize)) -> Finding {
        self.line = Some(line);
        self.column = Some(column);
        self
    }

    /// The same finding with advice.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Finding {
        self.help = Some(help.into());
        self
    }
}

macro_rules! codes {
    ($($variant:ident $name:literal $severity:ident $doc:literal;)*) => {
        /// The findings that reading documents can produce.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code { $(#[doc = $doc] $variant,)* }

        impl Code {
            /// Every code, in order.
            pub const ALL: &'static [Code] = &[$(Code::$variant),*];

            /// The code as it is printed, and its severity.
            pub fn describe(self) -> (&'static str, Severity) {
                match self { $(Code::$variant => ($name, Severity::$severity)),* }
            }

            /// One sentence on what the code means.
            pub fn summary(self) -> &'static str {
                match self { $(Code::$variant => $doc),* }
            }
        }
    };
}

codes! {
    Unreadable "P001-unreadable" Error "The file could not be read at all.";
    Empty "P002-empty" Error "The file holds no text.";
    UnknownKind "P003-unknown-kind" Error "The file is neither a patent nor a listing that readson knows.";
    UnknownEntity "P004-unknown-entity" Warning "A named entity is in none of the tables and was kept as written.";
    NoClaims "P005-no-claims" Error "A patent without any claim.";
    ClaimNumber "P006-claim-number" Warning "Claim numbers are missing, repeated or out of order in the source.";
    DependsOnItself "P007-depends-on-itself" Error "A claim depends on itself.";
    DependsOnLater "P008-depends-on-later" Warning "A claim depends on a later claim.";
    DependsOnMissing "P009-depends-on-missing" Error "A claim depends on a claim that is not there.";
    BadFrontMatter "P010-front-matter" Error "The front matter of a page is not valid or has an unknown or mistyped key.";
    MalformedXml "P011-malformed-xml" Error "The XML is not well formed; what was read before the damage is kept.";
    MalformedJson "P012-malformed-json" Error "A record is not valid JSON.";
    WrongType "P013-wrong-type" Warning "A field has a type that it cannot have; it was ignored.";
    MissingId "P014-missing-id" Error "A listing without an id.";
    NoText "P015-no-text" Warning "A listing without any text to compare.";
    DuplicateId "P016-duplicate-id" Warning "Two listings have one id; the first is kept.";
    TooLong "P017-too-long" Error "A line or record is longer than the limit.";
    TooDeep "P018-too-deep" Error "Markup is nested deeper than the limit.";
    Replaced "P019-replaced-bytes" Warning "Bytes were not valid in the file's encoding and were replaced.";
    BadCsv "P020-malformed-csv" Error "A CSV file has no usable header, or a row has another number of fields.";
    NoProduct "P021-no-product" Warning "An HTML page without product data; its readable text was used.";
    DuplicatePatent "P022-duplicate-patent" Warning "Two patents have one number; the first is kept.";
    Truncated "P023-truncated" Error "The file ends in the middle of a document.";
    Binary "P024-binary" Error "The file is not text.";
    Cycle "P025-dependency-cycle" Error "Claims depend on each other in a circle.";
    NeedsTranslation "P026-needs-translation" Note "A listing is written in another language than the claims and has no translation.";
    NoChartRows "P027-no-chart-rows" Error "A drafted chart without a table of elements and evidence.";
    UnusedWaiver "P028-unused-waiver" Warning "A waiver that covers no finding.";
    ExpiredWaiver "P029-expired-waiver" Warning "A waiver whose end has passed; its findings are told again.";
    BadWaiver "P030-bad-waiver" Error "A waiver beside a row without a reason, or with an end that is no date.";
    NoVenue "P031-no-venue" Error "A complaint that names no venue.";
    BadReview "P032-bad-review" Error "A review file that cannot be used: no valid TOML, an unknown key or verdict, an equivalent without reasons.";
    ReviewUnmatched "P033-review-unmatched" Error "A review file about a chart that this run does not make.";
    StaleReview "P034-stale-review" Warning "What a person reviewed is not as it was: the claim's words or the quotes have changed.";
    NotFinal "P035-not-final" Error "A chart that was asked for as final has open, unsigned or changed rows.";
    BadPicture "P036-bad-picture" Error "A picture that cannot be used: empty, too large, damaged, or of another kind.";
    UnknownView "P037-unknown-view" Note "A photo whose name says no view.";
    CutText "P038-cut-text" Warning "A text is longer than a cell of the workbook can hold and was cut there.";
    SourceChanged "P039-source-changed" Error "A source is not the one that a report was made from.";
    QuoteGone "P040-quote-gone" Error "A quote of a report does not stand where the report says.";
    TooMany "P041-too-many" Warning "More than a venue takes in one filing; the report is split.";
    MissingGlyphs "P042-missing-glyphs" Error "A document has characters that no font at hand can show, and was not written.";
    LenientJson "P044-lenient-json" Warning "Structured data that is not valid JSON, whose meaning is plain; it was read leniently.";
    ScriptProduct "P046-script-product" Note "The product was found in a page's script by its title; no page of a shop says where it stands.";
    Variants "P045-variants" Warning "A page offers several variants of its product and none is chosen; what differs between them is no evidence.";
    BrokenSeal "P047-broken-seal" Error "A report is not as it was made: what the machine said, or the file, does not fit its seal.";
    SaysOtherwise "P048-says-otherwise" Error "Compared again, a row says something else than the report.";
    UnknownColumn "P049-unknown-column" Note "A column of a drafted chart that is not understood and was passed over.";
    SheetPassedOver "P050-sheet-passed-over" Note "A sheet of a workbook that holds no chart's table and was passed over.";
    AmendedText "P051-amended-text" Warning "Words of a claim that an amendment deletes were left out.";
    LayoutTakenOut "P052-layout-taken-out" Note "Marks of a page's layout were taken out of pasted claims.";
    NotSplit "P053-not-split" Note "Claims are in a language in which they are not split into elements.";
    PictureInClaim "P054-picture-in-claim" Warning "A claim holds a picture or formula that is no text; a mark stands for it.";
    Reissued "P055-reissued" Note "Claims are charted as reissued: insertions in, deletions out.";
    OtherTemplate "P043-other-template" Note "A template is not for this kind of right; another one was taken.";
}
