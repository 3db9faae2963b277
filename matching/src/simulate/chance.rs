//! Draws from the usual distributions, on top of the crate's own dice.
//!
//! The same seed gives the same market on every run of one build: nothing here asks the clock, and no
//! map is walked in an order of its own.

use crate::measure::chance::Dice;

/// A stream of draws. [`Chance::fork`] makes an independent one, so that drawing more of one thing does
/// not move all others.
#[derive(Debug, Clone)]
pub struct Chance {
    dice: Dice,
}

impl Chance {
    pub fn new(seed: u64) -> Chance {
        Chance { dice: Dice::new(seed) }
    }

    /// Another stream, named by `what`.
    pub fn fork(seed: u64, what: &str) -> Chance {
        let mut mixed = seed ^ 0xCBF2_9CE4_8422_2325;
        for byte in what.bytes() {
            mixed = (mixed ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
        }
        Chance::new(mixed)
    }

    pub fn bits(&mut self) -> u64 {
        self.dice.bits()
    }

    /// At least zero, less than one.
    pub fn fraction(&mut self) -> f64 {
        self.dice.fraction()
    }

    /// At least zero, less than `bound`, which is above zero.
    pub fn below(&mut self, bound: usize) -> usize {
        self.dice.below(bound)
    }

    pub fn happens(&mut self, probability: f64) -> bool {
        self.fraction() < probability
    }

    /// Both ends included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    pub fn within(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.fraction()
    }

    /// The standard normal, by Box and Muller.
    pub fn normal(&mut self) -> f64 {
        let radius = (-2.0 * (1.0 - self.fraction()).ln()).sqrt();
        radius * (std::f64::consts::TAU * self.fraction()).cos()
    }

    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// A place in `sums`, which hold the running totals of the weights.
    pub fn weighted(&mut self, sums: &[f64]) -> usize {
        let total = sums.last().copied().unwrap_or(0.0);
        let drawn = self.fraction() * total;
        sums.partition_point(|it| *it <= drawn).min(sums.len().saturating_sub(1))
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// Running totals of `1 / (rank + shift)`: the head is asked for often, the tail hardly.
pub fn zipf(count: usize, shift: f64) -> Vec<f64> {
    let mut total = 0.0;
    let mut add = |rank: usize| {
        total += 1.0 / (rank as f64 + shift);
        total
    };
    (1..=count).map(&mut add).collect()
}

pub fn logistic(value: f64) -> f64 {
    1.0 / (1.0 + (-value).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normals_have_mean_zero_and_variance_one() {
        let mut chance = Chance::new(5);
        let draws: Vec<f64> = (0..40_000).map(|_| chance.normal()).collect();

        let mean = draws.iter().sum::<f64>() / 40_000.0;
        let variance = draws.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / 40_000.0;

        assert!(mean.abs() < 0.02 && (variance - 1.0).abs() < 0.03, "{mean} {variance}");
    }

    #[test]
    fn weights_are_kept() {
        let mut chance = Chance::new(5);
        let mut counts = [0; 3];
        for _ in 0..30_000 {
            counts[chance.weighted(&[1.0, 1.5, 3.0])] += 1;
        }

        for (count, share) in counts.into_iter().zip([1.0 / 3.0, 1.0 / 6.0, 0.5]) {
            assert!((f64::from(count) / 30_000.0 - share).abs() < 0.01, "{counts:?}");
        }
    }

    #[test]
    fn forks_differ_and_repeat() {
        let first = |what: &str| Chance::fork(1, what).bits();

        assert_ne!(first("docs"), first("needs"));
        assert_eq!(first("docs"), first("docs"));
    }
}
