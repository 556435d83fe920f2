//! From one JSON record to a listing. Numbers keep the spelling of the file, so that prices and long ids survive.

use std::collections::HashMap;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::Value;
use serde_json::value::RawValue;

use crate::listing::read::variant_records;
use crate::listing::{Attribute, Listing};
use crate::text::finding::{Code, Finding};

/// Where a record stands, and what hash it gets.
#[derive(Debug)]
pub(crate) struct Place<'a> {
    /// The file as the user named it.
    pub file: &'a str,
    /// Line from 1.
    pub line: usize,
    /// SHA-256 of the record's bytes.
    pub sha256: String,
}

/// The members of a JSON object in order, undecoded; a repeated key is there twice.
pub(crate) struct Members<'a>(pub Vec<(String, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Members<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Pairs;
        impl<'de> Visitor<'de> for Pairs {
            type Value = Vec<(String, &'de RawValue)>;
            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("an object")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = map.next_entry()? {
                    members.push(member);
                }
                Ok(members)
            }
        }
        deserializer.deserialize_map(Pairs).map(Members)
    }
}

/// What a JSON value is, in the words of messages.
pub(crate) fn kind_of(raw: &RawValue) -> &'static str {
    match raw.get().as_bytes().first() {
        Some(b'{') => "an object",
        Some(b'[') => "an array",
        Some(b'"') => "a string",
        Some(b't' | b'f') => "a boolean",
        Some(b'n') => "null",
        _ => "a number",
    }
}

/// Reads the members of one record. `None` when it has no id; every problem is in `findings`.
///
/// # Errors
/// When a string or a deeply nested value inside is not valid after all (a lone surrogate, more than 127 levels).
pub(crate) fn listing(
    members: &Members<'_>,
    place: Place<'_>,
    findings: &mut Vec<Finding>,
) -> serde_json::Result<Option<Listing>> {
    let mut listing =
        Listing { file: place.file.to_owned(), line: place.line, sha256: place.sha256, ..Listing::default() };
    let mut reader = Reader { file: place.file, line: place.line, findings };
    let mut single_image = Vec::new();
    for (key, raw) in &members.0 {
        match key.as_str() {
            "attributes" => listing.attributes = reader.attributes("attributes", raw)?,
            "bullets" => listing.bullets = reader.strings("bullets", raw)?,
            "images" => listing.images = reader.images("images", raw)?,
            "translation" => listing.translation = reader.translation("translation", raw)?.map(Box::new),
            "translations" => {
                let translation = reader.translations(raw)?.map(Box::new);
                listing.translation = listing.translation.take().or(translation);
            }
            "reviews" if raw.get().starts_with('[') => listing.reviews = reviews(raw)?,
            "image" => single_image = reader.images("image", raw)?,
            key => match slot(&mut listing, key) {
                Some((slot, joint)) => *slot = reader.text(key, raw, joint)?,
                None => {
                    listing.extra.insert(key.to_owned(), serde_json::from_str(raw.get())?);
                }
            },
        }
    }
    variant_records::take(&mut listing);
    for image in single_image {
        if !listing.images.contains(&image) {
            listing.images.push(image);
        }
    }
    if listing.id.trim().is_empty() {
        let finding = Finding::new(Code::MissingId, place.file, "the listing has no `id`; it was skipped");
        let nested = matches!(listing.extra.get("listing"), Some(Value::Object(_)));
        findings.push(finding.at_line(place.line).help(if nested {
            "this record wraps a listing in `listing`; give the inner objects as records of their own"
        } else {
            "give every listing an `id` (a string or a number) that no other listing has"
        }));
        return Ok(None);
    }
    check_text(&listing, findings);
    Ok(Some(listing))
}

/// The texts of reviews: strings, or objects in which one member is the text.
fn reviews(raw: &RawValue) -> serde_json::Result<Vec<String>> {
    const TEXTS: [&str; 8] = ["text", "body", "content", "reviewBody", "review_text", "review", "comment", "feedback"];
    let text = |review: Value| match review {
        Value::String(text) => Some(text),
        Value::Object(members) => TEXTS.iter().find_map(|key| Some(members.get(*key)?.as_str()?.to_owned())),
        _ => None,
    };
    let reviews: Vec<Value> = serde_json::from_str(raw.get())?;
    Ok(reviews.into_iter().filter_map(text).filter(|text| !text.trim().is_empty()).collect())
}

