//! Money on its way to a provider.
//!
//! **Invariant:** an outcome that is not known is looked up, never asked for a second time: out of
//! `stuck` leads only what somebody found out.

use crate::{machine, named};

named!(/// Where a payout stands.
Payout {
    Planned = "planned",
    Held = "held",
    Ready = "ready",
    Transferring = "transferring",
    Transferred = "transferred",
    BankInTransit = "bank_in_transit",
    Paid = "paid",
    /// The processor refused: it can be tried anew under the same key.
    Failed = "failed",
    /// The bank sent it back to the provider's account at the processor.
    Returned = "returned",
    Cancelled = "cancelled",
    /// Nobody knows what became of it.
    Stuck = "stuck",
});

named!(/// What may happen to it.
Event {
    Hold = "hold",
    HoldTimeout = "hold_timeout",
    Clear = "clear",
    ClearByHand = "clear_by_hand",
    Transfer = "transfer",
    TransferOk = "transfer_ok",
    TransferFail = "transfer_fail",
    TransferTimeout = "transfer_timeout",
    FoundDone = "found_done",
    FoundRefused = "found_refused",
    Retry = "retry",
    BankSend = "bank_send",
    BankPaid = "bank_paid",
    BankReturned = "bank_returned",
    Cancel = "cancel",
});

machine! {
    Payout, Event, "a payout", start Planned,
    resting [Paid, Returned], terminal [Cancelled],
    by {
        E::Hold | E::ClearByHand | E::Cancel | E::FoundDone | E::FoundRefused => [Finance],
        E::HoldTimeout | E::TransferTimeout => [Timer],
        E::Clear | E::Transfer => [Service],
        E::Retry => [Service, Finance],
        E::TransferOk | E::TransferFail => [Processor],
        E::BankSend | E::BankPaid | E::BankReturned => [Processor],
    },
    next {
        (S::Planned | S::Ready, E::Hold) => S::Held,
        (S::Planned, E::Clear | E::ClearByHand) => S::Ready,
        (S::Held, E::HoldTimeout | E::ClearByHand) => S::Ready,
        (S::Ready, E::Transfer) => S::Transferring,
        (S::Transferring, E::TransferTimeout) => S::Stuck,
        (S::Transferring | S::Stuck, E::TransferOk | E::FoundDone) => S::Transferred,
        (S::Transferring | S::Stuck, E::TransferFail | E::FoundRefused) => S::Failed,
        (S::Failed, E::Retry) => S::Transferring,
        (S::Transferred | S::Returned, E::BankSend) => S::BankInTransit,
        (S::BankInTransit, E::BankPaid) => S::Paid,
        (S::BankInTransit | S::Paid, E::BankReturned) => S::Returned,
        (S::Planned | S::Held | S::Failed, E::Cancel) => S::Cancelled,
    }
}

named!(/// What a step posts to the ledger.
Effect {
    Nothing = "nothing",
    /// From what the provider has available into transit.
    Request = "request",
    Confirm = "confirm",
    /// Back to what the provider has available.
    GiveBack = "give_back",
});

impl Payout {
    /// Asked for once: a payout that failed stays in transit while it is tried anew, and returns to the
    /// provider only when it is given up.
    pub fn effect(self, event: Event) -> Effect {
        match (self, event) {
            (_, Event::Transfer) => Effect::Request,
            (_, Event::TransferOk | Event::FoundDone) => Effect::Confirm,
            (Payout::Failed, Event::Cancel) => Effect::GiveBack,
            _ => Effect::Nothing,
        }
    }
}
