//! A payment that the buyer's bank takes back, and the debts that follow.
//!
//! **Invariant:** what was taken stands in `disputed_funds_held` until the bank decides, and each way it
//! can decide returns that account to zero.

use std::fmt;

use super::{Recorded, Return, Taxed, draft};
use crate::{
    id::{ChargebackId, OrgId, UnitId},
    ledger::{
        account::{Account, ReserveFor},
        journal::Kind,
    },
    money::Money,
};

/// `fee` is what the bank's dispute costs us.
pub fn chargeback_opened(
    chargeback: ChargebackId,
    unit: UnitId,
    amount: Money,
    fee: Money,
) -> Recorded {
    draft(Kind::ChargebackOpened, chargeback)?
        .about(unit)
        .debit(Account::DisputedFundsHeld(chargeback), amount)
        .debit(Account::DisputeFees, fee)
        .credit(Account::ProcessorAvailable, amount.checked_add(fee)?)
        .build()
}

pub fn chargeback_won(chargeback: ChargebackId, unit: UnitId, amount: Money) -> Recorded {
    draft(Kind::ChargebackWon, chargeback)?
        .about(unit)
        .debit(Account::ProcessorAvailable, amount)
        .credit(Account::DisputedFundsHeld(chargeback), amount)
        .build()
}

/// Sets aside what a provider has available.
pub fn reserve_taken(provider: OrgId, why: ReserveFor, source: &str, amount: Money) -> Recorded {
    draft(Kind::ReserveTaken, source)?
        .debit(Account::ProviderAvailable(provider), amount)
        .credit(Account::ProviderReserve(provider, why), amount)
        .build()
}

pub fn reserve_lifted(provider: OrgId, why: ReserveFor, source: &str, amount: Money) -> Recorded {
    draft(Kind::ReserveLifted, source)?
        .debit(Account::ProviderReserve(provider, why), amount)
        .credit(Account::ProviderAvailable(provider), amount)
        .build()
}

/// Who bears a lost chargeback, beside the fees that we give up in any case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Loss {
    /// The provider: first what was reserved, the rest becomes a debt.
    Provider { provider: OrgId, reserve: Money, debt: Money },
    /// We do: the provider had done all that protects it.
    Ours(Money),
}

pub fn chargeback_lost(
    chargeback: ChargebackId,
    unit: UnitId,
    loss: Loss,
    commission: Taxed,
    buyer_fee: Taxed,
) -> Recorded {
    let fees = commission.gross()?.checked_add(buyer_fee.gross()?)?;
    let draft = draft(Kind::ChargebackLost, chargeback)?
        .about(unit)
        .debit(Account::Commission, commission.net)
        .debit(Account::VatPayable(commission.country), commission.vat)
        .debit(Account::BuyerFee, buyer_fee.net)
        .debit(Account::VatPayable(buyer_fee.country), buyer_fee.vat);
    let (draft, borne) = match loss {
        Loss::Provider { provider, reserve, debt } => {
            let kept = Account::ProviderReserve(provider, ReserveFor::Chargeback(chargeback));
            let draft =
                draft.debit(kept, reserve).debit(Account::ProviderReceivable(provider), debt);
            (draft, reserve.checked_add(debt)?)
        }
        Loss::Ours(amount) => (draft.debit(Account::ChargebackLoss, amount), amount),
    };
    draft.credit(Account::DisputedFundsHeld(chargeback), borne.checked_add(fees)?).build()
}

/// The money was still held: it goes out of escrow, and nobody bears a loss beside the bank's fee. A
/// dispute of ours that merged into the chargeback is withdrawn first.
pub fn chargeback_lost_while_held(chargeback: ChargebackId, unit: UnitId, it: Return) -> Recorded {
    draft(Kind::ChargebackLost, chargeback)?
        .about(unit)
        .debit(Account::Escrow(unit), it.escrow)
        .debit(Account::UnearnedBuyerFee(unit), it.buyer_fee.net)
        .debit(Account::VatPayable(it.buyer_fee.country), it.buyer_fee.vat)
        .credit(
            Account::DisputedFundsHeld(chargeback),
            it.escrow.checked_add(it.buyer_fee.gross()?)?,
        )
        .build()
}

/// A provider's new earnings pay its debt.
pub fn debt_netted(source: impl fmt::Display, provider: OrgId, amount: Money) -> Recorded {
    draft(Kind::DebtNetted, source)?
        .debit(Account::ProviderPending(provider), amount)
        .credit(Account::ProviderReceivable(provider), amount)
        .build()
}

pub fn debt_written_off(source: impl fmt::Display, provider: OrgId, amount: Money) -> Recorded {
    draft(Kind::DebtWrittenOff, source)?
        .debit(Account::BadDebtProvider, amount)
        .credit(Account::ProviderReceivable(provider), amount)
        .build()
}

/// The processor took a transfer back from the provider's account there: it pays a debt.
pub fn transfer_reversed(source: impl fmt::Display, provider: OrgId, amount: Money) -> Recorded {
    draft(Kind::TransferReversed, source)?
        .debit(Account::ProcessorAvailable, amount)
        .credit(Account::ProviderReceivable(provider), amount)
        .credit(Account::MemoConnected(provider), amount)
        .build()
}
