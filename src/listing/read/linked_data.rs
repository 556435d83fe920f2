//! The products of a page's JSON-LD: references are followed, the page's main product is told from others, and what
//! several blocks say of it is joined.

use std::collections::BTreeMap;

use scraper::Html;
use serde_json::{Map, Value};

use crate::listing::read::merge::{merge, squeezed};
use crate::listing::read::product_data::{breadcrumbs, first_text, is_type, list, listing_of};
use crate::listing::read::script_value;
use crate::listing::{Attribute, Listing};
use crate::text::finding::{Code, Finding};
use crate::text::html::select;
use crate::text::source::Source;

const PRODUCT_TYPES: &[&str] =
    &["Product", "ProductGroup", "IndividualProduct", "ProductModel", "SomeProducts", "Vehicle", "Car"];

/// How deeply references are followed.
const MAX_FOLLOWED: usize = 6;

/// What tells a page's main product from others.
#[derive(Debug, Default)]
pub(crate) struct Clues {
    /// The page's headings and titles, squeezed.
    pub titles: Vec<String>,
    /// The page's address.
    pub url: String,
}

/// What a page's JSON-LD says.
#[derive(Debug, Default)]
pub(crate) struct LinkedData {
    /// The main product.
    pub product: Option<Listing>,
    /// Other products: name, and what is said of them.
    pub others: Vec<Attribute>,
}

/// Reads the page's JSON-LD blocks; broken blocks are findings.
pub(crate) fn read(page: &Html, source: &Source, clues: &Clues, findings: &mut Vec<Finding>) -> LinkedData {
    let mut nodes = Vec::new();
    for (index, block) in select(page.root_element(), r#"script[type*="ld+json" i]"#).iter().enumerate() {
        let text: String = block.text().collect();
        let text = unwrap_block(&text);
        if text.is_empty() {
            continue;
        }
        let place = |finding: Finding| {
            let at = source.text.match_indices("ld+json").nth(index).map_or(0, |(at, _)| at);
            finding.at_line(source.line_column(at).0)
        };
        match script_value::lenient(text) {
            Ok((value, None)) => top_nodes(value, &mut nodes, 0),
            Ok((value, Some(error))) => {
                let message = format!("a JSON-LD block is not valid JSON and was read leniently: {error}");
                let finding = Finding::new(Code::LenientJson, &source.name, message);
                findings.push(place(finding).help("compare the fields with the page; `readson parse` shows them"));
                top_nodes(value, &mut nodes, 0);
            }
            Err(error) => {
                let message = format!("a JSON-LD block is not valid JSON: {error}");
                let finding = Finding::new(Code::MalformedJson, &source.name, message);
                let help = "nothing to do if the rest of the page holds the product; the block was passed over";
                findings.push(place(finding).help(help));
            }
        }
    }
    Graph::of(nodes).read(clues)
}

/// Takes off the comment and CDATA marks that older pages put around scripts.
fn unwrap_block(text: &str) -> &str {
    let mut text = text.trim();
    loop {
        let before = text;
        for mark in ["<!--", "/*<![CDATA[*/", "//<![CDATA[", "<![CDATA[", "//-->"] {
            text = text.strip_prefix(mark).unwrap_or(text).trim_start();
        }
        for mark in ["-->", "/*]]>*/", "//]]>", "]]>", "//", ";"] {
            text = text.strip_suffix(mark).unwrap_or(text).trim_end();
        }
        if text == before {
            return text;
        }
    }
}

/// The nodes that a page is about: related products in lists are not among them.
fn top_nodes(value: Value, nodes: &mut Vec<Value>, depth: usize) {
    if depth > 8 {
        return;
    }
    match value {
        Value::Array(values) => values.into_iter().for_each(|value| top_nodes(value, nodes, depth + 1)),
        Value::Object(mut map) => {
            if let Some(graph) = map.remove("@graph") {
                top_nodes(graph, nodes, depth + 1);
            }
            let main = ["mainEntity", "mainEntityOfPage"].into_iter().filter_map(|key| map.get(key).cloned());
            let main: Vec<Value> = main.filter(|value| value.get("@type").is_some()).collect();
            nodes.push(Value::Object(map));
            for mut value in main {
                mark_main(&mut value);
                top_nodes(value, nodes, depth + 1);
            }
        }
        _ => {}
    }
}

