//! `readson check`: what rules find on patents, listings, drafted charts, comparisons and complaints.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::{Args, ValueEnum};

use crate::check::config::{self, Config};
use crate::check::levels::{Level, Levels};
use crate::check::rules::{self, Entry, Rule};
use crate::check::venue::{self, Venue};
use crate::check::waiver::{self, Baseline};
use crate::check::{Checked, facts};
use crate::cli::args::PageArgs;
use crate::cli::output::{self, Outcome};
use crate::report::{annotations, diagnostics, sarif};
use crate::text::finding::{Finding, Severity};
use crate::text::source::display_name;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Output forms of `check`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FindingForm {
    /// Readable text with extracts.
    Text,
    /// JSON, schema `readson.findings/1`.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// GitHub annotations.
    Github,
    /// `JUnit` XML.
    Junit,
}

#[derive(Debug, Args)]
pub struct CheckArgs {
    /// Patents, listings, drafted charts (.md, .csv), comparisons (.json) and complaints (.md); checked together.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = FindingForm::Text)]
    format: FindingForm,
    /// Write to a file.
    #[arg(long, short, value_name = "PATH")]
    output: Option<PathBuf>,
    /// Venue of the complaint; `readson venues` lists them.
    #[arg(long, value_name = "ID")]
    venue: Option<String>,
    /// Do not tell the findings of a code, a number or a family.
    #[arg(long, short = 'A', value_name = "CODE")]
    allow: Vec<String>,
    /// Warn of them.
    #[arg(long, short = 'W', value_name = "CODE")]
    warn: Vec<String>,
    /// Make errors of them.
    #[arg(long = "error", short = 'D', value_name = "CODE")]
    raise: Vec<String>,
    /// Exit with 1 when a finding is at or above this severity.
    #[arg(long, value_enum, value_name = "SEVERITY")]
    deny: Option<crate::cli::args::Level>,
    /// Folder of further rules.
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Folder of further venues.
    #[arg(long, value_name = "DIR")]
    venues: Option<PathBuf>,
    /// Configuration; by default the first readson.toml upward from the first file.
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Tell only findings that are not in this baseline.
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write the findings as a baseline.
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// The day to check on, for ages, expiries and waivers; by default today.
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
    #[command(flatten)]
    pages: PageArgs,
    /// Check again whenever a file changes, until interrupted.
    #[arg(long)]
    watch: bool,
}

impl CheckArgs {
    /// The levels of the command line: what is allowed gives way to what is warned of, and that to errors.
    fn levels(&self) -> impl Iterator<Item = (&str, Level)> {
        [(&self.allow, Level::Allow), (&self.warn, Level::Warning), (&self.raise, Level::Error)]
            .into_iter()
            .flat_map(|(codes, level)| codes.iter().map(move |code| (code.as_str(), level)))
    }
}

/// Everything a check needs besides the files.
struct Setup {
    config: Config,
    rules: Vec<Rule>,
    table: Vec<Entry>,
    venues: Vec<Venue>,
    venue: Option<String>,
    levels: Levels,
    today: String,
}

pub fn run(args: &CheckArgs, quiet: bool) -> Result<Outcome> {
    let setup = setup(args)?;
    let outcome = once(args, &setup, quiet)?;
    if args.watch { watch(args, quiet) } else { Ok(outcome) }
}

fn setup(args: &CheckArgs) -> Result<Setup> {
    if args.files.iter().any(|file| file.as_os_str() == "-") {
        bail!("check reads files, not standard input: findings name their places in them");
    }
    let config = config::load(args.config.as_deref(), args.files.first().map(PathBuf::as_path))?;
    let folders: Vec<&Path> = config.rules.iter().chain(&args.rules).map(PathBuf::as_path).collect();
    let rules = rules::load(&folders)?;
    let table = rules::table(&rules);
    let venues = venue::load(args.venues.as_deref().or(config.venues.as_deref()))?;
    let venue = args.venue.clone().or_else(|| config.venue.clone());
    let codes: Vec<&str> = table.iter().map(|entry| entry.code.as_str()).collect();
    let mut levels = Levels::default();
    if let Some(id) = &venue {
        levels.set_venue(venue::find(&venues, id)?, &codes)?;
    }
    for (code, level) in config.levels()? {
        levels.set(code, level, &codes).with_context(|| format!("{}: levels", config.file))?;
    }
    for waiver in &config.waivers {
        if !codes.iter().any(|code| crate::check::levels::matches(&waiver.code, code)) {
            let (file, line) = &waiver.origin;
            return Err(crate::check::levels::unknown(&waiver.code, &codes).context(format!("{file}:{line}")));
        }
    }
    for (code, level) in args.levels() {
        levels.set(code, level, &codes)?;
    }
    let today = match &args.today {
        Some(today) if facts::day(today).is_none() => bail!("--today {today} is no date: write it as 2027-01-31"),
        Some(today) => today.clone(),
        None => time::OffsetDateTime::now_utc().date().to_string(),
    };
    Ok(Setup { config, rules, table, venues, venue, levels, today })
}

