//! A case of a regression test: which report is made of what, as `NAME.case.toml` says it.

use std::io::Read as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use serde::de::Error as _;
use serde::{Deserialize, Deserializer};

use crate::report::style::{Language, Paper};
use crate::report::write::Format;
use crate::text::nearest::nearest;
use crate::text::page::read_toml;
use crate::text::source::{Source, display_name};

/// What the name of a case's file ends with.
pub const SUFFIX: &str = ".case.toml";

/// How deep below the named folder cases are looked for.
const MAX_DEPTH: usize = 16;

/// The largest case file that is read, in bytes.
const MAX_CASE: u64 = 1 << 20;

/// The formats; each is named by its extension.
const FORMATS: [Format; 5] = [Format::Md, Format::Html, Format::Docx, Format::Pdf, Format::Xlsx];

/// A case. Its paths lead from the folder in which the program runs; in the file they are seen from the file's own.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// The case's file without `.case.toml`, with `/` separators.
    #[serde(skip)]
    pub name: String,
    /// The folder of the case's file; empty for the one in which the program runs.
    #[serde(skip)]
    pub folder: PathBuf,
    /// Files of patents, one at least.
    #[serde(deserialize_with = "paths")]
    pub patents: Vec<PathBuf>,
    /// Files of listings, one at least.
    #[serde(deserialize_with = "paths")]
    pub listings: Vec<PathBuf>,
    /// Claims to chart, written as for `--claims`.
    #[serde(default)]
    pub claims: Option<String>,
    /// A template's name, file or folder.
    #[serde(default)]
    pub template: Option<String>,
    /// A style's file.
    #[serde(default)]
    pub style: Option<PathBuf>,
    /// A venue's id.
    #[serde(default)]
    pub venue: Option<String>,
    /// The language of the report's own words.
    #[serde(default)]
    pub language: Option<Language>,
    /// The paper.
    #[serde(default)]
    pub paper: Option<Paper>,
    /// Files of reviews.
    #[serde(default)]
    pub review: Vec<PathBuf>,
    /// A folder of product photos.
    #[serde(default)]
    pub photos: Option<PathBuf>,
    /// Whether listings with the same text are charted once.
    #[serde(default)]
    pub merge_same: bool,
    /// Whether the report is final.
    #[serde(default, rename = "final")]
    pub is_final: bool,
    /// Folders with further fonts, for PDF.
    #[serde(default)]
    pub fonts: Vec<PathBuf>,
    /// The formats that are compared, each once; Markdown when none is named.
    #[serde(default = "markdown", deserialize_with = "formats")]
    pub formats: Vec<Format>,
}

fn paths<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<PathBuf>, D::Error> {
    let paths = Vec::<PathBuf>::deserialize(deserializer)?;
    if paths.is_empty() {
        return Err(D::Error::custom("a case needs at least one file here"));
    }
    Ok(paths)
}

fn markdown() -> Vec<Format> {
    vec![Format::Md]
}

fn formats<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Format>, D::Error> {
    let known = FORMATS.map(Format::extension);
    let mut formats = Vec::new();
    for name in Vec::<String>::deserialize(deserializer)? {
        let Some(format) = FORMATS.into_iter().find(|format| format.extension() == name) else {
            let hint = nearest(&name, &known).map_or_else(String::new, |near| format!("; did you mean {near}?"));
            return Err(D::Error::custom(format!("there is no format {name}{hint}; there are {}", known.join(", "))));
        };
        if formats.contains(&format) {
            return Err(D::Error::custom(format!("the format {name} is named twice")));
        }
        formats.push(format);
    }
    if formats.is_empty() {
        return Err(D::Error::custom(format!("a case needs a format; there are {}", known.join(", "))));
    }
    Ok(formats)
}

/// Reads a case's file.
///
/// # Errors
/// When it cannot be read or is wrong; the message names file, line and what to do.
pub fn load(path: &Path) -> Result<Case> {
    let name = display_name(path);
    let mut text = String::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(MAX_CASE + 1).read_to_string(&mut text))
        .with_context(|| format!("cannot read the case {name}"))?;
    if text.len() as u64 > MAX_CASE {
        bail!("the case {name} is larger than {} MiB", MAX_CASE >> 20);
    }
    read(&name, &text)
}

/// Reads a case. `name` is its file's, from which its paths are seen.
///
/// # Errors
/// When it is wrong; the message names file, line and what to do.
pub fn read(name: &str, text: &str) -> Result<Case> {
    let source = Source::from_bytes(name, text.as_bytes());
    let mut case: Case = read_toml(&source, &source.text, 0)?;
    case.name = stem(name);
    Path::new(name).parent().unwrap_or(Path::new("")).clone_into(&mut case.folder);
    case.join();
    Ok(case)
}

impl Case {
    /// Puts the case's folder before its paths.
    fn join(&mut self) {
        let folder = &self.folder;
        let lists = [&mut self.patents, &mut self.listings, &mut self.review, &mut self.fonts];
        let single = [&mut self.style, &mut self.photos];
        for path in lists.into_iter().flatten().chain(single.into_iter().flatten()) {
            *path = PathBuf::from(display_name(&folder.join(&*path)));
        }
        // What is not there is the name of a built-in template.
        if let Some(template) = &mut self.template {
            let beside = folder.join(&*template);
            if !template.is_empty() && beside.exists() {
                *template = display_name(&beside);
            }
        }
    }
}

