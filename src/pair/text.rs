//! A listing analysed against a vocabulary: which of its tokens cover which claim words, and what it measures.

use rustc_hash::FxHashMap;

use super::foreign::{self, English, Foreign};
use super::stated::nearest_measure;
use super::vocabulary::{Link, Target, Vocabulary};
use crate::bilingual;
use crate::language;
use crate::lexis::{self, Token};
use crate::listing::{Listing, Passage, TRANSLATION};
use crate::meaning;
use crate::passages::{self, Place};
use crate::polarity::{self, Stance};
use crate::quantity::{Quantity, quantities_and_counts};
use crate::tables::{FUNCTION_WORDS, MEASURES};
use crate::values::{self, Value};

/// A listing, ready to be paired.
#[derive(Debug)]
pub struct ListingText {
    /// Its passages in the order of its fields.
    pub passages: Vec<PassageText>,
    /// Tokens that cover a claim word, ordered by claim word, passage and token.
    pub hits: Vec<Hit>,
    /// Whether the listing's own words are in a language other than English.
    pub foreign: bool,
    /// Values of which a thing has one only, by passage and token.
    pub values: Vec<ListingValue>,
}

impl ListingText {
    /// The hits of one claim word that hold for a claim, by its scope.
    pub fn hits_of(&self, word: u32, scope: u32) -> impl Iterator<Item = &Hit> {
        let from = self.hits.partition_point(|hit| hit.word < word);
        self.hits[from..]
            .iter()
            .take_while(move |hit| hit.word == word)
            .filter(move |hit| hit.scope == 0 || hit.scope == scope)
    }
}

/// A value that the listing states.
#[derive(Clone, Copy, Debug)]
pub struct ListingValue {
    /// The value.
    pub value: Value,
    /// Index of the passage.
    pub passage: u32,
    /// Position of the token in the passage, see [`Hit::token`].
    pub token: u32,
    /// Byte span in the field's text.
    pub span: (u32, u32),
    /// Whether an attribute says it of the whole product ("Material: steel").
    pub whole: bool,
    /// It is one of materials whose shares add up to the whole ("95% cotton, 5% spandex"): nothing else is in it.
    pub whole_of_it: bool,
    /// The listing denies it.
    pub denied: bool,
    /// The listing says it of something else.
    pub elsewhere: bool,
}

/// One passage.
#[derive(Debug)]
pub struct PassageText {
    /// Where it is.
    pub passage: Passage,
    /// Kind of field.
    pub place: Place,
    /// Its quantities.
    pub quantities: Vec<ListingQuantity>,
    /// The meaning of its words together.
    pub meaning: meaning::Sum,
}

/// A token that covers a claim word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Number of the claim word.
    pub word: u32,
    /// Index of the passage.
    pub passage: u32,
    /// Position of the token in the attribute's name, from 0, or in the passage's own text, from `IN_TEXT`.
    pub token: u32,
    /// Byte span in the field's text; empty at the passage's start for a token of an attribute's name.
    pub span: (u32, u32),
    /// By which link.
    pub link: Link,
    /// Scope of the link, see [`Target::scope`].
    pub scope: u32,
    /// Hash of the word's singular form, to tell the same word from one that only shares its stem.
    pub form: u32,
    /// The listing denies it.
    pub denied: bool,
    /// The listing says that it is not part of the offer.
    pub left_out: bool,
    /// The listing says it of something else.
    pub elsewhere: bool,
    /// The token stands in the attribute's name.
    pub in_name: bool,
}

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

/// Where the tokens of a passage's own text start to count: those of an attribute's name count from 0, and stand next to
/// none of them.
const IN_TEXT: u32 = 1000;

/// Analyses listings; keeps what it learnt about words from one listing to the next.
#[derive(Debug)]
pub struct Reader<'v> {
    vocabulary: &'v Vocabulary,
    known: FxHashMap<String, Known>,
}

#[derive(Clone, Debug)]
struct Known {
    folded: String,
    targets: Vec<Target>,
    value: Option<Value>,
    form: u32,
    foreign: Foreign,
    meaning: Option<(meaning::Vector, f32)>,
}

