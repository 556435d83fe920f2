//! Claim charts from patents and product listings: for every element of a claim, what a listing's text shows of it, with
//! the words that prove it.
//!
//! # The house
//! Data flows one way, through rooms in this order; a room uses only rooms before it, and no two files use each other.
//! Each step is a function on values; only [`load`] and what writes reports touch the disk.
//!
//! 1. [`text`]: bytes become a [`text::source::Source`] with lines and a hash; words are compared in one place
//!    ([`text::lexis`], [`text::meaning`]) by tables that are data ([`text::tables`]); what is wrong with a document is a
//!    [`text::finding::Finding`], never an error.
//! 2. [`patent`]: a source becomes [`patent::Patent`]s; a claim is split into elements, byte-exact
//!    ([`patent::split::split`]), with their noun phrases ([`patent::terms::annotate`]).
//! 3. [`listing`]: a source becomes [`listing::Listing`]s, cut into [`listing::passages`].
//! 4. [`load`]: a path becomes patents or listings ([`load::file`]).
//! 5. [`pair`]: an element against a listing becomes a row ([`pair::reading`]) with support, evidence and reasons
//!    ([`pair::Matcher`]); [`pair::quantity`], [`pair::polarity`] and [`pair::values`] keep a match of words from meaning the
//!    opposite; [`pair::index`] finds what could be worth a look.
//! 6. [`chart`]: rows become charts ([`chart::comparison::charts`]) that get their exhibits ([`chart::exhibits::attach`]), a
//!    person's words ([`chart::review::apply`]), and are checked against their sources again ([`chart::verify`]).
//! 7. [`check`]: [`check::facts`] of patents, listings, drafted charts and complaints meet [`check::rules`] and
//!    [`check::venue`]s, which are pages; [`check::Checked`] ties them together.
//! 8. [`report`]: templates in a house [`report::style`] make Markdown, from which one [`report::document`] is read that HTML,
//!    Word, PDF and Excel are written from; text, JSON and SARIF are written directly; [`report::regress`] holds templates
//!    against stored reports.
//! 9. [`batch`]: a [`batch::portfolio`] keeps compiled patents in one file, [`batch::crawl`] reads listings as a stream,
//!    [`batch::screen`] compares each with the claims that its words could support, [`batch::run`] keeps the results.
//! 10. [`eval`] measures the whole against charts that people labelled.
//!
//! [`cli::run`] runs them. With the feature `rerank`, `--model` lets a sentence model revise charts before they are rendered.

pub mod text;

pub mod patent;

pub mod listing;

pub mod load;

pub mod pair;

pub mod chart;

pub mod check;

pub mod report;

pub mod batch;

pub mod eval;

pub mod cli;
