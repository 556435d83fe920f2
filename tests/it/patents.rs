//! Patents in: USPTO XML, Markdown pages and pasted text.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use readson::claim::{Kind, Patent, View};
use readson::finding::{Finding, Severity};
use readson::parse::{claims_md, claims_text, depends, figures, uspto_xml};
use readson::source::Source;

fn shared(folder: &str) -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/patents").join(folder);
    let Ok(entries) = std::fs::read_dir(folder) else {
        eprintln!("skipped: ../shared is not there");
        return None;
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "xml"))
        .collect();
    files.sort();
    Some(files)
}

fn xml(bytes: &[u8]) -> (Vec<Patent>, Vec<Finding>) {
    let (mut patents, mut findings) = (Vec::new(), Vec::new());
    let lost = uspto_xml::read(bytes, "test.xml", &mut |patent, mut found| {
        patents.push(patent);
        findings.append(&mut found);
    });
    findings.extend(lost);
    (patents, findings)
}

fn value(patent: &Patent) -> serde_json::Value {
    let layout: Vec<_> = patent.claims.iter().map(|claim| &claim.layout).collect();
    let mut value = serde_json::json!({"patent": patent, "layout": layout});
    value["patent"]["line"] = 0.into();
    value
}

/// What the raw bytes say about claims: number and marked references of each.
fn raw_claims(raw: &str) -> Vec<(u32, Vec<u32>)> {
    let digits = |text: &str| text.trim_start_matches("CLM-").split('"').next().unwrap().parse().unwrap();
    raw.split("<claim id=\"")
        .skip(1)
        .map(|part| {
            let body = part.split("</claim>").next().unwrap();
            let mut references: Vec<u32> = body.split("idref=\"").skip(1).map(digits).collect();
            references.sort_unstable();
            references.dedup();
            (digits(part), references)
        })
        .collect()
}

fn assert_clean(patent: &Patent) {
    for claim in &patent.claims {
        let text = &claim.text;
        assert!(!text.is_empty(), "{} claim {} is empty", patent.number, claim.number);
        assert_eq!(text.split_whitespace().collect::<Vec<_>>().join(" "), *text, "{}", patent.number);
        assert!(!text.starts_with(char::is_numeric) || !text.contains(". A "), "{} {text}", patent.number);
        for offsets in [&claim.pins, &claim.layout] {
            assert!(offsets.is_sorted_by(|a, b| a < b));
            assert!(offsets.iter().all(|at| *at > 0 && *at < text.len() && text.is_char_boundary(*at)));
            assert!(offsets.iter().all(|at| text[..*at].ends_with(' ')), "{} {text}", patent.number);
        }
    }
}

#[test]
fn utility_grants_are_read_whole() {
    let Some(files) = shared("utility-xml") else { return };
    let (mut claims, mut agree, mut layouts) = (0, 0, 0);
    for file in &files {
        let raw = std::fs::read_to_string(file).unwrap();
        let (patents, findings) = xml(raw.as_bytes());
        assert!(findings.is_empty(), "{}: {findings:?}", file.display());
        let [patent] = patents.as_slice() else { panic!("{}", file.display()) };
        assert_eq!(patent.kind, Kind::Utility);
        assert!(
            !patent.title.is_empty() && patent.owner.is_some() && patent.filed.is_some() && patent.granted.is_some()
        );
        let name = file.file_name().unwrap().to_str().unwrap();
        assert!(name.starts_with("US0") || name.starts_with("US1"));
        assert!(patent.number.starts_with("US") && !patent.number.starts_with("US0"), "{}", patent.number);
        assert_clean(patent);
        let expected = raw_claims(&raw);
        assert_eq!(patent.claims.len(), expected.len());
        for (claim, (number, references)) in patent.claims.iter().zip(expected) {
            assert_eq!(claim.number, number);
            assert!(raw.lines().nth(claim.line - 1).unwrap().contains("<claim "));
            claims += 1;
            layouts += claim.layout.len();
            if claim.depends_on == references {
                agree += 1;
            } else {
                // The markup holds the first number of "claims 2 through 4" only; the printed words say more.
                assert!(
                    claim.text.contains(" through "),
                    "{} {} {:?} {references:?}",
                    patent.number,
                    number,
                    claim.depends_on
                );
            }
            let read = depends::from_text(&claim.text, number);
            assert_eq!(read, claim.depends_on, "{} {number}: {}", patent.number, claim.text);
        }
    }
    eprintln!(
        "utility: {} grants, {claims} claims, {layouts} layout breaks, dependencies as marked {agree}",
        files.len()
    );
    assert!(agree * 1000 >= claims * 995);
}

