//! Where a person finds a quote on a listing's page: "bullet 2", "attribute Neck size", "description, paragraph 3".

use crate::listing::TRANSLATION;
use crate::report::words::Words;

/// A field of a listing as a person sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Field<'a> {
    /// Title, brand, category or description, by its key in `[where]` of the words.
    Named(&'a str),
    /// The attribute of this name; which of several of that name, from 1, where it is not the first.
    Attribute(&'a str, usize),
    /// The bullet of this number, from 1.
    Bullet(usize),
    /// The customer's review of this number, from 1.
    Review(usize),
}

impl<'a> Field<'a> {
    /// The field at an address, see [`crate::listing::Passage::field`].
    pub fn of(address: &'a str) -> Field<'a> {
        let address = address.strip_prefix(TRANSLATION).unwrap_or(address);
        if let Some(name) = address.strip_prefix("attributes.") {
            let numbered = name.strip_suffix(']').and_then(|name| name.rsplit_once('['));
            let numbered = numbered.and_then(|(name, number)| Some((name, number.parse::<usize>().ok()?)));
            return numbered.map_or(Field::Attribute(name, 1), |(name, before)| Field::Attribute(name, before + 1));
        }
        let number = |list: &str| {
            address.strip_prefix(list)?.strip_prefix('[')?.strip_suffix(']')?.parse::<usize>().ok()?.checked_add(1)
        };
        let bullet = number("bullets").map(Field::Bullet);
        bullet.or_else(|| number("reviews").map(Field::Review)).unwrap_or(Field::Named(address))
    }

    /// The place in a language, as Markdown; `name` writes an attribute's name, which is the listing's.
    pub fn place(&self, words: &Words, paragraph: Option<usize>, name: &dyn Fn(&str) -> String) -> String {
        let fill = |key: &str, value: &str| words.of("where", key).replacen("{}", value, 1);
        let mut place = match self {
            Field::Named(key) => words.of("where", key),
            Field::Bullet(number) => fill("bullet", &number.to_string()),
            Field::Review(number) => fill("review", &number.to_string()),
            Field::Attribute(attribute, 1) => fill("attribute", &name(attribute)),
            Field::Attribute(attribute, number) => {
                let (before, after) = words.of("where", "attribute_again").rsplit_once("{}").map_or_else(
                    || (words.of("where", "attribute"), String::new()),
                    |(before, after)| (before.to_owned(), format!("{number}{after}")),
                );
                before.replacen("{}", &name(attribute), 1) + &after
            }
        };
        if let Some(paragraph) = paragraph {
            place.push_str(&fill("paragraph", &paragraph.to_string()));
        }
        place
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_named_as_a_person_counts_them() {
        let place = |address: &str, paragraph: Option<usize>| {
            Field::of(address).place(&Words::default(), paragraph, &str::to_owned)
        };
        for (address, paragraph, says) in [
            ("title", None, "title"),
            ("bullets[0]", None, "bullet 1"),
            ("description", Some(3), "description, paragraph 3"),
            ("attributes.Neck size", None, "attribute Neck size"),
            ("attributes.Colour[1]", None, "attribute Colour (no. 2)"),
            ("attributes.Size [cm]", None, "attribute Size [cm]"),
            ("attributes.{}", None, "attribute {}"),
            ("translation.bullets[2]", Some(1), "bullet 3, paragraph 1"),
            ("reviews[1]", None, "customer review 2"),
            ("bullets[x]", None, "bullets\\[x\\]"),
        ] {
            assert_eq!(place(address, paragraph), says, "{address}");
        }
    }
}
