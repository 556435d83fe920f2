//! Figure descriptions of designs: which figure, which view, and which paragraphs are statements instead.

use std::collections::BTreeSet;

use crate::patent::{Figure, View};
use crate::text::flow::collapse;

/// A plural paragraph never names more figures than this; a longer range is a misreading.
const MAX_RANGE: u32 = 200;

#[rustfmt::skip]
const VERBS: &[&str] = &[
    "is", "are", "shows", "show", "illustrates", "illustrate", "depicts", "depict", "represents", "represent",
    "discloses", "disclose", "s", "being", "provides", "displays", "presents",
];

/// Views by their Chinese names.
const CHINESE: &[(&str, View)] = &[
    ("使用状态", View::InUse),
    ("爆炸", View::Exploded),
    ("分解", View::Exploded),
    ("剖", View::Section),
    ("放大", View::Enlarged),
    ("立体", View::Perspective),
    ("主视", View::Front),
    ("后视", View::Rear),
    ("左视", View::Left),
    ("右视", View::Right),
    ("俯视", View::Top),
    ("仰视", View::Bottom),
];

/// The view that a figure description names.
///
/// How a thing is drawn goes before the side it is seen from: exploded, section, enlarged, in use, perspective, then front,
/// rear, left, right, top, bottom by whichever is named first ("bottom plan" is the bottom), then an unnamed side.
pub fn view_of(description: &str) -> View {
    let lower = description.to_lowercase();
    if let Some((_, view)) = CHINESE.iter().find(|(name, _)| lower.contains(name)) {
        return *view;
    }
    let clause = lower.split(';').next().unwrap_or_default();
    let cut = ["view", "thereof", "showing", "shown", " of ", "illustrating", "depicting", "embodying"]
        .iter()
        .filter_map(|stop| clause.find(stop))
        .min()
        .unwrap_or(clause.len());
    let (head, rest) = clause.split_at(cut);
    let words: Vec<&str> = head.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let has = |stems: &[&str]| words.iter().any(|word| stems.iter().any(|stem| word.starts_with(stem)));
    let shown_in_use =
        ["in use", "in-use", "environment of use", "environmental use", "being worn", "worn by", "usage"];
    if has(&["explod"]) {
        View::Exploded
    } else if has(&["section", "crosssection"]) {
        View::Section
    } else if has(&["enlarg", "magnif", "detail", "closeup", "zoom", "blow"]) || head.contains("close-up") {
        View::Enlarged
    } else if shown_in_use.iter().any(|words| clause.contains(words)) || has(&["environment"]) {
        View::InUse
    } else if has(&["perspective", "isometric", "axonometric", "trimetric", "oblique", "dimetric"]) {
        View::Perspective
    } else {
        direction(&words).or_else(|| seen_from(rest)).or_else(|| unnamed_side(&words)).unwrap_or(View::Other)
    }
}

/// The side that the words before "view" name: the first, unless left and right are one.
fn direction(words: &[&str]) -> Option<View> {
    let mut named = words.iter().filter_map(|word| named_side(word));
    match (named.next()?, named.next()) {
        (View::Left, Some(View::Right)) | (View::Right, Some(View::Left)) => Some(View::Side),
        (first, _) => Some(first),
    }
}

/// A view from a side that has no name of its own.
fn unnamed_side(words: &[&str]) -> Option<View> {
    words.iter().find_map(|word| match *word {
        "plan" => Some(View::Top),
        "side" | "sides" | "end" | "profile" | "lateral" | "elevation" | "elevational" => Some(View::Side),
        // A misprint of "front" that offices let pass: "a from view".
        "from" if words.last() == Some(&"from") => Some(View::Front),
        _ => None,
    })
}

fn named_side(word: &str) -> Option<View> {
    Some(match word {
        "front" | "frontal" | "anterior" => View::Front,
        "rear" | "back" | "posterior" | "backside" | "rearward" => View::Rear,
        "left" | "lefthand" => View::Left,
        "right" | "righthand" => View::Right,
        "top" | "overhead" | "upper" => View::Top,
        "bottom" | "underside" | "underneath" | "lower" => View::Bottom,
        _ => return None,
    })
}

/// "a view of the front", "an elevational view of the left side": the side is named behind the view.
fn seen_from(rest: &str) -> Option<View> {
    let mut words = rest.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    while words
        .next_if(|word| matches!(*word, "view" | "views" | "thereof" | "taken" | "seen" | "as" | "viewed"))
        .is_some()
    {}
    words.next_if(|word| matches!(*word, "of" | "from"))?;
    words.next_if(|word| matches!(*word, "the" | "its"));
    let next: Vec<&str> = words.take_while(|word| !matches!(*word, "of" | "showing" | "thereof")).take(5).collect();
    let first = named_side(next.first()?)?;
    if next
        .get(1)
        .is_none_or(|word| matches!(*word, "side" | "end" | "and" | "or" | "surface" | "face" | "panel" | "wall"))
    {
        return direction(&next).or(Some(first));
    }
    None
}

