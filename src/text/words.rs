//! Words and punctuation of a claim, with byte offsets.

use std::borrow::Cow;

/// A word or one punctuation mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// Byte offset in the text.
    pub start: usize,
    /// End, exclusive.
    pub end: usize,
}

impl Word {
    /// As written.
    pub fn text<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start..self.end]
    }

    /// In lower case.
    pub fn lower<'a>(&self, text: &'a str) -> Cow<'a, str> {
        let word = self.text(text);
        if word.chars().any(char::is_uppercase) { Cow::Owned(word.to_lowercase()) } else { Cow::Borrowed(word) }
    }

    /// Whether it holds a letter or digit.
    pub fn is_wordlike(&self, text: &str) -> bool {
        self.text(text).chars().any(char::is_alphanumeric)
    }

    /// Whether it is written in digits.
    pub fn is_number(&self, text: &str) -> bool {
        self.text(text).starts_with(|c: char| c.is_ascii_digit())
    }
}

/// Splits text into words (letters and digits, with inner hyphens, apostrophes and decimal points) and single marks.
pub fn words(text: &str) -> Vec<Word> {
    let mut found = Vec::with_capacity(text.len() / 5);
    let mut chars = text.char_indices().peekable();
    while let Some((start, first)) = chars.next() {
        if first.is_whitespace() {
            continue;
        }
        let mut end = start + first.len_utf8();
        if first.is_alphanumeric() {
            let mut last = first;
            while let Some(&(at, next)) = chars.peek() {
                let inner = match next {
                    '-' | '\'' | '\u{2019}' | '\u{2010}' | '\u{2011}' => true,
                    '.' | ',' => last.is_ascii_digit(),
                    _ => false,
                };
                let after = text[at + next.len_utf8()..].chars().next();
                let joins = inner
                    && after.is_some_and(|after| {
                        if matches!(next, '.' | ',') { after.is_ascii_digit() } else { after.is_alphanumeric() }
                    });
                if !next.is_alphanumeric() && !joins && !is_mark(next) {
                    break;
                }
                end = at + next.len_utf8();
                last = next;
                chars.next();
            }
        }
        found.push(Word { start, end });
    }
    found
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}
