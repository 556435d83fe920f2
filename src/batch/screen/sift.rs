//! The first look at a listing: which claims of a portfolio its words could support at all.

use crate::batch::portfolio::Portfolio;
use crate::chart::rank;
use crate::listing::Listing;
use crate::pair::CompiledClaim;
use crate::pair::decide::{FOUND, STATED, WEAK};
use crate::pair::lexicon::Target;
use crate::pair::text::{Need, Reader};

/// What a row could count is added up in another order than the comparison does it; this much is given for that.
const SLACK: f32 = 1.001;

/// A claim to compare.
#[derive(Clone, Copy, Debug)]
pub struct Candidate {
    /// Index among the portfolio's claims.
    pub claim: u32,
    /// Whether only a listing that shows the kind of product can be worth a look.
    pub needs_kind: bool,
}

/// How far a row could go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reach {
    Missing,
    Weak,
    Found,
}

/// What the first look notes down; kept from listing to listing.
#[derive(Debug)]
pub struct Sift {
    /// For each claim word, the best weight of a link from the listing; 0 where there is none.
    best: Vec<f32>,
    words: Vec<u32>,
    /// Links that hold in one claim only: the compiled claim, the word, the weight.
    own: Vec<(u32, u32, f32)>,
    /// For each row, what its words could count, and whether one of them makes it.
    sums: Vec<(f32, bool)>,
    rows: Vec<u32>,
    /// For each compiled claim, how many of its rows have a word of the listing.
    touched: Vec<u32>,
    claims: Vec<u32>,
    /// For each claim to chart, whether it was looked at, and for each compiled claim and word, whether it is wanted, by
    /// number of the listing.
    seen: Vec<u32>,
    wanted_words: Vec<u32>,
    wanted_claims: Vec<u32>,
    listing: u32,
    quantities: bool,
    values: bool,
}

impl Sift {
    /// For a portfolio.
    pub fn new(portfolio: &Portfolio) -> Sift {
        Sift {
            best: vec![0.0; portfolio.words().count],
            words: Vec::new(),
            own: Vec::new(),
            sums: vec![(0.0, false); portfolio.row_count()],
            rows: Vec::new(),
            touched: vec![0; portfolio.compiled_count()],
            claims: Vec::new(),
            seen: vec![0; portfolio.claims().len()],
            wanted_words: vec![0; portfolio.words().count],
            wanted_claims: vec![0; portfolio.compiled_count()],
            listing: 0,
            quantities: false,
            values: false,
        }
    }

    /// The claims to compare with a listing, in order.
    pub fn candidates(&mut self, portfolio: &Portfolio, reader: &mut Reader, listing: &Listing) -> Vec<Candidate> {
        self.next_listing();
        self.touch(reader, listing);
        self.add_up(portfolio);
        for row in &self.rows {
            let claim = portfolio.claim_of(*row);
            let touched = &mut self.touched[claim as usize];
            if *touched == 0 {
                self.claims.push(claim);
            }
            *touched += 1;
        }
        // In their own order, in which what is noted of them lies.
        self.claims.sort_unstable();
        let mut found = Vec::new();
        for &claim in &self.claims {
            for charted in portfolio.charted_with(claim) {
                if std::mem::replace(&mut self.seen[*charted as usize], self.listing) != self.listing {
                    found.extend(self.candidate(portfolio, *charted));
                }
            }
        }
        found.sort_unstable_by_key(|candidate| candidate.claim);
        found
    }

    fn next_listing(&mut self) {
        for word in self.words.drain(..) {
            self.best[word as usize] = 0.0;
        }
        for row in self.rows.drain(..) {
            self.sums[row as usize] = (0.0, false);
        }
        for claim in self.claims.drain(..) {
            self.touched[claim as usize] = 0;
        }
        self.own.clear();
        if self.listing == u32::MAX {
            for marks in [&mut self.seen, &mut self.wanted_words, &mut self.wanted_claims] {
                marks.fill(0);
            }
            self.listing = 0;
        }
        self.listing += 1;
        self.quantities = false;
        self.values = false;
    }

    /// Notes which claim words the listing's words may cover, and how well at best.
    fn touch(&mut self, reader: &mut Reader, listing: &Listing) {
        let words = reader.words();
        words.next_listing();
        let mut note = |target: Target| {
            let weight = target.link.weight();
            if target.scope > 0 {
                self.own.push((target.scope - 1, target.word, weight));
                return;
            }
            let best = &mut self.best[target.word as usize];
            if *best == 0.0 {
                self.words.push(target.word);
            }
            *best = best.max(weight);
        };
        listing.each_text(|text| words.touch(text, &mut note));
    }