/// The name of a case: its file's, given as [`display_name`] shows it, without `.case.toml`.
pub fn stem(name: &str) -> String {
    name.strip_suffix(SUFFIX).unwrap_or(name).to_owned()
}

/// The cases below a folder, sorted by path. Symbolic links are not followed.
///
/// # Errors
/// When a folder cannot be read, or there is no case.
pub fn find(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(dir, MAX_DEPTH, &mut found)?;
    if found.is_empty() {
        bail!("no *{SUFFIX} below {}; the docs say how to write one", display_name(dir));
    }
    found.sort();
    Ok(found)
}

fn collect(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> Result<()> {
    let failed = || format!("cannot look for cases in {}", display_name(folder));
    for entry in std::fs::read_dir(folder).with_context(failed)? {
        let entry = entry.with_context(failed)?;
        let kind = entry.file_type().with_context(failed)?;
        if kind.is_dir() {
            if depth > 0 {
                collect(&entry.path(), depth - 1, found)?;
            }
        } else if kind.is_file()
            && entry.file_name().to_string_lossy().strip_suffix(SUFFIX).is_some_and(|stem| !stem.is_empty())
        {
            found.push(entry.path());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str = "patents = [\"p.xml\"]\nlistings = [\"../shop/l.json\"]\n";

    #[test]
    fn paths_are_seen_from_the_file() {
        let case = read("cases/a/vessel.case.toml", LEAST).unwrap();
        assert_eq!(case.name, "cases/a/vessel");
        assert_eq!(case.folder, Path::new("cases/a"));
        assert_eq!(case.patents, [Path::new("cases/a/p.xml")]);
        assert_eq!(case.listings, [Path::new("cases/a/../shop/l.json")]);
        assert_eq!(case.formats, [Format::Md]);
        let here = read("vessel.case.toml", &format!("{LEAST}style = \"house.toml\"\ntemplate = \"court\"\n")).unwrap();
        assert_eq!(here.patents, [Path::new("p.xml")]);
        assert_eq!(here.style.as_deref(), Some(Path::new("house.toml")));
        assert_eq!(here.template.as_deref(), Some("court"));
    }

    #[test]
    fn all_that_a_case_can_say() {
        let text = format!(
            "{LEAST}claims = \"1,8\"\nvenue = \"taobao\"\nlanguage = \"both\"\npaper = \"letter\"\nreview = [\"r.toml\"]\n\
             photos = \"photos\"\nmerge_same = true\nfinal = true\nfonts = [\"fonts\"]\nformats = [\"docx\", \"md\"]\n"
        );
        let case = read("c/x.case.toml", &text).unwrap();
        assert_eq!((case.language, case.paper), (Some(Language::Both), Some(Paper::Letter)));
        assert_eq!((case.merge_same, case.is_final), (true, true));
        assert_eq!(case.formats, [Format::Docx, Format::Md]);
        assert_eq!(case.review, [Path::new("c/r.toml")]);
        assert_eq!(case.photos.as_deref(), Some(Path::new("c/photos")));
        assert_eq!(case.fonts, [Path::new("c/fonts")]);
    }

    #[test]
    fn a_template_beside_the_case_comes_first() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("mine.md"), "").unwrap();
        let file = folder.path().join("x.case.toml");
        for (template, joined) in [("mine.md", true), ("chart", false), ("", false)] {
            std::fs::write(&file, format!("{LEAST}template = \"{template}\"\n")).unwrap();
            let expected = if joined { display_name(&folder.path().join(template)) } else { template.to_owned() };
            assert_eq!(load(&file).unwrap().template, Some(expected));
        }
    }

    #[test]
    fn what_a_case_cannot_say_is_told_with_its_line() {
        let cases = [
            ("patents = [\"p\"]\nlisting = [\"l\"]\n", "x:2: unknown field `listing`"),
            ("patents = [\"p\"]\nlistings = []\n", "x:2: a case needs at least one file here"),
            ("patents = [\"p\"]\nlistings = [\"l\"]\nlanguage = \"de\"\n", "x:3: unknown variant `de`"),
            ("patents = [\"p\"]\n", "x:1: missing field `listings`"),
            ("patents = [\"p\"\n\u{0}", "x:"),
        ];
        for (text, message) in cases {
            let error = read("x", text).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
        let formats = [
            ("[\"doc\"]", "x:3: there is no format doc; did you mean docx?"),
            ("[\"md\", \"md\"]", "x:3: the format md is named twice"),
            ("[]", "x:3: a case needs a format"),
        ];
        for (formats, message) in formats {
            let error = read("x", &format!("{LEAST}formats = {formats}\n")).unwrap_err().to_string();
            assert!(error.starts_with(message), "{error}");
        }
        let error = read("x", "listing = []").unwrap_err().to_string();
        assert!(error.ends_with("did you mean listings?"), "{error}");
    }

    #[test]
    fn cases_are_found_below_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let error = find(folder.path()).unwrap_err().to_string();
        assert!(error.starts_with("no *.case.toml below "), "{error}");
        assert!(find(&folder.path().join("none")).is_err());
        std::fs::create_dir_all(folder.path().join("b/c")).unwrap();
        for file in ["z.case.toml", "b/c/a.case.toml", "b/case.toml", ".case.toml", "b/a.case.toml.txt"] {
            std::fs::write(folder.path().join(file), "").unwrap();
        }
        let found = find(folder.path()).unwrap();
        assert_eq!(found, [folder.path().join("b/c/a.case.toml"), folder.path().join("z.case.toml")]);
    }
}
