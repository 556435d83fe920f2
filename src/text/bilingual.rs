//! Words of other languages and the English words they stand for (`data/bilingual.txt`): materials, measures, parts and
//! qualities of goods in Chinese, Spanish, Indonesian and German. A word list is no translation: it supports at most
//! `weak`, it never contradicts, and a word that the listing may deny counts for nothing.

use std::borrow::Cow;

use crate::text::language::is_han;
use crate::text::lexis::{self, Token};
use crate::text::segment::longest;
use crate::text::tables::{BILINGUAL, UNITS};

/// What the table gives for a word that denies.
const DENIES: &str = "!";
/// How far a denial reaches forward and back, in tokens: the languages place it before or behind, and a word too many is
/// better left out.
const REACH: usize = 4;
const BACK: usize = 2;

/// The English words that a folded word stands for, one item for each sense: the codes of the languages that have it,
/// separated by commas, and the words, separated by spaces. Words that only deny have none.
pub fn senses(folded: &str) -> impl Iterator<Item = (&'static str, &'static str)> {
    let senses = BILINGUAL.get(folded).unwrap_or_default().split('\t');
    senses.filter_map(|sense| sense.split_once(' ')).filter(|(_, words)| *words != DENIES)
}

/// Whether a list of codes names a language. Han letters need no telling: whatever the listing's language, they mean much
/// the same.
pub fn speaks(codes: &str, language: Option<&str>) -> bool {
    codes.split(',').any(|code| code == "zh" || Some(code) == language)
}

/// For each token, whether the text may deny it in the language given.
pub fn denials(text: &str, tokens: &[Token], language: Option<&str>) -> Vec<bool> {
    let mut denied = vec![false; tokens.len()];
    for (at, token) in tokens.iter().enumerate() {
        if !is_denial(token.text(text), language) {
            continue;
        }
        let open = |a: usize, b: usize| {
            !text[tokens[a].end..tokens[b].start]
                .contains(|c: char| ".,;:!?\n\u{3002}\u{ff0c}\u{ff1b}\u{ff01}".contains(c))
        };
        for next in (at + 1..tokens.len().min(at + 1 + REACH)).take_while(|next| open(next - 1, *next)) {
            denied[next] = true;
        }
        for before in (at.saturating_sub(BACK)..at).rev().take_while(|before| open(*before, before + 1)) {
            denied[before] = true;
        }
    }
    denied
}

fn is_denial(written: &str, language: Option<&str>) -> bool {
    if written
        .ends_with(['\u{4e0d}', '\u{65e0}', '\u{7121}', '\u{6ca1}', '\u{6c92}', '\u{975e}', '\u{672a}', '\u{514d}'])
    {
        return true;
    }
    let Some(senses) = BILINGUAL.get(&lexis::fold(written)) else { return false };
    senses
        .split('\t')
        .filter_map(|sense| sense.split_once(' '))
        .any(|(codes, words)| words == DENIES && speaks(codes, language))
}

/// Words around numbers: language, word, and what the grammar of quantities reads in its place, which is never longer.
const AROUND: &[(&str, &str, &str)] = &[
    ("de", "bis", "-"),
    ("de", "bis zu", "up to"),
    ("de", "mindestens", ">="),
    ("de", "h\u{f6}chstens", "<="),
    ("de", "maximal", "<="),
    ("de", "ca", "~"),
    ("de", "etwa", "~"),
    ("es", "a", "-"),
    ("es", "hasta", "up to"),
    ("es", "al menos", ">="),
    ("es", "m\u{ed}nimo", ">="),
    ("es", "m\u{e1}ximo", "<="),
    ("es", "aprox", "~"),
    ("es", "aproximadamente", "~"),
    ("es", "unos", "~"),
    ("id", "hingga", "up to"),
    ("id", "sampai", "up to"),
    ("id", "minimal", ">="),
    ("id", "maksimal", "<="),
    ("id", "sekitar", "~"),
    ("id", "kira-kira", "~"),
    ("zh", "\u{81f3}", "-"),
    ("zh", "\u{5230}", "-"),
    ("zh", "\u{81f3}\u{5c11}", ">="),
    ("zh", "\u{6700}\u{5c11}", ">="),
    ("zh", "\u{6700}\u{591a}", "<="),
    ("zh", "\u{6700}\u{5927}", "<="),
    ("zh", "\u{4e0d}\u{8d85}\u{8fc7}", "<="),
    ("zh", "\u{4e0d}\u{8d85}\u{904e}", "<="),
    ("zh", "\u{7ea6}", "~"),
    ("zh", "\u{7d04}", "~"),
    ("zh", "\u{5927}\u{7ea6}", "~"),
    ("zh", "\u{5927}\u{7d04}", "~"),
];
/// The same behind a unit; the sign goes before the number.
const BEHIND: &[(&str, &str)] = &[
    ("\u{4ee5}\u{4e0a}", ">="),
    ("\u{4ee5}\u{4e0b}", "<="),
    ("\u{4ee5}\u{5185}", "<="),
    ("\u{4ee5}\u{5167}", "<="),
    ("\u{5de6}\u{53f3}", "~"),
];

