//! A listing analysed against a vocabulary: which of its tokens cover which claim words, and what it measures.

use rustc_hash::FxHashMap;

use super::compiled::nearest_measure;
use super::vocabulary::{Link, Target, Vocabulary};
use crate::bilingual;
use crate::language;
use crate::lexis::{self, Token};
use crate::listing::{Listing, Passage, TRANSLATION};
use crate::passages::{self, Place};
use crate::polarity::{self, Stance};
use crate::quantity::{Quantity, quantities};
use crate::tables::MEASURES;
use crate::values::{self, Value};

/// A listing, ready to be paired.
#[derive(Debug)]
pub struct ListingText {
    /// Its passages in the order of its fields.
    pub passages: Vec<PassageText>,
    /// Tokens that cover a claim word, ordered by claim word, passage and token.
    pub hits: Vec<Hit>,
    /// Values of which a thing has one only, by passage and token.
    pub values: Vec<ListingValue>,
}

/// A value that the listing states.
#[derive(Clone, Copy, Debug)]
pub struct ListingValue {
    /// The value.
    pub value: Value,
    /// Index of the passage.
    pub passage: u32,
    /// Position of the token in the passage.
    pub token: u32,
    /// Byte span in the field's text.
    pub span: (u32, u32),
    /// Whether an attribute says it of the whole product ("Material: steel").
    pub whole: bool,
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
}

