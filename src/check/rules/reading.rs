//! What findings on reading look like and what to do about them, by code: `readings.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// A finding on reading, explained.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// When it comes.
    pub example: String,
    /// What to do.
    pub remedy: String,
}

static READINGS: LazyLock<BTreeMap<String, Reading>> =
    LazyLock::new(|| toml::from_str(include_str!("readings.toml")).expect("our own table is right"));

/// The explanation of a code; `None` for codes of rules, which have pages.
pub fn of(code: &str) -> Option<&'static Reading> {
    READINGS.get(code)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::finding::Code;

    #[test]
    fn every_code_of_reading_is_explained_and_nothing_else() {
        let mut codes: Vec<&str> = Code::ALL.iter().map(|code| code.describe().0).collect();
        codes.sort_unstable();
        let explained: Vec<&str> = READINGS.keys().map(String::as_str).collect();
        assert_eq!(explained, codes);
        for (code, reading) in READINGS.iter() {
            assert!(reading.example.len() > 20 && reading.remedy.len() > 20, "{code}");
        }
    }
}
