//! The pages of a run's best pairs: the overview, and for each venue what to file there.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::Result;
use serde::Serialize;

use crate::batch::pages;
use crate::batch::portfolio::short;
use crate::batch::run::best::Best;
use crate::batch::run::manifest::{Counts, Manifest};
use crate::batch::run::{self, table};
use crate::batch::screen::record::RowRecord;
use crate::batch::screen::sellers::Role;
use crate::chart::record::about;
use crate::chart::{Chart, SameListing, Standing, rank};
use crate::check::venue::Venue;
use crate::text::source::display_name;

/// Most listings of the heat map, and most sellers of the tally.
const COLUMNS: usize = 60;
const SELLERS: usize = 30;

#[derive(Serialize)]
struct Overview<'o> {
    run: String,
    index: &'o str,
    version: &'static str,
    patents: usize,
    counts: Counts,
    pairs: Vec<PairLine<'o>>,
    heat: Heat,
    venues: Vec<Summary<'o>>,
    sellers: Vec<serde_json::Value>,
}

#[derive(Serialize)]
struct PairLine<'o> {
    file: &'o str,
    patent: &'o str,
    patent_title: &'o str,
    claim: u32,
    listing: &'o str,
    title: &'o str,
    url: &'o str,
    seller: &'o str,
    list: Option<Role>,
    venues: Vec<&'o str>,
    standing: Standing,
    /// Sorts standings.
    order: u8,
    /// In percent, as the confidence.
    coverage: u32,
    confidence: u32,
    rows: &'o [RowRecord],
    same: &'o [SameListing],
}

#[derive(Serialize)]
struct Heat {
    columns: Vec<String>,
    rows: Vec<HeatRow>,
    cut: bool,
}

#[derive(Serialize)]
struct HeatRow {
    name: String,
    cells: Vec<Option<Cell>>,
}

#[derive(Clone, Serialize)]
struct Cell {
    share: u32,
    tone: &'static str,
    title: String,
    file: String,
}

#[derive(Serialize)]
struct Summary<'o> {
    file: String,
    name: &'o str,
    source: &'o str,
    checked: &'o str,
    limit: Option<usize>,
    links: usize,
    filings: Vec<Filing<'o>>,
}

#[derive(Serialize)]
struct Filing<'o> {
    patent: &'o str,
    claim: u32,
    number: usize,
    total: usize,
    links: Vec<Link<'o>>,
}

#[derive(Clone, Copy, Serialize)]
struct Link<'o> {
    id: &'o str,
    seller: &'o str,
    url: &'o str,
    standing: Standing,
    file: &'o str,
}

/// What the pages are made of.
#[derive(Clone, Copy, Debug)]
pub struct Charted<'o> {
    /// The run's folder.
    pub run: &'o Path,
    /// What the run says of itself.
    pub manifest: &'o Manifest,
    /// Its best pairs.
    pub best: &'o [Best],
    /// The chart of each pair.
    pub charts: &'o [Chart],
    /// The file of each chart.
    pub files: &'o [String],
    /// The venues that are known.
    pub venues: &'o [Venue],
    /// The venue that is asked for: all is filed there.
    pub venue: Option<&'o str>,
}

impl<'o> Charted<'o> {
    /// The overview and a page for each venue: names of files, and what they hold.
    ///
    /// # Errors
    /// When the run's list of sellers cannot be read, or a template of ours is wrong.
    pub fn pages(&self) -> Result<Vec<(String, String)>> {
        let venues: Vec<Summary> = self.venues.iter().filter_map(|venue| self.summary(venue)).collect();
        let mut written = Vec::new();
        for summary in &venues {
            written.push((summary.file.clone(), pages::render("venue.html", summary)?));
        }
        let pairs: Vec<PairLine> = self.each().map(|(best, chart, file)| self.line(best, chart, file)).collect();
        let overview = Overview {
            run: display_name(self.run),
            index: short(&self.manifest.index.digest),
            version: env!("CARGO_PKG_VERSION"),
            patents: self.manifest.patents.len(),
            counts: self.manifest.counts,
            heat: heat(&pairs),
            pairs,
            venues,
            sellers: sellers(self.run)?,
        };
        written.push(("index.html".to_owned(), pages::render("overview.html", &overview)?));
        Ok(written)
    }

    fn each(&self) -> impl Iterator<Item = (&'o Best, &'o Chart, &'o str)> {
        self.best.iter().zip(self.charts).zip(self.files).map(|((best, chart), file)| (best, chart, file.as_str()))
    }

