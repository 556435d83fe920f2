//! Joining what several blocks of a page say of one product.

use std::collections::HashSet;

use crate::listing::{Attribute, Listing};

/// Adds what is missing: empty fields are filled, lists get what they do not have yet, and the description gets the
/// lines that neither it nor a bullet holds.
pub(crate) fn merge(listing: &mut Listing, other: Listing) {
    let fill = |field: &mut String, value: String| {
        if field.trim().is_empty() {
            *field = value;
        }
    };
    fill(&mut listing.id, other.id);
    fill(&mut listing.url, other.url);
    fill(&mut listing.title, other.title);
    fill(&mut listing.brand, other.brand);
    fill(&mut listing.category, other.category);
    fill(&mut listing.seller, other.seller);
    fill(&mut listing.price, other.price);
    let key = |attribute: &Attribute| (attribute.name.to_lowercase(), squeezed(&attribute.value));
    let mut known: HashSet<_> = listing.attributes.iter().map(key).collect();
    listing.attributes.extend(other.attributes.into_iter().filter(|attribute| known.insert(key(attribute))));
    let mut known: HashSet<String> = listing.bullets.iter().map(|bullet| squeezed(bullet)).collect();
    listing.bullets.extend(other.bullets.into_iter().filter(|bullet| known.insert(squeezed(bullet))));
    if listing.variants.is_empty() {
        listing.variants = other.variants;
        fill(&mut listing.variant, other.variant);
    }
    for image in other.images {
        if !listing.images.contains(&image) {
            listing.images.push(image);
        }
    }
    let more = other.description;
    // A cut-off copy gives way to the whole.
    let start = squeezed(listing.description.trim_end_matches(['.', '…', ' ']));
    if listing.description.is_empty() || squeezed(&more).starts_with(&start) {
        listing.description = more;
        return;
    }
    // A line may be a part of what is there; in very long descriptions only whole lines are looked for.
    let known = squeezed(&listing.description);
    let lines: HashSet<String> = listing.description.lines().map(squeezed).collect();
    let is_known = |line: &str| {
        let line = squeezed(line);
        line.is_empty() || lines.contains(&line) || (known.len() <= LONG_DESCRIPTION && known.contains(&line))
    };
    for line in more.lines().filter(|line| !is_known(line)) {
        listing.description.push('\n');
        listing.description.push_str(line);
    }
}

/// Text for comparing: lower case, without white space and punctuation.
pub(crate) fn squeezed(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

/// From this length on, in bytes, a description is compared by whole lines.
const LONG_DESCRIPTION: usize = 1 << 16;
