//! The configuration of checks: `readson.toml`, found upward from the first input.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use serde::Deserialize;

use crate::check::facts::day;
use crate::check::levels::Level;
use crate::check::waiver::Waiver;
use crate::text::finding::Severity;
use crate::text::page::read_toml;
use crate::text::source::{Source, display_name};

/// What `readson.toml` may say.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Findings at or above it make the exit code 1.
    #[serde(default)]
    pub deny: Option<Severity>,
    /// The venue of complaints and drafts that name none.
    #[serde(default)]
    pub venue: Option<String>,
    /// Folders of further rules, as seen from the file.
    #[serde(default)]
    pub rules: Vec<PathBuf>,
    /// A folder of further venues.
    #[serde(default)]
    pub venues: Option<PathBuf>,
    /// A baseline file.
    #[serde(default)]
    pub baseline: Option<PathBuf>,
    /// Levels by code, number or family, in the order of the file.
    #[serde(default)]
    pub levels: toml::Table,
    /// Findings that are not to be told.
    #[serde(default, rename = "waiver")]
    pub waivers: Vec<Waiver>,
    /// The file it comes from; empty when there is none.
    #[serde(skip)]
    pub file: String,
}

/// Reads the configuration: the file named, or the first `readson.toml` upward from a path.
///
/// # Errors
/// When a file was named and cannot be read, or when one is wrong.
pub fn load(named: Option<&Path>, start: Option<&Path>) -> Result<Config> {
    let path = match named {
        Some(path) => path.to_owned(),
        None => match start.and_then(upward) {
            Some(path) => path,
            None => return Ok(Config::default()),
        },
    };
    let name = display_name(&path);
    let text = std::fs::read_to_string(&path).with_context(|| format!("cannot read {name}"))?;
    let folder = path.parent().unwrap_or(Path::new("."));
    read(&name, &text, folder)
}

fn upward(start: &Path) -> Option<PathBuf> {
    let start = std::path::absolute(start).ok()?;
    start.ancestors().skip(1).map(|folder| folder.join("readson.toml")).find(|file| file.is_file())
}

/// Reads a configuration; paths in it are seen from `folder`.
///
/// # Errors
/// When it is wrong; the message names file, line and what to do.
pub fn read(name: &str, text: &str, folder: &Path) -> Result<Config> {
    let source = Source::from_bytes(name, text.as_bytes());
    let mut config: Config = read_toml(&source, &source.text, 0)?;
    name.clone_into(&mut config.file);
    // Waivers stand in the order of the file: the n-th heading is the n-th waiver's.
    let places: Vec<usize> = source.text.match_indices("[[waiver]]").map(|(at, _)| source.line_column(at).0).collect();
    for (index, waiver) in config.waivers.iter_mut().enumerate() {
        waiver.origin = (name.to_owned(), places.get(index).copied().unwrap_or(1));
        let (file, line) = &waiver.origin;
        if waiver.reason.trim().is_empty() {
            bail!("{file}:{line}: a waiver needs a reason");
        }
        if let Some(until) = &waiver.until
            && day(until).is_none()
        {
            bail!("{file}:{line}: until is no date: write it as 2027-01-31");
        }
    }
    for path in config.rules.iter_mut().chain(&mut config.venues).chain(&mut config.baseline) {
        *path = folder.join(&path);
    }
    Ok(config)
}

impl Config {
    /// The levels, in the order of the file.
    ///
    /// # Errors
    /// When one is no level.
    pub fn levels(&self) -> Result<Vec<(&str, Level)>> {
        let level = |(code, value): (&String, &toml::Value)| -> Result<(String, Level)> {
            let level = value.clone().try_into().map_err(|_| {
                anyhow!("{}: levels: {code} is {value}; write \"allow\", \"note\", \"warning\" or \"error\"", self.file)
            })?;
            Ok((code.clone(), level))
        };
        self.levels.iter().map(|entry| level(entry).map(|(_, level)| (entry.0.as_str(), level))).collect()
    }
}
