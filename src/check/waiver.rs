//! Waivers and baselines: findings that somebody has decided not to be told, with a reason and an end.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use crate::check::draft::Draft;
use crate::check::facts::days_between;
use crate::check::levels::matches;
use crate::text::finding::{Code, Finding};
use crate::text::source::{display_name, sha256_hex};

/// A waiver.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Waiver {
    /// The code, its number, or its family.
    pub code: String,
    /// Only findings about this ("US1 claim 3"), or about something of it ("US1").
    #[serde(default)]
    pub about: Option<String>,
    /// Only findings on files whose path ends with this.
    #[serde(default)]
    pub file: Option<String>,
    /// Only findings on these words.
    #[serde(default)]
    pub quote: Option<String>,
    /// Why.
    pub reason: String,
    /// The last day on which it holds.
    #[serde(default)]
    pub until: Option<String>,
    /// Only findings on this line: waivers beside a row.
    #[serde(skip)]
    pub line: Option<usize>,
    /// File and line of the waiver.
    #[serde(skip)]
    pub origin: (String, usize),
}

impl Waiver {
    fn covers(&self, finding: &Finding) -> bool {
        let about = finding.about.as_deref().unwrap_or_default();
        matches(&self.code, &finding.code)
            && self.about.as_ref().is_none_or(|own| {
                about == own || about.starts_with(&format!("{own} ")) || about.contains(&format!(" {own} "))
            })
            && self.file.as_ref().is_none_or(|own| finding.file.ends_with(own.as_str()))
            && self.quote.as_ref().is_none_or(|own| finding.quote.as_deref() == Some(own))
            && self.line.is_none_or(|own| finding.line == Some(own))
    }
}

/// The waivers that stand in the remarks of a draft's rows: "readson: waive R008 until 2027-01-31: reason".
pub fn beside_rows(draft: &Draft) -> (Vec<Waiver>, Vec<Finding>) {
    let (mut waivers, mut findings) = (Vec::new(), Vec::new());
    for row in &draft.rows {
        for part in row.remarks.split("readson: waive ").skip(1) {
            let (head, reason) = part.split_once(':').unwrap_or((part, ""));
            let (code, until) = match head.split_once(" until ") {
                Some((code, until)) => (code.trim(), Some(until.trim().to_owned())),
                None => (head.trim(), None),
            };
            let reason = reason.split("readson:").next().unwrap_or_default().trim();
            if reason.is_empty() || until.as_ref().is_some_and(|until| crate::check::facts::day(until).is_none()) {
                findings.push(
                    Finding::new(
                        Code::BadWaiver,
                        &draft.file,
                        "a waiver without a reason, or with an end that is no date",
                    )
                    .at_line(row.line)
                    .help("write it as: readson: waive R008 until 2027-01-31: why"),
                );
                continue;
            }
            waivers.push(Waiver {
                code: code.to_owned(),
                file: Some(draft.file.clone()),
                line: Some(row.line),
                reason: reason.to_owned(),
                until,
                origin: (draft.file.clone(), row.line),
                ..Waiver::default()
            });
        }
    }
    (waivers, findings)
}

/// Leaves out what is waived; says which waivers cover nothing, and which have ended.
pub fn waive(findings: Vec<Finding>, waivers: &[Waiver], today: &str) -> (Vec<Finding>, usize) {
    let mut used = vec![false; waivers.len()];
    let ended = |waiver: &Waiver| {
        waiver.until.as_deref().and_then(|until| days_between(until, today)).is_some_and(|days| days > 0)
    };
    let before = findings.len();
    let mut kept: Vec<Finding> = Vec::new();
    for finding in findings {
        let mut waived = false;
        for (at, waiver) in waivers.iter().enumerate().filter(|(_, waiver)| waiver.covers(&finding)) {
            used[at] = true;
            waived |= !ended(waiver);
        }
        if !waived {
            kept.push(finding);
        }
    }
    let waived = before - kept.len();
    for (waiver, used) in waivers.iter().zip(used) {
        let (file, line) = &waiver.origin;
        let code = &waiver.code;
        if ended(waiver) {
            let until = waiver.until.as_deref().unwrap_or_default();
            let message = format!("the waiver of {code} ended on {until}");
            kept.push(
                Finding::new(Code::ExpiredWaiver, file, message)
                    .at_line(*line)
                    .help("mend the finding, or set a new end with a reason"),
            );
        } else if !used {
            let message = format!("the waiver of {code} covers nothing");
            kept.push(Finding::new(Code::UnusedWaiver, file, message).at_line(*line).help("take it out"));
        }
    }
    (kept, waived)
}

/// What a finding is, wherever it moves to: its code, what it is about, and the words.
pub fn fingerprint(finding: &Finding) -> String {
    let parts = [
        finding.code.as_ref(),
        finding.about.as_deref().unwrap_or_default(),
        finding.quote.as_deref().unwrap_or_default(),
        &finding.message,
    ];
    sha256_hex(parts.join("\u{1f}").as_bytes())[..16].to_owned()
}

/// Findings that were there when checking began, by fingerprint.
#[derive(Debug, Serialize, Deserialize)]
pub struct Baseline {
    schema: String,
    findings: BTreeMap<String, usize>,
}

const SCHEMA: &str = "readson.baseline/1";

impl Baseline {
    /// The baseline of findings.
    pub fn of(findings: &[Finding]) -> Baseline {
        let mut count: BTreeMap<String, usize> = BTreeMap::new();
        for finding in findings {
            *count.entry(fingerprint(finding)).or_default() += 1;
        }
        Baseline { schema: SCHEMA.to_owned(), findings: count }
    }

    /// Reads a baseline file.
    ///
    /// # Errors
    /// When it cannot be read or is none.
    pub fn load(path: &Path) -> Result<Baseline> {
        let name = display_name(path);
        let text = std::fs::read_to_string(path).with_context(|| format!("cannot read the baseline {name}"))?;
        let baseline: Baseline = serde_json::from_str(&text).with_context(|| format!("{name} is no baseline"))?;
        if baseline.schema != SCHEMA {
            bail!("{name} is no baseline: its schema is {}", baseline.schema);
        }
        Ok(baseline)
    }

    /// The findings that are new, and how many were known.
    pub fn new_ones(mut self, findings: Vec<Finding>) -> (Vec<Finding>, usize) {
        let before = findings.len();
        let kept: Vec<Finding> = findings
            .into_iter()
            .filter(|finding| match self.findings.get_mut(&fingerprint(finding)) {
                Some(left) if *left > 0 => {
                    *left -= 1;
                    false
                }
                _ => true,
            })
            .collect();
        let known = before - kept.len();
        (kept, known)
    }
}
