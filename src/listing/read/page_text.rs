//! What the visible part of a product page says: specifications, selling points, description, pictures.

use std::collections::HashSet;

use scraper::{ElementRef, Html};

use crate::listing::read::sections::Sections;
use crate::listing::{Attribute, Listing};
use crate::text::html::{
    first, is_heading, is_skipped, line_of_text, pair_of_item, pairs_of_list, pairs_of_table, readable_text,
    readable_text_without, rows_of_table, select, stands_in_skipped,
};

/// How long the name of a specification may be, in bytes; longer ones are cells of a layout.
const MAX_NAME: usize = 80;
/// How many pictures of a page are kept.
const MAX_IMAGES: usize = 50;

/// The longest value in a list of pairs, in bytes, and the fewest pairs of a list that nothing marks as one.
const MAX_VALUE: usize = 200;
const MIN_UNMARKED: usize = 3;

/// How tables that compare products head the column of the page's own.
const THIS_ITEM: &[&str] = &[
    "this item",
    "this product",
    "current item",
    "current product",
    "dieser artikel",
    "dieses produkt",
    "cet article",
    "ce produit",
    "este producto",
    "este artículo",
    "este item",
    "este produto",
    "questo articolo",
    "questo prodotto",
    "dit product",
    "dit artikel",
    "ten produkt",
    "этот товар",
    "bu ürün",
    "本商品",
    "本产品",
    "本品",
    "この商品",
    "이 상품",
];

/// The line below a title that names the brand, and how it does so.
const BYLINE: &str = r#"#bylineInfo, [id*="byline" i], [class*="byline" i]"#;
const BYLINES: &[(&str, &str)] = &[
    ("visit the ", " store"),
    ("brand: ", ""),
    ("besuche den ", "-store"),
    ("marke: ", ""),
    ("visiter la boutique ", ""),
    ("marque : ", ""),
    ("visita la tienda de ", ""),
    ("visita lo store di ", ""),
    ("marca: ", ""),
    ("ブランド: ", ""),
    ("品牌: ", ""),
    ("品牌：", ""),
    ("by ", ""),
];

const BULLET_WORDS: &[&str] = &["feature", "bullet", "highlight", "selling-point", "key-point", "about-this"];
const BULLET_HEADINGS: &[&str] = &[
    "about this item",
    "features",
    "key features",
    "product features",
    "highlights",
    "product highlights",
    "benefits",
];
const SPEC_WORDS: &[&str] =
    &["spec", "attribute", "techdata", "tech-data", "technical", "parameter", "product-detail", "detailbullet"];
const SPEC_HEADINGS: &[&str] =
    &["specification", "technical", "product details", "product information", "details", "parameters", "dimensions"];

/// Reads the visible part of a page: its fields, and all its text for a product that nothing describes. The title is the
/// page's heading, or failing that its `<title>`.
pub(crate) fn read(page: &Html, sections: &Sections) -> (Listing, String) {
    let root = page.root_element();
    let mut listing = Listing { title: title(root), category: breadcrumbs(root), ..Listing::default() };
    let mut used = HashSet::new();
    let is_out = |element: ElementRef<'_>| stands_in_skipped(element) || sections.stands_in(element);
    for table in select(root, "table") {
        if let Some(pairs) = this_item_of(table) {
            keep(&mut listing, pairs);
            used.insert(table.id());
        } else if !is_out(table) && keep(&mut listing, pairs_of_table(table)) {
            used.insert(table.id());
        }
    }
    for list in select(root, "dl") {
        if !is_out(list) && keep(&mut listing, pairs_of_list(list)) {
            used.insert(list.id());
        }
    }
    let lists: Vec<ElementRef<'_>> = select(root, "ul, ol").into_iter().filter(|list| !is_out(*list)).collect();
    for list in &lists {
        let pairs = pairs_of_items(*list, is_about(*list, SPEC_WORDS, SPEC_HEADINGS));
        if !pairs.is_empty() {
            used.insert(list.id());
            keep(&mut listing, pairs);
            continue;
        }
        let bullets = is_about(*list, BULLET_WORDS, BULLET_HEADINGS);
        if !bullets && !is_about(*list, SPEC_WORDS, SPEC_HEADINGS) {
            continue;
        }
        used.insert(list.id());
        for item in items(*list) {
            match item.split_once(':').filter(|_| !bullets) {
                Some((name, value)) => {
                    keep(&mut listing, vec![(name.trim().to_owned(), value.trim().to_owned())]);
                }
                None => listing.bullets.push(item),
            }
        }
    }
    if listing.bullets.is_empty()
        && let Some(list) = list_after_heading(root, &lists, &|list| used.contains(&list.id()))
    {
        used.insert(list.id());
        listing.bullets = items(list);
    }
    let is_used = |element: ElementRef<'_>| used.contains(&element.id()) || sections.is_root(element);
    listing.description = description(root, &is_out, &is_used);
    let text = main_text(root, &is_used);
    listing.images = images(root, &is_out);
    if let Some(brand) = listing.attributes.iter().find(|attribute| {
        ["brand", "brand name", "manufacturer", "marke", "marca", "marque"]
            .contains(&attribute.name.to_lowercase().as_str())
    }) {
        listing.brand.clone_from(&brand.value);
    }
    if listing.brand.is_empty() {
        listing.brand = byline(root);
    }
    listing.price = price(root, &is_out);
    (listing, text)
}

