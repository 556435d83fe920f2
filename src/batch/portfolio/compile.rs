//! From patents to the sections of a portfolio.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::Result;

use crate::batch::portfolio::bundle::{Header, Sections};
use crate::batch::portfolio::listed::{Charted, Listed, Place};
use crate::batch::portfolio::pieces::Collected;
use crate::batch::portfolio::words;
use crate::pair::compiled::CompiledElement;
use crate::pair::index::Index;
use crate::pair::{Matcher, Selection};
use crate::patent::Patent;

/// Compiles patents (settled: by number, each once). `arguments` are those of the command besides files and output.
///
/// # Errors
/// When tantivy or the encoding fails.
pub fn compile(patents: &[Patent], selection: &Selection, arguments: Vec<String>) -> Result<(Header, Sections)> {
    let matcher = Matcher::compile(patents, selection);
    let mut sections: Sections = Vec::new();
    let listed: Vec<Listed> = patents.iter().map(listed).collect();
    sections.push(("patents".to_owned(), postcard::to_stdvec(&listed)?));
    let charted: Vec<Charted> = matcher
        .selected
        .iter()
        .map(|selected| Charted {
            patent: selected.patent as u32,
            number: patents[selected.patent].claims[selected.claim].number,
            chains: selected.chains.iter().map(|chain| chain.iter().map(|claim| *claim as u32).collect()).collect(),
        })
        .collect();
    sections.push(("claims".to_owned(), postcard::to_stdvec(&charted)?));

    let mut row_starts: Vec<u32> = vec![0];
    let mut rows: Vec<u8> = Vec::new();
    let mut postings: Vec<Vec<u8>> = vec![Vec::new(); matcher.vocabulary.len()];
    let mut compiled = Collected::default();
    let mut number: u32 = 0;
    for claim in &matcher.claims {
        for element in &claim.elements {
            push_row(element, number, &mut rows, &mut postings);
            number += 1;
        }
        row_starts.push(number);
        compiled.push(&postcard::to_stdvec(claim)?);
    }
    sections.push(("row-starts".to_owned(), postcard::to_stdvec(&row_starts)?));
    sections.push(("rows".to_owned(), rows));
    let mut posting_starts: Vec<u8> = Vec::new();
    let mut start: u32 = 0;
    for list in &postings {
        posting_starts.extend(start.to_le_bytes());
        start += (list.len() / super::whole::POSTING) as u32;
    }
    posting_starts.extend(start.to_le_bytes());
    sections.push(("posting-starts".to_owned(), posting_starts));
    sections.push(("postings".to_owned(), postings.concat()));
    compiled.store("compiled", &mut sections);

    let mut texts = Collected::default();
    for patent in patents {
        let bare = Patent { file: String::new(), line: 0, ..patent.clone() };
        // Read for few patents only, and the larger part of the file as it is.
        texts.push(&zstd::encode_all(&serde_json::to_vec(&bare)?[..], 0)?);
    }
    texts.store("texts", &mut sections);
    let places: Vec<Place> = patents
        .iter()
        .map(|patent| Place { file: patent.file.clone(), line: patent.line, drawings: patent.drawings.clone() })
        .collect();
    sections.push(("places".to_owned(), postcard::to_stdvec(&places)?));
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
