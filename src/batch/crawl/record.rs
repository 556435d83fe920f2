//! Records of a crawl: what a stream of listings is made of.

use crate::listing::Listing;
use crate::listing::read::json;
use crate::listing::read::mapping::Mapping;
use crate::text::finding::Finding;
use crate::text::source::sha256_hex;

/// One record of a crawl, as it lies there.
#[derive(Debug)]
pub enum Record {
    /// A line that should be a JSON object, and its number from 1.
    Line(usize, Vec<u8>),
    /// A listing of a form that is read whole, or a record that could not be read, with what there is to say.
    Read(usize, Option<Box<Listing>>, Vec<Finding>),
    /// The file cannot be read on.
    End(Box<Finding>),
}

/// What a record turned out to be.
#[derive(Debug)]
pub struct Parsed {
    /// Its line, or row, from 1.
    pub line: usize,
    /// The listing, where it is one.
    pub listing: Option<Box<Listing>>,
    /// Why it is none, or what else was wrong.
    pub findings: Vec<Finding>,
    /// SHA-256 of a record that is no listing, where its bytes are at hand.
    pub sha256: String,
    /// Whether the file cannot be read on.
    pub cut: bool,
}

impl Parsed {
    /// A listing without anything to say of it.
    pub fn of(line: usize, listing: Listing) -> Parsed {
        Parsed { line, listing: Some(Box::new(listing)), findings: Vec::new(), sha256: String::new(), cut: false }
    }
}

impl Record {
    /// Reads the record. Blank lines give nothing at all.
    pub fn parse(self, name: &str, mapping: &Mapping) -> Option<Parsed> {
        if self.is_blank() {
            return None;
        }
        Some(match self {
            Record::Line(line, bytes) => {
                let (listing, findings) = json::one(&bytes, name, line, mapping);
                let sha256 = if listing.is_none() { sha256_hex(&bytes) } else { String::new() };
                Parsed { line, listing: listing.map(Box::new), findings, sha256, cut: false }
            }
            Record::Read(line, listing, findings) => {
                Parsed { line, listing, findings, sha256: String::new(), cut: false }
            }
            Record::End(finding) => {
                let line = finding.line.unwrap_or_default();
                Parsed { line, listing: None, findings: vec![*finding], sha256: String::new(), cut: true }
            }
        })
    }

    /// Whether it is a line without anything, which is no record.
    pub(super) fn is_blank(&self) -> bool {
        matches!(self, Record::Line(_, bytes) if bytes.iter().all(u8::is_ascii_whitespace))
    }

    /// Its line or row, from 1; 0 where that is not known.
    pub fn line(&self) -> usize {
        match self {
            Record::Line(line, _) | Record::Read(line, ..) => *line,
            Record::End(finding) => finding.line.unwrap_or_default(),
        }
    }

    /// How many bytes it holds, about.
    pub fn size(&self) -> usize {
        match self {
            Record::Line(_, bytes) => bytes.len(),
            _ => 1024,
        }
    }
}

/// The records of a file, in order.
pub type Records = Box<dyn Iterator<Item = Record> + Send>;
