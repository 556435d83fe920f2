//! Laws of comparing: what must hold for any claim and any listing.

use proptest::prelude::*;
use readson::chart::{Chart, Row, Standing, Support};
use readson::claim::{Kind, Patent};
use readson::listing::{Attribute, Listing};
use readson::load::{self, Role};
use readson::pair::{Matcher, Selection};
use readson::parse::claims_text;
use readson::source::Source;

use crate::common::{charts, charts_with, files, load, sample_listings, sample_patents, shared};

/// The sample patents with all their claims, and the sample listings.
fn samples() -> (Vec<Patent>, Vec<Listing>) {
    let loaded = load(&sample_patents(), &sample_listings());
    assert!(loaded.patents.len() >= 6 && loaded.listings.len() >= 10);
    (loaded.patents, loaded.listings)
}

/// Every `step`-th of the shared listings, of every source.
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

fn shared_patents(count: usize) -> Option<Vec<Patent>> {
    let files = files(&shared("patents/utility-xml")?, &["xml"]);
    let step = (files.len() / count).max(1);
    Some(files.iter().step_by(step).take(count).flat_map(|file| load::file(file, Role::Patents).patents).collect())
}

/// A patent with these claims, one paragraph each.
fn patent(claims: &str) -> Patent {
    let mut parsed = claims_text::read(&Source::from_bytes("US1.txt", format!("US1\n\n{claims}\n").as_bytes()));
    load::finish(&mut parsed.patents[0]);
    parsed.patents.remove(0)
}

fn listing(bullets: &[&str]) -> Listing {
    Listing {
        id: "x".to_owned(),
        bullets: bullets.iter().map(|text| (*text).to_owned()).collect(),
        ..Listing::default()
    }
}

