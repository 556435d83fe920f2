//! Values in the scripts of pages: JSON, and the literals of JavaScript that are nearly JSON. Scripts are never run.

use serde_json::Value;

use crate::text::nesting::MAX_DEPTH;

/// The most text of one value that is read leniently, in bytes.
const MAX_LENIENT: usize = 16 << 20;

/// Reads JSON, or failing that what is nearly JSON (a comma too many, comments, line breaks in strings, names without
/// quotation marks), with what is wrong with it.
///
/// # Errors
/// What is wrong with it, when it cannot be read at all.
pub(crate) fn lenient(text: &str) -> Result<(Value, Option<String>), String> {
    let error = match serde_json::from_str(text) {
        Ok(value) => return Ok((value, None)),
        Err(error) => error.to_string(),
    };
    // Line breaks and tabs inside strings are the most common fault, and harmless.
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if let Ok(value) = serde_json::from_str(&spaced) {
        return Ok((value, None));
    }
    if text.len() > MAX_LENIENT || !depth_ok(text) {
        return Err(error);
    }
    // Comments to the end of a line need the line breaks.
    match json5::from_str(text).or_else(|_| json5::from_str(&spaced)) {
        Ok(value) => Ok((value, Some(error))),
        Err(_) => Err(error),
    }
}

/// Whether brackets are nested no deeper than a reader without a stack of its own can bear.
fn depth_ok(text: &str) -> bool {
    let (mut depth, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'{' | b'[' => depth += 1,
            b'}' | b']' => depth = depth.saturating_sub(1),
            _ => continue,
        }
        deepest = deepest.max(depth);
    }
    deepest <= MAX_NESTED.min(MAX_DEPTH)
}

/// The deepest value that is read leniently, as deep as strict JSON is read.
const MAX_NESTED: usize = 127;

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_nearly_json_is_read_and_told() {
        let right = json!({"name": "Mug", "sizes": [1, 2]});
        for (text, is_told) in [
            (r#"{"name": "Mug", "sizes": [1, 2]}"#, false),
            (r#"{"name": "Mug", "sizes": [1, 2],}"#, true),
            ("{name: 'Mug', sizes: [1, 2,],}", true),
            ("{\"name\": \"Mug\", // a remark\n\"sizes\": [1, 2]}", true),
            ("{/* a remark */ \"name\": \"Mug\", \"sizes\": [1, 2]}", true),
        ] {
            let (value, error) = lenient(text).unwrap();
            assert_eq!((value, error.is_some()), (right.clone(), is_told), "{text}");
        }
        assert_eq!(lenient("{\"a\": \"one\ntwo\"}").unwrap(), (json!({"a": "one two"}), None));
        for broken in ["{\"a\": ", "{a b}", "function() {}", "", "{\"a\": 1}}"] {
            assert!(lenient(broken).is_err(), "{broken}");
        }
        assert!(lenient(&"[".repeat(100_000)).is_err());
        assert!(lenient(&format!("{}1,{}", "[".repeat(200), "]".repeat(200))).is_err());
    }
}