#[test]
fn design_grants_keep_every_paragraph() {
    let Some(mut files) = shared("design-xml") else { return };
    files.extend(shared("other-xml").unwrap_or_default());
    let (mut all, mut statements, mut other) = (0, 0, 0);
    for file in &files {
        let raw = std::fs::read_to_string(file).unwrap();
        let (patents, findings) = xml(raw.as_bytes());
        assert!(findings.is_empty(), "{}: {findings:?}", file.display());
        let [patent] = patents.as_slice() else { panic!("{}", file.display()) };
        assert_clean(patent);
        assert_eq!(patent.claims.len(), 1, "{}", file.display());
        if raw.contains("appl-type=\"plant\"") {
            assert_eq!((patent.kind, patent.number.as_str()), (Kind::Plant, "USPP18398P2"));
            continue;
        }
        assert_eq!(patent.kind, Kind::Design);
        assert!(patent.number.starts_with("USD") && !patent.number.starts_with("USD0"), "{}", patent.number);
        assert!(patent.claims[0].text.to_lowercase().contains("ornamental design"), "{}", patent.claims[0].text);
        assert!(!patent.figures.is_empty(), "{}", file.display());
        let paragraphs = raw.matches("<p id=").count();
        let kept: usize = patent.figures.len() + patent.statements.len();
        assert!(kept >= paragraphs, "{}: {kept} of {paragraphs}", file.display());
        // What the biggest figure numbers are is printed in the bibliography too.
        let printed = raw
            .split("<number-of-figures>")
            .nth(1)
            .and_then(|rest| rest.split('<').next())
            .and_then(|n| n.parse::<usize>().ok());
        if let Some(printed) = printed
            && patent.figures.len() < printed
        {
            eprintln!("{}: {} figures read, {printed} in the bibliography", patent.number, patent.figures.len());
        }
        all += patent.figures.len();
        statements += patent.statements.len();
        other += patent.figures.iter().filter(|figure| figure.view == View::Other).count();
        assert!(patent.figures.iter().all(|figure| !figure.description.is_empty()));
    }
    eprintln!("designs: {} grants, {all} figures ({other} other), {statements} statements", files.len());
    assert!(other * 50 < all);
}

#[test]
fn a_bulk_file_is_its_documents_one_by_one() {
    let (mut single, mut bulk) = (Vec::new(), Vec::new());
    for folder in ["utility-xml", "design-xml", "other-xml"] {
        let Some(files) = shared(folder) else { return };
        for file in files {
            let bytes = std::fs::read(file).unwrap();
            single.extend(xml(&bytes).0.iter().map(value));
            bulk.extend(bytes);
        }
    }
    let lines = bulk.split(|byte| *byte == b'\n').count();
    let (patents, findings) = xml(&bulk);
    assert!(findings.is_empty());
    assert!(patents.last().unwrap().line > lines / 2 && patents.is_sorted_by(|a, b| a.line < b.line));
    assert_eq!(patents.iter().map(value).collect::<Vec<_>>(), single);
    eprintln!("bulk: {} documents in {} bytes", patents.len(), bulk.len());
}

#[test]
fn an_absent_root_end_or_declaration_still_parts_documents() {
    let one = grant(&[(1, "A lamp."), (2, "The lamp of claim 1.")]);
    let bare = one.split_once("?>").unwrap().1;
    let (patents, findings) = xml(format!("{bare}{bare}\u{feff}{one}").as_bytes());
    assert!(findings.is_empty(), "{findings:?}");
    assert_eq!(patents.len(), 3);
    let cut = one.split_once("<claim id=\"c2\"").unwrap().0;
    let (patents, findings) = xml(format!("{cut}\n{one}").as_bytes());
    assert_eq!(patents.iter().map(|p| p.claims.len()).collect::<Vec<_>>(), [1, 2]);
    assert_eq!(findings.iter().map(|f| f.code).collect::<Vec<_>>(), ["P023-truncated"]);
}

/// A small grant with these claims.
fn grant(claims: &[(u32, &str)]) -> String {
    let claims: Vec<String> = claims
        .iter()
        .map(|(n, text)| format!("<claim id=\"c{n}\" num=\"{n:05}\"><claim-text>{n}. {text}</claim-text></claim>\n"))
        .collect();
    let claims = claims.concat();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE us-patent-grant SYSTEM \"us-patent-grant-v45-2014-04-03.dtd\" [ ]>\n<us-patent-grant country=\"US\"><us-bibliographic-data-grant><publication-reference><document-id><country>US</country><doc-number>09000001</doc-number><kind>B2</kind><date>20150407</date></document-id></publication-reference><invention-title>Lamp</invention-title></us-bibliographic-data-grant><claims>\n{claims}</claims></us-patent-grant>\n"
    )
}

