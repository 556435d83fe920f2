//! `readson compare`.

use std::collections::{BTreeSet, HashMap};
use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result, bail};
use rayon::prelude::*;

use super::output::{self, Outcome};
use super::{CompareArgs, Form};
use crate::chart::Chart;
use crate::claim::Patent;
use crate::finding::Finding;
use crate::index::Index;
use crate::listing::Listing;
use crate::load::{Loaded, Role};
use crate::pair::{Matcher, Selection, promise};
use crate::render::{self, Report};
use crate::source;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// With `--top`, how many candidates for each listing that is kept come from the index, and the least number.
const CANDIDATES: usize = 20;
const MIN_CANDIDATES: usize = 200;

fn candidates_for(top: usize) -> usize {
    MIN_CANDIDATES.max(top * CANDIDATES)
}

pub fn run(args: &CompareArgs, quiet: bool) -> Result<Outcome> {
    let form = form(args)?;
    if let Some(threads) = args.threads {
        // Fails only when set twice, and then the first setting stands.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global();
    }
    let mut loaded = Loaded::default();
    loaded.add(&args.patents, Role::Patents);
    loaded.add(&args.listings, Role::Listings);
    loaded.settle();
    let charts = charts(&loaded.patents, &loaded.listings, &args.claims, args.top.map(|top| top as usize))?;
    if charts.is_empty() && !loaded.patents.is_empty() && !loaded.listings.is_empty() {
        // What was wrong with the patents may be the reason.
        output::findings(&loaded.findings, quiet);
        bail!("none of the patents has a claim that --claims selects");
    }
    let report = Report { charts: &charts, findings: &loaded.findings, version: VERSION };
    match &args.output {
        None => to_stdout(form, &report)?,
        Some(path) if is_other_form(path, form) => bail!(
            "{} does not end in .{}; change the name, or leave --format out",
            source::display_name(path),
            extension(form)
        ),
        Some(path) if is_file(path, form) => output::file(path, |out| write(out, form, &report))?,
        Some(path) => to_directory(path, form, &report)?,
    }
    output::findings(&loaded.findings, quiet);
    Ok(Outcome::of(loaded.unusable, &loaded.findings, args.deny.map(super::Level::severity)))
}

/// The charts of every selected claim against every listing, by patent, claim and listing; with `top`, only the most
/// promising listings of each claim, best first.
fn charts(patents: &[Patent], listings: &[Listing], selection: &Selection, top: Option<usize>) -> Result<Vec<Chart>> {
    let matcher = Matcher::compile(patents, selection);
    let candidates = match top {
        Some(top) if listings.len() > candidates_for(top) => Some(candidates(patents, listings, &matcher, top)?),
        _ => None,
    };
    let wanted = |claim: usize, listing: usize| candidates.as_ref().is_none_or(|sets| sets[claim].contains(&listing));
    // Listings are analysed once each; charts come out in claim order whatever the threads do.
    let columns: Vec<Vec<Option<Chart>>> = listings
        .par_iter()
        .enumerate()
        .map_init(
            || matcher.reader(),
            |reader, (index, listing)| {
                let text = reader.read(listing);
                (0..matcher.len())
                    .map(|claim| wanted(claim, index).then(|| matcher.chart(patents, claim, listing, &text)))
                    .collect()
            },
        )
        .collect();
    let mut columns: Vec<_> = columns.into_iter().map(Vec::into_iter).collect();
    let mut charts = Vec::new();
    for _ in 0..matcher.len() {
        let mut row: Vec<Chart> = columns.iter_mut().filter_map(|column| column.next().flatten()).collect();
        if let Some(top) = top {
            row.sort_by_key(promise);
            row.truncate(top);
        }
        charts.append(&mut row);
    }
    Ok(charts)
}

/// For each selected claim the listings worth a full comparison.
fn candidates(patents: &[Patent], listings: &[Listing], matcher: &Matcher, top: usize) -> Result<Vec<BTreeSet<usize>>> {
    let index = Index::build(&[], listings)?;
    let positions: HashMap<&str, usize> =
        listings.iter().enumerate().map(|(position, listing)| (listing.id.as_str(), position)).collect();
    (0..matcher.len())
        .map(|at| {
            let (patent, number) = matcher.selected(patents, at);
            let text = patents[patent].claim(number).map_or("", |claim| claim.text.as_str());
            let mut found = BTreeSet::new();
            let limit = candidates_for(top);
            for hit in index.search(text, limit * 8)? {
                found.extend(positions.get(hit.owner.as_str()));
                if found.len() >= limit {
                    break;
                }
            }
            Ok(found)
        })
        .collect()
}

