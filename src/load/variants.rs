//! Which variant of the listings is read, and what there is to tell where none is chosen.

use anyhow::{Result, bail};

use crate::listing::{Listing, Variant};
use crate::text::finding::{Code, Finding};

/// Reads of every listing that offers it the variant of an id or name.
///
/// # Errors
/// When no listing offers it; the message names those that are offered.
pub fn choose(listings: &mut [Listing], variant: &str) -> Result<()> {
    let mut any = false;
    for listing in listings.iter_mut() {
        if let Some(own) = listing.find_variant(variant).cloned() {
            *listing = listing.of_variant(&own);
            any = true;
        }
    }
    if any {
        return Ok(());
    }
    let offered: Vec<String> = listings.iter().flat_map(|listing| &listing.variants).map(named).collect();
    match offered.as_slice() {
        [] => bail!("no listing offers variants; leave --variant out"),
        offered => bail!("no listing offers the variant {variant}; there are {}", offered.join("; ")),
    }
}

/// A variant as it can be asked for.
fn named(variant: &Variant) -> String {
    match variant.id.as_str() {
        "" => variant.name(),
        id => format!("{id} ({})", variant.values()),
    }
}

/// That variants differ and none is chosen.
pub(super) fn undecided(listing: &Listing) -> Finding {
    let ids: Vec<String> = listing.variants.iter().take(6).map(named).collect();
    let more = if listing.variants.len() > ids.len() { " and more" } else { "" };
    let first = listing.variants.first().map_or_else(String::new, |variant| {
        if variant.id.is_empty() { format!("\"{}\"", variant.name()) } else { variant.id.clone() }
    });
    let message = format!(
        "listing \"{}\" offers {} variants and none is chosen: {}{more}; what differs between them is no evidence",
        listing.id,
        listing.variants.len(),
        ids.join("; ")
    );
    Finding::new(Code::Variants, &listing.file, message)
        .at_line(listing.line)
        .help(format!("choose the accused one by --variant {first}, or save the page with it selected"))
}
