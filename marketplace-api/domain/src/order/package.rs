//! The work of an order with one fixed-price package.
//!
//! What a step needs beside the state (files to deliver, revisions left, a consumer's right) is asked
//! by whoever takes the step; where nobody acts, a timer does, and a person may always act before it.

use crate::{machine, named};

named!(/// Where the work stands.
Work {
    Draft = "draft",
    PendingPayment = "pending_payment",
    PaymentExpired = "payment_expired",
    AwaitingRequirements = "awaiting_requirements",
    AwaitingAcceptance = "awaiting_acceptance",
    Declined = "declined",
    InProgress = "in_progress",
    Late = "late",
    Delivered = "delivered",
    RevisionRequested = "revision_requested",
    Disputed = "disputed",
    Accepted = "accepted",
    Cancelled = "cancelled",
    Closed = "closed",
});

named!(/// What may happen to it.
Event {
    Checkout = "checkout",
    GiveUpPayment = "give_up_payment",
    PaymentFailed = "payment_failed",
    PaymentTimeout = "payment_timeout",
    PaidInputsNeeded = "paid_inputs_needed",
    PaidToBeAccepted = "paid_to_be_accepted",
    PaidAndStarted = "paid_and_started",
    InputsToBeAccepted = "inputs_to_be_accepted",
    InputsAndStarted = "inputs_and_started",
    RequirementsTimeout = "requirements_timeout",
    AcceptOrder = "accept_order",
    DeclineOrder = "decline_order",
    AcceptanceTimeout = "acceptance_timeout",
    Deliver = "deliver",
    RequestRevision = "request_revision",
    Accept = "accept",
    ReviewTimeout = "review_timeout",
    /// Delivered although a check failed, and the buyer decided nothing.
    MediationTimeout = "mediation_timeout",
    DeliveryTimeout = "delivery_timeout",
    CancelLate = "cancel_late",
    LateTimeout = "late_timeout",
    CancelMutually = "cancel_mutually",
    /// A consumer's right of withdrawal.
    Withdraw = "withdraw",
    OpenDispute = "open_dispute",
    ResolveAccepted = "resolve_accepted",
    ResolveCancelled = "resolve_cancelled",
    ResolveResumed = "resolve_resumed",
    OpCancel = "op_cancel",
    CloseTimeout = "close_timeout",
    Close = "close",
});

machine! {
    Work, Event, "an order with a package", start Draft,
    resting [], terminal [PaymentExpired, Declined, Cancelled, Closed],
    by {
        E::Checkout | E::GiveUpPayment | E::InputsToBeAccepted | E::InputsAndStarted => [Buyer],
        E::RequestRevision | E::Accept | E::CancelLate | E::Withdraw => [Buyer],
        E::AcceptOrder | E::DeclineOrder | E::Deliver => [Provider],
        E::CancelMutually | E::OpenDispute => [Buyer, Provider],
        E::PaymentFailed | E::PaidInputsNeeded | E::PaidToBeAccepted | E::PaidAndStarted => [Processor],
        E::PaymentTimeout | E::RequirementsTimeout | E::AcceptanceTimeout => [Timer],
        E::ReviewTimeout | E::MediationTimeout | E::DeliveryTimeout => [Timer],
        E::LateTimeout | E::CloseTimeout => [Timer],
        E::ResolveAccepted | E::ResolveCancelled | E::ResolveResumed => [Service],
        E::OpCancel => [Support, Finance],
        E::Close => [Finance],
    },
    next {
        (S::Draft, E::Checkout) => S::PendingPayment,
        (S::PendingPayment, E::GiveUpPayment | E::PaymentFailed | E::PaymentTimeout) => S::PaymentExpired,
        (S::PendingPayment, E::PaidInputsNeeded) => S::AwaitingRequirements,
        (S::PendingPayment, E::PaidToBeAccepted) => S::AwaitingAcceptance,
        (S::PendingPayment, E::PaidAndStarted) => S::InProgress,
        (S::AwaitingRequirements, E::InputsToBeAccepted) => S::AwaitingAcceptance,
        (S::AwaitingRequirements, E::InputsAndStarted) => S::InProgress,
        (S::AwaitingRequirements, E::RequirementsTimeout) => S::Cancelled,
        (S::AwaitingAcceptance, E::AcceptOrder) => S::InProgress,
        (S::AwaitingAcceptance, E::DeclineOrder | E::AcceptanceTimeout) => S::Declined,
        (S::InProgress | S::Late | S::RevisionRequested, E::Deliver) => S::Delivered,
        (S::Delivered, E::RequestRevision) => S::RevisionRequested,
        (S::Delivered, E::Accept | E::ReviewTimeout) => S::Accepted,
        (S::Delivered, E::MediationTimeout) => S::Disputed,
        (S::InProgress | S::RevisionRequested, E::DeliveryTimeout) => S::Late,
        (S::Late, E::CancelLate | E::LateTimeout) => S::Cancelled,
        (
            S::AwaitingRequirements | S::AwaitingAcceptance | S::InProgress | S::Late | S::Delivered
            | S::RevisionRequested,
            E::CancelMutually,
        ) => S::Cancelled,
        (S::AwaitingRequirements | S::AwaitingAcceptance | S::InProgress, E::Withdraw) => S::Cancelled,
        (S::InProgress | S::Late | S::Delivered | S::RevisionRequested, E::OpenDispute) => S::Disputed,
        (S::Disputed, E::ResolveAccepted) => S::Accepted,
        (S::Disputed, E::ResolveCancelled) => S::Cancelled,
        (S::Disputed, E::ResolveResumed) => S::InProgress,
        (
            S::Draft | S::PendingPayment | S::AwaitingRequirements | S::AwaitingAcceptance
            | S::InProgress | S::Late | S::Delivered | S::RevisionRequested | S::Disputed,
            E::OpCancel,
        ) => S::Cancelled,
        (S::Accepted, E::CloseTimeout | E::Close) => S::Closed,
    }
}