fn form(args: &CompareArgs) -> Result<Form> {
    if let Some(form) = args.format {
        return Ok(form);
    }
    let Some(path) = &args.output else { return Ok(Form::Text) };
    let written = source::extension(path);
    Ok(match written.as_str() {
        "md" | "markdown" => Form::Md,
        "json" => Form::Json,
        "txt" => Form::Text,
        "docx" | "pdf" | "xlsx" => bail!("this version writes text, md, html and json, not {written}"),
        _ => Form::Html,
    })
}

fn extension(form: Form) -> &'static str {
    match form {
        Form::Text => "txt",
        Form::Md => "md",
        Form::Html => "html",
        Form::Json => "json",
    }
}

fn is_file(path: &Path, form: Form) -> bool {
    let written = source::extension(path);
    written == extension(form) || (form == Form::Html && written == "htm")
}

/// A file name that says another form than the one asked for.
fn is_other_form(path: &Path, form: Form) -> bool {
    matches!(source::extension(path).as_str(), "txt" | "md" | "html" | "htm" | "json") && !is_file(path, form)
}

fn to_stdout(form: Form, report: &Report) -> Result<()> {
    match form {
        Form::Text => output::stdout(|out| text(out, report)),
        Form::Json => output::raw_stdout(|out| render::json::write_comparison(out, report)),
        Form::Md | Form::Html => {
            let mut whole = Vec::new();
            write(&mut whole, form, report)?;
            output::raw_stdout(|out| out.write_all(&whole))
        }
    }
}

fn write(out: &mut dyn Write, form: Form, report: &Report) -> Result<()> {
    match form {
        Form::Text => {
            let mut plain = anstream::StripStream::new(Vec::new());
            text(&mut plain, report)?;
            out.write_all(&plain.into_inner())?;
        }
        Form::Json => render::json::write_comparison(out, report)?,
        Form::Md => out.write_all(markdown(report)?.as_bytes())?,
        Form::Html => out.write_all(render::html::page(&markdown(report)?, &title(report.charts)).as_bytes())?,
    }
    Ok(())
}

fn markdown(report: &Report) -> Result<String> {
    match report {
        Report { charts: [chart], findings: [], .. } => render::markdown::chart(chart, VERSION),
        _ => render::markdown::report(report),
    }
}

fn title(charts: &[Chart]) -> String {
    match charts {
        [chart] => format!("{} claim {} against {}", chart.patent.number, chart.claim, chart.listing.id),
        _ => format!("{} claim charts", charts.len()),
    }
}

fn text(out: &mut dyn Write, report: &Report) -> std::io::Result<()> {
    let width = output::width();
    for (index, chart) in report.charts.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        render::text::chart(chart, out, width)?;
    }
    if !report.charts.is_empty() {
        render::text::draft(out, width, VERSION)?;
    }
    Ok(())
}

/// One file a chart, and an index.
fn to_directory(path: &Path, form: Form, report: &Report) -> Result<()> {
    let name = source::display_name(path);
    std::fs::create_dir_all(path).with_context(|| format!("cannot make the directory {name}"))?;
    let extension = extension(form);
    for chart in report.charts {
        let single = Report { charts: std::slice::from_ref(chart), findings: &[] as &[Finding], version: VERSION };
        let target = path.join(format!("{}.{extension}", render::index::file_stem(chart)));
        output::file(&target, |out| write(out, form, &single))?;
    }
    let index = render::index::index(report.charts, extension, VERSION)?;
    match form {
        Form::Html => output::file(&path.join("index.html"), |out| {
            Ok(out.write_all(render::html::page(&index, &title(report.charts)).as_bytes())?)
        }),
        Form::Json => output::file(&path.join("index.json"), |out| Ok(render::json::write_comparison(out, report)?)),
        Form::Md | Form::Text => output::file(&path.join("index.md"), |out| Ok(out.write_all(index.as_bytes())?)),
    }
}
