//! Putting hits in order, and cutting a page out of it.
//!
//! By relevance, hits are ranked roughly by the first pass and exactly within blocks of 100: block
//! follows block, so a later page never outranks an earlier one. Other orders sort by their column.
//! Ties go by key (between blocks, by a hash of it): two copies of an index give the same pages.
//!
//! The order is the same for every page of a query, so a page is a stretch of ranks. If the index
//! has changed since, the last match seen is looked up again; if it moved or went, its rank counts.

use std::{cmp::Ordering, ops::Range};

use crate::{
    cursor::Cursor,
    index::{
        columns::{NO_PRICE, place},
        snapshot::Snapshot,
    },
    search::{
        gather::Hit,
        reasons,
        rough::{self, Rough},
        score::Scorer,
    },
    types::{Match, Query, Sort},
};

/// Hits that are scored exactly together.
const BLOCK: usize = 100;
/// The first places of an order by relevance, and how many of them one owner may have.
const TOP: usize = 10;
const MOST_OF_ONE_OWNER: usize = 2;

pub(crate) struct Page {
    pub(crate) matches: Vec<Match>,
    pub(crate) next: Option<Cursor>,
    pub(crate) total: u64,
}

/// A hit with its exact score.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Ranked {
    slot: u32,
    score: f32,
}

pub(crate) fn page(
    snapshot: &Snapshot,
    query: &Query,
    hits: &[Hit],
    scorer: &mut Scorer<'_>,
) -> Page {
    let passing = hits.iter().filter(|it| it.failed == 0);
    let limit = query.limit.min(Query::MAX_LIMIT);
    match query.sort {
        Sort::Relevance => {
            let found = passing.map(|it| Rough::new(it.score, it.slot)).collect();
            by_relevance(snapshot, query, found, limit, scorer)
        }
        _ => {
            let found = passing.map(|it| (sort_value(scorer, query.sort, it.slot), it.slot));
            by_value(snapshot, query, found.collect(), limit, scorer)
        }
    }
}

fn by_relevance(
    snapshot: &Snapshot,
    query: &Query,
    mut found: Vec<Rough>,
    limit: usize,
    scorer: &mut Scorer<'_>,
) -> Page {
    let total = found.len();
    let mut from = query.after.as_ref().map_or(0, |it| it.rank as usize);
    let moved = query.after.as_ref().filter(|it| it.epoch != snapshot.now());
    let first = if moved.is_some() { 0 } else { from / BLOCK };
    let last = from.saturating_add(limit.max(1)).div_ceil(BLOCK);
    let mut ordered = blocks(snapshot, &mut found, first..last, scorer);
    let mut before = first * BLOCK;
    if let Some(cursor) = moved {
        let is_last_seen = |it: &Ranked| snapshot.columns.key(it.slot) == cursor.key;
        from = ordered.iter().position(is_last_seen).map_or(from, |at| at + 1);
        let until = from.saturating_add(limit.max(1)).div_ceil(BLOCK);
        if until > last {
            ordered.extend(blocks(snapshot, &mut found, last..until, scorer));
        }
        before = 0;
    }
    let ceiling = query.after.as_ref().filter(|it| it.rank as usize >= BLOCK);
    let ceiling = ceiling.map_or(f32::MAX, |it| f32::from_bits(low_bits(it.value)));
    let median = reasons::median_price(scorer, ordered.iter().take(BLOCK).map(|it| it.slot));
    let start = from.saturating_sub(before).min(ordered.len());
    let page = &ordered[start..ordered.len().min(start + limit)];

    let mut lowest = ceiling;
    let mut matches = Vec::with_capacity(page.len());
    for (hit, rank) in page.iter().zip(from..) {
        let score = scorer.score(hit.slot);
        let shown = if rank >= BLOCK { score.total.min(lowest) } else { score.total };
        lowest = lowest.min(shown);
        matches.push(Match {
            key: snapshot.columns.key(hit.slot).to_owned(),
            score: shown,
            reasons: reasons::reasons(snapshot, scorer, hit.slot, score, median),
        });
    }
    let rank = from + page.len();
    let next = page.last().filter(|_| rank < total).map(|last| Cursor {
        sort: query.sort,
        rank: u32::try_from(rank).unwrap_or(u32::MAX),
        value: u64::from(lowest.to_bits()),
        epoch: snapshot.now(),
        now_ms: query.after.as_ref().map_or(query.now_ms, |it| it.now_ms),
        key: snapshot.columns.key(last.slot).to_owned(),
    });
    Page { matches, next, total: total as u64 }
}

fn low_bits(value: u64) -> u32 {
    u32::try_from(value & u64::from(u32::MAX)).unwrap_or(0)
}

