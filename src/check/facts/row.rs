//! Facts of a row of a drafted chart.

use serde::Serialize;

use crate::chart::Support;
use crate::check::draft::table::without_enumerator;
use crate::check::draft::{Draft, DraftRow, Quote};
use crate::check::facts::known::{DraftFacts, Known};
use crate::check::facts::plain_words;
use crate::listing::Listing;
use crate::pair::{Matcher, Selection};
use crate::patent::{Claim, Element};
use crate::text::lexis;
use crate::text::tables::FUNCTION_WORDS;

/// Least share of an element's words that a row without its label must have to be its row.
const SAME_ELEMENT: f64 = 0.6;
/// The share of another element's words that a row must have, and how much less it has of the element that its label
/// names, for the words to count more than the label.
const WHOLE: f64 = 0.95;
const CLEARLY: f64 = 0.1;
/// Least words of an element found whole in a row of another for the row to take it in.
const TAKEN_IN: usize = 4;

/// A row beside the element it answers.
#[derive(Debug)]
pub struct RowReading<'a> {
    row: &'a DraftRow,
    claimed: Option<&'a str>,
    /// Whether it is an element of the patent's claim.
    pub known: bool,
    /// Which element.
    pub position: Option<usize>,
    label: Option<&'a str>,
    merged: Vec<&'a str>,
    unverified: Vec<&'a str>,
    elsewhere: Vec<&'a str>,
    patent_text: Vec<&'a str>,
    misplaced: Vec<&'a str>,
    other_part: Vec<&'a str>,
    contrary: bool,
    whole_product: bool,
}

/// See `docs/facts.md`.
#[derive(Debug, Serialize)]
pub struct Facts<'a> {
    draft: &'a DraftFacts<'a>,
    label: &'a str,
    element: &'a str,
    known: bool,
    claimed: Option<&'a str>,
    altered: bool,
    merged: &'a [&'a str],
    evidence: &'a str,
    quotes: Vec<&'a str>,
    unverified: &'a [&'a str],
    elsewhere: &'a [&'a str],
    patent_text: &'a [&'a str],
    misplaced: &'a [&'a str],
    other_part: &'a [&'a str],
    cited: bool,
    explanation: &'a str,
    explanation_words: usize,
    parrots: bool,
    verdict: &'a str,
    equivalent: bool,
    function: bool,
    way: bool,
    result: bool,
    whole_product: bool,
    support: Option<&'a str>,
    against: usize,
    addressed: bool,
    contrary: bool,
    signed: bool,
}

/// Every row beside its element, and its quotes beside the listings.
pub fn rows<'a>(draft: &'a Draft, known: Known<'a>) -> Vec<RowReading<'a>> {
    let contradicted = contradicted(known);
    draft.rows.iter().map(|row| reading(row, known, &contradicted)).collect()
}

/// The labels that readson's own comparison contradicts.
fn contradicted(known: Known) -> Vec<String> {
    let (Some(patent), Some(claim), Some(listing)) = (known.patent, known.claim, known.listing) else {
        return Vec::new();
    };
    let patents = std::slice::from_ref(patent);
    let matcher = Matcher::compile(patents, &Selection::Numbers(vec![claim.number]));
    let text = matcher.reader().read(listing);
    if matcher.is_empty() {
        return Vec::new();
    }
    let chart = matcher.chart(patents, 0, listing, &text);
    chart.rows.into_iter().filter(|row| row.support == Support::Contradicted).map(|row| row.label).collect()
}

