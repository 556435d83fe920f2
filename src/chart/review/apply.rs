//! Bringing reviews into charts: what still fits, what has changed, and what keeps a chart from being final.

use crate::chart::record::about;
use crate::chart::review::{Review, ReviewRow, ReviewView};
use crate::chart::{Chart, Row, RowReview, ViewNote};
use crate::patent::Kind;
use crate::text::finding::{Code, Finding};

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
        let about = chart.about();
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
            // A design is signed as a whole, so all of it was seen.
            let said = row.is_said() || chart.patent.kind == Kind::Design;
            let changes = row.changes(charted);
            if let Some(change) = changes.first().filter(|_| said) {
                findings
                    .push(stale(format!("row {} of {about} has changed since it was reviewed: {change}", row.label)));
            }
            charted.review = RowReview {
                stale: if said { changes } else { Vec::new() },
                unseen: row.element.is_empty() || row.quotes.is_none(),
                ..row.said()
            };
        }
        for view in &self.views {
            match chart.views.iter_mut().find(|note| note.figure == view.figure) {
                Some(note) => {
                    note.similarities.clone_from(&view.similarities);
                    note.differences.clone_from(&view.differences);
                    note.stale = view.changes(note);
                    if let Some(change) = note.stale.first() {
                        let message =
                            format!("Fig. {} of {about} has changed since it was reviewed: {change}", view.figure);
                        findings.push(
                            Finding::new(Code::StaleReview, &self.file, message)
                                .help("look at the view again, then run readson new-review --refresh"),
                        );
                    }
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
    /// What the person says of the row.
    pub(super) fn said(&self) -> RowReview {
        RowReview {
            verdict: self.verdict.clone(),
            explanation: self.explanation.clone(),
            function: self.function.clone(),
            way: self.way.clone(),
            result: self.result.clone(),
            remarks: self.remarks.clone(),
            signed: self.signed.clone(),
            ..RowReview::default()
        }
    }

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
        if !self.support.is_empty() && self.support != row.support.word() {
            changes.push(format!("it was {} and is {}", self.support, row.support.word()));
        }
        for (seen, now, what) in
            [(&self.quotes, quotes(row), "the quote"), (&self.against, against(row), "the quote against it")]
        {
            let Some(seen) = seen else { continue };
            let gone = seen.iter().filter(|quote| !now.contains(quote));
            changes.extend(gone.map(|quote| format!("{what} “{quote}” is gone")));
            let new = now.iter().filter(|quote| !seen.contains(quote));
            changes.extend(new.map(|quote| format!("{what} “{quote}” is new")));
        }
        changes
    }
}

impl ReviewView {
    /// What is not as the person saw it, one clause each.
    fn changes(&self, note: &ViewNote) -> Vec<String> {
        let mut changes = Vec::new();
        if self.similarities.is_none() && self.differences.is_none() {
            return changes;
        }
        for (seen, now, what) in [(&self.drawing, &note.drawing, "drawing"), (&self.photo, &note.photo, "photo")] {
            let now = now.as_ref().map_or("", |picture| picture.sha256.as_str());
            if seen != now {
                changes.push(match (seen.is_empty(), now.is_empty()) {
                    (true, _) => format!("there was no {what} on record"),
                    (_, true) => format!("the {what} is gone"),
                    _ => format!("the {what} is another"),
                });
            }
        }
        changes
    }
}

/// The quotes for a row's element that its report shows.
pub(super) fn quotes(row: &Row) -> Vec<&String> {
    row.evidence.iter().filter(|evidence| !evidence.lead).map(|evidence| &evidence.quote).collect()
}

/// The quotes against a row's element.
pub(super) fn against(row: &Row) -> Vec<&String> {
    row.against.iter().map(|evidence| &evidence.quote).collect()
}

/// Puts reviews into charts; one that no chart is for is a finding.
pub fn apply(reviews: &[Review], charts: &mut [Chart]) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (at, review) in reviews.iter().enumerate() {
        let about = about(&review.patent, review.claim, &review.listing);
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
        let about = chart.about();
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
            refuse(
                format!("open rows: {open}"),
                "give each row a verdict in the review file; \"needs evidence\" leaves it open",
            );
        }
        let views = |wanted: &dyn Fn(&ViewNote) -> bool| {
            let figures: Vec<&str> =
                chart.views.iter().filter(|note| wanted(note)).map(|note| note.figure.as_str()).collect();
            figures.join(", ")
        };
        let uncompared = views(&|note| note.similarities.is_none() || note.differences.is_none());
        if !uncompared.is_empty() {
            refuse(
                format!("figures without a word on similarities and differences: {uncompared}"),
                "say both for each [[view]] of the review file; [] where there are none",
            );
        }
        let empty = |list: &Option<Vec<String>>| list.as_ref().is_none_or(Vec::is_empty);
        let unshown = views(&|note| note.photo.is_none() && empty(&note.similarities) && empty(&note.differences));
        if uncompared.is_empty() && !unshown.is_empty() {
            refuse(
                format!("figures without a photo and without a word why: {unshown}"),
                "give a photo, or say under differences why there is none",
            );
        }
        let unseen = labels(&|row| row.review.unseen);
        if !unseen.is_empty() {
            refuse(
                format!("rows of which the review does not say what was seen: {unseen}"),
                "readson new-review --refresh puts element and quotes into the file",
            );
        }
        let unsigned = labels(&|row| row.review.signed.trim().is_empty());
        if chart.review.signed_by.trim().is_empty() && (design || !unsigned.is_empty()) {
            refuse("nobody signed it".to_owned(), "put a name in signed_by, or in signed of every row");
        }
        let signed_on = &chart.review.signed_on;
        if !signed_on.trim().is_empty() && crate::text::dates::day(signed_on).is_none() {
            refuse(format!("signed_on is \"{signed_on}\", which is no date"), "write it as 2027-01-31");
        }
        let construed = labels(&|row| row.review.verdict == "depends on construction");
        if !construed.is_empty() && chart.review.constructions.is_empty() {
            refuse(
                format!("rows that depend on a construction, and none is given: {construed}"),
                "say in a [[construction]] how the term is read",
            );
        }
        let stale = labels(&|row| !row.review.stale.is_empty());
        if !stale.is_empty() {
            refuse(format!("rows that have changed since they were reviewed: {stale}"), "look at them again");
        }
        let stale = views(&|note| !note.stale.is_empty());
        if !stale.is_empty() {
            refuse(format!("figures that have changed since they were reviewed: {stale}"), "look at them again");
        }
    }
    if findings.is_empty() {
        for chart in charts {
            "final".clone_into(&mut chart.review.status);
        }
    }
    findings
}
