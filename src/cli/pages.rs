//! `readson explain`, `rules`, `venues` and `new-rule`: the pages behind the findings.

use std::io::{self, Write};
use std::path::PathBuf;

use anstyle::Style;
use anyhow::{Result, bail};
use clap::{Args, Subcommand};

use crate::check::levels;
use crate::check::rules::prove::prove;
use crate::check::rules::reading;
use crate::check::rules::{self, Entry, Rule};
use crate::check::venue::{self, Deadline, LimitValue, Venue};
use crate::cli::args::Plain;
use crate::cli::output::{self, Outcome};
use crate::text::finding::{Code, Severity};

#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A code or its number: `C001`.
    code: String,
    /// Folder of further rules.
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
}

#[derive(Debug, Args)]
pub struct RulesArgs {
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Plain::Text)]
    format: Plain,
    /// Folder of further rules.
    #[arg(long, value_name = "DIR")]
    rules: Vec<PathBuf>,
    /// Check every rule against the examples on its page; exit code 1 when one fails.
    #[arg(long)]
    prove: bool,
}

#[derive(Debug, Args)]
pub struct VenuesArgs {
    #[command(subcommand)]
    what: Option<VenueCommand>,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Plain::Text, global = true)]
    format: Plain,
    /// Folder of further venues.
    #[arg(long, value_name = "DIR", global = true)]
    venues: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum VenueCommand {
    /// Show one venue: what it accepts, asks for and limits, with sources.
    Show {
        /// Its id.
        id: String,
    },
}

#[derive(Debug, Args)]
pub struct NewRuleArgs {
    /// What it is about: `shiny-term`.
    name: String,
    /// Family letter.
    #[arg(long, default_value_t = 'C')]
    family: char,
    /// Folder to write it to.
    #[arg(long, short, value_name = "DIR", default_value = "rules")]
    directory: PathBuf,
}

const BOLD: Style = Style::new().bold();

pub fn explain(args: &ExplainArgs) -> Result<Outcome> {
    let rules = rules::load(&args.rules)?;
    let table = rules::table(&rules);
    let codes: Vec<&str> = table.iter().map(|entry| entry.code.as_str()).collect();
    let code = if args.code.len() == 4 { args.code.to_ascii_uppercase() } else { args.code.clone() };
    let found: Vec<&Entry> =
        table.iter().filter(|entry| levels::matches(&code, &entry.code) && args.code.len() > 1).collect();
    let [entry] = found.as_slice() else { return Err(levels::unknown(&args.code, &codes)) };
    output::stdout(|out| match rules.iter().find(|rule| rule.code == entry.code) {
        Some(rule) => explain_rule(rule, out),
        None => explain_code(entry, out),
    })?;
    Ok(Outcome::Done)
}

fn explain_rule(rule: &Rule, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}  {} ({})\n", rule.code, rule.name, severity(rule.severity))?;
    writeln!(out, "{}\n", rule.body)?;
    writeln!(out, "Basis: {}", rule.basis)?;
    if let Some(source) = &rule.source {
        writeln!(out, "       {source}, looked at {}", rule.checked)?;
    }
    writeln!(out, "Fires: {} with {}", scope(rule), rule.when)?;
    if !rule.find.is_empty() {
        writeln!(out, "       on {}", rule.find.join(", "))?;
    }
    for example in &rule.examples {
        let title = if example.fires { "Fires on" } else { "Silent on" };
        for fence in &example.fences {
            writeln!(out, "\n{title} ({}):", fence.language)?;
            for line in fence.text.trim_end().lines() {
                writeln!(out, "    {line}")?;
            }
        }
    }
    Ok(())
}

fn explain_code(entry: &Entry, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{BOLD}{}{BOLD:#}  {} ({})\n", entry.code, entry.name, severity(entry.severity))?;
    writeln!(out, "{}", entry.summary)?;
    if let Some(reading) = reading::of(&entry.code) {
        writeln!(out, "\nExample: {}", reading.example)?;
        writeln!(out, "Remedy:  {}", reading.remedy)?;
    }
    writeln!(out, "\nIt tells how a document was read; the finding names file and line.")
}

fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Note => "note",
        Severity::Warning => "warning",
        Severity::Error => "error",
    }
}

fn scope(rule: &Rule) -> String {
    serde_json::to_value(rule.scope).ok().and_then(|scope| scope.as_str().map(str::to_owned)).unwrap_or_default()
}

pub fn rules(args: &RulesArgs) -> Result<Outcome> {
    let loaded = rules::load(&args.rules)?;
    if args.prove {
        let venues = venue::load(None)?;
        let mut wrong = Vec::new();
        for rule in &loaded {
            wrong.extend(prove(rule, &loaded, &venues)?);
        }
        output::stdout(|out| {
            wrong.iter().try_for_each(|line| writeln!(out, "{line}"))?;
            writeln!(out, "{} rules, {} wrong", loaded.len(), wrong.len())
        })?;
        return Ok(if wrong.is_empty() { Outcome::Done } else { Outcome::Denied });
    }
    let table = rules::table(&loaded);
    match args.format {
        Plain::Json => output::raw_stdout(|out| {
            serde_json::to_writer_pretty(&mut *out, &serde_json::json!({"rules": table}))?;
            out.write_all(b"\n")
        })?,
        Plain::Text => output::stdout(|out| {
            let width = table.iter().map(|entry| entry.code.len()).max().unwrap_or(0);
            for entry in &table {
                let level = severity(entry.severity);
                writeln!(out, "{BOLD}{:<width$}{BOLD:#}  {level:<7}  {}", entry.code, entry.summary)?;
            }
            Ok(())
        })?,
    }
    Ok(Outcome::Done)
}

