//! What the fuzzers run: every reader of readson with bytes from anywhere, and the laws that hold whatever came in.
//!
//! cargo-fuzz runs [`TARGETS`] one at a time, led by coverage; the tests of readson play the seeds and their mutations
//! through the same functions without it.

use std::cell::{Cell, LazyCell};
use std::io::{Cursor, Write as _};
use std::path::Path;

use readson::batch::crawl;
use readson::batch::portfolio::{self, Portfolio};
use readson::batch::run::{LISTINGS, MANIFEST, RESULTS, best, diff, manifest::Manifest};
use readson::batch::screen::{Screener, Settings};
use readson::chart::{self, Chart};
use readson::check::draft::{csv, docx, json, markdown, xlsx};
use readson::check::{complaint, config, judge, rules, venue, waiver};
use readson::listing::read::{html, json as listing_json, mapping::Mapping};
use readson::listing::{Listing, picture, shop};
use readson::load::{self, Role};
use readson::pair::quantity::quantities_and_counts;
use readson::pair::{Matcher, Selection};
use readson::patent::Patent;
use readson::patent::read::{google, pasted, uspto};
use readson::report::markdown::{Make, Renderer};
use readson::report::regress::case;
use readson::report::{docx as word, html as page, style, template};
use readson::text::source::Source;

/// A reader that is fuzzed.
pub type Target = fn(&[u8]);

/// Every reader, by the name of its target and of its folder of seeds.
pub const TARGETS: [(&str, Target); 27] = [
    ("claims_text", claims_text),
    ("complaint", complaint_page),
    ("draft_csv", draft_csv),
    ("draft_docx", draft_docx),
    ("draft_json", draft_json),
    ("draft_markdown", draft_markdown),
    ("draft_xlsx", draft_xlsx),
    ("google_page", google_page),
    ("index_file", index_file),
    ("listing_csv", listing_csv),
    ("listing_html", listing_html),
    ("listing_json", listing_json_lines),
    ("listing_page", listing_page),
    ("parquet", parquet),
    ("patent_page", patent_page),
    ("picture", picture_bytes),
    ("quantity", quantity),
    ("review", review),
    ("rule", rule),
    ("run_files", run_files),
    ("script", script),
    ("settings", settings),
    ("shop", shop_page),
    ("template", template_page),
    ("uspto_xml", uspto_xml),
    ("venue", venue_page),
    ("zip", zip_file),
];

/// What comes after reading takes ten times as long: it is tried of one input in this many.
const THEN: u32 = 16;

thread_local! {
    static GOES_ON: Cell<bool> = const { Cell::new(true) };
}

/// Runs one target.
///
/// # Panics
/// When a law does not hold.
pub fn run(name: &str, data: &[u8]) {
    let (_, target) = TARGETS.iter().find(|(known, _)| *known == name).expect("a target of that name");
    GOES_ON.set(crc32fast::hash(data).is_multiple_of(THEN));
    target(data);
}

fn source(name: &str, data: &[u8]) -> Source {
    Source::from_bytes(name, data)
}

// ---- patents

const CLAIMS: &str = "US1\n\n1. A cup comprising: a body of steel that holds at least 300 ml; a lid hinged to the body; \
    and no handle.\n\n2. The cup of claim 1, wherein the lid is transparent.\n";

/// Whatever was read, the elements of a claim are its text from beginning to end, and it can be compared with a listing.
fn patents(read: Vec<Patent>) {
    if read.is_empty() || !GOES_ON.get() {
        return;
    }
    let listing = Listing {
        id: "x".to_owned(),
        title: "Steel cup, 350 ml".to_owned(),
        bullets: vec!["Transparent lid on a hinge".to_owned(), "No handle".to_owned()],
        ..Listing::default()
    };
    for mut patent in read.into_iter().take(3) {
        load::finish(&mut patent);
        patent.claims.truncate(8);
        for claim in &patent.claims {
            let mut at = 0;
            for element in &claim.elements {
                assert_eq!(element.start, at, "claim {} has a gap", claim.number);
                at = element.end;
                assert!(claim.text.get(element.start..element.end).is_some());
            }
            assert!(claim.elements.is_empty() || at == claim.text.len(), "claim {} has a rest", claim.number);
        }
        // Long claims say nothing new and take long.
        patent.claims.retain(|claim| claim.text.len() < 2000);
        let all = [patent];
        let matcher = Matcher::compile(&all, &Selection::All);
        compared(&matcher, &all, &listing);
    }
}

fn uspto_xml(data: &[u8]) {
    let mut read = Vec::new();
    let _ = uspto::read(Cursor::new(data), "x.xml", &mut |patent, _| read.push(patent));
    patents(read);
}

