//! `readson verify`.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::batch::run;
use crate::chart::{seal, verify};
use crate::cli::output::{self, Outcome};
use crate::cli::signature;
use crate::report::again;
use crate::text::finding::{Code, Finding};
use crate::text::source::{display_name, extension};

/// Which reports to check again.
#[derive(Debug, Args)]
pub struct VerifyArgs {
    /// Reports: what `compare --format json` wrote, documents (.html, .docx, .xlsx, .pdf) whose JSON is at hand, or
    /// directories of `screen --run`.
    #[arg(required = true, value_name = "REPORT")]
    reports: Vec<PathBuf>,
    /// The JSON that documents were made with; by default the one that they name.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Also check the signature beside each report (REPORT.minisig, by `minisign -S`) against this public key: its file, or
    /// the key itself.
    #[arg(long, value_name = "KEY")]
    signed_by: Option<String>,
    /// Compare anew as well, where the report was made by this version, and tell the rows that say something else.
    #[arg(long)]
    again: bool,
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
    let key = args.signed_by.as_deref().map(signature::key).transpose()?;
    for report in &args.reports {
        let name = display_name(report);
        if report.is_dir() {
            let is_whole = directory(report, args.keep_going, quiet)?;
            different |= !is_whole;
            if is_whole || args.keep_going {
                continue;
            }
            break;
        }
        let (json, mut findings) = match extension(report).as_str() {
            "html" | "htm" | "docx" | "xlsx" | "pdf" => document(report, args.json.as_deref())?,
            _ => (report.clone(), Vec::new()),
        };
        let mut signed = None;
        if let Some(key) = &key {
            match signature::checked(report, key)? {
                Ok(comment) => signed = Some(comment),
                Err(finding) => findings.push(finding),
            }
        }
        let (checked, more) = verify::report(&json, args.root.as_deref(), args.keep_going)?;
        findings.extend(more);
        if args.again && (findings.is_empty() || args.keep_going) {
            findings.extend(again::compared(&json, args.root.as_deref())?);
        }
        if !args.keep_going {
            findings.truncate(1);
        }
        output::findings(&findings, quiet);
        different |= !findings.is_empty();
        if findings.is_empty() {
            output::stdout(|out| {
                writeln!(
                    out,
                    "{name}: {} charts, {} exhibits, {} rows of claim text and {} quotes are as they were",
                    checked.charts, checked.exhibits, checked.rows, checked.quotes
                )?;
                signed.iter().try_for_each(|comment| writeln!(out, "{name}: signed by this key: {comment}"))
            })?;
        } else if !args.keep_going {
            break;
        }
    }
    Ok(if different { Outcome::Denied } else { Outcome::Done })
}

/// Checks the directory of a run, and says whether it is as it was.
fn directory(path: &Path, keep_going: bool, quiet: bool) -> Result<bool> {
    let (run::verify::Verified { listings, pairs, inputs }, mut findings) = run::verify::verify(path)?;
    findings.truncate(if keep_going { usize::MAX } else { 1 });
    output::findings(&findings, quiet);
    if findings.is_empty() {
        let name = display_name(path);
        output::stdout(|out| {
            writeln!(out, "{name}: {listings} listings, {pairs} pairs and {inputs} inputs are as they were")
        })?;
    }
    Ok(findings.is_empty())
}

/// The JSON of a document, and whether the document bears its digest.
fn document(path: &Path, json: Option<&Path>) -> Result<(PathBuf, Vec<Finding>)> {
    let name = display_name(path);
    let text = text_of(path).with_context(|| format!("cannot read {name}"))?;
    let Some(digest) = seal::named_in(&text) else {
        bail!("{name} bears no digest; verify reads what this readson wrote, or the JSON itself");
    };
    let beside = || {
        let named = seal::json_named_in(&text)?;
        let beside = path.parent().unwrap_or(Path::new("")).join(&named);
        Some(if beside.is_file() { beside } else { PathBuf::from(named) })
    };
    let Some(json) = json.map(Path::to_owned).or_else(beside) else {
        bail!("{name} names no JSON; give the one that it was made with by --json FILE");
    };
    let made = std::fs::read_to_string(&json).with_context(|| format!("cannot read {}", display_name(&json)))?;
    let fits = seal::of_documents(&made).iter().any(|own| own == digest);
    let differs = || {
        let message = format!("the document’s digest is that of no chart in {}", display_name(&json));
        Finding::new(Code::BrokenSeal, &name, message).help("find the JSON that the document was made with")
    };
    Ok((json.clone(), if fits { Vec::new() } else { vec![differs()] }))
}

/// The most text of a document that is looked through, in bytes.
const MAX_DOCUMENT: u64 = 256 << 20;

/// The bytes of a document as text, what is not text left out; the parts of an Office file one after the other.
fn text_of(path: &Path) -> Result<String> {
    let bytes = std::fs::read(path)?;
    if !matches!(extension(path).as_str(), "docx" | "xlsx") {
        return Ok(String::from_utf8_lossy(&bytes).into_owned());
    }
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(bytes))?;
    let mut text = String::new();
    for at in 0..archive.len() {
        let mut part = Vec::new();
        archive.by_index(at)?.take(MAX_DOCUMENT).read_to_end(&mut part)?;
        text.push_str(&String::from_utf8_lossy(&part));
    }
    Ok(text)
}
