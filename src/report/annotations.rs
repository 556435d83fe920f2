//! Findings for build systems: GitHub's workflow commands and the XML of `JUnit`.

use std::io::{self, Write};

use quick_xml::escape::escape;

use crate::report::escape::neutralise;
use crate::text::finding::{Finding, Severity};

/// Writes GitHub workflow commands, a line a finding
/// (<https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>).
///
/// # Errors
/// When writing fails.
pub fn github(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        let command = match finding.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        write!(out, "::{command} file={}", property(&finding.file))?;
        for (name, value) in [
            ("line", finding.line),
            ("endLine", finding.end_line),
            ("col", finding.column),
            ("endColumn", finding.end_column),
        ] {
            if let Some(value) = value {
                write!(out, ",{name}={value}")?;
            }
        }
        let help = finding.help.as_ref().map_or(String::new(), |help| format!(". {help}"));
        writeln!(out, ",title={}::{}", property(&finding.code), data(&format!("{}{help}", finding.message)))?;
    }
    Ok(())
}

/// Text in a workflow command.
pub(crate) fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value of a workflow command's property.
pub(crate) fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

/// Text in XML; the characters that it cannot hold become U+FFFD.
pub(crate) fn xml(text: &str) -> String {
    escape(text).replace(['\u{FFFE}', '\u{FFFF}'], "\u{FFFD}")
}

/// Writes a `JUnit` report: a suite a file, a failed case a finding, and a passed case for a file without any.
///
/// # Errors
/// When writing fails.
pub fn junit(findings: &[Finding], files: &[String], out: &mut dyn Write) -> io::Result<()> {
    let mut names: Vec<&str> =
        files.iter().map(String::as_str).chain(findings.iter().map(|f| f.file.as_str())).collect();
    names.sort_unstable();
    names.dedup();
    let text = |text: &str| xml(&neutralise(text));
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(
        out,
        "<testsuites name=\"readson\" tests=\"{}\" failures=\"{}\">",
        cases(findings, &names),
        findings.len()
    )?;
    for name in names {
        let own: Vec<&Finding> = findings.iter().filter(|finding| finding.file == name).collect();
        let shown = text(name);
        writeln!(out, "  <testsuite name=\"{shown}\" tests=\"{}\" failures=\"{}\">", own.len().max(1), own.len())?;
        if own.is_empty() {
            writeln!(out, "    <testcase name=\"no findings\" classname=\"{shown}\"/>")?;
        }
        for finding in own {
            let place = finding.line.map_or(String::new(), |line| format!(":{line}"));
            let about = finding.about.as_deref().unwrap_or_default();
            writeln!(out, "    <testcase name=\"{} {}\" classname=\"{shown}\">", text(&finding.code), text(about))?;
            let kind = format!("{:?}", finding.severity).to_lowercase();
            let help = finding.help.as_deref().unwrap_or_default();
            writeln!(
                out,
                "      <failure type=\"{kind}\" message=\"{}\">{shown}{place}: {} {}</failure>",
                text(&finding.message),
                text(&finding.message),
                text(help)
            )?;
            writeln!(out, "    </testcase>")?;
        }
        writeln!(out, "  </testsuite>")?;
    }
    writeln!(out, "</testsuites>")
}

fn cases(findings: &[Finding], names: &[&str]) -> usize {
    findings.len() + names.iter().filter(|name| !findings.iter().any(|finding| finding.file == **name)).count()
}
