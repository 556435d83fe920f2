//! Records as programs and shops give them out: nearly JSON, wrapped in lists, with the shop's own keys.

use std::borrow::Cow;

use serde_json::value::RawValue;

use crate::listing::read::fields::Members;

/// Keys that hold a list of records, in what shops and their interfaces give out.
const WRAPPERS: [&str; 14] = [
    "products", "items", "listings", "results", "records", "data", "product", "item", "offers", "goods", "list",
    "hits", "rows", "result",
];

/// The names of other programs for our fields; ours come first where both are there.
const ALIASES: [(&str, &[&str]); 6] = [
    ("id", &["product_id", "productId", "item_id", "itemId", "asin", "sku", "handle"]),
    ("title", &["product_title", "productTitle", "name", "subject"]),
    ("description", &["body_html", "bodyHtml", "description_html", "descriptionHtml"]),
    ("brand", &["vendor"]),
    ("category", &["product_type", "productType"]),
    ("bullets", &["bullet_points", "feature_bullets", "features"]),
];

/// The list of records in an object that is none itself: the key, and what stands there. `None` when it is a record, or
/// nothing in it is a list of objects.
pub(super) fn wrapped<'a>(members: &Members<'a>) -> Option<(String, Vec<&'a RawValue>)> {
    let has = |key: &str| members.0.iter().any(|(name, _)| name == key);
    if has("id") || has("title") {
        return None;
    }
    WRAPPERS.iter().find_map(|wrapper| {
        let (key, raw) = members.0.iter().find(|(key, _)| key == wrapper)?;
        if raw.get().starts_with('{') {
            return Some((key.clone(), vec![*raw]));
        }
        let items: Vec<&RawValue> = serde_json::from_str(raw.get()).ok()?;
        let objects = !items.is_empty() && items.iter().all(|item| item.get().starts_with('{'));
        objects.then(|| (key.clone(), items))
    })
}

/// Gives a record's members our names where it has none of its own; whether the description is one with markup.
pub(super) fn rename(members: &mut Members<'_>) -> bool {
    let mut is_markup = false;
    for (ours, theirs) in ALIASES {
        if members.0.iter().any(|(key, _)| key == ours) {
            continue;
        }
        // What cannot be this field keeps its name.
        let fits = |raw: &RawValue| match ours {
            "bullets" => raw.get().starts_with('['),
            _ => raw.get().starts_with(['"']) || raw.get().starts_with(|c: char| c.is_ascii_digit()),
        };
        let found = theirs.iter().find_map(|name| members.0.iter().position(|(key, raw)| key == name && fits(raw)));
        if let Some(at) = found {
            is_markup |= ours == "description";
            ours.clone_into(&mut members.0[at].0);
        }
    }
    is_markup
}

/// A record's text with the faults mended that programs make: `NaN` and `Infinity`, half a surrogate pair, a comma behind
/// the object. With what was mended; `None` when nothing of the kind is there.
pub(super) fn mended(text: &str) -> Option<(String, String)> {
    let mut told: Vec<&str> = Vec::new();
    let mut tell = |what: &'static str| {
        if !told.contains(&what) {
            told.push(what);
        }
    };
    let mut text = Cow::Borrowed(text.trim());
    if let Some(bare) = text.strip_suffix(',') {
        tell("a comma behind the object");
        text = Cow::Owned(bare.trim_end().to_owned());
    }
    let mut out = String::with_capacity(text.len());
    let mut rest: &str = &text;
    let mut inside = false;
    while let Some(c) = rest.chars().next() {
        if inside {
            if let Some(escape) = rest.strip_prefix("\\u") {
                let unit = |text: &str| text.get(..4).and_then(|hex| u16::from_str_radix(hex, 16).ok());
                let (first, second) =
                    (unit(escape), escape.get(4..).and_then(|next| next.strip_prefix("\\u")).and_then(unit));
                match (first, second) {
                    (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => {
                        out.push_str(&rest[..12]);
                        rest = &rest[12..];
                        continue;
                    }
                    (Some(0xD800..=0xDFFF), _) => {
                        tell("half of a surrogate pair");
                        out.push_str("\\ufffd");
                        rest = &rest[6..];
                        continue;
                    }
                    _ => {}
                }
            }
            if c == '\\' {
                let length = c.len_utf8() + rest[1..].chars().next().map_or(0, char::len_utf8);
                out.push_str(&rest[..length]);
                rest = &rest[length..];
                continue;
            }
            inside = c != '"';
        } else {
            let number = ["-Infinity", "Infinity", "NaN"].into_iter().find(|word| rest.starts_with(word));
            if let Some(word) = number {
                tell("a number that is none (NaN, Infinity)");
                out.push_str("null");
                rest = &rest[word.len()..];
                continue;
            }
            inside = c == '"';
        }
        out.push(c);
        rest = &rest[c.len_utf8()..];
    }
    (!told.is_empty()).then(|| (out, told.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_of_programs_are_mended_and_nothing_else_is_touched() {
        let smile = "\\ud83d\\ude00";
        for (text, right, told) in [
            (r#"{"a":NaN,"b":"NaN"}"#.to_owned(), r#"{"a":null,"b":"NaN"}"#.to_owned(), "a number"),
            (r#"{"a":-Infinity},"#.to_owned(), r#"{"a":null}"#.to_owned(), "a comma"),
            (format!(r#"{{"a":"x {smile} \ud83d y"}}"#), format!(r#"{{"a":"x {smile} \ufffd y"}}"#), "half of"),
            (
                r#"{"a":"\\ud83d","b":"\"NaN\" \ude00"}"#.to_owned(),
                r#"{"a":"\\ud83d","b":"\"NaN\" \ufffd"}"#.to_owned(),
                "half",
            ),
        ] {
            let (mended, what) = mended(&text).unwrap();
            assert_eq!(mended, right);
            assert!(what.contains(told), "{what}");
            assert!(serde_json::from_str::<serde_json::Value>(&mended).is_ok(), "{mended}");
        }
        for text in [r#"{"a":1}"#, r#"{"a":"NaN"}"#, "", "{", "\"\\"] {
            assert_eq!(mended(text), None, "{text}");
        }
    }
}
