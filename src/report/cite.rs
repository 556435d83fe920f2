//! Quotes in reports: their words, with marks where they meet the element, and where they stand.

use std::fmt::Write as _;

use minijinja::value::Value;
use minijinja::{Environment, Error};

use crate::report::escape;
use crate::report::marks::MARK;
use crate::report::pin::Field;
use crate::report::setting::{Setting, safe};
use crate::report::style;

/// How much is marked, as templates ask for it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    /// The form that a platform or court gets: no reasons; marks in documents only.
    Bare,
    /// Everything, with byte offsets.
    Teaching,
    /// Anything else.
    Usual,
}

impl Mode {
    fn of(written: Option<&str>) -> Mode {
        match written {
            Some("bare") => Mode::Bare,
            Some("teaching") => Mode::Teaching,
            _ => Mode::Usual,
        }
    }
}

/// Adds what templates call for quotes: `quote(passage, mode)`, `marked(row, mode)` and `place(page, passage, mode)`.
pub(super) fn add(environment: &mut Environment<'static>, setting: &Setting) {
    let marks = match setting.picture_files {
        _ if !setting.marks() => "",
        true => "bold",
        false => "looks",
    };
    environment.add_global("marks", marks);
    let own = setting.clone();
    environment.add_function("quote", move |passage: Value, mode: Option<&str>| {
        let shown = own.marked(&passage, "quote", Mode::of(mode))?;
        Ok::<Value, Error>(safe(format!("“{}”", shown.trim())))
    });
    let own = setting.clone();
    environment.add_function("marked", move |row: Value, mode: Option<&str>| {
        Ok::<Value, Error>(safe(own.marked(&row, "text", Mode::of(mode))?.trim().to_owned()))
    });
    let own = setting.clone();
    environment.add_function("place", move |page: Value, passage: Value, mode: Option<&str>| {
        place(&own, &page, &passage, Mode::of(mode))
    });
}

impl Setting {
    /// Whether matching words are marked.
    fn marks(&self) -> bool {
        self.style.marks.unwrap_or(true)
    }

    /// The words of a row or passage, marked where they have marks.
    fn marked(&self, of: &Value, key: &str, mode: Mode) -> Result<String, Error> {
        let marked = of.get_attr("marked")?;
        if marked.is_undefined() {
            let text = of.get_attr(key)?;
            return Ok(escape::markdown(text.as_str().unwrap_or_default()));
        }
        self.runs(&marked, mode)
    }

    /// Runs as Markdown: marks are links that documents understand, and bold words in Markdown that is kept.
    fn runs(&self, runs: &Value, mode: Mode) -> Result<String, Error> {
        let is_marked = self.marks() && !(self.picture_files && mode == Mode::Bare);
        let mut out = String::new();
        let mut plain = String::new();
        for run in runs.try_iter()? {
            let (text, look) = (run.get_attr("text")?, run.get_attr("look")?);
            let text = text.as_str().unwrap_or_default();
            // Signs hold only beside a letter or digit, so that what is neither stays outside.
            let words = text.trim_matches(|c: char| !c.is_alphanumeric());
            let Some(look) = usize::try_from(look).ok().filter(|_| is_marked && !words.is_empty()) else {
                plain.push_str(text);
                continue;
            };
            let start = text.find(words).unwrap_or_default();
            plain.push_str(&text[..start]);
            let words_after = &text[start + words.len()..];
            let words = escape::within(words);
            if !self.picture_files {
                out.push_str(&keep_ends(&plain, out.is_empty()));
                let _ = write!(out, "[{words}](<{MARK}{look}>)");
            } else if plain.is_empty() && out.ends_with("**") {
                // Bold words that touch are one.
                out.truncate(out.len() - 2);
                out.extend([&words, "**"]);
            } else {
                out.push_str(&keep_ends(&plain, out.is_empty()));
                out.extend(["**", &words, "**"]);
            }
            words_after.clone_into(&mut plain);
        }
        out.push_str(&keep_ends(&plain, out.is_empty()));
        // An exclamation mark before a link would make a picture of it.
        Ok(out.replace("![", "\\!["))
    }
}

/// Escaped text that keeps a space at its ends, which escaping trims. `first` says whether nothing stands before it.
fn keep_ends(text: &str, first: bool) -> String {
    let space = |yes: bool| if yes { " " } else { "" };
    if text.trim().is_empty() {
        return space(!text.is_empty()).to_owned();
    }
    let escaped = if first { escape::markdown(text) } else { escape::within(text) };
    let (before, after) = (text.starts_with(char::is_whitespace), text.ends_with(char::is_whitespace));
    format!("{}{escaped}{}", space(before), space(after))
}

/// Where a quote stands, in the style's way; a translation is always told.
fn place(setting: &Setting, page: &Value, passage: &Value, mode: Mode) -> Result<Value, Error> {
    let chart = page.get_attr("chart")?;
    let prefix = page.get_attr("prefix")?;
    let listing = chart.get_attr("listing")?;
    let exhibit = || -> Result<String, Error> {
        for exhibit in chart.get_attr("exhibits").into_iter().filter(|value| !value.is_undefined()) {
            for exhibit in exhibit.try_iter()? {
                if exhibit.get_attr("kind")?.as_str() == Some("listing") {
                    return Ok(format!("{prefix}{}", exhibit.get_attr("number")?));
                }
            }
        }
        Ok("–".to_owned())
    };
    let number = exhibit()?;
    let text = |value: Result<Value, Error>| {
        value.map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
    };
    let field = text(passage.get_attr("field"))?;
    let (start, end) = (text(passage.get_attr("start"))?, text(passage.get_attr("end"))?);
    let (id, captured) = (text(listing.get_attr("id"))?, text(listing.get_attr("captured_at"))?);
    let format = match &setting.style.citation {
        Some(citation) => escape::markdown(citation).replace("\\{", "{").replace("\\}", "}"),
        // In both languages the place would stand twice.
        None if mode == Mode::Teaching => setting.words.single().of("say", "cite_bytes"),
        None => setting.words.single().of("say", "cite"),
    };
    let paragraph = usize::try_from(passage.get_attr("paragraph")?).ok();
    let named = passage.get_attr("named")?;
    let name = |name: &str| match &named {
        named if named.is_undefined() || named.is_none() => Ok(escape::markdown(name)),
        // The place is in italics, which bold words inside it could end.
        named => setting.runs(named, if setting.picture_files { Mode::Bare } else { mode }),
    };
    let attribute = match Field::of(&field) {
        Field::Attribute(attribute, _) => name(attribute)?,
        _ => String::new(),
    };
    let found = Field::of(&field).place(&setting.words.single(), paragraph, &|_| attribute.clone());
    let mut out = style::fill(&format, &|name| {
        if name == "place" {
            return found.clone();
        }
        escape::markdown(match name {
            "field" => &field,
            "start" => &start,
            "end" => &end,
            "exhibit" => &number,
            "captured" => &captured,
            _ => &id,
        })
    });
    if field.starts_with(crate::listing::TRANSLATION) {
        let by = text(listing.get_attr("translated_by"))?;
        let key = if by.to_lowercase().contains("machine") { "machine_translation" } else { "translation" };
        out = format!("{out}; {}", setting.words.of("say", key));
        if !by.is_empty() {
            out = format!("{out} ({})", escape::markdown(&by));
        }
    }
    Ok(safe(out))
}
