//! Listings in other languages than the claim's: told, translated by the user, or read by the bilingual word list.

use std::collections::BTreeMap;
use std::io::Write as _;

use proptest::prelude::*;
use readson::chart::{Chart, Support};
use readson::listing::{Attribute, Listing, Translation, language};
use readson::load::{self, Parsed, Role};
use readson::pair::Selection;
use readson::patent::Patent;
use readson::patent::read::pasted;
use readson::text::finding::Code;
use readson::text::source::Source;

use crate::common::{charts, files, shared};

fn patent(claims: &str) -> Patent {
    let mut parsed = pasted::read(&Source::from_bytes("US1.txt", format!("US1\n\n{claims}\n").as_bytes()));
    load::finish(&mut parsed.items[0]);
    parsed.items.remove(0)
}

/// A file with this text, read as listings.
fn load_text(name: &str, text: &str) -> Parsed {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
    load::file(&path, Role::Listings)
}

fn codes(parsed: &Parsed) -> Vec<&str> {
    parsed.findings.iter().map(|finding| finding.code.as_ref()).collect()
}

fn needs_translation() -> &'static str {
    Code::NeedsTranslation.describe().0
}

fn supports(chart: &Chart) -> Vec<Support> {
    chart.rows.iter().map(|row| row.support).collect()
}

const CLAIM: &str = "1. A drinking vessel, comprising: a body of stainless steel; a lid connected to the body by a hinge pin; \
                     and a silicone gasket that seals the lid.";

const SPANISH: &str = r#"{"id": "es-1", "market_lang": "en", "title": "Vaso para beber con tapa abatible y junta",
  "bullets": ["El cuerpo es de acero inoxidable y no se oxida", "La tapa está unida al cuerpo por un pasador de bisagra",
  "Una junta de silicona sella la tapa para que no haya fugas"],
  "description": "Es fácil de limpiar y se puede usar todos los días. Con una garantía de dos años."TRANSLATION}"#;

const ENGLISH: &str = r#", "translation": {"title": "Drinking vessel with hinged lid and gasket",
  "bullets": ["The body is of stainless steel and does not rust", "The lid is connected to the body by a hinge pin",
  "A silicone gasket seals the lid so that nothing leaks"], "description": "It is easy to clean. Two years warranty.",
  "attributes": [{"name": "Vessel", "value": "for drinking"}]}"#;

#[test]
fn a_translation_shows_what_the_original_alone_cannot() {
    let patents = [patent(CLAIM)];
    let alone = load_text("es.json", &SPANISH.replace("TRANSLATION", ""));
    assert_eq!(codes(&alone), [needs_translation()], "{:?}", alone.findings);
    assert!(alone.findings[0].message.contains("Spanish"), "{:?}", alone.findings);
    let chart = &charts(&patents, &Selection::All, &alone.listings[0])[0];
    assert!(!supports(chart).contains(&Support::Found), "{:#?}", chart.rows);

    let translated = load_text("es.json", &SPANISH.replace("TRANSLATION", ENGLISH));
    assert_eq!(codes(&translated), [""; 0], "{:?}", translated.findings);
    let listing = &translated.listings[0];
    let chart = &charts(&patents, &Selection::All, listing)[0];
    assert!(supports(chart).iter().all(|support| *support == Support::Found), "{:#?}", chart.rows);
    let mut quoted = 0;
    for evidence in chart.rows.iter().flat_map(|row| &row.evidence) {
        assert_eq!(listing.field(&evidence.field).unwrap().get(evidence.start..evidence.end), Some(&*evidence.quote));
        let said: Vec<&String> =
            evidence.because.iter().filter(|reason| reason.contains("translation supplied by the user")).collect();
        assert_eq!(said.len(), usize::from(evidence.field.starts_with("translation.")), "{evidence:?}");
        if evidence.field == "translation.bullets[1]" {
            quoted += 1;
            assert!(said[0].contains("“La tapa está unida al cuerpo por un pasador de bisagra”"), "{said:?}");
        }
        if evidence.field == "translation.description" {
            assert!(said[0].ends_with("of the description"), "{said:?}");
        }
    }
    assert!(quoted > 0, "{:#?}", chart.rows);
}

#[test]
fn an_english_listing_needs_no_translation() {
    let text = r#"{"id": "en-1", "market_lang": "es", "title": "Drinking vessel", "description": "This vessel has a lid that is connected to the body by a hinge pin, and it is easy to clean. You can use it for hot and cold drinks, and it fits in the cup holder of your car."}"#;
    assert_eq!(codes(&load_text("en.json", text)), [""; 0]);
}