    /// The venues where a listing is filed.
    fn venues_of(&self, url: &str, source: &str) -> Vec<&'o Venue> {
        let here = |venue: &&Venue| match self.venue {
            Some(id) => venue.id == id,
            None => venue.has(url, source),
        };
        self.venues.iter().filter(here).collect()
    }

    /// What to file at a venue, when anything.
    fn summary(&self, venue: &'o Venue) -> Option<Summary<'o>> {
        let here = |url: &str, source: &str| self.venues_of(url, source).iter().any(|other| other.id == venue.id);
        let mut by_claim: BTreeMap<(&str, u32), Vec<Link>> = BTreeMap::new();
        for (best, chart, file) in self.each() {
            let entry = &best.entry;
            let own = Link { id: &entry.id, seller: &entry.seller, url: &entry.url, standing: chart.standing, file };
            let same = best.same.iter().filter(|same| here(&same.url, &same.source));
            let same = same.map(|same| Link { id: &same.id, seller: &same.seller, url: &same.url, ..own });
            let links: Vec<Link> = here(&entry.url, &entry.source).then_some(own).into_iter().chain(same).collect();
            if !links.is_empty() {
                by_claim.entry((&best.pair.patent, best.pair.claim)).or_default().extend(links);
            }
        }
        if by_claim.is_empty() {
            return None;
        }
        let limit = venue.links();
        let ids: BTreeSet<&str> = by_claim.values().flatten().map(|link| link.id).collect();
        let filings = by_claim.into_iter().flat_map(|((patent, claim), links)| {
            let parts: Vec<Vec<Link>> =
                links.chunks(limit.unwrap_or(usize::MAX).max(1)).map(<[Link]>::to_vec).collect();
            let total = parts.len();
            parts.into_iter().enumerate().map(move |(at, links)| Filing { patent, claim, number: at + 1, total, links })
        });
        Some(Summary {
            file: format!("venue-{}.html", venue.id),
            name: &venue.name,
            source: &venue.source,
            checked: &venue.checked,
            limit,
            links: ids.len(),
            filings: filings.collect(),
        })
    }

    fn line(&self, best: &'o Best, chart: &'o Chart, file: &'o str) -> PairLine<'o> {
        let venues = self.venues_of(&best.entry.url, &best.entry.source);
        PairLine {
            file,
            patent: &best.pair.patent,
            patent_title: &chart.patent.title,
            claim: best.pair.claim,
            listing: &best.entry.id,
            title: &best.entry.title,
            url: &best.entry.url,
            seller: &best.entry.seller,
            list: best.entry.list,
            venues: venues.into_iter().map(|venue| venue.name.as_str()).collect(),
            standing: chart.standing,
            order: chart.standing as u8,
            coverage: percent(rank::coverage(best.pair.rows.iter().map(|row| row.support))),
            confidence: percent(best.pair.confidence),
            rows: &best.pair.rows,
            same: &chart.listing.same,
        }
    }
}

/// The first sellers of the run's tally, where it has one.
fn sellers(run: &Path) -> Result<Vec<serde_json::Value>> {
    let mut sellers = Vec::new();
    let tally = run.join(run::SELLERS);
    if tally.exists() {
        table::lines(&tally, &mut |seller: serde_json::Value| {
            if sellers.len() < SELLERS {
                sellers.push(seller);
            }
            Ok(())
        })?;
    }
    Ok(sellers)
}

fn percent(share: f32) -> u32 {
    (share * 100.0).round() as u32
}

/// The portfolio's claims against the listings, best first on both sides.
fn heat(lines: &[PairLine]) -> Heat {
    let (mut columns, mut names): (Vec<&str>, Vec<(&str, u32)>) = (Vec::new(), Vec::new());
    for line in lines {
        if !columns.contains(&line.listing) {
            columns.push(line.listing);
        }
        if !names.contains(&(line.patent, line.claim)) {
            names.push((line.patent, line.claim));
        }
    }
    let cut = columns.len() > COLUMNS;
    columns.truncate(COLUMNS);
    let cell = |line: &PairLine| Cell {
        share: line.coverage,
        tone: match (line.standing, line.coverage) {
            (Standing::AllFound, _) => "hf",
            (Standing::Contradicted, _) => "hx",
            (Standing::Open, 0..25) => "h1",
            (Standing::Open, 25..45) => "h2",
            (Standing::Open, 45..65) => "h3",
            (Standing::Open, _) => "h4",
        },
        title: format!("{}: {} %", about(line.patent, line.claim, line.listing), line.coverage),
        file: line.file.to_owned(),
    };
    let rows = names.into_iter().map(|(patent, claim)| HeatRow {
        name: format!("{patent} claim {claim}"),
        cells: columns
            .iter()
            .map(|column| {
                let here = |line: &&PairLine| (line.patent, line.claim, line.listing) == (patent, claim, column);
                lines.iter().find(here).map(cell)
            })
            .collect(),
    });
    Heat { rows: rows.collect(), columns: columns.iter().map(|column| (*column).to_owned()).collect(), cut }
}
