//! Patents as pages: front matter with the bibliography, and the claims as a numbered list in Markdown.
//!
//! Claim numbers are the digits of the source, never what Markdown would renumber them to. A claim whose item has nested
//! list items is pinned: its author says where the elements start.

use crate::patent::read::front::{self, has_key, is_design_claim};
use crate::patent::read::{dependency, figures, status};
use crate::patent::{Claim, Kind, Patent};
use crate::text::page::split;
use crate::text::parsed::Parsed;
use crate::text::source::{Source, stem};

mod body;

use body::Body;

/// Reads one page. It always gives one patent; what is wrong with it is in the findings.
pub fn read(source: &Source) -> Parsed<Patent> {
    let page = split(&source.text);
    let (mut patent, mut findings) = front::read(source, &page);
    let body = Body::read(source, &page);
    if patent.title.is_empty() {
        patent.title = body.title;
    }
    patent.claims = body.claims;
    if patent.claims.is_empty()
        && let Some((text, line)) = body.sentence
    {
        patent.claims.push(Claim { number: 1, text, line, ..Claim::default() });
    }
    let designs = patent.claims.iter().filter(|claim| is_design_claim(&claim.text)).count();
    if designs > 0 && designs == patent.claims.len() && !has_key(&page, "kind") {
        patent.kind = Kind::Design;
    }
    if patent.kind == Kind::Design {
        (patent.figures, patent.statements) = figures::read(&body.paragraphs);
    }
    findings.extend(status::settle(&mut patent));
    findings.extend(dependency::link(&mut patent.claims, &source.name));
    if patent.number.is_empty() {
        patent.number = stem(&source.name);
        findings.push(front::missing_number(source, &page, &patent.number));
    }
    if patent.jurisdiction.is_empty() {
        patent.jurisdiction = front::office(&patent.number);
    }
    findings.extend(dependency::check(&patent));
    Parsed { items: vec![patent], findings }
}
