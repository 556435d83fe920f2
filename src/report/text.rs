//! Charts and findings as text for a terminal. Styles are written as ANSI sequences: wrap the output in `anstream`,
//! which strips them where they are not wanted. Nothing of a patent or listing can write a sequence of its own.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::chart::{Chart, Evidence, Row, Support};
use crate::report::escape::neutralise;
use crate::report::{Counts, gaps, is_design, kind_words, percent, standing_word, unaddressed};
use crate::text::finding::{Finding, Severity};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The narrowest text that is still readable, in columns.
const MIN_WIDTH: usize = 40;

/// Least score of a lead that is shown: the JSON has them all.
const SHOWN: f32 = 0.1;

/// Writes one chart: what is compared, the standing, the gaps, then every element with its evidence.
///
/// # Errors
/// When writing fails.
pub fn chart(chart: &Chart, out: &mut dyn Write, width: usize) -> io::Result<()> {
    let mut page = Page { out, width: width.max(MIN_WIDTH) };
    page.head(chart)?;
    if is_design(chart) {
        page.views(chart)?;
    } else {
        page.gaps(chart)?;
    }
    for row in &chart.rows {
        page.row(row, is_design(chart))?;
    }
    Ok(())
}

/// Writes the lines that close a run of charts: what they are and what they are not.
///
/// # Errors
/// When writing fails.
pub fn draft(out: &mut dyn Write, width: usize, version: &str) -> io::Result<()> {
    let note = format!(
        "Draft for review by an attorney, prepared with readson {version}. It quotes what the listing's text says and \
         draws no legal conclusion. \"missing\" means that the text is silent, not that the product lacks the element."
    );
    Page { out, width: width.max(MIN_WIDTH) }.paragraph("", "", &note, DIM)
}

/// Writes findings, one a paragraph: `file:line:column: warning[P004-unknown-entity]: message`, then the advice.
///
/// # Errors
/// When writing fails.
pub fn findings(findings: &[Finding], out: &mut dyn Write) -> io::Result<()> {
    for finding in findings {
        write!(out, "{BOLD}{}", neutralise(&finding.file))?;
        if let Some(line) = finding.line {
            write!(out, ":{line}")?;
            if let Some(column) = finding.column {
                write!(out, ":{column}")?;
            }
        }
        let (word, colour) = match finding.severity {
            Severity::Error => ("error", AnsiColor::Red),
            Severity::Warning => ("warning", AnsiColor::Yellow),
            Severity::Note => ("note", AnsiColor::Cyan),
        };
        let style = colour.on_default().bold();
        writeln!(out, ":{BOLD:#} {style}{word}[{}]{style:#}: {}", finding.code, neutralise(&finding.message))?;
        if let Some(help) = &finding.help {
            writeln!(out, "  {DIM}help:{DIM:#} {}", neutralise(help))?;
        }
    }
    Ok(())
}

struct Page<'a> {
    out: &'a mut dyn Write,
    width: usize,
}

