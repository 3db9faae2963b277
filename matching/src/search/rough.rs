//! Hits in the order of the first pass.
//!
//! A query may have tens of thousands of them, and few are shown: what is asked of all is kept small.
//! Equal scores go by lot, so two copies of an index agree wherever their documents lie.

use std::cmp::Ordering;

use crate::index::{columns::place, snapshot::Snapshot};

/// A hit: its score, best first, and its slot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rough(u64);

impl Rough {
    /// A score below zero counts as zero.
    #[inline]
    pub(crate) fn new(score: f32, slot: u32) -> Rough {
        // Bits of positive floats sort as the floats do.
        Rough(u64::from(!score.max(0.0).to_bits()) << 32 | u64::from(slot))
    }

    #[inline]
    pub(crate) fn slot(self) -> u32 {
        u32::try_from(self.0 & u64::from(u32::MAX)).unwrap_or(0)
    }

    /// As it was given, or zero.
    #[inline]
    pub(crate) fn value(self) -> f32 {
        f32::from_bits(!u32::try_from(self.0 >> 32).unwrap_or(u32::MAX))
    }

    /// Smaller is better.
    #[inline]
    fn score(self) -> u64 {
        self.0 >> 32
    }

    /// Best first; among equals by lot, then by key.
    pub(crate) fn compare(self, other: Rough, snapshot: &Snapshot) -> Ordering {
        let key = |it: Rough| snapshot.columns.key(it.slot());
        let by_key = || key(self).cmp(key(other));
        let by_lot = || lot(snapshot, self).cmp(&lot(snapshot, other));
        self.score().cmp(&other.score()).then_with(by_lot).then_with(by_key)
    }
}

/// Puts the `count` best before all others, in no order.
pub(crate) fn bring_to_front(snapshot: &Snapshot, found: &mut Vec<Rough>, count: usize) {
    if count == 0 || count >= found.len() {
        return;
    }
    found.select_nth_unstable(count - 1);
    let last = found[count - 1].score();
    if !found[count..].iter().any(|it| it.score() == last) {
        return;
    }
    // Slots have decided who of the equals is in front; it is the lot that should.
    let is_tied = |it: &Rough| it.score() == last;
    let mut tied: Vec<Rough> = found.iter().copied().filter(is_tied).collect();
    tied.sort_unstable_by(|a, b| a.compare(*b, snapshot));
    let mut ordered = Vec::with_capacity(found.len());
    ordered.extend(found.iter().filter(|it| it.score() < last));
    ordered.extend(tied);
    ordered.extend(found.iter().filter(|it| it.score() > last));
    *found = ordered;
}

fn lot(snapshot: &Snapshot, hit: Rough) -> u32 {
    let (chunk, at) = place(hit.slot());
    snapshot.columns.chunks[chunk].lots[at]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_best_come_first_whatever_their_slots() {
        let mut hits = [Rough::new(0.5, 1), Rough::new(2.0, 9), Rough::new(-1.0, 0)];
        hits.sort_unstable();
        assert_eq!(hits.map(Rough::slot), [9, 1, 0]);
        assert_eq!(hits.map(Rough::value), [2.0, 0.5, 0.0]);
    }
}
