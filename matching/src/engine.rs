//! The index, and everything one may do with it.
//!
//! Searches run on an immutable state; a change makes the next state and swaps it in. A search
//! therefore never waits for a change, and a change is seen by the next search on return.

use std::{
    cmp::Ordering,
    collections::BTreeMap,
    path::Path,
    sync::{Arc, PoisonError, RwLock},
    time::Instant,
};

use crate::{
    cursor::Cursor,
    error::{EngineError, QueryError},
    types::{
        Answer, Change, Doc, FacetCounts, Filter, Lang, Match, Phases, Query, Reason, Sort, Total,
    },
};

/// Shared by reference between threads.
#[derive(Debug)]
pub struct Engine {
    facet_fields: Vec<String>,
    state: RwLock<Arc<State>>,
}

#[derive(Debug, Clone, Default)]
struct State {
    docs: BTreeMap<String, Arc<Doc>>,
    position: u64,
    epoch: u64,
}

/// The size of the index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    pub documents: u64,
    pub segments: u64,
    pub bytes_on_disk: u64,
    /// Held in memory beside the index: columns, term lists, statistics.
    pub bytes_of_columns: u64,
}

impl Engine {
    /// Opens or creates the index in `dir`, or one in memory.
    ///
    /// # Errors
    /// [`EngineError::Corrupt`] when the files cannot be trusted; [`EngineError::InUse`].
    pub fn open(_dir: Option<&Path>, facet_fields: &[&str]) -> Result<Engine, EngineError> {
        let facet_fields = facet_fields.iter().map(|it| (*it).to_owned()).collect();
        Ok(Engine { facet_fields, state: RwLock::default() })
    }

    /// Makes all changes, or none; they are visible to the next search on return. `position` is
    /// kept with them, so that the caller knows after a crash where to go on.
    ///
    /// # Errors
    /// When the index cannot be written; it is then as it was.
    pub fn apply(&self, changes: Vec<Change>, position: u64) -> Result<(), EngineError> {
        let mut next = State::clone(&self.state());
        for change in changes {
            match change {
                Change::Put(doc) => {
                    next.docs.insert(doc.key.clone(), Arc::from(doc));
                }
                Change::Remove(key) => {
                    next.docs.remove(&key);
                }
            }
        }
        self.publish(State { position, epoch: next.epoch + 1, ..next });
        Ok(())
    }

    /// Builds a new index from `docs` beside the live one and swaps it in. `progress` is told how
    /// many documents are in. Searches go on meanwhile.
    ///
    /// # Errors
    /// When the index cannot be written; the live one stays as it was.
    pub fn replace_all(
        &self,
        docs: impl Iterator<Item = Doc>,
        position: u64,
        mut progress: impl FnMut(u64),
    ) -> Result<(), EngineError> {
        let mut next = State { position, epoch: self.state().epoch + 1, ..State::default() };
        for (doc, done) in docs.zip(1..) {
            next.docs.insert(doc.key.clone(), Arc::new(doc));
            progress(done);
        }
        self.publish(next);
        Ok(())
    }

    /// The last position applied; 0 for a new index.
    pub fn position(&self) -> u64 {
        self.state().position
    }

