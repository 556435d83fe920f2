//! Charts put together: the rows of a claim, from the chain of parents that leaves the least open, with what the chart
//! says of its patent and listing.

use crate::chart::{Chart, ChartReview, ListingRef, PatentRef, Row, Support, count, design, roll_up};
use crate::listing::Listing;
use crate::pair::Matcher;
use crate::pair::explain::Explanation;
use crate::pair::place::Place;
use crate::pair::text::ListingText;
use crate::patent::{Kind, Patent};

impl Matcher {
    /// The rows of the `at`-th selected claim along the chain of parents that leaves the least open, and that chain.
    fn best_chain(
        &self,
        patents: &[Patent],
        at: usize,
        listing: &Listing,
        text: &ListingText,
    ) -> Option<(Vec<Row>, &[usize])> {
        let chains = self.selected[at].chains.iter().map(Vec::as_slice);
        chains.map(|chain| (self.rows(patents, chain, listing, text).0, chain)).min_by_key(|(rows, _)| openness(rows))
    }

    /// Why the row with a label says what it says; none where the `at`-th selected claim's chart has no such row.
    pub fn explain(
        &self,
        patents: &[Patent],
        at: usize,
        listing: &Listing,
        text: &ListingText,
        label: &str,
    ) -> Option<Explanation> {
        let (rows, chain) = self.best_chain(patents, at, listing, text)?;
        let root = rows.first().map(|root| root.support);
        chain.iter().find_map(|&compiled| {
            let compiled = &self.claims[compiled];
            let claim = &patents[compiled.patent].claims[compiled.claim];
            let (index, element) =
                compiled.elements.iter().enumerate().find(|(_, element)| element.label.eq_ignore_ascii_case(label))?;
            let place = Place::of(index, root);
            Some(Explanation::of(claim, element, place, listing, text, self.parts))
        })
    }

    /// The chart of the `at`-th selected claim.
    pub fn chart(&self, patents: &[Patent], at: usize, listing: &Listing, text: &ListingText) -> Chart {
        let selected = &self.selected[at];
        let patent = &patents[selected.patent];
        let (rows, _) = self.best_chain(patents, at, listing, text).unwrap_or_default();
        let (rows, views) = if patent.kind == Kind::Design {
            (design_rows(rows), design::view_notes(patent, listing))
        } else {
            (rows, Vec::new())
        };
        Chart {
            patent: PatentRef {
                number: patent.number.clone(),
                title: patent.title.clone(),
                kind: patent.kind,
                sha256: patent.sha256.clone(),
                ..PatentRef::default()
            },
            claim: patent.claims[selected.claim].number,
            listing: ListingRef {
                id: listing.id.clone(),
                url: listing.url.clone(),
                title: listing.title.clone(),
                source: listing.source.clone(),
                captured_at: listing.captured_at.clone(),
                sha256: listing.sha256.clone(),
                ..ListingRef::default()
            },
            chosen: String::new(),
            standing: roll_up(rows.iter().map(|row| row.support)),
            rows,
            views,
            statements: if patent.kind == Kind::Design { patent.statements.clone() } else { Vec::new() },
            sheets: Vec::new(),
            review: ChartReview::default(),
            exhibits: Vec::new(),
        }
    }
}

/// Fewer and lesser gaps first; contradictions last.
fn openness(rows: &[Row]) -> (usize, usize, usize) {
    (count(rows, Support::Contradicted), count(rows, Support::Missing), count(rows, Support::Weak))
}

/// Text can show what kind of article a design is for, never its appearance: no row of a design is `found`.
fn design_rows(mut rows: Vec<Row>) -> Vec<Row> {
    for row in &mut rows {
        if row.support == Support::Found {
            row.support = Support::Weak;
        }
        if row.needed.is_empty() {
            "pictures of the product in the patent's views, compared by a person".clone_into(&mut row.needed);
        }
    }
    rows
}
