//! How often a password was tried for an address, whether or not it has an account.

use domain::time::Timestamp;
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::{
    Db, at,
    entity::sign_in_tries::{ActiveModel, Column, Entity},
};
use crate::error::AppError;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tries {
    pub(crate) failures: i32,
    pub(crate) last_at: Timestamp,
    pub(crate) not_before: Timestamp,
}

pub(crate) async fn find(db: &impl Db, email_hash: &str) -> Result<Option<Tries>, AppError> {
    let row = Entity::find_by_id(email_hash).one(db).await?;
    Ok(row.map(|it| Tries {
        failures: it.failures,
        last_at: at(it.last_at),
        not_before: at(it.not_before),
    }))
}

/// Compare-and-set: `false` when somebody else tried since `seen` was read.
pub(crate) async fn set(
    db: &impl Db,
    email_hash: &str,
    seen: Option<Tries>,
    next: Tries,
) -> Result<bool, AppError> {
    let n_rows = match seen {
        None => {
            let row = ActiveModel {
                email_hash: Set(email_hash.to_owned()),
                failures: Set(next.failures),
                last_at: Set(next.last_at.millis()),
                not_before: Set(next.not_before.millis()),
            };
            Entity::insert(row)
                .on_conflict(OnConflict::column(Column::EmailHash).do_nothing().to_owned())
                .exec_without_returning(db)
                .await?
        }
        Some(seen) => {
            let update = Entity::update_many()
                .col_expr(Column::Failures, Expr::value(next.failures))
                .col_expr(Column::LastAt, Expr::value(next.last_at.millis()))
                .col_expr(Column::NotBefore, Expr::value(next.not_before.millis()))
                .filter(Column::EmailHash.eq(email_hash))
                .filter(Column::Failures.eq(seen.failures))
                .filter(Column::LastAt.eq(seen.last_at.millis()));
            update.exec(db).await?.rows_affected
        }
    };
    Ok(n_rows == 1)
}

/// The right password was given: the count starts anew.
pub(crate) async fn clear(db: &impl Db, email_hash: &str) -> Result<(), AppError> {
    Entity::delete_many().filter(Column::EmailHash.eq(email_hash)).exec(db).await?;
    Ok(())
}

/// Forgets addresses that nobody has tried since `before`.
pub(crate) async fn forget(db: &impl Db, before: Timestamp) -> Result<u64, AppError> {
    let gone = Entity::delete_many()
        .filter(Expr::col(Column::LastAt).lt(before.millis()))
        .exec(db)
        .await?;
    Ok(gone.rows_affected)
}
