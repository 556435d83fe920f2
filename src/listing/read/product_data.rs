//! One product as schema.org describes it: a `Product` value of JSON-LD, or an item of microdata read as one.

use scraper::{ElementRef, Html};
use serde_json::{Map, Value};

use crate::listing::read::merge::squeezed;
use crate::listing::read::units::with_unit;

use crate::listing::{Attribute, Listing, Variant};
use crate::text::html::{self, readable_text, select};
use crate::text::nesting::nesting_depth_ok;

/// Properties of a product that are specifications, besides `additionalProperty`.
#[rustfmt::skip]
const SPECIFICATIONS: &[&str] = &[
    "color", "material", "pattern", "size", "model", "weight", "height", "width", "depth", "gtin", "gtin8", "gtin12",
    "gtin13", "gtin14", "mpn", "countryOfOrigin",
];

/// The main product of the page's microdata: the first outside of parts about other things, and what else of it is there.
pub(crate) fn microdata(page: &Html, is_out: &dyn Fn(ElementRef<'_>) -> bool) -> Option<Listing> {
    let items = select(page.root_element(), r#"[itemscope][itemtype*="schema.org/" i][itemtype*="Product"]"#);
    let inner = |item: &ElementRef<'_>| item.ancestors().filter_map(ElementRef::wrap).any(|above| is_product(&above));
    let own = |item: &ElementRef<'_>| !inner(item) && !is_out(*item) && item.value().attr("itemprop").is_none();
    let heading = first_heading(page);
    let read: Vec<Listing> = items.into_iter().filter(own).map(|item| listing_of(&microdata_item(item, 0))).collect();
    let named = read.iter().position(|listing| !heading.is_empty() && squeezed(&listing.title) == heading);
    read.into_iter().nth(named.unwrap_or_default())
}

fn is_product(element: &ElementRef<'_>) -> bool {
    element.value().attr("itemtype").is_some_and(|name| name.contains("schema.org/") && name.contains("Product"))
}

fn first_heading(page: &Html) -> String {
    html::first(page.root_element(), "h1").map(|heading| squeezed(&html::line_of_text(heading))).unwrap_or_default()
}

pub(super) fn is_type(node: &Value, types: &[&str]) -> bool {
    let matches = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        types.contains(&name.rsplit(['/', '#', ':']).next().unwrap_or(name))
    };
    match &node["@type"] {
        Value::Array(names) => names.iter().any(matches),
        name => matches(name),
    }
}

pub(super) fn breadcrumbs(node: &Value) -> Option<String> {
    let names: Vec<String> = list(&node["itemListElement"])
        .iter()
        .map(|item| Some(text(&item["name"])).filter(|name| !name.is_empty()).unwrap_or_else(|| text(&item["item"])))
        .filter(|name| !name.is_empty())
        .collect();
    (!names.is_empty()).then(|| names.join(" > "))
}

pub(super) fn listing_of(node: &Value) -> Listing {
    let mut listing = Listing {
        id: first_text(node, &["sku", "productID", "gtin13", "gtin12", "gtin14", "gtin8", "gtin", "mpn"]),
        url: first_text(node, &["url"]),
        title: first_text(node, &["name"]),
        brand: first_text(node, &["brand", "manufacturer"]),
        description: first_text(node, &["description"]),
        category: list(&node["category"])
            .into_iter()
            .map(text)
            .filter(|name| !name.is_empty())
            .collect::<Vec<_>>()
            .join(" > "),
        ..Listing::default()
    };
    if let Some(id) = listing.id.strip_prefix("sku:") {
        listing.id = id.to_owned();
    }
    for key in SPECIFICATIONS {
        let values: Vec<String> =
            list(&node[*key]).into_iter().map(quantity).filter(|value| !value.is_empty()).collect();
        if !values.is_empty() {
            listing.attributes.push(Attribute { name: (*key).to_owned(), value: values.join(", ") });
        }
    }
    for property in list(&node["additionalProperty"]) {
        let (name, value) = (text(&property["name"]), quantity(property));
        if !name.is_empty() && !value.is_empty() {
            listing.attributes.push(Attribute { name, value });
        }
    }
    for image in list(&node["image"]) {
        let address = match image {
            Value::Object(_) => first_text(image, &["url", "contentUrl", "@id"]),
            image => image.as_str().unwrap_or_default().trim().to_owned(),
        };
        if !address.is_empty() && !listing.images.contains(&address) {
            listing.images.push(address);
        }
    }
    for offer in list(&node["offers"]) {
        if listing.price.is_empty() {
            listing.price = price(offer);
        }
        if listing.seller.is_empty() {
            listing.seller = text(&offer["seller"]);
        }
        if listing.url.is_empty() {
            listing.url = text(&offer["url"]);
        }
    }
    listing.variants = list(&node["hasVariant"]).into_iter().map(variant).filter(|one| !one.is_blank()).collect();
    if listing.id.is_empty() {
        listing.id = first_text(node, &["productGroupID"]);
    }
    // What all variants share is the group's.
    if let [first, rest @ ..] = listing.variants.as_slice() {
        let shared = |attribute: &&Attribute| rest.iter().all(|variant| variant.attributes.contains(attribute));
        let shared: Vec<Attribute> = first.attributes.iter().filter(shared).cloned().collect();
        let known = |attribute: &Attribute| listing.attributes.iter().any(|own| own.name == attribute.name);
        let more: Vec<Attribute> = shared.into_iter().filter(|attribute| !known(attribute)).collect();
        listing.attributes.extend(more);
    }
    listing
}

fn variant(node: &Value) -> Variant {
    let own = listing_of(&without_variants(node));
    Variant {
        id: own.id,
        title: own.title,
        attributes: own.attributes,
        description: own.description,
        url: own.url,
        price: own.price,
        images: own.images,
    }
}

fn without_variants(variant: &Value) -> Value {
    let mut variant = variant.clone();
    if let Value::Object(map) = &mut variant {
        map.remove("hasVariant");
    }
    variant
}

fn price(offer: &Value) -> String {
    let specification = list(&offer["priceSpecification"]).first().copied().unwrap_or(&Value::Null);
    let find = |keys: &[&str]| {
        Some(first_text(offer, keys)).filter(|text| !text.is_empty()).unwrap_or_else(|| first_text(specification, keys))
    };
    let (amount, currency) = (find(&["price", "lowPrice"]), find(&["priceCurrency"]));
    if amount.is_empty() || currency.is_empty() { amount } else { format!("{amount} {currency}") }
}

/// A value with its unit.
fn quantity(value: &Value) -> String {
    let Value::Object(_) = value else { return text(value) };
    let amounts: Vec<String> = list(&value["value"]).into_iter().map(text).filter(|text| !text.is_empty()).collect();
    let amount = if amounts.is_empty() {
        match (text(&value["minValue"]), text(&value["maxValue"])) {
            (low, high) if !low.is_empty() && !high.is_empty() => format!("{low}-{high}"),
            _ if value.get("propertyID").is_none() => text(value),
            (low, high) => low + &high,
        }
    } else {
        amounts.join(", ")
    };
    let unit = first_text(value, &["unitText", "unitCode"]);
    if unit.is_empty() || amount.is_empty() || amounts.is_empty() { amount } else { with_unit(&amount, &unit) }
}

pub(super) fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().collect(),
        value => vec![value],
    }
}