impl Page<'_> {
    fn head(&mut self, chart: &Chart) -> io::Result<()> {
        let (patent, listing) = (&chart.patent, &chart.listing);
        let head = format!("{} claim {} against listing {}", patent.number, chart.claim, listing.id);
        self.paragraph("", "", &head, BOLD)?;
        self.paragraph("  patent   ", "           ", &format!("{} ({})", patent.title, kind_words(patent.kind)), DIM)?;
        let from = [&listing.title, &listing.source, &listing.url]
            .into_iter()
            .filter(|part| !part.trim().is_empty())
            .map(String::as_str)
            .collect::<Vec<_>>();
        self.paragraph("  listing  ", "           ", &from.join(", "), DIM)?;
        let captured = if listing.captured_at.trim().is_empty() { "not given" } else { &listing.captured_at };
        self.paragraph("  captured ", "           ", captured, DIM)?;
        if !chart.chosen.is_empty() {
            self.paragraph("  chosen   ", "           ", &chart.chosen, DIM)?;
        }
        let style = match standing_word(chart) {
            "all found" => support_style(Support::Found),
            "contradicted" => support_style(Support::Contradicted),
            _ => BOLD,
        };
        write!(self.out, "  standing {style}{}{style:#}", standing_word(chart))?;
        if is_design(chart) {
            writeln!(self.out, ": compare the figures with pictures of the product, view by view")
        } else {
            let counts = Counts::of(chart);
            write!(self.out, ": {} of {} found", counts.found, counts.total)?;
            let others = [("weak", counts.weak), ("missing", counts.missing), ("contradicted", counts.contradicted)];
            for (word, count) in others.into_iter().filter(|(_, count)| *count > 0) {
                write!(self.out, ", {count} {word}")?;
            }
            writeln!(self.out)
        }
    }

    fn gaps(&mut self, chart: &Chart) -> io::Result<()> {
        let gaps = gaps(chart);
        if gaps.is_empty() {
            return Ok(());
        }
        writeln!(self.out, "\n  {BOLD}gaps{BOLD:#}")?;
        for row in gaps {
            let style = support_style(row.support);
            let (label, word) = (neutralise(&row.label), row.support.word());
            write!(self.out, "  {label:<8} {style}{word:<12}{style:#}")?;
            let what = if row.needed.trim().is_empty() { row.missing.join(", ") } else { row.needed.clone() };
            let lines = wrap(&neutralise(&what), self.width.saturating_sub(24));
            writeln!(self.out, " {}", lines.first().map_or("", String::as_str))?;
            for line in lines.iter().skip(1) {
                writeln!(self.out, "{:24}{line}", "")?;
            }
        }
        Ok(())
    }

    fn views(&mut self, chart: &Chart) -> io::Result<()> {
        writeln!(self.out, "\n  {BOLD}views{BOLD:#}")?;
        for note in &chart.views {
            let by = if note.addressed_by.is_empty() { "no words or picture name" } else { "" };
            let by = if by.is_empty() { note.addressed_by.join(", ") } else { by.to_owned() };
            self.paragraph(
                "  ",
                "      ",
                &format!("Fig. {}: {} - {by}", note.figure, note.description),
                Style::new(),
            )?;
        }
        let open = unaddressed(chart).iter().map(|note| format!("Fig. {}", note.figure)).collect::<Vec<_>>();
        if !open.is_empty() {
            let text = format!("needed: pictures of the product from the views of {}", open.join(", "));
            self.paragraph("  ", "  ", &text, BOLD)?;
        }
        for statement in &chart.statements {
            self.paragraph("  statement: ", "    ", statement, Style::new())?;
        }
        Ok(())
    }

    fn row(&mut self, row: &Row, design: bool) -> io::Result<()> {
        writeln!(self.out)?;
        let (style, word) = (support_style(row.support), row.support.word());
        write!(self.out, "{BOLD}{}{BOLD:#}", neutralise(&row.label))?;
        if !design {
            write!(self.out, " {style}{word}{style:#} {DIM}{}{DIM:#}", percent(row.confidence))?;
        }
        writeln!(self.out)?;
        self.paragraph("    ", "    ", &row.text, Style::new())?;
        for evidence in row.evidence.iter().filter(|evidence| !evidence.lead) {
            self.evidence("    + ", evidence)?;
        }
        for evidence in &row.against {
            self.evidence("    - ", evidence)?;
        }
        if !row.missing.is_empty() {
            self.paragraph("    not stated: ", "      ", &row.missing.join("; "), Style::new())?;
        }
        self.review(row)?;
        for lead in row.evidence.iter().filter(|evidence| evidence.lead && evidence.score >= SHOWN) {
            self.evidence("    ? ", lead)?;
        }
        Ok(())
    }

    /// What a person says of the row.
    fn review(&mut self, row: &Row) -> io::Result<()> {
        let review = &row.review;
        if !review.verdict.is_empty() {
            let signed = if review.signed.is_empty() { String::new() } else { format!(", signed {}", review.signed) };
            self.paragraph("    verdict: ", "      ", &format!("{}{signed}", review.verdict), BOLD)?;
        }
        for change in &review.stale {
            self.paragraph("    changed since the review: ", "      ", change, BOLD)?;
        }
        for (head, said) in [
            ("    explanation: ", &review.explanation),
            ("    function: ", &review.function),
            ("    way: ", &review.way),
            ("    result: ", &review.result),
            ("    remarks: ", &review.remarks),
        ] {
            if !said.trim().is_empty() {
                self.paragraph(head, "      ", said, Style::new())?;
            }
        }
        Ok(())
    }

    fn evidence(&mut self, mark: &str, evidence: &Evidence) -> io::Result<()> {
        self.paragraph(mark, "      ", &format!("“{}”", neutralise(&evidence.quote)), Style::new())?;
        let place = format!("{} {}..{}", evidence.field, evidence.start, evidence.end);
        let because = evidence.because.join("; ");
        let line = if because.is_empty() { place } else { format!("{place}: {because}") };
        self.paragraph("      ", "      ", &line, DIM)
    }

    /// Wrapped text with an indent for its first and one for its other lines.
    fn paragraph(&mut self, first: &str, others: &str, text: &str, style: Style) -> io::Result<()> {
        let room = self.width.saturating_sub(first.chars().count().max(others.chars().count()));
        for (index, line) in wrap(&neutralise(text), room).iter().enumerate() {
            writeln!(self.out, "{}{style}{line}{style:#}", if index == 0 { first } else { others })?;
        }
        Ok(())
    }
}

