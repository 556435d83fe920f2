//! A patent from a saved Google Patents page, as the server sends it or as a browser saves it.

use scraper::{ElementRef, Html};

use crate::patent::read::{dependency, figures, status};
use crate::patent::{Claim, Kind, Patent};
use crate::text::finding::{Code, Finding};
use crate::text::flow::{Flow, after_start, collapse, printed_number};
use crate::text::html::{self, Step};
use crate::text::parsed::Parsed;
use crate::text::source::Source;

/// Whether a page is one of Google Patents, saved.
pub fn looks_like_google_patent(text: &str) -> bool {
    let has = |mark: &str| text.contains(mark);
    let patent = has("itemprop=\"publicationNumber\"") || has("https://patents.google.com/patent/");
    let google = has("patents.google.com") || has("- Google Patents");
    let body = has("itemprop=\"claims\"") || has("claim-text") || has("itemprop=\"description\"") || has("patent-text");
    patent && google && body
}

/// Reads the patent of a saved page.
///
/// A claim depends on those that the page marks with `claim-ref` or, where it marks none, on those that the claim's own
/// words name.
pub fn read(source: &Source) -> Parsed<Patent> {
    let page = match html::parse(source) {
        Ok(page) => page,
        Err(finding) => return Parsed::from(*finding),
    };
    let facts = Facts { page: &page };
    let number = facts.number();
    let mut patent = Patent {
        kind: kind(&number),
        jurisdiction: number.chars().take_while(char::is_ascii_alphabetic).take(2).collect(),
        title: facts.title(),
        owner: facts
            .property("assigneeCurrent")
            .or_else(|| facts.property("assigneeOriginal"))
            .or_else(|| facts.assignee()),
        filed: facts.date("filingDate").or_else(|| facts.scheme("dateSubmitted")),
        priority: facts.date("priorityDate").or_else(|| facts.date("priorArtDate")),
        granted: facts.date("publicationDate").or_else(|| facts.scheme("issue")),
        expires: facts.expiry(),
        claims: claims(&page, source),
        file: source.name.clone(),
        line: 1,
        sha256: source.sha256.clone(),
        number,
        ..Patent::default()
    };
    if patent.jurisdiction.len() != 2 {
        patent.jurisdiction.clear();
    }
    if patent.number.is_empty() {
        return Parsed::from(
            Finding::new(Code::UnknownKind, &source.name, "the page names no publication number")
                .help("save the patent's own page on patents.google.com once it has loaded"),
        );
    }
    if patent.kind == Kind::Design {
        (patent.figures, patent.statements) = figures::read(&paragraphs(&page));
    }
    let mut findings: Vec<_> = dependency::cap(&mut patent.claims, &source.name).into_iter().collect();
    findings.extend(status::settle(&mut patent));
    findings.extend(dependency::check(&patent));
    Parsed { items: vec![patent], findings }
}

/// `US` design numbers begin with D, their kind code with S; China prints S for designs and U for utility models.
fn kind(number: &str) -> Kind {
    let rest = number.get(2..).unwrap_or_default();
    let code = rest.trim_start_matches(|c: char| c.is_ascii_digit());
    match code.bytes().next() {
        Some(b'S') => Kind::Design,
        Some(b'D') if number.starts_with("US") => Kind::Design,
        Some(b'P') if number.starts_with("US") => Kind::Plant,
        Some(b'U' | b'Y') => Kind::UtilityModel,
        _ => Kind::Utility,
    }
}

struct Facts<'a> {
    page: &'a Html,
}

