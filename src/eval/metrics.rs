//! The figures of an evaluation, each a plain function of judged elements.
//!
//! None depends on the order of its input: elements of equal confidence are taken together, never in the order they
//! came. `None` stands for a figure that has nothing to be measured on.

use crate::chart::Support;

/// The four classes, in the order of the tables.
pub const CLASSES: [Support; 4] = [Support::Found, Support::Weak, Support::Missing, Support::Contradicted];

/// One element as readers and program judged it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Judged {
    /// Label by readers.
    pub gold: Support,
    /// Label by the program.
    pub said: Support,
    /// The program's probability that its label is right.
    pub confidence: f64,
    /// Whether readers gave quotes.
    pub quoted: bool,
    /// Rank of the first piece of evidence that overlaps one of these quotes, from 0.
    pub rank: Option<usize>,
}

impl Judged {
    /// Whether program and readers agree.
    pub fn is_right(&self) -> bool {
        self.gold == self.said
    }
}

/// How often each class was said of each class: rows by readers, columns by the program, in the order of [`CLASSES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Confusion(pub [[usize; 4]; 4]);

impl Confusion {
    /// Counts pairs of a reader's and the program's label.
    pub fn of(pairs: impl IntoIterator<Item = (Support, Support)>) -> Confusion {
        let mut counts = [[0; 4]; 4];
        for (gold, said) in pairs {
            counts[gold as usize][said as usize] += 1;
        }
        Confusion(counts)
    }

    /// Counts judged elements.
    pub fn judged(judged: &[Judged]) -> Confusion {
        Confusion::of(judged.iter().map(|one| (one.gold, one.said)))
    }

    /// Elements that readers gave this label.
    pub fn gold(&self, class: Support) -> usize {
        self.0[class as usize].iter().sum()
    }

    /// Elements that the program gave this label.
    pub fn said(&self, class: Support) -> usize {
        self.0.iter().map(|row| row[class as usize]).sum()
    }

    /// Elements to which both gave it.
    pub fn right(&self, class: Support) -> usize {
        self.0[class as usize][class as usize]
    }

    /// Share of what the program calls so that is so.
    pub fn precision(&self, class: Support) -> Option<f64> {
        ratio(self.right(class), self.said(class))
    }

    /// Share of what is so that the program calls so.
    pub fn recall(&self, class: Support) -> Option<f64> {
        ratio(self.right(class), self.gold(class))
    }

    /// Harmonic mean of the two; `None` when the class occurs on neither side.
    pub fn f1(&self, class: Support) -> Option<f64> {
        ratio(2 * self.right(class), self.gold(class) + self.said(class))
    }

    /// Mean F1 of the classes that occur on either side.
    pub fn macro_f1(&self) -> Option<f64> {
        mean(CLASSES.iter().filter_map(|class| self.f1(*class)))
    }

    /// Share of elements on which both agree.
    pub fn accuracy(&self) -> Option<f64> {
        ratio(CLASSES.iter().map(|class| self.right(*class)).sum(), self.0.iter().flatten().sum())
    }
}

/// A share; `None` of nothing.
pub fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

fn mean(values: impl Iterator<Item = f64>) -> Option<f64> {
    let (sum, count) = values.fold((0.0, 0usize), |(sum, count), value| (sum + value, count + 1));
    (count > 0).then(|| sum / count as f64)
}

/// Share of the elements with quotes by readers of which one of the first `k` pieces of evidence overlaps a quote.
pub fn evidence_recall(judged: &[Judged], k: usize) -> Option<f64> {
    let quoted = judged.iter().filter(|one| one.quoted);
    ratio(quoted.clone().filter(|one| one.rank.is_some_and(|rank| rank < k)).count(), quoted.count())
}

/// Mean squared distance of the confidence from what happened (1 when the label is right, else 0).
pub fn brier(judged: &[Judged]) -> Option<f64> {
    mean(judged.iter().map(|one| (one.confidence - f64::from(u8::from(one.is_right()))).powi(2)))
}

