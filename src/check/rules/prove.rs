//! Proving a rule: its own examples must fire or stay silent.

use std::fs;

use anyhow::{Context as _, Result};

use crate::check::Checked;
use crate::check::rules::{Example, Rule};
use crate::check::venue::Venue;
use crate::text::finding::Finding;

/// The day on which examples are checked.
pub const TODAY: &str = "2026-11-24";

/// Front matter of an example that is only claims.
const CLAIM: &str = "+++\nnumber = \"US1\"\ntitle = \"Example\"\nkind = \"utility\"\njurisdiction = \"US\"\nowner = \"Acme Tools Ltd\"\nfiled = \"2015-03-02\"\ngranted = \"2017-05-09\"\n+++\n\n";

/// What is wrong with a rule's examples, a line each; empty when they prove it.
///
/// # Errors
/// When the examples cannot be checked at all.
pub fn prove(rule: &Rule, rules: &[Rule], venues: &[Venue]) -> Result<Vec<String>> {
    let mut wrong = Vec::new();
    for fires in [true, false] {
        if !rule.examples.iter().any(|example| example.fires == fires) {
            let which = if fires { "fires" } else { "stays silent" };
            wrong.push(format!("{}: no example {which}", rule.file));
        }
    }
    for (index, example) in rule.examples.iter().enumerate() {
        let findings =
            check(example, rules, venues).with_context(|| format!("{}: example {}", rule.file, index + 1))?;
        let fired = findings.iter().any(|finding| finding.code == rule.code);
        if fired != example.fires {
            let said: Vec<&str> = findings.iter().map(|finding| finding.code.as_ref()).collect();
            let should = if example.fires { "does not fire" } else { "is not silent" };
            wrong.push(format!("{}: example {} {should}; it gives {}", rule.file, index + 1, said.join(", ")));
        }
    }
    Ok(wrong)
}

/// The findings on an example's documents.
///
/// # Errors
/// When a rule cannot be evaluated, or no temporary folder can be made.
pub fn check(example: &Example, rules: &[Rule], venues: &[Venue]) -> Result<Vec<Finding>> {
    let folder = tempfile::tempdir().context("cannot make a temporary folder")?;
    let mut files = Vec::new();
    for (index, fence) in example.fences.iter().enumerate() {
        let (name, text) = match fence.language.as_str() {
            "claim" => (format!("{index}-claims.md"), format!("{CLAIM}{}", fence.text)),
            "listing" => (format!("{index}-listing.json"), fence.text.clone()),
            "draft" if fence.text.trim_start().starts_with('{') => ("chart.json".to_owned(), fence.text.clone()),
            "draft" => ("chart.md".to_owned(), fence.text.clone()),
            language => (format!("{index}-{language}.md"), fence.text.clone()),
        };
        let path = folder.path().join(name);
        fs::write(&path, text).context("cannot write an example")?;
        files.push(path);
    }
    let mut checked = Checked::default();
    checked.add(&files);
    checked.judge(rules, venues, None, TODAY)
}