/// The key that marks a node that another names as what the page is about.
const MAIN: &str = "readson:main";

fn mark_main(value: &mut Value) {
    if let Value::Object(map) = value {
        map.insert(MAIN.to_owned(), Value::Bool(true));
    }
}

/// The nodes of a page, with those that others can refer to.
struct Graph {
    nodes: Vec<Value>,
    by_id: BTreeMap<String, Map<String, Value>>,
}

impl Graph {
    fn of(nodes: Vec<Value>) -> Graph {
        let mut by_id: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
        for node in &nodes {
            if let (Some(id), Value::Object(map)) = (node["@id"].as_str(), node)
                && map.len() > 1
            {
                // What two blocks say of one thing is joined.
                let known = by_id.entry(id.to_owned()).or_default();
                for (key, value) in map {
                    known.entry(key.clone()).or_insert_with(|| value.clone());
                }
            }
        }
        Graph { nodes, by_id }
    }

    /// A value with what it refers to in place of the references.
    fn followed(&self, value: &Value, depth: usize) -> Value {
        if depth > MAX_FOLLOWED {
            return Value::Null;
        }
        match value {
            Value::Array(values) => values.iter().map(|value| self.followed(value, depth + 1)).collect(),
            Value::Object(map) => {
                let known = map.get("@id").and_then(Value::as_str).and_then(|id| self.by_id.get(id));
                let own =
                    known.filter(|_| map.len() == 1 || (map.len() == 2 && map.contains_key("@type"))).unwrap_or(map);
                own.iter().map(|(key, value)| (key.clone(), self.followed(value, depth + 1))).collect()
            }
            value => value.clone(),
        }
    }

    fn read(&self, clues: &Clues) -> LinkedData {
        let mut mains: Vec<&str> = Vec::new();
        let mut parts: Vec<&str> = Vec::new();
        for node in &self.nodes {
            mains.extend(["mainEntity", "mainEntityOfPage"].iter().filter_map(|key| node[*key]["@id"].as_str()));
            for key in ["hasVariant", "isRelatedTo", "isSimilarTo", "itemListElement", "isConsumableFor"] {
                parts.extend(list(&node[key]).into_iter().filter_map(|part| part["@id"].as_str()));
            }
        }
        let products: Vec<&Value> = self.nodes.iter().filter(|node| is_type(node, PRODUCT_TYPES)).collect();
        let worth = |node: &Value| {
            let id = node["@id"].as_str();
            let of = |ids: &[&str]| id.is_some_and(|id| ids.contains(&id));
            let name = squeezed(&first_text(node, &["name"]));
            let url = first_text(node, &["url"]);
            let named = clues.titles.iter().any(|title| *title == name && !name.is_empty());
            let within = clues.titles.iter().any(|title| name.chars().count() > 3 && title.contains(&name));
            let is_accessory = node.get("isAccessoryOrSparePartFor").is_some() || node.get("isConsumableFor").is_some();
            let fields = ["name", "description", "sku", "offers", "image", "brand", "additionalProperty", "hasVariant"];
            let filled = fields.iter().filter(|field| !node[**field].is_null() && node[**field] != "").count();
            (if of(&mains) || node.get(MAIN).is_some() { 200 } else { 0 })
                + (if !url.is_empty() && url == clues.url { 60 } else { 0 })
                + (if named {
                    50
                } else if within {
                    25
                } else {
                    0
                })
                - (if is_accessory { 80 } else { 0 })
                - (if of(&parts) { 100 } else { 0 })
                + i32::try_from(filled).unwrap_or_default()
        };
        // Of equals the first.
        let best = products.iter().enumerate().max_by_key(|(at, node)| (worth(node), std::cmp::Reverse(*at)));
        let Some((at, node)) = best else { return LinkedData::default() };
        let mut product = self.product(node);
        let mut others = Vec::new();
        for (other_at, other) in products.iter().enumerate() {
            let id = other["@id"].as_str();
            if other_at == at
                || id.is_some_and(|id| {
                    parts.contains(&id) && list(&node["hasVariant"]).iter().any(|own| own["@id"] == id)
                })
            {
                continue;
            }
            let listing = self.product(other);
            let same_id = !listing.id.is_empty() && listing.id == product.id;
            let same_name = !listing.title.is_empty() && squeezed(&listing.title) == squeezed(&product.title);
            if same_id || same_name || (id.is_some() && id == node["@id"].as_str()) {
                merge(&mut product, listing);
            } else {
                others.push(Attribute { name: listing.title.clone(), value: said(&listing) });
            }
        }
        if product.category.is_empty() {
            let crumbs = self.nodes.iter().filter(|node| is_type(node, &["BreadcrumbList"]));
            let crumbs = crumbs.filter_map(|node| breadcrumbs(&self.followed(node, 0)));
            product.category = crumbs.into_iter().next().unwrap_or_default();
        }
        others.retain(|other| !other.name.is_empty() || !other.value.is_empty());
        LinkedData { product: Some(product), others }
    }

