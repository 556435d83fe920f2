//! Portfolios, screening and runs.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::common::{Run, command, readson, sample_patents};

mod input;
mod portfolio;
mod runs;
mod screening;

/// A folder with an index of the sample patents.
struct Room {
    folder: tempfile::TempDir,
}

impl Room {
    fn new() -> Room {
        let room = Room { folder: tempfile::tempdir().unwrap() };
        room.index("index", &sample_patents());
        room
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn text(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn write(&self, name: &str, content: &[u8]) -> String {
        std::fs::write(self.path(name), content).unwrap();
        self.text(name)
    }

    fn index(&self, name: &str, patents: &[PathBuf]) -> PathBuf {
        let out = self.path(name);
        let mut args = vec!["index".to_owned(), "-q".to_owned(), "-o".to_owned(), out.display().to_string()];
        args.extend(patents.iter().map(|path| path.display().to_string()));
        let run = readson(&args);
        assert_eq!(run.code, 0, "{run:?}");
        out
    }

    /// `readson screen` with the index.
    fn screen(&self, args: &[&str]) -> Run {
        let index = self.text("index");
        readson([&["screen", "-q", "--index", &index], args].concat())
    }

    /// The same as a filter.
    fn filter(&self, args: &[&str], input: &[u8]) -> Run {
        let index = self.text("index");
        let mut child = command([&["screen", "-q", "--index", &index], args].concat())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let input = input.to_vec();
        let feeding = std::thread::spawn(move || drop(stdin.write_all(&input)));
        let output = child.wait_with_output().unwrap();
        feeding.join().unwrap();
        Run {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

/// Listings of cups, stands, collars and things that no patent is about, as records.
fn records(count: usize) -> Vec<Value> {
    let kinds = [
        (
            "Insulated tumbler with hinged lid",
            "Drinking vessel of stainless steel. The lid is mounted on a collar by a hinge pin.",
        ),
        ("Foldable phone stand", "A stand for a phone with a base, an arm pivoted to the base and a silicone pad."),
        ("LED dog collar", "Cordless collar for dogs with a flexible light tube, a battery and a USB-C port."),
        ("Cotton beach towel", "Soft towel, woven in stripes, quick to dry."),
        ("Pruning shears", "Garden pruner with two blades, a spring and a lock for the handles."),
    ];
    (0..count)
        .map(|at| {
            let (title, description) = kinds[at % kinds.len()];
            json!({
                "id": format!("L{at:05}"), "title": format!("{title} model {at}"), "description": description,
                "seller": format!("shop {}", at % 7), "url": format!("https://www.aliexpress.com/item/{at}.html"),
                "attributes": [{"name": "Capacity", "value": format!("{} ml", 300 + at % 400)}],
            })
        })
        .collect()
}

fn lines(records: &[Value]) -> Vec<u8> {
    records.iter().flat_map(|record| format!("{record}\n").into_bytes()).collect()
}

fn parsed(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn read(path: &Path) -> Vec<u8> {
    std::fs::read(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}
