//! One listing from one saved product page: JSON-LD, microdata, `OpenGraph` and what the page shows, in this order.

use std::collections::HashSet;

use scraper::{ElementRef, Html, Node};

use crate::listing::read::fields::check_text;
use crate::listing::read::linked_data::{self, Clues};
use crate::listing::read::merge::{merge, squeezed};
use crate::listing::read::page_text;
use crate::listing::read::product_data::{self, plain};
use crate::listing::read::script_product;
use crate::listing::read::scripts::{self, ScriptValue};
use crate::listing::read::sections::Sections;
use crate::listing::shop::{self, Shop};
use crate::listing::{Attribute, Listing};
use crate::text::finding::{Code, Finding};
use crate::text::html;
use crate::text::parsed::Parsed;
use crate::text::source::{Source, stem};

/// Reads a saved page as one listing.
///
/// A page without product data gives its title and readable text and a [`Code::NoProduct`] warning; a page that is
/// too large or nested too deep gives a finding only.
pub fn read(source: &Source) -> Parsed<Listing> {
    read_with(source, shop::built_in())
}

/// As [`read`], where the pages of these shops are known.
pub fn read_with(source: &Source, shops: &[Shop]) -> Parsed<Listing> {
    let page = match html::parse(source) {
        Ok(page) => page,
        Err(finding) => return Parsed::from(*finding),
    };
    let mut parsed = Parsed::default();
    let mut listing = Listing::default();
    let sections = Sections::of(&page);
    let graph = open_graph(&page);
    let place = Place::of(&page);
    let (mut shown, text) = page_text::read(&page, &sections);
    let clues = Clues {
        titles: [&shown.title, &graph.listing.title, &page_title(&page)]
            .into_iter()
            .map(|title| squeezed(title))
            .collect(),
        url: place.url.clone(),
    };
    let linked = linked_data::read(&page, source, &clues, &mut parsed.findings);
    let marked = product_data::microdata(&page, &|element| sections.stands_in(element));
    // Microdata of a product with another name is another product's.
    let same = |a: &Listing, b: &Listing| {
        let (a, b) = (squeezed(&a.title), squeezed(&b.title));
        a.contains(&b) || b.contains(&a)
    };
    let fits = marked.as_ref().is_none_or(|marked| linked.product.as_ref().is_none_or(|linked| same(linked, marked)));
    let structured = [linked.product, marked.filter(|_| fits)];
    let values = scripts::values(&page);
    let url = if is_address(&graph.listing.url) { &graph.listing.url } else { &place.url };
    let shop = host(if place.url.is_empty() { url } else { &place.url }).and_then(|host| shop::of_host(shops, host));
    let scripted = match shop {
        Some(shop) => script_product::of_shop(&values, shop),
        None => of_any_shop(&values, shops, &clues),
    };
    if let Some(product) = scripted {
        merge(&mut listing, product);
    }
    let known = !listing.title.is_empty()
        || structured.iter().any(Option::is_some)
        || graph.is_product
        || !shown.attributes.is_empty()
        || !shown.bullets.is_empty();
    for data in structured.into_iter().flatten() {
        merge(&mut listing, data);
    }
    if listing.attributes.is_empty()
        && shown.attributes.is_empty()
        && let Some(product) = script_product::by_title(&values, &clues)
    {
        parsed.findings.push(
            Finding::new(Code::ScriptProduct, &source.name, "the product was found in a script by the page's title")
                .help("compare the fields with the page, or write a page for the shop and give it by --shops"),
        );
        merge(&mut listing, product);
    }
    merge(&mut listing, graph.listing);
    if !listing.images.is_empty() {
        shown.images.clear();
    }
    merge(&mut listing, shown);
    if listing.url.is_empty() || !is_address(&listing.url) {
        listing.url = place.url;
    }
    listing.captured_at = place.captured_at;
    page.root_element().value().attr("lang").unwrap_or_default().trim().clone_into(&mut listing.market_lang);
    listing.source = host(&listing.url).map_or_else(|| graph.site.clone(), str::to_owned);
    listing.settle_variant();
    for description in [text, graph.description] {
        if listing.description.is_empty() {
            listing.description = description;
        }
    }
    listing.id = [listing.id, id_on_page(&page), url_tail(&listing.url).to_owned(), stem(&source.name)]
        .into_iter()
        .find(|id| !id.trim().is_empty())
        .unwrap_or_default();
    (listing.reviews, listing.other) = sections.texts(&page);
    listing.other.extend(linked.others);
    listing.file.clone_from(&source.name);
    listing.line = 1;
    listing.sha256.clone_from(&source.sha256);
    listing.title = match shop {
        Some(shop) => shop.bare_title(&listing.title),
        None => without_site(&listing.title, &graph.site, &listing.source),
    };
    tidy(&mut listing);
    if !known {
        parsed.findings.push(
            Finding::new(
                Code::NoProduct,
                &source.name,
                "the page has no product data; its title and readable text were used",
            )
            .help("check that this is a product page and was saved after it had loaded"),
        );
    }
    check_text(&listing, &mut parsed.findings);
    parsed.items.push(listing);
    parsed
}