pub(super) fn first_text(node: &Value, keys: &[&str]) -> String {
    let texts = keys.iter().filter_map(|key| list(&node[*key]).first().map(|value| text(value)));
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

/// The text of a value: a thing is named by its `name`; markup and character references become what they show.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::String(text) => plain(text),
        Value::Number(number) => number.to_string(),
        Value::Bool(flag) => flag.to_string(),
        Value::Object(map) => ["name", "@value"]
            .iter()
            .find_map(|key| map.get(*key).and_then(Value::as_str))
            .map(plain)
            .unwrap_or_default(),
        _ => String::new(),
    }
}

/// Text that may hold markup, as it is shown.
pub(crate) fn plain(text: &str) -> String {
    let tag = |(at, _): (usize, &str)| text[at + 1..].starts_with(|c: char| c.is_ascii_alphabetic() || c == '/');
    let markup = text.contains('&') || text.match_indices('<').any(tag);
    if !markup || text.len() > html::MAX_PAGE || !nesting_depth_ok(text) {
        return text.trim().to_owned();
    }
    // Lines of text with character references keep their line breaks.
    let marked = if text.match_indices('<').any(tag) { text.to_owned() } else { text.replace('\n', "<br>") };
    readable_text(Html::parse_fragment(&marked).root_element())
}

/// An item of microdata as the value that JSON-LD would give.
fn microdata_item(item: ElementRef<'_>, depth: usize) -> Value {
    let mut map = Map::new();
    if let Some(name) = item.value().attr("itemtype") {
        map.insert("@type".to_owned(), Value::String(name.trim().to_owned()));
    }
    for element in select(item, "[itemprop]") {
        let owner =
            element.ancestors().filter_map(ElementRef::wrap).find(|node| node.value().attr("itemscope").is_some());
        if owner.is_none_or(|owner| owner.id() != item.id()) {
            continue;
        }
        let value = if element.value().attr("itemscope").is_some() {
            if depth > 8 {
                continue;
            }
            microdata_item(element, depth + 1)
        } else {
            Value::String(microdata_text(element))
        };
        for name in element.value().attr("itemprop").unwrap_or_default().split_ascii_whitespace() {
            match map.get_mut(name) {
                Some(Value::Array(values)) => values.push(value.clone()),
                Some(first) => *first = Value::Array(vec![first.take(), value.clone()]),
                None => {
                    map.insert(name.to_owned(), value.clone());
                }
            }
        }
    }
    Value::Object(map)
}

fn microdata_text(element: ElementRef<'_>) -> String {
    let value = element.value();
    let attribute = match value.name() {
        "a" | "link" | "area" => value.attr("href"),
        "img" | "source" | "embed" | "iframe" => value.attr("src").or_else(|| value.attr("data-src")),
        "time" => value.attr("datetime"),
        "data" | "meter" => value.attr("value"),
        _ => None,
    };
    match value.attr("content").or(attribute) {
        Some(text) => text.trim().to_owned(),
        None => readable_text(element),
    }
}
