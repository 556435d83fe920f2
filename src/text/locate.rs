//! Where a finding's words stand in its file: claims and cells lose their line breaks when they are read, so the words are
//! looked for from the line of their claim or row on.

use crate::text::finding::{Extract, Finding};
use crate::text::source::Source;

/// How far below its line a finding's words may stand, in bytes.
const REACH: usize = 1 << 16;

/// Gives a finding line and column of its words, where they stand in the file as they are.
pub fn place(finding: &mut Finding, source: &Source) {
    let (Some(line), Some(extract)) = (finding.line, &finding.extract) else { return };
    let from = source.line_start(line);
    let Some((start, end)) = find(&source.text[from..], extract) else { return };
    let (line, column) = source.line_column(from + start);
    let (end_line, end_column) = source.line_column(from + end);
    finding.line = Some(line);
    finding.column = Some(column);
    finding.end_line = Some(end_line);
    finding.end_column = Some(end_column);
}

/// The place of the words: the same occurrence in the file as in the extract, white space aside.
fn find(text: &str, extract: &Extract) -> Option<(usize, usize)> {
    let words = &extract.text[extract.start..extract.end];
    let earlier = occurrences(&extract.text[..extract.start], words);
    let mut at = 0;
    let limit = text.floor_char_boundary(REACH);
    for _ in 0..earlier {
        let (_, end) = next(&text[at..limit], words)?;
        at += end;
    }
    next(&text[at..limit], words).map(|(start, end)| (at + start, at + end))
}

fn occurrences(text: &str, words: &str) -> usize {
    let (mut at, mut count) = (0, 0);
    while let Some((_, end)) = next(&text[at..], words) {
        at += end;
        count += 1;
    }
    count
}

/// The next place of words, any white space between them.
fn next(text: &str, words: &str) -> Option<(usize, usize)> {
    let parts: Vec<&str> = words.split_whitespace().collect();
    let first = *parts.first()?;
    text.match_indices(first).find_map(|(start, _)| {
        let mut end = start + first.len();
        for part in &parts[1..] {
            let gap = text[end..].len() - text[end..].trim_start().len();
            if gap == 0 || !text[end + gap..].starts_with(part) {
                return None;
            }
            end += gap + part.len();
        }
        Some((start, end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_over_line_breaks_and_at_their_own_occurrence() {
        let text = "1. A box with\n   the lid and\n   the  lid.";
        let claim = "A box with the lid and the lid.";
        let second = claim.rfind("the lid").unwrap();
        let extract = Extract { text: claim.to_owned(), start: second, end: second + 7 };
        let (start, end) = find(text, &extract).unwrap();
        assert_eq!(&text[start..end], "the  lid");
    }
}
