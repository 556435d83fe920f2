//! What an earlier run knows: pairs of listings and patents that have not changed are taken over.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Mutex;

use anyhow::Result;
use rustc_hash::FxBuildHasher;

use crate::batch::portfolio::Portfolio;
use crate::batch::run::manifest::{Manifest, Since};
use crate::batch::run::table::{self, Results};
use crate::batch::run::{id_key, text_hash, text_key};
use crate::batch::screen::Screener;
use crate::batch::screen::batch::Memory;
use crate::batch::screen::record::PairRecord;
use crate::batch::screen::sellers::Role;
use crate::listing::Listing;
use crate::text::source::display_name;

/// An earlier run.
#[derive(Debug)]
pub struct Earlier<'p> {
    portfolio: &'p Portfolio,
    /// By [`id_key`]: the start of the text's hash, where its pairs stand, and how many there are.
    known: HashMap<u64, (u64, u64, u32, u32), FxBuildHasher>,
    results: Mutex<Results>,
    /// For each claim of the portfolio, whether its patent was not there or has changed; none when nothing has.
    changed: Option<Vec<bool>>,
    /// The patents that are as they were.
    kept: BTreeSet<String>,
    top: Option<usize>,
}

impl<'p> Earlier<'p> {
    /// Opens an earlier run, when it can be taken up: the same version and settings. Gives what the manifest says of it.
    ///
    /// # Errors
    /// When it is no finished run, or nothing of it can be taken over.
    pub fn open(run: &Path, portfolio: &'p Portfolio, now: &Manifest) -> Result<(Earlier<'p>, Since)> {
        let then = Manifest::finished(run)?;
        if then.version != now.version || then.settings != now.settings || then.index.arguments != now.index.arguments {
            anyhow::bail!(
                "the run {} was made by another version or with other settings, so that nothing of it can be taken over; \
                 leave --since out",
                display_name(run)
            );
        }
        let before: BTreeMap<&str, &str> =
            then.patents.iter().map(|(number, sha256)| (number.as_str(), sha256.as_str())).collect();
        let same: Vec<bool> = portfolio
            .patents()
            .iter()
            .map(|patent| before.get(patent.number.as_str()) == Some(&patent.sha256.as_str()))
            .collect();
        let all_same = same.iter().all(|same| *same) && then.patents.len() == same.len();
        let claims = portfolio.claims().iter().map(|claim| !same[claim.patent as usize]).collect();
        let kept = portfolio.patents().iter().zip(&same).filter(|(_, same)| **same);
        let mut known = HashMap::default();
        table::entries(run, &mut |entry| {
            // Listings of sellers that may sell were not compared.
            if entry.list != Some(Role::Allow) {
                known.insert(
                    id_key(&entry.id),
                    (text_key(&entry.text), entry.at, entry.bytes as u32, entry.pairs as u32),
                );
            }
            Ok(())
        })?;
        let earlier = Earlier {
            portfolio,
            known,
            results: Mutex::new(Results::open(run)?),
            changed: (!all_same).then_some(claims),
            kept: kept.map(|(patent, _)| patent.number.clone()).collect(),
            top: now.settings.top,
        };
        Ok((earlier, Since { run: display_name(run), results_sha256: then.results_sha256 }))
    }
}

impl Memory for Earlier<'_> {
    fn recall(&self, listing: &Listing, screener: &mut Screener<'_>) -> Result<Option<(Vec<u8>, usize)>> {
        let Some(&(text, at, bytes, pairs)) = self.known.get(&id_key(&listing.id)) else { return Ok(None) };
        if text_key(&text_hash(listing)) != text {
            return Ok(None);
        }
        // Where pairs were left out, what comes up for one that goes is not known.
        if self.changed.is_some() && self.top == Some(pairs as usize) {
            return Ok(None);
        }
        let lines = || {
            let mut results = self.results.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            results.lines_at(at, u64::from(bytes))
        };
        let Some(changed) = &self.changed else {
            return Ok(Some((if pairs > 0 { lines()? } else { Vec::new() }, pairs as usize)));
        };
        let digest = self.portfolio.header().short_digest();
        let old = if pairs > 0 { table::pairs(&lines()?)? } else { Vec::new() };
        let mut all: Vec<PairRecord> = old.into_iter().filter(|pair| self.kept.contains(&pair.patent)).collect();
        let fresh = screener.screen_some(listing, changed)?;
        all.extend(fresh.iter().map(|pair| PairRecord::new(self.portfolio, &listing.id, pair)));
        all.sort_by(|a, b| (a.rank(), &a.patent, a.claim).cmp(&(b.rank(), &b.patent, b.claim)));
        all.truncate(self.top.unwrap_or(usize::MAX));
        let mut out = Vec::new();
        for pair in &mut all {
            digest.clone_into(&mut pair.index);
            table::write_line(pair, &mut out)?;
        }
        Ok(Some((out, all.len())))
    }
}
