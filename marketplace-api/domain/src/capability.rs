//! What a provider may do while it is being verified, one machine per capability.

use crate::{
    machine,
    money::{Money, MoneyError},
    named,
};

named!(/// What is allowed or not.
Capability {
    ReceiveOrders = "receive_orders",
    ReceivePayouts = "receive_payouts",
    SellToConsumers = "sell_to_consumers",
    SellCourses = "sell_courses",
});

named!(/// Where it stands.
Standing {
    None = "none",
    Started = "started",
    Pending = "pending",
    Active = "active",
    /// Something is missing; it says what, and by when.
    Restricted = "restricted",
    Disabled = "disabled",
});

named!(/// What may happen to it.
Event {
    Start = "start",
    HandIn = "hand_in",
    Verify = "verify",
    Restrict = "restrict",
    Lift = "lift",
    LiftByHand = "lift_by_hand",
    RestrictionTimeout = "restriction_timeout",
    Disable = "disable",
    Reinstate = "reinstate",
});

machine! {
    Standing, Event, "a capability of a provider", start None,
    resting [None, Active, Disabled], terminal [],
    by {
        E::Start | E::HandIn => [Provider],
        E::Verify | E::Lift => [Processor],
        E::Restrict => [Processor, Trust],
        E::LiftByHand | E::Disable | E::Reinstate => [Trust],
        E::RestrictionTimeout => [Timer],
    },
    next {
        (S::None, E::Start) => S::Started,
        (S::Started, E::HandIn) => S::Pending,
        (S::Pending, E::Verify) => S::Active,
        (S::Pending | S::Active, E::Restrict) => S::Restricted,
        (S::Restricted, E::HandIn) => S::Pending,
        (S::Restricted, E::Lift | E::LiftByHand) => S::Active,
        (S::Restricted, E::RestrictionTimeout | E::Disable) => S::Disabled,
        (S::Disabled, E::Reinstate) => S::Pending,
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MayNotSell {
    #[error("the provider cannot take orders at present")]
    Blocked,
    #[error(
        "before it is verified, a provider may have {cap} of work open; this order goes beyond"
    )]
    AboveCap { cap: Money },
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// Nobody earns money it cannot receive: before payouts are active, open work stays within a cap.
///
/// # Errors
/// [`MayNotSell`].
pub fn may_take_order(
    orders: Standing,
    payouts: Standing,
    open: Money,
    order: Money,
    cap: Money,
) -> Result<(), MayNotSell> {
    if orders != Standing::Active {
        return Err(MayNotSell::Blocked);
    }
    match payouts {
        Standing::Active => Ok(()),
        Standing::Restricted | Standing::Disabled => Err(MayNotSell::Blocked),
        Standing::None | Standing::Started | Standing::Pending => {
            let within = cap.checked_sub(open.checked_add(order)?).is_ok();
            if within { Ok(()) } else { Err(MayNotSell::AboveCap { cap }) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    #[test]
    fn unverified_providers_sell_up_to_a_cap() {
        let eur = |minor| Money::new(minor, Currency::Eur);
        let may =
            |orders, payouts, open| may_take_order(orders, payouts, eur(open), eur(50), eur(100));
        use Standing as S;
        assert!(may(S::Active, S::Active, 1_000_000).is_ok());
        for payouts in [S::None, S::Started, S::Pending] {
            assert!(may(S::Active, payouts, 50).is_ok());
            assert_eq!(may(S::Active, payouts, 51), Err(MayNotSell::AboveCap { cap: eur(100) }));
        }
        for payouts in [S::Restricted, S::Disabled] {
            assert_eq!(may(S::Active, payouts, 0), Err(MayNotSell::Blocked));
        }
        for orders in S::ALL.iter().filter(|it| **it != S::Active) {
            assert_eq!(may(*orders, S::Active, 0), Err(MayNotSell::Blocked));
        }
    }
}
