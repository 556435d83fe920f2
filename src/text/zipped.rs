//! What lies in a ZIP file, each part read as a stream. Nothing is unpacked to the disk, so names of parts are no paths.

use std::fs::File;
use std::io::{BufReader, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use zip::CompressionMethod;

use crate::text::source::{display_name, extension};

/// Most parts of a file that are read.
const MOST: usize = 100_000;

/// A part of a ZIP file.
#[derive(Clone, Debug)]
pub struct Part {
    file: PathBuf,
    /// Its name in the file.
    pub name: String,
    start: u64,
    length: u64,
    is_deflated: bool,
}

/// Whether a path names a ZIP file.
pub fn is_zip(path: &Path) -> bool {
    extension(path) == "zip"
}

/// The parts of a file in the order of their names; folders, hidden files and what a Mac adds are none.
///
/// # Errors
/// When it is no ZIP file, or a part cannot be read: encrypted, or packed in another way.
pub fn parts(path: &Path) -> Result<Vec<Part>> {
    let shown = display_name(path);
    let file = File::open(path).with_context(|| format!("cannot open {shown}"))?;
    let mut archive = zip::ZipArchive::new(BufReader::new(file))
        .with_context(|| format!("{shown} is no ZIP file that can be read"))?;
    if archive.len() > MOST {
        bail!("{shown} holds more than {MOST} files; split it");
    }
    let mut parts = Vec::new();
    for at in 0..archive.len() {
        let part = archive.by_index_raw(at).with_context(|| format!("{shown} is damaged"))?;
        let name = part.name().with_context(|| format!("{shown} is damaged"))?.into_owned();
        let is_hidden =
            name.split('/').any(|step| step.starts_with('.') && step != "..") || name.starts_with("__MACOSX/");
        if part.is_dir() || is_hidden {
            continue;
        }
        if part.encrypted() {
            bail!("{shown}: {} is encrypted; unpack it first", name.escape_debug());
        }
        let is_deflated = match part.compression() {
            CompressionMethod::Stored => false,
            CompressionMethod::Deflated => true,
            _ => bail!("{shown}: {} is packed in a way that is not known; unpack it first", name.escape_debug()),
        };
        let start = part.data_start().with_context(|| format!("{shown} is damaged"))?;
        parts.push(Part { file: path.to_owned(), name, start, length: part.compressed_size(), is_deflated });
    }
    parts.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(parts)
}

impl Part {
    /// Its bytes as they come.
    ///
    /// # Errors
    /// When the file is not there any more.
    pub fn open(&self) -> Result<Box<dyn Read + Send>> {
        let shown = display_name(&self.file);
        let mut file = File::open(&self.file).with_context(|| format!("cannot open {shown}"))?;
        file.seek(SeekFrom::Start(self.start)).with_context(|| format!("cannot read {shown}"))?;
        let packed = BufReader::with_capacity(1 << 16, file.take(self.length));
        Ok(if self.is_deflated { Box::new(flate2::bufread::DeflateDecoder::new(packed)) } else { Box::new(packed) })
    }
}
