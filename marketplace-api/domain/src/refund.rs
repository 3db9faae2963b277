//! Money on its way back to a buyer.

use crate::{
    machine,
    money::{Money, MoneyError},
    named,
};

named!(/// Where a refund stands.
Refund {
    Requested = "requested",
    Approved = "approved",
    Processing = "processing",
    Succeeded = "succeeded",
    Rejected = "rejected",
    Failed = "failed",
    /// The way back to the card is closed.
    NeedsOtherRoute = "needs_other_route",
    Cancelled = "cancelled",
});

named!(/// What may happen to it.
Event {
    Approve = "approve",
    Reject = "reject",
    Cancel = "cancel",
    Send = "send",
    Confirm = "confirm",
    Fail = "fail",
    AskForRoute = "ask_for_route",
    TakeCredit = "take_credit",
    PaidByBank = "paid_by_bank",
});

machine! {
    Refund, Event, "a refund", start Requested,
    resting [], terminal [Succeeded, Rejected, Cancelled],
    by {
        // The service approves what another machine decided: a timeout, a verdict.
        E::Approve => [Provider, Support, Finance, Service],
        E::Reject => [Provider, Support, Finance],
        E::Cancel => [Buyer],
        E::Send | E::AskForRoute => [Service],
        E::Confirm | E::Fail => [Processor],
        E::TakeCredit => [Buyer],
        E::PaidByBank => [Finance],
    },
    next {
        (S::Requested, E::Approve) => S::Approved,
        (S::Requested, E::Reject) => S::Rejected,
        (S::Requested, E::Cancel) => S::Cancelled,
        (S::Approved, E::Send) => S::Processing,
        (S::Processing, E::Confirm) => S::Succeeded,
        (S::Processing, E::Fail) => S::Failed,
        (S::Failed, E::AskForRoute) => S::NeedsOtherRoute,
        (S::NeedsOtherRoute, E::TakeCredit | E::PaidByBank) => S::Succeeded,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TooMuch {
    #[error("a refund is more than zero")]
    Nothing,
    #[error("{left} can still be refunded of this payment")]
    MoreThanCaptured { left: Money },
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Refunds of a payment are never more than the payment: `earlier` are all that were not rejected.
///
/// # Errors
/// [`TooMuch`].
pub fn check(amount: Money, captured: Money, earlier: Money) -> Result<(), TooMuch> {
    if amount.is_zero() {
        return Err(TooMuch::Nothing);
    }
    let left = captured.checked_sub(earlier)?;
    let over = left.checked_sub(amount).is_err();
    if over { Err(TooMuch::MoreThanCaptured { left }) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn refunds_stay_within_the_payment() {
        let eur = |minor| Money::new(minor, Currency::Eur);
        assert!(check(eur(40), eur(100), eur(60)).is_ok());
        let over = check(eur(41), eur(100), eur(60));
        assert_eq!(over, Err(TooMuch::MoreThanCaptured { left: eur(40) }));
        assert_eq!(check(eur(0), eur(100), eur(0)), Err(TooMuch::Nothing));
        assert!(check(eur(1), eur(100), eur(101)).is_err());
    }
}
