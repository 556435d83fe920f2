//! Text: sources with their lines and hashes, saved pages, words and what they mean, languages, and the tables in which
//! all of that is data; and findings, which say what is wrong with a text and where. In: bytes. Out: text, words,
//! [`finding::Finding`]s. Uses nothing else of the house.

pub mod bilingual;
pub mod capped_lines;
pub mod dates;
pub mod entities;
pub mod finding;
pub mod flow;
pub mod guarded;
pub mod html;
pub mod language;
pub mod lexis;
pub mod locate;
pub mod meaning;
pub mod nearest;
pub mod nesting;
pub mod page;
pub mod parsed;
pub mod segment;
pub mod source;
pub mod tables;
pub mod tags;
pub mod whole_file;
pub mod word;
pub mod words;
pub mod zipped;
