//! Laws of comparing: what must hold for any claim and any listing.

use std::sync::LazyLock;

use proptest::prelude::*;
use readson::chart::{Chart, Standing, Support};
use readson::listing::{Attribute, Listing};
use readson::load::{self, Role};
use readson::pair::{Matcher, Selection};
use readson::patent::Patent;
use readson::patent::read::pasted;
use readson::text::source::Source;

use crate::common::{charts, charts_with, files, load, sample_listings, sample_patents, shared, shared_patents};

/// The sample patents with all their claims, and the sample listings.
fn samples() -> (Vec<Patent>, Vec<Listing>) {
    let loaded = load(&sample_patents(), &sample_listings());
    assert!(loaded.patents.len() >= 6 && loaded.listings.len() >= 10);
    (loaded.patents, loaded.listings)
}

/// About `count` of the shared listings, evenly from every source; `None` where they are not there.
fn shared_listings(count: usize) -> Option<Vec<Listing>> {
    let mut found = Vec::new();
    let sources = files(&shared("listings")?, &["jsonl"]);
    for file in &sources {
        let listings = load::file(file, Role::Listings).listings;
        let step = listings.len() * sources.len() / count;
        found.extend(listings.into_iter().step_by(step.max(1)).take(count / sources.len()));
    }
    Some(found)
}

/// A patent with these claims, one paragraph each.
fn patent(claims: &str) -> Patent {
    let mut parsed = pasted::read(&Source::from_bytes("US1.txt", format!("US1\n\n{claims}\n").as_bytes()));
    load::finish(&mut parsed.items[0]);
    parsed.items.remove(0)
}

fn listing(bullets: &[&str]) -> Listing {
    Listing {
        id: "x".to_owned(),
        bullets: bullets.iter().map(|text| (*text).to_owned()).collect(),
        ..Listing::default()
    }
}

fn supports(charts: &[Chart]) -> Vec<Support> {
    charts.iter().flat_map(|chart| chart.rows.iter().map(|row| row.support)).collect()
}

/// What holds for every chart whatever was compared.
fn sound(chart: &Chart, patent: &Patent, listing: &Listing) {
    let place = || format!("{} claim {} against {}", patent.number, chart.claim, listing.id);
    let any = |support: Support| chart.rows.iter().any(|row| row.support == support);
    let all_found = !chart.rows.is_empty() && chart.rows.iter().all(|row| row.support == Support::Found);
    let standing = match (any(Support::Contradicted), all_found) {
        (true, _) => Standing::Contradicted,
        (false, true) => Standing::AllFound,
        (false, false) => Standing::Open,
    };
    assert_eq!(chart.standing, standing, "{}", place());
    assert!(!chart.rows.is_empty(), "{}", place());
    for row in &chart.rows {
        let place = || format!("{} row {}", place(), row.label);
        assert!((0.0..=1.0).contains(&row.confidence), "{}: {}", place(), row.confidence);
        for evidence in row.evidence.iter().chain(&row.against) {
            let field = listing.field(&evidence.field).unwrap_or_else(|| panic!("{}: no {}", place(), evidence.field));
            let slice = field.get(evidence.start..evidence.end);
            assert_eq!(slice, Some(evidence.quote.as_str()), "{} {}", place(), evidence.field);
            assert!(!evidence.quote.trim().is_empty() && !evidence.because.is_empty(), "{} {evidence:?}", place());
            assert!((0.0..=1.0).contains(&evidence.score), "{}: {}", place(), evidence.score);
        }
        let cited = row.evidence.iter().take_while(|evidence| !evidence.lead).count();
        let best = row.evidence[..cited].first().map_or(0.0, |evidence| evidence.score);
        assert!(row.evidence[..cited].iter().all(|other| other.score <= best), "{}: {:?}", place(), row.evidence);
        assert!(row.evidence[cited..].iter().all(|evidence| evidence.lead), "{}: leads come last", place());
        match row.support {
            Support::Found => {
                assert!(cited > 0 && cited == row.evidence.len() && row.missing.is_empty(), "{}: {row:?}", place());
            }
            Support::Contradicted => assert!(!row.against.is_empty(), "{}", place()),
            Support::Weak => assert!(cited > 0, "{}: {row:?}", place()),
            Support::Missing => assert!(cited == 0, "{}", place()),
        }
        let same = chart.rows.iter().filter(|other| other.label == row.label).count();
        assert_eq!(same, 1, "{} is there twice", place());
        let claim = row.label.split('[').next().unwrap().parse().unwrap();
        let claim = patent.claim(claim).unwrap();
        let element = claim.elements.iter().find(|element| element.label == row.label).unwrap();
        assert_eq!(claim.slice(element), row.text, "{}", place());
        for word in &row.missing {
            assert!(row.text.contains(word.as_str()), "{}: {word} is not in {}", place(), row.text);
        }
    }
}

