//! Files: from paths to patents and listings. In: paths. Out: what kind of file each is, what it holds, and everything that
//! reading it has to say. Uses [`crate::text`], [`crate::patent`] and [`crate::listing`], whose readers it calls.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use anyhow::{Context as _, Result, bail};

use crate::listing::shop::{self, Shop};
use crate::listing::{Listing, Texts, language, read as listings};
use crate::patent::{Patent, read as patents, split, terms};
use crate::text::finding::{Code, Finding};
use crate::text::source::{MAX_FILE, Source, display_name, extension, sha256_hex};
use crate::text::{html, page, parsed, word, zipped};

mod kind;
pub mod variants;

use kind::{Kind, is_binary};

/// What a file is expected to hold; it settles which way an ambiguous file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Patents.
    Patents,
    /// Listings.
    Listings,
    /// Either: the content decides.
    Either,
}

/// What reading one file gave.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Patents, in the order of the file.
    pub patents: Vec<Patent>,
    /// Listings, in the order of the file.
    pub listings: Vec<Listing>,
    /// What was wrong.
    pub findings: Vec<Finding>,
}

impl From<Finding> for Parsed {
    /// Nothing was read, for one reason.
    fn from(finding: Finding) -> Parsed {
        Parsed { findings: vec![finding], ..Parsed::default() }
    }
}

impl From<parsed::Parsed<Patent>> for Parsed {
    fn from(parsed: parsed::Parsed<Patent>) -> Parsed {
        Parsed { patents: parsed.items, findings: parsed.findings, ..Parsed::default() }
    }
}

impl From<parsed::Parsed<Listing>> for Parsed {
    fn from(parsed: parsed::Parsed<Listing>) -> Parsed {
        Parsed { listings: parsed.items, findings: parsed.findings, ..Parsed::default() }
    }
}

/// Everything that a set of files gave.
#[derive(Debug, Default)]
pub struct Loaded {
    /// Patents, by number.
    pub patents: Vec<Patent>,
    /// Listings, by id.
    pub listings: Vec<Listing>,
    /// What was wrong, by file and line.
    pub findings: Vec<Finding>,
    /// Files that gave nothing at all.
    pub unusable: usize,
    /// The shops whose pages are known, where they are not only the built-in ones.
    pub shops: Option<Vec<Shop>>,
}

impl Loaded {
    /// Reads more files.
    pub fn add<P: AsRef<Path>>(&mut self, paths: &[P], role: Role) {
        for path in paths {
            self.take(file_with(path.as_ref(), role, self.shops.as_deref().unwrap_or(shop::built_in())));
        }
    }

    /// Takes in what a file gave.
    pub fn take(&mut self, parsed: Parsed) {
        if parsed.patents.is_empty() && parsed.listings.is_empty() {
            self.unusable += 1;
        }
        self.patents.extend(parsed.patents);
        self.listings.extend(parsed.listings);
        self.findings.extend(parsed.findings);
    }

    /// Puts everything into an order that does not depend on the order of the files, and drops repeated numbers and ids.
    pub fn settle(&mut self) {
        self.patents.sort_by(|a, b| (&a.number, &a.file, a.line).cmp(&(&b.number, &b.file, b.line)));
        let mut first: BTreeMap<String, (String, usize)> = BTreeMap::new();
        let findings = &mut self.findings;
        self.patents.retain(|patent| match first.get(&patent.number) {
            None => {
                first.insert(patent.number.clone(), (patent.file.clone(), patent.line));
                true
            }
            Some((file, line)) => {
                findings.push(
                    Finding::new(
                        Code::DuplicatePatent,
                        &patent.file,
                        format!("{} is also in {file}:{line}, which is used", patent.number),
                    )
                    .at_line(patent.line)
                    .help("give each patent once, or give the two texts different numbers"),
                );
                false
            }
        });
        self.findings.extend(self.listings.iter().filter(|listing| listing.is_undecided()).map(variants::undecided));
        let mut listings = std::mem::take(&mut self.listings);
        listings.sort_by(|a, b| (&a.id, &a.file, a.line).cmp(&(&b.id, &b.file, b.line)));
        let (listings, repeated) = listings::json::drop_duplicates(listings);
        self.listings = listings;
        self.findings.extend(repeated);
        self.findings.sort_by(|a, b| {
            (&a.file, a.line, a.column, &a.code, &a.message).cmp(&(&b.file, b.line, b.column, &b.code, &b.message))
        });
    }
}

