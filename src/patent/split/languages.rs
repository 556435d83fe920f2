//! Claims in other languages: where Chinese and German ones are cut, and which languages are not split at all.

/// How claims of a language are split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// By the rules for English, which others that are not known share.
    English,
    /// At 包括, 其特征在于, semicolons and the commas that part clauses.
    Chinese,
    /// At "dadurch gekennzeichnet, dass", ", wobei" and semicolons.
    German,
    /// Not at all: its name.
    Unsplit(&'static str),
}

/// Words that only one language's claims have, by language. Three of them tell it.
const TELLING: [(&str, &[&str]); 3] = [
    (
        "German",
        &[
            "gekennzeichnet",
            "dass",
            "daß",
            "nach",
            "anspruch",
            "mit",
            "einem",
            "einer",
            "wobei",
            "und",
            "der",
            "die",
            "ist",
        ],
    ),
    (
        "French",
        &[
            "selon",
            "revendication",
            "dans",
            "lequel",
            "laquelle",
            "comprenant",
            "caractérisé",
            "caractérisée",
            "une",
            "et",
            "les",
            "des",
        ],
    ),
    (
        "Spanish",
        &[
            "según",
            "reivindicación",
            "que",
            "comprende",
            "caracterizado",
            "caracterizada",
            "una",
            "el",
            "los",
            "donde",
            "y",
        ],
    ),
];
const ENOUGH: usize = 3;

/// The language that a claim is in.
pub fn of(text: &str) -> Language {
    if text.is_ascii() && !text.contains("gekennzeichnet") && !text.contains("Anspruch") && !text.contains("wobei") {
        return Language::English;
    }
    let count = |range: std::ops::RangeInclusive<char>| text.chars().filter(|c| range.contains(c)).count();
    if count('\u{3040}'..='\u{30ff}') > 2 {
        return Language::Unsplit("Japanese");
    }
    if count('\u{ac00}'..='\u{d7a3}') > 2 {
        return Language::Unsplit("Korean");
    }
    if count('\u{4e00}'..='\u{9fff}') * 4 > text.chars().count() {
        return Language::Chinese;
    }
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split(|c: char| !c.is_alphabetic()).collect();
    let best = TELLING
        .iter()
        .map(|(name, telling)| (telling.iter().filter(|word| words.contains(word)).count(), *name))
        .max_by_key(|(count, _)| *count);
    match best {
        Some((count, "German")) if count >= ENOUGH => Language::German,
        Some((count, name)) if count >= ENOUGH => Language::Unsplit(name),
        _ => Language::English,
    }
}

/// Where a Chinese claim's elements start, after its preamble.
pub fn chinese(text: &str) -> Vec<usize> {
    // What a piece begins with, after a comma.
    const CLAUSES: [&str; 18] = [
        "其特征",
        "所述",
        "其中",
        "以及",
        "且",
        "并且",
        "还包括",
        "还包含",
        "还设有",
        "该",
        "每个",
        "各",
        "至少",
        "用于",
        "设置",
        "当",
        "若",
        "使得",
    ];
    const OPENS: [&str; 6] = ["包括：", "包括:", "包含：", "包含:", "其特征在于，还包括", "其特征在于,还包括"];
    let mut starts = Vec::new();
    for (at, mark) in text.char_indices() {
        let next = at + mark.len_utf8();
        let rest = text[next..].trim_start();
        let from = text.len() - rest.len();
        let cuts = match mark {
            '；' | ';' => true,
            '，' | ',' => {
                let characterised = text[..at].ends_with("其特征在于") || text[..at].ends_with("其特征是");
                !characterised && CLAUSES.iter().any(|clause| rest.starts_with(clause))
            }
            '：' | ':' => OPENS.iter().any(|open| text[..next].ends_with(open)),
            _ => false,
        };
        if cuts && !rest.is_empty() {
            starts.push(from);
        }
    }
    // "包括杯体和杯盖": what is comprised starts behind the word, where no colon has cut.
    for word in ["，包括", ",包括", "，包含", ",包含", "，其包括", "，它包括"] {
        if let Some(at) = text.find(word) {
            let from = at + word.len();
            if !text[from..].starts_with(['：', ':']) && !starts.is_empty() {
                let before = at + word.chars().next().map_or(0, char::len_utf8);
                starts.retain(|start| *start != before);
                starts.push(from);
            }
            break;
        }
    }
    finish(text, starts)
}

