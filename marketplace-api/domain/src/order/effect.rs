//! What a step of work does to money, and which pairs of work and money may exist.
//!
//! **Invariant:** work that is over holds no money. The tests walk every path of both machines through
//! a real ledger and find escrow at zero in each terminal state.

use super::{
    funds::{Event as FundsEvent, Funds},
    milestone::{Milestone, MilestoneEvent},
    package::{Event, Work},
};
use crate::{
    machine::{Actor, Machine, Refusal},
    named,
};

named!(/// What the caller posts to the ledger, or asks of the processor, with a step.
Effect {
    Nothing = "nothing",
    /// Ask the buyer's bank for the money.
    Ask = "ask",
    /// Take the question back.
    Unask = "unask",
    /// Captured: into escrow.
    Hold = "hold",
    /// Escrow to disputed escrow.
    Freeze = "freeze",
    /// And back.
    Thaw = "thaw",
    /// All to the provider, less what is ours.
    Release = "release",
    /// All to the buyer.
    Refund = "refund",
    /// Some to each, as agreed or as the law says.
    Split = "split",
    /// The same, out of what was disputed.
    Decide = "decide",
});

impl Effect {
    /// What it means for the money column.
    pub fn on_funds(self) -> Option<FundsEvent> {
        match self {
            Effect::Nothing | Effect::Freeze | Effect::Thaw => None,
            Effect::Ask => Some(FundsEvent::Ask),
            Effect::Unask => Some(FundsEvent::NotPaid),
            Effect::Hold => Some(FundsEvent::Capture),
            Effect::Release | Effect::Refund | Effect::Split | Effect::Decide => {
                Some(FundsEvent::Settle)
            }
        }
    }
}

/// Work that moves money: a package, or one milestone.
pub trait Paid: Machine {
    /// What a step from here does to money.
    fn effect(self, event: Self::Event) -> Effect;

    /// Whether our people end the work with it after a chargeback was lost, when no money is left to
    /// settle.
    fn writes_off(event: Self::Event) -> bool;

    /// Whether the money column may say `funds` while the work stands here (L12). Money that was
    /// charged back may meet any work that was ever paid for.
    fn agrees(self, funds: Funds) -> bool;
}

impl Paid for Work {
    fn effect(self, event: Event) -> Effect {
        use Event as E;
        match (self, event) {
            (Work::Draft, E::OpCancel) => Effect::Nothing,
            (Work::PendingPayment, E::OpCancel) => Effect::Unask,
            (Work::Disputed, E::OpCancel) => Effect::Decide,
            (_, E::Checkout) => Effect::Ask,
            (_, E::GiveUpPayment | E::PaymentFailed | E::PaymentTimeout) => Effect::Unask,
            (_, E::PaidInputsNeeded | E::PaidToBeAccepted | E::PaidAndStarted) => Effect::Hold,
            (_, E::RequirementsTimeout | E::DeclineOrder | E::AcceptanceTimeout) => Effect::Refund,
            (_, E::CancelLate | E::LateTimeout) => Effect::Refund,
            (_, E::Accept | E::ReviewTimeout) => Effect::Release,
            (_, E::CancelMutually | E::Withdraw | E::OpCancel) => Effect::Split,
            (_, E::OpenDispute | E::MediationTimeout) => Effect::Freeze,
            (_, E::ResolveResumed) => Effect::Thaw,
            (_, E::ResolveAccepted | E::ResolveCancelled) => Effect::Decide,
            (_, E::InputsToBeAccepted | E::InputsAndStarted | E::AcceptOrder) => Effect::Nothing,
            (_, E::Deliver | E::RequestRevision | E::DeliveryTimeout) => Effect::Nothing,
            (_, E::CloseTimeout | E::Close) => Effect::Nothing,
        }
    }

    fn writes_off(event: Event) -> bool {
        event == Event::OpCancel
    }