fn reading<'a>(row: &'a DraftRow, known: Known<'a>, contradicted: &[String]) -> RowReading<'a> {
    let found = known.claim.and_then(|claim| element_of(row, claim).map(|position| (claim, position)));
    // Rows of a parent claim belong to a dependent claim's chart.
    let parent = || {
        known.patent.and_then(|patent| {
            let number = row.label.split('[').next()?.parse().ok()?;
            let claim =
                patent.claim(number).filter(|claim| known.claim.is_some_and(|own| own.number != claim.number))?;
            Some((claim, element_of(row, claim)?))
        })
    };
    let own = found.is_some();
    let found = found.or_else(parent);
    let element = found.map(|(claim, position)| (claim, &claim.elements[position]));
    let verdict_met = matches!(row.verdict.as_str(), "literal" | "equivalent" | "same" | "met" | "yes");
    // Where no listing is named, the words must stand in one of those given.
    let missing = |quote: &&Quote| match known.listing {
        Some(listing) => !stands_in(quote, listing),
        None => !known.listings.is_empty() && !known.listings.iter().any(|listing| stands_in(quote, listing)),
    };
    let elsewhere = |quote: &&Quote| {
        known
            .listings
            .iter()
            .any(|other| known.listing.is_some_and(|own| own.id != other.id) && stands_in(quote, other))
    };
    // The page says it, of something else or in a customer's words.
    let beside = |quote: &&Quote| match known.listing {
        Some(listing) => stands_beside(quote, listing),
        None => known.listings.iter().any(|listing| stands_beside(quote, listing)),
    };
    let title = known.listing.map(|listing| plain(&listing.title)).unwrap_or_default();
    RowReading {
        row,
        claimed: element.map(|(claim, element)| claim.slice(element).trim()),
        known: found.is_some(),
        position: found.filter(|_| own).map(|(_, position)| position),
        label: element.map(|(_, element)| element.label.as_str()),
        merged: element.map(|(claim, element)| taken_in(row, claim, element)).unwrap_or_default(),
        unverified: row
            .quotes
            .iter()
            .filter(missing)
            .filter(|quote| !elsewhere(quote) && !beside(quote))
            .map(|quote| quote.text.as_str())
            .collect(),
        elsewhere: row.quotes.iter().filter(missing).filter(elsewhere).map(|quote| quote.text.as_str()).collect(),
        patent_text: row
            .quotes
            .iter()
            .filter(missing)
            .filter(|quote| {
                known.patent.is_some_and(|patent| {
                    patent.claims.iter().any(|claim| plain(&claim.text).contains(&plain(&quote.text)))
                })
            })
            .map(|quote| quote.text.as_str())
            .collect(),
        misplaced: row
            .quotes
            .iter()
            .filter(|quote| {
                known.listing.is_some_and(|listing| stands_in(quote, listing) && !in_its_field(quote, listing))
            })
            .map(|quote| quote.text.as_str())
            .collect(),
        other_part: row.quotes.iter().filter(missing).filter(beside).map(|quote| quote.text.as_str()).collect(),
        contrary: verdict_met && element.is_some_and(|(_, element)| contradicted.contains(&element.label)),
        whole_product: !row.quotes.is_empty()
            && !title.is_empty()
            && row.quotes.iter().all(|quote| plain(&quote.text) == title)
            && row.explanation.is_empty()
            && element.is_some_and(|(claim, element)| {
                claim.elements.first().is_some_and(|first| first.label != element.label)
            }),
    }
}

/// Which element a row answers: by its label, or by its words.
fn element_of(row: &DraftRow, claim: &Claim) -> Option<usize> {
    let label = row.label.trim();
    let labelled = claim.elements.iter().position(|element| {
        element.label == label || label == element.label.trim_start_matches(|c: char| c.is_ascii_digit())
    });
    let words = plain_words(&row.element);
    let share = |element: &Element| {
        let own = plain_words(claim.slice(element));
        own.iter().filter(|word| words.contains(word)).count() as f64 / own.len().max(1) as f64
    };
    let best = claim
        .elements
        .iter()
        .enumerate()
        .map(|(at, element)| (share(element), at))
        .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
    let by_words = best.filter(|(share, _)| *share >= SAME_ELEMENT);
    // Houses letter the preamble too: where the words are plainly another element's, they decide.
    match (labelled, by_words) {
        (Some(at), Some((found, other)))
            if other != at && found >= WHOLE && share(&claim.elements[at]) < WHOLE - CLEARLY =>
        {
            Some(other)
        }
        (Some(at), _) => Some(at),
        (None, found) => found.map(|(_, at)| at),
    }
}

/// Further elements whose whole text stands in the row.
fn taken_in<'a>(row: &DraftRow, claim: &'a Claim, own: &Element) -> Vec<&'a str> {
    let text = plain(&row.element);
    let inside = |element: &&Element| {
        let words = plain(claim.slice(element));
        element.label != own.label && words.split(' ').count() >= TAKEN_IN && text.contains(&words)
    };
    claim.elements.iter().filter(inside).map(|element| element.label.as_str()).collect()
}

/// Words in lower case with single spaces: how quotes and claim texts are compared, so that marks and line breaks that
/// a word processor changes make no difference.
fn plain(text: &str) -> String {
    plain_words(text).join(" ")
}

/// Whether a quote stands in a part of the page that is about something else, or in a review.
fn stands_beside(quote: &Quote, listing: &Listing) -> bool {
    let words = plain(&quote.text);
    let parts = listing.other.iter().flat_map(|part| [part.name.as_str(), part.value.as_str()]);
    !words.is_empty()
        && parts.chain(listing.reviews.iter().map(String::as_str)).any(|part| plain(part).contains(&words))
}

/// Whether a listing has the words of a quote, in the field it names or in any. Cuts ("…") part it.
fn stands_in(quote: &Quote, listing: &Listing) -> bool {
    let texts = listing.texts();
    let translation = listing.translation.as_ref().map(|translation| translation.texts());
    let all = std::iter::once(texts).chain(translation);
    let fields: Vec<String> = all
        .flat_map(|texts| {
            [texts.title, texts.brand, texts.category, texts.description]
                .into_iter()
                .chain(texts.bullets.iter().map(String::as_str))
                .chain(
                    texts.attributes.iter().flat_map(|attribute| [attribute.name.as_str(), attribute.value.as_str()]),
                )
                .map(plain)
                .chain(
                    texts.attributes.iter().map(|attribute| plain(&format!("{} {}", attribute.name, attribute.value))),
                )
                .collect::<Vec<_>>()
        })
        .collect();
    let parts = quote
        .text
        .split('…')
        .flat_map(|part| part.split("..."))
        .flat_map(|part| part.split('['))
        .map(|part| part.rsplit(']').next().unwrap_or(part));
    let mut parts = parts.map(plain).filter(|part| !part.is_empty());
    parts.all(|part| fields.iter().any(|field| field.contains(&part)))
}

