//! The normal and the chi-squared distribution.

/// Terms after which a series or a fraction has converged for all that is asked here.
const MOST_TERMS: usize = 500;
const CLOSE: f64 = 1e-15;

/// The chance that a standard normal is above `value`.
pub fn normal_above(value: f64) -> f64 {
    // Half of the chance that its square is above, which is a chi-squared of one degree.
    let tail = 0.5 * chi_squared_above(value * value, 1.0);
    if value >= 0.0 { tail } else { 1.0 - tail }
}

/// The value above which a standard normal is with this chance.
pub fn normal_quantile_above(chance: f64) -> f64 {
    bisect(-40.0, 40.0, |it| normal_above(it) > chance)
}

/// The chance that a chi-squared of so many degrees of freedom is above `value`.
pub fn chi_squared_above(value: f64, degrees: f64) -> f64 {
    if value <= 0.0 { 1.0 } else { gamma_above(degrees / 2.0, value / 2.0) }
}

/// The value above which a chi-squared of so many degrees is with this chance.
pub fn chi_squared_quantile_above(chance: f64, degrees: f64) -> f64 {
    bisect(0.0, degrees + 100.0 + 40.0 * degrees.sqrt(), |it| {
        chi_squared_above(it, degrees) > chance
    })
}

/// The point where `is_below` turns from true to false.
fn bisect(mut low: f64, mut high: f64, is_below: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..200 {
        let middle = f64::midpoint(low, high);
        if is_below(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    f64::midpoint(low, high)
}

/// The regularised upper incomplete gamma function: a series for the small, a continued fraction for
/// the large.
fn gamma_above(shape: f64, value: f64) -> f64 {
    let scale = (shape * value.ln() - value - ln_gamma(shape)).exp();
    if value < shape + 1.0 {
        let (mut term, mut sum) = (1.0 / shape, 1.0 / shape);
        for at in 1..MOST_TERMS {
            term *= value / (shape + at as f64);
            sum += term;
            if term < sum * CLOSE {
                break;
            }
        }
        return 1.0 - scale * sum;
    }
    // Lentz's way, with numerators k (shape − k).
    let mut below = value + 1.0 - shape;
    let (mut up, mut down) = (1e300, 1.0 / below);
    let mut fraction = down;
    for at in 1..MOST_TERMS {
        let numerator = at as f64 * (shape - at as f64);
        below += 2.0;
        down = 1.0 / (numerator * down + below);
        up = below + numerator / up;
        let step = up * down;
        fraction *= step;
        if (step - 1.0).abs() < CLOSE {
            break;
        }
    }
    scale * fraction
}

/// Stirling's series, after moving the argument up to where it is exact to the last digits.
fn ln_gamma(mut value: f64) -> f64 {
    let mut moved = 0.0;
    while value < 12.0 {
        moved -= value.ln();
        value += 1.0;
    }
    let square = 1.0 / (value * value);
    let series =
        (1.0 / 12.0 - square * (1.0 / 360.0 - square * (1.0 / 1260.0 - square / 1680.0))) / value;
    moved + (value - 0.5) * value.ln() - value + 0.5 * std::f64::consts::TAU.ln() + series
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of the tables in any book.
    #[test]
    fn the_values_of_the_tables() {
        for (value, above) in
            [(0.0, 0.5), (1.0, 0.158_655_254), (1.96, 0.024_997_895), (-1.0, 0.841_344_746)]
        {
            assert!((normal_above(value) - above).abs() < 1e-8, "{value}");
        }
        for (chance, degrees, value) in [
            (0.05, 1.0, 3.841_458_8),
            (0.001, 1.0, 10.827_566),
            (0.05, 9.0, 16.918_978),
            (0.01, 10.0, 23.209_251),
            (0.95, 19.0, 10.117_013),
        ] {
            assert!(
                (chi_squared_quantile_above(chance, degrees) - value).abs() < 1e-5,
                "{degrees}"
            );
            assert!((chi_squared_above(value, degrees) - chance).abs() < 1e-7, "{degrees}");
        }
        assert!((normal_quantile_above(0.025) - 1.959_963_985).abs() < 1e-8);
    }

    #[test]
    fn the_gamma_function_is_a_factorial() {
        assert!((ln_gamma(5.0) - 24.0_f64.ln()).abs() < 1e-12);
        assert!((ln_gamma(0.5) - std::f64::consts::PI.sqrt().ln()).abs() < 1e-12);
    }
}
