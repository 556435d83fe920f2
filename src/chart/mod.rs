//! Charts: a claim against a listing, row by row. In: patents, listings and the rows of [`crate::pair`]. Out: charts that
//! are ranked, have their exhibits and a person’s review, and can be verified against their sources. Uses all rooms before.

pub mod assemble;
pub mod comparison;
pub mod design;
pub mod exhibits;
pub mod rank;
pub mod record;
#[cfg(feature = "rerank")]
pub mod rerank;
pub mod review;
pub mod seal;
pub mod verify;

pub use crate::pair::reading::{Evidence, Row, RowReview, Standing, Support, count, roll_up};
pub use record::{Chart, ChartReview, Construction, Exhibit, ListingRef, PatentRef, PictureRef, SameListing, ViewNote};
