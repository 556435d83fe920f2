//! The body of a patent's page: its claims, claim sentence and figure paragraphs, from Markdown's events.

use std::ops::Range;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use crate::patent::Claim;
use crate::patent::read::front::{has_key, is_design_claim};
use crate::text::flow::{Flow, collapse, printed_number};
use crate::text::page::Page;
use crate::text::source::Source;

/// A number this far ahead of the last claim's is no claim's.
const MAX_GAP: u32 = 20;

/// What a heading says its section holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Section {
    /// Nothing is said: claims may stand here unless the page names a section of claims.
    Open,
    Claims,
    Figures,
    Other,
}

impl Section {
    fn of(heading: &str) -> Section {
        let lower = heading.to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        if says(&["claim", "权利要求", "anspr"]) {
            Section::Claims
        } else if says(&["figure", "drawing", "view", "description", "statement", "broken line", "附图", "视图"]) {
            Section::Figures
        } else if says(&[
            "note",
            "abstract",
            "background",
            "summary",
            "history",
            "reference",
            "source",
            "prior art",
            "comment",
        ]) {
            Section::Other
        } else {
            Section::Open
        }
    }
}

/// A claim under construction.
struct Building {
    number: u32,
    line: usize,
    flow: Flow,
    /// The letter that the next hand-typed marker ("b. ") must have.
    letter: u8,
    /// What is still to come of a number that Markdown takes for text ("2.").
    marker: String,
}

/// What the body holds.
#[derive(Default)]
pub(super) struct Body {
    /// The first heading, where it is a title.
    pub title: String,
    /// The claims, with pins where their items have nested items.
    pub claims: Vec<Claim>,
    /// The claim sentence of a page without numbered claims, and its line.
    pub sentence: Option<(String, usize)>,
    /// Paragraphs and list items under headings on figures.
    pub paragraphs: Vec<String>,
}

/// Where the walk through the events stands.
struct Walk<'a> {
    source: &'a Source,
    base: usize,
    body: Body,
    section: Section,
    section_level: u8,
    named_claims: bool,
    lists: Vec<bool>,
    building: Option<Building>,
    heading: Option<(u8, Flow)>,
    loose: Option<Loose>,
    quiet: usize,
    /// A heading was read.
    titled: bool,
    /// The front matter has a title, so that the first heading need not be one.
    front_title: bool,
}

/// A paragraph or item that is not (yet) part of a claim.
struct Loose {
    flow: Flow,
    offset: usize,
    number: Option<u32>,
}

impl Body {
    /// Reads the body of a page.
    pub fn read(source: &Source, page: &Page) -> Body {
        let named_claims = Parser::new_ext(page.body, Options::empty())
            .scan(false, |inside, event| {
                match &event {
                    Event::Start(Tag::Heading { .. }) => *inside = true,
                    Event::End(TagEnd::Heading(_)) => *inside = false,
                    _ => {}
                }
                Some((*inside, event))
            })
            .any(|(inside, event)| {
                inside && matches!(&event, Event::Text(text) if Section::of(text) == Section::Claims)
            });
        let mut walk = Walk {
            source,
            base: page.body_start,
            body: Body::default(),
            section: Section::Open,
            section_level: 0,
            named_claims,
            lists: Vec::new(),
            building: None,
            heading: None,
            loose: None,
            quiet: 0,
            titled: false,
            front_title: has_key(page, "title"),
        };
        for (event, range) in Parser::new_ext(page.body, Options::empty()).into_offset_iter() {
            walk.event(event, range);
        }
        walk.close_loose();
        walk.close_claim();
        walk.body
    }
}

