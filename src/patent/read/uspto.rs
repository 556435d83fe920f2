//! USPTO XML as a stream: single documents and weekly bulk files, in which thousands of documents follow one another,
//! each with its own XML declaration. One document is in memory at a time; `uspto_document` reads it.

use std::io::{BufRead, Read as _};

use crate::patent::Patent;
use crate::patent::read::uspto_document;
use crate::text::finding::{Code, Finding};
use crate::text::source::Source;

/// The largest document, in bytes. The longest patents with sequence listings inside stay below it.
pub const MAX_DOCUMENT: usize = 64 << 20;

/// End tags after which a document is over although no XML declaration follows.
const ROOT_ENDS: &[&[u8]] = &[
    b"</us-patent-grant>",
    b"</us-patent-application>",
    b"</patent-application-publication>",
    b"</PATDOC>",
    b"</sequence-cwu>",
];

/// Reads patents from USPTO XML: grants and applications since 2001, one document or a bulk file of many.
///
/// `each` is given every patent in the order of the file, with its findings; what belongs to no patent is returned.
/// Nothing that the XML declares is expanded or fetched.
pub fn read(input: impl BufRead, name: &str, each: &mut dyn FnMut(Patent, Vec<Finding>)) -> Vec<Finding> {
    read_limited(input, name, MAX_DOCUMENT, each)
}

/// As [`read`], with another limit for one document.
pub fn read_limited(
    mut input: impl BufRead,
    name: &str,
    limit: usize,
    each: &mut dyn FnMut(Patent, Vec<Finding>),
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut cutter = Cutter { limit, line: 1, ..Cutter::default() };
    let mut documents = 0_usize;
    let mut take = |document: Document, findings: &mut Vec<Finding>| {
        if document.too_long {
            let message = format!("a document is longer than {} MB and was skipped", limit >> 20);
            findings.push(
                Finding::new(Code::TooLong, name, message)
                    .at_line(document.line)
                    .help("check that the file is USPTO XML, one document after the other"),
            );
        } else if document.bytes.iter().any(|byte| !byte.is_ascii_whitespace()) {
            let label = declared_encoding(&document.bytes);
            let source = Source::from_bytes_labelled(name, &document.bytes, label.as_deref());
            uspto_document::read(&source, document.line, each, findings);
        } else {
            return;
        }
        documents += 1;
    };
    loop {
        let room = cutter.limit.saturating_sub(cutter.bytes.len()).max(1 << 16) as u64;
        let mut start = cutter.bytes.len();
        match (&mut input).take(room).read_until(b'>', &mut cutter.bytes) {
            Ok(0) => break,
            Ok(_) => {
                while let Some(document) = cutter.cut(start) {
                    take(document, &mut findings);
                    start = 0;
                }
            }
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => {
                findings.push(
                    Finding::new(Code::Unreadable, name, format!("cannot read on: {error}"))
                        .at_line(cutter.line)
                        .help("check that the file is complete and readable"),
                );
                break;
            }
        }
    }
    take(cutter.rest(), &mut findings);
    if documents == 0 && findings.is_empty() {
        findings.push(
            Finding::new(Code::Empty, name, "the file holds no XML document").help("save or download the file again"),
        );
    }
    findings
}

/// One document's bytes and the line at which they start.
#[derive(Default)]
struct Document {
    bytes: Vec<u8>,
    line: usize,
    too_long: bool,
}

/// Cuts the stream where an XML declaration begins, and after a root's end tag where something else follows.
#[derive(Default)]
struct Cutter {
    bytes: Vec<u8>,
    /// Line of the first byte held.
    line: usize,
    /// Line at which a document beyond the limit begins.
    from: usize,
    limit: usize,
    /// The document is beyond the limit: its bytes are let go until the next one begins.
    skipping: bool,
    /// The root's end tag was read; only white space followed so far.
    ended: bool,
}

impl Cutter {
    /// Looks at what was appended at `start`, which ends with `>`, the end of the input, or at the limit.
    fn cut(&mut self, start: usize) -> Option<Document> {
        if self.ended
            && let Some(first) = self.bytes[start..].iter().position(|byte| !byte.is_ascii_whitespace())
        {
            return Some(self.split(start + first));
        }
        let tag = start + self.bytes[start..].iter().rposition(|byte| *byte == b'<').unwrap_or(0);
        let declaration = self.bytes[tag..].starts_with(b"<?xml")
            && self.bytes.get(tag + 5).is_some_and(|byte| byte.is_ascii_whitespace() || *byte == b'?');
        if declaration && (self.skipping || has_content(&self.bytes[..tag])) {
            return Some(self.split(tag));
        }
        self.ended = ROOT_ENDS.iter().any(|end| self.bytes[tag..].eq_ignore_ascii_case(end));
        if self.skipping || self.bytes.len() > self.limit {
            if !std::mem::replace(&mut self.skipping, true) {
                self.from = self.line;
            }
            // Keep what may be the start of a declaration that the limit cut in two.
            let keep = self.bytes.len().saturating_sub(8);
            let ended = std::mem::take(&mut self.ended);
            let keep = if ended { self.bytes.len() } else { keep };
            self.line += newlines(&self.bytes[..keep]);
            self.bytes.drain(..keep);
            if ended {
                self.skipping = false;
                return Some(Document { bytes: Vec::new(), line: self.from, too_long: true });
            }
        }
        None
    }

    /// Everything before `at` is a document.
    fn split(&mut self, at: usize) -> Document {
        let rest = self.bytes.split_off(at);
        let bytes = std::mem::replace(&mut self.bytes, rest);
        let line = if self.skipping { self.from } else { self.line };
        self.line += newlines(&bytes);
        self.ended = false;
        Document { bytes, line, too_long: std::mem::take(&mut self.skipping) }
    }

    fn rest(self) -> Document {
        let line = if self.skipping { self.from } else { self.line };
        Document { bytes: self.bytes, line, too_long: self.skipping }
    }
}

fn newlines(bytes: &[u8]) -> usize {
    bytes.split(|byte| *byte == b'\n').count() - 1
}

/// White space and a byte-order mark before a declaration are no document of their own.
fn has_content(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.iter().any(|byte| !byte.is_ascii_whitespace())
}

/// The label in `<?xml version="1.0" encoding="…"?>`.
pub(crate) fn declared_encoding(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(200)]).to_lowercase();
    let head = head.trim_start_matches('\u{feff}').trim_start();
    let declaration = head.strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    value[1..].split_once(quote).map(|(label, _)| label.to_owned())
}
