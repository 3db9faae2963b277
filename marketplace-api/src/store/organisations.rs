//! Organisations and who belongs to them.

use std::collections::HashMap;

use domain::{
    id::{OrgId, UserId},
    organisation::{Handle, Membership, OrgKind, OrgStatus, Organisation},
    time::Timestamp,
    user::{OrgRole, OrgSide, User},
};
use sea_orm::{
    ActiveValue::Set,
    ColumnTrait, EntityTrait, ExprTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, OnConflict},
};

use super::{
    Db, at,
    entity::{
        memberships,
        organisations::{ActiveModel, Column, Entity, Model},
        users as user_rows,
    },
    users, version_from, version_to,
};
use crate::error::AppError;

/// Returns `false`, and writes nothing, when the handle is taken.
pub(crate) async fn insert(db: &impl Db, org: &Organisation) -> Result<bool, AppError> {
    let row = ActiveModel {
        id: Set(org.id.as_uuid()),
        handle: Set(org.handle.to_string()),
        name: Set(org.name.clone()),
        kind: Set(org.kind.code().to_owned()),
        side: Set(org.side.code().to_owned()),
        country: Set(org.country.code().to_owned()),
        is_trader: Set(org.is_trader),
        status: Set(org.status.code().to_owned()),
        is_demo: Set(org.is_demo),
        created_at: Set(org.created_at.millis()),
        version: Set(version_to(org.version)?),
    };
    let inserted = Entity::insert(row)
        .on_conflict(OnConflict::column(Column::Handle).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(inserted == 1)
}

pub(crate) async fn find(db: &impl Db, id: OrgId) -> Result<Option<Organisation>, AppError> {
    Entity::find_by_id(id.as_uuid()).one(db).await?.map(to_organisation).transpose()
}

pub(crate) async fn find_by_handle(
    db: &impl Db,
    handle: &Handle,
) -> Result<Option<Organisation>, AppError> {
    let row = Entity::find().filter(Column::Handle.eq(handle.as_str())).one(db).await?;
    row.map(to_organisation).transpose()
}

/// Those of `ids` that exist, in no order.
pub(crate) async fn find_many(db: &impl Db, ids: &[OrgId]) -> Result<Vec<Organisation>, AppError> {
    let ids = ids.iter().map(|it| it.as_uuid());
    let rows = Entity::find().filter(Column::Id.is_in(ids)).all(db).await?;
    rows.into_iter().map(to_organisation).collect()
}

/// Writes what owners may edit, if the row is still at `org.version`. Returns whether it was.
pub(crate) async fn update(db: &impl Db, org: &Organisation) -> Result<bool, AppError> {
    let update = Entity::update_many()
        .col_expr(Column::Name, Expr::value(org.name.clone()))
        .col_expr(Column::Kind, Expr::value(org.kind.code()))
        .col_expr(Column::Side, Expr::value(org.side.code()))
        .col_expr(Column::Country, Expr::value(org.country.code()))
        .col_expr(Column::IsTrader, Expr::value(org.is_trader))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(org.id.as_uuid()))
        .filter(Column::Version.eq(version_to(org.version)?));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Compare-and-set on the status.
pub(crate) async fn set_status(
    db: &impl Db,
    org: &Organisation,
    status: OrgStatus,
) -> Result<(), AppError> {
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status.code()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(org.id.as_uuid()))
        .filter(Column::Status.eq(org.status.code()));
    match update.exec(db).await?.rows_affected {
        1 => Ok(()),
        _ => Err(AppError::Conflict),
    }
}

/// Somebody's place in an organisation, if they have one.
pub(crate) async fn membership(
    db: &impl Db,
    org: OrgId,
    user: UserId,
) -> Result<Option<Membership>, AppError> {
    let row = memberships::Entity::find_by_id((org.as_uuid(), user.as_uuid())).one(db).await?;
    row.map(to_membership).transpose()
}

/// Every organisation somebody belongs to, oldest membership first.
pub(crate) async fn of_user(
    db: &impl Db,
    user: UserId,
) -> Result<Vec<(Organisation, OrgRole)>, AppError> {
    let places = memberships::Entity::find()
        .filter(memberships::Column::UserId.eq(user.as_uuid()))
        .order_by_asc(memberships::Column::CreatedAt)
        .order_by_asc(memberships::Column::OrgId)
        .all(db)
        .await?;
    let ids: Vec<OrgId> = places.iter().map(|it| OrgId::from_uuid(it.org_id)).collect();
    let found = find_many(db, &ids).await?;
    let mut by_id: HashMap<OrgId, Organisation> = found.into_iter().map(|it| (it.id, it)).collect();
    let mut theirs = Vec::with_capacity(ids.len());
    for place in places {
        let place = to_membership(place)?;
        if let Some(org) = by_id.remove(&place.org) {
            theirs.push((org, place.role));
        }
    }
    Ok(theirs)
}

