//! A report's content taken apart: parts under headings, tables, rows, and what a cell says.

use std::collections::BTreeSet;

/// A quote within a line has at least so many characters; shorter ones there are the words for which another is cited.
const MIN_QUOTE: usize = 24;

/// A heading and what stands below it, up to the next heading.
#[derive(Default)]
pub(super) struct Part<'a> {
    pub(super) level: usize,
    pub(super) title: &'a str,
    /// The part whose heading stands above this one's.
    pub(super) parent: Option<usize>,
    /// The headings above it, joined by ` › `.
    pub(super) above: String,
    /// These and its own.
    pub(super) path: String,
    /// All lines.
    pub(super) lines: Vec<&'a str>,
    /// Those outside of tables.
    pub(super) text: Vec<&'a str>,
    pub(super) tables: Vec<Table<'a>>,
}

#[derive(Default)]
pub(super) struct Table<'a> {
    pub(super) head: Vec<&'a str>,
    pub(super) rows: Vec<Row<'a>>,
}

pub(super) struct Row<'a> {
    /// Its label, or else its first cell.
    pub(super) name: &'a str,
    /// What follows a label in the first cell.
    pub(super) claim: &'a str,
    pub(super) cells: Vec<&'a str>,
}

impl Table<'_> {
    /// What a table is known by: the first word of its head, or else of its rows.
    pub(super) fn first(&self) -> &str {
        self.head.first().copied().or(self.rows.first().map(|row| row.name)).unwrap_or_default()
    }
}

/// The parts of a content. The first is what stands before all headings.
pub(super) fn read(lines: &[String]) -> Vec<Part<'_>> {
    // A title that stands over everything says nothing of a place.
    let titled = lines.iter().filter(|line| heading(line).is_some_and(|(level, _)| level == 1)).count() == 1;
    let mut parts = vec![Part::default()];
    let mut open: Vec<usize> = Vec::new();
    let (mut in_table, mut head_due) = (false, false);
    for line in lines {
        if let Some((level, title)) = heading(line) {
            while open.last().is_some_and(|part| parts[*part].level >= level) {
                open.pop();
            }
            let parent = open.last().copied();
            let above = parent.map(|part| &parts[part]).filter(|part| part.level > 1 || !titled);
            let above = above.map_or_else(String::new, |part| part.path.clone());
            let path = if above.is_empty() { short(title) } else { format!("{above} › {}", short(title)) };
            open.push(parts.len());
            parts.push(Part { level, title, parent, above, path, ..Part::default() });
            (in_table, head_due) = (false, line.starts_with("sheet: "));
            continue;
        }
        let Some(part) = parts.last_mut() else { continue };
        part.lines.push(line);
        // A row of one cell is a line of text in a workbook.
        let Some((is_head, cells)) = cells(line).filter(|(_, cells)| cells.len() > 1) else {
            part.text.push(line);
            (in_table, head_due) = (false, false);
            continue;
        };
        // The first row of a sheet is the head of its table.
        let is_head = is_head || head_due;
        if is_head || !in_table {
            part.tables.push(Table::default());
        }
        (in_table, head_due) = (true, false);
        let Some(table) = part.tables.last_mut() else { continue };
        if is_head {
            table.head = cells;
        } else {
            let first = cells.first().copied().unwrap_or_default();
            let (name, claim) = label(first).map_or((first, ""), |end| first.split_at(end));
            table.rows.push(Row { name, claim: claim.trim(), cells });
        }
    }
    parts
}

/// The level and words of a heading; the sheets of a workbook have level 1.
fn heading(line: &str) -> Option<(usize, &str)> {
    if let Some(name) = line.strip_prefix("sheet: ") {
        return Some((1, name));
    }
    let words = line.trim_start_matches('#');
    let level = line.len() - words.len();
    Some((level, words.strip_prefix(' ')?)).filter(|(level, _)| (1..=9).contains(level))
}

/// The cells of a table's row, and whether it is a head.
fn cells(line: &str) -> Option<(bool, Vec<&str>)> {
    let (is_head, rest) = match line.strip_prefix("|= ") {
        Some(rest) => (true, rest),
        None => (false, line.strip_prefix("| ")?),
    };
    Some((is_head, rest.strip_suffix(" |")?.split(" | ").collect()))
}

/// Where the label ends with which a cell begins: `1[a]`, `[1.1]`, `1A` or `1 preamble`.
pub(super) fn label(cell: &str) -> Option<usize> {
    let number = |text: &str| (1..=4).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit());
    if let Some(inner) = cell.strip_prefix('[') {
        let (inside, _) = inner.split_once(']')?;
        let (claim, element) = inside.split_once('.')?;
        return (number(claim) && number(element)).then_some(inside.len() + 2);
    }
    let rest = cell.trim_start_matches(|c: char| c.is_ascii_digit());
    let claim = cell.len() - rest.len();
    if !(1..=4).contains(&claim) {
        return None;
    }
    if let Some(inner) = rest.strip_prefix('[') {
        let (element, _) = inner.split_once(']')?;
        let fits = (1..=4).contains(&element.len()) && element.bytes().all(|byte| byte.is_ascii_alphanumeric());
        return fits.then_some(claim + element.len() + 2);
    }
    let length = match rest.strip_prefix(" preamble") {
        Some(_) => " preamble".len(),
        None => rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_uppercase()).len(),
    };
    let ends = rest[length..].is_empty() || rest[length..].starts_with(' ');
    (ends && (1..=9).contains(&length)).then_some(claim + length)
}

