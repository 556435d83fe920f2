//! What claims refer to, and what a design's figures show.

use super::*;

#[test]
fn references_in_words() {
    let table: &[(&str, u32, &[u32])] = &[
        ("A lamp.", 1, &[]),
        ("The lamp of claim 1, wherein", 2, &[1]),
        ("The lamp as claimed in claim 3 having 2 arms", 4, &[3]),
        ("A lamp according to any one of claims 1 to 5, wherein", 6, &[1, 2, 3, 4, 5]),
        ("The lamp of claims 1-4 and 7", 8, &[1, 2, 3, 4, 7]),
        ("The lamp of claim 1 or 2", 3, &[1, 2]),
        ("The lamp of claim 1 or claim 2", 3, &[1, 2]),
        ("The lamp of claims 1, 2 or 3, wherein", 4, &[1, 2, 3]),
        ("The lamp of claims 1,2,3", 4, &[1, 2, 3]),
        ("The lamp of either of claims 1 and 2", 3, &[1, 2]),
        ("The lamp as in any preceding claim", 4, &[1, 2, 3]),
        ("The lamp of any of the preceding claims", 3, &[1, 2]),
        ("The lamp according to one of the foregoing claims", 3, &[1, 2]),
        ("The lamp of one or more of claims 1 through 3", 4, &[1, 2, 3]),
        ("The lamp of claims 1–3", 4, &[1, 2, 3]),
        ("The lamp of Claim 1", 2, &[1]),
        ("The lamp of CLAIM 1", 2, &[1]),
        ("The lamp of claim 1, 2 mm thick", 2, &[1]),
        ("The lamp of claim 1. 5 arms", 2, &[1]),
        ("The lamp of claim 1 and a stand", 2, &[1]),
        ("A kit containing the device of claim 1 and 3 screws", 4, &[1, 3]),
        ("The lamp of claim 1.5", 2, &[]),
        ("The lamp of claims 1 to 99999999", 2, &[1]),
        ("The lamp of claim 0", 2, &[]),
        ("We claim a lamp with 3 arms", 1, &[]),
        ("Lampe nach Anspruch 1, dadurch gekennzeichnet", 2, &[1]),
        ("Lampe nach einem der Ansprüche 1 bis 3", 4, &[1, 2, 3]),
        ("Lampe nach einem der vorhergehenden Ansprüche", 3, &[1, 2]),
        ("根据权利要求1所述的灯", 2, &[1]),
        ("根据权利要求1-3中任一项所述的灯", 4, &[1, 2, 3]),
        ("根据权利要求1或2所述的灯", 3, &[1, 2]),
        ("The lamp of claim 4", 4, &[4]),
    ];
    for (text, number, expected) in table {
        assert_eq!(depends::from_text(text, *number), *expected, "{text}");
    }
}

#[test]
fn sets_of_claims_are_checked() {
    let check = |claims: &[(u32, &str)]| {
        let (_, findings) = xml(grant(claims).as_bytes());
        findings.iter().map(|finding| finding.code.split('-').next().unwrap()).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(check(&[(1, "A lamp."), (2, "The lamp of claim 1.")]), "");
    assert_eq!(check(&[(1, "A lamp."), (2, "The lamp of claim 2.")]), "P007");
    assert_eq!(check(&[(1, "A lamp."), (2, "The lamp of claim 3."), (3, "The lamp of claim 1.")]), "P008");
    assert_eq!(check(&[(1, "A lamp."), (2, "The lamp of claim 9.")]), "P009");
    assert_eq!(
        check(&[(1, "The lamp of claim 2."), (2, "The lamp of claim 1."), (3, "The lamp of claim 2.")]),
        "P008 P025 P025"
    );
    assert_eq!(check(&[(1, "A lamp."), (1, "A bulb."), (4, "A stand."), (3, "A rod.")]), "P006 P006 P006");
    assert_eq!(check(&[(2, "A lamp.")]), "P006");
}

#[test]
fn views() {
    let table = [
        ("a perspective view of a lamp", View::Perspective),
        ("top perspective view thereof", View::Perspective),
        ("a bottom plan view thereof", View::Bottom),
        ("a top plan view", View::Top),
        ("a plan view", View::Top),
        ("a left side elevational view thereof, the right side being a mirror image", View::Left),
        ("an elevational view of the left or right side", View::Side),
        ("an elevational view of the right side", View::Right),
        ("a rear side view", View::Rear),
        ("a side view thereof", View::Side),
        ("an exploded perspective view", View::Exploded),
        ("an enlarged front elevational view taken along line 4-4", View::Enlarged),
        ("a cross-sectional view taken along line 5-5 of FIG. 2", View::Section),
        ("a perspective view thereof, shown in an environment of use", View::InUse),
        ("a front view of the front panel of a back pack", View::Front),
        ("a second image thereof", View::Other),
        ("a view similar to FIG. 2, with the left ear raised", View::Other),
        ("Back", View::Rear),
        ("立体图", View::Perspective),
    ];
    for (text, view) in table {
        assert_eq!(figures::view_of(text), view, "{text}");
    }
}

#[test]
fn figure_paragraphs_and_statements() {
    let read = |paragraphs: &[&str]| {
        let (figures, statements) = figures::read(&paragraphs.iter().map(|&text| text.to_owned()).collect::<Vec<_>>());
        (
            figures.iter().map(|figure| format!("{}={:?}", figure.number, figure.view)).collect::<Vec<_>>().join(" "),
            statements,
        )
    };
    let (list, statements) = read(&[
        "BRIEF DESCRIPTION OF THE DRAWINGS",
        "FIG. 1 is a perspective view;",
        "Figured 2A is a rear view; and,",
        "FIGS. 3 and 4 are side views thereof;",
        "FIGS. 5-7 show images;",
        "FIG. 8 - is an enlarged view.",
        "FIG. 9is a left view.",
        "Figure 10.1 shows a top view. The broken lines show a table.",
        "FIGS. 1-8 show a table in phantom lines.",
        "Figures are of a different scale.",
        "1.2 : Back",
    ]);
    assert_eq!(list, "1=Perspective 2A=Rear 3=Side 4=Side 5=Other 6=Other 7=Other 8=Enlarged 9=Left 10.1=Top 1.2=Rear");
    assert_eq!(
        statements,
        [
            "The broken lines show a table.",
            "FIGS. 1-8 show a table in phantom lines.",
            "Figures are of a different scale."
        ]
    );
    assert_eq!(read(&["The sole FIGURE is a front view of a dial."]).0, "1=Front");
    let (figures, _) = figures::read(&["FIG. 1 is a front view thereof, held in a hand; and,".to_owned()]);
    assert_eq!(figures[0].description, "a front view thereof, held in a hand");
}
