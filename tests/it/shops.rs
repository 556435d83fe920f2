//! Pages of shops: every one is read as its own example says, and nothing of a page's other things becomes the product's.

use std::path::Path;

use readson::listing::Listing;
use readson::listing::read::html;
use readson::listing::shop::{self, Shop};
use readson::text::source::Source;

use crate::common::{readson, shared};

/// The text of the first fence of a language in a page.
fn fence<'p>(page: &'p str, language: &str) -> &'p str {
    let (_, rest) = page.split_once(&format!("```{language}\n")).unwrap_or_else(|| panic!("no {language} in {page}"));
    rest.split_once("\n```").unwrap().0
}

fn page(html_text: &str, shops: &[Shop]) -> Listing {
    let parsed = html::read_with(&Source::from_bytes("page.html", html_text.as_bytes()), shops);
    assert_eq!(parsed.items.len(), 1, "{:?}", parsed.findings);
    parsed.items.into_iter().next().unwrap()
}

fn pairs(listing: &Listing) -> Vec<[String; 2]> {
    listing.attributes.iter().map(|attribute| [attribute.name.clone(), attribute.value.clone()]).collect()
}

#[test]
fn every_shop_reads_its_own_example() {
    #[derive(serde::Deserialize, Default)]
    #[serde(deny_unknown_fields, default)]
    struct Expected {
        id: String,
        title: String,
        brand: String,
        seller: String,
        description: String,
        bullets: Vec<String>,
        attributes: Vec<[String; 2]>,
        variants: Vec<String>,
    }
    for shop in shop::built_in() {
        let expected: Expected = toml::from_str(fence(&shop.body, "toml")).unwrap();
        let listing = page(fence(&shop.body, "html"), shop::built_in());
        let name = &shop.id;
        assert_eq!(listing.id, expected.id, "{name}");
        assert_eq!(listing.title, expected.title, "{name}");
        assert_eq!(listing.brand, expected.brand, "{name}");
        assert_eq!(listing.seller, expected.seller, "{name}");
        assert_eq!(listing.description, expected.description, "{name}");
        assert_eq!(listing.bullets, expected.bullets, "{name}");
        assert_eq!(pairs(&listing), expected.attributes, "{name}");
        let variants: Vec<String> = listing.variants.iter().map(readson::listing::Variant::name).collect();
        assert_eq!(variants, expected.variants, "{name}");
    }
    assert!(shop::built_in().len() >= 13);
}

#[test]
fn a_shop_of_ones_own_is_read_and_a_wrong_one_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let write = |text: &str| std::fs::write(folder.path().join("lamps.md"), text).unwrap();
    write(
        "+++\nname = \"Lamps\"\nhosts = [\"lamps.example\"]\nscripts = [\"state\"]\ntitle = [\"p.n\"]\n[[attributes]]\nat = \"p.f.*\"\n+++\n",
    );
    let shops = shop::load(Some(folder.path())).unwrap();
    let html = r#"<link rel=canonical href="https://www.lamps.example/p/7"><script>state = {"p": {"n": "Desk lamp", "f": {"Base": "cork", "Head": "steel"}}}</script>"#;
    let listing = page(html, &shops);
    assert_eq!((listing.title.as_str(), listing.id.as_str()), ("Desk lamp", "7"));
    assert_eq!(pairs(&listing), [["Base", "cork"], ["Head", "steel"]].map(|pair| pair.map(str::to_owned)));
    for (text, says) in [
        ("no front matter", "lamps.md:1: a shop begins with front matter"),
        ("+++\nname = \"L\"\n+++\n", "`hosts`"),
        ("+++\nname = \"L\"\nhosts = [\"l\"]\ntitle = [\"a..b\"]\n+++\n", "lamps.md:4: `a..b` is no path"),
        ("+++\nname = \"L\"\nhosts = [\"l\"]\ntitel = [\"a\"]\n+++\n", "did you mean"),
    ] {
        write(text);
        let error = format!("{:#}", shop::load(Some(folder.path())).unwrap_err());
        assert!(error.contains(says), "{error}");
    }
}