/// Figures and statements of the paragraphs of a design's description, none of them dropped but headings.
///
/// "FIGS. 2 and 3 are side views" gives two figures; a remark on figures that have their own description ("FIGS. 1-6 show
/// features in phantom lines") is a statement. A sentence on broken lines inside a figure's paragraph is a statement too.
pub fn read(paragraphs: &[String]) -> (Vec<Figure>, Vec<String>) {
    let paragraphs: Vec<String> =
        paragraphs.iter().map(|text| collapse(text)).filter(|text| !is_boilerplate(text)).collect();
    let heads: Vec<Option<Head>> = paragraphs.iter().map(|text| head_of(text)).collect();
    let single: BTreeSet<String> =
        heads.iter().flatten().filter(|head| head.numbers.len() == 1).map(|head| head.numbers[0].clone()).collect();
    let mut shared: BTreeSet<String> = BTreeSet::new();
    let (mut figures, mut statements) = (Vec::new(), Vec::new());
    for (text, head) in paragraphs.iter().zip(&heads) {
        let Some(head) = head else {
            statements.push(text.clone());
            continue;
        };
        let own: Vec<&String> = match head.numbers.as_slice() {
            [_] => head.numbers.iter().collect(),
            several => several.iter().filter(|number| !single.contains(*number) && !shared.contains(*number)).collect(),
        };
        // A remark on figures that are described elsewhere describes none.
        if own.is_empty() || (own.len() < head.numbers.len() && speaks_of_lines(text)) {
            statements.push(text.clone());
            continue;
        }
        let view = view_of(head.description);
        shared.extend(own.iter().map(|number| (*number).clone()));
        for number in own {
            figures.push(Figure { number: number.clone(), description: head.description.to_owned(), view });
        }
        statements.extend(pieces(head.whole).filter(|piece| speaks_of_lines(piece)).map(str::to_owned));
    }
    (figures, statements)
}

/// A paragraph that describes figures.
struct Head<'a> {
    numbers: Vec<String>,
    /// Without the glue of the list.
    description: &'a str,
    /// With it.
    whole: &'a str,
}

fn head_of(text: &str) -> Option<Head<'_>> {
    let Some((rest, plural)) = figure_word(text) else { return numbered_view(text) };
    let (numbers, rest) = match figure_numbers(rest) {
        Some((numbers, rest)) => (numbers, rest),
        // "The FIGURE is a front view": a design with one figure does not number it.
        None if !plural && starts_with_verb(rest) => (vec!["1".to_owned()], rest),
        None => return None,
    };
    let rest = rest.trim_start_matches([' ', '.', ':', '-', '–', '—', ',', ')']);
    let whole = after_verb(rest);
    let description = tidy(whole);
    (!description.is_empty()).then_some(Head { numbers, description, whole })
}

/// What follows "FIG.", "FIGS.", "Figure", "The sole FIGURE" and misprints of them, and whether it is a plural.
fn figure_word(text: &str) -> Option<(&str, bool)> {
    let mut rest = text;
    for word in ["the ", "sole ", "only ", "single ", "drawing "] {
        if rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            rest = &rest[word.len()..];
        }
    }
    for word in ["figures", "figured", "figure", "figs", "fig"] {
        if rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            let rest = &rest[word.len()..];
            let trimmed = rest.trim_start_matches([' ', '.', ',', ':', '#']);
            let apart = trimmed.len() < rest.len() || trimmed.starts_with(|c: char| c.is_ascii_digit());
            return apart.then_some((trimmed, word.ends_with('s')));
        }
    }
    rest.strip_prefix('图').map(|rest| (rest.trim_start(), false))
}

/// Reads "1", "2A", "1.1", "2-4", "2 and 3", "1, 2 and 5".
fn figure_numbers(text: &str) -> Option<(Vec<String>, &str)> {
    let (first, mut rest) = figure_number(text)?;
    let mut numbers = vec![first.to_owned()];
    while numbers.len() < MAX_RANGE as usize {
        let joiner = rest.trim_start_matches([' ', ',']);
        let (range, after) =
            if let Some(after) = ["-", "–", "—", "to ", "through "].iter().find_map(|j| joiner.strip_prefix(j)) {
                (true, after)
            } else if let Some(after) = ["and ", "& ", "or "].iter().find_map(|j| joiner.strip_prefix(j)) {
                (false, after)
            } else if rest.trim_start().starts_with(',') {
                (false, joiner)
            } else {
                break;
            };
        let Some((next, tail)) = figure_number(without_figure_word(after.trim_start())) else { break };
        match (range, numbers.last().and_then(|last| last.parse::<u32>().ok()), next.parse::<u32>().ok()) {
            (true, Some(from), Some(to)) if from < to && to - from <= MAX_RANGE => {
                numbers.extend((from + 1..=to).map(|number| number.to_string()));
            }
            _ => numbers.push(next.to_owned()),
        }
        rest = tail;
    }
    Some((numbers, rest))
}

