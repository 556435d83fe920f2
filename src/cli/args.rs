//! What several verbs are told alike, and the arguments of those that have many.

use std::path::PathBuf;

use anyhow::Result;
use clap::{Args, ValueEnum};

use crate::cli::reports;
use crate::eval::report::Options;
use crate::listing::shop;
use crate::load::{Loaded, Role, variants};
use crate::pair::Selection;
use crate::text::finding::Severity;

/// Output forms of `compare`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Form {
    /// Readable text.
    Text,
    /// Markdown.
    Md,
    /// A self-contained page.
    Html,
    /// A Word document.
    Docx,
    /// PDF; needs a build with `--features pdf`.
    Pdf,
    /// An Excel workbook, one sheet a chart.
    Xlsx,
    /// JSON, schema `readson.comparison/1`.
    Json,
}

/// Text or JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Plain {
    /// Readable text.
    Text,
    /// JSON.
    Json,
}

/// What is charted.
#[derive(Debug, Args)]
pub(crate) struct Inputs {
    /// Patents: .md pages, USPTO XML (single or bulk), saved Google Patents .html, pasted .txt.
    #[arg(long, num_args = 1.., required = true, value_name = "FILE")]
    pub patents: Vec<PathBuf>,
    /// Listings: .json, .jsonl, .csv, saved .html pages, .md pages; `-` reads JSON or JSON lines from standard input.
    #[arg(long, num_args = 1.., required = true, value_name = "FILE")]
    pub listings: Vec<PathBuf>,
    /// Claims to chart: `independent`, `all`, or numbers such as `1,3,7-9`.
    #[arg(long, default_value = "independent", value_parser = selection)]
    pub claims: Selection,
    #[command(flatten)]
    pub pages: PageArgs,
}

impl Inputs {
    /// Reads the patents and the listings.
    ///
    /// # Errors
    /// When a shop's page is wrong or no listing offers the variant.
    pub fn load(&self) -> Result<Loaded> {
        let mut loaded = self.pages.loaded()?;
        loaded.add(&self.patents, Role::Patents);
        loaded.add(&self.listings, Role::Listings);
        self.pages.settle(&mut loaded)?;
        Ok(loaded)
    }
}

/// How pages are read.
#[derive(Debug, Args)]
pub(crate) struct PageArgs {
    /// Read this variant of pages that offer several: its id or name.
    #[arg(long, value_name = "ID")]
    pub variant: Option<String>,
    /// Look into customers' reviews too. A quote of one is marked as a customer's words, which the seller did not say.
    #[arg(long)]
    pub reviews: bool,
    /// Folder of pages of shops of your own, which replace built-in ones of the same name (`readson shops` lists them).
    #[arg(long, value_name = "DIR")]
    pub shops: Option<PathBuf>,
}

impl PageArgs {
    /// Nothing read yet, with the shops that are asked for.
    pub fn loaded(&self) -> Result<Loaded> {
        let shops = self.shops.as_deref().map(|folder| shop::load(Some(folder))).transpose()?;
        Ok(Loaded { shops, ..Loaded::default() })
    }

    /// Chooses the variant and settles what was read.
    pub fn settle(&self, loaded: &mut Loaded) -> Result<()> {
        self.choose(loaded)?;
        loaded.settle();
        Ok(())
    }

    /// Chooses the variant, and says whether reviews are looked into.
    pub fn choose(&self, loaded: &mut Loaded) -> Result<()> {
        if let Some(variant) = &self.variant {
            variants::choose(&mut loaded.listings, variant)?;
        }
        loaded.listings.iter_mut().for_each(|listing| listing.with_reviews = self.reviews);
        Ok(())
    }
}

#[derive(Debug, Args)]
pub(crate) struct CompareArgs {
    #[command(flatten)]
    pub inputs: Inputs,
    /// Chart the best pairs of a run of `readson screen` into a directory, with an overview and a summary for each venue;
    /// --top says how many (50).
    #[arg(long, value_name = "RUN", conflicts_with_all = ["patents", "listings", "claims"])]
    pub from: Option<PathBuf>,
    /// Form of the output; by default text, or what the extension of --output says.
    #[arg(long, short, value_enum)]
    pub format: Option<Form>,
    /// Write to a file, or, where PATH does not end in the form's extension, to a directory with one file a chart and an
    /// index.
    #[arg(long, short, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Also write the comparison as JSON, which the reports then name: `readson verify` checks a report by it.
    #[arg(long, value_name = "FILE", conflicts_with_all = ["from", "explain"])]
    pub json: Option<PathBuf>,
    /// As text, print every row in full with its quotes and reasons, and not only a line a row. One chart is printed in
    /// full anyway where the terminal has room, and so is text that goes to a file by --output.
    #[arg(long, short)]
    pub verbose: bool,
    /// Keep only the N most promising listings of each claim; with many listings, candidates come from the full-text index.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub top: Option<u32>,
    /// Keep only the claim of each patent that reads best on each listing, with the reason.
    #[arg(long)]
    pub best: bool,
    /// Threads; the output does not depend on it.
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Exit with 1 when a finding is at or above this severity.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    pub deny: Option<Level>,
    /// Instead of charts, print the whole decision of the row with this label (`1[a]`, or `1a`): words, links, quantities,
    /// measures and thresholds; text, or with `--format json` a line of JSON for each.
    #[arg(long, value_name = "LABEL", conflicts_with_all = ["from", "output", "top", "best", "model"])]
    pub explain: Option<String>,
    #[command(flatten)]
    pub reports: reports::ReportArgs,
    // Last, so that where it is hidden the order of the others in the help is as without it.
    /// Directory of a sentence-embedding model (`model.onnx`, `tokenizer.json`): missing rows with passages near in
    /// meaning become weak; needs a build with `--features rerank`.
    #[arg(long, value_name = "DIR", hide = cfg!(not(feature = "rerank")))]
    pub model: Option<PathBuf>,
}

