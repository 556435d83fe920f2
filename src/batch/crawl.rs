//! Crawls: files of listing records that are read as a stream, however many there are. JSON lines, CSV and Parquet, also
//! compressed by gzip or zstd; every other form that [`load`] reads is read whole.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::batch::portfolio::Portfolio;
use crate::listing::read::csv;
use crate::listing::read::json::{self, MAX_LINE};
use crate::listing::read::mapping::Mapping;
use crate::load::{self, Role};
use crate::text::capped_lines::Lines;
use crate::text::finding::{Code, Finding, Severity};
use crate::text::source::{MAX_FILE, Source, display_name};
use crate::text::zipped;

mod parquet;
pub mod record;
pub mod stored;

pub use record::{Parsed, Record, Records};

/// Passes over records that were read before. Blank lines are no records.
pub fn skip(records: &mut Records, mut count: u64) {
    while count > 0 {
        match records.next() {
            Some(record) => count -= u64::from(!record.is_blank()),
            None => return,
        }
    }
}

/// How a file is compressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// The name of a file without the extension of its compression, and that compression.
fn packing(path: &Path) -> (PathBuf, Packing) {
    let packing = match crate::text::source::extension(path).as_str() {
        "gz" | "gzip" => Packing::Gzip,
        "zst" | "zstd" => Packing::Zstd,
        _ => return (path.to_owned(), Packing::Plain),
    };
    (path.with_extension(""), packing)
}

/// Opens a crawl; `-` is standard input, which holds JSON lines.
///
/// # Errors
/// When it is not there, is no crawl, or lacks a column that is needed.
pub fn open(path: &Path, mapping: &Mapping) -> Result<Records> {
    open_for(path, mapping, None)
}

/// As [`open`]; of a crawl that is indexed, only what a portfolio could be interested in.
///
/// # Errors
/// As [`open`].
pub fn open_for(path: &Path, mapping: &Mapping, portfolio: Option<&Portfolio>) -> Result<Records> {
    let name = display_name(path);
    let (bare, packing) = packing(path);
    let extension = crate::text::source::extension(&bare);
    if path != Path::new("-") && path.is_dir() {
        bail!("{name} is a directory; name the files in it");
    }
    if path != Path::new("-") && stored::is_index(path) {
        return stored::open(path, portfolio);
    }
    if extension == "parquet" {
        if packing != Packing::Plain {
            bail!("{name}: Parquet is compressed inside; unpack the file first");
        }
        return parquet::open(path, &name, mapping);
    }
    if extension == "zip" && packing == Packing::Plain {
        return packed(path, &name, mapping);
    }
    if path != Path::new("-") && !is_streamed(&extension) && !extension.is_empty() {
        if packing != Packing::Plain {
            bail!("{name}: compressed listings can be .jsonl, .json, .csv or .tsv");
        }
        return Ok(whole(load::file(path, Role::Listings)));
    }
    Ok(streamed(unpacked(path, &name, packing)?, name, &extension, mapping))
}

/// Whether records of files with this extension are read as a stream.
fn is_streamed(extension: &str) -> bool {
    matches!(extension, "jsonl" | "ndjson" | "json" | "csv" | "tsv")
}

/// The records of all parts of a ZIP file, one after the other.
fn packed(path: &Path, name: &str, mapping: &Mapping) -> Result<Records> {
    let (name, mapping) = (name.to_owned(), mapping.clone());
    let parts = zipped::parts(path)?.into_iter().flat_map(move |part| {
        let extension = crate::text::source::extension(Path::new(&part.name));
        if !is_streamed(&extension) {
            let parsed = load::read_part(&part, &name, Role::Listings, crate::listing::shop::built_in());
            return whole(load::checked(parsed, &name));
        }
        match part.open() {
            Ok(stream) => streamed(BufReader::with_capacity(1 << 18, stream), name.clone(), &extension, &mapping),
            Err(error) => {
                let message = format!("{}: {error:#}", part.name.escape_debug());
                let finding = Finding::new(Code::Unreadable, &name, message);
                Box::new(std::iter::once(Record::Read(0, None, vec![finding])))
            }
        }
    });
    Ok(Box::new(parts))
}

