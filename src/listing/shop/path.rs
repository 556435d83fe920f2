//! Paths into JSON values: keys parted by dots, `*` for every key or item, `[]` behind a key for every item of a list,
//! `[0]` for one. `data.props[].name`, `data.*.title`. A key may hold a slash.

use serde_json::Value;

/// Most values that one path gives.
const MOST: usize = 500;

/// Refuses what is no path.
///
/// # Errors
/// What is wrong with it.
pub(super) fn check(path: &str) -> Result<(), String> {
    let wrong = path.split('.').any(|step| {
        let (key, index) = split(step);
        key.is_empty() && index.is_none()
            || key.contains(['[', ']'])
            || matches!(index, Some(index) if !index.is_empty() && index.parse::<usize>().is_err())
    });
    if wrong {
        Err(format!("`{path}` is no path; write keys parted by dots, `*`, `key[]` or `key[0]`"))
    } else {
        Ok(())
    }
}

/// A step's key and what stands in its brackets.
fn split(step: &str) -> (&str, Option<&str>) {
    match step.split_once('[') {
        Some((key, index)) => (key, Some(index.strip_suffix(']').unwrap_or("?"))),
        None => (step, None),
    }
}

/// The values at a path, with the last key that led to each; the value itself for an empty path.
pub(super) fn find<'v>(value: &'v Value, path: &str) -> Vec<(String, &'v Value)> {
    let mut found = vec![(String::new(), value)];
    for step in path.split('.').filter(|step| !step.is_empty()) {
        let (key, index) = split(step);
        let mut next: Vec<(String, &'v Value)> = Vec::new();
        for (last, value) in found {
            let inner: Vec<(String, &'v Value)> = match (key, value) {
                ("", value) => vec![(last, value)],
                ("*", Value::Object(map)) => map.iter().map(|(key, value)| (key.clone(), value)).collect(),
                ("*", Value::Array(items)) => items.iter().map(|item| (last.clone(), item)).collect(),
                (key, Value::Object(map)) => map.get(key).map(|value| (key.to_owned(), value)).into_iter().collect(),
                _ => Vec::new(),
            };
            for (key, value) in inner {
                match (index, value) {
                    (None, value) => next.push((key, value)),
                    (Some(""), Value::Array(items)) => next.extend(items.iter().map(|item| (key.clone(), item))),
                    (Some(index), Value::Array(items)) => {
                        let item = index.parse::<usize>().ok().and_then(|at| items.get(at));
                        next.extend(item.map(|item| (key, item)));
                    }
                    _ => {}
                }
            }
        }
        next.truncate(MOST);
        found = next;
    }
    found.retain(|(_, value)| !value.is_null());
    found
}

/// The text of the first value at a path.
pub(super) fn find_text(value: &Value, path: &str) -> String {
    if path.is_empty() {
        return String::new();
    }
    find(value, path).into_iter().map(|(_, value)| text(value)).find(|text| !text.is_empty()).unwrap_or_default()
}

/// A scalar as text, a list of scalars joined; nothing for objects.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Array(items) => items.iter().map(text).filter(|text| !text.is_empty()).collect::<Vec<_>>().join(", "),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn paths_lead_where_they_say() {
        let value =
            json!({"data": {"props": [{"n": "A", "v": [1, 2]}, {"n": "B", "v": true}], "shop/item": {"t": " x "}}});
        let texts = |path: &str| find(&value, path).into_iter().map(|(_, value)| text(value)).collect::<Vec<_>>();
        assert_eq!(texts("data.props[].n"), ["A", "B"]);
        assert_eq!(texts("data.props[1].v"), ["true"]);
        assert_eq!(texts("data.props[].v"), ["1, 2", "true"]);
        assert_eq!(texts("*.shop/item.t"), ["x"]);
        assert_eq!(
            find(&value, "data.*").iter().map(|(key, _)| key.as_str()).collect::<Vec<_>>(),
            ["props", "shop/item"]
        );
        assert!(texts("data.nothing").is_empty() && texts("data.props.n").is_empty());
        for path in ["a.b", "a[]", "a[0].b", "*", "*.b[]", "[]"] {
            assert!(check(path).is_ok(), "{path}");
        }
        for path in ["", "a..b", "a[x]", "a[", "a]b", "."] {
            assert!(check(path).is_err(), "{path}");
        }
    }
}