#[test]
fn fields_of_a_translation_resolve_and_know_their_original() {
    let text = r#"{"id": "de-1", "title": "Deckel", "bullets": ["eins", "zwei"], "description": "Beschreibung",
      "attributes": [{"name": "Gewicht", "value": "2 kg"}, {"name": "Farbe", "value": "rot"}],
      "translations": {"fr": {"title": "couvercle"}, "en-US": {"title": "Lid", "bullets": ["one", "two"],
      "description": "Description", "attributes": {"Weight": "2 kg", "Colour": "red"}, "category": null}}}"#;
    let parsed = load_text("de.json", text);
    assert_eq!(codes(&parsed), [""; 0], "{:?}", parsed.findings);
    let listing = &parsed.listings[0];
    for (address, text, original) in [
        ("translation.title", Some("Lid"), Some("Deckel")),
        ("translation.bullets[1]", Some("two"), Some("zwei")),
        ("translation.attributes.Colour", Some("red"), Some("Farbe: rot")),
        ("translation.description", Some("Description"), None),
        ("translation.bullets[2]", None, None),
        ("translation.attributes.Farbe", None, None),
        ("translation.translation.title", None, None),
        ("title", Some("Deckel"), None),
    ] {
        assert_eq!(listing.field(address), text, "{address}");
        assert_eq!(listing.original(address).as_deref(), original, "{address}");
    }
    let fewer = text.replace(r#", "two"]"#, "]").replace(r#""Weight": "2 kg", "#, "");
    let listing = &load_text("de.json", &fewer).listings[0];
    assert_eq!(listing.original("translation.bullets[0]"), None, "which of the two it translates is not known");
    assert_eq!(listing.original("translation.attributes.Colour"), None);
}

#[test]
fn a_page_may_carry_its_translation() {
    let page = "+++\nid = \"p\"\ntitle = \"Deckel\"\n[translation]\ntitle = \"Lid\"\nbullets = [\"one\"]\n[translation.attributes]\nWeight = \"2 kg\"\nColour = \"red\"\n+++\n\n- eins\n";
    let parsed = load_text("page.md", page);
    assert_eq!(codes(&parsed), [""; 0], "{:?}", parsed.findings);
    let translation = parsed.listings[0].translation.as_ref().unwrap();
    assert_eq!((translation.title.as_str(), translation.bullets.len()), ("Lid", 1));
    let names: Vec<&str> = translation.attributes.iter().map(|attribute| attribute.name.as_str()).collect();
    assert_eq!(names, ["Weight", "Colour"]);
}

