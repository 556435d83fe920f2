//! Pairing: what a listing's text says to each element of a claim, with the words that prove it.
//!
//! Claims are compiled once into one vocabulary; a listing is analysed once against it; then every element looks its
//! words up, so a pair costs little more than the words they share.

use std::collections::BTreeMap;

use crate::listing::Listing;
use crate::pair::compiled::{self, CompiledClaim, CompiledElement};
use crate::pair::decide::Features;
use crate::pair::parts::Parts;
use crate::pair::place::Place;
use crate::pair::reading::{Row, roll_up};
use crate::pair::row;
use crate::pair::text::{ListingText, Reader};
use crate::pair::unit::Kind;
use crate::pair::vocabulary::Vocabulary;
use crate::patent::{Claim, Patent};

/// Which claims of each patent to chart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Selection {
    /// Those that depend on no other.
    Independent,
    /// Every claim.
    All,
    /// These numbers, where a patent has them.
    Numbers(Vec<u32>),
}

impl Selection {
    /// Whether a claim is one of these.
    pub fn takes(&self, claim: &Claim) -> bool {
        match self {
            Selection::Independent => claim.depends_on.is_empty(),
            Selection::All => true,
            Selection::Numbers(numbers) => numbers.contains(&claim.number),
        }
    }
}

/// Claims ready to be paired with any number of listings.
#[derive(Debug)]
pub struct Matcher {
    pub(crate) vocabulary: Vocabulary,
    pub(crate) claims: Vec<CompiledClaim>,
    pub(crate) selected: Vec<Selected>,
    pub(crate) parts: Parts,
}

/// A claim to chart: the ways to read it, each a chain of compiled claims from the root to the claim itself. A
/// multiple-dependent claim has several.
#[derive(Clone, Debug)]
pub(crate) struct Selected {
    pub patent: usize,
    pub claim: usize,
    pub chains: Vec<Vec<usize>>,
}

/// Longest chain of parents, and most alternative chains, that are followed.
const MAX_CHAIN: usize = 64;

impl Matcher {
    /// Compiles the selected claims of the patents, and the claims they depend on.
    pub fn compile(patents: &[Patent], selection: &Selection) -> Matcher {
        Matcher::compile_with(patents, selection, Parts::default())
    }

    /// As [`Matcher::compile`], with some parts of pairing switched off.
    pub fn compile_with(patents: &[Patent], selection: &Selection, parts: Parts) -> Matcher {
        let mut matcher =
            Matcher { vocabulary: Vocabulary::new(parts), claims: Vec::new(), selected: Vec::new(), parts };
        let mut compiled: BTreeMap<(usize, usize), usize> = BTreeMap::new();
        for (patent_index, patent) in patents.iter().enumerate() {
            for (claim_index, claim) in patent.claims.iter().enumerate() {
                if !selection.takes(claim) {
                    continue;
                }
                let chains = chains(patent, claim_index)
                    .into_iter()
                    .map(|chain| {
                        chain
                            .into_iter()
                            .map(|at| {
                                *compiled
                                    .entry((patent_index, at))
                                    .or_insert_with(|| matcher.add(patents, patent_index, at))
                            })
                            .collect()
                    })
                    .collect();
                matcher.selected.push(Selected { patent: patent_index, claim: claim_index, chains });
            }
        }
        matcher
    }

    fn add(&mut self, patents: &[Patent], patent: usize, claim: usize) -> usize {
        let source = &patents[patent].claims[claim];
        let scope = self.vocabulary.next_scope();
        let mut kind = Kind::of(source);
        let mut elements: Vec<CompiledElement> = Vec::with_capacity(source.elements.len());
        for (index, element) in source.elements.iter().enumerate() {
            elements.push(compiled::element(source, element, index == 0, &kind, scope, &mut self.vocabulary));
            if index == 0 {
                kind = kind.named(&elements[0]);
            }
        }
        self.claims.push(CompiledClaim { patent, claim, dependent: !source.depends_on.is_empty(), elements });
        self.claims.len() - 1
    }

    /// How many claims will be charted for each listing.
    pub fn len(&self) -> usize {
        self.selected.len()
    }

    /// Whether no claim was selected.
    pub fn is_empty(&self) -> bool {
        self.selected.is_empty()
    }

    /// Index of the patent of the `at`-th selected claim, and the claim's number.
    pub fn selected(&self, patents: &[Patent], at: usize) -> (usize, u32) {
        let selected = &self.selected[at];
        (selected.patent, patents[selected.patent].claims[selected.claim].number)
    }

    /// A reader of listings; one a thread.
    pub fn reader(&self) -> Reader<'_> {
        Reader::new(&self.vocabulary)
    }

    /// The rows of a chain of claims, the parents' first.
    pub(crate) fn rows(
        &self,
        patents: &[Patent],
        chain: &[usize],
        listing: &Listing,
        text: &ListingText,
    ) -> (Vec<Row>, Vec<Features>) {
        let mut rows: Vec<Row> = Vec::new();
        let mut measured: Vec<Features> = Vec::new();
        for &at in chain {
            let compiled = &self.claims[at];
            let claim = &patents[compiled.patent].claims[compiled.claim];
            let above = roll_up(rows.iter().map(|row| row.support));
            let root = rows.first().cloned();
            for (index, element) in compiled.elements.iter().enumerate() {
                let place = Place::of(index, rows.first().map(|root| root.support));
                let (mut row, features) = row::read(claim, element, place, listing, text, self.parts);
                measured.push(features);
                if index == 0 && !claim.depends_on.is_empty() {
                    row = row::dependent_preamble(row, above, root.as_ref());
                }
                rows.push(row);
            }
        }
        (rows, measured)
    }

    /// What the rows of the `at`-th selected claim were decided on, along its first chain of parents.
    pub fn features(&self, patents: &[Patent], at: usize, listing: &Listing, text: &ListingText) -> Vec<Features> {
        self.selected[at].chains.first().map_or_else(Vec::new, |chain| self.rows(patents, chain, listing, text).1)
    }
}

/// The chains from the roots to a claim, by position in the patent, in the order the parents are named.
pub(crate) fn chains(patent: &Patent, claim: usize) -> Vec<Vec<usize>> {
    fn walk(
        patent: &Patent,
        positions: &BTreeMap<u32, usize>,
        claim: usize,
        below: &[usize],
        found: &mut Vec<Vec<usize>>,
    ) {
        if found.len() >= MAX_CHAIN {
            return;
        }
        let mut chain = vec![claim];
        chain.extend_from_slice(below);
        let parents: Vec<usize> = patent.claims[claim]
            .depends_on
            .iter()
            .filter_map(|number| positions.get(number).copied())
            .filter(|parent| !chain.contains(parent))
            .collect();
        if parents.is_empty() || chain.len() >= MAX_CHAIN {
            found.push(chain);
        } else {
            for parent in parents {
                walk(patent, positions, parent, &chain, found);
            }
        }
    }
    let mut found = Vec::new();
    // The first claim of a repeated number counts.
    let positions = patent.claims.iter().enumerate().rev().map(|(at, claim)| (claim.number, at)).collect();
    walk(patent, &positions, claim, &[], &mut found);
    found.truncate(MAX_CHAIN);
    found
}
