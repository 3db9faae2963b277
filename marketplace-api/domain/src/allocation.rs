//! Dividing an amount so that the parts always add up to the whole.
//!
//! **Invariant:** [`split`] and [`Instalments`] neither make nor lose a minor unit, whatever the
//! weights and however often an amount is taken in parts.

use crate::money::{Bps, Money, MoneyError};

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SplitError {
    #[error("an amount is split over at least one weight above zero")]
    NoWeight,
}

/// Splits by weights: each part gets its share rounded down, and what is left over goes, one minor
/// unit each, to the parts that lost most by rounding; the earlier one where two lost the same.
///
/// # Errors
/// [`SplitError::NoWeight`] when there are none, or all are zero.
pub fn split(whole: Money, weights: &[u32]) -> Result<Vec<Money>, SplitError> {
    let sum: u128 = weights.iter().map(|it| u128::from(*it)).sum();
    if sum == 0 {
        return Err(SplitError::NoWeight);
    }
    let minor = u128::from(whole.minor());
    let exact = weights.iter().map(|it| minor * u128::from(*it));
    let mut parts: Vec<(u128, u128)> = exact.map(|it| (it / sum, it % sum)).collect();
    let left = minor - parts.iter().map(|it| it.0).sum::<u128>();

    let mut order: Vec<usize> = (0..parts.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(parts[*place].1)); // stable: the earlier one first
    let fewer_than_parts = usize::try_from(left).unwrap_or(parts.len());
    for place in order.into_iter().take(fewer_than_parts) {
        parts[place].0 += 1;
    }
    let money = |it: (u128, u128)| {
        let minor = u64::try_from(it.0).unwrap_or(whole.minor()); // a part is at most the whole
        Money::new(minor, whole.currency())
    };
    Ok(parts.into_iter().map(money).collect())
}

/// A percentage of an amount that is settled in parts: the shares of the parts add up to the share of
/// the whole, however it is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Instalments {
    rate: Bps,
}

impl Instalments {
    pub fn new(rate: Bps) -> Instalments {
        Instalments { rate }
    }

    /// The share of everything settled so far, half a cent up.
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`].
    pub fn of_total(self, settled: Money) -> Result<Money, MoneyError> {
        settled.scaled_half_up(u32::from(self.rate.get()))
    }

    /// The share of `part`, after `before` was settled.
    ///
    /// # Errors
    /// [`MoneyError`] past the range, or for two currencies.
    pub fn of_part(self, before: Money, part: Money) -> Result<Money, MoneyError> {
        self.of_total(before.checked_add(part)?)?.checked_sub(self.of_total(before)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    fn eur(minor: u64) -> Money {
        Money::new(minor, Currency::Eur)
    }

    fn minors(whole: u64, weights: &[u32]) -> Vec<u64> {
        split(eur(whole), weights).unwrap().into_iter().map(Money::minor).collect()
    }

    #[test]
    fn what_is_left_over_goes_to_who_lost_most() {
        assert_eq!(minors(100_00, &[1, 1, 1]), [33_34, 33_33, 33_33]);
        assert_eq!(minors(10_01, &[50, 30, 20]), [5_01, 3_00, 2_00]);
        assert_eq!(minors(1, &[1, 2]), [0, 1]);
        assert_eq!(minors(7, &[0, 1, 0]), [0, 7, 0]);
        assert_eq!(minors(2, &[1, 1, 1]), [1, 1, 0]);
    }

    #[test]
    fn nothing_to_split_by_is_refused() {
        assert_eq!(split(eur(1), &[]), Err(SplitError::NoWeight));
        assert_eq!(split(eur(1), &[0, 0]), Err(SplitError::NoWeight));
    }

    proptest! {
        #[test]
        fn parts_add_up_and_each_is_within_a_cent_of_its_share(
            whole in 0..=Money::MAX_MINOR,
            weights in prop::collection::vec(0_u32.., 1..40),
        ) {
            let sum: u128 = weights.iter().map(|it| u128::from(*it)).sum();
            prop_assume!(sum > 0);
            let parts = split(eur(whole), &weights)?;
            prop_assert_eq!(parts.iter().map(|it| u128::from(it.minor())).sum::<u128>(), u128::from(whole));
            for (part, weight) in parts.iter().zip(weights) {
                let exact = u128::from(whole) * u128::from(weight);
                prop_assert!((u128::from(part.minor()) * sum).abs_diff(exact) < sum);
            }
        }

        #[test]
        fn instalments_add_up_to_the_share_of_the_whole(
            parts in prop::collection::vec(0_u64..1_000_000, 1..20),
            bps in 0_u16..=10_000,
        ) {
            let share = Instalments::new(Bps::new(bps)?);
            let (mut before, mut sum) = (eur(0), eur(0));
            for part in parts {
                sum = sum.checked_add(share.of_part(before, eur(part))?)?;
                before = before.checked_add(eur(part))?;
            }
            prop_assert_eq!(sum, share.of_total(before)?);
        }
    }
}
