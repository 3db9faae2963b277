//! Links that work once.

use domain::{id::UserId, named, time::Timestamp};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter,
    sea_query::{Expr, OnConflict},
};

use super::{
    Db,
    entity::one_time_tokens::{ActiveModel, Column, Entity},
};
use crate::error::AppError;

named!(/// What a link is good for.
    TokenPurpose { Verify = "verify", Reset = "reset" });

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OneTime {
    pub(crate) token_hash: String,
    pub(crate) user: UserId,
    pub(crate) purpose: TokenPurpose,
    pub(crate) expires_at: Timestamp,
}

/// Writing the same one down again changes nothing: a mail that is sent again carries the same
/// link, with the same end.
pub(crate) async fn insert(db: &impl Db, token: &OneTime, now: Timestamp) -> Result<(), AppError> {
    let row = ActiveModel {
        token_hash: Set(token.token_hash.clone()),
        user_id: Set(token.user.as_uuid()),
        purpose: Set(token.purpose.code().to_owned()),
        created_at: Set(now.millis()),
        expires_at: Set(token.expires_at.millis()),
        used_at: Set(None),
    };
    Entity::insert(row)
        .on_conflict(OnConflict::column(Column::TokenHash).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(())
}

/// Whose link this is, if it still works.
pub(crate) async fn peek(
    db: &impl Db,
    token_hash: &str,
    purpose: TokenPurpose,
    now: Timestamp,
) -> Result<Option<UserId>, AppError> {
    let row = Entity::find_by_id(token_hash)
        .filter(Column::Purpose.eq(purpose.code()))
        .filter(Column::UsedAt.is_null())
        .filter(Column::ExpiresAt.gt(now.millis()))
        .one(db)
        .await?;
    Ok(row.map(|it| UserId::from_uuid(it.user_id)))
}

/// Uses it up. Of several that try at once, one is told whose it was.
pub(crate) async fn spend(
    db: &impl Db,
    token_hash: &str,
    purpose: TokenPurpose,
    now: Timestamp,
) -> Result<Option<UserId>, AppError> {
    let Some(user) = peek(db, token_hash, purpose, now).await? else { return Ok(None) };
    let used = Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now.millis()))
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok((used.rows_affected == 1).then_some(user))
}

/// None of this person's links for `purpose` works any more.
pub(crate) async fn spend_all(
    db: &impl Db,
    user: UserId,
    purpose: TokenPurpose,
    now: Timestamp,
) -> Result<(), AppError> {
    Entity::update_many()
        .col_expr(Column::UsedAt, Expr::value(now.millis()))
        .filter(Column::UserId.eq(user.as_uuid()))
        .filter(Column::Purpose.eq(purpose.code()))
        .filter(Column::UsedAt.is_null())
        .exec(db)
        .await?;
    Ok(())
}

/// How many links for `purpose` this person was sent since `since`.
pub(crate) async fn n_since(
    db: &impl Db,
    user: UserId,
    purpose: TokenPurpose,
    since: Timestamp,
) -> Result<u64, AppError> {
    let recent = Entity::find()
        .filter(Column::UserId.eq(user.as_uuid()))
        .filter(Column::Purpose.eq(purpose.code()))
        .filter(Column::CreatedAt.gt(since.millis()));
    Ok(recent.count(db).await?)
}

/// Forgets links that ended before `before`.
pub(crate) async fn forget(db: &impl Db, before: Timestamp) -> Result<u64, AppError> {
    let gone = Entity::delete_many().filter(Column::ExpiresAt.lt(before.millis())).exec(db).await?;
    Ok(gone.rows_affected)
}
