//! Venues: the platforms and courts where charts are filed, as pages. No code knows a venue by its name.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Result, anyhow, bail};
use serde::{Deserialize, Serialize};

use crate::text::nearest::nearest;
use crate::text::page;
use crate::text::source::Source;

mod list;

/// A venue.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Venue {
    /// How it is named on the command line.
    pub id: String,
    /// What it is called.
    pub name: String,
    /// Platform or court.
    pub kind: VenueKind,
    /// How its listings are told: by a part of the host of their address ("aliexpress"), or by the name of their source.
    #[serde(default)]
    pub sites: Vec<String>,
    /// Kinds of patent it accepts; empty: not known.
    pub rights: Vec<String>,
    /// Jurisdictions it accepts; empty: any.
    pub jurisdictions: Vec<String>,
    /// Languages of papers it reads; empty: not known.
    #[serde(default)]
    pub languages: Vec<String>,
    /// Its words for what a row can be.
    #[serde(default)]
    pub vocabulary: BTreeMap<String, String>,
    /// Fields of its form that have one fixed entry for patents: a reason code.
    #[serde(default)]
    pub fields: BTreeMap<String, String>,
    /// The template of its report.
    #[serde(default)]
    pub template: String,
    /// Codes that are errors here.
    #[serde(default)]
    pub deny: Vec<String>,
    /// Codes that are off here.
    #[serde(default)]
    pub allow: Vec<String>,
    /// Where its rules can be read.
    #[serde(default)]
    pub source: String,
    /// When that was last looked at.
    pub checked: String,
    /// Whether its rights and jurisdictions are confirmed by its own pages.
    #[serde(default = "yes")]
    pub confirmed: bool,
    /// What it limits.
    #[serde(default)]
    pub limits: BTreeMap<String, Limit>,
    /// Papers it asks for.
    #[serde(default, rename = "paper")]
    pub papers: Vec<Paper>,
    /// Times that run.
    #[serde(default, rename = "deadline")]
    pub deadlines: Vec<Deadline>,
    /// Why it rejects.
    #[serde(default, rename = "rejection")]
    pub rejections: Vec<Rejection>,
    /// For an attorney who has never filed there, Markdown.
    #[serde(skip_deserializing)]
    pub body: String,
}

/// Kind of venue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VenueKind {
    /// A marketplace.
    Platform,
    /// A court.
    Court,
}

/// A number or a yes that it limits filings by.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The limit.
    pub value: LimitValue,
    /// Where it is said.
    #[serde(default)]
    pub source: String,
    /// When that was last looked at.
    pub checked: String,
    /// Whether the venue itself says so; others are never fatal.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// What a limit can be.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LimitValue {
    /// Yes or no.
    Flag(bool),
    /// A number.
    Number(f64),
}

/// A paper that it asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    /// "identity", "authorisation", "certificate", "evaluation", "translation", "chart", "decision", "views",
    /// "test-purchase", "statement".
    pub kind: String,
    /// For which rights, a minijinja expression.
    #[serde(default = "always")]
    pub when: String,
    /// What it is.
    #[serde(default)]
    pub note: String,
    /// Where it is said.
    #[serde(default)]
    pub source: String,
    /// When that was last looked at.
    pub checked: String,
    /// Whether the venue itself says so.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// A time that runs.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Deadline {
    /// What must happen.
    pub what: String,
    /// Within how many.
    pub days: f64,
    /// "business days", "days", "hours".
    pub unit: String,
    /// Where it is said.
    #[serde(default)]
    pub source: String,
    /// When that was last looked at.
    pub checked: String,
    /// Whether the venue itself says so.
    #[serde(default = "yes")]
    pub confirmed: bool,
}

/// A reason for which it rejects.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rejection {
    /// The reason.
    pub reason: String,
    /// The rule that looks for it; empty when none can.
    #[serde(default)]
    pub rule: String,
    /// Where it is said.
    #[serde(default)]
    pub source: String,
    /// When that was last looked at.
    pub checked: String,
}

fn yes() -> bool {
    true
}

fn always() -> String {
    "true".to_owned()
}

/// The limits that a page may have.
pub const LIMITS: [&str; 8] = [
    "links",
    "claims",
    "rights",
    "asins",
    "reason_characters",
    "patent_characters",
    "attachment_mb",
    "independent_only",
];

/// The venues that ship with the program, by id.
///
/// # Panics
/// When one of its own pages is wrong, which a test rules out.
pub fn built_in() -> Vec<Venue> {
    let read = |(name, text): &(&str, &str)| read(&format!("venues/{name}.md"), text).expect("our own pages are right");
    list::PAGES.iter().map(read).collect()
}

/// The built-in venues and those of a folder, which replace built-in ones of the same id; by id.
///
/// # Errors
/// When the folder cannot be read, or a page in it is wrong.
pub fn load(folder: Option<&Path>) -> Result<Vec<Venue>> {
    let mut venues = built_in();
    if let Some(folder) = folder {
        for (shown, text) in page::in_folder(folder, "venues")? {
            let venue = read(&shown, &text)?;
            venues.retain(|known| known.id != venue.id);
            venues.push(venue);
        }
    }
    venues.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(venues)
}

/// The venue with an id.
///
/// # Errors
/// When there is none.
pub fn find<'a>(venues: &'a [Venue], id: &str) -> Result<&'a Venue> {
    venues.iter().find(|venue| venue.id == id).ok_or_else(|| {
        let ids: Vec<&str> = venues.iter().map(|venue| venue.id.as_str()).collect();
        match nearest(id, &ids) {
            Some(near) => anyhow!("no venue {id}; did you mean {near}?"),
            None => anyhow!("no venue {id}; `readson venues` lists them"),
        }
    })
}

/// Reads one page.
///
/// # Errors
/// When it is no venue; the message names file, line and what to do.
pub fn read(file: &str, text: &str) -> Result<Venue> {
    let source = Source::from_bytes(file, text.as_bytes());
    let page = page::split(&source.text);
    if page.front.is_empty() {
        bail!("{file}:1: a venue begins with front matter between lines of +++");
    }
    let mut venue: Venue = page::read_toml(&source, page.front, page.front_start)?;
    let place = |key: &str| format!("{file}:{}", source.line_column(page.key_offset(key)).0);
    if let Some(limit) = venue.limits.keys().find(|limit| !LIMITS.contains(&limit.as_str())) {
        bail!("{}: no limit is called {limit}; they are {}", place(limit), LIMITS.join(", "));
    }
    let environment = crate::check::condition::environment();
    for paper in &venue.papers {
        environment.compile_expression(&paper.when).map_err(|error| anyhow!("{}: {error}", place("when")))?;
    }
    page.body.trim().clone_into(&mut venue.body);
    Ok(venue)
}

impl Venue {
    /// Whether a listing is one of its, by the host of its address or the name of its source.
    pub fn has(&self, url: &str, source: &str) -> bool {
        let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
        let host = rest.split(['/', '?', '#', ':']).next().unwrap_or_default();
        let is_site = |part: &str| self.sites.iter().any(|site| site.eq_ignore_ascii_case(part));
        host.split('.').any(is_site) || is_site(source.trim())
    }

    /// How many listings it takes in one filing, where that is known.
    pub fn links(&self) -> Option<usize> {
        let number = |key: &str| match self.limits.get(key)?.value {
            LimitValue::Number(number) if number >= 1.0 => Some(number as usize),
            _ => None,
        };
        [number("links"), number("asins")].into_iter().flatten().min()
    }
}
