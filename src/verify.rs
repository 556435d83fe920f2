//! Checking a report again: every hash, every quote and every claim text against the sources that the report names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::chart::Exhibit;
use crate::finding::{Code, Finding};
use crate::load::{self, Role};
use crate::parse::Parsed;
use crate::source::{display_name, sha256_hex};

#[derive(Deserialize)]
struct Document {
    schema: String,
    charts: Vec<Chart>,
}

#[derive(Deserialize)]
struct Chart {
    patent: Named,
    claim: u32,
    listing: Listed,
    rows: Vec<Row>,
    #[serde(default)]
    exhibits: Vec<Exhibit>,
}

#[derive(Deserialize)]
struct Named {
    number: String,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
}

#[derive(Deserialize)]
struct Row {
    label: String,
    text: String,
    #[serde(default)]
    evidence: Vec<Quote>,
    #[serde(default)]
    against: Vec<Quote>,
}

#[derive(Deserialize)]
struct Quote {
    field: String,
    start: usize,
    end: usize,
    #[serde(rename = "quote")]
    words: String,
}

/// What was checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// Charts.
    pub charts: usize,
    /// Documents and pictures.
    pub exhibits: usize,
    /// Quotes.
    pub quotes: usize,
    /// Rows of claim text.
    pub rows: usize,
}

/// Checks a report, a `readson.comparison/1` document. Sources are looked for as the report names them, then below its own
/// folder, or below `root` alone. Findings are what is not as it was; with `keep_going` all of them, else the first.
///
/// # Errors
/// When the report cannot be read or is none.
pub fn report(path: &Path, root: Option<&Path>, keep_going: bool) -> Result<(Checked, Vec<Finding>)> {
    let name = display_name(path);
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    let document: Document = serde_json::from_str(&text)
        .with_context(|| format!("{name} is no comparison; verify reads what compare --format json writes"))?;
    if document.schema != "readson.comparison/1" {
        bail!("{name} has the schema {}; verify reads readson.comparison/1", document.schema);
    }
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let mut verifier = Verifier {
        name,
        roots: root.map_or_else(|| vec![PathBuf::new(), folder], |root| vec![root.to_owned()]),
        loaded: BTreeMap::new(),
        checked: Checked::default(),
        findings: Vec::new(),
        keep_going,
    };
    for chart in &document.charts {
        verifier.chart(chart);
        verifier.checked.charts += 1;
        if verifier.is_done() {
            break;
        }
    }
    Ok((verifier.checked, verifier.findings))
}

struct Verifier {
    name: String,
    roots: Vec<PathBuf>,
    loaded: BTreeMap<(PathBuf, bool), Parsed>,
    checked: Checked,
    findings: Vec<Finding>,
    keep_going: bool,
}

impl Verifier {
    fn is_done(&self) -> bool {
        !self.keep_going && !self.findings.is_empty()
    }

    fn differs(&mut self, code: Code, about: &str, message: String) {
        if self.is_done() {
            return;
        }
        let mut finding = Finding::new(code, &self.name, message)
            .help("find the source that the report was made from, or make the report again from the one at hand");
        finding.about = Some(about.to_owned());
        self.findings.push(finding);
    }

    fn chart(&mut self, chart: &Chart) {
        let about = format!("{} claim {} and {}", chart.patent.number, chart.claim, chart.listing.id);
        for (kind, what) in [("patent", "patent"), ("listing", "listing")] {
            if !chart.exhibits.iter().any(|exhibit| exhibit.kind == kind) {
                self.differs(
                    Code::SourceChanged,
                    &about,
                    format!("{about}: the report does not name its {what}’s file"),
                );
            }
        }
        for exhibit in &chart.exhibits {
            if self.is_done() {
                return;
            }
            self.exhibit(chart, exhibit, &about);
            self.checked.exhibits += 1;
        }
    }

    fn path(&self, exhibit: &Exhibit) -> Option<PathBuf> {
        self.roots.iter().map(|root| root.join(&exhibit.file)).find(|path| path.is_file())
    }

