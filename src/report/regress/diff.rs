//! What differs between two reports' contents, said twice: part by part and row by row for people, and as a unified diff.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::fmt::Write as _;

use similar::TextDiff;

pub use crate::report::regress::change::{Change, Difference, PartChange, RowChange, What};
use crate::report::regress::parts::{Cell, Part, Row, Table, cut, read};

/// How many lines of a unified diff are kept.
const MAX_LINES: usize = 200;

/// How many characters of a line of it are kept. A line may hold an embedded picture.
const MAX_WIDTH: usize = 4000;

/// Compares two contents as [`super::content::of`] gives them; `None` when they are the same. `words` are those of support
/// and verdict, which a row may have changed.
pub fn compare(stored: &[String], made: &[String], words: &[String]) -> Option<Difference> {
    if stored == made {
        return None;
    }
    let words = words.iter().map(String::as_str).collect();
    let mut comparison = Comparison { words, changes: Vec::new() };
    comparison.parts(&read(stored), &read(made));
    Some(Difference { changes: comparison.changes, text: text(stored, made) })
}

/// A unified diff of lines, with two of context; what is beyond the limits is counted.
pub fn text(stored: &[String], made: &[String]) -> String {
    let old: Vec<&str> = stored.iter().map(String::as_str).collect();
    let new: Vec<&str> = made.iter().map(String::as_str).collect();
    let whole = TextDiff::from_slices(old.as_slice(), new.as_slice()).unified_diff().context_radius(2).to_string();
    let mut out = String::new();
    for line in whole.lines().take(MAX_LINES) {
        out.push_str(&cut(line, MAX_WIDTH));
        out.push('\n');
    }
    let more = whole.lines().count().saturating_sub(MAX_LINES);
    if more > 0 {
        let _ = writeln!(out, "… {more} more line{}", if more == 1 { "" } else { "s" });
    }
    out
}

/// Which things of a new list those of an old one are.
struct Pairs {
    of: Vec<Option<usize>>,
    taken: Vec<bool>,
}

impl Pairs {
    fn new(old: usize, new: usize) -> Pairs {
        Pairs { of: vec![None; old], taken: vec![false; new] }
    }

    /// Pairs those with the same key that have no partner yet, the first with the first.
    fn add<'x, T, K: Ord>(&mut self, old: &'x [T], new: &'x [T], key: impl Fn(&'x T) -> K) {
        let mut places: BTreeMap<K, VecDeque<usize>> = BTreeMap::new();
        for (at, item) in new.iter().enumerate().filter(|(at, _)| !self.taken[*at]) {
            places.entry(key(item)).or_default().push_back(at);
        }
        for (of, item) in self.of.iter_mut().zip(old).filter(|(of, _)| of.is_none()) {
            *of = places.get_mut(&key(item)).and_then(VecDeque::pop_front);
            if let Some(at) = *of {
                self.taken[at] = true;
            }
        }
    }
}

/// A comparison under way.
struct Comparison<'w> {
    words: BTreeSet<&'w str>,
    changes: Vec<Change>,
}

