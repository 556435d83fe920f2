use super::*;

fn page(text: &str) -> (Listing, Vec<Finding>) {
    let mut parsed = listing_html::read(&source("saved/lamp-17.html", text));
    well_formed(&parsed.findings);
    assert_eq!(parsed.items.len(), 1, "{:?}", parsed.findings);
    (parsed.items.remove(0), parsed.findings)
}

fn everything(listing: &Listing) -> String {
    serde_json::to_string(listing).unwrap()
}

#[test]
fn a_full_page_with_json_ld() {
    let parsed = listing_html::read(&sample("collar.html"));
    assert_eq!(parsed.findings, []);
    let listing = &parsed.items[0];
    assert_eq!(listing.id, "NL-COL-M-USBC");
    assert_eq!(listing.title, "Nachtlauf LED Dog Collar USB-C Rechargeable, Size M");
    assert_eq!(listing.brand, "Nachtlauf");
    assert_eq!(listing.category, "Dogs > Collars & Leads > LED Collars");
    assert_eq!(listing.price, "24.90 EUR");
    assert_eq!(listing.seller, "Pfotenladen GmbH");
    assert_eq!(listing.source, "pfotenladen.example");
    assert_eq!(listing.url, "https://pfotenladen.example/shop/nachtlauf-led-collar-m");
    assert_eq!((listing.captured_at.as_str(), listing.market_lang.as_str()), ("2025-01-20T18:45:10Z", "en"));
    assert_eq!(listing.images.len(), 2);
    assert_eq!(listing.bullets.len(), 5);
    assert!(listing.bullets[1].contains("via the USB-C charging port under"), "{:?}", listing.bullets);
    assert_eq!(listing.field("attributes.Charging"), Some("External USB-C port with rubber cover"));
    assert_eq!(listing.field("attributes.Battery capacity"), Some("180 mAh"));
    let neck = listing.attributes.iter().filter(|attribute| attribute.name == "Neck size").count();
    assert_eq!(neck, 1, "{:?}", listing.attributes);
    assert!(listing.description.starts_with("Be seen on every night walk!"));
    assert!(listing.description.contains("The light tube is made of soft TPU"), "{}", listing.description);
    let all = everything(listing);
    for hidden in ["titanium", "Magnetic", "free bone", "Imprint", "Search", "JavaScript", "basket", "Technical data"] {
        assert!(!all.contains(hidden), "{hidden} in {all}");
    }
}

#[test]
fn a_page_with_microdata() {
    let parsed = listing_html::read(&sample("pruner.html"));
    assert_eq!(parsed.findings, []);
    let listing = &parsed.items[0];
    assert_eq!((listing.id.as_str(), listing.title.as_str()), ("HB-210", "Hedgewick Bypass Secateurs HB-210"));
    assert_eq!((listing.brand.as_str(), listing.price.as_str()), ("Hedgewick", "22.00 GBP"));
    assert_eq!(listing.seller, "Thornbury Garden Supplies");
    assert_eq!(listing.attributes.len(), 8);
    assert_eq!(listing.bullets.len(), 5);
    assert_eq!(listing.bullets[3], "Cuts green wood up to 20 mm");
    assert_eq!(listing.description.lines().count(), 2, "{}", listing.description);
    assert_eq!(listing.images.len(), 2);
    assert!(!everything(listing).contains("Ratchet"));
}

#[test]
fn json_ld_in_all_its_forms() {
    let product =
        r#"{"@type": "Product", "sku": "S-1", "name": "Lamp &amp; Shade", "description": "<p>Warm</p><p>light</p>"}"#;
    for block in [
        product.to_owned(),
        format!("[{{\"@type\": \"WebPage\"}}, {product}]"),
        format!("{{\"@graph\": [{{\"@type\": \"WebSite\"}}, {product}]}}"),
        format!("{{\"@type\": \"WebPage\", \"mainEntity\": {product}}}"),
        product.replace("\"Product\"", "[\"Thing\", \"Product\"]"),
        product.replace("\"Product\"", "\"http://schema.org/Product\""),
        product.replace("\"Product\"", "\"ProductGroup\""),
        format!("<!-- {product} -->"),
        format!("//<![CDATA[\n{product}\n//]]>"),
        format!("/*<![CDATA[*/{product}/*]]>*/"),
        format!("{product};"),
        product.replace("Warm</p>", "Warm</p>\n\t"),
        format!("{{\"@type\": \"ProductGroup\", \"name\": \"Lamp & Shade\", \"hasVariant\": [{product}]}}"),
    ] {
        let text = format!("<title>Other</title><script type='application/ld+json'>{block}</script><p>Hello</p>");
        let (listing, findings) = page(&text);
        assert_eq!(findings, [], "{block}");
        assert_eq!((listing.id.as_str(), listing.title.as_str()), ("S-1", "Lamp & Shade"), "{block}");
        assert!(listing.description.starts_with("Warm\nlight"), "{block}: {}", listing.description);
    }
}

