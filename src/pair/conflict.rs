//! Exclusive values of an element against those of a listing.

use crate::listing::passages::Place;
use crate::pair::compiled::CompiledElement;
use crate::pair::lexicon::Link;
use crate::pair::stated::ClaimValue;
use crate::pair::text::{ListingText, ListingValue};

/// How near to its thing a value must stand in running text, in tokens.
const NEAR: u32 = 3;

/// A value that the listing states and the element excludes.
#[derive(Clone, Copy, Debug)]
pub struct Conflict {
    /// Index of the claim's value in the element.
    pub claimed: usize,
    /// Index of the listing's value.
    pub offered: usize,
}

/// The conflicts of an element. A value conflicts only when it is said of the same thing, and when the listing nowhere
/// states a value that agrees: a product may well have parts of several materials.
pub fn conflicts(element: &CompiledElement, text: &ListingText) -> Vec<Conflict> {
    let mut found = Vec::new();
    for (index, claimed) in element.values.iter().enumerate() {
        let stated =
            || text.values.iter().enumerate().filter(|(_, offered)| offered.value.property == claimed.value.property);
        // Whatever the element names as this property counts: of alternatives one is enough.
        // A class that only names the thing ("said polyolefin") asks for nothing.
        let names_class = |other: &ClaimValue| element.values.iter().any(|kind| kind.class == Some(other.value));
        let wanted =
            element.values.iter().filter(|other| other.value.property == claimed.value.property && !names_class(other));
        let agrees = |offered: &ListingValue| wanted.clone().any(|other| other.value.allows(offered.value));
        if claimed.negated || stated().any(|(_, offered)| !offered.denied && agrees(offered)) {
            continue;
        }
        let same_thing = stated().find(|(_, offered)| {
            text.passages[offered.passage as usize].place != Place::Category
                && !offered.denied
                && !offered.elsewhere
                && of_same_thing(element, claimed, offered, text)
        });
        if let Some((offered, _)) = same_thing {
            found.push(Conflict { claimed: index, offered });
        }
    }
    found
}

/// Whether the title names a thing: then it is the product.
fn in_title(owner: u32, scope: u32, text: &ListingText) -> bool {
    text.hits_of(owner, scope).any(|hit| {
        text.passages[hit.passage as usize].place == Place::Title
            && hit.link < Link::Typo
            && !hit.denied
            && !hit.elsewhere
    })
}

fn of_same_thing(element: &CompiledElement, claimed: &ClaimValue, offered: &ListingValue, text: &ListingText) -> bool {
    let product = || claimed.whole || claimed.owners.iter().any(|owner| in_title(*owner, element.scope, text));
    if offered.whole && product() {
        return true;
    }
    // A stated composition that adds up leaves no room for another material, but for hardware that labels leave out.
    if offered.whole_of_it && !claimed.value.path.starts_with("metal") {
        return true;
    }
    // "said polyolefin is polyethylene" against polypropylene.
    if claimed.class.is_some_and(|class| class != claimed.value && class.covers(offered.value)) {
        return true;
    }
    claimed.owners.iter().any(|owner| {
        text.hits_of(*owner, element.scope).any(|hit| {
            hit.passage == offered.passage
                && !hit.denied
                && hit.link <= Link::Curated
                && hit.token != offered.token
                && (offered.token..offered.token + NEAR + 1).contains(&hit.token)
        })
    })
}
