//! `readson new-review`.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;

use crate::chart::comparison::{self, Plan};
use crate::chart::exhibits::{self, Photos};
use crate::chart::record::about;
use crate::chart::review;
use crate::cli::args::Inputs;
use crate::cli::output::{self, Outcome};
use crate::cli::reports::{check_places, drawing, photo, review_name};
use crate::patent::View;
use crate::text::source::display_name;

/// For which charts to write review files.
#[derive(Debug, Args)]
pub(crate) struct NewReviewArgs {
    #[command(flatten)]
    inputs: Inputs,
    /// Folder for the files, or for one chart the file itself (`.toml`).
    #[arg(long, short, value_name = "DIR", default_value = ".")]
    output: PathBuf,
    /// Folder of product photos for designs, as for `compare`.
    #[arg(long, value_name = "DIR")]
    photos: Option<PathBuf>,
    /// A product photo and the view it shows: `front=FILE`.
    #[arg(long, num_args = 1.., value_name = "VIEW=FILE", value_parser = photo)]
    photo: Vec<(View, PathBuf)>,
    /// A drawing of a design and the figure it shows, as for `compare`: its hash is what was seen.
    #[arg(long, num_args = 1.., value_name = "FIGURE=FILE", value_parser = drawing)]
    drawing: Vec<(String, PathBuf)>,
    /// Write files that are there already anew: what was said is kept, quotes are those of today, and rows that have
    /// changed lose their signature.
    #[arg(long)]
    refresh: bool,
}

/// Writes review files to be filled in.
///
/// # Errors
/// When an input or file cannot be used.
pub(crate) fn run(args: &NewReviewArgs, quiet: bool) -> Result<Outcome> {
    let photos = Photos { folder: args.photos.clone(), named: args.photo.clone(), drawings: args.drawing.clone() };
    check_places(&photos)?;
    let mut loaded = args.inputs.load()?;
    let plan = Plan { claims: args.inputs.claims.clone(), top: None, best: false };
    let mut charts = comparison::charts(&loaded.patents, &loaded.listings, &plan)?;
    if charts.is_empty() && loaded.unusable == 0 {
        bail!("none of the patents has a claim that --claims selects");
    }
    let (_, found) = exhibits::attach(&mut charts, &loaded.patents, &loaded.listings, &photos, &[]);
    loaded.findings.extend(found);
    // A name of a file is one where there is one chart.
    let is_file = args.output.extension().is_some_and(|extension| extension == "toml");
    if is_file && charts.len() > 1 {
        bail!("{} is one file, and there are {} charts; name a folder", display_name(&args.output), charts.len());
    }
    let folder = if is_file { args.output.parent().unwrap_or(Path::new("")) } else { &args.output };
    if !folder.as_os_str().is_empty() {
        std::fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the directory {}", display_name(folder)))?;
    }
    for chart in &mut charts {
        let path = if is_file { args.output.clone() } else { folder.join(review_name(chart)) };
        let name = display_name(&path);
        let known = if path.is_file() {
            let (review, findings) = review::load(&path)?;
            if !findings.is_empty() {
                output::findings(&findings, quiet);
                bail!("{name} cannot be used as it is; mend or remove it");
            }
            review
        } else {
            None
        };
        if let Some(review) = &known {
            if !args.refresh {
                output::stdout(|out| writeln!(out, "{name} is there already"))?;
                continue;
            }
            if !review.is_about(chart) {
                let other = about(&review.patent, review.claim, &review.listing);
                bail!("{name} is about {other}, not about the chart it is named after; mend or rename it");
            }
            let findings = review.apply(chart);
            output::findings(&findings, quiet);
        }
        let text = review::write(chart, known.as_ref());
        output::file(&path, |out| Ok(out.write_all(text.as_bytes())?))?;
        output::stdout(|out| writeln!(out, "{name}"))?;
    }
    output::findings(&loaded.findings, quiet);
    Ok(Outcome::of(loaded.unusable, &loaded.findings, None))
}
