//! The venues that ship with the program: the one list that embeds and tests them.

macro_rules! pages {
    ($($name:literal,)*) => { &[$(($name, include_str!(concat!("../venues/", $name, ".md"))),)*] };
}

/// Each page's name and text, sorted.
pub const PAGES: &[(&str, &str)] = pages![
    "1688",
    "alibaba-com",
    "alibaba-ipp",
    "aliexpress",
    "amazon-apex",
    "amazon-report",
    "ebay-vero",
    "edtex-pr-3-1",
    "lazada",
    "made-in-china",
    "ndcal-plr-3-1",
    "shopee",
    "taobao",
    "temu",
    "tiktok-shop",
    "tmall",
    "tmall-global",
    "walmart",
];
