//! Facts of all patents and listings that are checked together.

use crate::check::facts::{Subject, claim, listing, patent, reference};
use crate::listing::Listing;
use crate::patent::Patent;

/// The patents with their claims and references, then the listings, as subjects on a day.
pub fn subjects(patents: &[Patent], listings: &[Listing], today: &str) -> Vec<Subject> {
    let mut subjects = Vec::new();
    for one in patents {
        subjects.push(patent::subject(one, today));
        subjects.extend(claim::subjects(one));
        subjects.extend(reference::subjects(one));
    }
    subjects.extend(listings.iter().map(|one| listing::subject(one, today)));
    subjects
}