/// The chart of claim 1 of a claim's text against some bullets.
fn chart(claim: &str, bullets: &[&str]) -> Chart {
    charts(&[patent(&format!("1. {claim}"))], &Selection::All, &listing(bullets)).remove(0)
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
        assert!(row.evidence.is_sorted_by(|a, b| a.score >= b.score), "{}: {:?}", place(), row.evidence);
        match row.support {
            Support::Found => assert!(!row.evidence.is_empty() && row.missing.is_empty(), "{}: {row:?}", place()),
            Support::Contradicted => assert!(!row.against.is_empty(), "{}", place()),
            Support::Weak => assert!(!row.evidence.is_empty(), "{}: {row:?}", place()),
            Support::Missing => assert!(row.evidence.is_empty(), "{}", place()),
        }
        if chart.rows.iter().filter(|other| other.label == row.label).count() > 1 {
            panic!("{} is there twice", place());
        }
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

/// Each claim alone with the texts of its rows, its parents' rows included; not designs, which words never show.
fn chains(patents: &[Patent]) -> Vec<(Patent, u32, Vec<String>)> {
    let empty = listing(&[]);
    let mut found = Vec::new();
    for patent in patents.iter().filter(|patent| patent.kind == Kind::Utility) {
        for chart in charts(std::slice::from_ref(patent), &Selection::All, &empty) {
            found.push((patent.clone(), chart.claim, chart.rows.into_iter().map(|row| row.text).collect()));
        }
    }
    found
}

/// Rows of a claim that are not `found` in a listing that says the claim.
fn not_found(patent: &Patent, claim: u32, listing: &Listing) -> Vec<String> {
    let chart = charts(std::slice::from_ref(patent), &Selection::Numbers(vec![claim]), listing).remove(0);
    let open = |row: &&Row| row.support != Support::Found;
    chart
        .rows
        .iter()
        .filter(open)
        .map(|row| {
            format!("{} {:?} {:?} | {} | missing {:?}", patent.number, row.label, row.support, row.text, row.missing)
        })
        .collect()
}

/// Ways in which a listing can say a claim in the claim's own words.
fn own_words(texts: &[String]) -> [Listing; 3] {
    let bullets = Listing { id: "bullets".to_owned(), bullets: texts.to_vec(), ..Listing::default() };
    let lines = Listing { id: "lines".to_owned(), description: texts.join("\n"), ..Listing::default() };
    let text = Listing { id: "text".to_owned(), description: texts.concat(), ..Listing::default() };
    [bullets, lines, text]
}

#[test]
fn a_listing_in_the_words_of_a_sample_claim_has_it_all() {
    let (patents, _) = samples();
    let mut open = Vec::new();
    for (patent, claim, texts) in chains(&patents) {
        for listing in own_words(&texts) {
            open.extend(not_found(&patent, claim, &listing).into_iter().map(|row| format!("{}: {row}", listing.id)));
        }
    }
    assert!(open.is_empty(), "{} rows:\n{}", open.len(), open.join("\n"));
}

#[test]
fn a_listing_in_the_words_of_a_shared_claim_has_it_all() {
    let Some(patents) = shared_patents(106) else { return };
    let (mut open, mut rows) = (Vec::new(), 0);
    for (patent, claim, texts) in chains(&patents).into_iter().step_by(5) {
        let [bullets, ..] = own_words(&texts);
        rows += texts.len();
        open.extend(not_found(&patent, claim, &bullets));
    }
    eprintln!("own words: {} of {rows} rows are not found", open.len());
    assert!(open.is_empty(), "{} rows:\n{}", open.len(), open.join("\n"));
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
                    if old.support == Support::Found && new.support == Support::Missing
                        || old.support == Support::Weak && new.support == Support::Missing
                    {
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
        let (patents, listings) = any_listing();
        let matcher = Matcher::compile(&patents, &Selection::All);
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
        let (before, after) = (charts_with(&matcher, &patents, listing), charts_with(&matcher, &patents, &other));
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

/// Claims with one quantity, a listing's value that meets it, the same in other units, and ten times the value.
const QUANTITIES: [(&str, &str, &[&str], &str); 9] = [
    (
        "a base plate having a thickness of 20 mm",
        "base plate thickness 20 mm",
        &["base plate thickness 2 cm", "base plate thickness 0.02 m", "base plate thickness: 20mm"],
        "base plate thickness 200 mm",
    ),
    (
        "a base plate having a thickness of 1.5 mm to 4 mm",
        "base plate with a thickness of 2 mm",
        &["base plate with a thickness of 0.2 cm", "base plate with a thickness of 2.0 mm"],
        "base plate with a thickness of 20 mm",
    ),
    (
        "a strap having a width of less than 25 mm",
        "strap with a width of 20 mm",
        &["strap with a width of 2 cm", "strap with a width of 0.8 inches", "strap with a width of 0.8\""],
        "strap with a width of 200 mm",
    ),
    (
        "a body having a capacity of at most 1,000 ml",
        "body with a capacity of 500 ml",
        &["body with a capacity of 0.5 l", "body with a capacity of 0.5 litres", "body with a capacity of 500ml"],
        "body with a capacity of 5000 ml",
    ),
    (
        "a handle having a length between 10 cm and 20 cm",
        "handle with a length of 15 cm",
        &["handle with a length of 150 mm", "handle with a length of 6 inches"],
        "handle with a length of 150 cm",
    ),
    (
        "a tool having a mass not exceeding 300 g",
        "tool with a mass of 250 g",
        &["tool with a mass of 0.25 kg", "tool with a mass of 8.8 oz"],
        "tool with a mass of 2500 g",
    ),
    (
        "a battery having a voltage of 5 V",
        "battery with a voltage of 5 V",
        &["battery with a voltage of 5000 mV", "battery with a voltage of 5 volts"],
        "battery with a voltage of 50 V",
    ),
    (
        "a timer that lasts up to 60 minutes",
        "timer that lasts up to 60 minutes",
        &["timer that lasts up to 1 hour", "timer that lasts up to 60 min"],
        "timer that lasts up to 600 minutes",
    ),
    ("four non-slip pads", "4 non-slip pads", &["four non-slip pads", "non-slip pads: 4"], "40 non-slip pads"),
];

fn quantity_row(claim: &str, bullet: &str) -> Row {
    chart(&format!("A device comprising: {claim}."), &["A device", bullet]).rows.remove(1)
}

#[test]
fn a_value_in_another_unit_is_the_same_value() {
    let mut wrong = Vec::new();
    for (claim, value, same, _) in QUANTITIES {
        let support = quantity_row(claim, value).support;
        if support != Support::Found {
            wrong.push(format!("{claim} | {value}: {support:?}"));
        }
        for other in same {
            let other_support = quantity_row(claim, other).support;
            if other_support != support {
                wrong.push(format!("{claim} | {value}: {support:?}, {other}: {other_support:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn ten_times_the_value_is_not_found() {
    let mut wrong = Vec::new();
    for (claim, _, _, tenfold) in QUANTITIES {
        let row = quantity_row(claim, tenfold);
        if row.support != Support::Contradicted {
            wrong.push(format!("{claim} | {tenfold}: {:?}", row.support));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Elements that need a thing, and bullets that deny it.
const DENIALS: [(&str, &[&str]); 5] = [
    (
        "a sealing ring of silicone",
        &[
            "without a sealing ring of silicone",
            "no sealing ring of silicone",
            "does not have a sealing ring of silicone",
            "sealing ring of silicone not included",
            "a body without any silicone sealing ring",
        ],
    ),
    (
        "a carrying loop attached to the lid",
        &[
            "no carrying loop attached to the lid",
            "without carrying loop attached to the lid",
            "the lid comes without a carrying loop",
        ],
    ),
    (
        "a rechargeable battery in the housing",
        &[
            "no rechargeable battery in the housing",
            "rechargeable battery is not included in the housing",
            "the housing has no rechargeable battery",
        ],
    ),
    (
        "a safety catch",
        &[
            "without safety catch",
            "has no safety catch",
            "lacks a safety catch",
            "safety catch: no",
            "this tool doesn't have a safety catch",
        ],
    ),
    (
        "a hinge connecting the lid to the body",
        &["no hinge connecting the lid to the body", "lid connected to the body without a hinge"],
    ),
];

#[test]
fn a_denied_thing_is_not_found() {
    let mut wrong = Vec::new();
    for (element, denials) in DENIALS {
        let claim = format!("A device comprising: a lid; a body; a housing; and {element}.");
        let last = |bullet: &str| {
            chart(&claim, &["A device", "a lid", "a body", "a housing", bullet]).rows.pop().unwrap().support
        };
        if last(element) != Support::Found {
            wrong.push(format!("{element} itself: {:?}", last(element)));
        }
        for denial in denials {
            if matches!(last(denial), Support::Found) {
                wrong.push(format!("{element} | {denial}: {:?}", last(denial)));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_word_of_denial_before_the_head_noun_never_leaves_found() {
    // The sample claims in their own words, with each key noun of an element denied in turn.
    let (patents, _) = samples();
    let mut wrong = Vec::new();
    let mut tried = 0;
    for patent in patents.iter().filter(|patent| patent.kind == Kind::Utility) {
        for claim in patent.claims.iter().filter(|claim| claim.depends_on.is_empty()) {
            for (index, element) in
                claim.elements.iter().enumerate().skip(1).filter(|(_, element)| !element.flags.negative)
            {
                let Some(term) = element
                    .terms
                    .first()
                    .filter(|term| matches!(term.determiner, readson::claim::Determiner::Indefinite))
                else {
                    continue;
                };
                let text = claim.slice(element);
                for word in ["no ", "without "] {
                    let noun = &claim.text[term.start..element.end];
                    let denied = format!("{word}{noun}");
                    let mut bullets: Vec<&str> = claim.elements.iter().map(|element| claim.slice(element)).collect();
                    bullets[index] = &denied;
                    let chart = charts(
                        std::slice::from_ref(patent),
                        &Selection::Numbers(vec![claim.number]),
                        &listing(&bullets),
                    )
                    .remove(0);
                    tried += 1;
                    if chart.rows[index].support == Support::Found {
                        wrong.push(format!("{} {text:?} | {denied:?}", element.label));
                    }
                }
            }
        }
    }
    assert!(tried > 30, "{tried}");
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn a_negative_limitation_is_met_only_when_the_listing_says_so() {
    let claim = "A device comprising: a housing; and a lid, the lid being free of any latch.";
    let last = |bullets: &[&str]| chart(claim, bullets).rows.pop().unwrap().support;
    let base = ["A device", "a housing", "a lid"];
    assert_ne!(last(&base), Support::Found);
    for says in ["the lid is free of any latch", "a lid without any latch", "the lid has no latch"] {
        assert_eq!(last(&[&base[..], &[says]].concat()), Support::Found, "{says}");
    }
    for denies in ["the lid has a latch", "a lid with a latch"] {
        assert_eq!(last(&[&base[..], &[denies]].concat()), Support::Contradicted, "{denies}");
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
