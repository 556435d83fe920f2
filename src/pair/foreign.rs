//! Words of a listing in another language: what they stand for by the bilingual word list, and which of them may be read
//! as English all the same.

use crate::pair::lexicon::{Lexicon, Link, Target};
use crate::pair::values::{self, Value};
use crate::text::lexis::{self, Token};
use crate::text::{bilingual, language};

/// What a word stands for in other languages, with the languages' codes.
#[derive(Clone, Debug, Default)]
pub struct Foreign {
    targets: Vec<(&'static str, Target)>,
    values: Vec<(&'static str, Value)>,
}

impl Foreign {
    /// Looks a folded word up.
    pub fn new(folded: &str, lexicon: &dyn Lexicon) -> Foreign {
        let mut found = Foreign::default();
        if !lexicon.parts().curated {
            return found;
        }
        for (codes, word) in
            bilingual::senses(folded).flat_map(|(codes, words)| words.split(' ').map(move |word| (codes, word)))
        {
            let english = lexis::fold(word);
            let covered = lexicon.covered_by(&lexicon.form(&english));
            let targets = covered.iter().filter(|target| target.link <= Link::Compound);
            found.targets.extend(targets.map(|target| (codes, Target { link: Link::Bilingual, ..*target })));
            found.values.extend(values::of_word(&english).map(|value| (codes, value)));
        }
        found
    }

    /// Whether it covers nothing in any language.
    pub fn is_empty(&self) -> bool {
        self.targets.is_empty()
    }

    /// The claim words that it stands for in a language.
    pub fn targets(&self, language: Option<&str>) -> impl Iterator<Item = Target> {
        self.targets.iter().filter(move |(codes, _)| bilingual::speaks(codes, language)).map(|(_, target)| *target)
    }

    /// The claim words that it stands for in any language.
    pub fn all(&self) -> impl Iterator<Item = Target> {
        self.targets.iter().map(|(_, target)| *target)
    }

    /// The values that it names in a language.
    pub fn values(&self, language: Option<&str>) -> impl Iterator<Item = Value> {
        self.values.iter().filter(move |(codes, _)| bilingual::speaks(codes, language)).map(|(_, value)| *value)
    }
}

/// Whether a token of a text in another language may be read as English.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum English {
    /// It may: a name, or a word that the other language's lists do not have.
    Yes,
    /// The word list reads it, and gives the same word ("nylon") or one that stems alike ("Batterie").
    Alike,
    /// It means something else ("hat" in German), or the text may deny it in its own words.
    No,
}

/// How far the tokens of a text in another language may be read as English. Empty for an English text.
pub fn english(text: &str, tokens: &[Token], language: Option<&str>) -> Vec<English> {
    let Some(code) = language.filter(|code| *code != "en") else { return Vec::new() };
    let denied = bilingual::denials(text, tokens, language);
    let reading = |(token, denied): (&Token, bool)| {
        let folded = lexis::fold(token.text(text));
        if denied || language::is_common(&folded, code) {
            return English::No;
        }
        let stem = lexis::stem(&folded);
        let alike = |words: &str| words.split(' ').any(|word| lexis::stem(&lexis::fold(word)) == stem);
        let listed = bilingual::senses(&folded).filter(|(codes, _)| bilingual::speaks(codes, language));
        listed.fold(English::Yes, |read, (_, words)| match read {
            English::Alike => read,
            _ if alike(words) => English::Alike,
            _ => English::No,
        })
    };
    tokens.iter().zip(denied).map(reading).collect()
}
