//! A report proves itself: whatever is changed in it after it was made is told.

use std::path::Path;

use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use readson::chart::verify;

use crate::common::readson;

const COLLAR: [&str; 5] = ["compare", "--patents", "claims/dog-collar.md", "--listings", "tests/listings/collar.html"];

fn sealed(folder: &Path, more: &[&str]) -> String {
    let path = folder.join("report.json").to_str().unwrap().to_owned();
    let run = readson([&COLLAR[..], more, &["-o", &path]].concat());
    assert_eq!(run.code, 0, "{}", run.err);
    path
}

#[test]
fn one_flipped_bit_anywhere_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = sealed(folder.path(), &["--review", "reports/collar.review.toml"]);
    let path = Path::new(&path);
    let whole = std::fs::read(path).unwrap();
    assert!(verify::report(path, None, false).unwrap().1.is_empty());
    let mut runner = TestRunner::new_with_rng(
        ProptestConfig { cases: 1000, failure_persistence: None, ..ProptestConfig::default() },
        TestRng::deterministic_rng(RngAlgorithm::ChaCha),
    );
    runner
        .run(&(0..whole.len(), 0..8_u8), |(at, bit)| {
            let mut flipped = whole.clone();
            flipped[at] ^= 1 << bit;
            std::fs::write(path, &flipped).unwrap();
            // A file that cannot be read any more is told as well.
            let told = verify::report(path, None, false).map_or(true, |(_, findings)| !findings.is_empty());
            prop_assert!(told, "byte {at}, bit {bit}");
            Ok(())
        })
        .unwrap();
}

#[test]
fn what_was_changed_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = sealed(folder.path(), &["--review", "reports/collar.review.toml"]);
    let text = std::fs::read_to_string(&path).unwrap();
    let chart = "US99000003B1 claim 1 and NL-COL-M-USBC: what the machine said was changed";
    for (from, to, says) in [
        ("\"standing\":\"contradicted\"", "\"standing\":\"all-found\"", chart),
        ("\"support\":\"weak\"", "\"support\":\"found\"", chart),
        ("\"missing\":[\"loop\"]", "\"missing\":[]", chart),
        ("(same word)", "(sworn)", chart),
        ("\"confidence\":0.458", "\"confidence\":0.958", chart),
        ("\"verdict\":\"not met\"", "\"verdict\":\"literal\"", "what the machine said is as it was"),
        ("\"version\":\"0", "\"version\":\"1", "P047-broken-seal"),
        (",\"seal\":{", ",\"deal\":{", "has no seal"),
        ("],\"findings\":[", "], \"findings\":[", "what the machine said is as it was"),
    ] {
        assert!(text.contains(from), "{from}");
        std::fs::write(&path, text.replace(from, to)).unwrap();
        let run = readson(["verify", &path]);
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{from}: {}", run.err);
        assert!(run.err.contains(says) && run.err.contains("P047-broken-seal"), "{from}: {}", run.err);
    }
}

#[test]
fn documents_are_verified_by_the_json_that_they_name() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    for form in ["html", "docx", "xlsx"] {
        let (document, json) = (at(&format!("chart.{form}")), at(&format!("{form}.json")));
        let run = readson([&COLLAR[..], &["-o", &document, "--json", &json]].concat());
        assert_eq!(run.code, 0, "{}", run.err);
        let good = readson(["verify", &document]);
        assert_eq!(good.code, 0, "{form}: {}", good.err);
        assert!(good.out.contains("1 charts"), "{}", good.out);
        // The JSON of another comparison is not the one that it was made with.
        let other = at("other.json");
        let vessel =
            ["compare", "--patents", "claims/vessel.md", "--listings", "tests/listings/collar.html", "-o", &other];
        assert_eq!(readson(vessel).code, 0);
        let wrong = readson(["verify", &document, "--json", &other]);
        assert_eq!(wrong.code, 1, "{form}: {}", wrong.out);
        assert!(wrong.err.contains("P047-broken-seal"), "{}", wrong.err);
    }
    let bare = at("bare.html");
    std::fs::write(&bare, "<p>no digest</p>").unwrap();
    let run = readson(["verify", &bare]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("bears no digest"), "{}", run.err);
    let unnamed = at("unnamed.html");
    assert_eq!(readson([&COLLAR[..], &["-o", &unnamed]].concat()).code, 0);
    let run = readson(["verify", &unnamed]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("--json FILE"), "{}", run.err);
}

#[test]
fn compared_anew_a_report_says_the_same_or_which_row_differs() {
    let folder = tempfile::tempdir().unwrap();
    let path = sealed(folder.path(), &[]);
    let good = readson(["verify", "--again", &path]);
    assert_eq!(good.code, 0, "{}", good.err);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, text.replacen("\"support\":\"weak\"", "\"support\":\"found\"", 1)).unwrap();
    let run = readson(["verify", "--again", "--keep-going", &path]);
    assert_eq!(run.code, 1);
    assert!(run.err.contains("P048-says-otherwise") && run.err.contains("row 1[a] differs in support"), "{}", run.err);
    assert!(run.err.contains("P047-broken-seal"), "{}", run.err);
}

#[test]
fn a_signature_beside_a_report_is_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("report.json");
    let made = readson([
        "compare",
        "--patents",
        "claims/dog-collar.md",
        "--listings",
        "tests/listings/collar.html",
        "--format",
        "json",
    ]);
    std::fs::write(&path, &made.out).unwrap();
    let keys = minisign::KeyPair::generate_unencrypted_keypair().unwrap();
    let key = keys.pk.to_base64();
    let verify = |key: &str| readson(["verify", path.to_str().unwrap(), "--signed-by", key]);
    let unsigned = verify(&key);
    assert_eq!(unsigned.code, 1, "{unsigned:?}");
    assert!(unsigned.err.contains("report.json.minisig is not there"), "{}", unsigned.err);
    let comment = Some("A. Attorney, 2026-11-28\u{1b}[31m");
    let signature = minisign::sign(Some(&keys.pk), &keys.sk, made.out.as_bytes(), comment, None).unwrap().into_string();
    std::fs::write(folder.path().join("report.json.minisig"), &signature).unwrap();
    let signed = verify(&key);
    assert_eq!(signed.code, 0, "{signed:?}");
    assert!(
        signed.out.contains("signed by this key: A. Attorney, 2026-11-28") && !signed.out.contains('\u{1b}'),
        "{signed:?}"
    );
    let other = minisign::KeyPair::generate_unencrypted_keypair().unwrap().pk.to_base64();
    assert_eq!(verify(&other).code, 1);
    assert_eq!(verify("no key").code, 2);
    std::fs::write(folder.path().join("report.json.minisig"), "untrusted comment: x\nno\n").unwrap();
    assert!(verify(&key).err.contains("is no signature"));
}
