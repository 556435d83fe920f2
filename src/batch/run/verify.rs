//! Whether a finished run is what was written: its results and inputs by their hashes, its table by what it points at.

use std::path::Path;

use anyhow::{Context as _, Result};

use crate::batch::run::manifest::Manifest;
use crate::batch::run::table::{self, Results};
use crate::batch::run::{LISTINGS, RESULTS, file_hash};
use crate::text::finding::{Code, Finding};
use crate::text::source::display_name;

/// What a run is made of.
#[derive(Clone, Copy, Debug, Default)]
pub struct Verified {
    /// Listings of its table.
    pub listings: u64,
    /// Pairs of its results.
    pub pairs: u64,
    /// Files that were read for it.
    pub inputs: usize,
}

/// Checks a run. Inputs that are not there any more are told like ones that are others; the results stand without them.
///
/// # Errors
/// When it is no finished run, or cannot be read.
pub fn verify(run: &Path) -> Result<(Verified, Vec<Finding>)> {
    let manifest = Manifest::finished(run)?;
    let mut findings = Vec::new();
    let mut tell = |code: Code, file: &Path, what: String| findings.push(Finding::new(code, &display_name(file), what));
    let results = run.join(RESULTS);
    let (length, sha256) = file_hash(&results)?;
    if sha256 != manifest.results_sha256 {
        tell(Code::BrokenSeal, &results, "the results are not those that the manifest names".to_owned());
    }
    let mut verified = Verified { inputs: manifest.inputs.len(), ..Verified::default() };
    let mut pairs = Results::open(run)?;
    let mut end = 0;
    let mut wrong = None;
    table::entries(run, &mut |entry| {
        verified.listings += 1;
        verified.pairs += entry.pairs;
        let fits = entry.at == end && entry.at.checked_add(entry.bytes).is_some_and(|end| end <= length);
        let fits = fits
            && pairs.pairs_of(&entry).is_ok_and(|pairs| {
                pairs.len() as u64 == entry.pairs && pairs.iter().all(|pair| pair.listing == entry.id)
            });
        if !fits && wrong.is_none() {
            wrong = Some(entry.id.clone());
        }
        end = entry.at.saturating_add(entry.bytes);
        Ok(())
    })
    .with_context(|| format!("{} cannot be read", display_name(&run.join(LISTINGS))))?;
    let table = run.join(LISTINGS);
    if let Some(id) = wrong {
        let id: String = id.chars().take(60).collect();
        tell(Code::BrokenSeal, &table, format!("listing \"{}\" does not fit the results", id.escape_debug()));
    } else if end != length || verified.listings != manifest.counts.listings || verified.pairs != manifest.counts.pairs
    {
        tell(Code::BrokenSeal, &table, "the table has more or fewer listings than the run".to_owned());
    }
    for input in &manifest.inputs {
        let path = Path::new(&input.file);
        match file_hash(path) {
            Ok((_, sha256)) if sha256 == input.sha256 => {}
            Ok(_) => tell(Code::SourceChanged, path, "the file has changed since it was screened".to_owned()),
            Err(_) => tell(Code::SourceChanged, path, "the file that was screened is not there".to_owned()),
        }
    }
    Ok((verified, findings))
}
