//! Pages about whole runs: the overview of a run's best pairs, its filings by venue, and how two runs differ. Self-contained,
//! without any address that is loaded; every value is escaped by the template engine.

use anyhow::Result;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, UndefinedBehavior};
use serde::Serialize;

use crate::batch::run::diff::Difference;

pub mod overview;

/// The pages, each with what they share.
const PAGES: [(&str, &str); 4] = [
    ("page.html", include_str!("pages/page.html")),
    ("overview.html", include_str!("pages/overview.html")),
    ("venue.html", include_str!("pages/venue.html")),
    ("diff.html", include_str!("pages/diff.html")),
];

/// Renders a page.
///
/// # Errors
/// When a template of ours is wrong.
pub fn render(page: &str, values: &impl Serialize) -> Result<String> {
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    // An address of a listing is a link only where it leads to the web.
    environment.add_filter("web", |url: &str| url.starts_with("https://") || url.starts_with("http://"));
    for (name, source) in PAGES {
        environment.add_template(name, source)?;
    }
    let mut html = environment.get_template(page)?.render(Serde(values))?;
    html.push('\n');
    Ok(html)
}

/// How two runs differ.
///
/// # Errors
/// As [`render`].
pub fn diff(difference: &Difference) -> Result<String> {
    render("diff.html", difference)
}
