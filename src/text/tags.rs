//! The tags of an HTML text in order, as the tokenizer of the HTML standard sees them: comments, attribute values and
//! the text of scripts and styles hold none.

/// One tag.
#[derive(Debug)]
pub(crate) struct Tag<'a> {
    /// Name as written.
    pub name: &'a str,
    /// An end tag.
    pub closing: bool,
    /// Ends in `/>`.
    pub self_closing: bool,
    /// What stands between the name and the end, as written.
    pub attributes: &'a str,
}

/// A place in an HTML text.
pub(crate) struct Tags<'a> {
    text: &'a str,
    at: usize,
}

/// Elements whose content is text up to their end tag.
const TEXT_ONLY: &[&str] =
    &["script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript", "plaintext"];

impl<'a> Tags<'a> {
    pub(crate) fn new(text: &'a str) -> Tags<'a> {
        Tags { text, at: 0 }
    }

    /// The next tag. `foreign` tells that the innermost open element is SVG or `MathML`, where CDATA sections exist;
    /// `html_inside` that what it holds is HTML all the same, where scripts and styles hold no tags.
    pub(crate) fn next(&mut self, foreign: bool, html_inside: bool) -> Option<Tag<'a>> {
        loop {
            let start = self.at + self.text[self.at..].find('<')?;
            let rest = &self.text[start + 1..];
            let closing = rest.starts_with('/');
            let named = &rest[usize::from(closing)..];
            if named.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let tag = self.tag(start + 1 + usize::from(closing), closing)?;
                if !closing
                    && (html_inside || !foreign)
                    && TEXT_ONLY.iter().any(|name| tag.name.eq_ignore_ascii_case(name))
                {
                    self.at = self.end_of_text(tag.name);
                }
                return Some(tag);
            }
            self.at = if let Some(comment) = rest.strip_prefix("!--") {
                self.text.len() - after_comment(comment).len()
            } else if foreign && rest.starts_with("![CDATA[") {
                start + self.text[start..].find("]]>")? + 3
            } else if closing || rest.starts_with(['!', '?']) {
                start + self.text[start..].find('>')? + 1
            } else {
                start + 1
            };
        }
    }

    /// The tag whose name starts at an offset; `None` when the text ends inside it.
    fn tag(&mut self, start: usize, closing: bool) -> Option<Tag<'a>> {
        let bytes = self.text.as_bytes();
        let blank = |byte: u8| byte.is_ascii_whitespace();
        let until = |from: usize, ends: &dyn Fn(u8) -> bool| {
            bytes[from..].iter().position(|byte| ends(*byte)).map(|length| from + length)
        };
        let name_end = until(start, &|byte| blank(byte) || byte == b'/' || byte == b'>')?;
        let mut at = name_end;
        let mut slash = false;
        loop {
            match *bytes.get(at)? {
                b'>' => break,
                b'/' => slash = true,
                byte if blank(byte) => slash = false,
                _ => {
                    slash = false;
                    at = until(at + 1, &|byte| blank(byte) || matches!(byte, b'/' | b'>' | b'='))?;
                    let value = until(at, &|byte| !blank(byte))?;
                    if bytes[value] == b'=' {
                        let value = until(value + 1, &|byte| !blank(byte))?;
                        at = match bytes[value] {
                            quote @ (b'"' | b'\'') => until(value + 1, &|byte| byte == quote)? + 1,
                            _ => until(value, &|byte| blank(byte) || byte == b'>')?,
                        };
                    }
                    continue;
                }
            }
            at += 1;
        }
        self.at = at + 1;
        Some(Tag {
            name: &self.text[start..name_end],
            closing,
            self_closing: slash,
            attributes: &self.text[name_end..at],
        })
    }

    /// Where the end tag of a text-only element starts, from the current place.
    fn end_of_text(&self, name: &str) -> usize {
        let bytes = self.text.as_bytes();
        let script = name.eq_ignore_ascii_case("script");
        if name.eq_ignore_ascii_case("plaintext") {
            return bytes.len();
        }
        let tag_at = |at: usize, name: &str| {
            bytes.get(at..at + name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
                && bytes
                    .get(at + name.len())
                    .is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>'))
        };
        // A script inside a comment inside a script has an end tag of its own.
        let (mut comment, mut inner) = (false, false);
        let mut at = self.at;
        while let Some(found) = bytes[at..].iter().position(|byte| matches!(byte, b'<' | b'-')) {
            at += found;
            if bytes[at] == b'-' {
                if comment && bytes[at..].starts_with(b"-->") {
                    (comment, inner) = (false, false);
                }
            } else if bytes[at..].starts_with(b"</") && tag_at(at + 2, name) {
                if !inner {
                    return at;
                }
                inner = false;
            } else if script && bytes[at..].starts_with(b"<!--") {
                comment = true;
                at += 1;
            } else if comment && tag_at(at + 1, "script") {
                inner = true;
            }
            at += 1;
        }
        bytes.len()
    }
}

/// What follows a comment whose text is given from after `<!--`.
fn after_comment(text: &str) -> &str {
    if let Some(rest) = text.strip_prefix('>').or_else(|| text.strip_prefix("->")) {
        return rest;
    }
    let dashes = text.match_indices("--").map(|(at, _)| &text[at + 2..]);
    let mut ends = dashes.filter_map(|rest| {
        // `--->` holds two pairs of dashes, of which only one is found.
        let rest = rest.strip_prefix('-').filter(|rest| rest.starts_with(['>', '!'])).unwrap_or(rest);
        rest.strip_prefix('>').or_else(|| rest.strip_prefix("!>"))
    });
    ends.next().unwrap_or("")
}