fn without_figure_word(text: &str) -> &str {
    match figure_word(text) {
        Some((rest, _)) => rest,
        None => text,
    }
}

/// Digits, further parts after points, and one letter that no other letter follows.
fn figure_number(text: &str) -> Option<(&str, &str)> {
    let digits = |from: usize| text[from..].bytes().take_while(u8::is_ascii_digit).count();
    let mut end = digits(0);
    if end == 0 || end > 4 {
        return None;
    }
    while text[end..].starts_with('.') && digits(end + 1) > 0 {
        end += 1 + digits(end + 1);
    }
    let mut letters = text[end..].chars();
    // "FIG. 13is a view" lacks a space; "FIG. 5A" does not, nor does "FIG. 5A-1".
    if letters.next().is_some_and(|c| c.is_ascii_alphabetic()) && !letters.next().is_some_and(char::is_alphanumeric) {
        end += 1;
    }
    while text[end..].starts_with('\'') {
        end += 1;
    }
    Some(text.split_at(end))
}

fn starts_with_verb(text: &str) -> bool {
    after_verb(text).len() < text.len()
}

fn after_verb(text: &str) -> &str {
    let end = text.find(' ').unwrap_or(text.len());
    if VERBS.iter().any(|verb| text[..end].eq_ignore_ascii_case(verb)) { text[end..].trim_start() } else { text }
}

/// "1.1 : Perspective", "2 - Front view": numbers without the word figure, as international registrations print them.
fn numbered_view(text: &str) -> Option<Head<'_>> {
    let (number, rest) = figure_number(text)?;
    let trimmed = rest.trim_start_matches([' ', ':', '.', ')', '-', '–', '—']);
    let whole = after_verb(trimmed);
    let description = tidy(whole);
    let parted = trimmed.len() < rest.len() && !description.is_empty();
    let described = rest.trim_start().starts_with(':') || number.contains('.') || view_of(description) != View::Other;
    // A claim or a product name may begin with a number too; only a short line is a legend.
    (parted && described && description.len() < 200).then(|| Head {
        numbers: vec![number.to_owned()],
        description,
        whole,
    })
}

/// Without what joins the paragraphs into one list: "; and,", ";" and the last full stop.
fn tidy(description: &str) -> &str {
    let text = description.trim();
    let text = text.strip_suffix('.').unwrap_or(text);
    let glue = ["; and,", ", and,", "; and", ", and", ";", ","];
    glue.iter().find_map(|end| text.strip_suffix(end)).unwrap_or(text).trim_end()
}

/// Sentences, and clauses parted by semicolons.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split_inclusive(';')
        .flat_map(sentences)
        .map(|piece| piece.trim().trim_end_matches(';').trim_end())
        .filter(|piece| !piece.is_empty())
}

fn sentences(text: &str) -> Vec<&str> {
    let mut all = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(". ") {
        // "FIG. 1" and "No. 2" end no sentence.
        if text[at + 2..].starts_with(|c: char| c.is_uppercase()) && !text[..at].to_lowercase().ends_with("fig") {
            all.push(&text[start..=at]);
            start = at + 2;
        }
    }
    all.push(&text[start..]);
    all
}

/// Whether a text speaks of broken, dashed, dotted or phantom lines.
fn speaks_of_lines(text: &str) -> bool {
    let lower = text.to_lowercase();
    let kinds = ["broken", "dashed", "dotted", "phantom", "dash-dot", "dot-dash", "stippl", "虚线", "点划线"];
    kinds.iter().any(|kind| lower.contains(kind))
        && ["line", "stippl", "虚线", "点划线"].iter().any(|word| lower.contains(word))
}

/// Headings such as "Brief description of the drawings".
fn is_boilerplate(text: &str) -> bool {
    let lower = text.trim_end_matches([':', '.']).to_lowercase();
    lower.is_empty()
        || (lower.split(' ').count() <= 8
            && ["description", "brief description of", "description of the", "drawings", "figures", "views"]
                .iter()
                .any(|start| lower.starts_with(start))
            && [
                "description",
                "drawings",
                "figures",
                "views",
                "drawing",
                "views of the drawing",
                "several views of the drawings",
            ]
            .iter()
            .any(|end| lower.ends_with(end)))
}
