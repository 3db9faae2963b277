//! Searches that wait for listings: kept in the database, stood in the engine of every process.
//!
//! **Invariant:** the database is what holds. A change is told by the outbox in its own transaction, and
//! every process that answers searches follows (`jobs::index_listings`).

use domain::event::Topic;
use matching::{
    error::QueryError,
    percolate::{Meeting, Met, Standing, Wanted},
    types::{Doc, Filter, Lang},
};
use serde::{Deserialize, Serialize};

use crate::{
    app::App,
    error::AppError,
    store::{outbox, standing_queries},
};

const MAX_ID_CHARS: usize = 80;
/// More would not fit into memory beside everything else.
pub const MOST: u64 = 500_000;
const PAGE: u64 = 1_000;

/// A standing query as it is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Kept {
    #[serde(default)]
    pub text: String,
    /// Ideas with their names, instead of a text.
    #[serde(default)]
    pub ideas: Vec<Vec<String>>,
    pub required: Option<usize>,
    #[serde(default)]
    pub filters: Vec<Filter>,
    #[serde(default)]
    pub min_score: f32,
    /// `es` or `en`.
    pub lang: Option<String>,
    pub until_ms: Option<i64>,
}

impl Kept {
    fn standing(&self) -> Standing {
        Standing {
            wanted: match self.ideas.is_empty() {
                true => Wanted::Text(self.text.clone()),
                false => Wanted::Ideas(self.ideas.clone()),
            },
            required: self.required,
            filters: self.filters.clone(),
            min_score: self.min_score,
            lang: match self.lang.as_deref() {
                Some("es") => Some(Lang::Es),
                Some("en") => Some(Lang::En),
                _ => None,
            },
            until_ms: self.until_ms,
        }
    }
}

/// Begins it, or replaces what `id` named. This process knows it on return, others a moment later.
///
/// # Errors
/// `Malformed` for an id or a filter that makes no sense, and when too many stand.
pub async fn put(app: &App, id: &str, kept: &Kept) -> Result<(), AppError> {
    let is_fine = |it: char| it.is_ascii_alphanumeric() || "_-.:".contains(it);
    if id.is_empty() || id.len() > MAX_ID_CHARS || !id.chars().all(is_fine) {
        let why = "an id has 1 to 80 letters, digits or any of `_-.:`".into();
        return Err(AppError::Malformed { why });
    }
    if !(0.0..=1.0).contains(&kept.min_score) {
        return Err(AppError::Malformed { why: "min_score is a number from 0 to 1".into() });
    }
    let text = serde_json::to_string(kept)
        .map_err(|it| AppError::internal("a standing query cannot be written", it))?;
    // Refused before it is kept; what stood under this name stays.
    app.engine.stand(id, &kept.standing()).map_err(refused)?;
    let tx = app.store.begin().await?;
    if standing_queries::count(&tx).await? >= MOST
        && standing_queries::find(&tx, id).await?.is_none()
    {
        app.engine.unstand(id);
        return Err(AppError::Malformed { why: format!("no more than {MOST} queries can stand") });
    }
    standing_queries::put(&tx, id, &text, app.now()).await?;
    outbox::push(&tx, Topic::StandingChanged, id, app.now()).await?;
    tx.commit().await?;
    app.wake.index.notify_one();
    Ok(())
}

/// # Errors
/// `NotFound`.
pub async fn end(app: &App, id: &str) -> Result<(), AppError> {
    let tx = app.store.begin().await?;
    if !standing_queries::delete(&tx, id).await? {
        return Err(AppError::NotFound { what: "standing query", id: id.to_owned() });
    }
    outbox::push(&tx, Topic::StandingChanged, id, app.now()).await?;
    tx.commit().await?;
    app.engine.unstand(id);
    app.wake.index.notify_one();
    Ok(())
}

/// Listings that it would be told of now, best first.
///
/// # Errors
/// `NotFound`; `Index`.
pub fn meeting(app: &App, id: &str, limit: usize) -> Result<Vec<Meeting>, AppError> {
    let found = app.engine.meeting(id, app.now().millis(), limit).map_err(refused)?;
    found.ok_or_else(|| AppError::NotFound { what: "standing query", id: id.to_owned() })
}

/// The standing queries that a listing of the index meets.
pub fn met_by(app: &App, key: &str) -> Vec<Met> {
    app.engine.percolate(key, app.now().millis())
}

/// Those that a document would meet that is not in the index.
///
/// # Errors
/// `Index`.
pub fn met_by_doc(app: &App, doc: &Doc) -> Result<Vec<Met>, AppError> {
    let met = app.engine.percolate_doc(doc, app.now().millis());
    met.map_err(|it| AppError::Index(Box::new(it)))
}

/// Makes all of them stand in this process. Returns how many.
///
/// # Errors
/// `Store`.
pub async fn recall(app: &App) -> Result<u64, AppError> {
    let mut last = String::new();
    let mut count = 0;
    loop {
        let page = standing_queries::after(app.store.connection(), &last, PAGE).await?;
        let Some((id, _)) = page.last() else { return Ok(count) };
        last.clone_from(id);
        for (id, text) in &page {
            stand(app, id, text);
            count += 1;
        }
    }
}

/// What an event told: reads the state anew.
pub(crate) async fn follow(app: &App, id: &str) -> Result<(), AppError> {
    match standing_queries::find(app.store.connection(), id).await? {
        Some(text) => stand(app, id, &text),
        None => {
            app.engine.unstand(id);
        }
    }
    Ok(())
}

/// A query that no longer makes sense stands for nothing, and stops nobody.
fn stand(app: &App, id: &str, text: &str) {
    let stood = serde_json::from_str::<Kept>(text)
        .map_err(|it| it.to_string())
        .and_then(|it| app.engine.stand(id, &it.standing()).map_err(|it| it.to_string()));
    if let Err(error) = stood {
        tracing::warn!(id, error, "a standing query cannot be stood");
    }
}

fn refused(error: QueryError) -> AppError {
    match error {
        QueryError::Unreadable { .. } => AppError::Index(Box::new(error)),
        other => AppError::Malformed { why: other.to_string() },
    }
}
