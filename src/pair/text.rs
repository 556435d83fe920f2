//! A listing analysed against a vocabulary: which of its tokens cover which claim words, and what it measures.

use crate::listing::passages::{self, Place};
use crate::listing::{Listing, Passage, TRANSLATION, language};
use crate::pair::foreign::{self, English};
use crate::pair::known::Words;
use crate::pair::lexicon::{Lexicon, Link, Target};
use crate::pair::offered::{self, Figures, ListingQuantity};
use crate::pair::polarity::answer::{self, Answer};
use crate::pair::polarity::{self, Stance, others};
use crate::pair::questions::{Asked, questions};
use crate::pair::values::{self, Value};
use crate::text::lexis::{self, Token};
use crate::text::{bilingual, meaning};

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

/// Where the tokens of a passage's own text start to count: those of an attribute's name count from 0, and stand next to
/// none of them.
const IN_TEXT: u32 = 1000;

/// What of a listing is to be read; all of it for a chart.
#[derive(Clone, Copy)]
pub struct Need<'n> {
    /// Quantities.
    pub quantities: bool,
    /// Exclusive values.
    pub values: bool,
    /// The meaning of passages.
    pub meaning: bool,
    /// Which links count; all where there is no test.
    pub targets: Option<&'n dyn Fn(Target) -> bool>,
}

impl Need<'_> {
    /// Everything.
    pub const ALL: Need<'static> = Need { quantities: true, values: true, meaning: true, targets: None };
}

/// Analyses listings; keeps what it learnt about words from one listing to the next.
#[derive(Debug)]
pub struct Reader<'v> {
    words: Words<'v>,
}

/// A link that a token of a passage makes: the token's index, what it covers, and the hash of its form.
type Made = (usize, Target, u32);

impl<'v> Reader<'v> {
    /// A reader for the words of some claims.
    pub fn new(lexicon: &'v dyn Lexicon) -> Reader<'v> {
        Reader { words: Words::new(lexicon) }
    }

    /// Analyses one listing.
    pub fn read(&mut self, listing: &Listing) -> ListingText {
        self.words.next_listing();
        self.read_for(listing, Need::ALL)
    }

    /// The words, for a first look at a listing before it is read for certain claims.
    pub fn words(&mut self) -> &mut Words<'v> {
        &mut self.words
    }

    /// Analyses one listing so far as is needed.
    pub fn read_for(&mut self, listing: &Listing, need: Need<'_>) -> ListingText {
        let mut text = ListingText { foreign: false, passages: Vec::new(), hits: Vec::new(), values: Vec::new() };
        let own = language::assumed(listing);
        let mut made = Vec::new();
        let passages = passages::passages(listing);
        let asked = questions(listing, &passages);
        for ((place, passage, attribute), asked) in passages.into_iter().zip(asked) {
            let language = own.filter(|_| !passage.field.starts_with(TRANSLATION));
            let index = text.passages.len() as u32;
            let name = attribute.map_or("", |attribute| attribute.name.as_str());
            let own =
                attribute.map_or_else(|| listing.field(&passage.field), |attribute| Some(attribute.value.as_str()));
            let written = &own.unwrap_or_default()[passage.start..passage.end];
            let mut meaning = meaning::Sum::default();
            let answer = if name.is_empty() { Answer::Stated } else { answer::of(written) };
            let goes_with = !name.is_empty() && others::goes_with(name);
            // A value that says nothing is silence, whatever its name.
            if answer == Answer::Silent {
                let quantities = Vec::new();
                text.passages.push(PassageText { passage, place, quantities, meaning });
                continue;
            }
            if !name.is_empty() {
                let denied = answer == Answer::Denied;
                let stance = Stance { denied, elsewhere: answer == Answer::Apart || goes_with, ..Stance::default() };
                let tokens = lexis::tokens(name);
                if need.meaning {
                    self.add_meaning(name, &tokens, &mut meaning);
                }
                let span = (passage.start as u32, passage.start as u32);
                let english = foreign::english(name, &tokens, language);
                self.links(name, &tokens, &english, language, need, &mut made);
                let stated = made.drain(..).filter(|(_, target, _)| !denied || target.link != Link::Bilingual);
                text.hits.extend(stated.map(|(token, target, form)| {
                    hit((target, form), index, token as u32, span, stance, answer != Answer::Affirmed)
                }));
            }
            let tokens = lexis::tokens(written);
            if need.meaning {
                self.add_meaning(written, &tokens, &mut meaning);
            }
            let offset = passage.start as u32;
            let english = foreign::english(written, &tokens, language);
            self.links(written, &tokens, &english, language, need, &mut made);
            let mut stances = Vec::new();
            if !made.is_empty() || need.values || need.quantities {
                stances = self.stances(written, &tokens, place == Place::Title);
                for stance in &mut stances {
                    stance.elsewhere |= goes_with || asked != Asked::Said;
                    stance.denied |= asked == Asked::Denied;
                }
                self.mark_imitations(name, written, &tokens, &mut stances);
                let stated = made
                    .drain(..)
                    .filter(|(token, target, _)| !stances[*token].denied || target.link != Link::Bilingual);
                text.hits.extend(stated.map(|(token, target, form)| {
                    let span = (offset + tokens[token].start as u32, offset + tokens[token].end as u32);
                    hit((target, form), index, IN_TEXT + token as u32, span, stances[token], false)
                }));
                if need.values {
                    let of = Of { text: written, name, tokens: &tokens, english: &english, stances: &stances };
                    self.values(&of, language, index, offset, &mut text.values);
                }
            }
            // "Handleless" denies a handle.
            for (at, token) in tokens.iter().enumerate() {
                let Some(base) = polarity::without(token.text(written)) else { continue };
                let known = self.words.get(base);
                let targets = known.targets.iter().filter(|target| need.targets.is_none_or(|counts| counts(**target)));
                let stance = Stance { denied: true, ..stances.get(at).copied().unwrap_or_default() };
                let span = (offset + token.start as u32, offset + token.end as u32);
                let token = IN_TEXT + at as u32;
                text.hits.extend(targets.map(|target| hit((*target, known.form), index, token, span, stance, false)));
            }
            let quantities = if need.quantities {
                let (text, offset) = (written, passage.start);
                let of = Figures { text, name, tokens: &tokens, stances: &stances, language, offset, place };
                offered::of_passage(&of)
            } else {
                Vec::new()
            };
            text.passages.push(PassageText { passage, place, quantities, meaning });
        }
        text.foreign = own.is_some_and(|code| code != "en");
        text.hits.sort_unstable();
        text.hits.dedup_by_key(|hit| (hit.word, hit.passage, hit.token, hit.scope));
        text
    }