impl Comparison<'_> {
    fn tell(&mut self, part: &str, what: What) {
        self.changes.push(Change { part: part.to_owned(), what });
    }

    fn parts(&mut self, old: &[Part], new: &[Part]) {
        let mut pairs = Pairs::new(old.len(), new.len());
        pairs.add(old, new, |part| part.path.as_str());
        // A part that follows the same part as before and says much the same has another heading, or one above it has.
        for (at, part) in old.iter().enumerate().skip(1) {
            let Some(next) = pairs.of[at - 1].map(|before| before + 1).filter(|_| pairs.of[at].is_none()) else {
                continue;
            };
            let fits = |new: &Part| new.level == part.level && (new.title == part.title || alike(part, new));
            if !pairs.taken.get(next).copied().unwrap_or(true) && fits(&new[next]) {
                pairs.of[at] = Some(next);
                pairs.taken[next] = true;
            }
        }
        let order: Vec<usize> = pairs.of.iter().flatten().copied().collect();
        let mut strays = out_of_order(&order).into_iter();
        let moved: Vec<bool> = pairs.of.iter().map(|of| of.is_some() && strays.next().unwrap_or_default()).collect();
        for (at, part) in old.iter().enumerate() {
            let mut of_part = |change| {
                self.tell(&part.above, What::Part(part.title.to_owned(), change));
            };
            let Some(partner) = pairs.of[at].map(|at| &new[at]) else {
                // What stands below a heading goes with it.
                if part.parent.is_none_or(|parent| pairs.of[parent].is_some()) {
                    of_part(PartChange::Gone);
                }
                continue;
            };
            if moved[at] && part.parent.is_none_or(|parent| !moved[parent]) {
                of_part(PartChange::Moved);
            }
            if part.title != partner.title {
                of_part(PartChange::Renamed(partner.title.to_owned()));
            }
            let lines = usize::from(part.level != partner.level) + changed(&part.text, &partner.text);
            if lines > 0 {
                of_part(PartChange::Changed(lines));
            }
            self.tables(&part.path, &part.tables, &partner.tables);
        }
        for (at, part) in new.iter().enumerate() {
            if !pairs.taken[at] && part.parent.is_none_or(|parent| pairs.taken[parent]) {
                self.tell(&part.above, What::Part(part.title.to_owned(), PartChange::New));
            }
        }
    }

    fn tables(&mut self, path: &str, old: &[Table], new: &[Table]) {
        let mut pairs = Pairs::new(old.len(), new.len());
        pairs.add(old, new, |table| table.head.as_slice());
        pairs.add(old, new, Table::first);
        pairs.add(old, new, |_| ());
        for (table, of) in old.iter().zip(&pairs.of) {
            match of {
                Some(at) => self.table(path, table, &new[*at]),
                None => self.tell(path, What::Table(table.first().to_owned(), false)),
            }
        }
        for (table, _) in new.iter().zip(&pairs.taken).filter(|(_, taken)| !**taken) {
            self.tell(path, What::Table(table.first().to_owned(), true));
        }
    }

    fn table(&mut self, path: &str, old: &Table, new: &Table) {
        if old.head != new.head {
            let own = |head: &[&str]| head.iter().map(|cell| (*cell).to_owned()).collect();
            self.tell(path, What::Columns(own(&old.head), own(&new.head)));
        }
        let mut pairs = Pairs::new(old.rows.len(), new.rows.len());
        pairs.add(&old.rows, &new.rows, |row| row.name);
        let columns = columns(&old.head, &new.head);
        for (row, of) in old.rows.iter().zip(&pairs.of) {
            match of {
                Some(at) => self.row(path, &old.head, columns.as_deref(), (row, &new.rows[*at])),
                None => self.tell(path, What::Row(row.name.to_owned(), RowChange::Gone)),
            }
        }
        for (row, _) in new.rows.iter().zip(&pairs.taken).filter(|(_, taken)| !**taken) {
            self.tell(path, What::Row(row.name.to_owned(), RowChange::New));
        }
        if !pairs.of.iter().flatten().is_sorted() {
            self.tell(path, What::Order);
        }
    }

    /// Compares rows column by column; `columns` are those that both have, where the tables do not have the same.
    fn row(&mut self, path: &str, head: &[&str], columns: Option<&[(usize, usize)]>, (old, new): (&Row, &Row)) {
        let mut changes = Vec::new();
        if old.claim != new.claim {
            changes.push(RowChange::ClaimText);
        }
        let all: Vec<(usize, usize)> = match columns {
            Some(columns) => columns.to_vec(),
            None => (1..old.cells.len().max(new.cells.len())).map(|at| (at, at)).collect(),
        };
        let (mut gone, mut fresh) = (Vec::new(), Vec::new());
        let (mut differs, mut other) = (false, false);
        for (at, partner) in all {
            let was = old.cells.get(at).copied().unwrap_or_default();
            let is = new.cells.get(partner).copied().unwrap_or_default();
            if was == is {
                continue;
            }
            differs = true;
            let (was, is) = (Cell::read(was, &self.words), Cell::read(is, &self.words));
            if was.words != is.words {
                let named = |words: &[&str]| if words.is_empty() { "none".to_owned() } else { words.join(", ") };
                let column = head.get(at).copied().filter(|column| !column.is_empty()).unwrap_or("support");
                changes.push(RowChange::Word(column.to_lowercase(), named(&was.words), named(&is.words)));
            }
            other |= was.rest != is.rest;
            gone.extend(was.quotes);
            fresh.extend(is.quotes);
        }
        let (gone, fresh) = (without(&gone, &fresh), without(&fresh, &gone));
        changes.extend(gone.into_iter().map(|quote| RowChange::QuoteGone(quote.to_owned())));
        changes.extend(fresh.into_iter().map(|quote| RowChange::QuoteNew(quote.to_owned())));
        if other || (differs && changes.is_empty()) {
            changes.push(RowChange::OtherWords);
        }
        for change in changes {
            self.tell(path, What::Row(old.name.to_owned(), change));
        }
    }
}

