//! What an index of patents keeps of its patents and claims beside their words.

use serde::{Deserialize, Serialize};

use crate::patent::Kind;

/// A patent, without its text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Listed {
    /// Its number.
    pub number: String,
    /// Title.
    pub title: String,
    /// Kind of right.
    pub kind: Kind,
    /// Hash of its document.
    pub sha256: String,
}

/// A claim to chart.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Charted {
    /// Index of its patent.
    pub patent: u32,
    /// Its number.
    pub number: u32,
    /// The ways to read it: chains of compiled claims from the root to the claim itself.
    pub chains: Vec<Vec<u32>>,
}

/// Where a patent came from.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(super) file: String,
    pub(super) line: usize,
    pub(super) drawings: Vec<String>,
}
