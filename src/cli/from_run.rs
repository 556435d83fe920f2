//! `readson compare --from RUN`: charts of a run's best pairs, an overview of them, and what to file where.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::Serialize;

use crate::batch::pages;
use crate::batch::portfolio::short;
use crate::batch::run::best::{self, Best};
use crate::batch::run::manifest::{Counts, Manifest};
use crate::batch::run::{self, table};
use crate::batch::screen::record::RowRecord;
use crate::batch::screen::sellers::Role;
use crate::chart::{Chart, SameListing, Standing, rank};
use crate::check::venue::{self, Venue};
use crate::cli::args::CompareArgs;
use crate::cli::output::{self, Outcome};
use crate::cli::reports;
use crate::load::Loaded;
use crate::report::reports::{Look, Reports};
use crate::report::write::Format;
use crate::text::source::display_name;

/// Pairs that are charted when nothing else is asked for.
const TOP: usize = 50;
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

pub fn run(args: &CompareArgs, folder: &Path, format: Option<Format>, look: &Look, quiet: bool) -> Result<Outcome> {
    let Some(format) = format else { bail!("--from writes reports; take md, html, docx, pdf or xlsx for --format") };
    let Some(target) = &args.output else { bail!("--from writes many files; name a directory by -o DIR") };
    if args.best || args.reports.is_final {
        bail!(
            "--best and --final are not for --from; chart single pairs by `readson compare --patents ... --listings ...`"
        );
    }
    let top = args.top.map_or(TOP, |top| top as usize);
    let manifest = Manifest::finished(folder)?;
    let best = best::best(folder, top)?;
    if best.is_empty() {
        bail!("the run {} has no pair worth a look", display_name(folder));
    }
    let charted = best::charts(folder, &manifest, &best)?;
    let mut charts = charted.charts;
    let mut loaded = Loaded { patents: charted.patents, listings: charted.listings, ..Loaded::default() };
    let (reviews, wrong) = args.reports.reviews(&charts, Some(target))?;
    loaded.findings.extend(wrong);
    let (pictures, found) = args.reports.complete(&mut charts, &loaded, &reviews);
    loaded.findings.extend(found);
    let maker = Reports::new(&Look { base: Some(target.clone()), ..look.clone() }, format, &charts, &pictures)?;
    let (pieces, _) = maker.pieces(&charts);
    loaded.findings.extend(reports::to_directory(target, format, &maker, &charts, false)?);
    let files: Vec<String> = charts
        .iter()
        .map(|chart| {
            let piece = pieces.iter().find(|piece| piece.charts.iter().any(|own| std::ptr::eq(*own, chart)));
            piece.map_or_else(String::new, |piece| format!("{}.{}", piece.stem, format.extension()))
        })
        .collect();
    let venues = venue::load(args.reports.venues.as_deref())?;
    pages(args, folder, &manifest, target, (&best, &charts, &files), &venues)?;
    output::findings(&loaded.findings, quiet);
    Ok(Outcome::of(0, &loaded.findings, args.deny.map(crate::cli::args::Level::severity)))
}

/// The overview and a page for each venue.
fn pages(
    args: &CompareArgs,
    folder: &Path,
    manifest: &Manifest,
    target: &Path,
    (best, charts, files): (&[Best], &[Chart], &[String]),
    venues: &[Venue],
) -> Result<()> {
    // A venue that is asked for is where all of it goes.
    let of = |url: &str, source: &str| -> Vec<&Venue> {
        match &args.reports.venue {
            Some(id) => venues.iter().filter(|venue| venue.id == *id).collect(),
            None => venues.iter().filter(|venue| venue.has(url, source)).collect(),
        }
    };
    let mut summaries = Vec::new();
    for venue in venues {
        let mut by_claim: BTreeMap<(&str, u32), Vec<Link>> = BTreeMap::new();
        for ((best, chart), file) in best.iter().zip(charts).zip(files) {
            let key = (best.pair.patent.as_str(), best.pair.claim);
            let own = Link {
                id: &best.entry.id,
                seller: &best.entry.seller,
                url: &best.entry.url,
                standing: chart.standing,
                file,
            };
            let here = |url: &str, source: &str| of(url, source).iter().any(|other| other.id == venue.id);
            if here(&best.entry.url, &best.entry.source) {
                by_claim.entry(key).or_default().push(own);
            }
            for same in best.same.iter().filter(|same| here(&same.url, &same.source)) {
                let link = Link { id: &same.id, seller: &same.seller, url: &same.url, ..own };
                by_claim.entry(key).or_default().push(link);
            }
        }
        if by_claim.is_empty() {
            continue;
        }
        let limit = venue.links();
        let ids: BTreeSet<&str> = by_claim.values().flatten().map(|link| link.id).collect();
        let filings = by_claim.into_iter().flat_map(|((patent, claim), links)| {
            let parts: Vec<Vec<Link>> =
                links.chunks(limit.unwrap_or(usize::MAX).max(1)).map(<[Link]>::to_vec).collect();
            let total = parts.len();
            parts.into_iter().enumerate().map(move |(at, links)| Filing { patent, claim, number: at + 1, total, links })
        });
        summaries.push(Summary {
            file: format!("venue-{}.html", venue.id),
            name: &venue.name,
            source: &venue.source,
            checked: &venue.checked,
            limit,
            links: ids.len(),
            filings: filings.collect(),
        });
    }
    let write = |name: &str, html: String| output::file(&target.join(name), |out| Ok(out.write_all(html.as_bytes())?));
    for summary in &summaries {
        write(&summary.file, pages::render("venue.html", summary)?)?;
    }
    let lines: Vec<PairLine> =
        best.iter().zip(charts).zip(files).map(|((best, chart), file)| line(best, chart, file, &of)).collect();
    let mut sellers = Vec::new();
    if folder.join(run::SELLERS).exists() {
        table::lines(&folder.join(run::SELLERS), &mut |seller: serde_json::Value| {
            if sellers.len() < SELLERS {
                sellers.push(seller);
            }
            Ok(())
        })?;
    }
    let overview = Overview {
        run: display_name(folder),
        index: short(&manifest.index.digest),
        version: env!("CARGO_PKG_VERSION"),
        patents: manifest.patents.len(),
        counts: manifest.counts,
        heat: heat(&lines),
        pairs: lines,
        venues: summaries,
        sellers,
    };
    write("index.html", pages::render("overview.html", &overview)?).context("cannot write the overview")
}

fn percent(share: f32) -> u32 {
    (share * 100.0).round() as u32
}

fn line<'o>(
    best: &'o Best,
    chart: &'o Chart,
    file: &'o str,
    of: &impl Fn(&str, &str) -> Vec<&'o Venue>,
) -> PairLine<'o> {
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
        venues: of(&best.entry.url, &best.entry.source).into_iter().map(|venue| venue.name.as_str()).collect(),
        standing: chart.standing,
        order: chart.standing as u8,
        coverage: percent(rank::coverage(best.pair.rows.iter().map(|row| row.support))),
        confidence: percent(best.pair.confidence),
        rows: &best.pair.rows,
        same: &chart.listing.same,
    }
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
        title: format!("{} claim {} and {}: {} %", line.patent, line.claim, line.listing, line.coverage),
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
