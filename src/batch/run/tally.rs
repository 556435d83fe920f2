//! What is counted by seller.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;
use serde::{Deserialize, Serialize};

use crate::batch::run::table::{self, Results};
use crate::batch::screen::sellers::Role;
use crate::chart::Standing;

/// A seller's listings and pairs in a run.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seller {
    /// As its listings name it.
    #[serde(rename = "seller")]
    pub name: String,
    /// The list it is on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub list: Option<Role>,
    /// Its listings.
    pub listings: u64,
    /// Those of them with pairs.
    pub with_pairs: u64,
    /// Pairs of which every row is found.
    pub all_found: u64,
    /// Pairs with something open.
    pub open: u64,
    /// Pairs with something contradicted.
    pub contradicted: u64,
}

/// The tally of a run, sellers with most pairs first.
pub fn sellers(run: &Path) -> Result<Vec<Seller>> {
    let mut results = Results::open(run)?;
    let mut sellers: BTreeMap<String, Seller> = BTreeMap::new();
    table::entries(run, &mut |entry| {
        if entry.seller.is_empty() {
            return Ok(());
        }
        let seller = sellers.entry(entry.seller.clone()).or_insert_with(|| Seller {
            name: entry.seller.clone(),
            list: entry.list,
            ..Seller::default()
        });
        seller.listings += 1;
        seller.with_pairs += u64::from(entry.pairs > 0);
        if entry.pairs > 0 {
            for pair in results.pairs_of(&entry)? {
                match pair.standing {
                    Standing::AllFound => seller.all_found += 1,
                    Standing::Open => seller.open += 1,
                    Standing::Contradicted => seller.contradicted += 1,
                }
            }
        }
        Ok(())
    })?;
    let mut sellers: Vec<Seller> = sellers.into_values().collect();
    sellers.sort_by(|a, b| {
        let key = |seller: &Seller| (seller.all_found, seller.open, seller.with_pairs);
        key(b).cmp(&key(a)).then_with(|| a.name.cmp(&b.name))
    });
    Ok(sellers)
}