fn once(args: &CheckArgs, setup: &Setup, quiet: bool) -> Result<Outcome> {
    let mut checked = Checked { loaded: args.pages.loaded()?, ..Checked::default() };
    checked.add(&args.files);
    args.pages.choose(&mut checked.loaded)?;
    let found = checked.judge(&setup.rules, &setup.venues, setup.venue.as_deref(), &setup.today)?;
    let found = setup.levels.apply(found);
    let mut waivers = setup.config.waivers.clone();
    let mut found = found;
    for draft in &checked.drafts {
        let (beside, wrong) = waiver::beside_rows(draft);
        waivers.extend(beside);
        found.extend(wrong);
    }
    let (found, waived) = waiver::waive(found, &waivers, &setup.today);
    if let Some(path) = &args.write_baseline {
        let baseline = Baseline::of(&found);
        output::file(path, |out| {
            serde_json::to_writer_pretty(&mut *out, &baseline)?;
            Ok(out.write_all(b"\n")?)
        })?;
    }
    let baseline = args.baseline.as_deref().or(setup.config.baseline.as_deref());
    let (found, known) = match baseline {
        Some(path) => Baseline::load(path)?.new_ones(found),
        None => (found, 0),
    };
    let mut tail = diagnostics::summary(&found);
    for (count, what) in [(waived, "waived"), (known, "in the baseline")] {
        if count > 0 {
            let _ = write!(tail, ", {count} {what}");
        }
    }
    write(args, setup, &checked, &found)?;
    if !quiet {
        anstream::eprintln!("{tail}");
    }
    let deny = args.deny.map(crate::cli::args::Level::severity).or(setup.config.deny).unwrap_or(Severity::Error);
    Ok(Outcome::of(checked.loaded.unusable, &found, Some(deny)))
}

fn write(args: &CheckArgs, setup: &Setup, checked: &Checked, found: &[Finding]) -> Result<()> {
    let files: Vec<String> = args.files.iter().map(|file| display_name(file)).collect();
    let form = |out: &mut dyn Write| match args.format {
        FindingForm::Text => diagnostics::write(found, &checked.sources, out),
        FindingForm::Json => {
            let document = serde_json::json!({"schema": "readson.findings/1", "findings": found});
            serde_json::to_writer_pretty(&mut *out, &document)?;
            out.write_all(b"\n")
        }
        FindingForm::Sarif => sarif::write(found, &setup.table, VERSION, out),
        FindingForm::Github => annotations::github(found, out),
        FindingForm::Junit => annotations::junit(found, &files, out),
    };
    match &args.output {
        Some(path) => output::file(path, |out| {
            let mut plain = anstream::StripStream::new(Vec::new());
            form(&mut plain)?;
            Ok(out.write_all(&plain.into_inner())?)
        }),
        None if args.format == FindingForm::Text => output::stdout(form),
        None => output::raw_stdout(form),
    }
}

/// Checks again whenever a file, the configuration or a rule changes.
fn watch(args: &CheckArgs, quiet: bool) -> Result<Outcome> {
    let mut stamp = stamp(args);
    loop {
        std::thread::sleep(std::time::Duration::from_millis(400));
        let now = self::stamp(args);
        if now == stamp {
            continue;
        }
        stamp = now;
        // A rule that is half written must not end the watch.
        match setup(args).and_then(|setup| once(args, &setup, quiet)) {
            Ok(_) => {}
            Err(error) => anstream::eprintln!("error: {error:#}"),
        }
    }
}

/// When each file that matters was last changed.
fn stamp(args: &CheckArgs) -> Vec<(PathBuf, Option<std::time::SystemTime>)> {
    let pages = args.rules.iter().chain(&args.venues).flat_map(|folder| {
        let entries = std::fs::read_dir(folder).into_iter().flatten();
        entries.filter_map(|entry| entry.ok().map(|entry| entry.path()))
    });
    let changed = |path: PathBuf| {
        let when = std::fs::metadata(&path).and_then(|data| data.modified()).ok();
        (path, when)
    };
    let mut all: Vec<_> = args.files.iter().cloned().chain(args.config.clone()).chain(pages).map(changed).collect();
    all.sort();
    all
}