pub fn venues(args: &VenuesArgs) -> Result<Outcome> {
    let venues = venue::load(args.venues.as_deref())?;
    let one = match &args.what {
        Some(VenueCommand::Show { id }) => Some(venue::find(&venues, id)?),
        None => None,
    };
    match args.format {
        Plain::Json => output::raw_stdout(|out| {
            match one {
                Some(venue) => serde_json::to_writer_pretty(&mut *out, venue)?,
                None => serde_json::to_writer_pretty(&mut *out, &serde_json::json!({"venues": venues}))?,
            }
            out.write_all(b"\n")
        })?,
        Plain::Text => output::stdout(|out| match one {
            Some(venue) => show(venue, out),
            None => venues.iter().try_for_each(|venue| {
                let jurisdictions =
                    if venue.jurisdictions.is_empty() { "any".to_owned() } else { venue.jurisdictions.join(", ") };
                writeln!(out, "{BOLD}{:<16}{BOLD:#} {}  (rights of {jurisdictions})", venue.id, venue.name)
            }),
        })?,
    }
    Ok(Outcome::Done)
}

fn show(venue: &Venue, out: &mut dyn Write) -> io::Result<()> {
    let sure = |confirmed: bool| if confirmed { "" } else { "  [unconfirmed]" };
    let list = |list: &[String], none: &str| if list.is_empty() { none.to_owned() } else { list.join(", ") };
    writeln!(out, "{BOLD}{}{BOLD:#}  {}\n", venue.id, venue.name)?;
    writeln!(out, "rights         {}{}", list(&venue.rights, "not known"), sure(venue.confirmed))?;
    writeln!(out, "jurisdictions  {}", list(&venue.jurisdictions, "any"))?;
    writeln!(out, "languages      {}", list(&venue.languages, "not known"))?;
    writeln!(out, "template       {}", venue.template)?;
    for (name, limit) in &venue.limits {
        let value = match limit.value {
            LimitValue::Flag(flag) => flag.to_string(),
            LimitValue::Number(number) => number.to_string(),
        };
        writeln!(out, "limit          {} {value}{}  {}", name.replace('_', " "), sure(limit.confirmed), limit.source)?;
    }
    for paper in &venue.papers {
        let when = if paper.when == "true" { String::new() } else { format!(" when {}", paper.when) };
        writeln!(
            out,
            "paper          {}{when}: {}{}  {}",
            paper.kind,
            paper.note,
            sure(paper.confirmed),
            paper.source
        )?;
    }
    for deadline in &venue.deadlines {
        let Deadline { days, unit, what, .. } = deadline;
        writeln!(out, "deadline       {days} {unit}: {what}{}  {}", sure(deadline.confirmed), deadline.source)?;
    }
    for rejection in &venue.rejections {
        let rule = if rejection.rule.is_empty() { "no rule can tell" } else { &rejection.rule };
        writeln!(out, "rejects        {} ({rule})", rejection.reason)?;
    }
    writeln!(out, "source         {}, looked at {}\n\n{}", venue.source, venue.checked, venue.body)
}

pub fn new_rule(args: &NewRuleArgs) -> Result<Outcome> {
    let slug = args.name.to_lowercase().replace([' ', '_'], "-");
    if slug.is_empty() || !slug.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-') {
        bail!("{} makes no slug: use letters, digits and hyphens, such as shiny-term", args.name);
    }
    let family = args.family.to_ascii_uppercase();
    if !family.is_ascii_uppercase() {
        bail!("{family} is no family: it is one letter, such as C");
    }
    // Numbers from 900 on are for users' own rules; numbers are never used twice.
    let taken = |number: usize| {
        let prefix = format!("{family}{number:03}-");
        rules::built_in().iter().any(|rule| rule.code.starts_with(&prefix))
            || Code::ALL.iter().any(|code| code.describe().0.starts_with(&prefix))
            || std::fs::read_dir(&args.directory)
                .into_iter()
                .flatten()
                .flatten()
                .any(|entry| entry.file_name().to_string_lossy().starts_with(&prefix))
    };
    let Some(number) = (900..1000).find(|number| !taken(*number)) else {
        bail!("all numbers from {family}900 to {family}999 are taken");
    };
    let code = format!("{family}{number:03}-{slug}");
    let path: PathBuf = args.directory.join(format!("{code}.md"));
    std::fs::create_dir_all(&args.directory)?;
    let page = TEMPLATE.replace("CODE", &code).replace("NAME", &args.name.replace('-', " "));
    output::file(&path, |out| Ok(out.write_all(page.as_bytes())?))?;
    output::stdout(|out| {
        writeln!(out, "{}", crate::text::source::display_name(&path))?;
        writeln!(
            out,
            "fill it in, then: readson rules --rules {} --prove",
            crate::text::source::display_name(&args.directory)
        )
    })?;
    Ok(Outcome::Done)
}

const TEMPLATE: &str = r#"+++
code = "CODE"
name = "NAME"
severity = "warning"
scope = "claim"
find = ["TODO: phrases to look for; leave the line out to use `when` alone"]
when = 'true'
message = '“{{ found }}” TODO: what is there'
help = 'TODO: what to do'
basis = "TODO: statute, rule, policy, or house convention"
checked = "2026-01-01"
+++
TODO: what is wrong, why it matters, what to do, and what the check cannot see. What a condition may see is listed in
docs/facts.md.

## Fires

```claim
1. A cup comprising TODO.
```

## Silent

```claim
1. A cup comprising a body and a lid.
```
"#;
