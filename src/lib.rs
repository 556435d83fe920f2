//! readson

pub mod chart;
pub mod claim;
pub mod finding;
pub mod lexis;
pub mod listing;
pub mod page;
pub mod parse;
pub mod quantity;
pub mod render;
pub mod source;
pub mod split;
pub mod tables;
pub mod terms;
pub mod words;
