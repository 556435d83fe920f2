//! `readson index`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;

use crate::batch::{crawl, portfolio};
use crate::cli::args::selection;
use crate::cli::output::{self, Outcome};
use crate::listing::read::json;
use crate::listing::read::mapping::Mapping;
use crate::load::{Loaded, Role};
use crate::pair::Selection;
use crate::text::finding::Severity;
use crate::text::source::display_name;

#[derive(Debug, Args)]
pub struct IndexArgs {
    /// Patents: .md pages, USPTO XML (single or bulk), saved Google Patents .html, pasted .txt.
    #[arg(required_unless_present = "listings", value_name = "FILE")]
    patents: Vec<PathBuf>,
    /// Index listings instead of patents, so that later patents can be screened against an old crawl: the index file is
    /// then given to `readson screen` in the place of listings.
    #[arg(long, num_args = 1.., value_name = "FILE", conflicts_with_all = ["patents", "claims"])]
    listings: Vec<PathBuf>,
    /// With --listings: a field and the column or key that holds it, as for `readson screen`.
    #[arg(long, value_name = "FIELD=COLUMN", value_parser = Mapping::parse, requires = "listings")]
    map: Vec<(String, String)>,
    /// The index file to write. It is written beside its place and then moved there, so that whoever reads the old one
    /// goes on reading it.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Claims to chart: `independent`, `all`, or numbers such as `1,3,7-9`.
    #[arg(long, default_value = "independent", value_name = "CLAIMS")]
    claims: String,
}

pub fn run(args: &IndexArgs, quiet: bool) -> Result<Outcome> {
    if !args.listings.is_empty() {
        return listings(args, quiet);
    }
    let claims = selection(&args.claims).map_err(anyhow::Error::msg)?;
    let mut loaded = Loaded::default();
    loaded.add(&args.patents, Role::Patents);
    loaded.settle();
    output::findings(&loaded.findings, quiet);
    let real = |path: &PathBuf| path.canonicalize().ok();
    if let Some(input) = args.patents.iter().find(|path| real(path).is_some() && real(path) == real(&args.output)) {
        bail!("{} is read and would be written over; name another output", display_name(input));
    }
    if loaded.patents.is_empty() {
        bail!("no patent could be read, so there is nothing to index");
    }
    let arguments = match &claims {
        Selection::Independent => Vec::new(),
        _ => vec!["--claims".to_owned(), args.claims.clone()],
    };
    let (mut header, sections) = portfolio::compile(&loaded.patents, &claims, arguments)?;
    if header.claims == 0 {
        bail!("none of the patents has a claim that --claims selects");
    }
    header.files = args.patents.iter().map(|path| display_name(path)).collect();
    // The same patents give the same bytes, in whatever order they are named.
    header.files.sort();
    header.files.dedup();
    let (count, claims) = (header.count, header.claims);
    output::file(&args.output, |out| portfolio::write(header, &sections, out))?;
    if !quiet {
        anstream::eprintln!("{}: {count} patents, {claims} claims", display_name(&args.output));
    }
    Ok(Outcome::of(loaded.unusable, &loaded.findings, None))
}

/// Indexes listings. What cannot be read is told, and the rest is indexed.
fn listings(args: &IndexArgs, quiet: bool) -> Result<Outcome> {
    let mapping = Mapping(args.map.clone());
    let (mut all, mut findings, mut cut) = (Vec::new(), Vec::new(), 0);
    for path in &args.listings {
        let name = display_name(path);
        for record in crawl::open(path, &mapping)? {
            let Some(parsed) = record.parse(&name, &mapping) else { continue };
            cut += usize::from(parsed.cut);
            findings.extend(parsed.findings.into_iter().filter(|finding| finding.severity == Severity::Error));
            all.extend(parsed.listing.map(|listing| *listing));
        }
    }
    let (all, repeated) = json::drop_duplicates(all);
    findings.extend(repeated);
    output::findings(&findings, quiet);
    if all.is_empty() {
        bail!("no listing could be read, so there is nothing to index");
    }
    let named = args.map.iter().flat_map(|(field, column)| ["--map".to_owned(), format!("{field}={column}")]);
    let mut files = vec!["--listings".to_owned()];
    files.extend(args.listings.iter().map(|path| display_name(path)));
    let (header, sections) = crawl::stored::compile(&all, files, named.collect())?;
    let count = header.count;
    output::file(&args.output, |out| portfolio::write(header, &sections, out))?;
    if !quiet {
        anstream::eprintln!("{}: {count} listings", display_name(&args.output));
    }
    Ok(Outcome::of(cut, &findings, None))
}
