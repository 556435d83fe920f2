//! Patents that people write or paste: Markdown pages and plain text.

use super::*;

fn pinned(patent: &Patent, index: usize) -> Vec<&str> {
    let claim = &patent.claims[index];
    claim
        .pins
        .iter()
        .zip(claim.pins.iter().skip(1).chain([&claim.text.len()]))
        .map(|(from, to)| claim.text[*from..*to].trim_end())
        .collect()
}

#[test]
fn a_page() {
    let (patent, findings) = page(
        "+++\nnumber = \"US1234567B2\"\ntitle = \"Lamp\"\nkind = \"utility\"\njurisdiction = \"US\"\nowner = \"Example\"\nfiled = 2020-01-02\ngranted = \"2021-02-03\"\nfigures = [\"a.png\"]\n+++\n\n# Lamp\n\nSome prose.\n\n## Claims\n\n1. A *lamp* comprising a `bulb`,\n   a <b>rod</b> and a [foot](x.html) \\*;\nlazily continued.\n\n7) The lamp of claim 1.\n\n## Notes\n\n1. Not a claim.\n",
    );
    assert!(codes(&findings) == ["P006-claim-number"], "{findings:?}");
    assert_eq!(
        texts(&patent),
        [(1, "A lamp comprising a bulb, a rod and a foot *; lazily continued."), (7, "The lamp of claim 1.")]
    );
    assert_eq!(patent.claims[1].depends_on, [1]);
    assert_eq!((patent.claims[0].line, patent.claims[1].line), (18, 22));
    assert_eq!((patent.filed.as_deref(), patent.granted.as_deref()), (Some("2020-01-02"), Some("2021-02-03")));
    assert_eq!(
        (patent.owner.as_deref(), patent.jurisdiction.as_str(), patent.kind),
        (Some("Example"), "US", Kind::Utility)
    );
}

#[test]
fn numbers_are_those_of_the_source() {
    // Markdown would show 1, 2, 3 for each of these.
    for text in [
        "1. A lamp.\n3. A rod.\n9. A foot.\n",
        "1. A lamp.\n\n3. A rod.\n\n9. A foot.\n",
        "1. A lamp.\n\nProse.\n\n3. A rod.\n\n# More\n\n9. A foot.\n",
        "1\\. A lamp.\n\n3\\. A rod.\n\n9\\. A foot.\n",
    ] {
        let (patent, _) = page(text);
        assert_eq!(texts(&patent), [(1, "A lamp."), (3, "A rod."), (9, "A foot.")], "{text}");
    }
    let (patent, _) =
        page("What is claimed is:\n1. A lamp.\n   2. The lamp of claim 1.\n\n   3. The lamp of claim 2.\n");
    assert_eq!(texts(&patent), [(1, "A lamp."), (2, "The lamp of claim 1."), (3, "The lamp of claim 2.")]);
    let (patent, _) = page("Claimed:\n14. A lamp.\n15. The lamp of claim 14.\n");
    assert_eq!(texts(&patent), [(14, "A lamp."), (15, "The lamp of claim 14.")]);
}

#[test]
fn nested_items_pin_elements() {
    let (patent, _) = page(
        "1. A lamp comprising:\n   - a bulb; and\n   - a foot having\n     1. a base (a) and\n     2. a rim;\n   \n   wherein it shines.\n\n2. A rod comprising:\n   a. a tip;\n   b. a tail.\n\n3. A foot comprising:\n- a sole;\n- a heel,\n\nwherein both are red.\n\n4. The foot of claim 3.\n",
    );
    assert_eq!(
        texts(&patent)[0],
        (1, "A lamp comprising: a bulb; and a foot having a base (a) and a rim; wherein it shines.")
    );
    assert_eq!(pinned(&patent, 0), ["a bulb; and", "a foot having", "a base (a) and", "a rim;", "wherein it shines."]);
    assert_eq!(pinned(&patent, 1), ["a tip;", "a tail."]);
    assert_eq!(pinned(&patent, 2), ["a sole;", "a heel,", "wherein both are red."]);
    assert_eq!(texts(&patent)[3], (4, "The foot of claim 3."));
    assert!(patent.claims[3].pins.is_empty());
    patent.claims.iter().for_each(|claim| assert!(!claim.text.contains("  ")));
}

