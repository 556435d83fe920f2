//! The columns of a drafted chart, whatever format its table comes in.

use crate::check::draft::{Draft, DraftRow, Prose, Quote};
use crate::text::finding::{Code, Finding};
use crate::text::flow::collapse;

/// Which column of a table is what, by the header.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Columns {
    label: Option<usize>,
    element: Option<usize>,
    evidence: Option<usize>,
    explanation: Option<usize>,
    verdict: Option<usize>,
    remarks: Option<usize>,
    signed: Option<usize>,
}

/// Columns that say what is compared, and are no part of a row.
const META: [&str; 10] = [
    "patent",
    "patent no.",
    "patent number",
    "claim no.",
    "claim number",
    "listing",
    "listing id",
    "asin",
    "product id",
    "url",
];

impl Columns {
    /// The columns of a header; `None` when it is no chart's: it needs an element and evidence.
    pub fn of(header: &[String]) -> Option<Columns> {
        let mut columns = Columns::default();
        for (at, name) in header.iter().enumerate() {
            let name = name.trim().to_lowercase();
            if META.contains(&name.as_str()) {
                continue;
            }
            let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
            let place = if has(&["label", "no.", "nr.", "编号"]) {
                &mut columns.label
            } else if has(&["sign", "initials", "reviewer"]) {
                &mut columns.signed
            } else if has(&[
                "verdict",
                "support",
                "same or equivalent",
                "literal",
                "met?",
                "status",
                "infringed",
                "finding",
                "相同",
            ]) {
                &mut columns.verdict
            } else if has(&["evidence", "accused", "product", "listing", "quote", "被控", "被诉"]) {
                &mut columns.evidence
            } else if has(&["element", "limitation", "claim", "feature", "技术特征"]) {
                &mut columns.element
            } else if has(&["explanation", "analysis", "reason", "mapping"]) {
                &mut columns.explanation
            } else if has(&["remark", "comment", "note", "备注"]) {
                &mut columns.remarks
            } else {
                continue;
            };
            place.get_or_insert(at);
        }
        (columns.element.is_some() && columns.evidence.is_some()).then_some(columns)
    }

    /// The columns of a header that are no part of a row, as a finding; none when there are none.
    pub fn passed_over(&self, file: &str, line: usize, header: &[String]) -> Option<Finding> {
        let known =
            [self.label, self.element, self.evidence, self.explanation, self.verdict, self.remarks, self.signed];
        let unknown: Vec<String> = header
            .iter()
            .enumerate()
            .filter(|(at, name)| {
                !known.contains(&Some(*at))
                    && !name.trim().is_empty()
                    && !META.contains(&name.trim().to_lowercase().as_str())
            })
            .map(|(_, name)| format!("“{}”", collapse(name).escape_debug()))
            .collect();
        (!unknown.is_empty()).then(|| {
            let message = format!("columns that are not understood were passed over: {}", unknown.join(", "));
            Finding::new(Code::UnknownColumn, file, message)
                .at_line(line)
                .help("columns are Element, Evidence, Explanation, Verdict, Remarks, Signed, Label")
        })
    }

    /// A row of cells.
    pub fn row(&self, cells: &[String]) -> DraftRow {
        let cell = |at: Option<usize>| at.and_then(|at| cells.get(at)).map(String::as_str).unwrap_or_default();
        let written = collapse(cell(self.element));
        let (own, element) = label(&written);
        let given = collapse(cell(self.label));
        let evidence = cell(self.evidence);
        DraftRow {
            label: if given.is_empty() { own } else { given },
            element,
            quotes: quotes(evidence),
            evidence: collapse(evidence),
            explanation: collapse(cell(self.explanation)),
            verdict: collapse(cell(self.verdict)).to_lowercase(),
            remarks: collapse(cell(self.remarks)),
            signed: collapse(cell(self.signed)),
            ..DraftRow::default()
        }
    }
}

/// A row that names a chart's columns.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its line in the file.
    pub line: usize,
    /// Its cells.
    pub cells: Vec<String>,
    /// Which column is what.
    pub columns: Columns,
}

impl Header {
    /// The header that a row is, when it is a chart's.
    pub fn of(line: usize, cells: Vec<String>) -> Option<Header> {
        Columns::of(&cells).map(|columns| Header { line, cells, columns })
    }

    /// Its columns that are no part of a row, as a finding; none when there are none.
    pub fn passed_over(&self, file: &str) -> Option<Finding> {
        self.columns.passed_over(file, self.line, &self.cells)
    }
}

/// A drafted chart from a table: its header, and its rows with their line in the file. Columns "Patent", "Claim no." and
/// "Listing" say what is compared.
pub fn grid(file: &str, header: &Header, rows: impl Iterator<Item = (usize, Vec<String>)>) -> Draft {
    let mut draft = Draft { file: file.to_owned(), line: 1, spreadsheet: true, ..Draft::default() };
    take(&mut draft, header, rows);
    add_cells(&mut draft);
    draft
}

