//! The words of a portfolio's claims, read where they lie.

use std::borrow::Cow;

use anyhow::{Context as _, Result, bail};
use fst::{Map, MapBuilder};
use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use crate::batch::portfolio::bundle::Bundle;
use crate::pair::Parts;
use crate::pair::index::Bytes;
use crate::pair::lexicon::{Lexicon, Link, Target};
use crate::pair::vocabulary::{START, Vocabulary, initials, misspelt, start};
use crate::text::tables::VECTORS;

/// What stands before a stem that covers words, before initials, and before a stem that words are near to.
const COVERS: char = 'c';
const INITIALS: char = 'i';
const NEAR: char = 'n';

/// Bytes of a stored target: word, scope, link.
const TARGET: usize = 9;

/// The words of the compiled claims.
#[derive(Debug)]
pub struct StoredWords {
    keys: Map<Bytes>,
    lists: Bytes,
    starts: FxHashSet<[u8; START]>,
    /// Long words, by their first byte.
    long: FxHashMap<u8, Vec<(String, u32)>>,
    /// How many words there are.
    pub count: usize,
    /// The least scope that there is not.
    scopes: u32,
}

/// The sections that keep a vocabulary.
pub fn store(words: &Vocabulary) -> Result<Vec<(String, Vec<u8>)>> {
    let mut entries: Vec<(String, Vec<u8>)> = Vec::new();
    let encoded = |targets: &[Target]| {
        let mut targets = targets.to_vec();
        targets.sort_unstable();
        let mut bytes = Vec::with_capacity(4 + TARGET * targets.len());
        bytes.extend((targets.len() as u32).to_le_bytes());
        for target in targets {
            bytes.extend(target.word.to_le_bytes());
            bytes.extend(target.scope.to_le_bytes());
            bytes.push(link_code(target.link));
        }
        bytes
    };
    entries.extend(words.all_targets().map(|(stem, targets)| (format!("{COVERS}{stem}"), encoded(targets))));
    entries.extend(words.all_initials().map(|(letters, targets)| (format!("{INITIALS}{letters}"), encoded(targets))));
    let stems: Vec<&str> = VECTORS.entries().map(|(stem, _)| stem).collect();
    let near: Vec<(String, Vec<u8>)> = stems
        .par_iter()
        .filter_map(|stem| {
            let near: Vec<Target> =
                words.near_words(stem).map(|word| Target { word, link: Link::Near, scope: 0 }).collect();
            (!near.is_empty()).then(|| (format!("{NEAR}{stem}"), encoded(&near)))
        })
        .collect();
    entries.extend(near);
    entries.sort();
    let mut keys = MapBuilder::memory();
    let mut lists = Vec::new();
    for (key, list) in entries {
        keys.insert(key, lists.len() as u64)?;
        lists.extend(list);
    }
    let mut starts: Vec<[u8; START]> = words.all_starts().collect();
    starts.sort_unstable();
    Ok(vec![
        ("words.keys".to_owned(), keys.into_inner()?),
        ("words.lists".to_owned(), lists),
        ("words.starts".to_owned(), starts.concat()),
        ("words.long".to_owned(), postcard::to_stdvec(&words.all_long())?),
        ("words.count".to_owned(), (words.len() as u32).to_le_bytes().to_vec()),
    ])
}

/// The links by their stored codes.
const LINKS: [Link; 10] = [
    Link::Stem,
    Link::Compound,
    Link::Abbreviation,
    Link::Typo,
    Link::Kind,
    Link::Good,
    Link::Curated,
    Link::Bilingual,
    Link::Sense,
    Link::Near,
];

fn link_code(link: Link) -> u8 {
    LINKS.iter().position(|known| *known == link).unwrap_or(0) as u8
}

impl StoredWords {
    /// The words of an index; their scopes are below `scopes`.
    ///
    /// # Errors
    /// When a section is missing or not what it should be.
    pub fn open(bundle: &Bundle, scopes: usize) -> Result<StoredWords> {
        let long: Vec<(String, u32)> = postcard::from_bytes(&bundle.section("words.long")?)?;
        let count = u32::from_le_bytes(bundle.section("words.count")?[..].try_into().context("no count of words")?);
        let keys = Map::new(bundle.section("words.keys")?)?;
        keys.as_fst().verify().context("the words of the index are damaged; make it again")?;
        if long.iter().any(|(_, number)| *number >= count) {
            bail!("the words of the index are damaged; make it again");
        }
        let mut by_first: FxHashMap<u8, Vec<(String, u32)>> = FxHashMap::default();
        for (word, number) in long {
            by_first.entry(word.as_bytes().first().copied().unwrap_or_default()).or_default().push((word, number));
        }
        Ok(StoredWords {
            keys,
            lists: bundle.section("words.lists")?,
            starts: bundle.section("words.starts")?.as_chunks().0.iter().copied().collect(),
            long: by_first,
            count: count as usize,
            scopes: scopes as u32,
        })
    }

    fn list(&self, kind: char, key: &str) -> Vec<Target> {
        let mut buffer = [0; 4];
        let prefixed = [kind.encode_utf8(&mut buffer), key].concat();
        let Some(at) = self.keys.get(prefixed) else { return Vec::new() };
        let list = self.lists.get(at as usize..).and_then(|list| list.split_at_checked(4));
        let Some((count, list)) = list else { return Vec::new() };
        let number = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let targets = list.chunks_exact(TARGET).take(number(count) as usize);
        targets
            .map(|bytes| Target {
                word: number(bytes),
                scope: number(&bytes[4..]),
                link: LINKS[usize::from(bytes[8]).min(LINKS.len() - 1)],
            })
            .filter(|target| (target.word as usize) < self.count && target.scope < self.scopes)
            .collect()
    }
}

impl Lexicon for StoredWords {
    fn parts(&self) -> Parts {
        Parts::default()
    }

    fn covered_by(&self, stem: &str) -> Cow<'_, [Target]> {
        Cow::Owned(self.list(COVERS, stem))
    }

    fn abbreviated(&self, written: &str) -> Cow<'_, [Target]> {
        Cow::Owned(initials(written).map_or_else(Vec::new, |letters| self.list(INITIALS, &letters)))
    }

    fn near(&self, stem: &str, known: &[Target]) -> Vec<Target> {
        let mut near = self.list(NEAR, stem);
        near.retain(|near| !known.iter().any(|target| target.word == near.word && target.scope == 0));
        near
    }

    fn misspelt(&self, folded: &str) -> Vec<Target> {
        let first = folded.as_bytes().first();
        first.and_then(|first| self.long.get(first)).map_or_else(Vec::new, |long| misspelt(folded, long))
    }

    fn may_have(&self, written: &str) -> bool {
        start(written).is_none_or(|start| self.starts.contains(&start))
    }
}
