//! Versions of listings: what they said, and what was decided about them.

use std::collections::HashMap;

use domain::{
    id::{ListingId, UserId, VersionId},
    listing::{raw::RawDraft, record::Version, state::Review},
    money::Currency,
    time::Timestamp,
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, Condition, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::{Expr, Query},
};

use super::{
    super::{
        Db, at,
        entity::listing_versions::{ActiveModel, Column, Entity, Model},
    },
    wire,
};
use crate::error::AppError;

/// One statement for all of them; callers keep to some hundreds.
pub(crate) async fn insert_many(db: &impl Db, versions: &[Version]) -> Result<(), AppError> {
    if versions.is_empty() {
        return Ok(());
    }
    let rows = versions.iter().map(to_row).collect::<Result<Vec<_>, _>>()?;
    Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

/// Writes a draft's text anew.
///
/// # Errors
/// `Conflict` when it is no draft any more.
pub(crate) async fn overwrite(db: &impl Db, version: &Version) -> Result<(), AppError> {
    let row = to_row(version)?;
    let update = Entity::update_many()
        .set(ActiveModel {
            content: row.content,
            category: row.category,
            price_minor: row.price_minor,
            currency: row.currency,
            delivery_days: row.delivery_days,
            created_by: row.created_by,
            ..ActiveModel::default()
        })
        .filter(Column::Id.eq(version.id.as_uuid()))
        .filter(Column::Review.eq(Review::Draft.code()));
    match update.exec(db).await?.rows_affected {
        1 => Ok(()),
        _ => Err(AppError::Conflict),
    }
}

/// Compare-and-set: writes where the review stands if it is still `before`.
///
/// # Errors
/// `Conflict` when somebody was faster.
pub(crate) async fn set_review(
    db: &impl Db,
    version: &Version,
    before: Review,
) -> Result<(), AppError> {
    let row = to_row(version)?;
    let update = Entity::update_many()
        .set(ActiveModel {
            review: row.review,
            reason: row.reason,
            submitted_at: row.submitted_at,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            ..ActiveModel::default()
        })
        .filter(Column::Id.eq(version.id.as_uuid()))
        .filter(Column::Review.eq(before.code()));
    match update.exec(db).await?.rows_affected {
        1 => Ok(()),
        _ => Err(AppError::Conflict),
    }
}

pub(crate) async fn find(db: &impl Db, id: VersionId) -> Result<Option<Version>, AppError> {
    Entity::find_by_id(id.as_uuid()).one(db).await?.map(to_version).transpose()
}

pub(crate) async fn numbered(
    db: &impl Db,
    listing: ListingId,
    n: u32,
) -> Result<Option<Version>, AppError> {
    let Ok(n) = i32::try_from(n) else { return Ok(None) };
    let query =
        Entity::find().filter(Column::ListingId.eq(listing.as_uuid())).filter(Column::N.eq(n));
    query.one(db).await?.map(to_version).transpose()
}

/// The version in this state; of `draft`, `in_review` and `approved` there is at most one.
pub(crate) async fn in_state(
    db: &impl Db,
    listing: ListingId,
    review: Review,
) -> Result<Option<Version>, AppError> {
    let query = Entity::find()
        .filter(Column::ListingId.eq(listing.as_uuid()))
        .filter(Column::Review.eq(review.code()))
        .order_by_desc(Column::N);
    query.one(db).await?.map(to_version).transpose()
}

/// All versions of a listing, newest first.
pub(crate) async fn of(db: &impl Db, listing: ListingId) -> Result<Vec<Version>, AppError> {
    let rows = Entity::find()
        .filter(Column::ListingId.eq(listing.as_uuid()))
        .order_by_desc(Column::N)
        .all(db)
        .await?;
    rows.into_iter().map(to_version).collect()
}

pub(crate) async fn newest(db: &impl Db, listing: ListingId) -> Result<Version, AppError> {
    let query =
        Entity::find().filter(Column::ListingId.eq(listing.as_uuid())).order_by_desc(Column::N);
    let row = query.one(db).await?.ok_or(AppError::Corrupt { what: "listing" })?;
    to_version(row)
}

/// The version that was approved last before this one, else the one before it.
pub(crate) async fn before(db: &impl Db, version: &Version) -> Result<Option<Version>, AppError> {
    let n = i32::try_from(version.n).unwrap_or(i32::MAX);
    let earlier = Entity::find()
        .filter(Column::ListingId.eq(version.listing.as_uuid()))
        .filter(Column::N.lt(n))
        .order_by_desc(Column::N);
    let approved = [Review::Approved.code(), Review::Superseded.code()];
    let approved = earlier
        .clone()
        .filter(Column::Review.is_in(approved))
        .filter(Column::DecidedAt.is_not_null())
        .one(db)
        .await?;
    let row = match approved {
        Some(row) => Some(row),
        None => earlier.one(db).await?,
    };
    row.map(to_version).transpose()
}

/// The newest version of each listing, in no order.
pub(crate) async fn newest_of(
    db: &impl Db,
    listings: &[ListingId],
) -> Result<Vec<Version>, AppError> {
    let ids: Vec<_> = listings.iter().map(|it| it.as_uuid()).collect();
    let mut newest = Query::select();
    newest
        .column(Column::ListingId)
        .expr(Expr::col(Column::N).max())
        .from(Entity)
        .and_where(Expr::col(Column::ListingId).is_in(ids))
        .group_by_col(Column::ListingId);
    let key = Expr::tuple([Expr::col(Column::ListingId), Expr::col(Column::N)]);
    let rows = Entity::find().filter(key.in_subquery(newest)).all(db).await?;
    rows.into_iter().map(to_version).collect()
}

/// The number of each of these versions.
pub(crate) async fn numbers(
    db: &impl Db,
    ids: &[VersionId],
) -> Result<HashMap<VersionId, u32>, AppError> {
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(uuid::Uuid, i32)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::N)
        .filter(Column::Id.is_in(ids.iter().map(|it| it.as_uuid())))
        .into_tuple()
        .all(db)
        .await?;
    let number = |(id, n)| Some((VersionId::from_uuid(id), u32::try_from(n).ok()?));
    Ok(rows.into_iter().filter_map(number).collect())
}

