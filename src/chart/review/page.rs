//! Writing a review file, to be filled in by a person.

use std::fmt::Write as _;

use crate::chart::review::apply::{against, quotes};
use crate::chart::review::{FurtherExhibit, Review, ReviewView};
use crate::chart::{Chart, Construction, RowReview};
use crate::patent::Kind;

const HEAD: &str = "\
# A person's word on this chart. Fill in verdict (literal, equivalent, not met, needs evidence, depends on
# construction), explanation and signed; for an equivalent also function, way and result.
# element, support, quotes and against are what was seen: they tell later runs what has changed.
";

const VIEW: &str = "\
# similarities = [\"...\"]
# differences = [\"...\"]
";

/// A review file for a chart that a review, if there was one, has been applied to. What the person said is kept, also on
/// rows and views that are not there any more; what was seen is what is there now; and where that has changed, the
/// signatures on it are taken out, so that it is signed again.
pub fn write(chart: &Chart, before: Option<&Review>) -> String {
    let mut out = String::from(HEAD);
    let own = &chart.review;
    let changed = chart.rows.iter().any(|row| !row.review.stale.is_empty())
        || chart.views.iter().any(|note| !note.stale.is_empty());
    let signature = |text: &str| if changed { String::new() } else { text.to_owned() };
    pairs(&mut out, &[("patent", &chart.patent.number)]);
    let _ = writeln!(out, "claim = {}", chart.claim);
    pairs(
        &mut out,
        &[
            ("listing", &chart.listing.id),
            ("signed_by", &signature(&own.signed_by)),
            ("role", &own.role),
            ("signed_on", &signature(&own.signed_on)),
            ("notes", &own.notes),
        ],
    );
    own.constructions.iter().for_each(|construction| write_construction(&mut out, construction));
    before.iter().flat_map(|review| &review.exhibits).for_each(|exhibit| write_exhibit(&mut out, exhibit));
    let design = chart.patent.kind == Kind::Design;
    for row in &chart.rows {
        out.push_str("\n[[row]]\n");
        pairs(&mut out, &[("label", &row.label), ("element", row.text.trim()), ("support", row.support.word())]);
        list(&mut out, "quotes", &quotes(row));
        list(&mut out, "against", &against(row));
        let signed = if row.review.stale.is_empty() { row.review.signed.as_str() } else { "" };
        write_said(&mut out, &RowReview { signed: signed.to_owned(), ..row.review.clone() }, design);
    }
    for note in &chart.views {
        let hash = |picture: &Option<crate::chart::PictureRef>| {
            picture.as_ref().map_or_else(String::new, |picture| picture.sha256.clone())
        };
        write_view(
            &mut out,
            &ReviewView {
                figure: note.figure.clone(),
                drawing: hash(&note.drawing),
                photo: hash(&note.photo),
                similarities: note.similarities.clone(),
                differences: note.differences.clone(),
            },
        );
    }
    if let Some(before) = before {
        lost(&mut out, chart, before);
    }
    out
}

/// What a person said of rows and views that the chart has not any more.
fn lost(out: &mut String, chart: &Chart, before: &Review) {
    let rows = before.rows.iter().map(toml::Spanned::as_ref);
    for row in rows.filter(|row| !chart.rows.iter().any(|charted| charted.label == row.label)) {
        out.push_str("\n# The chart has no such row any more.\n[[row]]\n");
        pairs(out, &[("label", &row.label), ("element", &row.element)]);
        // Nobody can sign what is not there.
        write_said(out, &RowReview { signed: String::new(), ..row.said() }, false);
    }
    for view in before.views.iter().filter(|view| !chart.views.iter().any(|note| note.figure == view.figure)) {
        out.push_str("\n# The patent has no such figure any more.");
        write_view(out, view);
    }
}

fn write_said(out: &mut String, said: &RowReview, design: bool) {
    if !design || !said.verdict.is_empty() {
        pairs(out, &[("verdict", &said.verdict)]);
    }
    pairs(out, &[("explanation", &said.explanation)]);
    let equivalent = [("function", said.function.as_str()), ("way", &said.way), ("result", &said.result)];
    let given: Vec<(&str, &str)> = equivalent.into_iter().filter(|(_, value)| !value.is_empty()).collect();
    pairs(out, &given);
    pairs(out, &[("remarks", &said.remarks), ("signed", &said.signed)]);
}

fn write_view(out: &mut String, view: &ReviewView) {
    out.push_str("\n[[view]]\n");
    pairs(out, &[("figure", &view.figure), ("drawing", &view.drawing), ("photo", &view.photo)]);
    let compared = [("similarities", &view.similarities), ("differences", &view.differences)];
    if compared.iter().all(|(_, items)| items.is_none()) {
        out.push_str(VIEW);
    }
    for (key, items) in compared {
        if let Some(items) = items {
            list(out, key, &items.iter().collect::<Vec<_>>());
        }
    }
}

fn write_construction(out: &mut String, construction: &Construction) {
    out.push_str("\n[[construction]]\n");
    let Construction { term, meaning, source, effect } = construction;
    pairs(out, &[("term", term), ("meaning", meaning), ("source", source), ("effect", effect)]);
}

fn write_exhibit(out: &mut String, exhibit: &FurtherExhibit) {
    out.push_str("\n[[exhibit]]\n");
    let FurtherExhibit { file, kind, note, captured_at, captured_by } = exhibit;
    pairs(
        out,
        &[("file", file), ("kind", kind), ("note", note), ("captured_at", captured_at), ("captured_by", captured_by)],
    );
}

fn pairs(out: &mut String, pairs: &[(&str, &str)]) {
    for (key, value) in pairs {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    }
}

fn list(out: &mut String, key: &str, items: &[&String]) {
    let written = items.iter().map(|item| format!("\n  {},", quoted(item))).collect::<Vec<_>>().concat();
    let _ = writeln!(out, "{key} = [{written}{}]", if items.is_empty() { "" } else { "\n" });
}

/// A TOML string.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}
