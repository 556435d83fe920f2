//! The regression test of report templates: each case renders its reports and compares them with the stored ones.
//!
//! A case is a file `NAME.case.toml` ([`case::Case`]). Beside it stand the reports that are taken as right: `NAME.md` and
//! `NAME.html` are the reports themselves, byte for byte; of the other formats `NAME.docx.txt` and so on keep the content
//! ([`content::of`]), which people can read and `diff` can compare. [`run`] renders, [`diff::compare`] says what differs,
//! and [`report`] prints it.

use std::collections::BTreeSet;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::check::venue;
use crate::report::style::{self, Language, Style};
use crate::report::words::Words;
use crate::report::write::Format;
use crate::text::source::{MAX_FILE, display_name};

use case::Case;
use diff::{Change, Difference, What};
use report::{CaseOutcome, CaseResult};

pub mod case;
mod change;
pub mod content;
pub mod diff;
mod parts;
pub mod report;

/// Renders each case twice in each of its formats and compares it with what is stored. With `bless`, what differs or is new
/// is stored through `write`. A case that cannot be read or rendered is a result like the others.
pub fn run(
    cases: &[PathBuf],
    render: &dyn Fn(&Case, Format) -> Result<Vec<u8>>,
    bless: bool,
    write: &dyn Fn(&Path, &[u8]) -> Result<()>,
) -> Vec<CaseResult> {
    let mut results = Vec::new();
    for path in cases {
        let case = match case::load(path) {
            Ok(case) => case,
            Err(error) => {
                let (name, outcome) = (case::stem(&display_name(path)), failed(&error));
                results.push(CaseResult { name, format: None, outcome });
                continue;
            }
        };
        let words = words(&case);
        for format in &case.formats {
            let mut outcome = judge(&case, *format, render, &words);
            if let Ok((CaseOutcome::Differs(_) | CaseOutcome::New, made)) = &outcome
                && bless
            {
                outcome = write(&stored_path(&case.name, *format), made).map(|()| (CaseOutcome::Blessed, Vec::new()));
            }
            let outcome = outcome.map_or_else(|error| failed(&error), |(outcome, _)| outcome);
            results.push(CaseResult { name: case.name.clone(), format: Some(*format), outcome });
        }
    }
    results
}

fn failed(error: &anyhow::Error) -> CaseOutcome {
    CaseOutcome::Failed(format!("{error:#}"))
}

/// The file in which a case's report, or its content, is stored.
pub fn stored_path(name: &str, format: Format) -> PathBuf {
    let text = if is_itself(format) { "" } else { ".txt" };
    PathBuf::from(format!("{name}.{}{text}", format.extension()))
}

/// Whether the report itself is stored, and not its content.
fn is_itself(format: Format) -> bool {
    matches!(format, Format::Md | Format::Html)
}

/// What became of a case in a format, and the bytes of the file that would store it.
fn judge(
    case: &Case,
    format: Format,
    render: &dyn Fn(&Case, Format) -> Result<Vec<u8>>,
    words: &[String],
) -> Result<(CaseOutcome, Vec<u8>)> {
    let made = render(case, format)?;
    let again = render(case, format)?;
    if made != again {
        return Ok((CaseOutcome::Unstable(first_difference(format, &made, &again)), Vec::new()));
    }
    let lines = content::of(format, &made)?;
    let made = if is_itself(format) { made } else { kept(&lines).into_bytes() };
    let Some(stored) = read(&stored_path(&case.name, format))? else { return Ok((CaseOutcome::New, made)) };
    let text = String::from_utf8_lossy(&stored).replace("\r\n", "\n");
    // Version control may have changed the ends of lines, which no template decides.
    if stored == made || text.as_bytes() == made {
        return Ok((CaseOutcome::Same, made));
    }
    let raw: Vec<String> = text.lines().map(str::to_owned).collect();
    let outcome = if is_itself(format) {
        // Where what is stored is no such report, its lines are compared.
        let stored = content::of(format, text.as_bytes()).ok();
        let difference = stored.and_then(|stored| diff::compare(&stored, &lines, words));
        let difference = difference.unwrap_or_else(|| Difference {
            changes: vec![Change { part: String::new(), what: What::File }],
            text: diff::text(&raw, &String::from_utf8_lossy(&made).lines().map(str::to_owned).collect::<Vec<_>>()),
        });
        CaseOutcome::Differs(difference)
    } else {
        diff::compare(&raw, &lines, words).map_or(CaseOutcome::Same, CaseOutcome::Differs)
    };
    Ok((outcome, made))
}

