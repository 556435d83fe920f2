//! Two runs held against each other: which listings are new, changed, gone or back, and what changed for each element.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use anyhow::Result;
use serde::Serialize;

use crate::batch::run::GONE;
use crate::batch::run::manifest::Manifest;
use crate::batch::run::table::{self, Entry, Results};
use crate::batch::screen::record::PairRecord;
use crate::chart::{Standing, Support};
use crate::text::source::display_name;

/// What became of a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Change {
    /// It was never there before, so far as the runs tell.
    New,
    /// It was gone and is there again.
    Back,
    /// Its text is another.
    Changed,
    /// Its text is the same, and what is said of it has changed, since the patents have.
    Same,
    /// It is not there any more.
    Gone,
}

/// How two runs differ.
#[derive(Clone, Debug, Serialize)]
pub struct Difference {
    /// `readson.diff/1`.
    pub schema: &'static str,
    /// The earlier run, as named.
    pub old: String,
    /// The later one.
    pub new: String,
    /// Patents that only the later run has.
    pub patents_added: Vec<String>,
    /// Patents that only the earlier run has.
    pub patents_removed: Vec<String>,
    /// Patents whose documents are others.
    pub patents_changed: Vec<String>,
    /// How many listings of each kind there are, those without pairs included.
    pub counts: BTreeMap<Change, u64>,
    /// Those with pairs before or after, in the order of the later run, then those that are gone.
    pub listings: Vec<Listed>,
}

/// A listing that differs.
#[derive(Clone, Debug, Serialize)]
pub struct Listed {
    /// What became of it.
    pub change: Change,
    /// Id.
    pub listing: String,
    /// Title.
    pub title: String,
    /// Seller.
    pub seller: String,
    /// Address.
    pub url: String,
    /// Its pairs that differ.
    pub pairs: Vec<PairChange>,
}

/// A pair that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PairChange {
    /// The patent.
    pub patent: String,
    /// Number of the claim.
    pub claim: u32,
    /// The standing before; none where the pair was not worth a look.
    pub before: Option<Standing>,
    /// The standing after.
    pub after: Option<Standing>,
    /// Rows whose support differs; all rows of a pair that is only on one side.
    pub rows: Vec<RowChange>,
}

/// A row that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowChange {
    /// Its label.
    pub label: String,
    /// Before.
    pub before: Option<Support>,
    /// After.
    pub after: Option<Support>,
}

impl Difference {
    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        let patents = [&self.patents_added, &self.patents_removed, &self.patents_changed];
        patents.iter().all(|list| list.is_empty()) && self.counts.is_empty()
    }
}

/// Holds two finished runs against each other.
///
/// # Errors
/// When one of them is no finished run, or damaged.
pub fn diff(old: &Path, new: &Path) -> Result<Difference> {
    let (then, now) = (Manifest::finished(old)?, Manifest::finished(new)?);
    let mut found = Difference {
        schema: "readson.diff/1",
        old: display_name(old),
        new: display_name(new),
        patents_added: Vec::new(),
        patents_removed: Vec::new(),
        patents_changed: Vec::new(),
        counts: BTreeMap::new(),
        listings: Vec::new(),
    };
    let patents = |manifest: &Manifest| -> BTreeMap<String, String> { manifest.patents.iter().cloned().collect() };
    let (before, after) = (patents(&then), patents(&now));
    for (number, sha256) in &after {
        match before.get(number) {
            None => found.patents_added.push(number.clone()),
            Some(known) if known != sha256 => found.patents_changed.push(number.clone()),
            Some(_) => {}
        }
    }
    found.patents_removed.extend(before.keys().filter(|number| !after.contains_key(*number)).cloned());

    let mut earlier: HashMap<String, Entry> = HashMap::new();
    let mut order: Vec<String> = Vec::new();
    table::entries(old, &mut |entry| {
        order.push(entry.id.clone());
        // What is not needed takes no memory.
        earlier.insert(entry.id.clone(), Entry { sketch: String::new(), ..entry });
        Ok(())
    })?;
    let mut gone_before: HashSet<String> = HashSet::new();
    if old.join(GONE).exists() {
        table::lines(&old.join(GONE), &mut |entry: Entry| {
            gone_before.insert(entry.id);
            Ok(())
        })?;
    }
    let mut results = (Results::open(old)?, Results::open(new)?);
    let mut note = |change: Change, entry: &Entry, before: Vec<PairRecord>, after: Vec<PairRecord>| {
        let had_none = before.is_empty() && after.is_empty();
        let pairs = pair_changes(before, after);
        if change == Change::Same && pairs.is_empty() {
            return;
        }
        *found.counts.entry(change).or_default() += 1;
        if !had_none {
            found.listings.push(Listed {
                change,
                listing: entry.id.clone(),
                title: entry.title.clone(),
                seller: entry.seller.clone(),
                url: entry.url.clone(),
                pairs,
            });
        }
    };
    table::entries(new, &mut |entry| {
        let after = results.1.pairs_of(&entry)?;
        match earlier.remove(&entry.id) {
            None => {
                let change = if gone_before.contains(&entry.id) { Change::Back } else { Change::New };
                note(change, &entry, Vec::new(), after);
            }
            Some(known) => {
                let before = results.0.pairs_of(&known)?;
                let change = if known.text == entry.text { Change::Same } else { Change::Changed };
                note(change, &entry, before, after);
            }
        }
        Ok(())
    })?;
    for id in order {
        if let Some(entry) = earlier.get(&id) {
            let before = results.0.pairs_of(entry)?;
            note(Change::Gone, entry, before, Vec::new());
        }
    }
    Ok(found)
}

/// The pairs that differ, in the order of patents and claims.
fn pair_changes(before: Vec<PairRecord>, after: Vec<PairRecord>) -> Vec<PairChange> {
    let mut pairs: BTreeMap<(String, u32), (Option<PairRecord>, Option<PairRecord>)> = BTreeMap::new();
    for pair in before {
        let key = (pair.patent.clone(), pair.claim);
        pairs.entry(key).or_default().0 = Some(pair);
    }
    for pair in after {
        let key = (pair.patent.clone(), pair.claim);
        pairs.entry(key).or_default().1 = Some(pair);
    }
    let changes = pairs.into_iter().map(|((patent, claim), (before, after))| {
        let mut rows: Vec<RowChange> = Vec::new();
        for row in before.iter().flat_map(|pair| &pair.rows) {
            rows.push(RowChange { label: row.label.clone(), before: Some(row.support), after: None });
        }
        for row in after.iter().flat_map(|pair| &pair.rows) {
            match rows.iter_mut().find(|known| known.label == row.label && known.after.is_none()) {
                Some(known) => known.after = Some(row.support),
                None => rows.push(RowChange { label: row.label.clone(), before: None, after: Some(row.support) }),
            }
        }
        rows.retain(|row| row.before != row.after);
        PairChange {
            patent,
            claim,
            before: before.map(|pair| pair.standing),
            after: after.map(|pair| pair.standing),
            rows,
        }
    });
    changes.filter(|pair| pair.before != pair.after || !pair.rows.is_empty()).collect()
}
