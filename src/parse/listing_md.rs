//! To be written.
use super::Parsed;
use crate::source::Source;
/// To be written.
pub fn read(_source: &Source) -> Parsed {
    Parsed::default()
}
/// To be written.
pub fn looks_like_google_patent(_text: &str) -> bool {
    false
}
