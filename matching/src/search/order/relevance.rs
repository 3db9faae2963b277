//! The best first, block by block.
//!
//! Hits are ranked roughly by the first pass, and better within blocks of 100: the first block by the
//! model and the policy ([`super::first`]), later ones by the exact scorer. Block follows block, so a
//! later page never outranks an earlier one, and scores never rise from one block to the next.
//!
//! What was shown of the first block is in the cursor: whatever has changed since, nothing of it is
//! shown twice, and nothing is left out. Further down the order is a matter of the index alone, and a
//! page is a stretch of ranks; if the index has changed, the last match seen is looked up again.

use std::{cmp::Ordering, ops::Range};

use super::{
    Asking, Page,
    first::{BLOCK, First, Ranked},
};
use crate::{
    cursor::Cursor,
    index::{columns::place, snapshot::Snapshot},
    ranking::RankBy,
    search::{
        reasons,
        rough::{self, Rough},
        score::Scorer,
    },
    types::{Match, Sort},
};

pub(super) fn page(
    asking: &Asking<'_>,
    found: Vec<Rough>,
    limit: usize,
    scorer: &mut Scorer<'_>,
) -> Page {
    let rank = asking.query.after.as_ref().map_or(0, |it| it.rank as usize);
    if rank < BLOCK {
        top(asking, found, limit, scorer)
    } else {
        deep(asking, found, limit, scorer)
    }
}

/// A page that starts in the first block.
fn top(asking: &Asking<'_>, mut found: Vec<Rough>, limit: usize, scorer: &mut Scorer<'_>) -> Page {
    let (snapshot, total) = (asking.snapshot, found.len());
    let first = First::rank(asking, &mut found, scorer);
    let mut seen = asking.query.after.as_ref().map(|it| it.seen.clone()).unwrap_or_default();
    let hit = |place: u16| first.ranked[usize::from(first.outcome.order[usize::from(place)])];
    let places = (0..)
        .take(first.ranked.len())
        .filter(|place| !seen.contains(&lot(snapshot, hit(*place).slot)));
    let places: Vec<u16> = places.collect();
    let n_first = places.len().min(limit);
    let lowest = first.ranked.iter().map(|it| it.score).fold(f32::MAX, f32::min);
    let mut hits: Vec<Ranked> = places[..n_first].iter().map(|it| hit(*it)).collect();
    seen.extend(hits.iter().map(|it| lot(snapshot, it.slot)));
    let mut rank = seen.len();
    if rank >= BLOCK {
        // More than there was: the index has changed under the reader.
        (rank, seen) = (BLOCK, Vec::new());
    }
    if n_first == places.len() {
        let more = (limit - n_first).min(total - first.ranked.len());
        let blocks = blocks(asking, &mut found, 1..1 + more.div_ceil(BLOCK), first.by, scorer);
        hits.extend(blocks.into_iter().take(more));
        rank = first.ranked.len() + more;
        seen.clear();
    }
    let median = reasons::median_price(scorer, first.ranked.iter().map(|it| it.slot));
    let mut written = Written { lowest, median, matches: Vec::with_capacity(hits.len()) };
    for (hit, at) in hits.iter().zip(0..) {
        written.add(hit, at >= n_first, snapshot, scorer);
    }
    let cursor = Written::cursor(&written, asking, (rank, first.by, seen));
    let next = hits.last().filter(|_| rank < total).map(|it| cursor(it.slot));
    let is_late = first.is_late;
    let is_asked = asking.query.ranking.receipt;
    let receipt = is_asked.then(|| first.receipt(asking, places[..n_first].to_vec()));
    Page { matches: written.matches, next, total: total as u64, is_late, receipt }
}

