//! `readson eval`: laws of the whole table, bad gold files, and the real charts where they are there.

use std::path::Path;

use proptest::prelude::*;
use readson::eval::ablation::{ABLATIONS, ablate, ablation};
use readson::eval::gold::{Gold, read};
use readson::eval::report::{Ablation, Evaluation, Figure, Options, evaluate};
use readson::eval::{Case, run};
use serde_json::{Value, json};

use crate::common::{ROOT, readson};

const OPTIONS: Options = Options { seed: 7, resamples: 120 };

/// One element: its words, and what readers say of it with the words that prove it.
type Part = (&'static str, &'static str, Option<(&'static str, &'static str)>);

/// A gold chart as a line; listing and labels are written for the test.
fn line(id: &str, number: &str, listing: &Value, parts: &[Part]) -> String {
    let labels = ["pre", "a", "b", "c", "d"];
    let claim: Vec<&str> = parts.iter().map(|part| part.0).collect();
    let elements: Vec<Value> =
        parts.iter().zip(labels).map(|(part, label)| json!({"label": label, "text": part.0})).collect();
    let gold: Vec<Value> = parts
        .iter()
        .zip(labels)
        .map(|((text, support, quote), label)| {
            let quotes: Vec<Value> =
                quote.iter().map(|(field, quote)| json!({"field": field, "quote": quote})).collect();
            let phenomena = if text.contains("steel") { vec!["material"] } else { vec!["structure", "verbatim"] };
            json!({"label": label, "support": support, "quotes": quotes, "phenomena": phenomena})
        })
        .collect();
    json!({
        "id": id,
        "patent": {"number": number, "title": "", "claim": 1, "text": claim.join(" ")},
        "elements": elements,
        "listing": listing,
        "gold": gold,
    })
    .to_string()
}

/// Seven charts of four patents with every class among their labels.
fn lines() -> Vec<String> {
    let bottle = json!({
        "id": "L-1", "title": "Glass water bottle with bamboo lid", "attributes": {"Material": "Glass", "Capacity": "500 ml"},
        "bullets": ["The lid screws on.", "Comes without a handle."], "description": "Keeps water fresh.",
    });
    let pruner = json!({
        "id": "L-2", "title": "Garden pruner", "bullets": ["Two curved blades of hardened steel", "A spring opens the blades"],
    });
    let vessel: [Part; 5] = [
        ("A drinking bottle comprising:", "found", Some(("title", "water bottle"))),
        ("a body of stainless steel;", "contradicted", Some(("attributes.Material", "Glass"))),
        ("a lid that screws onto the body;", "weak", Some(("bullets[0]", "The lid screws on."))),
        ("a handle; and", "contradicted", Some(("bullets[1]", "without a handle"))),
        ("a filter inside the body.", "missing", None),
    ];
    let tool: [Part; 4] = [
        ("A pruner comprising:", "found", Some(("title", "Garden pruner"))),
        ("two curved steel blades;", "found", Some(("bullets[0]", "Two curved blades of hardened steel"))),
        ("a spring that opens the blades; and", "found", Some(("bullets[1]", "A spring opens the blades"))),
        ("a latch.", "missing", None),
    ];
    let other: [Part; 3] = [
        ("A pruner comprising:", "missing", None),
        ("steel blades; and", "missing", None),
        ("a grip.", "missing", None),
    ];
    vec![
        line("T-1", "US1", &bottle, &vessel),
        line("T-2", "US1", &bottle, &vessel[..3]),
        line("T-3", "US2", &pruner, &tool),
        line("T-4", "US2", &pruner, &tool[..3]),
        line("T-5", "US3", &bottle, &other),
        line("T-6", "US4", &pruner, &tool[1..]),
        line("T-7", "US4", &bottle, &vessel[2..]),
    ]
}

fn golds(lines: &[String]) -> Vec<Gold> {
    read(lines.join("\n").as_bytes(), "gold.jsonl").unwrap()
}

fn figures(evaluation: &Evaluation) -> Vec<Figure> {
    let e = evaluation;
    let mut all = vec![e.macro_f1, e.evidence_recall_1, e.evidence_recall_3, e.calibration_error, e.brier];
    all.extend(e.classes.iter().flat_map(|class| [class.precision, class.recall, class.f1]));
    all.extend(e.claims.iter().map(|claims| claims.precision));
    all.extend(e.points.iter().map(|point| point.precision));
    all.extend(e.phenomena.iter().flat_map(|one| [one.accuracy, one.macro_f1]));
    all.extend(e.baselines.iter().flat_map(|one| [one.macro_f1, one.found_precision, one.difference]));
    all
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn the_order_of_the_charts_changes_nothing(order in Just((0..7).collect::<Vec<usize>>()).prop_shuffle(), seed in any::<u64>()) {
        let options = Options { seed, ..OPTIONS };
        let of = |lines: &[String]| {
            let golds = golds(lines);
            serde_json::to_value(evaluate("gold.jsonl", &golds, &run(&golds), options)).unwrap()
        };
        let shuffled: Vec<String> = order.iter().map(|at| lines()[*at].clone()).collect();
        prop_assert_eq!(of(&lines()), of(&shuffled));
    }

    #[test]
    fn every_interval_contains_its_figure(seed in any::<u64>()) {
        let golds = golds(&lines());
        let evaluation = evaluate("gold.jsonl", &golds, &run(&golds), Options { seed, ..OPTIONS });
        let mut measured = 0;
        for figure in figures(&evaluation) {
            prop_assert_eq!(figure.value.is_none(), figure.why.is_some());
            if let (Some(value), Some(low), Some(high)) = (figure.value, figure.low, figure.high) {
                prop_assert!(low <= value && value <= high, "{:?}", figure);
                measured += 1;
            }
        }
        prop_assert!(measured > 25, "{}", measured);
    }
}

