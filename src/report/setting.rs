//! What templates of one run are rendered with.

use std::path::PathBuf;

use minijinja::value::Value;

use crate::report::style::Style;
use crate::report::words::Words;

/// What templates are rendered with.
#[derive(Clone, Debug)]
pub struct Setting {
    /// The words.
    pub words: Words,
    /// The style, the template's own defaults included.
    pub style: Style,
    /// Pictures are named by their files, as in Markdown that is kept, instead of embedded.
    pub picture_files: bool,
    /// The folder that such names are seen from; the working directory when there is none.
    pub picture_base: Option<PathBuf>,
}

/// Markdown that is not escaped again.
pub(super) fn safe(markdown: String) -> Value {
    Value::from_safe_string(markdown)
}
