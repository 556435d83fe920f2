//! Named character references of patent XML: the five of XML, HTML 5's list (which holds most of the ISO 8879 sets that
//! Red Book documents name), and the ISO set of Greek letters that HTML left out.

use pulldown_cmark::{Event, Parser};

use crate::text::tables::ISO_GREEK;

/// The text of a reference, given without `&` and `;`; numeric references included. `None` when the name is in no table
/// or the number is no character.
pub fn resolve(name: &str) -> Option<String> {
    if let Some(number) = name.strip_prefix('#') {
        let code = match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16),
            None => number.parse(),
        };
        return code.ok().filter(|code| *code != 0).and_then(char::from_u32).map(String::from);
    }
    html(name).or_else(|| iso_greek(name))
}

/// HTML 5's names, from the table of the Markdown parser. (quick-xml's own table, behind its feature `escape-html`, has
/// every code point of three hexadecimal digits wrong: `&alpha;` is `;` there in 0.42.0.)
fn html(name: &str) -> Option<String> {
    if name.is_empty() || name.len() > 40 || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return None;
    }
    let written = format!("&{name};");
    let text: String = Parser::new(&written)
        .filter_map(|event| match event {
            Event::Text(text) => Some(text.into_string()),
            _ => None,
        })
        .collect();
    (text != written).then_some(text)
}

/// ISO 8879 "Greek Letters": `agr`, `OHgr`.
fn iso_greek(name: &str) -> Option<String> {
    ISO_GREEK.get(name.strip_suffix("gr")?).map(str::to_owned)
}
