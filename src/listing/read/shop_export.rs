//! What shops' exports have that other tables have not: further rows of a product for its variants, units in columns of
//! their own, markup in texts.

use crate::listing::read::product_data::plain;
use crate::listing::read::units::with_unit;
use crate::listing::read::variant_records::{share, weight};
use crate::listing::{Attribute, Listing, Variant};

/// Rows of one product, which share an id, joined: the first bears its texts, each is a variant.
pub(super) fn joined(rows: Vec<Listing>) -> Vec<Listing> {
    let mut products: Vec<Listing> = Vec::with_capacity(rows.len());
    let mut names: Vec<String> = Vec::new();
    for mut row in rows {
        let has_options = row.attributes.iter().any(|attribute| option(&attribute.name).is_some());
        if !has_options {
            products.push(row);
            continue;
        }
        let follows = products.last().is_some_and(|first| first.id == row.id && !first.variants.is_empty());
        let more = follows && row.title.trim().is_empty();
        if !more {
            names.clear();
        }
        let variant = variant(&mut row, &mut names);
        if let Some(first) = products.last_mut().filter(|_| more) {
            first.variants.push(variant);
            for image in row.images {
                if !first.images.contains(&image) {
                    first.images.push(image);
                }
            }
        } else {
            row.variants.push(variant);
            products.push(row);
        }
    }
    for product in &mut products {
        if !product.variants.is_empty() {
            share(product);
            product.settle_variant();
        }
    }
    products
}

/// The number of an option and whether the column holds its name: "Option1 Name" is 1 and a name.
fn option(column: &str) -> Option<(usize, bool)> {
    let rest = column.strip_prefix("Option")?;
    let (number, what) = rest.split_once(' ')?;
    Some((
        number.parse().ok()?,
        match what {
            "Name" => true,
            "Value" => false,
            _ => return None,
        },
    ))
}

/// Takes a row's options, SKU and weight out of its attributes. Names of options stand in the product's first row only.
fn variant(row: &mut Listing, names: &mut Vec<String>) -> Variant {
    let mut values: Vec<(usize, String)> = Vec::new();
    let (mut sku, mut grams) = (String::new(), String::new());
    row.attributes.retain(|attribute| {
        match (option(&attribute.name), attribute.name.as_str()) {
            (Some((number, true)), _) => {
                names.resize(names.len().max(number), String::new());
                if number > 0 {
                    names[number - 1].clone_from(&attribute.value);
                }
            }
            (Some((number, false)), _) => values.push((number, attribute.value.clone())),
            (None, "Variant SKU") => sku.clone_from(&attribute.value),
            (None, "Variant Grams") => grams.clone_from(&attribute.value),
            // What the shop keeps of a variant says nothing of the product.
            (None, name) => return !name.starts_with("Variant ") && name != "Handle",
        }
        false
    });
    let pair = |(number, value): (usize, String)| {
        let name = number.checked_sub(1).and_then(|at| names.get(at)).filter(|name| !name.is_empty());
        Attribute { name: name.cloned().unwrap_or_else(|| format!("Option {number}")), value }
    };
    let mut attributes: Vec<Attribute> = values.into_iter().map(pair).collect();
    // A shop without variants writes this in their place.
    attributes.retain(|attribute| !(attribute.name == "Title" && attribute.value == "Default Title"));
    attributes.extend(weight(&grams, "", ""));
    Variant { id: sku, attributes, ..Variant::default() }
}

/// Ends of the names of columns that hold the unit of the column before.
const UNITS: [&str; 4] = ["_unit_of_measure", "_unit", " unit of measure", " unit"];

/// Joins values with units from columns of their own, and takes markup out of texts.
pub(super) fn tidy(listing: &mut Listing) {
    let units: Vec<(String, String)> = listing
        .attributes
        .iter()
        .filter_map(|attribute| {
            let of = UNITS.iter().find_map(|end| attribute.name.to_lowercase().strip_suffix(end).map(str::to_owned))?;
            let known = listing.attributes.iter().any(|other| other.name.to_lowercase() == of);
            known.then(|| (of, attribute.value.clone()))
        })
        .collect();
    let is_unit = |name: &str| {
        let name = name.to_lowercase();
        units.iter().any(|(of, _)| UNITS.iter().any(|end| name == format!("{of}{end}")))
    };
    listing.attributes.retain(|attribute| !is_unit(&attribute.name));
    for attribute in &mut listing.attributes {
        let name = attribute.name.to_lowercase();
        if let Some((_, unit)) = units.iter().find(|(of, _)| *of == name) {
            attribute.value = with_unit(&attribute.value, unit);
        }
    }
    let texts = listing.bullets.iter_mut().chain([&mut listing.title, &mut listing.description]);
    for text in texts.chain(listing.attributes.iter_mut().map(|attribute| &mut attribute.value)) {
        if text.contains("</") || text.contains("<br") || text.contains("<p>") {
            *text = plain(text);
        }
    }
}
