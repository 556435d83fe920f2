//! Gold charts: real claims labelled element by element against real listings.

use std::collections::BTreeMap;
use std::io::BufRead;

use anyhow::{Context as _, Result, anyhow, bail, ensure};
use serde::Deserialize;
use serde_json::Value;

use crate::chart::Support;
use crate::listing::Listing;
use crate::listing::read::json;
use crate::patent::read::dependency;
use crate::patent::{Claim, Patent, split, terms};

/// One labelled claim against one listing.
#[derive(Debug)]
pub struct Gold {
    /// Its id.
    pub id: String,
    /// A patent with the one claim, its elements pinned as in the record.
    pub patent: Patent,
    /// The listing.
    pub listing: Listing,
    /// One label an element.
    pub labels: Vec<Label>,
}

/// What readers agreed on for one element.
#[derive(Clone, Debug, Deserialize)]
pub struct Label {
    /// The element's label in the record: `pre`, `a`, `b`.
    pub label: String,
    /// The support.
    pub support: Support,
    /// Quotes that prove it.
    #[serde(default)]
    pub quotes: Vec<Quote>,
    /// What makes the element hard.
    #[serde(default)]
    pub phenomena: Vec<String>,
}

/// A quote of a field.
#[derive(Clone, Debug, Deserialize)]
pub struct Quote {
    /// Field address.
    pub field: String,
    /// Verbatim slice.
    pub quote: String,
}

#[derive(Deserialize)]
struct Record {
    id: String,
    patent: RecordPatent,
    elements: Vec<RecordElement>,
    listing: Value,
    gold: Vec<Label>,
}

#[derive(Deserialize)]
struct RecordPatent {
    number: String,
    #[serde(default)]
    title: String,
    claim: u32,
    text: String,
}

#[derive(Deserialize)]
struct RecordElement {
    label: String,
    text: String,
}

/// Reads gold charts, one JSON object a line.
///
/// # Errors
/// When a line is not a gold chart: not JSON of the right shape, labels that do not go with the elements, elements that
/// do not give the claim back, quotes that are not in the listing, an id that was used before. The message names the
/// line. Also when there is no chart at all.
pub fn read(input: impl BufRead, name: &str) -> Result<Vec<Gold>> {
    let mut found = Vec::new();
    let mut lines: BTreeMap<String, usize> = BTreeMap::new();
    for (index, line) in input.lines().enumerate() {
        let number = index + 1;
        let line = line.with_context(|| format!("{name}:{number}: cannot be read"))?;
        let line = line.strip_prefix('\u{feff}').filter(|_| index == 0).unwrap_or(&line);
        if line.trim().is_empty() {
            continue;
        }
        let gold = chart(line).with_context(|| format!("{name}:{number}: not a gold chart"))?;
        if let Some(first) = lines.insert(gold.id.clone(), number) {
            bail!("{name}:{number}: the id {:?} is also in line {first}", gold.id);
        }
        found.push(gold);
    }
    ensure!(!found.is_empty(), "{name} has no gold charts");
    Ok(found)
}

/// Reads one line.
fn chart(line: &str) -> Result<Gold> {
    let record: Record = serde_json::from_str(line).map_err(|error| {
        // The line that the message speaks of is always 1.
        let (message, column) = (error.to_string(), error.column());
        let message = message.split(" at line ").next().unwrap_or_default();
        anyhow!("{message} (column {column})")
    })?;
    check(&record)?;
    let gold = gold(record)?;
    for (label, quote) in gold.labels.iter().flat_map(|label| label.quotes.iter().map(move |quote| (label, quote))) {
        let text = gold.listing.field(&quote.field);
        let text = text.with_context(|| format!("{}: the listing has no {}", label.label, quote.field))?;
        ensure!(
            !quote.quote.is_empty() && text.contains(&quote.quote),
            "{}: a quote is not in {}: {:?}",
            label.label,
            quote.field,
            quote.quote
        );
    }
    Ok(gold)
}

/// Whether the parts of a record go together.
fn check(record: &Record) -> Result<()> {
    ensure!(!record.elements.is_empty(), "it has no elements");
    ensure!(!record.patent.number.trim().is_empty(), "its patent has no number");
    ensure!(
        record.elements.len() == record.gold.len(),
        "{} elements but {} labels",
        record.elements.len(),
        record.gold.len()
    );
    for (element, label) in record.elements.iter().zip(&record.gold) {
        ensure!(element.label == label.label, "element {} has the label of {}", element.label, label.label);
    }
    let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let joined: String = record.elements.iter().map(|element| letters(&element.text)).collect();
    ensure!(joined == letters(&record.patent.text), "its elements joined are not the claim");
    Ok(())
}