/// Reads one file.
pub fn file(path: &Path, role: Role) -> Parsed {
    file_with(path, role, shop::built_in())
}

/// As [`file()`], where the pages of these shops are known.
pub fn file_with(path: &Path, role: Role, shops: &[Shop]) -> Parsed {
    let name = display_name(path);
    let mut parsed = read(path, &name, role, shops).unwrap_or_else(|error| {
        Finding::new(Code::Unreadable, &name, format!("{error:#}")).help("check the path and its permissions").into()
    });
    if parsed.patents.is_empty() && parsed.listings.is_empty() && parsed.findings.is_empty() {
        let what = if role == Role::Patents { "patent" } else { "listing" };
        parsed.findings.push(
            Finding::new(Code::Empty, &name, format!("the file holds no {what}"))
                .help("a table needs a row below its header; save the page or export again"),
        );
    }
    let mut parsed = checked(parsed, &name);
    for patent in &mut parsed.patents {
        finish(patent);
    }
    parsed.findings.extend(parsed.listings.iter().filter_map(needs_translation));
    parsed
}

/// What was read, without what is too long.
pub(crate) fn checked(mut parsed: Parsed, name: &str) -> Parsed {
    bound(&mut parsed, name);
    parsed
}

/// Says so when a listing's text is not in the language of the claims and nobody translated it: what is not compared
/// must not look like what is not there.
fn needs_translation(listing: &Listing) -> Option<Finding> {
    if listing.translation.is_some() {
        return None;
    }
    let told = language::of(listing);
    let code = told.or_else(|| language::assumed(listing)).filter(|code| *code != "en")?;
    let is = if told.is_some() { "is" } else { "is too short to tell its language, may be" };
    let id: String = listing.id.chars().take(80).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let message = format!(
        "listing \"{id}\" {is} in {} and needs a translation for a full comparison; without it only numbers, units, names \
         and common words of goods are compared",
        crate::text::language::name(code)
    );
    Some(Finding::new(Code::NeedsTranslation, &listing.file, message).at_line(listing.line.max(1)).help(
        "give a `translation` with `title`, `bullets`, `description` and `attributes` in English; it is quoted beside \
         the original",
    ))
}

/// The longest claim, listing, and page of Markdown or plain text that is read, in bytes. Real ones are a hundred times
/// shorter; what is longer is a wrong file or a hostile one, and costs memory for nothing.
const MAX_CLAIM: usize = 1 << 20;
const MAX_LISTING: usize = 16 << 20;
const MAX_PAGE: usize = 16 << 20;

/// Leaves out claims and listings that are too long.
fn bound(parsed: &mut Parsed, name: &str) {
    let findings = &mut parsed.findings;
    let mut fits = |what: String, length: usize, most: usize, line: usize, help: &str| {
        if length > most {
            let message = format!("{what} is longer than {} MiB and was left out", most >> 20);
            findings.push(Finding::new(Code::TooLong, name, message).at_line(line.max(1)).help(help));
        }
        length <= most
    };
    for patent in &mut parsed.patents {
        let help = "check where the claim ends in the source";
        patent
            .claims
            .retain(|claim| fits(format!("claim {}", claim.number), claim.text.len(), MAX_CLAIM, claim.line, help));
    }
    parsed.listings.retain(|listing| {
        let length = |texts: Texts<'_>| {
            let attributes = texts.attributes.iter().map(|attribute| attribute.name.len() + attribute.value.len());
            let bullets = texts.bullets.iter().map(String::len);
            texts.title.len() + texts.description.len() + attributes.chain(bullets).sum::<usize>()
        };
        let translation = listing.translation.as_ref().map_or(0, |translation| length(translation.texts()));
        let id: String = listing.id.chars().take(60).collect();
        let help = "check where the record ends in the source";
        fits(format!("listing {id}"), length(listing.texts()) + translation, MAX_LISTING, listing.line, help)
    });
}

