//! The chain over the ledger: each entry's hash covers what it says and the hash before it, so no
//! entry can be changed, dropped or slipped in without every later hash being wrong.
//!
//! **Invariant:** [`hash`] is a function of the entry alone. Its text form is fixed for good: old
//! entries are verified with it for as long as books are kept.

use std::{fmt, fmt::Write as _, str::FromStr};

use sha2::{Digest as _, Sha256};

use super::journal::Journal;
use crate::{date::Date, time::Timestamp};

/// A SHA-256, written as 64 hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a hash is 64 hexadecimal digits in lower case")]
pub struct InvalidDigest;

impl Digest {
    /// What the first entry points back to.
    pub const GENESIS: Digest = Digest([0; 32]);
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl FromStr for Digest {
    type Err = InvalidDigest;

    fn from_str(text: &str) -> Result<Digest, InvalidDigest> {
        let hex = |it: u8| it.is_ascii_digit() || (b'a'..=b'f').contains(&it);
        if text.len() != 64 || !text.bytes().all(hex) {
            return Err(InvalidDigest);
        }
        let mut bytes = [0; 32];
        for (place, byte) in bytes.iter_mut().enumerate() {
            let pair = &text[place * 2..place * 2 + 2];
            *byte = u8::from_str_radix(pair, 16).map_err(|_checked_above| InvalidDigest)?;
        }
        Ok(Digest(bytes))
    }
}

/// A journal in its place in the book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// 1, 2, 3 … without a gap.
    pub seq: u64,
    pub posted_at: Timestamp,
    pub journal: Journal,
    /// The hash of the entry before, [`Digest::GENESIS`] for the first.
    pub previous: Digest,
    pub hash: Digest,
}

impl Entry {
    /// The entry that follows `last`.
    pub fn after(last: Option<&Entry>, journal: Journal, posted_at: Timestamp) -> Entry {
        let seq = last.map_or(0, |it| it.seq) + 1;
        let previous = last.map_or(Digest::GENESIS, |it| it.hash);
        let hash = hash(seq, posted_at, &journal, previous);
        Entry { seq, posted_at, journal, previous, hash }
    }

    /// What its hash ought to be.
    pub fn expected_hash(&self) -> Digest {
        hash(self.seq, self.posted_at, &self.journal, self.previous)
    }
}

/// One line per part, each ended by a newline; no part can contain one.
pub fn hash(seq: u64, posted_at: Timestamp, journal: &Journal, previous: Digest) -> Digest {
    let mut text = format!("{previous}\n{seq}\n{}\n{}\n", posted_at.millis(), journal.key());
    let about = journal.about().map(|it| it.to_string()).unwrap_or_default();
    let reverses = journal.reverses().map(|it| it.to_string()).unwrap_or_default();
    let mut write = |line: fmt::Arguments<'_>| {
        text.write_fmt(line).expect("writing to a string cannot fail");
    };
    write(format_args!("{about}\n{reverses}\n"));
    for posting in journal.postings() {
        let (side, amount) = (posting.side.code(), posting.amount);
        let currency = amount.currency().code();
        write(format_args!("{side} {} {} {currency}\n", posting.account, amount.minor()));
    }
    Digest(Sha256::digest(text.as_bytes()).into())
}

/// The last entry of each day: what is published or kept elsewhere, so that a chain made up anew
/// would be noticed.
pub fn daily_heads(entries: &[Entry]) -> Vec<(Date, u64, Digest)> {
    let mut heads: Vec<(Date, u64, Digest)> = Vec::new();
    for entry in entries {
        let head = (Date::of(entry.posted_at), entry.seq, entry.hash);
        match heads.last_mut().filter(|it| it.0 == head.0) {
            Some(last) => *last = head,
            None => heads.push(head),
        }
    }
    heads
}
