//! From the outbox to the search index. Every process that answers searches has an index of its
//! own and follows every event; a request never writes to an index.

use std::{sync::Arc, time::Duration};

use domain::{
    event::Topic,
    id::{ListingId, OrgId},
};
use matching::types::Change;
use tokio::sync::{mpsc, watch};

use crate::{
    app::App,
    error::AppError,
    services::{
        listings::docs::{docs, docs_after},
        standing,
    },
    store::{
        listings,
        outbox::{self, Event},
    },
};

/// How many events are applied in one commit of the index.
const BATCH: u64 = 500;
/// How often an idle follower looks for events of other processes.
const IDLE: Duration = Duration::from_millis(200);
const AFTER_FAILURE: Duration = Duration::from_secs(2);
/// Listings read from the database at a time while rebuilding.
const PAGE: u64 = 500;

/// Follows the outbox until asked to stop. Wakes at once for changes made by this process.
pub async fn follow(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    let wake = app.wake.index.clone();
    loop {
        let pause = match catch_up(&app).await {
            Ok(_) => IDLE,
            Err(error) => {
                error.log_if_ours();
                AFTER_FAILURE
            }
        };
        tokio::select! {
            _ = stopping.changed() => return,
            () = wake.notified() => {}
            () = tokio::time::sleep(pause) => {}
        }
    }
}

/// Applies all events there are and returns how many.
///
/// # Errors
/// `Store` or `Index`; what was applied before stays applied.
pub async fn catch_up(app: &Arc<App>) -> Result<usize, AppError> {
    let mut applied = 0;
    loop {
        let events = outbox::after(app.store.connection(), position(app), BATCH).await?;
        let Some(last) = events.last() else {
            measure(app);
            return Ok(applied);
        };
        let (head, written_at) = (last.position, last.created_at);
        let count = events.len();
        let changes = changes(app, events).await?;
        apply(app, changes, head).await?;
        applied += count;
        app.metrics.index_lag_ms.set(app.now().millis_since(written_at));
    }
}

/// Also when nothing is new: after a start the index is full and no event has come yet.
fn measure(app: &App) {
    app.metrics.index_position.set(position(app));
    let standing = app.engine.standing_stats().queries;
    app.metrics.standing_queries.set(i64::try_from(standing).unwrap_or(i64::MAX));
    app.metrics.index_documents.set(i64::try_from(app.engine.len()).unwrap_or(i64::MAX));
}

/// The newest state of everything the events name: at least once, in any order, is safe.
async fn changes(app: &App, events: Vec<Event>) -> Result<Vec<Change>, AppError> {
    let mut touched: Vec<ListingId> = Vec::new();
    for event in events {
        match event.topic {
            Topic::ListingChanged => touched.extend(event.subject.parse::<ListingId>().ok()),
            Topic::ProviderChanged => {
                if let Ok(org) = event.subject.parse::<OrgId>() {
                    touched.extend(listings::live_ids(app.store.connection(), org).await?);
                }
            }
            Topic::StandingChanged => standing::follow(app, &event.subject).await?,
        }
    }
    touched.sort_unstable();
    touched.dedup();
    let mut changes = Vec::with_capacity(touched.len());
    for ids in touched.chunks(200) {
        let found = docs(app, ids).await?;
        let gone = ids.iter().map(ToString::to_string);
        let gone = gone.filter(|id| found.iter().all(|it| it.key != *id));
        changes.extend(gone.map(Change::Remove));
        changes.extend(found.into_iter().map(|it| Change::Put(Box::new(it))));
    }
    Ok(changes)
}

async fn apply(app: &Arc<App>, changes: Vec<Change>, head: i64) -> Result<(), AppError> {
    let app = app.clone();
    let applied = tokio::task::spawn_blocking(move || {
        app.engine.apply(changes, u64::try_from(head).unwrap_or(0))
    });
    let applied = applied.await.map_err(|it| AppError::internal("indexing was given up", it))?;
    applied.map_err(|it| AppError::Index(Box::new(it)))
}

/// Whether the index cannot be brought up to date by events alone: it is new, or so far behind
/// that events were forgotten, or it belongs to another database.
///
/// # Errors
/// `Store`.
pub async fn needs_rebuild(app: &App) -> Result<bool, AppError> {
    let kept = outbox::kept(app.store.connection()).await?;
    let at = position(app);
    Ok(kept.is_some_and(|(oldest, newest)| at < oldest || newest < at))
}

/// How many events the index has not applied yet.
///
/// # Errors
/// `Store`.
pub async fn behind(app: &App) -> Result<u64, AppError> {
    outbox::count_after(app.store.connection(), position(app)).await
}

/// Builds a new index from the tables beside the live one and swaps it in. Returns how many
/// listings are in it.
///
/// # Errors
/// `Store` or `Index`; the live index stays as it was.
pub async fn rebuild(
    app: &Arc<App>,
    progress: impl FnMut(u64) + Send + 'static,
) -> Result<u64, AppError> {
    // Events from here on are applied afterwards; what they tell may already be in the pages.
    let head = outbox::head(app.store.connection()).await?;
    let (send, mut receive) = mpsc::channel(4);
    let for_thread = app.clone();
    let building = tokio::task::spawn_blocking(move || {
        let pages = std::iter::from_fn(move || receive.blocking_recv());
        let docs = pages.flat_map(|page: Result<Vec<_>, AppError>| match page {
            Ok(docs) => docs.into_iter().map(Ok).collect::<Vec<_>>(),
            Err(error) => vec![Err(error)],
        });
        for_thread.engine.try_replace_all(docs, u64::try_from(head).unwrap_or(0), progress)
    });
    let mut after = None;
    loop {
        let page = docs_after(app, after, PAGE).await;
        let next = page.as_ref().ok().and_then(|it| it.next);
        if send.send(page.map(|it| it.items)).await.is_err() || next.is_none() {
            break;
        }
        after = next;
    }
    drop(send);
    let built = building.await.map_err(|it| AppError::internal("indexing was given up", it))?;
    built.map_err(|it| AppError::Index(Box::new(it)))??;
    catch_up(app).await?;
    Ok(app.engine.len())
}

fn position(app: &App) -> i64 {
    i64::try_from(app.engine.position()).unwrap_or(i64::MAX)
}
