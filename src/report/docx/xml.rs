//! What all parts of a Word file share: heads, name spaces, escaping and the measures of a page.

use crate::report::style::Layout;

/// What every part starts with.
pub(super) const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";

/// The namespaces of text and of references to other parts.
pub(super) const NAMESPACES: &str = "xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\" \
     xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"";

/// How far a list's text is set in, a level.
pub(super) const LIST_INDENT: u32 = 360;

/// The margins of a page: 20 mm. All measures are in twentieths of a point, 1,440 to the inch.
pub(super) const MARGIN: u32 = 1020;

/// The page.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page {
    pub(super) width: u32,
    pub(super) height: u32,
}

impl Page {
    pub(super) fn of(layout: &Layout) -> Page {
        let (width, height) = layout.paper.points();
        let (width, height) = ((width * 20.0).round() as u32, (height * 20.0).round() as u32);
        if layout.landscape { Page { width: height, height: width } } else { Page { width, height } }
    }

    pub(super) fn text_width(self) -> u32 {
        self.width - 2 * MARGIN
    }

    pub(super) fn text_height(self) -> u32 {
        self.height - 2 * MARGIN
    }
}

/// Text for an element or an attribute: one line, and nothing that XML 1.0 forbids.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push(' '),
            _ if character < ' ' || matches!(character, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            _ => out.push(character),
        }
    }
    out
}
