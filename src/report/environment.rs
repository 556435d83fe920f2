//! The template engine: what templates may call, what bounds them, and that whatever they print is escaped.

use std::path::{Component, Path};
use std::sync::Arc;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::{Kwargs, Value};
use minijinja::{AutoEscape, Environment, Error, ErrorKind, Output, State, UndefinedBehavior};

use crate::report::document::PICTURE;
use crate::report::setting::{Setting, safe};
use crate::report::style::Labels;
use crate::report::template::{self, Template};
use crate::report::words::Words;
use crate::report::{cite, escape, percent};

/// Instructions that rendering may take, and how many more for each chart.
const FUEL: u64 = 2_000_000;
const FUEL_PER_CHART: u64 = 400_000;

/// How deeply templates may call and import each other.
const RECURSION: usize = 64;

/// The environment of a template.
///
/// # Errors
/// When the template's syntax is wrong; the message names file and line.
pub fn environment(template: &Template, setting: &Setting, charts: usize) -> Result<Environment<'static>, Error> {
    let mut environment = Environment::new();
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_auto_escape_callback(|_| AutoEscape::Custom("markdown".into()));
    environment.set_formatter(write_escaped);
    environment.set_fuel(Some(FUEL + FUEL_PER_CHART * charts as u64));
    environment.set_recursion_limit(RECURSION);
    // What would let a template take the escapes away, or show what it was not given.
    for filter in [
        "safe",
        "escape",
        "e",
        "replace",
        "split",
        "lines",
        "tojson",
        "urlencode",
        "trim",
        "reverse",
        "indent",
        "format",
    ] {
        environment.remove_filter(filter);
    }
    environment.remove_global("debug");
    environment.add_filter("percent", |value: f64| percent(value as f32));
    environment.add_filter("spaced", |value: &str| value.replace('-', " "));
    // A person's words may have lines and paragraphs.
    environment.add_filter("breaks", |value: &str| safe(written_lines(value).join("<br>")));
    environment.add_filter("paragraphs", |value: &str| safe(written_lines(value).join("\n\n")));
    let labels = setting.style.labels.unwrap_or_default();
    environment.add_filter("label", move |label: &str| Labels::write(labels, label));
    add_words(&mut environment, setting);
    cite::add(&mut environment, setting);
    add_pictures(&mut environment, setting);
    environment.add_function("file", file);
    environment.add_function("rule", |width: usize| safe("-".repeat(width.clamp(1, 100))));
    let folder = template.folder.clone();
    environment.set_loader(move |name| {
        template::import(folder.as_deref(), name).map_err(|message| Error::new(ErrorKind::InvalidOperation, message))
    });
    environment.add_template_owned(template.file.clone(), template.body())?;
    Ok(environment)
}

/// The lines of a text that hold something, escaped.
fn written_lines(text: &str) -> Vec<String> {
    text.lines().filter(|line| !line.trim().is_empty()).map(escape::markdown).collect()
}

fn add_words(environment: &mut Environment<'static>, setting: &Setting) {
    let words = Arc::new(setting.words.clone());
    let shared = Arc::clone(&words);
    environment.add_function("say", move |key: &str, values: Kwargs| say(&shared, "say", key, &values));
    let shared = Arc::clone(&words);
    environment.add_function("word", move |table: &str, key: &str, values: Kwargs| {
        if table == "exhibit" || table == "view" || table == "kind" {
            return Ok(safe(shared.of(table, key)));
        }
        say(&shared, table, key, &values)
    });
    // Fragments that make a sentence together stand in one language.
    let single = Arc::new(words.single());
    environment.add_function("one", move |table: &str, key: &str, values: Kwargs| say(&single, table, key, &values));
    let shared = Arc::clone(&words);
    environment.add_function("ruling", move |table: &str, key: &str| safe(shared.for_venue(table, key)));
    let shared = Arc::clone(&words);
    environment.add_filter("remark", move |text: &str| shared.remark(text));
    let shared = Arc::clone(&words);
    environment.add_filter("given", move |value: &str| given(&shared, value));
    let shared = Arc::clone(&words);
    environment.add_filter("link", move |address: &str| match escape::link(address) {
        Some(target) => safe(format!("[{}](<{target}>)", escape::markdown(address))),
        None => given(&shared, address),
    });
    let style = setting.style.clone();
    // Boilerplate is the firm's own and may be Markdown.
    environment.add_function("house", move |key: &str| {
        let text = match key {
            "privilege" => &style.privilege,
            "reservation" => &style.reservation,
            "opening" => &style.opening,
            "closing" => &style.closing,
            _ => return Err(Error::new(ErrorKind::InvalidOperation, format!("a style has no text called {key}"))),
        };
        Ok(safe(text.trim().to_owned()))
    });
}

