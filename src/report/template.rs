//! Report templates: pages whose front matter says who asks for such a report and since when, and whose body makes its
//! Markdown. The built-in ones stand in `templates/`; users may give a file or a folder of their own.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use serde::{Deserialize, Serialize};

use crate::report::style::{Style, check_columns};
use crate::text::page;
use crate::text::source::{Source, display_name};

/// The columns that a chart can have, and how wide each is in parts.
pub const COLUMNS: [(&str, usize); 12] = [
    ("element", 8),
    ("label", 2),
    ("claim", 8),
    ("evidence", 14),
    ("support", 5),
    ("missing", 4),
    ("needed", 6),
    ("explanation", 8),
    ("verdict", 5),
    ("equivalence", 6),
    ("remarks", 5),
    ("signed", 3),
];

/// The templates that ship with the program: name and text.
const BUILT_IN: [(&str, &str); 10] = [
    ("apex", include_str!("templates/apex.md")),
    ("chart", include_str!("templates/chart.md")),
    ("court", include_str!("templates/court.md")),
    ("design-grid", include_str!("templates/design-grid.md")),
    ("detailed", include_str!("templates/detailed.md")),
    ("field-sheet", include_str!("templates/field-sheet.md")),
    ("four-column", include_str!("templates/four-column.md")),
    ("pleading", include_str!("templates/pleading.md")),
    ("teaching", include_str!("templates/teaching.md")),
    ("workbook", include_str!("templates/workbook.md")),
];

/// Parts that templates import or that the program itself uses.
const PARTS: [(&str, &str); 4] = [
    ("parts.md", include_str!("templates/parts.md")),
    ("findings.md", include_str!("templates/findings.md")),
    ("report.md", include_str!("templates/report.md")),
    ("index.md", include_str!("templates/index.md")),
];

/// The longest template that is read, in bytes.
const MAX_TEMPLATE: u64 = 1 << 20;

/// What one document of a template is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Scope {
    /// One chart.
    Chart,
    /// All charts of one claim, split by the venue's limit.
    Claim,
}

/// A template's front matter.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Front {
    /// What the report is called.
    pub name: String,
    /// Who asks for it.
    #[serde(default)]
    pub asked_by: String,
    /// Since when, as far as is known.
    #[serde(default)]
    pub since: String,
    /// Where that can be read.
    #[serde(default)]
    pub source: Vec<String>,
    /// When that was last looked at.
    #[serde(default)]
    pub checked: String,
    /// What one document is about.
    pub scope: Scope,
    /// Kinds of patent that it is for; empty: any.
    #[serde(default)]
    pub rights: Vec<String>,
    /// The columns of its chart.
    #[serde(default)]
    pub columns: Vec<String>,
    /// The columns where a person has reviewed the chart.
    #[serde(default)]
    pub reviewed_columns: Vec<String>,
    /// The style that it comes with.
    #[serde(default)]
    pub style: Style,
}

/// A template.
#[derive(Clone, Debug)]
pub struct Template {
    /// Its name: that of its file without extension.
    pub id: String,
    /// What its front matter says.
    pub front: Front,
    /// The whole text of its file.
    pub text: String,
    /// Its file as messages name it.
    pub file: String,
    /// The folder that it may import from; none for a built-in one.
    pub folder: Option<PathBuf>,
}

/// The built-in templates by name.
///
/// # Panics
/// When one of the program's own pages is wrong, which a test rules out.
pub fn built_in() -> Vec<Template> {
    let read = |(id, text): &(&str, &str)| {
        let file = format!("templates/{id}.md");
        read(id, &file, text, None).unwrap_or_else(|error| panic!("our own pages are right: {error}"))
    };
    BUILT_IN.iter().map(read).collect()
}

/// The built-in template of a name.
///
/// # Errors
/// When there is none.
pub fn find(id: &str) -> Result<Template> {
    if let Some((id, text)) = BUILT_IN.iter().find(|(name, _)| *name == id) {
        return read(id, &format!("templates/{id}.md"), text, None);
    }
    let names: Vec<&str> = BUILT_IN.iter().map(|(name, _)| *name).collect();
    let hint =
        crate::text::nearest::nearest(id, &names).map_or_else(String::new, |name| format!("; did you mean {name}?"));
    bail!("there is no template {id}{hint}; there are {}, or name a file or folder", names.join(", "))
}

