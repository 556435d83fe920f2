//! Facts of a complaint against one venue.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Result, anyhow};
use minijinja::context;
use serde::Serialize;

use crate::check::complaint::{Complaint, PaperOnFile, TestPurchase};
use crate::check::condition::environment;
use crate::check::draft::{Draft, DraftRow};
use crate::check::facts::{Place, Scope, Subject, days_between, value};
use crate::check::venue::{LIMITS, LimitValue, Venue};
use crate::listing::Listing;
use crate::patent::{Claim, Patent};

/// See `docs/facts.md`.
#[derive(Debug, Serialize)]
struct VenueFacts<'a> {
    id: &'a str,
    name: &'a str,
    kind: crate::check::venue::VenueKind,
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
    known_right: bool,
    unknown_claims: Vec<u32>,
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
    chart_missing: bool,
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
    let number = complaint.right.as_deref();
    let patent = documents.patents.iter().find(|patent| number.is_none_or(|number| patent.number == number));
    let about = About::of(complaint, patent, documents);
    let missing_papers = missing_papers(complaint, venue, &about)?;
    let facts = facts(complaint, venue, &about, missing_papers, documents);
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

/// What the complaint is about, found among the documents.
struct About<'a> {
    patent: Option<&'a Patent>,
    kind: Option<String>,
    jurisdiction: Option<String>,
    /// The listings as named, and as found.
    named: Vec<(&'a str, Option<&'a Listing>)>,
    claims: Vec<&'a Claim>,
}

impl<'a> About<'a> {
    fn of(complaint: &'a Complaint, patent: Option<&'a Patent>, documents: Documents<'a>) -> About<'a> {
        let is = |listing: &Listing, id: &str| listing.id == id || (!listing.url.is_empty() && listing.url == id);
        let named = |id: &'a String| (id.as_str(), documents.listings.iter().find(|listing| is(listing, id)));
        let kind = patent.and_then(|patent| serde_json::to_value(patent.kind).ok());
        let office = || complaint.right.as_deref().map(crate::patent::read::front::office);
        About {
            patent,
            kind: kind.and_then(|kind| kind.as_str().map(str::to_owned)),
            jurisdiction: patent
                .map(|patent| patent.jurisdiction.clone())
                .or_else(office)
                .filter(|code| !code.is_empty()),
            named: complaint.listings.iter().map(named).collect(),
            claims: complaint.claims.iter().filter_map(|claim| patent?.claim(*claim)).collect(),
        }
    }

    fn found(&self) -> impl Iterator<Item = &'a Listing> {
        self.named.iter().filter_map(|(_, listing)| *listing)
    }

    fn first_date(&self) -> Option<&'a str> {
        self.patent.and_then(|patent| patent.priority.as_deref().or(patent.filed.as_deref()))
    }
}

/// The papers that the venue asks for, by its own confirmed word, and that are not on file.
fn missing_papers<'a>(complaint: &Complaint, venue: &'a Venue, about: &About) -> Result<Vec<&'a str>> {
    let asked = context! {
        kind => about.kind.clone(),
        jurisdiction => about.jurisdiction.clone(),
        filed => about.patent.and_then(|patent| patent.filed.as_deref()),
        self_filed => complaint.representative.is_none(),
        decision => complaint.decision,
        test_purchase => complaint.test_purchase.is_some(),
    };
    let environment = environment();
    let mut missing = Vec::new();
    for paper in venue.papers.iter().filter(|paper| paper.confirmed) {
        let holds = environment
            .compile_expression(&paper.when)
            .and_then(|when| when.eval(asked.clone()))
            .map_err(|error| anyhow!("venues/{}.md: paper {}: {error}", venue.id, paper.kind))?;
        let there = complaint.papers.iter().any(|filed| filed.kind == paper.kind)
            || match paper.kind.as_str() {
                "chart" => complaint.chart.is_some(),
                "views" => !complaint.pairs.is_empty(),
                "evaluation" => complaint.evaluation.is_some(),
                "test-purchase" => complaint.test_purchase.is_some(),
                _ => false,
            };
        if holds.is_true() && !there && !missing.contains(&paper.kind.as_str()) {
            missing.push(paper.kind.as_str());
        }
    }
    Ok(missing)
}

fn venue_facts(venue: &Venue) -> VenueFacts<'_> {
    let limit =
        |name: &&'static str| (*name, venue.limits.get(*name).filter(|limit| limit.confirmed).map(|limit| limit.value));
    VenueFacts {
        id: &venue.id,
        name: &venue.name,
        kind: venue.kind,
        rights: if venue.confirmed { &venue.rights } else { &[] },
        jurisdictions: if venue.confirmed { &venue.jurisdictions } else { &[] },
        languages: &venue.languages,
        template: &venue.template,
        papers: venue.papers.iter().map(|paper| paper.kind.as_str()).collect(),
        limits: LIMITS.iter().map(limit).collect(),
    }
}

/// What a test purchase lacks.
fn lacking(purchase: &TestPurchase) -> Vec<&'static str> {
    let empty = |value: &Option<String>| value.as_ref().is_none_or(|value| value.trim().is_empty());
    let parts = [
        ("order number", empty(&purchase.order)),
        ("date", empty(&purchase.date)),
        ("seller", empty(&purchase.seller)),
        ("photo", !purchase.photo),
    ];
    parts.into_iter().filter_map(|(what, lacking)| lacking.then_some(what)).collect()
}

/// Rows of the chart that are not answered, where the chart is among the documents.
fn open_rows(complaint: &Complaint, drafts: &[Draft]) -> usize {
    let open =
        |row: &&DraftRow| row.evidence.trim().is_empty() || matches!(row.verdict.as_str(), "open" | "needs evidence");
    chart(complaint, drafts).map_or(0, |draft| draft.rows.iter().filter(open).count())
}