/// Splits a patent's claims and finds their terms.
pub fn finish(patent: &mut Patent) {
    patent.claims.iter_mut().for_each(split::split);
    terms::annotate(patent);
}

/// Opens a file; `-` is standard input.
fn open(path: &Path, name: &str) -> Result<Input> {
    if path == Path::new("-") {
        return Ok(BufReader::with_capacity(1 << 16, Box::new(std::io::stdin())));
    }
    let file = File::open(path).with_context(|| format!("cannot open {name}"))?;
    if file.metadata().is_ok_and(|meta| meta.is_dir()) {
        bail!("{name} is a directory; name the files in it");
    }
    Ok(BufReader::with_capacity(1 << 16, Box::new(file)))
}

type Input = BufReader<Box<dyn Read>>;

/// What can be read.
const FORMS: &str = "give claims as .md, .txt, .docx, .xml or saved .html, listings as .json, .jsonl, .csv, .html or .md, \
    or any of them in a .zip";

/// How the bytes of a file begin: enough to tell what it is.
const HEAD: usize = 8192;

fn read(path: &Path, name: &str, role: Role, shops: &[Shop]) -> Result<Parsed> {
    if zipped::is_zip(path) {
        return packed(path, name, role, shops);
    }
    read_stream(open(path, name)?, path, name, role, shops)
}

/// Reads every part of a ZIP file as if it lay beside it. What is said of a part names it.
fn packed(path: &Path, name: &str, role: Role, shops: &[Shop]) -> Result<Parsed> {
    let mut all = Parsed::default();
    for part in zipped::parts(path)? {
        let parsed = read_part(&part, name, role, shops);
        all.patents.extend(parsed.patents);
        all.listings.extend(parsed.listings);
        all.findings.extend(parsed.findings);
    }
    Ok(all)
}

/// Reads a part of the ZIP file `name`.
pub(crate) fn read_part(part: &zipped::Part, name: &str, role: Role, shops: &[Shop]) -> Parsed {
    let input = part.open().map(|stream| BufReader::with_capacity(1 << 16, stream as Box<dyn Read>));
    let read = input.and_then(|input| read_stream(input, Path::new(&part.name), name, role, shops));
    let mut parsed = read.unwrap_or_else(|error| Finding::new(Code::Unreadable, name, format!("{error:#}")).into());
    for finding in &mut parsed.findings {
        finding.message = format!("{}: {}", part.name.escape_debug(), finding.message);
    }
    parsed
}

fn read_stream(mut input: Input, path: &Path, name: &str, role: Role, shops: &[Shop]) -> Result<Parsed> {
    let mut head = Vec::with_capacity(HEAD);
    (&mut input).take(HEAD as u64).read_to_end(&mut head).with_context(|| format!("cannot read {name}"))?;
    let empty = |message: &str| {
        Ok(Parsed::from(Finding::new(Code::Empty, name, message).help("save the page or export again")))
    };
    if head.is_empty() {
        return empty("the file is empty");
    }
    let bare = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head);
    if head.len() < HEAD && bare.iter().all(u8::is_ascii_whitespace) {
        return empty("the file holds nothing but white space");
    }
    if head.starts_with(b"PK") && extension(path) == "docx" && role != Role::Listings {
        return word_document(head.as_slice().chain(input), name);
    }
    if is_binary(&head) {
        return Ok(Finding::new(Code::Binary, name, "the file is not text").help(FORMS).into());
    }
    let kind = kind::of(path, &head);
    let mut stream = head.as_slice().chain(input);
    let whole = |mut stream: std::io::Chain<&[u8], Input>| -> Result<Source> {
        let mut bytes = Vec::new();
        (&mut stream).take(MAX_FILE + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
        if bytes.len() as u64 > MAX_FILE {
            bail!(
                "{name} is larger than {} MB; split it, or give JSON lines or bulk XML, which are streamed",
                MAX_FILE >> 20
            );
        }
        let label = html::declared_charset(&bytes).or_else(|| patents::uspto::declared_encoding(&bytes));
        Ok(Source::from_bytes_labelled(name, &bytes, label.as_deref()))
    };
    Ok(match kind {
        Kind::Xml if role != Role::Listings => xml(&mut stream, name),
        Kind::Json if role != Role::Patents => json(BufReader::new(stream), name),
        kind => {
            let source = whole(stream)?;
            if source.text.trim().is_empty() {
                return empty("the file holds nothing but white space");
            }
            if matches!(kind, Kind::Markdown | Kind::Text) && source.text.len() > MAX_PAGE {
                let message = format!("the page is longer than {} MiB and was not read", MAX_PAGE >> 20);
                let finding = Finding::new(Code::TooLong, name, message)
                    .help("give the claims only, or the listings as JSON lines, which are streamed");
                return Ok(finding.into());
            }
            let mut parsed = text(kind, &source, role, path, shops);
            if source.replaced > 0 {
                let message = format!(
                    "{} malformed bytes were replaced; the file was read as {}",
                    source.replaced, source.encoding
                );
                parsed.findings.push(
                    Finding::new(Code::Replaced, name, message)
                        .help("save the file as UTF-8; quotes may differ from the original here"),
                );
            }
            parsed
        }
    })
}

