//! What a run of the regression test prints: for people, as `JUnit` XML and as GitHub workflow commands.
//!
//! Reports quote what others wrote. Whatever of it is printed is one line without control characters, stands behind a
//! margin, and holds nothing that a build system takes for a command.

use std::fmt::Write as _;
use std::io::{self, Write};

use crate::report::annotations::{data, property, xml};
use crate::report::escape::neutralise;
use crate::report::regress::case;
use crate::report::regress::diff::Difference;
use crate::report::write::Format;

/// How many changes of a report are printed.
const MAX_CHANGES: usize = 60;

/// How many of them an annotation holds.
const MAX_NOTED: usize = 10;

/// What build systems take for commands wherever they stand in a line: those of GitHub, Azure and `TeamCity`.
const COMMANDS: [&str; 3] = ["##[", "##vso[", "##teamcity["];

/// What became of a case in one format.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseResult {
    /// The case's file without `.case.toml`, with `/` separators.
    pub name: String,
    /// The format; none where the case's file cannot be read.
    pub format: Option<Format>,
    /// What became of it.
    pub outcome: CaseOutcome,
}

/// What became of a case in one format.
#[derive(Clone, Debug, PartialEq)]
pub enum CaseOutcome {
    /// The report is the stored one.
    Same,
    /// The report is another.
    Differs(Difference),
    /// Nothing is stored.
    New,
    /// The report was another or new, and has been stored.
    Blessed,
    /// The same input gave different reports: how.
    Unstable(String),
    /// There is no report: why.
    Failed(String),
}

impl CaseOutcome {
    /// The word for it.
    pub fn word(&self) -> &'static str {
        match self {
            CaseOutcome::Same => "same",
            CaseOutcome::Differs(_) => "differs",
            CaseOutcome::New => "new",
            CaseOutcome::Blessed => "blessed",
            CaseOutcome::Unstable(_) => "unstable",
            CaseOutcome::Failed(_) => "failed",
        }
    }
}

impl CaseResult {
    /// Whether the report is, or now is, the stored one.
    pub fn is_good(&self) -> bool {
        matches!(self.outcome, CaseOutcome::Same | CaseOutcome::Blessed)
    }

    /// The report as it is named: the case with the format's extension.
    fn report(&self) -> String {
        match self.format {
            Some(format) => format!("{}.{}", shown(&self.name), format.extension()),
            None => self.file(),
        }
    }

    /// The case's file.
    fn file(&self) -> String {
        format!("{}{}", shown(&self.name), case::SUFFIX)
    }

    /// Why it is not good, in a line.
    fn reason(&self) -> Option<String> {
        match &self.outcome {
            CaseOutcome::Same | CaseOutcome::Blessed => None,
            CaseOutcome::Differs(difference) => Some(match difference.changes.as_slice() {
                [] => "the text differs".to_owned(),
                [change] => shown(&change.to_string()),
                [change, more @ ..] => format!("{}, and {} more", shown(&change.to_string()), more.len()),
            }),
            CaseOutcome::New => Some("nothing is stored to compare it with; --bless stores it".to_owned()),
            CaseOutcome::Unstable(how) => Some(format!("rendered twice it is not the same: {}", shown(how))),
            CaseOutcome::Failed(why) => Some(shown(why)),
        }
    }

    /// What there is to say of it, indented: the changes by part, then the diff.
    fn details(&self) -> Vec<String> {
        let CaseOutcome::Differs(difference) = &self.outcome else {
            return self.reason().map(|reason| format!("    | {reason}")).into_iter().collect();
        };
        let mut lines = Vec::new();
        let mut part = "";
        for change in difference.changes.iter().take(MAX_CHANGES) {
            if change.part != part {
                part = &change.part;
                if !part.is_empty() {
                    lines.push(format!("    in {}", shown(part)));
                }
            }
            let indent = if part.is_empty() { "    " } else { "      " };
            lines.push(format!("{indent}{}", shown(&change.what.to_string())));
        }
        let more = difference.changes.len().saturating_sub(MAX_CHANGES);
        if more > 0 {
            lines.push(format!("    and {more} more"));
        }
        for line in difference.text.lines() {
            // A sign stays where it is, even where it is a space.
            let end = line.find(|c: char| !matches!(c, ' ' | '+' | '-' | '@')).unwrap_or(line.len()).min(1);
            let line = format!("    | {}{}", &line[..end], shown(&line[end..]));
            lines.push(line.trim_end().to_owned());
        }
        lines
    }
}

