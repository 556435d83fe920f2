//! Files as the rest of the program sees them: decoded text, a hash of the bytes, and the only code that turns
//! byte offsets into lines and columns.

use std::fmt::Write as _;
use std::path::Path;
use std::sync::OnceLock;

use sha2::{Digest as _, Sha256};

/// The largest file that is read into memory, in bytes. Bulk XML and JSON lines are streamed and have no such limit.
pub const MAX_FILE: u64 = 512 << 20;

/// One input file, decoded.
#[derive(Debug)]
pub struct Source {
    /// The path as the user gave it, with `/` separators.
    pub name: String,
    /// The decoded text, without a byte-order mark.
    pub text: String,
    /// SHA-256 of the original bytes, lower-case hexadecimal.
    pub sha256: String,
    /// Name of the encoding the bytes were read with, as the WHATWG Encoding Standard writes it.
    pub encoding: &'static str,
    /// How many malformed sequences were replaced by U+FFFD.
    pub replaced: usize,
    lines: OnceLock<LineIndex>,
}

impl Source {
    /// Decodes bytes: a byte-order mark decides, then valid UTF-8, then UTF-16 without a mark, then a guess among the
    /// legacy encodings that browsers know (Windows-1252, GBK and so on).
    pub fn from_bytes(name: &str, bytes: &[u8]) -> Source {
        Source::from_bytes_labelled(name, bytes, None)
    }

    /// As [`Source::from_bytes`], with the encoding label that the document itself declares (HTML `meta`, XML
    /// declaration), which is believed when the bytes are not valid UTF-8.
    pub fn from_bytes_labelled(name: &str, bytes: &[u8], label: Option<&str>) -> Source {
        let (text, encoding, replaced) = decode(bytes, label);
        Source { name: name.to_owned(), text, sha256: sha256_hex(bytes), encoding, replaced, lines: OnceLock::new() }
    }

    /// Byte offset at which a line (from 1) of [`Source::text`] starts; the end of the text where there is no such line.
    pub fn line_start(&self, line: usize) -> usize {
        let lines = &self.lines.get_or_init(|| LineIndex::new(&self.text)).0;
        lines.get(line.saturating_sub(1)).copied().unwrap_or(self.text.len())
    }

    /// Line and column of a byte offset of [`Source::text`], both from 1; the column counts characters.
    pub fn line_column(&self, offset: usize) -> (usize, usize) {
        self.lines.get_or_init(|| LineIndex::new(&self.text)).line_column(&self.text, offset)
    }
}

/// A path as output shows it: `/` separators on every system.
pub fn display_name(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}

/// The name of a file without its folders and extension, given as [`display_name`] shows it.
pub fn stem(name: &str) -> String {
    Path::new(name).file_stem().map_or_else(String::new, |stem| display_name(stem.as_ref()))
}

/// The extension of a path in lower case; empty when it has none.
pub fn extension(path: &Path) -> String {
    path.extension().map(|extension| extension.to_string_lossy().to_lowercase()).unwrap_or_default()
}

/// SHA-256 of bytes in lower-case hexadecimal.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes in lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

fn decode(bytes: &[u8], label: Option<&str>) -> (String, &'static str, usize) {
    if let Some((encoding, mark)) = encoding_rs::Encoding::for_bom(bytes) {
        return decode_with(&bytes[mark..], encoding);
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (text.to_owned(), "UTF-8", 0);
    }
    if let Some(encoding) = utf16_without_mark(bytes) {
        return decode_with(bytes, encoding);
    }
    if let Some(encoding) = label.and_then(|label| encoding_rs::Encoding::for_label(label.as_bytes()))
        && encoding != encoding_rs::UTF_8
    {
        return decode_with(bytes, encoding);
    }
    // A mostly valid UTF-8 file with a few broken bytes is UTF-8 with damage, not Windows-1252.
    let lossy = String::from_utf8_lossy(bytes);
    let replaced = lossy.matches('\u{FFFD}').count();
    let multibyte = lossy.chars().filter(|c| !c.is_ascii() && *c != '\u{FFFD}').count();
    if multibyte > 4 * replaced {
        return (lossy.into_owned(), "UTF-8", replaced);
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    decode_with(bytes, detector.guess(None, chardetng::Utf8Detection::Deny))
}

fn decode_with(bytes: &[u8], encoding: &'static encoding_rs::Encoding) -> (String, &'static str, usize) {
    let (text, _) = encoding.decode_without_bom_handling(bytes);
    let replaced = text.matches('\u{FFFD}').count();
    (text.into_owned(), encoding.name(), replaced)
}

/// UTF-16 text in a Western script has a zero in nearly every second byte.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let sample = &bytes[..bytes.len().min(4096)];
    let pairs = sample.len() / 2;
    let zeros = |odd: usize| sample.iter().skip(odd).step_by(2).filter(|byte| **byte == 0).count();
    if pairs < 4 {
        None
    } else if zeros(1) * 10 > pairs * 7 && zeros(0) * 10 < pairs {
        Some(encoding_rs::UTF_16LE)
    } else if zeros(0) * 10 > pairs * 7 && zeros(1) * 10 < pairs {
        Some(encoding_rs::UTF_16BE)
    } else {
        None
    }
}

/// Byte offsets at which the lines of a text start.
#[derive(Debug)]
struct LineIndex(Vec<usize>);

impl LineIndex {
    fn new(text: &str) -> LineIndex {
        LineIndex(std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect())
    }

    fn line_column(&self, text: &str, offset: usize) -> (usize, usize) {
        let offset = text.floor_char_boundary(offset);
        let line = self.0.partition_point(|start| *start <= offset);
        (line, text[self.0[line - 1]..offset].chars().count() + 1)
    }
}