impl<'a> Facts<'a> {
    fn all(&self, selector: &str) -> Vec<ElementRef<'a>> {
        html::select(self.page.root_element(), selector)
    }

    /// The `content` of the first such `meta`.
    fn meta(&self, selector: &str) -> Option<String> {
        let metas = self.all(selector);
        let content = metas.iter().filter_map(|meta| meta.value().attr("content")).map(collapse);
        content.into_iter().find(|content| !content.is_empty())
    }

    /// The text of the first such property outside lists of events and other documents.
    fn property(&self, name: &str) -> Option<String> {
        let own = |element: &ElementRef<'_>| {
            !element.ancestors().filter_map(ElementRef::wrap).any(|outer| {
                let name = outer.value().attr("itemprop").unwrap_or_default();
                matches!(name, "events" | "legalEvents" | "similarDocuments" | "docdbFamily" | "countryStatus" | "cpcs")
                    || name.contains("References")
                    || name.contains("Citations")
                    || name.starts_with("cited")
            })
        };
        let found = self.all(&format!(r#"[itemprop="{name}"]"#)).into_iter().filter(own);
        let text = |element: ElementRef<'_>| {
            let content = element.value().attr("content").map(str::to_owned);
            collapse(&content.unwrap_or_else(|| element.text().collect()))
        };
        found.map(text).find(|text| !text.is_empty())
    }

    fn number(&self) -> String {
        let address = |selector: &str, attribute: &str| {
            let found = self.all(selector);
            let address = found.iter().find_map(|element| element.value().attr(attribute))?;
            let number = address.split_once("/patent/")?.1.split(['/', '?', '#']).next()?;
            Some(number.to_owned())
        };
        let candidates = [
            self.property("publicationNumber"),
            address(r#"link[rel="canonical"]"#, "href"),
            address(r#"meta[property="og:url"]"#, "content"),
            self.all("title").first().and_then(|title| {
                title.text().collect::<String>().split_once(" - ").map(|(number, _)| number.to_owned())
            }),
            self.meta(r#"meta[name="citation_patent_number"]"#).map(|number| number.replace(':', "")),
        ];
        let tidy = |number: String| -> String { number.chars().filter(char::is_ascii_alphanumeric).collect() };
        let valid = |number: &String| number.len() >= 5 && number.bytes().any(|byte| byte.is_ascii_digit());
        candidates.into_iter().flatten().map(tidy).find(valid).unwrap_or_default().to_ascii_uppercase()
    }

    fn title(&self) -> String {
        let from_heading = || {
            let heading = collapse(&self.all("title").first()?.text().collect::<String>());
            let title = heading.strip_suffix("- Google Patents").unwrap_or(&heading).trim();
            Some(title.split_once(" - ").map_or(title, |(_, title)| title).to_owned())
        };
        self.property("title")
            .or_else(|| self.meta(r#"meta[name="DC.title"]"#))
            .or_else(|| self.meta(r#"meta[property="og:title"]"#))
            .or_else(from_heading)
            .unwrap_or_default()
    }

    fn assignee(&self) -> Option<String> {
        self.meta(r#"meta[name="DC.contributor"][scheme="assignee"]"#)
    }

    fn scheme(&self, scheme: &str) -> Option<String> {
        self.meta(&format!(r#"meta[name="DC.date"][scheme="{scheme}"]"#)).filter(|date| is_date(date))
    }

    fn date(&self, name: &str) -> Option<String> {
        let times = self.all(&format!(r#"[itemprop="{name}"]"#));
        let text = |time: &ElementRef<'_>| match time.value().attr("datetime") {
            Some(date) => date.trim().to_owned(),
            None => collapse(&time.text().collect::<String>()),
        };
        times.iter().map(text).find(|date| is_date(date))
    }

    /// The date of the event that Google names "Anticipated expiration" or "Adjusted expiration"; the latter counts.
    fn expiry(&self) -> Option<String> {
        let mut expiry = None;
        for event in self.all(r#"[itemprop="events"]"#) {
            let title = html::first(event, r#"[itemprop="title"]"#).map(|title| title.text().collect::<String>());
            let date = html::first(event, r#"time[itemprop="date"]"#)
                .and_then(|time| time.value().attr("datetime"))
                .filter(|date| is_date(date));
            match (title.map(|title| title.to_lowercase()), date) {
                (Some(title), Some(date)) if title.contains("adjusted expiration") => return Some(date.to_owned()),
                (Some(title), Some(date)) if title.contains("anticipated expiration") => expiry = Some(date.to_owned()),
                _ => {}
            }
        }
        expiry
    }
}

/// `YYYY-MM-DD`.
fn is_date(text: &str) -> bool {
    text.len() == 10
        && text.bytes().enumerate().all(|(index, byte)| match index {
            4 | 7 => byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

fn claims(page: &Html, source: &Source) -> Vec<Claim> {
    let root = page.root_element();
    let is_claim = |element: ElementRef<'_>| {
        element.value().attr("num").is_some() && element.value().classes().any(|class| class == "claim")
    };
    let outermost = |element: &ElementRef<'_>| !element.ancestors().filter_map(ElementRef::wrap).any(is_claim);
    let mut elements: Vec<ElementRef<'_>> = html::select(root, ".claim[num]").into_iter().filter(outermost).collect();
    if elements.is_empty() {
        // Older pages number the claims in the text only.
        let innermost = |element: &ElementRef<'_>| html::first(*element, ".claim").is_none();
        elements = html::select(root, r#"[itemprop="claims"] .claim, .claims .claim"#);
        elements.retain(innermost);
    }
    let mut claims: Vec<Claim> = Vec::with_capacity(elements.len());
    let mut from = source.text.find("itemprop=\"claims\"").unwrap_or(0);
    for element in elements {
        let (mut text, mut layout) = flow_of(element);
        let printed = printed_number(&text);
        let attribute = element.value().attr("num");
        let given: Option<u32> = attribute.and_then(|number| number.trim().trim_start_matches('0').parse().ok());
        let next = claims.last().map_or(1, |claim: &Claim| claim.number.saturating_add(1));
        let number = given.or(printed.map(|(number, _)| number)).unwrap_or(next);
        if let Some((_, length)) = printed.filter(|(printed, _)| *printed == number) {
            text.drain(..length);
            layout = after_start(layout, length);
        }
        if text.is_empty() {
            continue;
        }
        if let Some(at) = attribute.and_then(|number| source.text[from..].find(&format!("num=\"{number}\""))) {
            from += at;
        }
        let mut depends_on = references(element, number);
        if depends_on.is_empty() {
            depends_on = dependency::from_text(&text, number);
        }
        claims.push(Claim { number, depends_on, text, line: source.line_column(from).0, layout, ..Claim::default() });
    }
    claims
}

/// The claims that `claim-ref` elements point to: `CLM-00001`, several with spaces between them.
fn references(claim: ElementRef<'_>, number: u32) -> Vec<u32> {
    let mut numbers: Vec<u32> = html::select(claim, "claim-ref")
        .into_iter()
        .filter_map(|reference| reference.value().attr("idref").or_else(|| reference.value().attr("idrefs")))
        .flat_map(str::split_whitespace)
        .filter_map(|id| id.rsplit(|c: char| !c.is_ascii_digit()).find(|digits| !digits.is_empty())?.parse().ok())
        .filter(|reference| *reference != number)
        .collect();
    numbers.sort_unstable();
    numbers.dedup();
    numbers
}

/// The text of an element, and where the `claim-text` blocks inside start in it. What a machine translation shows only on
/// hovering is left out.
fn flow_of(root: ElementRef<'_>) -> (String, Vec<usize>) {
    let mut flow = Flow::default();
    html::walk(root, &mut |step| {
        match step {
            Step::Text(piece) => flow.push(piece),
            Step::Start(element) => {
                let value = element.value();
                let class = |wanted: &str| value.classes().any(|class| class == wanted);
                if class("claim-text") {
                    flow.mark();
                } else if matches!(value.name(), "div" | "p" | "li" | "ul" | "ol" | "br" | "tr" | "td") {
                    flow.word();
                }
                return !class("google-src-text")
                    && !matches!(value.name(), "script" | "style" | "template" | "button");
            }
            Step::End(element) if matches!(element.name(), "div" | "p" | "li" | "tr" | "td") => flow.word(),
            Step::End(_) => {}
        }
        true
    });
    flow.finish()
}

/// The paragraphs of the description.
fn paragraphs(page: &Html) -> Vec<String> {
    let root = page.root_element();
    let lines = r".description-paragraph, .description-line";
    html::select(root, lines)
        .into_iter()
        .map(|line| flow_of(line).0)
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}
