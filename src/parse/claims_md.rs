//! To be written.
use super::Parsed;
use crate::source::Source;
/// To be written.
pub fn read(_source: &Source) -> Parsed {
    Parsed::default()
}
