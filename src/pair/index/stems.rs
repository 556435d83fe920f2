//! The program's own words and stems as a tantivy tokenizer.

use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::text::lexis;

/// The stems of a text; Chinese and other scripts without spaces give overlapping pairs of characters.
pub fn stems(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for token in lexis::tokens(text) {
        let written = token.text(text);
        if written.chars().any(is_unspaced) {
            let chars: Vec<char> = written.chars().collect();
            if chars.len() == 1 {
                found.push(written.to_owned());
            }
            found.extend(chars.windows(2).map(|pair| pair.iter().collect::<String>()));
        } else {
            found.push(lexis::stem(&lexis::fold(written)).into_owned());
        }
    }
    found
}

/// Han, kana, hangul, Thai, Lao, Khmer: scripts written without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(u32::from(c), 0x0E00..=0x0EFF | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x9FFF | 0xAC00..=0xD7AF | 0x20000..=0x2FA1F)
}

/// The tokenizer. No token is dropped for its length.
#[derive(Clone, Default)]
pub struct Stems {
    tokens: Vec<Token>,
    at: usize,
}

pub struct StemStream<'a>(&'a mut Stems);

impl Tokenizer for Stems {
    type TokenStream<'a> = StemStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StemStream<'a> {
        self.tokens = stems(text)
            .into_iter()
            .enumerate()
            .map(|(position, text)| Token { position, text, ..Token::default() })
            .collect();
        self.at = 0;
        StemStream(self)
    }
}

impl TokenStream for StemStream<'_> {
    fn advance(&mut self) -> bool {
        self.0.at += 1;
        self.0.at <= self.0.tokens.len()
    }

    fn token(&self) -> &Token {
        &self.0.tokens[self.0.at - 1]
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.0.tokens[self.0.at - 1]
    }
}
