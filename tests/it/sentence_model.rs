//! `--model`: what a build without the feature says, and with it the whole path on a toy model.

#[cfg(not(feature = "rerank"))]
#[test]
fn a_build_without_the_feature_says_how_to_get_it() {
    use crate::common::readson;

    let compare =
        ["compare", "--patents", "claims/vessel.md", "--listings", "tests/listings/collar.html", "--model", "anywhere"];
    for command in [&compare[..], &["eval", "gold.jsonl", "--model", "anywhere"]] {
        let run = readson(command);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
        assert!(run.err.contains("rebuild with `--features rerank`"), "{}", run.err);
    }
}

#[cfg(feature = "rerank")]
mod with_it {
    use std::path::{Path, PathBuf};

    use readson::chart::comparison;
    use readson::chart::comparison::Plan;
    use readson::chart::rerank::Model;
    use readson::chart::{Chart, Support};
    use readson::listing::Listing;
    use readson::load::{Loaded, Role};
    use readson::pair::Selection;
    use readson::patent::Patent;
    use tempfile::TempDir;

    use crate::common::{load, readson, sample_listings, sample_patents};

    /// Words the toy model knows, and their vectors; every other word has that of `[UNK]`, the first.
    type Words = [(&'static str, [f32; 2])];
    const TOY: &Words = &[
        ("[UNK]", [0.0, 0.0]),
        ("insulating", [1.0, 0.0]),
        ("cold", [0.8, 0.6]),
        ("chilled", [0.9, 0.1]),
        ("wheel", [0.0, 1.0]),
        ("spokes", [0.0, 1.0]),
    ];
    /// To this one everything is the same.
    const BLUR: &Words = &[("[UNK]", [1.0, 0.0])];

    /// A field of a protocol buffer with bytes in it.
    fn bytes(field: u8, content: &[u8]) -> Vec<u8> {
        let mut out = vec![field << 3 | 2];
        let mut length = content.len();
        while length > 127 {
            out.push((length & 127) as u8 | 128);
            length >>= 7;
        }
        out.push(length as u8);
        out.extend_from_slice(content);
        out
    }

    fn number(field: u8, number: u8) -> Vec<u8> {
        vec![field << 3, number]
    }

    /// An ONNX network that looks vectors up: `last_hidden_state = vectors[input]`.
    fn network(words: &Words, input: &str, rank: usize) -> Vec<u8> {
        let dimensions: Vec<u8> = (0..rank).flat_map(|_| bytes(1, &bytes(2, b"n"))).collect();
        let typed = |name: &str, kind: u8, shape: &[u8]| {
            let tensor = [number(1, kind), bytes(2, shape)].concat();
            [bytes(1, name.as_bytes()), bytes(2, &bytes(1, &tensor))].concat()
        };
        let raw: Vec<u8> = words.iter().flat_map(|(_, vector)| vector.iter().flat_map(|n| n.to_le_bytes())).collect();
        let shape = [number(1, words.len() as u8), number(1, 2)].concat();
        let vectors = [shape, number(2, 1), bytes(8, b"vectors"), bytes(9, &raw)].concat();
        let gather =
            [bytes(1, b"vectors"), bytes(1, input.as_bytes()), bytes(2, b"last_hidden_state"), bytes(4, b"Gather")];
        let graph = [
            bytes(1, &gather.concat()),
            bytes(2, b"toy"),
            bytes(5, &vectors),
            bytes(11, &typed(input, 7, &dimensions)),
            bytes(12, &typed("last_hidden_state", 1, &[])),
        ];
        [number(1, 8), bytes(8, &number(2, 18)), bytes(7, &graph.concat())].concat()
    }

    fn tokenizer(words: &Words) -> String {
        let vocabulary: serde_json::Map<_, _> =
            words.iter().enumerate().map(|(at, (word, _))| ((*word).to_owned(), at.into())).collect();
        serde_json::json!({
            "version": "1.0", "truncation": null, "added_tokens": [], "normalizer": {"type": "Lowercase"},
            "padding": {"strategy": {"Fixed": 64}, "direction": "Right", "pad_to_multiple_of": null, "pad_id": 0,
                "pad_type_id": 0, "pad_token": "[UNK]"},
            "pre_tokenizer": {"type": "Whitespace"}, "post_processor": null, "decoder": null,
            "model": {"type": "WordLevel", "vocab": vocabulary, "unk_token": "[UNK]"}
        })
        .to_string()
    }

    fn folder(words: &Words) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("model.onnx"), network(words, "input_ids", 2)).unwrap();
        std::fs::write(folder.path().join("tokenizer.json"), tokenizer(words)).unwrap();
        folder
    }

