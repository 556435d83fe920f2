//! From charts to documents: which template each chart takes, what goes into one document, and the bytes of each format.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;

use crate::chart::Chart;
use crate::check::venue::Venue;
use crate::listing::picture::{self, Pictures};
use crate::patent::Kind;
use crate::report::document::Document;
use crate::report::index::{claim_stem, file_stem};
use crate::report::markdown::{Batch, Make, Renderer};
use crate::report::style::Style;
use crate::report::template::{self, Scope, Template};
use crate::report::{Report, docx, html, xlsx};
use crate::text::finding::{Code, Finding};

/// A document format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown.
    Md,
    /// A self-contained page.
    Html,
    /// Word.
    Docx,
    /// PDF.
    Pdf,
    /// Excel.
    Xlsx,
}

impl Format {
    /// The format's usual extension.
    pub fn extension(self) -> &'static str {
        match self {
            Format::Md => "md",
            Format::Html => "html",
            Format::Docx => "docx",
            Format::Pdf => "pdf",
            Format::Xlsx => "xlsx",
        }
    }
}

/// How reports are to look.
#[derive(Clone, Debug, Default)]
pub struct Look {
    /// A template's name, file or folder; the venue's, or the plain chart, when nothing is asked for.
    pub template: Option<String>,
    /// The user's style.
    pub style: Style,
    /// The venue.
    pub venue: Option<Venue>,
    /// Folders with further fonts, for PDF.
    pub fonts: Vec<PathBuf>,
    /// The folder that pictures in Markdown are linked from; the working directory when there is none.
    pub base: Option<PathBuf>,
    /// Version of the program.
    pub version: String,
}

/// What makes the reports of one run in one format.
pub struct Reports {
    main: Renderer,
    /// For kinds of right that the main template is not for.
    others: Vec<(Kind, Renderer)>,
    /// The plain chart's overview and index.
    overview: Renderer,
    is_plain: bool,
    limit: Option<usize>,
    venue: String,
    format: Format,
    fonts: Vec<PathBuf>,
}

/// What one document is about.
#[derive(Clone, Debug)]
pub struct Piece<'c> {
    /// Its file name without extension.
    pub stem: String,
    /// Its title.
    pub title: String,
    /// Its charts.
    pub charts: Vec<&'c Chart>,
    batch: Batch,
}

/// Bytes of a document or workbook, and what a reader should know of them.
#[derive(Debug, Default)]
pub struct Written {
    /// The file.
    pub bytes: Vec<u8>,
    /// What was cut.
    pub findings: Vec<Finding>,
}

impl Reports {
    /// What makes the reports of these charts.
    ///
    /// # Errors
    /// When the template or the style is wrong; the message names file and line.
    pub fn new(look: &Look, format: Format, charts: &[Chart], pictures: &Pictures) -> Result<Reports> {
        let asked = look.template.as_deref();
        let of_venue = look.venue.as_ref().map(|venue| venue.template.as_str()).filter(|template| !template.is_empty());
        let chosen = asked.or(of_venue).unwrap_or("chart");
        let mut main = template::load(chosen)?;
        let is_built_in = main.folder.is_none();
        // A chart in a workbook is a table to sort and filter; forms of several charts are what they are.
        if format == Format::Xlsx && is_built_in && main.front.scope == Scope::Chart {
            main = template::find("workbook")?;
        }
        let logo = look.style.logo.as_ref().or(main.front.style.logo.as_ref());
        let logo = logo.map(|path| picture::logo(path)).transpose().map_err(anyhow::Error::msg)?.map(Arc::new);
        let make = || Make {
            logo: logo.clone().filter(|_| format != Format::Xlsx),
            style: look.style.clone(),
            venue: look.venue.clone(),
            pictures: pictures.clone(),
            picture_files: format == Format::Md,
            picture_base: look.base.clone(),
            charts: charts.len(),
            version: look.version.clone(),
        };
        let others = other_templates(&main, charts, format)?;
        let others = others
            .into_iter()
            .map(|(kind, template)| Ok((kind, Renderer::new(template, make())?)))
            .collect::<Result<Vec<_>>>()?;
        let limit = look.venue.as_ref().and_then(Venue::links);
        Ok(Reports {
            is_plain: main.id == "chart" && main.folder.is_none(),
            main: Renderer::new(main, make())?,
            others,
            overview: Renderer::new(template::find("chart")?, make())?,
            limit,
            venue: look.venue.as_ref().map_or_else(String::new, |venue| venue.name.clone()),
            format,
            fonts: look.fonts.clone(),
        })
    }

