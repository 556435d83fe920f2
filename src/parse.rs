//! From sources to patents and listings. Nothing here fails: what cannot be read is a finding.

use crate::claim::Patent;
use crate::finding::Finding;
use crate::listing::Listing;

pub(crate) mod capped_lines;
pub mod claims_front;
pub mod claims_md;
pub mod claims_text;
pub mod depends;
pub mod draft_csv;
pub mod draft_json;
pub mod draft_md;
pub mod draft_table;
pub mod draft_xlsx;
pub mod entities;
pub mod figures;
pub mod flow;
pub mod google_html;
pub mod html;
pub mod listing_csv;
pub(crate) mod listing_fields;
pub mod listing_html;
pub mod listing_json;
pub mod listing_md;
mod listing_translation;
pub mod mapping;
pub mod nesting;
pub(crate) mod page_text;
pub(crate) mod product_data;
pub(crate) mod tags;
pub mod uspto_bibliography;
pub mod uspto_document;
pub mod uspto_xml;

/// What reading one file gave.
#[derive(Debug, Default)]
pub struct Parsed {
    /// Patents, in the order of the file.
    pub patents: Vec<Patent>,
    /// Listings, in the order of the file.
    pub listings: Vec<Listing>,
    /// What was wrong.
    pub findings: Vec<Finding>,
}

impl From<Finding> for Parsed {
    /// Nothing was read, for one reason.
    fn from(finding: Finding) -> Parsed {
        Parsed { findings: vec![finding], ..Parsed::default() }
    }
}