/// Warns of a listing without any text.
pub(crate) fn check_text(listing: &Listing, findings: &mut Vec<Finding>) {
    if listing.is_blank() {
        findings.push(
            Finding::new(
                Code::NoText,
                &listing.file,
                format!("listing \"{}\" has no text to compare", shown(&listing.id)),
            )
            .at_line(listing.line)
            .help("give at least one of `title`, `description`, `bullets` and `attributes`"),
        );
    }
}

/// Drops every listing whose id an earlier one has; each is a finding that names both places.
pub fn drop_duplicates(listings: Vec<Listing>) -> (Vec<Listing>, Vec<Finding>) {
    let mut first: HashMap<String, String> = HashMap::with_capacity(listings.len());
    let mut kept = Vec::with_capacity(listings.len());
    let mut findings = Vec::new();
    for listing in listings {
        if let Some(earlier) = first.get(&listing.id) {
            let message = format!("id \"{}\" is already that of the listing at {earlier}", shown(&listing.id));
            findings.push(
                Finding::new(Code::DuplicateId, &listing.file, message)
                    .at_line(listing.line)
                    .help("give this listing an id of its own, or remove one of the two; the first is kept"),
            );
            continue;
        }
        first.insert(listing.id.clone(), format!("{}:{}", listing.file, listing.line));
        kept.push(listing);
    }
    (kept, findings)
}

/// An id or key as messages show it: short, without control characters.
pub(crate) fn shown(text: &str) -> String {
    let clean: String = text.chars().take(80).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(80).is_some() { clean + "…" } else { clean }
}

/// The field of a key that holds text, and what joins the items of an array given for it.
fn slot<'a>(listing: &'a mut Listing, key: &str) -> Option<(&'a mut String, Option<&'static str>)> {
    Some(match key {
        "id" => (&mut listing.id, None),
        "source" => (&mut listing.source, None),
        "url" => (&mut listing.url, None),
        "title" => (&mut listing.title, None),
        "brand" => (&mut listing.brand, None),
        "category" => (&mut listing.category, Some(" > ")),
        "seller" => (&mut listing.seller, None),
        "price" => (&mut listing.price, None),
        "description" => (&mut listing.description, Some("\n")),
        "captured_at" => (&mut listing.captured_at, None),
        "market_lang" => (&mut listing.market_lang, None),
        _ => return None,
    })
}

/// What an item of `attributes` is expected to be.
const PAIR: &str = "an object with `name` and `value`";

/// Reads the values of one record and says what is wrong with them.
pub(super) struct Reader<'a> {
    pub(super) file: &'a str,
    pub(super) line: usize,
    pub(super) findings: &'a mut Vec<Finding>,
}

