//! Patents in: USPTO XML, Markdown pages and pasted text.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use readson::claim::{Kind, Patent, View};
use readson::finding::{Code, Finding, Severity};
use readson::parse::{claims_md, claims_text, depends, figures, uspto_xml};
use readson::source::Source;

fn shared(folder: &str) -> Option<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/patents").join(folder);
    let Ok(entries) = std::fs::read_dir(folder) else {
        eprintln!("skipped: ../shared is not there");
        return None;
    };
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == "xml"))
        .collect();
    files.sort();
    Some(files)
}

fn xml(bytes: &[u8]) -> (Vec<Patent>, Vec<Finding>) {
    let (mut patents, mut findings) = (Vec::new(), Vec::new());
    let lost = uspto_xml::read(bytes, "test.xml", &mut |patent, mut found| {
        patents.push(patent);
        findings.append(&mut found);
    });
    findings.extend(lost);
    (patents, findings)
}

fn value(patent: &Patent) -> serde_json::Value {
    let layout: Vec<_> = patent.claims.iter().map(|claim| &claim.layout).collect();
    let mut value = serde_json::json!({"patent": patent, "layout": layout});
    value["patent"]["line"] = 0.into();
    value
}

#[test]
fn dump_for_inspection() {
    for folder in ["utility-xml", "design-xml", "other-xml"] {
        let Some(files) = shared(folder) else { return };
        for file in files {
            let (patents, findings) = xml(&std::fs::read(&file).unwrap());
            for f in &findings {
                eprintln!("FINDING {} {} {:?} {}", file.file_name().unwrap().display(), f.code, f.line, f.message);
            }
            for p in &patents {
                eprintln!(
                    "PATENT {} {} {:?} {} {:?} f{:?} p{:?} g{:?} claims {} figs {} st {}",
                    file.file_name().unwrap().display(),
                    p.number,
                    p.kind,
                    p.title,
                    p.owner,
                    p.filed,
                    p.priority,
                    p.granted,
                    p.claims.len(),
                    p.figures.len(),
                    p.statements.len()
                );
                for f in &p.figures {
                    eprintln!("  FIG {} {:?} {}", f.number, f.view, f.description);
                }
                for f in &p.statements {
                    eprintln!("  ST {f}");
                }
                let raw = std::fs::read_to_string(&file).unwrap();
                for c in &p.claims {
                    let start = raw.find(&format!("<claim id=\"CLM-{:05}\"", c.number)).unwrap();
                    let end = raw[start..].find("</claim>").unwrap() + start;
                    let mut refs: Vec<u32> = raw[start..end]
                        .match_indices("idref=\"CLM-")
                        .map(|(i, _)| raw[start + i + 11..start + i + 16].parse().unwrap())
                        .collect();
                    refs.sort();
                    refs.dedup();
                    let t = depends::from_text(&c.text, c.number);
                    if refs != t || refs != c.depends_on {
                        eprintln!(
                            "  DEP {} {} refs {:?} text {:?} dep {:?} :: {}",
                            p.number,
                            c.number,
                            refs,
                            t,
                            c.depends_on,
                            c.text.chars().take(300).collect::<String>()
                        );
                    }
                }
            }
        }
    }
}
