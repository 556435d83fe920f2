//! Shops whose pages are drawn by script: where their data holds the product, as pages of data.

use std::path::Path;
use std::sync::LazyLock;

use anyhow::{Result, bail};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::listing::{Attribute, Listing, Variant};
use crate::text::page;
use crate::text::source::Source;

mod list;
mod path;

use path::{find, find_text};

/// Where one shop's pages hold the product.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Shop {
    /// Its id: the page's name.
    #[serde(skip_deserializing)]
    pub id: String,
    /// Its name.
    pub name: String,
    /// The hosts of its pages, those below them included.
    pub hosts: Vec<String>,
    /// When the page was last compared with what is known of the shop's pages, and on what that rests.
    pub checked: String,
    /// Where that is known from.
    pub source: String,
    /// What the shop adds at the end of titles.
    pub title_suffixes: Vec<String>,
    /// What the shop adds at the start of titles.
    pub title_prefixes: Vec<String>,
    /// Names of the script values that hold the product, the whole name or its last part; any when there are none.
    pub scripts: Vec<String>,
    /// Paths of each field, the first that leads somewhere counts.
    pub id_paths: Vec<String>,
    /// As above.
    pub title: Vec<String>,
    /// As above.
    pub brand: Vec<String>,
    /// As above.
    pub seller: Vec<String>,
    /// As above; several values are a path of categories.
    pub category: Vec<String>,
    /// As above.
    pub price: Vec<String>,
    /// As above; may hold markup.
    pub description: Vec<String>,
    /// As above; every value is a bullet.
    pub bullets: Vec<String>,
    /// As above; every value is an address.
    pub images: Vec<String>,
    /// Where attributes stand.
    pub attributes: Vec<Pairs>,
    /// Where what varies stands: names and the values each can have.
    pub options: Vec<Pairs>,
    /// Where variants stand.
    pub variants: Vec<Variants>,
    /// What is known of the shop's pages, and an example.
    #[serde(skip)]
    pub body: String,
}

/// Where names with their values stand.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pairs {
    /// Path of the items.
    pub at: String,
    /// Path in an item of its name; the item's own key when there is none.
    pub name: String,
    /// Path in an item of its value; the item itself when there is none.
    pub value: String,
}

/// Where variants stand.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(deny_unknown_fields, default)]
pub struct Variants {
    /// Path of the variants.
    pub at: String,
    /// Path in a variant of its id.
    pub id: String,
    /// Path in a variant of its title.
    pub title: String,
    /// Path in a variant of its price.
    pub price: String,
    /// Where in a variant its values stand.
    pub attributes: Vec<Pairs>,
}

static BUILT_IN: LazyLock<Vec<Shop>> = LazyLock::new(|| {
    list::PAGES
        .iter()
        .map(|(id, text)| read(&format!("shops/{id}.md"), id, text).expect("our own pages are right"))
        .collect()
});

/// The shops that ship with the program.
pub fn built_in() -> &'static [Shop] {
    &BUILT_IN
}

/// The built-in shops and those of a folder, which replace built-in ones of the same id.
///
/// # Errors
/// When a page of the folder is no shop; the message names file, line and what to do.
pub fn load(folder: Option<&Path>) -> Result<Vec<Shop>> {
    let mut shops = BUILT_IN.clone();
    if let Some(folder) = folder {
        for (shown, text) in page::in_folder(folder, "shops")? {
            let id = Path::new(&shown).file_stem().map_or_else(String::new, |stem| stem.to_string_lossy().into_owned());
            let shop = read(&shown, &id, &text)?;
            shops.retain(|known| known.id != shop.id);
            shops.push(shop);
        }
    }
    shops.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(shops)
}

/// Reads one page.
///
/// # Errors
/// When it is no shop; the message names file, line and what to do.
pub fn read(file: &str, id: &str, text: &str) -> Result<Shop> {
    let source = Source::from_bytes(file, text.as_bytes());
    let page = page::split(&source.text);
    if page.front.is_empty() {
        bail!("{file}:1: a shop begins with front matter between lines of +++");
    }
    let mut shop: Shop = page::read_toml(&source, page.front, page.front_start)?;
    let place = |key: &str| format!("{file}:{}", source.line_column(page.key_offset(key)).0);
    if shop.name.is_empty() || shop.hosts.is_empty() {
        bail!("{}: a shop has a `name` and `hosts`", place("name"));
    }
    for (key, path) in shop.paths() {
        if let Err(message) = path::check(path) {
            bail!("{}: {message}", place(key));
        }
    }
    id.clone_into(&mut shop.id);
    page.body.trim().clone_into(&mut shop.body);
    Ok(shop)
}

/// The shop of a host.
pub fn of_host<'s>(shops: &'s [Shop], host: &str) -> Option<&'s Shop> {
    let host = host.to_ascii_lowercase();
    let below = |own: &String| host == *own || host.strip_suffix(own.as_str()).is_some_and(|rest| rest.ends_with('.'));
    shops.iter().find(|shop| shop.hosts.iter().any(below))
}

