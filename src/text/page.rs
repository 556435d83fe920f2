//! Pages: Markdown with front matter. Patents and listings can be pages.
//!
//! Front matter is TOML between `+++` lines. Pages from other tools fence it with `---`; there flat `key: value` lines
//! are read as well.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, anyhow};

use crate::text::nearest::nearest;
use crate::text::source::{Source, display_name};

/// A page split into its two parts.
#[derive(Debug, PartialEq, Eq)]
pub struct Page<'a> {
    /// The text between the fences; empty when there is none.
    pub front: &'a str,
    /// Byte offset of `front` in the text.
    pub front_start: usize,
    /// The Markdown after it.
    pub body: &'a str,
    /// Byte offset of `body` in the text.
    pub body_start: usize,
    /// The front matter starts but never ends.
    pub unclosed: bool,
}

/// Splits a page. The first line must be a fence, or there is no front matter.
pub fn split(text: &str) -> Page<'_> {
    let whole = |unclosed| Page { front: "", front_start: 0, body: text, body_start: 0, unclosed };
    let Some(fence) = text.lines().next().map(str::trim_end).filter(|line| matches!(*line, "+++" | "---")) else {
        return whole(false);
    };
    let front_start = text.find('\n').map_or(text.len(), |at| at + 1);
    let mut at = front_start;
    for line in text[front_start..].split_inclusive('\n') {
        if line.trim_end() == fence {
            let body_start = at + line.len();
            return Page {
                front: &text[front_start..at],
                front_start,
                body: &text[body_start..],
                body_start,
                unclosed: false,
            };
        }
        at += line.len();
    }
    whole(true)
}

/// "; did you mean …?" for a message on an unknown key that lists the known ones in backticks; empty otherwise.
pub fn did_you_mean(message: &str) -> String {
    let mut names = message.split('`').skip(1).step_by(2);
    let Some(unknown) = names.next().filter(|_| message.starts_with("unknown field")) else { return String::new() };
    let known: Vec<&str> = names.collect();
    nearest(unknown, &known).map_or_else(String::new, |name| format!("; did you mean {name}?"))
}

/// Reads a document's TOML, which stands at a byte offset of it.
///
/// # Errors
/// When it is not valid or has an unknown key; the message names file, line and, where one is near, the key that is meant.
pub fn read_toml<T: serde::de::DeserializeOwned>(source: &Source, text: &str, start: usize) -> Result<T> {
    toml::from_str(text).map_err(|error| {
        let line = source.line_column(start + error.span().map_or(0, |span| span.start)).0;
        let message = error.message().lines().next().unwrap_or_default();
        anyhow!("{}:{line}: {message}{}", source.name, did_you_mean(error.message()))
    })
}

/// The pages of a folder in the order of their names: each with its path as output shows it, and its text.
///
/// # Errors
/// When the folder or a page cannot be read.
pub fn in_folder(folder: &Path, what: &str) -> Result<Vec<(String, String)>> {
    let name = display_name(folder);
    let entries = std::fs::read_dir(folder).with_context(|| format!("cannot read the {what} in {name}"))?;
    let mut files = entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "md"));
    files.sort();
    let read = |file: PathBuf| {
        let shown = display_name(&file);
        let text = std::fs::read_to_string(&file).with_context(|| format!("cannot read {shown}"))?;
        Ok((shown, text))
    };
    files.into_iter().map(read).collect()
}

/// What is wrong with front matter, and where.
#[derive(Debug, PartialEq, Eq)]
pub struct FrontError {
    /// Byte offset in the whole page.
    pub offset: usize,
    /// What is wrong, in one line.
    pub message: String,
}

impl Page<'_> {
    /// The front matter as a table.
    ///
    /// # Errors
    /// When it is neither TOML nor flat `key: value` lines.
    pub fn table(&self) -> Result<toml::Table, FrontError> {
        match self.front.parse::<toml::Table>() {
            Ok(table) => Ok(table),
            Err(error) => self.flat_yaml().ok_or_else(|| FrontError {
                offset: self.front_start + error.span().map_or(0, |span| span.start),
                message: error.message().lines().next().unwrap_or("not valid TOML").to_owned(),
            }),
        }
    }

    /// Byte offset in the whole page of a key's line, for messages about its value.
    pub fn key_offset(&self, key: &str) -> usize {
        let mut at = self.front_start;
        for line in self.front.split_inclusive('\n') {
            let rest = line.trim_start().trim_start_matches('"');
            if rest
                .strip_prefix(key)
                .is_some_and(|rest| rest.trim_start_matches('"').trim_start().starts_with(['=', ':']))
            {
                return at;
            }
            at += line.len();
        }
        self.front_start
    }

    fn flat_yaml(&self) -> Option<toml::Table> {
        let mut table = toml::Table::new();
        for line in self.front.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with('#')) {
            if line.starts_with([' ', '\t', '-']) {
                return None;
            }
            let (key, value) = line.split_once(':')?;
            let value = value.trim();
            let quoted = |quote| value.strip_prefix(quote).and_then(|value| value.strip_suffix(quote));
            let value = quoted('"').or_else(|| quoted('\'')).unwrap_or(value);
            table.insert(key.trim().to_owned(), toml::Value::String(value.to_owned()));
        }
        (!table.is_empty()).then_some(table)
    }
}
