//! Where the money of an order, or of one milestone, stands.

use crate::{machine, named};

named!(/// The money column.
Funds {
    Unfunded = "unfunded",
    Funding = "funding",
    Funded = "funded",
    /// Some milestones are settled, others are not.
    PartSettled = "part_settled",
    Settled = "settled",
    /// The buyer's bank took it back.
    ChargedBack = "charged_back",
});

named!(/// What moves it.
Event {
    Ask = "ask",
    NotPaid = "not_paid",
    Capture = "capture",
    SettlePart = "settle_part",
    Settle = "settle",
    ChargeBack = "charge_back",
    /// A chargeback was won while the money was held.
    WonHeld = "won_held",
    WonPartSettled = "won_part_settled",
    WonSettled = "won_settled",
});

machine! {
    Funds, Event, "the money of an order", start Unfunded,
    resting [Unfunded, Settled, ChargedBack], terminal [],
    by {
        E::Ask | E::Settle | E::SettlePart => [Service],
        E::NotPaid => [Service, Processor],
        E::Capture | E::ChargeBack => [Processor],
        E::WonHeld | E::WonPartSettled | E::WonSettled => [Processor],
    },
    next {
        (S::Unfunded, E::Ask) => S::Funding,
        (S::Funding, E::NotPaid) => S::Unfunded,
        (S::Funding, E::Capture) => S::Funded,
        (S::Funded | S::PartSettled, E::SettlePart) => S::PartSettled,
        (S::Funded | S::PartSettled, E::Settle) => S::Settled,
        (S::Funded | S::PartSettled | S::Settled, E::ChargeBack) => S::ChargedBack,
        (S::ChargedBack, E::WonHeld) => S::Funded,
        (S::ChargedBack, E::WonPartSettled) => S::PartSettled,
        (S::ChargedBack, E::WonSettled) => S::Settled,
    }
}
