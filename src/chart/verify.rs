//! Checking a report again: every hash, every quote and every claim text against the sources that the report names.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::Deserialize;

use crate::chart::Exhibit;
use crate::chart::seal;
use crate::listing::variants;
use crate::load::{self, Parsed, Role};
use crate::pair;
use crate::patent::Patent;
use crate::text::finding::{Code, Finding};
use crate::text::source::{display_name, sha256_hex};

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
    #[serde(default)]
    views: Vec<View>,
    #[serde(default)]
    sheets: Vec<Picture>,
}

#[derive(Deserialize)]
struct Named {
    number: String,
    title: String,
    #[serde(default)]
    sha256: String,
}

#[derive(Deserialize)]
struct Listed {
    id: String,
    url: String,
    title: String,
    #[serde(default)]
    captured_at: String,
    #[serde(default)]
    sha256: String,
    #[serde(default)]
    same: Vec<Same>,
}

#[derive(Deserialize)]
struct Same {
    sha256: String,
}

#[derive(Deserialize)]
struct View {
    #[serde(default)]
    drawing: Option<Picture>,
    #[serde(default)]
    photo: Option<Picture>,
}

#[derive(Deserialize)]
struct Picture {
    exhibit: u32,
    sha256: String,
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
    if document.charts.is_empty() {
        bail!("{name} holds no chart");
    }
    if let Some(root) = root.filter(|root| !root.is_dir()) {
        bail!("{} is no folder", display_name(root));
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
    // What the sources cannot tell, and what differs from them, was it so when the report was made?
    if !verifier.is_done() {
        let broken = seal::check(&verifier.name, &text)?;
        verifier.findings.extend(broken.into_iter().take(if keep_going { usize::MAX } else { 1 }));
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
        let about = crate::chart::record::about(&chart.patent.number, chart.claim, &chart.listing.id);
        for (kind, what) in [("patent", "patent"), ("listing", "listing")] {
            if !chart.exhibits.iter().any(|exhibit| exhibit.kind == kind && !exhibit.added) {
                self.differs(
                    Code::SourceChanged,
                    &about,
                    format!("{about}: the report does not name its {what}’s file"),
                );
            }
        }
        self.hashes(chart, &about);
        for exhibit in &chart.exhibits {
            if self.is_done() {
                return;
            }
            self.exhibit(chart, exhibit, &about);
            self.checked.exhibits += 1;
        }
    }

    /// Every hash that the chart names is that of an exhibit, which is checked against its file.
    fn hashes(&mut self, chart: &Chart, about: &str) {
        let of = |kind: &str, hash: &str| {
            chart.exhibits.iter().any(|exhibit| exhibit.kind == kind && !exhibit.added && exhibit.sha256 == hash)
        };
        let mut wrong = Vec::new();
        if !of("patent", &chart.patent.sha256) {
            wrong.push("the patent’s hash".to_owned());
        }
        if !of("listing", &chart.listing.sha256) {
            wrong.push("the listing’s hash".to_owned());
        }
        if !chart.listing.same.iter().all(|same| of("same product", &same.sha256)) {
            wrong.push("a hash of the same product".to_owned());
        }
        let pictures = chart.views.iter().flat_map(|view| view.drawing.iter().chain(&view.photo)).chain(&chart.sheets);
        for picture in pictures {
            let same = |exhibit: &&Exhibit| exhibit.number == picture.exhibit && exhibit.sha256 == picture.sha256;
            if !chart.exhibits.iter().any(|exhibit| same(&exhibit)) {
                wrong.push(format!("the hash of the picture that is exhibit {}", picture.exhibit));
            }
        }
        for what in wrong {
            self.differs(Code::SourceChanged, about, format!("{about}: {what} is not that of its exhibit"));
        }
    }

    /// Where an exhibit's file is. With a root, nothing outside of it is looked at.
    fn path(&self, exhibit: &Exhibit) -> Option<PathBuf> {
        let named = Path::new(&exhibit.file);
        let inside = |root: &&PathBuf| named.is_relative() || root.as_os_str().is_empty();
        self.roots.iter().filter(inside).map(|root| root.join(named)).find(|path| path.is_file())
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
        match if exhibit.added { "" } else { exhibit.kind.as_str() } {
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
        let titled = patent.title == chart.patent.title;
        let texts = claim_texts(patent, chart.claim);
        if !same {
            self.changed(exhibit, about, "has another hash");
        }
        if !titled {
            self.changed(exhibit, about, "gives the patent another title");
        }
        let own: Vec<(&str, &str)> = chart.rows.iter().map(|row| (row.label.as_str(), row.text.trim())).collect();
        let fits = |text: &&Vec<(String, String)>| {
            text.iter().map(|(label, text)| (label.as_str(), text.trim())).eq(own.iter().copied())
        };
        self.checked.rows += own.len();
        if texts.iter().any(|text| fits(&text)) {
            return;
        }
        // Of the ways to read the claim, the one that fits longest; then the first row that does not fit.
        let fitting = |text: &[(String, String)]| {
            text.iter().zip(&own).take_while(|((label, text), row)| (label.as_str(), text.trim()) == **row).count()
        };
        let message = match texts.iter().max_by_key(|text| fitting(text)) {
            None => format!("{about}: the patent has no claim {}", chart.claim),
            Some(text) => {
                let at = fitting(text);
                match (text.get(at), own.get(at)) {
                    (Some((label, _)), Some(row)) if label == row.0 => {
                        format!("{about}: the claim text of row {label} is not the patent’s")
                    }
                    (Some((label, _)), _) => format!("{about}: row {label} of the claim is missing or out of place"),
                    (None, row) => {
                        format!("{about}: the claim has no row {}", row.map_or("like this", |row| row.0))
                    }
                }
            }
        };
        self.differs(Code::QuoteGone, about, message);
    }

    fn listing(&mut self, chart: &Chart, exhibit: &Exhibit, path: &Path, about: &str) {
        let Some(listing) = variants::with_id(&self.load(path, false).listings, &chart.listing.id) else {
            let what = format!("holds no listing {}", chart.listing.id);
            self.changed(exhibit, about, &what);
            return;
        };
        if listing.sha256 != exhibit.sha256 {
            self.changed(exhibit, about, "has another hash");
        }
        let named = &chart.listing;
        for (what, shown, there) in [
            ("title", &named.title, &listing.title),
            ("address", &named.url, &listing.url),
            ("capture time", &named.captured_at, &listing.captured_at),
        ] {
            if shown != there {
                self.changed(exhibit, about, &format!("gives the listing another {what} than the report"));
            }
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

/// The rows that a chart of a claim has, for each way to its roots: label and text.
fn claim_texts(patent: &Patent, number: u32) -> Vec<Vec<(String, String)>> {
    let Some(at) = patent.claims.iter().position(|claim| claim.number == number) else { return Vec::new() };
    let rows = |chain: &Vec<usize>| {
        let claims = chain.iter().map(|at| &patent.claims[*at]);
        claims
            .flat_map(|claim| {
                claim.elements.iter().map(|element| (element.label.clone(), claim.slice(element).to_owned()))
            })
            .collect()
    };
    pair::chains(patent, at).iter().map(rows).collect()
}
