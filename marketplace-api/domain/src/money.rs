//! Money: a whole number of minor units (cents) and its currency, never apart.
//!
//! An amount is never negative. Direction is said by the ledger side (debit or credit), not by a
//! sign. There is no float anywhere in this crate (`clippy::float_arithmetic` is denied).

use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Currency {
    Eur,
    Usd,
    Gbp,
}

impl Currency {
    pub const ALL: [Currency; 3] = [Currency::Eur, Currency::Usd, Currency::Gbp];

    /// ISO 4217. All of these have two decimal places.
    pub fn code(self) -> &'static str {
        match self {
            Currency::Eur => "EUR",
            Currency::Usd => "USD",
            Currency::Gbp => "GBP",
        }
    }

    pub fn from_code(code: &str) -> Option<Currency> {
        Currency::ALL.into_iter().find(|it| it.code() == code)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Money {
    minor: u64,
    currency: Currency,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    #[error("{0:?} and {1:?} cannot be added")]
    CurrencyMismatch(Currency, Currency),
    #[error("the amount is below zero or too large")]
    OutOfRange,
    #[error("a share is at most 10000 basis points, not {0}")]
    ShareTooLarge(u16),
}

/// A share in basis points: 10 000 is the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Bps(u16);

impl Bps {
    pub const ZERO: Bps = Bps(0);

    /// # Errors
    /// [`MoneyError::ShareTooLarge`] above the whole.
    pub fn new(bps: u16) -> Result<Bps, MoneyError> {
        if bps <= 10_000 { Ok(Bps(bps)) } else { Err(MoneyError::ShareTooLarge(bps)) }
    }

    pub fn get(self) -> u16 {
        self.0
    }
}

impl Money {
    /// The database keeps `BIGINT`, so an amount beyond it can never be stored.
    pub const MAX_MINOR: u64 = i64::MAX as u64;

    pub fn new(minor: u64, currency: Currency) -> Money {
        Money { minor, currency }
    }

    pub fn minor(self) -> u64 {
        self.minor
    }

    pub fn currency(self) -> Currency {
        self.currency
    }

    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], or [`MoneyError::OutOfRange`] past [`Money::MAX_MINOR`].
    pub fn checked_add(self, other: Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch(self.currency, other.currency));
        }
        let minor = self.minor.checked_add(other.minor).ok_or(MoneyError::OutOfRange)?;
        Money { minor, ..self }.in_range()
    }

    /// # Errors
    /// [`MoneyError::CurrencyMismatch`], or [`MoneyError::OutOfRange`] when `other` is the larger.
    pub fn checked_sub(self, other: Money) -> Result<Money, MoneyError> {
        if self.currency != other.currency {
            return Err(MoneyError::CurrencyMismatch(self.currency, other.currency));
        }
        let minor = self.minor.checked_sub(other.minor).ok_or(MoneyError::OutOfRange)?;
        Ok(Money { minor, ..self })
    }

    pub fn is_zero(self) -> bool {
        self.minor == 0
    }

    /// # Errors
    /// [`MoneyError::OutOfRange`] past [`Money::MAX_MINOR`].
    pub fn checked_mul(self, factor: u64) -> Result<Money, MoneyError> {
        let minor = self.minor.checked_mul(factor).ok_or(MoneyError::OutOfRange)?;
        Money { minor, ..self }.in_range()
    }

    /// `self × bps / 10 000`, half a cent rounded up. `bps` may exceed the whole, as in "+150 %".
    ///
    /// # Errors
    /// [`MoneyError::OutOfRange`] past [`Money::MAX_MINOR`].
    pub fn scaled_half_up(self, bps: u32) -> Result<Money, MoneyError> {
        let wide = (u128::from(self.minor) * u128::from(bps) + 5_000) / 10_000;
        let minor = u64::try_from(wide).ok().ok_or(MoneyError::OutOfRange)?;
        Money { minor, ..self }.in_range()
    }

    /// Splits into `(share, rest)`. The share is rounded down, and `share + rest == self` always:
    /// no minor unit is made or lost.
    pub fn split(self, share: Bps) -> (Money, Money) {
        let wide = u128::from(self.minor) * u128::from(share.0) / 10_000;
        let part = u64::try_from(wide).unwrap_or(self.minor); // Bps <= 10_000, so wide <= minor.
        let rest = self.minor - part;
        (Money { minor: part, ..self }, Money { minor: rest, ..self })
    }

    fn in_range(self) -> Result<Money, MoneyError> {
        if self.minor <= Money::MAX_MINOR { Ok(self) } else { Err(MoneyError::OutOfRange) }
    }
}

/// `1200.50 EUR`: for logs and API messages. Pages format by the reader's language.
impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02} {}", self.minor / 100, self.minor % 100, self.currency.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn splitting_loses_nothing(minor in 0..=Money::MAX_MINOR, bps in 0_u16..=10_000) {
            let whole = Money::new(minor, Currency::Eur);
            let (share, rest) = whole.split(Bps::new(bps)?);
            prop_assert_eq!(share.checked_add(rest)?, whole);
        }

        #[test]
        fn arithmetic_never_panics_and_never_leaves_the_range(a: u64, b: u64, bps: u32) {
            let (a, b) = (Money::new(a, Currency::Eur), Money::new(b, Currency::Eur));
            for result in [a.checked_add(b), a.checked_mul(b.minor()), a.scaled_half_up(bps)] {
                prop_assert!(result.is_err() || result.is_ok_and(|it| it.minor() <= Money::MAX_MINOR));
            }
        }
    }

    #[test]
    fn half_a_cent_rounds_up() {
        let money = Money::new(1, Currency::Eur);
        assert_eq!(money.scaled_half_up(5_000), Ok(Money::new(1, Currency::Eur)));
        assert_eq!(money.scaled_half_up(4_999), Ok(Money::new(0, Currency::Eur)));
    }

    #[test]
    fn currencies_do_not_mix() {
        let sum = Money::new(1, Currency::Eur).checked_add(Money::new(1, Currency::Usd));
        assert_eq!(sum, Err(MoneyError::CurrencyMismatch(Currency::Eur, Currency::Usd)));
    }

    #[test]
    fn no_amount_is_below_zero() {
        let [one, two] = [1, 2].map(|it| Money::new(it, Currency::Eur));
        assert_eq!(two.checked_sub(one), Ok(one));
        assert_eq!(one.checked_sub(two), Err(MoneyError::OutOfRange));
        assert!(two.checked_sub(two).is_ok_and(Money::is_zero));
    }

    #[test]
    fn an_amount_prints_with_its_cents() {
        assert_eq!(Money::new(1_200_05, Currency::Eur).to_string(), "1200.05 EUR");
    }
}