#[test]
fn a_claim_over_several_paragraphs() {
    let (patent, findings) = page(
        "+++\nnumber = \"X1\"\n+++\n1. A lamp comprising:\n\n   a bulb;\n\n        a rod;\n\n   and a foot.\n\n2. A rod comprising\n\na tip.\n\nThis remark is no claim.\n",
    );
    assert_eq!(texts(&patent), [(1, "A lamp comprising: a bulb; a rod; and a foot."), (2, "A rod comprising a tip.")]);
    assert!(patent.claims.iter().all(|claim| claim.pins.is_empty()));
    assert!(findings.is_empty(), "{findings:?}");
}

#[test]
fn a_design_page() {
    let text = "+++\nnumber = \"USD900001S1\"\ntitle = \"Lamp\"\nkind = \"design\"\n+++\n\n## Claim\n\nThe ornamental design for a lamp, as shown and described.\n\n## Figures\n\n- FIG. 1 is a perspective view of a lamp;\n- FIG. 2 is a rear view thereof.\n\nThe broken lines form no part of the claimed design.\n";
    let (patent, findings) = page(text);
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(patent.kind, Kind::Design);
    assert_eq!(texts(&patent), [(1, "The ornamental design for a lamp, as shown and described.")]);
    assert_eq!(patent.figures.iter().map(|figure| figure.view).collect::<Vec<_>>(), [View::Perspective, View::Rear]);
    assert_eq!(patent.statements, ["The broken lines form no part of the claimed design."]);
    let (patent, _) = page("1. The ornamental design for a lamp.\n\n# Views\n\n1. front view\n2. rear view\n");
    assert_eq!((patent.kind, patent.figures.len(), patent.claims.len()), (Kind::Design, 2, 1));
    assert_eq!(patent.figures[1].number, "2");
}

#[test]
fn front_matter_that_is_wrong() {
    let body = "\n1. A lamp.\n";
    for (front, code, line, says) in [
        ("+++\nnumber = \"X1\"\nowned = \"me\"\n+++\n", "P010-front-matter", 3, "owner"),
        ("+++\nnumber = \"X1\"\n\ntitle = 5\n+++\n", "P013-wrong-type", 4, "title"),
        ("+++\nnumber = \"X1\"\nfiled = \"last year\"\n+++\n", "P013-wrong-type", 3, "2024-05-31"),
        ("+++\nnumber = \"X1\"\nfiled = \"2020-13-01\"\n+++\n", "P013-wrong-type", 3, "2024-05-31"),
        ("+++\nnumber = \"X1\"\nkind = \"desing\"\n+++\n", "P010-front-matter", 3, "design"),
        ("+++\nnumber = \"X1\"\nfigures = 3\n+++\n", "P013-wrong-type", 3, "list"),
        ("+++\ntitle = \"Lamp\"\n+++\n", "P010-front-matter", 2, "number"),
        ("+++\nnumber = \"X1\ntitle = 2\n+++\n", "P010-front-matter", 2, "TOML"),
    ] {
        let (patent, findings) = page(&format!("{front}{body}"));
        let found =
            findings.iter().find(|finding| finding.code == code).unwrap_or_else(|| panic!("{front}: {findings:?}"));
        assert_eq!(found.line, Some(line), "{front}");
        assert!(found.help.as_deref().unwrap().contains(says), "{found:?}");
        assert_eq!(texts(&patent), [(1, "A lamp.")], "{front}");
    }
    let (_, findings) = page("+++\nnumber = \"X1\"\nowned = \"me\"\n+++\n1. A lamp.\n");
    assert_eq!(findings[0].severity, Severity::Warning);
    let (patent, findings) = page(body);
    assert_eq!((patent.number.as_str(), codes(&findings)), ("lamp", vec!["P010-front-matter"]));
    let (_, findings) = page("+++\nnumber = \"X1\"\n");
    assert!(codes(&findings).contains(&"P010-front-matter") && codes(&findings).contains(&"P005-no-claims"));
    let (patent, _) = page("---\nnumber: X1\nkind: design\n---\n1. The ornamental design for a lamp.\n");
    assert_eq!((patent.number.as_str(), patent.kind), ("X1", Kind::Design));
}

