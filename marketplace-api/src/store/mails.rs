//! Mail waiting to be sent.

use std::collections::BTreeMap;

use domain::{lang::Lang, time::Timestamp, user::Email};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};
use uuid::Uuid;

use super::{
    Db,
    entity::mails::{ActiveModel, Column, Entity, Model},
};
use crate::{adapters::mailer::Template, error::AppError};

/// What a template is filled with.
pub(crate) type Params = BTreeMap<String, String>;

const QUEUED: &str = "queued";
const SENDING: &str = "sending";
const SENT: &str = "sent";
const FAILED: &str = "failed";
/// A worker that has not said otherwise after this long is taken for dead.
const CLAIM_SECS: i64 = 120;
const MAX_ERROR_CHARS: usize = 300;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Queued {
    pub(crate) id: Uuid,
    pub(crate) to: Email,
    pub(crate) template: Template,
    pub(crate) lang: Lang,
    pub(crate) params: Params,
    /// This one included.
    pub(crate) attempts: i32,
}

pub(crate) async fn push(db: &impl Db, mail: &Queued, now: Timestamp) -> Result<(), AppError> {
    let params = serde_json::to_string(&mail.params)
        .map_err(|it| AppError::internal("a mail cannot be written down", it))?;
    let row = ActiveModel {
        id: Set(mail.id),
        recipient: Set(mail.to.to_string()),
        template: Set(mail.template.code().to_owned()),
        lang: Set(mail.lang.code().to_owned()),
        params: Set(params),
        state: Set(QUEUED.to_owned()),
        attempts: Set(0),
        not_before: Set(now.millis()),
        claimed_until: Set(0),
        last_error: Set(None),
        created_at: Set(now.millis()),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// Takes one message that is due, for this worker alone. `None` when there is none.
///
/// A compare-and-set on `attempts`: of several workers that see the same row, one wins, on either
/// database. The others look again.
pub(crate) async fn claim(db: &impl Db, now: Timestamp) -> Result<Option<Queued>, AppError> {
    loop {
        let due = Entity::find()
            .filter(
                Column::State
                    .eq(QUEUED)
                    .and(Column::NotBefore.lte(now.millis()))
                    .or(Column::State.eq(SENDING).and(Column::ClaimedUntil.lt(now.millis()))),
            )
            .order_by_asc(Column::NotBefore)
            .order_by_asc(Column::Id)
            .limit(1)
            .one(db)
            .await?;
        let Some(row) = due else { return Ok(None) };
        let taken = Entity::update_many()
            .col_expr(Column::State, Expr::value(SENDING))
            .col_expr(Column::Attempts, Expr::value(row.attempts + 1))
            .col_expr(Column::ClaimedUntil, Expr::value(now.plus_secs(CLAIM_SECS).millis()))
            .filter(Column::Id.eq(row.id))
            .filter(Column::State.eq(row.state.clone()))
            .filter(Column::Attempts.eq(row.attempts))
            .exec(db)
            .await?;
        if taken.rows_affected == 0 {
            continue;
        }
        let (id, attempts) = (row.id, row.attempts + 1);
        match to_queued(row) {
            Some(mail) => return Ok(Some(mail)),
            None => set_failed(db, id, attempts, "this row cannot be read back").await?,
        }
    }
}

/// It is out; what it said is forgotten.
pub(crate) async fn sent(db: &impl Db, mail: &Queued) -> Result<(), AppError> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(SENT))
        .col_expr(Column::Params, Expr::value("{}"))
        .filter(Column::Id.eq(mail.id));
    update.exec(db).await?;
    Ok(())
}

/// It will be tried again, not before `at`.
pub(crate) async fn retry(
    db: &impl Db,
    mail: &Queued,
    at: Timestamp,
    error: &str,
) -> Result<(), AppError> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(QUEUED))
        .col_expr(Column::NotBefore, Expr::value(at.millis()))
        .col_expr(Column::LastError, Expr::value(shortened(error)))
        .filter(Column::Id.eq(mail.id))
        .filter(Column::Attempts.eq(mail.attempts));
    update.exec(db).await?;
    Ok(())
}

/// It is not tried again.
pub(crate) async fn park(db: &impl Db, mail: &Queued, error: &str) -> Result<(), AppError> {
    set_failed(db, mail.id, mail.attempts, error).await
}

/// Forgets messages, sent or not, from before `before`.
pub(crate) async fn forget(db: &impl Db, before: Timestamp) -> Result<u64, AppError> {
    let gone = Entity::delete_many()
        .filter(Column::CreatedAt.lt(before.millis()))
        .filter(Column::State.is_in([SENT, FAILED]))
        .exec(db)
        .await?;
    Ok(gone.rows_affected)
}

async fn set_failed(db: &impl Db, id: Uuid, attempts: i32, error: &str) -> Result<(), AppError> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(FAILED))
        .col_expr(Column::LastError, Expr::value(shortened(error)))
        .filter(Column::Id.eq(id))
        .filter(Column::Attempts.eq(attempts));
    update.exec(db).await?;
    Ok(())
}

fn shortened(error: &str) -> String {
    error.chars().take(MAX_ERROR_CHARS).collect()
}

fn to_queued(row: Model) -> Option<Queued> {
    Some(Queued {
        id: row.id,
        to: row.recipient.parse().ok()?,
        template: Template::from_code(&row.template)?,
        lang: row.lang.parse().ok()?,
        params: serde_json::from_str(&row.params).ok()?,
        attempts: row.attempts + 1,
    })
}
