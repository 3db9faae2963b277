//! One function per thing that happens to money, and what it means in postings.
//!
//! | fact | debit | credit |
//! |---|---|---|
//! | captured | processor pending, processor fees | escrow, unearned buyer fee, VAT |
//! | released | escrow | provider pending, commission, VAT |
//! | refund agreed | escrow, unearned buyer fee, VAT | refund in transit |
//! | dispute decided | escrow disputed | provider pending, commission, VAT, refund in transit |
//! | payout asked, confirmed | provider available; payout in transit | payout in transit; processor |
//! | chargeback opened | disputed funds held, dispute fees | processor available |
//! | chargeback lost while held | escrow, unearned buyer fee, VAT | disputed funds held |
//! | chargeback lost | reserve, receivable or loss; fees and their VAT | disputed funds held |
//!
//! **Invariant:** who calls decides the amounts; which accounts they touch is decided here alone.

use std::fmt;

use super::{
    account::{Account, Processor, ReserveFor},
    journal::{Draft, Journal, JournalError, Key, Kind},
};
use crate::{
    country::Country,
    id::{OrgId, PayoutId, RefundId, UnitId},
    money::{Money, MoneyError},
};

mod chargeback;

pub use chargeback::{
    Loss, chargeback_lost, chargeback_lost_while_held, chargeback_opened, chargeback_won,
    debt_netted, debt_written_off, reserve_lifted, reserve_taken, transfer_reversed,
};

type Recorded = Result<Journal, JournalError>;

/// An amount of ours with the VAT on it, and whose VAT that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taxed {
    pub net: Money,
    pub vat: Money,
    pub country: Country,
}

impl Taxed {
    /// # Errors
    /// [`MoneyError`] past the range.
    pub fn gross(self) -> Result<Money, MoneyError> {
        self.net.checked_add(self.vat)
    }
}

/// What a buyer paid for one unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Capture {
    /// What is held for the provider: its price with its own taxes.
    pub escrow: Money,
    pub buyer_fee: Taxed,
    pub processor_fee: Money,
}

/// `source` is the charge.
pub fn captured(source: impl fmt::Display, unit: UnitId, it: Capture) -> Recorded {
    let paid = it.escrow.checked_add(it.buyer_fee.gross()?)?;
    draft(Kind::ChargeCaptured, source)?
        .about(unit)
        .debit(Account::ProcessorPending, paid.checked_sub(it.processor_fee)?)
        .debit(Account::ProcessorFees, it.processor_fee)
        .credit(Account::Escrow(unit), it.escrow)
        .credit(Account::UnearnedBuyerFee(unit), it.buyer_fee.net)
        .credit(Account::VatPayable(it.buyer_fee.country), it.buyer_fee.vat)
        .build()
}

/// The processor lets us use what it captured.
pub fn funds_available(source: impl fmt::Display, amount: Money) -> Recorded {
    draft(Kind::FundsAvailable, source)?
        .debit(Account::ProcessorAvailable, amount)
        .credit(Account::ProcessorPending, amount)
        .build()
}

/// What leaves escrow for the provider, and what we keep of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Earning {
    pub provider: OrgId,
    pub gross: Money,
    pub commission: Taxed,
}

impl Earning {
    /// # Errors
    /// [`MoneyError`] when the commission is more than the whole.
    pub fn net(self) -> Result<Money, MoneyError> {
        self.gross.checked_sub(self.commission.gross()?)
    }

    fn credit(self, draft: Draft) -> Result<Draft, MoneyError> {
        Ok(draft
            .credit(Account::ProviderPending(self.provider), self.net()?)
            .credit(Account::Commission, self.commission.net)
            .credit(Account::VatPayable(self.commission.country), self.commission.vat))
    }
}

/// `source` is what released it: an acceptance, a session held, a job settled.
pub fn released(source: impl fmt::Display, unit: UnitId, it: Earning) -> Recorded {
    let draft = draft(Kind::Released, source)?.about(unit);
    it.credit(draft.debit(Account::Escrow(unit), it.gross))?.build()
}

