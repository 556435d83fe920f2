//! Charts and reports as Markdown, from templates that escape whatever they print.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::{Result, anyhow};
use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;

use crate::chart::Chart;
use crate::check::venue::Venue;
use crate::listing::picture::{Picture, Pictures};
use crate::report::Report;
use crate::report::document::{Block, Document, Inline};
use crate::report::environment::environment;
use crate::report::page::{Batch, Page, page, together};
use crate::report::read_document;
use crate::report::setting::Setting;
use crate::report::style::{Layout, Style, check_columns};
use crate::report::template::{COLUMNS, Scope, Template};
use crate::report::words::Words;
use crate::text::guarded::guarded;

/// Most columns of a chart on a page that is higher than wide, where the style does not say.
const PORTRAIT_COLUMNS: usize = 3;

/// Makes the Markdown and documents of one run: one template, style and venue.
pub struct Renderer {
    template: Template,
    setting: Setting,
    environment: Environment<'static>,
    venue: Option<Venue>,
    pictures: Pictures,
    logo: Option<Arc<Picture>>,
    version: String,
}

/// What a renderer is made of.
#[derive(Clone, Debug, Default)]
pub struct Make {
    /// The user's style.
    pub style: Style,
    /// The venue that the report is for.
    pub venue: Option<Venue>,
    /// Pictures that the charts name.
    pub pictures: Pictures,
    /// The firm's logo, above the title of documents.
    pub logo: Option<Arc<Picture>>,
    /// Pictures are named by their files instead of embedded.
    pub picture_files: bool,
    /// The folder that files of pictures are seen from.
    pub picture_base: Option<PathBuf>,
    /// How many charts there are, by which a template's work is bounded.
    pub charts: usize,
    /// Version of the program.
    pub version: String,
}

/// A chart in a folder's index.
#[derive(Serialize)]
struct Entry<'a> {
    page: Page<'a>,
    file: String,
}

impl Renderer {
    /// A renderer for a template.
    ///
    /// # Errors
    /// When the template or the style is wrong; the message names file and line.
    pub fn new(template: Template, make: Make) -> Result<Renderer> {
        let style = make.style.over(template.front.style.clone());
        let known: Vec<&str> = COLUMNS.iter().map(|(name, _)| *name).collect();
        if let Some(columns) = &style.columns {
            check_columns(columns, &known, "the style")?;
        }
        if let Some(message) = super::words::wrong_words(&style) {
            return Err(anyhow!(message));
        }
        let empty = std::collections::BTreeMap::new();
        let vocabulary = make.venue.as_ref().map_or(&empty, |venue| &venue.vocabulary);
        let words = Words::new(&style, vocabulary);
        let setting = Setting { words, style, picture_files: make.picture_files, picture_base: make.picture_base };
        // minijinja 3.1.0 panics on `import … as` with anything but a name behind.
        let environment = guarded(|| environment(&template, &setting, make.charts))
            .map_err(|_| {
                anyhow!("{}: the template cannot be compiled; look at what stands behind `as`", template.file)
            })?
            .map_err(|error| template_error(&template.file, &error))?;
        Ok(Renderer {
            template,
            setting,
            environment,
            venue: make.venue,
            pictures: make.pictures,
            logo: make.logo,
            version: make.version,
        })
    }

    /// The name of its template.
    pub fn id(&self) -> &str {
        &self.template.id
    }

    /// What one document of its template is about.
    pub fn scope(&self) -> Scope {
        self.template.front.scope
    }

    /// One chart.
    ///
    /// # Errors
    /// When the template fails.
    pub fn chart(&self, chart: &Chart) -> Result<String> {
        self.claim(&[chart], Batch { number: 1, total: 1 })
    }

