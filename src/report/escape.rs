//! Making untrusted text harmless. Patents and above all listings are written by others: their text may be shown, but
//! it must never become markup, a table cell, a link, a terminal command or a change of reading direction.

use std::borrow::Cow;

/// One line of visible text: runs of white space are one space, the ends are trimmed, control characters become their
/// pictures (U+2400 and up) and bidirectional controls, which could show a quote in another order than it has, U+FFFD.
pub fn neutralise(text: &str) -> Cow<'_, str> {
    let clean = |character: char| character == ' ' || !(character.is_whitespace() || is_unsafe(character));
    if text.chars().all(clean) && !text.contains("  ") && text.trim() == text {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        if character.is_whitespace() {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(if is_unsafe(character) { picture(character) } else { character });
        }
    }
    out.truncate(out.trim_end().len());
    Cow::Owned(out)
}

fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{061C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
        || matches!(character, '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

fn picture(character: char) -> char {
    match character as u32 {
        code @ 0..=0x1F => char::from_u32(0x2400 + code).unwrap_or('\u{FFFD}'),
        0x7F => '\u{2421}',
        _ => '\u{FFFD}',
    }
}

/// Text for any place in Markdown, table cells included: what a reader of the rendered page sees is
/// [`neutralise`]`(text)`, whatever the dialect (`CommonMark`, GFM, maths, footnotes, wiki links, metadata and so on).
///
/// Only what can start something is escaped, so the Markdown source stays readable. A vertical bar is written as an
/// entity, because dialects differ on backslashes before bars in tables.
pub fn markdown(text: &str) -> String {
    let text = neutralise(text);
    escaped(&text, block_marker(&text))
}

/// As [`markdown`], for text that does not stand at the start of a line.
pub fn within(text: &str) -> String {
    escaped(&neutralise(text), None)
}

/// Neutralised text escaped; `marker` is where a block would begin.
fn escaped(text: &str, marker: Option<usize>) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8);
    for (at, character) in text.char_indices() {
        let rest = &text[at..];
        match character {
            '|' => out.push_str("&#124;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '$' | '^' | '{' | '}' | '#' => {
                out.extend(['\\', character]);
            }
            '&' if rest[1..].starts_with(|next: char| next == '#' || next.is_ascii_alphanumeric()) => {
                out.push_str("\\&");
            }
            // GFM makes links of bare addresses.
            ':' if rest.starts_with("://") => out.push_str("\\:"),
            '.' if at >= 3 && text.as_bytes()[..at].to_ascii_lowercase().ends_with(b"www") => out.push_str("\\."),
            _ if Some(at) == marker => out.extend(['\\', character]),
            _ => out.push(character),
        }
    }
    out
}

/// Where, at the start of a line, a list item, heading underline, fence or definition would begin.
fn block_marker(text: &str) -> Option<usize> {
    let first = text.chars().next()?;
    if matches!(first, '-' | '+' | '=' | ':') {
        return Some(0);
    }
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let rest = text[digits..].strip_prefix(['.', ')'])?;
    (digits > 0 && (rest.is_empty() || rest.starts_with(' '))).then_some(digits)
}

/// A link destination for Markdown's `<...>` form, when the address is plain `http` or `https` without anything that
/// could end the destination or needs decoding; `None` means that the address is to be shown as text.
pub fn link(address: &str) -> Option<String> {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~:/?#@!$&'*+,;=%".contains(&byte);
    let scheme = address.starts_with("https://") || address.starts_with("http://");
    (scheme && address.bytes().all(plain)).then(|| address.replace('&', "&amp;"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_stays_readable() {
        assert_eq!(
            markdown("Men's 18/8 bottle - 12.5 oz. (350 ml), 50% off: A & B!"),
            "Men's 18/8 bottle - 12.5 oz. (350 ml), 50% off: A & B!"
        );
        assert_eq!(markdown("a|b"), "a&#124;b");
        assert_eq!(markdown("1. first"), "1\\. first");
        assert_eq!(markdown("&copy; AT&T"), "\\&copy; AT\\&T");
    }

    #[test]
    fn controls_become_pictures() {
        assert_eq!(neutralise("a\u{1b}[31m\u{7}b\u{202e}c\u{7f}\u{9b}"), "a␛[31m␇b\u{fffd}c␡\u{fffd}");
        assert_eq!(neutralise(" a\r\n\tb\u{2028}c "), "a b c");
    }

    #[test]
    fn only_plain_web_addresses_are_links() {
        assert_eq!(link("https://example.com/a?b=c&d=e").as_deref(), Some("https://example.com/a?b=c&amp;d=e"));
        for address in
            ["javascript:alert(1)", "https://x/>y", "https://x/ y", "//x", "HTTPS://x/\\", "data:text/html,x"]
        {
            assert_eq!(link(address), None, "{address}");
        }
    }
}
