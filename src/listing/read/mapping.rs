//! Which columns or keys of a source hold which fields, where its names are not ours.

use serde_json::Value;

use crate::listing::{Attribute, Listing};

/// Fields and the columns that hold them, as `--map FIELD=COLUMN` says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Mapping(pub Vec<(String, String)>);

/// What stands before the name of an attribute.
const ATTRIBUTE: &str = "attributes.";

/// The fields that can be named.
const FIELDS: [&str; 15] = [
    "id",
    "source",
    "url",
    "title",
    "brand",
    "category",
    "seller",
    "price",
    "attributes",
    "bullets",
    "description",
    "images",
    "captured_at",
    "market_lang",
    "translation",
];

impl Mapping {
    /// Reads `FIELD=COLUMN`.
    ///
    /// # Errors
    /// When it is something else; the message says what can be written.
    pub fn parse(written: &str) -> Result<(String, String), String> {
        let (field, column) = written.split_once('=').ok_or("write a field and a column: title=product_name")?;
        let (field, column) = (field.trim(), column.trim());
        let known = FIELDS.contains(&field) || field.strip_prefix(ATTRIBUTE).is_some_and(|name| !name.is_empty());
        if !known || column.is_empty() {
            return Err(format!("`{field}` is no field; there are {}, and attributes.NAME", FIELDS.join(", ")));
        }
        Ok((field.to_owned(), column.to_owned()))
    }

    /// The name that a column goes by; for an attribute its own.
    pub fn field_of<'m>(&'m self, column: &'m str) -> &'m str {
        let found = self.0.iter().find(|(_, mapped)| mapped == column);
        found.map_or(column, |(field, _)| field.strip_prefix(ATTRIBUTE).unwrap_or(field))
    }

    /// Renames the members of a JSON record; a key that has a field's own name gives way to the column mapped to it.
    pub fn rename<V>(&self, members: &mut Vec<(String, V)>) {
        if self.0.is_empty() {
            return;
        }
        let fields = || self.0.iter().filter(|(field, _)| !field.starts_with(ATTRIBUTE));
        let mapped = |name: &str| fields().find(|(_, column)| column == name).map(|(field, _)| field);
        let given: Vec<&String> = members.iter().filter_map(|(name, _)| mapped(name)).collect();
        let taken: Vec<String> = given.into_iter().cloned().collect();
        members.retain(|(name, _)| mapped(name).is_some() || !taken.contains(name));
        for (name, _) in members {
            if let Some(field) = mapped(name) {
                name.clone_from(field);
            }
        }
    }

    /// Makes attributes of the unknown fields that are mapped to some.
    pub fn add_attributes(&self, listing: &mut Listing) {
        for (field, column) in &self.0 {
            let Some(name) = field.strip_prefix(ATTRIBUTE) else { continue };
            let value = match listing.extra.shift_remove(column) {
                Some(Value::String(text)) => text,
                Some(Value::Number(number)) => number.to_string(),
                Some(Value::Bool(true)) => "yes".to_owned(),
                Some(Value::Bool(false)) => "no".to_owned(),
                Some(other) => {
                    listing.extra.insert(column.clone(), other);
                    continue;
                }
                None => continue,
            };
            listing.attributes.push(Attribute { name: name.to_owned(), value });
        }
    }
}
