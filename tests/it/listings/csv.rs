use super::*;

fn field() -> impl Strategy<Value = String> {
    // Western text (a guess cannot tell rare signs of Windows-1252 from those of its relatives), with everything that delimiters and quotes make difficult.
    proptest::string::string_regex("[a-zA-Z0-9 ,;|\t\"\n'éüäß€–]{0,12}").unwrap()
}

fn quote(field: &str) -> String {
    format!("\"{}\"", field.replace('"', "\"\""))
}

proptest! {
    #[test]
    fn every_delimiter_and_encoding_gives_the_same_listings(
        rows in proptest::collection::vec((field(), field(), field()), 1..6),
    ) {
        let mut expected = None;
        for delimiter in [',', ';', '\t', '|'] {
            let join = |fields: [&str; 4]| fields.map(quote).join(&delimiter.to_string());
            let mut text = join(["SKU", "Title", "Description", "Hinge"]) + "\r\n";
            for (index, (title, description, hinge)) in rows.iter().enumerate() {
                // Enough Western text for encodings to be told apart.
                let description = format!("größer als 5 € – für Bücher, schön {description}");
                text += &join([&format!("id-{index}"), title, &description, hinge]);
                text += "\r\n";
            }
            let (western, _, failed) = encoding_rs::WINDOWS_1252.encode(&text);
            prop_assert!(!failed);
            let wide = |mark: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
                mark.encode_utf16().chain(text.encode_utf16()).flat_map(bytes).collect()
            };
            let encodings = [
                text.clone().into_bytes(),
                format!("\u{feff}{text}").into_bytes(),
                western.into_owned(),
                wide("\u{feff}", u16::to_le_bytes),
                wide("\u{feff}", u16::to_be_bytes),
                wide("", u16::to_le_bytes),
                wide("", u16::to_be_bytes),
            ];
            for (which, bytes) in encodings.iter().enumerate() {
                let source = Source::from_bytes("shop/export.csv", bytes);
                prop_assert_eq!(&source.text, &text, "encoding {} read as {}", which, source.encoding);
                let parsed = listing_csv::read(&source);
                prop_assert_eq!(&parsed.findings, &Vec::new());
                let listings: Vec<Listing> = parsed
                    .items
                    .into_iter()
                    .map(|listing| Listing { sha256: String::new(), ..listing })
                    .collect();
                let printed = serde_json::to_string(&listings).unwrap();
                match &expected {
                    None => {
                        for (listing, (title, _, hinge)) in listings.iter().zip(&rows) {
                            prop_assert_eq!(listing.title.trim(), title.trim());
                            let kept = attributes(listing).first().map(|pair| pair.1);
                            prop_assert_eq!(kept, Some(hinge.as_str()).filter(|hinge| !hinge.trim().is_empty()));
                        }
                        prop_assert_eq!(listings.len(), rows.len());
                        expected = Some(printed);
                    }
                    Some(expected) => prop_assert_eq!(&printed, expected),
                }
            }
        }
    }
}

fn read(text: &str) -> Parsed<Listing> {
    let parsed = listing_csv::read(&source("shop/export.csv", text));
    well_formed(&parsed.findings);
    parsed
}

#[test]
fn the_sample_of_stands() {
    let parsed = listing_csv::read(&sample("stands.csv"));
    assert_eq!(parsed.findings, []);
    let ids: Vec<&str> = parsed.items.iter().map(|listing| listing.id.as_str()).collect();
    assert_eq!(ids, ["DSK-2001", "DSK-2002", "DSK-2003", "DSK-2090"]);
    let first = &parsed.items[0];
    assert_eq!(first.title, "Hopplo Foldable Phone Stand, Adjustable Aluminium Desk Holder for 4-8\" Phones");
    assert_eq!(first.price, "€14,95");
    assert_eq!(first.bullets.len(), 4);
    assert_eq!(first.images.len(), 2);
    assert_eq!(first.attributes[0].name, "Base thickness");
    assert_eq!(first.field("attributes.Angle range"), Some("15-75°"));
    assert_eq!((first.captured_at.as_str(), first.market_lang.as_str()), ("2025-02-03", "en"));
    assert_eq!(parsed.items[2].images.len(), 2);
    assert_eq!(parsed.items[3].attributes.len(), 3, "empty cells are no attributes");
    assert_eq!(parsed.items.iter().map(|listing| listing.line).collect::<Vec<_>>(), [2, 6, 10, 14]);
}

