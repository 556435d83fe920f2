//! Comparing a report's charts anew: which rows say something else than they said.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use serde_json::Value;

use crate::chart::comparison::{self, Plan};
use crate::chart::{record, seal};
use crate::listing::{REVIEWS, variants};
use crate::load::{self, Parsed, Role};
use crate::pair::Selection;
use crate::report::json;
use crate::text::finding::{Code, Finding};
use crate::text::source::display_name;

/// What the machine says of a row.
const SAID: [&str; 8] = ["label", "text", "support", "confidence", "evidence", "against", "missing", "needed"];

/// The files that a report names, read once each.
struct Sources {
    roots: Vec<PathBuf>,
    files: BTreeMap<(PathBuf, bool), Parsed>,
}

impl Sources {
    /// What the file of a chart's patent or listing holds.
    fn of(&mut self, chart: &Value, kind: &str) -> Option<&Parsed> {
        let exhibits = chart["exhibits"].as_array()?;
        let own = exhibits.iter().find(|exhibit| exhibit["kind"] == kind && exhibit.get("added").is_none())?;
        let named = Path::new(own["file"].as_str()?);
        let path = self.roots.iter().map(|root| root.join(named)).find(|path| path.is_file())?;
        let patents = kind == "patent";
        let role = if patents { Role::Patents } else { Role::Listings };
        Some(self.files.entry((path.clone(), patents)).or_insert_with(|| load::file(&path, role)))
    }
}

/// Compares the charts of a report, a `readson.comparison/1` document, with what this program says of the same sources.
/// A report of another version is not compared, which is a finding.
///
/// # Errors
/// When the report cannot be read.
pub fn compared(path: &Path, root: Option<&Path>) -> Result<Vec<Finding>> {
    let name = display_name(path);
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {name}"))?;
    let report: Value = serde_json::from_str(&text).with_context(|| format!("{name} is no comparison"))?;
    let version = report["seal"]["version"].as_str().unwrap_or_default();
    if version != env!("CARGO_PKG_VERSION") {
        let message = format!("the report was made by readson {version}, which may read and say things in other ways");
        return Ok(vec![
            Finding::new(Code::SaysOtherwise, &name, message)
                .help("compare anew by that version, or make the report again"),
        ]);
    }
    let folder = path.parent().unwrap_or(Path::new("")).to_owned();
    let roots = root.map_or_else(|| vec![PathBuf::new(), folder], |root| vec![root.to_owned()]);
    let mut sources = Sources { roots, files: BTreeMap::new() };
    let mut findings = Vec::new();
    for chart in report["charts"].as_array().into_iter().flatten() {
        let number = chart["patent"]["number"].as_str().unwrap_or_default();
        let id = chart["listing"]["id"].as_str().unwrap_or_default();
        let claim = u32::try_from(chart["claim"].as_u64().unwrap_or_default()).unwrap_or_default();
        let about = record::about(number, claim, id);
        let patents = sources.of(chart, "patent").map_or(&[][..], |read| &read.patents);
        let patent = patents.iter().find(|patent| patent.number == number).cloned();
        let listings = sources.of(chart, "listing").map_or(&[][..], |read| &read.listings);
        let mut listing = variants::with_id(listings, id);
        // Reviews were asked for where one is quoted.
        let quotes = |row: &Value| {
            [&row["evidence"], &row["against"]].map(|list| list.as_array().cloned().unwrap_or_default()).concat()
        };
        let is_review = |quote: &Value| quote["field"].as_str().is_some_and(|field| field.starts_with(REVIEWS));
        let has_reviews = chart["rows"].as_array().into_iter().flatten().any(|row| quotes(row).iter().any(is_review));
        if let Some(listing) = &mut listing {
            listing.with_reviews = has_reviews;
        }
        let (Some(patent), Some(listing)) = (patent, listing) else {
            let message = format!("{about}: cannot be compared anew, since its sources are not there");
            findings.push(Finding::new(Code::SaysOtherwise, &name, message));
            continue;
        };
        let plan = Plan { claims: Selection::Numbers(vec![claim]), top: None, best: false };
        let charts = comparison::charts(&[patent], &[listing], &plan)?;
        let rows = |value: &Value| value["rows"].as_array().cloned().unwrap_or_default();
        let mine = charts.first().map(json::value).transpose()?.map(|chart| rows(&seal::said(&chart)));
        let theirs = rows(&seal::said(chart));
        let other = mine.unwrap_or_default();
        let differs = |(a, b): (&Value, &Value)| SAID.iter().find(|key| a.get(**key) != b.get(**key)).copied();
        let differing = theirs.iter().zip(&other).find_map(|pair| Some((pair.0, pair.1, differs(pair)?)));
        let message = match differing {
            Some((row, now, key)) => {
                let label = row["label"].as_str().unwrap_or_default();
                let word = |row: &Value| row["support"].as_str().unwrap_or_default().to_owned();
                format!(
                    "{about}: row {label} differs in {key}; the report says {}, compared anew it is {}",
                    word(row),
                    word(now)
                )
            }
            None if theirs.len() != other.len() => format!("{about}: the claim has other rows when compared anew"),
            None => continue,
        };
        findings.push(
            Finding::new(Code::SaysOtherwise, &name, message)
                .help("was the report made with other options (--model, --shops), or changed?"),
        );
    }
    Ok(findings)
}