/// The hits of these blocks, as they are shown: in rough order, exact within blocks.
fn blocks(
    snapshot: &Snapshot,
    found: &mut Vec<Rough>,
    wanted: Range<usize>,
    scorer: &mut Scorer<'_>,
) -> Vec<Ranked> {
    let until = wanted.end.saturating_mul(BLOCK).min(found.len());
    let from = wanted.start.saturating_mul(BLOCK).min(until);
    rough::bring_to_front(snapshot, found, until);
    if until > BLOCK {
        found[..until].sort_unstable_by(|a, b| a.compare(*b, snapshot));
    }
    let mut ordered = Vec::with_capacity(until - from);
    for (block, number) in found[from..until].chunks_mut(BLOCK).zip(wanted) {
        // So that memory is read from front to back.
        block.sort_unstable_by_key(|it| it.slot());
        let exact = in_order(snapshot, block, scorer);
        ordered.extend(if number == 0 { spread(snapshot, exact) } else { exact });
    }
    ordered
}

/// The hits of a block, scored exactly, best first.
fn in_order(snapshot: &Snapshot, block: &[Rough], scorer: &mut Scorer<'_>) -> Vec<Ranked> {
    let exact = |it: &Rough| Ranked { slot: it.slot(), score: scorer.score(it.slot()).total };
    let mut hits: Vec<Ranked> = block.iter().map(exact).collect();
    hits.sort_unstable_by(|a, b| compare(snapshot, a, b));
    hits
}

fn compare(snapshot: &Snapshot, a: &Ranked, b: &Ranked) -> Ordering {
    b.score
        .total_cmp(&a.score)
        .then_with(|| snapshot.columns.key(a.slot).cmp(snapshot.columns.key(b.slot)))
}

/// No owner has more than two of the first ten, as long as others are there to fill them; what is
/// moved down comes right after.
fn spread(snapshot: &Snapshot, ordered: Vec<Ranked>) -> Vec<Ranked> {
    let owner = |it: &Ranked| {
        let (chunk, at) = place(it.slot);
        snapshot.columns.chunks[chunk].owners[at]
    };
    let mut top: Vec<Ranked> = Vec::with_capacity(ordered.len());
    let mut surplus = Vec::new();
    let mut rest = ordered.into_iter();
    while top.len() < TOP {
        let Some(hit) = rest.next() else { break };
        if top.iter().filter(|it| owner(it) == owner(&hit)).count() < MOST_OF_ONE_OWNER {
            top.push(hit);
        } else {
            surplus.push(hit);
        }
    }
    top.extend(surplus);
    top.extend(rest);
    top
}

fn by_value(
    snapshot: &Snapshot,
    query: &Query,
    mut found: Vec<(u64, u32)>,
    limit: usize,
    scorer: &mut Scorer<'_>,
) -> Page {
    let total = found.len();
    let compare = |a: &(u64, u32), b: &(u64, u32)| by_number(snapshot, a, b);
    if let Some(cursor) = &query.after {
        let last = (cursor.value, cursor.key.as_str());
        found.retain(|(value, slot)| (*value, snapshot.columns.key(*slot)) > last);
    }
    let remaining = found.len();
    if limit > 0 && limit < remaining {
        found.select_nth_unstable_by(limit - 1, compare);
    }
    found.truncate(limit);
    found.sort_unstable_by(compare);
    let median = reasons::median_price(scorer, found.iter().map(|(_, slot)| *slot));
    let matches = found
        .iter()
        .map(|(_, slot)| {
            let score = scorer.score(*slot);
            Match {
                key: snapshot.columns.key(*slot).to_owned(),
                score: score.total,
                reasons: reasons::reasons(snapshot, scorer, *slot, score, median),
            }
        })
        .collect();
    let next = found.last().filter(|_| found.len() < remaining).map(|(value, slot)| Cursor {
        sort: query.sort,
        rank: u32::try_from(total - remaining + found.len()).unwrap_or(u32::MAX),
        value: *value,
        epoch: snapshot.now(),
        now_ms: query.after.as_ref().map_or(query.now_ms, |it| it.now_ms),
        key: snapshot.columns.key(*slot).to_owned(),
    });
    Page { matches, next, total: total as u64 }
}

fn by_number(snapshot: &Snapshot, a: &(u64, u32), b: &(u64, u32)) -> Ordering {
    a.0.cmp(&b.0).then_with(|| snapshot.columns.key(a.1).cmp(snapshot.columns.key(b.1)))
}

/// Smaller comes first; what has no value comes last.
fn sort_value(scorer: &Scorer<'_>, sort: Sort, slot: u32) -> u64 {
    let (chunk, at) = place(slot);
    let (chunk, signals) = (&scorer.snapshot.columns.chunks[chunk], &scorer.signals);
    match sort {
        Sort::Relevance => 0,
        Sort::PriceUp => signals.price_at(chunk, at),
        Sort::PriceDown => match signals.price_at(chunk, at) {
            NO_PRICE => u64::MAX,
            price => u64::MAX - 1 - price,
        },
        Sort::Newest => !(chunk.created_at_ms[at].cast_unsigned() ^ 1 << 63),
        Sort::Rating if signals.rating_at(chunk, at).0.is_nan() => u64::MAX,
        // Bits of positive floats sort as the floats do.
        Sort::Rating => u64::from(!signals.quality_at(chunk, at).max(0.0).to_bits()),
    }
}