impl Walk<'_> {
    fn event(&mut self, event: Event, range: Range<usize>) {
        match event {
            Event::Start(Tag::Heading { level, .. }) => {
                self.close_loose();
                self.close_claim();
                self.heading = Some((level as u8, Flow::default()));
            }
            Event::End(TagEnd::Heading(_)) => self.close_heading(),
            Event::Start(Tag::List(start)) => {
                self.close_loose();
                self.lists.push(start.is_some());
            }
            Event::End(TagEnd::List(_)) => {
                self.close_loose();
                // What follows a nested list is pinned as well.
                if self.lists.pop() == Some(false) || !self.lists.is_empty() {
                    self.mark();
                } else {
                    self.word();
                }
            }
            Event::Start(Tag::Item) => self.start_item(range.start),
            Event::End(TagEnd::Item) => self.close_loose(),
            Event::Start(Tag::Paragraph) => self.start_paragraph(range.start),
            Event::End(TagEnd::Paragraph) => {
                if self.lists.is_empty() || self.building.is_none() {
                    self.close_loose();
                }
                self.word();
            }
            Event::Start(Tag::CodeBlock(_) | Tag::BlockQuote(_) | Tag::HtmlBlock) if self.building.is_some() => {
                self.word();
            }
            Event::Start(Tag::MetadataBlock(_)) => self.quiet += 1,
            Event::End(TagEnd::MetadataBlock(_)) => self.quiet = self.quiet.saturating_sub(1),
            Event::Text(text) => self.text(&text, range.start),
            Event::Code(text) => self.push(&text),
            Event::Html(html) => self.push(&without_tags(&html)),
            Event::InlineHtml(html) if is_break(&html) => self.word(),
            Event::SoftBreak | Event::HardBreak => {
                self.word();
                self.line_start(range.end);
            }
            _ => {}
        }
    }

    fn line_of(&self, offset: usize) -> usize {
        self.source.line_column(self.base + offset).0
    }

    /// The source from an offset of the body on.
    fn rest(&self, offset: usize) -> &str {
        self.source.text.get(self.base + offset..).unwrap_or_default()
    }

    fn claims_here(&self) -> bool {
        match self.section {
            Section::Claims => true,
            Section::Open => !self.named_claims,
            Section::Figures | Section::Other => false,
        }
    }

    fn flow(&mut self) -> Option<&mut Flow> {
        if let Some((_, flow)) = &mut self.heading {
            return Some(flow);
        }
        if let Some(loose) = &mut self.loose {
            return Some(&mut loose.flow);
        }
        self.building.as_mut().map(|building| &mut building.flow)
    }

    fn push(&mut self, text: &str) {
        if self.quiet == 0
            && let Some(flow) = self.flow()
        {
            flow.push(text);
        }
    }

    fn word(&mut self) {
        if let Some(flow) = self.flow() {
            flow.word();
        }
    }

    fn mark(&mut self) {
        if let Some(building) = &mut self.building {
            building.flow.mark();
        }
    }

    fn open_claim(&mut self, number: u32, offset: usize, marker: String) {
        self.close_claim();
        let line = self.line_of(offset);
        self.building = Some(Building { number, line, flow: Flow::default(), letter: b'a', marker });
    }

    fn start_item(&mut self, offset: usize) {
        let ordered = self.lists.last().copied().unwrap_or_default();
        let source = self.rest(offset).trim_start_matches([' ', '\t', '>']);
        let digits = source.bytes().take_while(u8::is_ascii_digit).count();
        let number = if ordered { source[..digits].parse().ok() } else { None };
        if !self.claims_here() {
            self.loose = Some(Loose { flow: Flow::default(), offset, number });
        } else if self.lists.len() == 1
            && let Some(number) = number
        {
            self.open_claim(number, offset, String::new());
        } else if let Some(building) = &self.building
            && number == building.number.checked_add(1)
            && number.is_some_and(|number| number > 1)
            && ends_sentence(building.flow.text())
        {
            // An indented "2." behind a finished claim 1 is the next claim, not a part of the first.
            self.open_claim(building.number + 1, offset, String::new());
        } else {
            // Items that are not indented still belong to the claim they follow.
            self.mark();
        }
    }

    fn start_paragraph(&mut self, offset: usize) {
        self.word();
        if self.lists.is_empty() {
            let unfinished = self.building.as_ref().is_some_and(|b| !ends_sentence(b.flow.text()));
            if unfinished && self.claims_here() {
                if self.building.as_ref().is_some_and(|building| building.flow.is_marked()) {
                    self.mark();
                }
            } else {
                self.loose = Some(Loose { flow: Flow::default(), offset, number: None });
            }
        }
        self.line_start(offset);
    }

    /// At the start of a source line: a number may open the next claim where Markdown sees running text, and "a. " is a
    /// marker although Markdown knows no lettered lists.
    fn line_start(&mut self, offset: usize) {
        if !self.claims_here() || self.heading.is_some() {
            return;
        }
        let line = self.rest(offset).trim_start_matches([' ', '\t']);
        let line: String = line.chars().take_while(|c| *c != '\n').take(40).collect::<String>().replacen('\\', "", 1);
        if let Some((number, length)) = printed_number(&line) {
            let next = match &self.building {
                Some(building) => {
                    let ahead = number.saturating_sub(building.number);
                    let finished = ends_sentence(building.flow.text());
                    (ahead == 1 || (finished && (1..=MAX_GAP).contains(&ahead)))
                        && !line[length..].starts_with(char::is_lowercase)
                }
                None => self.body.claims.last().is_none_or(|claim| number > claim.number),
            };
            if next && self.lists.len() <= 1 {
                self.loose = None;
                let marker = line[..length].chars().filter(|c| !c.is_whitespace()).collect();
                self.open_claim(number, offset, marker);
            }
        }
    }

    fn text(&mut self, text: &str, offset: usize) {
        let mut text = text;
        let line = self.source.text[..self.base + offset].trim_end_matches([' ', '\t', '>', '\\']);
        if self.heading.is_none()
            && self.loose.is_none()
            && let Some(building) = &mut self.building
        {
            while let Some(next) = building.marker.chars().next() {
                text = text.trim_start();
                let Some(rest) = text.strip_prefix(next) else { break };
                text = rest;
                building.marker.remove(0);
            }
            let bytes = text.as_bytes();
            if line.ends_with('\n')
                && !building.flow.text().is_empty()
                && bytes.starts_with(&[building.letter, b'.', b' '])
            {
                building.letter = building.letter.saturating_add(1);
                building.flow.mark();
                text = &text[3..];
            }
        }
        self.push(text);
    }

    fn close_heading(&mut self) {
        let Some((level, flow)) = self.heading.take() else { return };
        let (text, _) = flow.finish();
        let section = Section::of(&text);
        let first = !std::mem::replace(&mut self.titled, true) && self.body.claims.is_empty();
        if level == 1 && first && section != Section::Claims && (section == Section::Open || !self.front_title) {
            self.body.title = text;
            self.section = Section::Open;
            self.section_level = 1;
        } else if section != Section::Open || level <= self.section_level {
            self.section = section;
            self.section_level = level;
        }
    }

    fn close_loose(&mut self) {
        let Some(loose) = self.loose.take() else { return };
        let (text, _) = loose.flow.finish();
        if text.is_empty() {
            return;
        }
        if self.section == Section::Figures {
            self.body.paragraphs.push(match loose.number {
                Some(number) if !text.to_lowercase().starts_with("fig") => format!("FIG. {number} {text}"),
                _ => text,
            });
        } else if self.body.sentence.is_none() && (self.section == Section::Claims || is_design_claim(&text)) {
            self.body.sentence = Some((text, self.line_of(loose.offset)));
        }
    }

    fn close_claim(&mut self) {
        let Some(building) = self.building.take() else { return };
        let (text, pins) = building.flow.finish();
        let claim =
            Claim { number: building.number, text: collapse(&text), line: building.line, pins, ..Claim::default() };
        self.body.claims.push(claim);
    }
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', ')']).ends_with(['.', '。'])
}

fn is_break(html: &str) -> bool {
    html.to_lowercase().starts_with("<br")
}

/// Raw HTML contributes its text only.
fn without_tags(html: &str) -> String {
    let mut text = String::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        text.push_str(&rest[..start]);
        let tag = &rest[start..];
        let name = tag.trim_start_matches(['<', '/']);
        if ["br", "p>", "p ", "li", "div", "td", "tr"].iter().any(|block| name.starts_with(block)) {
            text.push(' ');
        }
        let end =
            if tag.starts_with("<!--") { tag.find("-->").map(|at| at + 3) } else { tag.find('>').map(|at| at + 1) };
        rest = end.map_or("", |end| &tag[end..]);
    }
    text.push_str(rest);
    text
}
