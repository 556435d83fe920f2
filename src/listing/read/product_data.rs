//! Structured product data in a page: JSON-LD and microdata, both read as schema.org `Product` values.

use scraper::{ElementRef, Html};
use serde_json::{Map, Value};

use crate::listing::read::merge::merge;
use crate::listing::{Attribute, Listing};
use crate::text::finding::{Code, Finding};
use crate::text::html::{self, readable_text, select};
use crate::text::nesting::nesting_depth_ok;
use crate::text::source::Source;

const PRODUCT_TYPES: &[&str] = &["Product", "ProductGroup", "IndividualProduct", "ProductModel", "SomeProducts"];

/// Properties of a product that are specifications, besides `additionalProperty`.
#[rustfmt::skip]
const SPECIFICATIONS: &[&str] = &[
    "color", "material", "pattern", "size", "model", "weight", "height", "width", "depth", "gtin", "gtin8", "gtin12",
    "gtin13", "gtin14", "mpn", "countryOfOrigin",
];

/// The product of the page's JSON-LD blocks; broken blocks are findings. `None` when no block describes a product.
pub(crate) fn json_ld(page: &Html, source: &Source, findings: &mut Vec<Finding>) -> Option<Listing> {
    let blocks = select(page.root_element(), r#"script[type*="ld+json" i]"#);
    let mut product = None;
    let mut crumbs = None;
    for (index, block) in blocks.iter().enumerate() {
        let text: String = block.text().collect();
        let text = unwrap_block(&text);
        if text.is_empty() {
            continue;
        }
        let value = match parse_block(text) {
            Ok(value) => value,
            Err(error) => {
                let at = source.text.match_indices("ld+json").nth(index).map_or(0, |(at, _)| at);
                findings.push(
                    Finding::new(
                        Code::MalformedJson,
                        &source.name,
                        format!("a JSON-LD block is not valid JSON: {error}"),
                    )
                    .at_line(source.line_column(at).0)
                    .help("nothing to do if the rest of the page holds the product; the block was passed over"),
                );
                continue;
            }
        };
        let mut nodes = Vec::new();
        top_nodes(&value, &mut nodes, 0);
        for node in nodes {
            if product.is_none() && is_type(node, PRODUCT_TYPES) {
                product = Some(listing_of(node));
            }
            if crumbs.is_none() && is_type(node, &["BreadcrumbList"]) {
                crumbs = breadcrumbs(node);
            }
        }
    }
    let mut product = product?;
    if product.category.is_empty() {
        product.category = crumbs.unwrap_or_default();
    }
    Some(product)
}

/// The first product of the page's microdata.
pub(crate) fn microdata(page: &Html) -> Option<Listing> {
    let item = html::first(page.root_element(), r#"[itemscope][itemtype*="schema.org/" i][itemtype*="Product"]"#)?;
    Some(listing_of(&microdata_item(item, 0)))
}

/// Takes off the comment and CDATA marks that older pages put around scripts.
fn unwrap_block(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let before = text;
        for mark in ["<!--", "/*<![CDATA[*/", "//<![CDATA[", "<![CDATA[", "//-->", "/*", "//"] {
            text = text.strip_prefix(mark).unwrap_or(text).trim_start();
        }
        for mark in ["-->", "/*]]>*/", "//]]>", "]]>", "*/", "//", ";"] {
            text = text.strip_suffix(mark).unwrap_or(text).trim_end();
        }
        if text == before {
            return text;
        }
    }
}

/// Line breaks and tabs inside strings are the most common fault; they are read as spaces.
fn parse_block(text: &str) -> Result<Value, String> {
    serde_json::from_str(text).or_else(|error| {
        let plain: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        serde_json::from_str(&plain).map_err(|_| error.to_string())
    })
}

/// The nodes that a page is about: related products in lists are not among them.
fn top_nodes<'a>(value: &'a Value, nodes: &mut Vec<&'a Value>, depth: usize) {
    if depth > 8 {
        return;
    }
    match value {
        Value::Array(values) => values.iter().for_each(|value| top_nodes(value, nodes, depth + 1)),
        Value::Object(map) => {
            nodes.push(value);
            for key in ["@graph", "mainEntity", "mainEntityOfPage"] {
                if let Some(value) = map.get(key) {
                    top_nodes(value, nodes, depth + 1);
                }
            }
        }
        _ => {}
    }
}

fn is_type(node: &Value, types: &[&str]) -> bool {
    let matches = |name: &Value| {
        let name = name.as_str().unwrap_or_default();
        types.contains(&name.rsplit(['/', '#', ':']).next().unwrap_or(name))
    };
    match &node["@type"] {
        Value::Array(names) => names.iter().any(matches),
        name => matches(name),
    }
}

fn breadcrumbs(node: &Value) -> Option<String> {
    let names: Vec<String> = list(&node["itemListElement"])
        .iter()
        .map(|item| Some(text(&item["name"])).filter(|name| !name.is_empty()).unwrap_or_else(|| text(&item["item"])))
        .filter(|name| !name.is_empty())
        .collect();
    (!names.is_empty()).then(|| names.join(" > "))
}

fn listing_of(node: &Value) -> Listing {
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
    // A group of variants says what they share; the rest is taken from the first of them.
    if let Some(variant) = list(&node["hasVariant"]).first() {
        merge(&mut listing, listing_of_variant(variant));
    }
    listing
}

fn listing_of_variant(variant: &Value) -> Listing {
    let mut variant = variant.clone();
    if let Value::Object(map) = &mut variant {
        map.remove("hasVariant");
    }
    listing_of(&variant)
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
    if unit.is_empty() || amount.is_empty() || amounts.is_empty() { amount } else { format!("{amount} {unit}") }
}

fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Null => Vec::new(),
        Value::Array(values) => values.iter().collect(),
        value => vec![value],
    }
}

fn first_text(node: &Value, keys: &[&str]) -> String {
    let texts = keys.iter().filter_map(|key| list(&node[*key]).first().map(|value| text(value)));
    texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
}

/// The text of a value: a thing is named by its `name`; markup and character references become what they show.
fn text(value: &Value) -> String {
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
