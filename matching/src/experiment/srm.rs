//! Whether the arms have the sizes that were asked for (sample ratio mismatch).
//!
//! When they do not, something loses people from one arm, and no other figure of the experiment means
//! anything. The alarm is at p < 0.001, and it blocks the reading of results.

use crate::experiment::distribution::chi_squared_above;

pub const ALARM: f64 = 0.001;

/// The chance of sizes at least as far off, if nothing is wrong. `shares` add up to one.
pub fn p_value(counts: &[u64], shares: &[f64]) -> f64 {
    let total: f64 = counts.iter().map(|it| *it as f64).sum();
    if total == 0.0 || counts.len() < 2 {
        return 1.0;
    }
    let one =
        |(count, share): (&u64, &f64)| (*count as f64 - total * share).powi(2) / (total * share);
    let distance: f64 = counts.iter().zip(shares).map(one).sum();
    chi_squared_above(distance, counts.len() as f64 - 1.0)
}

pub fn is_alarming(counts: &[u64], shares: &[f64]) -> bool {
    p_value(counts, shares) < ALARM
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::chance::Chance;

    #[test]
    fn a_percent_too_many_of_a_hundred_thousand_is_no_accident() {
        assert!(is_alarming(&[51_000, 49_000], &[0.5, 0.5]));
        assert!(!is_alarming(&[50_200, 49_800], &[0.5, 0.5]));
        assert!((p_value(&[60, 40], &[0.5, 0.5]) - 0.045_500_264).abs() < 1e-8);
    }

    #[test]
    fn the_alarm_hardly_misses_and_hardly_cries_wolf() {
        let mut chance = Chance::new(2);
        let mut alarms = |share: f64| {
            let runs = 400;
            let one = |_| {
                // The sum of many tosses is normal.
                let sd = (100_000.0 * share * (1.0 - share)).sqrt();
                let first = (100_000.0 * share + sd * chance.normal()).round() as u64;
                is_alarming(&[first, 100_000 - first], &[0.5, 0.5])
            };
            (0..runs).map(one).filter(|it| *it).count() as f64 / f64::from(runs)
        };

        assert!(alarms(0.51) > 0.99);
        assert!(alarms(0.5) < 0.01);
    }
}