/// Where a German claim's elements start, after its preamble.
pub fn german(text: &str) -> Vec<usize> {
    let lower = text.to_lowercase();
    if lower.len() != text.len() {
        return Vec::new();
    }
    let mut starts = Vec::new();
    for word in ["dadurch gekennzeichnet", "gekennzeichnet durch", "wobei", "umfassend", "bei dem", "bei der"] {
        for (at, _) in lower.match_indices(word) {
            let before = lower[..at].trim_end();
            let is_parted = before.ends_with([',', ';']) || before.ends_with(", und") || before.ends_with("; und");
            if is_parted && at > 0 {
                starts.push(at);
            }
        }
    }
    for (at, _) in text.match_indices(';') {
        let rest = text[at + 1..].trim_start();
        if !rest.is_empty() {
            starts.push(text.len() - rest.len());
        }
    }
    finish(text, starts)
}

/// Ascending, unique, and each piece with a word.
fn finish(text: &str, mut starts: Vec<usize>) -> Vec<usize> {
    starts.sort_unstable();
    starts.dedup();
    let has_word = |piece: &str| piece.contains(char::is_alphanumeric);
    let mut kept: Vec<usize> = Vec::new();
    for (index, start) in starts.iter().copied().enumerate() {
        let until = starts.get(index + 1).copied().unwrap_or(text.len());
        let from = kept.last().copied().unwrap_or(0);
        if has_word(&text[from..start]) && has_word(&text[start..until]) {
            kept.push(start);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str, starts: &[usize]) -> Vec<String> {
        let edges: Vec<usize> = std::iter::once(0).chain(starts.iter().copied()).chain([text.len()]).collect();
        edges.windows(2).map(|edge| text[edge[0]..edge[1]].trim().to_owned()).collect()
    }

    #[test]
    fn chinese_claims_are_cut_at_their_clauses() {
        let cup = "一种保温杯，包括杯体和杯盖，其特征在于，所述杯盖由硅胶制成。";
        assert_eq!(
            pieces(cup, &chinese(cup)),
            ["一种保温杯，包括", "杯体和杯盖，", "其特征在于，所述杯盖由硅胶制成。"]
        );
        let stool = "一种凳，包括：凳面；凳腿，所述凳腿铰接于凳面；以及背带。";
        assert_eq!(
            pieces(stool, &chinese(stool)),
            ["一种凳，包括：", "凳面；", "凳腿，", "所述凳腿铰接于凳面；", "以及背带。"]
        );
        assert_eq!(of(cup), Language::Chinese);
    }

    #[test]
    fn german_claims_are_cut_in_two_parts() {
        let text = "Hocker mit einem Sitz und Beinen, dadurch gekennzeichnet, dass die Beine angelenkt sind, wobei der Sitz rund ist.";
        assert_eq!(of(text), Language::German);
        assert_eq!(
            pieces(text, &german(text)),
            [
                "Hocker mit einem Sitz und Beinen,",
                "dadurch gekennzeichnet, dass die Beine angelenkt sind,",
                "wobei der Sitz rund ist."
            ]
        );
        assert_eq!(of("A cup comprising a lid and a body with a handle."), Language::English);
        assert_eq!(of("座面と脚とを備えた折り畳み椅子。"), Language::Unsplit("Japanese"));
        assert_eq!(
            of("Tasse selon la revendication 1, dans laquelle une anse est fixée."),
            Language::Unsplit("French")
        );
    }
}
