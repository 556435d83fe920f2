//! Facts of a drafted chart.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::check::draft::{Draft, DraftRow, Prose};
use crate::check::facts::known::{DraftFacts, Known};
use crate::check::facts::row::{RowReading, rows};
use crate::check::facts::{Place, Scope, Subject, days_between, plain_words, value};
use crate::listing::Listing;
use crate::patent::{Claim, Kind, Patent, View};

/// The drafts as subjects, each with its rows and its prose.
pub fn subjects(draft: &Draft, patents: &[Patent], listings: &[Listing], today: &str) -> Vec<Subject> {
    let known = Known::of(draft, patents, listings);
    let readings = rows(draft, known);
    let facts = facts(draft, known, &readings, today);
    let number = draft.patent.as_deref().or(known.patent.map(|patent| patent.number.as_str()));
    let about = match (number, draft.claim) {
        (Some(number), Some(claim)) => format!("chart of {number} claim {claim}"),
        (Some(number), None) => format!("chart of {number}"),
        _ => "chart".to_owned(),
    };
    let place =
        Place { file: draft.file.clone(), line: Some(draft.line.max(1)), about: about.clone(), ..Place::default() };
    let mut found =
        vec![Subject { scope: Scope::Draft, facts: value(&facts), place: place.clone(), text: String::new() }];
    for (reading, row) in readings.iter().zip(&draft.rows) {
        let shown = if row.element.is_empty() { row.evidence.clone() } else { row.element.clone() };
        let own = Some(row.label.as_str()).filter(|label| !label.is_empty()).or(reading.element_label());
        let about = own.map_or_else(|| about.clone(), |label| format!("{about} row {label}"));
        // Findings of phrases are in the explanation and the remarks, which then are what is shown.
        let words = [row.explanation.as_str(), row.remarks.as_str()].join(" ");
        found.push(Subject {
            scope: Scope::Row,
            facts: value(&reading.facts(&facts)),
            place: Place { line: Some(row.line), about, length: shown.len(), around: shown, ..place.clone() },
            text: words.trim().to_owned(),
        });
    }
    found.extend(draft.prose.iter().map(|prose| prose_subject(prose, draft.is_final, &place)));
    found
}

/// A piece of writing as a subject.
pub fn prose_subject(prose: &Prose, is_final: bool, place: &Place) -> Subject {
    #[derive(Serialize)]
    struct ProseFacts<'a> {
        text: &'a str,
        #[serde(rename = "where")]
        place: &'static str,
        #[serde(rename = "final")]
        is_final: bool,
    }
    Subject {
        scope: Scope::Prose,
        facts: value(&ProseFacts { text: &prose.text, place: prose.place, is_final }),
        place: Place { line: Some(prose.line), around: prose.text.clone(), ..place.clone() },
        text: prose.text.clone(),
    }
}

