//! `readson compare`.

use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::chart::comparison::{self, Plan};
use crate::chart::review;
use crate::check::ahead;
use crate::check::venue::Venue;
use crate::cli::args::{CompareArgs, Form};
use crate::cli::output::{self, Outcome};
use crate::cli::{explain_row, from_run, reports, sentence_model};
use crate::load::Loaded;
use crate::patent::Patent;
use crate::report::reports::{Look, Reports};
use crate::report::write::Format;
use crate::report::{self, Report};
use crate::text::finding::{Code, Finding, Severity};
use crate::text::source;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Stack of each thread, in bytes, as much as a main thread has: typesetting nests deeply. It is reserved, not used.
const STACK: usize = 8 << 20;

pub fn run(args: &CompareArgs, quiet: bool) -> Result<Outcome> {
    let form = form(args)?;
    if let Some(format) = form.format() {
        reports::check_format(format)?;
    }
    if let Some(path) = args.output.as_ref().filter(|path| is_other_form(path, form)) {
        bail!(
            "{} does not end in .{}; change the name, or leave --format out",
            source::display_name(path),
            extension(form)
        );
    }
    for path in args.output.iter().chain(&args.json) {
        let real = |path: &Path| path.canonicalize().ok();
        let reads = args
            .inputs
            .patents
            .iter()
            .chain(&args.inputs.listings)
            .chain(&args.reports.review)
            .chain(&args.reports.style);
        if let Some(input) = reads.into_iter().find(|input| real(path).is_some() && real(input) == real(path)) {
            bail!("{} is read and would be written over; name another output", source::display_name(input));
        }
    }
    // What is wrong with the invocation is told before the work.
    let look = Look { json: args.json.as_deref().map(source::display_name), ..args.reports.look(VERSION)? };
    // 0 is as many as there are cores. Fails only when set twice, and then the first setting stands.
    let threads = args.threads.map_or(0, |threads| threads.max(1));
    let _ = rayon::ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK).build_global();
    if let Some(run) = &args.from {
        return from_run::run(args, run, form.format(), &look, quiet);
    }
    let model = sentence_model::load(args.model.as_deref())?;
    let mut loaded = args.inputs.load()?;
    if let Some(label) = &args.explain {
        if !matches!(form, Form::Text | Form::Json) {
            bail!("--explain is printed as text or JSON");
        }
        return explain_row::run(args, label, form, &loaded, quiet);
    }
    let plan = Plan { claims: args.inputs.claims.clone(), top: args.top.map(|top| top as usize), best: args.best };
    // What a venue does not take is told before the work.
    let ahead = ahead(args, &loaded, look.venue.as_ref())?;
    output::findings(&ahead, quiet);
    let mut charts = comparison::charts(&loaded.patents, &loaded.listings, &plan)?;
    if let Some(model) = model {
        model.revise_charts(&mut charts, &loaded.patents, &loaded.listings)?;
    }
    if charts.is_empty() && !loaded.patents.is_empty() && !loaded.listings.is_empty() {
        // What was wrong with the patents may be the reason.
        output::findings(&loaded.findings, quiet);
        bail!("none of the patents has a claim that --claims selects");
    }
    let folder = args.output.as_deref().map(|path| if is_file(path, form) { parent(path) } else { path });
    let (reviews, wrong) = args.reports.reviews(&charts, folder)?;
    let unusable = loaded.unusable + wrong.len();
    let (pictures, found) = args.reports.complete(&mut charts, &loaded, &reviews);
    // What a person or a file adds and cannot be used would be missing in silence.
    let broken = wrong.iter().chain(&found).any(|finding| finding.severity == Severity::Error);
    loaded.findings.extend(wrong);
    loaded.findings.extend(found);
    if args.reports.is_final {
        let refused = review::finish(&mut charts);
        if broken || !refused.is_empty() {
            loaded.findings.extend(refused);
            output::findings(&loaded.findings, quiet);
            return Ok(if unusable > 0 { Outcome::Unreadable } else { Outcome::Denied });
        }
    }
    let told: Vec<Finding> = ahead.iter().chain(&loaded.findings).cloned().collect();
    let report = Report { charts: &charts, findings: &told, version: VERSION };
    if let Some(path) = &args.json {
        output::file(path, |out| Ok(report::json::write_comparison(out, &report)?))?;
    }
    let found = match (form.format(), &args.output) {
        (Some(format), path) => {
            // Pictures in Markdown are links from where it is written.
            let base = folder.filter(|_| args.output.is_some()).map(Path::to_owned);
            let reports = Reports::new(&Look { base, ..look }, format, &charts, &pictures)?;
            match path {
                None => {
                    let written = reports.whole(&report)?;
                    output::raw_stdout(|out| out.write_all(&written.bytes))?;
                    written.findings
                }
                Some(path) if is_file(path, form) => reports::to_file(path, &reports, &report)?,
                Some(path) => {
                    let (pieces, mut found) = reports.pieces(&charts);
                    found.extend(reports::to_directory(path, format, &reports, &pieces, true)?);
                    found
                }
            }
        }
        (None, None) => to_stdout(form, &report, args.verbose).map(|()| Vec::new())?,
        (None, Some(path)) if is_file(path, form) => {
            output::file(path, |out| write(out, form, &report)).map(|()| Vec::new())?
        }
        (None, Some(path)) => to_directory(path, form, &report).map(|()| Vec::new())?,
    };
    let unwritten = found.iter().filter(|finding| finding.code == Code::MissingGlyphs.describe().0).count();
    loaded.findings.extend(found);
    output::findings(&loaded.findings, quiet);
    let all: Vec<Finding> = ahead.into_iter().chain(loaded.findings).collect();
    Ok(Outcome::of(unusable + unwritten, &all, args.deny.map(crate::cli::args::Level::severity)))
}