/// The same, where the buyer keeps back income tax that it pays to the tax agency.
pub fn released_withholding(
    source: impl fmt::Display,
    unit: UnitId,
    it: Earning,
    irpf: Money,
) -> Recorded {
    let draft = draft(Kind::Released, source)?.about(unit);
    let draft = it.credit(draft.debit(Account::Escrow(unit), it.gross))?;
    draft.debit(Account::MemoIrpfWithheld(it.provider), irpf).build()
}

/// The work is done, so the buyer's fee is ours. Its VAT was booked with the payment.
pub fn buyer_fee_earned(source: impl fmt::Display, unit: UnitId, amount: Money) -> Recorded {
    draft(Kind::BuyerFeeEarned, source)?
        .about(unit)
        .debit(Account::UnearnedBuyerFee(unit), amount)
        .credit(Account::BuyerFee, amount)
        .build()
}

pub fn clearing_over(source: impl fmt::Display, provider: OrgId, amount: Money) -> Recorded {
    draft(Kind::ClearingOver, source)?
        .debit(Account::ProviderPending(provider), amount)
        .credit(Account::ProviderAvailable(provider), amount)
        .build()
}

pub fn payout_requested(payout: PayoutId, provider: OrgId, amount: Money) -> Recorded {
    draft(Kind::PayoutRequested, payout)?
        .debit(Account::ProviderAvailable(provider), amount)
        .credit(Account::PayoutInTransit(payout), amount)
        .build()
}

/// The processor moved it to the provider's own account there. What its bank does is not on our books.
pub fn payout_confirmed(payout: PayoutId, provider: OrgId, amount: Money) -> Recorded {
    draft(Kind::PayoutConfirmed, payout)?
        .debit(Account::PayoutInTransit(payout), amount)
        .credit(Account::ProcessorAvailable, amount)
        .debit(Account::MemoConnected(provider), amount)
        .build()
}

/// The payout was given up after the processor refused it: the money is the provider's again. While
/// it is tried anew, the money stays in transit.
pub fn payout_failed(payout: PayoutId, provider: OrgId, amount: Money) -> Recorded {
    draft(Kind::PayoutFailed, payout)?
        .debit(Account::PayoutInTransit(payout), amount)
        .credit(Account::ProviderAvailable(provider), amount)
        .build()
}

/// What goes back to the buyer before the release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Return {
    pub escrow: Money,
    pub buyer_fee: Taxed,
}

pub fn refund_agreed(refund: RefundId, unit: UnitId, it: Return) -> Recorded {
    draft(Kind::RefundAgreed, refund)?
        .about(unit)
        .debit(Account::Escrow(unit), it.escrow)
        .debit(Account::UnearnedBuyerFee(unit), it.buyer_fee.net)
        .debit(Account::VatPayable(it.buyer_fee.country), it.buyer_fee.vat)
        .credit(Account::RefundInTransit(refund), it.escrow.checked_add(it.buyer_fee.gross()?)?)
        .build()
}

/// Where a refund after the release is taken from, in this order; the last is a debt of the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recovery {
    pub pending: Money,
    pub available: Money,
    pub reserve: Money,
    pub debt: Money,
}

impl Recovery {
    /// Takes `amount` from what the provider has in clearing, then payable, then in reserve for risk.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`].
    pub fn of(amount: Money, holds: [Money; 3]) -> Result<Recovery, MoneyError> {
        let mut rest = amount;
        let mut take = |held: Money| -> Result<Money, MoneyError> {
            rest.checked_add(held)?;
            let part = if held.minor() < rest.minor() { held } else { rest };
            rest = rest.checked_sub(part)?;
            Ok(part)
        };
        let [pending, available, reserve] = [take(holds[0])?, take(holds[1])?, take(holds[2])?];
        Ok(Recovery { pending, available, reserve, debt: rest })
    }
}