/// The columns that two heads share, by name and without the first; `None` where they have as many, which are then the
/// same.
fn columns(old: &[&str], new: &[&str]) -> Option<Vec<(usize, usize)>> {
    if old.len() == new.len() {
        return None;
    }
    let places: BTreeMap<&str, usize> = new.iter().enumerate().skip(1).map(|(at, name)| (*name, at)).collect();
    Some(old.iter().enumerate().skip(1).filter_map(|(at, name)| Some((at, *places.get(name)?))).collect())
}

/// The texts of one list that another does not have, or not as often.
fn without<'a>(list: &[&'a str], other: &[&str]) -> Vec<&'a str> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for text in other {
        *counts.entry(text).or_default() += 1;
    }
    let mut left = Vec::new();
    for text in list {
        match counts.get_mut(text) {
            Some(count) if *count > 0 => *count -= 1,
            _ => left.push(*text),
        }
    }
    left
}

/// How many lines are others; one where only their order is.
fn changed(old: &[&str], new: &[&str]) -> usize {
    if old == new {
        return 0;
    }
    without(old, new).len().max(without(new, old).len()).max(1)
}

/// Whether at least half of the lines of the shorter of two parts stand in the other as well.
fn alike(old: &Part, new: &Part) -> bool {
    let shared = old.lines.len() - without(&old.lines, &new.lines).len();
    shared * 2 >= old.lines.len().min(new.lines.len())
}

