//! What can differ between two reports, and how people are told.

use std::fmt::{self, Display, Formatter};

use crate::report::regress::parts::{label, short};

/// What differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    /// For people, in the order of the stored report. May be empty where only the diff can tell.
    pub changes: Vec<Change>,
    /// A unified diff of the lines.
    pub text: String,
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The headings above it, joined by ` › `; empty for none.
    pub part: String,
    /// What.
    pub what: What,
}

/// What differs.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// The bytes of the file, and nothing of its content.
    File,
    /// A part: its heading and how it differs.
    Part(String, PartChange),
    /// A table is in one report only: its first words, and whether it is new.
    Table(String, bool),
    /// The columns of a table, before and after.
    Columns(Vec<String>, Vec<String>),
    /// The order of a table's rows.
    Order,
    /// A row: its label or first cell, and how it differs.
    Row(String, RowChange),
}

/// How a part differs.
#[derive(Clone, Debug, PartialEq)]
pub enum PartChange {
    /// It is not there any more.
    Gone,
    /// It was not there.
    New,
    /// It stands elsewhere.
    Moved,
    /// It has another heading.
    Renamed(String),
    /// So many of its lines outside of tables are others.
    Changed(usize),
}

/// How a row differs.
#[derive(Clone, Debug, PartialEq)]
pub enum RowChange {
    /// It is not there any more.
    Gone,
    /// It was not there.
    New,
    /// The text of the claim.
    ClaimText,
    /// A word of support or verdict: the column, the words before and after.
    Word(String, String, String),
    /// A quote that is not there any more.
    QuoteGone(String),
    /// A quote that was not there.
    QuoteNew(String),
    /// Anything else in it.
    OtherWords,
}

impl Display for Change {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        if !self.part.is_empty() {
            write!(f, "{}: ", self.part)?;
        }
        self.what.fmt(f)
    }
}

impl Display for What {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        let gone = |new: bool| if new { "new" } else { "gone" };
        match self {
            What::File => write!(f, "the content is the same, the file is not"),
            What::Part(title, change) if title.is_empty() => write!(f, "the text before the first heading: {change}"),
            What::Part(title, change) => write!(f, "part “{}”: {change}", short(title)),
            What::Table(words, new) => write!(f, "table “{}”: {}", short(words), gone(*new)),
            What::Columns(old, new) => {
                write!(f, "table columns changed: {} → {}", short(&old.join(", ")), short(&new.join(", ")))
            }
            What::Order => write!(f, "rows in another order"),
            What::Row(name, change) if label(name) == Some(name.len()) => write!(f, "row {name}: {change}"),
            What::Row(name, change) => write!(f, "row “{}”: {change}", short(name)),
        }
    }
}

impl Display for PartChange {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            PartChange::Gone => write!(f, "gone"),
            PartChange::New => write!(f, "new"),
            PartChange::Moved => write!(f, "moved"),
            PartChange::Renamed(title) => write!(f, "now “{}”", short(title)),
            PartChange::Changed(1) => write!(f, "changed (1 line)"),
            PartChange::Changed(lines) => write!(f, "changed ({lines} lines)"),
        }
    }
}

impl Display for RowChange {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            RowChange::Gone => write!(f, "gone"),
            RowChange::New => write!(f, "new"),
            RowChange::ClaimText => write!(f, "claim text changed"),
            RowChange::Word(column, old, new) => write!(f, "{} {old} → {new}", short(column)),
            RowChange::QuoteGone(quote) => write!(f, "quote gone: “{}”", short(quote)),
            RowChange::QuoteNew(quote) => write!(f, "quote new: “{}”", short(quote)),
            RowChange::OtherWords => write!(f, "other words changed"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::regress::parts::MAX_NAME;

    fn row(name: &str, change: RowChange) -> String {
        Change { part: String::new(), what: What::Row(name.to_owned(), change) }.to_string()
    }

    #[test]
    fn changes_read_as_sentences() {
        let word = RowChange::Word("support".to_owned(), "weak".to_owned(), "found".to_owned());
        assert_eq!(row("1[a]", word), "row 1[a]: support weak → found");
        assert_eq!(row("1[a]", RowChange::QuoteGone("a lid".to_owned())), "row 1[a]: quote gone: “a lid”");
        assert_eq!(row("Title", RowChange::New), "row “Title”: new");
        let what = What::Part("Exhibits".to_owned(), PartChange::Changed(3));
        let change = Change { part: "Chart of A".to_owned(), what };
        assert_eq!(change.to_string(), "Chart of A: part “Exhibits”: changed (3 lines)");
        let head = |cells: [&str; 2]| cells.map(str::to_owned).to_vec();
        let columns = What::Columns(head(["a", "b"]), head(["a", "c"]));
        assert_eq!(columns.to_string(), "table columns changed: a, b → a, c");
    }

    #[test]
    fn long_names_are_cut_between_characters() {
        let shown = row(&"鍋".repeat(500), RowChange::Gone);
        assert_eq!(shown, format!("row “{}…”: gone", "鍋".repeat(MAX_NAME)));
    }
}
