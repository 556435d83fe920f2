//! The command line: what can be typed, and what each verb does with it.

use std::path::PathBuf;

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::eval::report::Options;
use crate::pair::Selection;
use crate::text::finding::Severity;

mod check;
mod compare;
mod diff;
mod evaluate;
mod from_run;
mod index;
mod output;
mod pages;
mod parse;
mod progress;
mod reports;
mod schema;
mod screen;
mod search;
mod sentence_model;
mod templates;
mod test;
mod verify;

pub use output::Outcome;

/// Claim charts from patents and product listings: element by element, quoted, checked, offline.
///
/// readson says what a listing's text shows of a claim (found, weak, missing, contradicted) and quotes the words. It
/// draws no legal conclusion. It never uses the network.
#[derive(Debug, Parser)]
#[command(name = "readson", version, propagate_version = true, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
    /// When to colour: by default on a terminal, unless `NO_COLOR` is set.
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto)]
    color: Colour,
    /// Say nothing on stderr but errors of the invocation.
    #[arg(long, short, global = true)]
    quiet: bool,
}

/// When to colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Colour {
    /// On a terminal.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Chart claims against listings.
    #[command(
        after_help = "Exit codes: 0 done; 1 findings at or above --deny; 2 wrong invocation, or an input that could not be read (the rest is still done)."
    )]
    Compare(CompareArgs),
    /// Compile a portfolio of patents into one file, against which listings are screened.
    #[command(
        after_help = "Exit codes: 0 done; 2 wrong invocation, or an input that could not be read (the rest is still done)."
    )]
    Index(index::IndexArgs),
    /// Screen a crawl of listings against a portfolio: a line of JSON for each listing and claim worth a look.
    #[command(
        after_help = "Exit codes: 0 all was read and written; 1 --strict and a record cannot be read; 2 wrong invocation, wrong or damaged index, an input that cannot be read to its end, or output that cannot be written. docs/batches.md says more."
    )]
    Screen(Box<screen::ScreenArgs>),
    /// Say what changed from one run to another: listings new, changed, gone or back, element by element.
    #[command(after_help = "Exit codes: 0 the runs say the same; 1 they differ; 2 one of them is no finished run.")]
    Diff(diff::DiffArgs),
    /// Show how patents or listings were read.
    Parse(ParseArgs),
    /// Search claims, elements and designs.
    Search(SearchArgs),
    /// Check patents, listings, drafted charts, comparisons and complaints against the rules.
    #[command(
        after_help = "Levels: -A allows, -W warns, -D makes an error of a code (C001-missing-antecedent), a number (C001) or a family (C). Exit codes: 0 nothing at or above the deny level (error, unless --deny says otherwise); 1 findings at or above it; 2 wrong invocation, rule, venue or configuration, or an input that could not be read."
    )]
    Check(check::CheckArgs),
    /// Explain a code: what it finds, why, on which authority, with examples.
    Explain(pages::ExplainArgs),
    /// List the rules, or prove them by their examples.
    Rules(pages::RulesArgs),
    /// List the venues, or show one.
    Venues(pages::VenuesArgs),
    /// Write the page of a new rule, to be filled in.
    NewRule(pages::NewRuleArgs),
    /// List, show or eject report templates.
    Templates(templates::TemplatesArgs),
    /// Write review files for charts, to be filled in with verdicts, explanations and signatures.
    NewReview(templates::NewReviewArgs),
    /// Check a report's every quote and hash against its sources.
    #[command(after_help = "Exit codes: 0 all is as it was; 1 something is not; 2 a report could not be read.")]
    Verify(verify::VerifyArgs),
    /// Render the cases of report templates and compare them with the stored reports.
    #[command(
        after_help = "Exit codes: 0 every report is as stored; 1 something differs, is new or fails; 2 wrong invocation. docs/reports.md says how to write a case."
    )]
    Test(test::TestArgs),
    /// Measure against gold charts.
    Eval(EvalArgs),
    /// Print the JSON Schema of an output.
    Schema(SchemaArgs),
    /// Print completions for a shell.
    Completions {
        /// The shell.
        shell: clap_complete::Shell,
    },
    /// Print the manual page (roff).
    Man,
}

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
enum Plain {
    /// Readable text.
    Text,
    /// JSON.
    Json,
}

