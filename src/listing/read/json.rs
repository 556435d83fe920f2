//! Listings in JSON lines (streamed) and JSON (one object, an array, or objects one after the other).

use std::io::{self, BufRead, Read as _};

use serde_json::value::RawValue;

use crate::listing::Listing;
use crate::listing::read::fields::{Members, Place, kind_of, listing};
use crate::listing::read::mapping::Mapping;
use crate::listing::read::product_data::plain;
use crate::listing::read::records;
use crate::text::capped_lines::Lines;
use crate::text::finding::{Code, Finding};
use crate::text::source::{MAX_FILE, Source, sha256_hex};

mod cursor;

pub use crate::listing::read::fields::drop_duplicates;
use cursor::Cursor;

/// The longest line of JSON lines that is read, in bytes.
pub const MAX_LINE: usize = 16 << 20;

/// Reads every listing and hands it over at once; JSON lines are never held in memory as a whole.
///
/// Whether a file is JSON lines or JSON is decided by its content. The hash of a listing is that of its line without
/// the line end, of its own part of an array, or of the file when the file is one object. A byte-order mark belongs
/// to no record. A bad record is a finding and the others are read.
pub fn read(input: impl BufRead, name: &str, each: &mut dyn FnMut(Listing)) -> Vec<Finding> {
    read_mapped(input, name, &Mapping::default(), each)
}

/// As [`read`], where some fields go by other names.
pub fn read_mapped(input: impl BufRead, name: &str, mapping: &Mapping, each: &mut dyn FnMut(Listing)) -> Vec<Finding> {
    let mut reader = Reader { name, mapping, each, findings: Vec::new() };
    if let Err(error) = reader.run(input) {
        reader.findings.push(
            Finding::new(Code::Unreadable, name, format!("cannot read on: {error}"))
                .help("check that the file is there, readable and complete"),
        );
    }
    reader.findings
}

/// Reads one line of JSON lines.
pub fn one(line: &[u8], name: &str, number: usize, mapping: &Mapping) -> (Option<Listing>, Vec<Finding>) {
    let mut found = None;
    let mut keep = |listing| found = Some(listing);
    let mut reader = Reader { name, mapping, each: &mut keep, findings: Vec::new() };
    reader.line(line, number);
    let findings = reader.findings;
    (found, findings)
}

/// What is said of a line that is longer than [`MAX_LINE`].
pub(crate) fn too_long(name: &str, line: usize) -> Finding {
    let message = format!("the line is longer than {} MiB and was skipped", MAX_LINE >> 20);
    Finding::new(Code::TooLong, name, message)
        .at_line(line)
        .help("split the record, or move pictures and other bulk data out of it")
}

struct Reader<'a> {
    name: &'a str,
    mapping: &'a Mapping,
    each: &'a mut dyn FnMut(Listing),
    findings: Vec<Finding>,
}

