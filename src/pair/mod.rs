//! Pairing: an element of a claim against a listing. In: compiled claims and the text of a listing. Out: rows with
//! support, quotes for and against, and reasons ([`reading`]). Knows words, quantities, polarity and exclusive values; makes
//! no chart. Uses [`crate::text`], [`crate::patent`] and [`crate::listing`].

pub mod asked;
mod axes;
pub mod compiled;
pub mod conflict;
pub mod cover;
pub mod decide;
pub mod explain;
pub mod foreign;
mod goods;
pub mod index;
pub mod known;
pub mod leads;
pub mod lexicon;
pub mod matcher;
pub mod measure;
mod offered;
pub mod parts;
pub mod place;
pub mod polarity;
pub mod quantity;
mod questions;
pub mod quote;
pub mod reading;
pub mod row;
pub mod stated;
pub mod supports;
pub mod synonyms;
pub mod text;
pub mod unit;
pub mod values;
pub mod vocabulary;

pub(crate) use compiled::CompiledClaim;
pub(crate) use matcher::chains;
pub use matcher::{Matcher, Selection};
pub use parts::Parts;
