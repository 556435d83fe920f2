//! What `compare` and its relatives are told about reports, and where reports are written.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use rayon::prelude::*;

use crate::chart::Chart;
use crate::chart::exhibits::{self, Photos};
use crate::chart::review::{self, Review};
use crate::check::venue;
use crate::cli::output;
use crate::listing::picture::Pictures;
use crate::load::Loaded;
use crate::patent::View;
use crate::report::document::MissingGlyphs;
use crate::report::pieces::Piece;
use crate::report::reports::{Look, Reports};
use crate::report::style::{self, Language, Paper, Style};
use crate::report::write::Format;
use crate::report::{Report, index, template};
use crate::text::finding::{Code, Finding};
use crate::text::source::display_name;

/// How reports look and what people add to them.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Reports")]
pub struct ReportArgs {
    /// Template: a name (`readson templates` lists them), a file or a folder; by default the venue's, or the plain chart.
    #[arg(long, value_name = "NAME|FILE|DIR")]
    pub template: Option<String>,
    /// Venue that the report is for: its template, words and limits (`readson venues` lists them).
    #[arg(long, value_name = "ID")]
    pub venue: Option<String>,
    /// Folder of venues of your own, which replace built-in ones of the same id.
    #[arg(long, value_name = "DIR")]
    pub venues: Option<PathBuf>,
    /// House style, a .toml file: labels, citations, columns, fonts, logo, boilerplate.
    #[arg(long, value_name = "FILE")]
    pub style: Option<PathBuf>,
    /// Language of the report's own words; claims and quotes stay as they are.
    #[arg(long, value_enum, value_name = "LANGUAGE")]
    pub language: Option<Language>,
    /// Paper of documents with pages.
    #[arg(long, value_enum, value_name = "PAPER")]
    pub paper: Option<Paper>,
    /// Review files (*.review.toml or pages) with verdicts, explanations and signatures; `readson new-review` writes them.
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub review: Vec<PathBuf>,
    /// Refuse open, unsigned and changed rows, and leave the DRAFT marks out.
    #[arg(long = "final")]
    pub is_final: bool,
    /// Folder of product photos for designs; names say the view (`front.jpg`), a subfolder named like a listing's id
    /// holds that listing's.
    #[arg(long, value_name = "DIR")]
    pub photos: Option<PathBuf>,
    /// A product photo and the view it shows: `front=FILE`.
    #[arg(long, num_args = 1.., value_name = "VIEW=FILE", value_parser = photo)]
    pub photo: Vec<(View, PathBuf)>,
    /// A drawing of a design and the figure it shows: `1.2=FILE`.
    #[arg(long, num_args = 1.., value_name = "FIGURE=FILE", value_parser = drawing)]
    pub drawing: Vec<(String, PathBuf)>,
    /// Chart listings with the same text once and name the others beside it.
    #[arg(long)]
    pub merge_same: bool,
    /// Folders with further fonts, for PDF.
    #[arg(long, num_args = 1.., value_name = "DIR", hide = cfg!(not(feature = "pdf")))]
    pub font_path: Vec<PathBuf>,
}

/// Reads `front=FILE`.
pub fn photo(written: &str) -> Result<(View, PathBuf), String> {
    let views = "perspective, front, rear, left, right, side, top, bottom, exploded, in-use, enlarged, section";
    let (view, file) =
        written.split_once('=').ok_or_else(|| format!("write a view and a file: front=FILE; views are {views}"))?;
    let view = serde_json::from_value(serde_json::Value::String(view.trim().to_lowercase()))
        .map_err(|_| format!("{view} is no view; there are {views}"))?;
    Ok((view, PathBuf::from(file)))
}

/// Reads `1.2=FILE`.
pub fn drawing(written: &str) -> Result<(String, PathBuf), String> {
    let (figure, file) = written.split_once('=').ok_or("write a figure and a file: 1.2=FILE")?;
    Ok((figure.trim().to_owned(), PathBuf::from(file)))
}

impl ReportArgs {
    /// How the reports look.
    ///
    /// # Errors
    /// When the style, the template, the venue or a place of pictures is wrong.
    pub fn look(&self, version: &str) -> Result<Look> {
        let mut style = match &self.style {
            Some(path) => style::load(path)?,
            None => Style::default(),
        };
        style.language = self.language.or(style.language);
        style.paper = self.paper.or(style.paper);
        if let Some(asked) = &self.template {
            template::load(asked)?;
        }
        check_places(&self.photos())?;
        let venue = match &self.venue {
            Some(id) => Some(venue::find(&venue::load(self.venues.as_deref())?, id)?.clone()),
            None => None,
        };
        Ok(Look {
            template: self.template.clone(),
            style,
            venue,
            fonts: self.font_path.clone(),
            base: None,
            json: None,
            version: version.to_owned(),
        })
    }

    fn photos(&self) -> Photos {
        Photos { folder: self.photos.clone(), named: self.photo.clone(), drawings: self.drawing.clone() }
    }