/// The records of a stream of JSON or CSV.
fn streamed(mut input: Input, name: String, extension: &str, mapping: &Mapping) -> Records {
    if matches!(extension, "csv" | "tsv") {
        return match read_whole(&mut input, &name) {
            Ok(source) => whole(load::checked(csv::read_mapped(&source, mapping).into(), &name)),
            Err(finding) => Box::new(std::iter::once(Record::End(finding))),
        };
    }
    // An array, or one object over several lines, is no stream.
    let whole_json = match input.fill_buf() {
        Ok(start) => {
            let bare = start.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(start).trim_ascii_start();
            bare.starts_with(b"[") || (extension == "json" && !is_object_a_line(bare)) || start.starts_with(b"\xFF\xFE")
        }
        Err(error) => return Box::new(std::iter::once(Record::End(cut(&name, 1, &error)))),
    };
    if whole_json {
        let mut parsed = crate::load::Parsed::default();
        parsed.findings = json::read_mapped(input, &name, mapping, &mut |listing| parsed.listings.push(listing));
        return whole(load::checked(parsed, &name));
    }
    Box::new(JsonLines { lines: Lines::new(input, MAX_LINE), name, ended: false })
}

/// Whether a text begins with an object that ends on its first line.
fn is_object_a_line(text: &[u8]) -> bool {
    let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
    serde_json::from_slice::<serde::de::IgnoredAny>(line).is_ok()
}

type Input = BufReader<Box<dyn Read + Send>>;

fn unpacked(path: &Path, name: &str, packing: Packing) -> Result<Input> {
    let plain: Box<dyn Read + Send> = if path == Path::new("-") {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(path).with_context(|| format!("cannot open {name}"))?)
    };
    let unpacked: Box<dyn Read + Send> = match packing {
        Packing::Plain => plain,
        Packing::Gzip => Box::new(flate2::read::MultiGzDecoder::new(BufReader::with_capacity(1 << 16, plain))),
        Packing::Zstd => Box::new(zstd::Decoder::new(plain).with_context(|| format!("cannot unpack {name}"))?),
    };
    Ok(BufReader::with_capacity(1 << 18, unpacked))
}

fn read_whole(input: &mut Input, name: &str) -> Result<Source, Box<Finding>> {
    let mut bytes = Vec::new();
    input.take(MAX_FILE + 1).read_to_end(&mut bytes).map_err(|error| cut(name, 0, &error))?;
    if bytes.len() as u64 > MAX_FILE {
        let message = format!("the table is larger than {} MiB and was not read", MAX_FILE >> 20);
        let finding = Finding::new(Code::TooLong, name, message);
        return Err(Box::new(finding.help("split it, or give JSON lines or Parquet, which are streamed")));
    }
    Ok(Source::from_bytes(name, &bytes))
}

/// The file ends before its end, or cannot be read on.
fn cut(name: &str, line: usize, error: &io::Error) -> Box<Finding> {
    let mut finding = Finding::new(Code::Truncated, name, format!("cannot read on: {error}"))
        .help("the records before were read; get the file again, it is cut off or damaged");
    finding.line = (line > 0).then_some(line);
    Box::new(finding)
}

/// What was read whole, as records: findings go with the listing on their line, others come last.
fn whole(parsed: crate::load::Parsed) -> Records {
    let mut findings = parsed.findings;
    findings.retain(|finding| finding.severity == Severity::Error);
    let mut records: Vec<(usize, Record)> = Vec::new();
    for listing in parsed.listings {
        records.push((listing.line, Record::Read(listing.line, Some(Box::new(listing)), Vec::new())));
    }
    for finding in findings {
        let line = finding.line.unwrap_or(usize::MAX);
        records.push((line, Record::Read(finding.line.unwrap_or_default(), None, vec![finding])));
    }
    records.sort_by_key(|(line, _)| *line);
    Box::new(records.into_iter().map(|(_, record)| record))
}

struct JsonLines {
    lines: Lines<Input>,
    name: String,
    ended: bool,
}

impl Iterator for JsonLines {
    type Item = Record;

    fn next(&mut self) -> Option<Record> {
        if self.ended {
            return None;
        }
        let mut line = Vec::new();
        match self.lines.next(&mut line) {
            Ok(Some(true)) => {
                let number = self.lines.number;
                if number == 1 && line.starts_with(b"\xEF\xBB\xBF") {
                    line.drain(..3);
                }
                Some(Record::Line(number, line))
            }
            Ok(Some(false)) => {
                let number = self.lines.number;
                Some(Record::Read(number, None, vec![json::too_long(&self.name, number)]))
            }
            Ok(None) => None,
            Err(error) => {
                self.ended = true;
                Some(Record::End(cut(&self.name, self.lines.number + 1, &error)))
            }
        }
    }
}