/// A page below the first block.
fn deep(asking: &Asking<'_>, mut found: Vec<Rough>, limit: usize, scorer: &mut Scorer<'_>) -> Page {
    let (snapshot, total, by) = (asking.snapshot, found.len(), asking.by());
    let Some(cursor) = &asking.query.after else { return Page::default() };
    let mut from = cursor.rank as usize;
    let has_moved = cursor.epoch != asking.state();
    let first = if has_moved { 0 } else { from / BLOCK };
    let last = from.saturating_add(limit.max(1)).div_ceil(BLOCK);
    let mut ordered = blocks(asking, &mut found, first..last, by, scorer);
    if has_moved {
        let is_last_seen = |it: &Ranked| snapshot.columns.key(it.slot) == cursor.key;
        let after = ordered.iter().position(is_last_seen).map_or(from, |at| at + 1);
        from = after.max(BLOCK);
        let until = from.saturating_add(limit.max(1)).div_ceil(BLOCK);
        if until > last {
            ordered.extend(blocks(asking, &mut found, last..until, by, scorer));
        }
    }
    let start = from.saturating_sub(first * BLOCK).min(ordered.len());
    let hits = &ordered[start..ordered.len().min(start + limit)];
    let median = reasons::median_price(scorer, ordered.iter().take(BLOCK).map(|it| it.slot));
    let lowest = f32::from_bits(low_bits(cursor.value));
    let mut written = Written { lowest, median, matches: Vec::with_capacity(hits.len()) };
    for hit in hits {
        written.add(hit, true, snapshot, scorer);
    }
    let rank = from + hits.len();
    let next = Written::cursor(&written, asking, (rank, by, Vec::new()));
    let next = hits.last().filter(|_| rank < total).map(|it| next(it.slot));
    Page { matches: written.matches, next, total: total as u64, ..Page::default() }
}

/// A page being written.
struct Written {
    /// No later score may be higher.
    lowest: f32,
    median: Option<u64>,
    matches: Vec<Match>,
}

impl Written {
    fn add(
        &mut self,
        hit: &Ranked,
        is_below_first: bool,
        snapshot: &Snapshot,
        scorer: &mut Scorer<'_>,
    ) {
        let score = scorer.score(hit.slot);
        let shown = if is_below_first { hit.score.min(self.lowest) } else { hit.score };
        self.lowest = self.lowest.min(shown);
        self.matches.push(Match {
            key: snapshot.columns.key(hit.slot).to_owned(),
            score: shown,
            reasons: reasons::reasons(snapshot, scorer, hit.slot, score, self.median),
        });
    }

    fn cursor(
        &self,
        asking: &Asking<'_>,
        (rank, by, seen): (usize, RankBy, Vec<u32>),
    ) -> impl FnOnce(u32) -> Cursor {
        let (epoch, now_ms, seed) = (asking.state(), asking.now_ms(), asking.seed());
        let (lowest, snapshot) = (self.lowest, asking.snapshot);
        move |last| Cursor {
            sort: Sort::Relevance,
            rank: u32::try_from(rank).unwrap_or(u32::MAX),
            value: u64::from(lowest.to_bits()),
            epoch,
            now_ms,
            by,
            seed,
            seen,
            key: snapshot.columns.key(last).to_owned(),
        }
    }
}

fn low_bits(value: u64) -> u32 {
    u32::try_from(value & u64::from(u32::MAX)).unwrap_or(0)
}

fn lot(snapshot: &Snapshot, slot: u32) -> u32 {
    let (chunk, at) = place(slot);
    snapshot.columns.chunks[chunk].lots[at]
}

/// The hits of these blocks: in rough order, exact within blocks.
fn blocks(
    asking: &Asking<'_>,
    found: &mut Vec<Rough>,
    wanted: Range<usize>,
    by: RankBy,
    scorer: &mut Scorer<'_>,
) -> Vec<Ranked> {
    let snapshot = asking.snapshot;
    let until = wanted.end.saturating_mul(BLOCK).min(found.len());
    let from = wanted.start.saturating_mul(BLOCK).min(until);
    if from == until {
        return Vec::new();
    }
    rough::bring_to_front(snapshot, found, until);
    found[..until].sort_unstable_by(|a, b| a.compare(*b, snapshot));
    let mut ordered = Vec::with_capacity(until - from);
    for block in found[from..until].chunks_mut(BLOCK) {
        // So that memory is read from front to back.
        block.sort_unstable_by_key(|it| it.slot());
        let score = |it: &Rough| match by {
            RankBy::Retrieval => it.value(),
            RankBy::Linear | RankBy::Model => scorer.score(it.slot()).total,
        };
        let scores: Vec<f32> = block.iter().map(score).collect();
        let scored = block.iter().zip(scores);
        let mut hits: Vec<Ranked> =
            scored.map(|(it, score)| Ranked { slot: it.slot(), score }).collect();
        hits.sort_unstable_by(|a, b| compare(snapshot, a, b));
        ordered.extend(hits);
    }
    ordered
}

pub(super) fn compare(snapshot: &Snapshot, a: &Ranked, b: &Ranked) -> Ordering {
    b.score
        .total_cmp(&a.score)
        .then_with(|| snapshot.columns.key(a.slot).cmp(snapshot.columns.key(b.slot)))
}