/// Which of these numbers break the order: those outside of a longest rising sequence.
fn out_of_order(numbers: &[usize]) -> Vec<bool> {
    let mut tails: Vec<usize> = Vec::new();
    let mut before = Vec::with_capacity(numbers.len());
    for (at, number) in numbers.iter().enumerate() {
        let place = tails.partition_point(|tail| numbers[*tail] < *number);
        before.push(place.checked_sub(1).map(|place| tails[place]));
        match tails.get_mut(place) {
            Some(tail) => *tail = at,
            None => tails.push(at),
        }
    }
    let mut out = vec![true; numbers.len()];
    let mut next = tails.last().copied();
    while let Some(at) = next {
        out[at] = false;
        next = before[at];
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(|line| line.trim_start().to_owned()).collect()
    }

    fn changes(old: &str, new: &str) -> Vec<String> {
        let words = ["found", "weak", "missing", "contradicted"].map(str::to_owned);
        let difference = compare(&lines(old), &lines(new), &words);
        difference.into_iter().flat_map(|difference| difference.changes).map(|change| change.to_string()).collect()
    }

    const CHART: &str = "# Claim chart: US1
        DRAFT
        ## Chart
        |= Claim element | Evidence | Support |
        | 1[a] a lid | “a cap” / in title / Cited for: “lid” by “cap” (curated pair) | weak / 40 % |
        | 1[b] a pin | No passage | missing / 57 % |
        | 1[c] a seal | No passage | missing / 57 % |
        ## Exhibits
        |= No. | File |
        | 1 | p.xml |";

    #[test]
    fn rows_tell_what_changed_in_them() {
        assert_eq!(compare(&lines(CHART), &lines(CHART), &[]), None);
        let better = CHART
            .replace("“a cap” / in title / Cited for: “lid” by “cap” (curated pair)", "“a lid” / in title")
            .replace("weak / 40 %", "found / 40 %");
        let expected = [
            "Chart: row 1[a]: support weak → found",
            "Chart: row 1[a]: quote gone: “a cap”",
            "Chart: row 1[a]: quote new: “a lid”",
            "Chart: row 1[a]: other words changed",
        ];
        assert_eq!(changes(CHART, &better), expected);
        assert_eq!(changes(CHART, &CHART.replace("a pin |", "a hinge pin |")), ["Chart: row 1[b]: claim text changed"]);
        assert_eq!(changes(CHART, &CHART.replace("p.xml", "q.xml")), ["Exhibits: row “1”: other words changed"]);
        let swapped = CHART.replace("1[b] a pin", "1[d] a pin").replace("1[a]", "1[x]").replace("1[c]", "1[a]");
        let expected = [
            "Chart: row 1[a]: claim text changed",
            "Chart: row 1[a]: support weak → missing",
            "Chart: row 1[a]: quote gone: “a cap”",
            "Chart: row 1[a]: other words changed",
            "Chart: row 1[b]: gone",
            "Chart: row 1[c]: gone",
            "Chart: row 1[x]: new",
            "Chart: row 1[d]: new",
        ];
        assert_eq!(changes(CHART, &swapped), expected);
        let (head, rows) = ("|= A | B |\n", ["| x | 1 |\n", "| y | 2 |\n"]);
        let (old, new) = ([head, rows[0], rows[1]].concat(), [head, rows[1], rows[0]].concat());
        assert_eq!(changes(&old, &new), ["rows in another order"]);
    }

    #[test]
    fn columns_are_compared_where_both_tables_have_them() {
        let old = "|= Element | Evidence | Support |\n| 1[a] x | “q” | weak |";
        let expected =
            ["table columns changed: Element, Evidence, Support → Element, Support", "row 1[a]: support weak → found"];
        assert_eq!(changes(old, "|= Element | Support |\n| 1[a] x | found |"), expected);
        let renamed = old.replace("Support", "Words");
        assert_eq!(
            changes(old, &renamed),
            ["table columns changed: Element, Evidence, Support → Element, Evidence, Words"]
        );
        assert_eq!(
            changes(old, "text"),
            ["the text before the first heading: changed (1 line)", "table “Element”: gone"]
        );
    }

    #[test]
    fn parts_come_go_move_and_change() {
        let old = "# T\n## A\na\n## B\nb\n### B1\nb1\n## C\nc one\nc two";
        let new = "# T\n## C\nc one\nc 2\n## A\na\n## D\nd";
        let expected = ["part “A”: moved", "part “B”: gone", "part “C”: changed (1 line)", "part “D”: new"];
        assert_eq!(changes(old, new), expected);
    }

    #[test]
    fn a_chart_with_another_heading_is_the_same_chart() {
        let old = "# Charts\n## Chart X\nx1\nx2\n### Gaps\n|= A | B |\n| 1[a] | lid |\n## Chart Z\nz";
        assert_eq!(changes(old, &old.replace("Chart X", "Chart Y")), ["part “Chart X”: now “Chart Y”"]);
        let expected = ["Chart X › Gaps: row 1[a]: other words changed"];
        assert_eq!(changes(old, &old.replace("lid", "pin")), expected);
    }

    #[test]
    fn the_diff_is_bounded() {
        let many: Vec<String> = (0..500).map(|number| format!("line {number}")).collect();
        let text = text(&[], &many);
        assert_eq!(text.lines().count(), MAX_LINES + 1);
        assert!(text.starts_with("@@ ") && text.ends_with("\n… 301 more lines\n"), "{text}");
        let wide = compare(&lines("a"), &["é".repeat(2 * MAX_WIDTH)], &[]).unwrap();
        assert!(wide.text.chars().count() < MAX_WIDTH + 100);
    }

    #[test]
    fn garbage_differs_and_nothing_more() {
        let garbage =
            ["", "|", "| |", "|  |  |", "|= |", "# ", "#x", "“", "| 1[a] “ | ” |", "\u{0}", "sheet: ", "| a | b | c |"];
        let all: Vec<String> = garbage.iter().cycle().take(400).map(|line| (*line).to_owned()).collect();
        for from in 0..garbage.len() {
            let one = compare(&all, &all[from + 1..], &all).unwrap();
            assert_eq!(Some(one), compare(&all, &all[from + 1..], &all));
            assert!(compare(&all[from..=from], &[], &[]).is_some());
            assert!(compare(&[], &all[from..=from], &[]).is_some());
        }
    }

    #[test]
    fn what_breaks_the_order_is_found() {
        assert_eq!(out_of_order(&[]), [false; 0]);
        assert_eq!(out_of_order(&[0, 4, 1, 2, 3]), [false, true, false, false, false]);
    }
}
