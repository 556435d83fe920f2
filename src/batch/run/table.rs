//! The table of a run's listings.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::Path;

use anyhow::{Context as _, Result};
use serde::{Deserialize, Serialize};

use crate::batch::run::{LISTINGS, RESULTS};
use crate::batch::screen::record::PairRecord;
use crate::batch::screen::sellers::Role;
use crate::text::source::display_name;

/// A listing of a run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// Its id.
    pub id: String,
    /// Hash of its text, see [`super::text_hash`].
    pub text: String,
    /// Title.
    pub title: String,
    /// Address.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub url: String,
    /// Seller.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub seller: String,
    /// Marketplace or data set.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub source: String,
    /// The list that its seller is on.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub list: Option<Role>,
    /// Which input it stands in, from 0, and its line or row there.
    pub input: usize,
    /// Line or row, from 1.
    pub line: usize,
    /// Where its pairs start in the results, how many bytes they have, and how many there are.
    pub at: u64,
    /// Bytes.
    pub bytes: u64,
    /// Pairs.
    pub pairs: u64,
    /// A sketch of its text by which the same product offered again is found; only where it has pairs.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub sketch: String,
}

/// Calls `each` with every listing of a run, in order.
///
/// # Errors
/// When the table cannot be read.
pub fn entries(run: &Path, each: &mut dyn FnMut(Entry) -> Result<()>) -> Result<()> {
    lines(&run.join(LISTINGS), each)
}

/// Calls `each` with the value of every line of a file.
///
/// # Errors
/// When it cannot be read.
pub fn lines<T: serde::de::DeserializeOwned>(path: &Path, each: &mut dyn FnMut(T) -> Result<()>) -> Result<()> {
    let name = display_name(path);
    let mut input = BufReader::with_capacity(1 << 18, File::open(path).with_context(|| format!("cannot open {name}"))?);
    let mut line = String::new();
    let mut number = 0;
    loop {
        line.clear();
        if input.read_line(&mut line).with_context(|| format!("cannot read {name}"))? == 0 {
            return Ok(());
        }
        number += 1;
        each(serde_json::from_str(&line).with_context(|| format!("{name}:{number} is not what a run writes"))?)?;
    }
}

/// Writes a value as a line.
///
/// # Errors
/// When it cannot be written.
pub fn write_line<W: std::io::Write + ?Sized>(value: &impl Serialize, out: &mut W) -> Result<()> {
    serde_json::to_writer(&mut *out, value)?;
    Ok(out.write_all(b"\n")?)
}

/// The results of a run, read at any place.
#[derive(Debug)]
pub struct Results(File);

impl Results {
    /// Opens them.
    ///
    /// # Errors
    /// When they are not there.
    pub fn open(run: &Path) -> Result<Results> {
        let path = run.join(RESULTS);
        Ok(Results(File::open(&path).with_context(|| format!("cannot open {}", display_name(&path)))?))
    }

    /// The lines of a listing's pairs.
    ///
    /// # Errors
    /// When they are not there.
    pub fn lines_of(&mut self, entry: &Entry) -> Result<Vec<u8>> {
        self.lines_at(entry.at, entry.bytes)
    }

    /// Bytes of the results.
    ///
    /// # Errors
    /// When they are not there.
    pub fn lines_at(&mut self, at: u64, bytes: u64) -> Result<Vec<u8>> {
        let mut lines = vec![0; bytes as usize];
        self.0.seek(SeekFrom::Start(at))?;
        self.0.read_exact(&mut lines).context("the results of the run are cut off")?;
        Ok(lines)
    }

    /// A listing's pairs.
    ///
    /// # Errors
    /// When they are not there, or not what a run writes.
    pub fn pairs_of(&mut self, entry: &Entry) -> Result<Vec<PairRecord>> {
        pairs(&self.lines_of(entry)?)
    }
}

/// Pairs from their lines.
///
/// # Errors
/// When a line is no pair.
pub fn pairs(lines: &[u8]) -> Result<Vec<PairRecord>> {
    let filled = lines.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
    filled.map(|line| serde_json::from_slice(line).context("the results of the run are damaged")).collect()
}
