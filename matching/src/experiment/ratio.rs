//! A ratio of sums (orders per search) whose independent units are buyers.
//!
//! Searches of one buyer are alike, so their number overstates what is known. By the delta method the
//! variance of `Σy/Σx` over `n` units is that of `(y − r·x)/x̄`, over `n`.

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ratio {
    pub value: f64,
    /// Of the value.
    pub variance: f64,
}

/// One `(y, x)` a unit; nothing when no `x` is above zero.
pub fn ratio(units: &[(f64, f64)]) -> Option<Ratio> {
    let count = units.len() as f64;
    let (y, x) = units.iter().fold((0.0, 0.0), |sum, it| (sum.0 + it.0, sum.1 + it.1));
    if x <= 0.0 || units.len() < 2 {
        return None;
    }
    let value = y / x;
    let squares: f64 = units.iter().map(|(y, x)| (y - value * x).powi(2)).sum();
    let mean = x / count;
    Some(Ratio { value, variance: squares / (count - 1.0) / (count * mean * mean) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::chance::Chance;

    #[test]
    fn units_count_and_not_what_they_repeat() {
        // Every buyer searches ten times and orders always or never: 50 coins, not 500.
        let units: Vec<(f64, f64)> = (0..50).map(|it| (f64::from(it % 2) * 10.0, 10.0)).collect();
        let found = ratio(&units).unwrap();

        assert_eq!(found.value, 0.5);
        assert!((found.variance - 0.25 / 49.0).abs() < 1e-12);
        assert_eq!(ratio(&[(1.0, 0.0), (0.0, 0.0)]), None);
    }

    #[test]
    fn the_variance_is_that_of_repeated_experiments() {
        let mut chance = Chance::new(8);
        let mut one = || {
            let unit = |chance: &mut Chance| {
                let x = 1.0 + chance.below(5) as f64;
                (0.2 * x + 0.3 * x.sqrt() * chance.normal(), x)
            };
            let units: Vec<(f64, f64)> = (0..200).map(|_| unit(&mut chance)).collect();
            ratio(&units).unwrap()
        };
        let found: Vec<Ratio> = (0..500).map(|_| one()).collect();

        let mean = found.iter().map(|it| it.value).sum::<f64>() / 500.0;
        let spread = found.iter().map(|it| (it.value - mean).powi(2)).sum::<f64>() / 499.0;
        let said = found.iter().map(|it| it.variance).sum::<f64>() / 500.0;
        assert!((spread / said - 1.0).abs() < 0.15, "{spread} {said}");
    }
}