impl<'v> Reader<'v> {
    /// A reader for one vocabulary.
    pub fn new(vocabulary: &'v Vocabulary) -> Reader<'v> {
        Reader { vocabulary, known: FxHashMap::default() }
    }

    /// Analyses one listing.
    pub fn read(&mut self, listing: &Listing) -> ListingText {
        let mut hits = Vec::new();
        let mut found = Vec::new();
        let mut stated = Vec::new();
        let own = language::assumed(listing);
        for (place, passage, attribute) in passages::passages(listing) {
            let language = own.filter(|_| !passage.field.starts_with(TRANSLATION));
            let index = found.len() as u32;
            let name = attribute.map_or("", |attribute| attribute.name.as_str());
            let text =
                attribute.map_or_else(|| listing.field(&passage.field), |attribute| Some(attribute.value.as_str()));
            let text = &text.unwrap_or_default()[passage.start..passage.end];
            let mut meaning = meaning::Sum::default();
            if !name.is_empty() {
                let denied = polarity::is_no(text);
                let stance = Stance { denied, ..Stance::default() };
                let tokens = lexis::tokens(name);
                self.add_meaning(name, &tokens, &mut meaning);
                let span = (passage.start as u32, passage.start as u32);
                let english = foreign::english(name, &tokens, language);
                self.words(name, &tokens, &english, language, &mut |token, target, form| {
                    if denied && target.link == Link::Bilingual {
                        return;
                    }
                    hits.push(hit((target, form), index, token as u32, span, stance, true));
                });
            }
            let tokens = lexis::tokens(text);
            self.add_meaning(text, &tokens, &mut meaning);
            let stances = self.stances(text, &tokens, place == Place::Title);
            let offset = passage.start as u32;
            let english = foreign::english(text, &tokens, language);
            self.words(text, &tokens, &english, language, &mut |token, target, form| {
                if stances[token].denied && target.link == Link::Bilingual {
                    return;
                }
                let span = (offset + tokens[token].start as u32, offset + tokens[token].end as u32);
                hits.push(hit((target, form), index, IN_TEXT + token as u32, span, stances[token], false));
            });
            for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !token.number) {
                let before = at.checked_sub(1).filter(|_| token.glued).map_or("", |before| tokens[before].text(text));
                let known = self.known(token.text(text));
                let value = known.value.or_else(|| values::dimensional(before, &known.folded));
                let meant = value.filter(|_| english.get(at) != Some(&English::No)).map(|value| (value, false));
                // What a word list reads may agree with the claim, and never excludes it.
                let listed = known.foreign.values(language).map(|value| (value, true));
                stated.extend(meant.into_iter().chain(listed).map(|(value, listed)| ListingValue {
                    value,
                    passage: index,
                    token: IN_TEXT + at as u32,
                    span: (offset + token.start as u32, offset + token.end as u32),
                    whole: names_property(name, value.property) || says_of_product(text, &tokens, at),
                    whole_of_it: false,
                    denied: stances[at].denied,
                    elsewhere: stances[at].elsewhere || listed,
                }));
            }
            let material =
                |at: usize| self.known(tokens[at].text(text)).value.is_some_and(|value| value.property == "material");
            if adds_up(text, &tokens, material) {
                stated.iter_mut().filter(|value| value.passage == index).for_each(|value| value.whole_of_it = true);
            }
            let quantities = listing_quantities(name, text, language, passage.start, place);
            found.push(PassageText { passage, place, quantities, meaning });
        }
        hits.sort_unstable();
        hits.dedup_by_key(|hit| (hit.word, hit.passage, hit.token, hit.scope));
        ListingText { foreign: own.is_some_and(|code| code != "en"), passages: found, hits, values: stated }
    }

    /// Calls `each` with every token's index, each target it covers, and the hash of its form (0 where the word itself
    /// does not tell it).
    fn words(
        &mut self,
        text: &str,
        tokens: &[Token],
        english: &[English],
        language: Option<&str>,
        each: &mut impl FnMut(usize, Target, u32),
    ) {
        let mut denials = None;
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !token.number) {
            let known = self.known(token.text(text));
            if !known.foreign.is_empty()
                && !denials.get_or_insert_with(|| bilingual::denials(text, tokens, language))[at]
            {
                known.foreign.targets(language).for_each(|target| each(at, target, 0));
            }
            if english.get(at).is_some_and(|english| *english != English::Yes) {
                continue;
            }
            for target in &known.targets {
                each(at, *target, known.form);
            }
            // "water proof" and "water-proof" cover "waterproof".
            let next = tokens.get(at + 1).filter(|next| !next.number && next.start - token.end <= 1);
            if let Some(next) = next {
                let joined = [token.text(text), next.text(text)].concat();
                if (6..=40).contains(&joined.len()) {
                    for target in self.joined(&joined) {
                        each(at, target, 0);
                        each(at + 1, target, 0);
                    }
                }
            }
        }
    }

    fn joined(&self, written: &str) -> Vec<Target> {
        // Nearly all neighbours make no word of the claims.
        if !self.vocabulary.may_have(written) {
            return Vec::new();
        }
        let folded = lexis::fold(written);
        let stem = self.vocabulary.form(&folded);
        self.vocabulary
            .covered_by(&stem)
            .iter()
            .filter(|target| target.link == Link::Stem)
            .map(|target| Target { word: target.word, link: Link::Compound, scope: target.scope })
            .collect()
    }

    fn known(&mut self, written: &str) -> &Known {
        if !self.known.contains_key(written) {
            let folded = lexis::fold(written);
            let stem = self.vocabulary.form(&folded);
            let mut targets = self.vocabulary.covered_by(&stem).to_vec();
            let more = |targets: &mut Vec<Target>, found: &[Target]| {
                let fresh = found
                    .iter()
                    .filter(|new| !targets.iter().any(|old| old.word == new.word && old.scope == new.scope));
                let fresh: Vec<Target> = fresh.copied().collect();
                targets.extend(fresh);
            };
            more(&mut targets, self.vocabulary.abbreviated(written));
            if !lexis::is_known(&stem) {
                more(&mut targets, &self.vocabulary.misspelt(&stem));
            }
            targets.extend(self.vocabulary.near(&stem, &targets));
            let value = values::of_word(&folded);
            let form = lexis::form_hash(&folded);
            let foreign = Foreign::new(&folded, self.vocabulary);
            let telling = meaning::vector(&stem).filter(|_| !FUNCTION_WORDS.contains(&folded));
            let meaning = telling.map(|vector| (vector, lexis::idf(&stem)));
            drop(stem);
            self.known.insert(written.to_owned(), Known { folded, targets, value, form, foreign, meaning });
        }
        &self.known[written]
    }

    /// Adds the meaning of a text's words, rarer ones counting more.
    fn add_meaning(&mut self, text: &str, tokens: &[Token], sum: &mut meaning::Sum) {
        for token in tokens.iter().filter(|token| !token.number) {
            if let Some((vector, weight)) = self.known(token.text(text)).meaning {
                sum.add(vector, weight);
            }
        }
    }

    fn stances(&mut self, text: &str, tokens: &[Token], title: bool) -> Vec<Stance> {
        if !self.vocabulary.parts().polarity {
            return vec![Stance::default(); tokens.len()];
        }
        for token in tokens.iter().filter(|token| !token.number) {
            self.known(token.text(text));
        }
        let folded: Vec<&str> = tokens
            .iter()
            .map(|token| self.known.get(token.text(text)).map_or("", |known| known.folded.as_str()))
            .collect();
        polarity::stances(text, tokens, &folded, title)
    }
}

