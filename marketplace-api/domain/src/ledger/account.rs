//! The chart of accounts. An account that belongs to somebody carries whose it is, so money of two
//! holders cannot be mixed up.
//!
//! | code | account | class |
//! |---|---|---|
//! | 1100 | `processor_pending`, `processor_available` | asset |
//! | 1150 | `disputed_funds_held:{chargeback}` | asset |
//! | 1200, 1210 | `provider_receivable:{org}`, `buyer_receivable:{org}` | asset |
//! | 1300 | `bank` | asset |
//! | 2100, 2110 | `escrow:{unit}`, `escrow_disputed:{unit}` | liability |
//! | 2200, 2210 | `provider_pending:{org}`, `provider_available:{org}` | liability |
//! | 2220 | `provider_reserve:{org}:{why}` | liability |
//! | 2300, 2310 | `unearned_buyer_fee:{unit}`, `buyer_credit:{org}` | liability |
//! | 2400 | `vat_payable:{country}` | liability |
//! | 2500, 2510 | `refund_in_transit:{refund}`, `payout_in_transit:{payout}` | liability |
//! | 2600 | `suspense:{processor}` | liability |
//! | 4100, 4110 | `commission`, `buyer_fee` | revenue |
//! | 5100–5310 | `processor_fees`, `chargeback_loss`, `dispute_fees`, `goodwill`, `bad_debt_provider` | expense |
//! | 9000, 9010 | `memo_connected:{org}`, `memo_irpf_withheld:{org}` | memo |
//!
//! Memo accounts show money that is not ours (a provider's balance at the processor, tax that a buyer
//! keeps back). They stand beside the books and need no counterpart.

use std::{fmt, str::FromStr};

use crate::{
    country::Country,
    id::{ChargebackId, OrgId, PayoutId, RefundId, UnitId},
    named,
};

named!(/// On which side of an account an amount stands.
Side {
    Debit = "debit",
    Credit = "credit",
});

named!(/// What an account is a part of.
Class {
    Asset = "asset",
    Liability = "liability",
    Revenue = "revenue",
    Expense = "expense",
    /// Beside the books.
    Memo = "memo",
});

named!(/// Who moves the money for us.
Processor {
    Stripe = "stripe",
    /// Play money: behaves like Stripe, moves nothing.
    Sandbox = "sandbox",
});

/// Why a provider's money is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ReserveFor {
    Chargeback(ChargebackId),
    /// A rule or a person of finance found the account risky.
    Risk,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Account {
    /// Our balance at the processor that may not be used yet.
    ProcessorPending,
    ProcessorAvailable,
    /// Taken by the card network while a chargeback is open.
    DisputedFundsHeld(ChargebackId),
    /// The provider owes us.
    ProviderReceivable(OrgId),
    BuyerReceivable(OrgId),
    /// Our own bank account.
    Bank,
    /// Held for one unit of work.
    Escrow(UnitId),
    /// The same money while it is disputed.
    EscrowDisputed(UnitId),
    /// Released, in clearing.
    ProviderPending(OrgId),
    /// Payable now.
    ProviderAvailable(OrgId),
    ProviderReserve(OrgId, ReserveFor),
    /// The buyer's fee before the release.
    UnearnedBuyerFee(UnitId),
    /// Store credit, chosen by the buyer.
    BuyerCredit(OrgId),
    /// VAT on our own fees.
    VatPayable(Country),
    /// Asked of the processor, not confirmed.
    RefundInTransit(RefundId),
    PayoutInTransit(PayoutId),
    /// Money nobody could match.
    Suspense(Processor),
    Commission,
    BuyerFee,
    ProcessorFees,
    ChargebackLoss,
    DisputeFees,
    Goodwill,
    BadDebtProvider,
    /// A provider's own balance at the processor.
    MemoConnected(OrgId),
    /// Income tax that the buyer pays to the tax agency on the provider's behalf.
    MemoIrpfWithheld(OrgId),
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not an account such as escrow:unt_…; see the chart in domain::ledger::account")]
pub struct UnknownAccount(pub String);

impl Account {
    /// The number in the chart. Two accounts share one where the chart says so.
    pub fn code(&self) -> u16 {
        match self {
            Account::ProcessorPending | Account::ProcessorAvailable => 1100,
            Account::DisputedFundsHeld(_) => 1150,
            Account::ProviderReceivable(_) => 1200,
            Account::BuyerReceivable(_) => 1210,
            Account::Bank => 1300,
            Account::Escrow(_) => 2100,
            Account::EscrowDisputed(_) => 2110,
            Account::ProviderPending(_) => 2200,
            Account::ProviderAvailable(_) => 2210,
            Account::ProviderReserve(..) => 2220,
            Account::UnearnedBuyerFee(_) => 2300,
            Account::BuyerCredit(_) => 2310,
            Account::VatPayable(_) => 2400,
            Account::RefundInTransit(_) => 2500,
            Account::PayoutInTransit(_) => 2510,
            Account::Suspense(_) => 2600,
            Account::Commission => 4100,
            Account::BuyerFee => 4110,
            Account::ProcessorFees => 5100,
            Account::ChargebackLoss => 5200,
            Account::DisputeFees => 5210,
            Account::Goodwill => 5300,
            Account::BadDebtProvider => 5310,
            Account::MemoConnected(_) => 9000,
            Account::MemoIrpfWithheld(_) => 9010,
        }
    }

    pub fn class(&self) -> Class {
        match self.code() / 1000 {
            1 => Class::Asset,
            2 => Class::Liability,
            4 => Class::Revenue,
            5 => Class::Expense,
            _ => Class::Memo,
        }
    }

    /// The side on which it grows.
    pub fn normal_side(&self) -> Side {
        match self.class() {
            Class::Asset | Class::Expense | Class::Memo => Side::Debit,
            Class::Liability | Class::Revenue => Side::Credit,
        }
    }

    /// Whether it may never stand on its wrong side: what we owe to people, and money on its way.
    /// A shortfall goes to a receivable or a loss instead.
    pub fn is_guarded(&self) -> bool {
        matches!(self.code(), 2100..=2310 | 2500 | 2510)
    }

    /// Whether it counts in the sum of a journal.
    pub fn is_on_the_books(&self) -> bool {
        self.class() != Class::Memo
    }
}

/// The name under which it is stored: `escrow:unt_0198…`.
impl fmt::Display for Account {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Account::ProcessorPending => f.write_str("processor_pending"),
            Account::ProcessorAvailable => f.write_str("processor_available"),
            Account::DisputedFundsHeld(it) => write!(f, "disputed_funds_held:{it}"),
            Account::ProviderReceivable(it) => write!(f, "provider_receivable:{it}"),
            Account::BuyerReceivable(it) => write!(f, "buyer_receivable:{it}"),
            Account::Bank => f.write_str("bank"),
            Account::Escrow(it) => write!(f, "escrow:{it}"),
            Account::EscrowDisputed(it) => write!(f, "escrow_disputed:{it}"),
            Account::ProviderPending(it) => write!(f, "provider_pending:{it}"),
            Account::ProviderAvailable(it) => write!(f, "provider_available:{it}"),
            Account::ProviderReserve(it, ReserveFor::Risk) => {
                write!(f, "provider_reserve:{it}:risk")
            }
            Account::ProviderReserve(it, ReserveFor::Chargeback(why)) => {
                write!(f, "provider_reserve:{it}:{why}")
            }
            Account::UnearnedBuyerFee(it) => write!(f, "unearned_buyer_fee:{it}"),
            Account::BuyerCredit(it) => write!(f, "buyer_credit:{it}"),
            Account::VatPayable(it) => write!(f, "vat_payable:{it}"),
            Account::RefundInTransit(it) => write!(f, "refund_in_transit:{it}"),
            Account::PayoutInTransit(it) => write!(f, "payout_in_transit:{it}"),
            Account::Suspense(it) => write!(f, "suspense:{}", it.code()),
            Account::Commission => f.write_str("commission"),
            Account::BuyerFee => f.write_str("buyer_fee"),
            Account::ProcessorFees => f.write_str("processor_fees"),
            Account::ChargebackLoss => f.write_str("chargeback_loss"),
            Account::DisputeFees => f.write_str("dispute_fees"),
            Account::Goodwill => f.write_str("goodwill"),
            Account::BadDebtProvider => f.write_str("bad_debt_provider"),
            Account::MemoConnected(it) => write!(f, "memo_connected:{it}"),
            Account::MemoIrpfWithheld(it) => write!(f, "memo_irpf_withheld:{it}"),
        }
    }
}