    fn agrees(self, funds: Funds) -> bool {
        match self {
            Work::Draft | Work::PaymentExpired => funds == Funds::Unfunded,
            Work::PendingPayment => funds == Funds::Funding,
            Work::AwaitingRequirements
            | Work::AwaitingAcceptance
            | Work::InProgress
            | Work::Late
            | Work::Delivered
            | Work::RevisionRequested
            | Work::Disputed => matches!(funds, Funds::Funded | Funds::ChargedBack),
            Work::Accepted | Work::Closed | Work::Declined => {
                matches!(funds, Funds::Settled | Funds::ChargedBack)
            }
            // Before the payment, or after it.
            Work::Cancelled => {
                matches!(funds, Funds::Unfunded | Funds::Settled | Funds::ChargedBack)
            }
        }
    }
}

impl Paid for Milestone {
    fn effect(self, event: MilestoneEvent) -> Effect {
        use MilestoneEvent as E;
        match event {
            E::Fund => Effect::Ask,
            E::Paid => Effect::Hold,
            E::PaymentFailed | E::GiveUpPayment | E::PaymentTimeout => Effect::Unask,
            E::Release => Effect::Release,
            E::AgreePart => Effect::Split,
            E::AgreeReturn | E::ReturnTimeout | E::TerminateRefunded => Effect::Refund,
            E::OpenDispute => Effect::Freeze,
            E::RestoreFunded => Effect::Thaw,
            E::ResolveReleased | E::ResolveRefunded | E::ResolveSplit => Effect::Decide,
            E::Start | E::Submit | E::RequestChanges | E::Approve => Effect::Nothing,
            E::ReviewTimeout | E::Drop => Effect::Nothing,
        }
    }

    fn writes_off(event: MilestoneEvent) -> bool {
        event == MilestoneEvent::TerminateRefunded
    }

    fn agrees(self, funds: Funds) -> bool {
        match self {
            Milestone::Planned | Milestone::FundingFailed | Milestone::Cancelled => {
                funds == Funds::Unfunded
            }
            Milestone::PendingFunding => funds == Funds::Funding,
            Milestone::Funded
            | Milestone::InProgress
            | Milestone::Submitted
            | Milestone::ChangesRequested
            | Milestone::Approved
            | Milestone::Disputed => matches!(funds, Funds::Funded | Funds::ChargedBack),
            Milestone::Released | Milestone::Split | Milestone::Refunded => {
                matches!(funds, Funds::Settled | Funds::ChargedBack)
            }
        }
    }
}

/// Where both columns stand after a step, and what the caller does to money with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Step<W> {
    pub work: W,
    pub funds: Funds,
    pub effect: Effect,
}

/// The only way work and its money change together. While money is charged back, no step that
/// settles it is possible: the bank decides first, and if it was lost, our people end the work.
///
/// # Errors
/// [`Refusal`].
pub fn step<W: Paid>(
    work: W,
    funds: Funds,
    event: W::Event,
    actor: Actor,
) -> Result<Step<W>, Refusal> {
    let next = work.act(event, actor)?;
    if funds == Funds::ChargedBack && W::writes_off(event) {
        return Ok(Step { work: next, funds, effect: Effect::Nothing });
    }
    let effect = work.effect(event);
    let after = match effect.on_funds() {
        None => funds,
        Some(moved) => funds.next(moved).ok_or(Refusal::NotPossible {
            machine: Funds::NAME,
            from: funds.code(),
            event: W::event_code(event),
        })?,
    };
    Ok(Step { work: next, funds: after, effect })
}

/// The money column of a contract, out of those of its milestones.
pub fn of_contract(milestones: &[Funds]) -> Funds {
    let any = |wanted: Funds| milestones.contains(&wanted);
    let held = any(Funds::Funded) || any(Funds::PartSettled);
    match (any(Funds::ChargedBack), any(Funds::Settled), held) {
        (true, ..) => Funds::ChargedBack,
        (false, true, true) => Funds::PartSettled,
        (false, true, false) if any(Funds::Unfunded) || any(Funds::Funding) => Funds::PartSettled,
        (false, true, false) => Funds::Settled,
        (false, false, true) => Funds::Funded,
        (false, false, false) if any(Funds::Funding) => Funds::Funding,
        (false, false, false) => Funds::Unfunded,
    }
}
