//! The manifest of a run.

use std::path::Path;

use anyhow::{Context as _, Result, bail};
use serde::{Deserialize, Serialize};

use crate::batch::portfolio::Portfolio;
use crate::batch::run::{MANIFEST, file_hash};
use crate::batch::screen::Settings;
use crate::batch::screen::sellers::Lists;
use crate::chart::Standing;
use crate::listing::read::mapping::Mapping;
use crate::text::source::{display_name, sha256_hex};

/// The schema of manifests.
pub const SCHEMA: &str = "readson.run/1";

/// What a run is made of, and what it gave.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`SCHEMA`].
    pub schema: String,
    /// Version of the program.
    pub version: String,
    /// Whether it is finished.
    pub finished: bool,
    /// The index.
    pub index: IndexRef,
    /// Which pairs count.
    pub settings: SettingsRef,
    /// What was read.
    pub inputs: Vec<Input>,
    /// The run that unchanged pairs were taken over from.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub since: Option<Since>,
    /// How many of what.
    pub counts: Counts,
    /// SHA-256 of the results, once it is finished.
    #[serde(skip_serializing_if = "String::is_empty", default)]
    pub results_sha256: String,
    /// The patents: number and hash of the document.
    pub patents: Vec<(String, String)>,
}

/// An index that a run used.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct IndexRef {
    /// The file as named.
    pub file: String,
    /// Digest of its content.
    pub digest: String,
    /// The arguments it was made with.
    pub arguments: Vec<String>,
}

/// Settings that results depend on.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SettingsRef {
    /// Most claims of a listing.
    pub top: Option<usize>,
    /// Least confidence.
    pub min_confidence: f32,
    /// Standings asked for.
    pub standings: Vec<Standing>,
    /// Fields and their columns.
    pub map: Vec<(String, String)>,
    /// Hash of the lists of sellers.
    pub sellers: String,
    /// Whether each variant of a page is a listing of its own.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub each_variant: bool,
}

/// A file that was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Input {
    /// As named.
    pub file: String,
    /// Its size.
    pub bytes: u64,
    /// Its hash.
    pub sha256: String,
}

/// An earlier run.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Since {
    /// Its directory as named.
    pub run: String,
    /// Hash of its results.
    pub results_sha256: String,
}

/// How many of what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Records read.
    pub read: u64,
    /// Listings among them.
    pub listings: u64,
    /// Listings of sellers that may sell.
    pub allowed: u64,
    /// Listings whose pairs were taken over.
    pub reused: u64,
    /// Pairs worth a look.
    pub pairs: u64,
    /// Records that could not be read.
    pub errors: u64,
    /// Of these, ids that were there before.
    pub duplicates: u64,
    /// Files that end before their end.
    pub cut: u64,
}

impl Manifest {
    /// The manifest of a run that is to start.
    ///
    /// # Errors
    /// When an input cannot be read.
    pub fn new(
        portfolio: &Portfolio,
        index: &Path,
        settings: &Settings,
        mapping: &Mapping,
        lists: &Lists,
        inputs: &[std::path::PathBuf],
    ) -> Result<Manifest> {
        let inputs = inputs.iter().map(|path| {
            let (bytes, sha256) = file_hash(path)?;
            Ok(Input { file: display_name(path), bytes, sha256 })
        });
        let header = portfolio.header();
        Ok(Manifest {
            schema: SCHEMA.to_owned(),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            finished: false,
            index: IndexRef {
                file: display_name(index),
                digest: header.digest.clone(),
                arguments: header.arguments.clone(),
            },
            settings: SettingsRef {
                top: settings.top,
                min_confidence: settings.min_confidence,
                standings: settings.standings.clone(),
                map: mapping.0.clone(),
                sellers: lists_hash(lists),
                each_variant: settings.each_variant,
            },
            inputs: inputs.collect::<Result<Vec<_>>>()?,
            since: None,
            counts: Counts::default(),
            results_sha256: String::new(),
            patents: portfolio.patents().iter().map(|patent| (patent.number.clone(), patent.sha256.clone())).collect(),
        })
    }

    /// Reads the manifest of a run.
    ///
    /// # Errors
    /// When there is none, or it is of another version.
    pub fn read(run: &Path) -> Result<Manifest> {
        let name = display_name(run);
        let text = std::fs::read_to_string(run.join(MANIFEST))
            .with_context(|| format!("{name} is no run: it has no {MANIFEST}"))?;
        let manifest: Manifest =
            serde_json::from_str(&text).with_context(|| format!("{name}/{MANIFEST} is no manifest of a run"))?;
        if manifest.schema != SCHEMA {
            bail!("{name}/{MANIFEST} has schema {}, and {SCHEMA} is needed", manifest.schema);
        }
        Ok(manifest)
    }

    /// Reads the manifest of a run that is finished.
    ///
    /// # Errors
    /// As [`Manifest::read`], and when it is not finished.
    pub fn finished(run: &Path) -> Result<Manifest> {
        let manifest = Manifest::read(run)?;
        if !manifest.finished {
            bail!("the run {} is not finished; take it up by the same command with --resume", display_name(run));
        }
        Ok(manifest)
    }

    /// What differs from another manifest, in words, where a run cannot go on for it.
    pub fn difference(&self, now: &Manifest) -> Option<String> {
        if self.version != now.version {
            return Some(format!("it was made by readson {}, and this is {}", self.version, now.version));
        }
        if self.index.digest != now.index.digest {
            return Some("the index is another one".to_owned());
        }
        if self.settings != now.settings {
            return Some("the settings are others".to_owned());
        }
        if self.since != now.since {
            return Some("--since names another run, or that run has changed".to_owned());
        }
        if self.inputs.len() != now.inputs.len() {
            return Some(format!("it reads {} files, and {} are given", self.inputs.len(), now.inputs.len()));
        }
        let changed = self.inputs.iter().zip(&now.inputs).find(|(before, now)| before != now);
        changed.map(|(before, now)| {
            if before.file == now.file {
                format!("{} has changed", before.file)
            } else {
                format!("it reads {}, and {} is given in its place", before.file, now.file)
            }
        })
    }
}

fn lists_hash(lists: &Lists) -> String {
    let entries: Vec<String> = lists.entries().map(|(seller, role)| format!("{seller}\t{}", role.word())).collect();
    let whole = entries.join("\n");
    if whole.is_empty() { String::new() } else { sha256_hex(whole.as_bytes()) }
}
