//! Which language a listing is written in: by its script where that settles it, for Latin script by a vote of common
//! words over the whole text. Titles alone never decide: they are names and model numbers.

use unicode_normalization::UnicodeNormalization as _;

use crate::text::tables::LANGUAGES;

/// Fewest words of Latin script that decide.
const WORDS: usize = 25;
/// Least votes of the winner, and how many times the votes of the next language it needs.
const VOTES: f32 = 5.0;
const MARGIN: f32 = 1.5;
/// Least share of the words that must vote for the winner: names and numbers in many languages vote for none.
const SHARE: f32 = 0.06;
/// The same where the market's language, as given, is the winner.
const EXPECTED: (usize, f32, f32) = (8, 2.0, 1.2);
/// Share of the text in another script that decides.
const SCRIPT: f32 = 0.3;
/// Most bytes that are looked at.
const SAMPLE: usize = 1 << 14;

/// The languages that can be told, by ISO 639-1 code, with their English names. Indonesian and Malay share most of
/// their common words and count as one.
pub(crate) const NAMES: &[(&str, &str)] = &[
    ("ar", "Arabic"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("es", "Spanish"),
    ("fr", "French"),
    ("he", "Hebrew"),
    ("hi", "Hindi or another language in Devanagari"),
    ("id", "Indonesian or Malay"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ko", "Korean"),
    ("nl", "Dutch"),
    ("pl", "Polish"),
    ("pt", "Portuguese"),
    ("ru", "Russian or another language in Cyrillic"),
    ("th", "Thai"),
    ("tl", "Tagalog"),
    ("tr", "Turkish"),
    ("vi", "Vietnamese"),
    ("zh", "Chinese"),
];

/// The English name of a code that [`detect`] gives.
pub fn name(code: &str) -> &'static str {
    NAMES.iter().find(|(known, _)| *known == code).map_or("an unknown language", |(_, name)| name)
}

/// The language of texts in the order given, of which the first 16 KiB count, as an ISO 639-1 code; `None` where they do
/// not settle it. The market's language is a prior: it lets a shorter text decide, and never decides alone.
pub fn detect<'a>(texts: impl Iterator<Item = &'a str>, market: &str) -> Option<&'static str> {
    let mut count = Count::default();
    let mut left = SAMPLE;
    for text in texts {
        let part = &text[..text.floor_char_boundary(left)];
        left -= part.len();
        count.add(part);
    }
    count.script().or_else(|| count.vote(market))
}

/// Codes by script: letters of one script weigh as many words as they usually make.
const SCRIPTS: [(&str, f32); 10] = [
    ("zh", 0.6),
    ("ja", 0.4),
    ("ko", 0.4),
    ("th", 0.25),
    ("ru", 0.18),
    ("ar", 0.2),
    ("hi", 0.2),
    ("el", 0.18),
    ("he", 0.2),
    // Letters that only Vietnamese has among Latin ones: see [`Count::script`].
    ("vi", 0.0),
];

#[derive(Default)]
struct Count {
    /// Letters by script, in the order of [`SCRIPTS`].
    letters: [usize; SCRIPTS.len()],
    /// Words of Latin script.
    words: usize,
    /// Votes by language.
    votes: Vec<(&'static str, f32)>,
}

impl Count {
    fn add(&mut self, text: &str) {
        let letters = |c: char| c.is_alphabetic() || matches!(c, '\'' | '\u{2019}' | '\u{300}'..='\u{36f}');
        for run in text.split(|c| !letters(c)).filter(|run| !run.is_empty()) {
            let mut latin = false;
            for c in run.chars() {
                match script(c) {
                    Some(at) => self.letters[at] += 1,
                    None => latin |= c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c),
                }
            }
            if latin {
                self.word(run);
            }
        }
    }

    fn word(&mut self, written: &str) {
        self.words += 1;
        let folded = if written.is_ascii() {
            written.to_ascii_lowercase()
        } else {
            written.nfc().collect::<String>().to_lowercase()
        };
        let Some(codes) = LANGUAGES.get(&folded) else { return };
        let share = 1.0 / codes.split(' ').count() as f32;
        for code in codes.split(' ') {
            match self.votes.iter_mut().find(|known| known.0 == code) {
                Some(known) => known.1 += share,
                None => self.votes.push((code, share)),
            }
        }
    }

    /// What another script than Latin says.
    fn script(&self) -> Option<&'static str> {
        let weight = |at: usize| self.letters[at] as f32 * SCRIPTS[at].1;
        let foreign: f32 = (0..SCRIPTS.len()).map(weight).sum();
        // Every Vietnamese sentence has letters that no other language has.
        if self.words > 0 && self.letters[9] * 5 > self.words.max(10) {
            return Some("vi");
        }
        if foreign < SCRIPT * (foreign + self.words as f32) || foreign < 1.0 {
            return None;
        }
        let best = (0..SCRIPTS.len()).max_by(|a, b| weight(*a).total_cmp(&weight(*b)).then(b.cmp(a)))?;
        // Japanese writes Han letters as well; a few kana in a Chinese text are decoration.
        let kana = self.letters[1] * 10 > self.letters[0];
        Some(match SCRIPTS[best].0 {
            "zh" if kana => "ja",
            code => code,
        })
    }

    fn vote(&self, market: &str) -> Option<&'static str> {
        let (winner, votes) =
            self.votes.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1).then_with(|| b.0.cmp(a.0)))?;
        let next = self.votes.iter().filter(|other| other.0 != winner).map(|other| other.1).fold(0.0, f32::max);
        let expected = winner == market || (winner == "id" && market == "ms") || (winner == "tl" && market == "fil");
        let (words, least, margin) = if expected { EXPECTED } else { (WORDS, VOTES, MARGIN) };
        let clear =
            self.words >= words && votes >= least && votes >= margin * next && votes >= SHARE * self.words as f32;
        clear.then_some(winner)
    }
}

