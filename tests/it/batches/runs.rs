//! Runs: stopped and taken up, compared with each other, made into reports.

use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::{Room, lines, parsed, read, records};
use crate::common::{command, readson};

const FILES: [&str; 5] = ["results.jsonl", "listings.jsonl", "errors.jsonl", "sellers.jsonl", "run.json"];

fn same_run(room: &Room, one: &str, other: &str) {
    for file in FILES {
        assert!(read(&room.path(one).join(file)) == read(&room.path(other).join(file)), "{file} of {one} and {other}");
    }
    assert!(!room.path(other).join("journal.jsonl").exists());
}

fn counts(room: &Room, run: &str) -> Value {
    let manifest: Value = serde_json::from_slice(&read(&room.path(run).join("run.json"))).unwrap();
    assert_eq!(manifest["finished"], true);
    manifest["counts"].clone()
}

/// A crawl with some bad records, and an id that comes twice.
fn crawl(room: &Room, count: usize) -> [String; 2] {
    let all = records(count);
    let half = count / 2;
    let mut first = lines(&all[..half]);
    first.extend(b"{broken\n\n");
    let mut second = lines(&all[half..]);
    second.extend(lines(&all[..1]));
    second.extend(b"{\"title\": \"no id\"}\n");
    [room.write("one.jsonl", &first), room.write("two.jsonl", &second)]
}

#[test]
fn a_run_has_all_that_the_filter_writes_and_counts_what_it_cannot_read() {
    let room = Room::new();
    let [one, two] = crawl(&room, 200);
    let run = room.screen(&[&one, &two, "--run", &room.text("run")]);
    assert_eq!(run.code, 0, "{run:?}");
    let plain = room.filter(&[], &lines(&records(200)));
    assert_eq!(String::from_utf8(read(&room.path("run/results.jsonl"))).unwrap(), plain.out);
    let counts = counts(&room, "run");
    assert_eq!((&counts["listings"], &counts["errors"], &counts["duplicates"]), (&200.into(), &3.into(), &1.into()));
    let errors = parsed(std::str::from_utf8(&read(&room.path("run/errors.jsonl"))).unwrap());
    let told: Vec<&str> = errors.iter().map(|error| error["error"]["code"].as_str().unwrap()).collect();
    assert_eq!(told, ["P012-malformed-json", "P016-duplicate-id", "P014-missing-id"]);
    assert_eq!(errors[0]["error"]["line"], 101);
    // A second one into the same place is refused, and so is another run under its name.
    assert_eq!(room.screen(&[&one, &two, "--run", &room.text("run")]).code, 2);
    assert_eq!(room.screen(&[&one, &two, "--run", &room.text("run"), "--resume"]).code, 0);
    let run = room.screen(&[&one, "--run", &room.text("run"), "--resume"]);
    assert!(run.code == 2 && run.err.contains("cannot go on"), "{run:?}");
    assert_eq!(room.screen(&["--run", &room.text("none")]).code, 2);
    assert_eq!(room.screen(&[&one, "--run", "claims"]).code, 2);
}

/// `READSON_KILLS` says how many; the moments differ from run to run and are printed.
#[test]
fn a_killed_run_goes_on_and_gives_the_same_bytes() {
    let room = Room::new();
    let [one, two] = crawl(&room, 12_000);
    assert_eq!(room.screen(&[&one, &two, "--run", &room.text("calm")]).code, 0);
    let kills: usize = std::env::var("READSON_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(6);
    let seed = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().subsec_nanos();
    eprintln!("seed {seed}");
    let mut state = u64::from(seed);
    let (mut killed, mut rounds, mut finished) = (0, 0, 0);
    let index = room.text("index");
    while killed < kills {
        rounds += 1;
        assert!(rounds < 40 * kills, "the run ends before it can be killed");
        let run = room.text(&format!("run-{finished}"));
        let mut child = command(["screen", "-q", "--index", &index, &one, &two, "--run", &run, "--resume"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_millis((state >> 33) % 1200));
        let ended = child.try_wait().unwrap();
        if ended.is_none() {
            child.kill().unwrap();
            killed += 1;
        }
        let output = child.wait_with_output().unwrap();
        if output.status.success() {
            same_run(&room, "calm", &format!("run-{finished}"));
            finished += 1;
        } else {
            assert_eq!(output.status.code(), None, "{}", String::from_utf8_lossy(&output.stderr));
        }
        // A kill before there is a manifest leaves a folder that is no run.
        let folder = room.path(&format!("run-{finished}"));
        if folder.exists() && !folder.join("run.json").exists() {
            std::fs::remove_dir_all(&folder).unwrap();
        }
    }
    let last = room.text(&format!("run-{finished}"));
    let run = room.screen(&[&one, &two, "--run", &last, "--resume", "--threads", "1"]);
    assert_eq!(run.code, 0, "{run:?}");
    same_run(&room, "calm", &format!("run-{finished}"));
    eprintln!("{killed} kills, {} runs finished, all the same", finished + 1);
}

#[test]
fn a_full_disk_is_an_error_that_loses_nothing() {
    let room = Room::new();
    let [one, two] = crawl(&room, 2000);
    assert_eq!(room.screen(&[&one, &two, "--run", &room.text("calm")]).code, 0);
    let index = room.text("index");
    // No file may grow beyond 256 KiB.
    let limited = Command::new("bash")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 256; exec \"$@\"",
            "limited",
            env!("CARGO_BIN_EXE_readson"),
            "screen",
            "-q",
        ])
        .args(["--index", &index, &one, &two, "--run", &room.text("run")])
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&limited.stderr);
    assert!(limited.status.code() == Some(2) && told.contains("cannot write the run"), "{told}");
    assert_eq!(room.screen(&[&one, &two, "--run", &room.text("run"), "--resume"]).code, 0);
    same_run(&room, "calm", "run");
}

