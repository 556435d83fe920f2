//! The fuzzers' targets without a fuzzer: every seed is played, and mutated for a while. `READSON_FUZZ_SECONDS` says for
//! how long in all, otherwise some cases a target are tried.

use std::path::Path;
use std::time::{Duration, Instant};

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::{Config, TestError, TestRng, TestRunner};

use crate::common::ROOT;

#[path = "../../fuzz/src/lib.rs"]
mod targets;

/// Mutated inputs that are tried of each target where no time is given.
const CASES: u32 = 24;

/// A change to an input.
#[derive(Clone, Debug)]
enum Edit {
    /// Another bit.
    Flip(Index, u8),
    /// Bytes that parsers stumble over, put in.
    Insert(Index, Index),
    /// A piece left out.
    Cut(Index, Index),
    /// A piece said again, many times.
    Repeat(Index, Index, u8),
    /// A piece of another seed.
    Splice(Index, Index, Index, Index),
}

/// What readers stumble over.
const TOKENS: [&[u8]; 36] = [
    b"\0",
    b"\xff",
    b"\xc3\x28",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\"",
    b"'",
    b"`",
    b"|",
    b"[",
    b"{",
    b"<",
    b"<![CDATA[",
    b"&#x110000;",
    b"&amp",
    b"\\ud83d",
    b"1e999",
    b"-0",
    b"99999999999999999999",
    b"NaN",
    b"\n+++\n",
    b"\n=====\n",
    b"{{",
    b"{%",
    b"\xe2\x80\x8b",
    b"\xc2\xad",
    b"\xef\xac\x81",
    b"\xd9\xa3",
    b"\xc2\xbd",
    b"<table><tr><td>",
    b"</script>",
    b"1.",
    b"claim 1",
    b"\r\r\n",
    b"\xf0\x9f\x92\xa9",
    b"\xcc\x81",
];

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let at = any::<Index>;
    let edit = prop_oneof![
        (at(), 0..8_u8).prop_map(|(place, bit)| Edit::Flip(place, bit)),
        (at(), at()).prop_map(|(place, token)| Edit::Insert(place, token)),
        (at(), at()).prop_map(|(from, to)| Edit::Cut(from, to)),
        (at(), at(), 1..40_u8).prop_map(|(from, to, times)| Edit::Repeat(from, to, times)),
        (at(), at(), at(), at()).prop_map(|(place, seed, from, to)| Edit::Splice(place, seed, from, to)),
    ];
    proptest::collection::vec(edit, 0..8)
}

fn edited(mut data: Vec<u8>, edits: &[Edit], seeds: &[Vec<u8>]) -> Vec<u8> {
    let piece = |data: &[u8], from: &Index, to: &Index| {
        let (a, b) = (from.index(data.len() + 1), to.index(data.len() + 1));
        (a.min(b), a.max(b).min(a.min(b) + 4096))
    };
    for edit in edits {
        match edit {
            Edit::Flip(place, bit) => {
                if !data.is_empty() {
                    let at = place.index(data.len());
                    data[at] ^= 1 << bit;
                }
            }
            Edit::Insert(place, token) => {
                let at = place.index(data.len() + 1);
                data.splice(at..at, TOKENS[token.index(TOKENS.len())].iter().copied());
            }
            Edit::Cut(from, to) => {
                let (from, to) = piece(&data, from, to);
                data.drain(from..to);
            }
            Edit::Repeat(from, to, times) => {
                let (from, to) = piece(&data, from, to);
                let said = data[from..to.min(from + 256)].repeat(usize::from(*times));
                data.splice(from..from, said);
            }
            Edit::Splice(place, seed, from, to) => {
                let other = &seeds[seed.index(seeds.len())];
                let (from, to) = piece(other, from, to);
                let at = place.index(data.len() + 1);
                data.splice(at..at, other[from..to].iter().copied());
            }
        }
    }
    data
}

fn seeds(name: &str) -> Vec<Vec<u8>> {
    let folder = Path::new(ROOT).join("fuzz/seeds").join(name);
    let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut paths: Vec<_> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{name} has no seeds");
    paths.iter().map(|path| std::fs::read(path).unwrap()).collect()
}

#[test]
fn every_target_takes_its_seeds_and_what_becomes_of_them() {
    let time: Option<u64> = std::env::var("READSON_FUZZ_SECONDS").ok().map(|seconds| seconds.parse().unwrap());
    let each = time.map(|seconds| Duration::from_secs(seconds) / targets::TARGETS.len() as u32);
    for (name, _) in targets::TARGETS {
        let target = |data: &[u8]| targets::run(name, data);
        let seeds = seeds(name);
        for seed in &seeds {
            target(seed);
        }
        let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
        let strategy = (0..seeds.len(), edits());
        let start = Instant::now();
        let mut tried = 0;
        while tried == 0 || each.is_some_and(|each| start.elapsed() < each) {
            // Without a time the same cases are tried every time.
            let mut runner = if each.is_some() {
                TestRunner::new(config.clone())
            } else {
                TestRunner::new_with_rng(config.clone(), TestRng::deterministic_rng(config.rng_algorithm))
            };
            let result = runner.run(&strategy, |(seed, edits)| {
                target(&edited(seeds[seed].clone(), &edits, &seeds));
                Ok(())
            });
            if let Err(TestError::Fail(reason, (seed, edits))) = result {
                let input = edited(seeds[seed].clone(), &edits, &seeds);
                panic!("{name}: {reason}\n{:?}", String::from_utf8_lossy(&input));
            }
            tried += CASES;
        }
        eprintln!("{name}: {} seeds, {tried} mutations", seeds.len());
    }
}
