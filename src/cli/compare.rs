//! `readson compare`.

use std::io::Write;
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use super::output::{self, Outcome};
use super::{CompareArgs, Form, sentence_model};
use crate::chart::Chart;
use crate::comparison::{self, Plan};
use crate::finding::Finding;
use crate::load::{Loaded, Role};
use crate::render::{self, Report};
use crate::source;

const VERSION: &str = env!("CARGO_PKG_VERSION");

pub fn run(args: &CompareArgs, quiet: bool) -> Result<Outcome> {
    let form = form(args)?;
    if let Some(threads) = args.threads {
        // Fails only when set twice, and then the first setting stands.
        let _ = rayon::ThreadPoolBuilder::new().num_threads(threads.max(1)).build_global();
    }
    let model = sentence_model::load(args.model.as_deref())?;
    let mut loaded = Loaded::default();
    loaded.add(&args.patents, Role::Patents);
    loaded.add(&args.listings, Role::Listings);
    loaded.settle();
    let plan = Plan { claims: args.claims.clone(), top: args.top.map(|top| top as usize), best: args.best };
    let mut charts = comparison::charts(&loaded.patents, &loaded.listings, &plan)?;
    if let Some(model) = model {
        model.revise_charts(&mut charts, &loaded.patents, &loaded.listings)?;
    }
    if charts.is_empty() && !loaded.patents.is_empty() && !loaded.listings.is_empty() {
        // What was wrong with the patents may be the reason.
        output::findings(&loaded.findings, quiet);
        bail!("none of the patents has a claim that --claims selects");
    }
    let report = Report { charts: &charts, findings: &loaded.findings, version: VERSION };
    match &args.output {
        None => to_stdout(form, &report)?,
        Some(path) if is_other_form(path, form) => bail!(
            "{} does not end in .{}; change the name, or leave --format out",
            source::display_name(path),
            extension(form)
        ),
        Some(path) if is_file(path, form) => output::file(path, |out| write(out, form, &report))?,
        Some(path) => to_directory(path, form, &report)?,
    }
    output::findings(&loaded.findings, quiet);
    Ok(Outcome::of(loaded.unusable, &loaded.findings, args.deny.map(super::Level::severity)))
}

fn form(args: &CompareArgs) -> Result<Form> {
    if let Some(form) = args.format {
        return Ok(form);
    }
    let Some(path) = &args.output else { return Ok(Form::Text) };
    let written = source::extension(path);
    Ok(match written.as_str() {
        "md" | "markdown" => Form::Md,
        "json" => Form::Json,
        "txt" => Form::Text,
        "docx" | "pdf" | "xlsx" => bail!("this version writes text, md, html and json, not {written}"),
        _ => Form::Html,
    })
}

fn extension(form: Form) -> &'static str {
    match form {
        Form::Text => "txt",
        Form::Md => "md",
        Form::Html => "html",
        Form::Json => "json",
    }
}

fn is_file(path: &Path, form: Form) -> bool {
    let written = source::extension(path);
    written == extension(form) || (form == Form::Html && written == "htm")
}

/// A file name that says another form than the one asked for.
fn is_other_form(path: &Path, form: Form) -> bool {
    matches!(source::extension(path).as_str(), "txt" | "md" | "html" | "htm" | "json") && !is_file(path, form)
}

fn to_stdout(form: Form, report: &Report) -> Result<()> {
    match form {
        Form::Text => output::stdout(|out| text(out, report)),
        Form::Json => output::raw_stdout(|out| render::json::write_comparison(out, report)),
        Form::Md | Form::Html => {
            let mut whole = Vec::new();
            write(&mut whole, form, report)?;
            output::raw_stdout(|out| out.write_all(&whole))
        }
    }
}

fn write(out: &mut dyn Write, form: Form, report: &Report) -> Result<()> {
    match form {
        Form::Text => {
            let mut plain = anstream::StripStream::new(Vec::new());
            text(&mut plain, report)?;
            out.write_all(&plain.into_inner())?;
        }
        Form::Json => render::json::write_comparison(out, report)?,
        Form::Md => out.write_all(markdown(report)?.as_bytes())?,
        Form::Html => out.write_all(render::html::page(&markdown(report)?, &title(report.charts)).as_bytes())?,
    }
    Ok(())
}

fn markdown(report: &Report) -> Result<String> {
    match report {
        Report { charts: [chart], findings: [], .. } => render::markdown::chart(chart, VERSION),
        _ => render::markdown::report(report),
    }
}

fn title(charts: &[Chart]) -> String {
    match charts {
        [chart] => format!("{} claim {} against {}", chart.patent.number, chart.claim, chart.listing.id),
        _ => format!("{} claim charts", charts.len()),
    }
}

fn text(out: &mut dyn Write, report: &Report) -> std::io::Result<()> {
    let width = output::width();
    for (index, chart) in report.charts.iter().enumerate() {
        if index > 0 {
            writeln!(out)?;
        }
        render::text::chart(chart, out, width)?;
    }
    if !report.charts.is_empty() {
        render::text::draft(out, width, VERSION)?;
    }
    Ok(())
}

/// One file a chart, and an index.
fn to_directory(path: &Path, form: Form, report: &Report) -> Result<()> {
    let name = source::display_name(path);
    std::fs::create_dir_all(path).with_context(|| format!("cannot make the directory {name}"))?;
    let extension = extension(form);
    for chart in report.charts {
        let single = Report { charts: std::slice::from_ref(chart), findings: &[] as &[Finding], version: VERSION };
        let target = path.join(format!("{}.{extension}", render::index::file_stem(chart)));
        output::file(&target, |out| write(out, form, &single))?;
    }
    let index = render::index::index(report.charts, extension, VERSION)?;
    match form {
        Form::Html => output::file(&path.join("index.html"), |out| {
            Ok(out.write_all(render::html::page(&index, &title(report.charts)).as_bytes())?)
        }),
        Form::Json => output::file(&path.join("index.json"), |out| Ok(render::json::write_comparison(out, report)?)),
        Form::Md | Form::Text => output::file(&path.join("index.md"), |out| Ok(out.write_all(index.as_bytes())?)),
    }
}
