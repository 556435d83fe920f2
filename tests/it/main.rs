//! The integration tests, one binary.

mod listings;
mod patents;
mod reports;
