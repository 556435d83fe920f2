//! `readson index`.

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::Args;

use super::output::{self, Outcome};
use super::selection;
use crate::load::{Loaded, Role};
use crate::pair::Selection;
use crate::portfolio;
use crate::source::display_name;

#[derive(Debug, Args)]
pub struct IndexArgs {
    /// Patents: .md pages, USPTO XML (single or bulk), saved Google Patents .html, pasted .txt.
    #[arg(required = true, value_name = "FILE")]
    patents: Vec<PathBuf>,
    /// The index file to write. It is written beside its place and then moved there, so that whoever reads the old one
    /// goes on reading it.
    #[arg(long, short, value_name = "FILE")]
    output: PathBuf,
    /// Claims to chart: `independent`, `all`, or numbers such as `1,3,7-9`.
    #[arg(long, default_value = "independent", value_name = "CLAIMS")]
    claims: String,
}

pub fn run(args: &IndexArgs, quiet: bool) -> Result<Outcome> {
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
    let (count, claims) = (header.count, header.claims);
    output::file(&args.output, |out| portfolio::write(header, &sections, out))?;
    if !quiet {
        anstream::eprintln!("{}: {count} patents, {claims} claims", display_name(&args.output));
    }
    Ok(Outcome::of(loaded.unusable, &loaded.findings, None))
}
