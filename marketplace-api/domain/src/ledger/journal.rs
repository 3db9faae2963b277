//! A journal: postings that stand or fall together, keyed by the fact they record.
//!
//! **Invariant:** made by [`Draft::build`], its debits equal its credits in every currency, no posting
//! is zero, and postings stand in one order, so that two journals that say the same are equal.

use std::{collections::BTreeMap, fmt};

use super::account::{Account, Side};
use crate::{
    id::UnitId,
    money::{Currency, Money, MoneyError},
    named,
};

named!(/// What happened. With its source it is the key of a journal.
Kind {
    ChargeCaptured = "charge_captured",
    FundsAvailable = "funds_available",
    Released = "released",
    BuyerFeeEarned = "buyer_fee_earned",
    ClearingOver = "clearing_over",
    PayoutRequested = "payout_requested",
    PayoutConfirmed = "payout_confirmed",
    PayoutFailed = "payout_failed",
    RefundAgreed = "refund_agreed",
    RefundConfirmed = "refund_confirmed",
    /// The way back to the card is closed: the buyer chose credit or a bank transfer.
    RefundRerouted = "refund_rerouted",
    DisputeOpened = "dispute_opened",
    DisputeWithdrawn = "dispute_withdrawn",
    DisputeDecided = "dispute_decided",
    ChargebackOpened = "chargeback_opened",
    ChargebackWon = "chargeback_won",
    ChargebackLost = "chargeback_lost",
    ReserveTaken = "reserve_taken",
    ReserveLifted = "reserve_lifted",
    DebtNetted = "debt_netted",
    DebtWrittenOff = "debt_written_off",
    TransferReversed = "transfer_reversed",
    Goodwill = "goodwill",
    /// Money arrived that nothing of ours explains.
    Unmatched = "unmatched",
    /// Undoes another journal.
    Reversal = "reversal",
});

/// Names a fact: what happened, and to what (`released:dlv_…`, `charge_captured:chg_…`).
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    kind: Kind,
    source: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JournalError {
    #[error(
        "a source is 1 to 200 letters, digits or `_ - . :`, not `{0}`: use the id of what happened"
    )]
    InvalidSource(String),
    #[error("{key}: a journal without postings records nothing")]
    Empty { key: Key },
    #[error("{key}: debits are {debit} and credits {credit} minor units of {currency:?}")]
    Unbalanced { key: Key, currency: Currency, debit: u128, credit: u128 },
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl Key {
    /// # Errors
    /// [`JournalError::InvalidSource`].
    pub fn new(kind: Kind, source: impl fmt::Display) -> Result<Key, JournalError> {
        let source = source.to_string();
        let plain = |it: char| it.is_ascii_alphanumeric() || "_-.:".contains(it);
        if (1..=200).contains(&source.len()) && source.chars().all(plain) {
            Ok(Key { kind, source })
        } else {
            Err(JournalError::InvalidSource(source))
        }
    }

    /// Reads what [`Key`] displays as.
    pub fn parse(text: &str) -> Option<Key> {
        let (kind, source) = text.split_once(':')?;
        Key::new(Kind::from_code(kind)?, source).ok()
    }

    pub fn kind(&self) -> Kind {
        self.kind
    }

    pub fn source(&self) -> &str {
        &self.source
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.kind.code(), self.source)
    }
}

/// One line: an amount on one side of an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Posting {
    pub account: Account,
    pub side: Side,
    pub amount: Money,
}