/// What the rules say before a chart is made: of filing at the venue, and, where findings decide, of the documents.
fn ahead(args: &CompareArgs, loaded: &Loaded, venue: Option<&Venue>) -> Result<Vec<Finding>> {
    let mut found = Vec::new();
    if let Some(venue) = venue {
        let selected = |patent: &Patent| -> Vec<(String, u32)> {
            let claims = patent.claims.iter().filter(|claim| args.inputs.claims.takes(claim));
            claims.map(|claim| (patent.number.clone(), claim.number)).collect()
        };
        let claims: Vec<(String, u32)> = loaded.patents.iter().flat_map(selected).collect();
        found.extend(ahead::of_venue(&loaded.patents, &claims, venue)?);
    }
    if args.deny.is_some() {
        found.extend(ahead::of_documents(&loaded.patents, &loaded.listings)?);
    }
    found.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    Ok(found)
}

fn parent(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn form(args: &CompareArgs) -> Result<Form> {
    if let Some(form) = args.format {
        return Ok(form);
    }
    let Some(path) = &args.output else {
        // A template or a venue is asked for where a report is.
        let asked = &args.reports;
        let report =
            asked.template.is_some() || asked.venue.is_some() || asked.style.is_some() || asked.language.is_some();
        return Ok(if report { Form::Md } else { Form::Text });
    };
    Ok(match source::extension(path).as_str() {
        "md" | "markdown" => Form::Md,
        "json" => Form::Json,
        "txt" => Form::Text,
        "docx" => Form::Docx,
        "pdf" => Form::Pdf,
        "xlsx" => Form::Xlsx,
        "doc" | "xls" | "odt" | "rtf" | "csv" => {
            bail!("readson writes text, md, html, docx, pdf, xlsx and json, not {}", source::extension(path))
        }
        _ => Form::Html,
    })
}

impl Form {
    /// The document format, where it is one.
    fn format(self) -> Option<Format> {
        match self {
            Form::Text | Form::Json => None,
            Form::Md => Some(Format::Md),
            Form::Html => Some(Format::Html),
            Form::Docx => Some(Format::Docx),
            Form::Pdf => Some(Format::Pdf),
            Form::Xlsx => Some(Format::Xlsx),
        }
    }
}

fn extension(form: Form) -> &'static str {
    match form.format() {
        Some(format) => format.extension(),
        None if form == Form::Json => "json",
        None => "txt",
    }
}

