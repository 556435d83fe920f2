//! What an attribute's value answers where it does not describe: "Strap: no", "Strap: ✓", "Strap: see description".

use crate::text::tables::ANSWERS;

/// What a value says of what its attribute's name names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is there, or the value describes it.
    Stated,
    /// It is there, in as many words.
    Affirmed,
    /// It is not there.
    Denied,
    /// Nothing.
    Silent,
    /// It is offered for itself: optional, sold separately.
    Apart,
}

/// Most characters of a word that answers before an explanation: "No (clip only)".
const SHORT: usize = 16;

/// What a value answers.
pub fn of(value: &str) -> Answer {
    let value = value.trim();
    let lower = value.trim_end_matches(['.', '!']).to_lowercase();
    let whole = if lower.is_empty() { value.to_owned() } else { lower };
    if let Some(answer) = ANSWERS.get(&whole) {
        return read(answer);
    }
    if whole.parse::<f64>().is_ok_and(|number| number == 0.0) {
        return Answer::Denied;
    }
    // The answer, and what is said about it: "No, clip only", "optional (sold separately)".
    let head =
        whole.split(['(', ',', ';', '.', ':', '\u{ff08}', '\u{ff0c}', '\u{2013}']).next().unwrap_or_default().trim();
    if head.len() < whole.len() && head.chars().count() <= SHORT {
        return ANSWERS.get(head).map_or(Answer::Stated, read);
    }
    Answer::Stated
}

fn read(answer: &str) -> Answer {
    match answer {
        "no" => Answer::Denied,
        "nothing" => Answer::Silent,
        "apart" => Answer::Apart,
        "yes" => Answer::Affirmed,
        _ => Answer::Stated,
    }
}

/// Whether the start of a text answers a question: yes or no.
pub fn to_question(text: &str) -> Option<bool> {
    let text = text.trim_start();
    let answer = ["A:", "A.", "Answer:", "Antwort:", "答：", "答:"].iter().find_map(|mark| text.strip_prefix(mark));
    let first = answer.unwrap_or(text).trim_start().split(|c: char| !c.is_alphanumeric()).next()?.to_lowercase();
    match ANSWERS.get(&first) {
        Some("yes") => Some(true),
        Some("no") => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_answer_in_signs_and_languages() {
        for value in ["no", "No.", "Nein", "无", "✗", "0", "none", "NOT INCLUDED", "No (clip only)", "no, clip only"]
        {
            assert_eq!(of(value), Answer::Denied, "{value}");
        }
        for value in ["-", "n/a", "Unknown", "See description", "Does not apply", "."] {
            assert_eq!(of(value), Answer::Silent, "{value}");
        }
        for value in ["optional", "Optional (sold separately)", "sold separately", "另售"] {
            assert_eq!(of(value), Answer::Apart, "{value}");
        }
        for value in ["yes", "✓", "有", "Ja", "Yes, two"] {
            assert_eq!(of(value), Answer::Affirmed, "{value}");
        }
        for value in ["silicone", "no-slip rubber", "Nylon", "10 cm", "none-stick", ""] {
            assert_eq!(of(value), Answer::Stated, "{value}");
        }
        assert_eq!(to_question("A: No, it clips on."), Some(false));
        assert_eq!(to_question("Yes"), Some(true));
        assert_eq!(to_question("Aluminium body"), None);
    }
}
