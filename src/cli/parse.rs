//! `readson parse`: how documents were read.

use std::io::{self, Write};

use anstyle::Style;
use anyhow::Result;
use serde::Serialize;

use crate::cli::args::{ParseArgs, Plain};
use crate::cli::explain_element;
use crate::cli::output::{self, Outcome};
use crate::listing::Listing;
use crate::load::{Loaded, Role};
use crate::patent::particulars::Particulars;
use crate::patent::{Claim, Element, Figure, Flags, Patent, Term, Transition};
use crate::report::escape::neutralise;
use crate::text::finding::Finding;

pub fn run(args: &ParseArgs, quiet: bool) -> Result<Outcome> {
    let mut loaded = args.pages.loaded()?;
    loaded.add(&args.files, Role::Either);
    args.pages.settle(&mut loaded)?;
    match (&args.explain, args.format) {
        (Some(label), _) => explain_element::run(args, label, &loaded)?,
        (None, Plain::Json) => output::raw_stdout(|out| {
            serde_json::to_writer_pretty(&mut *out, &document(&loaded))?;
            out.write_all(b"\n")
        })?,
        (None, Plain::Text) => output::stdout(|out| text(out, &loaded))?,
    }
    output::findings(&loaded.findings, quiet);
    Ok(Outcome::of(loaded.unusable, &loaded.findings, None))
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    patents: Vec<PatentOut<'a>>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    listings: &'a [Listing],
    findings: &'a [Finding],
}

/// A patent with the texts of its elements, which the model keeps as spans.
#[derive(Serialize)]
struct PatentOut<'a> {
    #[serde(flatten, serialize_with = "Particulars::given")]
    particulars: Particulars<'a>,
    claims: Vec<ClaimOut<'a>>,
    figures: &'a [Figure],
    statements: &'a [String],
    file: &'a str,
    line: usize,
    sha256: &'a str,
}

#[derive(Serialize)]
struct ClaimOut<'a> {
    number: u32,
    depends_on: &'a [u32],
    text: &'a str,
    transition: Option<Transition>,
    elements: Vec<ElementOut<'a>>,
}

#[derive(Serialize)]
struct ElementOut<'a> {
    label: &'a str,
    text: &'a str,
    start: usize,
    end: usize,
    flags: Flags,
    terms: &'a [Term],
}

fn document(loaded: &Loaded) -> Document<'_> {
    Document {
        schema: "readson.patents/1",
        patents: loaded.patents.iter().map(patent).collect(),
        listings: &loaded.listings,
        findings: &loaded.findings,
    }
}

fn patent(patent: &Patent) -> PatentOut<'_> {
    PatentOut {
        particulars: Particulars::of(patent),
        claims: patent.claims.iter().map(claim).collect(),
        figures: &patent.figures,
        statements: &patent.statements,
        file: &patent.file,
        line: patent.line,
        sha256: &patent.sha256,
    }
}

fn claim(claim: &Claim) -> ClaimOut<'_> {
    ClaimOut {
        number: claim.number,
        depends_on: &claim.depends_on,
        text: &claim.text,
        transition: claim.transition,
        elements: claim
            .elements
            .iter()
            .map(|element| ElementOut {
                label: &element.label,
                text: claim.slice(element),
                start: element.start,
                end: element.end,
                flags: element.flags,
                terms: &element.terms,
            })
            .collect(),
    }
}

fn text(out: &mut dyn Write, loaded: &Loaded) -> io::Result<()> {
    let bold = Style::new().bold();
    for patent in &loaded.patents {
        writeln!(out, "{bold}{}{bold:#}  {}", neutralise(&patent.number), neutralise(&patent.title))?;
        for claim in &patent.claims {
            let parents: Vec<String> = claim.depends_on.iter().map(u32::to_string).collect();
            let depends = if parents.is_empty() {
                "independent".to_owned()
            } else {
                format!("depends on {}", parents.join(", "))
            };
            writeln!(out, "\n  claim {}  ({depends})", claim.number)?;
            for element in &claim.elements {
                writeln!(
                    out,
                    "    {bold}{:<8}{bold:#} {}{}",
                    element.label,
                    neutralise(claim.slice(element)),
                    marks(element)
                )?;
            }
        }
        for figure in &patent.figures {
            let view = serde_json::to_value(figure.view)
                .ok()
                .and_then(|view| view.as_str().map(str::to_owned))
                .unwrap_or_default();
            writeln!(out, "  FIG. {:<4} {view:<12} {}", neutralise(&figure.number), neutralise(&figure.description))?;
        }
        for statement in &patent.statements {
            writeln!(out, "  statement: {}", neutralise(statement))?;
        }
        writeln!(out)?;
    }
    for listing in &loaded.listings {
        writeln!(out, "{bold}{}{bold:#}  {}", neutralise(&listing.id), neutralise(&listing.title))?;
        for attribute in &listing.attributes {
            writeln!(out, "  {}: {}", neutralise(&attribute.name), neutralise(&attribute.value))?;
        }
        for bullet in &listing.bullets {
            writeln!(out, "  - {}", neutralise(bullet))?;
        }
        if !listing.description.is_empty() {
            writeln!(out, "  {}", neutralise(&listing.description))?;
        }
        for variant in &listing.variants {
            let chosen = if variant.id == listing.variant && !variant.id.is_empty() { " (read)" } else { "" };
            let values = if variant.attributes.is_empty() { variant.title.clone() } else { variant.values() };
            writeln!(out, "  variant {}{chosen}: {}", neutralise(&variant.id), neutralise(&values))?;
        }
        for (name, text) in left_out(listing) {
            let start: String = neutralise(text).chars().take(LEFT_OUT).collect();
            writeln!(out, "  not matched, {}: {start}…", neutralise(name))?;
        }
        writeln!(out)?;
    }
    Ok(())
}

/// How much of a part that is not matched is shown, in characters.
const LEFT_OUT: usize = 100;

/// The parts of a page that are not about the product.
fn left_out(listing: &Listing) -> impl Iterator<Item = (&str, &str)> {
    let reviews = listing.reviews.iter().map(|text| ("reviews", text.as_str()));
    listing.other.iter().map(|part| (part.name.as_str(), part.value.as_str())).chain(reviews)
}

/// What is special about an element, in brackets.
fn marks(element: &Element) -> String {
    let flags = element.flags;
    let marks: Vec<&str> = [
        (flags.means, "means-plus-function"),
        (flags.negative, "negative limitation"),
        (flags.alternatives, "alternatives"),
    ]
    .iter()
    .filter_map(|(set, name)| set.then_some(*name))
    .collect();
    if marks.is_empty() { String::new() } else { format!("  [{}]", marks.join(", ")) }
}
