//! Product listings as values, and the passages that evidence can cite.

use serde::Serialize;
use serde_json::{Map, Value};

/// One product page or record.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Listing {
    /// The platform's id, or one made from the file name for a page without any.
    pub id: String,
    /// The marketplace or data set it comes from.
    pub source: String,
    /// Address, where given.
    pub url: String,
    /// Title.
    pub title: String,
    /// Brand.
    pub brand: String,
    /// Category path.
    pub category: String,
    /// Seller.
    pub seller: String,
    /// Price as printed.
    pub price: String,
    /// Specifications in order.
    pub attributes: Vec<Attribute>,
    /// Selling points in order.
    pub bullets: Vec<String>,
    /// Description.
    pub description: String,
    /// Addresses or paths of pictures.
    pub images: Vec<String>,
    /// When the page was captured, as the source writes it (ISO 8601 expected).
    pub captured_at: String,
    /// Language of the market, as given.
    pub market_lang: String,
    /// The user's translation of its text, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translation: Option<Box<Translation>>,
    /// The variants that the page offers, with what is each one's own. Values of one are no evidence for another.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<Variant>,
    /// The id of the variant that was read; empty when none is chosen.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub variant: String,
    /// What customers say on the page. It is matched only where [`Listing::with_reviews`] says so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<String>,
    /// Whether reviews are asked for, as a customer's words.
    #[serde(skip)]
    pub with_reviews: bool,
    /// Parts of the page that are about something else (other products, the shop, shipping), by their headings. They are
    /// not matched.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other: Vec<Attribute>,
    /// Fields that readson does not know, kept as they are.
    #[serde(skip_serializing_if = "Map::is_empty")]
    pub extra: Map<String, Value>,
    /// The file it came from.
    pub file: String,
    /// Line in that file, from 1.
    pub line: usize,
    /// SHA-256 of the record's bytes: of the line for JSON lines and CSV, of the file for a page.
    pub sha256: String,
}

/// A translation of a listing's text that the user supplies: evidence like the listing's own words, but always shown as
/// a translation, beside the original.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Translation {
    /// Title.
    pub title: String,
    /// Category path.
    pub category: String,
    /// Specifications, names translated as well.
    pub attributes: Vec<Attribute>,
    /// Selling points, best one for each of the original.
    pub bullets: Vec<String>,
    /// Description.
    pub description: String,
    /// Who or what made it, as given: a name, "machine translation".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
}

/// One of several forms in which a page offers its product.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Variant {
    /// The shop's id of it.
    pub id: String,
    /// Its title; empty where only the values differ.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Its specifications.
    pub attributes: Vec<Attribute>,
    /// What is said of it alone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Its address, where given.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Its price as printed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub price: String,
    /// Addresses of its pictures.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub images: Vec<String>,
}

impl Variant {
    /// Whether nothing is said of it.
    pub fn is_blank(&self) -> bool {
        self.title.is_empty() && self.attributes.is_empty() && self.description.is_empty()
    }

    /// How a person tells it from others: its title, or its values.
    pub fn name(&self) -> String {
        if self.title.is_empty() { self.values() } else { self.title.clone() }
    }

    /// Its values, joined.
    pub fn values(&self) -> String {
        self.attributes.iter().map(|attribute| attribute.value.as_str()).collect::<Vec<_>>().join(", ")
    }
}

/// One specification.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Attribute {
    /// Name as printed.
    pub name: String,
    /// Value as printed.
    pub value: String,
}

/// An addressable span of a listing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Passage {
    /// `title`, `brand`, `category`, `attributes.NAME`, `bullets[0]`, `description`. A repeated attribute name is told
    /// apart by its occurrence: `attributes.NAME[1]` is the second. Those of a translation have `translation.` before.
    pub field: String,
    /// Byte offset into that field's text.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
}

/// The text of a listing, or of its translation, by field.
#[derive(Clone, Copy, Debug)]
pub struct Texts<'a> {
    /// Title.
    pub title: &'a str,
    /// Brand; empty in a translation, which keeps it.
    pub brand: &'a str,
    /// Category path.
    pub category: &'a str,
    /// Specifications.
    pub attributes: &'a [Attribute],
    /// Selling points.
    pub bullets: &'a [String],
    /// Description.
    pub description: &'a str,
}

/// What stands before the addresses of a translation's fields.
pub const TRANSLATION: &str = "translation.";
/// How the address of a customer's review begins: `reviews[0]`.
pub const REVIEWS: &str = "reviews[";

