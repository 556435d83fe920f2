//! Charts and reports as Markdown, from templates that escape whatever they print.

use std::sync::LazyLock;

use anyhow::{Result, anyhow};
use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Serde, Value};
use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior};
use serde::Serialize;

use super::{Counts, Report, escape};
use crate::chart::{Chart, Row, ViewNote};

/// One chart as a Markdown document.
///
/// # Errors
/// When the template fails, which is a mistake in the program.
pub fn chart(chart: &Chart, version: &str) -> Result<String> {
    #[derive(Serialize)]
    struct Context<'a> {
        page: Page<'a>,
        nested: bool,
        version: &'a str,
    }
    render("chart.md", Context { page: Page::new(chart), nested: false, version })
}

/// All charts and findings as one Markdown document: an overview, then every chart, then the findings.
///
/// # Errors
/// When the template fails, which is a mistake in the program.
pub fn report(report: &Report) -> Result<String> {
    #[derive(Serialize)]
    struct Context<'a> {
        pages: Vec<Page<'a>>,
        report: &'a Report<'a>,
        nested: bool,
        version: &'a str,
    }
    let pages = report.charts.iter().map(Page::new).collect();
    render("report.md", Context { pages, report, nested: true, version: report.version })
}

/// A chart with what the templates need to know of it.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    chart: &'a Chart,
    counts: Counts,
    gaps: Vec<&'a Row>,
    design: bool,
    unaddressed: Vec<&'a ViewNote>,
    kind: &'static str,
    standing: &'static str,
}

impl<'a> Page<'a> {
    pub(super) fn new(chart: &'a Chart) -> Page<'a> {
        Page {
            chart,
            counts: Counts::of(chart),
            gaps: super::gaps(chart),
            design: super::is_design(chart),
            unaddressed: super::unaddressed(chart),
            kind: super::kind_words(chart.patent.kind),
            standing: super::standing_word(chart),
        }
    }
}

pub(super) fn render<T: Serialize>(template: &str, context: T) -> Result<String> {
    static ENVIRONMENT: LazyLock<Result<Environment<'static>, Error>> = LazyLock::new(environment);
    let environment = ENVIRONMENT.as_ref().map_err(|error| anyhow!("the report's template is wrong: {error}"))?;
    let text = environment.get_template(template)?.render(Serde(context))?;
    Ok(tidy(&text))
}

fn environment() -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    environment.set_formatter(write_escaped);
    environment.add_filter("percent", |value: f64| super::percent(value as f32));
    environment.add_filter("spaced", |value: &str| value.replace('-', " "));
    environment.add_filter("given", given);
    environment.add_filter("link", link);
    environment.add_template("parts.md", include_str!("templates/parts.md"))?;
    environment.add_template("chart.md", include_str!("templates/chart.md"))?;
    environment.add_template("report.md", include_str!("templates/report.md"))?;
    environment.add_template("index.md", include_str!("templates/index.md"))?;
    Ok(environment)
}

/// The one place where values enter Markdown: all are escaped but what the templates' own macros made.
fn write_escaped(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(());
    }
    let written = match value.as_str() {
        Some(text) if value.is_safe() => out.write_str(text),
        Some(text) => out.write_str(&escape::markdown(text)),
        None => out.write_str(&escape::markdown(&value.to_string())),
    };
    written.map_err(Error::from)
}

fn given(value: &str) -> Value {
    if value.trim().is_empty() { Value::from_safe_string("*not given*".to_owned()) } else { Value::from(value) }
}

fn link(address: &str) -> Value {
    match escape::link(address) {
        Some(target) => Value::from_safe_string(format!("[{}](<{target}>)", escape::markdown(address))),
        None => given(address),
    }
}

/// Templates are laid out for reading; runs of empty lines are one, and the text ends with one newline.
fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if !(line.is_empty() && empty) {
            out.push_str(line);
            out.push('\n');
        }
        empty = line.is_empty();
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}
