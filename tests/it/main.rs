//! The integration tests, one binary.

mod cli;
mod common;
mod listings;
mod patents;
mod reports;
mod splitting;