    /// The exclusive values that a passage states.
    fn values(
        &mut self,
        of: &Of<'_>,
        language: Option<&str>,
        passage: u32,
        offset: u32,
        found: &mut Vec<ListingValue>,
    ) {
        let Of { text, tokens, .. } = *of;
        let from = found.len();
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !token.number) {
            let before = at.checked_sub(1).filter(|_| token.glued).map_or("", |before| tokens[before].text(text));
            let known = self.words.get(token.text(text));
            if values::is_imitation(text, tokens, at, true) {
                continue;
            }
            let value = known.value.or_else(|| values::dimensional(before, &known.folded));
            let meant = value.filter(|_| of.english.get(at) != Some(&English::No)).map(|value| (value, false));
            // What a word list reads may agree with the claim, and never excludes it.
            let listed = known.foreign.values(language).map(|value| (value, true));
            found.extend(meant.into_iter().chain(listed).map(|(value, listed)| ListingValue {
                value,
                passage,
                token: IN_TEXT + at as u32,
                span: (offset + token.start as u32, offset + token.end as u32),
                whole: names_property(of.name, value.property) || says_of_product(text, tokens, at),
                whole_of_it: false,
                denied: of.stances[at].denied,
                elsewhere: of.stances[at].elsewhere || listed,
            }));
        }
        let mut material =
            |at: usize| self.words.get(tokens[at].text(text)).value.is_some_and(|value| value.property == "material");
        if from < found.len() && adds_up(text, tokens, &mut material) {
            found[from..].iter_mut().for_each(|value| value.whole_of_it = true);
        }
    }

    /// Collects each token's links. The form is 0 where the word itself does not tell it.
    fn links(
        &mut self,
        text: &str,
        tokens: &[Token],
        english: &[English],
        language: Option<&str>,
        need: Need<'_>,
        made: &mut Vec<Made>,
    ) {
        let counts = |target: &Target| need.targets.is_none_or(|counts| counts(*target));
        let mut denials = None;
        for (at, token) in tokens.iter().enumerate().filter(|(_, token)| !token.number) {
            let known = self.words.get(token.text(text));
            if !known.foreign.is_empty()
                && !denials.get_or_insert_with(|| bilingual::denials(text, tokens, language))[at]
            {
                made.extend(known.foreign.targets(language).filter(counts).map(|target| (at, target, 0)));
            }
            if english.get(at).is_some_and(|english| *english != English::Yes) {
                continue;
            }
            made.extend(known.targets.iter().filter(|target| counts(target)).map(|target| (at, *target, known.form)));
            // "water proof" and "water-proof" cover "waterproof".
            for target in self.words.joined(text, token, tokens.get(at + 1)).into_iter().filter(counts) {
                made.extend([(at, target, 0), (at + 1, target, 0)]);
            }
        }
    }

    /// Materials that are only looked like or imitated are not what the product is of, nor are those that name a colour.
    fn mark_imitations(&mut self, name: &str, text: &str, tokens: &[Token], stances: &mut [Stance]) {
        let name = name.to_lowercase();
        let is_colour = ["color", "colour", "farbe", "couleur", "颜色"].iter().any(|word| name.contains(word));
        for at in 0..tokens.len() {
            let known = self.words.get(tokens[at].text(text));
            let is_material = known.value.is_some_and(|value| value.property == "material");
            if (is_material && is_colour) || values::is_imitation(text, tokens, at, is_material) {
                stances[at].elsewhere = true;
            }
        }
    }

    /// Adds the meaning of a text's words, rarer ones counting more.
    fn add_meaning(&mut self, text: &str, tokens: &[Token], sum: &mut meaning::Sum) {
        for token in tokens.iter().filter(|token| !token.number) {
            if let Some((vector, weight)) = self.words.get(token.text(text)).meaning {
                sum.add(vector, weight);
            }
        }
    }

    fn stances(&mut self, text: &str, tokens: &[Token], title: bool) -> Vec<Stance> {
        if !self.words.lexicon().parts().polarity {
            return vec![Stance::default(); tokens.len()];
        }
        let folded: Vec<&str> = tokens
            .iter()
            .map(|token| self.words.met(token.text(text)).map_or("", |known| known.folded.as_str()))
            .collect();
        polarity::stances(text, tokens, &folded, title)
    }
}

/// A passage's text on the way to its values.
struct Of<'t> {
    text: &'t str,
    name: &'t str,
    tokens: &'t [Token],
    english: &'t [English],
    stances: &'t [Stance],
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
fn adds_up(text: &str, tokens: &[Token], is_material: &mut impl FnMut(usize) -> bool) -> bool {
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