#[test]
fn an_oracle_gets_everything_right() {
    let golds = golds(&lines());
    let mut cases = run(&golds);
    for case in &mut cases {
        (case.row.support, case.row.confidence, case.rank) = (case.gold, 1.0, Some(0));
    }
    let e = evaluate("gold.jsonl", &golds, &cases, OPTIONS);
    let ones = e.classes.iter().flat_map(|class| [class.precision, class.recall, class.f1]);
    let ones = ones.chain([e.macro_f1, e.evidence_recall_1, e.evidence_recall_3]);
    let ones = ones.chain(e.points.iter().map(|point| point.precision));
    let ones = ones.chain(e.claims.iter().map(|claims| claims.precision));
    for figure in ones.chain(e.phenomena.iter().flat_map(|one| [one.accuracy, one.macro_f1])) {
        assert_eq!(figure.value, Some(1.0), "{figure:?}");
    }
    assert_eq!((e.calibration_error.value, e.brier.value), (Some(0.0), Some(0.0)));
    // One chart is all-found, the three of the bottle with a steel body or a handle are contradicted.
    assert_eq!(
        e.claims.iter().map(|claims| (claims.gold, claims.said, claims.right)).collect::<Vec<_>>(),
        [(1, 1, 1), (3, 3, 3)]
    );
}

#[test]
fn one_wrong_label_is_seen_where_it_belongs() {
    let golds = golds(&lines());
    let mut cases = run(&golds);
    for case in &mut cases {
        (case.row.support, case.row.confidence) = (case.gold, 1.0);
    }
    // The latch of T-3 is called found.
    let latch = cases.iter_mut().find(|case| case.chart == 2 && case.row.text.contains("latch")).unwrap();
    latch.row.support = readson::chart::Support::Found;
    let e = evaluate("gold.jsonl", &golds, &cases, OPTIONS);
    let found = &e.classes[0];
    assert_eq!((found.said, found.right), (found.gold + 1, found.gold));
    assert_eq!(e.confusion.0[2][0], 1);
    // Now two charts are called all-found, and one is.
    assert_eq!((e.claims[0].said, e.claims[0].right, e.claims[0].precision.value), (2, 1, Some(0.5)));
    let brier = e.brier.value.unwrap();
    assert!((brier - 1.0 / e.elements as f64).abs() < 1e-12, "{brier}");
}

#[test]
fn leaving_nothing_out_costs_nothing() {
    let golds = golds(&lines());
    let whole: Vec<Case> = run(&golds);
    let same: Ablation = ablation("nothing", &golds, &whole, &run(&golds), OPTIONS);
    assert_eq!((same.difference.value, same.difference.low, same.difference.high), (Some(0.0), Some(0.0), Some(0.0)));
    let mut worse = run(&golds);
    for case in &mut worse {
        case.row.support = readson::chart::Support::Weak;
    }
    let worse = ablation("sense", &golds, &whole, &worse, OPTIONS);
    assert!(worse.difference.value.unwrap() > 0.0, "{worse:?}");
    assert_eq!(worse.found_precision.why, Some("never says found"));
    assert_eq!(worse.changed, whole.iter().filter(|case| case.row.support != readson::chart::Support::Weak).count());
    let all = ablate(&golds, &whole, OPTIONS);
    assert_eq!(all.len(), ABLATIONS.len());
    assert!(all.iter().any(|part| part.changed > 0), "{all:?}");
}

#[test]
fn one_patent_is_too_few_for_baselines() {
    let golds = golds(&lines()[..2]);
    let e = evaluate("gold.jsonl", &golds, &run(&golds), OPTIONS);
    assert!(e.baselines.iter().all(|one| one.macro_f1.why == Some("thresholds need two patents")), "{:?}", e.baselines);
    assert!(e.macro_f1.value.is_some());
    let folder = tempfile::tempdir().unwrap();
    let run = readson(["eval", &written(&folder, &lines()[..2].join("\n"))]);
    assert!(run.out.contains("- (thresholds need two patents)"), "{}", run.out);
}

