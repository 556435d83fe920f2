//! The rows of a table, with recovery from quotes that are never closed.

use csv::StringRecord;

use crate::text::finding::{Code, Finding};
use crate::text::source::{Source, sha256_hex};

/// One row.
pub(super) struct Row {
    pub fields: StringRecord,
    pub line: usize,
    pub sha256: String,
}

/// The rows of a file, with recovery from quotes that are never closed.
pub(super) struct Rows<'a> {
    pub source: &'a Source,
    /// The file's text, without a declared delimiter's line.
    pub text: &'a str,
    pub at: usize,
    /// Line of `at` in the file, from 1.
    pub line: usize,
    pub delimiter: u8,
    /// Bytes that were read again after a quote that is never closed; limited, or hostile files would take long.
    pub again: usize,
}

impl Rows<'_> {
    /// The next row; `expected` is the header's number of fields, 0 for the header itself.
    pub fn next(&mut self, expected: usize, findings: &mut Vec<Finding>) -> Option<Row> {
        self.go(self.text[self.at..].bytes().take_while(|byte| matches!(byte, b'\r' | b'\n')).count());
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return None;
        }
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(self.delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(4096)
            .from_reader(rest.as_bytes());
        let mut fields = StringRecord::new();
        let more = reader.read_record(&mut fields).unwrap_or(false);
        let mut length = usize::try_from(reader.position().byte()).unwrap_or(rest.len()).min(rest.len());
        if !more || length == 0 {
            return None;
        }
        let raw = rest[..length].trim_end_matches(['\r', '\n']);
        let line = self.line;
        let first_line = rest.split(['\r', '\n']).next().unwrap_or(rest);
        if raw.len() > first_line.len() && self.again < 16 * self.text.len() {
            let open = ends_inside_quotes(raw, self.delimiter);
            let alone = self.unquoted(first_line);
            // A quote that is closed only in a later row shows by the number of fields.
            let swallowed = expected > 1 && fields.len() != expected && alone.len() == expected;
            if open || swallowed {
                self.again += length;
                length = first_line.len();
                fields = alone;
                findings.push(
                    Finding::new(Code::BadCsv, &self.source.name, "a quote in this row is never closed")
                        .at_line(line)
                        .help(
                            "close the quote; the row was read without quotes, and reading went on with the next line",
                        ),
                );
            }
        } else if ends_inside_quotes(raw, self.delimiter) {
            findings.push(
                Finding::new(Code::BadCsv, &self.source.name, "a quote in this row is never closed")
                    .at_line(line)
                    .help("close the quote"),
            );
        }
        let raw = rest[..length].trim_end_matches(['\r', '\n']);
        self.go(length);
        Some(Row { fields, line, sha256: sha256_hex(raw.as_bytes()) })
    }

    fn go(&mut self, length: usize) {
        self.line += self.text[self.at..self.at + length].matches('\n').count();
        self.at += length;
    }

    /// A line split without regard to quotes; a quote at a field's edge is dropped.
    fn unquoted(&self, line: &str) -> StringRecord {
        line.split(char::from(self.delimiter)).map(|field| field.trim_matches('"')).collect()
    }
}

/// Whether a row's last field opens a quote and does not close it.
fn ends_inside_quotes(raw: &str, delimiter: u8) -> bool {
    let mut inside = false;
    let mut field_start = true;
    let mut bytes = raw.bytes().peekable();
    while let Some(byte) = bytes.next() {
        if inside {
            if byte == b'"' && bytes.next_if_eq(&b'"').is_none() {
                inside = false;
            }
        } else if byte == b'"' && field_start {
            inside = true;
        }
        field_start = !inside && (byte == delimiter);
    }
    inside
}
