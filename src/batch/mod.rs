//! Batches: a portfolio in one file, crawls as streams, screening, and runs that are kept, taken up again, compared and
//! shown. In: patents once, listings by the million. Out: records, runs and their pages. Uses all rooms before.

pub mod crawl;
pub mod pages;
pub mod portfolio;
pub mod run;
pub mod screen;
