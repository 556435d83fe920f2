//! Which column of a table holds which field, by the names that shops use.

use csv::StringRecord;

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Column {
    Id,
    Title,
    Description,
    Brand,
    Category,
    Price,
    Seller,
    Source,
    Url,
    Images,
    Bullets,
    Bullet,
    CapturedAt,
    MarketLang,
    Attribute(String),
}

/// Header names without case and punctuation, best first: when two columns could be one field, the earlier name has it
/// and the other column is an attribute.
const ALIASES: &[(Column, &[&str])] = &[
    (
        Column::Id,
        &[
            "id",
            "listingid",
            "productid",
            "itemid",
            "sku",
            "asin",
            "offerid",
            "skuid",
            "itemnumber",
            "articlenumber",
            "itemsku",
            "sellersku",
            "handle",
            "编号",
            "商品id",
            "商品编号",
            "产品编号",
            "货号",
            "宝贝id",
            "商品編號",
        ],
    ),
    (
        Column::Title,
        &[
            "title",
            "producttitle",
            "productname",
            "name",
            "itemname",
            "listingtitle",
            "itemtitle",
            "标题",
            "商品标题",
            "商品名称",
            "产品名称",
            "宝贝标题",
            "名称",
            "商品名稱",
            "標題",
        ],
    ),
    (
        Column::Description,
        &[
            "description",
            "productdescription",
            "longdescription",
            "desc",
            "bodyhtml",
            "body",
            "shortdescription",
            "描述",
            "商品描述",
            "商品详情",
            "产品描述",
            "详情",
            "商品敘述",
        ],
    ),
    (Column::Brand, &["brand", "brandname", "vendor", "manufacturer", "品牌"]),
    (
        Column::Category,
        &[
            "category",
            "categorypath",
            "productcategory",
            "categories",
            "producttype",
            "breadcrumb",
            "类目",
            "分类",
            "商品类目",
            "類別",
        ],
    ),
    (
        Column::Price,
        &["price", "saleprice", "currentprice", "listprice", "variantprice", "价格", "售价", "單價", "价钱"],
    ),
    (
        Column::Seller,
        &[
            "seller",
            "sellername",
            "shop",
            "shopname",
            "store",
            "storename",
            "merchant",
            "店铺",
            "店铺名称",
            "卖家",
            "商家",
            "賣家",
        ],
    ),
    (Column::Source, &["source", "marketplace", "platform", "website"]),
    (
        Column::Url,
        &["url", "link", "producturl", "productlink", "itemurl", "listingurl", "链接", "商品链接", "网址", "連結"],
    ),
    (
        Column::Images,
        &[
            "images",
            "image",
            "imageurls",
            "imageurl",
            "imagelinks",
            "imagelink",
            "imagesrc",
            "pictures",
            "picture",
            "图片",
            "主图",
            "商品图片",
        ],
    ),
    (
        Column::Bullets,
        &["bullets", "bulletpoints", "features", "keyfeatures", "highlights", "aboutthisitem", "卖点", "商品卖点"],
    ),
    (Column::CapturedAt, &["capturedat", "captured", "scrapedat", "crawledat", "timestamp", "date"]),
    (Column::MarketLang, &["marketlang", "language", "lang", "locale"]),
];

/// The columns of a header: what no alias names is an attribute.
pub(super) fn columns(header: &StringRecord) -> Vec<Column> {
    let plain: Vec<String> = header
        .iter()
        .map(|name| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect())
        .collect();
    let mut columns: Vec<Column> = header.iter().map(|name| Column::Attribute(name.trim().to_owned())).collect();
    for (column, names) in ALIASES {
        if let Some(index) = names.iter().find_map(|name| plain.iter().position(|plain| plain == name)) {
            columns[index] = column.clone();
        }
    }
    for (index, name) in header.iter().enumerate() {
        let name = name.trim();
        let prefix = ["attributes.", "attributes:", "attribute.", "attribute:", "attr."]
            .into_iter()
            .find(|prefix| name.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)));
        if let Some(prefix) = prefix {
            columns[index] = Column::Attribute(name[prefix.len()..].trim().to_owned());
        } else if matches!(columns[index], Column::Attribute(_))
            && ["bulletpoint", "bullet", "feature", "keyfeature"].iter().any(|stem| {
                plain[index]
                    .strip_prefix(stem)
                    .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
            })
        {
            columns[index] = Column::Bullet;
        }
    }
    columns
}
