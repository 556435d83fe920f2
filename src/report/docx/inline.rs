//! Text with its look, links and pictures.

use std::fmt::Write as _;

use crate::listing::picture::Picture;
use crate::report::document::Inline;
use crate::report::docx::body::{Body, Look};
use crate::report::docx::styles;
use crate::report::docx::xml::escaped;

const DRAWING: &str = "http://schemas.openxmlformats.org/drawingml/2006/main";
const DRAWING_PICTURE: &str = "http://schemas.openxmlformats.org/drawingml/2006/picture";

/// English metric units, in which drawings are measured, to a twentieth of a point.
const EMU: u64 = 635;

/// The same to a pixel at 96 dots an inch.
const EMU_PIXEL: u64 = 9525;

/// The longest address that becomes a link; Word refuses files with much longer ones.
const MAX_ADDRESS: usize = 2000;

impl Body<'_> {
    pub(super) fn inlines(&mut self, inlines: &[Inline], look: Look) {
        for inline in inlines {
            match inline {
                Inline::Text(text) => self.run(text, "", look),
                Inline::Strong(inner) => self.inlines(inner, Look { bold: true, ..look }),
                // Bold in the run too: bold of two styles, as in the head of a table, would cancel out.
                Inline::Mark(tone, word) => self.run(word, styles::mark(*tone), Look { bold: true, ..look }),
                Inline::Highlight(number, words) => self.run(words, "", Look { highlight: Some(*number), ..look }),
                Inline::Emphasis(inner) => self.inlines(inner, Look { italic: !look.upright, ..look }),
                Inline::Strike(inner) => self.inlines(inner, Look { strike: true, ..look }),
                Inline::Code(text) => {
                    for (at, line) in text.split('\n').enumerate() {
                        if at > 0 {
                            self.line_break();
                        }
                        self.run(line, "Code", look);
                    }
                }
                Inline::Link(target, inner) => self.link(target, inner, look),
                Inline::Break => self.line_break(),
                Inline::Picture(key, alt) => self.picture(key, alt, look),
            }
        }
    }

    pub(super) fn line_break(&mut self) {
        self.out.push_str("<w:r><w:br/></w:r>");
    }

    fn run(&mut self, text: &str, style: &str, look: Look) {
        if text.is_empty() {
            return;
        }
        let style = match style {
            "" if look.linked => "Hyperlink",
            "" => look.base,
            style => style,
        };
        self.out.push_str("<w:r><w:rPr>");
        if !style.is_empty() {
            let _ = write!(self.out, "<w:rStyle w:val=\"{style}\"/>");
        }
        let looks = [(look.bold, "<w:b/><w:bCs/>"), (look.italic, "<w:i/><w:iCs/>"), (look.strike, "<w:strike/>")];
        for (_, element) in looks.into_iter().filter(|(is_so, _)| *is_so) {
            self.out.push_str(element);
        }
        if let Some(number) = look.highlight {
            self.out.push_str(&styles::look(number));
        }
        let _ = write!(self.out, "</w:rPr><w:t xml:space=\"preserve\">{}</w:t></w:r>", escaped(text));
    }

    fn link(&mut self, target: &str, inner: &[Inline], look: Look) {
        match address(target) {
            Some(address) if !look.linked => {
                let number = self.addresses.number(&address);
                let _ = write!(self.out, "<w:hyperlink r:id=\"link{number}\" w:history=\"1\">");
                self.inlines(inner, Look { linked: true, ..look });
                self.out.push_str("</w:hyperlink>");
            }
            _ => self.inlines(inner, look),
        }
    }

    fn picture(&mut self, key: &str, alt: &str, look: Look) {
        let document = self.document;
        let Some(picture) = document.pictures.get(key) else {
            return self.run(&format!("[{alt}]"), "", look);
        };
        let number = self.keys.number(key);
        self.drawings += 1;
        let (drawing, alt) = (self.drawings, escaped(alt));
        // At most three fifths of a page high, so that its caption and some text stay with it.
        let room = (u64::from(look.width.max(1)) * EMU, u64::from(self.page.text_height()) * EMU * 3 / 5);
        let (width, height) = fit(picture, room);
        let _ = write!(
            self.out,
            "<w:r><w:drawing><wp:inline distT=\"0\" distB=\"0\" distL=\"0\" distR=\"0\">\
             <wp:extent cx=\"{width}\" cy=\"{height}\"/><wp:effectExtent l=\"0\" t=\"0\" r=\"0\" b=\"0\"/>\
             <wp:docPr id=\"{drawing}\" name=\"Picture {drawing}\" descr=\"{alt}\"/><wp:cNvGraphicFramePr>\
             <a:graphicFrameLocks xmlns:a=\"{DRAWING}\" noChangeAspect=\"1\"/></wp:cNvGraphicFramePr>\
             <a:graphic xmlns:a=\"{DRAWING}\"><a:graphicData uri=\"{DRAWING_PICTURE}\">\
             <pic:pic xmlns:pic=\"{DRAWING_PICTURE}\"><pic:nvPicPr>\
             <pic:cNvPr id=\"{drawing}\" name=\"Picture {drawing}\" descr=\"{alt}\"/><pic:cNvPicPr/></pic:nvPicPr>\
             <pic:blipFill><a:blip r:embed=\"picture{number}\"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>\
             <pic:spPr><a:xfrm><a:off x=\"0\" y=\"0\"/><a:ext cx=\"{width}\" cy=\"{height}\"/></a:xfrm>\
             <a:prstGeom prst=\"rect\"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>\
             </wp:inline></w:drawing></w:r>"
        );
    }
}

