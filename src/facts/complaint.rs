//! Facts of a complaint against one venue.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, anyhow};
use minijinja::context;
use serde::Serialize;

use super::{Place, Subject, days_between, value};
use crate::claim::{Claim, Patent};
use crate::complaint::Complaint;
use crate::draft::Draft;
use crate::judge;
use crate::listing::Listing;
use crate::rules::Scope;
use crate::venue::{LIMITS, LimitValue, Venue};

/// See `docs/facts.md`.
#[derive(Debug, Serialize)]
struct VenueFacts<'a> {
    id: &'a str,
    name: &'a str,
    kind: crate::venue::VenueKind,
    rights: &'a [String],
    jurisdictions: &'a [String],
    languages: &'a [String],
    template: &'a str,
    papers: Vec<&'a str>,
    limits: BTreeMap<&'static str, Option<LimitValue>>,
}

/// See `docs/facts.md`.
#[derive(Debug, Serialize)]
struct Facts<'a> {
    venue: VenueFacts<'a>,
    right: Option<&'a str>,
    kind: Option<String>,
    jurisdiction: Option<String>,
    expired: Option<bool>,
    expires_in: Option<i64>,
    filed: Option<&'a str>,
    owner: Option<&'a str>,
    representative: Option<&'a str>,
    self_filed: bool,
    owner_matches: Option<bool>,
    papers: Vec<&'a str>,
    missing_papers: Vec<&'a str>,
    untranslated: Vec<&'a str>,
    evaluation: Option<&'a str>,
    listings: usize,
    unknown_listings: Vec<&'a str>,
    duplicate_listings: Vec<&'a str>,
    sellers: usize,
    claims: &'a [u32],
    dependent_claims: Vec<u32>,
    method_claims: Vec<u32>,
    rights: usize,
    reason: &'a str,
    reason_characters: usize,
    decision: bool,
    decision_paper: bool,
    test_purchase: bool,
    test_purchase_papers: Vec<&'static str>,
    test_purchase_seller_matches: Option<bool>,
    other_matter: bool,
    chart: bool,
    chart_open: usize,
    pairs: usize,
    views: Vec<&'static str>,
    prior_sale: Option<bool>,
    undated_listings: Vec<&'a str>,
    largest_attachment_mb: Option<f64>,
}

/// The documents a complaint refers to.
#[derive(Clone, Copy, Debug)]
pub struct Documents<'a> {
    /// Patents.
    pub patents: &'a [Patent],
    /// Listings.
    pub listings: &'a [Listing],
    /// Drafted charts.
    pub drafts: &'a [Draft],
    /// The day of the check.
    pub today: &'a str,
}