/// A text in the shape that the grammar of quantities reads, byte for byte as long: Han letters that are no unit make way
/// for spaces, words for ranges and bounds become signs.
pub fn for_quantities<'a>(text: &'a str, language: Option<&str>) -> Cow<'a, str> {
    let has_digit = text.bytes().any(|byte| byte.is_ascii_digit());
    if has_digit && text.contains(is_han) {
        return Cow::Owned(without_han(text));
    }
    let spoken: Vec<_> = AROUND.iter().filter(|(code, ..)| Some(*code) == language).collect();
    if !has_digit || spoken.is_empty() {
        return Cow::Borrowed(text);
    }
    let tokens = lexis::tokens(text);
    let mut shaped = text.to_owned();
    for (at, token) in tokens.iter().enumerate() {
        // The number follows, after a full stop where the word is cut short.
        let before_number = |at: usize| {
            tokens.get(at + 1).is_some_and(|next| {
                next.number && text[tokens[at].end..next.start].chars().all(|c| c == ' ' || c == '.')
            })
        };
        let behind_number = || at > 0 && (tokens[at - 1].number || (at > 1 && tokens[at - 2].number));
        let found = spoken.iter().rev().find_map(|(_, word, shape)| {
            let last = at + word.matches([' ', '-']).count();
            let end = tokens.get(last)?.end;
            let same = text[token.start..end].to_lowercase() == **word;
            (same && before_number(last) && (*shape != "-" || behind_number())).then_some((end, *shape))
        });
        if let Some((end, shape)) = found {
            let stop = usize::from(text[end..].starts_with('.'));
            replace(&mut shaped, token.start, end + stop, shape);
        }
    }
    Cow::Owned(shaped)
}

fn without_han(text: &str) -> String {
    let mut shaped = text.to_owned();
    let mut at = 0;
    // Where the number started that ended right before, alone or with its unit.
    let mut number: Option<usize> = None;
    while let Some(c) = text[at..].chars().next() {
        let rest = &text[at..];
        if !is_han(c) {
            number = match number {
                None if c.is_ascii_digit() => Some(at),
                Some(start) if c.is_alphanumeric() || matches!(c, '.' | ',' | '%' | ' ') => Some(start),
                _ => None,
            };
            at += c.len_utf8();
            continue;
        }
        if number.is_some()
            && let Some(length) = longest(rest, 1, |word| UNITS.contains(word))
        {
            at += length;
            continue;
        }
        let behind = BEHIND.iter().find(|(word, _)| rest.starts_with(word));
        if let (Some(start), Some((word, sign))) = (number, behind) {
            replace(&mut shaped, at, at + word.len(), "");
            // Where a character begins in the original, so that what is cited can be cut out of it.
            let room = text.floor_char_boundary(start.saturating_sub(sign.len().max(2)));
            if shaped[room..start].len() >= 2 && shaped[room..start].bytes().all(|byte| byte == b' ') {
                replace(&mut shaped, room, start, sign);
            } else if *sign != "~" {
                // No room for the sign: a bound must not pass for a value.
                replace(&mut shaped, start, at, "");
            }
            at += word.len();
        } else {
            let zh = AROUND.iter().filter(|(code, word, _)| *code == "zh" && rest.starts_with(word));
            let around = zh.max_by_key(|(_, word, _)| word.len()).map(|(_, word, shape)| (word.len(), *shape));
            let (length, shape) =
                around.filter(|(_, shape)| *shape != "-" || number.is_some()).unwrap_or((c.len_utf8(), ""));
            replace(&mut shaped, at, at + length, shape);
            at += length;
        }
        number = None;
    }
    shaped
}

