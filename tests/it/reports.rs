//! Reports: whatever a listing says, it stays text.

use proptest::prelude::*;
use readson::chart::design::view_notes;
use readson::chart::{Standing, Support};
use readson::listing::{Attribute, Listing};
use readson::pair::reading::Match;
use readson::patent::{Figure, Kind, Patent, View};
use readson::report::escape::neutralise;
use readson::report::index::file_stem;
use readson::report::{Report, json, text};
use readson::text::finding::{Code, Finding};
use readson::text::page;

use samples::{
    chart_of, hostile, index, kept_markdown_of, markdown_of, page, plain_chart, report_of, skeleton, visible,
};

pub mod samples;

const ESCAPE: char = '\u{1b}';
const OVERRIDE: char = '\u{202e}';

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn hostile_text_never_becomes_markup(texts in prop::collection::vec(hostile(), 60), design in any::<bool>()) {
        let kind = if design { Kind::Design } else { Kind::Utility };
        let mut used = Vec::new();
        let hostile = chart_of(kind, &mut || {
            let text = texts[used.len() % texts.len()].clone();
            used.push(text.clone());
            text
        });
        let rendered = markdown_of(&hostile);
        let plain = markdown_of(&plain_chart(kind));
        prop_assert_eq!(skeleton(&rendered), skeleton(&plain), "{}", rendered);
        let seen = visible(&rendered);
        for text in &used {
            // Joined quotes put a word after white space or punctuation; what matters is that the text is there whole.
            prop_assert!(seen.contains(neutralise(text).as_ref()), "{:?} is not in {}", text, seen);
        }
        let finding = |text: &str| [Finding::new(Code::Empty, text, text).at((1, 2)).help(text)];
        let findings = finding(&texts[0]);
        let all = Report { charts: &[hostile.clone(), hostile], findings: &findings, version: "0" };
        let plain = [plain_chart(kind), plain_chart(kind)];
        let findings = finding("word");
        let harmless = Report { charts: &plain, findings: &findings, version: "0" };
        prop_assert_eq!(skeleton(&report_of(&all)), skeleton(&report_of(&harmless)));
        prop_assert_eq!(
            skeleton(&index(all.charts)).len(),
            skeleton(&index(harmless.charts)).len()
        );
    }

    #[test]
    fn pages_hold_no_script_and_no_outside_address(text in hostile()) {
        let chart = chart_of(Kind::Utility, &mut || text.clone());
        let page = page(&markdown_of(&chart), &text);
        let tags = tags(&page);
        for tag in &tags {
            let name = tag.split([' ', '\n', '>']).next().unwrap_or_default();
            prop_assert!(
                ["!DOCTYPE", "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "p", "div", "table",
                 "thead", "tbody", "tr", "th", "td", "strong", "em", "span", "br", "colgroup", "col"].contains(&name.trim_start_matches('/')),
                "{}", tag
            );
        }
        prop_assert!(!page.contains([ESCAPE, OVERRIDE]), "{}", page);
    }

    /// Marks change how words look and not one letter of them, wherever they fall.
    #[test]
    fn marks_change_the_look_only(
        texts in prop::collection::vec(hostile(), 20),
        spans in prop::collection::vec((0..40usize, 0..12usize, 0..40usize, 0..12usize, 0..9usize, any::<bool>()), 1..8),
    ) {
        let mut used = 0;
        let plain = chart_of(Kind::Utility, &mut || {
            used += 1;
            texts[used % texts.len()].clone()
        });
        let mut marked = plain.clone();
        for quote in marked.rows.iter_mut().flat_map(|row| row.evidence.iter_mut().chain(&mut row.against)) {
            quote.matches = spans
                .iter()
                .map(|&(claimed, long, offered, wide, concept, in_name)| Match {
                    concept,
                    claimed: (claimed, claimed + long),
                    offered: (offered, offered + wide),
                    in_name,
                })
                .collect();
        }
        let spaces = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let unmarked = |page: &str| {
            let page = page.replace("</mark>", "");
            let parts = page.split("<mark class=\"m").enumerate();
            // Behind it a digit and the end of the tag.
            spaces(&parts.map(|(at, part)| if at == 0 { part } else { &part[3..] }).collect::<String>())
        };
        prop_assert_eq!(unmarked(&page(&markdown_of(&marked), "t")), spaces(&page(&markdown_of(&plain), "t")));
        prop_assert_eq!(spaces(&visible(&kept_markdown_of(&marked))), spaces(&visible(&kept_markdown_of(&plain))));
    }

    #[test]
    fn pages_of_any_markdown_are_tame(markdown in prop::collection::vec(hostile(), 0..8)) {
        let page = page(&markdown.join("\n"), "t");
        for tag in tags(&page) {
            let lower = tag.to_ascii_lowercase();
            prop_assert!(!lower.starts_with("script") && !lower.contains("=\"javascript:"), "{}", tag);
            prop_assert!(!lower.starts_with("img") || lower.contains("src=\"data:"), "{}", tag);
        }
    }

    #[test]
    fn a_terminal_gets_only_our_own_sequences(text in hostile(), width in 0_usize..200) {
        let mut chart = chart_of(Kind::Utility, &mut || text.clone());
        let mut out = Vec::new();
        text::chart(&chart, &mut out, width).unwrap();
        chart.patent.kind = Kind::Design;
        text::chart(&chart, &mut out, width).unwrap();
        let finding = Finding::new(Code::Empty, &text, text.clone()).at((1, 2)).help(text.clone());
        text::findings(&[finding], &mut out).unwrap();
        let out = String::from_utf8(out).unwrap();
        let plain = anstream::adapter::strip_str(&out).to_string();
        prop_assert!(plain.chars().all(|c| c == '\n' || !c.is_control()), "{:?}", plain);
        prop_assert!(!plain.contains(OVERRIDE), "{}", plain);
        // Colours only: every sequence that is left is a style.
        let is_style = |rest: &str| {
            let digits = |c: char| c.is_ascii_digit() || c == ';';
            rest.strip_prefix('[').is_some_and(|rest| rest.trim_start_matches(digits).starts_with('m'))
        };
        prop_assert!(out.split(ESCAPE).skip(1).all(is_style), "{:?}", out);
    }

    #[test]
    fn file_names_are_safe_and_tell_charts_apart(ids in prop::collection::btree_set(
        prop_oneof![hostile(), "[a-c./_-]{0,5}", "[a-cA-C]{1,2}", ".{0,100}"], 2..20))
    {
        let mut names = std::collections::BTreeSet::new();
        for id in &ids {
            let mut chart = plain_chart(Kind::Utility);
            chart.patent.number = "US99000001B2".to_owned();
            chart.listing.id.clone_from(id);
            let stem = file_stem(&chart);
            prop_assert!(stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_'), "{}", stem);
            prop_assert!(stem.len() < 160 && stem.starts_with("US99000001B2-claim-1-"));
            prop_assert_eq!(&stem, &file_stem(&chart));
            names.insert(stem.to_ascii_lowercase());
        }
        prop_assert_eq!(names.len(), ids.len());
    }

    #[test]
    fn json_is_the_chart_with_rounded_scores(text in ".{0,40}", score in any::<f32>()) {
        let mut chart = chart_of(Kind::Utility, &mut || text.clone());
        chart.rows[0].confidence = score;
        let out = json::comparison(&Report { charts: &[chart.clone()], findings: &[], version: "0" });
        let value: serde_json::Value = serde_json::from_str(&out).unwrap();
        prop_assert_eq!(&value["charts"][0]["rows"][0]["text"], &text);
        prop_assert_eq!(&value["charts"][0]["rows"][1]["confidence"], &serde_json::json!(0.877));
        let written = value["charts"][0]["rows"][0]["confidence"].as_f64();
        let close = |written: f64| (written - f64::from(score)).abs() <= 0.0005 + f64::from(score).abs() * 1e-12;
        prop_assert_eq!(written.is_some_and(close), score.is_finite());
    }
}

