use super::*;

#[test]
fn real_listings_are_read_as_serde_json_decodes_them() {
    let folder = here("../shared/data/listings");
    let Ok(files) = std::fs::read_dir(&folder) else {
        eprintln!("skipped: ../shared is not there");
        return;
    };
    let mut files: Vec<PathBuf> = files.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let bytes = std::fs::read(&file).unwrap();
        let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).collect();
        let (listings, findings) = read_json(&bytes);
        eprintln!("{}: {} listings, {} findings", file.display(), listings.len(), findings.len());
        assert_eq!(listings.len(), lines.len());
        well_formed(&findings);
        for finding in &findings {
            // The one thing that is true of some of these records.
            assert_eq!(finding.code, "P015-no-text", "{finding:?}");
        }
        for (listing, line) in listings.iter().zip(&lines) {
            let value: Value = serde_json::from_slice(line).unwrap();
            same_fields(listing, &value);
            assert_eq!(listing.sha256, sha256_hex(line));
            assert_eq!(lines[listing.line - 1], *line);
        }
        let (kept, repeated) = listing_json::drop_duplicates(listings.clone());
        assert_eq!(kept.len() + repeated.len(), listings.len());
    }
}

fn same_fields(listing: &Listing, value: &Value) {
    let fields = [
        ("id", &listing.id),
        ("source", &listing.source),
        ("url", &listing.url),
        ("title", &listing.title),
        ("brand", &listing.brand),
        ("category", &listing.category),
        ("price", &listing.price),
        ("description", &listing.description),
        ("market_lang", &listing.market_lang),
    ];
    for (key, field) in fields {
        if let Some(text) = value[key].as_str() {
            assert_eq!(field, text);
        }
    }
    let bullets: Vec<&str> = value["bullets"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert_eq!(listing.bullets, bullets);
    let pairs: Vec<(&str, &str)> = value["attributes"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|pair| Some((pair["name"].as_str()?, pair["value"].as_str()?)))
        .collect();
    assert_eq!(attributes(listing), pairs);
}

fn any_text() -> impl Strategy<Value = String> {
    proptest::collection::vec(any::<char>(), 0..20).prop_map(|chars| chars.into_iter().collect())
}

fn any_record() -> impl Strategy<Value = Value> {
    let pairs = proptest::collection::vec((any_text(), any_text()), 0..4);
    (any_text(), any_text(), any_text(), pairs, proptest::collection::vec(any_text(), 0..4)).prop_map(
        |(id, title, description, pairs, bullets)| {
            let pairs: Vec<Value> =
                pairs.iter().map(|(name, value)| serde_json::json!({"name": name, "value": value})).collect();
            serde_json::json!({"id": format!("x{id}"), "title": title, "description": description,
                "attributes": pairs, "bullets": bullets, "note": id})
        },
    )
}

proptest! {
    #[test]
    fn strings_come_as_they_were_written(records in proptest::collection::vec(any_record(), 1..6), mark in any::<bool>()) {
        let lines: String = records.iter().flat_map(|record| [record.to_string(), "\n".to_owned()]).collect();
        let array = serde_json::to_string_pretty(&records).unwrap();
        let one_after_the_other: String =
            records.iter().map(|record| serde_json::to_string_pretty(record).unwrap() + "\n\n").collect();
        let windows = lines.replace('\n', "\r\n");
        for text in [lines, windows, array, one_after_the_other] {
            let text = if mark { format!("\u{feff}{text}") } else { text };
            let (listings, findings) = read_json(text.as_bytes());
            prop_assert_eq!(listings.len(), records.len(), "{} {:?}", text, findings);
            for (listing, record) in listings.iter().zip(&records) {
                same_fields(listing, record);
                prop_assert_eq!(listing.extra.get("note"), record.get("note"));
            }
        }
    }

    #[test]
    fn hashes_are_those_of_the_records_bytes(records in proptest::collection::vec(any_record(), 2..6)) {
        let parts: Vec<String> = records.iter().map(|record| serde_json::to_string_pretty(record).unwrap()).collect();
        let (listings, _) = read_json(format!("[\n{}\n]", parts.join(",\n")).as_bytes());
        let hashes: Vec<&str> = listings.iter().map(|listing| listing.sha256.as_str()).collect();
        let expected: Vec<String> = parts.iter().map(|part| sha256_hex(part.as_bytes())).collect();
        prop_assert_eq!(hashes, expected);
    }

    #[test]
    fn a_broken_line_costs_no_other(records in proptest::collection::vec(any_record(), 1..6), at in 0_usize..6,
            broken in "[^\\[\r\n]{1,20}") {
        prop_assume!(serde_json::from_str::<Value>(&format!("{{{broken}")).is_err());
        let mut lines: Vec<String> = records.iter().map(Value::to_string).collect();
        // The first line decides what the file is, so it is a good one here.
        let at = at.min(lines.len()).max(1);
        lines.insert(at, format!("{{{broken}"));
        let (listings, findings) = read_json(lines.join("\n").as_bytes());
        well_formed(&findings);
        prop_assert_eq!(listings.len(), records.len());
        prop_assert!(findings.iter().any(|finding| finding.code == "P012-malformed-json" && finding.line == Some(at + 1)));
    }

    #[test]
    fn cutting_a_file_never_hurts_the_records_before(records in proptest::collection::vec(any_record(), 1..5), cut in any::<prop::sample::Index>()) {
        let parts: Vec<String> = records.iter().map(|record| serde_json::to_string_pretty(record).unwrap()).collect();
        let text = format!("[{}]", parts.join(","));
        let cut = text.floor_char_boundary(cut.index(text.len()));
        let mut end = 1;
        let whole = parts.iter().take_while(|part| { end += part.len() + 1; end - 1 <= cut }).count();
        let (listings, findings) = read_json(&text.as_bytes()[..cut]);
        prop_assert!(listings.len() >= whole, "{} of {whole} {:?}", listings.len(), findings);
        prop_assert!(!findings.is_empty());
    }

    #[test]
    fn the_first_of_every_id_is_kept(ids in proptest::collection::vec(0_u8..5, 0..20)) {
        let listings: Vec<Listing> = ids.iter().enumerate().map(|(index, id)| Listing {
            id: id.to_string(), file: "a.jsonl".to_owned(), line: index + 1, ..Listing::default()
        }).collect();
        let (kept, findings) = listing_json::drop_duplicates(listings);
        let distinct: std::collections::BTreeSet<u8> = ids.iter().copied().collect();
        prop_assert_eq!(kept.len(), distinct.len());
        prop_assert_eq!(findings.len(), ids.len() - distinct.len());
        for listing in &kept {
            let first = ids.iter().position(|id| id.to_string() == listing.id).unwrap();
            prop_assert_eq!(listing.line, first + 1);
        }
    }
}

#[test]
fn wrong_types_are_named_with_line_field_and_type() {
    let lines = concat!(
        r#"{"id": 17, "title": "ok", "price": 12.50, "brand": true, "description": ["a", "b"], "image": "x.jpg"}"#,
        "\n",
        r#"{"id": "b", "title": {"en": "no"}, "bullets": "one", "description": "d", "images": 3}"#,
        "\n",
        r#"{"id": "c", "title": "t", "attributes": {"Size": ["S", "M"], "Box": {"w": 1}, "None": null, "N": 2}}"#,
        "\n",
        r#"{"id": "d", "title": "t", "attributes": [5, {"name": "Colour"}, {"name": "A", "value": 1}], "bullets": ["x", {}]}"#,
    );
    let (listings, findings) = read_json(lines.as_bytes());
    well_formed(&findings);
    assert_eq!(listings.len(), 4);
    assert_eq!(listings[0].id, "17");
    assert_eq!(listings[0].price, "12.50", "a number keeps its spelling");
    assert_eq!(listings[0].brand, "true");
    assert_eq!(listings[0].description, "a\nb");
    assert_eq!(listings[0].images, ["x.jpg"]);
    assert_eq!(attributes(&listings[2]), [("Size", "S, M"), ("Box", r#"{"w":1}"#), ("N", "2")]);
    assert_eq!(attributes(&listings[3]), [("A", "1")]);
    assert_eq!(listings[3].bullets, ["x"]);
    let of = |line: usize| -> Vec<&str> {
        findings.iter().filter(|finding| finding.line == Some(line)).map(|finding| finding.message.as_str()).collect()
    };
    assert_eq!(of(1), Vec::<&str>::new());
    assert_eq!(of(2).len(), 3);
    assert!(of(2)[0].contains("`title` is an object; a string is expected"), "{:?}", of(2));
    assert!(of(2)[1].contains("`bullets` is a string; an array of strings is expected"), "{:?}", of(2));
    assert_eq!(of(4).len(), 3);
    assert!(of(4)[0].contains("attributes[0]"), "{:?}", of(4));
    assert!(findings.iter().all(|finding| finding.code == "P013-wrong-type"));
}

#[test]
fn records_without_id_or_text() {
    let gold = r#"{"patent": "US1", "elements": [], "listing": {"id": "x", "title": "t"}}"#;
    let lines =
        format!("{{\"title\": \"no id\"}}\n{{\"id\": \"e\"}}\n{{\"id\": \"  \", \"title\": \"t\"}}\n{gold}\n[1]\n7\n");
    let (listings, findings) = read_json(lines.as_bytes());
    well_formed(&findings);
    assert_eq!(listings.iter().map(|listing| listing.id.as_str()).collect::<Vec<_>>(), ["e"]);
    let expected =
        ["P014-missing-id", "P015-no-text", "P014-missing-id", "P014-missing-id", "P013-wrong-type", "P013-wrong-type"];
    assert_eq!(codes(&findings), expected);
    assert!(findings[3].help.as_deref().unwrap().contains("wraps a listing"));
}

#[test]
fn numbers_too_long_for_a_float_stay_ids() {
    let (listings, findings) = read_json(
        b"{\"id\":12345678901234567890123,\"title\":\"a\"}\n{\"id\":12345678901234567890124,\"title\":\"a\"}",
    );
    assert_eq!(findings, []);
    assert_ne!(listings[0].id, listings[1].id);
    assert_eq!(listings[0].id, "12345678901234567890123");
}

#[test]
fn broken_first_line_is_not_taken_for_pretty_json() {
    let (listings, findings) = read_json(b"{\"id\": \"a\", \"title\":\n{\"id\": \"b\", \"title\": \"B\"}\n");
    assert_eq!(listings.len(), 1);
    assert_eq!(codes(&findings), ["P012-malformed-json"]);
    assert_eq!(findings[0].line, Some(1));
}

#[test]
fn broken_elements_of_an_array_cost_no_other() {
    let text = "[\n  {\"id\": \"a\", \"title\": \"A\"},\n  {\"id\": \"b\", \"title\": \"unclosed, \"price\": 3},\n  {\"id\": \"c\" \"title\": \"x\"},\n  {\"id\": \"d\", \"title\": \"D\", \"attributes\": [{\"name\": \"n\", \"value\": \"v\"}]}\n]\n";
    let (listings, findings) = read_json(text.as_bytes());
    well_formed(&findings);
    assert_eq!(listings.iter().map(|listing| listing.id.as_str()).collect::<Vec<_>>(), ["a", "d"]);
    assert_eq!(findings.iter().map(|finding| finding.line).collect::<Vec<_>>(), [Some(3), Some(4)]);
    assert_eq!(listings[1].line, 5);
}

#[test]
fn one_object_has_the_hash_of_its_file() {
    let bytes = std::fs::read(here("tests/listings/lamp.json")).unwrap();
    for bytes in [bytes.clone(), [b"\r\n\r\n", bytes.as_slice()].concat(), [b"\xEF\xBB\xBF", bytes.as_slice()].concat()]
    {
        let (listings, findings) = read_json(&bytes);
        assert_eq!(findings, []);
        assert_eq!(listings[0].sha256, sha256_hex(&bytes));
        assert_eq!(listings[0].id, "7740219");
        assert_eq!(listings[0].images.len(), 4);
        assert_eq!(listings[0].extra["rating"]["count"], 128);
    }
}

#[test]
fn other_encodings_are_decoded_or_named() {
    let text = "{\"id\": \"a\", \"title\": \"Größe\"}\n";
    let wide: Vec<u8> = "\u{feff}".encode_utf16().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
    assert_eq!(read_json(&wide).0[0].title, "Größe");
    let (listings, findings) = read_json(
        b"{\"id\": \"a\", \"title\": \"\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC\xE2\x82\xAC \xFF\"}\n",
    );
    assert_eq!(listings.len(), 1);
    assert_eq!(codes(&findings), ["P019-replaced-bytes"]);
    assert_eq!(findings[0].line, Some(1));
}

#[test]
fn too_long_lines_are_passed_over_without_being_stored() {
    struct Long(usize);
    impl std::io::Read for Long {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let length = buffer.len().min(self.0);
            buffer[..length].fill(b'a');
            self.0 -= length;
            Ok(length)
        }
    }
    let start = std::io::Cursor::new(b"{\"id\": 1, \"title\": \"A\"}\n{\"id\": 2, \"title\": \"".to_vec());
    let end = std::io::Cursor::new(b"\"}\n{\"id\": 3, \"title\": \"C\"}\n".to_vec());
    let input = std::io::Read::chain(std::io::Read::chain(start, Long(100 << 20)), end);
    let mut ids = Vec::new();
    let findings =
        listing_json::read(std::io::BufReader::new(input), "long.jsonl", &mut |listing: Listing| ids.push(listing.id));
    assert_eq!(ids, ["1", "3"]);
    assert_eq!(codes(&findings), ["P017-too-long"]);
    assert_eq!(findings[0].line, Some(2));
}

#[test]
fn nothing_at_all() {
    for text in ["", "\n\n", "\u{feff}", "  "] {
        assert_eq!(codes(&read_json(text.as_bytes()).1), ["P002-empty"], "{text:?}");
    }
    assert_eq!(read_json(b"[]").1, []);
}

#[test]
fn deep_json_is_a_finding() {
    let deep = format!("{{\"id\": 1, \"title\": \"t\", \"x\": {}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    let (listings, findings) = read_json(format!("{deep}\n{{\"id\": 2, \"title\": \"t\"}}").as_bytes());
    assert_eq!(listings.len(), 1);
    assert_eq!(codes(&findings), ["P012-malformed-json"]);
}
