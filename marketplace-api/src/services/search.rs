//! A need in words → ranked listings, each with its reasons.
//!
//! **Invariant:** the index proposes, the database decides. Whatever a reader may not see is left
//! out when the listings are fetched, however stale the index is.

pub(crate) mod answers;
pub mod export;
pub mod log;
pub mod reasons;
pub mod why;

use std::{
    fmt,
    hash::{DefaultHasher, Hash, Hasher},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use domain::{
    id::{ListingId, SearchId},
    lang::Lang,
    listing::ListingKind,
    problem::{FieldProblem, Problem},
    taxonomy,
    time::Timestamp,
};
use matching::{
    cursor::Cursor as EngineCursor,
    error::QueryError,
    ranking::{Policy, RankBy, Ranking},
    receipt::Receipt,
    types::{Correction, FacetCounts, Filter, Match, Query, Reason, Sort, Total},
};

use crate::{
    app::App,
    config::Ranker,
    error::AppError,
    services::{
        listings::cards::{self, Card},
        search::{
            answers::Answered,
            log::{Asker, Served},
        },
    },
};

/// The facet fields of the index.
pub const FACETS: &[&str] = &["category", "skill", "kind", "lang"];
pub const DEFAULT_LIMIT: usize = 20;
pub const MAX_LIMIT: usize = 100;
/// How often another page is fetched because listings of the first were hidden meanwhile.
const REFILLS: usize = 3;
const MAX_CHOICES: usize = 50;

/// What a person asked for. Empty fields do not filter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    pub text: String,
    /// The reader's language.
    pub lang: Option<Lang>,
    /// Taxonomy slugs; several mean any of them.
    pub categories: Vec<String>,
    pub skills: Vec<String>,
    pub kinds: Vec<String>,
    /// Languages the listing is written in.
    pub written_in: Vec<String>,
    pub price_min_minor: Option<u64>,
    pub price_max_minor: Option<u64>,
    pub delivery_days_max: Option<u32>,
    /// In tenths of a star: 45 is 4.5.
    pub rating_min_tenths: Option<u32>,
    pub order: Order,
    pub limit: Option<usize>,
    pub cursor: Option<String>,
    pub count_facets: bool,
    /// Who asks, if what is served is to be kept; `None` for what nobody will look at.
    pub asker: Option<Asker>,
}

domain::named!(/// How results are ordered.
Order {
    Relevance = "relevance",
    PriceUp = "price",
    PriceDown = "-price",
    Newest = "newest",
    Rating = "rating",
});

#[expect(clippy::derivable_impls, reason = "`named!` writes the enum and derives no default")]
impl Default for Order {
    fn default() -> Order {
        Order::Relevance
    }
}

#[derive(Debug)]
pub struct Page {
    pub id: SearchId,
    pub hits: Vec<Hit>,
    pub total: Total,
    pub facets: Vec<FacetCounts>,
    /// Pass it as `cursor` to read on.
    pub next: Option<String>,
    pub corrections: Vec<Correction>,
    /// Some counts are estimates.
    pub degraded: bool,
}

#[derive(Debug)]
pub struct Hit {
    /// From 1, over all pages.
    pub rank: usize,
    pub score: f32,
    pub card: Card,
    /// Strongest first.
    pub reasons: Vec<Reason>,
}

/// Where a page ended: how many results came before, and the engine's own mark.
struct Mark {
    shown: usize,
    engine: EngineCursor,
}

/// Searches.
///
/// # Errors
/// `Invalid` for filters and marks that make no sense; never for text.
pub async fn search(app: &App, request: &Request) -> Result<Page, AppError> {
    let limit = request.limit.unwrap_or(DEFAULT_LIMIT);
    let id = SearchId::generate();
    let mut query = to_query(app, request, limit)?;
    query.ranking = ranking(app, request);
    let mark = request.cursor.as_deref().map(str::parse::<Mark>).transpose()?;
    let mut shown = mark.as_ref().map_or(0, |it| it.shown);
    query.after = mark.map(|it| it.engine);

    let mut receipts = Vec::new();
    let mut first: Option<Answered> = None;
    let mut hits: Vec<Hit> = Vec::with_capacity(limit);
    for _ in 0..=REFILLS {
        query.limit = limit - hits.len();
        let answered = app.answers.search(&app.engine, &query).map_err(refused)?;
        let matches = answered.answer.matches.clone();
        query.after = answered.answer.next.clone();
        receipts.extend(answered.answer.receipt.clone());
        for (hit, card) in visible(app, matches).await? {
            shown += 1;
            hits.push(Hit { rank: shown, score: hit.score, card, reasons: hit.reasons });
        }
        query.facets = false;
        first.get_or_insert(answered);
        if hits.len() == limit || query.after.is_none() {
            break;
        }
    }
    let answered = first.expect("the loop runs at least once");
    count(app, &answered, hits.is_empty());
    keep(app, request, id, receipts);
    let answer = &answered.answer;
    Ok(Page {
        id,
        hits,
        total: answer.total,
        facets: answer.facets.clone(),
        next: query.after.map(|engine| Mark { shown, engine }.to_string()),
        corrections: answer.corrections.clone(),
        degraded: answer.degraded,
    })
}