/// Puts a shorter text in the place of a longer one and fills up with spaces.
fn replace(text: &mut String, start: usize, end: usize, shape: &str) {
    if let Some(room) = (end - start).checked_sub(shape.len()) {
        text.replace_range(start..end, &(shape.to_owned() + &" ".repeat(room)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::quantity::quantities;
    use crate::text::segment::cut;
    use crate::text::tables::MEASURES;

    fn pieces(run: &str) -> Vec<&str> {
        let (mut from, mut found) = (0, Vec::new());
        cut(run, |end| {
            found.push(&run[from..end]);
            from = end;
        });
        found
    }

    #[test]
    fn han_text_is_cut_at_the_longest_terms() {
        assert_eq!(pieces("食品级不锈钢杯盖"), ["食品级", "不锈钢", "杯盖"]);
        assert_eq!(pieces("这款不防水"), ["这款不", "防水"]);
        assert_eq!(pieces("您好"), ["您好"]);
        assert_eq!(pieces(""), [""; 0]);
        assert_eq!(pieces("盖"), ["盖"]);
    }

    #[test]
    fn every_sense_is_well_formed() {
        for (word, value) in BILINGUAL.entries() {
            assert_eq!(lexis::fold(word), word, "{word} is not in its normal form");
            assert!(!value.is_empty(), "{word}");
            for sense in value.split('\t') {
                let (codes, words) = sense.split_once(' ').unwrap_or_else(|| panic!("{word}: {sense}"));
                for code in codes.split(',') {
                    assert!(["de", "es", "id", "zh"].contains(&code), "{word}: {code}");
                    assert_eq!(code == "zh", word.chars().all(is_han), "{word}");
                }
                for english in words.split(' ').filter(|english| *english != DENIES) {
                    assert!(
                        english.bytes().all(|byte| byte.is_ascii_lowercase()),
                        "{word}: {english} is no English word"
                    );
                }
            }
        }
    }

    #[test]
    fn a_han_measure_is_a_term_so_that_it_is_cut_out() {
        for (word, _) in MEASURES.entries().filter(|(word, _)| word.chars().any(is_han)) {
            assert!(BILINGUAL.contains(word), "{word}");
        }
    }

    #[test]
    fn quantities_in_other_languages_are_read() {
        let cases = [
            ("zh", "重量约500克左右", "~0.5..0.5 mass"),
            ("zh", "长10厘米宽5厘米", "0.1..0.1 length 0.05..0.05 length"),
            ("zh", "10*5*2厘米", "0.1..0.1 length 0.05..0.05 length 0.02..0.02 length"),
            ("zh", "10至20厘米", "0.1..0.2 length"),
            ("zh", "容量500毫升以上", "0.0005..inf volume"),
            ("zh", "承重不超过5公斤", "-inf..5 mass"),
            ("zh", "功率20W，电压220V", "20..20 power 220..220 voltage"),
            ("zh", "第3款", ""),
            ("es", "mide de 10 a 20 cm", "0.1..0.2 length"),
            ("es", "hasta 5 kilogramos", "-inf..5 mass"),
            ("es", "aprox. 15 centímetros", "~0.15..0.15 length"),
            ("es", "a 20 cm", "0.2..0.2 length"),
            ("de", "10 bis 20 Zentimeter", "0.1..0.2 length"),
            ("de", "bis zu 5 kg", "-inf..5 mass"),
            ("de", "mindestens 3,5 cm", "0.035..inf length"),
            ("id", "maksimal 5 kg", "-inf..5 mass"),
            ("id", "10 hingga 20 sentimeter", "0.1..0.2 length"),
        ];
        for (language, text, wanted) in cases {
            let shaped = for_quantities(text, Some(language));
            assert_eq!(shaped.len(), text.len(), "{text}");
            let round = |value: f64| if value.is_finite() { (value * 1e6).round() / 1e6 } else { value };
            let found: Vec<String> = quantities(&shaped)
                .iter()
                .map(|q| {
                    let about = if q.approximate { "~" } else { "" };
                    format!("{about}{}..{} {}", round(q.low), round(q.high), q.dimension)
                })
                .collect();
            assert_eq!(found.join(" "), wanted, "{text}: {shaped}");
        }
        assert_eq!(for_quantities("10 a 20 cm", Some("en")), "10 a 20 cm");
    }

    #[test]
    fn what_may_be_denied_is_marked() {
        let marked = |language: &str, text: &str| -> Vec<String> {
            let tokens = lexis::tokens(text);
            let denied = denials(text, &tokens, Some(language));
            tokens
                .iter()
                .zip(denied)
                .filter(|(_, denied)| *denied)
                .map(|(token, _)| token.text(text).to_owned())
                .collect()
        };
        assert_eq!(marked("es", "sin tapa, con asa"), ["tapa"]);
        assert_eq!(marked("de", "Batterie nicht enthalten. Mit Deckel"), ["Batterie", "enthalten"]);
        assert_eq!(marked("id", "tanpa tutup"), ["tutup"]);
        assert_eq!(marked("zh", "此杯不防水"), ["防水"]);
        assert_eq!(marked("zh", "电池不包括"), ["电池"]);
        assert_eq!(marked("en", "sin tapa"), [""; 0]);
    }
}
