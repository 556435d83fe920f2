//! Crawls as they come: compressed, in tables, cut off, too long.

use std::fs::File;
use std::io::Write as _;
use std::sync::Arc;

use parquet::data_type::{ByteArray, ByteArrayType, DoubleType};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::parser::parse_message_type;

use super::{Room, lines, parsed, read, records};

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

#[test]
fn compressed_crawls_read_as_plain_ones() {
    let room = Room::new();
    let plain = lines(&records(60));
    let expected = room.screen(&[&room.write("a.jsonl", &plain)]);
    assert_eq!(expected.code, 0);
    assert!(expected.out.lines().count() > 20);
    let packed = [
        ("a.jsonl.gz", gzip(&plain)),
        ("b.jsonl.zst", zstd::encode_all(plain.as_slice(), 1).unwrap()),
        // Several members, as tools that append write them.
        ("c.jsonl.gz", [gzip(&plain[..5000]), gzip(&plain[5000..])].concat()),
        ("d.json", format!("[{}]", String::from_utf8_lossy(&plain).trim_end().replace('\n', ",")).into_bytes()),
    ];
    for (name, bytes) in packed {
        let run = room.screen(&[&room.write(name, &bytes)]);
        assert_eq!((run.code, run.out.as_str()), (0, expected.out.as_str()), "{name}");
    }
}

#[test]
fn a_cut_off_file_is_told_and_the_rest_is_read() {
    let room = Room::new();
    let packed = gzip(&lines(&records(400)));
    let cut = room.write("cut.jsonl.gz", &packed[..packed.len() / 2]);
    let good = room.write("good.jsonl", &lines(&[records(401).pop().unwrap()]));
    let run = room.screen(&[&cut, &good, "--summary"]);
    assert_eq!(run.code, 2);
    let found = parsed(&run.out);
    let error = found.iter().find(|record| record.get("error").is_some()).unwrap();
    assert_eq!(error["error"]["code"], "P023-truncated");
    assert!(error["error"]["line"].as_u64().unwrap() > 10, "{error}");
    // What comes after it is there.
    assert!(found.iter().any(|record| record["listing"] == "L00400"));
    for (name, bytes) in [("no.jsonl.gz", b"not packed".as_slice()), ("no.jsonl.zst", b"not packed")] {
        assert_eq!(room.screen(&[&room.write(name, bytes)]).code, 2, "{name}");
    }
}

#[test]
fn bad_records_are_reported_in_their_place() {
    let room = Room::new();
    let good = records(2);
    let mut input = lines(&good[..1]);
    input.extend(b"\n{\"id\": \"x\", \n[1]\n{\"title\": \"no id\"}\nnull\n\xff\xfe\n");
    input.extend(lines(&good[1..]));
    let run = room.filter(&["--summary"], &input);
    assert_eq!(run.code, 0, "{run:?}");
    let found = parsed(&run.out);
    let errors: Vec<(u64, &str)> = found
        .iter()
        .filter_map(|record| record.get("error"))
        .map(|error| (error["line"].as_u64().unwrap(), error["code"].as_str().unwrap()))
        .collect();
    let expected = [(3, "P012-malformed-json"), (5, "P014-missing-id"), (7, "P012-malformed-json")];
    assert!(expected.iter().all(|error| errors.contains(error)), "{errors:?}");
    let summary = &found.last().unwrap()["summary"];
    assert_eq!((&summary["read"], &summary["listings"]), (&7.into(), &2.into()));
    // Strict: the first one ends it, and nothing after it is written.
    let run = room.filter(&["--strict", "--summary"], &input);
    assert_eq!(run.code, 1);
    assert!(!run.out.contains("\"summary\"") && run.err.contains("line"), "{run:?}");
}

