//! What a patent says of itself on its first page, as outputs and rules name it.

use serde::ser::{SerializeMap as _, Serializer};

use crate::patent::{Kind, Patent};

/// The particulars of a patent; those that its source does not give are none.
#[derive(Clone, Debug, serde::Serialize)]
pub struct Particulars<'a> {
    /// Number.
    pub number: &'a str,
    /// Title.
    pub title: &'a str,
    /// Kind of right.
    pub kind: Kind,
    /// Two-letter office code.
    pub jurisdiction: &'a str,
    /// Owner.
    pub owner: Option<&'a str>,
    /// Filing date.
    pub filed: Option<&'a str>,
    /// Earliest priority date.
    pub priority: Option<&'a str>,
    /// Date of grant.
    pub granted: Option<&'a str>,
    /// Date of expiry.
    pub expires: Option<&'a str>,
}

impl<'a> Particulars<'a> {
    /// Those of a patent.
    pub fn of(patent: &'a Patent) -> Particulars<'a> {
        Particulars {
            number: &patent.number,
            title: &patent.title,
            kind: patent.kind,
            jurisdiction: &patent.jurisdiction,
            owner: patent.owner.as_deref(),
            filed: patent.filed.as_deref(),
            priority: patent.priority.as_deref(),
            granted: patent.granted.as_deref(),
            expires: patent.expires.as_deref(),
        }
    }

    /// Writes those that are given only.
    ///
    /// # Errors
    /// When the serializer fails.
    pub fn given<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("number", self.number)?;
        map.serialize_entry("title", self.title)?;
        map.serialize_entry("kind", &self.kind)?;
        map.serialize_entry("jurisdiction", self.jurisdiction)?;
        for (key, value) in [
            ("owner", self.owner),
            ("filed", self.filed),
            ("priority", self.priority),
            ("granted", self.granted),
            ("expires", self.expires),
        ] {
            if let Some(value) = value {
                map.serialize_entry(key, value)?;
            }
        }
        map.end()
    }
}