#[test]
fn what_has_not_changed_is_taken_over_and_the_result_is_that_of_a_fresh_run() {
    let room = Room::new();
    let mut all = records(60);
    let before = room.write("before.jsonl", &lines(&all));
    assert_eq!(room.screen(&[&before, "--run", &room.text("old")]).code, 0);
    all[3]["description"] = "The handles are locked by a catch; blades of carbon steel.".into();
    all.truncate(58);
    let after = room.write("after.jsonl", &lines(&all));
    let run = |name: &str, more: &[&str]| {
        let folder = room.text(name);
        let run = room.screen(&[&[after.as_str(), "--run", &folder], more].concat());
        assert_eq!(run.code, 0, "{run:?}");
    };
    run("new", &["--since", &room.text("old")]);
    run("fresh", &[]);
    assert!(read(&room.path("new/results.jsonl")) == read(&room.path("fresh/results.jsonl")));
    assert_eq!(counts(&room, "new")["reused"], 57);
    assert_eq!(parsed(std::str::from_utf8(&read(&room.path("new/gone.jsonl"))).unwrap()).len(), 2);
    // Other settings: nothing can be taken over.
    assert_eq!(room.screen(&[&after, "--run", &room.text("no"), "--top", "1", "--since", &room.text("old")]).code, 2);
}

#[test]
fn patents_that_have_not_changed_are_not_compared_again() {
    let room = Room::new();
    let patents = crate::common::sample_patents();
    let listings = room.write("a.jsonl", &lines(&records(40)));
    for top in [None, Some("2")] {
        let name = |name: &str| format!("{name}{}", top.unwrap_or(""));
        let more: Vec<&str> = top.into_iter().flat_map(|top| ["--top", top]).collect();
        room.index("index", &patents[..patents.len() - 2]);
        let old = room.text(&name("old"));
        assert_eq!(room.screen(&[&[listings.as_str(), "--run", &old], more.as_slice()].concat()).code, 0);
        // One is gone, two are new.
        room.index("index", &patents[1..]);
        let (new, fresh) = (room.text(&name("new")), room.text(&name("fresh")));
        let since = ["--run", &new, "--since", &old];
        assert_eq!(room.screen(&[&[listings.as_str()], &since[..], more.as_slice()].concat()).code, 0);
        assert_eq!(room.screen(&[&[listings.as_str(), "--run", &fresh], more.as_slice()].concat()).code, 0);
        let results = |run: &str| read(&room.path(&name(run)).join("results.jsonl"));
        assert!(results("new") == results("fresh"), "top {top:?}");
        assert!(counts(&room, &name("new"))["reused"].as_u64().unwrap() > 0);
    }
}

#[test]
fn diff_says_what_is_new_changed_gone_and_back() {
    let room = Room::new();
    let all = records(10);
    let pick = |at: &[usize]| at.iter().map(|at| all[*at].clone()).collect::<Vec<_>>();
    let screen = |name: &str, records: &[Value], since: &[&str]| {
        let file = room.write(&format!("{name}.jsonl"), &lines(records));
        let folder = room.text(name);
        let run = room.screen(&[&[file.as_str(), "--run", &folder], since].concat());
        assert_eq!(run.code, 0, "{run:?}");
        folder
    };
    let first = screen("first", &pick(&[0, 1, 2]), &[]);
    let second = screen("second", &pick(&[0, 1]), &["--since", &first]);
    let mut third = pick(&[1, 2, 5]);
    third[0]["description"] = "A stand. The arm is not included.".into();
    let third = screen("third", &third, &["--since", &second]);
    assert_eq!(readson(["diff", &first, &first]).code, 0);
    let run = readson(["diff", &second, &third, "--format", "json"]);
    assert_eq!(run.code, 1);
    let found = run.json();
    crate::cli::shape::check(&readson(["schema", "diff"]).json(), &found, "$").unwrap();
    let change = |id: &str| {
        let listings = found["listings"].as_array().unwrap();
        listings.iter().find(|listed| listed["listing"] == id).map(|listed| listed["change"].clone())
    };
    assert_eq!(change("L00000"), Some("gone".into()));
    assert_eq!(change("L00001"), Some("changed".into()));
    assert_eq!(change("L00002"), Some("back".into()));
    assert_eq!(change("L00005"), Some("new".into()));
    let changed = found["listings"].as_array().unwrap().iter().find(|listed| listed["change"] == "changed").unwrap();
    let rows = changed["pairs"][0]["rows"].as_array().unwrap();
    assert!(rows.iter().all(|row| row["before"] != row["after"]) && !rows.is_empty(), "{changed}");
    let text = readson(["diff", &second, &third]).out;
    assert!(text.contains("back L00002") && text.contains(" -> "), "{text}");
    assert!(readson(["diff", &second, &third, "--format", "html"]).out.starts_with("<!DOCTYPE html>"));
    assert_eq!(readson(["diff", &second, "claims"]).code, 2);
}

