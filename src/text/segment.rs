//! Where words of Han letters end: that script has no spaces between them.

use crate::text::language::is_han;
use crate::text::tables::BILINGUAL;

/// Longest term of Han letters, and longest unit, in letters.
const LONGEST: usize = 6;

/// Calls `each` with the end of every piece of a run of Han letters, as byte offsets into it: the longest terms of the
/// table from left to right, and what lies between them. Han text has no spaces, and single letters mean too much.
pub fn cut(run: &str, mut each: impl FnMut(usize)) {
    let mut from = 0;
    let mut at = 0;
    while at < run.len() {
        match longest(&run[at..], 2, |term| BILINGUAL.contains(term)) {
            Some(length) => {
                if from < at {
                    each(at);
                }
                at += length;
                each(at);
                from = at;
            }
            None => at += run[at..].chars().next().map_or(1, char::len_utf8),
        }
    }
    if from < run.len() {
        each(run.len());
    }
}

/// Length of the longest start of a text, of at least some letters, that passes a test.
pub(crate) fn longest(text: &str, least: usize, passes: impl Fn(&str) -> bool) -> Option<usize> {
    let ends: Vec<usize> =
        text.char_indices().take(LONGEST).take_while(|(_, c)| is_han(*c)).map(|(at, c)| at + c.len_utf8()).collect();
    ends.iter()
        .enumerate()
        .rev()
        .filter(|(at, _)| at + 1 >= least)
        .map(|(_, end)| *end)
        .find(|end| passes(&text[..*end]))
}