fn codes(findings: &[Finding]) -> Vec<&'static str> {
    findings.iter().map(|finding| finding.code).collect()
}

#[test]
fn markup_inside_claims() {
    let text = "A salt <claim-text>of H<sub>2</sub>O&#xa0; &mdash; &alpha;&mgr;;</claim-text><claim-text><b>b</b>old <![CDATA[<x>]]></claim-text>and <?pi x?>tail<!-- no -->.";
    let (patents, findings) = xml(grant(&[(1, text)]).as_bytes());
    assert!(findings.is_empty(), "{findings:?}");
    let claim = &patents[0].claims[0];
    assert_eq!(claim.text, "A salt of H2O — αμ; bold <x> and tail.");
    assert_eq!(claim.layout, [7, 24, 33], "{:?}", claim.layout.iter().map(|at| &claim.text[*at..]).collect::<Vec<_>>());
}

#[test]
fn printed_numbers_go_and_marked_numbers_stay() {
    for printed in ["3. A lamp.", "<b>3</b>. A lamp.", "3 . A lamp.", "A lamp.", "4. A lamp."] {
        let document = grant(&[(1, "A bulb."), (2, "A stand.")]).replace(
            "</claims>",
            &format!("<claim id=\"CLM-3\" num=\"00003\"><claim-text>{printed}</claim-text></claim></claims>"),
        );
        let (patents, findings) = xml(document.as_bytes());
        assert_eq!((patents[0].claims[2].number, patents[0].claims[2].text.as_str()), (3, "A lamp."));
        assert_eq!(findings.len(), usize::from(printed.starts_with('4')));
    }
    let document = grant(&[(1, "2,4-dichlorophenol.")]);
    assert_eq!(xml(document.as_bytes()).0[0].claims[0].text, "2,4-dichlorophenol.");
}

#[test]
fn cancelled_claims_of_an_application_are_no_claims() {
    let document = grant(&[]).replace("us-patent-grant", "us-patent-application").replace("</claims>", "<claim id=\"CLM-00001-00002\" num=\"00001-00002\"><claim-text><b>1</b>-<b>2</b>. (canceled)</claim-text></claim><claim id=\"CLM-00003\" num=\"00003\"><claim-text><b>3</b>. A lamp.</claim-text></claim></claims>");
    let (patents, findings) = xml(document.as_bytes());
    assert_eq!(patents[0].claims.len(), 1);
    assert_eq!(patents[0].claims[0].number, 3);
    assert_eq!(codes(&findings), ["P006-claim-number"]);
}

#[test]
fn older_documents() {
    let patdoc = "<?xml version=\"1.0\"?><!DOCTYPE PATDOC SYSTEM \"ST32-US-Grant-025xml.dtd\" []><PATDOC><SDOBI><B100><B110><DNUM><PDAT>06330001</PDAT></DNUM></B110><B130><PDAT>B1</PDAT></B130><B140><DATE><PDAT>20011218</PDAT></DATE></B140><B190><PDAT>US</PDAT></B190></B100><B200><B220><DATE><PDAT>19990105</PDAT></DATE></B220></B200><B500><B540><STEXT><PDAT>Lamp</PDAT></STEXT></B540></B500><B700><B720><B721><PARTY-US><NAM><FNM><PDAT>Ann</PDAT></FNM><SNM><STEXT><PDAT>Smith</PDAT></STEXT></SNM></NAM></PARTY-US></B721></B720></B700></SDOBI><SDOCL><CL><CLM ID=\"CLM-00001\"><PARA ID=\"P-1\" LVL=\"0\"><PTEXT><PDAT>1. A lamp comprising:</PDAT></PTEXT></PARA><PARA ID=\"P-2\" LVL=\"1\"><PTEXT><PDAT>a bulb.</PDAT></PTEXT></PARA></CLM><CLM ID=\"CLM-00002\"><PARA ID=\"P-3\" LVL=\"0\"><PTEXT><PDAT>2. The lamp of </PDAT><CLREF ID=\"CLM-00001\"><PDAT>claim 1</PDAT></CLREF><PDAT> in red.</PDAT></PTEXT></PARA></CLM></CL></SDOCL></PATDOC>";
    let (patents, findings) = xml(patdoc.as_bytes());
    assert!(findings.is_empty(), "{findings:?}");
    let patent = &patents[0];
    assert_eq!((patent.number.as_str(), patent.title.as_str()), ("US6330001B1", "Lamp"));
    assert_eq!((patent.filed.as_deref(), patent.granted.as_deref()), (Some("1999-01-05"), Some("2001-12-18")));
    assert_eq!(patent.owner.as_deref(), Some("Ann Smith"));
    assert_eq!(patent.claims[0].text, "A lamp comprising: a bulb.");
    assert_eq!(
        (patent.claims[1].depends_on.as_slice(), patent.claims[1].text.as_str()),
        (&[1][..], "The lamp of claim 1 in red.")
    );
}

