//! `readson schema`: the shapes that other programs rely on.

use anyhow::Result;
use clap::ValueEnum;

use crate::cli::output::{self, Outcome};

/// The outputs that have a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Name {
    /// `readson parse --format json`.
    Patents,
    /// `readson compare --format json`.
    Comparison,
    /// `readson search --format json`.
    Search,
    /// `readson check --format json`.
    Findings,
    /// One line of `readson screen`.
    Screen,
    /// `readson diff --format json`.
    Diff,
}

const SCHEMAS: [(Name, &str); 6] = [
    (Name::Patents, include_str!("schema/patents.json")),
    (Name::Comparison, include_str!("schema/comparison.json")),
    (Name::Search, include_str!("schema/search.json")),
    (Name::Findings, include_str!("schema/findings.json")),
    (Name::Screen, include_str!("schema/screen.json")),
    (Name::Diff, include_str!("schema/diff.json")),
];

pub fn run(name: Option<Name>) -> Result<Outcome> {
    output::raw_stdout(|out| {
        if let Some(name) = name {
            return SCHEMAS
                .iter()
                .filter(|schema| schema.0 == name)
                .try_for_each(|schema| out.write_all(schema.1.as_bytes()));
        }
        let all: serde_json::Map<String, serde_json::Value> = SCHEMAS
            .iter()
            .map(|(_, text)| serde_json::from_str::<serde_json::Value>(text))
            .filter_map(Result::ok)
            .map(|schema| (schema["properties"]["schema"]["const"].as_str().unwrap_or_default().to_owned(), schema))
            .collect();
        serde_json::to_writer_pretty(&mut *out, &all)?;
        out.write_all(b"\n")
    })?;
    Ok(Outcome::Done)
}