#[test]
fn pasted_text() {
    let (patent, findings) = pasted(
        "US 1,234,567 B2\nTable lamp\n\nWhat is claimed is:\n\n  1. A lamp comprising:\n     a self-\nlocking rod, front-\nand rear feet of FIG.\n2. and 3 screws;\n\n12\n\n     a bulb.\n\n  2. The lamp of claim\n1. wherein the rod of claim\n1 is red.\n  3. The lamp of claim 2.\n\n* * * * *\n",
    );
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(
        (patent.number.as_str(), patent.title.as_str(), patent.jurisdiction.as_str()),
        ("US1234567B2", "Table lamp", "US")
    );
    assert_eq!(
        texts(&patent),
        [
            (1, "A lamp comprising: a self-locking rod, front- and rear feet of FIG. 2. and 3 screws; a bulb."),
            (2, "The lamp of claim 1. wherein the rod of claim 1 is red."),
            (3, "The lamp of claim 2."),
        ]
    );
    assert_eq!(patent.claims.iter().map(|claim| claim.line).collect::<Vec<_>>(), [6, 16, 19]);
}

#[test]
fn pasted_on_one_line_or_without_numbers() {
    let (patent, _) = pasted(
        "1. A lamp with 2. 5 arms of FIG. 2. The lamp of claim 1. 2. The lamp of claim 1, wherein. 3. The lamp of claim 2. 9. A rod.",
    );
    assert_eq!(
        texts(&patent),
        [
            (1, "A lamp with 2. 5 arms of FIG. 2. The lamp of claim 1."),
            (2, "The lamp of claim 1, wherein."),
            (3, "The lamp of claim 2. 9. A rod.")
        ]
    );
    let (patent, _) = pasted("A lamp comprising a bulb\nand a rod.\n");
    assert_eq!(texts(&patent), [(1, "A lamp comprising a bulb and a rod.")]);
    let (patent, _) = pasted("I claim:\nA lamp.");
    assert_eq!(texts(&patent), [(1, "A lamp.")]);
    let (patent, _) = pasted("CLAIMS\n1. A lamp.\n2. The lamp of claim 1.\n\nABSTRACT\n\nA lamp shines.\n");
    assert_eq!(texts(&patent), [(1, "A lamp."), (2, "The lamp of claim 1.")]);
    let (patent, _) = pasted("1、一种灯，包括灯泡。\n2、根据权利要求1所述的灯。\n");
    assert_eq!((texts(&patent).len(), patent.claims[1].depends_on.as_slice()), (2, &[1][..]));
    let (patent, _) = pasted(
        "D900,001\nLamp\n\nFIG. 1 is a front view;\nFIG. 2 is a rear view.\n\nThe broken lines form no part of the claimed design.\n\nCLAIM\nThe ornamental design for a lamp, as shown and described.\n",
    );
    assert_eq!((patent.kind, patent.number.as_str(), patent.title.as_str()), (Kind::Design, "USD900001", "Lamp"));
    assert_eq!(texts(&patent), [(1, "The ornamental design for a lamp, as shown and described.")]);
    assert_eq!((patent.figures.len(), patent.statements.len()), (2, 1));
    let (patent, findings) = pasted(" \n");
    assert!(patent.claims.is_empty() && codes(&findings).contains(&"P005-no-claims"));
}

#[test]
fn printed_claims_of_real_grants_survive_pasting() {
    let Some(files) = shared("utility-xml") else { return };
    let (mut claims, mut same) = (0, 0);
    for file in files {
        let (patents, _) = xml(&std::fs::read(file).unwrap());
        let expected = texts(&patents[0]);
        let line: Vec<String> = expected.iter().map(|(number, text)| format!("{number}. {text}")).collect();
        for text in [
            line.join("\n"),
            line.join(" "),
            line.join("\n\n")
                .split(' ')
                .collect::<Vec<_>>()
                .chunks(9)
                .map(|words| words.join(" "))
                .collect::<Vec<_>>()
                .join("\n"),
        ] {
            let (patent, _) = pasted(&text);
            let got = texts(&patent);
            claims += expected.len();
            same += expected.iter().filter(|claim| got.contains(claim)).count();
            for claim in expected.iter().filter(|claim| !got.contains(claim)) {
                eprintln!("pasted differently: {} {} {:.80}", patents[0].number, claim.0, claim.1);
            }
        }
        let (patent, _) = page(&line.join("\n\n"));
        assert_eq!(patent.claims.len(), expected.len(), "{}", patents[0].number);
    }
    eprintln!("pasted: {same} of {claims} claims come back as they were");
    assert!(same * 1000 >= claims * 998);
}
