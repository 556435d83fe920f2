//! Proxies of pairing on labels that others made: how near patent phrases are, and which passages answer a question about
//! a product. They measure parts of the work, not the work: `cargo test proxies -- --nocapture` prints them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use readson::listing::{Attribute, Listing};
use readson::pair::{Matcher, Selection};
use readson::patent::{Claim, Patent, split, terms};
use readson::text::meaning::Sum;
use serde_json::Value;

use crate::common::shared;

/// A text as the only claim of a patent, compiled.
fn claim(text: &str) -> (Vec<Patent>, Matcher) {
    let mut claim = Claim { number: 1, text: text.to_owned(), ..Claim::default() };
    split::split(&mut claim);
    let mut patents = vec![Patent { claims: vec![claim], ..Patent::default() }];
    terms::annotate(&mut patents[0]);
    let matcher = Matcher::compile(&patents, &Selection::All);
    (patents, matcher)
}

/// The share of a text that a listing covers, best over its pieces, and the meaning of the listing's first passage.
fn covered((patents, matcher): &(Vec<Patent>, Matcher), listing: &Listing) -> (f32, Sum) {
    let text = matcher.reader().read(listing);
    let joint = matcher.features(patents, 0, listing, &text).iter().map(|one| one.joint).fold(0.0, f32::max);
    (joint, text.passages.first().map(|passage| passage.meaning.clone()).unwrap_or_default())
}

fn titled(text: &str) -> Listing {
    Listing { id: "L".to_owned(), title: text.to_owned(), ..Listing::default() }
}

fn pearson(pairs: &[(f64, f64)]) -> f64 {
    let n = pairs.len() as f64;
    let (x, y) = (pairs.iter().map(|p| p.0).sum::<f64>() / n, pairs.iter().map(|p| p.1).sum::<f64>() / n);
    let sum = |f: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(f).sum::<f64>();
    sum(&|p| (p.0 - x) * (p.1 - y)) / (sum(&|p| (p.0 - x).powi(2)) * sum(&|p| (p.1 - y).powi(2))).sqrt()
}

/// Area under the ROC curve: how often a positive scores above a negative, ties counting half.
fn auc(scored: &[(f64, bool)]) -> f64 {
    let mut sorted = scored.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let positives = sorted.iter().filter(|one| one.1).count() as f64;
    let negatives = sorted.len() as f64 - positives;
    let (mut below, mut won) = (0.0, 0.0);
    for tied in sorted.chunk_by(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let (yes, no) = tied.iter().fold((0.0, 0.0), |(y, n), one| if one.1 { (y + 1.0, n) } else { (y, n + 1.0) });
        won += yes * (below + no / 2.0);
        below += no;
    }
    won / (positives * negatives)
}

#[test]
fn the_area_by_hand() {
    let area = |scored: &[(f64, bool)]| auc(scored);
    assert!((area(&[(0.9, true), (0.1, false)]) - 1.0).abs() < 1e-9);
    assert!((area(&[(0.5, true), (0.5, false)]) - 0.5).abs() < 1e-9);
    assert!((area(&[(0.1, true), (0.5, false), (0.7, true)]) - 0.5).abs() < 1e-9);
}

#[test]
fn near_phrases_score_higher() {
    let Some(path) = shared("labels/phrase-pairs.csv") else { return };
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let mut scores: BTreeMap<&str, Vec<(f64, f64)>> = BTreeMap::new();
    for row in &rows {
        let (anchor, target, rated) = (&row[1], &row[2], row[4].parse::<f64>().unwrap());
        let (forth, target_meaning) = covered(&claim(anchor), &titled(target));
        let (back, anchor_meaning) = covered(&claim(target), &titled(anchor));
        let words = f64::from(forth + back) / 2.0;
        let meaning = f64::from(anchor_meaning.similarity(&target_meaning));
        scores.entry("words covered").or_default().push((words, rated));
        scores.entry("meaning").or_default().push((meaning, rated));
        scores.entry("both").or_default().push((words + meaning, rated));
    }
    eprintln!("{} pairs of patent phrases, no training; Pearson with the rating", rows.len());
    for (name, pairs) in &scores {
        eprintln!("  {name:14} {:.3}", pearson(pairs));
    }
    assert!(pearson(&scores["both"]) > 0.45);
}

/// A candidate as a listing of one passage: `item_weight:  { unit:pounds, value:1.61 }` is an attribute.
fn candidate(text: &str) -> Listing {
    let text = text.trim_matches('"').replace("\"\"", "\"");
    match text.split_once(":  {") {
        Some((name, value)) if !name.contains(' ') => {
            let value = value.trim_end_matches([' ', '}']).replace(['{', '}', '"'], " ").replace('_', " ");
            let attribute = Attribute { name: name.replace('_', " "), value };
            Listing { id: "L".to_owned(), attributes: vec![attribute], ..Listing::default() }
        }
        _ => Listing { id: "L".to_owned(), bullets: vec![text], ..Listing::default() },
    }
}

#[test]
fn passages_that_answer_score_higher() {
    let Some(folder) = shared("labels/product-qa") else { return };
    for file in ["epqa_dev.jsonl", "semipqa_dev.jsonl", "semipqa_testseen.jsonl", "hetpqa_evidence_dev.jsonl"] {
        questions(&folder.join(file));
    }
}

fn questions(path: &Path) {
    let text = fs::read_to_string(path).unwrap();
    let mut scores: BTreeMap<&str, Vec<(f64, bool)>> = BTreeMap::new();
    for line in text.lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let Some(question) = row["question"].as_str() else { continue };
        let answers = row["label"].as_i64().unwrap_or(0) > 0;
        let Some(text) = row["candidate"].as_str() else { continue };
        let (words, meaning) = covered(&claim(question), &candidate(text));
        let (_, asked) = covered(&claim("x"), &titled(question));
        let (words, meaning) = (f64::from(words), f64::from(asked.similarity(&meaning)));
        scores.entry("words covered").or_default().push((words, answers));
        scores.entry("meaning").or_default().push((meaning, answers));
        scores.entry("both").or_default().push((words + meaning, answers));
    }
    eprintln!(
        "{}, {} judged passages; area under the curve",
        path.file_name().unwrap().display(),
        scores["both"].len()
    );
    for (name, scored) in &scores {
        eprintln!("  {name:14} {:.3}", auc(scored));
    }
    assert!(auc(&scores["both"]) > 0.6);
}