/// A severity as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    /// Notes and above.
    Note,
    /// Warnings and above.
    Warning,
    /// Errors.
    Error,
}

impl Level {
    pub fn severity(self) -> Severity {
        match self {
            Level::Note => Severity::Note,
            Level::Warning => Severity::Warning,
            Level::Error => Severity::Error,
        }
    }
}

#[derive(Debug, Args)]
pub(crate) struct ParseArgs {
    /// Patents or listings.
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Instead of the documents, print how the element with this label (`1[a]`, or `1a`) was read and what it asks of a
    /// listing: phrases, words with their weights, quantities, values; text, or with `--format json` a line of JSON for each.
    #[arg(long, value_name = "LABEL")]
    pub explain: Option<String>,
    #[command(flatten)]
    pub pages: PageArgs,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Plain::Text)]
    pub format: Plain,
}

#[derive(Debug, Args)]
pub(crate) struct SearchArgs {
    /// Words to look for.
    pub words: String,
    /// Patents to search.
    #[arg(long, num_args = 1.., value_name = "FILE", required_unless_present = "listings")]
    pub patents: Vec<PathBuf>,
    /// Listings to search as well.
    #[arg(long, num_args = 1.., value_name = "FILE")]
    pub listings: Vec<PathBuf>,
    /// Most results.
    #[arg(long, short = 'n', default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub limit: u32,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Plain::Text)]
    pub format: Plain,
}

#[derive(Debug, Args)]
pub(crate) struct EvalArgs {
    /// Gold charts, one JSON object a line; several files are measured together.
    #[arg(required = true)]
    pub gold: Vec<PathBuf>,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Plain::Text)]
    pub format: Plain,
    /// Show every element where the program and the readers differ, the worst first.
    #[arg(long)]
    pub mistakes: bool,
    /// Print what every element was decided on, one JSON object a line, for fitting.
    #[arg(long)]
    pub features: bool,
    /// Measure what each part of pairing is worth by leaving it out.
    #[arg(long)]
    pub ablate: bool,
    /// Seed of the resamples that intervals are made of.
    #[arg(long, value_name = "N", default_value_t = Options::default().seed)]
    pub seed: u64,
    /// How many resamples; 0 for no intervals.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    pub resamples: u32,
    /// Directory of a sentence-embedding model (`model.onnx`, `tokenizer.json`): as for `compare`; needs a build
    /// with `--features rerank`.
    #[arg(long, value_name = "DIR", hide = cfg!(not(feature = "rerank")))]
    pub model: Option<PathBuf>,
}

/// The highest claim number that can be asked for.
const MAX_CLAIM: u32 = 10_000;

/// Reads `independent`, `all`, `1,3,7-9`.
pub(crate) fn selection(written: &str) -> std::result::Result<Selection, String> {
    match written.trim() {
        "independent" => return Ok(Selection::Independent),
        "all" => return Ok(Selection::All),
        _ => {}
    }
    let number = |part: &str| {
        let number = part.trim().parse::<u32>().ok().filter(|number| *number > 0);
        let number = number.ok_or_else(|| {
            format!("`{part}` is no claim number; write `independent`, `all`, or numbers such as `1,3,7-9`")
        })?;
        if number > MAX_CLAIM {
            Err(format!("no patent has a claim {number}; the limit is {MAX_CLAIM}"))
        } else {
            Ok(number)
        }
    };
    let mut numbers = Vec::new();
    for part in written.split(',') {
        let (from, to) = match part.split_once('-') {
            Some((from, to)) => (number(from)?, number(to)?),
            None => (number(part)?, number(part)?),
        };
        if from > to {
            return Err(format!("the range `{part}` runs backwards"));
        }
        numbers.extend(from..=to);
    }
    Ok(Selection::Numbers(numbers))
}