#[test]
fn a_bad_translation_is_a_finding_and_the_listing_stays() {
    let wrong = Code::WrongType.describe().0;
    for (translation, words) in [
        (r#""translation": "Lid""#, "`translation` is a string"),
        (r#""translation": ["Lid"]"#, "`translation` is an array"),
        (r#""translation": 5"#, "`translation` is a number"),
        (r#""translation": {"title": {}}"#, "`translation.title` is an object"),
        (r#""translation": {"bullets": "one"}"#, "`translation.bullets` is a string"),
        (r#""translation": {"bullets": [[1]]}"#, "`translation.bullets[0]` is an array"),
        (r#""translation": {"attributes": [3]}"#, "`translation.attributes[0]` is a number"),
        (r#""translation": {"attributes": true}"#, "`translation.attributes` is a boolean"),
        (r#""translation": {"titel": "Lid"}"#, "`translation.titel` is no text field"),
        (r#""translations": "Lid""#, "`translations` is a string"),
        (r#""translations": {"fr": {"title": "couvercle"}}"#, "none in English"),
        (r#""translations": {"en": []}"#, "`translations.en` is an array"),
    ] {
        let parsed = load_text("bad.json", &format!(r#"{{"id": "x", "title": "Deckel", {translation}}}"#));
        assert_eq!(codes(&parsed), [wrong], "{translation}");
        let finding = &parsed.findings[0];
        assert!(finding.message.contains(words), "{translation}: {}", finding.message);
        assert!(finding.help.is_some() && finding.line == Some(1), "{finding:?}");
        assert_eq!(parsed.listings.len(), 1);
        assert!(parsed.listings[0].translation.is_none(), "{translation}");
    }
    let page = "+++\nid = \"p\"\ntitle = \"Deckel\"\ntranslation = \"Lid\"\n+++\n";
    let parsed = load_text("page.md", page);
    assert_eq!((codes(&parsed), parsed.findings[0].line), (vec![wrong], Some(4)), "{:?}", parsed.findings);
    for empty in ["null", "{}", r#"{"title": " "}"#] {
        let parsed = load_text("bad.json", &format!(r#"{{"id": "x", "title": "Deckel", "translation": {empty}}}"#));
        assert_eq!(codes(&parsed), [""; 0], "{empty}");
        assert!(parsed.listings[0].translation.is_none(), "{empty}");
    }
}

#[test]
fn the_language_of_real_listings_is_told() {
    let Some(folder) = shared("listings") else { return };
    let (mut same, mut other, mut untold) = (0, 0, 0);
    for file in files(&folder, &["jsonl"]) {
        let mut told: BTreeMap<(String, &str), usize> = BTreeMap::new();
        let parsed = load::file(&file, Role::Listings);
        let mut foreign = 0;
        for listing in &parsed.listings {
            let code = language::of(listing);
            match code {
                None => untold += 1,
                Some(code) if code == listing.market_lang => same += 1,
                Some(_) => other += 1,
            }
            foreign += usize::from(language::assumed(listing).is_some_and(|code| code != "en"));
            *told.entry((listing.market_lang.clone(), code.unwrap_or("-"))).or_default() += 1;
        }
        eprintln!("{} {told:?}", file.file_name().unwrap().to_string_lossy());
        let said = parsed.findings.iter().filter(|finding| finding.code == needs_translation()).count();
        assert_eq!(said, foreign, "one finding for each listing in another language");
    }
    eprintln!("the market's language {same}, another {other}, not told {untold}");
    // All others were looked at: their text is not in the market's language.
    assert!(other <= 40 && same > 3900, "{same} {other} {untold}");
}

/// Listings of one product in four languages, without translation.
const FOREIGN: [(&str, &str); 4] = [
    (
        "zh",
        r#"{"id": "zh", "title": "双层保温杯 带盖", "attributes": {"材质": "304不锈钢", "杯盖": "塑料", "重量": "350克", "高度": "24厘米"}, "description": "杯盖与杯身用铰链连接，硅胶密封圈，不含电池。"}"#,
    ),
    (
        "es",
        r#"{"id": "es", "market_lang": "es", "title": "Vaso de acero inoxidable con tapa", "attributes": {"Material": "acero inoxidable", "Peso": "350 gramos", "Altura": "24 centímetros"}, "description": "La tapa tiene una bisagra y una junta de silicona que no se puede perder. Sin batería."}"#,
    ),
    (
        "id",
        r#"{"id": "id", "market_lang": "id", "title": "Gelas baja dengan tutup", "attributes": {"Bahan": "baja", "Berat": "350 gram", "Tinggi": "24 sentimeter"}, "description": "Tutup ini memiliki engsel dan segel silikon yang bisa dilepas untuk dibersihkan. Tanpa baterai."}"#,
    ),
    (
        "de",
        r#"{"id": "de", "market_lang": "de", "title": "Becher aus Edelstahl mit Deckel", "attributes": {"Material": "Edelstahl", "Gewicht": "350 Gramm", "Höhe": "24 Zentimeter"}, "description": "Der Deckel hat ein Scharnier und eine Dichtung aus Silikon, die nicht auf den Boden fällt. Ohne Batterie."}"#,
    ),
];

#[test]
fn a_word_list_gives_evidence_that_is_at_most_weak() {
    let claims = "1. A drinking cup, comprising: a body of steel having a weight of 300 g to 400 g; a lid connected by a hinge; \
                  and a battery.\n\n2. The drinking cup of claim 1, wherein the cup has a height of 20 cm to 25 cm.\n\n\
                  3. A drinking cup, comprising: a lid without a battery.";
    let patents = [patent(claims)];
    for (code, text) in FOREIGN {
        let parsed = load_text("foreign.json", text);
        assert_eq!(codes(&parsed), [needs_translation()], "{code}: {:?}", parsed.findings);
        let listing = &parsed.listings[0];
        assert_eq!(language::assumed(listing), Some(code));
        let charts = charts(&patents, &Selection::All, listing);
        let mut reasons = Vec::new();
        for row in charts.iter().flat_map(|chart| &chart.rows) {
            for evidence in &row.evidence {
                assert_eq!(
                    listing.field(&evidence.field).unwrap().get(evidence.start..evidence.end),
                    Some(&*evidence.quote)
                );
                reasons.extend(evidence.because.iter().cloned());
            }
            assert!(row.support == Support::Weak || row.support == Support::Missing, "{code}: {row:#?}");
        }
        let of = |words: &[&str]| reasons.iter().any(|reason| words.iter().all(|word| reason.contains(word)));
        for claimed in ["steel", "lid", "hinge"] {
            assert!(of(&[&format!("“{claimed}” by"), "bilingual word list"]), "{code} {claimed}: {reasons:#?}");
        }
        // "Without a battery" neither shows one nor is it proof that there is none.
        assert!(!of(&["“battery” by"]), "{code}: {reasons:#?}");
        assert!(of(&["24", "lies inside", "length"]), "{code}: {reasons:#?}");
    }
}

#[test]
fn a_word_list_may_agree_with_a_claim_and_never_excludes_it() {
    let patents = [patent("1. A steel bottle.")];
    let support = |value: &str| {
        let text = format!(
            r#"{{"id": "x", "market_lang": "es", "title": "Botella", "attributes": {{"Material": "{value}"}}}}"#
        );
        supports(&charts(&patents, &Selection::All, &load_text("x.json", &text).listings[0])[0])[0]
    };
    assert_eq!(support("Nylon"), Support::Contradicted);
    assert_eq!(support("Acero, Nylon"), Support::Weak);
    assert_ne!(support("Vidrio"), Support::Contradicted);
}

#[test]
fn the_words_of_a_language_count_in_that_language_only() {
    // "rot" and "hut" are German colours and hats; here they are rot and a hut.
    let patents = [patent("1. A hat, comprising: a red band.")];
    let english = "The wood of this hut is treated so that it does not rot, and you can leave it in the garden for the whole \
                   year. It is easy to build and all of the tools are included with your order.";
    let listing = Listing { id: "x".to_owned(), description: english.to_owned(), ..Listing::default() };
    let chart = &charts(&patents, &Selection::All, &listing)[0];
    assert!(
        chart
            .rows
            .iter()
            .flat_map(|row| &row.evidence)
            .all(|evidence| { evidence.because.iter().all(|reason| !reason.contains("bilingual")) })
    );
}

#[test]
fn what_a_foreign_text_denies_or_means_otherwise_is_no_evidence() {
    // English stems meet by chance: "Batterie" is a battery, "ohne" is without; "hat" is has.
    let patents = [patent("1. A battery."), patent("1. A hat.")];
    let text = "Diese Lampe ist ohne Batterie und hat einen Schalter. Die Batterie ist nicht im Lieferumfang enthalten, \
                aber mit dem Kabel kann sie an jedem Netzteil betrieben werden, wenn es zu der Lampe passt.";
    let mut listing = Listing { id: "x".to_owned(), description: text.to_owned(), ..Listing::default() };
    assert_eq!(language::of(&listing), Some("de"));
    for chart in charts(&patents, &Selection::All, &listing) {
        assert_eq!(supports(&chart), [Support::Missing], "{:#?}", chart.rows);
    }
    listing.description = format!("{text} Mit Batterie.");
    assert_eq!(supports(&charts(&patents, &Selection::All, &listing)[0]), [Support::Weak]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_of_scripts_is_read_soundly(
        text in "([不锈钢杯盖防水重量约以上至]{1,6}|[0-9]{1,3}(\\.[0-9])?|厘米|克|cm|[a-zäß]{1,6}|[ก-ฮะ-ู]{1,5}|[а-яА-Я]{1,5}|[ぁ-んァ-ヶ]{1,4}|[가-힣]{1,3}|\\u{301}|\\u{200d}|\u{20000}|😀|[ ,.:，。!]){0,25}",
        market in "(zh|es|id|de|en|th|\\PC{0,4})",
    ) {
        let (mut end, mut kept) = (0, String::new());
        for token in readson::text::lexis::tokens(&text) {
            prop_assert!(token.start >= end && token.end > token.start, "{:?} in {}", token, text);
            end = token.end;
            kept.push_str(token.text(&text));
        }
        let letters = |text: &str| text.chars().filter(|c| c.is_alphabetic()).collect::<String>();
        prop_assert_eq!(letters(&kept), letters(&text), "no letter is lost");
        for code in ["zh", "es", "id", "de"] {
            let shaped = readson::text::bilingual::for_quantities(&text, Some(code));
            prop_assert_eq!(shaped.len(), text.len());
            for quantity in readson::pair::quantity::quantities(&shaped) {
                prop_assert!(text.get(quantity.start..quantity.end).is_some(), "{:?} in {}", quantity, text);
            }
        }
        let listing = Listing {
            id: "x".to_owned(), title: text.clone(), bullets: vec![text.clone()], description: text.clone(),
            attributes: vec![Attribute { name: text.clone(), value: text.clone() }], market_lang: market,
            translation: Some(Box::new(Translation {
                title: text.clone(),
                attributes: vec![Attribute { name: text.clone(), value: text.clone() }],
                ..Translation::default()
            })),
            ..Listing::default()
        };
        let patents = [patent("1. A cup, comprising: a waterproof lid of stainless steel 3 cm wide and a weight of 5 g.")];
        for row in charts(&patents, &Selection::All, &listing).iter().flat_map(|chart| &chart.rows) {
            for evidence in row.evidence.iter().chain(&row.against) {
                let field = listing.field(&evidence.field);
                prop_assert_eq!(field.and_then(|field| field.get(evidence.start..evidence.end)), Some(&*evidence.quote));
            }
        }
    }
}
