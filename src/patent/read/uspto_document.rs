//! One USPTO XML document: Red Book grants and applications (2001 on), and the two older forms (`PATDOC` grants,
//! `patent-application-publication`), which differ in names only.

use std::collections::{BTreeMap, BTreeSet};

use quick_xml::Reader;
use quick_xml::errors::Error;
use quick_xml::events::{BytesStart, Event};

use crate::patent::read::uspto_bibliography::{self, Bibliography, iso};
use crate::patent::read::{dependency, figures};
use crate::patent::{Claim, Kind, Patent};
use crate::text::entities;
use crate::text::finding::{Code, Finding};
use crate::text::flow::{Flow, after_start, collapse, printed_number};
use crate::text::source::{Source, stem};

/// Elements open at one time. Real documents stay below 40.
const MAX_DEPTH: usize = 256;

/// Unknown names reported for one document; a hostile one could name thousands.
const MAX_UNKNOWN: usize = 20;

/// Elements that stand apart from the words around them.
#[rustfmt::skip]
const APART: &[&str] = &[
    "br", "p", "li", "ul", "ol", "dl", "dt", "dd", "table", "tgroup", "thead", "tbody", "row", "entry", "tables",
    "maths", "chemistry", "chemistry-us", "chem-us", "math-us", "cwu",
];

/// Reads one document and gives its patent to `each`, or says why there is none.
pub fn read(source: &Source, line: usize, each: &mut dyn FnMut(Patent, Vec<Finding>), lost: &mut Vec<Finding>) {
    let mut reading = Reading::new(source, line);
    reading.run();
    reading.finish(each, lost);
}

/// Signs of a power.
const SIGNS: [char; 5] = ['-', '+', '\u{2212}', '\u{2013}', '\u{2010}'];

/// A claim being read.
#[derive(Default)]
struct Open {
    flow: Flow,
    line: usize,
    number: Option<u32>,
    references: Vec<String>,
    id: String,
    has_picture: bool,
}

struct Reading<'a> {
    source: &'a Source,
    first_line: usize,
    cursor: (usize, usize),
    path: Vec<String>,
    /// How many children each open element has had.
    parts: Vec<usize>,
    root: String,
    file_attribute: String,
    design: bool,
    plant: bool,
    value: Option<String>,
    paragraph: Option<Flow>,
    paragraphs: Vec<String>,
    claim: Option<Open>,
    claims: Vec<(Claim, Vec<String>)>,
    ids: BTreeMap<String, u32>,
    bibliography: Bibliography,
    unknown: BTreeSet<String>,
    findings: Vec<Finding>,
    broken: bool,
    /// How many deletions of a reissue are open, and whether a claim has one.
    deleted: usize,
    reissued: bool,
}

