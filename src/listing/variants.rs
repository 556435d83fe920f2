//! Which of a page's variants is read. Values that differ between variants are the product's only once one is chosen.

use crate::listing::{Listing, Variant};

/// The listing with an id: itself, or as the page of the variant that bears it.
pub fn with_id(listings: &[Listing], id: &str) -> Option<Listing> {
    let own = listings.iter().find(|listing| listing.id == id).cloned();
    own.or_else(|| {
        let (page, variant) = id.rsplit_once(OF)?;
        let listing = listings.iter().find(|listing| listing.id == page)?;
        listing.each_variant().into_iter().find(|own| own.id == id).filter(|own| own.variant == variant)
    })
    .or_else(|| listings.iter().find_map(|listing| Some(listing.of_variant(listing.find_variant(id)?))))
}

/// What stands between a page's id and that of its variant, where each variant is a listing of its own.
const OF: char = '#';

impl Listing {
    /// The variant with an id or name, case aside.
    pub fn find_variant(&self, wanted: &str) -> Option<&Variant> {
        let same = |text: &str| !text.is_empty() && text.trim().eq_ignore_ascii_case(wanted.trim());
        let by_id = self.variants.iter().find(|variant| same(&variant.id));
        by_id.or_else(|| self.variants.iter().find(|variant| same(&variant.name())))
    }

    /// The listing as the page of one variant: its values stand beside what all variants share, and before what the
    /// group says under the same name.
    #[must_use]
    pub fn of_variant(&self, variant: &Variant) -> Listing {
        let mut own = self.clone();
        own.variant = if variant.id.is_empty() { variant.name() } else { variant.id.clone() };
        let replace = |field: &mut String, text: &String| {
            if !text.trim().is_empty() {
                field.clone_from(text);
            }
        };
        replace(&mut own.id, &own.variant.clone());
        replace(&mut own.title, &variant.title);
        replace(&mut own.url, &variant.url);
        replace(&mut own.price, &variant.price);
        own.attributes.retain(|attribute| !variant.attributes.iter().any(|other| other.name == attribute.name));
        own.attributes.extend(variant.attributes.iter().cloned());
        if !variant.description.is_empty() && !own.description.contains(&variant.description) {
            let joined = [own.description.as_str(), &variant.description].join("\n");
            joined.trim().clone_into(&mut own.description);
        }
        if !variant.images.is_empty() {
            own.images.clone_from(&variant.images);
        }
        own
    }

    /// Each variant as a listing of its own, where the page offers several and is about none of them; else the listing.
    /// Their ids are the page's with the variant's behind, so that "Green" of two pages is not the same listing.
    pub fn each_variant(&self) -> Vec<Listing> {
        if !self.is_undecided() {
            return vec![self.clone()];
        }
        let own = |variant: &Variant| {
            let own = self.of_variant(variant);
            Listing { id: format!("{}{OF}{}", self.id, own.variant), ..own }
        };
        self.variants.iter().map(own).collect()
    }

    /// Reads the variant that the page itself is about: its only one, or the one that its address names.
    pub(crate) fn settle_variant(&mut self) {
        if !self.variant.is_empty() {
            return;
        }
        let named = |variant: &&Variant| {
            let id = variant.id.trim();
            let in_address = id.len() > 1 && self.url.split(['/', '=', '?', '&', '#']).any(|part| part == id);
            in_address || (!variant.url.is_empty() && variant.url == self.url && self.url.contains(['?', '#']))
        };
        let only = || Some(self.variants.first()?).filter(|_| self.variants.len() == 1);
        if let Some(variant) = self.variants.iter().find(named).or_else(only).cloned() {
            // The page or record keeps the id that it is known by.
            let id = std::mem::take(&mut self.id);
            *self = self.of_variant(&variant);
            if !id.is_empty() {
                self.id = id;
            }
        }
    }

    /// Whether variants differ in what is said of them and none is chosen.
    pub fn is_undecided(&self) -> bool {
        let differs = |pair: &[Variant]| {
            (&pair[0].title, &pair[0].attributes, &pair[0].description)
                != (&pair[1].title, &pair[1].attributes, &pair[1].description)
        };
        self.variant.is_empty() && self.variants.windows(2).any(differs)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::listing::Attribute;

    fn mug() -> Listing {
        let attribute = |name: &str, value: &str| Attribute { name: name.to_owned(), value: value.to_owned() };
        let variant = |id: &str, colour: &str, size: &str| Variant {
            id: id.to_owned(),
            attributes: vec![attribute("color", colour), attribute("size", size)],
            ..Variant::default()
        };
        Listing {
            id: "TM".to_owned(),
            title: "Trail mug".to_owned(),
            url: "https://a.example/p?variant=TM-9".to_owned(),
            attributes: vec![attribute("color", "many"), attribute("material", "steel")],
            variants: vec![variant("TM-450", "green", "450 ml"), variant("TM-300", "red", "300 ml")],
            ..Listing::default()
        }
    }

    #[test]
    fn a_variant_has_its_own_values_and_the_groups() {
        let mug = mug();
        let red = mug.of_variant(mug.find_variant("tm-300").unwrap());
        let values: Vec<&str> = red.attributes.iter().map(|attribute| attribute.value.as_str()).collect();
        assert_eq!((red.id.as_str(), values), ("TM-300", vec!["steel", "red", "300 ml"]));
        assert_eq!(mug.find_variant("red, 300 ml").unwrap().id, "TM-300");
        assert!(mug.find_variant("blue").is_none() && mug.find_variant("").is_none());
        assert!(mug.is_undecided() && !red.is_undecided());
    }

    #[test]
    fn the_address_names_a_variant_or_there_is_only_one() {
        let mut unnamed = mug();
        unnamed.settle_variant();
        assert_eq!(unnamed.variant, "");
        let mut named = mug();
        named.url.push_str("&variant=TM-450");
        named.settle_variant();
        assert_eq!(named.variant, "TM-450");
        let mut only = mug();
        only.variants.truncate(1);
        only.settle_variant();
        assert_eq!(only.variant, "TM-450");
    }
}
