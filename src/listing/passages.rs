//! A listing cut into passages: the spans that evidence cites. A passage is a title, a brand, a category, one attribute,
//! or one sentence of a bullet or of the description.

use crate::listing::{Attribute, Listing, Passage, REVIEWS, TRANSLATION, Texts};

/// Which kind of field a passage comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// One attribute; its name gives the value its meaning.
    Attribute,
    /// A bullet.
    Bullet,
    /// The title.
    Title,
    /// The description.
    Description,
    /// The category path.
    Category,
    /// The brand.
    Brand,
    /// A customer's review.
    Review,
}

/// Longest passage in bytes: beyond it a sentence is cut at commas, so that a quote stays readable.
const LONG: usize = 320;

/// The passages of a listing in the order of its fields, those of its translation behind; for an attribute also the
/// attribute.
pub fn passages(listing: &Listing) -> Vec<(Place, Passage, Option<&Attribute>)> {
    let mut found = Vec::new();
    cut(listing.texts(), "", &mut found);
    if let Some(translation) = &listing.translation {
        cut(translation.texts(), TRANSLATION, &mut found);
    }
    let reviews: &[String] = if listing.with_reviews { &listing.reviews } else { &[] };
    for (index, review) in reviews.iter().enumerate() {
        let field = format!("{REVIEWS}{index}]");
        let passage = |(start, end)| (Place::Review, Passage { field: field.clone(), start, end }, None);
        found.extend(sentences(review).into_iter().map(passage));
    }
    found
}

fn cut<'a>(texts: Texts<'a>, prefix: &str, found: &mut Vec<(Place, Passage, Option<&'a Attribute>)>) {
    let mut whole = |place, field: &str, text: &str, attribute| {
        let (start, end) = trimmed(text, 0, text.len());
        if start < end {
            found.push((place, Passage { field: format!("{prefix}{field}"), start, end }, attribute));
        }
    };
    whole(Place::Title, "title", texts.title, None);
    whole(Place::Brand, "brand", texts.brand, None);
    whole(Place::Category, "category", texts.category, None);
    for (index, attribute) in texts.attributes.iter().enumerate() {
        let field = format!("attributes.{}", texts.attribute_address(index));
        whole(Place::Attribute, &field, &attribute.value, Some(attribute));
    }
    for (index, bullet) in texts.bullets.iter().enumerate() {
        let field = format!("{prefix}bullets[{index}]");
        found.extend(
            sentences(bullet)
                .into_iter()
                .map(|(start, end)| (Place::Bullet, Passage { field: field.clone(), start, end }, None)),
        );
    }
    let field = format!("{prefix}description");
    found.extend(
        sentences(texts.description)
            .into_iter()
            .map(|(start, end)| (Place::Description, Passage { field: field.clone(), start, end }, None)),
    );
}

/// The sentences of seller prose as byte spans: they end at line breaks, at the marks sellers use for bullets, and at
/// full stops that end a sentence rather than a number or an abbreviation.
pub fn sentences(text: &str) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    let mut close = |from: usize, to: usize| {
        let (start, end) = trimmed(text, from, to);
        if text[start..end].chars().any(char::is_alphanumeric) {
            found.extend(pieces(text, start, end));
        }
    };
    for (at, c) in text.char_indices() {
        let after = at + c.len_utf8();
        let (ends, next) = match c {
            '\n' | '\r' | '\u{2022}' | '\u{25cf}' | '\u{2605}' | '\u{2713}' | '\u{2714}' | '\u{2705}' | '\u{25a0}'
            | '\u{25c6}' | '|' => (true, at),
            '\u{3002}' | '\u{ff01}' | '\u{ff1f}' | '\u{ff1b}' => (true, after),
            '!' | '?' | ';' => {
                (text[after..].starts_with(|next: char| next.is_whitespace() || next.is_uppercase()), after)
            }
            '.' => (full_stop(text, at), after),
            _ => (false, at),
        };
        if ends {
            close(from, next);
            from = after;
        }
    }
    close(from, text.len());
    found
}

/// Whether the point at `at` ends a sentence.
fn full_stop(text: &str, at: usize) -> bool {
    let before = &text[..at];
    let after = &text[at + 1..];
    let word_start = before
        .rfind(|c: char| !c.is_alphanumeric())
        .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    let word = &before[word_start..];
    if matches!(
        word.to_lowercase().as_str(),
        "approx"
            | "no"
            | "max"
            | "min"
            | "dia"
            | "fl"
            | "oz"
            | "lb"
            | "lbs"
            | "st"
            | "dr"
            | "vs"
            | "e"
            | "g"
            | "i"
            | "ca"
    ) {
        return false;
    }
    let mut rest = after.chars();
    match rest.next() {
        None => true,
        // "ends here.Next starts": sellers forget the space.
        Some(c) if c.is_uppercase() => before.ends_with(char::is_lowercase),
        Some(c) if c.is_whitespace() => {
            // "Approx. 5 in. long" goes on; a digit after the space may start a new sentence or not: it does unless the
            // word before was a unit.
            after
                .trim_start()
                .starts_with(|next: char| next.is_uppercase() || next.is_ascii_digit() || !next.is_ascii())
                || after.trim_start().is_empty()
                || word.chars().count() > 3
        }
        Some(_) => false,
    }
}

fn trimmed(text: &str, from: usize, to: usize) -> (usize, usize) {
    let piece = &text[from..to];
    let start = from + piece.len() - piece.trim_start().len();
    let end = (from + piece.trim_end().len()).max(start);
    (start, end)
}

/// Cuts a span that is too long at its commas, dashes or, failing these, spaces.
fn pieces(text: &str, start: usize, end: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = start;
    while end - from > LONG {
        let window_end = text.floor_char_boundary(from + LONG);
        let window = &text[from..window_end];
        let cut = [", ", " - ", ",", " "]
            .iter()
            .find_map(|mark| window.rfind(mark).filter(|at| *at > LONG / 4).map(|at| from + at + mark.len()))
            .unwrap_or(window_end);
        let (a, b) = trimmed(text, from, cut);
        if a < b {
            found.push((a, b));
        }
        from = cut;
    }
    let (a, b) = trimmed(text, from, end);
    if a < b {
        found.push((a, b));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<&str> {
        sentences(text).iter().map(|(a, b)| &text[*a..*b]).collect()
    }

    #[test]
    fn sentences_end_where_a_reader_would_say() {
        assert_eq!(
            read("Soft lid. Fits 3.5 in. cups.Washable!\n\u{2022} BPA free; safe"),
            ["Soft lid.", "Fits 3.5 in. cups.", "Washable!", "BPA free;", "safe"]
        );
        assert_eq!(read("approx. 5 oz"), ["approx. 5 oz"]);
        assert_eq!(read(" \n . ! "), Vec::<&str>::new());
        assert_eq!(read("材质：硅胶。防水！"), ["材质：硅胶。", "防水！"]);
    }

    #[test]
    fn a_run_on_sentence_is_cut_but_nothing_is_lost() {
        let long = "very nice cup with lid, ".repeat(40);
        let pieces = read(&long);
        assert!(pieces.iter().all(|piece| piece.len() <= LONG), "{pieces:?}");
        let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
        assert_eq!(letters(&pieces.concat()), letters(&long));
    }
}
