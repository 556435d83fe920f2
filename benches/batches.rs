//! Batches: `cargo bench --bench batches`. Listings a second against 100, 1,000 and 10,000 patents, by readson and by a plain
//! tantivy disjunction of each listing's words, in one run; prints commit and machine. The patents are made by sampling the
//! real claims in `../shared/data`: each has one to three independent claims, whose preamble is that of a real claim and
//! whose elements are drawn from that claim and one other, so that words and lengths are real and combinations are new. The
//! samples stand in where the data is not there.
//!
//! With `READSON_BATCH_FILES=DIR` it writes the patents' texts and the listings' there for `benches/python_batches.py`, which
//! does the same work with bm25s and rapidfuzz. `READSON_BATCH_MILLION=1` adds the memory over 1,000,000 listings.

#![allow(clippy::print_stdout)]

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

mod common;

use common::files;
use readson::batch::portfolio::{self, Portfolio};
use readson::batch::screen::{Screener, Settings};
use readson::listing::Listing;
use readson::load::{Loaded, Role};
use readson::pair::Selection;
use readson::patent::{Claim, Patent};
use readson::text::lexis;
use tantivy::collector::TopDocs;
use tantivy::directory::RamDirectory;
use tantivy::query::{BooleanQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{Index, TantivyDocument, Term};

fn main() {
    let quick = std::env::args().any(|argument| argument == "--test");
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    common::print_place();
    let mut loaded = Loaded::default();
    let shared = root.join("../shared/data");
    if shared.is_dir() {
        loaded.add(&files(&shared.join("patents/utility-xml"), "xml"), Role::Patents);
        loaded.add(&files(&shared.join("listings"), "jsonl"), Role::Listings);
    } else {
        println!("note    ../shared/data is not there: the samples stand in for it");
        loaded.add(&files(&root.join("claims"), "md"), Role::Patents);
        loaded.add(&files(&root.join("tests/listings"), "jsonl"), Role::Listings);
    }
    loaded.settle();
    let step = if quick { 400 } else { 1 };
    let listings: Vec<&Listing> = loaded.listings.iter().step_by(step).collect();
    let folder = tempfile::tempdir().expect("a temporary folder");
    let crawl = folder.path().join("crawl.jsonl");
    let record = |listing: &&Listing| serde_json::to_string(listing).expect("listings are JSON") + "\n";
    std::fs::write(&crawl, listings.iter().map(record).collect::<String>()).expect("the folder can be written");
    let bytes = std::fs::metadata(&crawl).map_or(0, |meta| meta.len());
    println!(
        "crawl   {} real listings, {} bytes each on average",
        listings.len(),
        bytes / listings.len().max(1) as u64
    );
    let sizes: &[usize] = if quick { &[20] } else { &[100, 1000, 10_000] };
    for &size in sizes {
        let patents = sample(&loaded.patents, size);
        let index = folder.path().join(format!("{size}.idx"));
        let start = Instant::now();
        let (header, sections) =
            portfolio::compile(&patents, &Selection::Independent, Vec::new()).expect("it compiles");
        let claims = header.claims;
        let mut file = std::io::BufWriter::new(std::fs::File::create(&index).expect("the folder can be written"));
        portfolio::write(header, &sections, &mut file).and_then(|()| Ok(file.flush()?)).expect("the index is written");
        let building = start.elapsed();
        let size_mb = std::fs::metadata(&index).map_or(0, |meta| meta.len()) as f64 / 1e6;
        let start = Instant::now();
        let portfolio = Portfolio::open(&index).expect("it opens");
        let opening = start.elapsed();
        println!(
            "\n{size} patents, {claims} claims: index {size_mb:.1} MB, built in {:.2} s, opened in {:.1} ms",
            building.as_secs_f64(),
            opening.as_secs_f64() * 1000.0
        );
        export(size, &patents, &listings);
        plain(&patents, &listings);
        library(&portfolio, &listings);
        for threads in ["1", "2"] {
            for top in [None, Some("10")] {
                process(&index, &crawl, listings.len(), threads, top);
            }
        }
    }
    if std::env::var_os("READSON_BATCH_MILLION").is_some() {
        million(folder.path(), &listings);
    }
}

/// A million listings, made by repeating the real ones under new ids: for volume only.
fn million(folder: &Path, listings: &[&Listing]) {
    let crawl = folder.join("million.jsonl");
    let mut file = std::io::BufWriter::new(std::fs::File::create(&crawl).expect("the folder can be written"));
    let mut written = 0;
    while written < 1_000_000 {
        for listing in listings.iter().take(1_000_000 - written) {
            let again = Listing { id: format!("{}-{written}", listing.id), ..(*listing).clone() };
            serde_json::to_writer(&mut file, &again).expect("listings are JSON");
            file.write_all(b"\n").expect("the folder can be written");
            written += 1;
        }
    }
    file.flush().expect("the folder can be written");
    drop(file);
    println!(
        "\n1,000,000 listings (the real ones, repeated under new ids) against 1,000 patents, into a run directory:"
    );
    let run = folder.join("run");
    let output = timed()
        .args(["screen", "-q", "--threads", "2", "--run"])
        .arg(&run)
        .arg("--index")
        .arg(folder.join("1000.idx"))
        .arg(&crawl)
        .stdout(Stdio::null())
        .output()
        .expect("the program runs");
    println!("  {}", String::from_utf8_lossy(&output.stderr).trim());
    let results = std::fs::metadata(run.join("results.jsonl")).map_or(0, |meta| meta.len());
    println!("  results of {} MB", results / 1_000_000);
}

/// The whole program: reading, screening, writing.
fn process(index: &Path, crawl: &Path, listings: usize, threads: &str, top: Option<&str>) {
    let mut command = timed();
    command.args(["screen", "-q", "--threads", threads, "--index"]).arg(index).arg(crawl);
    if let Some(top) = top {
        command.args(["--top", top]);
    }
    let start = Instant::now();
    let output = command.stdout(Stdio::piped()).output().expect("the program runs");
    let seconds = start.elapsed().as_secs_f64();
    let pairs = String::from_utf8_lossy(&output.stdout).lines().count();
    let memory = String::from_utf8_lossy(&output.stderr);
    println!(
        "  process {threads} thread(s){}: {:>7.0} listings a second, {pairs} pairs, start included; {}",
        top.map_or(String::new(), |top| format!(", --top {top}")),
        listings as f64 / seconds,
        memory.trim()
    );
}

/// The program under `time`, which tells its peak memory.
fn timed() -> Command {
    let program = env!("CARGO_BIN_EXE_readson");
    if Path::new("/usr/bin/time").exists() {
        let mut command = Command::new("/usr/bin/time");
        command.args(["-f", "peak %M kB, %e s, %U s of processors", program]);
        return command;
    }
    Command::new(program)
}

/// Screening alone, on one thread, when words were met before.
fn library(portfolio: &Portfolio, listings: &[&Listing]) {
    let settings = Settings::default();
    let mut screener = Screener::new(portfolio, &settings);
    let mut pairs = 0;
    let mut seconds = [0.0; 2];
    for second in &mut seconds {
        let start = Instant::now();
        pairs = listings.iter().map(|listing| screener.screen(listing).expect("the index is right").len()).sum();
        *second = start.elapsed().as_secs_f64();
    }
    let rate = |seconds: f64| listings.len() as f64 / seconds;
    println!(
        "  readson 1 thread, in memory: {:>7.0} listings a second at first, {:.0} when words are known, {:.1} pairs a listing",
        rate(seconds[0]),
        rate(seconds[1]),
        pairs as f64 / listings.len() as f64
    );
}

fn stems(text: &str) -> Vec<String> {
    let tokens = lexis::tokens(text);
    tokens.iter().map(|token| lexis::stem(&lexis::fold(token.text(text))).into_owned()).collect()
}

fn text(listing: &Listing) -> String {
    let texts = listing.texts();
    let mut all = vec![texts.title, texts.brand, texts.category, texts.description];
    all.extend(texts.bullets.iter().map(String::as_str));
    all.extend(texts.attributes.iter().flat_map(|attribute| [attribute.name.as_str(), attribute.value.as_str()]));
    all.join("\n")
}

/// Each listing's words as one disjunction over the patents' claims, the best 20: candidates without any comparison.
fn plain(patents: &[Patent], listings: &[&Listing]) {
    let mut schema = Schema::builder();
    let indexing =
        TextFieldIndexing::default().set_tokenizer("whitespace").set_index_option(IndexRecordOption::WithFreqs);
    let body = schema.add_text_field("body", TextOptions::default().set_indexing_options(indexing));
    let builder = Index::builder().schema(schema.build());
    let mut writer = builder.single_segment_index_writer(RamDirectory::create(), 64 << 20).expect("tantivy writes");
    for patent in patents {
        let claims: Vec<String> = patent.claims.iter().map(|claim| stems(&claim.text).join(" ")).collect();
        let mut document = TantivyDocument::default();
        document.add_text(body, claims.join(" "));
        writer.add_document(document).expect("tantivy writes");
    }
    let index = writer.finalize().expect("tantivy writes");
    let searcher = index.reader().expect("tantivy reads").searcher();
    // A part is enough where it is slow.
    let some: Vec<&&Listing> = listings.iter().step_by((patents.len() / 1000).max(1)).collect();
    let start = Instant::now();
    for listing in &some {
        let mut words = stems(&text(listing));
        words.sort_unstable();
        words.dedup();
        let clause = |word: &String| -> (Occur, Box<dyn Query>) {
            let term = Term::from_field_text(body, word);
            (Occur::Should, Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs)))
        };
        let query = BooleanQuery::new(words.iter().map(clause).collect());
        std::hint::black_box(
            searcher.search(&query, &TopDocs::with_limit(20).order_by_score()).expect("tantivy reads"),
        );
    }
    println!(
        "  plain tantivy disjunction, 1 thread: {:>7.0} listings a second, 20 candidates each, nothing compared",
        some.len() as f64 / start.elapsed().as_secs_f64()
    );
}