#[test]
fn entities_are_never_expanded() {
    let bomb: Vec<String> =
        (1..10).map(|n| format!("<!ENTITY a{n} \"{}\">", format!("&a{};", n - 1).repeat(10))).collect();
    let bomb = bomb.concat();
    let document = grant(&[(1, "A &a9; lamp &a9; and &xxe;.")])
        .replace("[ ]", &format!("[<!ENTITY a0 \"ha\"><!ENTITY xxe SYSTEM \"file:///etc/passwd\">{bomb}]"));
    let (patents, findings) = xml(document.as_bytes());
    assert_eq!(patents[0].claims[0].text, "A &a9; lamp &a9; and &xxe;.");
    assert_eq!(codes(&findings), ["P004-unknown-entity"; 2]);
    assert!(findings.iter().all(|finding| finding.line == Some(4) && finding.help.is_some()));
}

#[test]
fn depth_and_length_have_limits() {
    let deep = format!("A {}x{}.", "<b>".repeat(300), "</b>".repeat(300));
    let (patents, findings) = xml(grant(&[(1, "A bulb."), (2, &deep), (3, "A stand.")]).as_bytes());
    assert_eq!((patents[0].claims.len(), codes(&findings)), (1, vec!["P018-too-deep"]));
    let long = grant(&[(1, &"very ".repeat(60_000))]);
    let stream = format!("{}{long}{}", grant(&[(1, "A bulb.")]), grant(&[(1, "A stand.")]));
    let (mut texts, limit) = (Vec::new(), 100_000);
    let findings = uspto_xml::read_limited(stream.as_bytes(), "x.xml", limit, &mut |patent, _| {
        texts.push(patent.claims[0].text.clone());
    });
    assert_eq!((texts, codes(&findings)), (vec!["A bulb.".to_owned(), "A stand.".to_owned()], vec!["P017-too-long"]));
}