/// What stands between `<` and `>` in a page, its style sheet left out.
fn tags(page: &str) -> Vec<&str> {
    let body = page.split("</style>").nth(1).unwrap_or_default();
    body.split('<').skip(1).filter_map(|rest| rest.split('>').next()).collect()
}

#[test]
fn json_names_its_schema_and_streams_line_by_line() {
    let charts = [plain_chart(Kind::Utility), plain_chart(Kind::Design)];
    let findings = [Finding::new(Code::Empty, "a.md", "no text")];
    let out = json::comparison(&Report { charts: &charts, findings: &findings, version: "0" });
    assert!(out.starts_with("{\"schema\":\"readson.comparison/1\",\"charts\":[\n{\"patent\":{\"number\":"));
    assert_eq!(out.lines().count(), 1 + 2 + 1 + 1 + 1);
    let empty = json::comparison(&Report { charts: &[], findings: &[], version: "0" });
    assert!(
        empty.starts_with("{\"schema\":\"readson.comparison/1\",\"charts\":[],\"findings\":[],\"seal\":{"),
        "{empty}"
    );
}

#[test]
fn a_failing_writer_is_an_error_and_no_panic() {
    struct Full;
    impl std::io::Write for Full {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let charts = [plain_chart(Kind::Utility)];
    let report = Report { charts: &charts, findings: &[], version: "0" };
    let error = json::write_comparison(&mut Full, &report).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::BrokenPipe);
    assert!(text::chart(&charts[0], &mut Full, 80).is_err());
}