    /// The reviews that were named, and those beside the reports that are to be written.
    ///
    /// # Errors
    /// When one that was named cannot be read at all.
    pub fn reviews(&self, charts: &[Chart], folder: Option<&Path>) -> Result<(Vec<Review>, Vec<Finding>)> {
        let mut paths = self.review.clone();
        for chart in charts {
            let beside = folder.map(|folder| folder.join(review_name(chart))).filter(|path| path.is_file());
            let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
            paths.extend(beside.filter(|path| !self.review.iter().any(|named| real(named) == real(path))));
        }
        let (mut reviews, mut findings) = (Vec::new(), Vec::new());
        for path in &paths {
            let (review, wrong) = review::load(path)?;
            reviews.extend(review);
            findings.extend(wrong);
        }
        Ok((reviews, findings))
    }

    /// Puts into the charts what people and files add to them: reviews, exhibits, pictures; merges the same products.
    /// Gives the pictures and what was wrong.
    pub fn complete(&self, charts: &mut Vec<Chart>, loaded: &Loaded, reviews: &[Review]) -> (Pictures, Vec<Finding>) {
        let (pictures, mut findings) =
            exhibits::attach(charts, &loaded.patents, &loaded.listings, &self.photos(), reviews);
        if self.merge_same {
            *charts = exhibits::merge_same(std::mem::take(charts), &loaded.listings);
        }
        findings.extend(review::apply(reviews, charts));
        (pictures, findings)
    }
}

/// Refuses pictures that are not where they are said to be.
///
/// # Errors
/// When a folder or file is not there.
pub fn check_places(photos: &Photos) -> Result<()> {
    if let Some(folder) = photos.folder.as_ref().filter(|folder| !folder.is_dir()) {
        bail!("{} is no folder of photos", display_name(folder));
    }
    let mut files = photos.named.iter().map(|(_, file)| file).chain(photos.drawings.iter().map(|(_, file)| file));
    match files.find(|file| !file.is_file()) {
        Some(file) => bail!("{} is no file", display_name(file)),
        None => Ok(()),
    }
}

/// The name of a chart's review file.
pub fn review_name(chart: &Chart) -> String {
    format!("{}.review.toml", index::file_stem(chart))
}

/// Writes one file.
///
/// # Errors
/// When a template or the disk fails.
pub fn to_file(path: &Path, reports: &Reports, report: &Report) -> Result<Vec<Finding>> {
    let written = reports.whole(report)?;
    output::file(path, |out| Ok(out.write_all(&written.bytes)?))?;
    Ok(written.findings)
}

/// Writes one file a document, and, where it is asked for, an index. Each is written as it is made, so that memory does not grow with the run.
///
/// # Errors
/// When a template or the disk fails.
pub fn to_directory(
    folder: &Path,
    format: Format,
    reports: &Reports,
    pieces: &[Piece],
    with_index: bool,
) -> Result<Vec<Finding>> {
    let name = display_name(folder);
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the directory {name}"))?;
    let mut findings = Vec::new();
    let extension = format.extension();
    let write = |piece: &Piece| -> Result<Vec<Finding>> {
        let written = reports.file(piece)?;
        let path = folder.join(format!("{}.{extension}", piece.stem));
        output::file(&path, |out| Ok(out.write_all(&written.bytes)?))?;
        Ok(written.findings)
    };
    // One document that cannot be written as PDF is told, and the rest is written.
    let told = |stem: &str, result: Result<Vec<Finding>>| match result {
        Err(error) if error.is::<MissingGlyphs>() => Ok(vec![
            Finding::new(Code::MissingGlyphs, &format!("{stem}.{extension}"), error.to_string())
                .help("install a font that has them, or name its folder by --font-path"),
        ]),
        result => result,
    };
    if format == Format::Pdf {
        // The typesetter uses the threads itself: a thread that waits for it would take up another document meanwhile,
        // and so on, until its stack and the memory are used up.
        for piece in pieces {
            findings.extend(told(&piece.stem, write(piece))?);
        }
    } else {
        for (piece, found) in pieces.iter().zip(pieces.par_iter().map(write).collect::<Vec<_>>()) {
            findings.extend(told(&piece.stem, found)?);
        }
    }
    if !with_index {
        return Ok(findings);
    }
    let index = || -> Result<Vec<Finding>> {
        let written = reports.index(pieces)?;
        output::file(&folder.join(format!("index.{extension}")), |out| Ok(out.write_all(&written.bytes)?))?;
        Ok(written.findings)
    };
    findings.extend(told("index", index())?);
    Ok(findings)
}

/// Refuses PDF where the program was built without it.
///
/// # Errors
/// When it was.
pub fn check_format(format: Format) -> Result<()> {
    if format == Format::Pdf && cfg!(not(feature = "pdf")) {
        bail!(crate::report::write::NO_PDF);
    }
    Ok(())
}
