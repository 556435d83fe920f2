//! A translation that the user supplies with a record: `translation` with the listing's text fields in the claim's
//! language, or `translations` by language code.

use serde_json::value::RawValue;

use crate::listing::Translation;
use crate::listing::read::fields::{Members, Reader};
use crate::text::finding::{Code, Finding};

/// What a translation is expected to be.
const FIELDS: &str = "an object with `title`, `category`, `bullets`, `description` and `attributes`";

impl Reader<'_> {
    /// Reads one translation; `None` where there is none, or nothing in it. Fields that it cannot have are findings.
    ///
    /// # Errors
    /// When a string or a deeply nested value inside is not valid after all.
    pub(super) fn translation(&mut self, at: &str, raw: &RawValue) -> serde_json::Result<Option<Translation>> {
        if raw.get() == "null" {
            return Ok(None);
        }
        if !raw.get().starts_with('{') {
            self.wrong_type(at, FIELDS, raw);
            return Ok(None);
        }
        let mut found = Translation::default();
        for (key, raw) in serde_json::from_str::<Members<'_>>(raw.get())?.0 {
            let field = format!("{at}.{key}");
            match key.as_str() {
                "title" => found.title = self.text(&field, raw, None)?,
                "category" => found.category = self.text(&field, raw, Some(" > "))?,
                "description" => found.description = self.text(&field, raw, Some("\n"))?,
                "bullets" => found.bullets = self.strings(&field, raw)?,
                "by" => found.by = self.text(&field, raw, None)?,
                "attributes" => found.attributes = self.attributes(&field, raw)?,
                _ => self.no_field(&field),
            }
        }
        let blank = found.texts().are_blank() && found.category.trim().is_empty();
        Ok((!blank).then_some(found))
    }

    /// Reads translations by language code: the English one is taken, since claims are read as English.
    ///
    /// # Errors
    /// When a string or a deeply nested value inside is not valid after all.
    pub(super) fn translations(&mut self, raw: &RawValue) -> serde_json::Result<Option<Translation>> {
        if raw.get() == "null" {
            return Ok(None);
        }
        if !raw.get().starts_with('{') {
            self.wrong_type("translations", "an object with a translation for each language code", raw);
            return Ok(None);
        }
        let members = serde_json::from_str::<Members<'_>>(raw.get())?.0;
        let english = |code: &str| code.split(['-', '_']).next().is_some_and(|code| code.eq_ignore_ascii_case("en"));
        let Some((code, raw)) = members.iter().find(|(code, _)| english(code)) else {
            self.report("`translations` has none in English (`en`) and was ignored");
            return Ok(None);
        };
        self.translation(&format!("translations.{code}"), raw)
    }

    fn no_field(&mut self, field: &str) {
        let field = crate::listing::read::fields::shown(field);
        self.report(&format!("`{field}` is no text field of a translation and was ignored"));
    }

    fn report(&mut self, message: &str) {
        self.findings.push(
            Finding::new(Code::WrongType, self.file, message)
                .at_line(self.line)
                .help(format!("write `translation` as {FIELDS}")),
        );
    }
}
