//! The words of reports, in English, Chinese or both.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::document::Tone;
use crate::style::{Language, Style};

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

/// Whether a style's own words have keys that no template asks for: the first such key.
pub fn unknown_key(style: &Style) -> Option<&str> {
    let known = |key: &str| match key.split_once('.') {
        Some((table, key)) => TABLES.get(table).is_some_and(|table| table.contains_key(key)),
        None => TABLES["say"].contains_key(key),
    };
    style.words.values().flat_map(|words| words.keys()).map(String::as_str).find(|key| !known(key))
}
