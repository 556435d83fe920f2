//! The token-set ratio that fuzzy matchers use, as a baseline: how alike two texts are as sets of words.

use std::collections::BTreeSet;

/// Similarity of two sets of words, 0 to 1: the words of both, sorted, alone and followed by the words of one side, are
/// compared letter by letter, and the best of the three comparisons counts. 1 where one set holds the other.
pub fn ratio(a: &BTreeSet<String>, b: &BTreeSet<String>) -> f64 {
    if a.is_empty() || b.is_empty() {
        return 0.0;
    }
    let join = |words: Vec<&String>| words.into_iter().map(String::as_str).collect::<Vec<_>>().join(" ");
    let shared = join(a.intersection(b).collect());
    let (only_a, only_b) = (join(a.difference(b).collect()), join(b.difference(a).collect()));
    if !shared.is_empty() && (only_a.is_empty() || only_b.is_empty()) {
        return 1.0;
    }
    let chars = |text: &str| text.chars().count();
    let gap = usize::from(!shared.is_empty());
    let base = chars(&shared) + gap;
    let (left, right) = (chars(&only_a), chars(&only_b));
    // What both begin with is common to them, so the longest common subsequence of the rest decides.
    let whole = similarity(base + left, base + right, base + common(&only_a, &only_b));
    if shared.is_empty() {
        return whole;
    }
    let part = |other: usize| similarity(base - gap, base + other, base - gap);
    whole.max(part(left)).max(part(right))
}

/// Twice the common length over both lengths.
fn similarity(a: usize, b: usize, common: usize) -> f64 {
    2.0 * common as f64 / (a + b).max(1) as f64
}

/// Length of the longest common subsequence, 64 letters at a time (Hyyrö 2004).
fn common(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let words = a.len().div_ceil(64);
    let mut masks: std::collections::BTreeMap<char, Vec<u64>> = std::collections::BTreeMap::new();
    for (at, letter) in a.iter().enumerate() {
        masks.entry(*letter).or_insert_with(|| vec![0; words])[at / 64] |= 1 << (at % 64);
    }
    let mut row = vec![u64::MAX; words];
    for letter in b.chars() {
        let Some(mask) = masks.get(&letter) else { continue };
        let mut carry = false;
        for (bits, mask) in row.iter_mut().zip(mask) {
            let matched = *bits & mask;
            let (sum, first) = bits.overflowing_add(matched);
            let (sum, second) = sum.overflowing_add(u64::from(carry));
            carry = first || second;
            *bits = sum | (*bits - matched);
        }
    }
    row.iter()
        .enumerate()
        .map(|(at, bits)| {
            let used = (a.len() - at * 64).min(64);
            (!bits & (u64::MAX >> (64 - used))).count_ones() as usize
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn set(text: &str) -> BTreeSet<String> {
        text.split_whitespace().map(str::to_owned).collect()
    }

    #[test]
    fn ratios_by_hand() {
        let close = |a: &str, b: &str, expected: f64| {
            let found = ratio(&set(a), &set(b));
            assert!((found - expected).abs() < 1e-9, "{a} | {b}: {found} is not {expected}");
        };
        close("a lid", "steel lid a", 1.0);
        close("", "lid", 0.0);
        // "lid" to "lid red": 2*3/(3+7); "lid red" to "lid big": "lid " is common, 2*4/14; "lid" to "lid big": .6.
        close("red lid", "big lid", 0.6);
        // "abcd" to "abxd": abd, 2*3/8.
        close("abcd", "abxd", 0.75);
        close("abc", "xyz", 0.0);
        // "aa bcd" to "aa bxd": "aa bd", 2*5/12.
        close("aa bcd", "bxd aa", 10.0 / 12.0);
    }

    fn plain(a: &[char], b: &[char]) -> usize {
        let mut row = vec![0; b.len() + 1];
        for x in a {
            let mut corner = 0;
            for (at, y) in b.iter().enumerate() {
                let above = row[at + 1];
                row[at + 1] = if x == y { corner + 1 } else { above.max(row[at]) };
                corner = above;
            }
        }
        row[b.len()]
    }

    proptest! {
        #[test]
        fn bits_count_as_the_table_does(a in "[abcé ]{0,200}", b in "[abcé ]{0,200}") {
            let (x, y): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
            prop_assert_eq!(common(&a, &b), plain(&x, &y));
        }

        #[test]
        fn it_is_symmetric_and_a_share(a in "[ab ]{0,30}", b in "[ab ]{0,30}") {
            let (a, b) = (set(&a), set(&b));
            prop_assert!((ratio(&a, &b) - ratio(&b, &a)).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&ratio(&a, &b)));
        }
    }
}
