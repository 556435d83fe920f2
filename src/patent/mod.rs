//! Patents: claims split into elements with their terms, designs with their views, and how both are read from USPTO
//! XML, Google pages, Markdown and pasted text. In: sources. Out: [`Patent`]s, and findings on what could not be read.
//! Uses [`crate::text`].

pub mod claim;
pub mod particulars;
pub mod read;
pub mod split;
pub mod terms;

pub use claim::{Antecedent, Claim, Determiner, Element, Figure, Flags, Kind, Patent, Term, Transition, View};
