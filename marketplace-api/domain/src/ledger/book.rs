//! The book: entries in order, and the rule by which one is added.
//!
//! **Invariant:** one fact is recorded once. The same key with the same postings is already there,
//! and says so; the same key with anything else is refused. No guarded account is ever overdrawn.

use std::collections::{BTreeMap, HashMap};

use super::{
    account::{Account, Side},
    chain::Entry,
    journal::{Journal, Key},
};
use crate::{
    money::{Currency, Money},
    time::Timestamp,
};

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AppendError {
    #[error(
        "{key} is on record with other amounts; nothing was written. Look at both before retrying"
    )]
    SaysSomethingElse { key: Key },
    #[error("{key} would take {by} minor units of {currency:?} more from {account} than it holds")]
    Overdrawn { key: Key, account: Account, currency: Currency, by: u128 },
}

/// What became of a journal that was not refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Appended {
    Written { seq: u64 },
    AlreadyThere { seq: u64 },
}

/// The append rule: whether a journal under a key on record says the same.
///
/// # Errors
/// [`AppendError::SaysSomethingElse`].
pub fn verdict(known: &Journal, new: &Journal) -> Result<(), AppendError> {
    if known == new {
        Ok(())
    } else {
        Err(AppendError::SaysSomethingElse { key: new.key().clone() })
    }
}

/// Sums per account and currency; debit is positive.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Balances(BTreeMap<(Account, Currency), i128>);

impl Balances {
    pub fn add(&mut self, journal: &Journal) {
        for posting in journal.postings() {
            let place = (posting.account, posting.amount.currency());
            *self.0.entry(place).or_default() += posting.signed();
        }
    }

    fn take_back(&mut self, journal: &Journal) {
        for posting in journal.postings() {
            let place = (posting.account, posting.amount.currency());
            *self.0.entry(place).or_default() -= posting.signed();
        }
    }

    /// For a table of balances that was kept elsewhere.
    pub fn set(&mut self, account: Account, currency: Currency, debit_less_credit: i128) {
        self.0.insert((account, currency), debit_less_credit);
    }

    /// Debits less credits.
    pub fn signed(&self, account: Account, currency: Currency) -> i128 {
        self.0.get(&(account, currency)).copied().unwrap_or_default()
    }

    /// What stands on the account's own side; negative when it is overdrawn.
    pub fn natural(&self, account: Account, currency: Currency) -> i128 {
        let signed = self.signed(account, currency);
        if account.normal_side() == Side::Debit { signed } else { -signed }
    }

    /// Whether the account holds exactly this much on its own side.
    pub fn holds(&self, account: Account, amount: Money) -> bool {
        self.natural(account, amount.currency()) == i128::from(amount.minor())
    }

    /// Every account that was ever touched, in the chart's order.
    pub fn iter(&self) -> impl Iterator<Item = (Account, Currency, i128)> {
        self.0.iter().map(|(&(account, currency), &signed)| (account, currency, signed))
    }

    /// Those that hold something.
    pub fn open(&self) -> impl Iterator<Item = (Account, Currency, i128)> {
        self.iter().filter(|it| it.2 != 0)
    }
}

/// A whole ledger in memory: what tests and the audit compute with. The store follows the same rules
/// with the same functions.
#[derive(Debug, Clone, Default)]
pub struct Book {
    entries: Vec<Entry>,
    places: HashMap<Key, usize>,
    balances: Balances,
}

impl Book {
    /// # Errors
    /// [`AppendError`]; the book is then as it was.
    pub fn append(&mut self, journal: Journal, now: Timestamp) -> Result<Appended, AppendError> {
        if let Some(known) = self.find(journal.key()) {
            verdict(&known.journal, &journal)?;
            return Ok(Appended::AlreadyThere { seq: known.seq });
        }
        self.balances.add(&journal);
        if let Some(refusal) = overdrawn(&journal, &self.balances) {
            self.balances.take_back(&journal);
            return Err(refusal);
        }
        let entry = Entry::after(self.entries.last(), journal, now);
        let seq = entry.seq;
        self.places.insert(entry.journal.key().clone(), self.entries.len());
        self.entries.push(entry);
        Ok(Appended::Written { seq })
    }

    pub fn find(&self, key: &Key) -> Option<&Entry> {
        self.places.get(key).map(|place| &self.entries[*place])
    }

    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    pub fn balances(&self) -> &Balances {
        &self.balances
    }
}

/// The first guarded account that `journal` touches and that stands on its wrong side in `after`.
pub fn overdrawn(journal: &Journal, after: &Balances) -> Option<AppendError> {
    journal.postings().iter().filter(|it| it.account.is_guarded()).find_map(|posting| {
        let (account, currency) = (posting.account, posting.amount.currency());
        let natural = after.natural(account, currency);
        let key = journal.key().clone();
        let by = natural.unsigned_abs();
        (natural < 0).then_some(AppendError::Overdrawn { key, account, currency, by })
    })
}