fn google_page(data: &[u8]) {
    patents(google::read(&source("x.html", data)).items);
}

fn claims_text(data: &[u8]) {
    patents(pasted::read(&source("x.txt", data)).items);
}

fn patent_page(data: &[u8]) {
    patents(readson::patent::read::markdown::read(&source("x.md", data)).items);
}

// ---- listings

thread_local! {
    static CUP: LazyCell<(Vec<Patent>, Matcher)> = const { LazyCell::new(|| {
        let mut read = pasted::read(&Source::from_bytes("US1.txt", CLAIMS.as_bytes())).items;
        read.iter_mut().for_each(load::finish);
        let matcher = Matcher::compile(&read, &Selection::All);
        (read, matcher)
    }) };
}

/// Whatever was read, it can be compared, and every quote stands where it is said to.
fn compared(matcher: &Matcher, patents: &[Patent], listing: &Listing) -> Vec<Chart> {
    let text = matcher.reader().read(listing);
    let charts: Vec<Chart> = (0..matcher.len()).map(|at| matcher.chart(patents, at, listing, &text)).collect();
    for evidence in charts.iter().flat_map(|chart| &chart.rows).flat_map(|row| row.evidence.iter().chain(&row.against))
    {
        let field = listing.field(&evidence.field).unwrap_or_else(|| panic!("no field {}", evidence.field));
        assert_eq!(field.get(evidence.start..evidence.end), Some(evidence.quote.as_str()), "{}", evidence.field);
    }
    charts
}

fn listings(read: &[Listing]) {
    if read.is_empty() || !GOES_ON.get() {
        return;
    }
    CUP.with(|cup| {
        for listing in read.iter().take(3) {
            compared(&cup.1, &cup.0, listing);
        }
    });
}

fn listing_json_lines(data: &[u8]) {
    let mut read = Vec::new();
    let _ = listing_json::read(Cursor::new(data), "x.json", &mut |listing| read.push(listing));
    listings(&read);
}

fn listing_csv(data: &[u8]) {
    listings(&readson::listing::read::csv::read(&source("x.csv", data)).items);
}

fn listing_html(data: &[u8]) {
    listings(&html::read(&source("x.html", data)).items);
}

fn listing_page(data: &[u8]) {
    listings(&readson::listing::read::markdown::read(&source("x.md", data)).items);
}

/// Pages of the shops that draw themselves by script: the first byte says which shop, the rest is what the script holds.
fn script(data: &[u8]) {
    const NAMES: [&str; 6] = [
        "window.runParams = ",
        "window.__INIT_DATA = ",
        "window.__moduleData__ = ",
        "window.rawData = ",
        "var data = ",
        "window.__STATE__=JSON.parse(",
    ];
    let Some((first, rest)) = data.split_first() else { return };
    let shops = shop::built_in();
    let hosts: Vec<&String> = shops.iter().filter_map(|shop| shop.hosts.first()).collect();
    let host = hosts[usize::from(*first) % hosts.len()];
    let name = NAMES[usize::from(*first) / 16 % NAMES.len()];
    let next = if first % 2 == 0 { "" } else { "<script id=\"__NEXT_DATA__\" type=\"application/json\">" };
    let page = format!(
        "<html><head><title>Cup</title><link rel=canonical href=\"https://{host}/item/1\"></head><body><h1>Cup</h1>\
         <script>{name}{};</script>{next}</body>",
        String::from_utf8_lossy(rest)
    );
    listing_html(page.as_bytes());
}

fn records(name: &str, data: &[u8]) {
    with_files(&[(name, data)], |folder| {
        let mapping = Mapping(Vec::new());
        let Ok(records) = crawl::open(&folder.join(name), &mapping) else { return };
        let read = records.take(20).filter_map(|record| record.parse(name, &mapping)?.listing);
        listings(&read.map(|listing| *listing).collect::<Vec<_>>());
    });
}

fn parquet(data: &[u8]) {
    records("x.parquet", data);
}

/// A packed file with one part of each kind, or the bytes as they are.
fn zip_file(data: &[u8]) {
    let (parts, raw) = parted(data);
    if raw {
        records("x.zip", data);
        return;
    }
    let names = ["week.jsonl", "week.xml", "page.html", "table.csv", "../x.json"];
    let packed = zipped(names.into_iter().zip(parts));
    with_files(&[("x.zip", &packed)], |folder| {
        for role in [Role::Patents, Role::Listings] {
            let read = load::file(&folder.join("x.zip"), role);
            listings(&read.listings);
            patents(read.patents);
        }
    });
}

