//! Running text put together from pieces: white space collapsed, and the places remembered at which the source's layout
//! starts something new.

/// A text under construction in which runs of white space are one space and the ends are trimmed.
#[derive(Debug, Default)]
pub struct Flow {
    text: String,
    space: bool,
    mark: bool,
    marks: Vec<usize>,
}

impl Flow {
    /// Appends a piece. White space at its ends separates words, nothing else does.
    pub fn push(&mut self, piece: &str) {
        for c in piece.chars() {
            // Code points that only control layout inside a word or a formula would hide in a quotation.
            if c.is_whitespace() {
                self.space = true;
            } else if !c.is_control() && c != '\u{FEFF}' {
                if self.space && !self.text.is_empty() {
                    self.text.push(' ');
                }
                self.space = false;
                if std::mem::take(&mut self.mark) && !self.text.is_empty() {
                    self.marks.push(self.text.len());
                }
                self.text.push(c);
            }
        }
    }

    /// What follows is a new word.
    pub fn word(&mut self) {
        self.space = true;
    }

    /// Takes back a hyphen at the end, which only a line's end asked for.
    pub fn unhyphen(&mut self) {
        if self.text.ends_with(['-', '\u{2010}', '\u{AD}']) {
            self.text.pop();
        }
    }

    /// What follows is a new word, and its offset is remembered.
    pub fn mark(&mut self) {
        self.space = true;
        self.mark = true;
    }

    /// The text so far, without the white space at its end.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether any offset was remembered.
    pub fn is_marked(&self) -> bool {
        !self.marks.is_empty()
    }

    /// The text, and the remembered offsets in it: ascending, unique, never 0.
    pub fn finish(self) -> (String, Vec<usize>) {
        (self.text, self.marks)
    }
}

/// Remembered offsets after the first `length` bytes of their text were cut off.
pub fn after_start(marks: Vec<usize>, length: usize) -> Vec<usize> {
    marks.into_iter().filter_map(|at| at.checked_sub(length).filter(|at| *at > 0)).collect()
}

/// Full-width digits as ASCII ones.
pub fn narrow_digits(text: &str) -> String {
    let narrow = |c: char| match c {
        '\u{ff10}'..='\u{ff19}' => char::from(b'0' + (c as u32 - 0xff10) as u8),
        c => c,
    };
    text.chars().map(narrow).collect()
}

/// White space collapsed and trimmed.
pub fn collapse(text: &str) -> String {
    let mut flow = Flow::default();
    flow.push(text);
    flow.finish().0
}

/// The number printed before a claim, as in `1. A`, `1 . A`, `12) The` or `1、一种`, and the offset of what follows.
pub fn printed_number(text: &str) -> Option<(u32, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 4 {
        return None;
    }
    let number = text[..digits].parse().ok()?;
    let rest = text[digits..].trim_start();
    let mark = rest.chars().next().filter(|c| matches!(c, '.' | ')' | '．' | '、' | '，'))?;
    let after = &rest[mark.len_utf8()..];
    let body = after.trim_start();
    let starts = body.chars().next().is_none_or(|c| !c.is_ascii_digit() || body.len() < after.len());
    starts.then_some((number, text.len() - body.len()))
}