/// Expected calibration error over bins of equal mass by confidence: the mean distance, weighted by size, of a bin's
/// mean confidence from its share of right labels.
///
/// Where a bin ends among elements of equal confidence, each part gets its share of their right labels.
pub fn calibration_error(judged: &[Judged], bins: usize) -> Option<f64> {
    let mut pairs: Vec<(f64, f64)> =
        judged.iter().map(|one| (one.confidence, f64::from(u8::from(one.is_right())))).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    for tied in pairs.chunk_by_mut(|a, b| a.0.total_cmp(&b.0).is_eq()) {
        let share = tied.iter().map(|pair| pair.1).sum::<f64>() / tied.len() as f64;
        for pair in tied {
            pair.1 = share;
        }
    }
    let count = pairs.len();
    let bins = bins.max(1);
    let error: f64 = (0..bins)
        .map(|bin| &pairs[bin * count / bins..(bin + 1) * count / bins])
        .map(|bin| bin.iter().map(|(confidence, right)| confidence - right).sum::<f64>().abs())
        .sum();
    (count > 0).then(|| error / count as f64)
}

/// Precision of a class where its recall first reaches `recall`, going down the elements the program gave this label by
/// confidence; elements of equal confidence are taken or left together. `None` when all of them do not reach it.
pub fn precision_at_recall(judged: &[Judged], class: Support, recall: f64) -> Option<f64> {
    let gold = judged.iter().filter(|one| one.gold == class).count();
    let mut carrying: Vec<&Judged> = judged.iter().filter(|one| one.said == class).collect();
    carrying.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
    let (mut taken, mut right) = (0, 0);
    for tied in carrying.chunk_by(|a, b| a.confidence.total_cmp(&b.confidence).is_eq()) {
        taken += tied.len();
        right += tied.iter().filter(|one| one.is_right()).count();
        // The small slack lets 3 of 5 reach .6.
        if gold > 0 && right as f64 / gold as f64 >= recall - 1e-9 {
            return ratio(right, taken);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use Support::{Contradicted, Found, Missing, Weak};

    fn judged(gold: Support, said: Support, confidence: f64) -> Judged {
        Judged { gold, said, confidence, quoted: false, rank: None }
    }

    fn close(a: Option<f64>, b: f64) {
        assert!(a.is_some_and(|a| (a - b).abs() < 1e-12), "{a:?} is not {b}");
    }

    #[test]
    fn f1_by_hand() {
        // found: said 3, gold 2, right 1. weak: said 1, gold 2, right 1. missing: said 1, gold 1, right 1.
        let pairs = [(Found, Found), (Found, Missing), (Weak, Weak), (Weak, Found), (Contradicted, Found)];
        let table = Confusion::of(pairs);
        close(table.precision(Found), 1.0 / 3.0);
        close(table.recall(Found), 0.5);
        close(table.f1(Found), 0.4);
        close(table.f1(Weak), 2.0 / 3.0);
        // Said once, never so.
        close(table.precision(Missing), 0.0);
        assert_eq!(table.recall(Missing), None);
        close(table.f1(Missing), 0.0);
        // So once, never said.
        assert_eq!(table.precision(Contradicted), None);
        close(table.f1(Contradicted), 0.0);
        close(table.macro_f1(), (0.4 + 2.0 / 3.0) / 4.0);
        close(table.accuracy(), 0.4);
    }

    #[test]
    fn a_class_that_never_occurs_is_left_out() {
        let table = Confusion::of([(Found, Found), (Missing, Missing), (Missing, Found)]);
        assert_eq!(table.f1(Weak), None);
        close(table.macro_f1(), f64::midpoint(2.0 / 3.0, 2.0 / 3.0));
        assert_eq!(Confusion::default().macro_f1(), None);
        assert_eq!(Confusion::default().accuracy(), None);
    }

    #[test]
    fn evidence_recall_counts_quoted_elements_only() {
        let one = |quoted, rank| Judged { quoted, rank, ..judged(Found, Found, 0.5) };
        let all = [one(true, Some(0)), one(true, Some(2)), one(true, Some(3)), one(true, None), one(false, Some(0))];
        close(evidence_recall(&all, 1), 0.25);
        close(evidence_recall(&all, 3), 0.5);
        assert_eq!(evidence_recall(&all[4..], 1), None);
    }

    #[test]
    fn brier_by_hand() {
        close(brier(&[judged(Found, Found, 0.8), judged(Found, Weak, 0.6)]), f64::midpoint(0.04, 0.36));
        assert_eq!(brier(&[]), None);
    }

    #[test]
    fn calibration_error_by_hand() {
        // Bins of two: {.2 wrong, .4 right} is off by |.6 - 1|, {.6 right, .8 right} by |1.4 - 2|; over four elements.
        let all =
            [judged(Weak, Found, 0.2), judged(Found, Found, 0.4), judged(Found, Found, 0.6), judged(Found, Found, 0.8)];
        close(calibration_error(&all, 2), (0.4 + 0.6) / 4.0);
        // In one bin the errors of 2.0 against 3 add up.
        close(calibration_error(&all, 1), 0.25);
        // More bins than elements: every element is one.
        close(calibration_error(&all, 10), (0.2 + 0.6 + 0.4 + 0.2) / 4.0);
        assert_eq!(calibration_error(&[], 10), None);
    }

    #[test]
    fn equal_confidence_that_is_right_as_often_is_calibrated() {
        let all = [judged(Weak, Found, 0.5), judged(Found, Found, 0.5)].repeat(7);
        close(calibration_error(&all, 10), 0.0);
    }

    #[test]
    fn precision_at_recall_by_hand() {
        let all = [
            judged(Found, Found, 0.9),
            judged(Weak, Found, 0.8),
            judged(Found, Found, 0.7),
            judged(Found, Found, 0.7),
            judged(Weak, Found, 0.7),
            judged(Found, Missing, 0.99),
            judged(Found, Weak, 0.6),
        ];
        // Five are found. The first gives recall .2; the three of .7 come together and give .6 at 3 of 5.
        close(precision_at_recall(&all, Found, 0.2), 1.0);
        close(precision_at_recall(&all, Found, 0.4), 0.6);
        close(precision_at_recall(&all, Found, 0.6), 0.6);
        assert_eq!(precision_at_recall(&all, Found, 0.61), None);
        assert_eq!(precision_at_recall(&all, Contradicted, 0.4), None);
    }

    fn any_judged() -> impl Strategy<Value = Judged> {
        let class = || prop::sample::select(CLASSES.to_vec());
        // Few values of confidence, so that many are equal.
        (class(), class(), 0..5u8, any::<bool>(), prop::option::of(0..5usize)).prop_map(
            |(gold, said, confidence, quoted, rank)| Judged {
                gold,
                said,
                confidence: f64::from(confidence) / 4.0,
                quoted,
                rank,
            },
        )
    }

    fn figures(judged: &[Judged]) -> Vec<Option<f64>> {
        let table = Confusion::judged(judged);
        let mut all = vec![table.macro_f1(), brier(judged), calibration_error(judged, 10)];
        for class in CLASSES {
            all.extend([table.precision(class), table.recall(class), table.f1(class)]);
            all.extend([0.2, 0.5, 0.8].map(|recall| precision_at_recall(judged, class, recall)));
        }
        all.extend([1, 3].map(|k| evidence_recall(judged, k)));
        all
    }

    proptest! {
        #[test]
        fn order_changes_nothing(
            (one, other) in prop::collection::vec(any_judged(), 0..60)
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
        ) {
            for (a, b) in figures(&one).into_iter().zip(figures(&other)) {
                prop_assert_eq!(a.is_some(), b.is_some());
                prop_assert!((a.unwrap_or(0.0) - b.unwrap_or(0.0)).abs() < 1e-9);
            }
        }

        #[test]
        fn every_figure_is_a_share(all in prop::collection::vec(any_judged(), 0..60)) {
            for figure in figures(&all).into_iter().flatten() {
                prop_assert!((0.0..=1.0 + 1e-9).contains(&figure), "{figure}");
            }
        }

        #[test]
        fn an_oracle_is_perfect(all in prop::collection::vec(any_judged(), 1..60)) {
            let oracle: Vec<Judged> =
                all.iter().map(|one| Judged { said: one.gold, confidence: 1.0, rank: Some(0), ..*one }).collect();
            prop_assert_eq!(Confusion::judged(&oracle).macro_f1(), Some(1.0));
            prop_assert_eq!(brier(&oracle), Some(0.0));
            prop_assert_eq!(calibration_error(&oracle, 10), Some(0.0));
            for class in CLASSES {
                prop_assert_eq!(
                    precision_at_recall(&oracle, class, 1.0),
                    oracle.iter().any(|one| one.gold == class).then_some(1.0)
                );
            }
        }
    }
}