impl<'a> Reading<'a> {
    fn new(source: &'a Source, first_line: usize) -> Reading<'a> {
        Reading {
            source,
            first_line,
            cursor: (0, first_line),
            path: Vec::new(),
            parts: Vec::new(),
            root: String::new(),
            file_attribute: String::new(),
            design: false,
            plant: false,
            value: None,
            paragraph: None,
            paragraphs: Vec::new(),
            claim: None,
            claims: Vec::new(),
            ids: BTreeMap::new(),
            bibliography: Bibliography::default(),
            unknown: BTreeSet::new(),
            findings: Vec::new(),
            broken: false,
            deleted: 0,
            reissued: false,
        }
    }

    /// The line of an offset. Offsets come in ascending order, so lines are counted once, not searched.
    fn line(&mut self, offset: u64) -> usize {
        let (from, line) = self.cursor;
        let to = (offset as usize).clamp(from, self.source.text.len());
        let line = line + self.source.text.as_bytes()[from..to].split(|byte| *byte == b'\n').count() - 1;
        self.cursor = (to, line);
        line
    }

    fn report(&mut self, code: Code, message: String, offset: u64, help: &str) {
        let line = self.line(offset);
        self.findings.push(Finding::new(code, &self.source.name, message).at_line(line).help(help));
    }

    fn run(&mut self) {
        let source = self.source;
        let mut reader = Reader::from_str(&source.text);
        reader.config_mut().allow_dangling_amp = true;
        loop {
            let offset = reader.buffer_position();
            match reader.read_event() {
                Ok(Event::Start(tag)) => {
                    if self.path.len() >= MAX_DEPTH {
                        let message = format!("elements are nested more than {MAX_DEPTH} deep");
                        self.report(
                            Code::TooDeep,
                            message,
                            offset,
                            "the claims before this line are kept; check the file",
                        );
                        self.broken = true;
                        return;
                    }
                    self.start(&tag, offset);
                }
                Ok(Event::Empty(tag)) => {
                    // An empty element is a start and an end; no text can come between them.
                    if self.path.len() < MAX_DEPTH {
                        self.start(&tag, offset);
                        self.end();
                    }
                }
                Ok(Event::End(_)) => self.end(),
                Ok(Event::Text(text)) => self.text(&text),
                Ok(Event::CData(text)) => self.text(&text),
                Ok(Event::GeneralRef(name)) => self.reference(&name, offset),
                Ok(Event::Eof) => break,
                Ok(Event::PI(instruction)) => self.instruction(&instruction),
                Ok(Event::Comment(_) | Event::Decl(_) | Event::DocType(_)) => {}
                Err(error) => {
                    let offset = reader.error_position();
                    self.broken = true;
                    if matches!(error, Error::Syntax(_)) {
                        self.truncated(offset);
                    } else {
                        let help = "the claims before this line are kept; fetch the document again";
                        self.report(Code::MalformedXml, format!("not well-formed XML: {error}"), offset, help);
                    }
                    return;
                }
            }
        }
        if !self.path.is_empty() {
            self.broken = true;
            self.truncated(self.source.text.len() as u64);
        }
    }

    fn truncated(&mut self, offset: u64) {
        let inside = self.path.last().map_or_else(String::new, |name| format!(" inside <{name}>"));
        let help = "the claims before this line are kept; fetch the document again";
        self.report(Code::Truncated, format!("the document ends{inside}"), offset, help);
    }

    fn start(&mut self, tag: &BytesStart, offset: u64) {
        let name = tag.local_name().as_ref().to_owned();
        let attribute = |key: &str| {
            let found = tag.attributes().with_checks(false).flatten().find(|attribute| attribute.key.as_ref() == key);
            found.map(|attribute| attribute.value.into_owned())
        };
        if self.root.is_empty() {
            self.root.clone_from(&name);
            self.file_attribute = attribute("file").or_else(|| attribute("FILE")).unwrap_or_default();
            self.bibliography.country = attribute("country").unwrap_or_default();
            self.bibliography.granted = attribute("date-publ").and_then(|date| iso(&date));
        }
        match name.as_str() {
            "claim" | "CLM" if self.claim.is_none() && !self.within("description") => {
                let id = attribute("id").or_else(|| attribute("ID")).unwrap_or_default();
                let number = attribute("num")
                    .and_then(|num| leading(&num))
                    .or_else(|| leading(id.trim_start_matches(|c: char| !c.is_ascii_digit())));
                let line = self.line(offset);
                self.claim = Some(Open { line, number, id, ..Open::default() });
            }
            "claim-ref" | "CLREF" | "dependent-claim-reference" => {
                if let Some(claim) = &mut self.claim {
                    let target = attribute("idref").or_else(|| attribute("ID")).or_else(|| attribute("depends_on"));
                    claim.references.extend(target.iter().flat_map(|ids| ids.split_whitespace()).map(str::to_owned));
                }
            }
            "application-reference" => match attribute("appl-type").as_deref() {
                Some("design") => self.design = true,
                Some("plant") => self.plant = true,
                _ => {}
            },
            "p" | "PARA" if self.claim.is_none() && (self.within("description") || self.within("SDODE")) => {
                self.paragraph = Some(Flow::default());
            }
            _ => {}
        }
        self.edge(&name);
        self.formula(&name, true);
        if let Some(part) = self.parts.last_mut() {
            *part += 1;
        }
        self.parts.push(0);
        if self.claim.is_none() && self.paragraph.is_none() && uspto_bibliography::is_value(&name) {
            self.value = Some(String::new());
        }
        self.path.push(name);
    }

    /// Starts and ends of elements that part words.
    fn edge(&mut self, name: &str) {
        if let Some(claim) = &mut self.claim {
            if matches!(name, "claim-text" | "PARA") {
                claim.flow.mark();
            } else if APART.contains(&name) {
                claim.flow.word();
            }
        } else if let Some(paragraph) = &mut self.paragraph
            && APART.contains(&name)
        {
            paragraph.word();
        }
    }

    /// Reissues and certificates mark words that are deleted and inserted by instructions.
    fn instruction(&mut self, instruction: &str) {
        let name = instruction.split_whitespace().next().unwrap_or_default();
        match name {
            "delete-start" => self.deleted += 1,
            "delete-end" => self.deleted = self.deleted.saturating_sub(1),
            "insert-start" => {}
            _ => return,
        }
        self.reissued |= self.claim.is_some();
    }

    fn text(&mut self, text: &str) {
        if self.deleted > 0 && self.claim.is_some() {
            return;
        }
        let raised = matches!(self.path.last().map(String::as_str), Some("sup" | "SP"));
        let text = if raised { self.raised(text) } else { std::borrow::Cow::Borrowed(text) };
        let text = text.as_ref();
        if let Some(claim) = &mut self.claim {
            claim.flow.push(text);
        } else if let Some(paragraph) = &mut self.paragraph {
            paragraph.push(text);
        } else if let Some(value) = &mut self.value {
            value.push_str(text);
        }
    }

    fn reference(&mut self, name: &str, offset: u64) {
        if let Some(text) = entities::resolve(name) {
            return self.text(&text);
        }
        self.text(&format!("&{name};"));
        let shown: String = name.chars().take(40).collect();
        if self.unknown.len() < MAX_UNKNOWN && self.unknown.insert(shown.clone()) {
            let help = "it was kept as written; if it stands in a claim, write the character instead";
            self.report(Code::UnknownEntity, format!("&{shown}; is in no table of characters"), offset, help);
        }
    }

    /// A power of a number keeps its sign: 10<sup>-6</sup> is 10^-6, and no 10-6. Units (m<sup>2</sup>) and footnotes stay.
    fn raised<'t>(&self, text: &'t str) -> std::borrow::Cow<'t, str> {
        let before = self.claim.as_ref().map_or("", |claim| claim.flow.text());
        // A sign that is written as a reference comes for itself.
        let is_sign = text.trim().len() <= 3 && text.trim().starts_with(SIGNS) && text.trim().chars().count() == 1;
        let is_power = before.ends_with(|c: char| c.is_ascii_digit() || c == ')')
            && (is_sign || text.trim().trim_start_matches(SIGNS).starts_with(|c: char| c.is_ascii_digit()));
        if is_power { format!("^{text}").into() } else { text.into() }
    }

    /// What stands for a formula's layout or a picture between and behind its parts.
    fn formula(&mut self, name: &str, is_start: bool) {
        if self.claim.is_none() || self.deleted > 0 {
            return;
        }
        let parent = self.path.last().map(String::as_str).unwrap_or_default();
        let said = match (name, is_start) {
            ("msqrt", true) => "\u{221a}(",
            ("msqrt", false) => ")",
            ("img", true) => " [picture] ",
            _ if is_start && self.parts.last().is_some_and(|part| *part == 1) => match parent {
                "mfrac" => "/",
                "msup" => "^",
                _ => "",
            },
            _ => "",
        };
        if let Some(claim) = &mut self.claim {
            claim.flow.push(said);
            claim.has_picture |= name == "img";
        }
    }

    fn within(&self, name: &str) -> bool {
        self.path.iter().any(|open| open == name)
    }

    fn end(&mut self) {
        let Some(name) = self.path.pop() else { return };
        self.parts.pop();
        self.formula(&name, false);
        self.edge(&name);
        match name.as_str() {
            "claim" | "CLM" if !self.within("claim") => self.close_claim(),
            "p" | "PARA" => {
                let text = self.paragraph.take().map(|flow| flow.finish().0);
                self.paragraphs.extend(text.filter(|text| !text.is_empty()));
            }
            _ if uspto_bibliography::is_value(&name) => self.close_value(&name),
            _ => {}
        }
    }

    fn close_claim(&mut self) {
        let Some(open) = self.claim.take() else { return };
        if open.has_picture {
            self.findings.push(
                Finding::new(
                    Code::PictureInClaim,
                    &self.source.name,
                    "a claim holds a picture; “[picture]” stands for it",
                )
                .at_line(open.line)
                .help("look at the printed patent, and say in the row what the picture shows"),
            );
        }
        if std::mem::take(&mut self.reissued) && !self.findings.iter().any(|finding| finding.code.starts_with("P055")) {
            let message = "claims are charted as reissued: insertions in, deletions out";
            self.findings.push(
                Finding::new(Code::Reissued, &self.source.name, message)
                    .at_line(open.line)
                    .help("compare the claims with the printed reissue"),
            );
        }
        let (mut text, mut layout) = open.flow.finish();
        let printed = printed_number(&text);
        let expected = self.claims.last().map_or(1, |(claim, _)| claim.number.saturating_add(1));
        let number = open.number.or(printed.map(|(number, _)| number)).unwrap_or(expected);
        if let Some((found, length)) = printed
            && (found == number || text[length..].starts_with(char::is_uppercase))
        {
            text.drain(..length);
            layout = after_start(layout, length);
            if found != number {
                let message = format!("claim {number} is printed with the number {found}");
                self.findings.push(
                    Finding::new(Code::ClaimNumber, &self.source.name, message)
                        .at_line(open.line)
                        .help("the number of the markup is kept; compare it with the printed patent"),
                );
            }
        }
        if !open.id.is_empty() {
            self.ids.entry(open.id).or_insert(number);
        }
        // A published application prints numbers of cancelled claims; they are no claims.
        let word = text.trim_start_matches(|c: char| !c.is_alphabetic()).to_lowercase();
        if text.is_empty() {
            self.findings.push(
                Finding::new(Code::ClaimNumber, &self.source.name, format!("claim {number} has no text"))
                    .at_line(open.line)
                    .help("it was left out; if it is only a drawing, describe it in words"),
            );
        } else if !(text.len() < 40 && (word.starts_with("cancel") || word.is_empty())) {
            let claim = Claim { number, text, layout, line: open.line, ..Claim::default() };
            self.claims.push((claim, open.references));
        }
    }

    fn close_value(&mut self, name: &str) {
        if let Some(value) = self.value.take() {
            self.bibliography.take(&self.path, name, collapse(&value));
        }
    }

    fn finish(self, each: &mut dyn FnMut(Patent, Vec<Finding>), lost: &mut Vec<Finding>) {
        let Reading { source, first_line, root, mut findings, bibliography: book, ids, .. } = self;
        let known = matches!(
            root.as_str(),
            "us-patent-grant" | "us-patent-application" | "patent-application-publication" | "PATDOC"
        );
        if !known || (self.broken && book.number.is_empty() && self.claims.is_empty()) {
            lost.append(&mut findings);
            // Sequence listings accompany patents in the bulk files and hold no claims.
            if !known && !self.broken && root != "sequence-cwu" {
                let what = if root.is_empty() { "no element".to_owned() } else { format!("<{root}>") };
                lost.push(
                    Finding::new(Code::UnknownKind, &source.name, format!("{what} is no USPTO patent document"))
                        .at_line(first_line)
                        .help("readson reads us-patent-grant, us-patent-application and PATDOC documents"),
                );
            }
            return;
        }
        let kind = if self.design || book.kind.starts_with('S') {
            Kind::Design
        } else if self.plant || (book.kind.starts_with('P') && book.kind.len() > 1) {
            Kind::Plant
        } else {
            Kind::Utility
        };
        let number = book.full_number().unwrap_or_else(|| {
            let name = if self.file_attribute.is_empty() { &source.name } else { &self.file_attribute };
            stem(name)
        });
        let (figures, statements) =
            if kind == Kind::Design { figures::read(&self.paragraphs) } else { (Vec::new(), Vec::new()) };
        let (mut claims, references): (Vec<Claim>, Vec<_>) = self.claims.into_iter().unzip();
        findings.extend(dependency::cap(&mut claims, &source.name));
        for (claim, references) in claims.iter_mut().zip(&references) {
            claim.depends_on = dependencies(claim, references, &ids);
        }
        let owner = book.owner();
        let patent = Patent {
            number,
            title: book.title,
            kind,
            jurisdiction: if book.country.is_empty() { "US".to_owned() } else { book.country },
            owner,
            filed: book.filed,
            priority: book.priority,
            granted: book.granted,
            claims,
            figures,
            statements,
            file: source.name.clone(),
            line: first_line,
            sha256: source.sha256.clone(),
            ..Patent::default()
        };
        if source.replaced > 0 {
            let message = format!("{} byte sequences are not valid {}", source.replaced, source.encoding);
            findings.push(
                Finding::new(Code::Replaced, &source.name, message)
                    .at_line(first_line)
                    .help("save the file again in UTF-8"),
            );
        }
        // In a damaged document what is missing is the damage, which has its finding already.
        findings.extend(
            dependency::check(&patent)
                .into_iter()
                .filter(|finding| !self.broken || finding.code != Code::NoClaims.describe().0),
        );
        each(patent, findings);
    }
}

/// The markup's references are the truth; where it marks only the ends of "claims 1 to 5", the words fill the range.
fn dependencies(claim: &Claim, references: &[String], ids: &BTreeMap<String, u32>) -> Vec<u32> {
    let digits = |id: &String| leading(id.trim_start_matches(|c: char| !c.is_ascii_digit()));
    let marked: BTreeSet<u32> =
        references.iter().filter_map(|id| ids.get(id).copied().or_else(|| digits(id))).collect();
    let read = dependency::from_text(&claim.text, claim.number);
    if marked.is_empty() || (read.len() > marked.len() && marked.iter().all(|number| read.contains(number))) {
        read
    } else {
        marked.into_iter().collect()
    }
}

fn leading(text: &str) -> Option<u32> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    text[..digits].parse().ok()
}
