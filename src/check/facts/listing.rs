//! Facts of a listing.

use serde::Serialize;

use crate::check::facts::{Place, Scope, Subject, day, days_between, value};
use crate::listing::{Listing, language};

/// See `docs/facts.md`.
#[derive(Debug, Serialize)]
struct Facts<'a> {
    id: &'a str,
    url: &'a str,
    title: &'a str,
    source: &'a str,
    seller: &'a str,
    price: &'a str,
    captured_at: &'a str,
    captured: Option<String>,
    age: Option<i64>,
    attributes: usize,
    bullets: usize,
    images: usize,
    characters: usize,
    language: Option<&'static str>,
    translated: bool,
}

/// The date of a listing's capture.
pub fn captured(listing: &Listing) -> Option<String> {
    day(&listing.captured_at).map(|date| date.to_string())
}

/// The listing as a subject.
pub fn subject(listing: &Listing, today: &str) -> Subject {
    let texts = [listing.title.as_str(), listing.description.as_str()]
        .into_iter()
        .chain(listing.bullets.iter().map(String::as_str))
        .chain(listing.attributes.iter().map(|attribute| attribute.value.as_str()));
    let captured = captured(listing);
    let facts = Facts {
        id: &listing.id,
        url: &listing.url,
        title: &listing.title,
        source: &listing.source,
        seller: &listing.seller,
        price: &listing.price,
        captured_at: &listing.captured_at,
        age: captured.as_deref().and_then(|captured| days_between(captured, today)),
        captured,
        attributes: listing.attributes.len(),
        bullets: listing.bullets.len(),
        images: listing.images.len(),
        characters: texts.map(|text| text.chars().count()).sum(),
        language: language::of(listing),
        translated: listing.translation.is_some(),
    };
    Subject {
        scope: Scope::Listing,
        facts: value(&facts),
        place: Place {
            file: listing.file.clone(),
            line: Some(listing.line.max(1)),
            about: format!("listing {}", listing.id),
            ..Place::default()
        },
        text: listing.title.clone(),
    }
}