#[test]
fn every_sample_chart_is_sound() {
    let (patents, listings) = samples();
    let matcher = Matcher::compile(&patents, &Selection::All);
    for listing in &listings {
        for (at, chart) in charts_with(&matcher, &patents, listing).iter().enumerate() {
            sound(chart, &patents[matcher.selected(&patents, at).0], listing);
        }
    }
}

#[test]
fn every_shared_chart_is_sound_and_none_of_another_product_is_all_found() {
    let (Some(patents), Some(listings)) = (shared_patents(40), shared_listings(42)) else { return };
    let matcher = Matcher::compile(&patents, &Selection::All);
    let (mut count, mut rows, mut found, mut all) = (0, 0, 0, Vec::new());
    for listing in &listings {
        for (at, chart) in charts_with(&matcher, &patents, listing).iter().enumerate() {
            let patent = &patents[matcher.selected(&patents, at).0];
            sound(chart, patent, listing);
            count += 1;
            rows += chart.rows.len();
            found += chart.rows.iter().filter(|row| row.support == Support::Found).count();
            if chart.standing == Standing::AllFound {
                all.push(format!("{} claim {} {}", patent.number, chart.claim, listing.id));
            }
        }
    }
    eprintln!("{count} shared charts, {rows} rows, {found} found, {} all found", all.len());
    assert!(count > 10_000, "{count}");
    assert!(all.is_empty(), "{all:?}");
}

#[test]
fn a_listing_that_says_nothing_shows_nothing() {
    let (mut patents, _) = samples();
    patents.extend(shared_patents(20).unwrap_or_default());
    let blank = Listing {
        id: "blank".to_owned(),
        title: " ".to_owned(),
        bullets: vec![String::new(), "\u{2022}".to_owned()],
        attributes: vec![Attribute { name: "Material".to_owned(), value: String::new() }],
        description: "\n\n".to_owned(),
        ..Listing::default()
    };
    for listing in [listing(&[]), blank] {
        for chart in charts(&patents, &Selection::All, &listing) {
            assert_eq!(chart.standing, Standing::Open);
            for row in &chart.rows {
                assert_eq!(row.support, Support::Missing, "{} {}", chart.patent.number, row.text);
            }
        }
    }
}

/// Listings for the laws below: samples, and the first of each shared source where it is there.
fn any_listing() -> (Vec<Patent>, Vec<Listing>) {
    let (patents, mut listings) = samples();
    listings.extend(shared_listings(12).unwrap_or_default());
    (patents, listings)
}

/// The same, compiled once for all cases of a law.
static COMPILED: LazyLock<(Vec<Patent>, Vec<Listing>, Matcher)> = LazyLock::new(|| {
    let (patents, listings) = any_listing();
    let matcher = Matcher::compile(&patents, &Selection::All);
    (patents, listings, matcher)
});

#[test]
fn one_more_passage_never_makes_found_missing() {
    let (patents, listings) = any_listing();
    let matcher = Matcher::compile(&patents, &Selection::All);
    let mut worse = Vec::new();
    for (index, listing) in listings.iter().enumerate() {
        let before = charts_with(&matcher, &patents, listing);
        for other in listings.iter().cycle().skip(index + 1).take(5) {
            let mut more = listing.clone();
            more.bullets.push("It comes with a cloth and a good feeling".to_owned());
            more.bullets.extend(other.bullets.first().cloned());
            more.description += "\n";
            more.description += other.description.split_inclusive(". ").next().unwrap_or_default();
            for (old, new) in before.iter().zip(charts_with(&matcher, &patents, &more)) {
                for (old, new) in old.rows.iter().zip(&new.rows) {
                    if old.support < Support::Missing && new.support == Support::Missing {
                        worse.push(format!("{} {} {:?}", listing.id, old.label, more.bullets));
                    }
                }
            }
        }
    }
    assert!(worse.is_empty(), "{worse:#?}");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 60, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_passage_may_be_added_without_making_found_missing(
        bullet in prop_oneof![".{0,80}", "[a-z]{1,9}( [a-z]{1,9}){0,12}"], at in 0..100_usize
    ) {
        let (patents, listings) = samples();
        let matcher = Matcher::compile(&patents, &Selection::Independent);
        let listing = &listings[at % listings.len()];
        let mut more = listing.clone();
        more.bullets.push(bullet);
        let before = supports(&charts_with(&matcher, &patents, listing));
        let after = supports(&charts_with(&matcher, &patents, &more));
        for (old, new) in before.iter().zip(&after) {
            prop_assert!(*old != Support::Found || *new != Support::Missing, "{:?}", more.bullets.last());
        }
    }

    #[test]
    fn the_order_of_bullets_and_attributes_means_nothing(
        at in 0..100_usize, turn in 0..20_usize, flip in any::<bool>()
    ) {
        let (patents, listings, matcher) = &*COMPILED;
        let listing = &listings[at % listings.len()];
        let mut other = listing.clone();
        // Repeated names are told apart by their order, so these stay where they are.
        let mut names: Vec<&str> = listing.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        if names.len() == listing.attributes.len() && !names.is_empty() {
            other.attributes.rotate_left(turn % names.len());
        }
        if !other.bullets.is_empty() {
            let turn = turn % other.bullets.len();
            other.bullets.rotate_left(turn);
        }
        if flip {
            other.bullets.reverse();
            other.attributes.reverse();
        }
        let (before, after) = (charts_with(matcher, patents, listing), charts_with(matcher, patents, &other));
        for (before, after) in before.iter().zip(&after) {
            for (old, new) in before.rows.iter().zip(&after.rows) {
                prop_assert_eq!(
                    old.support, new.support, "{} {} in {}: {:#?}\n{:#?}", &before.patent.number, &old.text, &listing.id, old, new
                );
            }
        }
    }

    #[test]
    fn arbitrary_claims_and_listings_are_compared_soundly(
        claim in ".{1,120}", title in ".{0,60}", bullets in prop::collection::vec(".{0,60}", 0..4), description in ".{0,200}",
        name in ".{0,10}",
    ) {
        let patent = patent(&format!("1. A {claim}"));
        let attributes = bullets.iter().map(|value| Attribute { name: name.clone(), value: value.clone() }).collect();
        let listing = Listing { id: "x".to_owned(), title, bullets, description, attributes, ..Listing::default() };
        for chart in charts(std::slice::from_ref(&patent), &Selection::All, &listing) {
            sound(&chart, &patent, &listing);
        }
    }
}

