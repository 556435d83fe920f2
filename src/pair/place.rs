//! Where a row stands in its claim.

use crate::pair::reading::Support;

/// Where an element stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// It is the preamble.
    Preamble,
    /// It is in the body, and the listing shows something of the kind of product.
    Body,
    /// It is in the body, and the listing shows nothing of the kind of product.
    OtherKind,
}

impl Place {
    /// The place of a claim's `index`-th element, given the support of the chart's first row, where there is one already.
    pub fn of(index: usize, root: Option<Support>) -> Place {
        match root {
            _ if index == 0 => Place::Preamble,
            Some(Support::Missing) => Place::OtherKind,
            _ => Place::Body,
        }
    }
}