fn gold(record: Record) -> Result<Gold> {
    let mut text = String::new();
    let mut pins = Vec::new();
    for element in &record.elements {
        if !text.is_empty() {
            if !text.ends_with(char::is_whitespace) && !element.text.starts_with(char::is_whitespace) {
                text.push(' ');
            }
            pins.push(text.len());
        }
        text.push_str(&element.text);
    }
    let depends_on = dependency::from_text(&text, record.patent.claim);
    let mut claim = Claim { number: record.patent.claim, depends_on, text, pins, ..Claim::default() };
    split::split(&mut claim);
    if claim.elements.len() != record.gold.len() {
        bail!("an element without words");
    }
    let mut patent =
        Patent { number: record.patent.number, title: record.patent.title, claims: vec![claim], ..Patent::default() };
    terms::annotate(&mut patent);
    let mut listings = Vec::new();
    json::read(record.listing.to_string().as_bytes(), &record.id, &mut |listing| listings.push(listing));
    let listing = listings.pop().context("its listing cannot be read")?;
    Ok(Gold { id: record.id, patent, listing, labels: record.gold })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn record() -> Value {
        json!({
            "id": "T-01",
            "patent": {"number": "US1", "title": "", "claim": 1, "text": "A cup comprising: a lid, and a handle."},
            "elements": [
                {"label": "pre", "text": "A cup comprising:"},
                {"label": "a", "text": "a lid,"},
                {"label": "b", "text": "and a handle."}
            ],
            "listing": {"id": "L-1", "title": "Steel cup", "bullets": ["Comes with a lid."]},
            "gold": [
                {"label": "pre", "support": "found", "quotes": [{"field": "title", "quote": "cup"}]},
                {"label": "a", "support": "found", "quotes": [{"field": "bullets[0]", "quote": "a lid"}], "phenomena": ["verbatim"]},
                {"label": "b", "support": "missing"}
            ]
        })
    }

    fn error(lines: &str) -> String {
        format!("{:#}", read(lines.as_bytes(), "g.jsonl").unwrap_err())
    }

    #[test]
    fn a_record_becomes_a_claim_with_its_elements_as_they_are() {
        let golds = read(format!("\u{feff}{}\n\n", record()).as_bytes(), "g.jsonl").unwrap();
        let claim = &golds[0].patent.claims[0];
        let elements: Vec<&str> = claim.elements.iter().map(|element| claim.slice(element).trim()).collect();
        assert_eq!(elements, ["A cup comprising:", "a lid,", "and a handle."]);
        assert_eq!(golds[0].labels[1].phenomena, ["verbatim"]);
    }

    #[test]
    fn what_is_wrong_is_named_with_its_line() {
        type Damage = fn(&mut Value);
        let cases: [(Damage, &str); 10] = [
            (|r| r["gold"][0]["support"] = "perhaps".into(), "unknown variant `perhaps`"),
            (|r| _ = r.as_object_mut().unwrap().remove("elements"), "missing field `elements`"),
            (|r| _ = r["gold"].as_array_mut().unwrap().pop(), "3 elements but 2 labels"),
            (|r| r["gold"][1]["label"] = "c".into(), "element a has the label of c"),
            (|r| (r["elements"], r["gold"]) = (json!([]), json!([])), "it has no elements"),
            (|r| r["elements"][2]["text"] = "and a spout.".into(), "joined are not the claim"),
            (|r| r["gold"][1]["quotes"][0]["quote"] = "a Lid".into(), "a: a quote is not in bullets[0]: \"a Lid\""),
            (|r| r["gold"][1]["quotes"][0]["field"] = "bullets[7]".into(), "the listing has no bullets[7]"),
            (|r| r["patent"]["number"] = " ".into(), "its patent has no number"),
            (|r| r["listing"] = 3.into(), "its listing cannot be read"),
        ];
        for (damage, message) in cases {
            let mut second = record();
            second["id"] = "T-02".into();
            damage(&mut second);
            let said = error(&format!("{}\n\n{second}\n", record()));
            assert!(said.starts_with("g.jsonl:3: not a gold chart: "), "{said}");
            assert!(said.contains(message), "{said}");
            assert!(!said.contains("line 1"), "{said}");
        }
    }

    #[test]
    fn lines_that_are_no_records_are_named() {
        assert!(error("{\"id\": ").starts_with("g.jsonl:1: not a gold chart: EOF"), "{}", error("{\"id\": "));
        assert!(error(&format!("{0}\n{0}", record())).starts_with("g.jsonl:2: the id \"T-01\" is also in line 1"));
        assert_eq!(error("\n \n"), "g.jsonl has no gold charts");
        let said = format!("{:#}", read(&b"\n\xff\n"[..], "g.jsonl").unwrap_err());
        assert!(said.starts_with("g.jsonl:2: cannot be read"), "{said}");
    }
}
