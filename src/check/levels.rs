//! How bad a finding is here: the rule's own word, then the venue's, then the configuration's, then the command line's.

use anyhow::{Context as _, Result, anyhow};
use serde::Deserialize;

use crate::check::venue::Venue;
use crate::text::finding::{Finding, Severity};
use crate::text::nearest::nearest;

/// What is to be done with the findings of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Nothing.
    Allow,
    /// Say it.
    Note,
    /// Warn.
    Warning,
    /// An error.
    Error,
}

impl Level {
    fn severity(self) -> Option<Severity> {
        match self {
            Level::Allow => None,
            Level::Note => Some(Severity::Note),
            Level::Warning => Some(Severity::Warning),
            Level::Error => Some(Severity::Error),
        }
    }
}

/// Levels in the order in which they are set; later ones win.
#[derive(Clone, Debug, Default)]
pub struct Levels(Vec<(String, Level)>);

impl Levels {
    /// Sets the level of a code, of a number ("C001") or of a family ("C").
    ///
    /// # Errors
    /// When no known code is meant.
    pub fn set(&mut self, pattern: &str, level: Level, codes: &[&str]) -> Result<()> {
        if !codes.iter().any(|code| matches(pattern, code)) {
            return Err(unknown(pattern, codes));
        }
        self.0.push((pattern.to_owned(), level));
        Ok(())
    }

    /// Sets what a venue allows and denies.
    ///
    /// # Errors
    /// When its page names no known code.
    pub fn set_venue(&mut self, venue: &Venue, codes: &[&str]) -> Result<()> {
        for (list, level) in [(&venue.allow, Level::Allow), (&venue.deny, Level::Error)] {
            for code in list {
                self.set(code, level, codes).with_context(|| format!("venues/{}.md", venue.id))?;
            }
        }
        Ok(())
    }

    /// The findings at their levels; those that are allowed are left out.
    pub fn apply(&self, findings: Vec<Finding>) -> Vec<Finding> {
        findings
            .into_iter()
            .filter_map(|mut finding| {
                let level = self.0.iter().rev().find(|(pattern, _)| matches(pattern, &finding.code));
                if let Some((_, level)) = level {
                    finding.severity = level.severity()?;
                }
                Some(finding)
            })
            .collect()
    }
}

/// Whether a pattern names a code: the code, its number, or its family.
pub fn matches(pattern: &str, code: &str) -> bool {
    code == pattern
        || code.split_once('-').is_some_and(|(number, _)| number == pattern)
        || (pattern.len() == 1 && code.starts_with(pattern))
}

/// The error on a pattern that names nothing.
pub fn unknown(pattern: &str, codes: &[&str]) -> anyhow::Error {
    let parts = codes.iter().flat_map(|code| {
        let (number, slug) = code.split_once('-').unwrap_or((code, ""));
        [(*code, *code), (number, *code), (slug, *code)]
    });
    let parts: Vec<(&str, &str)> = parts.filter(|(part, _)| !part.is_empty()).collect();
    let names: Vec<&str> = parts.iter().map(|(part, _)| *part).collect();
    let meant = nearest(pattern, &names).and_then(|near| parts.iter().find(|(part, _)| *part == near));
    match meant.map(|(_, code)| code) {
        Some(near) => anyhow!("no rule {pattern}; did you mean {near}?"),
        None => anyhow!("no rule {pattern}; `readson rules` lists them"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn later_levels_win_and_families_are_named_by_their_letter() {
        let codes = ["C001-missing-antecedent", "C013-relative-term", "W001-legal-conclusion"];
        let finding = |code: &str| Finding {
            code: code.to_owned().into(),
            ..Finding::new(crate::text::finding::Code::Empty, "f", "m")
        };
        let mut levels = Levels::default();
        levels.set("C", Level::Allow, &codes).unwrap();
        levels.set("C013", Level::Error, &codes).unwrap();
        let found = levels.apply(codes.iter().map(|code| finding(code)).collect());
        let shown: Vec<_> = found.iter().map(|finding| (finding.code.as_ref(), finding.severity)).collect();
        assert_eq!(shown, [(codes[1], Severity::Error), (codes[2], Severity::Error)]);
        assert!(levels.set("C01", Level::Allow, &codes).is_err());
        let message = levels.set("relativ-term", Level::Allow, &codes).unwrap_err().to_string();
        assert_eq!(message, "no rule relativ-term; did you mean C013-relative-term?");
    }
}
