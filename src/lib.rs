//! readson

pub mod chart;
pub mod claim;
pub mod cli;
pub mod design;
pub mod eval;
pub mod finding;
pub mod index;
pub mod lexis;
pub mod listing;
pub mod load;
pub mod meaning;
pub mod page;
pub mod pair;
pub mod parse;
pub mod passages;
pub mod polarity;
pub mod quantity;
pub mod render;
pub mod source;
pub mod split;
pub mod tables;
pub mod terms;
pub mod values;
pub mod words;
