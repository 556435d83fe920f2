//! Findings as SARIF 2.1.0 (OASIS), the parts that code scanning reads.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;

use crate::check::rules::Entry;
use crate::check::waiver::fingerprint;
use crate::text::finding::{Finding, Severity};

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Log<'a> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'a>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'a> {
    tool: Tool<'a>,
    column_kind: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    invocations: Vec<Invocation>,
    results: Vec<Outcome<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification>,
}

#[derive(Serialize)]
struct Notification {
    level: &'static str,
    message: Message,
}

/// Most results that code scanning takes in one run (GitHub, "SARIF results exceed one or more limits").
pub const MAX_RESULTS: usize = 25_000;

#[derive(Serialize)]
struct Tool<'a> {
    driver: Driver<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver<'a> {
    name: &'static str,
    version: &'a str,
    semantic_version: &'a str,
    rules: Vec<Descriptor<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Descriptor<'a> {
    id: &'a str,
    name: &'a str,
    short_description: Text<'a>,
    default_configuration: Configuration,
    properties: Properties<'a>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
}

#[derive(Serialize)]
struct Properties<'a> {
    basis: &'a str,
}

#[derive(Serialize)]
struct Text<'a> {
    text: &'a str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    rule_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Location<'a>; 1],
    partial_fingerprints: Fingerprints,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'a> {
    physical_location: Physical<'a>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    logical_locations: Vec<Logical<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical<'a> {
    artifact_location: Artifact,
    region: Region<'a>,
}

#[derive(Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region<'a> {
    start_line: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snippet: Option<Text<'a>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'a> {
    fully_qualified_name: &'a str,
}

#[derive(Serialize)]
struct Fingerprints {
    #[serde(rename = "readson/v1")]
    readson: String,
}

/// Writes a log with one run, of at most [`MAX_RESULTS`] results, the gravest, with a note on what was left out.
/// `rules` describes every code that can occur, by code.
///
/// # Errors
/// When writing fails.
pub fn write(findings: &[Finding], rules: &[Entry], version: &str, out: &mut dyn Write) -> io::Result<()> {
    let root = std::env::current_dir().ok();
    // The gravest stay where not all can.
    let mut kept: Vec<&Finding> = findings.iter().collect();
    let left_out = kept.len().saturating_sub(MAX_RESULTS);
    if left_out > 0 {
        kept.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
        kept.truncate(MAX_RESULTS);
    }
    let text =
        format!("{left_out} further findings, none graver than those given, were left out: a run holds {MAX_RESULTS}");
    let note = Notification { level: "warning", message: Message { text } };
    let invocations = if left_out > 0 {
        vec![Invocation { execution_successful: true, tool_execution_notifications: vec![note] }]
    } else {
        Vec::new()
    };
    let log = Log {
        schema: "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool {
                driver: Driver {
                    name: "readson",
                    version,
                    semantic_version: version,
                    rules: rules.iter().map(descriptor).collect(),
                },
            },
            column_kind: "unicodeCodePoints",
            invocations,
            results: kept.into_iter().map(|finding| outcome(finding, rules, root.as_deref())).collect(),
        }],
    };
    serde_json::to_writer_pretty(&mut *out, &log)?;
    out.write_all(b"\n")
}

fn descriptor(rule: &Entry) -> Descriptor<'_> {
    Descriptor {
        id: &rule.code,
        name: &rule.name,
        short_description: Text { text: &rule.summary },
        default_configuration: Configuration { level: level(rule.severity) },
        properties: Properties { basis: &rule.basis },
    }
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn outcome<'a>(finding: &'a Finding, rules: &[Entry], root: Option<&Path>) -> Outcome<'a> {
    let text = match &finding.help {
        Some(help) => format!("{}. {help}", finding.message),
        None => finding.message.clone(),
    };
    Outcome {
        rule_id: &finding.code,
        rule_index: rules.binary_search_by(|rule| rule.code.as_str().cmp(&finding.code)).ok(),
        level: level(finding.severity),
        message: Message { text },
        locations: [Location {
            physical_location: Physical {
                artifact_location: Artifact { uri: uri(&finding.file, root) },
                region: Region {
                    start_line: finding.line.unwrap_or(1),
                    start_column: finding.column,
                    end_line: finding.end_line,
                    end_column: finding.end_column,
                    snippet: finding.quote.as_deref().filter(|_| finding.end_line.is_some()).map(|text| Text { text }),
                },
            },
            logical_locations: finding.about.iter().map(|about| Logical { fully_qualified_name: about }).collect(),
        }],
        partial_fingerprints: Fingerprints { readson: fingerprint(finding) },
    }
}

/// A path as a relative reference (RFC 3986): what is no plain letter of a path is percent-encoded.
fn uri(path: &str, root: Option<&Path>) -> String {
    // Seen from the root that the run works in, or with a scheme.
    let below = root.and_then(|here| Path::new(path).strip_prefix(here).ok());
    let inside = below.filter(|below| !below.starts_with("..")).and_then(Path::to_str);
    let path = inside.unwrap_or(path);
    let mut uri = if path.starts_with('/') { "file://".to_owned() } else { String::with_capacity(path.len()) };
    for byte in path.bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    uri
}
