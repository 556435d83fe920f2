//! Rules: pages that say which facts are worth a finding, and why.
//!
//! A page has TOML front matter (what fires, on what, how bad, what it says, on which authority), an explanation, and
//! examples that must fire or stay silent: they are the rule's tests. `docs/facts.md` lists what a condition may see.

use std::path::Path;

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};

use crate::check::facts::Scope;
use crate::text::finding::{Code, Severity};
use crate::text::guarded::guarded;
use crate::text::page;
use crate::text::source::{Source, display_name};

mod examples;
mod list;
pub mod prove;
pub mod reading;

pub use examples::{Example, Fence};

/// The front matter of a rule's page.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Front {
    code: String,
    name: String,
    severity: Severity,
    scope: Scope,
    #[serde(default)]
    find: Vec<String>,
    when: String,
    message: String,
    #[serde(default)]
    help: Option<String>,
    #[serde(default)]
    points_at: Option<String>,
    basis: String,
    #[serde(default)]
    source: Option<String>,
    checked: String,
}

/// A rule.
#[derive(Clone, Debug)]
pub struct Rule {
    /// Family letter, number and slug: `C001-missing-antecedent`.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// How bad what it finds is, unless a venue, a configuration or the command line says otherwise.
    pub severity: Severity,
    /// What it is asked about.
    pub scope: Scope,
    /// Phrases to look for; the rule is asked once for each place.
    pub find: Vec<String>,
    /// The condition, a minijinja expression over the facts of the scope.
    pub when: String,
    /// What it says, a minijinja template over the same facts.
    pub message: String,
    /// What to do about it, likewise.
    pub help: Option<String>,
    /// A fact that lists words, of which the first is what the finding points at.
    pub points_at: Option<String>,
    /// The authority: a statute, a platform's policy, a convention.
    pub basis: String,
    /// Where that can be read.
    pub source: Option<String>,
    /// When that was last looked at, `YYYY-MM-DD`.
    pub checked: String,
    /// The explanation, Markdown.
    pub body: String,
    /// The examples.
    pub examples: Vec<Example>,
    /// The page it comes from.
    pub file: String,
}

impl Rule {
    /// The first sentence of the explanation, on one line.
    pub fn summary(&self) -> String {
        let text = self.body.split_whitespace().collect::<Vec<_>>().join(" ");
        let end = text.match_indices(". ").map(|(at, _)| at + 1).find(|at| *at > 20).unwrap_or(text.len());
        text[..end].to_owned()
    }
}

/// The rules that ship with the program, by code.
///
/// # Panics
/// When one of its own pages is wrong, which a test rules out.
pub fn built_in() -> Vec<Rule> {
    let read = |(name, text): &(&str, &str)| read(&format!("rules/{name}.md"), text).expect("our own pages are right");
    list::PAGES.iter().map(read).collect()
}

/// The built-in rules and those of the folders, which replace built-in ones of the same code; by code.
///
/// # Errors
/// When a folder cannot be read, or a page in it is wrong.
pub fn load<P: AsRef<Path>>(folders: &[P]) -> Result<Vec<Rule>> {
    let mut rules = built_in();
    for folder in folders {
        let folder = folder.as_ref();
        let name = display_name(folder);
        let pages = page::in_folder(folder, "rules")?;
        if pages.is_empty() {
            bail!("no rules in {name}: a rule is a page CODE.md, see `readson new-rule`");
        }
        for (shown, text) in pages {
            let rule = read(&shown, &text)?;
            rules.retain(|known| known.code != rule.code);
            rules.push(rule);
        }
    }
    rules.sort_by(|a, b| a.code.cmp(&b.code));
    Ok(rules)
}

/// Reads one page.
///
/// # Errors
/// When it is no rule; the message names file, line and what to do.
pub fn read(file: &str, text: &str) -> Result<Rule> {
    let source = Source::from_bytes(file, text.as_bytes());
    let page = page::split(&source.text);
    let place = |offset: usize| format!("{file}:{}", source.line_column(offset).0);
    if page.front.is_empty() {
        bail!("{file}:1: a rule begins with front matter between lines of +++");
    }
    let front: Front = toml::from_str(page.front).map_err(|error| {
        let at = place(page.front_start + error.span().map_or(0, |span| span.start));
        anyhow::anyhow!("{at}: {}{}", first_line(error.message()), crate::text::page::did_you_mean(error.message()))
    })?;
    let wrong = |key: &str, what: String| anyhow::anyhow!("{}: {what}", place(page.key_offset(key)));
    if !is_code(&front.code) {
        return Err(wrong(
            "code",
            format!("{} is no code: write a letter, three digits and a slug, such as C101-my-rule", front.code),
        ));
    }
    if front.scope == Scope::Document {
        return Err(wrong("scope", "no page can decide how a document is read".to_owned()));
    }
    if front.find.iter().any(|phrase| phrase.trim().is_empty()) {
        return Err(wrong("find", "an empty phrase would be everywhere".to_owned()));
    }
    let mut compiled = crate::check::condition::environment();
    compiled.compile_expression(&front.when).map_err(|error| wrong("when", format!("{error}")))?;
    for (key, template) in [("message", Some(&front.message)), ("help", front.help.as_ref())] {
        if let Some(template) = template {
            guarded(|| compiled.add_template_owned(key, template.clone()))
                .map_err(|_| wrong(key, "it cannot be compiled".to_owned()))?
                .map_err(|error| wrong(key, format!("{error}")))?;
        }
    }
    let (body, examples) = examples::read(page.body).map_err(|error| anyhow::anyhow!("{file}: {error}"))?;
    Ok(Rule {
        code: front.code,
        name: front.name,
        severity: front.severity,
        scope: front.scope,
        find: front.find,
        when: front.when,
        message: front.message,
        help: front.help,
        points_at: front.points_at,
        basis: front.basis,
        source: front.source,
        checked: front.checked,
        body,
        examples,
        file: file.to_owned(),
    })
}

fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

/// A capital letter, three digits, and a slug.
fn is_code(code: &str) -> bool {
    let Some((number, slug)) = code.split_once('-') else { return false };
    let bytes = number.as_bytes();
    bytes.len() == 4
        && bytes[0].is_ascii_uppercase()
        && bytes[1..].iter().all(u8::is_ascii_digit)
        && !slug.is_empty()
        && slug.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
}

/// A line of the table of rules.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The code.
    pub code: String,
    /// What it is called.
    pub name: String,
    /// How bad it is by default.
    pub severity: Severity,
    /// What it is asked about.
    pub scope: Scope,
    /// The authority.
    pub basis: String,
    /// One sentence.
    pub summary: String,
}

/// All rules and the program's own findings on documents, by code.
pub fn table(rules: &[Rule]) -> Vec<Entry> {
    let own = Code::ALL.iter().map(|code| {
        let (name, severity) = code.describe();
        let title = name.split_once('-').map_or(name, |(_, slug)| slug).replace('-', " ");
        Entry {
            code: name.to_owned(),
            name: title[..1].to_uppercase() + &title[1..],
            severity,
            scope: Scope::Document,
            basis: "how readson reads documents".to_owned(),
            summary: code.summary().to_owned(),
        }
    });
    let mut table: Vec<Entry> = own
        .chain(rules.iter().map(|rule| Entry {
            code: rule.code.clone(),
            name: rule.name.clone(),
            severity: rule.severity,
            scope: rule.scope,
            basis: rule.basis.clone(),
            summary: rule.summary(),
        }))
        .collect();
    table.sort_by(|a, b| a.code.cmp(&b.code));
    table
}