    fn renderer(&self, chart: &Chart) -> &Renderer {
        let other = self.others.iter().find(|(kind, _)| *kind == chart.patent.kind);
        other.map_or(&self.main, |(_, renderer)| renderer)
    }

    /// The documents, in the order of the charts, and where a venue's limit splits a claim's charts, a finding.
    pub fn pieces<'c>(&self, charts: &'c [Chart]) -> (Vec<Piece<'c>>, Vec<Finding>) {
        let (mut pieces, mut findings) = (Vec::new(), Vec::new());
        for (kind, renderer) in &self.others {
            if let Some(chart) = charts.iter().find(|chart| chart.patent.kind == *kind) {
                let message = format!(
                    "the template {} is not for a {}; {} is taken",
                    self.main.id(),
                    super::kind_words(*kind),
                    renderer.id()
                );
                findings.push(Finding::new(Code::OtherTemplate, &chart.patent.number, message));
            }
        }
        let mut done: BTreeSet<(&str, u32)> = BTreeSet::new();
        for first in charts {
            if self.renderer(first).scope() == Scope::Chart {
                pieces.push(Piece {
                    stem: file_stem(first),
                    title: title(first, true),
                    charts: vec![first],
                    batch: Batch { number: 1, total: 1 },
                });
                continue;
            }
            // The charts of a claim need not follow each other.
            if !done.insert((&first.patent.number, first.claim)) {
                continue;
            }
            let same = |chart: &&Chart| chart.patent.number == first.patent.number && chart.claim == first.claim;
            let group: Vec<&Chart> = charts.iter().filter(same).collect();
            let batches = batches(&group, self.limit);
            findings.extend(self.told(first, &group, batches.len()));
            let total = batches.len();
            pieces.extend(batches.into_iter().enumerate().map(|(at, charts)| Piece {
                stem: claim_stem(first, at + 1, total),
                title: title(first, false),
                charts,
                batch: Batch { number: at + 1, total },
            }));
        }
        (pieces, findings)
    }

    /// What there is to tell of a venue's limit: several filings, or one product with more links than it takes.
    fn told(&self, first: &Chart, group: &[&Chart], filings: usize) -> Vec<Finding> {
        let Some(limit) = self.limit else { return Vec::new() };
        let mut findings = Vec::new();
        let (number, claim, venue) = (&first.patent.number, first.claim, &self.venue);
        if filings > 1 {
            let message = format!(
                "{venue} takes {limit} listings in one filing; those of {number} claim {claim} make {filings} filings"
            );
            findings.push(
                Finding::new(Code::TooMany, number, message)
                    .help("write to a directory, which gets one file for each filing"),
            );
        }
        for chart in group.iter().filter(|chart| 1 + chart.listing.same.len() > limit) {
            let links = 1 + chart.listing.same.len();
            let message =
                format!("{venue} takes {limit} listings in one filing; {} has {links} links", chart.listing.id);
            findings.push(
                Finding::new(Code::TooMany, number, message).help("leave --merge-same out, so that they can be split"),
            );
        }
        findings
    }

    /// The Markdown of a document.
    ///
    /// # Errors
    /// When the template fails.
    pub fn markdown(&self, piece: &Piece) -> Result<String> {
        match piece.charts.first() {
            Some(first) => self.renderer(first).claim(&piece.charts, piece.batch),
            None => Ok(String::new()),
        }
    }

    /// A document.
    ///
    /// # Errors
    /// When the template fails.
    pub fn document(&self, piece: &Piece) -> Result<Document> {
        let renderer = piece.charts.first().map_or(&self.main, |chart| self.renderer(chart));
        let is_final = piece.charts.iter().all(|chart| chart.is_final());
        Ok(renderer.document(&self.markdown(piece)?, &piece.title, is_final))
    }

    /// The file of one document.
    ///
    /// # Errors
    /// When the template or the format fails.
    pub fn file(&self, piece: &Piece) -> Result<Written> {
        if self.format == Format::Md {
            return Ok(Written { bytes: self.markdown(piece)?.into_bytes(), findings: Vec::new() });
        }
        self.write(&[(sheet_name(piece, false), self.document(piece)?)])
    }

    /// One file for all charts and findings; what there is to tell of a venue's limit is among its findings.
    ///
    /// # Errors
    /// When the template or the format fails.
    pub fn whole(&self, report: &Report) -> Result<Written> {
        let (pieces, mut findings) = self.pieces(report.charts);
        let written = match self.format {
            Format::Xlsx => {
                let several = report.charts.windows(2).any(|pair| pair[0].patent.number != pair[1].patent.number);
                let sheet = |piece: &Piece| Ok((sheet_name(piece, several), self.document(piece)?));
                self.write(&pieces.iter().map(sheet).collect::<Result<Vec<_>>>()?)?
            }
            Format::Md => Written { bytes: self.whole_markdown(report, &pieces)?.into_bytes(), findings: Vec::new() },
            _ => self.write(&[("Charts".to_owned(), self.whole_document(report, &pieces)?)])?,
        };
        findings.extend(written.findings);
        Ok(Written { bytes: written.bytes, findings })
    }

    fn whole_markdown(&self, report: &Report, pieces: &[Piece]) -> Result<String> {
        let each = || pieces.iter().map(|piece| self.markdown(piece)).collect::<Result<Vec<String>>>();
        match pieces {
            [_] | [] if self.is_plain && !report.findings.is_empty() => {
                let mut parts = each()?;
                parts.push(self.overview.findings(report.findings)?);
                Ok(parts.join("\n"))
            }
            [piece] => self.markdown(piece),
            _ if self.is_plain => self.overview.report(report),
            _ => Ok(each()?.join("\n---\n\n")),
        }
    }

    fn whole_document(&self, report: &Report, pieces: &[Piece]) -> Result<Document> {
        let title = match report.charts {
            [chart] => title(chart, true),
            charts => format!("{} claim charts", charts.len()),
        };
        let is_final = !report.charts.is_empty() && report.charts.iter().all(crate::chart::Chart::is_final);
        let renderer = report.charts.first().map_or(&self.main, |chart| self.renderer(chart));
        Ok(renderer.document(&self.whole_markdown(report, pieces)?, &title, is_final))
    }

    /// What the pages of [`Reports::whole`] say in PDF, line by line.
    ///
    /// # Errors
    /// When the template or the typesetter fails, or the program was built without it.
    pub fn pages(&self, report: &Report) -> Result<Vec<String>> {
        let (pieces, _) = self.pieces(report.charts);
        let document = self.whole_document(report, &pieces)?;
        pdf_content(&document, &self.fonts)
    }

    /// The page that lists a folder's documents.
    ///
    /// # Errors
    /// When the template or the format fails.
    pub fn index(&self, pieces: &[Piece]) -> Result<Written> {
        let extension = self.format.extension();
        let entries: Vec<(&Chart, String)> = pieces
            .iter()
            .flat_map(|piece| piece.charts.iter().map(move |chart| (*chart, format!("{}.{extension}", piece.stem))))
            .collect();
        let markdown = self.overview.index(&entries)?;
        if self.format == Format::Md {
            return Ok(Written { bytes: markdown.into_bytes(), findings: Vec::new() });
        }
        let title = format!("{} claim charts", entries.len());
        let is_final = entries.iter().all(|(chart, _)| chart.is_final()) && !entries.is_empty();
        self.write(&[("Index".to_owned(), self.overview.document(&markdown, &title, is_final))])
    }

    /// The bytes of documents in the run's format: sheets of one workbook, else one document.
    fn write(&self, documents: &[(String, Document)]) -> Result<Written> {
        let mut written = Written::default();
        match (self.format, documents) {
            (Format::Xlsx, documents) => {
                let workbook = xlsx::write(documents)?;
                written.bytes = workbook.bytes;
                written.findings = workbook
                    .cut
                    .iter()
                    .map(|cell| {
                        Finding::new(Code::CutText, cell, "the text is longer than a cell holds and was cut")
                            .help("take another format for the whole text")
                    })
                    .collect();
            }
            (_, []) => {}
            (Format::Html | Format::Md, [(_, document), ..]) => written.bytes = html::page(document).into_bytes(),
            (Format::Docx, [(_, document), ..]) => written.bytes = docx::write(document)?,
            (Format::Pdf, [(_, document), ..]) => written.bytes = pdf(document, &self.fonts)?,
        }
        Ok(written)
    }
}