impl Posting {
    /// Debit is positive, credit negative.
    pub fn signed(&self) -> i128 {
        let minor = i128::from(self.amount.minor());
        if self.side == Side::Debit { minor } else { -minor }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Journal {
    key: Key,
    about: Option<UnitId>,
    reverses: Option<Key>,
    postings: Vec<Posting>,
}

impl Journal {
    /// A journal as it was read back, right or wrong: [`super::audit`](fn@super::audit) is there to
    /// judge it. Anything new is made with [`Draft`].
    pub fn restored(
        key: Key,
        about: Option<UnitId>,
        reverses: Option<Key>,
        postings: Vec<Posting>,
    ) -> Journal {
        Journal { key, about, reverses, postings: in_order(postings) }
    }

    pub fn key(&self) -> &Key {
        &self.key
    }

    pub fn kind(&self) -> Kind {
        self.key.kind
    }

    /// The unit of work whose money this is, where it is one.
    pub fn about(&self) -> Option<UnitId> {
        self.about
    }

    pub fn reverses(&self) -> Option<&Key> {
        self.reverses.as_ref()
    }

    pub fn postings(&self) -> &[Posting] {
        &self.postings
    }

    /// What stands on one side of an account; several currencies are several amounts.
    pub fn on(&self, account: Account, side: Side) -> impl Iterator<Item = Money> {
        let lines = self.postings.iter();
        lines.filter(move |it| it.account == account && it.side == side).map(|it| it.amount)
    }

    /// The same with both sides exchanged: what undoes it.
    ///
    /// # Errors
    /// [`JournalError::InvalidSource`].
    pub fn reversal(&self, source: impl fmt::Display) -> Result<Journal, JournalError> {
        let swap = |it: &Posting| Posting {
            side: if it.side == Side::Debit { Side::Credit } else { Side::Debit },
            ..*it
        };
        let mut draft = Draft::new(Key::new(Kind::Reversal, source)?);
        draft.about = self.about;
        draft.reverses = Some(self.key.clone());
        draft.postings = self.postings.iter().map(swap).collect();
        draft.build()
    }

    /// Debits and credits per currency, memo accounts left out.
    pub fn sums(&self) -> BTreeMap<Currency, (u128, u128)> {
        let mut sums = BTreeMap::<Currency, (u128, u128)>::new();
        for posting in self.postings.iter().filter(|it| it.account.is_on_the_books()) {
            let sum = sums.entry(posting.amount.currency()).or_default();
            match posting.side {
                Side::Debit => sum.0 += u128::from(posting.amount.minor()),
                Side::Credit => sum.1 += u128::from(posting.amount.minor()),
            }
        }
        sums
    }
}

/// A journal being written. Amounts of zero leave no line.
#[derive(Debug, Clone)]
pub struct Draft {
    key: Key,
    about: Option<UnitId>,
    reverses: Option<Key>,
    postings: Vec<Posting>,
}

impl Draft {
    pub fn new(key: Key) -> Draft {
        Draft { key, about: None, reverses: None, postings: Vec::new() }
    }

    #[must_use]
    pub fn about(mut self, unit: UnitId) -> Draft {
        self.about = Some(unit);
        self
    }

    #[must_use]
    pub fn debit(self, account: Account, amount: Money) -> Draft {
        self.post(account, Side::Debit, amount)
    }

    #[must_use]
    pub fn credit(self, account: Account, amount: Money) -> Draft {
        self.post(account, Side::Credit, amount)
    }

    fn post(mut self, account: Account, side: Side, amount: Money) -> Draft {
        if !amount.is_zero() {
            self.postings.push(Posting { account, side, amount });
        }
        self
    }

    /// # Errors
    /// [`JournalError::Empty`], [`JournalError::Unbalanced`] in any currency, or an amount that left
    /// the range.
    pub fn build(self) -> Result<Journal, JournalError> {
        if self.postings.is_empty() {
            return Err(JournalError::Empty { key: self.key });
        }
        let postings = merged(in_order(self.postings))?;
        let Draft { key, about, reverses, .. } = self;
        let journal = Journal { key, about, reverses, postings };
        for (currency, (debit, credit)) in journal.sums() {
            if debit != credit {
                let key = journal.key;
                return Err(JournalError::Unbalanced { key, currency, debit, credit });
            }
        }
        Ok(journal)
    }
}

fn in_order(mut postings: Vec<Posting>) -> Vec<Posting> {
    postings.sort_by_key(|it| (it.side, it.account, it.amount.currency()));
    postings
}

/// Lines of the same side, account and currency become one.
fn merged(postings: Vec<Posting>) -> Result<Vec<Posting>, MoneyError> {
    let mut merged: Vec<Posting> = Vec::with_capacity(postings.len());
    for posting in postings {
        let same = |it: &&mut Posting| {
            let place = |it: &Posting| (it.side, it.account, it.amount.currency());
            place(it) == place(&posting)
        };
        match merged.last_mut().filter(same) {
            Some(last) => last.amount = last.amount.checked_add(posting.amount)?,
            None => merged.push(posting),
        }
    }
    Ok(merged)
}
