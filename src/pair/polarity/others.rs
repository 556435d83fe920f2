//! Language that speaks of other things than the product offered: farewell, contrast, replacement, what others do, what it
//! is not for. What such a cue reaches proves nothing of the product, and denies nothing of it either.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

/// Cues by their words. What stands behind them, until the clause ends, is another thing's.
const CUES: [&str; 87] = [
    "alternative for",
    "alternative to",
    "as opposed to",
    "beats the",
    "better than",
    "bye bye to",
    "bye to",
    "can be connected to",
    "comparable to",
    "compared to",
    "compared with",
    "competing",
    "competitor",
    "competitors",
    "connect to your",
    "connects to your",
    "contrary to",
    "conventional",
    "ditch the",
    "ditch your",
    "do away with",
    "earlier model",
    "earlier models",
    "earlier version",
    "earlier versions",
    "fed up with",
    "for use in",
    "for use on",
    "forget",
    "forget about",
    "forget the",
    "forget your",
    "former model",
    "former models",
    "free you from",
    "frees you from",
    "get rid of",
    "goodbye",
    "goodbye to",
    "in contrast to",
    "in contrast with",
    "in place of",
    "instead of",
    "instead of the",
    "last year",
    "many other",
    "more durable than",
    "most other",
    "no longer need",
    "no longer needs",
    "no more",
    "no need for",
    "no need of",
    "old model",
    "old models",
    "old version",
    "older model",
    "older models",
    "older version",
    "older versions",
    "ordinary",
    "other brands",
    "other models",
    "others",
    "previous generation",
    "previous model",
    "previous models",
    "previous version",
    "rather than",
    "ready for",
    "replace old",
    "replace the old",
    "replace your",
    "replaces",
    "replacing",
    "sick of",
    "similar to",
    "substitute for",
    "tired of",
    "unlike",
    "unlike the",
    "upgrade from",
    "upgraded from",
    "versus",
    "vs",
    "wish",
    "wished",
];

/// Words behind "not", "never" or "don't" that say what the product is not for: a warning, no word on what it has.
const NOT_FOR: [&str; 17] = [
    "advised",
    "combine",
    "compatible",
    "connect",
    "designed",
    "fit",
    "for",
    "intended",
    "meant",
    "mix",
    "recommend",
    "recommended",
    "suit",
    "suitable",
    "suited",
    "use",
    "used",
];

/// Comparatives whose "than" speaks of another thing; "more than" and "other than" do not.
const COMPARATIVE_END: &str = "er";

/// The cues by their first word.
static BY_FIRST: LazyLock<FxHashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut by_first: FxHashMap<&str, Vec<&str>> = FxHashMap::default();
    for cue in CUES {
        by_first.entry(cue.split(' ').next().unwrap_or_default()).or_default().push(cue);
    }
    by_first
});

/// Whether a folded word can begin such language.
pub fn is_first(word: &str) -> bool {
    word == "than" || BY_FIRST.contains_key(word)
}

/// The place behind a cue that begins at `at`, where there is one.
pub fn behind<'w>(word: impl Fn(usize) -> &'w str, at: usize) -> Option<usize> {
    let matches = |cue: &&&str| cue.split(' ').enumerate().all(|(step, part)| word(at + step) == part);
    let cues = BY_FIRST.get(word(at)).map_or(&[][..], Vec::as_slice);
    let longest = cues.iter().filter(matches).map(|cue| cue.split(' ').count()).max();
    if let Some(length) = longest {
        // "no more than 5 mm" bounds, "no more leaks" boasts: what is gone is a thing of the past either way.
        return (word(at + length) != "than").then_some(at + length);
    }
    let degree = at > 1 && matches!(word(at - 2), "more" | "less");
    let compares =
        word(at) == "than" && at > 0 && (degree || (word(at - 1).len() > 4 && word(at - 1).ends_with(COMPARATIVE_END)));
    let of_another = !matches!(word(at + 1), "just" | "ever" | "before" | "that" | "or" | "one" | "");
    (compares && of_another && !word(at + 1).starts_with(|c: char| c.is_ascii_digit())).then_some(at + 1)
}

/// Whether a denial followed by this word is a warning.
pub fn is_warning(next: &str) -> bool {
    NOT_FOR.contains(&next)
}

/// Whether an attribute's name says that its value is something that the product goes with.
pub fn goes_with(name: &str) -> bool {
    let name = name.to_lowercase();
    [
        "compatib",
        "suitable for",
        "designed for",
        "made for",
        "fits",
        "for use with",
        "works with",
        "applicable",
        "replacement for",
        "replaces",
        "kompatib",
        "geeignet",
        "compatív",
        "适用",
        "適用",
        "兼容",
        "适配",
        "対応",
        "호환",
    ]
    .iter()
    .any(|cue| name.contains(cue))
}

/// Whether an attribute's name speaks of the parcel, whose weight and size are not the product's.
pub fn is_of_parcel(name: &str) -> bool {
    let name = name.to_lowercase();
    let parcel = [
        "box height",
        "box size",
        "box weight",
        "box width",
        "box dimension",
        "delivery",
        "pallet",
        "packag",
        "packing",
        "shipping",
        "carton",
        "parcel",
        "gross",
        "包装",
        "包裝",
        "毛重",
        "verpackung",
        "versand",
    ];
    parcel.iter().any(|cue| name.contains(cue))
}
