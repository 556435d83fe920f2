//! What templates see of a chart.

use serde::Serialize;

use crate::chart::{Chart, Evidence, Row, Standing};
use crate::patent::Kind;
use crate::report::marks::{Marks, Run};
use crate::report::pin::Field;
use crate::report::setting::Setting;
use crate::report::style::Language;
use crate::report::template::{COLUMNS, Front};
use crate::report::{Counts, gaps, is_design, unaddressed};

/// One of several filings that a venue's limit makes of one claim's charts.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Batch {
    /// Its number, from 1.
    pub number: usize,
    /// How many there are.
    pub total: usize,
}

/// A column as templates see it.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Column {
    id: String,
    width: usize,
}

/// A chart with what templates need to know of it.
#[derive(Serialize)]
pub(super) struct Page<'a> {
    chart: ChartView<'a>,
    counts: Counts,
    gaps: Vec<&'a Row>,
    design: bool,
    unaddressed: String,
    open_views: usize,
    kind: String,
    standing: String,
    columns: Vec<Column>,
    /// Whether it stands below other charts of one document.
    nested: bool,
    /// Whether the chart is final.
    #[serde(rename = "final")]
    pub is_final: bool,
    /// Who signed it.
    pub signers: String,
    /// What stands before the numbers of its exhibits where a document has those of several charts.
    pub prefix: String,
    /// Whether there is a drawing or photo of any view.
    pictured: bool,
}

/// A chart whose rows know which of their words belong together. A field that stands below a flattened one replaces it.
#[derive(Serialize)]
struct ChartView<'a> {
    #[serde(flatten)]
    chart: &'a Chart,
    rows: Vec<RowView<'a>>,
}

#[derive(Serialize)]
struct RowView<'a> {
    #[serde(flatten)]
    row: &'a Row,
    marked: Vec<Run>,
    evidence: Vec<QuoteView<'a>>,
    against: Vec<QuoteView<'a>>,
}

#[derive(Serialize)]
struct QuoteView<'a> {
    #[serde(flatten)]
    quote: &'a Evidence,
    marked: Vec<Run>,
    /// Of an attribute's value, the attribute's name.
    named: Option<Vec<Run>>,
    /// Why it is cited, so far as its marks do not show it.
    notes: &'a [String],
    paragraph: Option<usize>,
}

impl ChartView<'_> {
    fn of(chart: &Chart) -> ChartView<'_> {
        let row = |row| {
            let marks = Marks::of(row);
            let view = |quote| quote_view(&marks, quote);
            let (evidence, against) = (row.evidence.iter().map(view).collect(), row.against.iter().map(view).collect());
            RowView { row, marked: marks.element(), evidence, against }
        };
        ChartView { chart, rows: chart.rows.iter().map(row).collect() }
    }
}

fn quote_view<'a>(marks: &Marks, quote: &'a Evidence) -> QuoteView<'a> {
    let named = match Field::of(&quote.field) {
        Field::Attribute(name, _) => Some(marks.name(quote, name)),
        _ => None,
    };
    QuoteView { quote, marked: marks.quote(quote), named, notes: &quote.notes, paragraph: quote.paragraph }
}

/// What templates need to know of a chart, in these words and with the columns that the style, or else the template, asks for.
pub(super) fn page<'a>(chart: &'a Chart, nested: bool, setting: &Setting, front: &Front) -> Page<'a> {
    let words = &setting.words;
    let design = is_design(chart);
    let open = unaddressed(chart);
    let chinese = words.language() == Language::Zh;
    let figure = |note: &&crate::chart::ViewNote| {
        let view = words.of("view", &view_key(note.view));
        if chinese { format!("图{}（{view}）", note.figure) } else { format!("Fig. {} ({view})", note.figure) }
    };
    let standing = match chart.standing {
        _ if design => "design",
        Standing::AllFound => "all-found",
        Standing::Open => "open",
        Standing::Contradicted => "contradicted",
    };
    Page {
        chart: ChartView::of(chart),
        counts: Counts::of(chart),
        gaps: gaps(chart),
        design,
        open_views: open.len(),
        unaddressed: open.iter().map(figure).collect::<Vec<_>>().join(", "),
        kind: words.of("kind", kind_key(chart.patent.kind)),
        standing: words.of("standing", standing),
        columns: columns(chart, setting, front),
        nested,
        is_final: chart.is_final(),
        signers: signers(chart),
        prefix: String::new(),
        pictured: chart.views.iter().any(|note| note.drawing.is_some() || note.photo.is_some()),
    }
}

fn columns(chart: &Chart, setting: &Setting, front: &Front) -> Vec<Column> {
    let reviewed = chart.rows.iter().any(|row| {
        let review = &row.review;
        !(review.verdict.is_empty() && review.explanation.is_empty() && review.remarks.is_empty())
    });
    let own = if reviewed && !front.reviewed_columns.is_empty() { &front.reviewed_columns } else { &front.columns };
    let wanted = setting.style.columns.as_ref().unwrap_or(own);
    let column = |id: &String| {
        let width = COLUMNS.iter().find(|(name, _)| name == id).map_or(4, |(_, width)| *width);
        Column { id: id.clone(), width }
    };
    wanted.iter().map(column).collect()
}

fn view_key(view: crate::patent::View) -> String {
    serde_json::to_value(view).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// A kind of right as front matter names it.
pub(super) fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::Utility => "utility",
        Kind::Design => "design",
        Kind::UtilityModel => "utility-model",
        Kind::Plant => "plant",
    }
}

/// Who signed a chart: as a whole, or its rows.
fn signers(chart: &Chart) -> String {
    match chart.review.signed_by.trim() {
        "" => together(chart.rows.iter().map(|row| row.review.signed.trim())),
        _ => chart.review.signed_by.clone(),
    }
}

/// Names in the order in which they first stand, each once.
pub(super) fn together<'a>(all: impl Iterator<Item = &'a str>) -> String {
    let mut names: Vec<&str> = Vec::new();
    for name in all {
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names.join(", ")
}