    fn exhibit(&mut self, chart: &Chart, exhibit: &Exhibit, about: &str) {
        let file = &exhibit.file;
        let Some(path) = self.path(exhibit) else {
            self.differs(
                Code::SourceChanged,
                about,
                format!("{about}: exhibit {}, {file}, is not there", exhibit.number),
            );
            return;
        };
        match exhibit.kind.as_str() {
            "patent" => self.patent(chart, exhibit, &path, about),
            "listing" => self.listing(chart, exhibit, &path, about),
            "same product" => {
                let hashes: Vec<String> =
                    self.load(&path, false).listings.iter().map(|one| one.sha256.clone()).collect();
                if !hashes.contains(&exhibit.sha256) {
                    self.changed(exhibit, about, "holds no record with the hash of the report");
                }
            }
            _ => match std::fs::read(&path) {
                Ok(bytes) if sha256_hex(&bytes) == exhibit.sha256 => {}
                Ok(_) => self.changed(exhibit, about, "has another hash"),
                Err(error) => self.changed(exhibit, about, &format!("cannot be read: {error}")),
            },
        }
    }

    fn changed(&mut self, exhibit: &Exhibit, about: &str, what: &str) {
        let message = format!("{about}: exhibit {}, {}, {what}", exhibit.number, exhibit.file);
        self.differs(Code::SourceChanged, about, message);
    }

    /// What a file holds; files are read once.
    fn load(&mut self, path: &Path, patents: bool) -> &Parsed {
        let role = if patents { Role::Patents } else { Role::Listings };
        self.loaded.entry((path.to_owned(), patents)).or_insert_with(|| load::file(path, role))
    }

    fn patent(&mut self, chart: &Chart, exhibit: &Exhibit, path: &Path, about: &str) {
        let parsed = self.load(path, true);
        let Some(patent) = parsed.patents.iter().find(|patent| patent.number == chart.patent.number) else {
            let what = format!("holds no patent {}", chart.patent.number);
            self.changed(exhibit, about, &what);
            return;
        };
        let same = patent.sha256 == exhibit.sha256;
        let elements: BTreeMap<String, String> = patent
            .claims
            .iter()
            .flat_map(|claim| {
                claim.elements.iter().map(|element| (element.label.clone(), claim.slice(element).to_owned()))
            })
            .collect();
        if !same {
            self.changed(exhibit, about, "has another hash");
        }
        for row in &chart.rows {
            let own = elements.get(&row.label).map(|text| text.trim());
            if own != Some(row.text.trim()) {
                let message = format!("{about}: the claim text of row {} is not the patent’s", row.label);
                self.differs(Code::QuoteGone, about, message);
            }
            self.checked.rows += 1;
            if self.is_done() {
                return;
            }
        }
    }

    fn listing(&mut self, chart: &Chart, exhibit: &Exhibit, path: &Path, about: &str) {
        let Some(listing) =
            self.load(path, false).listings.iter().find(|listing| listing.id == chart.listing.id).cloned()
        else {
            let what = format!("holds no listing {}", chart.listing.id);
            self.changed(exhibit, about, &what);
            return;
        };
        if listing.sha256 != exhibit.sha256 {
            self.changed(exhibit, about, "has another hash");
        }
        for row in &chart.rows {
            for quote in row.evidence.iter().chain(&row.against) {
                if self.is_done() {
                    return;
                }
                self.checked.quotes += 1;
                let there = listing.field(&quote.field).and_then(|text| text.get(quote.start..quote.end));
                if there != Some(quote.words.as_str()) {
                    let message = format!(
                        "{about}: row {} quotes “{}” from {}, bytes {} to {}, where the listing has {}",
                        row.label,
                        quote.words,
                        quote.field,
                        quote.start,
                        quote.end,
                        there.map_or_else(|| "nothing".to_owned(), |text| format!("“{text}”"))
                    );
                    self.differs(Code::QuoteGone, about, message);
                }
            }
        }
    }
}
