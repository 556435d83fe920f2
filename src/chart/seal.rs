//! Seals: digests over what the machine said of a chart, apart from what a person may write into it, and over a whole
//! report file. A report that was changed after it was made does not fit its seal.

use anyhow::Result;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::chart::record;
use crate::text::finding::{Code, Finding};
use crate::text::source::sha256_hex;

/// What stands before a digest in documents that people read.
pub const MARK: &str = "readson:sha256:";

/// What stands before the name of the JSON that a document was made with.
pub const MARK_OF_JSON: &str = "readson:json:";

/// What a person writes: of a row, of a chart, of a view of a design.
const ROW: [&str; 8] = ["verdict", "explanation", "function", "way", "result", "remarks", "signed", "stale"];
const CHART: [&str; 6] = ["status", "signed_by", "role", "signed_on", "notes", "constructions"];
const VIEW: [&str; 3] = ["similarities", "differences", "stale"];

/// The key of a chart's own digest.
const DIGEST: &str = "digest";

/// The seal of a report, its last member.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// Version of the program that made the report.
    pub version: String,
    /// Digest of the version, the charts' digests and the findings.
    pub machine: String,
    /// SHA-256 of everything before the seal.
    pub file: String,
}

impl Seal {
    /// The seal as it ends a report.
    pub fn written(&self) -> String {
        let json = serde_json::to_string(self).unwrap_or_default();
        format!(",\"seal\":{json}}}\n")
    }
}

/// How a report's seal begins.
pub const BEGINS: &str = ",\"seal\":{";

/// The digest of what the machine says in a chart, given as the report writes it.
pub fn digest(chart: &Value) -> String {
    let mut out = String::new();
    write_canonical(&said(chart), &mut out);
    sha256_hex(out.as_bytes())
}

/// A chart without what a person wrote into it.
pub fn said(chart: &Value) -> Value {
    let mut chart = chart.clone();
    let Value::Object(map) = &mut chart else { return chart };
    remove(map, &CHART);
    map.remove(DIGEST);
    for (list, own) in [("rows", ROW.as_slice()), ("views", &VIEW)] {
        for item in map.get_mut(list).and_then(Value::as_array_mut).into_iter().flatten() {
            if let Value::Object(item) = item {
                remove(item, own);
            }
        }
    }
    if let Some(exhibits) = map.get_mut("exhibits").and_then(Value::as_array_mut) {
        exhibits.retain(|exhibit| exhibit.get("added") != Some(&Value::Bool(true)));
    }
    chart
}

fn remove(map: &mut Map<String, Value>, keys: &[&str]) {
    for key in keys {
        map.remove(*key);
    }
}

/// One digest for several: of one its own.
pub fn together<'d>(digests: impl IntoIterator<Item = &'d str>) -> String {
    let all: Vec<&str> = digests.into_iter().collect();
    match all.as_slice() {
        [one] => (*one).to_owned(),
        all => sha256_hex(all.join("\n").as_bytes()),
    }
}

/// The digest over a report: the program's version, its charts' digests and its findings.
pub fn of_report<'d>(version: &'d str, charts: impl IntoIterator<Item = &'d str>, findings: &Value) -> String {
    let mut out = std::iter::once(version).chain(charts).collect::<Vec<_>>().join("\n");
    out.push('\n');
    write_canonical(findings, &mut out);
    sha256_hex(out.as_bytes())
}

/// What of a report, given with its file's name, does not fit its seal.
///
/// # Errors
/// When it is no JSON.
pub fn check(name: &str, text: &str) -> Result<Vec<Finding>> {
    let told = |message: &str, help: &str| vec![Finding::new(Code::BrokenSeal, name, message).help(help)];
    let again = "make the report again from its sources, or ask whoever gave it for the file as it was made";
    let Some(at) = text.rfind(BEGINS) else {
        let message =
            "the report has no seal: it was cut off or changed at its end, or made before reports were sealed";
        return Ok(told(message, again));
    };
    let value: Value = serde_json::from_str(text)?;
    let empty = Value::Array(Vec::new());
    let charts: &[Value] = value["charts"].as_array().map_or(&[], Vec::as_slice);
    let mut findings = Vec::new();
    let mut digests = Vec::with_capacity(charts.len());
    for chart in charts {
        let own = digest(chart);
        if chart["digest"].as_str() != Some(&own) {
            let patent = chart["patent"]["number"].as_str().unwrap_or_default();
            let claim = u32::try_from(chart["claim"].as_u64().unwrap_or_default()).unwrap_or_default();
            let about = record::about(patent, claim, chart["listing"]["id"].as_str().unwrap_or_default());
            findings
                .extend(told(&format!("{about}: what the machine said was changed after the report was made"), again));
        }
        digests.push(own);
    }
    let version = value["seal"]["version"].as_str().unwrap_or_default().to_owned();
    let machine = of_report(&version, digests.iter().map(String::as_str), value.get("findings").unwrap_or(&empty));
    let own = Seal { version, machine: machine.clone(), file: sha256_hex(&text.as_bytes()[..at]) };
    if text[at..] != own.written() && findings.is_empty() {
        findings = if value["seal"]["machine"].as_str() == Some(&machine) {
            let message = "the file was changed after it was made: what a person wrote in it, or its form; what the machine \
                           said is as it was";
            told(message, "a person’s words belong into a review file, which --review brings into a new report")
        } else {
            told("the findings or the seal of the report were changed after it was made", again)
        };
    }
    Ok(findings)
}

