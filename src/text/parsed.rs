//! What reading one file gave, whatever it holds.

use crate::text::finding::Finding;

/// What reading one file gave.
#[derive(Debug)]
pub struct Parsed<T> {
    /// What it holds, in the order of the file.
    pub items: Vec<T>,
    /// What was wrong.
    pub findings: Vec<Finding>,
}

impl<T> Default for Parsed<T> {
    fn default() -> Self {
        Parsed { items: Vec::new(), findings: Vec::new() }
    }
}

impl<T> From<Finding> for Parsed<T> {
    /// Nothing was read, for one reason.
    fn from(finding: Finding) -> Self {
        Parsed { items: Vec::new(), findings: vec![finding] }
    }
}