fn is_file(path: &Path, form: Form) -> bool {
    let written = source::extension(path);
    written == extension(form)
        || (form == Form::Html && written == "htm")
        || (form == Form::Md && written == "markdown")
}

/// A file name that says another form than the one asked for.
fn is_other_form(path: &Path, form: Form) -> bool {
    let known = ["txt", "md", "markdown", "html", "htm", "json", "docx", "pdf", "xlsx"];
    known.contains(&source::extension(path).as_str()) && !is_file(path, form)
}

fn to_stdout(form: Form, report: &Report, verbose: bool) -> Result<()> {
    match form {
        Form::Json => output::raw_stdout(|out| report::json::write_comparison(out, report)),
        _ => output::stdout(|out| if verbose || has_room(report) { text(out, report) } else { summary(out, report) }),
    }
}

/// Whether the one chart there is fits a terminal as a whole.
fn has_room(report: &Report) -> bool {
    let Some(height) = output::height().filter(|_| report.charts.len() == 1) else { return false };
    let mut whole = anstream::StripStream::new(Vec::new());
    // The prompt that follows takes a line.
    text(&mut whole, report).is_ok() && whole.into_inner().split(|byte| *byte == b'\n').count() < height
}

/// A line a row.
fn summary(out: &mut dyn Write, report: &Report) -> std::io::Result<()> {
    let width = output::width();
    for (index, chart) in report.charts.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        report::text::summary(chart, out, width)?;
    }
    closing(out, report, width)?;
    writeln!(out, "-v prints the rows in full; -o chart.docx (.html, .pdf, .xlsx, .json) writes a report.")
}

/// What the charts are, unless they are final.
fn closing(out: &mut dyn Write, report: &Report, width: usize) -> std::io::Result<()> {
    if report.charts.iter().any(|chart| !chart.is_final()) {
        writeln!(out)?;
        report::text::draft(out, width, VERSION)?;
    }
    Ok(())
}

fn write(out: &mut dyn Write, form: Form, report: &Report) -> Result<()> {
    if form == Form::Json {
        report::json::write_comparison(out, report)?;
    } else {
        let mut plain = anstream::StripStream::new(Vec::new());
        text(&mut plain, report)?;
        out.write_all(&plain.into_inner())?;
    }
    Ok(())
}

fn text(out: &mut dyn Write, report: &Report) -> std::io::Result<()> {
    let width = output::width();
    for (index, chart) in report.charts.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        report::text::chart(chart, out, width)?;
    }
    closing(out, report, width)
}

/// One file a chart, and an index.
fn to_directory(path: &Path, form: Form, report: &Report) -> Result<()> {
    let name = source::display_name(path);
    std::fs::create_dir_all(path).with_context(|| format!("cannot make the directory {name}"))?;
    let extension = extension(form);
    for chart in report.charts {
        let single = Report { charts: std::slice::from_ref(chart), findings: &[] as &[Finding], version: VERSION };
        let target = path.join(format!("{}.{extension}", report::index::file_stem(chart)));
        output::file(&target, |out| write(out, form, &single))?;
    }
    if form == Form::Json {
        return output::file(&path.join("index.json"), |out| Ok(report::json::write_comparison(out, report)?));
    }
    output::file(&path.join("index.txt"), |out| {
        for chart in report.charts {
            writeln!(out, "{}.txt  {}", report::index::file_stem(chart), report::standing_word(chart))?;
        }
        Ok(())
    })
}
