//! Whether the statistics keep their word where nothing differs: thousands of experiments without an
//! effect, on what searches in the market are really worth.

use crate::{
    experiment::{
        distribution::normal_above,
        drift::{psi, threshold},
        sequential::{Arm, Test},
        srm,
    },
    simulate::chance::Chance,
};

/// Buyers per arm and looks of one experiment.
const BUYERS: usize = 4_000;
const LOOKS: usize = 20;
const ALPHA: f64 = 0.05;

/// Shares of experiments without an effect that found one.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sequential {
    pub always_valid: f64,
    pub peeking: f64,
    /// Looking once, at the end.
    pub once: f64,
}

/// `values` are what one buyer was worth in an experiment's time; a share of past effects' size is
/// believed in, as the standard deviation of effects.
pub fn sequential(values: &[f64], runs: usize, seed: u64) -> Sequential {
    let mut chance = Chance::fork(seed, "a/a");
    let mean = values.iter().sum::<f64>() / values.len() as f64;
    let effects = (0.05 * mean).powi(2);
    let (mut always_valid, mut peeking, mut once) = (0, 0, 0);
    for _ in 0..runs {
        let (mut one, mut other, mut test) = (Arm::default(), Arm::default(), Test::new(effects));
        let (mut smallest, mut last) = (1.0_f64, 1.0);
        for _ in 0..LOOKS {
            for _ in 0..BUYERS / LOOKS {
                one.add(*chance.pick(values));
                other.add(*chance.pick(values));
            }
            test.look(&one, &other);
            last = fixed(&one, &other);
            smallest = smallest.min(last);
        }
        always_valid += u32::from(test.p() < ALPHA);
        peeking += u32::from(smallest < ALPHA);
        once += u32::from(last < ALPHA);
    }
    let share = |it: u32| f64::from(it) / runs as f64;
    Sequential { always_valid: share(always_valid), peeking: share(peeking), once: share(once) }
}

/// The two-sided p-value of a look that was planned.
fn fixed(one: &Arm, other: &Arm) -> f64 {
    let variance = one.variance() / one.count as f64 + other.variance() / other.count as f64;
    if variance > 0.0 {
        2.0 * normal_above(((other.mean - one.mean) / variance.sqrt()).abs())
    } else {
        1.0
    }
}

/// How often the alarm on arm sizes sounds, for a true share of the first arm.
pub fn ratio_alarms(share: f64, units: u64, runs: usize, seed: u64) -> f64 {
    let mut chance = Chance::fork(seed, "srm");
    let sounds = |_: &usize| {
        let first = (0..units).filter(|_| chance.happens(share)).count() as u64;
        srm::is_alarming(&[first, units - first], &[0.5, 0.5])
    };
    (0..runs).filter(sounds).count() as f64 / runs as f64
}

/// How often PSI over ten bins is above 0.1, and above the computed threshold of 5 %, where nothing has
/// changed.
pub fn drift_alarms(count: u64, runs: usize, seed: u64) -> (f64, f64) {
    const BINS: usize = 10;
    let mut chance = Chance::fork(seed, "psi");
    let limit = threshold(count, count, BINS, ALPHA);
    let (mut by_rule, mut by_threshold) = (0, 0);
    for _ in 0..runs {
        let mut sample = || {
            let mut counts = vec![0_u64; BINS];
            (0..count).for_each(|_| counts[chance.below(BINS)] += 1);
            counts
        };
        let found = psi(&sample(), &sample());
        by_rule += u32::from(found > 0.1);
        by_threshold += u32::from(found > limit);
    }
    (f64::from(by_rule) / runs as f64, f64::from(by_threshold) / runs as f64)
}
