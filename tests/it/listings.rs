//! Listings from JSON, CSV, pages and Markdown, and patents from saved Google Patents pages.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use readson::listing::Listing;
use readson::listing::read::{csv as listing_csv, html as listing_html, json as listing_json, markdown as listing_md};
use readson::patent::read::google as google_html;
use readson::patent::{Kind, View};
use readson::text::finding::{Finding, Severity};
use readson::text::html;
use readson::text::parsed::Parsed;
use readson::text::source::{Source, sha256_hex};
use serde_json::Value;

mod csv;
mod hostile;
mod json;
mod pages;

/// A file of this package.
fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// A file of this package, read.
fn file(path: &str) -> Source {
    Source::from_bytes(&here(path).to_string_lossy(), &std::fs::read(here(path)).expect("a file of the package"))
}

fn source(name: &str, text: &str) -> Source {
    Source::from_bytes(name, text.as_bytes())
}

fn sample(name: &str) -> Source {
    file(&format!("tests/listings/{name}"))
}

fn read_json(bytes: &[u8]) -> (Vec<Listing>, Vec<Finding>) {
    let mut listings = Vec::new();
    let findings = listing_json::read(bytes, "some.jsonl", &mut |listing| listings.push(listing));
    (listings, findings)
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.as_ref()).collect()
}

/// Every finding has the form that people are promised.
fn well_formed(findings: &[Finding]) {
    for finding in findings {
        assert!(!finding.message.starts_with(char::is_uppercase), "{finding:?}");
        assert!(!finding.message.ends_with('.'), "{finding:?}");
        assert!(!finding.message.contains('\n'), "{finding:?}");
        assert!(finding.help.is_some(), "{finding:?}");
        assert!(!finding.file.is_empty(), "{finding:?}");
    }
}

/// Name and value of every attribute.
fn attributes(listing: &Listing) -> Vec<(&str, &str)> {
    listing.attributes.iter().map(|attribute| (attribute.name.as_str(), attribute.value.as_str())).collect()
}