fn picture_bytes(data: &[u8]) {
    let _ = picture::from_bytes("x.jpg", data);
}

// ---- drafts and complaints

thread_local! {
    static RULES: LazyCell<Vec<rules::Rule>> = const { LazyCell::new(rules::built_in) };
}

/// Whatever was read, the rules can be asked about it.
fn drafts(read: &[readson::check::draft::Draft]) {
    if !GOES_ON.get() {
        return;
    }
    CUP.with(|cup| {
        let listing = Listing { id: "x".to_owned(), title: "Steel cup, 350 ml".to_owned(), ..Listing::default() };
        let all = [listing];
        for draft in read.iter().take(2) {
            let subjects = readson::check::facts::draft::subjects(draft, &cup.0, &all, "2026-11-24");
            let _ = waiver::beside_rows(draft);
            RULES.with(|rules| judge::judge(rules, &subjects)).expect("the built-in rules can be asked");
        }
    });
}

fn draft_markdown(data: &[u8]) {
    drafts(&[markdown::read(&source("x.md", data)).0]);
}

fn draft_csv(data: &[u8]) {
    drafts(&[csv::read(&source("x.csv", data)).0]);
}

fn draft_json(data: &[u8]) {
    drafts(&json::read(&source("x.json", data)).0);
}

const CONTENT_TYPES: &[u8] = br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/></Types>"#;
const WORKBOOK: &[u8] = br#"<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Chart" sheetId="1" r:id="rId1"/></sheets></workbook>"#;
const RELATIONS: &[u8] = br#"<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>"#;

/// A workbook of a sheet and its strings, or the bytes as they are.
fn draft_xlsx(data: &[u8]) {
    let (parts, raw) = parted(data);
    let packed = zipped(
        [
            ("[Content_Types].xml", CONTENT_TYPES),
            ("xl/workbook.xml", WORKBOOK),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
        ]
        .into_iter()
        .chain(["xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"].into_iter().zip(parts)),
    );
    drafts(&xlsx::read("x.xlsx", if raw { data } else { &packed }).0);
}

/// A Word document of a body, or the bytes as they are.
fn draft_docx(data: &[u8]) {
    let packed = zipped([("[Content_Types].xml", CONTENT_TYPES), ("word/document.xml", data)]);
    drafts(&docx::read("x.docx", if data.starts_with(b"PK") { data } else { &packed }).0);
}

fn complaint_page(data: &[u8]) {
    let _ = complaint::read(&source("x.md", data));
}

fn review(data: &[u8]) {
    let Ok(review) = chart::review::read(&source("x.toml", data)) else { return };
    CUP.with(|cup| {
        let listing = Listing { id: "x".to_owned(), title: "Steel cup, 350 ml".to_owned(), ..Listing::default() };
        let mut charts = compared(&cup.1, &cup.0, &listing);
        let _ = chart::review::apply(&[review], &mut charts);
    });
}

// ---- pages that users write

fn rule(data: &[u8]) {
    let Ok(rule) = rules::read("X901-x.md", &String::from_utf8_lossy(data)) else { return };
    let _ = rules::prove::prove(&rule, std::slice::from_ref(&rule), &[]);
}

fn venue_page(data: &[u8]) {
    let _ = venue::read("x.md", &String::from_utf8_lossy(data));
}

fn shop_page(data: &[u8]) {
    let Ok(shop) = shop::read("x.md", "x", &String::from_utf8_lossy(data)) else { return };
    let page =
        "<title>Cup - Shop</title><h1>Cup</h1><script>window.data = {\"a\": [{\"title\": \"Cup\", \"b\": 1}]}</script>";
    listings(&html::read_with(&source("x.html", page.as_bytes()), &[shop]).items);
}

/// A template, and what it makes of a chart: read as Markdown, written as HTML and Word.
fn template_page(data: &[u8]) {
    let Ok(template) = template::read("x", "x.md", &String::from_utf8_lossy(data), None) else { return };
    let Ok(renderer) = Renderer::new(template, Make::default()) else { return };
    CUP.with(|cup| {
        let listing =
            Listing { id: "x".to_owned(), title: "Steel <b>cup</b>, 350 ml".to_owned(), ..Listing::default() };
        for chart in compared(&cup.1, &cup.0, &listing) {
            let Ok(markdown) = renderer.chart(&chart) else { continue };
            let document = renderer.document(&markdown, "x", false);
            let _ = page::page(&document);
            let _ = word::write(&document);
        }
    });
}

