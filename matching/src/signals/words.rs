//! Signals as words of 32 bits. Times are kept to the second.

use std::sync::atomic::{AtomicU32, Ordering::Relaxed};

use crate::signals::{Rating, Record, Replies, Seen, Signals};

pub(crate) const WORDS: usize = 21;

/// The first word says which of the others mean something.
const TOLD: u32 = 1;
const PRICE: u32 = 1 << 1;
const RATING: u32 = 1 << 2;
const HIDDEN: u32 = 1 << 3;
const CAPACITY: u32 = 1 << 4;
const RECORD: u32 = 1 << 5;
const REPLIES: u32 = 1 << 6;
const VERIFIED_KNOWN: u32 = 1 << 7;
const VERIFIED: u32 = 1 << 8;
const COMPLETENESS: u32 = 1 << 9;
const EDITED: u32 = 1 << 10;
const SEEN: u32 = 1 << 11;

type Cell = [AtomicU32; WORDS];

#[inline]
fn has(cell: &Cell, flag: u32) -> bool {
    cell[0].load(Relaxed) & flag != 0
}

#[inline]
pub(crate) fn is_hidden(cell: &Cell) -> bool {
    has(cell, HIDDEN)
}

#[inline]
pub(crate) fn price_minor(cell: &Cell) -> Option<u64> {
    has(cell, PRICE).then(|| wide(cell[1].load(Relaxed), cell[2].load(Relaxed)))
}

#[inline]
pub(crate) fn rating(cell: &Cell) -> Option<Rating> {
    has(cell, RATING).then(|| Rating {
        mean: f32::from_bits(cell[3].load(Relaxed)),
        count: cell[4].load(Relaxed),
    })
}

pub(crate) fn encode(signals: &Signals) -> [u32; WORDS] {
    let flag = |is: bool, bit: u32| if is { bit } else { 0 };
    let flags = TOLD
        | flag(signals.price_minor.is_some(), PRICE)
        | flag(signals.rating.is_some(), RATING)
        | flag(signals.is_hidden, HIDDEN)
        | flag(signals.capacity.is_some(), CAPACITY)
        | flag(signals.record.is_some(), RECORD)
        | flag(signals.replies.is_some(), REPLIES)
        | flag(signals.verified.is_some(), VERIFIED_KNOWN)
        | flag(signals.verified == Some(true), VERIFIED)
        | flag(signals.completeness.is_some(), COMPLETENESS)
        | flag(signals.edited_at_ms.is_some(), EDITED)
        | flag(signals.seen.is_some(), SEEN);
    let (high, low) = halves(signals.price_minor.unwrap_or(0));
    let rating = signals.rating.unwrap_or_default();
    let record = signals.record.unwrap_or_default();
    let replies = signals.replies.unwrap_or_default();
    let seen = signals.seen.unwrap_or_default();
    [
        flags,
        high,
        low,
        rating.mean.to_bits(),
        rating.count,
        signals.capacity.unwrap_or(0.0).to_bits(),
        record.asked,
        record.accepted,
        record.completed,
        record.on_time,
        record.disputed,
        replies.median_minutes.to_bits(),
        replies.in_time,
        replies.of,
        signals.completeness.unwrap_or(0.0).to_bits(),
        seconds(signals.edited_at_ms.unwrap_or(0)),
        seen.examinations.to_bits(),
        seen.clicks.to_bits(),
        seen.saves.to_bits(),
        seen.orders.to_bits(),
        seconds(seen.at_ms),
    ]
}

/// `None` for words nobody wrote.
pub(crate) fn decode(words: &[u32; WORDS]) -> Option<Signals> {
    let float = |at: usize| f32::from_bits(words[at]);
    let has = |flag: u32| words[0] & flag != 0;
    if !has(TOLD) {
        return None;
    }
    Some(Signals {
        price_minor: has(PRICE).then(|| wide(words[1], words[2])),
        rating: has(RATING).then(|| Rating { mean: float(3), count: words[4] }),
        is_hidden: has(HIDDEN),
        capacity: has(CAPACITY).then(|| float(5)),
        record: has(RECORD).then(|| Record {
            asked: words[6],
            accepted: words[7],
            completed: words[8],
            on_time: words[9],
            disputed: words[10],
        }),
        replies: has(REPLIES).then(|| Replies {
            median_minutes: float(11),
            in_time: words[12],
            of: words[13],
        }),
        verified: has(VERIFIED_KNOWN).then(|| has(VERIFIED)),
        completeness: has(COMPLETENESS).then(|| float(14)),
        edited_at_ms: has(EDITED).then(|| i64::from(words[15]) * 1_000),
        seen: has(SEEN).then(|| Seen {
            examinations: float(16),
            clicks: float(17),
            saves: float(18),
            orders: float(19),
            at_ms: i64::from(words[20]) * 1_000,
        }),
    })
}

fn wide(high: u32, low: u32) -> u64 {
    u64::from(high) << 32 | u64::from(low)
}

fn halves(value: u64) -> (u32, u32) {
    let low = u32::try_from(value & u64::from(u32::MAX)).unwrap_or(0);
    (u32::try_from(value >> 32).unwrap_or(0), low)
}

/// Before 1970 is 1970.
fn seconds(at_ms: i64) -> u32 {
    u32::try_from((at_ms / 1_000).max(0)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    prop_compose! {
        fn signals()(
            price_minor: Option<u64>,
            rating in prop::option::of((0_f32..5.0, any::<u32>())),
            is_hidden: bool,
            capacity in prop::option::of(0_f32..9.0),
            record in prop::option::of(any::<[u32; 5]>()),
            replies in prop::option::of((0_f32..9e3, any::<u32>(), any::<u32>())),
            verified: Option<bool>,
            completeness in prop::option::of(0_f32..1.0),
            edited in prop::option::of(any::<u32>()),
            seen in prop::option::of((any::<[u16; 4]>(), any::<u32>())),
        ) -> Signals {
            Signals {
                price_minor,
                rating: rating.map(|(mean, count)| Rating { mean, count }),
                is_hidden,
                capacity,
                record: record.map(|[asked, accepted, completed, on_time, disputed]| Record {
                    asked, accepted, completed, on_time, disputed,
                }),
                replies: replies.map(|(median_minutes, in_time, of)| Replies {
                    median_minutes, in_time, of,
                }),
                verified,
                completeness,
                edited_at_ms: edited.map(|it| i64::from(it) * 1_000),
                seen: seen.map(|(sums, at)| {
                    let [examinations, clicks, saves, orders] = sums.map(f32::from);
                    Seen { examinations, clicks, saves, orders, at_ms: i64::from(at) * 1_000 }
                }),
            }
        }
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(signals in signals()) {
            let words = encode(&signals);
            let cell = words.map(AtomicU32::new);
            prop_assert_eq!(decode(&words), Some(signals));
            prop_assert_eq!(price_minor(&cell), signals.price_minor);
            prop_assert_eq!(rating(&cell), signals.rating);
            prop_assert_eq!(is_hidden(&cell), signals.is_hidden);
        }
    }

    #[test]
    fn words_nobody_wrote_say_nothing() {
        assert_eq!(decode(&[0; WORDS]), None);
    }
}
