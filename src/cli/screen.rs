//! `readson screen`.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::batch::crawl;
use crate::batch::portfolio::Portfolio;
use crate::batch::run::manifest::{Counts, Manifest};
use crate::batch::run::memory::Earlier;
use crate::batch::run::writer::Writer;
use crate::batch::screen::Settings;
use crate::batch::screen::batch::{Batch, Done, Memory, NoMemory};
use crate::batch::screen::sellers::{Lists, Role};
use crate::chart::Standing;
use crate::cli::output::Outcome;
use crate::cli::progress::Progress;
use crate::listing::read::mapping::Mapping;
use crate::text::source::display_name;

#[derive(Debug, Args)]
pub struct ScreenArgs {
    /// The index that `readson index` made.
    #[arg(long, value_name = "FILE")]
    index: PathBuf,
    /// Listings: .jsonl, .csv, .tsv or .parquet, the first three also as .gz or .zst; .json, .html and .md too. Without
    /// any, JSON lines from standard input.
    #[arg(value_name = "FILE")]
    listings: Vec<PathBuf>,
    /// Read JSON lines from standard input, as without any FILE.
    #[arg(long, conflicts_with = "listings")]
    stdin: bool,
    /// Report at most N claims of each listing, the most promising first.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    top: Option<u32>,
    /// Report only pairs whose rows are at least so sure on average, 0 to 1.
    #[arg(long, value_name = "P", default_value_t = 0.0, value_parser = share)]
    min_confidence: f32,
    /// Report only pairs of these standings.
    #[arg(long, value_enum, value_delimiter = ',', value_name = "STANDING")]
    standing: Vec<Standing>,
    /// Take each variant of a page that offers several as a listing of its own, with the id PAGE#VARIANT.
    #[arg(long)]
    each_variant: bool,
    /// A field and the column or key that holds it: `title=product_name`, `attributes.Material=fabric`.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = Mapping::parse)]
    map: Vec<(String, String)>,
    /// Sellers that may sell, one a line: their listings are not compared.
    #[arg(long, value_name = "FILE", help_heading = "Sellers")]
    allow: Vec<PathBuf>,
    /// Sellers known to infringe: their listings come first in reports.
    #[arg(long, value_name = "FILE", help_heading = "Sellers")]
    deny: Vec<PathBuf>,
    /// Sellers to keep an eye on: their listings are marked.
    #[arg(long, value_name = "FILE", help_heading = "Sellers")]
    watch: Vec<PathBuf>,
    /// Write into a run directory that can be taken up again, instead of to stdout.
    #[arg(long, value_name = "DIR", help_heading = "Runs")]
    run: Option<PathBuf>,
    /// Go on with the run in the directory, if there is one.
    #[arg(long, requires = "run", help_heading = "Runs")]
    resume: bool,
    /// An earlier run: what has not changed since is taken over from it.
    #[arg(long, value_name = "DIR", requires = "run", help_heading = "Runs")]
    since: Option<PathBuf>,
    /// Stop at the first record that cannot be read, with exit code 1, instead of reporting it and going on.
    #[arg(long)]
    strict: bool,
    /// End with a line that says how many records were read and written.
    #[arg(long, conflicts_with = "run")]
    summary: bool,
    /// Threads; the output does not depend on it. Under an engine that owns the cores, 1.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
}

fn share(written: &str) -> Result<f32, String> {
    let number: f32 = written.parse().map_err(|_| format!("`{written}` is no number"))?;
    if (0.0..=1.0).contains(&number) { Ok(number) } else { Err("a number from 0 to 1 is needed".to_owned()) }
}

pub fn run(args: &ScreenArgs, quiet: bool) -> Result<Outcome> {
    let portfolio = Portfolio::open(&args.index)?;
    let settings = Settings {
        top: args.top.map(|top| top as usize),
        min_confidence: args.min_confidence,
        standings: args.standing.clone(),
        each_variant: args.each_variant,
    };
    let mapping = Mapping(args.map.clone());
    let mut lists = Lists::default();
    for (files, role) in [(&args.allow, Role::Allow), (&args.deny, Role::Deny), (&args.watch, Role::Watch)] {
        for file in files {
            lists.add(file, role)?;
        }
    }
    let threads = args.threads.map_or(0, |threads| threads.max(1));
    let batch = Batch::new(&portfolio, &settings, &mapping, &lists, threads)?;
    match &args.run {
        Some(folder) => to_run(args, &batch, folder, quiet),
        None => to_stdout(args, &batch, quiet),
    }
}

