//! Facts of a patent.

use serde::Serialize;

use crate::check::facts::{Place, Scope, Subject, days_between, value};
use crate::patent::particulars::Particulars;
use crate::patent::{Kind, Patent, View};

/// See `docs/facts.md`.
#[derive(Debug, Serialize)]
struct Facts<'a> {
    #[serde(flatten)]
    particulars: Particulars<'a>,
    expired: Option<bool>,
    claims: usize,
    independent: usize,
    figures: usize,
    views: Vec<View>,
    missing_views: Vec<View>,
    undescribed: Vec<&'a str>,
    statements: usize,
    broken_lines: bool,
    mentions_broken_lines: bool,
    colour: bool,
}

/// The views that show a thing from all sides (37 CFR 1.152).
const ALL_SIDES: [View; 7] =
    [View::Perspective, View::Front, View::Rear, View::Left, View::Right, View::Top, View::Bottom];

/// Words for lines that are not claimed.
const BROKEN: [&str; 9] = [
    "broken line",
    "dashed line",
    "dash-dot",
    "phantom line",
    "dashed broken",
    "evenly dashed",
    "dotted line",
    "stippl",
    "虚线",
];

/// Whether a patent has expired on a day, where its page says when it does.
pub fn expired(patent: &Patent, today: &str) -> Option<bool> {
    Some(days_between(patent.expires.as_deref()?, today)? > 0)
}

/// The views that the figures of a design show.
pub fn views(patent: &Patent) -> Vec<View> {
    let mut views: Vec<View> = patent.figures.iter().map(|figure| figure.view).collect();
    views.sort_unstable();
    views.dedup();
    views
}

/// The patent as a subject.
pub fn subject(patent: &Patent, today: &str) -> Subject {
    let views = views(patent);
    let design = patent.kind == Kind::Design;
    // "The left side is a mirror image of the right side": the text accounts for a view without a figure of its own.
    let texts = patent.statements.iter().chain(patent.figures.iter().map(|figure| &figure.description));
    let said = texts.map(|text| text.to_lowercase()).collect::<Vec<_>>().join(" ");
    let said = super::plain_words(&said);
    let missing = |view: &&View| {
        let name = view_name(**view);
        design && !views.contains(view) && !said.iter().any(|word| word == name || (name == "rear" && word == "back"))
    };
    let mut missing_views: Vec<View> = ALL_SIDES.iter().filter(missing).copied().collect();
    // Views of a side or an end without a name stand for some of the four, and so does a text that tells of a mirror image.
    let around = [View::Front, View::Rear, View::Left, View::Right];
    let unnamed = patent.figures.iter().filter(|figure| figure.view == View::Side).count();
    let told = said.iter().any(|word| matches!(word.as_str(), "mirror" | "opposite" | "identical" | "symmetrical"));
    if unnamed + if told { 2 } else { 0 } >= missing_views.iter().filter(|view| around.contains(view)).count() {
        missing_views.retain(|view| !around.contains(view));
    }
    let mentions = |text: &str| BROKEN.iter().any(|word| text.to_lowercase().contains(word));
    let broken_lines = patent.statements.iter().any(|text| mentions(text));
    let facts = Facts {
        particulars: Particulars::of(patent),
        expired: expired(patent, today),
        claims: patent.claims.len(),
        independent: patent.claims.iter().filter(|claim| claim.depends_on.is_empty()).count(),
        figures: patent.figures.len(),
        missing_views,
        undescribed: patent
            .figures
            .iter()
            .filter(|figure| figure.view == View::Other)
            .map(|figure| figure.number.as_str())
            .collect(),
        statements: patent.statements.len(),
        broken_lines,
        mentions_broken_lines: broken_lines
            || patent.figures.iter().any(|figure| mentions(&figure.description))
            || patent.claims.iter().any(|claim| mentions(&claim.text)),
        colour: patent.statements.iter().any(|text| {
            let text = text.to_lowercase();
            text.contains("color") || text.contains("colour")
        }),
        views: views.clone(),
    };
    Subject {
        scope: Scope::Patent,
        facts: value(&facts),
        place: Place {
            file: patent.file.clone(),
            line: Some(patent.line.max(1)),
            about: patent.number.clone(),
            ..Place::default()
        },
        text: patent.title.clone(),
    }
}

/// A view as facts and texts name it.
pub fn view_name(view: View) -> &'static str {
    match view {
        View::Perspective => "perspective",
        View::Front => "front",
        View::Rear => "rear",
        View::Left => "left",
        View::Right => "right",
        View::Side => "side",
        View::Top => "top",
        View::Bottom => "bottom",
        View::Exploded => "exploded",
        View::InUse => "in-use",
        View::Enlarged => "enlarged",
        View::Section => "section",
        View::Other => "other",
    }
}