#[test]
fn addresses_are_links_only_when_plain() {
    let shown = |url: &str| {
        let mut chart = plain_chart(Kind::Utility);
        chart.listing.url = url.to_owned();
        page(&markdown_of(&chart), "t")
    };
    let address = "https://shop.example/item?id=1&ref=a_b_c";
    let linked =
        "<a href=\"https://shop.example/item?id=1&amp;ref=a_b_c\">https://shop.example/item?id=1&amp;ref=a_b_c</a>";
    assert!(shown(address).contains(linked), "{}", shown(address));
    for url in ["javascript:alert(1)", "data:text/html,<b>", "https://x.example/> [a](b)", "//x.example", "ftp://x"] {
        assert!(!shown(url).contains("<a "), "{url}");
    }
    assert!(shown("").contains("not given"));
}

#[test]
fn pages_keep_safe_links_and_no_picture_that_text_asks_for() {
    let page = page(
        "[a](chart.html) [b](https://x.example) [c](JavaScript:alert) [d](../up.html) [e](//x.example) \
         ![f](https://x.example/p.png) ![g](data:image/png;base64,AAAA) ![h](data:image/svg+xml;base64,AAAA) <b>i</b><br>",
        "</title><script>",
    );
    assert!(page.contains("<a href=\"chart.html\">a</a> <a href=\"https://x.example\">b</a> c d e"));
    // Only what the program itself embeds is shown; a picture that text asks for is its words.
    assert!(page.contains("f g h i<br>") && !page.contains("<img"), "{page}");
    assert!(page.contains("<title>&lt;/title&gt;&lt;script&gt;</title>"));
    assert!(page.contains("default-src 'none'; style-src 'unsafe-inline'; img-src data:"));
}

#[test]
fn a_report_says_what_it_is_and_what_is_open() {
    let mut chart = plain_chart(Kind::Utility);
    chart.listing.captured_at.clear();
    let out = markdown_of(&chart);
    for needed in [
        "DRAFT for review by an attorney",
        "draws no legal conclusion",
        "readson 0",
        "| Captured | *not given* |",
        &"ab".repeat(32),
        &"cd".repeat(32),
        "**contradicted** – 1 of 4 found, 1 weak, 1 missing, 1 contradicted.",
        "| Claim element | Evidence in the listing | Support |",
        "**Against:**<br>“",
    ] {
        assert!(out.contains(needed), "{needed} is not in {out}");
    }
    let place = |text: &str| out.find(text).unwrap_or_else(|| panic!("{text} is not in {out}"));
    assert!(place("## Gaps") < place("## Chart") && place("## Chart") < place("## How to read"));
    assert!(!out.to_lowercase().contains("infring"));
}