/// Completions of what has been typed so far: of all of it, else of its last word.
pub fn suggest(app: &App, prefix: &str, lang: Option<Lang>) -> Vec<String> {
    const SUGGESTIONS: usize = 8;
    let complete = |text: &str| app.engine.suggest(text, lang.map(engine_lang), SUGGESTIONS);
    let whole = complete(prefix);
    match prefix.rsplit_once(' ') {
        Some((head, last)) if whole.is_empty() && !last.is_empty() => {
            complete(last).into_iter().map(|it| format!("{head} {it}")).collect()
        }
        _ => whole,
    }
}

/// Of the matches, those that may be seen now, with what to show of them.
pub(crate) async fn visible(
    app: &App,
    matches: Vec<Match>,
) -> Result<Vec<(Match, Card)>, AppError> {
    let ids: Vec<ListingId> = matches.iter().filter_map(|it| it.key.parse().ok()).collect();
    let mut cards = cards::cards(app, &ids).await?.into_iter().peekable();
    let mut visible = Vec::with_capacity(matches.len());
    // Cards come in the order asked for, with gaps.
    for hit in matches {
        if let Some(card) = cards.next_if(|card| card.id.to_string() == hit.key) {
            visible.push((hit, card));
        }
    }
    Ok(visible)
}

/// How the best are put in order, by the settings.
fn ranking(app: &App, request: &Request) -> Ranking {
    let settings = &app.config.search;
    Ranking {
        by: ranker(app),
        deadline_us: Some(settings.deadline_ms.saturating_mul(1_000)),
        budget_minor: None,
        policy: Policy { explores: settings.explore, ..Policy::MARKET },
        seed: seed(&request.text, app.now()),
        receipt: request.asker.is_some() && rand::random::<f64>() < settings.receipts,
    }
}

/// What lots are drawn with: the same for one question all through an hour, however it is accented, so
/// that asking again does not shuffle what a person has just read.
fn seed(text: &str, now: Timestamp) -> u64 {
    const HOUR_MS: i64 = 3_600_000;
    let mut hasher = DefaultHasher::new();
    (taxonomy::fold(text), now.millis() / HOUR_MS).hash(&mut hasher);
    hasher.finish()
}

pub(crate) fn ranker(app: &App) -> RankBy {
    match app.config.search.ranker {
        Ranker::Retrieval => RankBy::Retrieval,
        Ranker::Linear => RankBy::Linear,
        Ranker::Model => RankBy::Model,
    }
}

fn keep(app: &App, request: &Request, id: SearchId, receipts: Vec<Arc<Receipt>>) {
    let Some(asker) = request.asker.filter(|_| !receipts.is_empty()) else { return };
    let lang = request.lang.unwrap_or(Lang::En);
    let served = Served { id, asker, lang, receipts, at: app.now() };
    app.metrics.receipt(if app.search_log.keep(served) { "kept" } else { "dropped" });
}

