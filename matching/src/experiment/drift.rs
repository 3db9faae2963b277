//! Whether two samples differ in shape: the population stability index, with a threshold that depends
//! on how many there are.
//!
//! Without any change, PSI over `b` bins of samples of `n` and `m` is near `(1/n + 1/m)·χ²(b − 1)`. A
//! fixed 0.1 cries wolf at a hundred values and never speaks at ten thousand.

use crate::experiment::distribution::chi_squared_quantile_above;

/// Half a value is added to each bin, so that an empty one is not infinitely strange.
const HALF: f64 = 0.5;

/// Of values counted by bin, in both samples.
pub fn psi(before: &[u64], after: &[u64]) -> f64 {
    let share = |counts: &[u64]| {
        let total: f64 = counts.iter().map(|it| *it as f64 + HALF).sum();
        counts.iter().map(|it| (*it as f64 + HALF) / total).collect::<Vec<f64>>()
    };
    let pairs = share(before).into_iter().zip(share(after));
    pairs.map(|(before, after)| (after - before) * (after / before).ln()).sum()
}

/// What PSI exceeds with this chance when nothing has changed.
pub fn threshold(before: u64, after: u64, bins: usize, chance: f64) -> f64 {
    let smaller = 1.0 / before as f64 + 1.0 / after as f64;
    smaller * chi_squared_quantile_above(chance, bins as f64 - 1.0)
}

/// Values by bin; `edges` rise, and a value on an edge belongs above it. The unknown have a bin of
/// their own, the last.
pub fn counts(values: &[f32], edges: &[f32]) -> Vec<u64> {
    let mut counts = vec![0; edges.len() + 2];
    for value in values {
        let bin =
            if value.is_nan() { edges.len() + 1 } else { edges.partition_point(|it| it <= value) };
        counts[bin] += 1;
    }
    counts
}

/// Edges of `bins` bins that hold equally many of the sorted, known `values`; fewer where values
/// repeat.
pub fn edges(values: &[f32], bins: usize) -> Vec<f32> {
    let mut edges: Vec<f32> =
        (1..bins).filter_map(|nth| values.get(nth * values.len() / bins).copied()).collect();
    edges.dedup();
    edges
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::chance::Chance;

    #[test]
    fn the_same_shape_has_no_distance_and_a_shift_has_the_printed_one() {
        assert!(psi(&[100, 200, 300], &[10, 20, 30]).abs() < 1e-3);
        // Shares 0.5/0.5 and 0.6/0.4: 0.1·ln 1.2 + 0.1·ln 1.25.
        let found = psi(&[5_000_000, 5_000_000], &[6_000_000, 4_000_000]);
        assert!((found - 0.1 * (1.2_f64.ln() + 1.25_f64.ln())).abs() < 1e-6);
    }

    #[test]
    fn the_threshold_is_passed_as_often_as_it_says() {
        let mut chance = Chance::new(6);
        for (n, runs) in [(200, 1_500), (2_000, 400)] {
            let mut sample = || {
                let mut counts = vec![0_u64; 10];
                (0..n).for_each(|_| counts[chance.below(10)] += 1);
                counts
            };
            let limit = threshold(n, n, 10, 0.05);
            let alarms = (0..runs).filter(|_| psi(&sample(), &sample()) > limit).count();
            let share = alarms as f64 / f64::from(runs);
            assert!((0.02..0.08).contains(&share), "{n}: {share}");
        }
    }

    #[test]
    fn the_unknown_have_their_own_bin() {
        let known: Vec<f32> = (0..100).map(|it| it as f32).collect();
        let edges = edges(&known, 4);
        assert_eq!(edges, [25.0, 50.0, 75.0]);
        assert_eq!(counts(&[0.0, 25.0, 99.0, f32::NAN], &edges), [1, 1, 0, 1, 1]);
    }
}