/// The work was released already: the provider returns its part, we return our fees.
pub fn refund_agreed_after_release(
    refund: RefundId,
    unit: UnitId,
    from: (OrgId, Recovery),
    commission: Taxed,
    buyer_fee: Taxed,
) -> Recorded {
    let (provider, parts) = from;
    let ours = commission.gross()?.checked_add(buyer_fee.gross()?)?;
    let theirs = parts.pending.checked_add(parts.available)?;
    let theirs = theirs.checked_add(parts.reserve)?.checked_add(parts.debt)?;
    draft(Kind::RefundAgreed, refund)?
        .about(unit)
        .debit(Account::ProviderPending(provider), parts.pending)
        .debit(Account::ProviderAvailable(provider), parts.available)
        .debit(Account::ProviderReserve(provider, ReserveFor::Risk), parts.reserve)
        .debit(Account::ProviderReceivable(provider), parts.debt)
        .debit(Account::Commission, commission.net)
        .debit(Account::VatPayable(commission.country), commission.vat)
        .debit(Account::BuyerFee, buyer_fee.net)
        .debit(Account::VatPayable(buyer_fee.country), buyer_fee.vat)
        .credit(Account::RefundInTransit(refund), theirs.checked_add(ours)?)
        .build()
}

pub fn refund_confirmed(refund: RefundId, amount: Money) -> Recorded {
    draft(Kind::RefundConfirmed, refund)?
        .debit(Account::RefundInTransit(refund), amount)
        .credit(Account::ProcessorAvailable, amount)
        .build()
}

/// The card is closed and the buyer chose store credit.
pub fn refund_to_credit(refund: RefundId, buyer: OrgId, amount: Money) -> Recorded {
    draft(Kind::RefundRerouted, refund)?
        .debit(Account::RefundInTransit(refund), amount)
        .credit(Account::BuyerCredit(buyer), amount)
        .build()
}

/// The card is closed and we sent it from our bank.
pub fn refund_by_bank(refund: RefundId, amount: Money) -> Recorded {
    draft(Kind::RefundRerouted, refund)?
        .debit(Account::RefundInTransit(refund), amount)
        .credit(Account::Bank, amount)
        .build()
}

pub fn dispute_opened(source: impl fmt::Display, unit: UnitId, amount: Money) -> Recorded {
    draft(Kind::DisputeOpened, source)?
        .about(unit)
        .debit(Account::Escrow(unit), amount)
        .credit(Account::EscrowDisputed(unit), amount)
        .build()
}

pub fn dispute_withdrawn(source: impl fmt::Display, unit: UnitId, amount: Money) -> Recorded {
    draft(Kind::DisputeWithdrawn, source)?
        .about(unit)
        .debit(Account::EscrowDisputed(unit), amount)
        .credit(Account::Escrow(unit), amount)
        .build()
}

/// `earning` goes to the provider and `back` to the buyer; together they are what was disputed. The
/// buyer's share of its fee is a refund of its own ([`refund_agreed`] with an escrow part of zero).
pub fn dispute_decided(
    source: impl fmt::Display,
    unit: UnitId,
    earning: Earning,
    back: (RefundId, Money),
) -> Recorded {
    let (refund, amount) = back;
    let disputed = earning.gross.checked_add(amount)?;
    let draft = draft(Kind::DisputeDecided, source)?.about(unit);
    let draft = draft.debit(Account::EscrowDisputed(unit), disputed);
    earning.credit(draft)?.credit(Account::RefundInTransit(refund), amount).build()
}

/// We pay a buyer or a provider something on our own account: it is added to what was promised.
pub fn goodwill(source: impl fmt::Display, to: Account, amount: Money) -> Recorded {
    draft(Kind::Goodwill, source)?.debit(Account::Goodwill, amount).credit(to, amount).build()
}

/// Money came that nothing of ours explains. It waits in suspense until somebody finds out.
pub fn unmatched(source: impl fmt::Display, processor: Processor, amount: Money) -> Recorded {
    draft(Kind::Unmatched, source)?
        .debit(Account::ProcessorAvailable, amount)
        .credit(Account::Suspense(processor), amount)
        .build()
}

fn draft(kind: Kind, source: impl fmt::Display) -> Result<Draft, JournalError> {
    Ok(Draft::new(Key::new(kind, source)?))
}
