//! `readson compare --from RUN`: charts of a run's best pairs, an overview of them, and what to file where.

use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::batch::pages::overview::Charted;
use crate::batch::run::best;
use crate::batch::run::manifest::Manifest;
use crate::check::venue;
use crate::cli::args::CompareArgs;
use crate::cli::output::{self, Outcome};
use crate::cli::reports;
use crate::load::Loaded;
use crate::report::reports::{Look, Reports};
use crate::report::write::Format;
use crate::text::source::display_name;

/// Pairs that are charted when nothing else is asked for.
const TOP: usize = 50;
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
    let (pieces, found) = maker.pieces(&charts);
    loaded.findings.extend(found);
    loaded.findings.extend(reports::to_directory(target, format, &maker, &pieces, false)?);
    let files: Vec<String> = charts
        .iter()
        .map(|chart| {
            let piece = pieces.iter().find(|piece| piece.charts.iter().any(|own| std::ptr::eq(*own, chart)));
            piece.map_or_else(String::new, |piece| format!("{}.{}", piece.stem, format.extension()))
        })
        .collect();
    let venues = venue::load(args.reports.venues.as_deref())?;
    let charted = Charted {
        run: folder,
        manifest: &manifest,
        best: &best,
        charts: &charts,
        files: &files,
        venues: &venues,
        venue: args.reports.venue.as_deref(),
    };
    for (name, html) in charted.pages()? {
        output::file(&target.join(&name), |out| Ok(out.write_all(html.as_bytes())?))
            .with_context(|| format!("cannot write {name} of the run"))?;
    }
    output::findings(&loaded.findings, quiet);
    Ok(Outcome::of(0, &loaded.findings, args.deny.map(crate::cli::args::Level::severity)))
}
