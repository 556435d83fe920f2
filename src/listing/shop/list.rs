//! The shops that ship with the program: the one list that embeds and tests them.

macro_rules! pages {
    ($($name:literal,)*) => { &[$(($name, include_str!(concat!("../shops/", $name, ".md"))),)*] };
}

/// Each page's name and text, sorted.
pub const PAGES: &[(&str, &str)] = pages![
    "1688",
    "alibaba-com",
    "aliexpress",
    "amazon",
    "ebay",
    "lazada",
    "shein",
    "shopee",
    "taobao",
    "temu",
    "tiktok-shop",
    "tmall",
    "walmart",
];
