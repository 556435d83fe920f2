//! The best pairs of a run, and all that their charts need: the patents from the index, the listings from the crawl.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::batch::crawl;
use crate::batch::portfolio::Portfolio;
use crate::batch::run::manifest::Manifest;
use crate::batch::run::table::{self, Entry, Results};
use crate::batch::run::{groups, text_hash};
use crate::batch::screen::record::PairRecord;
use crate::batch::screen::sellers::Role;
use crate::chart::rank::Rank;
use crate::chart::{Chart, exhibits};
use crate::listing::Listing;
use crate::listing::read::mapping::Mapping;
use crate::pair::{Matcher, Selection};
use crate::patent::Patent;
use crate::text::source::display_name;
use crate::text::zipped;

/// Most listings of the same product that are named beside the first.
const MOST_SAME: usize = 200;

/// A pair, with where its listing is.
#[derive(Clone, Debug)]
pub struct Best {
    /// What the run says of it.
    pub pair: PairRecord,
    /// Its listing.
    pub entry: Entry,
    /// Other listings of the same product with the same claim.
    pub same: Vec<Entry>,
    key: (bool, Rank, String, u32, usize),
}

/// The best pairs of a run: those of sellers on the deny list first, then by rank. The same product offered again stands
/// beside its first listing. Memory holds no more pairs than asked for.
///
/// # Errors
/// When the run is damaged.
pub fn best(run: &Path, top: usize) -> Result<Vec<Best>> {
    let mut sketches: Vec<String> = Vec::new();
    table::entries(run, &mut |entry| {
        if entry.pairs > 0 {
            sketches.push(entry.sketch);
        }
        Ok(())
    })?;
    let firsts = groups::groups(sketches.iter().map(String::as_str));
    drop(sketches);
    let mut results = Results::open(run)?;
    // By the first listing of the group and the claim, so that each product stands once.
    let mut kept: BTreeMap<(usize, String, u32), Best> = BTreeMap::new();
    let mut at = 0;
    table::entries(run, &mut |entry| {
        if entry.pairs == 0 {
            return Ok(());
        }
        let first = firsts[at];
        let bare = Entry { sketch: String::new(), ..entry };
        for pair in results.pairs_of(&bare)? {
            let key = (bare.list != Some(Role::Deny), pair.rank(), pair.patent.clone(), pair.claim, at);
            let place = (first, pair.patent.clone(), pair.claim);
            match kept.get_mut(&place) {
                Some(known) => {
                    let mut other = bare.clone();
                    if key < known.key {
                        known.key = key;
                        known.pair = pair;
                        std::mem::swap(&mut known.entry, &mut other);
                    }
                    if known.same.len() < MOST_SAME {
                        known.same.push(other);
                    }
                }
                None => {
                    kept.insert(place, Best { pair, entry: bare.clone(), same: Vec::new(), key });
                }
            }
        }
        at += 1;
        // Twice as many as asked for are kept before the rest is dropped; a product that comes again later counts anew.
        if kept.len() > 4 * top.max(1000) {
            let mut keys: Vec<_> = kept.values().map(|best| best.key.clone()).collect();
            keys.sort_unstable();
            let last = keys[2 * top.max(1000)].clone();
            kept.retain(|_, best| best.key < last);
        }
        Ok(())
    })?;
    let mut all: Vec<Best> = kept.into_values().collect();
    all.sort_by(|a, b| a.key.cmp(&b.key));
    all.truncate(top);
    Ok(all)
}

/// The charts of the best pairs, with the patents and listings that they are made of.
#[derive(Debug, Default)]
pub struct Charted {
    /// Charts in the order of the pairs.
    pub charts: Vec<Chart>,
    /// The patents.
    pub patents: Vec<Patent>,
    /// The listings, those of the same product included.
    pub listings: Vec<Listing>,
}

/// Makes the charts of the best pairs.
///
/// # Errors
/// When the index or the crawl is not what it was when the run was made.
pub fn charts(run: &Path, manifest: &Manifest, best: &[Best]) -> Result<Charted> {
    let index = Path::new(&manifest.index.file);
    let portfolio = Portfolio::open(index)?;
    if portfolio.header().digest != manifest.index.digest {
        bail!(
            "{} is not the index that the run {} was made with; make it again from the same patents",
            manifest.index.file,
            display_name(run)
        );
    }
    let wanted: BTreeSet<&str> = best.iter().map(|best| best.pair.patent.as_str()).collect();
    let mut patents = Vec::new();
    for (number, listed) in portfolio.patents().iter().enumerate() {
        if wanted.contains(listed.number.as_str()) {
            patents.push(portfolio.patent(number as u32)?);
        }
    }
    let listings = listings(manifest, best)?;
    let matcher = Matcher::compile(&patents, &Selection::All);
    let places: BTreeMap<(&str, u32), usize> = (0..matcher.len())
        .rev()
        .map(|at| {
            let (patent, claim) = matcher.selected(&patents, at);
            ((patents[patent].number.as_str(), claim), at)
        })
        .collect();
    let by_id: BTreeMap<&str, &Listing> = listings.iter().map(|listing| (listing.id.as_str(), listing)).collect();
    let mut reader = matcher.reader();
    let mut charts = Vec::new();
    for best in best {
        let listing = by_id.get(best.entry.id.as_str()).context("a listing of the run is not in the crawl")?;
        let at = places.get(&(best.pair.patent.as_str(), best.pair.claim)).context("a claim is not in the index")?;
        let text = reader.read(listing);
        let mut chart = matcher.chart(&patents, *at, listing, &text);
        for same in &best.same {
            if let Some(listing) = by_id.get(same.id.as_str()) {
                chart.listing.same.push(exhibits::same(listing));
            }
        }
        charts.push(chart);
    }
    Ok(Charted { charts, patents, listings })
}

/// The listings of the pairs, read again from the crawl.
fn listings(manifest: &Manifest, best: &[Best]) -> Result<Vec<Listing>> {
    let mut wanted: BTreeMap<usize, BTreeMap<&str, &Entry>> = BTreeMap::new();
    for entry in best.iter().flat_map(|best| std::iter::once(&best.entry).chain(&best.same)) {
        wanted.entry(entry.input).or_default().insert(&entry.id, entry);
    }
    let mapping = Mapping(manifest.settings.map.clone());
    let mut listings: Vec<Listing> = Vec::new();
    for (input, mut entries) in wanted {
        let file = &manifest.inputs.get(input).context("the manifest of the run names too few files")?.file;
        let lines: BTreeSet<usize> = entries.values().map(|entry| entry.line).collect();
        let last = lines.last().copied().unwrap_or_default();
        for record in crawl::open(Path::new(file), &mapping)? {
            let line = record.line();
            if line > last
                && !zipped::is_zip(Path::new(file))
                && !entries.is_empty()
                && matches!(record, crawl::Record::Line(..))
            {
                break;
            }
            if !lines.contains(&line) {
                continue;
            }
            let Some(listing) = record.parse(file, &mapping).and_then(|parsed| parsed.listing) else { continue };
            let read = if manifest.settings.each_variant { listing.each_variant() } else { vec![*listing] };
            for listing in read {
                let is_same = entries.get(listing.id.as_str()).is_some_and(|entry| entry.text == text_hash(&listing));
                if is_same {
                    entries.remove(listing.id.as_str());
                    listings.push(listing);
                }
            }
        }
        if let Some(missing) = entries.keys().next() {
            bail!("{file} has changed since the run: listing {missing} is not what it was; screen it again");
        }
    }
    Ok(listings)
}