fn written(folder: &tempfile::TempDir, text: &str) -> String {
    let path = folder.path().join("gold.jsonl");
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

#[test]
fn text_and_json_say_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let gold = written(&folder, &lines().join("\n"));
    let text = readson(["eval", &gold, "--resamples", "50", "--mistakes", "--features"]);
    assert_eq!((text.code, text.err.as_str()), (0, ""));
    let run = readson(["eval", &gold, "--resamples", "50", "--format", "json", "--mistakes", "--features"]);
    let json = run.json();
    assert_eq!(json["schema"], "readson.evaluation/1");
    assert_eq!((&json["charts"], &json["elements"], &json["patents"]), (&json!(7), &json!(24), &json!(4)));
    let macro_f1 = format!(
        "macro-F1 {:.3} [{:.3}, ",
        json["macro_f1"]["value"].as_f64().unwrap(),
        json["macro_f1"]["low"].as_f64().unwrap()
    );
    assert!(text.out.contains(&macro_f1), "{macro_f1} is not in {}", text.out);
    for words in ["development figures", "cross-validated", "7 charts, 24 elements, 4 patents", "token coverage"] {
        assert!(text.out.contains(words), "{words} is not in {}", text.out);
    }
    let objects = text.out.lines().filter(|line| line.starts_with('{')).count();
    assert_eq!((objects, json["features"].as_array().unwrap().len()), (24, 24));
    let wrong: u64 =
        (0..16).filter(|at| at / 4 != at % 4).map(|at| json["confusion"][at / 4][at % 4].as_u64().unwrap()).sum();
    assert_eq!(json["mistakes"].as_array().unwrap().len() as u64, wrong);
    assert_eq!(text.out.matches("   missing [").count() as u64, wrong);
}

#[test]
fn the_seed_moves_intervals_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let gold = written(&folder, &lines().join("\n"));
    let run = |seed: &str| readson(["eval", &gold, "--resamples", "200", "--format", "json", "--seed", seed]);
    assert_eq!(run("1").out, run("1").out);
    let (one, two) = (run("1").json(), run("2").json());
    assert_eq!(one["macro_f1"]["value"], two["macro_f1"]["value"]);
    assert_eq!(one["brier"]["value"], two["brier"]["value"]);
    assert_ne!(one["brier"], two["brier"]);
    let none = readson(["eval", &gold, "--resamples", "0", "--format", "json"]).json();
    assert_eq!((&none["macro_f1"]["value"], &none["macro_f1"]["low"]), (&one["macro_f1"]["value"], &Value::Null));
}

#[test]
fn a_bad_line_is_named_and_nothing_is_printed() {
    let folder = tempfile::tempdir().unwrap();
    let good = lines()[0].clone();
    let cases = [
        (format!("{good}\n{{\"id\": 3}}\n"), "gold.jsonl:2: not a gold chart: "),
        (format!("{good}\n\nnot JSON\n"), "gold.jsonl:3: not a gold chart: "),
        (format!("{good}\n{good}"), "gold.jsonl:2: the id \"T-1\" is also in line 1"),
        (good.replace("\"weak\"", "\"maybe\""), "gold.jsonl:1: not a gold chart: unknown variant `maybe`"),
        (
            good.replace("\"The lid screws on.\"}", "\"The lid screws off.\"}"),
            "gold.jsonl:1: not a gold chart: b: a quote is not in bullets[0]",
        ),
        (String::new(), "gold.jsonl has no gold charts"),
    ];
    for (text, message) in cases {
        let run = readson(["eval", &written(&folder, &text)]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{text}");
        assert!(run.err.contains(message), "{message} is not in {}", run.err);
    }
}

#[test]
fn hostile_text_does_not_reach_the_terminal() {
    let folder = tempfile::tempdir().unwrap();
    let part: Part = ("A cup\u{1b}[31m of glass.", "found", Some(("title", "cup")));
    let text = line("T\u{1b}[2J", "US\u{7}1", &json!({"id": "L", "title": "Steel cup\u{1b}]0;x"}), &[part]);
    let run = readson(["eval", &written(&folder, &text), "--mistakes"]);
    assert_eq!(run.code, 0, "{}", run.err);
    assert!(!run.out.contains(['\u{1b}', '\u{7}']), "{:?}", run.out);
}

#[test]
fn the_real_charts_beat_the_baselines() {
    let gold = Path::new(ROOT).join("../shared/data/gold/development.jsonl");
    if !gold.exists() {
        eprintln!("skipped: ../shared is not there");
        return;
    }
    let run = readson([Path::new("eval"), &gold, Path::new("--format"), Path::new("json")]);
    assert_eq!(run.code, 0, "{}", run.err);
    let json = run.json();
    let ours = json["macro_f1"]["value"].as_f64().unwrap();
    for baseline in json["baselines"].as_array().unwrap() {
        let name = baseline["name"].as_str().unwrap();
        let theirs = baseline["macro_f1"]["value"].as_f64().unwrap();
        if matches!(name, "majority" | "token-coverage") {
            assert!(ours > theirs, "{name}: {theirs} against {ours}");
        }
        let difference = baseline["difference"]["value"].as_f64().unwrap();
        assert!((difference - (ours - theirs)).abs() < 0.002, "{name}: {difference}");
    }
}