fn facts<'a>(draft: &'a Draft, known: Known<'a>, readings: &[RowReading], today: &str) -> DraftFacts<'a> {
    let Known { patent, claim, listing, .. } = known;
    let rows = &draft.rows;
    let answered = |label: &str| readings.iter().any(|reading| reading.answers(label));
    let labels: Vec<&str> = rows.iter().map(|row| row.label.as_str()).filter(|label| !label.is_empty()).collect();
    let captured = listing.and_then(super::listing::captured).or_else(|| draft.captured_at.clone());
    let first_date = patent.and_then(|patent| patent.priority.as_deref().or(patent.filed.as_deref()));
    let before_priority =
        captured.as_deref().zip(first_date).and_then(|(captured, first)| Some(days_between(captured, first)? > 0));
    let said = Said::by(draft);
    let says = |words: &[&str]| said.any(words);
    let views = patent.map(super::patent::views).unwrap_or_default();
    let design = patent.is_some_and(|patent| patent.kind == Kind::Design);
    let plain =
        |view: &&View| !matches!(view, View::Other | View::Enlarged | View::Side | View::Exploded | View::Section);
    let supported = |word: &str| rows.iter().filter(|row| row.support.as_deref() == Some(word)).count();
    let verdicts = || rows.iter().map(|row| row.verdict.as_str());
    DraftFacts {
        patent: draft.patent.as_deref().or(patent.map(|patent| patent.number.as_str())),
        known_patent: patent.is_some(),
        claim: draft.claim.or(claim.map(|claim| claim.number)),
        known_claim: claim.is_some(),
        listing: draft.listing.as_deref().or(listing.map(|listing| listing.id.as_str())),
        known_listing: listing.is_some(),
        design,
        is_final: draft.is_final,
        signed: draft.signed_by.is_some() || (!rows.is_empty() && rows.iter().all(|row| !row.signed.is_empty())),
        comparison: draft.comparison,
        spreadsheet: draft.spreadsheet,
        rows: rows.len(),
        elements: claim.map(|claim| claim.elements.len()),
        unanswered: claim
            .filter(|_| !design)
            .map(|claim| {
                claim.elements.iter().map(|element| element.label.as_str()).filter(|label| !answered(label)).collect()
            })
            .unwrap_or_default(),
        unknown_rows: readings
            .iter()
            .zip(rows)
            .filter(|(reading, _)| claim.is_some() && !reading.known)
            .map(|(_, row)| row.label.clone())
            .collect(),
        out_of_order: claim.map(|claim| out_of_order(claim, readings)).unwrap_or_default(),
        repeated_labels: repeated(&labels),
        evidence_rows: rows.iter().filter(|row| !row.evidence.trim().is_empty()).count(),
        same_quote: most(rows.iter().filter_map(|row| row.quotes.first()).map(|quote| quote.text.to_lowercase())),
        boilerplate: most(
            rows.iter().map(|row| row.explanation.to_lowercase()).filter(|text| text.split_whitespace().count() >= 5),
        ),
        open_verdicts: verdicts()
            .filter(|verdict| matches!(*verdict, "" | "open" | "needs evidence" | "tbd" | "?"))
            .count(),
        has_verdicts: verdicts().any(|verdict| !verdict.is_empty()),
        has_url: draft.url.is_some()
            || listing.is_some_and(|listing| !listing.url.is_empty())
            || says(&["http://", "https://"]),
        has_capture: captured.is_some(),
        has_hash: draft.hash.is_some() || listing.is_some() || says(&["sha-256", "sha256"]),
        capture_age: captured.as_deref().and_then(|captured| days_between(captured, today)),
        before_priority,
        expired: patent.and_then(|patent| super::patent::expired(patent, today)),
        reservation: says(&["reserve", "reservation of rights", "without prejudice"]),
        disclaimer: says(&["draft", "no legal advice", "not legal advice", "no legal conclusion", "for review"]),
        similarities: says(&["similar", "same", "identical", "alike", "correspond"]),
        differences: says(&["differ", "unlike", "deviat", "in contrast"]),
        unpaired_views: views
            .iter()
            .filter(|_| design)
            .filter(plain)
            .filter(|view| !said.names(**view))
            .map(|view| super::patent::view_name(*view))
            .collect(),
        views: views.iter().filter(|view| said.names(**view)).map(|view| super::patent::view_name(*view)).collect(),
        all_found: !rows.is_empty()
            && rows.iter().all(|row| {
                matches!(row.verdict.as_str(), "literal" | "equivalent" | "same" | "met")
                    || row.support.as_deref() == Some("found")
            }),
        weak_rows: supported("weak"),
        missing_rows: supported("missing"),
        contradicted_rows: supported("contradicted"),
    }
}

/// The labels of elements that come after a later one.
fn out_of_order(claim: &Claim, readings: &[RowReading]) -> Vec<String> {
    let order: Vec<usize> = readings.iter().filter_map(|reading| reading.position).collect();
    let back = order.windows(2).filter(|pair| pair[0] > pair[1]);
    back.filter_map(|pair| claim.elements.get(pair[1]).map(|element| element.label.clone())).collect()
}

/// What a draft says, in lower case.
struct Said {
    texts: String,
    words: BTreeSet<String>,
}

impl Said {
    fn by(draft: &Draft) -> Said {
        let cells = |row: &'_ DraftRow| [row.evidence.as_str(), &row.explanation, &row.remarks].join(" ");
        let prose = draft.prose.iter().map(|prose| prose.text.clone());
        let texts = prose.chain(draft.rows.iter().map(cells)).collect::<Vec<_>>().join("\n").to_lowercase();
        let elements = draft.rows.iter().flat_map(|row| plain_words(&row.element));
        Said { words: plain_words(&texts).into_iter().chain(elements).collect(), texts }
    }

    fn any(&self, phrases: &[&str]) -> bool {
        phrases.iter().any(|phrase| self.texts.contains(phrase))
    }

    fn names(&self, view: View) -> bool {
        match view {
            View::Rear => self.words.contains("rear") || self.words.contains("back"),
            View::InUse => self.words.contains("use"),
            view => self.words.contains(super::patent::view_name(view)),
        }
    }
}

/// Labels that occur more than once.
fn repeated(labels: &[&str]) -> Vec<String> {
    let mut count: BTreeMap<&str, usize> = BTreeMap::new();
    for label in labels {
        *count.entry(label).or_default() += 1;
    }
    count.into_iter().filter(|(_, count)| *count > 1).map(|(label, _)| label.to_owned()).collect()
}

/// How often the most frequent text occurs.
fn most(texts: impl Iterator<Item = String>) -> usize {
    let mut count: BTreeMap<String, usize> = BTreeMap::new();
    texts.filter(|text| !text.is_empty()).for_each(|text| *count.entry(text).or_default() += 1);
    count.into_values().max().unwrap_or(0)
}
