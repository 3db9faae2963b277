//! The engine for other services: under a deadline, behind admission, with a choice of ranker.
//!
//! **Invariant:** as everywhere, the index proposes and the database decides what may be seen.

use std::{sync::Arc, time::Duration};

use domain::id::ListingId;
use matching::{
    explain::{ExplainError, Explanation},
    ranking::{RankBy, Ranking},
    receipt::Receipt,
    types::{Answer, Match, Query},
};

use crate::{
    app::App,
    error::AppError,
    services::search::{self, Request},
};

/// A match that takes longer than this was asked wrongly.
pub const MOST_MS: u64 = 10_000;
/// Queries of one batch.
pub const MOST_IN_BATCH: usize = 100;

/// What a service asks for.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    pub request: Request,
    pub by: Option<RankBy>,
    /// Nothing said is the setting.
    pub deadline_ms: Option<u64>,
    pub keep_receipt: bool,
}

#[derive(Debug)]
pub struct Found {
    /// Those that may be seen now, best first.
    pub matches: Vec<Match>,
    pub answer: Arc<Answer>,
    pub took: Duration,
}

/// # Errors
/// `Invalid`, `Malformed`; `Busy` when there is no room; `Late`.
pub async fn find(app: &Arc<App>, ask: &Ask) -> Result<Found, AppError> {
    let deadline_ms = deadline(app, ask.deadline_ms)?;
    within(deadline_ms, found(app, ask, deadline_ms)).await
}

async fn found(app: &Arc<App>, ask: &Ask, deadline_ms: u64) -> Result<Found, AppError> {
    let query = query(app, ask, deadline_ms)?;
    let began = std::time::Instant::now();
    let answer = run(app, deadline_ms, move |app| app.engine.search(&query)).await?;
    let answer = Arc::new(answer.map_err(search::refused)?);
    let visible = search::visible(app, answer.matches.clone()).await?;
    let matches = visible.into_iter().map(|(hit, _)| hit).collect();
    Ok(Found { matches, answer, took: began.elapsed() })
}

/// Why `listing` stands where it does among the best for `ask`, and the receipt that says so.
///
/// # Errors
/// As [`find`]; `NotFound` when it is not among the candidates, or may not be seen.
pub async fn explain(
    app: &Arc<App>,
    ask: &Ask,
    listing: ListingId,
) -> Result<(Explanation, Arc<Receipt>), AppError> {
    let ask = Ask { keep_receipt: true, ..ask.clone() };
    let found = find(app, &ask).await?;
    let missing = || AppError::NotFound { what: "candidate", id: listing.to_string() };
    let seen = Match { key: listing.to_string(), score: 0.0, reasons: Vec::new() };
    if search::visible(app, vec![seen]).await?.is_empty() {
        return Err(missing());
    }
    let receipt = found.answer.receipt.clone().ok_or_else(missing)?;
    let deadline_ms = deadline(app, ask.deadline_ms)?;
    let (its, key) = (receipt.clone(), listing.to_string());
    let why = run(app, deadline_ms, move |app| its.explain(&key, app.engine.model().as_deref()));
    let explained = why.await?.map_err(|error| match error {
        ExplainError::NotConsidered { .. } => missing(),
        // Without time for the rows there is nothing to explain from.
        ExplainError::Receipt(_) => AppError::Late { deadline_ms },
    });
    Ok((explained?, receipt))
}

/// Work of the engine, admitted and on a thread where it may take its time.
///
/// # Errors
/// `Busy`.
pub async fn run<T: Send + 'static>(
    app: &Arc<App>,
    patience_ms: u64,
    work: impl FnOnce(&App) -> T + Send + 'static,
) -> Result<T, AppError> {
    let place = app.admission.enter(Duration::from_millis(patience_ms)).await;
    let outcome = if place.is_ok() { "admitted" } else { "refused" };
    app.metrics.admissions.with_label_values(&[outcome]).inc();
    let place = place?;
    let app = app.clone();
    let done = tokio::task::spawn_blocking(move || {
        let done = work(&app);
        drop(place);
        done
    });
    done.await.map_err(|it| AppError::internal("a match was given up", it))
}

/// # Errors
/// `Late` when `work` is not done in time.
pub async fn within<T>(
    deadline_ms: u64,
    work: impl Future<Output = Result<T, AppError>>,
) -> Result<T, AppError> {
    let done = tokio::time::timeout(Duration::from_millis(deadline_ms), work).await;
    done.unwrap_or(Err(AppError::Late { deadline_ms }))
}

/// # Errors
/// `Malformed`.
pub fn deadline(app: &App, asked: Option<u64>) -> Result<u64, AppError> {
    match asked {
        None => Ok(app.config.matching.deadline_ms),
        Some(ms @ 1..=MOST_MS) => Ok(ms),
        Some(_) => Err(AppError::Malformed { why: format!("deadline_ms is from 1 to {MOST_MS}") }),
    }
}

fn query(app: &App, ask: &Ask, deadline_ms: u64) -> Result<Query, AppError> {
    let limit = ask.request.limit.unwrap_or(search::DEFAULT_LIMIT);
    let query = search::to_query(app, &ask.request, limit)?;
    let after = ask.request.cursor.as_deref();
    let after = after.map(str::parse::<matching::cursor::Cursor>).transpose();
    let ranking = Ranking {
        by: ask.by.unwrap_or_else(|| search::ranker(app)),
        deadline_us: Some(deadline_ms.saturating_mul(1_000)),
        receipt: ask.keep_receipt,
        ..Ranking::default()
    };
    Ok(Query { after: after.map_err(|_garbage| search::stale_mark())?, ranking, ..query })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_takes_longer_than_allowed_is_late() {
        let never = within::<()>(1, std::future::pending()).await;
        assert!(matches!(never, Err(AppError::Late { deadline_ms: 1 })));
        assert_eq!(within(1_000, async { Ok(7) }).await.unwrap(), 7);
    }
}
