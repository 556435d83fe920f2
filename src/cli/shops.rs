//! `readson shops`: the shops whose pages are known, and what is known of one.

use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, Subcommand};

use crate::cli::args::Plain;
use crate::cli::output::{self, Outcome};
use crate::listing::shop::{self, Shop};
use crate::text::nearest::nearest;

#[derive(Debug, Args)]
pub struct ShopsArgs {
    #[command(subcommand)]
    what: Option<ShopCommand>,
    /// Form of the output.
    #[arg(long, short, value_enum, default_value_t = Plain::Text, global = true)]
    format: Plain,
    /// Folder of further shops.
    #[arg(long, value_name = "DIR", global = true)]
    shops: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum ShopCommand {
    /// Show one shop: where its pages hold what, and an example.
    Show {
        /// Its id.
        id: String,
    },
}

/// Lists the shops, or shows one.
///
/// # Errors
/// When a page is wrong, or there is no such shop.
pub fn run(args: &ShopsArgs) -> Result<Outcome> {
    let mut shops = shop::load(args.shops.as_deref())?;
    if let Some(ShopCommand::Show { id }) = &args.what {
        let ids: Vec<&str> = shops.iter().map(|shop| shop.id.as_str()).collect();
        if !ids.contains(&id.as_str()) {
            match nearest(id, &ids) {
                Some(near) => bail!("no shop {id}; did you mean {near}?"),
                None => bail!("no shop {id}; `readson shops` lists them"),
            }
        }
        shops.retain(|shop| shop.id == *id);
    }
    if args.format == Plain::Json {
        output::raw_stdout(|out| {
            serde_json::to_writer_pretty(&mut *out, &serde_json::json!({ "shops": shops }))?;
            out.write_all(b"\n")
        })?;
        return Ok(Outcome::Done);
    }
    output::stdout(|out| match (&args.what, shops.as_slice()) {
        (Some(_), [shop]) => show(out, shop),
        _ => shops
            .iter()
            .try_for_each(|shop| writeln!(out, "{:<12} {:<12} {}", shop.id, shop.name, shop.hosts.join(", "))),
    })?;
    Ok(Outcome::Done)
}

fn show(out: &mut dyn Write, shop: &Shop) -> io::Result<()> {
    writeln!(out, "{} ({})\n  hosts {}", shop.name, shop.id, shop.hosts.join(", "))?;
    writeln!(out, "  checked {}: {}", shop.checked, shop.source)?;
    let mut line = |what: &str, paths: &[String]| -> io::Result<()> {
        if paths.is_empty() { Ok(()) } else { writeln!(out, "  {what} {}", paths.join("; ")) }
    };
    line("scripts", &shop.scripts)?;
    line("title", &shop.title)?;
    line("title ends", &shop.title_suffixes)?;
    line("brand", &shop.brand)?;
    line("seller", &shop.seller)?;
    line("description", &shop.description)?;
    line("bullets", &shop.bullets)?;
    let at = |pairs: &[shop::Pairs]| pairs.iter().map(|pair| pair.at.clone()).collect::<Vec<_>>();
    line("attributes", &at(&shop.attributes))?;
    line("options", &at(&shop.options))?;
    writeln!(out, "\n{}", shop.body)
}
