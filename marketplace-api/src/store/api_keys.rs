//! Keys of programs. The secret is never here, only its hash.

use domain::{
    id::{ApiKeyId, OrgId, UserId},
    time::Timestamp,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use super::{
    Db, at,
    entity::api_keys::{ActiveModel, Column, Entity, Model},
};
use crate::{app::Scope, error::AppError};

/// A key as its organisation sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    pub id: ApiKeyId,
    pub org: OrgId,
    pub created_by: UserId,
    pub name: String,
    /// The part of the secret that may be shown.
    pub prefix: String,
    pub scopes: Vec<Scope>,
    pub created_at: Timestamp,
    pub last_used_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

pub(crate) async fn insert(db: &impl Db, key: &ApiKey, token_hash: &str) -> Result<(), AppError> {
    let scopes: Vec<&str> = key.scopes.iter().map(|it| it.code()).collect();
    let row = ActiveModel {
        id: Set(key.id.as_uuid()),
        org_id: Set(key.org.as_uuid()),
        created_by: Set(key.created_by.as_uuid()),
        name: Set(key.name.clone()),
        prefix: Set(key.prefix.clone()),
        token_hash: Set(token_hash.to_owned()),
        scopes: Set(scopes.join(" ")),
        created_at: Set(key.created_at.millis()),
        last_used_at: Set(None),
        revoked_at: Set(None),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The key with this secret, unless it is revoked.
pub(crate) async fn find(db: &impl Db, token_hash: &str) -> Result<Option<ApiKey>, AppError> {
    let row = Entity::find()
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::RevokedAt.is_null())
        .one(db)
        .await?;
    row.map(to_key).transpose()
}

/// All keys of an organisation, revoked ones too, the newest first.
pub(crate) async fn of_org(db: &impl Db, org: OrgId) -> Result<Vec<ApiKey>, AppError> {
    let rows = Entity::find()
        .filter(Column::OrgId.eq(org.as_uuid()))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(to_key).collect()
}

pub(crate) async fn n_live(db: &impl Db, org: OrgId) -> Result<u64, AppError> {
    let live =
        Entity::find().filter(Column::OrgId.eq(org.as_uuid())).filter(Column::RevokedAt.is_null());
    Ok(live.count(db).await?)
}

pub(crate) async fn touch(db: &impl Db, id: ApiKeyId, now: Timestamp) -> Result<(), AppError> {
    let update = Entity::update_many()
        .col_expr(Column::LastUsedAt, Expr::value(now.millis()))
        .filter(Column::Id.eq(id.as_uuid()));
    update.exec(db).await?;
    Ok(())
}

/// Returns `false` when the organisation has no such key that still works.
pub(crate) async fn revoke(
    db: &impl Db,
    org: OrgId,
    id: ApiKeyId,
    now: Timestamp,
) -> Result<bool, AppError> {
    let update = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now.millis()))
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::OrgId.eq(org.as_uuid()))
        .filter(Column::RevokedAt.is_null());
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// The keys somebody made for an organisation they leave.
pub(crate) async fn revoke_of(
    db: &impl Db,
    org: OrgId,
    user: UserId,
    now: Timestamp,
) -> Result<u64, AppError> {
    let update = Entity::update_many()
        .col_expr(Column::RevokedAt, Expr::value(now.millis()))
        .filter(Column::OrgId.eq(org.as_uuid()))
        .filter(Column::CreatedBy.eq(user.as_uuid()))
        .filter(Column::RevokedAt.is_null());
    Ok(update.exec(db).await?.rows_affected)
}

fn to_key(row: Model) -> Result<ApiKey, AppError> {
    let scopes: Option<Vec<Scope>> =
        row.scopes.split_ascii_whitespace().map(Scope::from_code).collect();
    Ok(ApiKey {
        id: ApiKeyId::from_uuid(row.id),
        org: OrgId::from_uuid(row.org_id),
        created_by: UserId::from_uuid(row.created_by),
        name: row.name,
        prefix: row.prefix,
        scopes: scopes.ok_or(AppError::Corrupt { what: "API key" })?,
        created_at: at(row.created_at),
        last_used_at: row.last_used_at.map(at),
        revoked_at: row.revoked_at.map(at),
    })
}