#[test]
fn broken_json_ld_is_a_finding_and_the_rest_is_read() {
    let (listing, findings) = page(
        "<html>\n<script type=\"application/ld+json\">{\"@type\": \"Product\", \"name\": }</script>\n\
         <script type=\"application/ld+json\">{\"@type\": \"Product\", \"name\": \"Good\"}</script>",
    );
    assert_eq!(codes(&findings), ["P012-malformed-json"]);
    assert_eq!(findings[0].line, Some(2));
    assert_eq!(listing.title, "Good");
}

#[test]
fn related_products_are_not_the_product() {
    let (listing, _) = page(
        r#"<script type="application/ld+json">{"@graph": [
            {"@type": "ItemList", "itemListElement": [{"@type": "Product", "name": "Other", "sku": "o"}]},
            {"@type": "Product", "name": "Mine", "isRelatedTo": {"@type": "Product", "name": "Other"}}]}</script>
            <h1>Mine</h1><div class="sku">x</div>"#,
    );
    assert_eq!(listing.title, "Mine");
    assert_eq!(listing.id, "lamp-17");
    assert!(!everything(&listing).contains("Other"));
}

#[test]
fn open_graph_and_the_page_fill_the_gaps() {
    let (listing, findings) = page(
        r#"<!-- saved from url=(0035)https://www.shop.example/p/lamp-9/ -->
        <head><meta property="og:type" content="og:product"><meta property="og:title" content="Lamp 9">
        <meta property="product:price:amount" content="9.99"><meta property="product:price:currency" content="USD">
        <meta property="og:image" content="https://shop.example/9.jpg"><meta property="product:brand" content="Bright"></head>
        <body><h1>Lamp no. 9</h1><table><tr><td>Shade:</td><td>Glass</td></tr><tr><td>Base</td><td>Brass</td></tr></table>
        <h3>Features</h3><ul><li>Dimmable</li><li>Warm</li></ul><p>A lamp for reading.</p><p>Dimmable</p></body>"#,
    );
    assert_eq!(findings, []);
    assert_eq!((listing.title.as_str(), listing.brand.as_str()), ("Lamp 9", "Bright"));
    assert_eq!((listing.price.as_str(), listing.url.as_str()), ("9.99 USD", "https://www.shop.example/p/lamp-9/"));
    assert_eq!((listing.id.as_str(), listing.source.as_str()), ("lamp-9", "shop.example"));
    assert_eq!(attributes(&listing), [("Shade", "Glass"), ("Base", "Brass")]);
    assert_eq!(listing.bullets, ["Dimmable", "Warm"]);
    assert_eq!(listing.description, "A lamp for reading.");
}

#[test]
fn a_page_without_product_data_gives_its_text_and_a_warning() {
    let (listing, findings) =
        page("<title>Stand</title><nav>Menu</nav><p>It  folds\nflat.<script>x</script></p><p>Twice.</p>");
    assert_eq!(codes(&findings), ["P021-no-product"]);
    assert_eq!((listing.title.as_str(), listing.description.as_str()), ("Stand", "It folds flat.\nTwice."));
    assert_eq!(listing.id, "lamp-17");
}

#[test]
fn tables_read_as_pairs() {
    let page = scraper::Html::parse_document(
        "<body>a<b>b</b> c<table><tr><th>Height</th><td>3 cm</td></tr></table>d<br>e<div hidden>no</div><span style='display : none'>no</span></body>",
    );
    assert_eq!(html::readable_text(page.root_element()), "ab c\nHeight: 3 cm\nd\ne");
}

