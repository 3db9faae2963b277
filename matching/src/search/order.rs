//! Putting hits in order, and cutting a page out of it.
//!
//! By relevance, see [`relevance`]. Other orders sort by their column. Ties go by key: two copies of an
//! index give the same pages.

mod first;
mod relevance;

use std::{cmp::Ordering, sync::Arc, time::Instant};

use crate::{
    cursor::Cursor,
    index::{
        columns::{NO_PRICE, place},
        snapshot::Snapshot,
    },
    model::served::RankModel,
    ranking::RankBy,
    receipt::Receipt,
    search::{gather::Hit, reasons, rough::Rough, score::Scorer},
    types::{Match, Query, Sort},
};

#[derive(Default)]
pub(crate) struct Page {
    pub(crate) matches: Vec<Match>,
    pub(crate) next: Option<Cursor>,
    pub(crate) total: u64,
    /// Time was up before the order was what was asked for.
    pub(crate) is_late: bool,
    pub(crate) receipt: Option<Arc<Receipt>>,
}

/// A query, and what it is answered with.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) snapshot: &'a Snapshot,
    pub(crate) query: &'a Query,
    pub(crate) model: Option<&'a RankModel>,
    pub(crate) begun: Instant,
}

impl Asking<'_> {
    /// What to order by, given what there is. Later pages are ordered as the first was.
    fn by(&self) -> RankBy {
        let wanted = self.query.after.as_ref().map_or(self.query.ranking.by, |it| it.by);
        match (wanted, self.model) {
            (RankBy::Model, None) => RankBy::Linear,
            (wanted, _) => wanted,
        }
    }

    fn seed(&self) -> u64 {
        self.query.after.as_ref().map_or(self.query.ranking.seed, |it| it.seed)
    }

    fn now_ms(&self) -> i64 {
        self.query.after.as_ref().map_or(self.query.now_ms, |it| it.now_ms)
    }

    /// Four fifths of the time are over: the rest is for what must be done anyway.
    fn is_late(&self) -> bool {
        let spent = self.begun.elapsed().as_micros();
        self.query.ranking.deadline_us.is_some_and(|it| 5 * spent >= 4 * u128::from(it))
    }

    /// Another number after every change of what this is answered with.
    fn state(&self) -> u64 {
        state(self.snapshot, self.model)
    }
}

/// Another number after every change of these two.
pub(crate) fn state(snapshot: &Snapshot, model: Option<&RankModel>) -> u64 {
    snapshot.now() ^ model.map_or(0, RankModel::id)
}

pub(crate) fn page(asking: &Asking<'_>, hits: &[Hit], scorer: &mut Scorer<'_>) -> Page {
    let passing = hits.iter().filter(|it| it.failed == 0);
    let limit = asking.query.limit.min(Query::MAX_LIMIT);
    match asking.query.sort {
        Sort::Relevance => {
            let found = passing.map(|it| Rough::new(it.score, it.slot)).collect();
            relevance::page(asking, found, limit, scorer)
        }
        sort => {
            let found = passing.map(|it| (sort_value(scorer, sort, it.slot), it.slot));
            by_value(asking, found.collect(), limit, scorer)
        }
    }
}

fn by_value(
    asking: &Asking<'_>,
    mut found: Vec<(u64, u32)>,
    limit: usize,
    scorer: &mut Scorer<'_>,
) -> Page {
    let Asking { snapshot, query, .. } = *asking;
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
        epoch: asking.state(),
        now_ms: asking.now_ms(),
        by: asking.by(),
        seed: asking.seed(),
        seen: Vec::new(),
        key: snapshot.columns.key(*slot).to_owned(),
    });
    Page { matches, next, total: total as u64, ..Page::default() }
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