    /// The charts of one claim in one document.
    ///
    /// # Errors
    /// When the template fails.
    pub fn claim(&self, charts: &[&Chart], batch: Batch) -> Result<String> {
        #[derive(Serialize)]
        struct Context<'a> {
            page: Option<&'a Page<'a>>,
            pages: &'a [Page<'a>],
            batch: Batch,
            #[serde(rename = "final")]
            is_final: bool,
            signers: String,
            venue: Option<&'a Venue>,
            version: &'a str,
        }
        let mut pages: Vec<Page> = charts.iter().map(|chart| self.page(chart, false)).collect();
        if pages.len() > 1 {
            // Each chart has exhibits of its own: 1.1, 1.2, 2.1.
            for (at, page) in pages.iter_mut().enumerate() {
                page.prefix = format!("{}.", at + 1);
            }
        }
        let context = Context {
            page: pages.first(),
            pages: &pages,
            is_final: pages.iter().all(|page| page.is_final),
            signers: together(pages.iter().map(|page| page.signers.as_str())),
            batch,
            venue: self.venue.as_ref(),
            version: &self.version,
        };
        self.render(&self.template.file, context)
    }

    /// All charts and findings as one document: an overview, then every chart, then the findings.
    ///
    /// # Errors
    /// When the template fails.
    pub fn report(&self, report: &Report) -> Result<String> {
        #[derive(Serialize)]
        struct Context<'a> {
            #[serde(rename = "final")]
            is_final: bool,
            signers: String,
            pages: Vec<Page<'a>>,
            findings: &'a [crate::text::finding::Finding],
            version: &'a str,
        }
        let pages: Vec<Page> = report.charts.iter().map(|chart| self.page(chart, true)).collect();
        let is_final = !pages.is_empty() && pages.iter().all(|page| page.is_final);
        let signers = together(pages.iter().map(|page| page.signers.as_str()));
        let findings = report.findings;
        self.render("report.md", Context { is_final, signers, pages, findings, version: &self.version })
    }

    /// What a run found, as a part at the end of a report.
    ///
    /// # Errors
    /// When the template fails.
    pub fn findings(&self, findings: &[crate::text::finding::Finding]) -> Result<String> {
        #[derive(Serialize)]
        struct Context<'a> {
            findings: &'a [crate::text::finding::Finding],
        }
        self.render("findings.md", Context { findings })
    }

    /// The page of a folder of charts, each with the name of its file.
    ///
    /// # Errors
    /// When the template fails.
    pub fn index(&self, entries: &[(&Chart, String)]) -> Result<String> {
        #[derive(Serialize)]
        struct Context<'a> {
            #[serde(rename = "final")]
            is_final: bool,
            signers: String,
            entries: Vec<Entry<'a>>,
            version: &'a str,
        }
        let entries: Vec<Entry> =
            entries.iter().map(|(chart, file)| Entry { page: self.page(chart, true), file: file.clone() }).collect();
        let is_final = !entries.is_empty() && entries.iter().all(|entry| entry.page.is_final);
        let signers = together(entries.iter().map(|entry| entry.page.signers.as_str()));
        self.render("index.md", Context { is_final, signers, entries, version: &self.version })
    }

    fn page<'a>(&self, chart: &'a Chart, nested: bool) -> Page<'a> {
        page(chart, nested, &self.setting, &self.template.front)
    }

    /// The document that Markdown says, with this run's pictures, layout and colours.
    pub fn document(&self, markdown: &str, title: &str, is_final: bool) -> Document {
        let tones = self.setting.words.tones();
        let (pictures, layout) = (self.pictures.clone(), self.layout(is_final));
        let mut document = read_document::read(markdown, title, pictures, layout, &|word| tones.get(word).copied());
        // Quotes in more than three columns need the wide side of a page.
        let columns = document.quoting_columns().unwrap_or(self.template.front.columns.len());
        document.layout.landscape = self.setting.style.landscape.unwrap_or(columns > PORTRAIT_COLUMNS);
        if let Some(logo) = &self.logo {
            let shown = Inline::Picture(logo.key(), self.setting.style.firm.clone());
            document.pictures.insert(logo.key(), Arc::clone(logo));
            document.blocks.insert(0, Block::Paragraph(vec![shown]));
        }
        document
    }

    fn layout(&self, is_final: bool) -> Layout {
        let style = &self.setting.style;
        let words = &self.setting.words;
        let parts: Vec<&str> =
            [&style.firm, &style.matter].into_iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
        Layout {
            paper: style.paper.unwrap_or_default(),
            landscape: style.landscape.unwrap_or_default(),
            size: style.size.unwrap_or_default(),
            fonts: style.fonts.clone(),
            language: words.language(),
            header: parts.join(" · "),
            footer: match &style.draft {
                _ if is_final => String::new(),
                Some(draft) => draft.clone(),
                None => words.of("say", "draft_line"),
            },
        }
    }

    fn render<T: Serialize>(&self, name: &str, context: T) -> Result<String> {
        let template = self.environment.get_template(name).map_err(|error| template_error(name, &error))?;
        let text = template.render(Serde(context)).map_err(|error| template_error(&self.template.file, &error))?;
        Ok(tidy(&text))
    }
}

/// A template's mistake with its file and line.
fn template_error(file: &str, error: &minijinja::Error) -> anyhow::Error {
    // The innermost mistake is where the template has to be mended.
    let mut innermost = error;
    while let Some(inner) =
        std::error::Error::source(innermost).and_then(|inner| inner.downcast_ref::<minijinja::Error>())
    {
        innermost = inner;
    }
    let place = match (innermost.name().unwrap_or(file), innermost.line()) {
        (name, Some(line)) => format!("{name}:{line}"),
        (name, None) => name.to_owned(),
    };
    let what = match innermost.kind() {
        minijinja::ErrorKind::OutOfFuel => {
            "the template does more work than the limit; is there a loop too many?".to_owned()
        }
        kind => innermost.detail().map_or_else(|| kind.to_string(), |detail| format!("{kind}: {detail}")),
    };
    anyhow!("{place}: {what}")
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