#[test]
fn a_record_of_a_hundred_megabytes_is_passed_over() {
    let room = Room::new();
    let mut input = lines(&records(1));
    input.extend(b"{\"id\": \"big\", \"description\": \"");
    input.resize(input.len() + (100 << 20), b'x');
    input.extend(b"\"}\n");
    input.extend(lines(&records(2)[1..]));
    let run = room.filter(&["--summary", "--threads", "1"], &input);
    assert_eq!(run.code, 0);
    let found = parsed(&run.out);
    assert!(found.iter().any(|record| record["error"]["code"] == "P017-too-long" && record["error"]["line"] == 2));
    assert_eq!(found.last().unwrap()["summary"]["listings"], 2);
}

#[test]
fn a_write_error_is_never_a_success() {
    let room = Room::new();
    let file = room.write("a.jsonl", &lines(&records(50)));
    let index = room.text("index");
    let full = File::options().write(true).open("/dev/full").unwrap();
    let status = crate::common::command(["screen", "-q", "--index", &index, &file]).stdout(full).status().unwrap();
    assert_eq!(status.code(), Some(2));
}

/// A Parquet file with columns of these names.
fn parquet(path: &std::path::Path, names: [&str; 3], rows: usize) {
    let [id, title, price] = names;
    let message = format!(
        "message m {{ required binary {id} (UTF8); optional binary {title} (UTF8); optional double {price}; }}"
    );
    let schema = Arc::new(parse_message_type(&message).unwrap());
    let properties = Arc::new(WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY).build());
    let mut writer = SerializedFileWriter::new(File::create(path).unwrap(), schema, properties).unwrap();
    let mut group = writer.next_row_group().unwrap();
    let records = records(rows);
    let text = |key: &str| -> Vec<ByteArray> {
        records.iter().map(|record| ByteArray::from(record[key].as_str().unwrap())).collect()
    };
    let present = vec![1; rows];
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&text("id"), None, None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<ByteArrayType>().write_batch(&text("title"), Some(&present), None).unwrap();
    column.close().unwrap();
    let mut column = group.next_column().unwrap().unwrap();
    column.typed::<DoubleType>().write_batch(&[], Some(&vec![0; rows]), None).unwrap();
    column.close().unwrap();
    group.close().unwrap();
    writer.close().unwrap();
}

#[test]
fn parquet_reads_as_the_records_it_stands_for_and_columns_can_be_named() {
    let room = Room::new();
    let titles: Vec<serde_json::Value> = records(30)
        .into_iter()
        .map(|record| serde_json::json!({"id": record["id"], "title": record["title"]}))
        .collect();
    let expected = room.filter(&[], &lines(&titles)).out;
    assert!(!expected.is_empty());
    parquet(&room.path("ours.parquet"), ["id", "title", "price"], 30);
    assert_eq!(room.screen(&[&room.text("ours.parquet")]).out, expected);
    parquet(&room.path("theirs.parquet"), ["sku", "product_name", "cost"], 30);
    let file = room.text("theirs.parquet");
    let run = room.screen(&[&file, "--map", "id=sku", "--map", "title=product_name"]);
    assert_eq!((run.code, run.out.as_str()), (0, expected.as_str()));
    let run = room.screen(&[&file]);
    assert_eq!(run.code, 2);
    assert!(run.err.contains("sku, product_name, cost") && run.err.contains("--map id=COLUMN"), "{}", run.err);
    let run = room.screen(&[&file, "--map", "id=nothing"]);
    assert!(run.code == 2 && run.err.contains("no column nothing"), "{}", run.err);
    // The same names in JSON lines and CSV.
    let renamed: Vec<serde_json::Value> = titles
        .iter()
        .map(|record| serde_json::json!({"sku": record["id"], "product_name": record["title"], "title": "another field"}))
        .collect();
    let mapping = ["--map", "id=sku", "--map", "title=product_name"];
    assert_eq!(room.filter(&mapping, &lines(&renamed)).out, expected);
    let rows = titles.iter().map(|record| format!("{},{}\n", record["id"].as_str().unwrap(), record["title"]));
    let table = room.write("t.csv", format!("sku,product_name\n{}", rows.collect::<String>()).as_bytes());
    assert_eq!(room.screen(&[&[table.as_str()], mapping.as_slice()].concat()).out, expected);
    for wrong in ["name", "nonsense=x", "title=", "attributes.=x"] {
        assert_eq!(room.screen(&[&table, "--map", wrong]).code, 2, "{wrong}");
    }
}

