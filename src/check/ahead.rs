//! What the rules have to say before a chart is made: of the patents and listings themselves, and of filing them at a
//! venue. Nothing here depends on the day.

use std::collections::BTreeMap;

use anyhow::Result;

use crate::check::complaint::Complaint;
use crate::check::facts::{self, complaint::Documents};
use crate::check::judge;
use crate::check::rules::{self, Rule};
use crate::check::venue::Venue;
use crate::listing::Listing;
use crate::patent::Patent;
use crate::text::finding::Finding;

/// The rules of complaints whose facts a comparison knows: the right's kind and office, and what kind of claim it is.
const OF_COMPLAINTS: [&str; 4] =
    ["V001-right-not-accepted", "V002-jurisdiction", "V010-dependent-claim", "V011-method-claim"];

/// What speaks against filing claims (patent numbers with claims) at a venue.
///
/// # Errors
/// When a rule of ours is wrong.
pub fn of_venue(patents: &[Patent], claims: &[(String, u32)], venue: &Venue) -> Result<Vec<Finding>> {
    let known = built_in()?;
    let rules: Vec<Rule> = known.into_iter().filter(|rule| OF_COMPLAINTS.contains(&rule.code.as_str())).collect();
    let mut by_patent: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
    for (patent, claim) in claims {
        let own = by_patent.entry(patent).or_default();
        if !own.contains(claim) {
            own.push(*claim);
        }
    }
    let mut subjects = Vec::new();
    for patent in patents {
        let Some(claims) = by_patent.remove(patent.number.as_str()) else { continue };
        let complaint =
            Complaint { right: Some(patent.number.clone()), claims, file: patent.file.clone(), ..Complaint::default() };
        let documents = Documents { patents: std::slice::from_ref(patent), listings: &[], drafts: &[], today: NO_DAY };
        subjects.push(facts::complaint::subject(&complaint, venue, documents)?);
    }
    judge::judge(&rules, &subjects)
}

/// What the rules find in patents and listings.
///
/// # Errors
/// When a rule of ours is wrong.
pub fn of_documents(patents: &[Patent], listings: &[Listing]) -> Result<Vec<Finding>> {
    let subjects = facts::documents::subjects(patents, listings, NO_DAY);
    judge::judge(&built_in()?, &subjects)
}

fn built_in() -> Result<Vec<Rule>> {
    rules::load::<&std::path::Path>(&[])
}

/// No date: facts that need one are not known.
const NO_DAY: &str = "";
