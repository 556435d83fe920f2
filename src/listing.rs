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
    /// apart by its occurrence: `attributes.NAME[1]` is the second.
    pub field: String,
    /// Byte offset into that field's text.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
}

impl Listing {
    /// The text of a field by its address; `None` when there is no such field.
    pub fn field(&self, address: &str) -> Option<&str> {
        match address {
            "title" => Some(&self.title),
            "brand" => Some(&self.brand),
            "category" => Some(&self.category),
            "description" => Some(&self.description),
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

    /// Whether there is any text to compare.
    pub fn is_blank(&self) -> bool {
        let blank = |text: &str| text.trim().is_empty();
        blank(&self.title)
            && blank(&self.description)
            && self.bullets.iter().all(|bullet| blank(bullet))
            && self.attributes.iter().all(|attribute| blank(&attribute.value))
    }
}
