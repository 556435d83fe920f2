//! `readson test`.

use std::path::{Path, PathBuf};

use anyhow::{Result, anyhow, bail};
use clap::{Args, ValueEnum};

use crate::chart::comparison::{self, Plan};
use crate::chart::{Chart, review};
use crate::cli::args::selection;
use crate::cli::output::{self, Outcome};
use crate::cli::reports::{ReportArgs, check_format};
use crate::load::{Loaded, Role};
use crate::pair::Selection;
use crate::report::Report;
use crate::report::regress::case::{self, Case};
use crate::report::regress::{self, report};
use crate::report::reports::Reports;
use crate::report::write::Format;
use crate::text::finding::{Finding, Severity};
use crate::text::source::display_name;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Which templates to test.
#[derive(Debug, Args)]
pub struct TestArgs {
    /// Folders with cases (NAME.case.toml) and the reports stored beside them, or single cases.
    #[arg(required = true, value_name = "DIR")]
    places: Vec<PathBuf>,
    /// Store what differs or is new as right.
    #[arg(long)]
    bless: bool,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Print::Text)]
    format: Print,
}

/// For whom results are printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Print {
    /// People.
    Text,
    /// `JUnit` XML.
    Junit,
    /// GitHub annotations.
    Github,
}

/// Renders every case and compares it with the stored report.
///
/// # Errors
/// When there is no case.
pub fn run(args: &TestArgs) -> Result<Outcome> {
    let mut cases = Vec::new();
    for place in &args.places {
        if place.is_dir() {
            cases.extend(case::find(place)?);
        } else if display_name(place).ends_with(case::SUFFIX) {
            cases.push(place.clone());
        } else {
            bail!("{} is neither a folder nor a case (NAME{})", display_name(place), case::SUFFIX);
        }
    }
    let write = |path: &Path, bytes: &[u8]| output::file(path, |out| Ok(out.write_all(bytes)?));
    let results = regress::run(&cases, &rendered, args.bless, &write);
    output::stdout(|out| match args.format {
        Print::Text => report::text(&results, out),
        Print::Junit => report::junit(&results, out),
        Print::Github => report::github(&results, out),
    })?;
    Ok(if results.iter().all(report::CaseResult::is_good) { Outcome::Done } else { Outcome::Denied })
}

/// The report of a case. Of a PDF it is what its pages say, which is what is compared.
fn rendered(case: &Case, format: Format) -> Result<Vec<u8>> {
    check_format(format)?;
    let args = arguments(case);
    let look = args.look(VERSION)?;
    let mut loaded = Loaded::default();
    loaded.add(&case.patents, Role::Patents);
    loaded.add(&case.listings, Role::Listings);
    loaded.settle();
    let stop = |findings: &[Finding]| match findings.iter().find(|finding| finding.severity == Severity::Error) {
        Some(wrong) => Err(anyhow!("{}: {}", wrong.file, wrong.message)),
        None => Ok(()),
    };
    stop(&loaded.findings)?;
    let claims =
        case.claims.as_deref().map_or(Ok(Selection::Independent), selection).map_err(|wrong| anyhow!(wrong))?;
    let mut charts = comparison::charts(&loaded.patents, &loaded.listings, &Plan { claims, top: None, best: false })?;
    let (reviews, mut findings) = args.reviews(&charts, None)?;
    let (pictures, found) = args.complete(&mut charts, &loaded, &reviews);
    findings.extend(found);
    stop(&findings)?;
    if case.is_final
        && let Some(refused) = review::finish(&mut charts).first()
    {
        bail!("the case is to be final: {}", refused.message);
    }
    loaded.findings.extend(findings);
    name_from(&case.folder, &mut charts, &mut loaded.findings);
    let reports = Reports::new(&look, format, &charts, &pictures)?;
    let report = Report { charts: &charts, findings: &loaded.findings, version: VERSION };
    if format == Format::Pdf {
        let lines = reports.pages(&report)?;
        return Ok(lines.join("\n").into_bytes());
    }
    Ok(reports.whole(&report)?.bytes)
}

fn arguments(case: &Case) -> ReportArgs {
    ReportArgs {
        template: case.template.clone(),
        venue: case.venue.clone(),
        venues: None,
        style: case.style.clone(),
        language: case.language,
        paper: case.paper,
        review: case.review.clone(),
        is_final: case.is_final,
        photos: case.photos.clone(),
        photo: Vec::new(),
        drawing: Vec::new(),
        merge_same: case.merge_same,
        font_path: case.fonts.clone(),
    }
}

/// Names files as the case does, so that its report is the same wherever the test is started.
fn name_from(folder: &Path, charts: &mut [Chart], findings: &mut [Finding]) {
    let prefix = display_name(folder);
    let cut = |name: &mut String| {
        if let Some(rest) =
            name.strip_prefix(&prefix).filter(|_| !prefix.is_empty()).and_then(|rest| rest.strip_prefix('/'))
        {
            *name = rest.to_owned();
        }
    };
    for chart in charts {
        chart.exhibits.iter_mut().for_each(|exhibit| cut(&mut exhibit.file));
        let pictures = chart.views.iter_mut().flat_map(|note| note.drawing.iter_mut().chain(&mut note.photo));
        pictures.chain(&mut chart.sheets).for_each(|picture| cut(&mut picture.file));
    }
    for finding in findings {
        cut(&mut finding.file);
    }
}
