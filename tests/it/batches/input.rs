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