/// Whether the field that a quote names has its words; true where it names none.
fn in_its_field(quote: &Quote, listing: &Listing) -> bool {
    let Some(field) = &quote.field else { return true };
    // "attributes.Light source" is cut at the space where it stands in running text.
    let names = |name: &str| format!("attributes.{name}").starts_with(field.as_str());
    let attributes = listing.texts().attributes.iter().filter(|attribute| names(&attribute.name));
    let mut texts: Vec<String> = attributes.map(|one| plain(&format!("{} {}", one.name, one.value))).collect();
    texts.extend(listing.field(field).map(plain));
    let mut parts = quote.text.split('…').map(plain).filter(|part| !part.is_empty());
    texts.is_empty() || parts.all(|part| texts.iter().any(|text| text.contains(&part)))
}

impl<'a> RowReading<'a> {
    /// The label of the element that the row answers.
    pub fn element_label(&self) -> Option<&'a str> {
        self.label
    }

    /// Whether the row answers an element, alone or together with others.
    pub fn answers(&self, label: &str) -> bool {
        self.label == Some(label) || self.merged.contains(&label)
    }

    /// The facts that rules see.
    pub fn facts(&'a self, draft: &'a DraftFacts<'a>) -> Facts<'a> {
        let row = self.row;
        let words = [row.explanation.as_str(), &row.remarks].join(" ").to_lowercase();
        let says = |list: &[&str]| list.iter().any(|word| words.contains(word));
        let own = [row.element.as_str(), self.claimed.unwrap_or_default()].join(" ");
        Facts {
            draft,
            label: self.label.unwrap_or(&row.label),
            element: &row.element,
            known: self.known,
            claimed: self.claimed,
            altered: self.claimed.is_some_and(|claimed| {
                let bare = |text: &str| {
                    let text = plain(without_enumerator(text));
                    text.strip_suffix(" and").or(text.strip_suffix(" or")).unwrap_or(&text).to_owned()
                };
                !row.element.trim().is_empty() && self.merged.is_empty() && bare(claimed) != bare(&row.element)
            }),
            merged: &self.merged,
            evidence: &row.evidence,
            quotes: row.quotes.iter().map(|quote| quote.text.as_str()).collect(),
            unverified: &self.unverified,
            elsewhere: &self.elsewhere,
            patent_text: &self.patent_text,
            misplaced: &self.misplaced,
            other_part: &self.other_part,
            cited: row.quotes.iter().any(|quote| quote.field.is_some()) || cites(&row.evidence),
            explanation: &row.explanation,
            explanation_words: row.explanation.split_whitespace().count(),
            parrots: parrots(&row.explanation, &own),
            verdict: &row.verdict,
            equivalent: row.verdict.contains("equivalent")
                || (says(&["equivalent"]) && !says(&["not an equivalent", "not equivalent", "no equivalent"])),
            function: says(&["function"]),
            way: says(&["way", "means", "manner"]),
            result: says(&["result", "effect"]),
            whole_product: self.whole_product,
            support: row.support.as_deref(),
            against: row.against,
            addressed: row.against > 0 && !words.trim().is_empty(),
            contrary: self.contrary,
            signed: !row.signed.is_empty(),
        }
    }
}

/// Whether a cell says where something stands.
fn cites(text: &str) -> bool {
    const PLACES: [&str; 16] = [
        "http",
        "https",
        "page",
        "p",
        "pp",
        "image",
        "photo",
        "picture",
        "figure",
        "fig",
        "screenshot",
        "exhibit",
        "bullets",
        "attributes",
        "description",
        "title",
    ];
    plain_words(text).iter().any(|word| PLACES.contains(&word.as_str()))
}

/// Stems that say nothing of their own in an explanation.
const EMPTY: [&str; 10] = ["product", "accus", "list", "compris", "has", "includ", "show", "disclos", "meet", "devic"];

/// Whether an explanation has hardly a word of its own.
fn parrots(explanation: &str, element: &str) -> bool {
    let telling = |text: &str| -> Vec<String> {
        plain_words(text)
            .iter()
            .filter(|word| word.len() > 2 && !FUNCTION_WORDS.contains(word))
            .map(|word| lexis::stem(&lexis::fold(word)).into_owned())
            .collect()
    };
    let known = telling(element);
    let own: Vec<String> = telling(explanation).into_iter().filter(|word| !EMPTY.contains(&word.as_str())).collect();
    let new = own.iter().filter(|word| !known.contains(word)).count();
    !own.is_empty() && new * 6 <= own.len()
}
