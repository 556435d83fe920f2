//! Runs: a crawl screened against a portfolio into a directory, which can be stopped at any moment and taken up again,
//! and from which the next run takes over what has not changed.
//!
//! | file | what |
//! |---|---|
//! | `run.json` | the manifest: program, index and input hashes, settings, counts |
//! | `results.jsonl` | the pairs, schema `readson.screen/1`, in input order |
//! | `listings.jsonl` | every listing that was seen, with the hash of its text and where its pairs stand |
//! | `errors.jsonl` | records that could not be read, with line and reason |
//! | `sellers.jsonl` | a tally by seller |
//! | `gone.jsonl` | listings of earlier runs that are not in this one |
//! | `journal.jsonl` | how far it is, while it is not finished |

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, Result};
use sha2::{Digest as _, Sha256};

use crate::listing::{Listing, Texts};
use crate::text::source::hex;

pub mod best;
pub mod diff;
pub mod groups;
pub mod manifest;
pub mod memory;
pub mod table;
mod tally;
pub mod verify;
pub mod writer;

/// The files of a run.
pub const MANIFEST: &str = "run.json";
/// The pairs.
pub const RESULTS: &str = "results.jsonl";
/// The listings.
pub const LISTINGS: &str = "listings.jsonl";
/// What could not be read.
pub const ERRORS: &str = "errors.jsonl";
/// The tally by seller.
pub const SELLERS: &str = "sellers.jsonl";
/// Listings that were there before.
pub const GONE: &str = "gone.jsonl";
/// How far an unfinished run is.
pub const JOURNAL: &str = "journal.jsonl";

/// A hash of everything in a listing that is compared, byte for byte: the first half of its SHA-256. Where it is the
/// same, so is what screening says.
pub fn text_hash(listing: &Listing) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &str| {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part.as_bytes());
    };
    let mut texts = |texts: Texts<'_>| {
        for part in [texts.title, texts.brand, texts.category, texts.description] {
            add(part);
        }
        add(&texts.bullets.len().to_string());
        texts.bullets.iter().for_each(|bullet| add(bullet));
        for attribute in texts.attributes {
            add(&attribute.name);
            add(&attribute.value);
        }
        add("");
    };
    texts(listing.texts());
    if let Some(translation) = &listing.translation {
        texts(translation.texts());
    }
    add(&listing.market_lang);
    hex(&hash.finalize()[..16])
}

/// SHA-256 of a file, read as a stream.
///
/// # Errors
/// When it cannot be read.
pub fn file_hash(path: &Path) -> Result<(u64, String)> {
    let name = crate::text::source::display_name(path);
    let mut file = std::fs::File::open(path).with_context(|| format!("cannot open {name}"))?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0; 1 << 20];
    let mut bytes = 0;
    loop {
        let read = file.read(&mut buffer).with_context(|| format!("cannot read {name}"))?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        hash.update(&buffer[..read]);
    }
    Ok((bytes, hex(&hash.finalize())))
}

/// A short number for an id, to tell repeated ones.
pub(crate) fn id_key(id: &str) -> u64 {
    let hash = Sha256::digest(id.as_bytes());
    hash.iter().take(8).fold(0, |key, byte| key << 8 | u64::from(*byte))
}

/// The first half of a text's hash, as a number.
pub(crate) fn text_key(text_hash: &str) -> u64 {
    text_hash.get(..16).and_then(|half| u64::from_str_radix(half, 16).ok()).unwrap_or_default()
}