impl FromStr for Account {
    type Err = UnknownAccount;

    fn from_str(text: &str) -> Result<Account, UnknownAccount> {
        let unknown = || UnknownAccount(text.to_owned());
        let mut parts = text.splitn(3, ':');
        let name = parts.next().unwrap_or_default();
        let (owner, why) = (parts.next(), parts.next());
        let account = match (owner, why) {
            (None, None) => nobodys(name),
            (Some(owner), None) => somebodys(name, owner),
            (Some(owner), Some(why)) if name == "provider_reserve" => reserve(owner, why),
            _ => None,
        };
        account.ok_or_else(unknown)
    }
}

fn nobodys(name: &str) -> Option<Account> {
    Some(match name {
        "processor_pending" => Account::ProcessorPending,
        "processor_available" => Account::ProcessorAvailable,
        "bank" => Account::Bank,
        "commission" => Account::Commission,
        "buyer_fee" => Account::BuyerFee,
        "processor_fees" => Account::ProcessorFees,
        "chargeback_loss" => Account::ChargebackLoss,
        "dispute_fees" => Account::DisputeFees,
        "goodwill" => Account::Goodwill,
        "bad_debt_provider" => Account::BadDebtProvider,
        _ => return None,
    })
}

fn somebodys(name: &str, owner: &str) -> Option<Account> {
    fn id<T: FromStr>(text: &str, account: fn(T) -> Account) -> Option<Account> {
        text.parse().ok().map(account)
    }
    match name {
        "disputed_funds_held" => id(owner, Account::DisputedFundsHeld),
        "provider_receivable" => id(owner, Account::ProviderReceivable),
        "buyer_receivable" => id(owner, Account::BuyerReceivable),
        "escrow" => id(owner, Account::Escrow),
        "escrow_disputed" => id(owner, Account::EscrowDisputed),
        "provider_pending" => id(owner, Account::ProviderPending),
        "provider_available" => id(owner, Account::ProviderAvailable),
        "unearned_buyer_fee" => id(owner, Account::UnearnedBuyerFee),
        "buyer_credit" => id(owner, Account::BuyerCredit),
        "vat_payable" => id(owner, Account::VatPayable),
        "refund_in_transit" => id(owner, Account::RefundInTransit),
        "payout_in_transit" => id(owner, Account::PayoutInTransit),
        "suspense" => Processor::from_code(owner).map(Account::Suspense),
        "memo_connected" => id(owner, Account::MemoConnected),
        "memo_irpf_withheld" => id(owner, Account::MemoIrpfWithheld),
        _ => None,
    }
}

fn reserve(owner: &str, why: &str) -> Option<Account> {
    let owner = owner.parse().ok()?;
    let why = match why {
        "risk" => ReserveFor::Risk,
        chargeback => ReserveFor::Chargeback(chargeback.parse().ok()?),
    };
    Some(Account::ProviderReserve(owner, why))
}