#[cfg(feature = "pdf")]
fn pdf(document: &Document, fonts: &[PathBuf]) -> Result<Vec<u8>> {
    super::pdf::write(document, fonts)
}

#[cfg(feature = "pdf")]
fn pdf_content(document: &Document, fonts: &[PathBuf]) -> Result<Vec<String>> {
    super::pdf::content(document, fonts)
}

#[cfg(not(feature = "pdf"))]
fn pdf_content(_: &Document, _: &[PathBuf]) -> Result<Vec<String>> {
    anyhow::bail!(NO_PDF)
}

#[cfg(not(feature = "pdf"))]
fn pdf(_: &Document, _: &[PathBuf]) -> Result<Vec<u8>> {
    anyhow::bail!(NO_PDF)
}

/// How to get PDF where the program was built without it.
pub const NO_PDF: &str = "this readson was built without PDF; build it with `cargo install --path . --features pdf`, or write \
                          HTML and print it from a browser";

/// For each kind of right that the main template is not for, the template that is.
fn other_templates(main: &Template, charts: &[Chart], format: Format) -> Result<Vec<(Kind, Template)>> {
    let mut kinds: Vec<Kind> = Vec::new();
    for chart in charts {
        if !kinds.contains(&chart.patent.kind) {
            kinds.push(chart.patent.kind);
        }
    }
    let suits = |kind: &Kind| {
        let rights = &main.front.rights;
        rights.is_empty() || rights.iter().any(|right| right == super::markdown::kind_key(*kind))
    };
    let other = |kind: Kind| {
        let name = match kind {
            _ if format == Format::Xlsx => "workbook",
            Kind::Design => "design-grid",
            _ => "detailed",
        };
        Ok((kind, template::find(name)?))
    };
    kinds.into_iter().filter(|kind| !suits(kind)).map(other).collect()
}

/// Charts in groups whose links, those of the same product counted, are within the limit.
fn batches<'c>(charts: &[&'c Chart], limit: Option<usize>) -> Vec<Vec<&'c Chart>> {
    let limit = limit.unwrap_or(usize::MAX);
    let mut batches: Vec<Vec<&'c Chart>> = Vec::new();
    let mut used = 0;
    for &chart in charts {
        let links = 1 + chart.listing.same.len();
        match batches.last_mut() {
            Some(batch) if used + links <= limit => {
                batch.push(chart);
                used += links;
            }
            _ => {
                batches.push(vec![chart]);
                used = links;
            }
        }
    }
    batches
}

fn title(chart: &Chart, with_listing: bool) -> String {
    let head = format!("{} claim {}", chart.patent.number, chart.claim);
    if with_listing { format!("{head} against {}", chart.listing.id) } else { head }
}

fn sheet_name(piece: &Piece, several: bool) -> String {
    match piece.charts.as_slice() {
        [chart] if several => format!("{} {} {}", chart.patent.number, chart.claim, chart.listing.id),
        [chart] => format!("{} {}", chart.claim, chart.listing.id),
        [chart, ..] => format!("{} claim {}", chart.patent.number, chart.claim),
        [] => String::new(),
    }
}