impl Translation {
    /// Its text.
    pub fn texts(&self) -> Texts<'_> {
        Texts {
            title: &self.title,
            brand: "",
            category: &self.category,
            attributes: &self.attributes,
            bullets: &self.bullets,
            description: &self.description,
        }
    }
}

impl Listing {
    /// Its own text, without the translation.
    pub fn texts(&self) -> Texts<'_> {
        Texts {
            title: &self.title,
            brand: &self.brand,
            category: &self.category,
            attributes: &self.attributes,
            bullets: &self.bullets,
            description: &self.description,
        }
    }

    /// The text of a field by its address; `None` when there is no such field.
    pub fn field(&self, address: &str) -> Option<&str> {
        if let Some(number) = address.strip_prefix(REVIEWS) {
            return self.reviews.get(number.strip_suffix(']')?.parse::<usize>().ok()?).map(String::as_str);
        }
        match address.strip_prefix(TRANSLATION) {
            Some(address) => self.translation.as_ref()?.texts().field(address),
            None => self.texts().field(address),
        }
    }

    /// The part of an attribute's address after `attributes.`.
    pub fn attribute_address(&self, index: usize) -> String {
        self.texts().attribute_address(index)
    }

    /// The text that a field of the translation (by its address) is the translation of, where one field is: titles and
    /// categories by their name, bullets and attributes by their place when there are as many on both sides. Sentences
    /// of a description are not told apart.
    pub fn original(&self, address: &str) -> Option<String> {
        let address = address.strip_prefix(TRANSLATION)?;
        let translation = self.translation.as_ref()?;
        let own = self.texts();
        let found = if let Some(name) = address.strip_prefix("attributes.") {
            let texts = translation.texts();
            let index = (0..texts.attributes.len()).find(|index| texts.attribute_address(*index) == name)?;
            let same = own.attributes.len() == texts.attributes.len();
            match own.attributes.get(index).filter(|_| same) {
                Some(attribute) => format!("{}: {}", attribute.name, attribute.value),
                None => own.field(address)?.to_owned(),
            }
        } else {
            let uneven = address.starts_with("bullets[") && own.bullets.len() != translation.bullets.len();
            own.field(address).filter(|_| !uneven && address != "description")?.to_owned()
        };
        (!found.trim().is_empty()).then_some(found)
    }

    /// Calls `each` with every text that is compared, names of attributes and the translation included.
    pub fn each_text<'a>(&'a self, mut each: impl FnMut(&'a str)) {
        let translation = self.translation.as_ref().map(|translation| translation.texts());
        for texts in [Some(self.texts()), translation].into_iter().flatten() {
            for text in [texts.title, texts.brand, texts.category, texts.description] {
                each(text);
            }
            texts.bullets.iter().for_each(|bullet| each(bullet));
            for attribute in texts.attributes {
                each(&attribute.name);
                each(&attribute.value);
            }
        }
    }

    /// Whether there is any text to compare.
    pub fn is_blank(&self) -> bool {
        self.texts().are_blank() && self.translation.as_ref().is_none_or(|translation| translation.texts().are_blank())
    }
}

impl<'a> Texts<'a> {
    /// The text of a field by its address; `None` when there is no such field.
    pub fn field(&self, address: &str) -> Option<&'a str> {
        match address {
            "title" => Some(self.title),
            "brand" => Some(self.brand),
            "category" => Some(self.category),
            "description" => Some(self.description),
            _ => {
                if let Some(rest) = address.strip_prefix("bullets[") {
                    let index: usize = rest.strip_suffix(']')?.parse().ok()?;
                    return self.bullets.get(index).map(String::as_str);
                }
                let name = address.strip_prefix("attributes.")?;
                self.attributes
                    .iter()
                    .enumerate()
                    .find(|(index, _)| self.attribute_address(*index) == name)
                    .map(|(_, attribute)| attribute.value.as_str())
            }
        }
    }

    /// The part of an attribute's address after `attributes.`.
    pub fn attribute_address(&self, index: usize) -> String {
        let name = &self.attributes[index].name;
        match self.attributes[..index].iter().filter(|earlier| earlier.name == *name).count() {
            0 => name.clone(),
            earlier => format!("{name}[{earlier}]"),
        }
    }

    /// Whether there is nothing to compare: names of brands and categories alone say nothing.
    pub fn are_blank(&self) -> bool {
        let blank = |text: &str| text.trim().is_empty();
        blank(self.title)
            && blank(self.description)
            && self.bullets.iter().all(|bullet| blank(bullet))
            && self.attributes.iter().all(|attribute| blank(&attribute.value))
    }
}
