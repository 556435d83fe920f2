use super::*;

/// Every reader on the same bytes; none may panic, and each listing is addressable.
fn all_readers(bytes: &[u8]) {
    let source = Source::from_bytes("any/thing.x", bytes);
    let (json, mut findings) = read_json(bytes);
    let mut listings = json;
    for parsed in [listing_csv::read(&source), listing_html::read(&source), listing_md::read(&source)] {
        listings.extend(parsed.items);
        findings.extend(parsed.findings);
    }
    let patents = google_html::read(&source);
    findings.extend(patents.findings);
    for claim in patents.items.iter().flat_map(|patent| &patent.claims) {
        assert!(claim.layout.iter().all(|at| claim.text.is_char_boundary(*at) && *at < claim.text.len()));
    }
    well_formed(&findings);
    for listing in &listings {
        assert!(!listing.id.is_empty());
        for index in 0..listing.attributes.len() {
            let address = format!("attributes.{}", listing.attribute_address(index));
            assert!(listing.field(&address).is_some());
        }
    }
    let _ = html::declared_charset(bytes);
    let _ = google_html::looks_like_google_patent(&source.text);
}

/// Tags and texts that nest, close and misnest in every way.
fn soup() -> impl Strategy<Value = String> {
    let names = [
        "div",
        "p",
        "li",
        "ul",
        "span",
        "b",
        "i",
        "a",
        "font",
        "table",
        "tr",
        "td",
        "tbody",
        "caption",
        "form",
        "button",
        "h1",
        "dd",
        "dl",
        "option",
        "select",
        "svg",
        "desc",
        "math",
        "mi",
        "template",
        "object",
        "nobr",
        "ruby",
        "rt",
        "br",
        "section",
        "title",
        "script",
        "x-y",
        "th",
        "thead",
        "pre",
        "textarea",
        "body",
        "head",
        "annotation-xml",
        "foreignobject",
        "style",
        "plaintext",
        "frameset",
        "noscript",
        "mglyph",
        "caption",
        "h2",
        "em",
        "colgroup",
        "optgroup",
    ];
    let piece =
        (proptest::sample::select(names.to_vec()), 0_u8..10, 0_u8..4).prop_map(|(name, form, number)| match form {
            0..=4 => format!("<{name}>"),
            5 => format!("<{name} color={number}>"),
            6 => format!("<{name} a='>'/>"),
            7 | 8 => format!("</{name}>"),
            _ => format!("text<!-- <div> -->{number}"),
        });
    proptest::collection::vec(piece, 0..120).prop_map(|pieces| pieces.concat())
}

fn depth(text: &str) -> usize {
    let page = scraper::Html::parse_document(text);
    page.tree.nodes().filter(|node| node.value().is_element()).map(|node| node.ancestors().count()).max().unwrap_or(0)
}

proptest! {
    #[test]
    fn arbitrary_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        all_readers(&bytes);
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,200}|[\\[\\]{}\",:;\\\\\n <>=/+a1é|-]{0,200}") {
        all_readers(text.as_bytes());
    }

    #[test]
    fn damaged_samples_never_panic(which in 0_usize..8, cut in any::<prop::sample::Index>(), at in any::<prop::sample::Index>(), byte in any::<u8>()) {
        let names = ["vessel.jsonl", "stands.csv", "collar.html", "collar-magnetic.md", "pruner.html", "lamp.json", "opener.md", "../pages/google-patent.html"];
        let mut bytes = std::fs::read(here("tests/listings").join(names[which])).unwrap();
        let at = at.index(bytes.len());
        bytes[at] = byte;
        bytes.truncate(cut.index(bytes.len()) + 1);
        all_readers(&bytes);
    }

    #[test]
    fn pages_that_nest_deep_are_told_before_parsing(text in soup()) {
        all_readers(text.as_bytes());
        // Thirty times the same soup: what nests once nests every time.
        let text = text.repeat(30);
        prop_assert!(depth(&text) <= 40 + 512 * 5 / 4 || !html::nesting_depth_ok(&text), "{} levels", depth(&text));
    }
}

#[test]
fn deep_nesting_is_refused() {
    for count in [20_000, 1_000_000] {
        for text in [
            "<div>".repeat(count),
            "<b>".repeat(count),
            "<table><tr><td>".repeat(count),
            "<svg><g>".repeat(count),
            "<math><mi>".repeat(count),
            "<span><div></span>".repeat(count),
            "<i><section></i>".repeat(count),
            (0..count / 10).fold(String::new(), |mut text, index| {
                let _ = write!(text, "<p><font color={index}>");
                text
            }),
        ] {
            let parsed = listing_html::read(&source("deep.html", &text));
            assert_eq!(codes(&parsed.findings), ["P018-too-deep"], "{}", &text[..40]);
            assert_eq!(parsed.items.len(), 0);
            assert_eq!(codes(&google_html::read(&source("deep.html", &text)).findings), ["P018-too-deep"]);
        }
    }
}

