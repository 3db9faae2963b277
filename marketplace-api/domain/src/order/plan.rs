//! What makes a list of milestones sound: 1 to 20, none free, each due after the one before.

use crate::{
    date::Date,
    money::{Currency, Money, MoneyError},
};

pub const MOST: usize = 20;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planned {
    pub title: String,
    pub amount: Money,
    pub due: Date,
}

/// Milestones in their order; their sequence numbers are 1, 2, 3 … by construction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    milestones: Vec<Planned>,
    total: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PlanError {
    #[error("a contract has 1 to {MOST} milestones, not {0}")]
    Count(usize),
    #[error("milestone {0} needs a title")]
    NoTitle(usize),
    #[error("milestone {0} needs an amount above zero")]
    NoAmount(usize),
    #[error("milestone {0} must be due after the one before it")]
    NotLater(usize),
    #[error("all milestones are paid in {expected:?}; milestone {seq} is not")]
    OtherCurrency { seq: usize, expected: Currency },
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Plan {
    /// # Errors
    /// [`PlanError`], naming the first milestone that is wrong, counted from 1.
    pub fn new(milestones: Vec<Planned>) -> Result<Plan, PlanError> {
        let count = milestones.len();
        let Some(first) = milestones.first().filter(|_one| count <= MOST) else {
            return Err(PlanError::Count(count));
        };
        let currency = first.amount.currency();
        let mut total = Money::new(0, currency);
        let mut last: Option<Date> = None;
        for (seq, it) in (1..).zip(&milestones) {
            if it.title.trim().is_empty() {
                return Err(PlanError::NoTitle(seq));
            }
            if it.amount.is_zero() {
                return Err(PlanError::NoAmount(seq));
            }
            if it.amount.currency() != currency {
                return Err(PlanError::OtherCurrency { seq, expected: currency });
            }
            if last.is_some_and(|before| it.due <= before) {
                return Err(PlanError::NotLater(seq));
            }
            total = total.checked_add(it.amount)?;
            last = Some(it.due);
        }
        Ok(Plan { milestones, total })
    }

    /// With their sequence numbers.
    pub fn milestones(&self) -> impl Iterator<Item = (usize, &Planned)> {
        (1..).zip(&self.milestones)
    }

    pub fn total(&self) -> Money {
        self.total
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn planned(minor: u64, due: &str) -> Planned {
        let amount = Money::new(minor, Currency::Eur);
        Planned { title: "Modelo".to_owned(), amount, due: due.parse().unwrap() }
    }

    fn days(count: u8) -> Vec<Planned> {
        (1..=count).map(|it| planned(100, &format!("2026-12-{it:02}"))).collect()
    }

    #[test]
    fn one_to_twenty_in_order() {
        assert_eq!(Plan::new(days(20)).unwrap().total().minor(), 2_000);
        assert_eq!(Plan::new(days(1)).unwrap().milestones().count(), 1);
        assert_eq!(Plan::new(days(0)), Err(PlanError::Count(0)));
        assert_eq!(Plan::new(days(21)), Err(PlanError::Count(21)));
    }

    #[test]
    fn the_wrong_one_is_named() {
        let with = |it: Planned| Plan::new(vec![planned(1, "2026-12-01"), it]);
        let dollars = Money::new(1, Currency::Usd);
        let wrong = |it: Planned| with(it).unwrap_err();
        assert_eq!(wrong(planned(1, "2026-12-01")), PlanError::NotLater(2));
        assert_eq!(wrong(planned(0, "2026-12-02")), PlanError::NoAmount(2));
        let untitled = Planned { title: " ".to_owned(), ..planned(1, "2026-12-02") };
        assert_eq!(wrong(untitled), PlanError::NoTitle(2));
        let other = Planned { amount: dollars, ..planned(1, "2026-12-02") };
        assert_eq!(wrong(other), PlanError::OtherCurrency { seq: 2, expected: Currency::Eur });
        let huge = planned(Money::MAX_MINOR, "2026-12-02");
        assert_eq!(wrong(huge), PlanError::Money(MoneyError::OutOfRange));
    }
}
