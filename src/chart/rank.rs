//! Which charts a reviewer should open first.

use crate::chart::{Standing, Support, roll_up};
use crate::pair::supports::Said;

/// What a weak row counts beside one that is found.
pub(crate) const WEAK: f32 = 0.45;

/// A sort key: less comes first. The standing, whether the kind of product is shown, how much is found, and how sure that
/// is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    standing: Standing,
    kind: u8,
    points: i32,
    confidence: i32,
}

impl Rank {
    /// The rank of a chart's rows.
    pub fn of(rows: impl Iterator<Item = Said> + Clone) -> Rank {
        let standing = roll_up(rows.clone().map(|row| row.support));
        let kind = match rows.clone().next().map(|row| row.support) {
            Some(Support::Found) => 0,
            Some(Support::Weak) => 1,
            _ => 2,
        };
        let count = i32::try_from(rows.clone().count()).unwrap_or(i32::MAX).max(1);
        let points = rows.clone().map(|row| match row.support {
            Support::Found => 1000,
            Support::Weak => (1000.0 * WEAK) as i32,
            Support::Missing => 0,
            Support::Contradicted => -1000,
        });
        let sum: f32 = rows.map(|row| row.confidence).sum();
        Rank { standing, kind, points: -points.sum::<i32>() / count, confidence: 0 }.with_confidence(sum / count as f32)
    }

    /// The rank of rows of which only the supports and their confidence as a whole are known.
    pub fn of_supports(supports: impl Iterator<Item = Support> + Clone, confidence: f32) -> Rank {
        Rank::of(supports.map(|support| Said { support, confidence: 0.0 })).with_confidence(confidence)
    }

    /// Thousandths decide, as records have them.
    fn with_confidence(self, confidence: f32) -> Rank {
        Rank { confidence: -(f64::from(confidence) * 1000.0).round() as i32, ..self }
    }
}

/// How much of a chart is supported: rows that are found, and weak ones for less, among all, 0 to 1.
pub fn coverage(rows: impl ExactSizeIterator<Item = Support>) -> f32 {
    let count = rows.len().max(1) as f32;
    let points = rows.map(|support| match support {
        Support::Found => 1.0,
        Support::Weak => WEAK,
        Support::Missing | Support::Contradicted => 0.0,
    });
    points.sum::<f32>() / count
}

/// How sure the program is of a chart's rows: the mean of their confidences, 0 to 1.
pub fn confidence(rows: &[Said]) -> f32 {
    rows.iter().map(|row| row.confidence).sum::<f32>() / rows.len().max(1) as f32
}
