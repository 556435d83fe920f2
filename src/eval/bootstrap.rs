//! Intervals by a bootstrap over clusters: elements of one patent stand or fall together, so patents are drawn, not
//! elements.

use rayon::prelude::*;

/// The draws, made once: every figure is measured on the same ones, so a difference of two figures is a paired one.
#[derive(Debug)]
pub struct Bootstrap {
    draws: Vec<Vec<usize>>,
}

impl Bootstrap {
    /// Draws from `clusters` clusters, as many as there are and with replacement, `resamples` times.
    ///
    /// The same seed gives the same draws on every machine.
    pub fn new(clusters: usize, resamples: usize, seed: u64) -> Bootstrap {
        let mut generator = SplitMix64(seed);
        let draws =
            (0..resamples).map(|_| (0..clusters).map(|_| generator.below(clusters)).collect()).collect::<Vec<_>>();
        Bootstrap { draws }
    }

    /// The 95 % percentile interval of a figure, given a way to measure it on drawn clusters.
    ///
    /// Draws on which it has nothing to be measured on are left out; `None` when these are more than half.
    pub fn interval(&self, measure: impl Fn(&[usize]) -> Option<f64> + Sync) -> Option<(f64, f64)> {
        let mut values: Vec<f64> = self.draws.par_iter().filter_map(|drawn| measure(drawn)).collect();
        if values.is_empty() || values.len() * 2 < self.draws.len() {
            return None;
        }
        values.sort_by(f64::total_cmp);
        Some((percentile(&values, 0.025), percentile(&values, 0.975)))
    }
}

/// A percentile of sorted values, between neighbours in proportion.
fn percentile(sorted: &[f64], share: f64) -> f64 {
    let at = share * (sorted.len() - 1) as f64;
    let below = at.floor() as usize;
    let above = (below + 1).min(sorted.len() - 1);
    sorted[below] + (sorted[above] - sorted[below]) * (at - below as f64)
}

/// Steele, Lea and Flood's `SplitMix64`: small, and the same everywhere.
#[derive(Debug)]
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `bound`, each as likely as the next to within 2^-64 of it.
    fn below(&mut self, bound: usize) -> usize {
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn mean_of(values: &[f64]) -> impl Fn(&[usize]) -> Option<f64> + Sync {
        |drawn| (!drawn.is_empty()).then(|| drawn.iter().map(|at| values[*at]).sum::<f64>() / drawn.len() as f64)
    }

    #[test]
    fn the_generator_is_the_published_one() {
        // Test vector of the reference implementation for seed 1234567.
        let mut generator = SplitMix64(1_234_567);
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423_u64];
        assert_eq!([(); 3].map(|()| generator.next()), expected);
    }

    #[test]
    fn percentiles_by_hand() {
        let values = [0.0, 1.0, 2.0, 3.0, 4.0];
        assert!((percentile(&values, 0.5) - 2.0).abs() < 1e-12);
        assert!((percentile(&values, 0.025) - 0.1).abs() < 1e-12);
        assert!((percentile(&values, 0.975) - 3.9).abs() < 1e-12);
        assert!((percentile(&[7.0], 0.9) - 7.0).abs() < 1e-12);
    }

    #[test]
    fn an_interval_has_the_width_that_theory_gives() {
        // Mean of 100 coins: standard error .05, so the interval is about .5 -+ .098.
        let coins: Vec<f64> = (0..100).map(|at| f64::from(at % 2)).collect();
        let (low, high) = Bootstrap::new(100, 2000, 1).interval(mean_of(&coins)).unwrap();
        assert!((low - 0.402).abs() < 0.02 && (high - 0.598).abs() < 0.02, "{low} {high}");
    }

    #[test]
    fn what_is_rarely_measured_has_no_interval() {
        let bootstrap = Bootstrap::new(10, 200, 1);
        // A single cluster of ten is in a draw two times out of three.
        assert!(bootstrap.interval(|drawn| drawn.contains(&0).then_some(1.0)).is_some());
        // Two given clusters of ten stand first one time in fifty.
        assert_eq!(bootstrap.interval(|drawn| (drawn[0] == 0 && drawn[1] < 2).then_some(1.0)), None);
        assert_eq!(Bootstrap::new(0, 10, 1).interval(mean_of(&[])), None);
        assert_eq!(Bootstrap::new(3, 0, 1).interval(|_| Some(1.0)), None);
    }

    proptest! {
        #[test]
        fn it_contains_the_mean(values in prop::collection::vec(0.0..1.0f64, 1..40), seed in any::<u64>()) {
            let (low, high) = Bootstrap::new(values.len(), 300, seed).interval(mean_of(&values)).unwrap();
            let mean = values.iter().sum::<f64>() / values.len() as f64;
            prop_assert!(low - 1e-9 <= mean && mean <= high + 1e-9, "{low} {mean} {high}");
        }

        #[test]
        fn the_same_seed_gives_the_same_interval(seed in any::<u64>()) {
            let values = [0.1, 0.9, 0.4, 0.35];
            let interval = |seed| Bootstrap::new(4, 50, seed).interval(mean_of(&values));
            prop_assert_eq!(interval(seed), interval(seed));
        }
    }
}
