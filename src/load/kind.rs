//! What kind of file a file is: by its extension, and by its first bytes.

use std::path::Path;

use crate::text::source::extension;

/// How a file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// XML, which only patents are.
    Xml,
    /// JSON or JSON lines.
    Json,
    /// CSV and its relatives.
    Csv,
    /// A saved page.
    Html,
    /// Markdown.
    Markdown,
    /// Plain text.
    Text,
    /// Nothing that readson knows.
    Other,
}

/// What a file is: by its extension, and by its first bytes where that says nothing.
pub fn of(path: &Path, head: &[u8]) -> Kind {
    let extension = extension(path);
    match extension.as_str() {
        "json" | "jsonl" | "ndjson" => return Kind::Json,
        "csv" | "tsv" => return Kind::Csv,
        "md" | "markdown" => return Kind::Markdown,
        _ => {}
    }
    let start = String::from_utf8_lossy(head).trim_start_matches('\u{feff}').trim_start().to_lowercase();
    if start.starts_with("<?xml")
        || start.starts_with("<!doctype us-patent")
        || start.starts_with("<us-patent")
        || start.starts_with("<patdoc")
    {
        return if start.contains("<html") { Kind::Html } else { Kind::Xml };
    }
    match extension.as_str() {
        "xml" => Kind::Xml,
        "html" | "htm" | "xhtml" => Kind::Html,
        "txt" | "text" => Kind::Text,
        _ if start.starts_with("<!doctype html") || start.contains("<html") => Kind::Html,
        _ if start.starts_with('{') || start.starts_with('[') => Kind::Json,
        "" => Kind::Text,
        _ => Kind::Other,
    }
}

/// Bytes that no text has: many zeros outside UTF-16, or the marks of common binary formats.
pub fn is_binary(head: &[u8]) -> bool {
    let magic: [&[u8]; 8] =
        [b"%PDF", b"PK\x03\x04", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"\x28\xb5\x2f\xfd", b"\x7fELF"];
    if magic.iter().any(|magic| head.starts_with(magic)) {
        return true;
    }
    if head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff") {
        return false;
    }
    let count = |is: fn(&u8) -> bool| head.iter().copied().filter(is).count();
    let zeros = count(|byte| *byte == 0);
    let utf16 = zeros * 10 > head.len() * 3 && zeros * 10 < head.len() * 6;
    let control = count(|byte| matches!(*byte, 1..=8 | 14..=26 | 28..=31));
    (zeros > 0 && !utf16) || control * 10 > head.len()
}
