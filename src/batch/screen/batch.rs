//! Many listings against a portfolio: read as a stream, compared by all threads, handed on in the order of the input.

use std::path::Path;
use std::sync::Mutex;

use anyhow::{Context as _, Result};
use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::batch::crawl;
use crate::batch::crawl::record::{Parsed, Record, Records};
use crate::batch::portfolio::Portfolio;
use crate::batch::screen::record::{write_error, write_pair};
use crate::batch::screen::sellers::{Lists, Role};
use crate::batch::screen::{Screener, Settings};
use crate::listing::Listing;
use crate::listing::read::mapping::Mapping;
use crate::text::finding::Severity;

/// Records and bytes that are taken at a time.
const CHUNK: usize = 512;
const CHUNK_BYTES: usize = 4 << 20;

/// What screening needs.
#[derive(Debug)]
pub struct Batch<'b> {
    /// The patents.
    pub portfolio: &'b Portfolio,
    /// Which pairs count.
    pub settings: &'b Settings,
    /// What the fields are called.
    pub mapping: &'b Mapping,
    /// Sellers that are left out or marked.
    pub lists: &'b Lists,
    pool: ThreadPool,
    /// One for each thread, so that none ever waits; what they learn of words serves all files.
    screeners: Vec<Mutex<Screener<'b>>>,
}

/// What became of one record.
#[derive(Debug, Default)]
pub struct Done {
    /// Line of the record in its file.
    pub line: usize,
    /// Its bytes, about.
    pub size: u64,
    /// The listing, where it is one.
    pub listing: Option<Box<Listing>>,
    /// The pairs, a line each.
    pub pairs: Vec<u8>,
    /// How many.
    pub count: usize,
    /// What could not be read, a line each.
    pub errors: Vec<u8>,
    /// How many.
    pub error_count: usize,
    /// Whether the file ends here before its end.
    pub cut: bool,
    /// The seller is on the list of those that may sell, so nothing was compared.
    pub allowed: bool,
    /// The pairs were taken over from an earlier run.
    pub reused: bool,
    /// It is a further variant of the record before, and no record of its own.
    pub is_further: bool,
}

/// Pairs that are known already.
pub trait Memory: Sync {
    /// The lines of a listing that is as it was, and how many; `None` where it must be compared.
    ///
    /// # Errors
    /// When what is known cannot be read.
    fn recall(&self, listing: &Listing, screener: &mut Screener<'_>) -> Result<Option<(Vec<u8>, usize)>>;
}

/// Nothing is known.
#[derive(Debug)]
pub struct NoMemory;

impl Memory for NoMemory {
    fn recall(&self, _: &Listing, _: &mut Screener<'_>) -> Result<Option<(Vec<u8>, usize)>> {
        Ok(None)
    }
}

impl<'b> Batch<'b> {
    /// A batch on so many threads; 0 for as many as there are cores.
    ///
    /// # Errors
    /// When there are no threads to be had.
    pub fn new(
        portfolio: &'b Portfolio,
        settings: &'b Settings,
        mapping: &'b Mapping,
        lists: &'b Lists,
        threads: usize,
    ) -> Result<Batch<'b>> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().context("no threads")?;
        let screener = |_| Mutex::new(Screener::new(portfolio, settings));
        let screeners = (0..pool.current_num_threads()).map(screener).collect();
        Ok(Batch { portfolio, settings, mapping, lists, pool, screeners })
    }

    /// Opens a crawl.
    ///
    /// # Errors
    /// As [`crawl::open`].
    pub fn open(&self, path: &Path) -> Result<Records> {
        crawl::open_for(path, self.mapping, Some(self.portfolio))
    }

    /// Screens the records of one file, chunk by chunk; `take` gets what became of them, in order, and says whether to
    /// go on.
    ///
    /// # Errors
    /// When the index is damaged, or `take` fails.
    pub fn run(
        &self,
        mut records: Records,
        name: &str,
        memory: &dyn Memory,
        take: &mut dyn FnMut(Vec<Done>) -> Result<bool>,
    ) -> Result<()> {
        let one = |record: Record| -> Result<Vec<Done>> {
            let at = rayon::current_thread_index().unwrap_or(0);
            let mut screener = self.screeners[at].lock().unwrap_or_else(std::sync::PoisonError::into_inner);
            let size = record.size() as u64;
            let parsed = record.parse(name, self.mapping);
            let Some(mut parsed) = parsed else { return Ok(Vec::new()) };
            let mut variants = match parsed.listing.take() {
                Some(listing) if self.settings.each_variant => listing.each_variant(),
                listing => listing.into_iter().map(|listing| *listing).collect(),
            }
            .into_iter();
            let line = parsed.line;
            let first = Parsed { listing: variants.next().map(Box::new), ..parsed };
            let mut all = vec![Done { size, ..self.one(first, &mut screener, memory)? }];
            for listing in variants {
                let further = Parsed::of(line, listing);
                all.push(Done { is_further: true, ..self.one(further, &mut screener, memory)? });
            }
            Ok(all)
        };
        let mut chunk = next_chunk(&mut records);
        while !chunk.is_empty() {
            let now = std::mem::take(&mut chunk);
            let mut done: Result<Vec<Done>> = Ok(Vec::new());
            // The next records are read while these are compared.
            self.pool.in_place_scope(|scope| {
                let done = &mut done;
                let one = &one;
                scope.spawn(move |_| {
                    let results: Result<Vec<Vec<Done>>> = now.into_par_iter().map(one).collect();
                    *done = results.map(|results| results.into_iter().flatten().collect());
                });
                chunk = next_chunk(&mut records);
            });
            if !take(done?)? {
                return Ok(());
            }
        }
        Ok(())
    }

    fn one(&self, parsed: Parsed, screener: &mut Screener<'_>, memory: &dyn Memory) -> Result<Done> {
        let mut done = Done { line: parsed.line, ..Done::default() };
        let digest = self.portfolio.header().short_digest();
        let Some(listing) = parsed.listing else {
            for finding in parsed.findings.iter().filter(|finding| finding.severity == Severity::Error) {
                done.error_count += usize::from(write_error(digest, finding, &parsed.sha256, &mut done.errors));
            }
            done.cut = parsed.cut;
            return Ok(done);
        };
        if self.lists.role(&listing.seller) == Some(Role::Allow) {
            done.allowed = true;
        } else if let Some((lines, count)) = memory.recall(&listing, screener)? {
            (done.pairs, done.count, done.reused) = (lines, count, true);
        } else {
            let pairs = screener.screen(&listing)?;
            done.count = pairs.len();
            for pair in &pairs {
                write_pair(self.portfolio, &listing.id, pair, &mut done.pairs);
            }
        }
        done.listing = Some(listing);
        Ok(done)
    }
}

fn next_chunk(records: &mut Records) -> Vec<Record> {
    let mut chunk = Vec::new();
    let mut bytes = 0;
    while chunk.len() < CHUNK && bytes < CHUNK_BYTES {
        let Some(record) = records.next() else { break };
        bytes += record.size();
        chunk.push(record);
    }
    chunk
}