    pub fn len(&self) -> u64 {
        self.state().docs.len() as u64
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn stats(&self) -> Stats {
        Stats { documents: self.len(), segments: 1, ..Stats::default() }
    }

    /// # Errors
    /// [`QueryError`] for an unknown facet field or a cursor of another order; never for text.
    pub fn search(&self, query: &Query) -> Result<Answer, QueryError> {
        let began = Instant::now();
        for filter in &query.filters {
            if let Filter::AnyOf { field, .. } = filter
                && !self.facet_fields.contains(field)
            {
                let known = self.facet_fields.join(", ");
                return Err(QueryError::UnknownField { field: field.clone(), known });
            }
        }
        if query.after.as_ref().is_some_and(|it| it.sort != query.sort) {
            return Err(QueryError::CursorOfAnotherSort);
        }

        let state = self.state();
        let words = words(&query.text);
        let now_ms = query.after.as_ref().map_or(query.now_ms, |it| it.now_ms);
        let texted: Vec<(f32, &Doc)> =
            state.docs.values().filter_map(|it| Some((score(it, &words)?, &**it))).collect();
        let mut found: Vec<(f32, &Doc)> =
            texted.iter().filter(|(_, doc)| passing(query, doc, None)).copied().collect();
        found.sort_by(|a, b| compare(query.sort, *a, *b));

        let from = query.after.as_ref().map_or(0, |it| it.rank as usize);
        let limit = query.limit.min(Query::MAX_LIMIT);
        let page: Vec<Match> = found
            .iter()
            .skip(from)
            .take(limit)
            .map(|(score, doc)| Match {
                key: doc.key.clone(),
                score: *score,
                reasons: vec![Reason::Body { terms: words.clone(), weight: 1.0 }],
            })
            .collect();
        let rank = from + page.len();
        let next = page.last().filter(|_| rank < found.len()).map(|last| Cursor {
            sort: query.sort,
            rank: u32::try_from(rank).unwrap_or(u32::MAX),
            value: 0,
            epoch: state.epoch,
            now_ms,
            key: last.key.clone(),
        });
        let counted = self.facet_fields.iter().filter(|_| query.facets);
        let facets = counted.map(|field| count(query, field, &texted)).collect();
        Ok(Answer {
            matches: page,
            total: Total { count: found.len() as u64, exact: true },
            facets,
            next,
            corrections: Vec::new(),
            phases: Phases { score: began.elapsed().as_micros() as u64, ..Phases::default() },
            degraded: false,
        })
    }

    /// Completions of what has been typed so far, most used first.
    pub fn suggest(&self, prefix: &str, _lang: Option<Lang>, limit: usize) -> Vec<String> {
        let prefix = prefix.to_lowercase();
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for doc in self.state().docs.values() {
            for label in &doc.labels {
                if label.to_lowercase().starts_with(&prefix) {
                    *counts.entry(label.clone()).or_default() += 1;
                }
            }
        }
        let mut found: Vec<(String, u64)> = counts.into_iter().collect();
        found.sort_by_key(|it| std::cmp::Reverse(it.1));
        found.into_iter().take(limit).map(|(label, _)| label).collect()
    }

    fn state(&self) -> Arc<State> {
        Arc::clone(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn publish(&self, next: State) {
        *self.state.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(next);
    }
}

fn words(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = lower.split(|it: char| !it.is_alphanumeric()).filter(|it| !it.is_empty());
    words.take(32).map(str::to_owned).collect()
}

fn score(doc: &Doc, query: &[String]) -> Option<f32> {
    if query.is_empty() {
        return Some(doc.rating_mean.unwrap_or(0.0));
    }
    let mut text = doc.labels.join(" ");
    for it in &doc.texts {
        text = format!("{text} {} {} {}", it.title, it.summary, it.body);
    }
    let text = words(&text);
    let hits = query.iter().filter(|it| text.contains(it)).count();
    (hits > 0).then_some(hits as f32)
}

fn passes(doc: &Doc, filter: &Filter) -> bool {
    match filter {
        Filter::AnyOf { field, values } => {
            doc.facets.iter().any(|(name, value)| name == field && values.contains(value))
        }
        Filter::PriceMinor { min, max } => doc.price_minor.is_some_and(|price| {
            min.is_none_or(|it| price >= it) && max.is_none_or(|it| price <= it)
        }),
        Filter::DeliveryDays { max } => doc.delivery_days.is_some_and(|it| it <= *max),
        Filter::RatingAtLeast(least) => doc.rating_mean.is_some_and(|it| it >= *least),
    }
}

fn passing(query: &Query, doc: &Doc, but: Option<&str>) -> bool {
    query.filters.iter().all(|filter| match filter {
        Filter::AnyOf { field, .. } if Some(field.as_str()) == but => true,
        _ => passes(doc, filter),
    })
}

fn compare(sort: Sort, (score_a, a): (f32, &Doc), (score_b, b): (f32, &Doc)) -> Ordering {
    let price = |doc: &Doc| doc.price_minor.unwrap_or(u64::MAX);
    let rating = |doc: &Doc| doc.rating_mean.unwrap_or(0.0);
    let by_sort = match sort {
        Sort::Relevance => score_b.total_cmp(&score_a),
        Sort::PriceUp => price(a).cmp(&price(b)),
        Sort::PriceDown => b.price_minor.cmp(&a.price_minor),
        Sort::Newest => b.created_at_ms.cmp(&a.created_at_ms),
        Sort::Rating => rating(b).total_cmp(&rating(a)),
    };
    by_sort.then_with(|| a.key.cmp(&b.key))
}

fn count(query: &Query, field: &str, texted: &[(f32, &Doc)]) -> FacetCounts {
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    for (_, doc) in texted.iter().filter(|(_, doc)| passing(query, doc, Some(field))) {
        for (_, value) in doc.facets.iter().filter(|(it, _)| it == field) {
            *counts.entry(value).or_default() += 1;
        }
    }
    let mut values: Vec<(String, u64)> =
        counts.into_iter().map(|(value, count)| (value.to_owned(), count)).collect();
    values.sort_by_key(|it| std::cmp::Reverse(it.1));
    FacetCounts { field: field.to_owned(), values }
}