#[test]
fn sellers_are_left_out_marked_and_counted() {
    let room = Room::new();
    let file = room.write("a.jsonl", &lines(&records(70)));
    let allow = room.write("allow.txt", b"# our own shop\nShop  1\n");
    let deny = room.write("deny.txt", "\u{feff}shop 3\n".as_bytes());
    let run = room.screen(&[&file, "--run", &room.text("run"), "--allow", &allow, "--deny", &deny]);
    assert_eq!(run.code, 0, "{run:?}");
    assert_eq!(counts(&room, "run")["allowed"], 10);
    let table = parsed(std::str::from_utf8(&read(&room.path("run/listings.jsonl"))).unwrap());
    assert!(table.iter().filter(|entry| entry["seller"] == "shop 1").all(|entry| entry["pairs"] == 0));
    assert!(table.iter().filter(|entry| entry["seller"] == "shop 3").all(|entry| entry["list"] == "deny"));
    let tally = parsed(std::str::from_utf8(&read(&room.path("run/sellers.jsonl"))).unwrap());
    assert_eq!(tally.iter().map(|seller| seller["listings"].as_u64().unwrap()).sum::<u64>(), 70);
    let both = room.write("both.txt", b"shop 3\n");
    let run = room.screen(&[&file, "--watch", &both, "--deny", &deny]);
    assert!(run.code == 2 && run.err.contains("both.txt:1"), "{run:?}");
    // Those to be denied come first in reports.
    let out = room.text("reports");
    let run = readson(["compare", "--from", &room.text("run"), "--top", "3", "-q", "-o", &out]);
    assert_eq!(run.code, 0, "{run:?}");
    let page = String::from_utf8(read(&room.path("reports/index.html"))).unwrap();
    assert!(page.matches("<span class=\"mark\">deny</span>").count() >= 1, "{page}");
}

#[test]
fn the_best_pairs_become_reports_with_an_overview_and_filings() {
    let room = Room::new();
    let mut all = records(40);
    // The same text under another id, and a listing whose words are markup.
    let mut again = all[0].clone();
    again["id"] = "AGAIN".into();
    again["seller"] = "another shop".into();
    again["title"] = all[0]["title"].clone();
    all.push(again);
    all[2]["seller"] = "</script><script>alert(1)</script>".into();
    all[2]["title"] = "LED dog collar <img src=x onerror=alert(1)> {{ 7*7 }}".into();
    all[2]["url"] = "javascript:alert(1)".into();
    let file = room.write("a.jsonl.gz", &{
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut out, &lines(&all)).unwrap();
        out.finish().unwrap()
    });
    assert_eq!(room.screen(&[&file, "--run", &room.text("run")]).code, 0);
    let out = room.text("reports");
    let run = readson(["compare", "--from", &room.text("run"), "--top", "200", "-q", "-o", &out]);
    assert_eq!(run.code, 0, "{run:?}");
    let page = String::from_utf8(read(&room.path("reports/index.html"))).unwrap();
    assert!(page.contains("also <a") || page.contains("AGAIN"), "the same product stands beside the first");
    assert!(!page.contains("<img") && !page.contains("alert(1)</script>") && !page.contains("href=\"javascript"));
    assert!(page.contains("{{ 7*7 }}") && !page.contains("LED dog collar 49"));
    for loaded in ["<link", "<script src", "<img", "@import", "url("] {
        assert!(!page.contains(loaded), "{loaded}");
    }
    // Every chart that it links is there, and so is the page of the venue.
    let links: Vec<&str> = page.split("href=\"").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    let own: Vec<&&str> = links.iter().filter(|link| !link.starts_with("http")).collect();
    assert!(own.len() > 10);
    for link in own {
        assert!(room.path("reports").join(link).is_file(), "{link}");
    }
    let venue = String::from_utf8(read(&room.path("reports/venue-aliexpress.html"))).unwrap();
    assert!(venue.contains("it takes 300 in one filing") && venue.contains("AGAIN"));
    // The crawl has changed: nothing is charted from another text.
    let mut other = all.clone();
    other[0]["description"] = "something else".into();
    std::fs::write(room.path("b.jsonl"), lines(&all)).unwrap();
    let plain = room.text("b.jsonl");
    assert_eq!(room.screen(&[&plain, "--run", &room.text("run2")]).code, 0);
    std::fs::write(room.path("b.jsonl"), lines(&other)).unwrap();
    let run = readson(["compare", "--from", &room.text("run2"), "--top", "200", "-o", &room.text("reports2")]);
    assert!(run.code == 2 && run.err.contains("has changed since the run"), "{run:?}");
}
