//! The front matter of a patent's page.

use crate::patent::{Kind, Patent};
use crate::text::finding::{Code, Finding, Severity};
use crate::text::flow::collapse;
use crate::text::nearest::nearest;
use crate::text::page::Page;
use crate::text::source::Source;

/// The keys that a patent's page may have.
const KEYS: &[&str] =
    &["number", "title", "kind", "jurisdiction", "owner", "filed", "priority", "granted", "expires", "figures"];

const KINDS: &[(&str, Kind)] = &[
    ("utility", Kind::Utility),
    ("design", Kind::Design),
    ("utility-model", Kind::UtilityModel),
    ("plant", Kind::Plant),
];

/// The patent as far as the front matter tells, and what is wrong with it.
pub fn read(source: &Source, page: &Page) -> (Patent, Vec<Finding>) {
    let mut front = Front { source, page, patent: Patent::default(), findings: Vec::new() };
    front.patent.file.clone_from(&source.name);
    front.patent.line = 1;
    front.patent.sha256.clone_from(&source.sha256);
    if page.unclosed {
        front.report(Code::BadFrontMatter, 0, "the front matter never ends".to_owned(), "close it with a line +++");
    }
    match page.table() {
        Ok(table) => {
            for (key, value) in &table {
                front.take(key, value);
            }
        }
        Err(error) => {
            front.report(
                Code::BadFrontMatter,
                error.offset,
                error.message,
                "front matter is TOML between lines of +++",
            );
        }
    }
    (front.patent, front.findings)
}

/// The office code at the start of a number: `US6837063B1` is `US`.
pub fn office(number: &str) -> String {
    let code: String = number.chars().take(2).collect();
    if code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()) { code } else { String::new() }
}

/// The finding on a page that does not say its number.
pub fn missing_number(source: &Source, page: &Page, used: &str) -> Finding {
    let mut finding = Finding::new(Code::BadFrontMatter, &source.name, format!("no number is given; {used} is used"))
        .at(source.line_column(page.front_start))
        .help("add number = \"…\" to the front matter");
    finding.severity = Severity::Warning;
    finding
}

/// Front matter being read.
struct Front<'a> {
    source: &'a Source,
    page: &'a Page<'a>,
    patent: Patent,
    findings: Vec<Finding>,
}

impl Front<'_> {
    fn report(&mut self, code: Code, offset: usize, message: String, help: &str) {
        let place = self.source.line_column(offset);
        self.findings.push(Finding::new(code, &self.source.name, message).at(place).help(help));
    }

    fn take(&mut self, key: &str, value: &toml::Value) {
        let offset = self.page.key_offset(key);
        match key {
            "number" | "title" | "owner" | "jurisdiction" | "kind" => {
                let Some(text) = self.text(key, value, offset) else { return };
                let patent = &mut self.patent;
                match key {
                    "number" => patent.number = text,
                    "title" => patent.title = text,
                    "owner" => patent.owner = (!text.is_empty()).then_some(text),
                    "jurisdiction" => patent.jurisdiction = text.to_uppercase(),
                    _ => self.kind(&text, offset),
                }
            }
            "filed" | "priority" | "granted" | "expires" => {
                let date = self.date(key, value, offset);
                let patent = &mut self.patent;
                match key {
                    "filed" => patent.filed = date,
                    "priority" => patent.priority = date,
                    "granted" => patent.granted = date,
                    _ => patent.expires = date,
                }
            }
            "figures" => {
                let text = |value: &toml::Value| value.is_str();
                let names = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
                self.patent.drawings = names.iter().filter_map(|name| Some(name.as_str()?.to_owned())).collect();
                if !(text(value) || value.as_array().is_some_and(|list| list.iter().all(text))) {
                    self.wrong_type(key, value, offset, "a list of file names");
                }
            }
            _ => {
                let help = nearest(key, KEYS).map_or_else(
                    || format!("the keys are {}", KEYS.join(", ")),
                    |known| format!("did you mean {known}?"),
                );
                self.report(Code::BadFrontMatter, offset, format!("unknown key {}", shown(key)), &help);
                if let Some(finding) = self.findings.last_mut() {
                    finding.severity = Severity::Warning;
                }
            }
        }
    }

    fn wrong_type(&mut self, key: &str, value: &toml::Value, offset: usize, wanted: &str) {
        let message = format!("{key} is {}, not {wanted}", article(value.type_str()));
        self.report(Code::WrongType, offset, message, &format!("write {key} as {wanted}"));
    }

    /// A string; a bare number is taken as it stands, with a finding.
    fn text(&mut self, key: &str, value: &toml::Value, offset: usize) -> Option<String> {
        if let Some(text) = value.as_str() {
            return Some(collapse(text));
        }
        self.wrong_type(key, value, offset, "a text in quotes");
        value.as_integer().map(|number| number.to_string())
    }

    fn kind(&mut self, text: &str, offset: usize) {
        let lower = text.to_lowercase().replace([' ', '_'], "-");
        if let Some((_, kind)) = KINDS.iter().find(|(name, _)| *name == lower) {
            self.patent.kind = *kind;
            return;
        }
        let names: Vec<&str> = KINDS.iter().map(|(name, _)| *name).collect();
        let help = nearest(&lower, &names)
            .map_or_else(|| format!("the kinds are {}", names.join(", ")), |name| format!("did you mean {name}?"));
        self.report(Code::BadFrontMatter, offset, format!("unknown kind {}", shown(text)), &help);
    }

    fn date(&mut self, key: &str, value: &toml::Value, offset: usize) -> Option<String> {
        let text = match value {
            toml::Value::String(text) => text.trim().to_owned(),
            toml::Value::Datetime(date) => date.to_string(),
            _ => {
                self.wrong_type(key, value, offset, "a date such as 2024-05-31");
                return None;
            }
        };
        if text.is_empty() {
            return None;
        }
        let day =
            text.get(..10).filter(|day| day.parse::<toml::value::Datetime>().is_ok_and(|date| date.date.is_some()));
        if day.is_none() || text.len() > 10 && !text[10..].starts_with(['T', ' ', 't']) {
            let message = format!("{key} is no date: {}", shown(&text));
            self.report(Code::WrongType, offset, message, "write dates as 2024-05-31");
            return None;
        }
        day.map(str::to_owned)
    }
}

fn article(name: &str) -> String {
    let article = if name.starts_with(['a', 'i']) { "an" } else { "a" };
    format!("{article} {name}")
}

/// Text from a document inside a message, cut to a sensible length.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(60).collect()
}

/// Whether the front matter has a key.
pub(crate) fn has_key(page: &Page, key: &str) -> bool {
    page.front.lines().any(|line| line.trim_start().starts_with(key))
}

/// "The ornamental design for a lamp, as shown and described."
pub fn is_design_claim(text: &str) -> bool {
    let lower = text.to_lowercase();
    lower.contains("ornamental design") && lower.len() < 600
}