fn support_style(support: Support) -> Style {
    match support {
        Support::Found => AnsiColor::Green.on_default().bold(),
        Support::Weak => AnsiColor::Yellow.on_default().bold(),
        Support::Missing => Style::new().bold(),
        Support::Contradicted => AnsiColor::Red.on_default().bold(),
    }
}

/// Lines of at most `width` columns, broken at spaces, and inside a word only when it is longer than a line.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let width = width.max(8);
    let mut lines = Vec::new();
    let (mut line, mut used) = (String::new(), 0);
    for word in text.split(' ') {
        let length = word.chars().map(columns).sum::<usize>();
        if used > 0 && used + 1 + length > width {
            lines.push(std::mem::take(&mut line));
            used = 0;
        }
        if used > 0 {
            line.push(' ');
            used += 1;
        }
        for character in word.chars() {
            if used > 0 && used + columns(character) > width {
                lines.push(std::mem::take(&mut line));
                used = 0;
            }
            line.push(character);
            used += columns(character);
        }
    }
    lines.push(line);
    lines
}

/// How many columns a terminal gives a character; East Asian wide characters and emoji take two.
fn columns(character: char) -> usize {
    match character as u32 {
        0x0300..=0x036F | 0x200B..=0x200D | 0xFE00..=0xFE0F => 0,
        0x1100..=0x115F
        | 0x2E80..=0xA4CF
        | 0xAC00..=0xD7A3
        | 0xF900..=0xFAFF
        | 0xFE30..=0xFE4F
        | 0xFF00..=0xFF60
        | 0xFFE0..=0xFFE6
        | 0x1F300..=0x1FAFF
        | 0x20000..=0x3FFFD => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapping_keeps_every_word_and_the_width() {
        let text =
            "a lid pivotally mounted to the body by a hinge pin 不锈钢保温杯真空双层 https://example.com/a/very/long";
        let lines = wrap(text, 20);
        let joined = lines.concat().replace(' ', "");
        assert_eq!(joined, text.replace(' ', ""));
        assert!(lines.iter().all(|line| line.chars().map(columns).sum::<usize>() <= 20), "{lines:?}");
    }
}