/// Everybody in an organisation with their role, oldest membership first.
pub(crate) async fn members(db: &impl Db, org: OrgId) -> Result<Vec<(User, OrgRole)>, AppError> {
    let places = memberships::Entity::find()
        .filter(memberships::Column::OrgId.eq(org.as_uuid()))
        .order_by_asc(memberships::Column::CreatedAt)
        .order_by_asc(memberships::Column::UserId)
        .all(db)
        .await?;
    let ids = places.iter().map(|it| it.user_id);
    let rows = user_rows::Entity::find().filter(user_rows::Column::Id.is_in(ids)).all(db).await?;
    let mut by_id: HashMap<_, _> = rows.into_iter().map(|it| (it.id, it)).collect();
    let mut people = Vec::with_capacity(places.len());
    for place in places {
        if let Some(row) = by_id.remove(&place.user_id) {
            people.push((users::to_user(row)?, to_membership(place)?.role));
        }
    }
    Ok(people)
}

/// Returns `false` when they belong to it already.
pub(crate) async fn add_member(
    db: &impl Db,
    place: &Membership,
    now: Timestamp,
) -> Result<bool, AppError> {
    let row = memberships::ActiveModel {
        org_id: Set(place.org.as_uuid()),
        user_id: Set(place.user.as_uuid()),
        role: Set(place.role.code().to_owned()),
        created_at: Set(now.millis()),
    };
    let key = [memberships::Column::OrgId, memberships::Column::UserId];
    let inserted = memberships::Entity::insert(row)
        .on_conflict(OnConflict::columns(key).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(inserted == 1)
}

/// Compare-and-set on the role.
pub(crate) async fn set_role(
    db: &impl Db,
    place: &Membership,
    role: OrgRole,
) -> Result<(), AppError> {
    let update = memberships::Entity::update_many()
        .col_expr(memberships::Column::Role, Expr::value(role.code()))
        .filter(memberships::Column::OrgId.eq(place.org.as_uuid()))
        .filter(memberships::Column::UserId.eq(place.user.as_uuid()))
        .filter(memberships::Column::Role.eq(place.role.code()));
    match update.exec(db).await?.rows_affected {
        1 => Ok(()),
        _ => Err(AppError::Conflict),
    }
}

pub(crate) async fn remove_member(db: &impl Db, place: &Membership) -> Result<(), AppError> {
    let delete = memberships::Entity::delete_many()
        .filter(memberships::Column::OrgId.eq(place.org.as_uuid()))
        .filter(memberships::Column::UserId.eq(place.user.as_uuid()))
        .filter(memberships::Column::Role.eq(place.role.code()));
    match delete.exec(db).await?.rows_affected {
        1 => Ok(()),
        _ => Err(AppError::Conflict),
    }
}

pub(crate) async fn n_owners(db: &impl Db, org: OrgId) -> Result<u64, AppError> {
    let owners = memberships::Entity::find()
        .filter(memberships::Column::OrgId.eq(org.as_uuid()))
        .filter(memberships::Column::Role.eq(OrgRole::Owner.code()));
    Ok(owners.count(db).await?)
}

/// Held until the transaction ends: whoever changes the members of an organisation does so alone.
/// On SQLite there is only one writer anyway.
pub(crate) async fn lock(db: &impl Db, org: OrgId) -> Result<(), AppError> {
    Entity::update_many()
        .col_expr(Column::Version, Expr::col(Column::Version))
        .filter(Column::Id.eq(org.as_uuid()))
        .exec(db)
        .await?;
    Ok(())
}

fn to_membership(row: memberships::Model) -> Result<Membership, AppError> {
    let role = OrgRole::from_code(&row.role).ok_or(AppError::Corrupt { what: "membership" })?;
    Ok(Membership { org: OrgId::from_uuid(row.org_id), user: UserId::from_uuid(row.user_id), role })
}

pub(crate) fn to_organisation(row: Model) -> Result<Organisation, AppError> {
    let version = version_from(row.version)?;
    let org = || {
        Some(Organisation {
            id: OrgId::from_uuid(row.id),
            handle: row.handle.parse().ok()?,
            name: row.name,
            kind: OrgKind::from_code(&row.kind)?,
            side: OrgSide::from_code(&row.side)?,
            country: row.country.parse().ok()?,
            is_trader: row.is_trader,
            status: OrgStatus::from_code(&row.status)?,
            is_demo: row.is_demo,
            created_at: at(row.created_at),
            version,
        })
    };
    org().ok_or(AppError::Corrupt { what: "organisation" })
}