/// The complaint as a subject.
///
/// # Errors
/// When a venue's condition for a paper cannot be evaluated.
pub fn subject(complaint: &Complaint, venue: &Venue, documents: Documents) -> Result<Subject> {
    let Documents { patents, listings, drafts, today } = documents;
    let number = complaint.right.as_deref();
    let patent = patents.iter().find(|patent| number.is_none_or(|number| patent.number == number));
    let kind = patent
        .map(|patent| serde_json::to_value(patent.kind))
        .and_then(Result::ok)
        .and_then(|kind| kind.as_str().map(str::to_owned));
    let jurisdiction = patent
        .map(|patent| patent.jurisdiction.clone())
        .or_else(|| number.map(crate::parse::claims_front::office))
        .filter(|code| !code.is_empty());
    let named: Vec<(&str, Option<&Listing>)> = complaint
        .listings
        .iter()
        .map(|id| {
            (
                id.as_str(),
                listings.iter().find(|listing| listing.id == *id || (!listing.url.is_empty() && listing.url == *id)),
            )
        })
        .collect();
    let found: Vec<&Listing> = named.iter().filter_map(|(_, listing)| *listing).collect();
    let on_file = |kind: &str| complaint.papers.iter().any(|paper| paper.kind == kind);
    let claims: Vec<&Claim> = complaint.claims.iter().filter_map(|claim| patent?.claim(*claim)).collect();
    let method = |claim: &&&Claim| super::claim::is_method_text(&claim.text);
    let self_filed = complaint.representative.is_none();
    let filed = patent.and_then(|patent| patent.filed.as_deref());
    let asked = context! {
        kind => kind.clone(), jurisdiction => jurisdiction.clone(), filed => filed, self_filed => self_filed,
        decision => complaint.decision, test_purchase => complaint.test_purchase.is_some(),
    };
    let environment = judge::environment();
    let mut missing_papers = Vec::new();
    for paper in venue.papers.iter().filter(|paper| paper.confirmed) {
        let holds = environment
            .compile_expression(&paper.when)
            .and_then(|when| when.eval(asked.clone()))
            .map_err(|error| anyhow!("venues/{}.md: paper {}: {error}", venue.id, paper.kind))?;
        let there = on_file(&paper.kind)
            || match paper.kind.as_str() {
                "chart" => complaint.chart.is_some(),
                "views" => !complaint.pairs.is_empty(),
                "evaluation" => complaint.evaluation.is_some(),
                "test-purchase" => complaint.test_purchase.is_some(),
                _ => false,
            };
        if holds.is_true() && !there && !missing_papers.contains(&paper.kind.as_str()) {
            missing_papers.push(paper.kind.as_str());
        }
    }
    let reads = |language: &str| venue.languages.is_empty() || venue.languages.iter().any(|known| known == language);
    let translated = on_file("translation");
    let purchase = complaint.test_purchase.as_ref();
    let lacks = |purchase: &crate::complaint::TestPurchase| {
        let empty = |value: &Option<String>| value.as_ref().is_none_or(|value| value.trim().is_empty());
        [
            ("order number", empty(&purchase.order)),
            ("date", empty(&purchase.date)),
            ("seller", empty(&purchase.seller)),
            ("photo", !purchase.photo),
        ]
        .into_iter()
        .filter_map(|(what, lacking)| lacking.then_some(what))
        .collect()
    };
    let chart = complaint.chart.as_deref().map(|path| {
        let name = path.rsplit(['/', '\\']).next().unwrap_or(path);
        drafts.iter().find(|draft| draft.file.rsplit(['/', '\\']).next() == Some(name))
    });
    let first_date = patent.and_then(|patent| patent.priority.as_deref().or(patent.filed.as_deref()));
    let earlier = |listing: &&Listing| {
        let seen = super::listing::captured(listing);
        seen.as_deref().zip(first_date).and_then(|(seen, first)| days_between(seen, first)).is_some_and(|days| days > 0)
    };
    let mut seen = BTreeSet::new();
    let lower = complaint.reason.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    let facts = Facts {
        venue: VenueFacts {
            id: &venue.id,
            name: &venue.name,
            kind: venue.kind,
            rights: if venue.confirmed { &venue.rights } else { &[] },
            jurisdictions: if venue.confirmed { &venue.jurisdictions } else { &[] },
            languages: &venue.languages,
            template: &venue.template,
            papers: venue.papers.iter().map(|paper| paper.kind.as_str()).collect(),
            limits: LIMITS
                .iter()
                .map(|name| (*name, venue.limits.get(*name).filter(|limit| limit.confirmed).map(|limit| limit.value)))
                .collect(),
        },
        right: number.or(patent.map(|patent| patent.number.as_str())),
        expired: patent.and_then(|patent| super::patent::expired(patent, today)),
        expires_in: patent.and_then(|patent| days_between(today, patent.expires.as_deref()?)),
        filed,
        owner: complaint.owner.as_deref(),
        representative: complaint.representative.as_deref(),
        self_filed,
        owner_matches: patent
            .and_then(|patent| patent.owner.as_deref())
            .zip(complaint.owner.as_deref())
            .map(|(a, b)| super::plain_words(a) == super::plain_words(b)),
        papers: complaint.papers.iter().map(|paper| paper.kind.as_str()).collect(),
        missing_papers,
        untranslated: complaint
            .papers
            .iter()
            .filter(|paper| !translated && paper.language.as_deref().is_some_and(|language| !reads(language)))
            .map(|paper| paper.kind.as_str())
            .collect(),
        evaluation: complaint.evaluation.as_deref().or_else(|| {
            complaint
                .papers
                .iter()
                .find(|paper| paper.kind == "evaluation")
                .and_then(|paper| paper.conclusion.as_deref())
        }),
        listings: complaint.listings.len(),
        unknown_listings: named.iter().filter(|(_, listing)| listing.is_none()).map(|(id, _)| *id).collect(),
        duplicate_listings: complaint.listings.iter().map(String::as_str).filter(|id| !seen.insert(*id)).collect(),
        sellers: found
            .iter()
            .map(|listing| listing.seller.as_str())
            .filter(|seller| !seller.is_empty())
            .collect::<BTreeSet<_>>()
            .len(),
        claims: &complaint.claims,
        dependent_claims: claims
            .iter()
            .filter(|claim| !claim.depends_on.is_empty())
            .map(|claim| claim.number)
            .collect(),
        method_claims: claims.iter().filter(method).map(|claim| claim.number).collect(),
        rights: usize::from(number.is_some()) + complaint.further_rights.len(),
        reason: &complaint.reason,
        reason_characters: complaint.reason.chars().count(),
        decision: complaint.decision,
        decision_paper: on_file("decision"),
        test_purchase: purchase.is_some(),
        test_purchase_papers: purchase.map(lacks).unwrap_or_default(),
        test_purchase_seller_matches: purchase
            .and_then(|purchase| purchase.seller.as_deref())
            .filter(|_| !found.is_empty())
            .map(|seller| {
                found.iter().any(|listing| super::plain_words(&listing.seller) == super::plain_words(seller))
            }),
        other_matter: any(&[
            "genuine",
            "authentic",
            "original goods",
            "price",
            "cheaper",
            "unauthorised seller",
            "unauthorized seller",
            "distribution channel",
            "grey market",
            "gray market",
        ]) && !any(&["patent", "claim", "design", "feature", "element"]),
        chart: complaint.chart.is_some() || on_file("chart"),
        chart_open: chart.flatten().map_or(0, |draft| {
            draft
                .rows
                .iter()
                .filter(|row| {
                    row.evidence.trim().is_empty() || matches!(row.verdict.as_str(), "open" | "needs evidence")
                })
                .count()
        }),
        pairs: complaint.pairs.len(),
        views: patent.map(super::patent::views).unwrap_or_default().into_iter().map(super::patent::view_name).collect(),
        prior_sale: first_date.map(|_| found.iter().any(earlier)),
        undated_listings: found
            .iter()
            .filter(|listing| super::listing::captured(listing).is_none())
            .map(|listing| listing.id.as_str())
            .collect(),
        largest_attachment_mb: complaint.papers.iter().filter_map(|paper| paper.mb).reduce(f64::max),
        kind,
        jurisdiction,
    };
    Ok(Subject {
        scope: Scope::Complaint,
        facts: value(&facts),
        place: Place {
            file: complaint.file.clone(),
            line: Some(1),
            about: format!("complaint to {}", venue.name),
            around: complaint.reason.clone(),
            ..Place::default()
        },
        text: complaint.reason.clone(),
    })
}
