//! Answering a query from one snapshot.
//!
//! ```text
//! parse      text → term groups (spelling, synonyms and translations inside)
//! retrieve   groups → a rough score for every document with any of the words
//! gather     minimum match, filters → hits
//! facets     hits → counts
//! order      the best hits, scored exactly by `score`, made diverse → a page
//! reasons    why each of them is there
//! ```
//!
//! Every stage is a function from plain data to plain data. All documents with the words are looked
//! at; what is counted, paged through and ordered are the best 5,000 of them, or all when browsing.

pub(crate) mod current;
pub(crate) mod exhaustive;
pub(crate) mod facets;
pub(crate) mod gather;
pub(crate) mod order;
pub(crate) mod parse;
pub(crate) mod policy;
pub(crate) mod postings;
pub(crate) mod priors;
pub(crate) mod reasons;
pub(crate) mod retrieve;
pub(crate) mod rough;
pub(crate) mod score;
pub(crate) mod tfidf;
pub(crate) mod wording;

use std::{cell::RefCell, time::Instant};

use crate::{
    error::QueryError,
    index::{segments, snapshot::Snapshot},
    model::served::RankModel,
    search::{
        gather::{Hit, Sieve, Tests},
        order::Asking,
        parse::Parsed,
        retrieve::{MAX_POSTINGS, Window},
        score::Scorer,
    },
    text::Analyzer,
    types::{Answer, Lang, Phases, Query, Total},
};

/// A longer prefix completes nothing.
const MAX_PREFIX_CHARS: usize = 80;

/// Kept by each thread from query to query.
#[derive(Default)]
struct Scratch {
    analyzer: Analyzer,
    window: Window,
    hits: Vec<Hit>,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

pub(crate) fn search(
    snapshot: &Snapshot,
    model: Option<&RankModel>,
    query: &Query,
) -> Result<Answer, QueryError> {
    let asking = Asking { snapshot, query, model, begun: Instant::now() };
    if query.after.as_ref().is_some_and(|it| it.sort != query.sort) {
        return Err(QueryError::CursorOfAnotherSort);
    }
    let tests = Tests::compile(snapshot, &query.filters)?;
    SCRATCH.with_borrow_mut(|scratch| run(&asking, &tests, scratch))
}

fn run(asking: &Asking<'_>, tests: &Tests, scratch: &mut Scratch) -> Result<Answer, QueryError> {
    let Asking { snapshot, query, .. } = *asking;
    let mut clock = Clock::start();
    let parsed = parse::parse(&query.text, snapshot, &mut scratch.analyzer);
    let parse = clock.lap();

    let now_ms = query.after.as_ref().map_or(query.now_ms, |it| it.now_ms);
    let (mut degraded, mut is_cut) = (false, false);
    let Scratch { window, hits, .. } = scratch;
    match &parsed {
        Parsed { is_browse: true, .. } => gather::everything(snapshot, tests, now_ms, hits),
        Parsed { groups, .. } => {
            let mut sieve = Sieve::new(snapshot, groups, tests, hits);
            loop {
                degraded = retrieve::retrieve(snapshot, groups, MAX_POSTINGS, window, &mut sieve)?;
                if !sieve.wants_more() {
                    break;
                }
            }
            is_cut = sieve.finish();
        }
    }
    let retrieve = clock.lap();

    let facets = if query.facets { facets::count(snapshot, tests, hits) } else { Vec::new() };
    let facets_time = clock.lap();

    let mut scorer = Scorer::new(snapshot, &parsed, query.lang, now_ms);
    let page = order::page(asking, hits, &mut scorer);
    let phases = Phases { parse, retrieve, score: clock.lap(), facets: facets_time };
    Ok(Answer {
        matches: page.matches,
        total: Total {
            count: if is_cut { gather::MOST_HITS as u64 } else { page.total },
            exact: !degraded && !is_cut,
        },
        facets,
        next: page.next,
        corrections: parsed.corrections,
        phases,
        degraded: degraded || page.is_late,
        receipt: page.receipt,
    })
}

pub(crate) fn suggest(
    snapshot: &Snapshot,
    prefix: &str,
    lang: Option<Lang>,
    limit: usize,
) -> Vec<String> {
    let prefix: String = prefix.trim_start().chars().take(MAX_PREFIX_CHARS).collect();
    if prefix.is_empty() {
        return Vec::new();
    }
    snapshot.vocabulary.complete(&prefix, lang, &snapshot.stats, limit.min(Query::MAX_LIMIT))
}

pub(crate) fn terms(snapshot: &Snapshot, text: &str) -> Vec<String> {
    let parsed = SCRATCH.with_borrow_mut(|it| parse::parse(text, snapshot, &mut it.analyzer));
    let members = parsed.groups.into_iter().flat_map(|it| it.members);
    members.flat_map(|it| it.terms).map(|it| segments::token(it.id)).collect()
}

struct Clock {
    last: Instant,
}

impl Clock {
    fn start() -> Clock {
        Clock { last: Instant::now() }
    }

    /// Microseconds since the last lap.
    fn lap(&mut self) -> u64 {
        let now = Instant::now();
        let lap = now.duration_since(self.last).as_micros();
        self.last = now;
        u64::try_from(lap).unwrap_or(u64::MAX)
    }
}