/// How many rows above a table's header are looked through.
const MAX_ABOVE: usize = 40;

/// Passes over a title, a date or empty rows above a table, and gives its header; `None` when it is no chart's.
pub fn headed(rows: &mut impl Iterator<Item = (usize, Vec<String>)>) -> Option<Header> {
    rows.take(MAX_ABOVE).find_map(|(line, row)| Header::of(line, row))
}

/// Puts the rows below a header into a draft. A row that names no element goes on with the one above, as cells do that
/// are merged down a column.
pub fn take(draft: &mut Draft, header: &Header, rows: impl Iterator<Item = (usize, Vec<String>)>) {
    let Header { cells, columns, .. } = header;
    let place = |names: &[&str]| cells.iter().position(|name| names.contains(&name.trim().to_lowercase().as_str()));
    let (patent, claim) = (place(&["patent", "patent no.", "patent number"]), place(&["claim no.", "claim number"]));
    let listing = place(&["listing", "listing id", "asin", "product id"]);
    let url = place(&["url"]);
    let mut has_row = false;
    for (line, cells) in rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.trim().is_empty())) {
        let cell = |at: Option<usize>| {
            at.and_then(|at| cells.get(at)).map(|cell| collapse(cell)).filter(|cell| !cell.is_empty())
        };
        let row = DraftRow { line, ..columns.row(&cells) };
        draft.patent = draft.patent.take().or_else(|| cell(patent));
        draft.listing = draft.listing.take().or_else(|| cell(listing));
        draft.url = draft.url.take().or_else(|| cell(url));
        draft.claim = draft.claim.or_else(|| cell(claim)?.parse().ok());
        draft.claim = draft.claim.or_else(|| row.label.split('[').next()?.parse().ok());
        match draft.rows.last_mut() {
            Some(above) if has_row && row.label.is_empty() && row.element.is_empty() => go_on(above, row),
            _ => draft.rows.push(row),
        }
        has_row = true;
    }
}

/// Adds to a row what the row below it says of the same element.
fn go_on(above: &mut DraftRow, below: DraftRow) {
    let add = |to: &mut String, more: String| {
        if !to.is_empty() && !more.is_empty() {
            to.push(' ');
        }
        to.push_str(&more);
    };
    above.quotes.extend(below.quotes);
    add(&mut above.evidence, below.evidence);
    add(&mut above.explanation, below.explanation);
    add(&mut above.remarks, below.remarks);
    for (to, more) in [(&mut above.verdict, below.verdict), (&mut above.signed, below.signed)] {
        if to.is_empty() {
            *to = more;
        }
    }
}

/// What may stand before a label: "Claim 1(a)", "Element 1A".
const BEFORE: [&str; 7] = ["claim", "element", "limitation", "feature", "step", "权利要求", "特征"];

/// A label at the head of an element's cell as charts here write it, and the rest: `1[a]`, 1(a), 1a, 1.a, 1-a, `[1A]`,
/// "Claim 1(a)", "Claim 1, element b", `1[P]`. A bare number or letter is no label.
fn label(written: &str) -> (String, String) {
    let none = || (String::new(), written.to_owned());
    let (mut rest, mut said) = (written.trim_start(), false);
    for word in BEFORE {
        if let Some(after) = strip_word(rest, word) {
            (rest, said) = (after.trim_start(), true);
            break;
        }
    }
    let open = rest.starts_with(['[', '(']);
    rest = if open { &rest[1..] } else { rest };
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 || digits > 3 {
        return none();
    }
    let (number, after) = rest.split_at(digits);
    let mut rest = after.trim_start_matches(['.', '-', '\u{2011}', '\u{2013}', ',', '(', '[']);
    let is_parted = rest.len() < after.len();
    if said {
        rest = rest.trim_start();
        rest = BEFORE.iter().find_map(|word| strip_word(rest, word)).unwrap_or(rest).trim_start();
        rest = rest.trim_start_matches(['(', '[']);
    }
    let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, tail) = rest.split_at(letters);
    let closed = tail.starts_with([')', ']', '.', ':', '-', ',']);
    let end = tail.trim_start_matches([')', ']', '.', ':', '-', ',']);
    let ends = end.is_empty() || end.starts_with(char::is_whitespace) || closed;
    let name = name.to_ascii_lowercase();
    let element = match name.as_str() {
        "pre" | "preamble" | "p" if is_parted || open || said || closed => "pre",
        name if name.len() == 1 || name.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x')) => name,
        _ => "",
    };
    // "1 a lid" counts a lid; a label's letter stands right at its number or behind a sign.
    let joined = !after.starts_with(char::is_whitespace) || (said && (closed || element == "pre"));
    if element.is_empty() || !ends || !joined {
        return none();
    }
    (format!("{number}[{element}]"), end.trim_start_matches([':', ' ']).to_owned())
}

