//! Claim charts from patents and product listings: for every element of a claim, what a listing's text shows of it, with
//! the words that prove it.
//!
//! # The pipeline
//! Data flows one way; each stage is a function on values, and only the first and the last touch the disk.
//!
//! 1. **load** ([`load::file`]): a path becomes a [`source::Source`], or a stream where files are large.
//! 2. **parse** ([`parse`]): a source becomes [`claim::Patent`]s or [`listing::Listing`]s; what is wrong with it becomes
//!    [`finding::Finding`]s, never an error.
//! 3. **split** ([`split::split`], [`terms::annotate`]): a claim becomes elements, byte-exact, and their noun phrases.
//! 4. **index** ([`index::Index::build`]): elements, designs and passages become searchable.
//! 5. **pair** ([`pair::Matcher`]): an element against a listing's [`passages`] becomes a row with support, evidence and
//!    reasons; [`quantity`], [`polarity`] and [`values`] keep a match of words from meaning the opposite.
//! 6. **chart** ([`comparison::charts`], [`chart::roll_up`], [`design::view_notes`]): rows roll up by the all-elements rule.
//! 7. **judge** ([`facts`], [`rules`], [`judge::judge`]): what can be computed of patents, listings, drafted charts
//!    ([`draft`]) and complaints ([`complaint`]) becomes facts, and rules, which are pages, say which facts are findings;
//!    [`check::Checked`] ties them together, [`levels`], [`waiver`] and [`venue`] have their word.
//! 8. **review** ([`exhibits::attach`], [`review::apply`]): charts get their exhibits with hashes, and a person's words.
//! 9. **render** ([`render::reports`]): templates ([`render::template`]) in a house [`style`] make Markdown, from which one
//!    [`render::document`] is read that HTML, Word, PDF and Excel are written from; text and JSON are written directly.
//!
//! Batches go another way through the same stages: [`portfolio`] keeps compiled patents in one file, [`crawl`] reads listings
//! as a stream, [`screen`] compares each listing with the claims that its words could support, [`run`] keeps the results so
//! that they can be taken up again, compared with earlier ones, and made into reports ([`rank`] says which first).
//!
//! [`verify`] checks a report against its sources again, [`regress`] templates against stored reports.
//!
//! [`cli::run`] runs them. Words are compared in one place ([`lexis`], [`meaning`]) by tables that are data
//! ([`tables`]); listings in other languages ([`language`]) by their user's translation and a word list ([`bilingual`]).
//! With the feature `rerank`, `--model` lets a sentence model revise the charts before they are rendered.
//! [`eval`] measures the whole against charts that people labelled.

pub mod bilingual;
pub mod chart;
pub mod check;
pub mod claim;
pub mod cli;
pub mod comparison;
pub mod complaint;
pub mod config;
pub mod crawl;
pub mod design;
pub mod draft;
pub mod eval;
pub mod exhibits;
pub mod facts;
pub mod finding;
pub mod index;
pub mod judge;
pub mod language;
pub mod levels;
pub mod lexis;
pub mod listing;
pub mod load;
pub mod locate;
pub mod meaning;
pub mod page;
pub mod pair;
pub mod parse;
pub mod passages;
pub mod picture;
pub mod polarity;
pub mod portfolio;
pub mod quantity;
pub mod rank;
pub mod regress;
pub mod render;
#[cfg(feature = "rerank")]
pub mod rerank;
pub mod review;
pub mod rules;
pub mod run;
pub mod screen;
pub mod source;
pub mod split;
pub mod style;
pub mod tables;
pub mod terms;
pub mod values;
pub mod venue;
pub mod verify;
pub mod waiver;
pub mod whole_file;
pub mod words;