/// The pairs of a list of which every item is one: marked by colons, in a list of specifications, or several of them.
fn pairs_of_items(list: ElementRef<'_>, is_spec: bool) -> Vec<(String, String)> {
    let items: Vec<ElementRef<'_>> =
        list.child_elements().filter(|item| item.value().name() == "li" && !is_skipped(*item)).collect();
    let pairs: Vec<(String, String, bool)> = items.iter().filter_map(|item| pair_of_item(*item)).collect();
    let short = |pair: &(String, String, bool)| pair.1.len() <= MAX_VALUE;
    let is_list = !pairs.is_empty() && pairs.len() == items.len() && pairs.iter().all(short);
    // Selling points often begin with a word and a colon.
    let is_points = is_about(list, BULLET_WORDS, BULLET_HEADINGS) && !is_spec;
    let marked = pairs.iter().any(|pair| pair.2) || pairs.len() >= MIN_UNMARKED;
    if !is_list || is_points || !(is_spec || marked) || first(list, "a[href]").is_some() && !is_spec {
        return Vec::new();
    }
    pairs.into_iter().map(|(name, value, _)| (name, value)).collect()
}

/// What the column of the page's own product says in a table that compares it with others.
fn this_item_of(table: ElementRef<'_>) -> Option<Vec<(String, String)>> {
    let rows = rows_of_table(table);
    let head = rows.first()?;
    let is_own = |cell: &ElementRef<'_>| {
        let text = line_of_text(*cell).to_lowercase();
        THIS_ITEM.iter().any(|words| text.starts_with(words))
    };
    let own = head.iter().position(is_own).filter(|at| *at > 0 && head.len() > 2)?;
    let pair = |cells: &Vec<ElementRef<'_>>| {
        Some((line_of_text(*cells.first()?), readable_text(*cells.get(own).filter(|_| cells.len() == head.len())?)))
    };
    Some(rows[1..].iter().filter_map(pair).filter(|(_, value)| !value.is_empty()).collect())
}

/// The brand in a line such as "Visit the Norrvik Store".
fn byline(root: ElementRef<'_>) -> String {
    let Some(line) = first(root, BYLINE).map(line_of_text) else { return String::new() };
    let lower = line.to_lowercase();
    let brand = BYLINES.iter().find_map(|(before, after)| {
        let inner = lower.strip_prefix(before)?.strip_suffix(after)?;
        // Lower case can change lengths; then the line is left alone.
        (lower.len() == line.len()).then(|| line[before.len()..before.len() + inner.len()].trim().to_owned())
    });
    brand.unwrap_or_default()
}

fn title(root: ElementRef<'_>) -> String {
    ["#productTitle", "h1", "title"]
        .iter()
        .filter_map(|selector| first(root, selector))
        .map(|heading| match heading.value().name() {
            "title" => heading.text().collect::<String>().split_whitespace().collect::<Vec<_>>().join(" "),
            _ => line_of_text(heading),
        })
        .find(|title| !title.is_empty())
        .unwrap_or_default()
}

