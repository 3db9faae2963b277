//! A contract, and each of its milestones.
//!
//! A milestone is funded, disputed and settled by itself; the others go on. The contract ends when all
//! of them are settled or cancelled.

use crate::{machine, named};

named!(/// Where the contract stands.
Contract {
    Offered = "offered",
    Declined = "declined",
    Expired = "expired",
    Active = "active",
    Paused = "paused",
    Ending = "ending",
    Ended = "ended",
    Terminated = "terminated",
});

named!(/// What may happen to a contract.
ContractEvent {
    AcceptOffer = "accept_offer",
    DeclineOffer = "decline_offer",
    WithdrawOffer = "withdraw_offer",
    OfferTimeout = "offer_timeout",
    Pause = "pause",
    Resume = "resume",
    LastApproved = "last_approved",
    EndWithBalance = "end_with_balance",
    /// The next milestone stayed unfunded.
    UnfundedTimeout = "unfunded_timeout",
    AllSettled = "all_settled",
    Terminate = "terminate",
});

machine! {
    Contract, ContractEvent, "a contract with milestones", start Offered,
    resting [], terminal [Declined, Expired, Ended, Terminated],
    by {
        E::AcceptOffer | E::DeclineOffer => [Provider],
        E::WithdrawOffer | E::Resume | E::EndWithBalance => [Buyer],
        E::Pause => [Buyer, Provider],
        E::OfferTimeout | E::UnfundedTimeout => [Timer],
        E::LastApproved | E::AllSettled => [Service],
        E::Terminate => [Trust],
    },
    next {
        (S::Offered, E::AcceptOffer) => S::Active,
        (S::Offered, E::DeclineOffer) => S::Declined,
        (S::Offered, E::WithdrawOffer | E::OfferTimeout) => S::Expired,
        (S::Active, E::Pause) => S::Paused,
        (S::Paused, E::Resume) => S::Active,
        (S::Active, E::LastApproved | E::EndWithBalance | E::UnfundedTimeout) => S::Ending,
        (S::Ending, E::AllSettled) => S::Ended,
        (S::Active | S::Paused, E::Terminate) => S::Terminated,
    }
}

named!(/// Where the work on one milestone stands.
Milestone {
    Planned = "planned",
    PendingFunding = "pending_funding",
    FundingFailed = "funding_failed",
    Funded = "funded",
    InProgress = "in_progress",
    Submitted = "submitted",
    ChangesRequested = "changes_requested",
    Approved = "approved",
    Released = "released",
    Disputed = "disputed",
    Split = "split",
    Refunded = "refunded",
    Cancelled = "cancelled",
});

named!(/// What may happen to a milestone.
MilestoneEvent {
    Fund = "fund",
    Paid = "paid",
    PaymentFailed = "payment_failed",
    GiveUpPayment = "give_up_payment",
    PaymentTimeout = "payment_timeout",
    Start = "start",
    Submit = "submit",
    RequestChanges = "request_changes",
    Approve = "approve",
    ReviewTimeout = "review_timeout",
    Release = "release",
    /// The provider agreed to less; the rest goes back.
    AgreePart = "agree_part",
    /// The provider agreed to give the held money back.
    AgreeReturn = "agree_return",
    /// It was asked to and did not answer.
    ReturnTimeout = "return_timeout",
    OpenDispute = "open_dispute",
    RestoreFunded = "restore_funded",
    ResolveReleased = "resolve_released",
    ResolveRefunded = "resolve_refunded",
    ResolveSplit = "resolve_split",
    /// The contract was terminated.
    TerminateRefunded = "terminate_refunded",
    Drop = "drop",
});

machine! {
    Milestone, MilestoneEvent, "a milestone", start Planned,
    resting [], terminal [Released, Split, Refunded, Cancelled],
    by {
        E::Fund | E::GiveUpPayment | E::RequestChanges | E::Approve => [Buyer],
        E::Start | E::Submit | E::AgreePart | E::AgreeReturn => [Provider],
        E::OpenDispute | E::Drop => [Buyer, Provider],
        E::Paid | E::PaymentFailed => [Processor],
        E::PaymentTimeout | E::ReviewTimeout | E::ReturnTimeout => [Timer],
        E::Release | E::RestoreFunded | E::ResolveReleased => [Service],
        E::ResolveRefunded | E::ResolveSplit => [Service],
        E::TerminateRefunded => [Trust],
    },
    next {
        (S::Planned | S::FundingFailed, E::Fund) => S::PendingFunding,
        (S::Planned | S::FundingFailed, E::Drop) => S::Cancelled,
        (S::PendingFunding, E::Paid) => S::Funded,
        (S::PendingFunding, E::PaymentFailed | E::GiveUpPayment | E::PaymentTimeout) => S::FundingFailed,
        (S::Funded, E::Start) => S::InProgress,
        (S::InProgress | S::ChangesRequested, E::Submit) => S::Submitted,
        (S::Submitted, E::RequestChanges) => S::ChangesRequested,
        (S::Submitted, E::Approve | E::ReviewTimeout) => S::Approved,
        (S::Approved, E::Release) => S::Released,
        (S::Submitted, E::AgreePart) => S::Split,
        (
            S::Funded | S::InProgress | S::Submitted | S::ChangesRequested,
            E::AgreeReturn | E::ReturnTimeout | E::TerminateRefunded,
        ) => S::Refunded,
        // Trust may still stop it between the approval and the release.
        (S::Approved, E::TerminateRefunded) => S::Refunded,
        (S::Funded | S::InProgress | S::Submitted | S::ChangesRequested, E::OpenDispute) => S::Disputed,
        (S::Disputed, E::RestoreFunded) => S::Funded,
        (S::Disputed, E::ResolveReleased) => S::Released,
        (S::Disputed, E::ResolveRefunded) => S::Refunded,
        (S::Disputed, E::ResolveSplit) => S::Split,
    }
}