impl Reader<'_> {
    fn run(&mut self, mut input: impl BufRead) -> io::Result<()> {
        let start = input.fill_buf()?;
        if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
            return self.whole(Vec::new(), input);
        }
        let mut lines = Lines::new(input, MAX_LINE);
        let mut line = Vec::new();
        // Until it is clear that the file is JSON lines: the bytes so far, and a first line that is not complete JSON.
        let mut head = Some(Vec::new());
        let mut pending: Option<(usize, Vec<u8>)> = None;
        let mut blank = true;
        loop {
            if pending.is_none() && head.is_some() && lines.next_is(b'[')? {
                return self.whole(head.unwrap_or_default(), lines.input);
            }
            let Some(complete) = lines.next(&mut line)? else { break };
            let number = lines.number;
            if !complete {
                blank = false;
                head = None;
                self.findings.push(too_long(self.name, number));
                continue;
            }
            let text = if number == 1 { line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(&line) } else { &line };
            let empty = text.iter().all(u8::is_ascii_whitespace);
            blank &= empty;
            if let Some(bytes) = &mut head {
                bytes.extend_from_slice(&line);
                bytes.extend_from_slice(lines.end);
                let begins = text.trim_ascii_start().first();
                // An object that goes on in the next line is JSON; a next line that begins another object is a sign
                // of JSON lines whose first line is cut off.
                let within = begins == Some(&b'{') && goes_on(bytes) && !is_record(text);
                if begins == Some(&b'[') || (pending.is_some() && !empty && (begins != Some(&b'{') || within)) {
                    return self.whole(std::mem::take(bytes), lines.input);
                }
                if empty && bytes.len() <= MAX_LINE {
                    continue;
                }
                if let Some((at, first)) = pending.take() {
                    self.line(&first, at);
                } else if goes_on(text) {
                    pending = Some((number, text.to_vec()));
                    continue;
                }
                head = None;
            }
            if !empty {
                self.line(text, number);
            }
        }
        if let Some((at, first)) = pending {
            self.line(&first, at);
        }
        if blank {
            self.findings.push(
                Finding::new(Code::Empty, self.name, "the file holds no records")
                    .help("write one JSON object a line, or an array of objects"),
            );
        }
        Ok(())
    }

    /// One line of JSON lines.
    fn line(&mut self, bytes: &[u8], number: usize) {
        let decoded;
        let text = if let Ok(text) = std::str::from_utf8(bytes) {
            text
        } else {
            decoded = Source::from_bytes(self.name, bytes);
            self.replaced(&decoded, Some(number));
            &decoded.text
        };
        let place = Place { file: self.name, line: number, sha256: sha256_hex(bytes) };
        if let Err(error) = self.record(text, place) {
            if self.mended(text, bytes, number) {
                return;
            }
            let column = text[..text.floor_char_boundary(offset_of(text, &error))].chars().count() + 1;
            self.malformed(&error, (number, column));
        }
    }

    /// Reads a record with the faults mended that programs make, and tells so; whether that was possible.
    fn mended(&mut self, text: &str, bytes: &[u8], line: usize) -> bool {
        let Some((mended, what)) = records::mended(text) else { return false };
        let place = Place { file: self.name, line, sha256: sha256_hex(bytes) };
        let so_far = self.findings.len();
        if self.record(&mended, place).is_err() {
            self.findings.truncate(so_far);
            return false;
        }
        let message = format!("the record is not valid JSON ({what}) and was read leniently");
        let help = "write the records with a JSON library";
        self.findings.push(Finding::new(Code::LenientJson, self.name, message).at_line(line).help(help));
        true
    }

    /// The records that stand in an object which is none itself.
    fn unwrapped(&mut self, items: &[&RawValue], line: usize, left: usize) -> serde_json::Result<()> {
        for item in items {
            let place = Place { file: self.name, line, sha256: sha256_hex(item.get().as_bytes()) };
            self.record_within(item.get(), place, left)?;
        }
        Ok(())
    }

    /// One record, complete in `text`.
    fn record(&mut self, text: &str, place: Place<'_>) -> serde_json::Result<()> {
        self.record_within(text, place, MAX_WRAPPED)
    }

    /// As above, in at most so many wrappers.
    fn record_within(&mut self, text: &str, place: Place<'_>, left: usize) -> serde_json::Result<()> {
        let raw: &RawValue = serde_json::from_str(text)?;
        if !raw.get().starts_with('{') {
            self.findings.push(
                Finding::new(
                    Code::WrongType,
                    self.name,
                    format!("the record is {}; an object is expected and it was skipped", kind_of(raw)),
                )
                .at_line(place.line)
                .help("write every listing as an object with `id` and `title`"),
            );
            return Ok(());
        }
        let mut members: Members<'_> = serde_json::from_str(raw.get())?;
        self.mapping.rename(&mut members.0);
        if left > 0
            && let Some((_, items)) = records::wrapped(&members)
        {
            return self.unwrapped(&items, place.line, left - 1);
        }
        let is_markup = records::rename(&mut members);
        if let Some(mut listing) = listing(&members, place, &mut self.findings)? {
            self.mapping.add_attributes(&mut listing);
            if is_markup {
                listing.description = plain(&listing.description);
            }
            (self.each)(listing);
        }
        Ok(())
    }

    /// JSON over several lines: an array, or objects one after the other.
    fn whole(&mut self, head: Vec<u8>, input: impl BufRead) -> io::Result<()> {
        let mut bytes = head;
        input.take(MAX_FILE + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > MAX_FILE {
            self.findings.push(
                Finding::new(Code::TooLong, self.name, format!("the file is larger than {} MiB", MAX_FILE >> 20))
                    .help("write it as JSON lines, one object a line; these are streamed"),
            );
            return Ok(());
        }
        let source = Source::from_bytes(self.name, &bytes);
        drop(bytes);
        self.replaced(&source, None);
        let text = source.text.as_str();
        let mut cursor = Cursor { text, at: 0, line: 1, column: 1, work: 0 };
        cursor.skip(|byte| byte.is_ascii_whitespace());
        let in_array = text[cursor.at..].starts_with('[');
        if in_array {
            cursor.go(cursor.at + 1);
        }
        let sole = (!in_array).then_some(source.sha256.as_str());
        self.values(&mut cursor, in_array, sole);
        Ok(())
    }

    /// The elements of an array, or objects one after the other. `sole` is the hash for an object that is the file.
    fn values(&mut self, cursor: &mut Cursor<'_>, mut in_array: bool, sole: Option<&str>) {
        loop {
            cursor.skip(|byte| byte.is_ascii_whitespace() || byte == b',');
            let rest = cursor.rest();
            if rest.is_empty() {
                if in_array {
                    self.findings.push(
                        Finding::new(Code::Truncated, self.name, "the array has no end")
                            .at((cursor.line, cursor.column))
                            .help("check that the file is complete"),
                    );
                }
                return;
            }
            if let Some(after) = rest.strip_prefix(if in_array { ']' } else { '[' }) {
                in_array = !in_array;
                cursor.go(cursor.text.len() - after.len());
            } else if !self.value(cursor, sole) {
                return;
            }
        }
    }

    /// The value at the cursor, which moves on; `false` when there is nothing more to read.
    fn value(&mut self, cursor: &mut Cursor<'_>, sole: Option<&str>) -> bool {
        let rest = cursor.rest();
        let mut stream = serde_json::Deserializer::from_str(rest).into_iter::<&RawValue>();
        let error = match stream.next() {
            Some(Ok(raw)) => {
                let end = cursor.at + stream.byte_offset();
                let sole = sole.filter(|_| cursor.text[end..].trim().is_empty() && cursor.is_first());
                let sha256 = sole.map_or_else(|| sha256_hex(raw.get().as_bytes()), str::to_owned);
                let place = Place { file: self.name, line: cursor.line, sha256 };
                if let Err(error) = self.record(raw.get(), place) {
                    self.malformed(&error, (cursor.line, cursor.column));
                }
                cursor.go(end);
                return true;
            }
            Some(Err(error)) => error,
            None => return false,
        };
        let start = cursor.at;
        let offset = offset_of(rest, &error);
        let end = cursor.resume(offset);
        cursor.go(start + rest.floor_char_boundary(offset));
        self.malformed(&error, (cursor.line, cursor.column));
        end.is_some_and(|end| {
            cursor.go(end);
            true
        })
    }

    fn malformed(&mut self, error: &serde_json::Error, place: (usize, usize)) {
        let message = error.to_string();
        let reason = message.rsplit_once(" at line ").map_or(message.as_str(), |(reason, _)| reason);
        self.findings.push(
            Finding::new(Code::MalformedJson, self.name, format!("the record is not valid JSON: {reason}"))
                .at(place)
                .help("correct the record, or write it again with a JSON library; the other records were read"),
        );
    }

    fn replaced(&mut self, source: &Source, line: Option<usize>) {
        if source.replaced > 0 {
            let mut finding = Finding::new(
                Code::Replaced,
                self.name,
                format!("{} byte sequences are not valid {} and were replaced", source.replaced, source.encoding),
            )
            .help("save the file as UTF-8");
            finding.line = line;
            self.findings.push(finding);
        }
    }
}

/// How many wrappers a record may stand in.
const MAX_WRAPPED: usize = 3;

/// Whether text begins an object or array and ends before it does, outside any string.
fn goes_on(line: &[u8]) -> bool {
    line.trim_ascii_start().starts_with(b"{")
        && serde_json::from_slice::<serde::de::IgnoredAny>(line)
            .is_err_and(|error| error.is_eof() && !error.to_string().contains("string"))
}

/// Whether a line is a whole record.
fn is_record(line: &[u8]) -> bool {
    let whole: Option<Members<'_>> = serde_json::from_slice(line).ok();
    whole.is_some_and(|members| members.0.iter().any(|(key, _)| matches!(key.as_str(), "id" | "title")))
}

/// Byte offset in `text` of a JSON error in it.
fn offset_of(text: &str, error: &serde_json::Error) -> usize {
    let line = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
    (line + error.column().saturating_sub(1)).min(text.len())
}
