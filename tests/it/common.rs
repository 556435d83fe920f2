//! What several tests need: the shared data, the samples, the program itself.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use readson::chart::Chart;
use readson::listing::Listing;
use readson::load::{Loaded, Role};
use readson::pair::{Matcher, Selection};
use readson::patent::Patent;

/// The package root.
pub const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// A file or folder of the shared data; says so when it is not there.
pub fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(ROOT).join("../shared/data").join(path);
    if !path.exists() {
        eprintln!("skipped: ../shared is not there");
        return None;
    }
    Some(path)
}

/// The files of a folder with one of these extensions, by name.
pub fn files(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().and_then(OsStr::to_str).is_some_and(|e| extensions.contains(&e)))
        .collect();
    files.sort();
    files
}

/// The sample patents, relative to the package root.
pub fn sample_patents() -> Vec<PathBuf> {
    relative("claims", &["md", "xml"])
}

/// The sample listings, relative to the package root.
pub fn sample_listings() -> Vec<PathBuf> {
    relative("tests/listings", &["md", "html", "json", "jsonl", "csv"])
}

fn relative(folder: &str, extensions: &[&str]) -> Vec<PathBuf> {
    let root = Path::new(ROOT);
    let found = files(&root.join(folder), extensions);
    assert!(!found.is_empty(), "{folder} has no samples");
    found.iter().map(|path| path.strip_prefix(root).unwrap().to_owned()).collect()
}

/// Reads patents and listings.
pub fn load(patents: &[PathBuf], listings: &[PathBuf]) -> Loaded {
    let mut loaded = Loaded::default();
    let root = |paths: &[PathBuf]| paths.iter().map(|path| Path::new(ROOT).join(path)).collect::<Vec<_>>();
    loaded.add(&root(patents), Role::Patents);
    loaded.add(&root(listings), Role::Listings);
    loaded.settle();
    loaded
}

/// Some of the shared utility patents, spread over all of them.
pub fn shared_patents(count: usize) -> Option<Vec<Patent>> {
    let files = files(&shared("patents/utility-xml")?, &["xml"]);
    let step = (files.len() / count).max(1);
    Some(
        files
            .iter()
            .step_by(step)
            .take(count)
            .flat_map(|file| readson::load::file(file, Role::Patents).patents)
            .collect(),
    )
}

/// The charts of every selected claim against one listing.
pub fn charts(patents: &[Patent], selection: &Selection, listing: &Listing) -> Vec<Chart> {
    charts_with(&Matcher::compile(patents, selection), patents, listing)
}

/// The same with claims compiled before.
pub fn charts_with(matcher: &Matcher, patents: &[Patent], listing: &Listing) -> Vec<Chart> {
    let mut reader = matcher.reader();
    let text = reader.read(listing);
    (0..matcher.len()).map(|at| matcher.chart(patents, at, listing, &text)).collect()
}

/// How the program ended and what it wrote.
#[derive(Debug)]
pub struct Run {
    /// Exit code; -1 when a signal ended it.
    pub code: i32,
    /// What it wrote to stdout.
    pub out: String,
    /// What it wrote to stderr.
    pub err: String,
}

impl Run {
    /// Stdout as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The codes of the findings in a JSON output.
    pub fn codes(&self) -> Vec<String> {
        self.json()["findings"].as_array().unwrap().iter().map(|f| f["code"].as_str().unwrap().to_owned()).collect()
    }
}

/// The program with these arguments, started in the package root, without any terminal.
pub fn command<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_readson"));
    command.args(args).current_dir(ROOT).env_remove("NO_COLOR").env_remove("CLICOLOR_FORCE").env_remove("COLUMNS");
    command
}

/// Runs the program to its end.
pub fn readson<S: AsRef<OsStr>>(args: impl IntoIterator<Item = S>) -> Run {
    run(&mut command(args))
}

/// Runs the program in a terminal of so many columns.
pub fn readson_in_columns<S: AsRef<OsStr>>(columns: usize, args: impl IntoIterator<Item = S>) -> Run {
    run(command(args).env("COLUMNS", columns.to_string()))
}

fn run(command: &mut Command) -> Run {
    let output = command.stdin(std::process::Stdio::null()).output().unwrap();
    let run = Run {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        err: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    };
    assert!(!run.err.contains("panicked"), "{}", run.err);
    run
}
