//! Keys of our own services. The secret is never here, only its hash.

use domain::{id::ServiceTokenId, time::Timestamp};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, sea_query::Expr,
};

use super::{
    Db, at,
    entity::service_tokens::{ActiveModel, Column, Entity, Model},
};
use crate::{error::AppError, services::service_tokens::ServiceScope};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ServiceToken {
    pub id: ServiceTokenId,
    pub name: String,
    /// The part of the secret that may be shown.
    pub prefix: String,
    pub scopes: Vec<ServiceScope>,
    pub per_minute: u32,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

pub(crate) async fn insert(
    db: &impl Db,
    token: &ServiceToken,
    token_hash: &str,
) -> Result<(), AppError> {
    let scopes: Vec<&str> = token.scopes.iter().map(|it| it.code()).collect();
    let row = ActiveModel {
        id: Set(token.id.as_uuid()),
        name: Set(token.name.clone()),
        prefix: Set(token.prefix.clone()),
        token_hash: Set(token_hash.to_owned()),
        scopes: Set(scopes.join(" ")),
        per_minute: Set(i32::try_from(token.per_minute).unwrap_or(i32::MAX)),
        created_at: Set(token.created_at.millis()),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The token with this secret, unless it is revoked.
pub(crate) async fn find(db: &impl Db, token_hash: &str) -> Result<Option<ServiceToken>, AppError> {
    let row = Entity::find()
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::RevokedAt.is_null())
        .one(db)
        .await?;
    row.map(to_token).transpose()
}

/// All of them, revoked ones too, the newest first.
pub(crate) async fn all(db: &impl Db) -> Result<Vec<ServiceToken>, AppError> {
    let rows =
        Entity::find().order_by_desc(Column::CreatedAt).order_by_desc(Column::Id).all(db).await?;
    rows.into_iter().map(to_token).collect()
}

pub(crate) async fn touch(
    db: &impl Db,
    id: ServiceTokenId,
    now: Timestamp,
) -> Result<(), AppError> {
    let update = Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(now.millis()))
        .filter(Column::Id.eq(id.as_uuid()));
    update.exec(db).await?;
    Ok(())
}

/// Returns `false` when there is no such token that still works.
pub(crate) async fn revoke(
    db: &impl Db,
    id: ServiceTokenId,
    now: Timestamp,
) -> Result<bool, AppError> {
    let update = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now.millis()))
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::RevokedAt.is_null());
    Ok(update.exec(db).await?.rows_affected == 1)
}

fn to_token(row: Model) -> Result<ServiceToken, AppError> {
    let scopes: Option<Vec<ServiceScope>> =
        row.scopes.split_ascii_whitespace().map(ServiceScope::from_code).collect();
    Ok(ServiceToken {
        id: ServiceTokenId::from_uuid(row.id),
        name: row.name,
        prefix: row.prefix,
        scopes: scopes.ok_or(AppError::Corrupt { what: "service token" })?,
        per_minute: u32::try_from(row.per_minute).unwrap_or(1),
        created_at: at(row.created_at),
        last_used_at: row.last_used_at.map(at),
        revoked_at: row.revoked_at.map(at),
    })
}
