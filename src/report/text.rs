//! Charts and findings as text for a terminal. Styles are written as ANSI sequences: wrap the output in `anstream`,
//! which strips them where they are not wanted. Nothing of a patent or listing can write a sequence of its own.

use std::io::{self, Write};

use anstyle::{AnsiColor, Style};

use crate::chart::{Chart, Evidence, Row, Support};
use crate::listing::TRANSLATION;
use crate::report::columns::{text_columns, window, wrap};
use crate::report::escape::neutralise;
use crate::report::pin::Field;
use crate::report::words::Words;
use crate::report::{Counts, gaps, is_design, kind_words, percent, standing_word, unaddressed};
use crate::text::finding::{Finding, Severity};

const BOLD: Style = Style::new().bold();
const DIM: Style = Style::new().dimmed();

/// The narrowest text that is still readable, in columns.
const MIN_WIDTH: usize = 40;

/// Fewest columns of a quote in a line, and of the words that are not stated beside it.
const MIN_QUOTE: usize = 20;
const MIN_MISSING: usize = 8;

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

/// Writes one chart in a line a row: support and the best quote, cut to the width around the words it is cited for.
///
/// # Errors
/// When writing fails.
pub fn summary(chart: &Chart, out: &mut dyn Write, width: usize) -> io::Result<()> {
    let mut page = Page { out, width: width.max(MIN_WIDTH) };
    page.title(chart)?;
    page.standing("", chart)?;
    if is_design(chart) {
        return page.views(chart);
    }
    writeln!(page.out)?;
    let labels = chart.rows.iter().map(|row| row.label.chars().count()).max().unwrap_or_default();
    chart.rows.iter().try_for_each(|row| page.line(row, labels))
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
    fn title(&mut self, chart: &Chart) -> io::Result<()> {
        let title = format!("{} claim {} against listing {}", chart.patent.number, chart.claim, chart.listing.id);
        self.paragraph("", "", &title, BOLD)
    }

    fn head(&mut self, chart: &Chart) -> io::Result<()> {
        let (patent, listing) = (&chart.patent, &chart.listing);
        self.title(chart)?;
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
        self.standing("  standing ", chart)
    }

    fn standing(&mut self, head: &str, chart: &Chart) -> io::Result<()> {
        let style = match standing_word(chart) {
            "all found" => support_style(Support::Found),
            "contradicted" => support_style(Support::Contradicted),
            _ => BOLD,
        };
        write!(self.out, "{head}{style}{}{style:#}", standing_word(chart))?;
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

    /// A row in one line.
    fn line(&mut self, row: &Row, labels: usize) -> io::Result<()> {
        let (style, word) = (support_style(row.support), row.support.word());
        let (label, sure) = (neutralise(&row.label), percent(row.confidence));
        write!(self.out, "{BOLD}{label:<labels$}{BOLD:#}  {style}{word:<12}{style:#}  {DIM}{sure:>4}{DIM:#}  ")?;
        let room = self.width.saturating_sub(labels + 2 + 12 + 2 + 4 + 2).max(MIN_QUOTE);
        let silent = if row.missing.is_empty() {
            String::new()
        } else {
            format!("not stated: {}", neutralise(&row.missing.join(", ")))
        };
        let best = match row.support {
            Support::Contradicted => row.against.first().map(|quote| ("against: ", quote)),
            _ => row.evidence.iter().find(|quote| !quote.lead).map(|quote| ("", quote)),
        };
        let Some((head, quote)) = best else {
            let silent = if silent.is_empty() { row.needed.clone() } else { silent };
            return writeln!(self.out, "{}", window(&neutralise(&silent), 0, room));
        };
        let first = quote.matches.iter().filter(|found| !found.in_name).map(|found| found.offered.0).min();
        let before = quote.quote.get(..first.unwrap_or_default()).unwrap_or_default();
        let shown = neutralise(&quote.quote);
        let shown = window(&shown, neutralise(before).chars().count(), room.saturating_sub(head.len() + 2));
        write!(self.out, "{head}“{shown}”")?;
        let left = room.saturating_sub(head.len() + 2 + text_columns(&shown));
        if row.support == Support::Weak && !silent.is_empty() && left >= 3 + text_columns("not stated: ") + MIN_MISSING
        {
            write!(self.out, " ({})", window(&silent, 0, left - 3))?;
        }
        writeln!(self.out)
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
        let place = pin(evidence);
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

/// Where a quote stands, for a person.
fn pin(evidence: &Evidence) -> String {
    let place = Field::of(&evidence.field).place(&Words::default(), evidence.paragraph, &str::to_owned);
    if evidence.field.starts_with(TRANSLATION) { format!("translation, {place}") } else { place }
}