#[test]
fn a_sample_listing_of_another_product_is_never_all_found() {
    let (patents, listings) = samples();
    // The samples come in families: what a listing was written for, and what it was not.
    let family = |text: &str| {
        ["vessel", "stand", "collar", "pruner", "strap", "lamp", "opener"].into_iter().find(|name| text.contains(name))
    };
    let mut strangers = 0;
    for listing in &listings {
        for (patent, chart) in patents.iter().flat_map(|patent| {
            charts(std::slice::from_ref(patent), &Selection::All, listing).into_iter().map(move |chart| (patent, chart))
        }) {
            if family(&patent.file) != family(&listing.file) {
                strangers += 1;
                assert_ne!(chart.standing, Standing::AllFound, "{} {} {}", patent.file, chart.claim, listing.id);
            }
        }
    }
    assert!(strangers > 100, "{strangers}");
}

#[test]
fn the_best_listings_only_are_some_of_all() {
    let Some(folder) = shared("listings") else { return };
    let files = files(&folder, &["jsonl"]);
    let run = |more: &[&str]| {
        let mut args: Vec<std::path::PathBuf> =
            ["compare", "--format", "json", "--patents", "claims/vessel.md", "--listings"].map(Into::into).into();
        args.extend(files[..2].iter().cloned());
        args.push("tests/listings/vessel.jsonl".into());
        args.extend(more.iter().map(Into::into));
        let run = crate::common::readson(args);
        assert_eq!(run.code, 0, "{}", run.err);
        run.json()["charts"].as_array().unwrap().clone()
    };
    let all = run(&[]);
    let best = run(&["--top", "3"]);
    assert_eq!(best.len(), 3 * 2);
    assert!(best.iter().all(|chart| all.contains(chart)));
    assert_eq!(best[0]["listing"]["id"], "BRK-VSL-0471");
}

/// Links that rest on one claim's phrases must not reach another claim.
#[test]
fn a_chart_is_the_same_alone_and_in_company() {
    let (mut patents, mut listings) = samples();
    patents.extend(shared_patents(24).unwrap_or_default());
    listings.extend(shared_listings(30).unwrap_or_default());
    let matcher = Matcher::compile(&patents, &Selection::Independent);
    for listing in &listings {
        let together = charts_with(&matcher, &patents, listing);
        let alone: Vec<Chart> = patents
            .iter()
            .flat_map(|patent| charts(std::slice::from_ref(patent), &Selection::Independent, listing))
            .collect();
        assert_eq!(together.len(), alone.len());
        for (one, other) in together.iter().zip(&alone) {
            assert_eq!(serde_json::to_string(one).unwrap(), serde_json::to_string(other).unwrap());
        }
    }
}

/// `--best` keeps one chart for each patent and listing, and none of the patent's others has fewer gaps.
#[test]
fn the_best_claim_has_the_fewest_gaps() {
    use readson::chart::comparison::{Plan, charts};
    let (patents, listings) = samples();
    let plan = |best| Plan { claims: Selection::All, top: None, best };
    let (all, best) =
        (charts(&patents, &listings, &plan(false)).unwrap(), charts(&patents, &listings, &plan(true)).unwrap());
    assert_eq!(best.len(), patents.len() * listings.len());
    let gaps = |chart: &Chart| {
        let count = |support: Support| chart.rows.iter().filter(|row| row.support == support).count();
        (count(Support::Contradicted), chart.rows.len() - count(Support::Found))
    };
    for chart in &best {
        assert!(!chart.chosen.is_empty());
        let same = |other: &&Chart| other.patent.number == chart.patent.number && other.listing.id == chart.listing.id;
        assert_eq!(all.iter().filter(same).map(gaps).min(), Some(gaps(chart)));
    }
}
