//! Patents in: USPTO XML, Markdown pages and pasted text.

use std::path::PathBuf;

use proptest::prelude::*;
use readson::patent::read::{
    dependency as depends, figures, markdown as claims_md, pasted as claims_text, uspto as uspto_xml,
};
use readson::patent::{Kind, Patent, View};
use readson::text::finding::{Finding, Severity};
use readson::text::source::Source;

use crate::common;

mod references;
mod uspto;
mod written;

/// The shared documents of a folder, by name.
fn shared(folder: &str) -> Option<Vec<PathBuf>> {
    Some(common::files(&common::shared(&format!("patents/{folder}"))?, &["xml"]))
}

fn xml(bytes: &[u8]) -> (Vec<Patent>, Vec<Finding>) {
    let (mut patents, mut findings) = (Vec::new(), Vec::new());
    let lost = uspto_xml::read(bytes, "test.xml", &mut |patent, mut found| {
        patents.push(patent);
        findings.append(&mut found);
    });
    findings.extend(lost);
    (patents, findings)
}

/// A small grant with these claims.
fn grant(claims: &[(u32, &str)]) -> String {
    let claims: Vec<String> = claims
        .iter()
        .map(|(n, text)| format!("<claim id=\"c{n}\" num=\"{n:05}\"><claim-text>{n}. {text}</claim-text></claim>\n"))
        .collect();
    let claims = claims.concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE us-patent-grant SYSTEM \"us-patent-grant-v45-2014-04-03.dtd\" [ ]>\n<us-patent-grant country=\"US\"><us-bibliographic-data-grant><publication-reference><document-id><country>US</country><doc-number>09000001</doc-number><kind>B2</kind><date>20150407</date></document-id></publication-reference><invention-title>Lamp</invention-title></us-bibliographic-data-grant><claims>\n{claims}</claims></us-patent-grant>\n"
    )
}

fn codes(findings: &[Finding]) -> Vec<&str> {
    findings.iter().map(|finding| finding.code.as_ref()).collect()
}

fn page(text: &str) -> (Patent, Vec<Finding>) {
    let mut parsed = claims_md::read(&Source::from_bytes("pages/lamp.md", text.as_bytes()));
    assert_eq!(parsed.items.len(), 1);
    (parsed.items.remove(0), parsed.findings)
}

fn texts(patent: &Patent) -> Vec<(u32, &str)> {
    patent.claims.iter().map(|claim| (claim.number, claim.text.as_str())).collect()
}

fn pasted(text: &str) -> (Patent, Vec<Finding>) {
    let mut parsed = claims_text::read(&Source::from_bytes("pasted.txt", text.as_bytes()));
    assert_eq!(parsed.items.len(), 1);
    (parsed.items.remove(0), parsed.findings)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        xml(&bytes);
        let source = Source::from_bytes("any", &bytes);
        claims_md::read(&source);
        claims_text::read(&source);
    }

    #[test]
    fn any_markup_is_read_without_panic(parts in prop::collection::vec(prop::sample::select(vec![
        "<claim num=\"1\">", "<claim id=\"\">", "</claim>", "<claim-text>", "</claim-text>", "1. A", "&#0;", "&x;", "&", "<us-patent-grant>",
        "</us-patent-grant>", "<?xml version=\"1.0\"?>", "<!DOCTYPE x [", "]>", "<claims>", "</claims>", "<p>", "</p>", "é", " ", "\n", "<claim-ref idref=\"1\"/>",
        "- ", "1. ", "2) ", "    ", "# Claims", "## Figures", "+++\n", "FIG. ", "FIGS. 1-3 ", "claims 1 to ", "Claim 2: ", "权利要求", "\\", "a. ", "*", "`", "<b", "-\n",
    ]), 0..40)) {
        let text = parts.concat();
        let (patents, _) = xml(text.as_bytes());
        let source = Source::from_bytes("any", text.as_bytes());
        let mut all = patents;
        all.extend(claims_md::read(&source).items);
        all.extend(claims_text::read(&source).items);
        for claim in all.iter().flat_map(|patent| &patent.claims) {
            prop_assert_eq!(claim.text.split_whitespace().collect::<Vec<_>>().join(" "), claim.text.clone());
            for at in claim.pins.iter().chain(&claim.layout) {
                prop_assert!(*at > 0 && *at < claim.text.len() && claim.text.is_char_boundary(*at));
            }
            prop_assert!(claim.depends_on.is_sorted_by(|a, b| a < b));
        }
    }

    #[test]
    fn a_cut_document_keeps_a_prefix_of_its_claims(at in 0..1000_usize) {
        let whole = grant(&[(1, "A lamp with a &mdash; <b>bulb</b>."), (2, "The lamp of claim 1."), (3, "A rod.")]);
        let at = whole.floor_char_boundary(at * whole.len() / 1000);
        let (patents, findings) = xml(&whole.as_bytes()[..at]);
        let (expected, _) = xml(whole.as_bytes());
        let got: Vec<_> = patents.iter().flat_map(texts).collect();
        prop_assert!(texts(&expected[0]).starts_with(&got));
        // Only white space after the end may go unnoticed.
        prop_assert!(!findings.is_empty() || whole[at..].trim().is_empty());
        prop_assert!(findings.iter().all(|finding| finding.severity == Severity::Error), "{:?}", findings);
    }
}

#[test]
fn hostile_sizes_are_read_to_the_end() {
    let n = 20_000;
    let documents = [
        grant(&[(1, &"&alpha;".repeat(n))]),
        grant(&[(1, &"&nosuch;".repeat(n))]),
        grant(&[(1, &"claims 1 to 2000, ".repeat(n))]),
        grant(&(1..n as u32).map(|number| (number, "A lamp of any preceding claim.")).take(1500).collect::<Vec<_>>()),
        "<claim>".repeat(n),
        "<?xml version=\"1.0\"?>".repeat(n),
        "<![CDATA[".repeat(n),
    ];
    let texts = [
        (1..n).map(|number| format!("{number}. A lamp.")).collect::<Vec<_>>().join("\n"),
        (1..n).map(|number| format!("{number}. A lamp.")).collect::<Vec<_>>().join(" "),
        "1. A\n\n".repeat(n),
        "1".repeat(n),
        "1. A lamp\n   - ".repeat(n / 10),
        format!("1. A lamp{}", "\n   a rod".repeat(n)),
        format!("# Figures\n\n{}", "FIGS. 1-200 are views.\n\n".repeat(n / 10)),
        "权利要求".repeat(n),
        " ".repeat(n),
        "-\n".repeat(n),
    ];
    for document in &documents {
        xml(document.as_bytes());
    }
    for text in &texts {
        let source = Source::from_bytes("any", text.as_bytes());
        for reader in [claims_md::read, claims_text::read] {
            reader(&source);
        }
    }
}

#[test]
fn claims_of_one_document_are_bounded() {
    let text = (1..10_050).map(|number| format!("{number}. A lamp.")).collect::<Vec<_>>().join("\n");
    let (patent, findings) = page(&text);
    assert_eq!(patent.claims.len(), 10_000);
    assert!(codes(&findings).contains(&"P017-too-long"));
}