#[test]
fn an_attribute_can_be_made_of_a_column() {
    let room = Room::new();
    let record =
        serde_json::json!({"id": "1", "title": "Insulated tumbler with lid", "fabric": "steel", "capacity": 500});
    let inline =
        serde_json::json!({"id": "1", "title": "Insulated tumbler with lid", "attributes": {"Material": "steel"}});
    let mapped = room.filter(&["--map", "attributes.Material=fabric"], &lines(&[record])).out;
    assert_eq!(mapped, room.filter(&[], &lines(&[inline])).out);
}

#[test]
fn damaged_parquet_is_an_error_and_never_a_crash() {
    let room = Room::new();
    parquet(&room.path("good.parquet"), ["id", "title", "price"], 30);
    let good = read(&room.path("good.parquet"));
    let mut seed = 7_u64;
    let mut random = || {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize
    };
    let mapping = readson::listing::read::mapping::Mapping::default();
    for _ in 0..300 {
        let mut bad = good.clone();
        for _ in 0..3 {
            let at = random() % bad.len();
            bad[at] = random() as u8;
        }
        let path = room.path("bad.parquet");
        std::fs::write(&path, bad).unwrap();
        if let Ok(records) = readson::batch::crawl::open(&path, &mapping) {
            assert!(records.take(1000).count() < 1000);
        }
    }
    assert_eq!(room.screen(&[&room.write("cut.parquet", &good[..good.len() / 2])]).code, 2);
}

#[test]
fn wrong_invocations_are_told_before_anything_is_read() {
    let room = Room::new();
    for args in [
        ["--min-confidence", "2"].as_slice(),
        &["--top", "0"],
        &["nowhere.jsonl"],
        &["claims"],
        &["--resume"],
        &["--since", "x"],
        &["--standing", "maybe"],
        &["--deny", "nowhere.txt"],
    ] {
        let run = room.screen(args);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{args:?}: {run:?}");
    }
}

/// A ZIP file of these parts.
fn zip(path: &std::path::Path, parts: &[(&str, &[u8])]) {
    let mut archive = ::zip::ZipWriter::new(File::create(path).unwrap());
    for (at, (name, bytes)) in parts.iter().enumerate() {
        // Both ways that parts are packed in.
        let method = if at % 2 == 0 { ::zip::CompressionMethod::Deflated } else { ::zip::CompressionMethod::Stored };
        archive.start_file(*name, ::zip::write::SimpleFileOptions::default().compression_method(method)).unwrap();
        archive.write_all(bytes).unwrap();
    }
    archive.finish().unwrap();
}

#[test]
fn weekly_files_are_read_packed_as_they_come() {
    let room = Room::new();
    let all = records(60);
    let (first, second) = (lines(&all[..40]), lines(&all[40..]));
    let expected = room.screen(&[&room.write("a.jsonl", &first), &room.write("b.jsonl", &second)]);
    assert_eq!(expected.code, 0);
    let parts: [(&str, &[u8]); 4] = [
        ("week/a.jsonl", &first),
        ("week/b.jsonl", &second),
        ("__MACOSX/week/._a.jsonl", b"\0\0"),
        ("week/.hidden", b"no"),
    ];
    zip(&room.path("week.zip"), &parts);
    let packed = room.screen(&[&room.text("week.zip")]);
    assert_eq!((packed.code, packed.out), (0, expected.out));
    // A run names its listings by part and line, and its charts find them again.
    let run = room.text("run");
    assert_eq!(room.screen(&["--run", &run, &room.text("week.zip")]).code, 0);
    let charted = crate::common::readson(["compare", "-q", "--from", &run, "--top", "5", "-o", &room.text("charts")]);
    assert_eq!(charted.code, 0, "{}", charted.err);
    // Patents too, with what is wrong named by its part.
    let strap = std::fs::read("claims/watch-strap.xml").unwrap();
    zip(&room.path("grants.zip"), &[("ipg.xml", &strap), ("note.bin", b"\0\0\0\0")]);
    let parsed = crate::common::readson(["parse", &room.text("grants.zip")]);
    assert!(parsed.out.contains("US") && parsed.err.contains("note.bin: the file is not text"), "{parsed:?}");
    let plain = crate::common::readson(["parse", "claims/watch-strap.xml", "--format", "json"]).json();
    let unpacked = crate::common::readson(["parse", &room.text("grants.zip"), "--format", "json"]).json();
    assert_eq!(unpacked["patents"][0]["claims"], plain["patents"][0]["claims"]);
}

