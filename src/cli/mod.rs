//! The command line: what can be typed, and what each verb does with it.

use clap::{Args, CommandFactory as _, Parser, Subcommand, ValueEnum};

use crate::cli::args::{CompareArgs, EvalArgs, ParseArgs, SearchArgs};

mod args;
mod check;
mod compare;
mod diff;
mod evaluate;
mod explain_element;
mod explain_row;
mod from_run;
mod index;
mod new_review;
mod output;
mod pages;
mod parse;
mod progress;
mod reports;
mod schema;
mod screen;
mod search;
mod sentence_model;
mod shops;
mod signature;
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
    /// List the shops whose pages are known by their scripts, or show one.
    Shops(shops::ShopsArgs),
    /// Write the page of a new rule, to be filled in.
    NewRule(pages::NewRuleArgs),
    /// List, show or eject report templates.
    Templates(templates::TemplatesArgs),
    /// Write review files for charts, to be filled in with verdicts, explanations and signatures.
    NewReview(new_review::NewReviewArgs),
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
        Command::Shops(args) => shops::run(&args),
        Command::Venues(args) => pages::venues(&args),
        Command::NewRule(args) => pages::new_rule(&args),
        Command::Templates(args) => templates::run(&args),
        Command::NewReview(args) => new_review::run(&args, quiet),
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
