//! Judging: rules asked about facts, and the findings they give.

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use anyhow::{Context as _, Result, anyhow};
use minijinja::{Environment, Expression, Value, context};

use crate::check::condition::environment;
use crate::check::facts::{Scope, Subject};
use crate::check::rules::Rule;
use crate::text::finding::{Extract, Finding};

/// How much of the text around a phrase a condition sees, in bytes.
const AROUND: usize = 40;
/// Most places of one phrase list in one text.
const MAX_PLACES: usize = 64;

/// The rules of one scope, ready to be asked.
struct Scoped<'r, 'e> {
    rules: Vec<Ready<'r, 'e>>,
    /// Finds the phrases of all of them in one go; `None` where no rule looks for any.
    finder: Option<AhoCorasick>,
    /// For each phrase, whose it is.
    owners: Vec<usize>,
}

/// A rule, ready to be asked.
struct Ready<'r, 'e> {
    rule: &'r Rule,
    /// `None` where it always holds.
    when: Option<Expression<'e, 'r>>,
}

/// Asks every rule about every subject of its scope. Findings come in the order of the subjects.
///
/// # Errors
/// When a condition or a message cannot be evaluated: that is a mistake in a rule, and must not look like silence.
pub fn judge(rules: &[Rule], subjects: &[Subject]) -> Result<Vec<Finding>> {
    let environment = environment();
    let mut scopes: BTreeMap<Scope, Scoped> = BTreeMap::new();
    let mut findings = Vec::new();
    for subject in subjects {
        let asked = match scopes.entry(subject.scope) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(entry) => entry.insert(scoped(rules, subject.scope, &environment)?),
        };
        let places = asked.places(&subject.text);
        for (at, ready) in asked.rules.iter().enumerate() {
            let places = places.get(&at).map(Vec::as_slice);
            ask(ready, subject, places.unwrap_or_default(), &environment, &mut findings)
                .with_context(|| format!("{}: {} cannot be evaluated", ready.rule.file, ready.rule.code))?;
        }
    }
    Ok(findings)
}

fn scoped<'r, 'e>(rules: &'r [Rule], scope: Scope, environment: &'e Environment<'r>) -> Result<Scoped<'r, 'e>> {
    let mut scoped = Scoped { rules: Vec::new(), finder: None, owners: Vec::new() };
    let mut phrases: Vec<&str> = Vec::new();
    for rule in rules.iter().filter(|rule| rule.scope == scope) {
        let wrong = |error| anyhow!("{}: {}: {error}", rule.file, rule.code);
        let when = match rule.when.trim() {
            "true" => None,
            when => Some(environment.compile_expression(when).map_err(wrong)?),
        };
        phrases.extend(rule.find.iter().map(String::as_str));
        scoped.owners.resize(phrases.len(), scoped.rules.len());
        scoped.rules.push(Ready { rule, when });
    }
    if !phrases.is_empty() {
        let mut builder = AhoCorasickBuilder::new();
        builder.ascii_case_insensitive(true).match_kind(MatchKind::Standard);
        scoped.finder = Some(builder.build(&phrases).context("the phrases of the rules are too many")?);
    }
    Ok(scoped)
}

impl Scoped<'_, '_> {
    /// For each rule that looks for phrases, where they stand: whole words; of phrases that overlap the first, and of
    /// those that start together the longest.
    fn places(&self, text: &str) -> BTreeMap<usize, Vec<(usize, usize)>> {
        let mut places: BTreeMap<usize, Vec<(usize, usize)>> = BTreeMap::new();
        let Some(finder) = &self.finder else { return places };
        for found in finder.find_overlapping_iter(text).filter(|found| is_whole(text, found.start(), found.end())) {
            let own = places.entry(self.owners[found.pattern().as_usize()]).or_default();
            if own.len() < MAX_PLACES {
                own.push((found.start(), found.end()));
            }
        }
        for own in places.values_mut() {
            own.sort_by_key(|(start, end)| (*start, Reverse(*end)));
            let mut reached = 0;
            own.retain(|(start, end)| {
                let apart = *start >= reached;
                reached = if apart { *end } else { reached };
                apart
            });
        }
        places
    }
}

/// Whether a place in a text begins and ends with a word, where it begins and ends with letters.
fn is_whole(text: &str, start: usize, end: usize) -> bool {
    let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let inside = |before: Option<char>, after: Option<char>| letter(before) && letter(after);
    !inside(text[..start].chars().next_back(), text[start..].chars().next())
        && !inside(text[..end].chars().next_back(), text[end..].chars().next())
}

fn ask(
    ready: &Ready,
    subject: &Subject,
    places: &[(usize, usize)],
    environment: &Environment,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    if ready.rule.find.is_empty() {
        return fire(ready, subject, &subject.facts, None, environment, findings);
    }
    let text = &subject.text;
    for &(start, end) in places {
        let before = &text[text.floor_char_boundary(start.saturating_sub(AROUND))..start];
        let after = &text[end..text.ceil_char_boundary((end + AROUND).min(text.len()))];
        let facts = context! {
            found => &text[start..end],
            before => before.trim_end().to_lowercase(),
            after => after.trim_start().to_lowercase(),
            ..subject.facts.clone()
        };
        fire(ready, subject, &facts, Some((start, end)), environment, findings)?;
    }
    Ok(())
}

fn fire(
    ready: &Ready,
    subject: &Subject,
    facts: &Value,
    found: Option<(usize, usize)>,
    environment: &Environment,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let holds = match &ready.when {
        Some(when) => when.eval(facts.clone())?.is_true(),
        None => true,
    };
    if !holds {
        return Ok(());
    }
    let rule = ready.rule;
    let write = |template: &str| -> Result<String> {
        let text = environment.render_named_str(&rule.code, template, facts.clone())?;
        Ok(text.split_whitespace().collect::<Vec<_>>().join(" "))
    };
    let place = &subject.place;
    let (around, offset) = match place.around.get(place.offset..place.offset + subject.text.len()) {
        Some(text) if text == subject.text => (&place.around, place.offset),
        // What is searched is not what is shown otherwise: the explanation of a row, not its claim text.
        _ if found.is_some() => (&subject.text, 0),
        _ => (&place.around, place.offset),
    };
    let (start, end) = found.unwrap_or((0, place.length));
    let (start, end) = (offset + start, offset + end);
    let extract = match rule.points_at.as_deref().and_then(|fact| first_of(facts, fact)) {
        Some(words) => Some(Extract { start: 0, end: words.len(), text: words }),
        None => around.get(start..end).filter(|words| !words.trim().is_empty()).map(|_| Extract {
            text: around.clone(),
            start,
            end,
        }),
    };
    findings.push(Finding {
        code: rule.code.clone().into(),
        severity: rule.severity,
        message: write(&rule.message)?,
        file: place.file.clone(),
        line: place.line,
        column: None,
        end_line: None,
        end_column: None,
        about: Some(place.about.clone()).filter(|about| !about.is_empty()),
        quote: extract.as_ref().map(|extract| extract.text[extract.start..extract.end].to_owned()),
        help: rule.help.as_deref().map(write).transpose()?,
        extract,
    });
    Ok(())
}

/// The first text of a fact that is a list.
fn first_of(facts: &Value, fact: &str) -> Option<String> {
    let list = facts.get_attr(fact).ok()?;
    let first = list.try_iter().ok()?.next()?;
    first.as_str().filter(|words| !words.trim().is_empty()).map(str::to_owned)
}
