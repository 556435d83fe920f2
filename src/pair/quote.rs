//! Quotes with their reasons.

use crate::listing::{Listing, REVIEWS, TRANSLATION};
use crate::pair::compiled::CompiledElement;
use crate::pair::conflict::Conflict;
use crate::pair::cover::Cover;
use crate::pair::lexicon::Link;
use crate::pair::measure::{Compared, around};
use crate::pair::quantity::{Fit, Quantity};
use crate::pair::reading::{Evidence, Match};
use crate::pair::text::{Hit, ListingText, ListingValue};
use crate::patent::Claim;
use crate::text::lexis;

/// Most reasons given for one quote.
const REASONS: usize = 6;

/// Builds quotes for one element.
#[derive(Clone, Copy)]
pub struct Quotes<'a> {
    /// The claim.
    pub claim: &'a Claim,
    /// The element.
    pub element: &'a CompiledElement,
    /// The listing.
    pub listing: &'a Listing,
    /// The listing, analysed.
    pub text: &'a ListingText,
}

impl Quotes<'_> {
    /// A passage that speaks for the element.
    pub fn evidence(&self, at: usize, cover: &Cover, compared: &[Option<Compared>]) -> Evidence {
        let mut because: Vec<String> = compared
            .iter()
            .flatten()
            .filter(|found| found.passage == at && found.fit != Fit::Disjoint)
            .map(|found| self.comparison(found))
            .collect();
        let mut units: Vec<&(usize, Hit)> = cover.passages[at].units.iter().collect();
        units.sort_by(|a, b| self.weight(b.0).total_cmp(&self.weight(a.0)).then(a.0.cmp(&b.0)));
        // That "first" stands for "first" tells nothing where a telling word is there to name.
        let plain = |unit: usize, hit: &Hit| hit.link == Link::Stem && self.element.units[unit].generic;
        let is_telling = !because.is_empty() || units.iter().any(|(unit, hit)| !plain(*unit, hit));
        let mut notes = because.clone();
        let mut named_already: Vec<(Option<usize>, u32)> = Vec::new();
        for (unit, hit) in units.iter().filter(|(unit, hit)| !is_telling || !plain(*unit, hit)) {
            let reason = self.link(*unit, hit);
            if because.len() < REASONS && !because.contains(&reason) {
                // The same word twice, marked alike, needs no word.
                let plain = matches!(hit.link, Link::Stem | Link::Compound) && !hit.elsewhere && !hit.denied;
                // Nor do several words of a phrase that one word stands for.
                let whole = (self.element.units[*unit].term, hit.token);
                if !plain && (whole.0.is_none() || !named_already.contains(&whole)) {
                    named_already.push(whole);
                    notes.push(reason.clone());
                }
                because.push(reason);
            }
        }
        let score = cover.weight(at) / self.element.total.max(0.01);
        let words = cover.passages[at].units.iter().filter(|(unit, hit)| !plain(*unit, hit) && !hit.elsewhere);
        let mut matches: Vec<Match> = words.filter_map(|(unit, hit)| self.matched(*unit, hit)).collect();
        let fitting = compared.iter().flatten().filter(|found| found.passage == at && found.fit != Fit::Disjoint);
        matches.extend(fitting.filter_map(|found| self.measured(found)));
        notes.extend(self.speaker(&self.text.passages[at].passage.field));
        Evidence { matches, notes, ..self.quote(at, score.min(1.0), because) }
    }

    /// A passage that denies what the element needs, or states what it forbids.
    pub fn denial(&self, unit: usize, hit: &Hit) -> Evidence {
        let claimed = self.phrase(unit);
        let reason = if self.element.units[unit].negated {
            format!(
                "the claim excludes \u{201c}{claimed}\u{201d}, the listing states \u{201c}{}\u{201d}",
                self.written(hit)
            )
        } else {
            format!("the listing denies \u{201c}{}\u{201d}, which the claim needs", self.written(hit))
        };
        let score = self.weight(unit) / self.element.total.max(0.01);
        // What is denied is the whole phrase.
        let claimed = self.phrase_span(unit).and_then(|span| self.in_row(span));
        let whole = |found: Match| Match { claimed: claimed.unwrap_or(found.claimed), ..found };
        let matches = self.matched(unit, hit).map(whole).into_iter().collect();
        Evidence { matches, ..self.quote(hit.passage as usize, score, vec![reason]) }
    }

    /// A passage whose quantity the element excludes.
    pub fn excluded(&self, found: &Compared) -> Evidence {
        let matches = self.measured(found).into_iter().collect();
        Evidence { matches, ..self.quote(found.passage, 1.0, vec![self.comparison(found)]) }
    }

    /// A passage that states a value which excludes the claim's.
    pub fn conflict(&self, conflict: &Conflict) -> Evidence {
        let claimed = &self.element.values[conflict.claimed];
        let offered = &self.text.values[conflict.offered];
        let field = self.listing.field(&self.text.passages[offered.passage as usize].passage.field).unwrap_or_default();
        let reason = format!(
            "\u{201c}{}\u{201d} excludes \u{201c}{}\u{201d} ({})",
            &field[offered.span.0 as usize..offered.span.1 as usize],
            &self.claim.text[claimed.span.0..claimed.span.1],
            claimed.value.property
        );
        let span = (offered.span.0 as usize, offered.span.1 as usize);
        let concept = self.element.phrases.len() + self.element.units.len() + conflict.claimed;
        let matches = self.pair(concept, claimed.span, offered.passage as usize, span).into_iter().collect();
        Evidence { matches, ..self.quote(offered.passage as usize, 1.0, vec![reason]) }
    }

    /// The words of a unit and its hit.
    fn matched(&self, unit: usize, hit: &Hit) -> Option<Match> {
        let own = &self.element.units[unit];
        let concept = own.term.unwrap_or(self.element.phrases.len() + unit);
        let at = hit.passage as usize;
        if !hit.in_name {
            return self.pair(concept, own.span, at, (hit.span.0 as usize, hit.span.1 as usize));
        }
        let token = *lexis::tokens(self.attribute(at)).get(hit.token as usize)?;
        Some(Match { concept, claimed: self.in_row(own.span)?, offered: (token.start, token.end), in_name: true })
    }

    /// The quantities of a comparison.
    fn measured(&self, found: &Compared) -> Option<Match> {
        let claimed = &self.element.quantities[found.claimed].quantity;
        let offered = &self.text.passages[found.passage].quantities[found.offered].quantity;
        // Beyond the concepts of phrases, words and values.
        let concept = usize::MAX - found.claimed;
        self.pair(concept, (claimed.start, claimed.end), found.passage, (offered.start, offered.end))
    }

    /// A span of the claim and one of a passage's field, where both lie inside the row and the passage.
    fn pair(&self, concept: usize, claimed: (usize, usize), at: usize, offered: (usize, usize)) -> Option<Match> {
        let passage = &self.text.passages[at].passage;
        let offered = (offered.0.checked_sub(passage.start)?, offered.1.min(passage.end).checked_sub(passage.start)?);
        (offered.0 < offered.1).then_some(())?;
        Some(Match { concept, claimed: self.in_row(claimed)?, offered, in_name: false })
    }

    /// A span of the claim as one of the row's text.
    fn in_row(&self, span: (usize, usize)) -> Option<(usize, usize)> {
        let row = self.element.span;
        (row.0 <= span.0 && span.1 <= row.1).then(|| (span.0 - row.0, span.1 - row.0))
    }

    /// The name of the attribute that a passage is the value of.
    fn attribute(&self, at: usize) -> &str {
        let field = &self.text.passages[at].passage.field;
        field.strip_prefix(TRANSLATION).unwrap_or(field).strip_prefix("attributes.").unwrap_or_default()
    }

    /// Whether a quote is of a passage.
    pub fn is_of(&self, quote: &Evidence, at: usize) -> bool {
        let passage = &self.text.passages[at].passage;
        passage.field == quote.field && passage.start == quote.start
    }

    /// That a passage states a value of a property that the element speaks of.
    pub fn of_property(&self, offered: &ListingValue) -> String {
        let field = self.listing.field(&self.text.passages[offered.passage as usize].passage.field).unwrap_or_default();
        let written = &field[offered.span.0 as usize..offered.span.1 as usize];
        format!("states \u{201c}{written}\u{201d} ({})", offered.value.property)
    }

    /// That a passage states a quantity of a dimension that the element speaks of.
    pub fn of_dimension(&self, at: usize, offered: &Quantity) -> String {
        let field = self.listing.field(&self.text.passages[at].passage.field).unwrap_or_default();
        format!("states \u{201c}{}\u{201d} ({})", &field[offered.start..offered.end], offered.dimension)
    }

    /// A passage with a reason of its own.
    pub fn quote(&self, at: usize, score: f32, mut because: Vec<String>) -> Evidence {
        let passage = &self.text.passages[at].passage;
        because.extend(self.speaker(&passage.field));
        let text = self.listing.field(&passage.field).unwrap_or_default();
        let quote = text[passage.start..passage.end].to_owned();
        Evidence {
            paragraph: paragraph(text, passage.start),
            matches: Vec::new(),
            notes: because.clone(),
            field: passage.field.clone(),
            start: passage.start,
            end: passage.end,
            quote,
            score: score.min(1.0),
            because,
            lead: false,
        }
    }

    /// Whose words a quote is where it is not the seller's own: a customer's, or a translator's, and what they translate.
    fn speaker(&self, field: &str) -> Option<String> {
        if field.starts_with(REVIEWS) {
            return Some("a customer's words, not the seller's".to_owned());
        }
        let own = field.strip_prefix(TRANSLATION)?;
        Some(match self.listing.original(field) {
            Some(original) => format!("translation supplied by the user of \u{201c}{}\u{201d}", shortened(&original)),
            None => format!("translation supplied by the user of the {}", own.split(['.', '[']).next().unwrap_or(own)),
        })
    }

    fn weight(&self, unit: usize) -> f32 {
        self.element.units[unit].weight
    }

    pub(super) fn claimed(&self, unit: usize) -> &str {
        let span = self.element.units[unit].span;
        &self.claim.text[span.0..span.1]
    }

    /// The claim's words of a unit's noun phrase, so far as they carry weight.
    fn phrase(&self, unit: usize) -> &str {
        self.phrase_span(unit).map_or_else(|| self.claimed(unit), |(start, end)| &self.claim.text[start..end])
    }

    /// Where they stand in the claim.
    fn phrase_span(&self, unit: usize) -> Option<(usize, usize)> {
        let term = self.element.units[unit].term;
        let same = self.element.units.iter().filter(|other| term.is_some() && other.term == term);
        let start = same.clone().map(|other| other.span.0).min();
        start.zip(same.map(|other| other.span.1).max())
    }

    /// "“hinged” by “hinge” (same stem)".
    fn link(&self, unit: usize, hit: &Hit) -> String {
        let (claimed, offered) = (self.claimed(unit), self.written(hit));
        let how = how(hit.link, claimed, &offered);
        let place = if hit.in_name { ", in the attribute's name" } else { "" };
        let whose = if hit.elsewhere { ", said of another product" } else { "" };
        let denied = if hit.denied { ", denied in both" } else { "" };
        format!("\u{201c}{claimed}\u{201d} by \u{201c}{offered}\u{201d} ({how}{place}{whose}{denied})")
    }

    /// A hit as the listing writes it.
    pub(super) fn written(&self, hit: &Hit) -> String {
        let passage = &self.text.passages[hit.passage as usize].passage;
        if hit.in_name {
            let name = self.attribute(hit.passage as usize);
            return lexis::tokens(name).get(hit.token as usize).map_or(name, |token| token.text(name)).to_owned();
        }
        self.listing.field(&passage.field).unwrap_or_default()[hit.span.0 as usize..hit.span.1 as usize].to_owned()
    }

    fn comparison(&self, found: &Compared) -> String {
        let (claimed, offered) =
            (&self.element.quantities[found.claimed], &self.text.passages[found.passage].quantities[found.offered]);
        let converted =
            around(claimed, offered).and(claimed.measure).map_or(String::new(), |to| format!(", taken to a {to}"));
        let (claimed, offered) = (&claimed.quantity, &offered.quantity);
        let field = self.listing.field(&self.text.passages[found.passage].passage.field).unwrap_or_default();
        let how = match found.fit {
            Fit::Inside => "lies inside",
            Fit::Overlapping => "overlaps",
            Fit::Disjoint => "lies outside",
        };
        let offered_text = &field[offered.start..offered.end];
        let claimed_text = &self.claim.text[claimed.start..claimed.end];
        format!(
            "\u{201c}{offered_text}\u{201d} {how} \u{201c}{claimed_text}\u{201d} ({}{converted})",
            claimed.dimension
        )
    }
}