#[test]
fn a_chart_without_gaps_says_so() {
    let mut chart = plain_chart(Kind::Utility);
    chart.rows.truncate(1);
    chart.standing = Standing::AllFound;
    let out = markdown_of(&chart);
    assert!(out.contains("None: every element is found"), "{out}");
    assert!(out.contains("**all found**"));
    chart.rows.clear();
    chart.standing = Standing::Open;
    let out = markdown_of(&chart);
    assert!(out.contains("0 of 0 found"), "{out}");
}

#[test]
fn a_design_is_compared_by_views_and_never_judged() {
    let mut chart = plain_chart(Kind::Design);
    for row in &mut chart.rows {
        row.support = Support::Found;
    }
    chart.standing = Standing::AllFound;
    let out = markdown_of(&chart);
    assert!(out.contains("cannot be judged from text"));
    assert!(out.contains("Nothing in the listing names the view of Fig."));
    let mut seen = Vec::new();
    text::chart(&chart, &mut seen, 100).unwrap();
    let index = index(&[chart]);
    for out in [out, String::from_utf8(seen).unwrap(), index] {
        assert!(!out.contains("all found") && out.contains("word"), "{out}");
    }
}

#[test]
fn findings_print_place_code_and_help() {
    let mut out = Vec::new();
    let findings = [
        Finding::new(Code::UnknownEntity, "a.xml", "unknown entity &foo;")
            .at((3, 7))
            .help("write the character itself"),
        Finding::new(Code::Empty, "b.md", "no text"),
    ];
    text::findings(&findings, &mut out).unwrap();
    let out = String::from_utf8(out).unwrap();
    assert_eq!(
        anstream::adapter::strip_str(&out).to_string(),
        "a.xml:3:7: warning[P004-unknown-entity]: unknown entity &foo;\n  help: write the character itself\n\
         b.md: error[P002-empty]: no text\n"
    );
}

#[test]
fn view_notes_give_addresses_that_resolve() {
    let figure = |number: &str, view| Figure { number: number.to_owned(), description: "d".to_owned(), view };
    let patent = Patent {
        figures: vec![
            figure("1", View::Front),
            figure("2", View::Rear),
            figure("3", View::Side),
            figure("4", View::Other),
        ],
        ..Patent::default()
    };
    let listing = Listing {
        attributes: vec![
            Attribute { name: "Note".to_owned(), value: "plain".to_owned() },
            Attribute { name: "Note".to_owned(), value: "pictures show a front view".to_owned() },
        ],
        bullets: vec!["front pocket".to_owned(), "see the left side view".to_owned()],
        description: "Seen from the front, it is round.".to_owned(),
        images: vec!["x.jpg".to_owned(), "x-front.jpg".to_owned()],
        ..Listing::default()
    };
    let notes = view_notes(&patent, &listing);
    let by: Vec<_> = notes.iter().map(|note| note.addressed_by.join(" ")).collect();
    assert_eq!(by, ["attributes.Note[1] description images[1]", "", "bullets[1]", ""]);
    for address in notes.iter().flat_map(|note| &note.addressed_by).filter(|address| !address.starts_with("images")) {
        assert!(listing.field(address).is_some(), "{address}");
    }
}

#[test]
fn sample_patents_are_pages_with_numbers_that_no_office_has_given() {
    let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/claims");
    let mut numbers = std::collections::BTreeSet::new();
    for entry in std::fs::read_dir(directory).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "md") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let page = page::split(&text);
        let front = page.table().unwrap();
        let key = |key: &str| front.get(key).and_then(|value| value.as_str()).unwrap_or_default();
        for needed in ["number", "title", "kind", "jurisdiction", "owner", "filed", "priority", "granted"] {
            assert!(!key(needed).is_empty(), "{needed} is not in {}", path.display());
        }
        assert!(key("owner").ends_with("(fictional)"));
        assert!(key("priority") <= key("filed") && key("filed") < key("granted"), "{}", path.display());
        assert!(key("number").starts_with("US99000") || key("number").starts_with("USD99000"));
        assert!(page.body.contains("\n1. "), "{}", path.display());
        assert!(numbers.insert(key("number").to_owned()), "{}", path.display());
    }
    assert!(numbers.len() >= 6);
}