/// The place in [`SCRIPTS`] of a letter that tells a language; Latin letters that many languages have tell none.
fn script(c: char) -> Option<usize> {
    Some(match c {
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}' => 0,
        '\u{3041}'..='\u{30ff}' | '\u{ff66}'..='\u{ff9f}' => 1,
        '\u{1100}'..='\u{11ff}' | '\u{3131}'..='\u{318e}' | '\u{ac00}'..='\u{d7a3}' => 2,
        '\u{e00}'..='\u{e7f}' => 3,
        '\u{400}'..='\u{52f}' => 4,
        '\u{600}'..='\u{6ff}' | '\u{750}'..='\u{77f}' => 5,
        '\u{900}'..='\u{97f}' => 6,
        '\u{370}'..='\u{3ff}' => 7,
        '\u{590}'..='\u{5ff}' => 8,
        '\u{1ea0}'..='\u{1ef9}' | '\u{1a0}' | '\u{1a1}' | '\u{1af}' | '\u{1b0}' => 9,
        _ => return None,
    })
}

/// Whether a folded word is a common one of a language, and not of English.
pub fn is_common(folded: &str, code: &str) -> bool {
    LANGUAGES
        .get(folded)
        .is_some_and(|codes| codes.split(' ').any(|c| c == code) && !codes.split(' ').any(|c| c == "en"))
}

/// Whether a letter is Han: these stand without spaces between words.
pub fn is_han(c: char) -> bool {
    c >= '\u{3400}' && script(c) == Some(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str, market: &str) -> Option<&'static str> {
        detect(std::iter::once(text), market)
    }

    #[test]
    fn a_script_tells_its_language_in_a_few_letters() {
        for (text, code) in [
            ("不锈钢保温杯 500ml USB", "zh"),
            ("ステンレスの水筒", "ja"),
            ("스테인리스 물병", "ko"),
            ("แก้วน้ำสแตนเลส", "th"),
            ("Термос из стали", "ru"),
            ("Bình giữ nhiệt có nắp đậy và tay cầm", "vi"),
        ] {
            assert_eq!(told(text, ""), Some(code), "{text}");
            assert_eq!(told(text, "en"), Some(code), "{text}");
        }
    }

    #[test]
    fn short_latin_text_tells_nothing() {
        for text in
            ["Foldable Phone Stand", "Edelstahl Trinkflasche mit Deckel", "", "12 34", "Victus HP Ryzen 5 NVIDIA"]
        {
            assert_eq!(told(text, ""), None, "{text}");
            assert_eq!(told(text, "en"), None, "{text}");
        }
        // Names and model numbers vote for nothing, however many.
        assert_eq!(told(&"Dell EqualLogic SAS Hot-Plug Tray ".repeat(20), "de"), None);
    }

    #[test]
    fn longer_text_tells_itself_whatever_the_market() {
        let spanish = "Esta botella de acero tiene una tapa con bisagra y un asa para llevarla. No contiene plástico, es \
                       fácil de limpiar y se puede usar para bebidas frías o calientes.";
        let english = "This bottle is made of steel and has a lid with a hinge and a handle to carry it. It is easy to \
                       clean and can be used for drinks that are cold or hot.";
        let german = "Diese Flasche ist aus Edelstahl und hat einen Deckel mit Scharnier und einen Griff. Sie ist leicht \
                      zu reinigen und kann für kalte oder warme Getränke verwendet werden, auch unterwegs.";
        let indonesian = "Botol ini terbuat dari baja tahan karat dengan tutup yang bisa dibuka dan pegangan untuk \
                          dibawa. Mudah dibersihkan dan dapat digunakan untuk minuman panas atau dingin.";
        for market in ["", "en", "es", "th", "de-DE"] {
            for (text, code) in [(spanish, "es"), (english, "en"), (german, "de"), (indonesian, "id")] {
                assert_eq!(told(text, market), Some(code), "{market}: {text}");
            }
        }
    }

    #[test]
    fn the_market_lets_a_shorter_text_decide() {
        let short = "Botella de acero con tapa y asa para los niños";
        assert_eq!((told(short, ""), told(short, "es"), told(short, "en")), (None, Some("es"), None));
    }

    #[test]
    fn every_code_of_the_table_has_a_name() {
        for (word, codes) in LANGUAGES.entries() {
            for code in codes.split(' ') {
                assert_ne!(name(code), "an unknown language", "{word}");
            }
        }
    }
}