/// In which paragraph of a text a byte lies, from 1; none where the text has only one.
fn paragraph(text: &str, at: usize) -> Option<usize> {
    let filled = |text: &str| text.lines().filter(|line| !line.trim().is_empty()).count();
    // The line of the quote counts up to its start, which may be none of it.
    let line = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    (filled(text) > 1).then(|| filled(&text[..line]) + 1)
}

/// Longest original that a reason quotes, in characters.
const ORIGINAL: usize = 160;

/// A text on one line, cut where it is too long to read in a reason.
fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(ORIGINAL) {
        Some((end, _)) => format!("{}\u{2026}", &line[..end]),
        None => line,
    }
}

/// How a word of the listing came to stand for a word of the claim.
pub(super) fn how(link: Link, claimed: &str, offered: &str) -> &'static str {
    match link {
        Link::Stem if offered.eq_ignore_ascii_case(claimed) => "same word",
        Link::Stem => "same stem",
        Link::Compound => "written together or apart",
        Link::Abbreviation => "abbreviation",
        Link::Typo => "one letter off",
        Link::Kind => "by definition",
        Link::Good => "a kind of it",
        Link::Curated => "curated pair",
        Link::Bilingual => "bilingual word list",
        Link::Sense => "WordNet synonym",
        Link::Near => "near in meaning",
    }
}
