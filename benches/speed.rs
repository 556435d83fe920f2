//! Speed: `cargo bench`. Prints medians with the commit and the machine; compare ratios within one run, since machines
//! differ and are noisy. Reads `../shared/data` when it is there, and the samples otherwise.

#![allow(clippy::print_stdout)]

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

mod common;

use common::files;
use readson::chart::comparison::{self, Plan};
use readson::chart::exhibits::{self, Photos};
use readson::check::Checked;
use readson::listing::Listing;
use readson::load::{Loaded, Role};
use readson::pair::{Matcher, Selection};
use readson::patent::Patent;
use readson::patent::read::uspto;
use readson::report::reports::{Look, Reports};
use readson::report::write::Format;

fn main() {
    // `cargo test --benches` asks whether it runs at all.
    let quick = std::env::args().any(|argument| argument == "--test");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    common::print_place();
    whole_process(root, if quick { 1 } else { 21 });
    let shared = root.join("../shared/data");
    let (patents, listings) = if shared.is_dir() {
        (files(&shared.join("patents/utility-xml"), "xml"), files(&shared.join("listings"), "jsonl"))
    } else {
        println!("note    ../shared/data is not there: the samples stand in for it");
        (files(&root.join("claims"), "md"), files(&root.join("tests/listings"), "jsonl"))
    };
    xml(&patents, quick);
    rules(&patents, if quick { 1 } else { 7 });
    let mut loaded = Loaded::default();
    loaded.add(&patents, Role::Patents);
    loaded.add(&listings, Role::Listings);
    loaded.settle();
    let take = if quick { 4 } else { 400 };
    let step = (loaded.listings.len() / take).max(1);
    let listings: Vec<Listing> = loaded.listings.into_iter().step_by(step).take(take).collect();
    charts(&loaded.patents, &listings, quick);
    typical(&loaded.patents, &listings, quick);
    documents(&loaded.patents, &listings, quick);
}

/// Charts as documents on one core: how many a minute, and how the memory stands after a quarter and after all.
fn documents(patents: &[Patent], listings: &[Listing], quick: bool) {
    let plan = Plan { claims: Selection::Numbers(vec![1]), top: None, best: false };
    let (of_patents, of_listings) = if quick { (1, 2) } else { (20, 20) };
    let some = &patents[..patents.len().min(of_patents)];
    let few = &listings[..listings.len().min(of_listings)];
    let mut charts = comparison::charts(some, few, &plan).expect("charts can be made");
    let (pictures, _) = exhibits::attach(&mut charts, some, few, &Photos::default(), &[]);
    let rows: usize = charts.iter().map(|chart| chart.rows.len()).sum();
    let mut formats = vec![Format::Md, Format::Html, Format::Docx, Format::Xlsx];
    if cfg!(feature = "pdf") {
        formats.push(Format::Pdf);
    }
    println!("documents of {} charts, {rows} rows, template detailed, one core:", charts.len());
    for format in formats {
        let look = Look { template: Some("detailed".to_owned()), version: "bench".to_owned(), ..Look::default() };
        let reports = Reports::new(&look, format, &charts, &pictures).expect("our own templates are right");
        let (pieces, _) = reports.pieces(&charts);
        let (mut bytes, mut quarter) = (0, 0);
        let start = Instant::now();
        for (at, piece) in pieces.iter().enumerate() {
            match reports.file(piece) {
                Ok(written) => bytes += written.bytes.len(),
                // A font for the listing's own script may not be there.
                Err(error) => println!("        {error}"),
            }
            if at == pieces.len() / 4 {
                quarter = resident();
            }
        }
        let minute = pieces.len() as f64 * 60.0 / start.elapsed().as_secs_f64();
        println!(
            "  {:<5} {minute:>8.0} a minute, {} KB each; memory {} MB after a quarter, {} MB at the end",
            format.extension(),
            bytes / 1000 / pieces.len().max(1),
            quarter / 1000,
            resident() / 1000
        );
    }
}

/// Resident memory of this process, in kilobytes; 0 where the system does not tell.
fn resident() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(0)
}