fn hit(
    (target, form): (Target, u32),
    passage: u32,
    token: u32,
    span: (u32, u32),
    stance: Stance,
    in_name: bool,
) -> Hit {
    Hit {
        word: target.word,
        passage,
        token,
        span,
        link: target.link,
        scope: target.scope,
        form,
        denied: stance.denied,
        left_out: stance.left_out,
        elsewhere: stance.elsewhere,
        in_name,
    }
}

/// Whether an attribute's name is that of a property: "Material", "Fabric type", "Shape".
fn names_property(name: &str, property: &str) -> bool {
    let name = name.to_lowercase();
    name.contains(property) || (property == "material" && name.contains("fabric"))
}

/// Whether the numbers before a passage's materials add up to a hundred.
fn adds_up(text: &str, tokens: &[Token], mut is_material: impl FnMut(usize) -> bool) -> bool {
    let mut sum = 0.0;
    for (at, token) in tokens.iter().enumerate().filter(|(_, token)| token.number) {
        let next = (at + 1..(at + 3).min(tokens.len())).find(|next| !tokens[*next].number && is_material(*next));
        if let Some(share) = next.and_then(|_| token.text(text).parse::<f64>().ok()) {
            sum += share;
        }
    }
    (99.0..=101.0).contains(&sum)
}

/// Whether running text says a value of the product as a whole: "Material: cotton", "Made of durable plastic", "solid
/// plastic construction".
fn says_of_product(text: &str, tokens: &[Token], at: usize) -> bool {
    let word = |index: usize| tokens.get(index).map_or(String::new(), |token| token.text(text).to_lowercase());
    let labelled = (at.saturating_sub(4)..at).any(|index| {
        matches!(word(index).as_str(), "material" | "materials" | "fabric")
            && text[tokens[index].end..].trim_start().starts_with(':')
    });
    let made = matches!(word(0).as_str(), "made" | "constructed" | "crafted" | "manufactured" | "built")
        && matches!(word(1).as_str(), "of" | "from" | "with" | "out" | "in")
        && at <= 6;
    labelled || made || matches!(word(at + 1).as_str(), "construction" | "build")
}

fn listing_quantities(
    name: &str,
    text: &str,
    language: Option<&str>,
    offset: usize,
    place: Place,
) -> Vec<ListingQuantity> {
    let named = lexis::tokens(name).iter().rev().find_map(|token| MEASURES.get(&lexis::fold(token.text(name))));
    let whole = place == Place::Attribute && {
        let lower = name.to_lowercase();
        ["item", "product", "package", "shipping", "net", "gross", "total", "overall"]
            .iter()
            .any(|word| lower.contains(word))
            || named.is_some()
    };
    quantities_and_counts(&bilingual::for_quantities(text, language))
        .into_iter()
        .map(|mut quantity| {
            let measure = named.or_else(|| nearest_measure(&text[..quantity.start], &text[quantity.end..]));
            quantity.start += offset;
            quantity.end += offset;
            ListingQuantity { quantity, measure, whole }
        })
        .collect()
}
