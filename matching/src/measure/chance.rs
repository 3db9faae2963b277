//! How much of a figure, or of a difference, chance could have made.
//!
//! The same seed gives the same answer on every machine and with every version of the compiler.

/// Enough for the second digit of an interval's ends.
const RESAMPLES: usize = 2_000;

/// Enough for a probability of 0.0001.
const SWAPS: u32 = 20_000;

/// Where 95 % of the means of resampled queries lie.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    pub low: f64,
    pub high: f64,
}

/// The bootstrap: queries drawn with replacement, as many as there are.
pub fn interval(values: &[f64], seed: u64) -> Interval {
    if values.is_empty() {
        return Interval { low: 0.0, high: 0.0 };
    }
    let mut dice = Dice::new(seed);
    let mut means: Vec<f64> = (0..RESAMPLES)
        .map(|_| {
            let sum: f64 = (0..values.len()).map(|_| values[dice.below(values.len())]).sum();
            sum / values.len() as f64
        })
        .collect();
    means.sort_unstable_by(f64::total_cmp);
    Interval { low: means[RESAMPLES / 40], high: means[RESAMPLES - 1 - RESAMPLES / 40] }
}

/// The paired randomisation test: how often a mean difference at least this large, either way, comes
/// of swapping the two sides of each query by the toss of a coin.
pub fn probability(differences: &[f64], seed: u64) -> f64 {
    let seen = differences.iter().sum::<f64>().abs();
    let mut dice = Dice::new(seed);
    let as_large = (0..SWAPS)
        .filter(|_| {
            let sum: f64 =
                differences.iter().map(|it| if dice.below(2) == 0 { *it } else { -it }).sum();
            // Sums of the same numbers in another order may differ in the last bits.
            sum.abs() >= seen - 1e-12 * differences.len() as f64
        })
        .count();
    (as_large as f64 + 1.0) / (f64::from(SWAPS) + 1.0)
}

/// SplitMix64.
#[derive(Debug, Clone)]
pub struct Dice {
    state: u64,
}

impl Dice {
    pub fn new(seed: u64) -> Dice {
        Dice { state: seed }
    }

    pub fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// At least zero, less than `bound`, which is above zero.
    pub fn below(&mut self, bound: usize) -> usize {
        let wide = u128::from(self.bits()) * bound as u128;
        usize::try_from(wide >> 64).expect("less than a bound that is a usize")
    }

    /// At least zero, less than one.
    pub fn fraction(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