#[test]
fn declared_encodings_are_found() {
    for (text, label) in [
        ("<meta charset=gbk>", Some("gbk")),
        ("<META HTTP-EQUIV='Content-Type' content='text/html; charset = Shift_JIS'>", Some("shift_jis")),
        ("<meta name=viewport><meta charset='utf-8'>", Some("utf-8")),
        ("<p>charset=gbk</p>", None),
    ] {
        assert_eq!(html::declared_charset(text.as_bytes()).as_deref(), label);
    }
}

#[test]
fn markdown_pages() {
    let parsed = listing_md::read(&sample("collar-magnetic.md"));
    assert_eq!(parsed.findings, []);
    let listing = &parsed.items[0];
    assert_eq!(listing.id, "LUP-MAG-07");
    assert_eq!(listing.bullets.len(), 5);
    assert_eq!(
        listing.bullets[0],
        "No charging port at all - two magnetic contact pads sit flush on the housing, just snap the cable on"
    );
    assert_eq!(listing.attributes.len(), 8);
    assert_eq!(listing.field("attributes.Charging"), Some("Magnetic pads, without any external charging port"));
    assert_eq!(listing.description.lines().count(), 2);
    assert_eq!(listing.images.len(), 2);
    let parsed = listing_md::read(&sample("opener.md"));
    assert_eq!(parsed.findings, []);
    let listing = &parsed.items[0];
    assert_eq!(listing.title, "Korkado \"Wave\" Bottle Opener, Solid Brass, One Piece");
    assert_eq!((listing.id.as_str(), listing.price.as_str()), ("korkado-oe-15", "12.50 EUR"));
    assert_eq!(listing.images, ["opener-front.jpg", "opener-rear.jpg", "opener-side-left.jpg"]);
    assert_eq!((listing.bullets.len(), listing.attributes.len()), (4, 7));
}

#[test]
fn markdown_front_matter_with_faults() {
    let parsed = listing_md::read(&source(
        "a/cup.md",
        "+++\nid = [1]\nprice = 5\nstock = 3\n[attributes]\nSize = \"L\"\nN = [1, 2]\n+++\n# Cup\n\ntext <b>bold</b>\n",
    ));
    well_formed(&parsed.findings);
    assert_eq!(codes(&parsed.findings), ["P013-wrong-type"]);
    assert_eq!(parsed.findings[0].line, Some(2));
    let listing = &parsed.items[0];
    assert_eq!((listing.id.as_str(), listing.price.as_str(), listing.title.as_str()), ("cup", "5", "Cup"));
    assert_eq!(attributes(listing), [("Size", "L"), ("N", "1, 2")]);
    assert_eq!(listing.description, "text bold");
    assert_eq!(listing.extra["stock"], 3);
    let parsed = listing_md::read(&source("cup.md", "+++\nid = \n+++\n# Cup\n"));
    assert_eq!(codes(&parsed.findings), ["P010-front-matter"]);
    assert_eq!(parsed.items[0].title, "Cup");
    let parsed = listing_md::read(&source("cup.md", "+++\nid = 1\n# Cup\n"));
    assert_eq!(codes(&parsed.findings), ["P010-front-matter"]);
}

#[test]
fn all_samples_have_ids_of_their_own() {
    let mut listings = Vec::new();
    let (vessels, findings) = read_json(&std::fs::read(here("tests/listings/vessel.jsonl")).unwrap());
    assert_eq!(findings, []);
    assert_eq!(vessels.len(), 3);
    listings.extend(vessels);
    listings.extend(listing_csv::read(&sample("stands.csv")).items);
    for name in ["collar.html", "pruner.html"] {
        listings.extend(listing_html::read(&sample(name)).items);
    }
    for name in ["collar-magnetic.md", "opener.md"] {
        listings.extend(listing_md::read(&sample(name)).items);
    }
    assert_eq!(listings.len(), 11);
    assert_eq!(listing_json::drop_duplicates(listings).1, []);
}

