//! Noise that was there before the experiment, taken out of it (CUPED).
//!
//! `y − θ(x − x̄)` has the mean of `y`, and its variance times `1 − ρ²`, for any `x` that the experiment
//! cannot have changed. `θ = cov(x, y) / var(x)`, over all arms together.

/// `θ`; zero when `before` does not vary.
pub fn theta(before: &[f64], during: &[f64]) -> f64 {
    let (x, y) = (mean(before), mean(during));
    let pairs = before.iter().zip(during);
    let (covariance, variance) = pairs.fold((0.0, 0.0), |(both, one), (before, during)| {
        (both + (before - x) * (during - y), one + (before - x).powi(2))
    });
    if variance > 0.0 { covariance / variance } else { 0.0 }
}

/// The values of `during` without what `before` says about them.
pub fn adjusted(before: &[f64], during: &[f64]) -> Vec<f64> {
    let (theta, usual) = (theta(before, during), mean(before));
    before.iter().zip(during).map(|(before, during)| during - theta * (before - usual)).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len().max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::chance::Chance;

    fn variance(values: &[f64]) -> f64 {
        let mean = mean(values);
        values.iter().map(|it| (it - mean).powi(2)).sum::<f64>() / values.len() as f64
    }

    #[test]
    fn the_mean_stays_and_the_variance_falls_by_the_square_of_the_correlation() {
        let mut chance = Chance::new(4);
        let before: Vec<f64> = (0..20_000).map(|_| chance.normal()).collect();
        let during: Vec<f64> =
            before.iter().map(|it| 0.8 * it + 0.6 * chance.normal() + 3.0).collect();

        let left = adjusted(&before, &during);

        assert!((mean(&left) - mean(&during)).abs() < 1e-9);
        let ratio = variance(&left) / variance(&during);
        assert!((ratio - 0.36).abs() < 0.02, "{ratio}");
    }

    #[test]
    fn what_does_not_vary_says_nothing() {
        assert_eq!(adjusted(&[1.0, 1.0], &[2.0, 5.0]), [2.0, 5.0]);
    }
}