    fn charts(patents: &[Patent], listings: &[Listing]) -> Vec<Chart> {
        comparison::charts(patents, listings, &Plan { claims: Selection::All, top: None, best: false }).unwrap()
    }

    const CLAIM: &str = "+++\nnumber = \"US1\"\ntitle = \"Cup\"\n+++\n\n1. A cup, comprising:\n   - a lid;\n   - an \
                         insulating jacket; and\n   - wherein the jacket lacks insulating foam.\n";
    const LISTINGS: &str = r#"{"id": "L1", "title": "Cup, cold steel", "bullets": ["Comes with a lid.", "Stays cold", "It is never chilled.", "Chilled for hours"]}
{"id": "L2", "title": "Bicycle", "bullets": ["Stays cold"]}
{"id": "L3", "title": "Cup", "bullets": ["Spokes like a wheel"]}"#;

    fn written(folder: &Path) -> (Vec<Patent>, Vec<Listing>) {
        std::fs::write(folder.join("patent.md"), CLAIM).unwrap();
        std::fs::write(folder.join("listings.jsonl"), LISTINGS).unwrap();
        let mut loaded = Loaded::default();
        loaded.add(&[folder.join("patent.md")], Role::Patents);
        loaded.add(&[folder.join("listings.jsonl")], Role::Listings);
        loaded.settle();
        (loaded.patents, loaded.listings)
    }

    #[test]
    fn a_missing_row_with_near_passages_is_weak_and_cites_them() {
        let folder = folder(TOY);
        let model = Model::load(folder.path()).unwrap();
        let (patents, listings) = written(folder.path());
        let before = charts(&patents, &listings);
        let mut after = before.clone();
        model.revise_charts(&mut after, &patents, &listings).unwrap();
        let supports = |chart: &Chart| chart.rows.iter().map(|row| row.support).collect::<Vec<_>>();
        let [found, weak, missing] = [Support::Found, Support::Weak, Support::Missing];
        assert_eq!(supports(&before[0]), [found, found, missing, missing]);
        // The last only says what is not there; the listing of another product, and one that is not near, stay.
        assert_eq!(supports(&after[0]), [found, found, weak, missing]);
        assert_eq!(supports(&after[1]), supports(&before[1]));
        assert_eq!(supports(&after[2]), supports(&before[2]));
        // The nearest first; not the title, and not the sentence that denies it.
        let cited: Vec<&str> = after[0].rows[2].evidence.iter().map(|evidence| evidence.quote.as_str()).collect();
        assert_eq!(cited, ["Chilled for hours", "Stays cold"]);
        let because = &after[0].rows[2].evidence[1].because;
        assert!(because[0].starts_with("near in meaning by the model "), "{because:?}");
        assert!(because[0].ends_with(" (cosine 0.80)"), "{because:?}");
    }

