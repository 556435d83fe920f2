//! USPTO XML: real documents, and what may be wrong with one.

use super::*;

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
        let of_text = findings.iter().filter(|finding| finding.code != "P054-picture-in-claim");
        assert_eq!(of_text.count(), 0, "{}: {findings:?}", file.display());
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
    assert!(findings.iter().all(|finding| finding.code == "P054-picture-in-claim"), "{findings:?}");
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
    assert_eq!(findings.iter().map(|f| f.code.as_ref()).collect::<Vec<_>>(), ["P023-truncated"]);
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