/// The product by any shop whose scripts are called as these are, where the page shows its title or no title at all.
fn of_any_shop(values: &[ScriptValue], shops: &[Shop], clues: &Clues) -> Option<Listing> {
    let named = shops.iter().filter(|shop| !shop.scripts.is_empty());
    named.filter_map(|shop| script_product::of_shop(values, shop)).find(|listing| {
        let title = squeezed(&listing.title);
        clues.titles.iter().all(String::is_empty) || clues.titles.iter().any(|shown| shown.contains(&title))
    })
}

/// A title without the site's name at its end: "Trail lamp | Lamps".
fn without_site(title: &str, site: &str, host: &str) -> String {
    let names = [squeezed(site), squeezed(host), squeezed(host.split('.').next().unwrap_or_default())];
    for sign in [" | ", " - ", " – ", " — ", " :: "] {
        if let Some((before, after)) = title.rsplit_once(sign)
            && !before.trim().is_empty()
            && names.iter().any(|name| name.chars().count() > 2 && *name == squeezed(after))
        {
            return before.trim().to_owned();
        }
    }
    title.to_owned()
}

/// What the window of the page is called.
fn page_title(page: &Html) -> String {
    html::first(page.root_element(), "title").map(|title| title.text().collect()).unwrap_or_default()
}

/// Takes out of the description the lines that are the title or a bullet.
fn tidy(listing: &mut Listing) {
    let mut known: HashSet<String> = listing.bullets.iter().map(|bullet| squeezed(bullet)).collect();
    known.insert(squeezed(&listing.title));
    known.insert(squeezed(&listing.price));
    let lines: Vec<&str> = listing.description.lines().filter(|line| !known.contains(&squeezed(line))).collect();
    lines.join("\n").trim().clone_into(&mut listing.description);
}

#[derive(Default)]
struct OpenGraph {
    listing: Listing,
    /// Used only when nothing else describes the product: it is often cut off or an advertisement of the shop.
    description: String,
    site: String,
    is_product: bool,
}

fn open_graph(page: &Html) -> OpenGraph {
    let mut graph = OpenGraph::default();
    let (mut amount, mut currency, mut fallback) = (String::new(), String::new(), String::new());
    for meta in html::select(page.root_element(), "meta[content]") {
        let value = meta.value();
        let Some(name) = value.attr("property").or_else(|| value.attr("name")) else { continue };
        let content = plain(value.attr("content").unwrap_or_default());
        let name = name.trim().to_ascii_lowercase();
        graph.is_product |= name.starts_with("product:") || (name == "og:type" && content.contains("product"));
        let field = match name.as_str() {
            "og:title" => &mut graph.listing.title,
            "og:description" => &mut graph.description,
            "description" => &mut fallback,
            "og:url" => &mut graph.listing.url,
            "og:site_name" => &mut graph.site,
            "og:brand" | "product:brand" => &mut graph.listing.brand,
            "product:category" => &mut graph.listing.category,
            "product:retailer_item_id" => &mut graph.listing.id,
            "product:price:amount" | "og:price:amount" => &mut amount,
            "product:price:currency" | "og:price:currency" => &mut currency,
            "og:image" | "og:image:url" | "og:image:secure_url" => {
                if !content.is_empty() && !graph.listing.images.contains(&content) {
                    graph.listing.images.push(content);
                }
                continue;
            }
            "product:color" | "product:material" | "product:size" | "product:pattern" => {
                let name = name.trim_start_matches("product:").to_owned();
                graph.listing.attributes.push(Attribute { name, value: content });
                continue;
            }
            _ => continue,
        };
        if field.is_empty() {
            *field = content;
        }
    }
    if !amount.is_empty() {
        [amount, currency].join(" ").trim_end().clone_into(&mut graph.listing.price);
    }
    if graph.description.is_empty() {
        graph.description = fallback;
    }
    graph
}

