//! `readson templates`.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::{Context as _, Result, bail};
use clap::{Args, Subcommand};

use crate::cli::output::{self, Outcome};
use crate::report::template::{self, Scope, Template};
use crate::text::source::display_name;

/// What to do with templates.
#[derive(Debug, Args)]
pub struct TemplatesArgs {
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the built-in templates.
    List,
    /// Show a template: who asks for it and since when, its columns, its text.
    Show {
        /// Its name, file or folder.
        template: String,
    },
    /// Write a built-in template and the parts it imports as files, to be changed and given to --template.
    Eject {
        /// Its name.
        template: String,
        /// The folder to write to.
        #[arg(long, short, value_name = "DIR", default_value = ".")]
        output: PathBuf,
    },
}

/// Lists, shows or ejects templates.
///
/// # Errors
/// When there is no such template, or a file is there already.
pub fn run(args: &TemplatesArgs) -> Result<Outcome> {
    match &args.action {
        None | Some(Action::List) => output::stdout(|out| {
            for template in template::built_in() {
                writeln!(out, "{:<12} {}", template.id, template.front.name)?;
            }
            Ok(())
        })?,
        Some(Action::Show { template }) => {
            let template = template::load(template)?;
            output::stdout(|out| out.write_all(page(&template).as_bytes()))?;
        }
        Some(Action::Eject { template, output }) => {
            let template = template::find(template)?;
            let name = display_name(output);
            std::fs::create_dir_all(output).with_context(|| format!("cannot make the directory {name}"))?;
            let files = template::files(&template);
            // Parts that are there already as they would be written are shared with another template.
            let other = |(file, text): &&(String, String)| {
                let path = output.join(file);
                path.exists() && std::fs::read_to_string(&path).ok().as_ref() != Some(text)
            };
            if let Some((file, _)) = files.iter().find(other) {
                bail!("{} is there already; name another folder", display_name(&output.join(file)));
            }
            for (file, text) in files {
                let path = output.join(file);
                output::file(&path, |out| Ok(out.write_all(text.as_bytes())?))?;
                output::stdout(|out| writeln!(out, "{}", display_name(&path)))?;
            }
        }
    }
    Ok(Outcome::Done)
}

fn page(template: &Template) -> String {
    let front = &template.front;
    let scope = match front.scope {
        Scope::Chart => "one document a chart",
        Scope::Claim => "one document for all charts of a claim, split by the venue's limit",
    };
    let list = |items: &[String]| if items.is_empty() { "any".to_owned() } else { items.join(", ") };
    let mut out = format!("{}: {}\n\n", template.id, front.name);
    for (key, value) in [
        ("asked for by", front.asked_by.clone()),
        ("since", front.since.clone()),
        ("source", front.source.join("\n              ")),
        ("checked", front.checked.clone()),
        ("scope", scope.to_owned()),
        ("rights", list(&front.rights)),
        ("columns", list(&front.columns)),
        ("when reviewed", list(&front.reviewed_columns)),
    ] {
        if !value.is_empty() && value != "any" {
            let _ = writeln!(out, "{key:<14}{value}");
        }
    }
    out.push('\n');
    out.push_str(&template.text);
    out
}