/// All rules over the patents: reading them, and asking the rules, facts included.
fn rules(patents: &[PathBuf], runs: usize) {
    let rules = readson::check::rules::built_in();
    let (mut reading, mut asking) = (Vec::new(), Vec::new());
    let (mut claims, mut findings) = (0, 0);
    for _ in 0..runs {
        let start = Instant::now();
        let mut checked = Checked::default();
        checked.add(patents);
        reading.push(start.elapsed());
        let start = Instant::now();
        findings = checked.judge(&rules, &[], None, "2026-11-24").expect("our own rules are right").len();
        asking.push(start.elapsed());
        claims = checked.loaded.patents.iter().map(|patent| patent.claims.len()).sum();
    }
    reading.sort();
    asking.sort();
    let (reading, asking) = (reading[runs / 2], asking[runs / 2]);
    println!(
        "rules   {} rules, {claims} claims, {findings} findings: reading {:.0} ms, facts and rules {:.0} ms ({:.0} % of both), {:.0} claims a second",
        rules.len(),
        milliseconds(reading),
        milliseconds(asking),
        100.0 * asking.as_secs_f64() / (reading + asking).as_secs_f64(),
        claims as f64 / (reading + asking).as_secs_f64()
    );
}

/// Cold charts of a usual size: a claim of about 12 elements, a listing of about 30 passages. With `READSON_PAIRS` set to
/// a path the pairs are written there, for `benches/python_pipeline.py`, which does the same work in Python.
fn typical(patents: &[Patent], listings: &[Listing], quick: bool) {
    let claims: Vec<(&Patent, u32)> = patents
        .iter()
        .flat_map(|patent| patent.claims.iter().map(move |claim| (patent, claim)))
        .filter(|(_, claim)| claim.depends_on.is_empty() && (10..=14).contains(&claim.elements.len()))
        .map(|(patent, claim)| (patent, claim.number))
        .collect();
    let long: Vec<&Listing> = listings
        .iter()
        .filter(|listing| (25..=35).contains(&readson::listing::passages::passages(listing).len()))
        .collect();
    if claims.is_empty() || long.is_empty() {
        return;
    }
    let pairs: Vec<_> = claims.iter().cycle().zip(long.iter().cycle()).take(if quick { 4 } else { 400 }).collect();
    if let Some(path) = std::env::var_os("READSON_PAIRS") {
        let lines: Vec<String> =
            pairs.iter().map(|((patent, number), listing)| pair(patent, *number, listing)).collect();
        std::fs::write(path, lines.join("\n") + "\n").expect("READSON_PAIRS can be written");
    }
    let mut times: Vec<Duration> = pairs
        .iter()
        .map(|((patent, number), listing)| {
            let start = Instant::now();
            let one = std::slice::from_ref(*patent);
            let matcher = Matcher::compile(one, &Selection::Numbers(vec![*number]));
            let text = matcher.reader().read(listing);
            std::hint::black_box(matcher.chart(one, 0, listing, &text));
            start.elapsed()
        })
        .collect();
    times.sort();
    println!(
        "charts  cold, 10 to 14 elements x 25 to 35 passages, {} pairs: median {:.3} ms, p99 {:.3} ms",
        times.len(),
        milliseconds(times[times.len() / 2]),
        milliseconds(times[times.len() * 99 / 100])
    );
}

/// One pair as a JSON line: the elements' and the passages' texts.
fn pair(patent: &Patent, number: u32, listing: &Listing) -> String {
    let claim = patent.claim(number);
    let elements: Vec<&str> =
        claim.iter().flat_map(|claim| claim.elements.iter().map(|element| claim.slice(element))).collect();
    let passages: Vec<String> = readson::listing::passages::passages(listing)
        .into_iter()
        .map(|(_, passage, _)| listing.field(&passage.field).unwrap_or_default()[passage.start..passage.end].to_owned())
        .collect();
    serde_json::json!({"elements": elements, "passages": passages}).to_string()
}