/// The text that keeps a content.
fn kept(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

/// Reads what is stored; `None` when nothing is.
fn read(path: &Path) -> Result<Option<Vec<u8>>> {
    let name = display_name(path);
    let file = match std::fs::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file.with_context(|| format!("cannot read {name}"))?,
    };
    let mut bytes = Vec::new();
    file.take(MAX_FILE + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {name}"))?;
    if bytes.len() as u64 > MAX_FILE {
        bail!("{name} is larger than {} MiB", MAX_FILE >> 20);
    }
    Ok(Some(bytes))
}

/// The first line in which two renderings of the same differ, from shortly before the difference.
fn first_difference(format: Format, one: &[u8], other: &[u8]) -> String {
    let (Ok(one), Ok(other)) = (content::of(format, one), content::of(format, other)) else {
        return "the bytes differ".to_owned();
    };
    let Some(at) = (0..one.len().max(other.len())).find(|at| one.get(*at) != other.get(*at)) else {
        return "the bytes differ, the content does not".to_owned();
    };
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_default();
    let (one, other) = (line(&one), line(&other));
    let same = one.chars().zip(other.chars()).take_while(|(one, other)| one == other).count();
    let near = |line: &str| line.chars().skip(same.saturating_sub(40)).take(120).collect::<String>();
    format!("line {} has first “{}” and then “{}”", at + 1, near(&one), near(&other))
}

/// The words of support and verdict that a case's reports may print, in any language.
fn words(case: &Case) -> Vec<String> {
    // What is wrong with a style or a venue is told by rendering.
    let style = case.style.as_deref().and_then(|path| style::load(path).ok()).unwrap_or_default();
    let venues = venue::built_in();
    let venue = case.venue.as_deref().and_then(|id| venue::find(&venues, id).ok());
    let vocabulary = venue.map(|venue| venue.vocabulary.clone()).unwrap_or_default();
    let mut words = BTreeSet::new();
    for language in [Language::En, Language::Zh, Language::Both] {
        let style = Style { language: Some(language), ..style.clone() };
        words.extend(Words::new(&style, &vocabulary).tones().into_keys());
    }
    words.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    const CASE: &str = "patents = [\"p.xml\"]\nlistings = [\"l.json\"]\n";
    const REPORT: &str = "# T\n\n| Element | Support |\n|--|--|\n| **1\\[a\\]** | **weak** |\n";

    fn folder(formats: &str) -> (tempfile::TempDir, Vec<PathBuf>) {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("x.case.toml"), format!("{CASE}formats = [{formats}]\n")).unwrap();
        let cases = case::find(folder.path()).unwrap();
        (folder, cases)
    }

    fn store(path: &Path, bytes: &[u8]) -> Result<()> {
        Ok(std::fs::write(path, bytes)?)
    }

    fn outcomes(results: Vec<CaseResult>) -> Vec<CaseOutcome> {
        results.into_iter().map(|result| result.outcome).collect()
    }

    #[test]
    fn what_is_new_is_stored_only_when_blessed() {
        let (folder, cases) = folder("\"md\"");
        let made =
            |report: &'static str| move |_: &Case, _: Format| -> Result<Vec<u8>> { Ok(report.as_bytes().to_vec()) };
        let refuse = |_: &Path, _: &[u8]| -> Result<()> { bail!("not asked for") };
        assert_eq!(outcomes(run(&cases, &made(REPORT), false, &refuse)), [CaseOutcome::New]);
        assert_eq!(outcomes(run(&cases, &made(REPORT), true, &store)), [CaseOutcome::Blessed]);
        assert_eq!(std::fs::read_to_string(folder.path().join("x.md")).unwrap(), REPORT);
        assert_eq!(outcomes(run(&cases, &made(REPORT), true, &refuse)), [CaseOutcome::Same]);
        std::fs::write(folder.path().join("x.md"), REPORT.replace('\n', "\r\n")).unwrap();
        assert_eq!(outcomes(run(&cases, &made(REPORT), false, &refuse)), [CaseOutcome::Same]);
    }

    #[test]
    fn what_differs_is_told() {
        let (folder, cases) = folder("\"md\"");
        let first = |made: &str| {
            let results = run(&cases, &|_, _| Ok(made.as_bytes().to_vec()), false, &store);
            let CaseOutcome::Differs(difference) = &results[0].outcome else { panic!("{results:?}") };
            (difference.changes[0].to_string(), difference.text.clone())
        };
        std::fs::write(folder.path().join("x.md"), REPORT).unwrap();
        assert_eq!(first(&REPORT.replace("weak", "found")).0, "T: row 1[a]: support weak → found");
        let (change, text) = first(&REPORT.replace("|--|--|", "|---|--|"));
        assert_eq!(change, "the content is the same, the file is not");
        assert!(text.contains("\n-|--|--|\n+|---|--|\n"), "{text}");
        std::fs::write(folder.path().join("x.md"), b"\xff\x00").unwrap();
        assert!(first(REPORT).1.contains("+# T\n"));
    }

    #[test]
    fn the_content_of_a_workbook_is_stored() {
        let (folder, cases) = folder("\"xlsx\"");
        let render = |_: &Case, _: Format| -> Result<Vec<u8>> {
            let layout = crate::report::style::Layout::default();
            let pictures = crate::listing::picture::Pictures::new();
            let document = crate::report::read_document::read(REPORT, "T", pictures, layout, &|_| None);
            Ok(crate::report::xlsx::write(&[("1 A".to_owned(), document)])?.bytes)
        };
        assert_eq!(outcomes(run(&cases, &render, true, &store)), [CaseOutcome::Blessed]);
        let stored = std::fs::read_to_string(folder.path().join("x.xlsx.txt")).unwrap();
        assert_eq!(stored, "sheet: 1 A\n| T |\n| Element | Support |\n| 1[a] | weak |\n");
        assert_eq!(outcomes(run(&cases, &render, false, &store)), [CaseOutcome::Same]);
    }

    #[test]
    fn what_goes_wrong_ends_no_run() {
        let (folder, mut cases) = folder("\"md\", \"docx\"");
        std::fs::write(folder.path().join("a.case.toml"), "patents = []").unwrap();
        cases.insert(0, folder.path().join("a.case.toml"));
        cases.insert(1, folder.path().join("none.case.toml"));
        let count = Cell::new(0);
        let render = |_: &Case, format: Format| -> Result<Vec<u8>> {
            count.set(count.get() + 1);
            if format == Format::Docx {
                bail!("no template");
            }
            Ok(format!("text number {}\n", count.get()).into_bytes())
        };
        let results = run(&cases, &render, true, &store);
        let words: Vec<&str> = results.iter().map(|result| result.outcome.word()).collect();
        assert_eq!(words, ["failed", "failed", "unstable", "failed"]);
        let how = "line 1 has first “text number 1” and then “text number 2”";
        assert_eq!(results[2].outcome, CaseOutcome::Unstable(how.to_owned()));
        assert!(!folder.path().join("x.md").exists());
        let refuse = |_: &Path, _: &[u8]| -> Result<()> { bail!("the disk is full") };
        let results = run(&cases[2..], &|_, _| Ok(b"a\n".to_vec()), true, &refuse);
        assert_eq!(results[0].outcome, CaseOutcome::Failed("the disk is full".to_owned()));
    }

    #[test]
    fn words_of_every_language_and_venue_are_known() {
        let case = case::read("x.case.toml", &format!("{CASE}venue = \"taobao\"\n")).unwrap();
        let words = words(&case);
        for word in ["weak", "记载不充分", "not met", "same", "found 已载明"] {
            assert!(words.iter().any(|known| known == word), "{word}");
        }
    }
}