/// Patents sampled from real claims, see above; always the same.
fn sample(real: &[Patent], count: usize) -> Vec<Patent> {
    let claims: Vec<&Claim> =
        real.iter().flat_map(|patent| &patent.claims).filter(|claim| claim.depends_on.is_empty()).collect();
    let mut seed = 20_261_124_u64;
    let mut random = |below: usize| {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below.max(1)
    };
    (0..count)
        .map(|number| {
            let mut patent =
                Patent { number: format!("US9{number:07}B2"), title: "Sampled".into(), ..Patent::default() };
            for at in 0..=random(3) {
                let (one, other) = (claims[random(claims.len())], claims[random(claims.len())]);
                let mut text = one.slice(&one.elements[0]).to_owned();
                for element in one.elements.iter().skip(1) {
                    let donor = if random(2) == 0 { one } else { other };
                    let element =
                        if std::ptr::eq(donor, one) { element } else { &donor.elements[random(donor.elements.len())] };
                    text.push_str(donor.slice(element));
                }
                patent.claims.push(Claim { number: at as u32 + 1, text, ..Claim::default() });
            }
            readson::load::finish(&mut patent);
            patent
        })
        .collect()
}

/// Writes the texts for the same work in Python.
fn export(size: usize, patents: &[Patent], listings: &[&Listing]) {
    let Some(folder) = std::env::var_os("READSON_BATCH_FILES").map(PathBuf::from) else { return };
    let patent = |patent: &Patent| {
        let elements: Vec<&str> =
            patent.claims.iter().flat_map(|claim| claim.elements.iter().map(|element| claim.slice(element))).collect();
        serde_json::json!({"elements": elements}).to_string() + "\n"
    };
    let texts = |listing: &&Listing| serde_json::json!({"text": text(listing)}).to_string() + "\n";
    let write =
        |name: String, lines: String| std::fs::write(folder.join(name), lines).expect("the folder can be written");
    write(format!("patents-{size}.jsonl"), patents.iter().map(patent).collect());
    write("listings.jsonl".to_owned(), listings.iter().map(texts).collect());
}