/// A style, a configuration, a case of a template's test, a baseline.
fn settings(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    if let Ok(read) = style::read("x.toml", &text) {
        let _ = style::fill("{page} of {pages}", &|_| String::new());
        let _ = read.over(style::Style::default());
    }
    let _ = config::read("readson.toml", &text, Path::new(""));
    let _ = case::read("x.case.toml", &text);
    with_files(&[("baseline.json", data)], |folder| {
        let _ = waiver::Baseline::load(&folder.join("baseline.json"));
    });
}

// ---- text

fn quantity(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let found = quantities_and_counts(&text);
    for offered in &found {
        assert!(text.get(offered.start..offered.end).is_some(), "{offered:?}");
        for asked in found.iter().take(20) {
            let _ = asked.fit(offered);
        }
    }
}

// ---- what readson itself writes, as others may have changed it

thread_local! {
    static INDEX: LazyCell<Vec<u8>> = const { LazyCell::new(|| {
        CUP.with(|cup| {
            let (mut header, sections) = portfolio::compile(&cup.0, &Selection::All, Vec::new()).expect("an index is made");
            header.files = vec!["US1.txt".to_owned()];
            let mut file = Vec::new();
            portfolio::write(header, &sections, &mut file).expect("an index is written");
            file
        })
    }) };
}

/// An index in which some bytes are others, five bytes of the input a change: where, and what stands there then. Its
/// checksum is made right again, so that what lies behind it is met. The full-text part is tantivy's, which trusts its
/// files; only the checksum stands before it, so it is not opened here.
fn index_file(data: &[u8]) {
    let mut file = INDEX.with(|file| (**file).clone());
    let start = file.iter().position(|byte| *byte == b'\n').expect("an index has a first line") + 1;
    for change in data.as_chunks::<5>().0.iter().take(64) {
        let at = u32::from_le_bytes([change[0], change[1], change[2], change[3]]) as usize;
        let at = start + at % (file.len() - start);
        file[at] = change[4];
    }
    let sum = format!("{:08x}", crc32fast::hash(&file[start..]));
    let first = String::from_utf8_lossy(&file[..start]).into_owned();
    let place = first.find("crc32=").expect("the first line names a checksum") + "crc32=".len();
    file[place..place + sum.len()].copy_from_slice(sum.as_bytes());
    with_files(&[("x.idx", &file)], |folder| {
        let Ok(portfolio) = Portfolio::open(&folder.join("x.idx")) else { return };
        let _ = portfolio.telling_words();
        for number in 0..portfolio.patents().len().min(4) as u32 {
            let _ = portfolio.patent(number);
        }
        for number in 0..portfolio.compiled_count().min(8) as u32 {
            let _ = portfolio.compiled(number);
        }
        let settings = Settings::default();
        let listing =
            Listing { id: "x".to_owned(), title: "Steel cup with a lid, 350 ml".to_owned(), ..Listing::default() };
        let _ = Screener::new(&portfolio, &settings).screen(&listing);
    });
}

/// The files of a run, one after the other with a line of `=====` between: its manifest, its listings, its results.
fn run_files(data: &[u8]) {
    let (parts, _) = parted(data);
    let names = [MANIFEST, LISTINGS, RESULTS];
    let files: Vec<(&str, &[u8])> = names.into_iter().zip(parts).collect();
    with_files(&files, |folder| {
        let _ = Manifest::read(folder);
        let _ = diff::diff(folder, folder);
        let _ = best::best(folder, 3);
    });
}

// ---- tools

/// The parts between lines of `=====`, and whether there is only one.
fn parted(data: &[u8]) -> (Vec<&[u8]>, bool) {
    const MARK: &[u8] = b"\n=====\n";
    let mut parts = Vec::new();
    let mut rest = data;
    while let Some(at) = rest.windows(MARK.len()).position(|window| window == MARK) {
        parts.push(&rest[..at]);
        rest = &rest[at + MARK.len()..];
    }
    parts.push(rest);
    let single = parts.len() == 1;
    (parts, single)
}

fn zipped<'d>(parts: impl IntoIterator<Item = (&'static str, &'d [u8])>) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, bytes) in parts {
        archive.start_file(name, stored).expect("a part can be begun");
        archive.write_all(bytes).expect("a part can be written");
    }
    archive.finish().expect("an archive can be ended").into_inner()
}

/// Files in a folder of this process, for readers that take a path.
fn with_files(files: &[(&str, &[u8])], read: impl FnOnce(&Path)) {
    thread_local! {
        static FOLDER: LazyCell<tempfile::TempDir> = const { LazyCell::new(|| tempfile::tempdir().expect("a folder for files")) };
    }
    FOLDER.with(|folder| {
        for (name, bytes) in files {
            std::fs::write(folder.path().join(name), bytes).expect("a file can be written");
        }
        read(folder.path());
    });
}
