//! `readson compare --explain LABEL`: the whole decision of one row.

use std::io::{self, Write};

use anyhow::{Result, bail};
use serde_json::json;

use crate::cli::args::{CompareArgs, Form};
use crate::cli::output::{self, Outcome};
use crate::load::Loaded;
use crate::pair::Matcher;
use crate::pair::decide::Gate;
use crate::pair::explain::Explanation;
use crate::report::escape::neutralise;

/// Prints why the rows with a label say what they say, for every selected claim that has one and every listing.
///
/// # Errors
/// When no selected claim has such a row, or output cannot be written.
pub fn run(args: &CompareArgs, label: &str, form: Form, loaded: &Loaded, quiet: bool) -> Result<Outcome> {
    let label = bracketed(label);
    let matcher = Matcher::compile(&loaded.patents, &args.inputs.claims);
    let mut reader = matcher.reader();
    let mut explained = Vec::new();
    for listing in &loaded.listings {
        let text = reader.read(listing);
        for at in 0..matcher.len() {
            let Some(why) = matcher.explain(&loaded.patents, at, listing, &text, &label) else { continue };
            let (patent, claim) = matcher.selected(&loaded.patents, at);
            let chart = matcher.chart(&loaded.patents, at, listing, &text);
            let Some(row) = chart.rows.into_iter().find(|row| row.label.eq_ignore_ascii_case(&label)) else { continue };
            explained.push((loaded.patents[patent].number.as_str(), claim, listing.id.as_str(), row, why));
        }
    }
    output::findings(&loaded.findings, quiet);
    if explained.is_empty() && loaded.unusable == 0 {
        bail!("no selected claim has a row {label}; `readson parse` shows the labels, --claims selects claims");
    }
    output::stdout(|out| {
        for (patent, claim, listing, row, why) in &explained {
            if form == Form::Json {
                let line = json!({
                    "patent": patent, "claim": claim, "listing": listing, "label": row.label, "text": row.text,
                    "support": row.support, "why": why,
                });
                writeln!(out, "{line}")?;
            } else {
                writeln!(
                    out,
                    "{} claim {claim} row {} against listing {}",
                    neutralise(patent),
                    row.label,
                    neutralise(listing)
                )?;
                writeln!(out, "  {}", neutralise(row.text.trim()))?;
                text(out, why)?;
                if row.support != why.support {
                    writeln!(
                        out,
                        "  in the chart {}: the row follows its claim’s parents or kind",
                        row.support.word()
                    )?;
                }
                writeln!(out)?;
            }
        }
        Ok(())
    })?;
    Ok(Outcome::of(loaded.unusable, &loaded.findings, None))
}

/// A label as charts write it: `1a` and `1.a` as `1[a]`.
pub(super) fn bracketed(label: &str) -> String {
    if label.contains('[') {
        return label.to_owned();
    }
    let digits = label.find(|c: char| !c.is_ascii_digit()).unwrap_or(label.len());
    let (claim, element) = label.split_at(digits);
    format!("{claim}[{}]", element.trim_matches(|c: char| !c.is_alphanumeric()))
}

fn text(out: &mut dyn Write, why: &Explanation) -> io::Result<()> {
    writeln!(out, "  said {}, {:.0} % sure", why.support.word(), why.confidence * 100.0)?;
    writeln!(out, "  words")?;
    for word in &why.words {
        let key = if word.key { " key" } else { "" };
        let covered = match &word.covered {
            Some(by) => format!("by “{}” in {} ({}, counts {:.2})", by.by, by.field, by.how, by.counts),
            None if word.asked => "not covered".to_owned(),
            None => "not asked: another alternative is met".to_owned(),
        };
        writeln!(out, "    {:.2}{key} “{}” {}", word.weight, neutralise(&word.word), neutralise(&covered))?;
    }
    for note in &why.notes {
        writeln!(out, "  {}", neutralise(note))?;
    }
    let f = &why.features;
    writeln!(
        out,
        "  measured: best {:.2}, joint {:.2}, keys {:.2}, literal {:.2}, gap {:.2}, size {}",
        f.best, f.joint, f.keys, f.literal, f.gap, f.size
    )?;
    gates(out, "contradicted, if one holds", &why.contradicted)?;
    if f.negative {
        let stated = f.negative_stated && !f.disputed;
        return gates(
            out,
            "found, since the element only forbids something",
            &[Gate { asks: "the listing states it, undisputed", holds: stated }],
        );
    }
    gates(out, "found, if all hold", &why.found)?;
    gates(out, "weak, if all hold", &why.weak)
}

fn gates(out: &mut dyn Write, title: &str, gates: &[Gate]) -> io::Result<()> {
    writeln!(out, "  {title}")?;
    gates.iter().try_for_each(|gate| writeln!(out, "    {} {}", if gate.holds { "yes" } else { "no " }, gate.asks))
}