    #[test]
    fn even_where_everything_is_near_only_missing_rows_change_and_no_standing() {
        let folder = folder(BLUR);
        let model = Model::load(folder.path()).unwrap();
        let loaded = load(&sample_patents(), &sample_listings());
        let before = charts(&loaded.patents, &loaded.listings);
        let mut after = before.clone();
        model.revise_charts(&mut after, &loaded.patents, &loaded.listings).unwrap();
        let mut changed = 0;
        for (before, after) in before.iter().zip(&after) {
            assert_eq!(readson::chart::roll_up(after.rows.iter().map(|row| row.support)), before.standing);
            for (one, other) in before.rows.iter().zip(&after.rows) {
                if one.support == other.support {
                    assert_eq!(one.evidence, other.evidence);
                } else {
                    changed += 1;
                    assert_eq!((one.support, other.support), (Support::Missing, Support::Weak));
                    let listing = loaded.listings.iter().find(|listing| listing.id == after.listing.id).unwrap();
                    for evidence in &other.evidence {
                        let text = listing.field(&evidence.field).unwrap();
                        assert_eq!(text[evidence.start..evidence.end], evidence.quote);
                    }
                }
            }
        }
        assert!(changed > 10, "{changed}");
    }

    #[test]
    fn the_output_does_not_depend_on_the_number_of_threads() {
        let folder = folder(BLUR);
        let model = folder.path().to_str().unwrap();
        let run = |threads: &str| {
            let paths = |paths: Vec<PathBuf>| paths.into_iter().map(|path| path.to_str().unwrap().to_owned());
            let mut arguments: Vec<String> =
                ["compare", "--format", "json", "--model", model, "--threads", threads].map(str::to_owned).to_vec();
            arguments.extend(["--patents".to_owned()].into_iter().chain(paths(sample_patents())));
            arguments.extend(["--listings".to_owned()].into_iter().chain(paths(sample_listings())));
            let run = readson(&arguments);
            assert!(run.out.contains("near in meaning by the model"), "{}", run.err);
            run.out
        };
        assert_eq!(run("1"), run("3"));
    }

    #[test]
    fn what_is_wrong_with_the_directory_is_named() {
        let good = folder(TOY);
        let (onnx, json) = (network(TOY, "input_ids", 2), tokenizer(TOY));
        let error = |onnx: Option<&[u8]>, json: Option<&str>| {
            let folder = tempfile::tempdir().unwrap();
            let write = |name: &str, content: &[u8]| std::fs::write(folder.path().join(name), content).unwrap();
            onnx.inspect(|content| write("model.onnx", content));
            json.inspect(|content| write("tokenizer.json", content.as_bytes()));
            format!("{:#}", Model::load(folder.path()).unwrap_err())
        };
        assert!(Model::load(good.path()).is_ok());
        assert!(error(None, Some(&json)).ends_with(" has no model.onnx or model.rten"));
        assert!(error(Some(&onnx), None).ends_with(" has no tokenizer.json"));
        assert!(error(Some(&onnx), Some("{")).contains("tokenizer.json cannot be used: EOF"));
        for cut in [0, 1, 40, onnx.len() / 2, onnx.len() - 1] {
            let said = error(Some(&onnx[..cut]), Some(&json));
            assert!(said.contains("model.onnx"), "{said}");
        }
        let said = error(Some(&network(TOY, "pixels", 2)), Some(&json));
        assert!(said.contains("model.onnx cannot be used: it wants the input \"pixels\""), "{said}");
        let said = error(Some(&network(TOY, "input_ids", 1)), Some(&json));
        assert!(said.contains("model.onnx does not go with its tokenizer.json: "), "{said}");
        // A tokenizer with more words than the network has vectors.
        let more: Vec<(&str, [f32; 2])> = TOY.iter().copied().chain([("cup", [0.0; 2])]).collect();
        let said = error(Some(&onnx), Some(&tokenizer(&more)));
        assert!(said.contains("model.onnx does not go with its tokenizer.json: "), "{said}");
    }

    #[test]
    fn a_directory_that_is_not_there_ends_the_run() {
        for command in [
            &[
                "compare",
                "--patents",
                "claims/vessel.md",
                "--listings",
                "tests/listings/collar.html",
                "--model",
                "not-there",
            ][..],
            &["eval", "gold.jsonl", "--model", "not-there"],
        ] {
            let run = readson(command);
            assert_eq!((run.code, run.out.as_str()), (2, ""), "{}", run.err);
            assert!(run.err.contains("the model not-there is no directory"), "{}", run.err);
        }
    }
}
