//! The quantities that a listing's passage offers: what its figures measure, and whether they are the product's own.

use crate::listing::passages::Place;
use crate::pair::axes;
use crate::pair::polarity::{self, Stance, others};
use crate::pair::quantity::{Quantity, THINGS, quantities, quantities_and_counts};
use crate::pair::stated::nearest_measure;
use crate::text::bilingual;
use crate::text::lexis::{self, Token};
use crate::text::tables::MEASURES;

/// A quantity that the listing states.
#[derive(Clone, Debug)]
pub struct ListingQuantity {
    /// The interval, spans in the field's text.
    pub quantity: Quantity,
    /// What it measures, when the words around it say so.
    pub measure: Option<&'static str>,
    /// Whether it is the measure of the whole product (an attribute such as "Item Weight").
    pub whole: bool,
}

/// A passage as its figures are read.
#[derive(Clone, Copy, Debug)]
pub struct Figures<'t> {
    /// What is written; for an attribute its value.
    pub text: &'t str,
    /// The attribute's name, or nothing.
    pub name: &'t str,
    /// The tokens of the text.
    pub tokens: &'t [Token],
    /// What is said of each.
    pub stances: &'t [Stance],
    /// Its language, where it is known and not English.
    pub language: Option<&'t str>,
    /// Where it starts in its field.
    pub offset: usize,
    /// Which kind of field it is.
    pub place: Place,
}

/// Whether a figure is the product's own: not one that is denied, said of another thing, equalled or of the parcel.
fn says_of_itself(of: &Figures<'_>, quantity: &Quantity) -> bool {
    let within = |token: &Token| token.start >= quantity.start && token.end <= quantity.end;
    let inside = of.tokens.iter().zip(of.stances).filter(|(token, _)| within(token));
    // "no thicker than 5 mm" bounds the figure; the denial is part of it.
    let mut bounded = inside.clone().map(|(token, _)| token.text(of.text).to_lowercase());
    let is_bound = bounded.any(|word| polarity::is_denial(&word));
    if !is_bound && inside.clone().any(|(token, stance)| token.number && (stance.denied || stance.elsewhere)) {
        return false;
    }
    let after = of.text[quantity.end.min(of.text.len())..].to_lowercase();
    let behind = after.split([',', ';', ')', '.']).next().unwrap_or_default();
    let mut behind = behind.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()).take(3);
    let is_equal = behind.any(|word| matches!(word, "equivalent" | "equiv" | "replacement"));
    let before = of.text[..quantity.start].to_lowercase();
    let last = |words: &[&str]| words.iter().any(|word| before.trim_end().ends_with(word));
    let clause = before.rsplit(['.', ';', '\n', '\u{2022}', '|']).next().unwrap_or_default();
    let of_parcel = [
        "package weight",
        "package size",
        "package dimension",
        "package measure",
        "packing size",
        "shipping",
        "carton",
        "ships in",
        "gift box",
        "parcel",
    ];
    !(is_equal
        || last(&["equivalent to", "equals", "equal to", "replaces", "comparable to", "like a"])
        || (quantity.dimension != THINGS && of_parcel.iter().any(|cue| clause.contains(cue))))
}

/// The quantities of a value whose unit stands in its attribute's name ("Weight (g)": "85", "Length in cm"), or that is a
/// bare count of what the name says ("Number of blades": "3"). `None` where the value speaks for itself.
fn stated_by_name(name: &str, text: &str) -> Option<Vec<Quantity>> {
    let bare = |c: char| {
        c.is_ascii_digit() || matches!(c, '.' | ',' | ' ' | '-' | '\u{2013}' | '+' | 'x' | '\u{d7}' | '*' | '/' | '~')
    };
    // "Blades": "2 pcs".
    let text = text.trim_end();
    let counted = ["pcs", "pc", "pieces", "piece", "units", "x"].iter().find_map(|word| text.strip_suffix(word));
    let text = counted.map_or(text, str::trim_end);
    if name.is_empty() || !text.contains(|c: char| c.is_ascii_digit()) || !text.chars().all(bare) {
        return None;
    }
    let trimmed = name.trim_end_matches([':', ' ']);
    let bracketed = trimmed.strip_suffix([')', ']', '\u{ff09}']).and_then(|head| {
        let open = head.rfind(['(', '[', '\u{ff08}'])?;
        Some(head[open..].trim_start_matches(['(', '[', '\u{ff08}']))
    });
    let unit = bracketed
        .or_else(|| Some(trimmed.rsplit_once(" in ")?.1))
        .or_else(|| Some(trimmed.rsplit_once([',', '/', '-', '\u{2013}'])?.1))
        .map(|unit| unit.trim().trim_start_matches("in "));
    if let Some(unit) = unit {
        let with_unit = format!("{text} {unit}");
        let measured = quantities(&with_unit);
        if measured.iter().any(|quantity| quantity.end == with_unit.len()) {
            let within = |quantity: Quantity| Quantity { end: quantity.end.min(text.len()), ..quantity };
            return Some(measured.into_iter().map(within).collect());
        }
    }
    let count: f64 =
        text.trim().parse().ok().filter(|count: &f64| count.fract() == 0.0 && (1.0..=200.0).contains(count))?;
    let start = text.len() - text.trim_start().len();
    Some(vec![Quantity::exactly(start, text.trim_end().len(), count, THINGS)])
}

/// The quantities of a passage.
pub fn of_passage(of: &Figures<'_>) -> Vec<ListingQuantity> {
    let Figures { text, name, language, offset, place, .. } = *of;
    if others::is_of_parcel(name) {
        return Vec::new();
    }
    let named = lexis::tokens(name).iter().rev().find_map(|token| MEASURES.get(&lexis::fold(token.text(name))));
    let whole = place == Place::Attribute && {
        let lower = name.to_lowercase();
        ["item", "product", "net", "total", "overall"].iter().any(|word| lower.contains(word)) || named.is_some()
    };
    let sides = axes::named_sides(name, text, of.tokens);
    if sides.len() > 1 {
        let offered = |(mut quantity, measure): (Quantity, &'static str)| {
            quantity.start += offset;
            quantity.end += offset;
            ListingQuantity { quantity, measure: Some(measure), whole: true }
        };
        return sides.into_iter().map(offered).collect();
    }
    let found = match stated_by_name(name, text) {
        Some(quantities) => quantities,
        None => quantities_and_counts(&bilingual::for_quantities(text, language)),
    };
    found
        .into_iter()
        .filter(|quantity| says_of_itself(of, quantity))
        .map(|mut quantity| {
            let measure = named.or_else(|| nearest_measure(&text[..quantity.start], &text[quantity.end..]));
            quantity.start += offset;
            quantity.end += offset;
            ListingQuantity { quantity, measure, whole }
        })
        .collect()
}