/// The template of a name, a file, or a folder with one template in it.
///
/// # Errors
/// When there is none, or it is wrong; the message names file, line and what to do.
pub fn load(asked: &str) -> Result<Template> {
    let path = Path::new(asked);
    // A bare word is a built-in name whatever lies in the working directory.
    if !asked.contains(['/', '\\', '.']) && BUILT_IN.iter().any(|(name, _)| *name == asked) {
        return find(asked);
    }
    if path.is_dir() {
        let pages = page::in_folder(path, "templates")?;
        let templates: Vec<&(String, String)> =
            pages.iter().filter(|(_, text)| page::split(text).front.contains("scope")).collect();
        return match templates.as_slice() {
            [(file, _)] => from_file(Path::new(file)),
            [] => bail!("{asked} holds no template: a page with scope = \"chart\" or \"claim\" in its front matter"),
            [(first, _), ..] => bail!("{asked} holds {} templates; name one of them, such as {first}", templates.len()),
        };
    }
    if path.is_file() {
        return from_file(path);
    }
    find(asked)
}

fn from_file(path: &Path) -> Result<Template> {
    let name = display_name(path);
    let size = std::fs::metadata(path).with_context(|| format!("cannot read the template {name}"))?.len();
    if size > MAX_TEMPLATE {
        bail!("{name}: a template is at most {} KiB long", MAX_TEMPLATE >> 10);
    }
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read the template {name}"))?;
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut template = read(&crate::text::source::stem(&name), &name, &text, Some(folder.to_owned()))?;
    if let Some(logo) = &mut template.front.style.logo {
        *logo = folder.join(&logo);
    }
    Ok(template)
}

/// Reads a template from its text.
///
/// # Errors
/// When its front matter is wrong; the message names file, line and what to do.
pub fn read(id: &str, file: &str, text: &str, folder: Option<PathBuf>) -> Result<Template> {
    let source = Source::from_bytes(file, text.as_bytes());
    let page = page::split(&source.text);
    if page.front.is_empty() {
        bail!("{file}:1: a template begins with front matter between lines of +++; readson templates eject writes one");
    }
    let front: Front = page::read_toml(&source, page.front, page.front_start)?;
    let place = |key: &str| format!("{file}:{}", source.line_column(page.key_offset(key)).0);
    let names: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
    for (key, columns) in [("columns", &front.columns), ("reviewed_columns", &front.reviewed_columns)] {
        if !columns.is_empty() {
            check_columns(columns, &names, &place(key))?;
        }
    }
    front.style.check().map_err(|(key, message)| anyhow!("{}: {message}", place(key)))?;
    Ok(Template { id: id.to_owned(), front, text: source.text.clone(), file: file.to_owned(), folder })
}

impl Template {
    /// What the template engine reads: the front matter as empty lines, so that its line numbers are the file's.
    pub fn body(&self) -> String {
        blanked(&self.text)
    }
}

/// A page's text with its front matter as empty lines.
fn blanked(text: &str) -> String {
    let page = page::split(text);
    let lines = text[..page.body_start].matches('\n').count();
    let mut out = "\n".repeat(lines);
    out.push_str(page.body);
    out
}

/// The text that a template may import by a name: a built-in part or template, else a file in its folder. Nothing outside
/// the folder is read, neither by `..` nor through a link.
///
/// # Errors
/// A clause when the file is there and cannot be used.
pub fn import(folder: Option<&Path>, name: &str) -> Result<Option<String>, String> {
    let built_in = || {
        let known = PARTS.iter().map(|(part, text)| ((*part).to_owned(), *text));
        let pages = BUILT_IN.iter().map(|(id, text)| (format!("{id}.md"), *text));
        known.chain(pages).find(|(known, _)| known == name).map(|(_, text)| blanked(text))
    };
    let Some(folder) = folder else { return Ok(built_in()) };
    let plain = |part: &str| !part.is_empty() && part != "." && part != ".." && !part.contains(['\\', ':', '\0']);
    if !name.split('/').all(plain) {
        return Err(format!("a template may import files of its own folder only, not {name}"));
    }
    let path = folder.join(name);
    if !path.exists() {
        return Ok(built_in());
    }
    let inside = match (path.canonicalize(), folder.canonicalize()) {
        (Ok(path), Ok(folder)) => path.starts_with(folder),
        _ => false,
    };
    if !inside {
        return Err(format!("{name} leads out of the template's folder"));
    }
    match std::fs::metadata(&path) {
        Ok(data) if data.is_file() && data.len() <= MAX_TEMPLATE => {}
        _ => return Err(format!("{name} is no file of at most {} KiB", MAX_TEMPLATE >> 10)),
    }
    std::fs::read_to_string(&path)
        .map(|text| Some(blanked(&text)))
        .map_err(|error| format!("cannot read {name}: {error}"))
}

/// The files that ejecting a template writes: its page and the parts it imports.
pub fn files(template: &Template) -> Vec<(String, String)> {
    let parts = PARTS.iter().filter(|(name, _)| *name == "parts.md");
    std::iter::once((format!("{}.md", template.id), template.text.clone()))
        .chain(parts.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())))
        .collect()
}
