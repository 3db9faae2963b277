//! A disagreement about held money, from the claim to the decision.
//!
//! **Invariant:** what is decided adds up to what is disputed, to the cent ([`Verdict`]). Silence loses
//! only where the evidence on record does not contradict the claim.

use crate::{
    machine,
    money::{Money, MoneyError},
    named,
};

named!(/// Where a dispute stands.
Dispute {
    Opened = "opened",
    AwaitingReply = "awaiting_reply",
    Negotiating = "negotiating",
    Mediation = "mediation",
    DecisionProposed = "decision_proposed",
    Appealed = "appealed",
    Defaulted = "defaulted",
    Resolved = "resolved",
    Cancelled = "cancelled",
    /// The buyer's bank decides; our record becomes evidence.
    MergedIntoChargeback = "merged_into_chargeback",
});

named!(/// What may happen to it.
Event {
    Notify = "notify",
    Reply = "reply",
    ReplyTimeout = "reply_timeout",
    /// Nothing on record contradicts the claim.
    GrantByDefault = "grant_by_default",
    ContradictByRecord = "contradict_by_record",
    Offer = "offer",
    OffersMeet = "offers_meet",
    Settle = "settle",
    Escalate = "escalate",
    NegotiationTimeout = "negotiation_timeout",
    ProposeDecision = "propose_decision",
    AcceptDecision = "accept_decision",
    AnswerTimeout = "answer_timeout",
    Appeal = "appeal",
    DecideAppeal = "decide_appeal",
    Cancel = "cancel",
    CancelByConsent = "cancel_by_consent",
    ChargebackArrives = "chargeback_arrives",
});

machine! {
    Dispute, Event, "a dispute", start Opened,
    resting [], terminal [Resolved, Cancelled, MergedIntoChargeback],
    by {
        E::Notify | E::GrantByDefault | E::ContradictByRecord | E::OffersMeet => [Service],
        E::Reply | E::Offer | E::Settle | E::Escalate | E::Cancel => [Buyer, Provider],
        E::AcceptDecision | E::Appeal | E::CancelByConsent => [Buyer, Provider],
        E::ReplyTimeout | E::NegotiationTimeout | E::AnswerTimeout => [Timer],
        E::ProposeDecision | E::DecideAppeal => [Support],
        E::ChargebackArrives => [Processor],
    },
    next {
        (S::Opened, E::Notify) => S::AwaitingReply,
        (S::AwaitingReply, E::Reply) => S::Negotiating,
        (S::AwaitingReply, E::ReplyTimeout) => S::Defaulted,
        (S::Defaulted, E::GrantByDefault) => S::Resolved,
        (S::Defaulted, E::ContradictByRecord) => S::Mediation,
        (S::Negotiating, E::Offer) => S::Negotiating,
        (S::Negotiating, E::OffersMeet) => S::Resolved,
        (S::Negotiating | S::Mediation, E::Settle) => S::Resolved,
        (S::Negotiating, E::Escalate | E::NegotiationTimeout) => S::Mediation,
        (S::Mediation, E::ProposeDecision) => S::DecisionProposed,
        (S::DecisionProposed, E::AcceptDecision | E::AnswerTimeout) => S::Resolved,
        (S::DecisionProposed, E::Appeal) => S::Appealed,
        (S::Appealed, E::DecideAppeal) => S::Resolved,
        (S::Opened | S::AwaitingReply, E::Cancel) => S::Cancelled,
        (S::Negotiating | S::Mediation, E::CancelByConsent) => S::Cancelled,
        (
            S::Opened | S::AwaitingReply | S::Negotiating | S::Mediation | S::DecisionProposed
            | S::Appealed | S::Defaulted,
            E::ChargebackArrives,
        ) => S::MergedIntoChargeback,
    }
}

/// Who gets what of the disputed amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Verdict {
    to_provider: Money,
    to_buyer: Money,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DisputeError {
    #[error("a claim is more than zero and at most what is held, {held}")]
    Claim { held: Money },
    #[error("the parts must add up to the {disputed} that are disputed")]
    Parts { disputed: Money },
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Verdict {
    /// # Errors
    /// [`DisputeError::Parts`] when they do not add up.
    pub fn new(
        to_provider: Money,
        to_buyer: Money,
        disputed: Money,
    ) -> Result<Verdict, DisputeError> {
        if to_provider.checked_add(to_buyer)? == disputed {
            Ok(Verdict { to_provider, to_buyer })
        } else {
            Err(DisputeError::Parts { disputed })
        }
    }

    pub fn to_provider(self) -> Money {
        self.to_provider
    }

    pub fn to_buyer(self) -> Money {
        self.to_buyer
    }
}

/// # Errors
/// [`DisputeError::Claim`] for nothing, or more than is held.
pub fn check_claim(claim: Money, held: Money) -> Result<(), DisputeError> {
    let rest = held.checked_sub(claim);
    if claim.is_zero() || rest.is_err() { Err(DisputeError::Claim { held }) } else { Ok(()) }
}

/// Two offers that neither side sees: the least the provider would take, the most the buyer would leave
/// to it. Where they meet, the provider gets the middle (half a cent to the provider); where they do
/// not, nobody learns by how much.
///
/// # Errors
/// [`DisputeError`] when an offer is more than is disputed, or in another currency.
pub fn meet(
    provider_takes: Money,
    buyer_leaves: Money,
    disputed: Money,
) -> Result<Option<Verdict>, DisputeError> {
    for offer in [provider_takes, buyer_leaves] {
        disputed.checked_sub(offer).or(Err(DisputeError::Parts { disputed }))?;
    }
    let Ok(between) = buyer_leaves.checked_sub(provider_takes) else { return Ok(None) };
    let half = Money::new(between.minor().div_ceil(2), between.currency());
    let to_provider = provider_takes.checked_add(half)?;
    Verdict::new(to_provider, disputed.checked_sub(to_provider)?, disputed).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn eur(minor: u64) -> Money {
        Money::new(minor, Currency::Eur)
    }

    #[test]
    fn a_claim_is_within_what_is_held() {
        assert!(check_claim(eur(1), eur(1)).is_ok());
        for (claim, held) in [(0, 1), (2, 1), (1, 0)] {
            assert_eq!(
                check_claim(eur(claim), eur(held)),
                Err(DisputeError::Claim { held: eur(held) })
            );
        }
        assert!(check_claim(Money::new(1, Currency::Usd), eur(1)).is_err());
    }

    #[test]
    fn a_verdict_adds_up() {
        assert!(Verdict::new(eur(726), eur(484), eur(1_210)).is_ok());
        let wrong = Verdict::new(eur(726), eur(483), eur(1_210));
        assert_eq!(wrong, Err(DisputeError::Parts { disputed: eur(1_210) }));
    }

    #[test]
    fn blind_offers_meet_in_the_middle_or_not_at_all() {
        let both = |takes, leaves| meet(eur(takes), eur(leaves), eur(100));
        let parts =
            |it: Option<Verdict>| it.map(|it| (it.to_provider().minor(), it.to_buyer().minor()));
        assert_eq!(both(40, 61).map(parts), Ok(Some((51, 49))));
        assert_eq!(both(50, 50).map(parts), Ok(Some((50, 50))));
        assert_eq!(both(60, 40).map(parts), Ok(None));
        assert_eq!(both(101, 100), Err(DisputeError::Parts { disputed: eur(100) }));
    }
}
