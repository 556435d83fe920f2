//! How listings are read: one file a form, and what the forms share (fields, columns, translations). Nothing here fails:
//! what cannot be read is a finding.

pub mod csv;
pub mod fields;
pub mod html;
pub mod json;
mod linked_data;
pub mod mapping;
pub mod markdown;
pub mod merge;
pub mod page_text;
pub mod product_data;
pub(crate) mod records;
mod script_product;
mod script_value;
mod scripts;
mod sections;
mod shop_export;
pub mod translation;
mod units;
mod variant_records;
