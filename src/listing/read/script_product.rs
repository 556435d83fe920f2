//! The product in the data of a page's scripts: where the shop's page says, or failing that found by the title that the
//! page itself shows.

use serde_json::Value;

use crate::listing::read::linked_data::Clues;
use crate::listing::read::merge::squeezed;
use crate::listing::read::product_data::plain;
use crate::listing::read::scripts::ScriptValue;
use crate::listing::shop::Shop;
use crate::listing::{Attribute, Listing};

/// The product where a shop's page says. Of several values that hold one, the fullest.
pub(crate) fn of_shop(values: &[ScriptValue], shop: &Shop) -> Option<Listing> {
    let held = values.iter().filter(|found| shop.takes(&found.name));
    held.filter_map(|found| shop.product(&found.value, &plain)).max_by_key(fullness)
}

fn fullness(listing: &Listing) -> usize {
    listing.attributes.len()
        + listing.bullets.len()
        + usize::from(!listing.description.is_empty())
        + listing.images.len().min(1)
}

/// The names that shops give a product's title, and the fields that go with it.
const TITLES: &[&str] = &[
    "title",
    "name",
    "subject",
    "productName",
    "productTitle",
    "product_name",
    "product_title",
    "itemName",
    "item_name",
    "itemTitle",
    "goodsName",
    "goods_name",
    "offerTitle",
    "displayName",
];
const DESCRIPTIONS: &[&str] =
    &["description", "longDescription", "productDescription", "product_description", "desc", "detail"];
const BRANDS: &[&str] = &["brand", "brandName", "brand_name", "manufacturer"];
const IDS: &[&str] = &["sku", "productId", "product_id", "itemId", "item_id", "goodsId", "offerId", "id"];

/// How a pair names its name and its value.
const NAMES: &[&str] = &[
    "name",
    "attrName",
    "attr_name",
    "attributeName",
    "attribute_name",
    "key",
    "label",
    "title",
    "propertyName",
    "propName",
    "property_name",
    "paramName",
    "specName",
    "displayName",
];
const VALUES: &[&str] = &[
    "value",
    "attrValue",
    "attr_value",
    "attributeValue",
    "attribute_value",
    "values",
    "valueName",
    "propertyValue",
    "property_value",
    "paramValue",
    "specValue",
    "displayValue",
    "content",
    "text",
];

/// Parts of keys below which other things stand.
const ELSEWHERE: &[&str] = &[
    "recommend",
    "related",
    "similar",
    "review",
    "rating",
    "comment",
    "sponsor",
    "breadcrumb",
    "navigation",
    "menu",
    "footer",
    "header",
    "shipping",
    "delivery",
    "payment",
    "seo",
    "track",
    "question",
    "crosssell",
    "upsell",
    "alsobought",
    "alsoviewed",
    "translation",
    "i18n",
    "locale",
    "feature_flag",
    "config",
];

/// The deepest object, and how many, that are looked at.
const MAX_DEPTH: usize = 14;
const MAX_OBJECTS: usize = 40_000;
/// The deepest list of pairs below the product.
const MAX_BELOW: usize = 4;
/// The shortest title, squeezed, that can be told from others.
const MIN_TITLE: usize = 6;

/// The product in any script that bears the title which the page shows, with pairs or a description. The fullest counts.
pub(crate) fn by_title(values: &[ScriptValue], clues: &Clues) -> Option<Listing> {
    let mut best: Option<Listing> = None;
    let mut left = MAX_OBJECTS;
    for found in values {
        let mut open: Vec<(&Value, usize)> = vec![(&found.value, 0)];
        while let Some((value, depth)) = open.pop() {
            let Some(rest) = left.checked_sub(1).filter(|_| depth <= MAX_DEPTH) else { continue };
            left = rest;
            match value {
                Value::Object(map) => {
                    if let Some(listing) = product(value, clues)
                        && best.as_ref().is_none_or(|known| fullness(&listing) > fullness(known))
                    {
                        best = Some(listing);
                    }
                    open.extend(map.iter().filter(|(key, _)| !is_elsewhere(key)).map(|(_, value)| (value, depth + 1)));
                }
                Value::Array(items) => open.extend(items.iter().map(|item| (item, depth + 1))),
                _ => {}
            }
        }
    }
    best
}

fn is_elsewhere(key: &str) -> bool {
    let key = key.to_ascii_lowercase();
    ELSEWHERE.iter().any(|part| key.contains(part))
}

fn product(value: &Value, clues: &Clues) -> Option<Listing> {
    let text = |keys: &[&str]| {
        let texts = keys.iter().filter_map(|key| match &value[*key] {
            Value::String(text) => Some(plain(text)),
            Value::Number(number) => Some(number.to_string()),
            Value::Object(map) => map.get("name").and_then(Value::as_str).map(plain),
            _ => None,
        });
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    };
    let title = text(TITLES);
    let known = squeezed(&title);
    let is_named = known.chars().count() >= MIN_TITLE
        && clues
            .titles
            .iter()
            .any(|shown| shown.contains(&known) || (shown.chars().count() >= MIN_TITLE && known.contains(shown)));
    if !is_named {
        return None;
    }
    let mut attributes = Vec::new();
    pairs_below(value, 0, &mut attributes);
    let description = text(DESCRIPTIONS);
    let listing = Listing { id: text(IDS), title, brand: text(BRANDS), description, attributes, ..Listing::default() };
    (fullness(&listing) > 0).then_some(listing)
}

/// Adds the pairs of the lists below a value.
fn pairs_below(value: &Value, depth: usize, found: &mut Vec<Attribute>) {
    if depth > MAX_BELOW {
        return;
    }
    match value {
        Value::Object(map) => {
            for (_, value) in map.iter().filter(|(key, _)| !is_elsewhere(key)) {
                pairs_below(value, depth + 1, found);
            }
        }
        Value::Array(items) => {
            let pairs: Vec<Attribute> = items.iter().filter_map(pair).collect();
            // A list of pairs is one throughout.
            if !pairs.is_empty() && pairs.len() == items.len() {
                found.extend(pairs);
            } else {
                for item in items {
                    pairs_below(item, depth + 1, found);
                }
            }
        }
        _ => {}
    }
}

fn pair(item: &Value) -> Option<Attribute> {
    let scalar = |value: &Value| match value {
        Value::String(text) => Some(plain(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) if !items.is_empty() && items.iter().all(Value::is_string) => {
            Some(items.iter().filter_map(Value::as_str).map(plain).collect::<Vec<_>>().join(", "))
        }
        _ => None,
    };
    let of =
        |keys: &[&str]| keys.iter().find_map(|key| item.get(*key).and_then(scalar)).filter(|text| !text.is_empty());
    // A thing with an address or a price is a product or a link, no pair.
    let is_thing =
        ["url", "href", "price", "image", "src"].iter().any(|key| item.get(*key).is_some_and(|value| !value.is_null()));
    let (name, value) = (of(NAMES)?, of(VALUES)?);
    let is_short = name.chars().count() <= 60 && value.chars().count() <= 300;
    (is_short && !is_thing && name != value).then_some(Attribute { name, value })
}