impl Reader<'_> {
    pub(super) fn wrong_type(&mut self, field: &str, expected: &str, raw: &RawValue) {
        let message =
            format!("`{}` is {}; {expected} is expected and the field was ignored", shown(field), kind_of(raw));
        self.findings.push(
            Finding::new(Code::WrongType, self.file, message)
                .at_line(self.line)
                .help(format!("write `{}` as {expected}", shown(field))),
        );
    }

    pub(super) fn text(&mut self, key: &str, raw: &RawValue, joint: Option<&str>) -> serde_json::Result<String> {
        if let Some(text) = scalar(raw)? {
            return Ok(text);
        }
        if let (Some(joint), Some(texts)) = (joint, scalars(raw)?) {
            return Ok(texts.join(joint));
        }
        let expected = if joint.is_some() { "a string or an array of strings" } else { "a string" };
        self.wrong_type(key, expected, raw);
        Ok(String::new())
    }

    pub(super) fn strings(&mut self, key: &str, raw: &RawValue) -> serde_json::Result<Vec<String>> {
        let mut texts = Vec::new();
        if raw.get().starts_with('[') {
            for (index, item) in serde_json::from_str::<Vec<&RawValue>>(raw.get())?.into_iter().enumerate() {
                match scalar(item)? {
                    Some(_) if item.get() == "null" => {}
                    Some(text) => texts.push(text),
                    None => self.wrong_type(&format!("{key}[{index}]"), "a string", item),
                }
            }
        } else if raw.get() != "null" {
            self.wrong_type(key, "an array of strings", raw);
        }
        Ok(texts)
    }

    fn images(&mut self, key: &str, raw: &RawValue) -> serde_json::Result<Vec<String>> {
        let items = match raw.get().as_bytes().first() {
            Some(b'[') => serde_json::from_str::<Vec<&RawValue>>(raw.get())?,
            _ => vec![raw],
        };
        let mut images = Vec::new();
        for item in items {
            let address = match item.get().as_bytes().first() {
                Some(b'"' | b'n') => scalar(item)?,
                Some(b'{') => {
                    let members: Members<'_> = serde_json::from_str(item.get())?;
                    let is_address = |key: &str| matches!(key, "url" | "src");
                    let url = members.0.iter().find(|(key, value)| is_address(key) && value.get().starts_with('"'));
                    url.map(|(_, value)| scalar(value)).transpose()?.flatten()
                }
                _ => None,
            };
            match address {
                Some(address) if address.is_empty() || images.contains(&address) => {}
                Some(address) => images.push(address),
                None => self.wrong_type(key, "an array of strings", item),
            }
        }
        Ok(images)
    }

    pub(super) fn attributes(&mut self, field: &str, raw: &RawValue) -> serde_json::Result<Vec<Attribute>> {
        let mut attributes = Vec::new();
        match raw.get().as_bytes().first() {
            Some(b'{') => {
                for (name, value) in serde_json::from_str::<Members<'_>>(raw.get())?.0 {
                    attributes.extend(attribute_value(value)?.map(|value| Attribute { name, value }));
                }
            }
            Some(b'[') => {
                for (index, item) in serde_json::from_str::<Vec<&RawValue>>(raw.get())?.into_iter().enumerate() {
                    if !item.get().starts_with('{') {
                        self.wrong_type(&format!("{field}[{index}]"), PAIR, item);
                        continue;
                    }
                    let members = serde_json::from_str::<Members<'_>>(item.get())?.0;
                    let find = |key: &str| members.iter().rev().find(|(name, _)| name == key).map(|(_, value)| *value);
                    let name = find("name").map(scalar).transpose()?.flatten();
                    match (name, find("value")) {
                        (Some(name), Some(value)) => {
                            attributes.extend(attribute_value(value)?.map(|value| Attribute { name, value }));
                        }
                        _ => self.wrong_type(&format!("{field}[{index}]"), PAIR, item),
                    }
                }
            }
            Some(b'n') => {}
            // Tables of other programs keep the list as text.
            Some(b'"') => {
                let text: String = serde_json::from_str(raw.get())?;
                match serde_json::from_str::<Box<RawValue>>(text.trim()) {
                    Ok(inner) if inner.get().starts_with(['{', '[']) => return self.attributes(field, &inner),
                    _ if text.trim().is_empty() => {}
                    _ => self.wrong_type(field, "an array of {name, value} or an object", raw),
                }
            }
            _ => self.wrong_type(field, "an array of {name, value} or an object", raw),
        }
        Ok(attributes)
    }
}

/// A string, number or boolean as text, `null` as empty text; `None` for arrays and objects.
fn scalar(raw: &RawValue) -> serde_json::Result<Option<String>> {
    match raw.get().as_bytes().first() {
        Some(b'"') => serde_json::from_str(raw.get()).map(Some),
        Some(b'{' | b'[') => Ok(None),
        Some(b'n') => Ok(Some(String::new())),
        _ => Ok(Some(raw.get().to_owned())),
    }
}

/// An array of scalars as texts, without its nulls.
fn scalars(raw: &RawValue) -> serde_json::Result<Option<Vec<String>>> {
    if !raw.get().starts_with('[') {
        return Ok(None);
    }
    let items: Vec<&RawValue> = serde_json::from_str(raw.get())?;
    items.into_iter().filter(|item| item.get() != "null").map(scalar).collect()
}

/// The value of an attribute as text: the items of an array joined, an object as compact JSON. `None` for `null`.
fn attribute_value(raw: &RawValue) -> serde_json::Result<Option<String>> {
    if raw.get() == "null" {
        return Ok(None);
    }
    let compact = |raw: &RawValue| -> serde_json::Result<String> {
        match scalar(raw)? {
            Some(text) => Ok(text),
            None => serde_json::from_str::<Value>(raw.get()).map(|value| value.to_string()),
        }
    };
    if raw.get().starts_with('[') {
        let items: Vec<&RawValue> = serde_json::from_str(raw.get())?;
        let texts: serde_json::Result<Vec<String>> =
            items.into_iter().filter(|item| item.get() != "null").map(compact).collect();
        return texts.map(|texts| Some(texts.join(", ")));
    }
    compact(raw).map(Some)
}
