//! Variants in records of shops: `options` with their names, `variants` with a value of each.

use serde_json::Value;

use crate::listing::read::units::with_unit;
use crate::listing::{Attribute, Listing, Variant};

/// Takes a record's `options` and `variants` out of the fields that are not known, as its variants. What all variants
/// share is the product's.
pub(super) fn take(listing: &mut Listing) {
    let name_of = |item: &Value| item.get("name").and_then(Value::as_str).map(str::to_owned);
    let is_options =
        |value: &&Value| value.as_array().is_some_and(|items| items.iter().all(|item| name_of(item).is_some()));
    let options: Vec<Value> =
        listing.extra.get("options").filter(is_options).and_then(Value::as_array).cloned().unwrap_or_default();
    let is_variants =
        |value: &&Value| value.as_array().is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_object));
    let Some(variants) = listing.extra.get("variants").filter(is_variants).and_then(Value::as_array).cloned() else {
        return;
    };
    let names: Vec<String> = options.iter().filter_map(name_of).collect();
    listing.variants = variants.iter().map(|variant| read(variant, &names)).filter(|one| !one.is_blank()).collect();
    if listing.variants.is_empty() {
        return;
    }
    listing.extra.remove("options");
    listing.extra.remove("variants");
    share(listing);
    listing.settle_variant();
}

/// Gives the product what all its variants share.
pub(super) fn share(listing: &mut Listing) {
    let [first, rest @ ..] = listing.variants.as_slice() else { return };
    let shared = |attribute: &&Attribute| rest.iter().all(|variant| variant.attributes.contains(attribute));
    let shared: Vec<Attribute> = first.attributes.iter().filter(shared).cloned().collect();
    listing
        .attributes
        .extend(shared.into_iter().filter(|attribute| !listing.attributes.contains(attribute)).collect::<Vec<_>>());
}

fn read(variant: &Value, names: &[String]) -> Variant {
    let text = |key: &str| match variant.get(key) {
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let mut attributes: Vec<Attribute> = names
        .iter()
        .enumerate()
        .map(|(at, name)| Attribute { name: name.clone(), value: text(&format!("option{}", at + 1)) })
        .chain(weight(&text("grams"), &text("weight"), &text("weight_unit")))
        .collect();
    attributes.retain(|attribute| !attribute.value.is_empty());
    let id = [text("sku"), text("id")].into_iter().find(|id| !id.is_empty()).unwrap_or_default();
    // A title that only repeats the values says nothing of its own.
    Variant { id, price: text("price"), attributes, ..Variant::default() }
}

/// The weight of a variant, in grams or in a unit of its own.
pub(super) fn weight(grams: &str, weight: &str, unit: &str) -> Option<Attribute> {
    let is_some = |text: &str| text.parse::<f64>().is_ok_and(|value| value > 0.0);
    let value = match () {
        () if is_some(grams) => with_unit(grams, "g"),
        () if is_some(weight) && !unit.is_empty() => with_unit(weight, unit),
        () => return None,
    };
    Some(Attribute { name: "Weight".to_owned(), value })
}