#[test]
fn ordinary_sloppiness_is_read() {
    for piece in [
        "<p>text",
        "<li>item",
        "<br>",
        "<tr><td>a<td>b",
        "<p>a<b>bold",
        "<p><img src=x>",
        "<dt>a<dd>b",
        "<option>o",
        "<div>a</div>",
        "<p>a<div>b</div>",
        "<a href=x>link",
        "<li><a href=y>b</a>",
        "<h2>a</h2>",
        "<input><hr>",
        "<svg><path d='M'/></svg>",
        "</div>",
        "<!-- <div> -->",
        "<td><font color=red>x</font>",
    ] {
        let list = format!("<h1>T</h1><ul>{}</ul>", piece.repeat(5000));
        assert!(html::nesting_depth_ok(&list), "{piece} in a list");
        let table = format!("<h1>T</h1><table>{}</table>", piece.repeat(5000));
        assert!(html::nesting_depth_ok(&table) || piece.contains("<li>"), "{piece} in a table");
    }
    let wide = "<div>".repeat(500) + "deep but fair" + &"</div>".repeat(500);
    assert!(html::nesting_depth_ok(&wide));
    assert!(!html::nesting_depth_ok(&"<div>".repeat(513)));
}

#[test]
fn scripts_and_comments_hold_no_tags() {
    let deep = "<div>".repeat(2000);
    for text in [
        format!("<script>var a = '{deep}';</script>"),
        format!("<script><!-- <script>{deep}</script> --></script>"),
        format!("<style>{deep}</style>"),
        format!("<!-- {deep} --->"),
        format!("<textarea>{deep}</textarea>"),
        format!("<img alt='{deep}'>"),
        format!("<svg><![CDATA[{deep}]]></svg>"),
        format!("<noscript>{deep}</noscript>"),
    ] {
        assert!(html::nesting_depth_ok(&text), "{}", &text[..30]);
        assert!(depth(&text) < 20, "{}", &text[..30]);
    }
    for text in [
        format!("<script></script>{deep}"),
        format!("<!-->{deep}-->"),
        format!("<!--->{deep}-->"),
        format!("<!-- --!>{deep}"),
        format!("<script><!-- </script>{deep}"),
        format!("</ {deep}>"),
        format!("<img alt='{}'>{deep}", "'"),
        format!("<svg><title>{deep}"),
    ] {
        assert!(!html::nesting_depth_ok(&text), "{}", &text[..30]);
    }
}

#[test]
fn a_large_ordinary_page_is_read() {
    let mut text = String::from("<html><head><title>Big</title></head><body><main><h1>Big</h1><table>");
    for index in 0..20_000 {
        let _ = write!(text, "<tr><th>Row {index}</th><td>Value {index} of many</td></tr>");
    }
    text.push_str("</table>");
    let mut index = 0;
    while text.len() < 8 << 20 {
        let _ = write!(
            text,
            "<div class=x><p>Paragraph {index} with <b>some</b> text &amp; more of it, as pages have.</p></div>"
        );
        index += 1;
    }
    text.push_str("</main></body></html>");
    let parsed = listing_html::read(&source("big.html", &text));
    assert_eq!(parsed.findings, []);
    assert_eq!(parsed.items[0].attributes.len(), 20_000);
    assert_eq!(parsed.items[0].description.lines().count(), index);
}

#[test]
fn pages_that_are_too_large_are_refused() {
    let text = "x".repeat(html::MAX_PAGE + 1);
    assert_eq!(codes(&listing_html::read(&source("big.html", &text)).findings), ["P017-too-long"]);
}

#[test]
fn damage_that_repeats_is_read_to_the_end() {
    let many = 50_000;
    let texts = [
        "{\"a\":[},".repeat(many),
        format!("[{}", "{[},".repeat(many)),
        format!("[{}", "{\"a\": \"b},".repeat(many)),
        format!("[{}]", "{\"id\": \"1\", \"title\": \"t\"},".repeat(many)),
        format!("id,title\n{}", "1,\"x\n".repeat(many)),
        format!("id,title\n{}", "1,\"x\"\"\n".repeat(many)),
        format!("id,title\r{}", "1,x\r".repeat(many)),
        "<!--".repeat(many),
        format!("<svg>{}", "<![CDATA[".repeat(many)),
        "<!-- -- ".repeat(many),
        "<script>".repeat(many),
        "<a '".repeat(many),
        "- a\n  - ".repeat(many / 10),
    ];
    for text in texts {
        all_readers(text.as_bytes());
    }
}

#[test]
fn findings_of_readers_have_severities() {
    let (_, findings) = read_json(b"{}\nnull\n{\n");
    assert!(findings.iter().any(|finding| finding.severity == Severity::Error));
}
