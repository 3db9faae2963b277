//! What changes about a document many times a day, beside the index.
//!
//! A signal is seen by the next search and never touches an index file. Signals live in memory, dense
//! arrays of numbers by key: a caller that starts anew tells them again from where it keeps them.
//!
//! **Price, rating and being hidden** stand in for what the document said, until it is put again.
//! Everything else is kept for as long as the process lives, also while a document is away.

pub(crate) mod ledger;
pub(crate) mod store;
mod words;

/// What is known of one document. `None` is unknown, which is not zero.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Signals {
    /// In the same unit as every other document's price.
    pub price_minor: Option<u64>,
    pub rating: Option<Rating>,
    /// Not to be found for now.
    pub is_hidden: bool,
    /// Free capacity ÷ what an order usually takes.
    pub capacity: Option<f32>,
    pub record: Option<Record>,
    pub replies: Option<Replies>,
    pub verified: Option<bool>,
    /// How much of what could be said is said, 0 to 1.
    pub completeness: Option<f32>,
    /// The last edit that mattered.
    pub edited_at_ms: Option<i64>,
    pub seen: Option<Seen>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Rating {
    pub mean: f32,
    pub count: u32,
}

/// Orders so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Record {
    pub asked: u32,
    pub accepted: u32,
    pub completed: u32,
    pub on_time: u32,
    pub disputed: u32,
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Replies {
    pub median_minutes: f32,
    /// How many of `of` requests were answered within two hours.
    pub in_time: u32,
    pub of: u32,
}

/// What people did with what they were shown: sums that fade, half of them in 28 days.
///
/// An examination is the probability that somebody looked at the place where it stood, so the first
/// place counts one and the tenth a fraction.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Seen {
    pub examinations: f32,
    pub clicks: f32,
    pub saves: f32,
    pub orders: f32,
    /// When the sums were worth this much.
    pub at_ms: i64,
}

/// One thing that became known.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Signal {
    /// All of it anew.
    All(Signals),
    Price(Option<u64>),
    Rating(Rating),
    Hidden(bool),
    Capacity(Option<f32>),
    Record(Record),
    Replies(Replies),
    Verified(bool),
    Completeness(f32),
    Edited {
        at_ms: i64,
    },
    /// Added to what was seen before, all of it worn by the time since.
    Seen(Seen),
}

const HALF_LIFE_MS: f64 = 28.0 * 86_400_000.0;

/// The sums as they are worth now.
#[must_use]
pub fn decayed(seen: Seen, now_ms: i64) -> Seen {
    let worn = wear(now_ms.saturating_sub(seen.at_ms), HALF_LIFE_MS);
    Seen {
        examinations: seen.examinations * worn,
        clicks: seen.clicks * worn,
        saves: seen.saves * worn,
        orders: seen.orders * worn,
        at_ms: seen.at_ms.max(now_ms),
    }
}

/// What is left of 1 after this long; time does not run backwards.
pub(crate) fn wear(elapsed_ms: i64, half_life_ms: f64) -> f32 {
    if elapsed_ms <= 0 {
        return 1.0;
    }
    let left = (-(elapsed_ms as f64) / half_life_ms).exp2();
    left as f32
}

impl Seen {
    /// Both together, as they are worth at the later moment.
    #[must_use]
    pub fn and(self, other: Seen) -> Seen {
        let at_ms = self.at_ms.max(other.at_ms);
        let (one, two) = (decayed(self, at_ms), decayed(other, at_ms));
        Seen {
            examinations: one.examinations + two.examinations,
            clicks: one.clicks + two.clicks,
            saves: one.saves + two.saves,
            orders: one.orders + two.orders,
            at_ms,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DAY_MS: i64 = 86_400_000;

    #[test]
    fn what_was_seen_is_worth_half_after_four_weeks() {
        let seen = Seen { examinations: 100.0, clicks: 8.0, saves: 4.0, orders: 2.0, at_ms: 0 };
        let later = decayed(seen, 28 * DAY_MS);
        assert_eq!((later.examinations, later.clicks, later.orders), (50.0, 4.0, 1.0));
        assert_eq!(decayed(seen, -DAY_MS).examinations, 100.0);
    }

    #[test]
    fn the_order_in_which_it_is_told_does_not_matter() {
        let early = Seen { examinations: 10.0, clicks: 1.0, at_ms: DAY_MS, ..Seen::default() };
        let late = Seen { examinations: 3.0, orders: 1.0, at_ms: 9 * DAY_MS, ..Seen::default() };
        assert_eq!(early.and(late), late.and(early));
        assert!(early.and(late).examinations < 13.0);
    }
}
