//! A way through JSON over several lines that goes on behind damage.

/// A place in a text with its line and column, moved forward only.
pub(super) struct Cursor<'a> {
    pub text: &'a str,
    pub at: usize,
    pub line: usize,
    pub column: usize,
    /// Bytes looked at for reading on after damage.
    pub work: usize,
}

impl<'a> Cursor<'a> {
    pub fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub fn is_first(&self) -> bool {
        self.text[..self.at].trim().is_empty()
    }

    /// Moves forward to an offset.
    pub fn go(&mut self, to: usize) {
        for c in self.text[self.at..to.max(self.at)].chars() {
            if c == '\n' {
                self.line += 1;
                self.column = 1;
            } else {
                self.column += 1;
            }
        }
        self.at = to.max(self.at);
    }

    pub fn skip(&mut self, passed_over: impl Fn(u8) -> bool) {
        self.go(self.at + self.rest().bytes().take_while(|byte| passed_over(*byte)).count());
    }

    /// Where to read on after a record that is broken `offset` bytes after its start: after its closing bracket, or
    /// before that where another record seems to begin. `None` when there is no such place, or so much
    /// is broken that looking for more would take too long.
    pub fn resume(&mut self, offset: usize) -> Option<usize> {
        if self.work > 16 * self.text.len() {
            return None;
        }
        let rest = self.rest();
        let (end, looked_at) = balanced_end(rest);
        self.work += looked_at + offset;
        let end = end.filter(|end| matches!(rest[*end..].trim_start().bytes().next(), None | Some(b',' | b']' | b'{')));
        // An unclosed string hides brackets. The next record begins with the same key as this one, a nested object
        // hardly ever does.
        let key = first_key(rest).unwrap_or("\"id\"");
        let from = rest.floor_char_boundary(offset).min(end.unwrap_or(rest.len()));
        let within = &rest[from..end.unwrap_or(rest.len())];
        let next = within.match_indices(key).find_map(|(index, _)| {
            let before = within[..index].trim_end().strip_suffix('{')?.trim_end();
            before.strip_suffix(',').unwrap_or(before).trim_end().ends_with('}').then_some(from + before.len())
        });
        self.work += next.map_or(within.len(), |next| next - from);
        next.or(end).map(|end| self.at + end)
    }
}

/// The first key of an object, with its quotes.
fn first_key(text: &str) -> Option<&str> {
    let text = text.strip_prefix('{')?.trim_start();
    let end = text.strip_prefix('"')?.find(['"', '\n'])?;
    text[end + 1..].starts_with('"').then(|| &text[..end + 2])
}

/// Where the brackets that a text begins with are all closed, and how many bytes were looked at; a string never goes
/// over a line end.
fn balanced_end(text: &str) -> (Option<usize>, usize) {
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    for (index, byte) in text.bytes().enumerate() {
        if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' | b'\n' => in_string = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_string = true,
            b'{' | b'[' => depth += 1,
            b'}' | b']' if depth <= 1 => return ((depth == 1).then_some(index + 1), index),
            b'}' | b']' => depth -= 1,
            _ => {}
        }
    }
    (None, text.len())
}