/// Where and when a page was saved.
#[derive(Default)]
struct Place {
    url: String,
    captured_at: String,
}

impl Place {
    fn of(page: &Html) -> Place {
        let root = page.root_element();
        let mut place = Place::default();
        if let Some(link) = html::first(root, r#"link[rel~="canonical" i][href]"#) {
            link.value().attr("href").unwrap_or_default().trim().clone_into(&mut place.url);
        }
        if let Some(meta) = html::first(root, r#"meta[name="captured_at" i], meta[itemprop="captured_at" i]"#) {
            meta.value().attr("content").unwrap_or_default().trim().clone_into(&mut place.captured_at);
        }
        let comments = page.tree.nodes().filter_map(|node| match node.value() {
            Node::Comment(comment) => Some(comment.to_string()),
            _ => None,
        });
        for comment in comments.take(64) {
            let comment = comment.trim();
            // Browsers: `saved from url=(0057)https://...`, the number being the length of the address.
            if let Some((_, rest)) = comment.split_once("saved from url=(") {
                let url = rest.split_once(')').map_or("", |(_, url)| url).split_whitespace().next().unwrap_or_default();
                if place.url.is_empty() && is_address(url) {
                    url.clone_into(&mut place.url);
                }
            }
            if comment.contains("SingleFile") {
                for line in comment.lines().map(str::trim) {
                    if let Some(url) = line.strip_prefix("url:").map(str::trim).filter(|url| is_address(url)) {
                        if place.url.is_empty() {
                            url.clone_into(&mut place.url);
                        }
                    } else if let Some(date) = line.strip_prefix("saved date:")
                        && place.captured_at.is_empty()
                    {
                        date.trim().clone_into(&mut place.captured_at);
                    }
                }
            }
        }
        place
    }
}

fn is_address(url: &str) -> bool {
    url.starts_with("http://") || url.starts_with("https://")
}

fn host(url: &str) -> Option<&str> {
    let rest = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://"))?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.strip_prefix("www.").unwrap_or(host);
    (!host.is_empty()).then_some(host)
}

/// The last part of an address's path, without an extension.
fn url_tail(url: &str) -> &str {
    let rest = url.split_once("://").map_or("", |(_, rest)| rest);
    let path = rest.split(['?', '#']).next().unwrap_or_default().trim_end_matches('/');
    let tail = path.split_once('/').map_or("", |(_, path)| path).rsplit('/').next().unwrap_or_default();
    tail.trim_end_matches(".html").trim_end_matches(".htm")
}

fn id_on_page(page: &Html) -> String {
    let root = page.root_element();
    let find = |selector: &str, attribute: &str| {
        let found: Option<ElementRef<'_>> = html::first(root, selector);
        found
            .and_then(|element| element.value().attr(attribute))
            .map(|id| id.trim().to_owned())
            .filter(|id| !id.is_empty())
    };
    find("input#ASIN[value]", "value")
        .or_else(|| find("main [data-asin], #dp [data-asin], [data-asin]:not([data-asin=''])", "data-asin"))
        .or_else(|| find("[data-sku]:not([data-sku=''])", "data-sku"))
        .unwrap_or_default()
}
