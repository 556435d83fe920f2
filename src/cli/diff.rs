//! `readson diff`.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::batch::pages;
use crate::batch::run::diff::{self, Change, Difference, PairChange};
use crate::chart::{Standing, Support};
use crate::cli::output::{self, Outcome};
use crate::report::escape::neutralise;

/// Form of the output.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Form {
    /// Readable text.
    Text,
    /// A self-contained page.
    Html,
    /// JSON, schema `readson.diff/1`.
    Json,
}

#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The earlier run.
    old: PathBuf,
    /// The later run.
    new: PathBuf,
    /// Form of the output.
    #[arg(long, short, value_enum)]
    format: Option<Form>,
    /// Write to a file.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
}

pub fn run(args: &DiffArgs) -> Result<Outcome> {
    let difference = diff::diff(&args.old, &args.new)?;
    let by_name = args.output.as_deref().map(crate::text::source::extension);
    let form = args.format.unwrap_or(match by_name.as_deref() {
        Some("html" | "htm") => Form::Html,
        Some("json") => Form::Json,
        _ => Form::Text,
    });
    let write = |out: &mut dyn Write| -> Result<()> {
        match form {
            Form::Text => text(&difference, out)?,
            Form::Html => out.write_all(pages::diff(&difference)?.as_bytes())?,
            Form::Json => {
                serde_json::to_writer_pretty(&mut *out, &difference)?;
                out.write_all(b"\n")?;
            }
        }
        Ok(())
    };
    if let Some(path) = &args.output {
        output::file(path, write)?;
    } else {
        let mut bytes = Vec::new();
        write(&mut bytes)?;
        output::raw_stdout(|out| out.write_all(&bytes))?;
    }
    Ok(if difference.is_empty() { Outcome::Done } else { Outcome::Denied })
}

fn text(difference: &Difference, out: &mut dyn Write) -> io::Result<()> {
    if difference.is_empty() {
        return writeln!(out, "the runs say the same");
    }
    let patents = [
        ("new patents", &difference.patents_added),
        ("patents changed", &difference.patents_changed),
        ("patents gone", &difference.patents_removed),
    ];
    for (what, numbers) in patents.iter().filter(|(_, numbers)| !numbers.is_empty()) {
        writeln!(out, "{what}: {}", neutralise(&numbers.join(", ")))?;
    }
    let counts: Vec<String> =
        difference.counts.iter().map(|(change, count)| format!("{count} {}", word(*change))).collect();
    writeln!(out, "listings: {}", if counts.is_empty() { "all as they were".to_owned() } else { counts.join(", ") })?;
    for listed in &difference.listings {
        write!(out, "\n{} {}", word(listed.change), neutralise(&listed.listing))?;
        for part in [&listed.title, &listed.seller].into_iter().filter(|part| !part.is_empty()) {
            write!(out, ", {}", neutralise(part))?;
        }
        writeln!(out)?;
        for pair in &listed.pairs {
            let PairChange { patent, claim, before, after, rows } = pair;
            writeln!(out, "  {} claim {claim}: {} -> {}", neutralise(patent), standing(*before), standing(*after))?;
            for row in rows {
                writeln!(out, "    {:<8} {} -> {}", neutralise(&row.label), support(row.before), support(row.after))?;
            }
        }
    }
    Ok(())
}

fn word(change: Change) -> &'static str {
    match change {
        Change::New => "new",
        Change::Back => "back",
        Change::Changed => "changed",
        Change::Same => "same text, other result",
        Change::Gone => "gone",
    }
}

fn standing(standing: Option<Standing>) -> &'static str {
    match standing {
        None => "none",
        Some(Standing::AllFound) => "all found",
        Some(Standing::Open) => "open",
        Some(Standing::Contradicted) => "contradicted",
    }
}

fn support(support: Option<Support>) -> &'static str {
    support.map_or("none", Support::word)
}
