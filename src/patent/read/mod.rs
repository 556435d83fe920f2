//! How patents are read: one file a form, and what the forms share (figures, dependency, front matter). Nothing here
//! fails: what cannot be read is a finding.

pub mod dependency;
pub mod figures;
pub mod front;
pub mod google;
pub mod markdown;
pub mod pasted;
pub mod status;
pub mod uspto;
pub mod uspto_bibliography;
pub mod uspto_document;
