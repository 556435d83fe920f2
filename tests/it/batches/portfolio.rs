//! The index file.

use readson::batch::portfolio::{self, Portfolio};
use readson::pair::Selection;

use super::{Room, read};
use crate::common::{load, readson, sample_patents};

#[test]
fn the_same_patents_give_the_same_bytes_in_any_order() {
    let room = Room::new();
    let mut patents = sample_patents();
    patents.reverse();
    let (one, again) = (read(&room.path("index")), read(&room.index("again", &sample_patents())));
    assert!(one == again);
    // The order of the files is kept for the command that makes the index again, and counts for nothing else.
    let other = Portfolio::open(&room.index("other", &patents)).unwrap();
    assert_eq!(other.header().digest, Portfolio::open(&room.path("index")).unwrap().header().digest);
}

#[test]
fn patents_and_their_elements_come_back_as_they_were() {
    let room = Room::new();
    let patents = load(&sample_patents(), &[]).patents;
    let portfolio = Portfolio::open(&room.path("index")).unwrap();
    assert_eq!(portfolio.patents().len(), patents.len());
    for (number, patent) in patents.iter().enumerate() {
        let stored = portfolio.patent(number as u32).unwrap();
        assert_eq!(serde_json::to_value(&stored).unwrap()["claims"], serde_json::to_value(patent).unwrap()["claims"]);
        assert_eq!(stored.drawings, patent.drawings);
    }
    let hits = portfolio.search().unwrap().search("hinge pin of a lid", 3).unwrap();
    let fresh = readson::pair::index::Index::build(&patents, &[]).unwrap().search("hinge pin of a lid", 3).unwrap();
    assert_eq!(serde_json::to_value(&hits).unwrap(), serde_json::to_value(&fresh).unwrap());
    assert!(!hits.is_empty());
}

#[test]
fn damage_anywhere_is_told() {
    let room = Room::new();
    let good = read(&room.path("index"));
    for at in (0..good.len()).step_by(good.len() / 60) {
        let mut bad = good.clone();
        bad[at] ^= 0x20;
        let file = room.write("bad", &bad);
        let run = readson(["screen", "--index", &file, "tests/listings/lamp.json"]);
        assert_eq!(run.code, 2, "byte {at}: {run:?}");
        assert!(run.err.contains("readson index"), "byte {at}: {}", run.err);
    }
    for length in [0, 1, 20, 200, good.len() / 2, good.len() - 1] {
        let file = room.write("bad", &good[..length]);
        let run = readson(["screen", "--index", &file, "tests/listings/lamp.json"]);
        assert_eq!((run.code, run.out.as_str()), (2, ""), "{length}: {run:?}");
    }
}

#[test]
fn an_index_of_another_version_names_the_command_that_makes_it_again() {
    let room = Room::new();
    let patents = load(&sample_patents(), &[]).patents;
    let (mut header, sections) =
        portfolio::compile(&patents, &Selection::All, vec!["--claims".into(), "all".into()]).unwrap();
    header.version = "0.0.9".into();
    header.files = vec!["claims/vessel.md".into()];
    let mut bytes = Vec::new();
    portfolio::write(header, &sections, &mut bytes).unwrap();
    let file = room.write("old", &bytes);
    let run = readson(["screen", "--index", &file, "tests/listings/lamp.json"]);
    assert_eq!(run.code, 2);
    let command = format!("readson index claims/vessel.md --claims all -o {file}");
    assert!(run.err.contains("0.0.9") && run.err.contains(&command), "{}", run.err);
}

#[test]
fn what_is_no_index_and_what_cannot_be_indexed_is_told() {
    let room = Room::new();
    for file in ["tests/listings/lamp.json", "claims", "nowhere.idx"] {
        let run = readson(["screen", "--index", file, "tests/listings/lamp.json"]);
        assert_eq!(run.code, 2, "{run:?}");
        assert!(run.err.contains("readson index PATENTS"), "{}", run.err);
    }
    let none = room.write(
        "none.md",
        b"+++\nnumber = \"US1\"\ntitle = \"T\"\nkind = \"utility\"\njurisdiction = \"US\"\n+++\nNothing.\n",
    );
    let out = room.text("out");
    assert_eq!(readson(["index", &none, "-o", &out]).code, 2);
    assert!(!room.path("out").exists());
    // An unreadable file beside good ones: the rest is done, and the exit code says so.
    assert_eq!(readson(["index", "claims/vessel.md", "nowhere.md", "-o", &out]).code, 2);
    assert!(Portfolio::open(&room.path("out")).is_ok());
    // Never over its own input.
    let copy = room.write("copy.md", &std::fs::read("claims/vessel.md").unwrap());
    assert_eq!(readson(["index", &copy, "-o", &copy]).code, 2);
    assert!(read(&room.path("copy.md")).starts_with(b"+++"));
}