/// What a cell says, taken apart.
#[derive(Default)]
pub(super) struct Cell<'a> {
    /// Lines that are a word of support or verdict.
    pub(super) words: Vec<&'a str>,
    /// What stands between “ and ” at the start of a line, and longer texts between them elsewhere.
    pub(super) quotes: Vec<&'a str>,
    pub(super) rest: String,
}

impl<'a> Cell<'a> {
    pub(super) fn read(text: &'a str, words: &BTreeSet<&str>) -> Cell<'a> {
        let mut cell = Cell::default();
        // Where the line begins, the text that is not kept yet, and the quote that is open.
        let (mut line, mut kept, mut quote, mut depth) = (0, 0, 0, 0_usize);
        for (at, character) in text.char_indices() {
            match character {
                '“' => {
                    if depth == 0 {
                        quote = at;
                    }
                    depth += 1;
                }
                '”' if depth > 0 => {
                    depth -= 1;
                    let inside = &text[quote + '“'.len_utf8()..at];
                    if depth == 0 && (quote == line || inside.chars().nth(MIN_QUOTE - 1).is_some()) {
                        cell.quotes.push(inside);
                        cell.rest.push_str(&text[kept..quote]);
                        cell.rest.push('“');
                        kept = at;
                    }
                }
                ' ' if depth == 0 && at >= line && text[at..].starts_with(" / ") => {
                    cell.line(&text[line..at], &text[kept..at], words);
                    line = at + " / ".len();
                    kept = line;
                }
                _ => {}
            }
        }
        cell.line(&text[line..], &text[kept..], words);
        cell
    }

    /// Ends a line: the whole of it, and what of it is not kept yet.
    fn line(&mut self, whole: &'a str, left: &str, words: &BTreeSet<&str>) {
        if words.contains(whole) {
            self.words.push(whole);
        } else {
            self.rest.push_str(left);
            self.rest.push('\n');
        }
    }
}

/// A text as far as it is shown.
pub(super) fn short(text: &str) -> String {
    cut(text, MAX_NAME)
}

/// The first characters of a text.
pub(super) fn cut(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// How many characters of a heading, a name or a quote are shown.
pub(super) const MAX_NAME: usize = 160;

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn labels_of_every_style() {
        for (cell, name) in [
            ("1[pre] A vessel", "1[pre]"),
            ("12[ab]", "12[ab]"),
            ("[1.10] a lid", "[1.10]"),
            ("1 preamble A vessel", "1 preamble"),
            ("1A a lid", "1A"),
            ("12AB", "12AB"),
        ] {
            assert_eq!(label(cell).map(|end| &cell[..end]), Some(name));
        }
        for cell in ["", "1", "1 a", "[1]", "[1.a]", "[1.1", "1[", "1[]", "1[é]", "12345[a]", "1Aa", "Title", "１[a]"]
        {
            assert_eq!(label(cell), None, "{cell}");
        }
    }

    #[test]
    fn a_content_is_parts_tables_and_rows() {
        let content = lines(
            "page: A4\n# T\nnotice\n|= A | B |\n| x |  |\n|= C | D |\n| y | z |\n## One\n### Deep\ntext\n## One\n| a | b |",
        );
        let parts = read(&content);
        let paths: Vec<&str> = parts.iter().map(|part| part.path.as_str()).collect();
        assert_eq!(paths, ["", "T", "One", "One › Deep", "One"]);
        assert_eq!((parts[0].text.as_slice(), parts[1].text.as_slice()), (&["page: A4"][..], &["notice"][..]));
        assert_eq!(parts[1].tables.len(), 2);
        assert_eq!(parts[1].tables[0].rows[0].cells, ["x", ""]);
        assert_eq!(parts[4].tables[0].rows[0].name, "a");
        assert_eq!(parts[3].parent, Some(2));
        let sheet = lines("sheet: 1 B0\n| Label | Support |\n| 1[a] | weak |\n| Notes |\n| x | y |");
        let parts = read(&sheet);
        assert_eq!(parts[1].path, "1 B0");
        assert_eq!(parts[1].tables[0].head, ["Label", "Support"]);
        assert_eq!((parts[1].text.as_slice(), parts[1].tables.len()), (&["| Notes |"][..], 2));
    }

    #[test]
    fn a_cell_is_words_quotes_and_the_rest() {
        let words = BTreeSet::from(["weak"]);
        let cell = Cell::read("“a “b” / c” / in title / Cited for: “w” by “v” (same word) / weak / weak lid", &words);
        assert_eq!((cell.words.as_slice(), cell.quotes.as_slice()), (&["weak"][..], &["a “b” / c"][..]));
        assert_eq!(cell.rest, "“”\nin title\nCited for: “w” by “v” (same word)\nweak lid\n");
        let within = Cell::read("The page says “a lid that swings open on a pin” (title)", &words);
        assert_eq!(within.quotes, ["a lid that swings open on a pin"]);
    }

    #[test]
    fn garbage_is_taken_as_text() {
        let words = BTreeSet::from(["weak"]);
        for text in ["", " / ", " / / / ", "“", "”“ / ”", "“ / “ / “", "” weak", "“”", "“x / weak"]
        {
            let cell = Cell::read(text, &words);
            assert!(cell.words.is_empty() && cell.quotes.iter().all(|quote| quote.len() < text.len()), "{text}");
        }
        for text in ["#", "# ", "###########", "########## x", "|", "||", "| |", "|  |", "|=", "|= |", "| a", "sheet: "]
        {
            assert!(read(&lines(text)).len() <= 2, "{text}");
        }
    }
}
