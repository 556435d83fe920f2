//! From charts to documents: which template each chart takes, and the file of each document.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Result;

use crate::chart::Chart;
use crate::check::venue::Venue;
use crate::listing::picture::{self, Pictures};
use crate::patent::Kind;
use crate::report::Report;
use crate::report::document::Document;
use crate::report::json;
use crate::report::markdown::{Make, Renderer};
use crate::report::page;
use crate::report::pieces::{self, Most, Piece, sheet_name, title};
use crate::report::style::Style;
use crate::report::template::{self, Scope, Template};
use crate::report::write::{Format, Written, pdf_content, write};
use crate::text::finding::{Code, Finding};

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
    /// The JSON that is written beside the reports, which they then name.
    pub json: Option<String>,
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
    most: Most,
    format: Format,
    fonts: Vec<PathBuf>,
    json: Option<String>,
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
        Ok(Reports {
            is_plain: main.id == "chart" && main.folder.is_none(),
            main: Renderer::new(main, make())?,
            others,
            overview: Renderer::new(template::find("chart")?, make())?,
            most: look
                .venue
                .as_ref()
                .map_or_else(Most::default, |venue| Most { links: venue.links(), venue: venue.name.clone() }),
            format,
            fonts: look.fonts.clone(),
            json: look.json.clone(),
        })
    }

    fn renderer(&self, chart: &Chart) -> &Renderer {
        let other = self.others.iter().find(|(kind, _)| *kind == chart.patent.kind);
        other.map_or(&self.main, |(_, renderer)| renderer)
    }

    /// The documents, in the order of the charts, and, as findings, where a venue's limit splits a claim's charts.
    pub fn pieces<'c>(&self, charts: &'c [Chart]) -> (Vec<Piece<'c>>, Vec<Finding>) {
        let mut findings = Vec::new();
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
        let scope = |chart: &Chart| self.renderer(chart).scope();
        let (pieces, split) = pieces::pieces(charts, &scope, &self.most);
        findings.extend(split);
        (pieces, findings)
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
        let mut document = renderer.document(&self.markdown(piece)?, &piece.title, is_final);
        document.seal(&json::digest(piece.charts.iter().copied()), self.json.as_deref());
        Ok(document)
    }

    /// The file of one document.
    ///
    /// # Errors
    /// When the template or the format fails.
    pub fn file(&self, piece: &Piece) -> Result<Written> {
        if self.format == Format::Md {
            return Ok(Written { bytes: self.markdown(piece)?.into_bytes(), findings: Vec::new() });
        }
        write(self.format, &[(sheet_name(piece, false), self.document(piece)?)], &self.fonts)
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
                write(self.format, &pieces.iter().map(sheet).collect::<Result<Vec<_>>>()?, &self.fonts)?
            }
            Format::Md => Written { bytes: self.whole_markdown(report, &pieces)?.into_bytes(), findings: Vec::new() },
            _ => write(self.format, &[("Charts".to_owned(), self.whole_document(report, &pieces)?)], &self.fonts)?,
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
        let mut document = renderer.document(&self.whole_markdown(report, pieces)?, &title, is_final);
        if !report.charts.is_empty() {
            document.seal(&json::digest(report.charts), self.json.as_deref());
        }
        Ok(document)
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
        write(self.format, &[("Index".to_owned(), self.overview.document(&markdown, &title, is_final))], &self.fonts)
    }
}

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
        rights.is_empty() || rights.iter().any(|right| right == page::kind_key(*kind))
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
