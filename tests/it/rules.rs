//! Rules and venues: every page by its own examples, the house style of messages, and every rule on every sample.

use readson::check::rules::prove::prove;
use readson::check::rules::{self, Rule};
use readson::check::venue;

#[test]
fn every_rule_is_proved_by_its_examples() {
    let (rules, venues) = (rules::built_in(), venue::built_in());
    let wrong: Vec<String> = rules
        .iter()
        .flat_map(|rule| prove(rule, &rules, &venues).unwrap_or_else(|error| vec![format!("{error:#}")]))
        .collect();
    assert!(wrong.is_empty(), "{} of {} rules:\n{}", wrong.len(), rules.len(), wrong.join("\n"));
}

/// A template without what it fills in.
fn bare(template: &str) -> String {
    let mut text = String::new();
    let mut rest = template;
    while let Some(start) = rest.find("{{").or_else(|| rest.find("{%")) {
        text.push_str(&rest[..start]);
        text.push('X');
        rest = rest[start..].find("}}").or_else(|| rest[start..].find("%}")).map_or("", |end| &rest[start + end + 2..]);
    }
    text + rest
}

fn style(rule: &Rule) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut must = |holds: bool, what: &str| {
        if !holds {
            wrong.push(format!("{}: {what}: {}", rule.code, rule.message));
        }
    };
    let message = bare(&rule.message);
    let first = message.chars().next().unwrap_or(' ');
    must(first.is_lowercase() || first == '“' || first == 'X' || first.is_ascii_digit(), "begins with a small letter");
    must(!message.ends_with('.'), "has no full stop");
    must(message.chars().count() <= 120, "is short");
    must(!message.contains(['"', '\'']) || message.contains("’"), "has typographic quotation marks");
    let conclusion = ["infringe", "is invalid", "liable"];
    must(!conclusion.iter().any(|word| message.to_lowercase().contains(word)), "draws no legal conclusion");
    must(rule.body.split_whitespace().count() >= 15, "has an explanation");
    must(!rule.basis.is_empty() && rule.checked.len() == 10, "has a basis and a date");
    must(rule.source.as_ref().is_none_or(|source| source.starts_with("http")), "has an address as its source");
    wrong
}

#[test]
fn the_readme_counts_rules_and_venues() {
    let readme = std::fs::read_to_string(std::path::Path::new(crate::common::ROOT).join("README.md")).unwrap();
    let readme = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(readme.contains(&format!("{} rules look", rules::built_in().len())));
    assert!(readme.contains(&format!("what {} platforms and courts", venue::built_in().len())));
}

#[test]
fn messages_keep_the_house_style() {
    let wrong: Vec<String> = rules::built_in().iter().flat_map(style).collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_page_on_disk_is_in_the_list_and_named_by_its_code() {
    for (folder, names) in [
        ("src/check/rules", rules::built_in().into_iter().map(|rule| (rule.code, rule.file)).collect::<Vec<_>>()),
        (
            "src/check/venues",
            venue::built_in().into_iter().map(|venue| (venue.id.clone(), format!("venues/{}.md", venue.id))).collect(),
        ),
    ] {
        let on_disk = std::fs::read_dir(std::path::Path::new(crate::common::ROOT).join(folder)).unwrap();
        let mut files: Vec<String> = on_disk
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| std::path::Path::new(name).extension().is_some_and(|extension| extension == "md"))
            .collect();
        files.sort();
        let mut listed: Vec<String> = names.iter().map(|(code, _)| format!("{code}.md")).collect();
        listed.sort();
        assert_eq!(files, listed, "{folder}");
        assert!(names.iter().all(|(code, file)| file.ends_with(&format!("/{code}.md"))), "{names:?}");
    }
}

#[test]
fn rejections_name_rules_that_are_there() {
    let codes: Vec<String> = rules::built_in().into_iter().map(|rule| rule.code).collect();
    for venue in venue::built_in() {
        for rejection in venue.rejections.iter().filter(|rejection| !rejection.rule.is_empty()) {
            assert!(codes.contains(&rejection.rule), "{}: {}", venue.id, rejection.rule);
        }
        for code in venue.deny.iter().chain(&venue.allow) {
            assert!(codes.iter().any(|known| readson::check::levels::matches(code, known)), "{}: {code}", venue.id);
        }
    }
}