#[test]
fn a_saved_google_patents_page() {
    let source = file("tests/pages/google-patent.html");
    assert!(google_html::looks_like_google_patent(&source.text));
    assert!(!google_html::looks_like_google_patent(&sample("collar.html").text));
    let parsed = google_html::read(&source);
    assert_eq!(parsed.findings, []);
    let patent = &parsed.items[0];
    assert_eq!((patent.number.as_str(), patent.jurisdiction.as_str()), ("US99000123B2", "US"));
    assert_eq!(patent.title, "Foldable phone stand with stepless hinge");
    assert_eq!(patent.kind, Kind::Utility);
    assert_eq!(patent.owner.as_deref(), Some("Standwerk Example GmbH"));
    assert_eq!(patent.filed.as_deref(), Some("2019-05-14"));
    assert_eq!(patent.priority.as_deref(), Some("2018-06-02"));
    assert_eq!(patent.granted.as_deref(), Some("2021-03-09"));
    assert_eq!(patent.expires.as_deref(), Some("2039-05-14"));
    let dependencies: Vec<(u32, &[u32])> =
        patent.claims.iter().map(|claim| (claim.number, claim.depends_on.as_slice())).collect();
    assert_eq!(dependencies, [(1, &[][..]), (2, &[1][..]), (3, &[1, 2][..]), (4, &[][..])]);
    let first = &patent.claims[0];
    assert_eq!(
        first.text,
        "A phone stand, comprising: a base plate having a thickness of 1.5 to 4 mm; an arm joined to the base plate by a \
         hinge, wherein the hinge holds the arm at any angle from 15 to 75 degrees; and non-slip pads on the underside \
         of the base plate."
    );
    let starts: Vec<&str> =
        first.layout.iter().map(|at| first.text[*at..].split(' ').next().unwrap_or_default()).collect();
    assert_eq!(starts, ["a", "an", "at", "non-slip"]);
    assert_eq!(
        source.text.lines().nth(first.line - 1).unwrap().trim(),
        r#"<div class="claim"> <div id="CLM-00001" num="00001" class="claim">"#
    );
    assert_eq!(patent.claims[1].text, "The phone stand of claim 1, wherein the pads are made of silicone.");
}

#[test]
fn google_designs_have_figures_and_statements() {
    let parsed = google_html::read(&source(
        "design.html",
        r#"<title>USD9990001S1 - Table lamp - Google Patents</title>
        <link rel="canonical" href="https://patents.google.com/patent/USD9990001S1/en">
        <section itemprop="description"><div class="description">
        <div num="0001" class="description-paragraph"><figref>FIG. 1</figref> is a front view of a table lamp;</div>
        <div num="0002" class="description-paragraph"><figref>FIG. 2</figref> is a top plan view thereof.</div>
        <div num="0003" class="description-paragraph">The broken lines form no part of the claimed design.</div></div></section>
        <section itemprop="claims"><div class="claims"><div class="claim"><div num="00001" class="claim">
        <div class="claim-text">The ornamental design for a table lamp, as shown and described.</div></div></div></div></section>"#,
    ));
    assert_eq!(parsed.findings, []);
    let patent = &parsed.items[0];
    assert_eq!((patent.kind, patent.title.as_str()), (Kind::Design, "Table lamp"));
    assert_eq!(patent.figures.iter().map(|figure| figure.view).collect::<Vec<_>>(), [View::Front, View::Top]);
    assert_eq!(patent.statements, ["The broken lines form no part of the claimed design."]);
    assert_eq!(patent.claims[0].text, "The ornamental design for a table lamp, as shown and described.");
}

#[test]
fn claims_of_a_patent_page_without_marked_references_depend_by_their_words() {
    let page = std::fs::read_to_string(here("tests/pages/google-patent.html")).unwrap();
    let bare = page.replace("<claim-ref idref=\"CLM-00001\">", "").replace("<claim-ref idref=\"CLM-00002\">", "");
    let dependencies = |text: &str| -> Vec<Vec<u32>> {
        let patent = google_html::read(&source("page.html", text)).items.remove(0);
        patent.claims.into_iter().map(|claim| claim.depends_on).collect()
    };
    assert!(dependencies(&page).iter().any(|parents| !parents.is_empty()));
    assert_eq!(dependencies(&bare), dependencies(&page));
}
