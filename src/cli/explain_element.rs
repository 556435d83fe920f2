//! `readson parse --explain LABEL`: how an element was read, and what it asks of a listing.

use std::io::{self, Write};

use anyhow::{Result, bail};
use serde_json::json;

use crate::cli::args::{ParseArgs, Plain};
use crate::cli::explain_row::bracketed;
use crate::cli::output;
use crate::load::Loaded;
use crate::pair::asked::Asked;
use crate::pair::{Matcher, Selection};
use crate::patent::{Claim, Element};
use crate::report::escape::neutralise;

/// Prints how the elements with a label were read, one of each patent that has it.
///
/// # Errors
/// When no patent has such an element, or output cannot be written.
pub fn run(args: &ParseArgs, label: &str, loaded: &Loaded) -> Result<()> {
    let label = bracketed(label);
    let matcher = Matcher::compile(&loaded.patents, &Selection::All);
    let found = matcher.asked(&loaded.patents, &label);
    if found.is_empty() && loaded.unusable == 0 {
        bail!("no patent has an element {label}; `readson parse` without --explain shows the labels");
    }
    output::stdout(|out| {
        for (patent, claim, element, asked) in &found {
            if args.format == Plain::Json {
                let line = json!({
                    "patent": patent.number, "claim": claim.number, "label": element.label,
                    "text": claim.slice(element), "start": element.start, "end": element.end,
                    "transition": claim.transition, "flags": element.flags, "terms": element.terms, "asks": asked,
                });
                writeln!(out, "{line}")?;
            } else {
                writeln!(out, "{} claim {} element {}", neutralise(&patent.number), claim.number, element.label)?;
                writeln!(out, "  {}", neutralise(claim.slice(element).trim()))?;
                read(out, claim, element)?;
                asks(out, asked)?;
                writeln!(out)?;
            }
        }
        Ok(())
    })
}

/// How the element was read.
fn read(out: &mut dyn Write, claim: &Claim, element: &Element) -> io::Result<()> {
    let name = |value: serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    writeln!(out, "  bytes {}..{} of the claim, which has {}", element.start, element.end, claim.text.len())?;
    let transition = claim.transition.map(|transition| name(json!(transition)));
    writeln!(out, "  transition {}", transition.as_deref().unwrap_or("none"))?;
    let flags = element.flags;
    for (holds, word) in [
        (flags.means, "means-plus-function"),
        (flags.negative, "negative limitation"),
        (flags.alternatives, "alternatives"),
        (flags.wherein, "wherein clause"),
    ] {
        if holds {
            writeln!(out, "  {word}")?;
        }
    }
    writeln!(out, "  phrases")?;
    for term in &element.terms {
        let phrase = claim.text.get(term.start..term.end).unwrap_or_default();
        write!(
            out,
            "    {} “{}”, head “{}”",
            name(json!(term.determiner)),
            neutralise(phrase),
            neutralise(&term.head)
        )?;
        match &term.antecedent {
            Some(antecedent) => writeln!(out, ", from claim {} byte {}", antecedent.claim, antecedent.start)?,
            None => writeln!(out)?,
        }
    }
    Ok(())
}

/// What the element asks of a listing.
fn asks(out: &mut dyn Write, asked: &Asked) -> io::Result<()> {
    writeln!(out, "  asks for the words")?;
    for word in &asked.words {
        let is = if word.is.is_empty() { String::new() } else { format!(" {}", word.is.join(", ")) };
        writeln!(out, "    {:.2} “{}”{is}", word.weight, neutralise(&word.word))?;
    }
    for members in &asked.alternatives {
        writeln!(out, "  one of: {}", neutralise(&members.join(" ")))?;
    }
    let bound = |bound: Option<f64>| bound.map_or("open".to_owned(), |bound| format!("{bound}"));
    for quantity in &asked.quantities {
        let of = quantity.measure.map_or(String::new(), |measure| format!(", {measure}"));
        writeln!(
            out,
            "  quantity “{}”: {} from {} to {}{of}",
            neutralise(&quantity.text),
            quantity.dimension,
            bound(quantity.low),
            bound(quantity.high),
        )?;
    }
    for value in &asked.values {
        let denied = if value.denied { ", denied" } else { "" };
        writeln!(out, "  value “{}”: {} {}{denied}", neutralise(&value.text), value.property, value.path)?;
    }
    if asked.negative {
        writeln!(out, "  it only says what must not be there")?;
    }
    if asked.truncated {
        writeln!(out, "  it is too long: its last words are not looked for")?;
    }
    Ok(())
}
