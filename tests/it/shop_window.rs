//! What the README shows and what lies in `reports/` is what the program says. `BLESS=1 cargo test` writes the reports
//! anew; the README is mended by hand.

use std::path::Path;
use std::process::Command;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn readson(arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_readson"))
        .args(arguments)
        .current_dir(root())
        .env_remove("COLUMNS")
        .output()
        .unwrap();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn reports_are_what_the_program_makes() {
    let arguments: &[&str] =
        if std::env::var_os("BLESS").is_some() { &["test", "reports", "--bless"] } else { &["test", "reports"] };
    let told = readson(arguments);
    let is_good = told
        .lines()
        .last()
        .is_some_and(|line| !["differs", "new", "failed", "unstable"].iter().any(|bad| line.contains(bad)));
    assert!(is_good, "run BLESS=1 cargo test shop_window and read the change:\n{told}");
    assert!(told.lines().count() >= 15, "{told}");
}

#[test]
fn the_stored_comparison_is_what_the_program_makes() {
    let path = root().join("reports/collar.json");
    let made = readson(&[
        "compare",
        "--patents",
        "claims/dog-collar.md",
        "--listings",
        "tests/listings/collar.html",
        "--review",
        "reports/collar.review.toml",
        "--format",
        "json",
    ]);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(&path, &made).unwrap();
    }
    assert!(std::fs::read_to_string(path).unwrap_or_default() == made, "run BLESS=1 cargo test shop_window");
}

/// Console blocks: `$ command`, then its output; a line `...` stands for the rest.
#[test]
fn the_readme_shows_real_output() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let mut checked = 0;
    for block in readme.split("```console\n").skip(1) {
        let block = block.split("```").next().unwrap();
        let Some((command, shown)) = block.split_once('\n') else { continue };
        let Some(arguments) =
            command.strip_prefix("$ cargo run -q --release -- ").or_else(|| command.strip_prefix("$ readson "))
        else {
            continue;
        };
        let made = readson(&shell_words(arguments).iter().map(String::as_str).collect::<Vec<_>>());
        let mut lines = made.lines();
        for line in shown.lines() {
            if line.trim() == "..." {
                break;
            }
            assert_eq!(Some(line.trim_end()), lines.next().map(str::trim_end), "the README's output of `{arguments}`");
        }
        checked += usize::from(!shown.trim().is_empty());
    }
    assert!(checked >= 1, "the README shows no command with its output");
}

fn shell_words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for c in line.chars() {
        match c {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            c => words.last_mut().unwrap().push(c),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}