impl Shop {
    /// All its paths with the keys that they stand under.
    fn paths(&self) -> Vec<(&'static str, &str)> {
        let mut paths: Vec<(&'static str, &str)> = Vec::new();
        for (key, own) in [
            ("id_paths", &self.id_paths),
            ("title", &self.title),
            ("brand", &self.brand),
            ("seller", &self.seller),
            ("category", &self.category),
            ("price", &self.price),
            ("description", &self.description),
            ("bullets", &self.bullets),
            ("images", &self.images),
        ] {
            paths.extend(own.iter().map(|path| (key, path.as_str())));
        }
        let pairs =
            self.attributes.iter().chain(&self.options).chain(self.variants.iter().flat_map(|one| &one.attributes));
        for pair in pairs {
            paths.extend([("attributes", pair.at.as_str()), ("attributes", &pair.name), ("attributes", &pair.value)]);
        }
        for one in &self.variants {
            paths.extend([&one.at, &one.id, &one.title, &one.price].map(|path| ("variants", path.as_str())));
        }
        paths.retain(|(_, path)| !path.is_empty());
        paths
    }

    /// Whether a script value of this name may hold the product.
    pub fn takes(&self, name: &str) -> bool {
        let last = |own: &String| name == *own || name.ends_with(&format!(".{own}"));
        self.scripts.is_empty() || self.scripts.iter().any(last)
    }

    /// The product that a value holds; `None` when it holds no title. `plain` gives the text of what may be markup.
    pub fn product(&self, value: &Value, plain: &dyn Fn(&str) -> String) -> Option<Listing> {
        let first =
            |paths: &[String]| paths.iter().map(|path| plain(&find_text(value, path))).find(|text| !text.is_empty());
        let all = |paths: &[String]| -> Vec<String> {
            let each = |path: &String| -> Vec<String> {
                find(value, path)
                    .into_iter()
                    .map(|(_, found)| plain(&path::text(found)))
                    .filter(|text| !text.is_empty())
                    .collect()
            };
            paths.iter().map(each).find(|found| !found.is_empty()).unwrap_or_default()
        };
        let title = first(&self.title)?;
        let mut listing = Listing {
            title: self.bare_title(&title),
            id: first(&self.id_paths).unwrap_or_default(),
            brand: first(&self.brand).unwrap_or_default(),
            seller: first(&self.seller).unwrap_or_default(),
            category: all(&self.category).join(" > "),
            price: first(&self.price).unwrap_or_default(),
            description: first(&self.description).unwrap_or_default(),
            bullets: all(&self.bullets).iter().flat_map(|text| text.lines()).map(str::to_owned).collect(),
            images: all(&self.images),
            attributes: pairs(value, &self.attributes, plain),
            ..Listing::default()
        };
        listing.variants = self.variants_of(value, plain);
        if listing.variants.is_empty() {
            let options = pairs(value, &self.options, plain);
            listing.variants = variants_of_options(&options);
        }
        Some(listing)
    }

    fn variants_of(&self, value: &Value, plain: &dyn Fn(&str) -> String) -> Vec<Variant> {
        let one = |at: &Variants, found: &Value| Variant {
            id: find_text(found, &at.id),
            title: if at.title.is_empty() { String::new() } else { plain(&find_text(found, &at.title)) },
            price: if at.price.is_empty() { String::new() } else { plain(&find_text(found, &at.price)) },
            attributes: pairs(found, &at.attributes, plain),
            ..Variant::default()
        };
        let each = |at: &Variants| -> Vec<Variant> {
            let found = find(value, &at.at).into_iter().map(|(_, found)| one(at, found));
            found.filter(|variant| !variant.is_blank()).collect()
        };
        self.variants.iter().map(each).find(|found| !found.is_empty()).unwrap_or_default()
    }

    /// A title without what the shop adds.
    pub fn bare_title(&self, title: &str) -> String {
        let mut bare = title.trim();
        loop {
            let before = bare;
            for prefix in &self.title_prefixes {
                bare = bare.strip_prefix(prefix.as_str()).unwrap_or(bare).trim_start();
            }
            for suffix in &self.title_suffixes {
                bare = bare.strip_suffix(suffix.as_str()).unwrap_or(bare).trim_end();
            }
            // Some shops number their copies: "- AliExpress 15".
            let number = bare.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
            let numbered = self.title_suffixes.iter().any(|suffix| number.ends_with(suffix.as_str()));
            bare = if numbered { number } else { bare };
            if bare == before || bare.is_empty() {
                return if bare.is_empty() { title.trim().to_owned() } else { bare.to_owned() };
            }
        }
    }
}

fn pairs(value: &Value, at: &[Pairs], plain: &dyn Fn(&str) -> String) -> Vec<Attribute> {
    let mut found = Vec::new();
    for place in at {
        for (key, item) in find(value, &place.at) {
            let name = if place.name.is_empty() { key } else { find_text(item, &place.name) };
            let values: Vec<String> = if place.value.is_empty() {
                vec![path::text(item)]
            } else {
                find(item, &place.value).into_iter().map(|(_, value)| path::text(value)).collect()
            };
            let values: Vec<String> =
                values.iter().map(|value| plain(value)).filter(|value| !value.is_empty()).collect();
            let attribute = Attribute { name: plain(&name), value: values.join(", ") };
            if !attribute.name.is_empty() && !attribute.value.is_empty() && !found.contains(&attribute) {
                found.push(attribute);
            }
        }
    }
    found
}

/// Options without a list of the variants that they make: each value of one option is a variant, of several none is told.
fn variants_of_options(options: &[Attribute]) -> Vec<Variant> {
    let mut variants = Vec::new();
    for option in options {
        let values: Vec<&str> = option.value.split(", ").collect();
        if values.len() > 1 {
            variants.extend(values.into_iter().map(|value| Variant {
                attributes: vec![Attribute { name: option.name.clone(), value: value.to_owned() }],
                ..Variant::default()
            }));
        }
    }
    variants
}