/// Start-up included: one patent, one listing.
fn whole_process(root: &Path, runs: usize) {
    let arguments =
        ["compare", "--patents", "claims/phone-stand.md", "--listings", "tests/listings/lamp.json", "--format"];
    for form in ["text", "html"] {
        let mut times: Vec<Duration> = (0..runs)
            .map(|_| {
                let start = Instant::now();
                let status = Command::new(env!("CARGO_BIN_EXE_readson"))
                    .args(arguments)
                    .arg(form)
                    .current_dir(root)
                    .stdout(Stdio::null())
                    .status();
                assert!(status.is_ok_and(|status| status.success()), "the program failed");
                start.elapsed()
            })
            .collect();
        times.sort();
        let memory = Command::new("/usr/bin/time")
            .args(["-f", "%M", env!("CARGO_BIN_EXE_readson")])
            .args(arguments)
            .arg(form)
            .current_dir(root)
            .stdout(Stdio::null())
            .output()
            .ok()
            .and_then(|output| String::from_utf8_lossy(&output.stderr).trim().parse::<f64>().ok());
        let memory = memory.map_or("memory not measured: /usr/bin/time is not there".to_owned(), |kb| {
            format!("{:.1} MB", kb / 1024.0)
        });
        println!(
            "process compare, 1 patent x 1 listing, {form}: {:.1} ms, {memory}",
            milliseconds(times[times.len() / 2])
        );
    }
}

fn xml(paths: &[PathBuf], quick: bool) {
    let mut bytes = Vec::new();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "xml")) {
        bytes.extend(std::fs::read(path).unwrap_or_default());
    }
    if bytes.is_empty() {
        return;
    }
    let mut claims = 0;
    let time = median(if quick { 1 } else { 5 }, || {
        claims = 0;
        uspto::read(bytes.as_slice(), "bench", &mut |patent, _| claims += patent.claims.len());
    });
    let megabytes = bytes.len() as f64 / 1e6;
    println!("xml     {megabytes:.1} MB in one stream, {claims} claims: {:.0} MB/s", megabytes / time.as_secs_f64());
}

/// Charts on one core: cold compiles the claim and analyses the listing for every chart; warm compiles the claims once
/// and analyses each listing once.
fn charts(patents: &[Patent], listings: &[Listing], quick: bool) {
    let step = if quick { 20 } else { 1 };
    let single: Vec<&Patent> = patents.iter().filter(|patent| !patent.claims.is_empty()).step_by(step).collect();
    let (mut rows, mut passages, mut made) = (0, 0, 0);
    let cold = {
        let start = Instant::now();
        for (patent, listing) in single.iter().cycle().zip(listings) {
            let one = std::slice::from_ref(*patent);
            let first = patent.claims[0].number;
            let matcher = Matcher::compile(one, &Selection::Numbers(vec![first]));
            let text = matcher.reader().read(listing);
            let chart = matcher.chart(one, 0, listing, &text);
            rows += chart.rows.len();
            passages += text.passages.len();
            made += 1;
        }
        start.elapsed()
    };
    let each = milliseconds(cold) / f64::from(made);
    let (rows, passages) = (rows as f64 / f64::from(made), passages as f64 / f64::from(made));
    println!(
        "charts  cold: {each:.3} ms a chart of {rows:.1} elements x {passages:.1} passages, {:.0} a second",
        1000.0 / each
    );
    let start = Instant::now();
    let matcher = Matcher::compile(patents, &Selection::Independent);
    println!(
        "charts  compiling {} claims of {} patents: {:.1} ms",
        matcher.len(),
        patents.len(),
        milliseconds(start.elapsed())
    );
    let mut reader = matcher.reader();
    let (mut made, mut reading, mut charting) = (0_u32, Duration::ZERO, Duration::ZERO);
    for listing in listings.iter().take(if quick { 2 } else { 100 }) {
        let start = Instant::now();
        let text = reader.read(listing);
        reading += start.elapsed();
        let start = Instant::now();
        for at in 0..matcher.len() {
            std::hint::black_box(matcher.chart(patents, at, listing, &text));
            made += 1;
        }
        charting += start.elapsed();
    }
    let each = milliseconds(reading + charting) / f64::from(made);
    println!(
        "charts  warm: {each:.3} ms a chart with full evidence, {:.0} a second ({:.0} % of it reading listings)",
        1000.0 / each,
        100.0 * reading.as_secs_f64() / (reading + charting).as_secs_f64()
    );
}

fn median(runs: usize, mut work: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..runs)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[times.len() / 2]
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}