/// What waits for a decision, longest first; `after` is the last one of the page before.
pub(crate) async fn queue(
    db: &impl Db,
    after: Option<(Timestamp, VersionId)>,
    limit: u64,
) -> Result<Vec<Version>, AppError> {
    let mut query = Entity::find().filter(Column::Review.eq(Review::InReview.code()));
    if let Some((submitted_at, id)) = after {
        let same = Condition::all()
            .add(Column::SubmittedAt.eq(submitted_at.millis()))
            .add(Column::Id.gt(id.as_uuid()));
        let later = Condition::any().add(Column::SubmittedAt.gt(submitted_at.millis())).add(same);
        query = query.filter(later);
    }
    let rows = query
        .order_by_asc(Column::SubmittedAt)
        .order_by_asc(Column::Id)
        .limit(limit)
        .all(db)
        .await?;
    rows.into_iter().map(to_version).collect()
}

/// What only these versions say, without the rest of their rows.
pub(crate) async fn contents(
    db: &impl Db,
    ids: &[VersionId],
) -> Result<Vec<(VersionId, RawDraft)>, AppError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let rows: Vec<(uuid::Uuid, String)> = Entity::find()
        .select_only()
        .column(Column::Id)
        .column(Column::Content)
        .filter(Column::Id.is_in(ids.iter().map(|it| it.as_uuid())))
        .into_tuple()
        .all(db)
        .await?;
    let content =
        |(id, json): (uuid::Uuid, String)| Ok((VersionId::from_uuid(id), wire::decode(&json)?));
    rows.into_iter().map(content).collect()
}

fn to_row(version: &Version) -> Result<ActiveModel, AppError> {
    let raw = &version.raw;
    let price = raw.tiers.iter().map(|it| it.price_minor).min();
    let price = price.and_then(|it| i64::try_from(it).ok());
    let days = raw.tiers.iter().map(|it| it.delivery_days).filter(|it| *it > 0).min();
    // A draft may still say anything; the columns take what they can hold.
    let currency = Currency::from_code(&raw.currency).filter(|_| price.is_some());
    let is_slug =
        |it: &String| (1..=64).contains(&it.len()) && it.bytes().all(|it| it.is_ascii_graphic());
    let n = i32::try_from(version.n).map_err(|_too_many| AppError::Conflict)?;
    Ok(ActiveModel {
        id: Set(version.id.as_uuid()),
        listing_id: Set(version.listing.as_uuid()),
        n: Set(n),
        content: Set(wire::encode(raw)?),
        category: Set(Some(raw.category.clone()).filter(is_slug)),
        price_minor: Set(price.filter(|_| currency.is_some())),
        currency: Set(currency.map(|it| it.code().to_owned())),
        delivery_days: Set(days.and_then(|it| i32::try_from(it).ok())),
        review: Set(version.review.code().to_owned()),
        reason: Set(version.reason.clone()),
        created_by: Set(version.created_by.map(UserId::as_uuid)),
        created_at: Set(version.created_at.millis()),
        submitted_at: Set(version.submitted_at.map(Timestamp::millis)),
        decided_by: Set(version.decided_by.map(UserId::as_uuid)),
        decided_at: Set(version.decided_at.map(Timestamp::millis)),
    })
}

fn to_version(row: Model) -> Result<Version, AppError> {
    let corrupt = || AppError::Corrupt { what: "listing version" };
    Ok(Version {
        id: VersionId::from_uuid(row.id),
        listing: ListingId::from_uuid(row.listing_id),
        n: u32::try_from(row.n).map_err(|_negative| corrupt())?,
        raw: wire::decode(&row.content)?,
        review: Review::from_code(&row.review).ok_or_else(corrupt)?,
        reason: row.reason,
        created_by: row.created_by.map(UserId::from_uuid),
        created_at: at(row.created_at),
        submitted_at: row.submitted_at.map(at),
        decided_by: row.decided_by.map(UserId::from_uuid),
        decided_at: row.decided_at.map(at),
    })
}
