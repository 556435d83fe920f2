//! Findings for people: what, where, with the words underlined, and what to do.

use std::collections::BTreeMap;
use std::io::{self, Write};

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::report::escape::neutralise;
use crate::text::finding::{Finding, Severity};
use crate::text::source::Source;

/// Widest extract, in columns.
const WIDTH: usize = 120;

/// Writes findings with extracts of the files they are about.
///
/// # Errors
/// When writing fails.
pub fn write(findings: &[Finding], sources: &BTreeMap<String, Source>, out: &mut dyn Write) -> io::Result<()> {
    let renderer = Renderer::styled().decor_style(DecorStyle::Ascii).term_width(WIDTH);
    for finding in findings {
        let group = group(finding, sources);
        writeln!(out, "{}\n", renderer.render(&[group]))?;
    }
    Ok(())
}

fn group<'a>(finding: &'a Finding, sources: &'a BTreeMap<String, Source>) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level.primary_title(neutralise(&finding.message).into_owned()).id(finding.code.as_ref());
    let path = neutralise(&finding.file).into_owned();
    let about = finding.about.as_deref().map(|about| neutralise(about).into_owned());
    let mut group = if let Some((text, line, span)) = extract(finding, sources.get(&finding.file)) {
        let words = AnnotationKind::Primary.span(span).label(about);
        title.element(Snippet::source(text).line_start(line).path(path).annotation(words))
    } else {
        let origin = Origin::path(path);
        let group = title.element(match finding.line {
            Some(line) => origin.line(line),
            None => origin,
        });
        match about {
            Some(about) => group.element(Level::NOTE.message(about)),
            None => group,
        }
    };
    if let Some(help) = &finding.help {
        group = group.element(Level::HELP.message(neutralise(help).into_owned()));
    }
    group
}

/// The lines to show, the number of the first, and the words in them: of the file where they stand in it as they are, of
/// the claim or cell otherwise.
fn extract(finding: &Finding, source: Option<&Source>) -> Option<(String, usize, std::ops::Range<usize>)> {
    if let (Some(source), Some(line), Some(column), Some(end_line), Some(end_column)) =
        (source, finding.line, finding.column, finding.end_line, finding.end_column)
    {
        let lines: Vec<&str> = source.text.split('\n').skip(line - 1).take(end_line + 1 - line).collect();
        let byte = |line: &str, column: usize| line.char_indices().nth(column - 1).map_or(line.len(), |(at, _)| at);
        let before: usize = lines[..lines.len().saturating_sub(1)].iter().map(|line| line.len() + 1).sum();
        let span = byte(lines.first()?, column)..before + byte(lines.last()?, end_column);
        return Some((lines.join("\n"), line, span));
    }
    let extract = finding.extract.as_ref()?;
    Some((extract.text.clone(), finding.line.unwrap_or(1), extract.start..extract.end))
}

/// "3 errors, 2 warnings, 1 note".
pub fn summary(findings: &[Finding]) -> String {
    let count = |severity| findings.iter().filter(|finding| finding.severity == severity).count();
    let words = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")];
    let parts: Vec<String> = words
        .into_iter()
        .map(|(severity, word)| (count(severity), word))
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
        .collect();
    if parts.is_empty() { "no findings".to_owned() } else { parts.join(", ") }
}
