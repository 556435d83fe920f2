//! Listings: what a product page says of its product, cut into passages that evidence can cite, and how records and
//! saved pages are read. In: sources. Out: [`Listing`]s, and findings on what could not be read. Uses [`crate::text`].

pub mod language;
pub mod passages;
pub mod picture;
pub mod read;
pub mod record;
pub mod shop;
pub mod variants;

pub use record::{Attribute, Listing, Passage, REVIEWS, TRANSLATION, Texts, Translation, Variant};