#[derive(Debug, Args)]
struct CompareArgs {
    /// Patents: .md pages, USPTO XML (single or bulk), saved Google Patents .html, pasted .txt.
    #[arg(long, num_args = 1.., required_unless_present = "from", value_name = "FILE")]
    patents: Vec<PathBuf>,
    /// Listings: .json, .jsonl, .csv, saved .html pages, .md pages; `-` reads JSON or JSON lines from standard input.
    #[arg(long, num_args = 1.., required_unless_present = "from", value_name = "FILE")]
    listings: Vec<PathBuf>,
    /// Chart the best pairs of a run of `readson screen` into a directory, with an overview and a summary for each venue;
    /// --top says how many (50).
    #[arg(long, value_name = "RUN", conflicts_with_all = ["patents", "listings", "claims"])]
    from: Option<PathBuf>,
    /// Claims to chart: `independent`, `all`, or numbers such as `1,3,7-9`.
    #[arg(long, default_value = "independent", value_parser = selection)]
    claims: Selection,
    /// Form of the output; by default text, or what the extension of --output says.
    #[arg(long, short, value_enum)]
    format: Option<Form>,
    /// Write to a file, or, where PATH does not end in the form's extension, to a directory with one file a chart and an
    /// index.
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Keep only the N most promising listings of each claim; with many listings, candidates come from the full-text index.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    top: Option<u32>,
    /// Keep only the claim of each patent that reads best on each listing, with the reason.
    #[arg(long)]
    best: bool,
    /// Threads; the output does not depend on it.
    #[arg(long, value_name = "N")]
    threads: Option<usize>,
    /// Exit with 1 when a finding is at or above this severity.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    deny: Option<Level>,
    #[command(flatten)]
    reports: reports::ReportArgs,
    // Last, so that where it is hidden the order of the others in the help is as without it.
    /// Directory of a sentence-embedding model (`model.onnx`, `tokenizer.json`): missing rows with passages near in
    /// meaning become weak; needs a build with `--features rerank`.
    #[arg(long, value_name = "DIR", hide = cfg!(not(feature = "rerank")))]
    model: Option<PathBuf>,
}

/// A severity as it is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Level {
    /// Notes and above.
    Note,
    /// Warnings and above.
    Warning,
    /// Errors.
    Error,
}

impl Level {
    fn severity(self) -> Severity {
        match self {
            Level::Note => Severity::Note,
            Level::Warning => Severity::Warning,
            Level::Error => Severity::Error,
        }
    }
}

#[derive(Debug, Args)]
struct ParseArgs {
    /// Patents or listings.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Plain::Text)]
    format: Plain,
}

#[derive(Debug, Args)]
struct SearchArgs {
    /// Words to look for.
    words: String,
    /// Patents to search.
    #[arg(long, num_args = 1.., value_name = "FILE", required_unless_present = "listings")]
    patents: Vec<PathBuf>,
    /// Listings to search as well.
    #[arg(long, num_args = 1.., value_name = "FILE")]
    listings: Vec<PathBuf>,
    /// Most results.
    #[arg(long, short = 'n', default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    limit: u32,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Plain::Text)]
    format: Plain,
}

#[derive(Debug, Args)]
struct EvalArgs {
    /// Gold charts, one JSON object a line.
    gold: PathBuf,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Plain::Text)]
    format: Plain,
    /// Show every element where the program and the readers differ, the worst first.
    #[arg(long)]
    mistakes: bool,
    /// Print what every element was decided on, one JSON object a line, for fitting.
    #[arg(long)]
    features: bool,
    /// Measure what each part of pairing is worth by leaving it out.
    #[arg(long)]
    ablate: bool,
    /// Seed of the resamples that intervals are made of.
    #[arg(long, value_name = "N", default_value_t = Options::default().seed)]
    seed: u64,
    /// How many resamples; 0 for no intervals.
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(0..=100_000))]
    resamples: u32,
    /// Directory of a sentence-embedding model (`model.onnx`, `tokenizer.json`): as for `compare`; needs a build
    /// with `--features rerank`.
    #[arg(long, value_name = "DIR", hide = cfg!(not(feature = "rerank")))]
    model: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct SchemaArgs {
    /// Which output; without it, all.
    #[arg(value_enum)]
    name: Option<schema::Name>,
}

/// Runs what was typed.
///
/// # Errors
/// When the invocation is wrong, or output cannot be written.
pub fn run(cli: Cli) -> anyhow::Result<Outcome> {
    match cli.color {
        Colour::Auto => {}
        Colour::Always => anstream::ColorChoice::Always.write_global(),
        Colour::Never => anstream::ColorChoice::Never.write_global(),
    }
    let quiet = cli.quiet;
    match cli.command {
        Command::Compare(args) => compare::run(&args, quiet),
        Command::Check(args) => check::run(&args, quiet),
        Command::Explain(args) => pages::explain(&args),
        Command::Rules(args) => pages::rules(&args),
        Command::Venues(args) => pages::venues(&args),
        Command::NewRule(args) => pages::new_rule(&args),
        Command::Templates(args) => templates::run(&args),
        Command::NewReview(args) => templates::new_review(&args, quiet),
        Command::Test(args) => test::run(&args),
        Command::Verify(args) => verify::run(&args, quiet),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "readson", &mut script);
            output::raw_stdout(|out| out.write_all(&script)).map(|()| Outcome::Done)
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Cli::command()).render(&mut page)?;
            output::raw_stdout(|out| out.write_all(&page)).map(|()| Outcome::Done)
        }
        Command::Index(args) => index::run(&args, quiet),
        Command::Screen(args) => screen::run(&args, quiet),
        Command::Diff(args) => diff::run(&args),
        Command::Parse(args) => parse::run(&args, quiet),
        Command::Search(args) => search::run(&args, quiet),
        Command::Eval(args) => evaluate::run(&args),
        Command::Schema(args) => schema::run(args.name),
    }
}

/// The highest claim number that can be asked for.
const MAX_CLAIM: u32 = 10_000;

/// Reads `independent`, `all`, `1,3,7-9`.
fn selection(written: &str) -> Result<Selection, String> {
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
