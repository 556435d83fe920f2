//! Charts to render: harmless ones, and ones whose every text is a trap.

use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use readson::chart::{Chart, ChartReview, Evidence, ListingRef, PatentRef, Row, RowReview, Support, ViewNote, roll_up};
use readson::patent::{Kind, View};
use readson::report::escape::neutralise;
use readson::report::markdown::{Make, Renderer};
use readson::report::{Report, html, template};

/// A chart whose every text comes from `words`, asked for in a fixed order.
pub fn chart_of(kind: Kind, words: &mut dyn FnMut() -> String) -> Chart {
    let evidence = |words: &mut dyn FnMut() -> String| {
        let because = vec![format!("“{}” for “{}”", words(), words()), words()];
        Evidence {
            field: format!("attributes.{}", words()),
            start: 3,
            end: 40,
            quote: words(),
            score: 0.75,
            notes: because.clone(),
            because,
            paragraph: Some(2),
            ..Evidence::default()
        }
    };
    let rows = [Support::Found, Support::Weak, Support::Missing, Support::Contradicted]
        .iter()
        .enumerate()
        .map(|(index, support)| Row {
            label: ["1[pre]", "1[a]", "1[b]", "1[c]"][index].to_owned(),
            text: words(),
            support: *support,
            confidence: 0.876_543,
            evidence: if *support == Support::Missing { vec![] } else { vec![evidence(words), evidence(words)] },
            against: if *support == Support::Contradicted { vec![evidence(words)] } else { vec![] },
            missing: if *support == Support::Weak { vec![words(), words()] } else { vec![] },
            needed: if *support == Support::Found || kind == Kind::Design { String::new() } else { words() },
            review: RowReview::default(),
        })
        .collect::<Vec<_>>();
    Chart {
        chosen: words(),
        patent: PatentRef { number: words(), title: words(), kind, sha256: "ab".repeat(32), ..PatentRef::default() },
        claim: 1,
        listing: ListingRef {
            id: words(),
            url: words(),
            title: words(),
            source: words(),
            captured_at: words(),
            sha256: "cd".repeat(32),
            ..ListingRef::default()
        },
        standing: roll_up(rows.iter().map(|row| row.support)),
        rows,
        views: if kind == Kind::Design {
            [vec![], vec![words(), words()]]
                .into_iter()
                .map(|addressed_by| ViewNote {
                    figure: words(),
                    view: View::Front,
                    description: words(),
                    addressed_by,
                    ..ViewNote::default()
                })
                .collect()
        } else {
            vec![]
        },
        statements: if kind == Kind::Design { vec![words(), words()] } else { vec![] },
        sheets: vec![],
        review: ChartReview::default(),
        exhibits: vec![],
    }
}

fn renderer() -> Renderer {
    let make = Make { charts: 10, version: "0".to_owned(), ..Make::default() };
    Renderer::new(template::find("chart").unwrap(), make).unwrap()
}

/// One chart as Markdown by the plain template.
pub fn markdown_of(chart: &Chart) -> String {
    renderer().chart(chart).unwrap()
}

/// One chart as Markdown that is kept and not made into a document.
pub fn kept_markdown_of(chart: &Chart) -> String {
    let make = Make { charts: 1, picture_files: true, version: "0".to_owned(), ..Make::default() };
    Renderer::new(template::find("chart").unwrap(), make).unwrap().chart(chart).unwrap()
}

/// Charts and findings as one Markdown document.
pub fn report_of(report: &Report) -> String {
    renderer().report(report).unwrap()
}

/// The index of a folder of charts.
pub fn index(charts: &[Chart]) -> String {
    let entries: Vec<_> = charts.iter().map(|chart| (chart, "a.md".to_owned())).collect();
    renderer().index(&entries).unwrap()
}

/// The HTML page of any Markdown.
pub fn page(markdown: &str, title: &str) -> String {
    html::page(&renderer().document(markdown, title, false))
}

pub fn plain_chart(kind: Kind) -> Chart {
    let mut count = 0;
    chart_of(kind, &mut || {
        count += 1;
        format!("word{count}")
    })
}

/// Everything that Markdown readers may support, but not smart punctuation, which changes text by design.
fn dialect() -> Options {
    Options::all() - Options::ENABLE_SMART_PUNCTUATION
}

/// The structure of a document: its events without their text. Text between two other events is one mark.
pub fn skeleton(markdown: &str) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for event in Parser::new_ext(markdown, dialect()) {
        let name = match event {
            Event::Text(_) => "text".to_owned(),
            other => format!("{other:?}"),
        };
        if name != "text" || out.last().is_none_or(|last| last != "text") {
            out.push(name);
        }
    }
    out
}

/// What a reader sees.
pub fn visible(markdown: &str) -> String {
    let mut out = String::new();
    for event in Parser::new_ext(markdown, dialect()) {
        match event {
            Event::Text(text) => out.push_str(&text),
            Event::Start(Tag::TableCell) | Event::End(TagEnd::Paragraph | TagEnd::Heading(_)) | Event::SoftBreak => {
                out.push('\n');
            }
            Event::InlineHtml(html) if html.as_ref() == "<br>" => out.push('\n'),
            _ => {}
        }
    }
    out
}

/// Pieces that mean something somewhere, and letters between them.
pub fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "|",
        "\\",
        "`",
        "```",
        "*",
        "**",
        "_",
        "__",
        "~",
        "~~",
        "[",
        "]",
        "(",
        ")",
        "<",
        ">",
        "<br>",
        "<!--",
        "-->",
        "&",
        "&lt;",
        "&#60;",
        "#",
        "# ",
        "\n",
        "\r\n",
        "\n\n",
        "\t",
        "    ",
        "- ",
        "+ ",
        "1. ",
        "1) ",
        "---",
        "===",
        "+++",
        ":",
        ": ",
        "!",
        "![a](b)",
        "[a](javascript:x)",
        "[^1]",
        "[^1]: n",
        "[[a]]",
        "{",
        "}",
        "{{ 7 * 7 }}",
        "{% raw %}",
        "{#",
        "#}",
        "$",
        "$$",
        "$x$",
        "^",
        "^a^",
        "~a~",
        "{#id .c}",
        "[x] ",
        "[!NOTE]",
        "https://a.example",
        "www.a.example",
        "a@b.example",
        "<script>",
        "</td>",
        "<a@b.example>",
        "\"",
        "'",
        "“",
        "”",
        "\u{1b}[31m",
        "\u{7}",
        "\0",
        "\u{202e}",
        "\u{2028}",
        "\u{a0}",
        "\u{fffd}",
        "é",
        "不锈钢",
        "🔥",
        "a",
        "b c",
        " ",
        "0",
        "word",
    ]);
    prop::collection::vec(prop_oneof![4 => pieces.prop_map(str::to_owned), 1 => ".{0,4}"], 0..10)
        .prop_map(|pieces| pieces.concat())
        // An empty text is shown as "not given" or not at all, which is another structure, and rightly so.
        .prop_map(|text| if neutralise(&text).is_empty() { "x".to_owned() } else { text })
        // A web address becomes a link by design, see `addresses_are_links_only_when_plain`.
        .prop_map(|text| if text.starts_with("http") { format!("x{text}") } else { text })
}
