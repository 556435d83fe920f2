//! Reports on the command line: templates, styles, reviews, photos, venues, verification.

use std::path::Path;

use crate::common::{Run, readson};

const COLLAR: [&str; 4] = ["--patents", "claims/dog-collar.md", "--listings", "tests/listings/collar.html"];

fn compare(more: &[&str]) -> Run {
    readson(["compare"].iter().chain(&COLLAR).chain(more))
}

fn folder_with(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn at(folder: &tempfile::TempDir, name: &str) -> String {
    folder.path().join(name).to_string_lossy().into_owned()
}

/// A template with a body.
fn template(body: &str) -> tempfile::TempDir {
    folder_with(&[(
        "own.md",
        &format!("+++\nname = \"Own\"\nscope = \"chart\"\ncolumns = [\"element\"]\n+++\n{body}\n"),
    )])
}

fn rendered(body: &str) -> Run {
    let folder = template(body);
    compare(&["--template", &at(&folder, "own.md"), "--format", "md"])
}

#[test]
fn a_template_of_ones_own_prints_escaped_text() {
    let run = rendered("# {{ page.chart.patent.number }}\n\n{{ '<b>*x*</b>' }} {{ page.chart.rows[0].text }}");
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.out.starts_with("# US99000003B1\n\n\\<b\\>\\*x\\*\\</b\\> A cordless illuminated"), "{}", run.out);
}

#[test]
fn a_template_fails_with_file_and_line() {
    let cases = [
        ("{{ page.colour }}", "own.md:6", "undefined"),
        ("a\n{% if %}", "own.md:7", "unexpected"),
        ("{{ say(\"no_such_word\") }}", "own.md:6", "no words for no_such_word"),
        ("{{ page.chart.patent.number|safe }}", "own.md:6", "safe"),
        ("{{ page.chart.patent.number|replace(\"U\", \"<\") }}", "own.md:6", "replace"),
        ("{{ debug() }}", "own.md:6", "debug"),
        (
            "{% for a in range(9999) %}{% for b in range(9999) %}{{ a }}{% endfor %}{% endfor %}",
            "own.md:6",
            "more work",
        ),
        ("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}", "own.md:6", "recursion limit exceeded"),
        ("{% include \"own.md\" %}", "own.md", "recursion limit exceeded"),
        ("{% include \"../../etc/passwd\" %}", "own.md:6", "own folder only"),
        ("{% include \"/etc/passwd\" %}", "own.md:6", "own folder only"),
        ("{% include \"missing.md\" %}", "own.md:6", "missing.md"),
    ];
    for (body, place, message) in cases {
        let run = rendered(body);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{body}: {run:?}");
        assert!(run.err.contains(place) && run.err.contains(message), "{body}: {}", run.err);
    }
}

