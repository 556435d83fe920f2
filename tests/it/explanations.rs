//! `compare --explain LABEL` says what a row was decided on, and says what the chart says.

use readson::pair::{Matcher, Selection};
use readson::patent::Kind;
use serde_json::Value;

use crate::common::{load, readson, sample_listings, sample_patents};

const COLLAR: [&str; 5] = ["compare", "--patents", "claims/dog-collar.md", "--listings", "tests/listings/collar.html"];

fn explained(label: &str, more: &[&str]) -> Vec<Value> {
    let mut arguments: Vec<&str> = COLLAR.to_vec();
    arguments.extend(["--explain", label, "--format", "json", "-q"]);
    arguments.extend(more);
    let run = readson(&arguments);
    assert_eq!(run.code, 0, "{}", run.err);
    run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[test]
fn a_denied_port_is_explained_with_its_words_and_gates() {
    let mut arguments: Vec<&str> = COLLAR.to_vec();
    arguments.extend(["--explain", "1c", "-q"]);
    let run = readson(&arguments);
    assert_eq!(run.code, 0);
    for line in [
        "US99000003B1 claim 1 row 1[c] against listing NL-COL-M-USBC",
        "  said contradicted, 86 % sure",
        "    0.90 “water” by “Water” in attributes.Water resistance (same word, counts 1.00)",
        "  “port”: denied by “port” in attributes.Charging",
        "    yes the listing denies what the element needs",
    ] {
        assert!(run.out.lines().any(|said| said == line), "{line}\n{}", run.out);
    }
}

#[test]
fn every_row_of_the_samples_is_explained_as_its_chart_says() {
    let loaded = load(&sample_patents(), &sample_listings());
    let (patents, listings) = (loaded.patents, loaded.listings);
    let matcher = Matcher::compile(&patents, &Selection::Independent);
    let mut reader = matcher.reader();
    let mut rows = 0;
    for listing in &listings {
        let text = reader.read(listing);
        for at in 0..matcher.len() {
            let (patent, _) = matcher.selected(&patents, at);
            let chart = matcher.chart(&patents, at, listing, &text);
            for row in chart.rows.iter().filter(|_| patents[patent].kind != Kind::Design) {
                let why = matcher.explain(&patents, at, listing, &text, &row.label).unwrap();
                assert_eq!((why.support, why.confidence), (row.support, row.confidence), "{}", row.label);
                let found = why.found.iter().all(|gate| gate.holds);
                let against = why.contradicted.iter().any(|gate| gate.holds);
                let said = why.support.word();
                assert_eq!(against, said == "contradicted", "{}", row.label);
                assert!(why.features.negative || against || found == (said == "found"), "{}", row.label);
                rows += 1;
            }
        }
    }
    assert!(rows > 50, "{rows}");
}

#[test]
fn labels_are_taken_as_people_write_them() {
    let asked = explained("1[c]", &[]);
    for label in ["1c", "1.c", "1(c)", "1[C]"] {
        assert_eq!(explained(label, &[]), asked, "{label}");
    }
    assert_eq!(asked[0]["support"], "contradicted");
}

#[test]
fn an_element_is_explained_without_a_listing() {
    let run = readson(["parse", "claims/dog-collar.md", "--explain", "1c", "-q"]);
    assert_eq!(run.code, 0, "{}", run.err);
    for line in [
        "US99000003B1 claim 1 element 1[c]",
        "  phrases",
        "    indefinite “housing”, head “housing”",
        "    definite “light tube”, head “tube”, from claim 1 byte 49",
    ] {
        assert!(run.out.lines().any(|said| said == line), "{line}\n{}", run.out);
    }
    // It asks for the words that the row is decided on.
    let row = explained("1[c]", &[]).remove(0);
    let run = readson(["parse", "claims/dog-collar.md", "--explain", "1[c]", "--format", "json", "-q"]);
    let element: Value = serde_json::from_str(&run.out).unwrap();
    let words = |of: &Value| -> Vec<Value> {
        of.as_array().unwrap().iter().map(|word| serde_json::json!([word["word"], word["weight"]])).collect()
    };
    assert_eq!(words(&element["asks"]["words"]), words(&row["why"]["words"]));
    assert_eq!(element["text"], row["text"]);
    let unknown = readson(["parse", "claims/dog-collar.md", "claims/vessel.md", "--explain", "9z"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    assert!(unknown.err.contains("no patent has an element 9[z]"), "{}", unknown.err);
}

#[test]
fn what_cannot_be_explained_is_an_error_that_says_what_to_do() {
    for (more, says) in [
        (vec!["--explain", "9z"], "no selected claim has a row 9[z]"),
        (vec!["--explain", ""], "no selected claim has a row"),
        (vec!["--explain", "1[a]", "--format", "html"], "--explain is printed as text or JSON"),
        (vec!["--explain", "1[a]", "--output", "x.md"], "cannot be used with"),
    ] {
        let run = readson([COLLAR.to_vec(), more].concat());
        assert_eq!(run.code, 2, "{}", run.err);
        assert!(run.err.contains(says), "{}", run.err);
        assert_eq!(run.out, "");
    }
}
