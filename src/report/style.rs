//! House style: how a firm's reports look, as data. `style.toml`, or the `[style]` table of a template's front matter.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow, bail};
use serde::{Deserialize, Serialize};

use crate::text::page::read_toml;
use crate::text::source::{Source, display_name};

/// What a style may say; what it leaves out is as the template has it.
#[derive(Clone, Debug, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Style {
    /// How rows are labelled.
    pub labels: Option<Labels>,
    /// How a quote's place is written; see [`PLACEHOLDERS`].
    pub citation: Option<String>,
    /// The columns of the chart, in order.
    pub columns: Option<Vec<String>>,
    /// Whether words of an element and of its quotes that belong together are marked; they are unless it says no.
    pub marks: Option<bool>,
    /// The language of everything but claims and quotes.
    pub language: Option<Language>,
    /// The paper.
    pub paper: Option<Paper>,
    /// Whether pages are wider than high.
    pub landscape: Option<bool>,
    /// Size of the text, in points.
    pub size: Option<f32>,
    /// Typefaces.
    pub fonts: Fonts,
    /// The firm's name, in the head of each page.
    pub firm: String,
    /// The matter or file number, in the head of each page.
    pub matter: String,
    /// A picture file above the title.
    pub logo: Option<PathBuf>,
    /// What stands in the foot of each page of a draft.
    pub draft: Option<String>,
    /// A line on privilege or confidentiality, below the title.
    pub privilege: String,
    /// A reservation of rights, at the end.
    pub reservation: String,
    /// Boilerplate before the chart.
    pub opening: String,
    /// Boilerplate after the chart.
    pub closing: String,
    /// Words of the program by key and language, in the firm's own way: `[words.en] element = "Limitation"`.
    pub words: BTreeMap<String, BTreeMap<String, String>>,
}

/// Typefaces by their names on the reader's machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Fonts {
    /// Of the text.
    pub body: Option<String>,
    /// Of headings.
    pub headings: Option<String>,
    /// Of Chinese text.
    pub chinese: Option<String>,
}

/// How rows are labelled.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub enum Labels {
    /// `1[pre]`, `1[a]`.
    #[default]
    #[serde(rename = "1[a]")]
    Bracketed,
    /// `[1.0]`, `[1.1]`.
    #[serde(rename = "[1.1]")]
    Numbered,
    /// `1 preamble`, `1A`.
    #[serde(rename = "1A")]
    Lettered,
}

/// The language of a report's own words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Chinese, simplified.
    Zh,
    /// Both, English first.
    Both,
}

/// Paper.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, clap::ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Paper {
    /// 210 x 297 mm.
    #[default]
    A4,
    /// 8.5 x 11 inches.
    Letter,
}

/// What a document's writer needs to know besides its content.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Layout {
    /// The paper.
    pub paper: Paper,
    /// Whether pages are wider than high.
    pub landscape: bool,
    /// Size of the text, in points; 0 for the format's own.
    pub size: f32,
    /// Typefaces.
    pub fonts: Fonts,
    /// The language of the document.
    pub language: Language,
    /// What stands at the head of each page; empty for none.
    pub header: String,
    /// What stands at the foot of each page beside the page number; empty for none.
    pub footer: String,
}

impl Paper {
    /// Width and height in points, upright.
    pub fn points(self) -> (f32, f32) {
        match self {
            Paper::A4 => (595.28, 841.89),
            Paper::Letter => (612.0, 792.0),
        }
    }
}

/// What a citation may say of a quote's place, written in braces.
pub const PLACEHOLDERS: [&str; 7] = ["place", "field", "start", "end", "exhibit", "captured", "listing"];

/// Reads a style file; paths in it are seen from its folder.
///
/// # Errors
/// When it cannot be read or is wrong; the message names file, line and what to do.
pub fn load(path: &Path) -> Result<Style> {
    let name = display_name(path);
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read the style {name}"))?;
    let mut style = read(&name, &text)?;
    if let Some(logo) = &mut style.logo {
        *logo = path.parent().unwrap_or(Path::new(".")).join(&logo);
    }
    Ok(style)
}

/// Reads a style.
///
/// # Errors
/// When it is wrong; the message names file, line and what to do.
pub fn read(name: &str, text: &str) -> Result<Style> {
    let source = Source::from_bytes(name, text.as_bytes());
    let style: Style = read_toml(&source, &source.text, 0)?;
    style.check().map_err(|(key, message)| {
        let line = source.text.lines().position(|line| line.trim_start().starts_with(key)).map_or(1, |at| at + 1);
        anyhow!("{name}:{line}: {message}")
    })?;
    Ok(style)
}

impl Style {
    /// What its values cannot be: the key and a message.
    pub(crate) fn check(&self) -> Result<(), (&'static str, String)> {
        if let Some(citation) = &self.citation
            && (citation.trim().is_empty() || citation.matches('{').count() != citation.matches('}').count())
        {
            let message = "a citation needs words, and a } for each {".to_owned();
            return Err(("citation", message));
        }
        if let Some(citation) = &self.citation
            && let Some(unknown) = placeholders(citation).into_iter().find(|name| !PLACEHOLDERS.contains(name))
        {
            let known = PLACEHOLDERS.join("}, {");
            return Err(("citation", format!("a citation cannot say {{{unknown}}}; it can say {{{known}}}")));
        }
        if self.size.is_some_and(|size| !(6.0..=24.0).contains(&size)) {
            return Err(("size", "the text can be 6 to 24 points high".to_owned()));
        }
        if let Some(language) = self.words.keys().find(|language| !matches!(language.as_str(), "en" | "zh")) {
            return Err(("[words", format!("there are words in en and zh, not in {language}")));
        }
        Ok(())
    }