/// The complaint's chart among the documents, by the name of its file.
fn chart<'a>(complaint: &Complaint, drafts: &'a [Draft]) -> Option<&'a Draft> {
    let name = |path: &str| path.rsplit(['/', '\\']).next().unwrap_or(path).to_owned();
    let wanted = complaint.chart.as_deref().map(name)?;
    drafts.iter().find(|draft| name(&draft.file) == wanted)
}

fn unknown(complaint: &Complaint, patent: &Patent) -> Vec<u32> {
    complaint.claims.iter().copied().filter(|claim| patent.claim(*claim).is_none()).collect()
}

/// Whether a reason speaks of goods, prices or channels and not of the patent.
fn speaks_of_other_matter(reason: &str) -> bool {
    const OTHER: [&str; 10] = [
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
    ];
    let lower = reason.to_lowercase();
    let any = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    any(&OTHER) && !any(&["patent", "claim", "design", "feature", "element"])
}

fn facts<'a>(
    complaint: &'a Complaint,
    venue: &'a Venue,
    about: &About<'a>,
    missing_papers: Vec<&'a str>,
    documents: Documents<'a>,
) -> Facts<'a> {
    let patent = about.patent;
    let on_file = |kind: &str| complaint.papers.iter().any(|paper| paper.kind == kind);
    let reads = |language: &str| venue.languages.is_empty() || venue.languages.iter().any(|known| known == language);
    let foreign = |paper: &&PaperOnFile| paper.language.as_deref().is_some_and(|language| !reads(language));
    let first_date = about.first_date();
    let earlier = |listing: &Listing| {
        let seen = super::listing::captured(listing);
        seen.as_deref().zip(first_date).and_then(|(seen, first)| days_between(seen, first)).is_some_and(|days| days > 0)
    };
    let purchase = complaint.test_purchase.as_ref();
    let same = |a: &str, b: &str| super::plain_words(a) == super::plain_words(b);
    let sold_by = |seller: &str| about.found().any(|listing| same(&listing.seller, seller));
    let evaluation = || complaint.papers.iter().find(|paper| paper.kind == "evaluation")?.conclusion.as_deref();
    let owner = patent.and_then(|patent| patent.owner.as_deref());
    let sellers: BTreeSet<&str> = about.found().map(|listing| listing.seller.as_str()).collect();
    let mut seen = BTreeSet::new();
    Facts {
        venue: venue_facts(venue),
        right: complaint.right.as_deref().or(patent.map(|patent| patent.number.as_str())),
        kind: about.kind.clone(),
        jurisdiction: about.jurisdiction.clone(),
        expired: patent.and_then(|patent| super::patent::expired(patent, documents.today)),
        expires_in: patent.and_then(|patent| days_between(documents.today, patent.expires.as_deref()?)),
        filed: patent.and_then(|patent| patent.filed.as_deref()),
        owner: complaint.owner.as_deref(),
        representative: complaint.representative.as_deref(),
        self_filed: complaint.representative.is_none(),
        owner_matches: owner.zip(complaint.owner.as_deref()).map(|(a, b)| same(a, b)),
        papers: complaint.papers.iter().map(|paper| paper.kind.as_str()).collect(),
        missing_papers,
        untranslated: complaint
            .papers
            .iter()
            .filter(foreign)
            .filter(|_| !on_file("translation"))
            .map(|paper| paper.kind.as_str())
            .collect(),
        evaluation: complaint.evaluation.as_deref().or_else(evaluation),
        listings: complaint.listings.len(),
        unknown_listings: about.named.iter().filter(|named| named.1.is_none()).map(|named| named.0).collect(),
        duplicate_listings: complaint.listings.iter().map(String::as_str).filter(|id| !seen.insert(*id)).collect(),
        sellers: sellers.iter().filter(|seller| !seller.is_empty()).count(),
        claims: &complaint.claims,
        known_right: patent.is_some(),
        unknown_claims: patent.map(|patent| unknown(complaint, patent)).unwrap_or_default(),
        dependent_claims: numbers(&about.claims, |claim| !claim.depends_on.is_empty()),
        method_claims: numbers(&about.claims, |claim| super::claim::is_method_text(&claim.text)),
        rights: usize::from(complaint.right.is_some()) + complaint.further_rights.len(),
        reason: &complaint.reason,
        reason_characters: complaint.reason.chars().count(),
        decision: complaint.decision,
        decision_paper: on_file("decision"),
        test_purchase: purchase.is_some(),
        test_purchase_papers: purchase.map(lacking).unwrap_or_default(),
        test_purchase_seller_matches: purchase
            .and_then(|purchase| purchase.seller.as_deref())
            .filter(|_| about.found().next().is_some())
            .map(sold_by),
        other_matter: speaks_of_other_matter(&complaint.reason),
        chart: complaint.chart.is_some() || on_file("chart"),
        chart_missing: complaint.chart.is_some() && chart(complaint, documents.drafts).is_none(),
        chart_open: open_rows(complaint, documents.drafts),
        pairs: complaint.pairs.len(),
        views: patent.map(super::patent::views).unwrap_or_default().into_iter().map(super::patent::view_name).collect(),
        prior_sale: first_date.map(|_| about.found().any(earlier)),
        undated_listings: about
            .found()
            .filter(|listing| super::listing::captured(listing).is_none())
            .map(|listing| listing.id.as_str())
            .collect(),
        largest_attachment_mb: complaint.papers.iter().filter_map(|paper| paper.mb).reduce(f64::max),
    }
}

fn numbers(claims: &[&Claim], test: impl Fn(&Claim) -> bool) -> Vec<u32> {
    claims.iter().filter(|claim| test(claim)).map(|claim| claim.number).collect()
}
