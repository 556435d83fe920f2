//! Listings in other languages than the claim's.

use std::collections::BTreeMap;

use readson::language;
use readson::load::{self, Role};

use crate::common::{files, shared};

#[test]
fn the_language_of_real_listings_is_told() {
    let Some(folder) = shared("listings") else { return };
    let (mut right, mut wrong, mut untold) = (0, 0, 0);
    for file in files(&folder, &["jsonl"]) {
        let mut told: BTreeMap<(String, &str), Vec<String>> = BTreeMap::new();
        for listing in load::file(&file, Role::Listings).listings {
            let code = language::of(&listing);
            match code {
                None => untold += 1,
                Some(code) if code == listing.market_lang => right += 1,
                Some(_) => wrong += 1,
            }
            told.entry((listing.market_lang.clone(), code.unwrap_or("-"))).or_default().push(listing.id);
        }
        for ((market, code), ids) in told {
            let some: Vec<&String> = if market == code { Vec::new() } else { ids.iter().take(400).collect() };
            eprintln!("{} {market} told {code}: {} {some:?}", file.file_name().unwrap().to_string_lossy(), ids.len());
        }
    }
    eprintln!("market's language {right}, another {wrong}, not told {untold}");
}
