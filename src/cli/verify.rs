//! `readson verify`.

use std::path::PathBuf;

use anyhow::Result;
use clap::Args;

use crate::chart::verify;
use crate::cli::output::{self, Outcome};

/// Which reports to check again.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Reports: what `compare --format json` wrote.
    #[arg(required = true, value_name = "REPORT")]
    reports: Vec<PathBuf>,
    /// Look for the sources below this folder only; by default as the report names them, then below its own folder.
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// Tell every difference; by default the first ends the check.
    #[arg(long)]
    keep_going: bool,
}

/// Checks reports against their sources.
///
/// # Errors
/// When a report cannot be read.
pub fn run(args: &VerifyArgs, quiet: bool) -> Result<Outcome> {
    let mut different = false;
    for report in &args.reports {
        let (checked, findings) = verify::report(report, args.root.as_deref(), args.keep_going)?;
        output::findings(&findings, quiet);
        different |= !findings.is_empty();
        if findings.is_empty() {
            output::stdout(|out| {
                writeln!(
                    out,
                    "{}: {} charts, {} exhibits, {} rows of claim text and {} quotes are as they were",
                    crate::text::source::display_name(report),
                    checked.charts,
                    checked.exhibits,
                    checked.rows,
                    checked.quotes
                )
            })?;
        } else if !args.keep_going {
            break;
        }
    }
    Ok(if different { Outcome::Denied } else { Outcome::Done })
}