/// JSON in one way of writing it: keys in order, no spaces.
fn write_canonical(value: &Value, out: &mut String) {
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_unstable();
            out.push('{');
            for (at, key) in keys.into_iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                out.push_str(&Value::String(key.clone()).to_string());
                out.push(':');
                write_canonical(&map[key], out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(',');
                }
                write_canonical(item, out);
            }
            out.push(']');
        }
        value => out.push_str(&value.to_string()),
    }
}

/// The first digest that a document's text names.
pub fn named_in(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once(MARK)?;
    rest.get(..64).filter(|hex| hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The name of the JSON that a document's text gives.
pub fn json_named_in(text: &str) -> Option<String> {
    let (_, rest) = text.split_once(MARK_OF_JSON)?;
    let name: String = rest.chars().take_while(|c| !c.is_control() && !matches!(c, '<' | '>' | '"' | '&')).collect();
    (!name.trim().is_empty()).then(|| name.trim().to_owned())
}

/// The digests that documents made with a report can bear: of each chart, of the charts of one claim, and of all.
pub fn of_documents(report: &str) -> Vec<String> {
    let Ok(value) = serde_json::from_str::<Value>(report) else { return Vec::new() };
    let charts: &[Value] = value["charts"].as_array().map_or(&[], Vec::as_slice);
    let own: Vec<(String, String)> = charts
        .iter()
        .map(|chart| (format!("{} {}", chart["patent"]["number"], chart["claim"]), digest(chart)))
        .collect();
    let mut found: Vec<String> = own.iter().map(|(_, digest)| digest.clone()).collect();
    let claims: std::collections::BTreeSet<&String> = own.iter().map(|(claim, _)| claim).collect();
    for claim in claims {
        found.push(together(own.iter().filter(|(of, _)| of == claim).map(|(_, digest)| digest.as_str())));
    }
    found.push(together(own.iter().map(|(_, digest)| digest.as_str())));
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_person_may_write_and_the_machine_may_not_be_changed() {
        let chart = json!({
            "claim": 1, "standing": "open", "notes": "a person's", "digest": "x",
            "rows": [{"label": "1[a]", "support": "weak", "confidence": 0.5, "missing": ["lid"], "verdict": "literal"}],
            "views": [{"figure": "1", "similarities": ["round"]}],
            "exhibits": [{"number": 1, "kind": "patent"}, {"number": 2, "kind": "letter", "added": true}],
        });
        let own = digest(&chart);
        let edited = |path: &str, value: Value| {
            let mut other = chart.clone();
            *other.pointer_mut(path).unwrap() = value;
            digest(&other)
        };
        for (path, value) in [
            ("/notes", json!("other")),
            ("/rows/0/verdict", json!("not met")),
            ("/views/0/similarities", json!([])),
            ("/exhibits/1/kind", json!("note")),
        ] {
            assert_eq!(edited(path, value), own, "{path}");
        }
        for (path, value) in [
            ("/standing", json!("all-found")),
            ("/rows/0/support", json!("found")),
            ("/rows/0/confidence", json!(0.6)),
            ("/rows/0/missing", json!([])),
            ("/exhibits/0/kind", json!("listing")),
            ("/views/0/figure", json!("2")),
        ] {
            assert_ne!(edited(path, value), own, "{path}");
        }
    }

    #[test]
    fn a_documents_digest_is_found_in_its_text() {
        let digest = "ab".repeat(32);
        assert_eq!(named_in(&format!("text {MARK}{digest}; more")), Some(digest.as_str()));
        for text in ["", "readson:sha256:", "readson:sha256:xyz", &format!("{MARK}{}", "ä".repeat(40))] {
            assert_eq!(named_in(text), None, "{text}");
        }
    }
}
