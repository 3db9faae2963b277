//! Searches that wait, as text; what they mean is not decided here.

use domain::time::Timestamp;
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    QuerySelect, sea_query::OnConflict,
};

use super::{
    Db,
    entity::standing_queries::{ActiveModel, Column, Entity},
};
use crate::error::AppError;

pub(crate) async fn put(
    db: &impl Db,
    id: &str,
    query: &str,
    now: Timestamp,
) -> Result<(), AppError> {
    let row = ActiveModel {
        id: Set(id.to_owned()),
        query: Set(query.to_owned()),
        changed_at: Set(now.millis()),
    };
    let replace = OnConflict::column(Column::Id)
        .update_columns([Column::Query, Column::ChangedAt])
        .to_owned();
    Entity::insert(row).on_conflict(replace).exec_without_returning(db).await?;
    Ok(())
}

/// Returns `false` when there is none.
pub(crate) async fn delete(db: &impl Db, id: &str) -> Result<bool, AppError> {
    Ok(Entity::delete_by_id(id.to_owned()).exec(db).await?.rows_affected == 1)
}

pub(crate) async fn find(db: &impl Db, id: &str) -> Result<Option<String>, AppError> {
    Ok(Entity::find_by_id(id.to_owned()).one(db).await?.map(|it| it.query))
}

pub(crate) async fn count(db: &impl Db) -> Result<u64, AppError> {
    Ok(Entity::find().count(db).await?)
}

/// Ids and queries in the order of ids, those after `last`.
pub(crate) async fn after(
    db: &impl Db,
    last: &str,
    limit: u64,
) -> Result<Vec<(String, String)>, AppError> {
    let rows = Entity::find()
        .filter(Column::Id.gt(last))
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(|it| (it.id, it.query)).collect())
}