/// A text without a word at its start, case aside, which does not go on.
fn strip_word<'t>(text: &'t str, word: &str) -> Option<&'t str> {
    let head = text.get(..word.len()).filter(|head| head.eq_ignore_ascii_case(word))?;
    let rest = &text[head.len()..];
    (!rest.starts_with(char::is_alphabetic)).then_some(rest)
}

/// A text without the numbering at its head: "1.", "(a)", "1b)", "1.c", "[1.4]".
pub fn without_enumerator(text: &str) -> &str {
    let text = text.trim_start();
    let Some(end) = text.find(char::is_whitespace).filter(|end| *end <= 7) else { return text };
    let head = &text[..end];
    let inner = head.trim_matches(['(', ')', '[', ']', '.', ':']);
    let marked = inner.len() < head.len() || inner.contains('.');
    let digits = inner.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    let numbering = digits.len() <= 1 || digits.bytes().all(|byte| matches!(byte, b'i' | b'v' | b'x'));
    if marked && numbering && inner.is_ascii() { text[end..].trim_start() } else { text }
}

/// What stands in quotation marks, with the field that is named behind it ("… in `bullets[0]`").
pub fn quotes(text: &str) -> Vec<Quote> {
    const MARKS: [(char, char); 5] = [('“', '”'), ('"', '"'), ('「', '」'), ('„', '“'), ('«', '»')];
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, open)) = text[at..]
        .char_indices()
        .map(|(start, c)| (at + start, c))
        .find(|(_, c)| MARKS.iter().any(|(open, _)| open == c))
    {
        let from = start + open.len_utf8();
        let close = MARKS.iter().find(|(mark, _)| *mark == open).map_or('"', |(_, close)| *close);
        let Some(length) = text[from..].find(close) else { break };
        let end = from + length + close.len_utf8();
        let words = collapse(&text[from..from + length]);
        // An inch mark is no quotation mark: it stands behind a number.
        let opens = open != '"' || !text[..start].ends_with(|c: char| c.is_alphanumeric());
        if opens && words.chars().any(char::is_alphanumeric) {
            found.push(Quote { text: words, field: field(&text[end..]) });
        }
        at = end;
    }
    found
}

/// A field's address right behind a quote.
fn field(after: &str) -> Option<String> {
    let mut words = after
        .split(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | ',' | ';' | '*'))
        .filter(|word| !word.is_empty());
    let word = words.by_ref().find(|word| !matches!(*word, "in" | "from" | "see" | "field"))?;
    let word = word.trim_end_matches(['.', ':']);
    let known = matches!(word, "title" | "brand" | "category" | "description");
    (known || word.starts_with("bullets[") || word.starts_with("attributes.")).then(|| word.to_owned())
}

/// What the writer says in the evidence, the explanation and the remarks of every row, as prose.
pub fn add_cells(draft: &mut Draft) {
    let cells = draft.rows.iter().flat_map(|row: &DraftRow| {
        [(&row.evidence, "evidence"), (&row.explanation, "explanation"), (&row.remarks, "remarks")]
            .map(|(text, place)| Prose { text: without_quotes(text), place, line: row.line })
    });
    let cells: Vec<Prose> = cells.filter(|prose| !prose.text.trim().is_empty()).collect();
    draft.prose.extend(cells);
}

/// What is quoted is not the writer's own wording.
pub(crate) fn without_quotes(text: &str) -> String {
    let mut own = text.to_owned();
    for quote in quotes(text) {
        own = own.replace(&quote.text, "…");
    }
    own
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_and_quotes_are_told_apart_from_text() {
        for written in [
            "1[a] x",
            "1(a) x",
            "1a) x",
            "1a x",
            "1.a x",
            "1-a x",
            "[1A] x",
            "1[a]: x",
            "Claim 1(a) x",
            "Element 1A x",
            "claim 1, element a: x",
            "(1a) x",
            "1.a. x",
        ] {
            assert_eq!(label(written), ("1[a]".to_owned(), "x".to_owned()), "{written}");
        }
        for written in ["1[pre] x", "1[P] x", "Claim 1 preamble x", "1(pre) x", "1.preamble: x"] {
            assert_eq!(label(written), ("1[pre]".to_owned(), "x".to_owned()), "{written}");
        }
        for written in [
            "a lid [10] of steel",
            "1 a lid",
            "1. A cup",
            "2 pairs of legs",
            "1-in-1 cup",
            "(a) a lid",
            "1st cup",
            "Claim a",
            "12",
            "",
        ] {
            assert_eq!(label(written), (String::new(), written.to_owned()), "{written}");
        }
        let found = quotes("see “a steel lid” in bullets[0]; 5\" wide");
        for (text, bare) in [
            ("1. A cup", "A cup"),
            ("(a) a lid", "a lid"),
            ("[1.4] a lid", "a lid"),
            ("1b) a lid", "a lid"),
            ("a lid", "a lid"),
            ("A. B", "B"),
        ] {
            assert_eq!(without_enumerator(text), bare, "{text}");
        }
        assert_eq!(found, [Quote { text: "a steel lid".to_owned(), field: Some("bullets[0]".to_owned()) }]);
    }
}
