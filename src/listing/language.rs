//! Which language a listing is written in.

use crate::listing::Listing;
use crate::text::language::{NAMES, detect};

/// The language of a listing's own text as an ISO 639-1 code; `None` where the text does not settle it, which callers
/// treat as English. The market's language is a prior: it lets a shorter text decide, and never decides alone.
pub fn of(listing: &Listing) -> Option<&'static str> {
    let market = market(listing);
    let attributes =
        listing.attributes.iter().flat_map(|attribute| [attribute.name.as_str(), attribute.value.as_str()]);
    let texts = [listing.title.as_str(), listing.description.as_str()]
        .into_iter()
        .chain(listing.bullets.iter().map(String::as_str))
        .chain(attributes);
    detect(texts, &market)
}

/// The language that a listing is taken to be in: that of its text or, where the text does not settle it, that of its
/// market; `None` where neither is known.
pub fn assumed(listing: &Listing) -> Option<&'static str> {
    of(listing).or_else(|| {
        let market = market(listing);
        NAMES.iter().map(|(code, _)| *code).find(|code| *code == market || (*code == "id" && market == "ms"))
    })
}

fn market(listing: &Listing) -> String {
    listing.market_lang.split(['-', '_']).next().unwrap_or_default().trim().to_lowercase()
}
