//! Figures over whole tables.

use domain::listing::state::Status;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QuerySelect};

use super::{
    Db,
    entity::{listings, organisations, users},
};
use crate::error::AppError;

/// Whether nobody has an account and no organisation exists.
pub(crate) async fn is_empty(db: &impl Db) -> Result<bool, AppError> {
    let user = users::Entity::find().limit(1).one(db).await?;
    let org = organisations::Entity::find().limit(1).one(db).await?;
    Ok(user.is_none() && org.is_none())
}

/// Whether there are invented organisations.
pub(crate) async fn has_demo(db: &impl Db) -> Result<bool, AppError> {
    let made_up = organisations::Entity::find().filter(organisations::Column::IsDemo.eq(true));
    Ok(made_up.limit(1).one(db).await?.is_some())
}

pub(crate) async fn count_live(db: &impl Db) -> Result<u64, AppError> {
    let live = listings::Entity::find().filter(listings::Column::Status.eq(Status::Live.code()));
    Ok(live.count(db).await?)
}
