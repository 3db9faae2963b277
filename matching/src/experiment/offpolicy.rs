//! What another order would have earned, from results whose places were drawn by lot.
//!
//! Each logged draw had a chance; under the other order it would have another. Rewards weighed by the
//! ratio are those of the other order. Weights add up to about as many as there are draws, and dividing
//! by their sum (SNIPS) keeps a few heavy ones from deciding. How many equal draws the weights are
//! worth is the effective sample size; below [`FEWEST`] there is no verdict.

/// Effective draws without which nothing is said.
pub const FEWEST: f64 = 200.0;

/// One draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Draw {
    pub reward: f64,
    /// With which it was drawn, above zero.
    pub logged: f64,
    /// With which the other order would have drawn it.
    pub other: f64,
    /// What a model expects of it, and of the other order on average: zero when there is no model.
    pub expected: f64,
    pub expected_of_other: f64,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Verdict {
    pub value: f64,
    /// Of the value, by the delta method.
    pub error: f64,
    pub effective: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error(
    "the logged lots are worth {effective:.0} equal draws; {FEWEST} are needed: explore for longer"
)]
pub struct TooFew {
    pub effective: f64,
}

/// Self-normalised inverse propensity scores.
///
/// # Errors
/// [`TooFew`] when the draws say too little about the other order.
pub fn snips(draws: &[Draw]) -> Result<Verdict, TooFew> {
    weighed(draws, |it| it.reward, |_| 0.0)
}

/// The model's expectation, corrected by what the draws say about its errors: right when either the
/// model or the chances are.
///
/// # Errors
/// As [`snips`].
pub fn doubly_robust(draws: &[Draw]) -> Result<Verdict, TooFew> {
    weighed(draws, |it| it.reward - it.expected, |it| it.expected_of_other)
}

fn weighed(
    draws: &[Draw],
    reward: impl Fn(&Draw) -> f64,
    base: impl Fn(&Draw) -> f64,
) -> Result<Verdict, TooFew> {
    let weight = |it: &Draw| it.other / it.logged;
    let sum: f64 = draws.iter().map(weight).sum();
    let squares: f64 = draws.iter().map(|it| weight(it).powi(2)).sum();
    let effective = if squares > 0.0 { sum * sum / squares } else { 0.0 };
    if effective < FEWEST {
        return Err(TooFew { effective });
    }
    let count = draws.len() as f64;
    let usual = draws.iter().map(&base).sum::<f64>() / count;
    let mean = draws.iter().map(|it| weight(it) * reward(it)).sum::<f64>() / sum;
    let variance: f64 = draws
        .iter()
        .map(|it| (weight(it) * (reward(it) - mean) / (sum / count) + base(it) - usual).powi(2))
        .sum();
    Ok(Verdict { value: usual + mean, error: variance.sqrt() / count, effective })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::simulate::chance::Chance;

    /// Two results; the log showed the first nine times of ten, the other order does the reverse.
    fn draws(count: usize, knows: f64) -> Vec<Draw> {
        let mut chance = Chance::new(3);
        let one = |_| {
            let is_first = chance.happens(0.9);
            let worth = if is_first { 0.2 } else { 0.5 };
            Draw {
                reward: f64::from(u8::from(chance.happens(worth))),
                logged: if is_first { 0.9 } else { 0.1 },
                other: if is_first { 0.1 } else { 0.9 },
                expected: knows * worth,
                expected_of_other: knows * (0.1 * 0.2 + 0.9 * 0.5),
            }
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn the_other_order_is_judged_by_what_it_would_have_shown() {
        for (found, near) in [
            (snips(&draws(60_000, 0.0)), 0.02),
            (doubly_robust(&draws(60_000, 1.0)), 0.02),
            (doubly_robust(&draws(60_000, 0.5)), 0.02),
        ] {
            let found = found.unwrap();
            assert!((found.value - 0.47).abs() < near, "{found:?}");
            assert!((found.value - 0.47).abs() < 4.0 * found.error, "{found:?}");
        }
    }

    #[test]
    fn a_model_that_knows_makes_the_verdict_surer() {
        let plain = snips(&draws(20_000, 0.0)).unwrap();
        let robust = doubly_robust(&draws(20_000, 1.0)).unwrap();
        assert!(robust.error <= 1.01 * plain.error);
    }

    #[test]
    fn too_few_lots_give_no_verdict() {
        let refused = snips(&draws(300, 0.0)).unwrap_err();
        assert!(refused.effective < FEWEST && refused.effective > 10.0);
    }
}
