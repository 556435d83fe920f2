//! What stands before pasted claims: the patent's number, its title, and a line that introduces the claims.

use crate::patent::Patent;
use crate::patent::read::front::is_design_claim;
use crate::text::flow::collapse;

/// What stands before the claims.
const LEAD_INS: &[&str] = &[
    "what is claimed is",
    "what is claimed",
    "what we claim is",
    "what i claim is",
    "we claim",
    "i claim",
    "claims",
    "the invention claimed is",
    "it is claimed",
    "claimed is",
    "having thus described the invention, what is claimed is",
    "that which is claimed is",
    "the claims",
    "claim",
    "patentansprüche",
    "权利要求书",
    "权利要求",
];

/// A line that only introduces the claims: what is before it is the header.
pub(super) fn lead_in(text: &str, lines: &[(usize, &str)]) -> Option<(usize, usize)> {
    for (start, line) in lines {
        let content = line.trim().trim_end_matches([':', '.', '-', '—']).trim_end().to_lowercase();
        if LEAD_INS.contains(&without_count(&content)) {
            return Some((*start, start + line.len()));
        }
    }
    // "I claim: a device ..." on one line; "I claim the ornamental design" is the claim sentence itself.
    let first = text.trim_start();
    let at = text.len() - first.len();
    LEAD_INS.iter().find_map(|lead| {
        let start = first.get(..lead.len())?;
        let rest = &first[lead.len()..];
        (start.eq_ignore_ascii_case(lead) && rest.starts_with(':')).then(|| (at, at + lead.len() + 1))
    })
}

/// A heading without the count that a page puts behind it: "Patent Citations (12)".
pub(super) fn without_count(heading: &str) -> &str {
    heading.rsplit_once(" (").filter(|(_, count)| count.ends_with(')')).map_or(heading, |(head, _)| head)
}

/// Without numbers and lead-in, a first line that is a patent number, and a title below it, are the header.
pub(super) fn after_header(text: &str, lines: &[(usize, &str)]) -> (usize, usize) {
    let mut filled = lines.iter().filter(|(_, line)| !line.trim().is_empty());
    let Some((_, first)) = filled.next() else { return (0, 0) };
    if patent_number(first.trim()).is_none() {
        return if is_design_claim(text) { design_sentence(lines) } else { (0, 0) };
    }
    let rest: Vec<&(usize, &str)> = filled.collect();
    let body = match rest.as_slice() {
        [(_, title), (next, _), ..]
            if title.trim().len() < 120
                && !ends_sentence(title.trim())
                && title.trim().starts_with(char::is_uppercase) =>
        {
            *next
        }
        [(next, _), ..] => *next,
        [] => text.len(),
    };
    (body, body)
}

/// The line with the ornamental design; figure descriptions may stand before it.
fn design_sentence(lines: &[(usize, &str)]) -> (usize, usize) {
    let line = lines.iter().find(|(_, line)| line.to_lowercase().contains("ornamental design for"));
    line.map_or((0, 0), |(start, _)| (*start, *start))
}

/// A line that is nothing but a patent number, with or without words such as "Patent No.": the number without separators.
pub(super) fn patent_number(line: &str) -> Option<String> {
    let mut rest = line.trim();
    for word in [
        "United States Design Patent",
        "United States Patent",
        "U.S. Patent",
        "US Patent",
        "U. S. Patent",
        "Patent Number",
        "Patent No",
        "Publication No",
        "Pub. No",
        "Patent",
        "Number",
        "No",
    ] {
        if rest.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word)) {
            rest = rest[word.len()..].trim_start_matches(['.', ':', ' ', '#']);
        }
    }
    let compact: String = rest.chars().filter(|c| !matches!(c, ' ' | ',' | '/' | '.' | '\'')).collect();
    let letters = compact.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = compact[letters..].bytes().take_while(u8::is_ascii_digit).count();
    let kind = &compact[letters + digits..];
    let office = (2..=4).contains(&letters);
    let known =
        matches!(&compact[..letters], "D" | "RE" | "PP" | "H") || (letters == 0 && rest.contains(',') && digits >= 7);
    let kind_fits = kind.is_empty()
        || (kind.len() <= 2
            && kind.starts_with(|c: char| c.is_ascii_uppercase())
            && kind.bytes().all(|b| b.is_ascii_alphanumeric()));
    let number_fits = (5..=13).contains(&digits) && compact.is_ascii();
    ((office || known) && kind_fits && number_fits).then(|| {
        let digits = compact[letters..letters + digits].trim_start_matches('0');
        let office = if office && compact[..letters].len() >= 2 && !matches!(&compact[..letters], "RE" | "PP") {
            ""
        } else {
            "US"
        };
        format!("{office}{}{digits}{kind}", &compact[..letters])
    })
}

/// Number and title from the lines before the claims.
pub(super) fn header(text: &str, patent: &mut Patent) {
    // "US11999105B2 - Folding stool - Google Patents" heads a page that was copied as text.
    for line in text.lines().take(5) {
        let parts: Vec<&str> = line.split(" - ").map(str::trim).collect();
        if let [first, title @ .., _] = parts.as_slice()
            && !title.is_empty()
            && let Some(number) = patent_number(first)
        {
            patent.number = number;
            patent.title = collapse(&title.join(" - "));
            break;
        }
    }
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        let plain = line.trim_end_matches([':', '.']).to_lowercase();
        if line.contains(" - ") && line.split(" - ").next().is_some_and(|first| patent_number(first.trim()).is_some()) {
            continue;
        }
        if let Some(number) = patent_number(line) {
            if patent.number.is_empty() {
                patent.number = number;
            }
        } else if patent.title.is_empty()
            && line.len() < 200
            && !LEAD_INS.contains(&plain.as_str())
            && !is_page_number(line)
            && !starts_figures(line)
            && !ends_sentence(line)
            && !line.ends_with([':', ';', ','])
            && plain != "united states patent"
            && !plain.starts_with("claims (")
            && !matches!(plain.as_str(), "hide dependent" | "show dependent")
        {
            let title = line.strip_prefix("Title:").or_else(|| line.strip_prefix("(54)")).unwrap_or(line);
            patent.title = collapse(title);
        }
    }
}

pub(crate) fn ends_sentence(text: &str) -> bool {
    text.trim_end_matches(['"', '”', ')', '*', ' ']).ends_with(['.', '。', '!', '?'])
}

pub(crate) fn is_page_number(line: &str) -> bool {
    let inner = line.trim_matches(|c: char| matches!(c, '-' | '–' | '—' | '[' | ']' | ' '));
    let digits = |text: &str| !text.is_empty() && text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    if digits(inner) {
        return true;
    }
    let words: Vec<&str> = inner.split_whitespace().collect();
    match words.as_slice() {
        [page, number] => page.eq_ignore_ascii_case("page") && digits(number),
        [page, number, of, total] => {
            page.eq_ignore_ascii_case("page") && digits(number) && *of == "of" && digits(total)
        }
        [number, of, total] => matches!(*of, "of" | "/") && digits(number) && digits(total),
        _ => false,
    }
}

pub(crate) fn starts_figures(text: &str) -> bool {
    text.get(..3).is_some_and(|start| start.eq_ignore_ascii_case("fig"))
}
