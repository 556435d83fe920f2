//! A directory of charts: what its files are called and the page that lists them.

use anyhow::Result;
use serde::Serialize;

use super::markdown::{Page, render};
use crate::chart::Chart;
use crate::source::sha256_hex;

/// The longest part of a file name that comes from an id, in bytes.
const MAX_ID: usize = 60;

/// A page with a table of all charts, each linked to `file_stem(chart).extension`.
///
/// # Errors
/// When the template fails, which is a mistake in the program.
pub fn index(charts: &[Chart], extension: &str, version: &str) -> Result<String> {
    #[derive(Serialize)]
    struct Entry<'a> {
        page: Page<'a>,
        file: String,
    }
    #[derive(Serialize)]
    struct Context<'a> {
        entries: Vec<Entry<'a>>,
        version: &'a str,
    }
    let extension: String = extension.chars().filter(char::is_ascii_alphanumeric).collect();
    let entry = |chart| Entry { page: Page::new(chart), file: format!("{}.{extension}", file_stem(chart)) };
    render("index.md", Context { entries: charts.iter().map(entry).collect(), version })
}

/// A chart's file name without its extension: `US99000001B2-claim-1-vessel-01`.
///
/// ASCII letters, digits, `-` and `_` only, the same for the same patent, claim and listing, and different for
/// different ones, on file systems that ignore case too: where a number or id had to be changed or could be confused
/// with another, a part of a hash follows two hyphens. The name holds no dot, so any extension may be added.
pub fn file_stem(chart: &Chart) -> String {
    let (number, id) = (&chart.patent.number, &chart.listing.id);
    let clean_number = number.len() <= MAX_ID
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    let clean_id = id.len() <= MAX_ID
        && !id.is_empty()
        && !id.contains("--")
        && id.trim_matches('-').len() == id.len()
        && id.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_'));
    let stem = format!("{}-claim-{}-{}", slug(number, "patent"), chart.claim, slug(id, "listing"));
    if clean_number && clean_id {
        return stem;
    }
    // The length in front keeps the parts apart whatever they hold.
    let identity = format!("{} {number} {} {id}", number.len(), chart.claim);
    format!("{stem}--{}", &sha256_hex(identity.as_bytes())[..12])
}

fn slug(text: &str, otherwise: &str) -> String {
    let mut slug = String::new();
    for character in text.chars() {
        if slug.len() >= MAX_ID {
            break;
        }
        match character {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '_' => slug.push(character),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
    }
    let slug = slug.trim_end_matches('-');
    if slug.is_empty() { otherwise.to_owned() } else { slug.to_owned() }
}
