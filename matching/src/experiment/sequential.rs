//! A p-value that holds at any moment one cares to look: the mixture sequential probability ratio test.
//!
//! With a difference `d` of means whose variance is `s`, and effects believed to be normal with
//! variance `τ²`, the likelihood ratio against no difference is
//! `Λ = √(s/(s+τ²)) · exp(τ²d² / (2s(s+τ²)))`. Under no difference it exceeds `1/α` with a chance of at
//! most `α`, ever; so `p = min 1/Λ` over all looks may be read daily, and stopped by.

/// Per arm: how many, their mean, the sum of squares about it. Values come one by one.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Arm {
    pub count: u64,
    pub mean: f64,
    squares: f64,
}

impl Arm {
    pub fn add(&mut self, value: f64) {
        self.count += 1;
        let before = value - self.mean;
        self.mean += before / self.count as f64;
        self.squares += before * (value - self.mean);
    }

    pub fn variance(&self) -> f64 {
        if self.count < 2 { 0.0 } else { self.squares / (self.count - 1) as f64 }
    }

    /// Of the mean.
    fn error(&self) -> f64 {
        self.variance() / self.count.max(1) as f64
    }
}

/// Before so many in each arm, the variance is anybody's guess and nothing is said.
pub const FEWEST: u64 = 100;

#[derive(Debug, Clone, PartialEq)]
pub struct Test {
    /// The variance of effects, of past experiments.
    effects: f64,
    p: f64,
}

impl Test {
    pub fn new(effects: f64) -> Test {
        Test { effects, p: 1.0 }
    }

    /// Looks at the arms as they are now. The value never rises again.
    pub fn look(&mut self, one: &Arm, other: &Arm) -> f64 {
        let variance = one.error() + other.error();
        if one.count >= FEWEST && other.count >= FEWEST && variance > 0.0 {
            let ratio = likelihood_ratio(other.mean - one.mean, variance, self.effects);
            self.p = self.p.min(1.0 / ratio);
        }
        self.p
    }

    pub fn p(&self) -> f64 {
        self.p
    }

    /// Half of the width of the interval around the difference that holds at every look at once.
    pub fn margin(&self, one: &Arm, other: &Arm, alpha: f64) -> f64 {
        let (variance, effects) = (one.error() + other.error(), self.effects);
        let sum = variance + effects;
        (2.0 * variance * sum / effects * ((1.0 / alpha).ln() + 0.5 * (sum / variance).ln())).sqrt()
    }
}

pub fn likelihood_ratio(difference: f64, variance: f64, effects: f64) -> f64 {
    let sum = variance + effects;
    (variance / sum).sqrt() * (effects * difference * difference / (2.0 * variance * sum)).exp()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{experiment::distribution::normal_above, simulate::chance::Chance};

    #[test]
    fn the_ratio_of_the_book_with_sums_written_out() {
        // n pairs, V the sum of both variances: the form that is usually printed.
        let (n, v, tau, d) = (400.0_f64, 2.5_f64, 0.02_f64, 0.3_f64);
        let printed =
            (v / (v + n * tau)).sqrt() * (n * n * tau * d * d / (2.0 * v * (v + n * tau))).exp();

        assert!((likelihood_ratio(d, v / n, tau) / printed - 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_margin_is_where_the_value_is_alpha() {
        let mut arms = [Arm::default(); 2];
        let mut chance = Chance::new(1);
        for arm in &mut arms {
            (0..500).for_each(|_| arm.add(chance.normal()));
        }
        let test = Test::new(0.01);
        let margin = test.margin(&arms[0], &arms[1], 0.05);

        let variance = arms[0].error() + arms[1].error();
        assert!((likelihood_ratio(margin, variance, 0.01) - 20.0).abs() < 1e-9);
    }

    #[test]
    fn looking_often_does_not_find_what_is_not_there() {
        let mut chance = Chance::new(7);
        let (mut always_valid, mut fixed) = (0, 0);
        for _ in 0..300 {
            let (mut one, mut other, mut test) = (Arm::default(), Arm::default(), Test::new(0.01));
            let mut smallest = 1.0_f64;
            for _ in 0..20 {
                for _ in 0..100 {
                    one.add(chance.normal());
                    other.add(chance.normal());
                }
                test.look(&one, &other);
                let z = (other.mean - one.mean) / (one.error() + other.error()).sqrt();
                smallest = smallest.min(2.0 * normal_above(z.abs()));
            }
            always_valid += u32::from(test.p() < 0.05);
            fixed += u32::from(smallest < 0.05);
        }

        assert!(always_valid <= 15, "{always_valid} of 300");
        assert!(fixed >= 45, "{fixed} of 300: peeking should be seen to fail");
    }
}
