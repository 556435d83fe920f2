//! Checking: documents become subjects, rules are asked about them, and their findings get their place in the files.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Result;

use crate::check::complaint::{self, Complaint};
use crate::check::draft::{Draft, Prose, csv, docx, json, markdown, xlsx};
use crate::check::facts::complaint::Documents;
use crate::check::facts::{self, Place};
use crate::check::judge;
use crate::check::levels::Levels;
use crate::check::rules::Rule;
use crate::check::venue::{self, Venue};
use crate::load::{self, Loaded, Role};
use crate::patent::Patent;
use crate::text::finding::{Code, Finding};
use crate::text::locate;
use crate::text::source::{MAX_FILE, Source, display_name, extension, stem};

/// Everything that is checked together.
#[derive(Debug, Default)]
pub struct Checked {
    /// Patents and listings.
    pub loaded: Loaded,
    /// Drafted charts and comparisons.
    pub drafts: Vec<Draft>,
    /// Complaints.
    pub complaints: Vec<Complaint>,
    /// The text of each file, for places and extracts.
    pub sources: BTreeMap<String, Source>,
}

impl Checked {
    /// Reads more files, each for what it is.
    pub fn add<P: AsRef<Path>>(&mut self, paths: &[P]) {
        for path in paths {
            let path = path.as_ref();
            if self.sources.contains_key(&display_name(path)) {
                continue;
            }
            let office: Option<fn(&str, &[u8]) -> _> = match extension(path).as_str() {
                "xlsx" => Some(xlsx::read),
                "docx" => Some(docx::read),
                _ => None,
            };
            if let Some(read) = office
                && let Ok(bytes) = std::fs::read(path)
            {
                let (drafts, findings) = read(&display_name(path), &bytes);
                // A Word document without a chart is a patent's claims, or nothing.
                if drafts.is_empty() && extension(path) == "docx" {
                    let parsed = load::file(path, Role::Patents);
                    let is_named = |patent: &Patent| !patent.claims.is_empty() && patent.number != stem(&patent.file);
                    if parsed.patents.iter().any(is_named) {
                        self.loaded.take(parsed);
                        continue;
                    }
                }
                self.keep(drafts, None, findings);
                continue;
            }
            match text_of(path) {
                Some(source) if self.take(path, &source) => {
                    self.sources.insert(source.name.clone(), source);
                }
                source => {
                    self.loaded.add(&[path], Role::Either);
                    self.sources.extend(source.map(|source| (source.name.clone(), source)));
                }
            }
        }
    }

    /// Reads a file that is a draft or a complaint; false when it is neither.
    fn take(&mut self, path: &Path, source: &Source) -> bool {
        let (drafts, complaint, findings) = match extension(path).as_str() {
            "md" | "markdown" if complaint::is_complaint(&source.text) => {
                let (complaint, findings) = complaint::read(source);
                (Vec::new(), complaint, findings)
            }
            "md" | "markdown" if markdown::is_draft(&source.text) => {
                let (draft, findings) = markdown::read(source);
                (vec![draft], None, findings)
            }
            "csv" | "tsv" if csv::is_draft(&source.text) => {
                let (draft, findings) = csv::read(source);
                (vec![draft], None, findings)
            }
            "json" if json::is_comparison(&source.text) => {
                let (drafts, findings) = json::read(source);
                (drafts, None, findings)
            }
            _ => return false,
        };
        self.keep(drafts, complaint, findings);
        true
    }

    fn keep(&mut self, drafts: Vec<Draft>, complaint: Option<Complaint>, findings: Vec<Finding>) {
        if drafts.is_empty() && complaint.is_none() {
            self.loaded.unusable += 1;
        }
        self.drafts.extend(drafts);
        self.complaints.extend(complaint);
        self.loaded.findings.extend(findings);
    }

    /// Asks the rules, on a day, complaints against a venue each. Findings on reading come first, then those of the
    /// rules, by file and line.
    ///
    /// # Errors
    /// When a rule or a venue is wrong, or a complaint names no venue.
    pub fn judge(
        &mut self,
        rules: &[Rule],
        venues: &[Venue],
        venue: Option<&str>,
        today: &str,
    ) -> Result<Vec<Finding>> {
        self.loaded.settle();
        let Loaded { patents, listings, findings, .. } = &self.loaded;
        let mut found = findings.clone();
        let mut subjects = facts::documents::subjects(patents, listings, today);
        for draft in &self.drafts {
            subjects.extend(facts::draft::subjects(draft, patents, listings, today));
        }
        let documents = Documents { patents, listings, drafts: &self.drafts, today };
        for complaint in &self.complaints {
            let reason = Prose { text: complaint.reason.clone(), place: "reason", line: 1 };
            let place = Place { file: complaint.file.clone(), about: "complaint".to_owned(), ..Place::default() };
            subjects.push(facts::draft::prose_subject(&reason, false, &place));
            match venue.or(complaint.venue.as_deref()) {
                Some(id) => subjects.push(facts::complaint::subject(complaint, venue::find(venues, id)?, documents)?),
                None => found.push(
                    Finding::new(Code::NoVenue, &complaint.file, "the complaint names no venue")
                        .at_line(1)
                        .help("write venue = \"…\" or give --venue; `readson venues` lists them"),
                ),
            }
        }
        let mut judged = judge::judge(rules, &subjects)?;
        for finding in &mut judged {
            if let Some(source) = self.sources.get(&finding.file) {
                locate::place(finding, source);
            }
        }
        // A complaint's own venue has the next word after the rules.
        let codes: Vec<&str> = rules.iter().map(|rule| rule.code.as_str()).collect();
        for complaint in &self.complaints {
            let Some(id) = venue.or(complaint.venue.as_deref()) else { continue };
            let mut levels = Levels::default();
            levels.set_venue(venue::find(venues, id)?, &codes)?;
            let (own, others) = judged.into_iter().partition(|finding| finding.file == complaint.file);
            judged = others;
            judged.extend(levels.apply(own));
        }
        judged.sort_by(|a, b| (&a.file, a.line, a.column, &a.code).cmp(&(&b.file, b.line, b.column, &b.code)));
        found.extend(judged);
        // What stops a filing comes first; the order is else as it was.
        found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        Ok(found)
    }
}

/// The text of a file, where it is one that findings can point into.
fn text_of(path: &Path) -> Option<Source> {
    let size = std::fs::metadata(path).ok().filter(std::fs::Metadata::is_file)?.len();
    // Larger ones are streams of many documents; line numbers will do for them.
    if size > MAX_FILE.min(32 << 20) {
        return None;
    }
    let bytes = std::fs::read(path).ok()?;
    Some(Source::from_bytes(&display_name(path), &bytes))
}