fn breadcrumbs(root: ElementRef<'_>) -> String {
    let Some(trail) = first(root, r#"[class*="breadcrumb" i], [id*="breadcrumb" i], [aria-label*="breadcrumb" i]"#)
    else {
        return String::new();
    };
    let links: Vec<String> = select(trail, "a").into_iter().map(line_of_text).filter(|name| !name.is_empty()).collect();
    links.join(" > ")
}

/// Keeps the pairs that can be specifications; tells whether there were any.
fn keep(listing: &mut Listing, pairs: Vec<(String, String)>) -> bool {
    let mut any = false;
    for (name, value) in pairs {
        let name = name
            .trim_end_matches([':', '：', ' ', '\u{200e}', '\u{200f}'])
            .trim_start_matches(['\u{200e}', '\u{200f}']);
        if name.is_empty() || value.is_empty() || name.len() > MAX_NAME {
            continue;
        }
        any = true;
        listing.attributes.push(Attribute { name: name.to_owned(), value });
    }
    any
}

fn items(list: ElementRef<'_>) -> Vec<String> {
    let items = list.child_elements().filter(|item| item.value().name() == "li" && !is_skipped(*item));
    items.map(line_of_text).filter(|item| !item.is_empty()).collect()
}

/// Whether the classes and ids of an element and its two parents, or the heading before it, name a subject.
fn is_about(list: ElementRef<'_>, words: &[&str], headings: &[&str]) -> bool {
    let named = std::iter::once(list)
        .chain(list.ancestors().filter_map(ElementRef::wrap).take(2))
        .filter(|element| !matches!(element.value().name(), "body" | "html" | "main"))
        .any(|element| {
            [element.value().attr("class"), element.value().attr("id")].into_iter().flatten().any(|name| {
                let name = name.to_ascii_lowercase();
                words.iter().any(|word| name.contains(word))
            })
        });
    named
        || heading_before(list).is_some_and(|heading| {
            let heading = heading.to_lowercase();
            headings.iter().any(|wanted| heading.starts_with(wanted))
        })
}

/// The heading among the siblings before an element, or before its parent.
fn heading_before(element: ElementRef<'_>) -> Option<String> {
    let parent = element.parent().and_then(ElementRef::wrap);
    std::iter::once(element)
        .chain(parent)
        .find_map(|element| {
            let mut before = element.prev_siblings().filter_map(ElementRef::wrap).take(3);
            before.find(|node| is_heading(*node))
        })
        .map(line_of_text)
}

/// The first list of text after the main heading: three items or more, and few links.
fn list_after_heading<'a>(
    root: ElementRef<'a>,
    lists: &[ElementRef<'a>],
    is_used: &dyn Fn(ElementRef<'_>) -> bool,
) -> Option<ElementRef<'a>> {
    let heading = first(root, "h1")?;
    let order: Vec<_> = select(root, "h1, ul, ol").iter().map(|element| element.id()).collect();
    let start = order.iter().position(|id| *id == heading.id())?;
    let after: HashSet<_> = order[start..].iter().copied().collect();
    lists.iter().copied().find(|list| {
        let items = items(*list);
        after.contains(&list.id())
            && !is_used(*list)
            && items.len() >= 3
            && items.iter().map(String::len).sum::<usize>() > 20 * items.len()
            && select(*list, "a").len() * 3 < items.len()
    })
}

/// The text of the section that describes the product.
fn description(
    root: ElementRef<'_>,
    is_out: &dyn Fn(ElementRef<'_>) -> bool,
    is_used: &dyn Fn(ElementRef<'_>) -> bool,
) -> String {
    select(root, r#"[itemprop="description"], [id*="description" i], [class*="description" i]"#)
        .into_iter()
        .filter(|element| !matches!(element.value().name(), "meta" | "body" | "html") && !is_out(*element))
        .map(|element| readable_text_without(element, &|part| is_used(part) || is_heading(part)))
        .find(|text| text.len() > 20)
        .unwrap_or_default()
}

/// All text of the main part of a page, without what is no prose.
fn main_text(root: ElementRef<'_>, is_used: &dyn Fn(ElementRef<'_>) -> bool) -> String {
    let no_prose = |element: ElementRef<'_>| {
        let value = element.value();
        let names = [value.attr("class"), value.attr("id")].into_iter().flatten().map(str::to_ascii_lowercase);
        matches!(value.attr("id"), Some("productTitle" | "bylineInfo"))
            || matches!(
                value.attr("itemprop"),
                Some("offers" | "brand" | "sku" | "price" | "review" | "aggregateRating")
            )
            || names.into_iter().any(|name| {
                let words = ["breadcrumb", "review", "cookie", "newsletter", "recommend", "related-products"];
                name.split_ascii_whitespace().any(|word| word == "price" || word == "rating")
                    || words.iter().any(|word| name.contains(word))
            })
    };
    let leave_out = |element: ElementRef<'_>| is_used(element) || is_heading(element) || no_prose(element);
    [r#"main, [role="main"], [itemtype*="schema.org/Product"], article"#, "body"]
        .iter()
        .filter_map(|selector| first(root, selector))
        .map(|part| readable_text_without(part, &leave_out))
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

fn images(root: ElementRef<'_>, is_out: &dyn Fn(ElementRef<'_>) -> bool) -> Vec<String> {
    let mut images = Vec::new();
    for image in select(root, "img") {
        let address = [image.value().attr("src"), image.value().attr("data-src")]
            .into_iter()
            .flatten()
            .map(str::trim)
            .find(|address| !address.is_empty() && !address.starts_with("data:"));
        let Some(address) = address else { continue };
        let lower = address.to_ascii_lowercase();
        let decoration = [".svg", "sprite", "icon", "logo", "pixel"].iter().any(|word| lower.contains(word));
        if !decoration && images.len() < MAX_IMAGES && !is_out(image) && !images.iter().any(|other| other == address) {
            images.push(address.to_owned());
        }
    }
    images
}

fn price(root: ElementRef<'_>, is_out: &dyn Fn(ElementRef<'_>) -> bool) -> String {
    let short = |text: &String| text.len() < 40 && text.bytes().any(|byte| byte.is_ascii_digit());
    let found = select(root, r#"[class~="price" i], [id="price" i]"#);
    found.into_iter().filter(|element| !is_out(*element)).map(line_of_text).find(short).unwrap_or_default()
}
