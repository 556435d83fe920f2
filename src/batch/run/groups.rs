//! The same product offered again, under another id or by another seller: found by sketches of the texts.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD_NO_PAD as BASE64;
use minhash_rs::prelude::*;

use crate::listing::Listing;
use crate::text::lexis;

/// Numbers of a sketch, and how many of them make a band; listings that agree in a whole band are compared.
const WIDTH: usize = 64;
const BAND: usize = 4;
/// Words of a shingle.
const SHINGLE: usize = 3;
/// Least share of numbers that agree: about the share of shingles that two texts have in common.
const SAME: f32 = 0.8;

/// The sketch of a listing's text; seller, price, address and brand do not count. Empty where there are too few words.
pub fn sketch(listing: &Listing) -> String {
    let texts = listing.texts();
    let mut words: Vec<String> = Vec::new();
    let mut add = |text: &str| words.extend(lexis::tokens(text).iter().map(|token| lexis::fold(token.text(text))));
    add(texts.title);
    texts.bullets.iter().for_each(|bullet| add(bullet));
    add(texts.description);
    for attribute in texts.attributes {
        add(&attribute.name);
        add(&attribute.value);
    }
    if words.len() < SHINGLE {
        return String::new();
    }
    let mut sketch = MinHash::<u32, WIDTH, SipHashes13, u64, String>::new();
    for shingle in words.windows(SHINGLE) {
        sketch.insert(shingle.join(" "));
    }
    // Half of each number is enough to tell texts apart, and half as long.
    let bytes: Vec<u8> = sketch.iter().flat_map(|word| (*word as u16).to_le_bytes()).collect();
    BASE64.encode(bytes)
}

/// Groups listings by their sketches, in the order given: for each listing the index of the first of its group.
pub fn groups<'s>(sketches: impl Iterator<Item = &'s str>) -> Vec<usize> {
    let mut firsts: Vec<usize> = Vec::new();
    let mut numbers: Vec<Vec<u8>> = Vec::new();
    let mut bands: BTreeMap<(usize, Vec<u8>), Vec<usize>> = BTreeMap::new();
    for (at, sketch) in sketches.enumerate() {
        let own = BASE64.decode(sketch).unwrap_or_default();
        let mut first = at;
        for (band, part) in own.chunks(2 * BAND).enumerate() {
            let alike = bands.entry((band, part.to_vec())).or_default();
            // Only the first of each group is compared, so that a chain of small changes joins nothing far apart.
            first = alike.iter().copied().filter(|other| agree(&numbers[*other], &own)).fold(first, usize::min);
        }
        if first == at {
            for (band, part) in own.chunks(2 * BAND).enumerate() {
                bands.entry((band, part.to_vec())).or_default().push(at);
            }
        }
        firsts.push(first);
        numbers.push(if first == at { own } else { Vec::new() });
    }
    firsts
}

fn agree(one: &[u8], other: &[u8]) -> bool {
    let pairs = one.chunks(2).zip(other.chunks(2));
    let same = pairs.filter(|(a, b)| a == b).count();
    !one.is_empty() && one.len() == other.len() && same as f32 >= SAME * WIDTH as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(id: &str, description: &str) -> Listing {
        Listing { id: id.to_owned(), description: description.to_owned(), ..Listing::default() }
    }

    #[test]
    fn a_relisted_text_is_grouped_and_another_product_is_not() {
        let text = "A drinking vessel of double-walled steel with a lid that is hinged to the collar and snaps shut over \
                    the mouth, with a silicone seal, a carrying loop and a brush to clean the straw; keeps drinks cold \
                    for a day and hot for half a day, fits most cup holders";
        let other = "A cotton towel for the beach, woven in stripes, light to carry and quick to dry in the sun";
        let listings = [
            listing("1", text),
            listing("2", other),
            listing("3", &text.replace("cup holders", "holders")),
            listing("4", ""),
        ];
        let sketches: Vec<String> = listings.iter().map(sketch).collect();
        assert_eq!(groups(sketches.iter().map(String::as_str)), [0, 1, 0, 3]);
    }
}