/// A picture's width and height within a width and height: its own at 96 dots an inch, or smaller.
fn fit(picture: &Picture, (most_width, most_height): (u64, u64)) -> (u64, u64) {
    let own = |pixels: u32| u64::from(pixels.max(1)) * EMU_PIXEL;
    let (mut width, mut height) = (own(picture.shown_width), own(picture.shown_height));
    if width > most_width {
        (width, height) = (most_width, height * most_width / width);
    }
    if height > most_height {
        (width, height) = (width * most_height / height, most_height);
    }
    (width.max(1), height.max(1))
}

/// A link's target as an address that Word accepts, if it leads where links may lead.
fn address(target: &str) -> Option<String> {
    let lower = target.to_ascii_lowercase();
    let after = |scheme: &str| lower.starts_with(scheme).then(|| &target[scheme.len()..]);
    let allowed = if let Some(rest) = after("https://").or_else(|| after("http://")) {
        is_host(rest.split(['/', '?', '#']).next().unwrap_or_default())
    } else if let Some(rest) = after("mailto:") {
        is_mailbox(rest.split('?').next().unwrap_or_default())
    } else {
        // A file beside this one.
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        !target.is_empty() && !target.starts_with('.') && target.bytes().all(plain)
    };
    let address = if allowed { encoded(target) } else { String::new() };
    (1..=MAX_ADDRESS).contains(&address.len()).then_some(address)
}

/// A name with an optional port.
fn is_host(text: &str) -> bool {
    let (name, port) = text.split_once(':').unwrap_or((text, "80"));
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    name.split('.').all(|label| !label.is_empty() && label.bytes().all(plain)) && port.parse::<u16>().is_ok()
}

fn is_mailbox(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"._+-".contains(&byte);
    text.split_once('@')
        .is_some_and(|(name, host)| !name.is_empty() && name.bytes().all(plain) && is_host(host) && !host.contains(':'))
}

/// An address with everything percent-encoded that may not stand in one.
fn encoded(address: &str) -> String {
    let mut out = String::with_capacity(address.len());
    let mut in_fragment = false;
    for (at, byte) in address.bytes().enumerate() {
        let literal = match byte {
            b'#' => !std::mem::replace(&mut in_fragment, true),
            b'%' => {
                let digits = address.as_bytes().get(at + 1..at + 3);
                digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
            }
            _ => byte.is_ascii_alphanumeric() || b"-._~:/?@!$&'()*+,;=".contains(&byte),
        };
        if literal {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_such_that_word_opens_the_file() {
        let cases = [
            ("https://a.example/p?q=1&r=[x]", Some("https://a.example/p?q=1&r=%5Bx%5D")),
            ("HTTP://a.example:8080/100%/ü#a#b", Some("HTTP://a.example:8080/100%25/%C3%BC#a%23b")),
            ("mailto:a.b@c.example?subject=x", Some("mailto:a.b@c.example?subject=x")),
            ("chart-1.docx", Some("chart-1.docx")),
            ("https://", None),
            ("https://a..example/", None),
            ("https://user@a.example/", None),
            ("https://a.example:99999/", None),
            ("file:///etc/passwd", None),
            ("charts/1.docx", None),
            ("..", None),
            ("", None),
        ];
        for (target, expected) in cases {
            assert_eq!(address(target).as_deref(), expected, "{target}");
        }
        assert_eq!(address(&format!("https://a.example/{}", "x".repeat(3000))), None);
    }
}