/// A token that covers a claim word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// Number of the claim word.
    pub word: u32,
    /// Index of the passage.
    pub passage: u32,
    /// Position of the token in the passage.
    pub token: u32,
    /// Byte span in the field's text; empty at the passage's start for a token of an attribute's name.
    pub span: (u32, u32),
    /// By which link.
    pub link: Link,
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
    /// What it stands for in other languages, with their codes.
    foreign: Vec<(&'static str, Target)>,
    /// The values that it names in other languages.
    foreign_values: Vec<(&'static str, Value)>,
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
            if !name.is_empty() {
                let denied = polarity::is_no(text);
                let stance = Stance { denied, ..Stance::default() };
                let tokens = lexis::tokens(name);
                let stances = vec![stance; tokens.len()];
                let english = self.english(name, &tokens, language);
                self.words(name, &tokens, &stances, &mut |token, target| {
                    if english.get(token).is_some_and(|english| *english != English::Yes) {
                        return;
                    }
                    hits.push(hit(
                        target,
                        index,
                        token as u32,
                        (passage.start as u32, passage.start as u32),
                        stance,
                        true,
                    ));
                });
                if !denied {
                    let span = (passage.start as u32, passage.start as u32);
                    self.foreign(name, &tokens, &stances, language, &mut |token, target| {
                        hits.push(hit(target, index, token as u32, span, stance, true));
                    });
                }
            }
            let tokens = lexis::tokens(text);
            let stances = self.stances(text, &tokens);
            let offset = passage.start as u32;
            let base = 1000;
            let english = self.english(text, &tokens, language);
            self.words(text, &tokens, &stances, &mut |token, target| {
                if english.get(token).is_some_and(|english| *english != English::Yes) {
                    return;
                }
                let span = (offset + tokens[token].start as u32, offset + tokens[token].end as u32);
                hits.push(hit(target, index, base + token as u32, span, stances[token], false));
            });
            self.foreign(text, &tokens, &stances, language, &mut |token, target| {
                let span = (offset + tokens[token].start as u32, offset + tokens[token].end as u32);
                hits.push(hit(target, index, base + token as u32, span, stances[token], false));
            });
            let names = |property: &str| {
                name.to_lowercase().contains(property)
                    || (property == "material" && name.to_lowercase().contains("fabric"))
            };
            for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !token.number) {
                let known = self.known(token.text(text));
                let meant = known.value.filter(|_| english.get(at) != Some(&English::No)).map(|value| (value, false));
                let spoken = known.foreign_values.iter().filter(|(codes, _)| bilingual::speaks(codes, language));
                // What a word list reads may agree with the claim, and never excludes it.
                let values: Vec<(Value, bool)> =
                    meant.into_iter().chain(spoken.map(|(_, value)| (*value, true))).collect();
                let span = (offset + token.start as u32, offset + token.end as u32);
                let stance = stances[at];
                stated.extend(values.into_iter().map(|(value, listed)| ListingValue {
                    value,
                    passage: index,
                    token: base + at as u32,
                    span,
                    whole: names(value.property),
                    denied: stance.denied,
                    elsewhere: stance.elsewhere || listed,
                }));
            }
            let quantities = listing_quantities(name, text, language, passage.start, place);
            found.push(PassageText { passage, place, quantities });
        }
        hits.sort_unstable();
        hits.dedup_by_key(|hit| (hit.word, hit.passage, hit.token));
        ListingText { passages: found, hits, values: stated }
    }

    /// Calls `each` with every token index and target it covers.
    fn words(&mut self, text: &str, tokens: &[Token], _stances: &[Stance], each: &mut impl FnMut(usize, Target)) {
        for (at, token) in tokens.iter().enumerate() {
            if token.number {
                continue;
            }
            let mut compound = None;
            if let Some(next) = tokens.get(at + 1)
                && !next.number
                && next.start - token.end <= 1
            {
                compound = Some(next.end);
            }
            for target in &self.known(token.text(text)).targets {
                each(at, *target);
            }
            // "water proof" and "water-proof" cover "waterproof".
            if let Some(end) = compound {
                let joined: String = [token.text(text), tokens[at + 1].text(text)].concat();
                let _ = end;
                if joined.len() >= 6 && joined.len() <= 40 {
                    for target in self.joined(&joined) {
                        each(at, target);
                        each(at + 1, target);
                    }
                }
            }
        }
    }

    /// Calls `each` with every token that stands for claim words by the bilingual word list, unless the text may deny it.
    fn foreign(
        &mut self,
        text: &str,
        tokens: &[Token],
        stances: &[Stance],
        language: Option<&str>,
        each: &mut impl FnMut(usize, Target),
    ) {
        let mut denials = None;
        for (at, token) in tokens.iter().enumerate() {
            if token.number || stances[at].denied || self.known(token.text(text)).foreign.is_empty() {
                continue;
            }
            if denials.get_or_insert_with(|| bilingual::denials(text, tokens, language))[at] {
                continue;
            }
            for (codes, target) in &self.known(token.text(text)).foreign {
                if bilingual::speaks(codes, language) {
                    each(at, *target);
                }
            }
        }
    }

    /// How far the tokens of a text in another language may be read as English. Empty for an English text.
    fn english(&mut self, text: &str, tokens: &[Token], language: Option<&str>) -> Vec<English> {
        let Some(code) = language.filter(|code| *code != "en") else { return Vec::new() };
        let denied = bilingual::denials(text, tokens, language);
        let reading = |(token, denied): (&Token, bool)| {
            if denied {
                return English::No;
            }
            let folded = &self.known(token.text(text)).folded;
            let stem = lexis::stem(folded);
            let mut listed =
                bilingual::senses(folded).filter(|(codes, _)| bilingual::speaks(codes, language)).peekable();
            if language::is_common(folded, code) {
                English::No
            } else if listed.peek().is_none() {
                English::Yes
            } else if listed.any(|(_, stems)| stems.split(' ').any(|other| other == stem)) {
                English::Alike
            } else {
                English::No
            }
        };
        tokens.iter().zip(denied).map(reading).collect()
    }

    /// The claim words that a folded word of another language stands for, with the languages' codes.
    fn senses(&self, folded: &str) -> Vec<(&'static str, Target)> {
        let covered =
            |stem: &str| self.vocabulary.covered_by(stem).iter().filter(|target| target.link <= Link::Compound);
        let senses =
            bilingual::senses(folded).flat_map(|(codes, stems)| stems.split(' ').map(move |stem| (codes, stem)));
        senses
            .flat_map(|(codes, stem)| {
                covered(stem).map(move |target| (codes, Target { word: target.word, link: Link::Bilingual }))
            })
            .collect()
    }

    fn joined(&self, written: &str) -> Vec<Target> {
        let folded = lexis::fold(written);
        let stem = lexis::stem(&folded);
        self.vocabulary
            .covered_by(&stem)
            .iter()
            .filter(|target| target.link == Link::Stem)
            .map(|target| Target { word: target.word, link: Link::Compound })
            .collect()
    }

    fn known(&mut self, written: &str) -> &Known {
        if !self.known.contains_key(written) {
            let folded = lexis::fold(written);
            let stem = lexis::stem(&folded);
            let mut targets = self.vocabulary.covered_by(&stem).to_vec();
            if targets.is_empty() && !lexis::is_known(&stem) {
                targets = self.vocabulary.misspelt(&folded);
            }
            targets.extend(self.vocabulary.near(&stem, &targets));
            let value = values::of(&stem);
            let foreign = self.senses(&folded);
            let foreign_values = bilingual::senses(&folded)
                .flat_map(|(codes, stems)| stems.split(' ').filter_map(values::of).map(move |value| (codes, value)))
                .collect();
            self.known.insert(written.to_owned(), Known { folded, targets, value, foreign, foreign_values });
        }
        &self.known[written]
    }

    fn stances(&mut self, text: &str, tokens: &[Token]) -> Vec<Stance> {
        for token in tokens {
            if !token.number {
                self.known(token.text(text));
            }
        }
        let folded: Vec<&str> = tokens
            .iter()
            .map(|token| self.known.get(token.text(text)).map_or("", |known| known.folded.as_str()))
            .collect();
        polarity::stances(text, tokens, &folded)
    }
}

/// Whether a token of a text in another language may be read as English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum English {
    /// It may: a name, or a word that the other language's lists do not have.
    Yes,
    /// The word list reads it, and gives the same word ("nylon", but "Batterie" as well).
    Alike,
    /// It means something else ("hat" in German), or the text may deny it in its own words.
    No,
}

fn hit(target: Target, passage: u32, token: u32, span: (u32, u32), stance: Stance, in_name: bool) -> Hit {
    Hit {
        word: target.word,
        passage,
        token,
        span,
        link: target.link,
        denied: stance.denied,
        left_out: stance.left_out,
        elsewhere: stance.elsewhere,
        in_name,
    }
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
    quantities(&bilingual::for_quantities(text, language))
        .into_iter()
        .map(|mut quantity| {
            let measure = named.or_else(|| nearest_measure(&text[..quantity.start], &text[quantity.end..]));
            quantity.start += offset;
            quantity.end += offset;
            ListingQuantity { quantity, measure, whole }
        })
        .collect()
}
