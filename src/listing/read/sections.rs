//! Which parts of a saved page are not about its product: other products, reviews, questions, the shop, its services.
//!
//! A part is told by its heading, by the names that its element bears, or by being a list of links. The words are data:
//! `page_sections.txt` for headings, `page_names.txt` for names.

use std::collections::HashMap;
use std::sync::LazyLock;

use ego_tree::NodeId;
use scraper::{ElementRef, Html};

use crate::listing::Attribute;
use crate::text::html::{first, is_heading, is_skipped, line_of_text, readable_text, select, stands_in_skipped};

/// What a part of a page is about, when not about the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// Other products.
    Other,
    /// What customers say.
    Reviews,
    /// Questions and answers.
    Questions,
    /// The shop or seller.
    Shop,
    /// Shipping, payment, privacy.
    Service,
}

impl Kind {
    /// As the tables name it, and as a part without a heading is called.
    fn name(self) -> &'static str {
        match self {
            Kind::Other => "other",
            Kind::Reviews => "reviews",
            Kind::Questions => "questions",
            Kind::Shop => "shop",
            Kind::Service => "service",
        }
    }
}

/// The longest text of an element that can be a heading, in characters.
const MAX_HEADING: usize = 90;
/// The most text of one part that is kept, in bytes.
const MAX_KEPT: usize = 20_000;
/// A list with at least so many links, which are at least this share of its text, is a menu of other pages.
const LINKS: usize = 4;
const LINK_SHARE: f32 = 0.7;

/// Phrases of a table by kind.
struct Phrases {
    /// Stand anywhere.
    within: Vec<(String, Kind)>,
    /// Are the whole.
    whole: HashMap<String, Kind>,
}

impl Phrases {
    fn read(table: &str) -> Phrases {
        let mut phrases = Phrases { within: Vec::new(), whole: HashMap::new() };
        let mut kind = Kind::Other;
        for line in table.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
                let kinds = [Kind::Other, Kind::Reviews, Kind::Questions, Kind::Shop, Kind::Service];
                kind = kinds.into_iter().find(|kind| kind.name() == name).expect("our own table names kinds");
            } else if let Some(whole) = line.strip_prefix('=') {
                phrases.whole.insert(whole.to_owned(), kind);
            } else {
                phrases.within.push((line.to_owned(), kind));
            }
        }
        phrases
    }

    /// The kind of a text in lower case whose words are parted by single spaces.
    fn kind_of(&self, text: &str) -> Option<Kind> {
        let bounded = |at: usize, phrase: &str| {
            // Words of languages without spaces have no edges.
            let edge = |c: Option<char>| c.is_none_or(|c| !c.is_ascii_alphanumeric());
            let ascii = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
            (!ascii(phrase.chars().next()) || edge(text[..at].chars().next_back()))
                && (!ascii(phrase.chars().next_back()) || edge(text[at + phrase.len()..].chars().next()))
        };
        let whole = self.whole.get(text).copied();
        whole.or_else(|| {
            let found =
                |(phrase, _): &&(String, Kind)| text.match_indices(phrase.as_str()).any(|(at, _)| bounded(at, phrase));
            self.within.iter().find(found).map(|(_, kind)| *kind)
        })
    }
}

static HEADINGS: LazyLock<Phrases> = LazyLock::new(|| Phrases::read(include_str!("page_sections.txt")));
static NAMES: LazyLock<Phrases> = LazyLock::new(|| Phrases::read(include_str!("page_names.txt")));

/// The parts of a page that are not about its product.
#[derive(Debug, Default)]
pub(crate) struct Sections {
    roots: HashMap<NodeId, Kind>,
}