    fn product(&self, node: &Value) -> Listing {
        let id = node["@id"].as_str().and_then(|id| self.by_id.get(id));
        let whole = id.map_or_else(|| node.clone(), |joined| Value::Object(joined.clone()));
        let node = self.followed(&whole, 0);
        let mut listing = listing_of(&node);
        // A variant's page says of its group what all variants share.
        let group = &node["isVariantOf"];
        if group.is_object() {
            let variant = listing.id.clone();
            let mut shared = listing_of(group);
            shared.title.clear();
            merge(&mut listing, shared);
            if listing.variants.iter().any(|known| known.id == variant) {
                listing.variant = variant;
            }
        }
        listing
    }
}

/// What is said of another product, on one line.
fn said(listing: &Listing) -> String {
    let pairs = listing.attributes.iter().map(|attribute| format!("{}: {}", attribute.name, attribute.value));
    let parts = [listing.title.clone(), listing.description.clone()].into_iter().chain(pairs);
    parts.filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_nodes(json: &str, titles: &[&str]) -> LinkedData {
        let mut nodes = Vec::new();
        top_nodes(serde_json::from_str(json).unwrap(), &mut nodes, 0);
        let titles = titles.iter().map(|title| squeezed(title)).collect();
        Graph::of(nodes).read(&Clues { titles, url: String::new() })
    }

    #[test]
    fn the_main_product_is_the_one_that_the_page_names() {
        let two = r#"[{"@type": "Product", "name": "Spare lid", "sku": "S", "description": "Cork."},
                      {"@type": "Product", "name": "Jug", "sku": "J"}]"#;
        let read = read_nodes(two, &["Jug"]);
        assert_eq!(read.product.unwrap().title, "Jug");
        assert_eq!(read.others, [Attribute { name: "Spare lid".to_owned(), value: "Spare lid\nCork.".to_owned() }]);
        // Without a name on the page the fuller one, and of equals the first.
        assert_eq!(read_nodes(two, &[]).product.unwrap().title, "Spare lid");
        let empty_first = r#"[{"@type": "Product"}, {"@type": "Product", "name": "Jug", "description": "Steel."}]"#;
        assert_eq!(read_nodes(empty_first, &[]).product.unwrap().description, "Steel.");
    }

    #[test]
    fn what_two_blocks_say_of_one_product_is_joined() {
        let read = read_nodes(
            r#"[{"@type": "Product", "sku": "J", "name": "Jug", "material": "Steel"},
                {"@type": "Product", "sku": "J", "name": "Jug, large", "brand": {"@id": "b"}},
                {"@type": "Brand", "@id": "b", "name": "Norrvik"}]"#,
            &["Jug"],
        );
        let product = read.product.unwrap();
        assert_eq!((product.brand.as_str(), product.attributes.len(), read.others.len()), ("Norrvik", 1, 0));
    }

    #[test]
    fn references_in_a_circle_end() {
        let read = read_nodes(
            r#"{"@graph": [{"@type": "Product", "@id": "a", "name": "A", "isRelatedTo": {"@id": "b"}},
                           {"@type": "Product", "@id": "b", "name": "B", "isRelatedTo": {"@id": "a"}}]}"#,
            &["A"],
        );
        assert_eq!(read.product.unwrap().title, "A");
    }
}