pub(crate) fn to_query(app: &App, request: &Request, limit: usize) -> Result<Query, AppError> {
    let problems = problems(request, limit);
    if !problems.is_empty() {
        return Err(AppError::Invalid(problems));
    }
    let mut filters = Vec::new();
    for (field, values) in [
        ("category", &request.categories),
        ("skill", &request.skills),
        ("kind", &request.kinds),
        ("lang", &request.written_in),
    ] {
        if !values.is_empty() {
            filters.push(Filter::AnyOf { field: field.to_owned(), values: values.clone() });
        }
    }
    if request.price_min_minor.is_some() || request.price_max_minor.is_some() {
        let (min, max) = (request.price_min_minor, request.price_max_minor);
        filters.push(Filter::PriceMinor { min, max });
    }
    if let Some(max) = request.delivery_days_max {
        filters.push(Filter::DeliveryDays { max });
    }
    if let Some(tenths) = request.rating_min_tenths {
        let tenths = u16::try_from(tenths).unwrap_or(50);
        filters.push(Filter::RatingAtLeast(f32::from(tenths) / 10.0));
    }
    Ok(Query {
        text: request.text.clone(),
        lang: request.lang.map(engine_lang),
        filters,
        sort: match request.order {
            Order::Relevance => Sort::Relevance,
            Order::PriceUp => Sort::PriceUp,
            Order::PriceDown => Sort::PriceDown,
            Order::Newest => Sort::Newest,
            Order::Rating => Sort::Rating,
        },
        limit,
        after: None,
        facets: request.count_facets,
        now_ms: app.now().millis(),
        ranking: Ranking::default(),
    })
}

type IsKnown = fn(&str) -> bool;

fn problems(request: &Request, limit: usize) -> Vec<FieldProblem> {
    let mut found = Vec::new();
    if !(1..=MAX_LIMIT).contains(&limit) {
        let range = Problem::OutOfRange { min: 1, max: MAX_LIMIT as u64 };
        found.push(FieldProblem::new("limit", range));
    }
    let known: [(&str, &Vec<String>, IsKnown); 4] = [
        ("category", &request.categories, |it| taxonomy::category(it).is_some()),
        ("skill", &request.skills, |it| taxonomy::skill(it).is_some()),
        ("kind", &request.kinds, |it| ListingKind::from_code(it).is_some()),
        ("written_in", &request.written_in, |it| it.parse::<Lang>().is_ok()),
    ];
    for (field, values, is_known) in known {
        if values.len() > MAX_CHOICES {
            found.push(FieldProblem::new(field, Problem::TooMany { max: MAX_CHOICES }));
        }
        for value in values.iter().filter(|it| !is_known(it)) {
            let given = value.chars().take(60).collect();
            found.push(FieldProblem::new(field, Problem::Unknown { given }));
        }
    }
    if let (Some(min), Some(max)) = (request.price_min_minor, request.price_max_minor)
        && min > max
    {
        found.push(FieldProblem::new("price_min", Problem::OutOfRange { min: 0, max: max / 100 }));
    }
    if request.rating_min_tenths.is_some_and(|it| it > 50) {
        found.push(FieldProblem::new("rating_min", Problem::OutOfRange { min: 0, max: 5 }));
    }
    found
}

pub(crate) fn refused(error: QueryError) -> AppError {
    match error {
        QueryError::CursorOfAnotherSort => stale_mark(),
        QueryError::Unreadable { .. } => AppError::Index(Box::new(error)),
        other => AppError::Malformed { why: other.to_string() },
    }
}

pub(crate) fn stale_mark() -> AppError {
    AppError::Malformed {
        why: "this cursor is of another search; start from the first page".into(),
    }
}

fn count(app: &App, answered: &Answered, empty: bool) {
    let phases = &answered.answer.phases;
    let phases = [
        ("parse", phases.parse),
        ("retrieve", phases.retrieve),
        ("score", phases.score),
        ("facets", phases.facets),
    ];
    for (phase, micros) in phases.iter().filter(|_| answered.is_new) {
        app.metrics.search_phase(phase, Duration::from_micros(*micros));
    }
    app.metrics.search(match (empty, answered.answer.degraded) {
        (true, _) => "empty",
        (false, true) => "degraded",
        (false, false) => "found",
    });
}

pub(crate) fn engine_lang(lang: Lang) -> matching::types::Lang {
    match lang {
        Lang::Es => matching::types::Lang::Es,
        Lang::En => matching::types::Lang::En,
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.shown, self.engine)
    }
}

impl FromStr for Mark {
    type Err = AppError;

    fn from_str(text: &str) -> Result<Mark, AppError> {
        let (shown, engine) = text.split_once('.').ok_or_else(stale_mark)?;
        Ok(Mark {
            shown: shown.parse().map_err(|_garbage| stale_mark())?,
            engine: engine.parse().map_err(|_garbage| stale_mark())?,
        })
    }
}