#[test]
fn damage_keeps_what_came_before() {
    let whole = grant(&[(1, "A lamp."), (2, "The lamp of claim 1."), (3, "The lamp of claim 2.")]);
    let (patents, findings) = xml(whole.replace("<claim-text>3", "</claim>3").as_bytes());
    assert_eq!((patents[0].claims.len(), codes(&findings)), (2, vec!["P006-claim-number", "P011-malformed-xml"]));
    assert_eq!((findings[0].line, findings[1].line), (Some(6), Some(6)));
    for (input, code) in [
        ("", "P002-empty"),
        ("  \n", "P002-empty"),
        ("<html></html>", "P003-unknown-kind"),
        ("<?xml version=\"1.0\"?>", "P003-unknown-kind"),
    ] {
        let (patents, findings) = xml(input.as_bytes());
        assert!(patents.is_empty());
        assert_eq!(codes(&findings), [code], "{input}");
    }
    let (patents, findings) = xml(grant(&[]).as_bytes());
    assert_eq!((patents.len(), codes(&findings)), (1, vec!["P005-no-claims"]));
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(whole.replace("UTF-8", "UTF-16").encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    assert_eq!(xml(&utf16).0[0].claims.len(), 3);
    let latin = grant(&[(1, "A caf\u{e9}.")]).replace("UTF-8", "ISO-8859-1");
    let latin: Vec<u8> = latin.chars().map(|c| c as u8).collect();
    assert_eq!(xml(&latin).0[0].claims[0].text, "A café.");
}

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

fn page(text: &str) -> (Patent, Vec<Finding>) {
    let mut parsed = claims_md::read(&Source::from_bytes("pages/lamp.md", text.as_bytes()));
    assert_eq!(parsed.patents.len(), 1);
    (parsed.patents.remove(0), parsed.findings)
}

fn texts(patent: &Patent) -> Vec<(u32, &str)> {
    patent.claims.iter().map(|claim| (claim.number, claim.text.as_str())).collect()
}

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

fn pasted(text: &str) -> (Patent, Vec<Finding>) {
    let mut parsed = claims_text::read(&Source::from_bytes("pasted.txt", text.as_bytes()));
    assert_eq!(parsed.patents.len(), 1);
    (parsed.patents.remove(0), parsed.findings)
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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn any_bytes_are_read_without_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        xml(&bytes);
        let source = Source::from_bytes("any", &bytes);
        claims_md::read(&source);
        claims_text::read(&source);
    }

    #[test]
    fn any_markup_is_read_without_panic(parts in prop::collection::vec(prop::sample::select(vec![
        "<claim num=\"1\">", "<claim id=\"\">", "</claim>", "<claim-text>", "</claim-text>", "1. A", "&#0;", "&x;", "&", "<us-patent-grant>",
        "</us-patent-grant>", "<?xml version=\"1.0\"?>", "<!DOCTYPE x [", "]>", "<claims>", "</claims>", "<p>", "</p>", "é", " ", "\n", "<claim-ref idref=\"1\"/>",
        "- ", "1. ", "2) ", "    ", "# Claims", "## Figures", "+++\n", "FIG. ", "FIGS. 1-3 ", "claims 1 to ", "Claim 2: ", "权利要求", "\\", "a. ", "*", "`", "<b", "-\n",
    ]), 0..40)) {
        let text = parts.concat();
        let (patents, _) = xml(text.as_bytes());
        let source = Source::from_bytes("any", text.as_bytes());
        let mut all = patents;
        all.extend(claims_md::read(&source).patents);
        all.extend(claims_text::read(&source).patents);
        for claim in all.iter().flat_map(|patent| &patent.claims) {
            prop_assert_eq!(claim.text.split_whitespace().collect::<Vec<_>>().join(" "), claim.text.clone());
            for at in claim.pins.iter().chain(&claim.layout) {
                prop_assert!(*at > 0 && *at < claim.text.len() && claim.text.is_char_boundary(*at));
            }
            prop_assert!(claim.depends_on.is_sorted_by(|a, b| a < b));
        }
    }

    #[test]
    fn a_cut_document_keeps_a_prefix_of_its_claims(at in 0..1000_usize) {
        let whole = grant(&[(1, "A lamp with a &mdash; <b>bulb</b>."), (2, "The lamp of claim 1."), (3, "A rod.")]);
        let at = whole.floor_char_boundary(at * whole.len() / 1000);
        let (patents, findings) = xml(&whole.as_bytes()[..at]);
        let (expected, _) = xml(whole.as_bytes());
        let got: Vec<_> = patents.iter().flat_map(texts).collect();
        prop_assert!(texts(&expected[0]).starts_with(&got));
        // Only white space after the end may go unnoticed.
        prop_assert!(!findings.is_empty() || whole[at..].trim().is_empty());
        prop_assert!(findings.iter().all(|finding| finding.severity == Severity::Error), "{:?}", findings);
    }
}

#[test]
fn hostile_sizes_are_read_to_the_end() {
    let n = 20_000;
    let documents = [
        grant(&[(1, &"&alpha;".repeat(n))]),
        grant(&[(1, &"&nosuch;".repeat(n))]),
        grant(&[(1, &"claims 1 to 2000, ".repeat(n))]),
        grant(&(1..n as u32).map(|number| (number, "A lamp of any preceding claim.")).take(1500).collect::<Vec<_>>()),
        "<claim>".repeat(n),
        "<?xml version=\"1.0\"?>".repeat(n),
        "<![CDATA[".repeat(n),
    ];
    let texts = [
        (1..n).map(|number| format!("{number}. A lamp.")).collect::<Vec<_>>().join("\n"),
        (1..n).map(|number| format!("{number}. A lamp.")).collect::<Vec<_>>().join(" "),
        "1. A\n\n".repeat(n),
        "1".repeat(n),
        "1. A lamp\n   - ".repeat(n / 10),
        format!("1. A lamp{}", "\n   a rod".repeat(n)),
        format!("# Figures\n\n{}", "FIGS. 1-200 are views.\n\n".repeat(n / 10)),
        "权利要求".repeat(n),
        " ".repeat(n),
        "-\n".repeat(n),
    ];
    for document in &documents {
        xml(document.as_bytes());
    }
    for text in &texts {
        let source = Source::from_bytes("any", text.as_bytes());
        for reader in [claims_md::read, claims_text::read] {
            reader(&source);
        }
    }
}

#[test]
fn claims_of_one_document_are_bounded() {
    let text = (1..10_050).map(|number| format!("{number}. A lamp.")).collect::<Vec<_>>().join("\n");
    let (patent, findings) = page(&text);
    assert_eq!(patent.claims.len(), 10_000);
    assert!(codes(&findings).contains(&"P017-too-long"));
}
