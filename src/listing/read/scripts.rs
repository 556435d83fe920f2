//! The values that a page's scripts hold: whole scripts of JSON, and what scripts assign to names. Scripts are never run.

use scraper::Html;
use serde_json::Value;

use crate::listing::read::script_value::lenient;
use crate::text::html::select;

/// A value in a script, and the name that it is assigned to: `window.runParams`, or the id of the script that is it.
#[derive(Debug)]
pub(crate) struct ScriptValue {
    /// The name.
    pub name: String,
    /// The value.
    pub value: Value,
}

/// The shortest text that can describe a product, in bytes.
const MIN_VALUE: usize = 40;
/// Most values that are read from one page.
const MAX_VALUES: usize = 64;

/// The objects and arrays of a page's scripts, in order.
pub(crate) fn values(page: &Html) -> Vec<ScriptValue> {
    let mut found = Vec::new();
    for script in select(page.root_element(), "script:not([src])") {
        let kind = script.value().attr("type").unwrap_or_default().to_ascii_lowercase();
        if kind.contains("ld+json") || kind.contains("template") || found.len() >= MAX_VALUES {
            continue;
        }
        let text: String = script.text().collect();
        let whole = text.trim();
        if whole.len() < MIN_VALUE {
            continue;
        }
        let name = ["id", "data-module", "data-name"].into_iter().find_map(|key| script.value().attr(key));
        if whole.starts_with(['{', '['])
            && let Ok((value, _)) = lenient(whole.trim_end_matches(';'))
        {
            found.push(ScriptValue { name: name.unwrap_or_default().to_owned(), value });
            continue;
        }
        assignments(&text, &mut found);
    }
    found
}

/// Adds what a script assigns: `name = {...}`, `name: {...}` of a call's object, `name = JSON.parse("...")`.
fn assignments(text: &str, found: &mut Vec<ScriptValue>) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() && found.len() < MAX_VALUES {
        let Some(sign) = text[at..].find(['=', '(', ':']).map(|step| at + step) else { return };
        at = sign + 1;
        // A comparison or an arrow assigns nothing.
        if bytes[sign] == b'=' && (bytes.get(at) == Some(&b'=') || bytes.get(at) == Some(&b'>')) {
            at += 1;
            continue;
        }
        let rest = text[at..].trim_start();
        let start = text.len() - rest.len();
        let (value, end) = if rest.starts_with(['{', '[']) {
            let Some(end) = literal_end(text, start) else { continue };
            if end - start < MIN_VALUE {
                continue;
            }
            (lenient(&text[start..end]).ok().map(|(value, _)| value), end)
        } else if let Some(inner) = rest.strip_prefix("JSON.parse(").map(str::trim_start) {
            let Some((value, length)) = parsed_string(inner) else { continue };
            (value, text.len() - inner.len() + length)
        } else {
            continue;
        };
        if let Some(value) = value {
            found.push(ScriptValue { name: name_before(&text[..sign]), value });
            at = end;
        }
    }
}

/// The value of a string literal that holds JSON, and how much of the text the literal takes.
fn parsed_string(text: &str) -> Option<(Option<Value>, usize)> {
    let quote = text.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let mut escaped = false;
    let end = text.char_indices().skip(1).find_map(|(at, c)| {
        let closes = c == quote && !escaped;
        escaped = c == '\\' && !escaped;
        closes.then_some(at + 1)
    })?;
    let json: String = json5::from_str(&text[..end]).ok()?;
    Some((lenient(&json).ok().map(|(value, _)| value), end))
}

/// Where the literal that begins at a bracket ends: brackets in strings and comments do not count.
fn literal_end(text: &str, start: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut depth = 0_usize;
    let mut at = start;
    while at < bytes.len() {
        match bytes[at] {
            b'{' | b'[' | b'(' => depth += 1,
            b'}' | b']' | b')' => {
                depth = depth.checked_sub(1)?;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            quote @ (b'"' | b'\'' | b'`') => {
                at += 1;
                while at < bytes.len() && bytes[at] != quote {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => at += text.get(at..)?.find("*/")? + 1,
            _ => {}
        }
        at += 1;
    }
    None
}

/// The name that stands before an assignment.
fn name_before(text: &str) -> String {
    let text = text.trim_end();
    let part = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.' | '"' | '\'' | '[' | ']');
    let start = text.char_indices().rev().take_while(|(_, c)| part(*c)).last().map_or(text.len(), |(at, _)| at);
    text[start..].replace(['"', '\'', ']'], "").replace('[', ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(script: &str) -> Vec<(String, Value)> {
        let page = Html::parse_document(&format!("<script>{script}</script>"));
        values(&page).into_iter().map(|found| (found.name, found.value)).collect()
    }

    #[test]
    fn what_scripts_assign_is_read_and_nothing_is_run() {
        let long = r#"{"title": "Insulated mug with a lid", "sizes": [1, 2, 3]}"#;
        let value: Value = serde_json::from_str(long).unwrap();
        for (script, name) in [
            (format!("window.runParams = {{}};\nwindow.runParams = {long};"), "window.runParams"),
            (format!("if (a == b) {{ }} var __moduleData__ = {long}; run()"), "__moduleData__"),
            (format!("window['__INIT_DATA'] = {long}"), "window.__INIT_DATA"),
            (format!("app.run({long});"), "app.run"),
            (format!("x = JSON.parse('{long}');"), "x"),
            (format!("x = JSON.parse({});", serde_json::to_string(long).unwrap()), "x"),
        ] {
            assert_eq!(read(&script), [(name.to_owned(), value.clone())], "{script}");
        }
        // An object literal with names that are not quoted, a function in it, an open bracket, text after the end.
        let loose = read("window.data = {title: 'Insulated mug } with a lid', sizes: [1, 2, 3,], };alert(1)");
        assert_eq!(loose[0].1["title"], "Insulated mug } with a lid");
        for script in [
            "window.a = {title: 'Insulated mug with a lid', run: function() { return 1 }}",
            "window.a = {title: 'Insulated mug with a lid and no end of the object",
            "}}}}]]]]((((((((((((((((((((((((((((((((((((((((((((((((",
            "a = '\\",
        ] {
            assert!(read(script).is_empty(), "{script}");
        }
    }
}
