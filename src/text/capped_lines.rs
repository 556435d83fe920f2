//! Lines of a stream that never take more memory than a limit.

use std::io::{self, BufRead};

/// Lines of limited length.
pub(crate) struct Lines<R> {
    pub input: R,
    limit: usize,
    /// Number of the line read last, from 1.
    pub number: usize,
    /// How it ended.
    pub end: &'static [u8],
}

impl<R: BufRead> Lines<R> {
    pub fn new(input: R, limit: usize) -> Lines<R> {
        Lines { input, limit, number: 0, end: b"" }
    }

    /// Whether the first character that is no white space is this one, as far as the buffer shows.
    pub fn next_is(&mut self, wanted: u8) -> io::Result<bool> {
        let buffer = self.input.fill_buf()?;
        let buffer = buffer.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(buffer);
        Ok(buffer.iter().find(|byte| !byte.is_ascii_whitespace()) == Some(&wanted))
    }

    /// The next line without its end. `Some(false)` when it is longer than the limit; it is then passed over without
    /// being stored.
    pub fn next(&mut self, line: &mut Vec<u8>) -> io::Result<Option<bool>> {
        line.clear();
        self.end = b"";
        let mut any = false;
        let mut complete = true;
        loop {
            let buffer = match self.input.fill_buf() {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                buffer => buffer?,
            };
            if buffer.is_empty() {
                break;
            }
            any = true;
            let end = buffer.iter().position(|byte| *byte == b'\n');
            let part = &buffer[..end.unwrap_or(buffer.len())];
            if complete && line.len() + part.len() <= self.limit {
                line.extend_from_slice(part);
            } else {
                complete = false;
                *line = Vec::new();
            }
            let used = part.len() + usize::from(end.is_some());
            self.input.consume(used);
            if end.is_some() {
                self.end = b"\n";
                break;
            }
        }
        if !any {
            return Ok(None);
        }
        self.number += 1;
        if self.end == b"\n" && line.ends_with(b"\r") {
            line.pop();
            self.end = b"\r\n";
        }
        Ok(Some(complete))
    }
}
