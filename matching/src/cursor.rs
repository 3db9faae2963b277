//! Where a page ended, as text that fits in a URL.
//!
//! Invariant: whatever `Display` writes, `FromStr` reads back to an equal cursor; anything else is
//! refused, never misread: the text ends with a checksum.

use std::{fmt, str::FromStr};

use crate::{index::bytes::fnv1a, ranking::RankBy, types::Sort};

/// Opaque to callers: take it from an answer, hand it to the next query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cursor {
    /// A cursor of one order means nothing in another.
    pub(crate) sort: Sort,
    /// How many matches came before.
    pub(crate) rank: u32,
    /// The sort value of the last match, as order-preserving bits.
    pub(crate) value: u64,
    /// The state of the index in which `rank` is exact.
    pub(crate) epoch: u64,
    /// The moment of the first page, so that freshness does not move between pages.
    pub(crate) now_ms: i64,
    /// How the first page was ordered, and by which lots.
    pub(crate) by: RankBy,
    pub(crate) seed: u64,
    /// Of an order by relevance, the lots of the matches that were shown of the first block.
    pub(crate) seen: Vec<u32>,
    /// The last match.
    pub(crate) key: String,
}

#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("this is not a page mark of ours; start again from the first page")]
pub struct ParseCursorError;

const VERSION: u8 = 2;
const HEAD_BYTES: usize = 1 + 1 + 4 + 8 + 8 + 8 + 1 + 8 + 1;
const SUM_BYTES: usize = 4;

impl fmt::Display for Cursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let n_seen = u8::try_from(self.seen.len()).map_err(|_too_many| fmt::Error)?;
        let length = HEAD_BYTES + 4 * self.seen.len() + self.key.len() + SUM_BYTES;
        let mut bytes = Vec::with_capacity(length);
        bytes.push(VERSION);
        bytes.push(code_of(&SORTS, self.sort));
        bytes.extend(self.rank.to_be_bytes());
        bytes.extend(self.value.to_be_bytes());
        bytes.extend(self.epoch.to_be_bytes());
        bytes.extend(self.now_ms.to_be_bytes());
        bytes.push(code_of(&BYS, self.by));
        bytes.extend(self.seed.to_be_bytes());
        bytes.push(n_seen);
        self.seen.iter().for_each(|it| bytes.extend(it.to_be_bytes()));
        bytes.extend(self.key.as_bytes());
        bytes.extend(fnv1a(&bytes).to_be_bytes());
        f.write_str(&encode(&bytes))
    }
}

impl FromStr for Cursor {
    type Err = ParseCursorError;

    fn from_str(text: &str) -> Result<Cursor, ParseCursorError> {
        let bytes = decode(text).ok_or(ParseCursorError)?;
        let (body, sum) = bytes.split_last_chunk::<SUM_BYTES>().ok_or(ParseCursorError)?;
        if u32::from_be_bytes(*sum) != fnv1a(body) {
            return Err(ParseCursorError);
        }
        read(body).ok_or(ParseCursorError)
    }
}

fn read(body: &[u8]) -> Option<Cursor> {
    let (version, rest) = body.split_first()?;
    let (sort, rest) = rest.split_first()?;
    let (rank, rest) = rest.split_first_chunk::<4>()?;
    let (value, rest) = rest.split_first_chunk::<8>()?;
    let (epoch, rest) = rest.split_first_chunk::<8>()?;
    let (now_ms, rest) = rest.split_first_chunk::<8>()?;
    let (by, rest) = rest.split_first()?;
    let (seed, rest) = rest.split_first_chunk::<8>()?;
    let (n_seen, rest) = rest.split_first()?;
    let (seen, key) = rest.split_at_checked(4 * usize::from(*n_seen))?;
    if *version != VERSION {
        return None;
    }
    Some(Cursor {
        sort: *SORTS.get(usize::from(*sort))?,
        rank: u32::from_be_bytes(*rank),
        value: u64::from_be_bytes(*value),
        epoch: u64::from_be_bytes(*epoch),
        now_ms: i64::from_be_bytes(*now_ms),
        by: *BYS.get(usize::from(*by))?,
        seed: u64::from_be_bytes(*seed),
        seen: seen.as_chunks::<4>().0.iter().map(|it| u32::from_be_bytes(*it)).collect(),
        key: str::from_utf8(key).ok()?.to_owned(),
    })
}

const SORTS: [Sort; 5] =
    [Sort::Relevance, Sort::PriceUp, Sort::PriceDown, Sort::Newest, Sort::Rating];

const BYS: [RankBy; 3] = [RankBy::Retrieval, RankBy::Linear, RankBy::Model];

fn code_of<T: PartialEq>(known: &[T], it: T) -> u8 {
    known.iter().zip(0_u8..).find(|(known, _)| **known == it).map_or(0, |(_, code)| code)
}

/// FNV-1a. It catches accidents and clumsy edits; nothing secret depends on it.
const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 4 / 3 + 3);
    for three in bytes.chunks(3) {
        let mut word = 0_u32;
        for place in 0..3 {
            word = word << 8 | three.get(place).map_or(0, |byte| u32::from(*byte));
        }
        for place in 0..=three.len() {
            let six = word >> (18 - 6 * place) & 63;
            text.push(char::from(ALPHABET[six as usize]));
        }
    }
    text
}

/// Refuses a second spelling of the same bytes: the spare bits at the end must be zero.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for four in text.as_bytes().chunks(4) {
        if four.len() == 1 {
            return None;
        }
        let mut word = 0_u32;
        for place in 0..4 {
            let six = match four.get(place) {
                Some(letter) => ALPHABET.iter().position(|it| it == letter)?,
                None => 0,
            };
            word = word << 6 | u32::try_from(six).ok()?;
        }
        let whole = word.to_be_bytes();
        bytes.extend(&whole[1..four.len()]);
        if whole[four.len()..].iter().any(|spare| *spare != 0) {
            return None;
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(
            code in 0..SORTS.len(), by in 0..BYS.len(), rank: u32, value: u64, now_ms: i64, seed: u64,
            seen in prop::collection::vec(any::<u32>(), 0..=100), key: String,
        ) {
            let (sort, by) = (SORTS[code], BYS[by]);
            let cursor = Cursor { sort, rank, value, epoch: !seed, now_ms, by, seed, seen, key };
            let text = cursor.to_string();

            prop_assert!(text.bytes().all(|it| it.is_ascii_alphanumeric() || b"-_".contains(&it)));
            prop_assert_eq!(text.parse(), Ok(cursor));
        }

        #[test]
        fn garbage_is_refused(text: String) {
            prop_assert_eq!(text.parse::<Cursor>(), Err(ParseCursorError));
        }

        #[test]
        fn a_changed_letter_is_refused(at in 0_usize..40, letter in 0_usize..64) {
            let cursor = Cursor {
                sort: Sort::Newest, rank: 7, value: 1, epoch: 2, now_ms: 3, by: RankBy::Linear,
                seed: 4, seen: vec![5, 6], key: "k".into(),
            };
            let mut text = cursor.to_string().into_bytes();
            let at = at % text.len();
            prop_assume!(text[at] != ALPHABET[letter]);
            text[at] = ALPHABET[letter];

            prop_assert!(String::from_utf8(text).unwrap().parse::<Cursor>().is_err());
        }
    }
}