#[cfg(unix)]
#[test]
fn a_template_cannot_leave_its_folder_through_a_link() {
    let folder = template("{% include \"link.md\" %}");
    std::os::unix::fs::symlink("/etc/hostname", folder.path().join("link.md")).unwrap();
    let run = compare(&["--template", &at(&folder, "own.md"), "--format", "md"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("leads out of the template's folder"), "{}", run.err);
}

#[test]
fn what_is_no_template_says_so() {
    let folder = folder_with(&[("a.md", "# no front matter"), ("b.md", "+++\nname = \"B\"\nscope = \"page\"\n+++\n")]);
    for (asked, message) in [
        ("corut", "did you mean court?"),
        ("claims", "holds no template"),
        (at(&folder, "a.md").as_str(), "a template begins with front matter"),
        (at(&folder, "b.md").as_str(), "b.md:3: unknown variant `page`"),
    ] {
        let run = compare(&["--template", asked]);
        assert_eq!(run.code, 2);
        assert!(run.err.contains(message), "{asked}: {}", run.err);
    }
}

#[test]
fn an_ejected_template_makes_the_same_report() {
    for name in ["detailed", "four-column", "apex", "court", "pleading", "teaching", "field-sheet", "chart"] {
        let folder = tempfile::tempdir().unwrap();
        let run = readson(["templates", "eject", name, "-o", folder.path().to_str().unwrap()]);
        assert_eq!(run.code, 0, "{run:?}");
        let own = compare(&["--template", folder.path().to_str().unwrap(), "--format", "md"]);
        let built_in = compare(&["--template", name, "--format", "md"]);
        assert_eq!((own.code, &own.out), (0, &built_in.out), "{name}: {}", own.err);
        // What was changed is never written over.
        std::fs::write(folder.path().join("parts.md"), "mine").unwrap();
        assert_eq!(readson(["templates", "eject", name, "-o", folder.path().to_str().unwrap()]).code, 2);
        assert!(readson(["templates", "show", name]).out.contains("asked for by"));
        assert!(readson(["templates"]).out.contains(name));
    }
}

#[test]
fn a_style_changes_labels_citations_columns_and_words() {
    let style = "labels = \"1A\"\ncitation = \"{listing} {field}\"\ncolumns = [\"label\", \"evidence\"]\n\
                 reservation = \"All **rights** reserved.\"\n[words.en]\nevidence = \"Proof\"\n";
    let folder = folder_with(&[("style.toml", style)]);
    let run = compare(&["--style", &at(&folder, "style.toml"), "--format", "md"]);
    assert_eq!(run.code, 0, "{run:?}");
    for needed in
        ["| Label | Proof |", "| **1 preamble** |", "| **1A** |", "*NL-COL-M-USBC title*", "All **rights** reserved."]
    {
        assert!(run.out.contains(needed), "{needed}: {}", run.out);
    }
    for (style, message) in [
        ("columns = [\"evidense\"]", "did you mean evidence?"),
        ("logo = \"none.png\"", "none.png: the picture cannot be read"),
        ("[words.en]\nno_such = \"x\"", "no_such, which no report uses"),
        ("labels = 3", "style.toml:1"),
    ] {
        let folder = folder_with(&[("style.toml", style)]);
        let run = compare(&["--style", &at(&folder, "style.toml"), "--format", "md"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{style}");
        assert!(run.err.contains(message), "{style}: {}", run.err);
    }
}

#[test]
fn reports_speak_english_chinese_or_both() {
    let say = |language| compare(&["--template", "detailed", "--language", language, "--format", "md"]).out;
    assert!(say("en").contains("| Claim element |") && !say("en").contains("权利要求"));
    assert!(say("zh").contains("| 权利要求技术特征 |") && !say("zh").contains("Claim element"));
    assert!(say("both").contains("| Claim element 权利要求技术特征 |"));
    // What readson says of a row is Chinese too; what it quotes stays.
    let chinese = compare(&["--template", "teaching", "--language", "zh", "--format", "md"]).out;
    assert!(chinese.contains("“collar”对应“Collar”（同一词）"), "{chinese}");
    assert!(
        chinese.contains("购买的样品：“loop”") && !chinese.contains("same word") && !chinese.contains("test purchase")
    );
}

/// The review that `new-review` writes.
fn review(folder: &Path) -> String {
    let run = readson(["new-review"].iter().chain(&COLLAR).chain(&["-o", folder.to_str().unwrap()]));
    assert_eq!(run.code, 0, "{run:?}");
    run.out.trim().to_owned()
}

fn decided(text: &str) -> String {
    text.replace("verdict = \"\"", "verdict = \"literal\"").replace("signed_by = \"\"", "signed_by = \"R. Example\"")
}

#[test]
fn a_final_report_needs_every_row_decided_signed_and_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let path = review(folder.path());
    let out = at(&folder, "out.md");
    let final_run = |path: &str| compare(&["--review", path, "--final", "-o", &out]);
    let open = final_run(&path);
    assert_eq!(open.code, 1);
    assert!(open.err.contains("P035-not-final") && open.err.contains("open rows: 1[pre], 1[a]"), "{}", open.err);
    assert!(open.err.contains("nobody signed it"));
    assert!(!Path::new(&out).exists(), "nothing is written");
    std::fs::write(&path, decided(&std::fs::read_to_string(&path).unwrap())).unwrap();
    let done = final_run(&path);
    assert_eq!(done.code, 0, "{}", done.err);
    let report = std::fs::read_to_string(&out).unwrap();
    assert!(report.contains("Reviewed and signed by R. Example") && !report.contains("DRAFT"), "{report}");
    // The same review after the listing's quotes have changed.
    let changed = std::fs::read_to_string(&path).unwrap().replace("6 LEDs in a flexible", "5 LEDs in a flexible");
    std::fs::write(&path, changed).unwrap();
    let stale = final_run(&path);
    assert_eq!(stale.code, 1);
    assert!(stale.err.contains("P034-stale-review") && stale.err.contains("have changed since they were reviewed"));
    // As a draft it says so, and keeps the word.
    let draft = compare(&["--review", &path, "--format", "md"]);
    assert_eq!(draft.code, 0);
    assert!(draft.out.contains("Changed since the review: the quote “5 LEDs") && draft.out.contains("**literal**"));
    // Refreshed, the words are kept and the quotes are today's.
    let refreshed =
        readson(["new-review", "--refresh"].iter().chain(&COLLAR).chain(&["-o", folder.path().to_str().unwrap()]));
    assert_eq!(refreshed.code, 0, "{refreshed:?}");
    let unsigned = final_run(&path);
    assert_eq!(unsigned.code, 1, "what has changed is signed again");
    assert!(unsigned.err.contains("nobody signed it") && !unsigned.err.contains("open rows"), "{}", unsigned.err);
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, decided(&text)).unwrap();
    assert_eq!(final_run(&path).code, 0);
    // An exhibit that is not there, a row of which nobody knows what was seen, a label that is there twice.
    let signed = std::fs::read_to_string(&path).unwrap();
    let seen = signed.find("element = ").unwrap();
    let end = seen + signed[seen..].find('\n').unwrap() + 1;
    for (text, message) in [
        (format!("{signed}\n[[exhibit]]\nfile = \"gone.pdf\"\n"), "gone.pdf cannot be read"),
        (format!("{}{}", &signed[..seen], &signed[end..]), "does not say what was seen: 1[pre]"),
        (format!("{signed}\n[[row]]\nlabel = \"1[a]\"\n"), "row 1[a] is there twice"),
    ] {
        std::fs::write(&path, text).unwrap();
        std::fs::remove_file(&out).ok();
        let run = final_run(&path);
        assert!(run.code != 0 && run.err.contains(message), "{message}: {run:?}");
        assert!(!Path::new(&out).exists(), "{message}");
    }
}

#[test]
fn a_review_that_cannot_be_used_is_a_finding() {
    let head = "patent = \"US99000003B1\"\nclaim = 1\nlisting = \"NL-COL-M-USBC\"\n";
    for (text, code, message) in [
        ("patent = 3", "P032-bad-review", ":1:"),
        ("verdict = \"x\"", "P032-bad-review", "unknown field `verdict`"),
        ("claim = 1", "P032-bad-review", "does not say which patent"),
        ("patent = \"US1\"\nclaim = 1\nlisting = \"x\"", "P033-review-unmatched", "which is not charted"),
        (&format!("{head}[[row]]\nlabel = \"1[a]\"\nverdict = \"infringed\""), "P032-bad-review", ":4: error"),
        (
            &format!("{head}[[row]]\nlabel = \"1[a]\"\nverdict = \"equivalent\""),
            "P032-bad-review",
            "without function, way and result",
        ),
        (&format!("{head}[[row]]\nlabel = \"9[a]\"\nverdict = \"literal\""), "P034-stale-review", "has no row 9[a]"),
        (&format!("{head}[[exhibit]]\nfile = \"gone.jpg\""), "P032-bad-review", "gone.jpg cannot be read"),
    ] {
        let folder = folder_with(&[("x.review.toml", text)]);
        let run = compare(&["--review", &at(&folder, "x.review.toml"), "--format", "md"]);
        assert!(run.err.contains(code) && run.err.contains(message), "{text}: {}", run.err);
        assert!(run.out.starts_with("# Claim chart"), "the chart is still made: {text}");
    }
    let run = compare(&["--review", "no-such.toml"]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("cannot read the review no-such.toml"), "{}", run.err);
}

#[test]
fn a_review_may_be_a_page_and_add_exhibits() {
    let text = "+++\npatent = \"US 99000003 B1\"\nclaim = 1\nlisting = \"NL-COL-M-USBC\"\n[[exhibit]]\nfile = \"photo.txt\"\n\
                kind = \"test purchase\"\ncaptured_by = \"A. Buyer\"\n[[row]]\nlabel = \"1[e]\"\nverdict = \"Equivalent\"\n\
                function = \"f\"\nmeans = \"m\"\neffect = \"e\"\n+++\nA remark with <b>markup</b>.\n\nA second one.\n";
    let folder = folder_with(&[("r.review.md", text), ("photo.txt", "bytes")]);
    let run = compare(&["--review", &at(&folder, "r.review.md"), "--format", "md"]);
    assert_eq!(run.code, 0, "{run:?}");
    for needed in [
        "| 3 | test purchase |",
        "A. Buyer",
        "**equivalent**",
        "**Way:** m",
        "A remark with \\<b\\>markup\\</b\\>.\n\nA second one.",
    ] {
        assert!(run.out.contains(needed), "{needed}: {}", run.out);
    }
}

#[test]
fn a_translation_is_told_as_one() {
    for (by, told) in [
        ("machine translation", "machine translation supplied by the user (machine translation)"),
        ("A. Translator", "translation supplied by the user (A. Translator)"),
    ] {
        let record = serde_json::json!({
            "id": "Z1", "title": "发光狗项圈", "description": "柔性灯管",
            "translation": {"title": "Illuminated dog collar", "description": "A flexible light tube.", "by": by},
        });
        let folder = folder_with(&[("l.json", &record.to_string())]);
        let listing = at(&folder, "l.json");
        let run =
            readson(["compare", "--patents", "claims/dog-collar.md", "--listings", &listing, "--template", "court"]);
        assert_eq!(run.code, 0, "{run:?}");
        assert!(run.out.contains(&format!("*title; {told}*")), "{}", run.out);
    }
}

#[test]
fn a_field_sheet_keeps_the_fields_of_the_form() {
    let run = compare(&["--venue", "ebay-vero"]);
    assert_eq!(run.code, 0, "{run:?}");
    for needed in ["# Field sheet: eBay", "| Reason code | 9048", "| Number of links | 1", "takes 1000 characters"] {
        assert!(run.out.contains(needed), "{needed}: {}", run.out);
    }
}

#[test]
fn a_venue_splits_what_it_takes_and_merges_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let record = |id: usize, seller: &str| {
        serde_json::json!({"id": format!("B0{id}"), "title": format!("LED dog collar {}", if id < 45 { id } else { 44 }), "seller": seller}).to_string()
    };
    let lines: Vec<String> = (0..47).map(|id| record(id, "s")).collect();
    let listings = at(&folder, "l.jsonl");
    std::fs::write(&listings, lines.join("\n")).unwrap();
    let out = at(&folder, "out");
    let run = readson([
        "compare",
        "--patents",
        "claims/dog-collar.md",
        "--listings",
        &listings,
        "--venue",
        "amazon-apex",
        "--merge-same",
        "-o",
        &out,
        "--format",
        "md",
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    assert!(run.err.contains("P041-too-many") && run.err.contains("takes 20 listings in one filing"), "{}", run.err);
    let part = |number: usize| std::fs::read_to_string(format!("{out}/US99000003B1-claim-1-part-{number}.md")).unwrap();
    assert!(part(1).contains("Filing 1 of 3") && part(3).contains("Filing 3 of 3"));
    assert_eq!(part(1).matches("## Statement for").count(), 20);
    // 45 different texts; the 40th has two more ids, which are links too and do not fit into the second filing.
    assert_eq!(part(2).matches("## Statement for").count(), 19);
    assert_eq!(part(3).matches("## Statement for").count(), 6);
    assert!(part(3).contains("| Offered again | B045<br>B046 |"), "{}", part(3));
}

#[test]
fn charts_of_one_claim_make_one_filing_even_when_they_do_not_follow_each_other() {
    let folder = tempfile::tempdir().unwrap();
    let patent = "+++\nnumber = \"US99000099B1\"\ntitle = \"Pen\"\nkind = \"utility\"\njurisdiction = \"US\"\n+++\n\n\
                  1. A pen comprising: a red cap.\n2. A pen comprising: a blue cap.\n";
    std::fs::write(folder.path().join("p.md"), patent).unwrap();
    let lines: Vec<String> = [("A", "red"), ("B", "blue"), ("C", "red")]
        .map(|(id, colour)| serde_json::json!({"id": id, "title": format!("Pen with a {colour} cap")}).to_string())
        .to_vec();
    std::fs::write(folder.path().join("l.jsonl"), lines.join("\n")).unwrap();
    let (patent, listings, out) = (at(&folder, "p.md"), at(&folder, "l.jsonl"), at(&folder, "out"));
    let run = readson([
        "compare",
        "--patents",
        &patent,
        "--listings",
        &listings,
        "--best",
        "--template",
        "apex",
        "-o",
        &out,
        "-f",
        "md",
    ]);
    assert_eq!(run.code, 0, "{run:?}");
    let first = std::fs::read_to_string(format!("{out}/US99000099B1-claim-1.md")).unwrap();
    assert!(first.contains("## Statement for A") && first.contains("## Statement for C"), "{first}");
    assert!(std::fs::read_to_string(format!("{out}/US99000099B1-claim-2.md")).unwrap().contains("## Statement for B"));
}

#[test]
fn a_template_that_is_not_for_a_right_gives_way_and_says_so() {
    let run = compare(&["--template", "design-grid", "--format", "md"]);
    assert_eq!(run.code, 0);
    assert!(run.err.contains("P043-other-template") && run.err.contains("detailed is taken"), "{}", run.err);
    assert!(run.out.starts_with("# Comparison and analysis of claim and product"));
}

#[test]
fn nothing_that_is_read_is_written_over() {
    let folder = folder_with(&[("listing.md", "# Collar\n\nA dog collar.\n")]);
    let listing = at(&folder, "listing.md");
    let run = readson(["compare", "--patents", "claims/dog-collar.md", "--listings", &listing, "-o", &listing]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("would be written over"), "{}", run.err);
    assert!(std::fs::read_to_string(&listing).unwrap().starts_with("# Collar"));
}

#[test]
fn wrong_places_of_pictures_are_errors() {
    for (more, message) in [
        (["--photos", "nowhere"], "nowhere is no folder of photos"),
        (["--photo", "front=nowhere.jpg"], "nowhere.jpg is no file"),
        (["--drawing", "1=nowhere.png"], "nowhere.png is no file"),
    ] {
        let run = compare(&more);
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        assert!(run.err.contains(message), "{}", run.err);
        let run = readson(["new-review"].iter().chain(&COLLAR).chain(&more));
        assert_eq!((run.code, run.out.as_str()), (2, ""));
        assert!(run.err.contains(message), "{}", run.err);
    }
}

#[test]
fn photos_and_drawings_stand_side_by_side_and_bad_ones_are_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::copy("tests/photos/7740219/lamp-front.jpg", folder.path().join("lamp-front.jpg")).unwrap();
    std::fs::write(folder.path().join("lamp-top.png"), "").unwrap();
    std::fs::write(folder.path().join("lamp-left.jpg"), "<svg onload=alert(1)>").unwrap();
    let big = std::fs::File::create(folder.path().join("lamp-bottom.png")).unwrap();
    big.set_len(50 << 20).unwrap();
    std::fs::write(folder.path().join("dsc001.jpg"), "x").unwrap();
    let photos = folder.path().to_str().unwrap();
    let lamp = ["compare", "--patents", "claims/lamp-design.md", "--listings", "tests/listings/lamp.json"];
    let run = readson(lamp.iter().chain(&["--photos", photos, "--format", "html"]));
    assert_eq!(run.code, 0);
    for message in [
        "lamp-top.png: error[P036-bad-picture]: the picture is empty",
        "lamp-left.jpg: error[P036-bad-picture]: the file is no",
        "lamp-bottom.png: error[P036-bad-picture]: the picture is larger than 32 MiB",
        "dsc001.jpg: note[P037-unknown-view]",
    ] {
        assert!(run.err.contains(message), "{message}: {}", run.err);
    }
    assert_eq!(run.out.matches("<img src=\"data:image/").count(), 7 + 1);
    assert!(run.out.contains("no photo from this view"));
    let wrong = readson(lamp.iter().chain(&["--photo", "inside=x.jpg"]));
    assert_eq!(wrong.code, 2);
    assert!(wrong.err.contains("inside is no view"), "{}", wrong.err);
}

/// The first row of a report, with the comma behind it.
fn first_row(report: &str) -> String {
    let start = report.find("{\"label\":\"1[pre]\"").unwrap();
    let end = report.find("{\"label\":\"1[a]\"").unwrap();
    report[start..end].to_owned()
}

#[test]
fn verify_finds_every_change() {
    let folder = tempfile::tempdir().unwrap();
    let report = at(&folder, "report.json");
    assert_eq!(compare(&["-o", &report]).code, 0);
    let good = readson(["verify", &report]);
    assert_eq!(good.code, 0, "{good:?}");
    assert!(good.out.contains("2 exhibits, 7 rows of claim text and 21 quotes are as they were"), "{}", good.out);
    let text = std::fs::read_to_string(&report).unwrap();
    for (from, to, message) in [
        ("6 LEDs in a flexible light tube", "7 LEDs in a flexible light tube", "P040-quote-gone"),
        ("a flexible light tube that forms", "a flexible light tube that makes", "claim text of row 1[a]"),
        ("\"sha256\":\"a0cfe23a", "\"sha256\":\"b0cfe23a", "P039-source-changed"),
        ("claims/dog-collar.md", "claims/cat-collar.md", "is not there"),
        ("\"kind\":\"listing\"", "\"kind\":\"note\"", "does not name its listing"),
        ("\"claim\":1,", "\"claim\":2,", "P040-quote-gone"),
        ("\"captured_at\":\"2025-01-20", "\"captured_at\":\"2026-01-20", "another capture time"),
        ("\"title\":\"Nachtlauf LED", "\"title\":\"Nachtlauf", "another title"),
        ("\"title\":\"Illuminated", "\"title\":\"Dark", "another title"),
        (&first_row(&text), "", "row 1[pre] of the claim is missing"),
    ] {
        assert!(text.contains(from), "{from}");
        std::fs::write(&report, text.replace(from, to)).unwrap();
        let run = readson(["verify", &report]);
        assert_eq!((run.code, run.out.as_str()), (1, ""), "{from}");
        assert!(run.err.contains(message) && run.err.matches("error[").count() == 1, "{from}: {}", run.err);
        assert_eq!(readson(["verify", "--keep-going", &report]).code, 1);
    }
    for (name, text) in [("a.json", "{}"), ("b.json", "{\"schema\":\"x\",\"charts\":[]}"), ("c.json", "no")] {
        let folder = folder_with(&[(name, text)]);
        assert_eq!(readson(["verify", &at(&folder, name)]).code, 2, "{name}");
    }
}

#[test]
fn a_failing_report_leaves_no_half_written_file() {
    let folder = template("{{ page.nothing }}");
    for form in ["md", "html", "docx", "xlsx"] {
        let out = at(&folder, &format!("out.{form}"));
        std::fs::write(&out, "before").unwrap();
        let run = compare(&["--template", &at(&folder, "own.md"), "-o", &out]);
        assert_eq!(run.code, 2, "{form}: {run:?}");
        assert_eq!(std::fs::read_to_string(&out).unwrap(), "before");
    }
    let left = std::fs::read_dir(folder.path()).unwrap().count();
    assert_eq!(left, 5, "nothing else is left behind");
}

#[cfg(feature = "pdf")]
#[test]
fn one_chart_that_no_font_can_show_does_not_stop_the_others() {
    let lines = "{\"id\":\"a\",\"title\":\"Dog collar \u{10FFFD}\"}\n{\"id\":\"b\",\"title\":\"Dog collar\"}\n";
    let folder = folder_with(&[("l.jsonl", lines)]);
    let (listings, out) = (at(&folder, "l.jsonl"), at(&folder, "out"));
    let run =
        readson(["compare", "--patents", "claims/dog-collar.md", "--listings", &listings, "-o", &out, "-f", "pdf"]);
    assert_eq!(run.code, 2, "{run:?}");
    assert!(run.err.contains("claim-1-a.pdf: error[P042-missing-glyphs]"), "{}", run.err);
    assert!(Path::new(&format!("{out}/US99000003B1-claim-1-b.pdf")).exists());
    assert!(!Path::new(&format!("{out}/US99000003B1-claim-1-a.pdf")).exists());
}

#[cfg(not(feature = "pdf"))]
#[test]
fn without_the_typesetter_pdf_says_how_to_get_it() {
    let run = compare(&["--format", "pdf"]);
    assert_eq!((run.code, run.out.as_str()), (2, ""));
    assert!(run.err.contains("--features pdf"), "{}", run.err);
}

#[test]
fn template_tests_tell_what_differs_and_fail() {
    let patent = std::path::absolute("claims/dog-collar.md").unwrap();
    let listing = std::path::absolute("tests/listings/collar.html").unwrap();
    let case = |more: &str| format!("patents = [{patent:?}]\nlistings = [{listing:?}]\n{more}\n");
    let folder = folder_with(&[
        ("a.case.toml", &case("template = \"pleading\"\nformats = [\"md\", \"docx\", \"xlsx\", \"html\"]")),
        ("bad.case.toml", &case("colour = 1")),
        ("gone.case.toml", "patents = [\"x.md\"]\nlistings = [\"y.md\"]"),
    ]);
    let dir = folder.path().to_str().unwrap();
    let first = readson(["test", dir]);
    assert_eq!(first.code, 1);
    assert!(first.out.contains("4 new, 2 failed") || first.out.contains("2 failed, 4 new"), "{}", first.out);
    assert!(first.out.contains("unknown field `colour`"));
    for name in ["bad.case.toml", "gone.case.toml"] {
        std::fs::remove_file(folder.path().join(name)).unwrap();
    }
    assert_eq!(readson(["test", dir, "--bless"]).code, 0);
    assert_eq!(readson(["test", dir]).code, 0);
    let stored = folder.path().join("a.docx.txt");
    let text = std::fs::read_to_string(&stored).unwrap();
    std::fs::write(&stored, text.replace("“3 MODES", "“4 MODES")).unwrap();
    let run = readson(["test", dir]);
    assert_eq!(run.code, 1);
    assert!(run.out.contains("row 1[f]: quote gone: “4 MODES"), "{}", run.out);
    assert!(run.out.contains("3 same, 1 differs"), "{}", run.out);
    assert!(readson(["test", dir, "--format", "github"]).out.starts_with("::error file="));
    assert!(readson(["test", dir, "--format", "junit"]).out.contains("<failure"));
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(readson(["test", empty.path().to_str().unwrap()]).code, 2);
}
