//! From patents to the sections of a portfolio.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use super::{Charted, Header, Listed, Place, words};
use crate::claim::Patent;
use crate::index::Index;
use crate::pair::compiled::CompiledElement;
use crate::pair::{Matcher, Selection};

/// Compiles patents (settled: by number, each once). `arguments` are those of the command besides files and output.
///
/// # Errors
/// When tantivy or the encoding fails.
pub fn compile(patents: &[Patent], selection: &Selection, arguments: Vec<String>) -> Result<(Header, Sections)> {
    let matcher = Matcher::compile(patents, selection);
    let mut sections: Sections = Vec::new();
    let mut add = |name: &str, bytes: Vec<u8>| sections.push((name.to_owned(), bytes));
    let listed: Vec<Listed> = patents.iter().map(listed).collect();
    add("patents", postcard::to_stdvec(&listed)?);
    let charted: Vec<Charted> = matcher
        .selected
        .iter()
        .map(|selected| Charted {
            patent: selected.patent as u32,
            number: patents[selected.patent].claims[selected.claim].number,
            chains: selected.chains.iter().map(|chain| chain.iter().map(|claim| *claim as u32).collect()).collect(),
        })
        .collect();
    add("claims", postcard::to_stdvec(&charted)?);

    let mut row_starts: Vec<u32> = vec![0];
    let mut rows: Vec<u8> = Vec::new();
    let mut postings: Vec<Vec<u8>> = vec![Vec::new(); matcher.vocabulary.len()];
    let mut texts = Blobs::default();
    let mut number: u32 = 0;
    for claim in &matcher.claims {
        for element in &claim.elements {
            push_row(element, number, &mut rows, &mut postings);
            number += 1;
        }
        row_starts.push(number);
        texts.push(&postcard::to_stdvec(claim)?);
    }
    add("row-starts", postcard::to_stdvec(&row_starts)?);
    add("rows", rows);
    let mut posting_starts: Vec<u8> = Vec::new();
    let mut start: u32 = 0;
    for list in &postings {
        posting_starts.extend(start.to_le_bytes());
        start += (list.len() / super::POSTING) as u32;
    }
    posting_starts.extend(start.to_le_bytes());
    add("posting-starts", posting_starts);
    add("postings", postings.concat());
    texts.add("compiled-starts", "compiled", &mut add);

    let mut texts = Blobs::default();
    for patent in patents {
        let bare = Patent { file: String::new(), line: 0, ..patent.clone() };
        // Read for few patents only, and the larger part of the file as it is.
        texts.push(&zstd::encode_all(&serde_json::to_vec(&bare)?[..], 0)?);
    }
    texts.add("text-starts", "texts", &mut add);
    let places: Vec<Place> = patents
        .iter()
        .map(|patent| Place { file: patent.file.clone(), line: patent.line, drawings: patent.drawings.clone() })
        .collect();
    add("places", postcard::to_stdvec(&places)?);
    sections.extend(words::store(&matcher.vocabulary)?);
    let search = Index::build(patents, &[])?.files()?;
    sections.extend(search.into_iter().map(|(name, bytes)| (format!("search/{name}"), bytes)));
    let mut files: Vec<String> = patents.iter().map(|patent| patent.file.clone()).collect();
    files.sort();
    files.dedup();
    let header = Header {
        kind: "patents".to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        count: patents.len(),
        claims: charted.len(),
        arguments,
        files,
        ..Header::default()
    };
    Ok((header, sections))
}

/// Named sections of a bundle.
pub type Sections = Vec<(String, Vec<u8>)>;

fn listed(patent: &Patent) -> Listed {
    Listed {
        number: patent.number.clone(),
        title: patent.title.clone(),
        kind: patent.kind,
        sha256: patent.sha256.clone(),
    }
}

/// What screening may know of a row before it reads the claim, and which words lead to it.
fn push_row(element: &CompiledElement, number: u32, rows: &mut Vec<u8>, postings: &mut [Vec<u8>]) {
    // Of alternatives that are met, the rest is not asked for.
    let alternative: BTreeSet<usize> = element.alternatives.iter().flatten().copied().collect();
    let asked = || element.units.iter().enumerate().filter(|(at, _)| !alternative.contains(at)).map(|(_, unit)| unit);
    rows.extend(asked().map(|unit| unit.weight).sum::<f32>().max(0.01).to_le_bytes());
    rows.extend(u32::from(asked().any(|unit| unit.key)).to_le_bytes());
    let mut weights: BTreeMap<u32, (f32, bool)> = BTreeMap::new();
    for unit in &element.units {
        let entry = weights.entry(unit.word).or_default();
        entry.0 += unit.weight;
        entry.1 |= unit.key;
    }
    for (word, (weight, key)) in weights {
        let list = &mut postings[word as usize];
        list.extend(number.to_le_bytes());
        list.extend((if key { -weight } else { weight }).to_le_bytes());
    }
}

/// Pieces of bytes one after the other, and where each starts.
#[derive(Default)]
struct Blobs {
    starts: Vec<u8>,
    bytes: Vec<u8>,
}

impl Blobs {
    fn push(&mut self, piece: &[u8]) {
        self.starts.extend((self.bytes.len() as u64).to_le_bytes());
        self.bytes.extend_from_slice(piece);
    }

    fn add(mut self, starts: &str, bytes: &str, add: &mut impl FnMut(&str, Vec<u8>)) {
        self.starts.extend((self.bytes.len() as u64).to_le_bytes());
        add(starts, self.starts);
        add(bytes, self.bytes);
    }
}
