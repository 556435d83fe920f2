//! Judging: rules asked about facts, and the findings they give.

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, MatchKind};
use anyhow::{Context as _, Result, anyhow};
use minijinja::{Environment, Expression, UndefinedBehavior, Value, context};

use crate::facts::Subject;
use crate::finding::{Extract, Finding};
use crate::rules::{Rule, Scope};

/// Steps that a condition or a message may take: enough for any honest rule, and an end for others.
const FUEL: u64 = 50_000;
/// How much of the text around a phrase a condition sees, in bytes.
const AROUND: usize = 40;
/// Most places of one phrase list in one text.
const MAX_PLACES: usize = 64;

/// The environment that conditions and messages are evaluated in: nothing is undefined, nothing is unbounded.
pub fn environment<'a>() -> Environment<'a> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_fuel(Some(FUEL));
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment
}

/// A rule, ready to be asked.
struct Ready<'r, 'e> {
    rule: &'r Rule,
    /// `None` where it always holds.
    when: Option<Expression<'e, 'r>>,
    finder: Option<AhoCorasick>,
}

/// Asks every rule about every subject of its scope. Findings come in the order of the subjects.
///
/// # Errors
/// When a condition or a message cannot be evaluated: that is a mistake in a rule, and must not look like silence.
pub fn judge(rules: &[Rule], subjects: &[Subject]) -> Result<Vec<Finding>> {
    let environment = environment();
    let ready = rules.iter().map(|rule| ready(rule, &environment)).collect::<Result<Vec<_>>>()?;
    let mut findings = Vec::new();
    for subject in subjects {
        for ready in ready.iter().filter(|ready| ready.rule.scope == subject.scope) {
            ask(ready, subject, &environment, &mut findings)
                .with_context(|| format!("{}: {} cannot be evaluated", ready.rule.file, ready.rule.code))?;
        }
    }
    Ok(findings)
}

fn ready<'r, 'e>(rule: &'r Rule, environment: &'e Environment<'r>) -> Result<Ready<'r, 'e>> {
    let when = match rule.when.trim() {
        "true" => None,
        when => Some(
            environment.compile_expression(when).map_err(|error| anyhow!("{}: {}: {error}", rule.file, rule.code))?,
        ),
    };
    let finder = match rule.find.as_slice() {
        [] => None,
        phrases => Some(
            AhoCorasickBuilder::new()
                .ascii_case_insensitive(true)
                .match_kind(MatchKind::Standard)
                .build(phrases)
                .with_context(|| format!("{}: find", rule.file))?,
        ),
    };
    Ok(Ready { rule, when, finder })
}

fn ask(ready: &Ready, subject: &Subject, environment: &Environment, findings: &mut Vec<Finding>) -> Result<()> {
    let Some(finder) = &ready.finder else {
        return fire(ready, subject, subject.facts.clone(), None, environment, findings);
    };
    let whole_word = |found: &aho_corasick::Match| {
        let (before, after) = (&subject.text[..found.start()], &subject.text[found.end()..]);
        let first = subject.text[found.start()..].chars().next().is_some_and(char::is_alphanumeric);
        let last = subject.text[..found.end()].chars().next_back().is_some_and(char::is_alphanumeric);
        !(first && before.chars().next_back().is_some_and(char::is_alphanumeric))
            && !(last && after.chars().next().is_some_and(char::is_alphanumeric))
    };
    // Of phrases that overlap the first counts, and of those that start together the longest.
    let mut places: Vec<aho_corasick::Match> =
        finder.find_overlapping_iter(&subject.text).filter(whole_word).take(MAX_PLACES).collect();
    places.sort_by_key(|found| (found.start(), std::cmp::Reverse(found.end())));
    let mut end = 0;
    places.retain(|found| {
        let apart = found.start() >= end;
        end = if apart { found.end() } else { end };
        apart
    });
    for found in places {
        let words = &subject.text[found.range()];
        let before =
            &subject.text[subject.text.floor_char_boundary(found.start().saturating_sub(AROUND))..found.start()];
        let after =
            &subject.text[found.end()..subject.text.ceil_char_boundary((found.end() + AROUND).min(subject.text.len()))];
        let facts = context! {
            found => words,
            before => before.trim_end().to_lowercase(),
            after => after.trim_start().to_lowercase(),
            ..subject.facts.clone()
        };
        fire(ready, subject, facts, Some((found.start(), found.end())), environment, findings)?;
    }
    Ok(())
}

fn fire(
    ready: &Ready,
    subject: &Subject,
    facts: Value,
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
    let (start, end) = match found {
        Some((start, end)) => (place.offset + start, place.offset + end),
        None => (place.offset, place.offset + place.length),
    };
    let quote = place.around.get(start..end).filter(|quote| !quote.trim().is_empty());
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
        quote: quote.map(str::to_owned),
        help: rule.help.as_deref().map(write).transpose()?,
        extract: quote.map(|_| Extract { text: place.around.clone(), start, end }),
    });
    Ok(())
}

/// Whether a scope is about drafts of people or programs rather than about the documents themselves.
pub fn is_about_drafts(scope: Scope) -> bool {
    matches!(scope, Scope::Draft | Scope::Row | Scope::Prose)
}