/// As a filter: records in, records out.
fn to_stdout(args: &ScreenArgs, batch: &Batch<'_>, quiet: bool) -> Result<Outcome> {
    let standard = [PathBuf::from("-")];
    let files: &[PathBuf] = if args.listings.is_empty() { &standard } else { &args.listings };
    let mut out = BufWriter::with_capacity(1 << 18, io::stdout().lock());
    let mut counts = Counts::default();
    let mut unusable = 0;
    let mut stopped = false;
    let mut bytes = 0;
    let progress = Progress::new(quiet || args.listings.is_empty(), total(files));
    for file in files {
        let records = match batch.open(file) {
            Ok(records) => records,
            // The other files are still read.
            Err(error) if files.len() > 1 => {
                complain(&format!("{error:#}"));
                unusable += 1;
                continue;
            }
            Err(error) => return Err(error),
        };
        let mut take = |all: Vec<Done>| -> Result<bool> {
            for done in all {
                bytes += done.size;
                counts.read += u64::from(!done.is_further);
                counts.listings += u64::from(done.listing.is_some());
                counts.pairs += done.count as u64;
                counts.errors += done.error_count as u64;
                counts.cut += u64::from(done.cut);
                out.write_all(&done.pairs)?;
                out.write_all(&done.errors)?;
                if args.strict && done.error_count > 0 {
                    stopped = true;
                    let error = String::from_utf8_lossy(&done.errors);
                    complain(&format!("--strict: {}", error.trim_end()));
                    return Ok(false);
                }
            }
            progress.at(&counts, bytes);
            Ok(true)
        };
        batch.run(records, &display_name(file), &NoMemory, &mut take).context("cannot go on")?;
        if stopped {
            break;
        }
    }
    if args.summary && !stopped {
        let header = batch.portfolio.header();
        let Counts { read, listings, pairs, errors, .. } = counts;
        let summary = serde_json::json!({
            "schema": "readson.screen-summary/1",
            "summary": {"read": read, "listings": listings, "pairs": pairs, "errors": errors},
            "index": header.short_digest(),
            "version": env!("CARGO_PKG_VERSION"),
        });
        writeln!(out, "{summary}")?;
    }
    // Whoever reads must be able to trust that 0 means all of it: a pipe that closed early is an error here.
    out.flush().context("cannot write all of the output")?;
    progress.end(&counts);
    unusable += counts.cut as usize;
    Ok(match (stopped, unusable) {
        (true, _) => Outcome::Denied,
        (false, 0) => Outcome::Done,
        (false, _) => Outcome::Unreadable,
    })
}

/// Into a run directory.
fn to_run(args: &ScreenArgs, batch: &Batch<'_>, folder: &Path, quiet: bool) -> Result<Outcome> {
    if args.listings.is_empty() || args.listings.iter().any(|path| path == Path::new("-")) {
        bail!("a run reads files, so that it can be taken up again; name the listings");
    }
    let mut manifest =
        Manifest::new(batch.portfolio, &args.index, batch.settings, batch.mapping, batch.lists, &args.listings)?;
    let mut earlier = None;
    if let Some(since) = &args.since {
        let (known, named) = Earlier::open(since, batch.portfolio, &manifest)?;
        manifest.since = Some(named);
        earlier = Some(known);
    }
    let mut writer = if args.resume && folder.join(crate::batch::run::MANIFEST).exists() {
        let Some(writer) = Writer::resume(folder, &manifest)? else {
            if !quiet {
                anstream::eprintln!("{} is finished already", display_name(folder));
            }
            return Ok(outcome(Manifest::read(folder)?.counts));
        };
        writer
    } else {
        // A file that is no crawl is told before anything is written.
        for file in &args.listings {
            drop(crawl::open(file, batch.mapping)?);
        }
        Writer::start(folder, manifest)?
    };
    let memory: &dyn Memory = match &earlier {
        Some(earlier) => earlier,
        None => &NoMemory,
    };
    let progress = Progress::new(quiet, total(&args.listings));
    let disk = || format!("cannot write the run {}; what is written stays, and --resume goes on", display_name(folder));
    let mut bytes = 0;
    let (first, done) = writer.position();
    for (at, file) in args.listings.iter().enumerate().skip(first) {
        let mut records = batch.open(file)?;
        let skip = if at == first { done } else { 0 };
        crawl::skip(&mut records, skip);
        let mut stopped = false;
        let mut take = |all: Vec<Done>| -> Result<bool> {
            let errors: usize = all.iter().map(|done| done.error_count).sum();
            bytes += all.iter().map(|done| done.size).sum::<u64>();
            writer.take(all, batch.lists).with_context(disk)?;
            progress.at(&writer.counts(), bytes);
            stopped = args.strict && errors > 0;
            Ok(!stopped)
        };
        batch.run(records, &display_name(file), memory, &mut take)?;
        if stopped {
            writer.keep().with_context(disk)?;
            bail!(
                "--strict: a record cannot be read; {} says which",
                display_name(&folder.join(crate::batch::run::ERRORS))
            );
        }
        writer.next_input().with_context(disk)?;
    }
    let counts = writer.counts();
    writer.finish(args.since.as_deref()).with_context(disk)?;
    progress.end(&counts);
    Ok(outcome(counts))
}

fn outcome(counts: Counts) -> Outcome {
    if counts.cut > 0 { Outcome::Unreadable } else { Outcome::Done }
}

/// Bytes of the records of all files; none where they are not known before the files are read.
fn total(files: &[PathBuf]) -> Option<u64> {
    let of_records = |file: &PathBuf| matches!(crate::text::source::extension(file).as_str(), "jsonl" | "ndjson");
    let size = |file: &PathBuf| std::fs::metadata(file).ok().map(|meta| meta.len()).filter(|_| of_records(file));
    files.iter().map(size).sum()
}

fn complain(message: &str) {
    anstream::eprintln!("readson: {}", crate::report::escape::neutralise(message));
}
