//! Listings: who offers them and where they stand. What they say is in [`versions`]; what the
//! public may see of them is in [`shown`].

use domain::{
    id::{ListingId, OrgId, VersionId},
    listing::{ListingKind, record::Listing, state::Status},
    provider::SyntheticRating,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{
    Db, at,
    entity::listings::{ActiveModel, Column, Entity, Model},
    version_from, version_to,
};
use crate::error::AppError;

pub(crate) mod catalogue;
pub(crate) mod shown;
pub(crate) mod versions;
mod wire;

/// One statement for all of them; callers keep to some hundreds.
pub(crate) async fn insert_many(db: &impl Db, listings: &[Listing]) -> Result<(), AppError> {
    if listings.is_empty() {
        return Ok(());
    }
    let rows = listings.iter().map(to_row).collect::<Result<Vec<_>, _>>()?;
    Entity::insert_many(rows).exec_without_returning(db).await?;
    Ok(())
}

pub(crate) async fn find(db: &impl Db, id: ListingId) -> Result<Option<Listing>, AppError> {
    Entity::find_by_id(id.as_uuid()).one(db).await?.map(to_listing).transpose()
}

/// Those of `ids` that exist, in no order.
pub(crate) async fn find_many(db: &impl Db, ids: &[ListingId]) -> Result<Vec<Listing>, AppError> {
    let ids = ids.iter().map(|it| it.as_uuid());
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(db).await?;
    rows.into_iter().map(to_listing).collect()
}

/// Those of an organisation that carry one of these external ids.
pub(crate) async fn find_external(
    db: &impl Db,
    org: OrgId,
    external_ids: &[&str],
) -> Result<Vec<Listing>, AppError> {
    let rows = Entity::find()
        .filter(Column::OrgId.eq(org.as_uuid()))
        .filter(Column::ExternalId.is_in(external_ids.iter().copied()))
        .all(db)
        .await?;
    rows.into_iter().map(to_listing).collect()
}

/// An organisation's listings, newest first, those made before `before`.
pub(crate) async fn of_org(
    db: &impl Db,
    org: OrgId,
    before: Option<ListingId>,
    limit: u64,
) -> Result<Vec<Listing>, AppError> {
    let mut query = Entity::find().filter(Column::OrgId.eq(org.as_uuid()));
    if let Some(before) = before {
        query = query.filter(Column::Id.lt(before.as_uuid()));
    }
    let rows = query.order_by_desc(Column::Id).limit(limit).all(db).await?;
    rows.into_iter().map(to_listing).collect()
}

/// Every id of an organisation's live listings.
pub(crate) async fn live_ids(db: &impl Db, org: OrgId) -> Result<Vec<ListingId>, AppError> {
    let ids: Vec<uuid::Uuid> = Entity::find()
        .select_only()
        .column(Column::Id)
        .filter(Column::OrgId.eq(org.as_uuid()))
        .filter(Column::Status.eq(Status::Live.code()))
        .order_by_desc(Column::Id)
        .into_tuple()
        .all(db)
        .await?;
    Ok(ids.into_iter().map(ListingId::from_uuid).collect())
}

/// What an organisation's record says about trusting it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TrackRecord {
    pub(crate) was_ever_approved: bool,
    pub(crate) is_suspended_now: bool,
}

pub(crate) async fn track_record(db: &impl Db, org: OrgId) -> Result<TrackRecord, AppError> {
    let of_org = || Entity::find().filter(Column::OrgId.eq(org.as_uuid())).limit(1);
    let approved = of_org().filter(Column::LiveVersionId.is_not_null());
    let suspended = of_org().filter(Column::Status.eq(Status::Suspended.code()));
    Ok(TrackRecord {
        was_ever_approved: approved.one(db).await?.is_some(),
        is_suspended_now: suspended.one(db).await?.is_some(),
    })
}

/// Compare-and-set: writes what may change if the row is still at `listing.version`, and counts
/// the version up.
///
/// # Errors
/// `Conflict` when it is not.
pub(crate) async fn write(db: &impl Db, listing: &mut Listing) -> Result<(), AppError> {
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::value(listing.status.code()))
        .col_expr(Column::Kind, Expr::value(listing.kind.code()))
        .col_expr(Column::LiveVersionId, Expr::value(listing.live.map(VersionId::as_uuid)))
        .col_expr(Column::SuspendedFrom, Expr::value(listing.suspended_from.map(Status::code)))
        .col_expr(Column::SuspendedStatement, Expr::value(listing.statement.clone()))
        .col_expr(Column::UpdatedAt, Expr::value(listing.updated_at.millis()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(listing.id.as_uuid()))
        .filter(Column::Version.eq(version_to(listing.version)?));
    match update.exec(db).await?.rows_affected {
        1 => {
            listing.version += 1;
            Ok(())
        }
        _ => Err(AppError::Conflict),
    }
}

fn to_row(listing: &Listing) -> Result<ActiveModel, AppError> {
    let rating = listing.synthetic_rating;
    Ok(ActiveModel {
        id: Set(listing.id.as_uuid()),
        org_id: Set(listing.org.as_uuid()),
        kind: Set(listing.kind.code().to_owned()),
        status: Set(listing.status.code().to_owned()),
        live_version_id: Set(listing.live.map(VersionId::as_uuid)),
        suspended_from: Set(listing.suspended_from.map(|it| it.code().to_owned())),
        suspended_statement: Set(listing.statement.clone()),
        external_id: Set(listing.external_id.clone()),
        synthetic_rating_count: Set(rating.map(|it| i32::try_from(it.count).unwrap_or(i32::MAX))),
        synthetic_rating_mean_centi: Set(rating.map(|it| i32::from(it.mean_hundredths))),
        created_at: Set(listing.created_at.millis()),
        updated_at: Set(listing.updated_at.millis()),
        version: Set(version_to(listing.version)?),
    })
}

fn to_listing(row: Model) -> Result<Listing, AppError> {
    let version = version_from(row.version)?;
    let listing = || {
        let suspended_from = match &row.suspended_from {
            None => None,
            Some(code) => Some(Status::from_code(code)?),
        };
        Some(Listing {
            id: ListingId::from_uuid(row.id),
            org: OrgId::from_uuid(row.org_id),
            kind: ListingKind::from_code(&row.kind)?,
            status: Status::from_code(&row.status)?,
            live: row.live_version_id.map(VersionId::from_uuid),
            suspended_from,
            statement: row.suspended_statement,
            external_id: row.external_id,
            synthetic_rating: rating(row.synthetic_rating_count, row.synthetic_rating_mean_centi),
            created_at: at(row.created_at),
            updated_at: at(row.updated_at),
            version,
        })
    };
    listing().ok_or(AppError::Corrupt { what: "listing" })
}

fn rating(count: Option<i32>, mean_centi: Option<i32>) -> Option<SyntheticRating> {
    Some(SyntheticRating {
        count: u32::try_from(count?).ok()?,
        mean_hundredths: u16::try_from(mean_centi?).ok()?,
    })
}

#[cfg(test)]
mod tests;
