//! Answers kept under the caller's key, so that a repeated request does nothing twice.

use domain::time::Timestamp;
use sea_orm::{FromQueryResult, Statement, Value};

use super::Db;
use crate::error::AppError;

const KEPT_DAYS: i64 = 1;
/// A request that has not ended by then has died with its process.
const ABANDONED_SECS: i64 = 120;

/// The first answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kept {
    pub(crate) status: u16,
    pub(crate) content_type: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) etag: Option<String>,
    pub(crate) body: String,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Begun {
    New,
    Running,
    /// The key stands for another request.
    Other,
    Done(Kept),
}

#[derive(FromQueryResult)]
struct Row {
    request_hash: String,
    began_at: i64,
    status: Option<i32>,
    content_type: Option<String>,
    location: Option<String>,
    etag: Option<String>,
    body: Option<String>,
}

/// Claims the key, or says what it already stands for.
pub(crate) async fn begin(
    db: &impl Db,
    caller: &str,
    key: &str,
    hash: &str,
    now: Timestamp,
) -> Result<Begun, AppError> {
    let sql = "INSERT INTO idempotency_keys (caller, key, request_hash, began_at)
               VALUES ($1, $2, $3, $4) ON CONFLICT (caller, key) DO NOTHING";
    let values: [Value; 4] = [caller.into(), key.into(), hash.into(), now.millis().into()];
    if run(db, sql, values).await? == 1 {
        return Ok(Begun::New);
    }
    let sql = "SELECT request_hash, began_at, status, content_type, location, etag, body
               FROM idempotency_keys WHERE caller = $1 AND key = $2";
    let statement =
        Statement::from_sql_and_values(db.get_database_backend(), sql, [caller.into(), key.into()]);
    let Some(row) = Row::find_by_statement(statement).one(db).await? else {
        return Ok(Begun::Running); // Let go of between the two statements.
    };
    let age_ms = now.millis().saturating_sub(row.began_at);
    let too_old = match row.status {
        Some(_) => age_ms > KEPT_DAYS * 86_400_000,
        None => age_ms > ABANDONED_SECS * 1_000,
    };
    if too_old {
        let sql = "UPDATE idempotency_keys SET request_hash = $3, began_at = $4, status = NULL,
                   body = NULL WHERE caller = $1 AND key = $2 AND began_at = $5";
        let values: [Value; 5] =
            [caller.into(), key.into(), hash.into(), now.millis().into(), row.began_at.into()];
        return Ok(if run(db, sql, values).await? == 1 { Begun::New } else { Begun::Running });
    }
    if row.request_hash != hash {
        return Ok(Begun::Other);
    }
    let Some(status) = row.status else { return Ok(Begun::Running) };
    Ok(Begun::Done(Kept {
        status: u16::try_from(status)
            .map_err(|_range| AppError::Corrupt { what: "kept answer" })?,
        content_type: row.content_type,
        location: row.location,
        etag: row.etag,
        body: row.body.unwrap_or_default(),
    }))
}

pub(crate) async fn keep(
    db: &impl Db,
    caller: &str,
    key: &str,
    kept: &Kept,
) -> Result<(), AppError> {
    let sql = "UPDATE idempotency_keys SET status = $3, content_type = $4, location = $5,
               etag = $6, body = $7 WHERE caller = $1 AND key = $2";
    let values: [Value; 7] = [
        caller.into(),
        key.into(),
        i32::from(kept.status).into(),
        kept.content_type.clone().into(),
        kept.location.clone().into(),
        kept.etag.clone().into(),
        kept.body.clone().into(),
    ];
    run(db, sql, values).await?;
    Ok(())
}

/// The request was refused before anything happened: its key is free again.
pub(crate) async fn let_go(db: &impl Db, caller: &str, key: &str) -> Result<(), AppError> {
    let sql = "DELETE FROM idempotency_keys WHERE caller = $1 AND key = $2 AND status IS NULL";
    run(db, sql, [caller.into(), key.into()]).await?;
    Ok(())
}

/// Forgets what is older than a day.
pub(crate) async fn forget(db: &impl Db, now: Timestamp) -> Result<u64, AppError> {
    let sql = "DELETE FROM idempotency_keys WHERE began_at < $1";
    run(db, sql, [now.plus_days(-KEPT_DAYS).millis().into()]).await
}

async fn run<const N: usize>(db: &impl Db, sql: &str, values: [Value; N]) -> Result<u64, AppError> {
    let statement = Statement::from_sql_and_values(db.get_database_backend(), sql, values);
    Ok(db.execute_raw(statement).await?.rows_affected())
}

#[cfg(test)]
#[path = "idempotency/tests.rs"]
mod tests;
