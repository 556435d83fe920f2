//! A directory of charts: what its files are called.

use crate::chart::{Chart, ListingRef};
use crate::text::source::sha256_hex;

/// The longest part of a file name that comes from an id, in bytes.
const MAX_ID: usize = 60;

/// A chart's file name without its extension: `US99000001B2-claim-1-vessel-01`.
///
/// ASCII letters, digits, `-` and `_` only, the same for the same patent, claim and listing, and different for
/// different ones, on file systems that ignore case too: where a number or id had to be changed or could be confused
/// with another, a part of a hash follows two hyphens. The name holds no dot, so any extension may be added.
pub fn file_stem(chart: &Chart) -> String {
    let (number, id) = (&chart.patent.number, &chart.listing.id);
    let clean_number = number.len() <= MAX_ID
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let clean_id = id.len() <= MAX_ID
        && !id.is_empty()
        && !id.contains("--")
        && id.trim_matches('-').len() == id.len()
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'));
    let stem = format!("{}-claim-{}-{}", slug(number, "patent"), chart.claim, slug(id, "listing"));
    if clean_number && clean_id {
        return stem;
    }
    // The length in front keeps the parts apart whatever they hold.
    let identity = format!("{} {number} {} {id}", number.len(), chart.claim);
    format!("{stem}--{}", &sha256_hex(identity.as_bytes())[..12])
}

/// The file name of one of the filings of a claim, without its extension: `US99000001B2-claim-1`, with `-part-2` where
/// there are several.
pub fn claim_stem(chart: &Chart, number: usize, total: usize) -> String {
    let plain = Chart { listing: ListingRef::default(), rows: Vec::new(), ..chart.clone() };
    let stem = file_stem(&plain);
    let own = format!("{}-claim-{}", slug(&chart.patent.number, "patent"), chart.claim);
    // A number that is no plain one keeps the hash that tells it apart.
    let clean = chart.patent.number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let hash = stem.rsplit_once("--").map_or("", |(_, hash)| hash);
    let own = if clean || hash.is_empty() { own } else { format!("{own}--{hash}") };
    if total > 1 { format!("{own}-part-{number}") } else { own }
}

fn slug(text: &str, otherwise: &str) -> String {
    let mut slug = String::new();
    for character in text.chars() {
        if slug.len() >= MAX_ID {
            break;
        }
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => slug.push(character),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { otherwise.to_owned() } else { slug.to_owned() }
}
