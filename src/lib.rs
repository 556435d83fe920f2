//! readson

pub mod chart;
pub mod claim;
pub mod design;
pub mod finding;
pub mod listing;
pub mod page;
pub mod parse;
pub mod render;
pub mod source;