/// A line that is harmless wherever it is printed.
fn shown(text: &str) -> String {
    let mut text = neutralise(text).into_owned();
    for command in COMMANDS {
        if text.contains(command) {
            text = text.replace(command, &command.replace('[', " ["));
        }
    }
    text
}

/// Prints the results for people: a line each, below it what differs, and at the end how many there are of each kind.
///
/// # Errors
/// When writing fails.
pub fn text(results: &[CaseResult], out: &mut dyn Write) -> io::Result<()> {
    for result in results {
        writeln!(out, "{:<8} {}", result.outcome.word(), result.report())?;
        for line in result.details() {
            writeln!(out, "{line}")?;
        }
    }
    writeln!(out, "{}", summary(results))
}

/// How many results there are of each kind: `12 same, 1 differs, 1 new`.
pub fn summary(results: &[CaseResult]) -> String {
    let mut out = String::new();
    for word in ["same", "differs", "new", "blessed", "unstable", "failed"] {
        let count = results.iter().filter(|result| result.outcome.word() == word).count();
        if count > 0 {
            let comma = if out.is_empty() { "" } else { ", " };
            let _ = write!(out, "{comma}{count} {word}");
        }
    }
    if out.is_empty() { "no case".to_owned() } else { out }
}

/// Writes a `JUnit` report: one suite, a test case for each case and format.
///
/// # Errors
/// When writing fails.
pub fn junit(results: &[CaseResult], out: &mut dyn Write) -> io::Result<()> {
    let errors = results.iter().filter(|result| matches!(result.outcome, CaseOutcome::Failed(_))).count();
    let failures = results.iter().filter(|result| !result.is_good()).count() - errors;
    let counts = format!("tests=\"{}\" failures=\"{failures}\" errors=\"{errors}\"", results.len());
    writeln!(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>")?;
    writeln!(out, "<testsuites name=\"readson\" {counts}>")?;
    writeln!(out, "  <testsuite name=\"readson test\" {counts}>")?;
    for result in results {
        let class = xml(&shown(&result.name));
        write!(out, "    <testcase name=\"{}\" classname=\"{class}\"", xml(&result.report()))?;
        let Some(reason) = result.reason() else {
            writeln!(out, "/>")?;
            continue;
        };
        let kind = if matches!(result.outcome, CaseOutcome::Failed(_)) { "error" } else { "failure" };
        let word = result.outcome.word();
        writeln!(out, ">\n      <{kind} type=\"{word}\" message=\"{}\">", xml(&reason))?;
        for line in result.details() {
            writeln!(out, "{}", xml(&line))?;
        }
        writeln!(out, "      </{kind}>\n    </testcase>")?;
    }
    writeln!(out, "  </testsuite>\n</testsuites>")
}

/// Writes GitHub workflow commands, one for each result that is not good
/// (<https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions>).
///
/// # Errors
/// When writing fails.
pub fn github(results: &[CaseResult], out: &mut dyn Write) -> io::Result<()> {
    for result in results {
        let Some(reason) = result.reason() else { continue };
        let mut lines = vec![reason];
        if let CaseOutcome::Differs(difference) = &result.outcome
            && difference.changes.len() > 1
        {
            lines = difference.changes.iter().take(MAX_NOTED).map(|change| shown(&change.to_string())).collect();
            let more = difference.changes.len().saturating_sub(MAX_NOTED);
            if more > 0 {
                lines.push(format!("and {more} more"));
            }
        }
        let title = format!("{} {}", result.report(), result.outcome.word());
        writeln!(
            out,
            "::error file={},title={}::{}",
            property(&result.file()),
            property(&title),
            data(&lines.join("\n"))
        )?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::diff::compare;
    use super::*;

    const EVIL: &str = "\u{1b}[31m::error::x\r\n::add-mask::y ##[group]<b>&\u{FFFF}\u{202e}";

    fn result(name: &str, outcome: CaseOutcome) -> CaseResult {
        CaseResult { name: name.to_owned(), format: Some(Format::Docx), outcome }
    }

    fn differs(old: &[&str], new: &[&str]) -> CaseOutcome {
        let own = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<String>>();
        CaseOutcome::Differs(compare(&own(old), &own(new), &["weak".to_owned(), "found".to_owned()]).unwrap())
    }

    type Writer = fn(&[CaseResult], &mut dyn Write) -> io::Result<()>;

    fn written(write: Writer, results: &[CaseResult]) -> String {
        let mut out: Vec<u8> = Vec::new();
        write(results, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    fn samples() -> Vec<CaseResult> {
        let old = ["# T", "## Chart", "|= A | Support |", "| 1[a] lid | weak |", "text"];
        let new = ["# T", "## Chart", "|= A | Support |", "| 1[a] lid | found |", "text"];
        vec![
            result("a/one", CaseOutcome::Same),
            result("a/two", differs(&old, &new)),
            result("a/three", CaseOutcome::New),
            result("a/four", CaseOutcome::Blessed),
            CaseResult { name: "a/five".to_owned(), format: None, outcome: CaseOutcome::Failed("x:1: no".to_owned()) },
        ]
    }

    #[test]
    fn people_read_the_changes_first() {
        let expected = "same     a/one.docx\ndiffers  a/two.docx\n    in Chart\n      row 1[a]: support weak → found\n\
                        \x20   | @@ -2,4 +2,4 @@\n    |  ## Chart\n    |  |= A | Support |\n\
                        \x20   | -| 1[a] lid | weak |\n    | +| 1[a] lid | found |\n    |  text\n\
                        new      a/three.docx\n    | nothing is stored to compare it with; --bless stores it\n\
                        blessed  a/four.docx\nfailed   a/five.case.toml\n    | x:1: no\n\
                        1 same, 1 differs, 1 new, 1 blessed, 1 failed\n";
        assert_eq!(written(text, &samples()), expected);
        assert_eq!(written(text, &[]), "no case\n");
    }

    #[test]
    fn build_systems_read_the_same() {
        let page = written(junit, &samples());
        assert!(page.contains("<testsuite name=\"readson test\" tests=\"5\" failures=\"2\" errors=\"1\">"), "{page}");
        assert!(page.contains("<testcase name=\"a/one.docx\" classname=\"a/one\"/>"), "{page}");
        let failure = "<failure type=\"differs\" message=\"Chart: row 1[a]: support weak → found\">";
        assert!(page.contains(failure) && page.contains("\n    | -| 1[a] lid | weak |\n"), "{page}");
        assert!(page.contains("<error type=\"failed\" message=\"x:1: no\">"), "{page}");
        let commands = written(github, &samples());
        let expected = [
            "::error file=a/two.case.toml,title=a/two.docx differs::Chart: row 1[a]: support weak → found",
            "::error file=a/three.case.toml,title=a/three.docx new::nothing is stored to compare it with; --bless stores it",
            "::error file=a/five.case.toml,title=a/five.case.toml failed::x:1: no",
        ];
        assert_eq!(commands.lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn what_others_wrote_commands_nothing() {
        let heading = format!("## {EVIL}");
        let row = format!("| {EVIL} | “{EVIL}” |");
        let results = [
            result(EVIL, CaseOutcome::Unstable(EVIL.to_owned())),
            result("a%:,b", differs(&[EVIL, &heading, "::x"], &["::debug::x", &heading, &row, EVIL])),
            CaseResult { name: EVIL.to_owned(), format: None, outcome: CaseOutcome::Failed(EVIL.to_owned()) },
        ];
        for write in [text as Writer, junit, github] {
            let out = written(write, &results);
            assert!(!out.contains("##[") && !out.contains('\u{1b}') && !out.contains('\u{202e}'), "{out}");
            assert!(out.lines().all(|line| !line.contains(char::is_control)), "{out}");
            let own = |line: &&str| line.trim_start().starts_with("::");
            let commands = out.lines().filter(own).count();
            assert_eq!(commands, if out.starts_with("::error file=") { 3 } else { 0 }, "{out}");
        }
        let page = written(junit, &results);
        assert!(!page.contains("<b>") && !page.contains('\u{FFFF}'), "{page}");
        assert!(written(github, &results).contains("file=a%25%3A%2Cb.case.toml,"));
    }

    #[test]
    fn long_differences_are_counted() {
        let many: Vec<String> = (0..100).map(|number| format!("## Part {number}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        let results = [result("a", differs(&["# T"], &many))];
        assert!(written(text, &results).contains("\n    and 41 more\n"));
        assert!(written(github, &results).contains("%0Aand 91 more\n"));
    }
}
