//! The lexicon of goods: its tables are what its sources say, and its sources keep their form.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use readson::text::lexis::{fold, stem};

use crate::common::ROOT;

fn path(name: &str) -> PathBuf {
    Path::new(ROOT).join(name)
}

/// The entries of a source: sorted, each once, a name and what stands behind its tab.
fn source(name: &str) -> Vec<(String, String)> {
    let file = format!("docs/tables/lexicon/{name}");
    let text = std::fs::read_to_string(path(&file)).unwrap();
    let entry = |(at, line): (usize, &str)| {
        let (name, rest) = line.split_once('\t').unwrap_or_else(|| panic!("{file}:{}: no tab", at + 1));
        assert!(!name.trim().is_empty() && !rest.trim().is_empty() && !rest.contains('\t'), "{file}:{}", at + 1);
        (name.to_owned(), rest.to_owned())
    };
    let entries: Vec<(String, String)> = text.lines().enumerate().map(entry).collect();
    for pair in entries.windows(2) {
        assert!(pair[0].0 < pair[1].0, "{file}: “{}” stands before “{}”", pair[0].0, pair[1].0);
    }
    entries
}

fn stem_of(word: &str) -> String {
    stem(&fold(word)).into_owned()
}

/// The words of a name, as stems.
fn stems(name: &str) -> Vec<String> {
    name.split([' ', '-']).filter(|word| !word.is_empty()).map(stem_of).collect()
}

type Lists = BTreeMap<String, Vec<String>>;

fn put(lists: &mut Lists, key: String, word: String) {
    let list = lists.entry(key).or_default();
    if !list.contains(&word) {
        list.push(word);
    }
}

/// Compares a table with what its source makes; `BLESS=1` writes it.
fn hold(name: &str, lists: &Lists) {
    let lines: Vec<String> = lists.iter().map(|(key, list)| format!("{key}\t{}\n", list.join(" "))).collect();
    let made = lines.concat();
    let file = path(&format!("src/text/data/{name}"));
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&file, &made).unwrap();
    }
    let stored = std::fs::read_to_string(&file).unwrap();
    assert!(stored == made, "{name} is not what docs/tables/lexicon says: BLESS=1 cargo test lexicon");
}

#[test]
fn kinds_of_goods_are_what_their_source_says() {
    let mut lists = Lists::new();
    let entries = source("kinds.txt");
    // A name of several words is not told from its last one in a listing, which may be of another thing.
    for (kind, generals) in entries.iter().filter(|(kind, _)| !kind.contains([' ', '-'])) {
        let kind = stem_of(kind);
        for general in generals.split("; ") {
            let stems = stems(general);
            if (1..=2).contains(&stems.len()) && !stems.contains(&kind) {
                put(&mut lists, stems.join(" "), kind.clone());
            }
        }
    }
    hold("kinds.txt", &lists);
}
