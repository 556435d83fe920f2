//! What screening says is what charts say, whatever else is in the stream.

use std::collections::BTreeMap;

use proptest::prelude::*;
use readson::batch::portfolio::{self, Portfolio};
use readson::batch::screen::{Screener, Settings};
use readson::chart::{Chart, Support};
use readson::listing::Listing;
use readson::load::{Loaded, Role};
use readson::pair::{Matcher, Selection};

use super::{Room, lines, parsed, records};
use crate::common::{charts_with, files, load, sample_listings, sample_patents, shared};

/// The rule of `docs/batches.md`, written down a second time.
fn is_worth_a_look(chart: &Chart) -> bool {
    let shown = |support: Support| matches!(support, Support::Found | Support::Weak);
    let kind = chart.rows[0].support;
    let body = chart.rows.iter().any(|row| shown(row.support) && !row.label.ends_with("[pre]"));
    let points: f32 = chart
        .rows
        .iter()
        .map(|row| match row.support {
            Support::Found => 1.0,
            Support::Weak => 0.45,
            _ => 0.0,
        })
        .sum();
    kind == Support::Found
        || (chart.rows.len() == 1 && shown(kind))
        || (shown(kind) && body)
        || points / chart.rows.len() as f32 >= 0.3
}

/// Screens listings and holds the result against the charts of all claims. Gives the number of pairs.
fn same_as_charts(patents: &[readson::patent::Patent], listings: &[&Listing], selection: &Selection) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("index");
    let (header, sections) = portfolio::compile(patents, selection, Vec::new()).unwrap();
    let mut bytes = Vec::new();
    portfolio::write(header, &sections, &mut bytes).unwrap();
    std::fs::write(&file, bytes).unwrap();
    let portfolio = Portfolio::open(&file).unwrap();
    let settings = Settings::default();
    let mut screener = Screener::new(&portfolio, &settings);
    let matcher = Matcher::compile(patents, selection);
    let mut count = 0;
    for listing in listings {
        let pairs = screener.screen(listing).unwrap();
        count += pairs.len();
        let found: BTreeMap<u32, _> = pairs.iter().map(|pair| (pair.claim, pair)).collect();
        let charts = charts_with(&matcher, patents, listing);
        for (claim, chart) in charts.iter().enumerate() {
            let pair = found.get(&(claim as u32));
            let name = format!("{} claim {} and {}", chart.patent.number, chart.claim, listing.id);
            assert_eq!(pair.is_some(), is_worth_a_look(chart), "{name}");
            let Some(pair) = pair else { continue };
            assert_eq!(pair.standing, chart.standing, "{name}");
            assert_eq!(pair.rows.len(), chart.rows.len(), "{name}");
            for ((label, said), row) in pair.rows.iter().zip(&chart.rows) {
                assert_eq!((label, said.support), (&row.label, row.support), "{name}");
                assert!((said.confidence - row.confidence).abs() < 1e-6, "{name} {label}");
            }
        }
    }
    count
}

#[test]
fn screening_says_what_charts_say_of_the_samples() {
    let loaded = load(&sample_patents(), &sample_listings());
    let listings: Vec<&Listing> = loaded.listings.iter().collect();
    for selection in [Selection::Independent, Selection::All] {
        assert!(same_as_charts(&loaded.patents, &listings, &selection) > 10);
    }
}

#[test]
fn screening_says_what_charts_say_of_real_listings() {
    let (Some(patents), Some(listings)) = (shared("patents"), shared("listings")) else { return };
    let mut loaded = Loaded::default();
    for kind in ["utility-xml", "design-xml"] {
        let all = files(&patents.join(kind), &["xml"]);
        loaded.add(&all.iter().step_by(3).collect::<Vec<_>>(), Role::Patents);
    }
    loaded.add(&files(&listings, &["jsonl"]), Role::Listings);
    loaded.settle();
    let some: Vec<&Listing> = loaded.listings.iter().step_by(23).collect();
    let pairs = same_as_charts(&loaded.patents, &some, &Selection::Independent);
    eprintln!("{pairs} pairs of {} listings: none lost, none added, all as charted", some.len());
    assert!(pairs > 100);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    /// Listings of claim words in any order, and of much else: the first look never leaves a claim out.
    #[test]
    fn no_claim_is_left_out_whatever_words_a_listing_has(words in proptest::collection::vec("[a-z]{2,9}|lid|hinged|water|proof|not|without|collar|dog|LED|steel|12 mm|phone|stand|arm|保温杯", 1..40)) {
        let listing = Listing { id: "L".into(), title: words[..words.len().min(6)].join(" "), description: words.join(" "), ..Listing::default() };
        let loaded = load(&sample_patents(), &[]);
        same_as_charts(&loaded.patents, &[&listing], &Selection::All);
    }
}

