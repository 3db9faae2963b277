//! Events that must be told, written in the same transaction as the fact they tell.
//!
//! Every reader keeps its own position and sees every event at least once, in commit order. Ids
//! from a sequence do not commit in order, so a reader that remembers an id loses events. Here
//! `position` is the number of the writing transaction (Postgres) or a count under the write lock
//! (SQLite), and a reader is shown only positions below every transaction that is still running.

use domain::{event::Topic, time::Timestamp};
use sea_orm::{
    ActiveValue::Set, DatabaseBackend, DbErr, EntityTrait, FromQueryResult, QueryResult, Statement,
};

use super::{Db, entity::outbox};
use crate::error::AppError;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) position: i64,
    pub(crate) topic: Topic,
    /// An id in text form.
    pub(crate) subject: String,
    pub(crate) created_at: Timestamp,
}

impl FromQueryResult for Event {
    fn from_query_result(row: &QueryResult, prefix: &str) -> Result<Event, DbErr> {
        let topic: String = row.try_get(prefix, "topic")?;
        Ok(Event {
            position: row.try_get(prefix, "position")?,
            topic: Topic::from_code(&topic)
                .ok_or_else(|| DbErr::Type(format!("unknown outbox topic `{topic}`")))?,
            subject: row.try_get(prefix, "subject")?,
            created_at: Timestamp::from_millis(row.try_get(prefix, "created_at")?),
        })
    }
}

pub(crate) async fn push(
    db: &impl Db,
    topic: Topic,
    subject: impl ToString,
    now: Timestamp,
) -> Result<(), AppError> {
    let position = match db.get_database_backend() {
        DatabaseBackend::Postgres => "pg_current_xact_id()::text::bigint",
        _ => "(SELECT COALESCE(MAX(position), 0) + 1 FROM outbox)",
    };
    let sql = format!(
        "INSERT INTO outbox (position, topic, subject, created_at) VALUES ({position}, $1, $2, $3)"
    );
    let values = [topic.code().into(), subject.to_string().into(), now.millis().into()];
    let backend = db.get_database_backend();
    db.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
    Ok(())
}

/// As [`push`], for many subjects at once; they share one position.
pub(crate) async fn push_many(
    db: &impl Db,
    topic: Topic,
    subjects: &[String],
    now: Timestamp,
) -> Result<(), AppError> {
    if subjects.is_empty() {
        return Ok(());
    }
    let backend = db.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Postgres => "SELECT pg_current_xact_id()::text::bigint AS position",
        _ => "SELECT COALESCE(MAX(position), 0) + 1 AS position FROM outbox",
    };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    let position: i64 = row.ok_or(AppError::Corrupt { what: "outbox" })?.try_get("", "position")?;
    let rows = subjects.iter().map(|subject| outbox::ActiveModel {
        position: Set(position),
        topic: Set(topic.code().to_owned()),
        subject: Set(subject.clone()),
        created_at: Set(now.millis()),
        ..Default::default()
    });
    outbox::Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// The events after `position`, oldest first: about `limit` of them, but never only a part of one
/// position, so that a reader may remember the last position it has seen.
pub(crate) async fn after(db: &impl Db, position: i64, limit: u64) -> Result<Vec<Event>, AppError> {
    let backend = db.get_database_backend();
    let settled = match backend {
        DatabaseBackend::Postgres => {
            "AND position < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        }
        _ => "",
    };
    let sql = format!(
        "SELECT position, topic, subject, created_at FROM outbox
         WHERE position > $1 {settled} AND position <= COALESCE(
             (SELECT position FROM outbox WHERE position > $1 {settled}
              ORDER BY position, id LIMIT 1 OFFSET $2), 9223372036854775807)
         ORDER BY position, id"
    );
    let skip = i64::try_from(limit.saturating_sub(1)).unwrap_or(i64::MAX);
    let statement = Statement::from_sql_and_values(backend, sql, [position.into(), skip.into()]);
    Ok(Event::find_by_statement(statement).all(db).await?)
}

/// The newest position a reader may see now. Everything indexed from the tables at this moment or
/// later contains what these events tell.
pub(crate) async fn head(db: &impl Db) -> Result<i64, AppError> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Postgres => {
            "SELECT COALESCE(MAX(position), 0) AS head FROM outbox
             WHERE position < pg_snapshot_xmin(pg_current_snapshot())::text::bigint"
        }
        _ => "SELECT COALESCE(MAX(position), 0) AS head FROM outbox",
    };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    Ok(row.map(|it| it.try_get("", "head")).transpose()?.unwrap_or(0))
}

/// Which events are committed at this moment. Two equal stamps mean that nothing was told between
/// them: on SQLite positions only grow; on Postgres the events above the oldest running transaction
/// are counted, and that count only grows until they sink below it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Stamp {
    settled: i64,
    n_unsettled: i64,
}

pub(crate) async fn stamp(db: &impl Db) -> Result<Stamp, AppError> {
    let backend = db.get_database_backend();
    let sql = match backend {
        DatabaseBackend::Postgres => {
            "WITH now AS (SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS xmin)
             SELECT (SELECT MAX(position) FROM outbox WHERE position < now.xmin) AS settled,
                    (SELECT COUNT(*) FROM outbox WHERE position >= now.xmin) AS n_unsettled
             FROM now"
        }
        _ => "SELECT MAX(position) AS settled, 0 AS n_unsettled FROM outbox",
    };
    let row = db.query_one_raw(Statement::from_string(backend, sql)).await?;
    let Some(row) = row else { return Ok(Stamp::default()) };
    Ok(Stamp {
        settled: row.try_get::<Option<i64>>("", "settled")?.unwrap_or(0),
        n_unsettled: row.try_get("", "n_unsettled")?,
    })
}

/// Forgets events older than `before`. A reader that is further behind rebuilds from the tables;
/// [`kept`] tells it so.
pub(crate) async fn forget(db: &impl Db, before: Timestamp) -> Result<u64, AppError> {
    let backend = db.get_database_backend();
    // The newest event stays, so that positions on SQLite never start again from 1.
    let sql = "DELETE FROM outbox WHERE created_at < $1
               AND position < (SELECT MAX(position) FROM outbox)";
    let statement = Statement::from_sql_and_values(backend, sql, [before.millis().into()]);
    Ok(db.execute_raw(statement).await?.rows_affected())
}

/// The oldest and the newest position kept; `None` when nothing ever happened.
pub(crate) async fn kept(db: &impl Db) -> Result<Option<(i64, i64)>, AppError> {
    let sql = "SELECT MIN(position) AS oldest, MAX(position) AS newest FROM outbox";
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await?;
    let Some(row) = row else { return Ok(None) };
    let oldest: Option<i64> = row.try_get("", "oldest")?;
    let newest: Option<i64> = row.try_get("", "newest")?;
    Ok(oldest.zip(newest))
}

/// How many events there are after `position`.
pub(crate) async fn count_after(db: &impl Db, position: i64) -> Result<u64, AppError> {
    let sql = "SELECT COUNT(*) AS n FROM outbox WHERE position > $1";
    let backend = db.get_database_backend();
    let statement = Statement::from_sql_and_values(backend, sql, [position.into()]);
    let row = db.query_one_raw(statement).await?;
    let count: i64 = row.map(|it| it.try_get("", "n")).transpose()?.unwrap_or(0);
    Ok(u64::try_from(count).unwrap_or(0))
}

#[cfg(test)]
#[path = "outbox/tests.rs"]
mod tests;
