//! What each owner was seen of late: expected examinations, half of them forgotten in a week.

use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use crate::signals::wear;

const HALF_LIFE_MS: f64 = 7.0 * 86_400_000.0;

#[derive(Debug, Default)]
pub(crate) struct Ledger(RwLock<Vec<Tally>>);

#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    seen: f32,
    /// How much of it by being tried.
    tried: f32,
    at_ms: i64,
}

impl Tally {
    fn worn(self, now_ms: i64) -> Tally {
        let left = wear(now_ms.saturating_sub(self.at_ms), HALF_LIFE_MS);
        Tally { seen: self.seen * left, tried: self.tried * left, at_ms: self.at_ms.max(now_ms) }
    }
}

pub(crate) struct Exposures<'a>(RwLockReadGuard<'a, Vec<Tally>>);

impl Exposures<'_> {
    /// All of it, and by being tried.
    pub(crate) fn of(&self, owner: u32, now_ms: i64) -> (f32, f32) {
        let tally = self.0.get(owner as usize).copied().unwrap_or_default().worn(now_ms);
        (tally.seen, tally.tried)
    }
}

impl Ledger {
    pub(crate) fn read(&self) -> Exposures<'_> {
        Exposures(self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Owner, expected examinations, and whether it was being tried.
    pub(crate) fn add(&self, shown: impl Iterator<Item = (u32, f32, bool)>, at_ms: i64) {
        let mut tallies = self.0.write().unwrap_or_else(PoisonError::into_inner);
        for (owner, look, is_tried) in shown {
            let at = owner as usize;
            if tallies.len() <= at {
                tallies.resize_with(at + 1, Tally::default);
            }
            let mut tally = tallies[at].worn(at_ms);
            tally.seen += look;
            tally.tried += if is_tried { look } else { 0.0 };
            tallies[at] = tally;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_is_forgotten_in_a_week() {
        let ledger = Ledger::default();
        ledger.add([(2, 8.0, false), (2, 2.0, true)].into_iter(), 0);
        let of = |owner, days: i64| ledger.read().of(owner, days * 86_400_000);
        assert_eq!([of(2, 0), of(2, 7), of(0, 7)], [(10.0, 2.0), (5.0, 1.0), (0.0, 0.0)]);
    }
}