fn given(words: &Words, value: &str) -> Value {
    if value.trim().is_empty() { safe(format!("*{}*", words.of("say", "not_given"))) } else { Value::from(value) }
}

/// The words of a key with `{name}` filled in by escaped values.
fn say(words: &Words, table: &str, key: &str, values: &Kwargs) -> Result<Value, Error> {
    let Some(mut text) = words.find(table, key) else {
        return Err(Error::new(ErrorKind::InvalidOperation, format!("there are no words for {key} in [{table}]")));
    };
    // Filled from the left, so that a value is never read as a placeholder.
    let mut out = String::new();
    while let Some((before, rest)) = text.split_once('{') {
        let Some((name, after)) = rest.split_once('}') else { break };
        out.push_str(before);
        let value: Value = values.get(name)?;
        match value.as_str() {
            Some(text) if value.is_safe() => out.push_str(text),
            Some(text) => out.push_str(&escape::markdown(text)),
            None => out.push_str(&escape::markdown(&value.to_string())),
        }
        text = after.to_owned();
    }
    out.push_str(&text);
    // A firm's own words may leave a value out.
    Ok(safe(out))
}

fn add_pictures(environment: &mut Environment<'static>, setting: &Setting) {
    let by_file = setting.picture_files;
    let base = setting.picture_base.clone();
    environment.add_function("picture", move |picture: Value, words: &str| {
        let text = |key: &str| picture.get_attr(key).map(|value| value.as_str().unwrap_or_default().to_owned());
        let (file, sha256) = (text("file")?, text("sha256")?);
        let plain = |c: char| c.is_alphanumeric() || " -_./".contains(c);
        let target = match () {
            () if !by_file => format!("{PICTURE}{}", sha256.get(..16).unwrap_or_default()),
            () if file.chars().all(plain) => seen_from(base.as_deref(), &file),
            () => return Ok::<Value, Error>(safe(escape::markdown(&file))),
        };
        Ok(safe(format!("![{}](<{target}>)", escape::markdown(words))))
    });
}

/// A file's path as seen from a folder, where both are below one working directory; else the path as it is.
fn seen_from(folder: Option<&Path>, file: &str) -> String {
    let Some(folder) = folder.filter(|_| Path::new(file).is_relative()) else { return file.to_owned() };
    let normal = |path: &Path| path.components().all(|part| matches!(part, Component::Normal(_) | Component::CurDir));
    if !normal(folder) || !normal(Path::new(file)) {
        return file.to_owned();
    }
    let parts = |path: &Path| -> Vec<String> {
        path.components()
            .filter(|part| matches!(part, Component::Normal(_)))
            .map(|part| part.as_os_str().to_string_lossy().into_owned())
            .collect()
    };
    let (from, to) = (parts(folder), parts(Path::new(file)));
    let shared = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    let up = std::iter::repeat_n("..", from.len() - shared);
    up.chain(to[shared..].iter().map(String::as_str)).collect::<Vec<_>>().join("/")
}

/// A link to a file that the program names itself.
fn file(name: &str) -> Result<Value, Error> {
    if name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte)) {
        return Ok(safe(format!("[{}](<{name}>)", escape::markdown(name))));
    }
    Err(Error::new(ErrorKind::InvalidOperation, format!("{name} is no plain file name")))
}

/// The one place where values enter Markdown: all are escaped but what the templates' own macros made.
fn write_escaped(out: &mut Output, _: &mut State, value: &Value) -> Result<(), Error> {
    if value.is_undefined() || value.is_none() {
        return Ok(());
    }
    let written = match value.as_str() {
        Some(text) if value.is_safe() => out.write_str(text),
        Some(text) => out.write_str(&escape::markdown(text)),
        None => out.write_str(&escape::markdown(&value.to_string())),
    };
    written.map_err(Error::from)
}
