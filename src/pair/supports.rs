//! The rows of a claim by their support alone, for screening: what a chart says of each row, without quotes and reasons.

use serde::{Deserialize, Serialize};

use crate::pair::compiled::CompiledElement;
use crate::pair::place::Place;
use crate::pair::reading::{Standing, Support, roll_up};
use crate::pair::text::ListingText;
use crate::pair::{CompiledClaim, Parts, row};

/// What a row of a chart says.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Said {
    /// Its support.
    pub support: Support,
    /// The probability that it is right.
    pub confidence: f32,
}

/// The rows of a chain of claims, the parents' first, as [`super::Matcher::chart`] would have them.
pub(crate) fn supports(chain: &[&CompiledClaim], text: &ListingText, parts: Parts) -> Vec<Said> {
    let mut rows: Vec<Said> = Vec::new();
    for claim in chain {
        let above = standing(&rows);
        let root = rows.first().copied();
        for (index, element) in claim.elements.iter().enumerate() {
            let place = Place::of(index, rows.first().map(|root| root.support));
            let mut said = said(element, place, text, parts);
            if index == 0 && claim.dependent {
                said = match root {
                    Some(parent) => {
                        Said { support: row::referring(above, Some(parent.support), said.support), ..parent }
                    }
                    None => Said { support: row::referring(above, None, said.support), ..said },
                };
            }
            rows.push(said);
        }
    }
    rows
}

/// One row.
pub(crate) fn said(element: &CompiledElement, place: Place, text: &ListingText, parts: Parts) -> Said {
    let (support, confidence) = row::support(element, place, text, parts);
    Said { support, confidence }
}

/// The roll-up.
pub fn standing(rows: &[Said]) -> Standing {
    roll_up(rows.iter().map(|row| row.support))
}

/// Fewer and lesser gaps first; contradictions last.
pub(crate) fn openness(rows: &[Said]) -> (usize, usize, usize) {
    let count = |support| rows.iter().filter(|row| row.support == support).count();
    (count(Support::Contradicted), count(Support::Missing), count(Support::Weak))
}

/// Text can show what kind of article a design is for, never its appearance: no row of a design is `found`.
pub(crate) fn of_design(rows: &mut [Said]) {
    for row in rows.iter_mut().filter(|row| row.support == Support::Found) {
        row.support = Support::Weak;
    }
}

impl CompiledClaim {
    /// What a listing says of its preamble.
    pub(crate) fn preamble(&self, text: &ListingText, parts: Parts) -> Option<Said> {
        self.elements.first().map(|element| said(element, Place::Preamble, text, parts))
    }
}