#[test]
fn headers_are_known_by_many_names_and_the_best_one_wins() {
    let parsed = read(
        "sku,Product-Name,item_id,Manufacturer,Vendor,body,shop,Link,bullet_point_1,Bullet2,attributes.Size,attribute:Colour,Weight\n\
         s1,Lamp,i1,Maker,Brandy,Text,Shop,https://a.example/1,one,two,L,red,3 kg\n",
    );
    assert_eq!(parsed.findings, []);
    let listing = &parsed.items[0];
    assert_eq!(listing.id, "i1");
    assert_eq!((listing.title.as_str(), listing.brand.as_str(), listing.seller.as_str()), ("Lamp", "Brandy", "Shop"));
    assert_eq!(listing.bullets, ["one", "two"]);
    let expected = [("sku", "s1"), ("Manufacturer", "Maker"), ("Size", "L"), ("Colour", "red"), ("Weight", "3 kg")];
    assert_eq!(attributes(listing), expected);
}

#[test]
fn hashes_are_those_of_the_rows_own_bytes() {
    let parsed = read("id,title\r\n\r\n1,\"two\nlines\"\r\n2,x");
    assert_eq!(parsed.items[0].sha256, sha256_hex(b"1,\"two\nlines\""));
    assert_eq!(parsed.items[1].sha256, sha256_hex(b"2,x"));
    assert_eq!(parsed.items.iter().map(|listing| listing.line).collect::<Vec<_>>(), [3, 5]);
}

#[test]
fn rows_of_another_length() {
    let parsed = read("id,title,price\n1,Lamp\n2\n3,Lamp,5,more\n4,Lamp,7\n");
    assert_eq!(codes(&parsed.findings), ["P020-malformed-csv"; 3]);
    assert_eq!(parsed.findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [Some(2), Some(3), Some(4)]);
    assert_eq!(parsed.items.iter().map(|listing| listing.id.as_str()).collect::<Vec<_>>(), ["1", "3", "4"]);
}

#[test]
fn a_quote_that_is_never_closed_costs_no_other_row() {
    for (text, line) in [
        ("id,title,price\n1,\"Lamp,5\n2,Stand,6\n3,\"Cup, blue\",7\n", 2),
        ("id,title,price\n1,Lamp,5\n2,\"Stand,6\n3,Cup,7\n", 3),
        ("id,title,price\n1,Lamp,5\n2,Stand,6\n3,Cup,\"7", 4),
    ] {
        let parsed = read(text);
        assert_eq!(codes(&parsed.findings), ["P020-malformed-csv"], "{text}");
        assert_eq!(parsed.findings[0].line, Some(line));
        let ids: Vec<&str> = parsed.items.iter().map(|listing| listing.id.as_str()).collect();
        assert_eq!(ids, ["1", "2", "3"], "{text}");
    }
}

#[test]
fn no_id_column_no_header_no_rows() {
    let parsed = read("title,price\nLamp,5\nCup,6\n");
    assert_eq!(codes(&parsed.findings), ["P020-malformed-csv"]);
    assert_eq!(parsed.findings[0].line, Some(1));
    assert_eq!(parsed.items.iter().map(|listing| listing.id.as_str()).collect::<Vec<_>>(), ["export-1", "export-2"]);
    assert_eq!(codes(&read("1,2,3\n4,5,6\n").findings), ["P020-malformed-csv"]);
    assert_eq!(codes(&read("\n").findings), ["P002-empty"]);
    assert_eq!(codes(&read("id,title\n,Lamp\n7,\n").findings), ["P014-missing-id", "P015-no-text"]);
    assert_eq!(read("id,title\n").items.len(), 0);
}

#[test]
fn excel_can_declare_the_delimiter() {
    let parsed = read("sep=|\nid|title\n1|a,b;c\n");
    assert_eq!(parsed.findings, []);
    assert_eq!((parsed.items[0].title.as_str(), parsed.items[0].line), ("a,b;c", 3));
}