#[test]
fn without_a_shop_the_title_of_the_page_finds_the_product() {
    let html = r#"<title>Cork stool, low | Anywhere</title><h1>Cork stool, low</h1><script>window.state = {"recommended": [{"title": "Cork stool, low", "specs": [{"name": "Seat", "value": "glass"}]}],
        "other": {"title": "A brass lamp of another kind", "specs": [{"name": "Base", "value": "brass"}]},
        "deep": [{"product": {"title": "Cork stool, low", "specs": [{"name": "Seat", "value": "cork"}, {"name": "Height", "value": "30 cm"}]}}]}</script>"#;
    let parsed = html::read(&Source::from_bytes("page.html", html.as_bytes()));
    let listing = &parsed.items[0];
    assert_eq!(pairs(listing), [["Seat", "cork"], ["Height", "30 cm"]].map(|pair| pair.map(str::to_owned)));
    assert!(parsed.findings.iter().any(|finding| finding.code == "P046-script-product"), "{:?}", parsed.findings);
}

/// What each page of the field folder is, and what must come out: its README.
#[test]
fn field_pages_give_the_product_and_nothing_else() {
    let Some(folder) = shared("field") else { return };
    let read = |name: &str| {
        let bytes = std::fs::read(folder.join(name)).unwrap();
        html::read(&Source::from_bytes(name, &bytes)).items.remove(0)
    };
    let evidence = |listing: &Listing| {
        let mut all = String::new();
        listing.each_text(|text| all.extend([text, "\n"]));
        all.to_lowercase()
    };
    let value = |listing: &Listing, name: &str| -> Vec<String> {
        let own = listing.attributes.iter().filter(|attribute| attribute.name == name);
        own.map(|attribute| attribute.value.clone()).collect()
    };
    let amazon = read("amazon.html");
    assert_eq!(amazon.brand, "Norrvik");
    assert_eq!(amazon.bullets.len(), 2, "{:?}", amazon.bullets);
    assert_eq!(value(&amazon, "Capacity"), ["15 Fluid Ounces"]);
    assert_eq!(value(&amazon, "Item Weight"), ["12.3 ounces"]);
    assert_eq!(value(&amazon, "Handle Material"), ["Cork"]);
    assert!(value(&amazon, "Material").contains(&"Stainless Steel".to_owned()));
    let seen = evidence(&amazon);
    for other in ["glass", "no handle", "no lid", "ladle", "broke", "visit the", "\u{200e}"] {
        assert!(!seen.contains(other), "{other}: {seen}");
    }
    let aliexpress = read("aliexpress.html");
    assert_eq!(
        (aliexpress.title.as_str(), aliexpress.seller.as_str()),
        ("Insulated Mug 450ml With Lid", "Mug World Store")
    );
    assert_eq!(aliexpress.attributes.len(), 3);
    let group = read("ld-variants.html");
    assert_eq!((group.title.as_str(), group.description.as_str()), ("Trail mug", "Double-walled steel mug."));
    let seen = evidence(&group);
    assert!(!["green", "450 ml", "red", "rug", "wool"].iter().any(|own| seen.contains(own)), "{seen}");
    assert!(group.is_undecided());
    let chosen = group.of_variant(group.find_variant("TM-300").unwrap());
    let seen = evidence(&chosen);
    assert!(seen.contains("300 ml") && !seen.contains("green") && !seen.contains("450"), "{seen}");
    let comma = read("ld-trailing-comma.html");
    assert_eq!((comma.id.as_str(), comma.brand.as_str()), ("TM-450", "Norrvik"));
    let main = read("pages/main-entity.html");
    assert_eq!((main.title.as_str(), main.id.as_str(), main.brand.as_str()), ("Trail lamp", "T1", "Nordlys"));
    assert_eq!(value(&main, "Battery"), ["1200 mAh"]);
    assert!(!evidence(&main).contains("leather"));
    let other = read("pages/other-products-tables.html");
    assert_eq!(pairs(&other), [["Housing", "ABS plastic"], ["Weight", "85 g"]].map(|pair| pair.map(str::to_owned)));
    let layouts = read("pages/label-value-layouts.html");
    for (name, values) in [("Height", vec!["45 mm"]), ("Ports", vec!["USB-C", "Micro-USB"]), ("Weight", vec!["85 g"])] {
        assert_eq!(value(&layouts, name), values);
    }
    assert_eq!(layouts.attributes.len(), 8);
    assert!(layouts.description.contains("A head lamp with a copper ring."));
}

