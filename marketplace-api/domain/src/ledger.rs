//! Double-entry bookkeeping. Money always comes from somewhere and goes somewhere.
//!
//! **Invariant:** a [`Journal`] balances per currency or does not exist; it is keyed by the fact it
//! records; what is in the [`Book`] is never changed, only followed by more. A mistake is corrected
//! by a journal that reverses it.
//!
//! | module | what it knows |
//! |---|---|
//! | [`account`] | the chart of accounts, and which of them may never be overdrawn |
//! | [`journal`] | postings that stand or fall together, and their key |
//! | [`facts`] | one function per thing that happens to money, and what it means in postings |
//! | [`chain`] | the hash over each entry and the one before it |
//! | [`book`] | the append rule and balances |
//! | [`mod@audit`] | reads a whole ledger back and names every break with its cause |
//!
//! The store keeps entries and asks the same functions: [`book::verdict`] before an insert,
//! [`chain::hash`] for the new entry, [`audit()`] over everything, nightly and on demand.

pub mod account;
pub mod audit;
pub mod book;
pub mod chain;
pub mod facts;
pub mod journal;

pub use account::{Account, Class, Processor, ReserveFor, Side};
pub use audit::{Break, audit};
pub use book::{AppendError, Appended, Balances, Book};
pub use chain::{Digest, Entry};
pub use journal::{Draft, Journal, JournalError, Key, Kind, Posting};

#[cfg(test)]
mod tests;
