//! The words of reports, in English, Chinese or both.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::report::document::Tone;
use crate::report::style::{Language, Style};

/// Words by table, key and language: `words["support"]["found"]`.
type Tables = BTreeMap<String, BTreeMap<String, Pair>>;

#[derive(Clone, Debug, serde::Deserialize)]
struct Pair {
    en: String,
    zh: String,
}

static TABLES: LazyLock<Tables> =
    LazyLock::new(|| toml::from_str(include_str!("templates/words.toml")).expect("our own words are right"));

/// The words of one run: its language, and what its style and venue say otherwise.
#[derive(Clone, Debug, Default)]
pub struct Words {
    language: Language,
    own: BTreeMap<String, BTreeMap<String, String>>,
    /// A venue's words for what a row can be: `found` to `same`.
    vocabulary: BTreeMap<String, String>,
}

impl Words {
    /// The words of a style.
    pub fn new(style: &Style, vocabulary: &BTreeMap<String, String>) -> Words {
        Words { language: style.language.unwrap_or_default(), own: style.words.clone(), vocabulary: vocabulary.clone() }
    }

    /// The Markdown of a key of a table; `None` when there is no such key.
    pub fn find(&self, table: &str, key: &str) -> Option<String> {
        let pair = TABLES.get(table).and_then(|table| table.get(key));
        let full = if table == "say" { key.to_owned() } else { format!("{table}.{key}") };
        let own = |language: &str| self.own.get(language).and_then(|words| words.get(&full));
        let en = own("en").or(pair.map(|pair| &pair.en));
        let zh = own("zh").or(pair.map(|pair| &pair.zh));
        match self.language {
            Language::En => en.cloned(),
            Language::Zh => zh.or(en).cloned(),
            Language::Both => match (en, zh) {
                (Some(en), Some(zh)) if en != zh => Some(format!("{en} {zh}")),
                (en, zh) => en.or(zh).cloned(),
            },
        }
    }

    /// The Markdown of a key, or the key itself with spaces for hyphens: what a person wrote in its place.
    pub fn of(&self, table: &str, key: &str) -> String {
        self.find(table, &key.replace(' ', "-")).unwrap_or_else(|| super::escape::markdown(&key.replace('-', " ")))
    }

    /// The venue's word for a verdict or support, or our own.
    pub fn for_venue(&self, table: &str, key: &str) -> String {
        let asked = if key == "literal" { "found" } else { key };
        match self.vocabulary.get(asked) {
            // The venues' pages give their words in English; where Chinese is asked for, ours are the ones that it uses.
            Some(word) if self.language == Language::En => super::escape::markdown(word),
            Some(word) if self.language == Language::Both => {
                let chinese = Words { language: Language::Zh, ..self.clone() };
                format!("{} {}", super::escape::markdown(word), chinese.of(table, key))
            }
            _ => self.of(table, key),
        }
    }

    /// What readson says of a row, in Chinese where only Chinese is asked for. What stands in quotation marks is somebody
    /// else's and stays.
    pub fn remark(&self, text: &str) -> String {
        if self.language != Language::Zh {
            return text.to_owned();
        }
        let mut fragments: Vec<&Pair> = TABLES["remark"].values().collect();
        fragments.sort_by_key(|pair| std::cmp::Reverse(pair.en.len()));
        let mut out = String::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (own, after) = rest.split_at(rest.find('“').unwrap_or(rest.len()));
            out.push_str(&fragments.iter().fold(own.to_owned(), |own, pair| own.replace(&pair.en, &pair.zh)));
            let end = after.find('”').map_or(after.len(), |at| at + '”'.len_utf8());
            out.push_str(&after[..end]);
            rest = &after[end..];
        }
        out
    }

    /// How words of support, verdicts and severities are coloured, by what is printed for them.
    pub fn tones(&self) -> BTreeMap<String, Tone> {
        const TONES: [(&str, &str, Tone); 17] = [
            ("support", "found", Tone::Good),
            ("support", "weak", Tone::Doubt),
            ("support", "missing", Tone::Gap),
            ("support", "contradicted", Tone::Bad),
            ("standing", "all-found", Tone::Good),
            ("standing", "open", Tone::Neutral),
            ("standing", "contradicted", Tone::Bad),
            ("standing", "design", Tone::Neutral),
            ("verdict", "literal", Tone::Good),
            ("verdict", "equivalent", Tone::Good),
            ("verdict", "not-met", Tone::Bad),
            ("verdict", "needs-evidence", Tone::Gap),
            ("verdict", "depends-on-construction", Tone::Doubt),
            ("verdict", "open", Tone::Neutral),
            ("severity", "error", Tone::Bad),
            ("severity", "warning", Tone::Neutral),
            ("severity", "note", Tone::Neutral),
        ];
        let mut tones = BTreeMap::new();
        for (table, key, tone) in TONES {
            tones.entry(self.of(table, key)).or_insert(tone);
            tones.entry(self.for_venue(table, key)).or_insert(tone);
        }
        tones
    }

    /// These words in one language: English where both are asked for.
    #[must_use]
    pub fn single(&self) -> Words {
        let language = if self.language == Language::Both { Language::En } else { self.language };
        Words { language, ..self.clone() }
    }

    /// The language.
    pub fn language(&self) -> Language {
        self.language
    }
}

/// What is wrong with a style's own words: a key that no template asks for, or a value in braces that is not filled in.
pub fn wrong_words(style: &Style) -> Option<String> {
    let known = |key: &str| match key.split_once('.') {
        Some((table, key)) => TABLES.get(table).and_then(|table| table.get(key)),
        None => TABLES["say"].get(key),
    };
    let names = |text: &str| -> Vec<String> {
        text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
    };
    for (key, text) in style.words.values().flatten() {
        let Some(pair) = known(key) else {
            let keys: Vec<&str> = TABLES["say"].keys().map(String::as_str).collect();
            let hint = crate::text::nearest::nearest(key, &keys)
                .map_or_else(String::new, |near| format!("; did you mean {near}?"));
            return Some(format!("the style has words for {key}, which no report uses{hint}"));
        };
        let filled = names(&pair.en);
        if let Some(name) = names(text).into_iter().find(|name| !filled.contains(name)) {
            return Some(format!("the style’s words for {key} ask for {{{name}}}, which is not filled in there"));
        }
    }
    None
}
