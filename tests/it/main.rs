//! The integration tests, one binary.

mod common;
mod listings;
mod patents;
mod reports;
mod splitting;