    /// This style with what it leaves out taken from another.
    #[must_use]
    pub fn over(self, under: Style) -> Style {
        let text = |own: String, other: String| if own.is_empty() { other } else { own };
        let mut words = under.words;
        for (language, own) in self.words {
            words.entry(language).or_default().extend(own);
        }
        Style {
            labels: self.labels.or(under.labels),
            citation: self.citation.or(under.citation),
            columns: self.columns.or(under.columns),
            marks: self.marks.or(under.marks),
            language: self.language.or(under.language),
            paper: self.paper.or(under.paper),
            landscape: self.landscape.or(under.landscape),
            size: self.size.or(under.size),
            fonts: Fonts {
                body: self.fonts.body.or(under.fonts.body),
                headings: self.fonts.headings.or(under.fonts.headings),
                chinese: self.fonts.chinese.or(under.fonts.chinese),
            },
            firm: text(self.firm, under.firm),
            matter: text(self.matter, under.matter),
            logo: self.logo.or(under.logo),
            draft: self.draft.or(under.draft),
            privilege: text(self.privilege, under.privilege),
            reservation: text(self.reservation, under.reservation),
            opening: text(self.opening, under.opening),
            closing: text(self.closing, under.closing),
            words,
        }
    }
}

/// The names in braces of a citation format.
fn placeholders(format: &str) -> Vec<&str> {
    format.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name).collect()
}

/// A citation with its placeholders filled; all at once, so that what is filled in is never a placeholder itself.
pub fn fill(format: &str, value: &dyn Fn(&str) -> String) -> String {
    let mut out = String::new();
    let mut rest = format;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        match after.split_once('}') {
            Some((name, after)) if PLACEHOLDERS.contains(&name) => {
                out.push_str(&value(name));
                rest = after;
            }
            _ => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

impl Labels {
    /// A row's label in this style: of `1[b]`, `[1.2]` or `1B`.
    pub fn write(self, label: &str) -> String {
        let Some((claim, part)) = label.strip_suffix(']').and_then(|label| label.split_once('[')) else {
            return label.to_owned();
        };
        let Some(number) = number(part) else { return label.to_owned() };
        match self {
            Labels::Bracketed => label.to_owned(),
            Labels::Numbered => format!("[{claim}.{number}]"),
            Labels::Lettered if number == 0 => format!("{claim} preamble"),
            Labels::Lettered => format!("{claim}{}", part.to_uppercase()),
        }
    }
}

/// The place of an element's letters: `pre` 0, `a` 1, `z` 26, `aa` 27.
fn number(part: &str) -> Option<u32> {
    if part == "pre" {
        return Some(0);
    }
    let letters = (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_lowercase());
    letters.then(|| part.bytes().fold(0, |sum, byte| sum * 26 + u32::from(byte - b'a') + 1))
}

/// Checks that columns are known.
///
/// # Errors
/// When one is not; the message lists those there are.
pub fn check_columns(columns: &[String], known: &[&str], place: &str) -> Result<()> {
    if columns.is_empty() {
        bail!("{place}: a chart needs a column");
    }
    match columns.iter().find(|column| !known.contains(&column.as_str())) {
        None => Ok(()),
        Some(column) => {
            let hint = crate::text::nearest::nearest(column, known)
                .map_or_else(String::new, |name| format!("; did you mean {name}?"));
            bail!("{place}: there is no column {column}{hint}; there are {}", known.join(", "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_in_every_style() {
        let cases = [("1[pre]", "[1.0]", "1 preamble"), ("1[a]", "[1.1]", "1A"), ("12[ab]", "[12.28]", "12AB")];
        for (label, numbered, lettered) in cases {
            assert_eq!(Labels::Bracketed.write(label), label);
            assert_eq!(Labels::Numbered.write(label), numbered);
            assert_eq!(Labels::Lettered.write(label), lettered);
        }
        assert_eq!(Labels::Numbered.write("odd"), "odd");
    }

    #[test]
    fn a_citation_is_filled_once() {
        let value = |name: &str| if name == "field" { "{start}".to_owned() } else { "7".to_owned() };
        assert_eq!(fill("Ex. {exhibit}, {field} {x} {", &value), "Ex. 7, {start} {x} {");
    }

    #[test]
    fn what_a_style_cannot_say_is_told_with_its_line() {
        let cases = [
            ("firm = \"A\"\ncolours = 3\n", "s.toml:2: unknown field `colours`"),
            ("firm = \"A\"\ncitation = \"{page}\"\n", "s.toml:2: a citation cannot say {page}"),
            ("size = 3\n", "s.toml:1: the text can be 6 to 24 points high"),
            ("labels = \"1.a\"\n", "s.toml:1: unknown variant `1.a`"),
            ("[words.de]\nelement = \"x\"\n", "s.toml:1: there are words in en and zh, not in de"),
        ];
        for (text, message) in cases {
            let error = read("s.toml", text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
    }
}