    /// Adds up what each row's words could count.
    fn add_up(&mut self, portfolio: &Portfolio) {
        let (sums, rows) = (&mut self.sums, &mut self.rows);
        let mut add = |row: u32, weight: f32, key: bool| {
            let sum = &mut sums[row as usize];
            if sum.0 == 0.0 {
                rows.push(row);
            }
            sum.0 += weight;
            sum.1 |= key;
        };
        for word in &self.words {
            let best = self.best[*word as usize];
            for posting in portfolio.rows_with(*word) {
                add(posting.row, posting.weight * best, posting.key);
            }
        }
        self.own.sort_unstable_by(|a, b| (a.0, a.1).cmp(&(b.0, b.1)).then(b.2.total_cmp(&a.2)));
        self.own.dedup_by_key(|own| (own.0, own.1));
        for (claim, word, weight) in &self.own {
            let more = weight - self.best[*word as usize];
            if more > 0.0 {
                let range = portfolio.rows_of(*claim);
                for posting in portfolio.rows_with(*word).filter(|posting| range.contains(&posting.row)) {
                    add(posting.row, posting.weight * more, posting.key);
                }
            }
        }
    }

    fn reach(&self, portfolio: &Portfolio, row: u32) -> Reach {
        let (sum, key) = self.sums[row as usize];
        if sum == 0.0 {
            return Reach::Missing;
        }
        let info = portfolio.row(row);
        let share = sum * SLACK / info.need;
        // A negative limitation is found where it is stated in the main.
        if share >= FOUND.min(STATED) {
            Reach::Found
        } else if share >= WEAK && (key || !info.has_keys) {
            Reach::Weak
        } else {
            Reach::Missing
        }
    }

    /// Whether a claim could be worth a look, by any of the ways to read it.
    fn candidate(&self, portfolio: &Portfolio, claim: u32) -> Option<Candidate> {
        let mut found: Option<Candidate> = None;
        for chain in &portfolio.claims()[claim as usize].chains {
            let (mut rows, mut points, mut body) = (0_u32, 0.0, false);
            let root = portfolio.rows_of(chain[0]).start;
            let kind = self.reach(portfolio, root);
            if kind == Reach::Missing {
                // Without the kind many rows must be shown, and a row without any word is not.
                let all: u32 = chain.iter().map(|part| portfolio.rows_of(*part).len() as u32).sum();
                let touched: u32 = chain.iter().map(|part| self.touched[*part as usize]).sum();
                if (touched as f32) < COVERAGE * all as f32 {
                    continue;
                }
            }
            for (index, part) in chain.iter().enumerate() {
                let range = portfolio.rows_of(*part);
                rows += range.len() as u32;
                for row in range.clone() {
                    // A dependent claim's preamble stands for what it refers to.
                    let refers = index > 0 && row == range.start;
                    let reach = if refers { kind } else { self.reach(portfolio, row) };
                    body |= reach > Reach::Missing && row > range.start;
                    points += match reach {
                        Reach::Missing => 0.0,
                        // One more than that cannot be said of a row that could be weak at best.
                        Reach::Weak => rank::WEAK,
                        Reach::Found => 1.0,
                    };
                }
            }
            let by_kind = kind == Reach::Found || (kind == Reach::Weak && (rows == 1 || body));
            let by_coverage = points >= COVERAGE * rows as f32;
            if by_kind || by_coverage {
                let needs_kind = !by_coverage && found.is_none_or(|known| known.needs_kind);
                found = Some(Candidate { claim, needs_kind });
            }
        }
        found
    }

    /// Marks a claim's words as wanted when the listing is read.
    pub fn want(&mut self, number: u32, claim: &CompiledClaim) {
        if std::mem::replace(&mut self.wanted_claims[number as usize], self.listing) == self.listing {
            return;
        }
        let (listing, wanted) = (self.listing, &mut self.wanted_words);
        claim.words(|word| wanted[word as usize] = listing);
        self.quantities |= claim.has_quantities();
        self.values |= claim.has_values();
    }

    /// Whether a link counts for a wanted claim.
    pub fn is_wanted(&self, target: Target) -> bool {
        self.wanted_words[target.word as usize] == self.listing
            && (target.scope == 0 || self.wanted_claims[target.scope as usize - 1] == self.listing)
    }

    /// What must be read of the listing.
    pub fn need<'n>(&self, targets: &'n dyn Fn(Target) -> bool) -> Need<'n> {
        Need { quantities: self.quantities, values: self.values, meaning: false, targets: Some(targets) }
    }
}

/// Least coverage of a claim for a listing that does not show its kind of product to be worth a look.
pub(crate) const COVERAGE: f32 = 0.3;
