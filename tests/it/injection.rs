//! Hostile listings in a real browser: over two hundred payloads in every field of listings, in every template for claims, and
//! nothing of them runs, loads or leaves the page.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::common::readson;

/// What a payload writes when it runs; no payload's own text holds it.
const MARK: &str = "RAN-4011";

/// Things that could make a browser run or load something. `JS` stands for a script.
const VECTORS: [&str; 26] = [
    "<script>JS</script>",
    "<img src=x onerror=\"JS\">",
    "<svg onload=\"JS\"></svg>",
    "<svg><script>JS</script></svg>",
    "<math><mtext><table><mglyph><style><img src=x onerror=\"JS\">",
    "<iframe srcdoc=\"<script>parent.document.body.append('RAN-'+191*21)</script>\"></iframe>",
    "<body onload=\"JS\">",
    "<details open ontoggle=\"JS\">x</details>",
    "<input autofocus onfocus=\"JS\">",
    "<video><source onerror=\"JS\"></video>",
    "<style>@import 'http://127.0.0.1:9/x';</style>",
    "<link rel=stylesheet href=\"http://127.0.0.1:9/x\">",
    "<meta http-equiv=refresh content=\"0;url=http://127.0.0.1:9/x\">",
    "<base href=\"http://127.0.0.1:9/\">",
    "<object data=\"http://127.0.0.1:9/x\"></object>",
    "<form action=\"http://127.0.0.1:9/x\"><button autofocus>x</button></form>",
    "<a href=\"javascript:JS\" id=x>x</a>",
    "[x](javascript:JS)",
    "![x](http://127.0.0.1:9/x.png)",
    "![x](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9YWxlcnQoMSk+)",
    "<javascript:JS>",
    "http://x\" onmouseover=\"JS",
    "RAN-{{ 191 * 21 }}{% include \"/etc/passwd\" %}",
    "{{ debug() }}",
    "<x style=\"background:url(http://127.0.0.1:9/x)\">",
    "| x | <b>y</b> |\n|---|---|\n\n# heading\n\n---",
];

/// What stands around a vector to break out of where it is put.
const WRAPPERS: [&str; 9] = [
    "V",
    "\"'>V",
    "</td></tr></table>V",
    "</title></style></script>V",
    "-->V<!--",
    "`V`",
    "\\V\\",
    "\n\n    V\n\n",
    "“V” by “V” | V",
];

fn payloads() -> Vec<String> {
    let script = "document.body.append('RAN-'+191*21)";
    let vector = |vector: &str| vector.replace("JS", script);
    WRAPPERS.iter().flat_map(|wrapper| VECTORS.iter().map(move |one| wrapper.replace('V', &vector(one)))).collect()
}

/// A listing with one payload in every text field.
fn listing(number: usize, payload: &str) -> String {
    serde_json::json!({
        "id": format!("L{number} {payload}"),
        "source": payload,
        "url": format!("https://shop.example/{payload}"),
        "title": format!("Illuminated dog collar {payload}"),
        "brand": payload,
        "category": payload,
        "seller": payload,
        "price": payload,
        "attributes": [
            {"name": format!("Light source {payload}"), "value": format!("6 LEDs in a flexible light tube {payload}")},
            {"name": "Battery", "value": format!("rechargeable battery {payload}")},
        ],
        "bullets": [format!("wireless charging by an induction coil {payload}"), payload],
        "description": format!("A collar for dogs with a switch. {payload}"),
        "images": [payload],
        "captured_at": payload,
    })
    .to_string()
}

#[test]
fn over_two_hundred_payloads_do_nothing_in_a_browser() {
    let browser = ["chromium", "chromium-browser", "google-chrome"]
        .into_iter()
        .find(|name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success()));
    let Some(browser) = browser else {
        assert!(std::env::var_os("CI").is_none(), "CI has a browser: .ci/run installs chromium");
        eprintln!("SKIPPED: no chromium here, so no page was opened");
        return;
    };
    let payloads = payloads();
    assert!(payloads.len() >= 200 && payloads.iter().all(|payload| !payload.contains(MARK)));
    let folder = tempfile::tempdir().unwrap();
    let mut lines = String::new();
    for (number, payload) in payloads.iter().enumerate() {
        writeln!(lines, "{}", listing(number, payload)).unwrap();
    }
    let listings = folder.path().join("listings.jsonl");
    std::fs::write(&listings, lines).unwrap();
    // A page in which a payload does run: the test would see it.
    let control = folder.path().join("control.html");
    std::fs::write(&control, format!("<body>{}</body>", payloads[1])).unwrap();
    assert!(opened(browser, &control, folder.path()).contains(MARK), "the browser runs no scripts at all");
    for template in
        ["chart", "detailed", "four-column", "apex", "court", "pleading", "teaching", "field-sheet", "workbook"]
    {
        let page = folder.path().join(format!("{template}.html"));
        let (listings, page_name) = (listings.to_str().unwrap(), page.to_str().unwrap());
        let run = readson([
            "compare",
            "-q",
            "--patents",
            "claims/dog-collar.md",
            "--listings",
            listings,
            "--template",
            template,
            "-o",
            page_name,
        ]);
        assert_eq!(run.code, 0, "{run:?}");
        let shown = opened(browser, &page, folder.path());
        assert!(shown.contains("</main>") && shown.len() > 100_000, "{template}: {}", shown.len());
        assert!(!shown.contains(MARK), "{template}: something ran");
        assert!(!shown.contains("root:x:"), "{template}: a file was read");
        for tag in [
            "<script", "<iframe", "<svg", "<object", "<form", "<base", "<link", "<img", "<input", "<video", "<math",
            "<details",
        ] {
            assert!(!shown.contains(tag), "{template}: {tag}");
        }
    }
}

/// The page as the browser has it after its scripts have run.
fn opened(browser: &str, page: &Path, folder: &Path) -> String {
    let profile = folder.join("profile");
    let output = Command::new(browser)
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--virtual-time-budget=2000", "--dump-dom"])
        .arg(format!("--user-data-dir={}", profile.display()))
        .arg(format!("file://{}", page.display()))
        .output()
        .unwrap();
    String::from_utf8_lossy(&output.stdout).into_owned()
}