impl Sections {
    /// Finds them.
    pub fn of(page: &Html) -> Sections {
        let root = page.root_element();
        let mut sections = Sections::default();
        for element in
            select(root, "[class], [id], [aria-label], [data-testid], [data-component-type], [data-feature-name]")
        {
            if let Some(kind) = kind_by_names(element).filter(|_| !holds_product(element)) {
                sections.roots.insert(element.id(), kind);
            }
        }
        let headings: Vec<(ElementRef<'_>, usize, Option<Kind>)> = select(root, HEADING)
            .into_iter()
            .filter_map(|element| Some((element, heading_level(element)?)))
            .map(|(element, level)| (element, level, kind_by_heading(element)))
            .collect();
        for (heading, level, kind) in &headings {
            let Some(kind) = kind else { continue };
            if !sections.stands_in(*heading) {
                sections.add_section(*heading, *level, *kind, &headings);
            }
        }
        for list in select(root, "ul, ol") {
            if !sections.stands_in(list) && is_link_list(list) {
                sections.roots.insert(list.id(), Kind::Other);
            }
        }
        sections
    }

    /// The kind of the part that an element is or stands in.
    pub fn kind_of(&self, element: ElementRef<'_>) -> Option<Kind> {
        let own = std::iter::once(element.id()).chain(element.ancestors().map(|node| node.id()));
        own.filter_map(|id| self.roots.get(&id)).last().copied()
    }

    /// Whether an element is or stands in such a part.
    pub fn stands_in(&self, element: ElementRef<'_>) -> bool {
        self.kind_of(element).is_some()
    }

    /// Whether such a part begins with an element.
    pub fn is_root(&self, element: ElementRef<'_>) -> bool {
        self.roots.contains_key(&element.id())
    }

    /// The texts of the parts: what customers say, and under their headings the others.
    pub fn texts(&self, page: &Html) -> (Vec<String>, Vec<Attribute>) {
        let (mut reviews, mut others) = (Vec::new(), Vec::new());
        for element in select(page.root_element(), "*") {
            let Some(kind) = self.roots.get(&element.id()) else { continue };
            let outer = element.ancestors().filter_map(ElementRef::wrap).any(|above| self.is_root(above));
            if outer || stands_in_skipped(element) {
                continue;
            }
            let mut text = readable_text(element);
            if text.len() > MAX_KEPT {
                text.truncate(text.floor_char_boundary(MAX_KEPT));
            }
            if text.is_empty() {
                continue;
            }
            if *kind == Kind::Reviews {
                reviews.push(text);
                continue;
            }
            let heading = std::iter::once(element).chain(select(element, HEADING)).find(|part| is_heading(*part));
            let name = heading.map(line_of_text).filter(|name| !name.is_empty() && name.len() < text.len());
            others.push(Attribute { name: name.unwrap_or_else(|| kind.name().to_owned()), value: text });
        }
        (reviews, others)
    }

    /// Marks what a heading heads: the element that it opens, or what follows it up to the next heading.
    fn add_section(
        &mut self,
        heading: ElementRef<'_>,
        level: usize,
        kind: Kind,
        headings: &[(ElementRef<'_>, usize, Option<Kind>)],
    ) {
        // Another heading of the same rank that is about the product ends the part.
        let ends = |element: ElementRef<'_>| {
            holds_product(element)
                || headings.iter().any(|(other, other_level, other_kind)| {
                    other_kind.is_none()
                        && *other_level <= level
                        && (other.id() == element.id() || other.ancestors().any(|above| above.id() == element.id()))
                })
        };
        let mut at = heading;
        while let Some(parent) = at.parent().and_then(ElementRef::wrap) {
            if matches!(parent.value().name(), "body" | "html" | "main") || ends(parent) || !opens(parent, at) {
                break;
            }
            at = parent;
        }
        self.roots.insert(at.id(), kind);
        if line_of_text(at) != line_of_text(heading) {
            return;
        }
        for next in at.next_siblings().filter_map(ElementRef::wrap) {
            let is_new = heading_level(next).is_some_and(|other| other <= level);
            if is_new || ends(next) {
                break;
            }
            self.roots.insert(next.id(), kind);
        }
    }
}

/// Elements that can be headings.
const HEADING: &str = r#"h2, h3, h4, h5, h6, [role="heading"], summary, caption, [class*="title" i], [class*="heading" i], [class*="header" i], [class*="hd" i]"#;

/// The rank of a heading, 2 the highest; one that only its class makes one has the lowest.
fn heading_level(element: ElementRef<'_>) -> Option<usize> {
    let value = element.value();
    match value.name() {
        "h1" | "title" => None,
        "h2" => Some(2),
        "h3" => Some(3),
        "h4" => Some(4),
        "h5" => Some(5),
        "h6" => Some(6),
        _ if value.attr("role") == Some("heading") => {
            Some(value.attr("aria-level").and_then(|level| level.parse().ok()).unwrap_or(3).max(2))
        }
        "summary" | "caption" => Some(7),
        _ => Some(8).filter(|_| first(element, "h1, h2, h3, h4, h5, h6, p, li, table").is_none()),
    }
}

fn kind_by_heading(heading: ElementRef<'_>) -> Option<Kind> {
    let text = line_of_text(heading);
    if text.is_empty() || text.chars().count() > MAX_HEADING {
        return None;
    }
    HEADINGS.kind_of(&plain(&text))
}

/// In lower case, without counts and signs at its ends: "Reviews (12)" is "reviews".
fn plain(text: &str) -> String {
    let text = text.to_lowercase().replace('\u{2019}', "'");
    let trimmed = text.trim_matches(|c: char| !c.is_alphabetic());
    trimmed.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn kind_by_names(element: ElementRef<'_>) -> Option<Kind> {
    let value = element.value();
    let parts = ["div", "section", "aside", "article", "ul", "ol", "dl", "table", "form"];
    // Names of the shops' own elements have a hyphen.
    if !parts.contains(&value.name()) && !value.name().contains('-') {
        return None;
    }
    ["id", "class", "aria-label", "data-testid", "data-component-type", "data-feature-name"]
        .into_iter()
        .filter_map(|name| value.attr(name))
        .flat_map(str::split_ascii_whitespace)
        .map(words_of_name)
        // "has-reviews" says how a part looks, not what it is.
        .filter(|name| !STATES.contains(&name.split(' ').next().unwrap_or_default()))
        .find_map(|name| NAMES.kind_of(&name))
}

/// The words of a class or id: `relatedProducts_v2` is "related products v 2".
fn words_of_name(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    let mut characters = name.chars().peekable();
    while let Some(c) = characters.next() {
        // "HLCXComparison" is two words.
        let last_of_capitals = before.is_uppercase() && characters.peek().is_some_and(|next| next.is_lowercase());
        let starts = (c.is_uppercase() && (before.is_lowercase() || last_of_capitals))
            || (c.is_ascii_digit() != before.is_ascii_digit());
        if !c.is_alphanumeric() || starts {
            out.push(' ');
        }
        if c.is_alphanumeric() {
            out.extend(c.to_lowercase());
        }
        before = c;
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// First words of names that say how a part looks.
const STATES: [&str; 9] = ["has", "no", "with", "without", "is", "show", "hide", "enable", "js"];

/// Whether an element holds what the page is about, its main heading.
fn holds_product(element: ElementRef<'_>) -> bool {
    let title = r#"h1, #productTitle, [itemprop="name"]"#;
    select(element, title).into_iter().any(|found| {
        let of_other = |node: &ElementRef<'_>| node.value().attr("itemscope").is_some();
        // A name of a thing that is wholly inside is that thing's.
        let inside = found.ancestors().filter_map(ElementRef::wrap).take_while(|node| node.id() != element.id());
        found.value().name() == "h1" || !inside.into_iter().any(|node| of_other(&node)) && !of_other(&element)
    })
}

/// Whether nothing but white space and hidden things stands in an element before one of its children.
fn opens(parent: ElementRef<'_>, child: ElementRef<'_>) -> bool {
    parent.children().take_while(|node| node.id() != child.id()).all(|node| match ElementRef::wrap(node) {
        Some(element) => is_skipped(element) || readable_text(element).is_empty(),
        None => node.value().as_text().is_none_or(|text| text.trim().is_empty()),
    })
}

/// Whether a list leads to other pages.
fn is_link_list(list: ElementRef<'_>) -> bool {
    let links: Vec<String> = select(list, "a[href]").into_iter().map(line_of_text).collect();
    let length: usize = links.iter().map(String::len).sum();
    links.len() >= LINKS && length as f32 >= LINK_SHARE * line_of_text(list).len() as f32 && length > 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_are_told_by_their_words_in_many_languages() {
        for (heading, kind) in [
            ("Compare with similar items", Some(Kind::Other)),
            ("Customers who viewed this also viewed", Some(Kind::Other)),
            ("Reviews (1,204)", Some(Kind::Reviews)),
            ("★ Kundenrezensionen", Some(Kind::Reviews)),
            ("看了又看", Some(Kind::Other)),
            ("商品评价 (2万+)", Some(Kind::Reviews)),
            ("Questions & Answers", Some(Kind::Questions)),
            ("Shipping & Returns", Some(Kind::Service)),
            ("Features of the review stand", None),
            ("Specifications", None),
            ("Product details", None),
            ("Cookie cutter set", None),
            ("Related cables included", None),
            ("Accessories included", None),
        ] {
            assert_eq!(HEADINGS.kind_of(&plain(heading)), kind, "{heading}");
        }
        for (name, kind) in [
            ("HLCXComparisonWidget_feature_div", Some(Kind::Other)),
            ("relatedProducts", Some(Kind::Other)),
            ("customer-reviews", Some(Kind::Reviews)),
            ("preview", None),
            ("product-specs", None),
            ("productDetails_techSpec_section_1", None),
            ("feature-bullets", None),
        ] {
            assert_eq!(NAMES.kind_of(&words_of_name(name)), kind, "{name}");
        }
    }
}