#[test]
fn a_zip_file_that_cannot_be_read_is_told() {
    let room = Room::new();
    for (name, bytes) in [("cut.zip", &b"PK\x03\x04 and no more"[..]), ("empty.zip", b"")] {
        let run = room.screen(&[&room.write(name, bytes)]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains(name) && run.err.contains("no ZIP file"), "{}", run.err);
        let parsed = crate::common::readson(["parse", &room.text(name)]);
        assert!(parsed.err.contains("no ZIP file"), "{}", parsed.err);
    }
}

#[test]
fn variants_are_listings_of_their_own_where_that_is_asked_for() {
    let room = Room::new();
    let page = r#"<script type="application/ld+json">{"@type": "ProductGroup", "name": "LED dog collar", "productGroupID": "C",
        "description": "Cordless collar with a flexible light tube, a battery and a USB-C port.", "hasVariant": [
        {"@type": "Product", "sku": "R", "color": "red"}, {"@type": "Product", "sku": "B", "color": "blue"}]}</script>"#;
    let file = room.write("collar.html", page.as_bytes());
    let ids = |run: crate::common::Run| -> Vec<String> {
        let pairs = parsed(&run.out);
        let mut ids: Vec<String> = pairs.iter().map(|pair| pair["listing"].as_str().unwrap().to_owned()).collect();
        ids.dedup();
        ids
    };
    assert_eq!(ids(room.screen(&[&file])), ["C"]);
    assert_eq!(ids(room.screen(&["--each-variant", &file])), ["C#R", "C#B"]);
    let run = room.text("run");
    assert_eq!(room.screen(&["--each-variant", "--run", &run, &file]).code, 0);
    let charted = crate::common::readson(["compare", "-q", "--from", &run, "--top", "5", "-o", &room.text("charts")]);
    assert_eq!(charted.code, 0, "{}", charted.err);
    let other = room.screen(&["--resume", "--run", &run, &file]);
    assert_eq!(other.code, 2, "another run: {other:?}");
}

#[test]
fn a_run_is_verified_and_a_changed_one_is_told() {
    let room = Room::new();
    let file = room.write("a.jsonl", &lines(&records(40)));
    let run = room.text("run");
    assert_eq!(room.screen(&["--run", &run, &file]).code, 0);
    let verify = || crate::common::readson(["verify", "--keep-going", &run]);
    let whole = verify();
    assert_eq!(whole.code, 0, "{whole:?}");
    assert!(whole.out.contains("40 listings"), "{}", whole.out);
    for name in ["results.jsonl", "listings.jsonl"] {
        let path = room.path("run").join(name);
        let good = std::fs::read_to_string(&path).unwrap();
        std::fs::write(&path, good.replacen("L00002", "L00003", 1)).unwrap();
        let told = verify();
        assert_eq!(told.code, 1, "{name}: {told:?}");
        assert!(told.err.contains("P047-broken-seal") && told.err.contains(name), "{}", told.err);
        std::fs::write(&path, good).unwrap();
    }
    std::fs::write(&file, b"{}").unwrap();
    assert!(verify().err.contains("P039-source-changed"));
    std::fs::remove_file(&file).unwrap();
    assert!(verify().err.contains("is not there"));
}