/// Records in the forms that programs and shops write them: the field folder's README.
#[test]
fn field_records_are_read_or_told() {
    use readson::load::{Role, file};
    let Some(folder) = shared("field/records") else { return };
    let read = |name: &str| file(&folder.join(name), Role::Listings);
    let several = read("one-object-on-several-lines.json").listings;
    assert_eq!((several.len(), several[0].id.as_str(), several[0].attributes.len()), (1, "U2", 2));
    let wrapped = read("products-wrapper.json").listings;
    assert_eq!((wrapped.len(), wrapped[0].title.as_str(), wrapped[0].brand.as_str()), (1, "Trail lamp", "Nordlys"));
    assert_eq!(wrapped[0].description, "Aluminium housing.\nTilts by 60°");
    assert_eq!(pairs(&wrapped[0]), [["Color", "Red"], ["Weight", "85 g"]].map(|pair| pair.map(str::to_owned)));
    let dump = read("python-dump.jsonl");
    assert_eq!((dump.listings.len(), dump.findings.len()), (3, 3));
    assert!(dump.findings.iter().all(|finding| finding.code == "P044-lenient-json"));
    let export = read("shop-export.csv").listings;
    assert_eq!((export.len(), export[0].title.as_str(), export[0].variants.len()), (1, "Trail lamp", 2));
    assert_eq!(export[0].description, "Aluminium housing");
    let chosen = export[0].of_variant(export[0].find_variant("TL-R").unwrap());
    assert!(pairs(&chosen).contains(&["Color".to_owned(), "Red".to_owned()]));
    assert!(pairs(&chosen).contains(&["Weight".to_owned(), "85 g".to_owned()]));
    let flat = read("flat-file.csv").listings;
    assert_eq!((flat[0].id.as_str(), flat[0].description.as_str()), ("A1", "A bright lamp"));
    assert_eq!(
        pairs(&flat[0]),
        [["material_type", "Aluminium"], ["item_weight", "85 g"]].map(|pair| pair.map(str::to_owned))
    );
}

#[test]
fn a_variant_is_chosen_by_name_or_told_to_be_open() {
    let folder = tempfile::tempdir().unwrap();
    let group = r#"<script type="application/ld+json">{"@type": "ProductGroup", "name": "Dog collar", "productGroupID": "C", "hasVariant": [
        {"@type": "Product", "sku": "C-R", "color": "red", "size": "S"}, {"@type": "Product", "sku": "C-B", "color": "blue", "size": "L"}]}</script>"#;
    let path = folder.path().join("collar.html");
    std::fs::write(&path, group).unwrap();
    let path = path.to_str().unwrap();
    let compare = ["compare", "--patents", "claims/dog-collar.md", "--listings", path, "--format", "json"];
    let open = readson(compare);
    assert_eq!(open.code, 0);
    assert!(open.err.contains("P045-variants") && open.err.contains("--variant C-R"), "{}", open.err);
    let chosen = readson([&compare[..], &["--variant", "c-b"]].concat());
    assert_eq!((chosen.code, chosen.err.as_str()), (0, ""));
    assert_eq!(chosen.json()["charts"][0]["listing"]["id"], "C-B");
    let unknown = readson([&compare[..], &["--variant", "C-X"]].concat());
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""));
    assert!(unknown.err.contains("C-R") && unknown.err.contains("no listing"), "{}", unknown.err);
    let shown = readson(["parse", path]);
    assert!(shown.out.contains("variant C-R: red, S"), "{}", shown.out);
    assert!(Path::new(path).exists());
}

#[test]
fn reviews_are_quoted_only_where_they_are_asked_for_and_as_a_customers_words() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("collar.json");
    let record = r#"{"id": "C1", "title": "Dog collar", "reviews": ["Nice.", {"text": "The flexible light tube forms a loop around the neck of my dog."}]}"#;
    std::fs::write(&path, record).unwrap();
    let compare = ["compare", "--patents", "claims/dog-collar.md", "--listings", path.to_str().unwrap(), "--format"];
    let silent = readson([&compare[..], &["json"]].concat());
    assert!(!silent.out.contains("reviews["), "{}", silent.out);
    let asked = readson([&compare[..], &["json", "--reviews"]].concat());
    let rows = asked.json()["charts"][0]["rows"].clone();
    let evidence = &rows[1]["evidence"][0];
    assert_eq!(evidence["field"], "reviews[1]", "{rows}");
    assert!(evidence["because"].as_array().unwrap().iter().any(|why| why == "a customer's words, not the seller's"));
    // Whatever the form, it says whose words they are.
    for form in ["md", "html", "text"] {
        let run = readson([&compare[..], &[form, "--reviews", "--verbose"]].concat());
        assert!(run.out.contains("customer"), "{form}: {}", run.out);
    }
    let report = folder.path().join("report.json");
    std::fs::write(&report, &asked.out).unwrap();
    let verified = readson(["verify", "--again", report.to_str().unwrap()]);
    assert_eq!(verified.code, 0, "{verified:?}");
}