/// A patent as a Word document: its text is read as if it were pasted.
fn word_document(stream: impl Read, name: &str) -> Result<Parsed> {
    let mut bytes = Vec::new();
    stream.take(MAX_PAGE as u64 + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
    if bytes.len() > MAX_PAGE {
        let message = format!("the document is longer than {} MiB and was not read", MAX_PAGE >> 20);
        return Ok(Finding::new(Code::TooLong, name, message).help("give the claims only").into());
    }
    let blocks = match word::read(&bytes) {
        Ok((blocks, _)) => blocks,
        Err(error) => {
            let finding = Finding::new(Code::Binary, name, format!("no Word document: {error}"));
            return Ok(finding.help("save it again as .docx").into());
        }
    };
    let mut source = Source::from_bytes(name, word::plain(&blocks).as_bytes());
    source.sha256 = sha256_hex(&bytes);
    Ok(patents::pasted::read(&source).into())
}

fn xml(stream: impl BufRead, name: &str) -> Parsed {
    let mut parsed = Parsed::default();
    let lost = patents::uspto::read(stream, name, &mut |patent, found| {
        parsed.patents.push(patent);
        parsed.findings.extend(found);
    });
    parsed.findings.extend(lost);
    parsed
}

fn json(stream: impl BufRead, name: &str) -> Parsed {
    let mut parsed = Parsed::default();
    parsed.findings = listings::json::read(stream, name, &mut |listing| parsed.listings.push(listing));
    parsed
}

fn text(kind: Kind, source: &Source, role: Role, path: &Path, shops: &[Shop]) -> Parsed {
    match (kind, role) {
        (Kind::Html, Role::Patents) => patents::google::read(source).into(),
        (Kind::Html, Role::Either) if patents::google::looks_like_google_patent(&source.text) => {
            patents::google::read(source).into()
        }
        (Kind::Html, _) => listings::html::read_with(source, shops).into(),
        (Kind::Csv, Role::Listings | Role::Either) => listings::csv::read(source).into(),
        (Kind::Markdown, Role::Listings) => listings::markdown::read(source).into(),
        (Kind::Markdown, Role::Either) if is_listing_page(&source.text) => listings::markdown::read(source).into(),
        (Kind::Markdown, _) => patents::markdown::read(source).into(),
        (Kind::Text, Role::Patents | Role::Either) => patents::pasted::read(source).into(),
        _ => {
            let what = if role == Role::Patents { "a patent" } else { "a listing" };
            let extension =
                path.extension().map_or_else(String::new, |extension| format!(".{}", extension.to_string_lossy()));
            let message = format!("a {extension} file cannot be read as {what}");
            Finding::new(Code::UnknownKind, &source.name, message).help(FORMS).into()
        }
    }
}

/// A page whose front matter names an id rather than a number is a listing.
fn is_listing_page(text: &str) -> bool {
    page::split(text).table().is_ok_and(|table| {
        !table.contains_key("number")
            && !table.contains_key("kind")
            && (table.contains_key("id") || table.contains_key("price") || table.contains_key("seller"))
    })
}
