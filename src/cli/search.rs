//! `readson search`.

use anstyle::Style;
use anyhow::{Result, bail};
use serde::Serialize;

use crate::cli::args::{Plain, SearchArgs};
use crate::cli::output::{self, Outcome};
use crate::load::{Loaded, Role};
use crate::pair::index::{Hit, Index};
use crate::report::escape::neutralise;
use crate::report::json::write_rounded;
use crate::text::finding::Finding;

/// Longest query, in bytes.
const MAX_QUERY: usize = 4096;

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    query: &'a str,
    hits: &'a [Hit],
    findings: &'a [Finding],
}

pub fn run(args: &SearchArgs, quiet: bool) -> Result<Outcome> {
    if args.words.len() > MAX_QUERY {
        bail!("a query has at most {MAX_QUERY} bytes");
    }
    if args.words.trim().is_empty() {
        bail!("the query is empty; give the words to look for");
    }
    let mut loaded = Loaded::default();
    loaded.add(&args.patents, Role::Patents);
    loaded.add(&args.listings, Role::Listings);
    loaded.settle();
    let hits = Index::build(&loaded.patents, &loaded.listings)?.search(&args.words, args.limit as usize)?;
    match args.format {
        Plain::Json => output::raw_stdout(|out| {
            let document =
                Document { schema: "readson.search/1", query: &args.words, hits: &hits, findings: &loaded.findings };
            write_rounded(out, &document)?;
            out.write_all(b"\n")
        })?,
        Plain::Text => output::stdout(|out| {
            let bold = Style::new().bold();
            for hit in &hits {
                writeln!(
                    out,
                    "{:>7.2}  {bold}{}{bold:#} {}: {}",
                    hit.score,
                    neutralise(&hit.owner),
                    neutralise(&hit.place),
                    neutralise(&hit.text)
                )?;
            }
            Ok(())
        })?,
    }
    if hits.is_empty() && !quiet {
        anstream::eprintln!("no passage has any of these words");
    }
    output::findings(&loaded.findings, quiet);
    Ok(Outcome::of(loaded.unusable, &loaded.findings, None))
}