#[test]
fn the_output_does_not_depend_on_threads_or_on_what_else_is_in_the_stream() {
    let room = Room::new();
    let mut all = records(1300);
    let whole = room.filter(&["--threads", "1"], &lines(&all));
    assert_eq!(whole.code, 0, "{whole:?}");
    for threads in ["2", "5"] {
        assert!(room.filter(&["--threads", threads], &lines(&all)).out == whole.out);
    }
    // In pieces, and backwards: the same lines.
    let pieces: String = all.chunks(217).map(|chunk| room.filter(&[], &lines(chunk)).out).collect();
    assert!(pieces == whole.out);
    all.reverse();
    let backwards = room.filter(&[], &lines(&all)).out;
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert!(sorted(&backwards) == sorted(&whole.out));
}

#[test]
fn records_have_the_shape_that_other_programs_rely_on() {
    let room = Room::new();
    let mut record = records(1).remove(0);
    record["id"] = "tab\there\nand \u{1f} \u{4fdd}".into();
    let run = room.filter(&["--summary"], &lines(&[record]));
    assert!(!run.out.contains('\t'), "{}", run.out);
    let found = parsed(&run.out);
    let (summary, pairs) = found.split_last().unwrap();
    assert!(!pairs.is_empty());
    let schema = crate::common::readson(["schema", "screen"]).json();
    for pair in pairs {
        crate::cli::shape::check(&schema, pair, "$").unwrap();
        let keys: Vec<&String> = pair.as_object().unwrap().keys().collect();
        assert_eq!(
            keys,
            ["schema", "listing", "patent", "claim", "standing", "confidence", "rows", "index", "version"]
        );
        assert_eq!(pair["schema"], "readson.screen/1");
        assert_eq!(pair["listing"], "tab\there\nand \u{1f} \u{4fdd}");
        assert_eq!(pair["rows"][0].as_object().unwrap().keys().collect::<Vec<_>>(), ["label", "support"]);
    }
    assert_eq!(summary["summary"], serde_json::json!({"read": 1, "listings": 1, "pairs": pairs.len(), "errors": 0}));
}

#[test]
fn the_best_come_first_and_limits_hold() {
    let room = Room::new();
    let input = lines(&records(20));
    let all = parsed(&room.filter(&[], &input).out);
    let best = parsed(&room.filter(&["--top", "1"], &input).out);
    let of = |pairs: &[serde_json::Value], id: &str| {
        pairs.iter().filter(|pair| pair["listing"] == id).cloned().collect::<Vec<_>>()
    };
    for pair in &best {
        let id = pair["listing"].as_str().unwrap();
        assert_eq!(of(&best, id), of(&all, id)[..1]);
    }
    let sure = parsed(&room.filter(&["--min-confidence", "0.6"], &input).out);
    assert!(!sure.is_empty() && sure.len() < all.len());
    assert!(sure.iter().all(|pair| pair["confidence"].as_f64().unwrap() >= 0.6));
    let open = parsed(&room.filter(&["--standing", "open"], &input).out);
    assert!(open.iter().all(|pair| pair["standing"] == "open"));
}

#[test]
fn a_crawl_that_is_indexed_gives_what_the_crawl_gives() {
    let room = Room::new();
    let mut all = records(60);
    all[3]["extra field"] = serde_json::json!({"kept": [1, 2]});
    let file = room.write("a.jsonl", &lines(&all));
    let crawl = room.text("crawl");
    let run = crate::common::readson(["index", "-q", "--listings", &file, "-o", &crawl]);
    assert_eq!(run.code, 0, "{run:?}");
    for patents in [&sample_patents()[..], &sample_patents()[..1]] {
        room.index("index", patents);
        let expected = room.screen(&[&file]);
        let found = room.screen(&[&crawl, "--summary"]);
        let (pairs, summary) = found.out.trim_end().rsplit_once('\n').unwrap();
        assert_eq!(format!("{pairs}\n"), expected.out);
        assert!(parsed(summary)[0]["summary"]["read"].as_u64().unwrap() <= 60);
    }
    // One patent is not interested in all of it.
    assert!(!room.screen(&[&crawl, "--summary"]).out.contains("\"read\":60"));
    // Reports read the listings from it again.
    assert_eq!(room.screen(&[&crawl, "--run", &room.text("run")]).code, 0);
    let run = crate::common::readson(["compare", "--from", &room.text("run"), "-q", "-o", &room.text("reports")]);
    assert_eq!(run.code, 0, "{run:?}");
    // It is no portfolio.
    let run = crate::common::readson(["screen", "--index", &crawl, &file]);
    assert!(run.code == 2 && run.err.contains("an index of listings"), "{run:?}");
}
