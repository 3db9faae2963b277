//! Invitations to join an organisation.

use domain::{
    id::{InviteId, OrgId, UserId},
    invitation::{Invitation, InvitationState},
    time::Timestamp,
    user::{Email, OrgRole},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder,
    sea_query::Expr,
};

use super::{
    Db, at,
    entity::invitations::{ActiveModel, Column, Entity, Model},
};
use crate::error::AppError;

pub(crate) async fn insert(
    db: &impl Db,
    invitation: &Invitation,
    token_hash: &str,
) -> Result<(), AppError> {
    let row = ActiveModel {
        id: Set(invitation.id.as_uuid()),
        token_hash: Set(token_hash.to_owned()),
        org_id: Set(invitation.org.as_uuid()),
        email: Set(invitation.email.to_string()),
        email_key: Set(invitation.email.key()),
        role: Set(invitation.role.code().to_owned()),
        invited_by: Set(invitation.invited_by.as_uuid()),
        created_at: Set(invitation.created_at.millis()),
        expires_at: Set(invitation.expires_at.millis()),
        state: Set(invitation.state.code().to_owned()),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

pub(crate) async fn find_by_token(
    db: &impl Db,
    token_hash: &str,
) -> Result<Option<Invitation>, AppError> {
    let row = Entity::find().filter(Column::TokenHash.eq(token_hash)).one(db).await?;
    row.map(to_invitation).transpose()
}

/// Those that can still be accepted, the newest first.
pub(crate) async fn open(
    db: &impl Db,
    org: OrgId,
    now: Timestamp,
) -> Result<Vec<Invitation>, AppError> {
    let rows = Entity::find()
        .filter(Column::OrgId.eq(org.as_uuid()))
        .filter(Column::State.eq(InvitationState::Open.code()))
        .filter(Column::ExpiresAt.gt(now.millis()))
        .order_by_desc(Column::CreatedAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await?;
    rows.into_iter().map(to_invitation).collect()
}

/// How many an organisation has sent since `since`, whatever became of them.
pub(crate) async fn n_since(db: &impl Db, org: OrgId, since: Timestamp) -> Result<u64, AppError> {
    let sent = Entity::find()
        .filter(Column::OrgId.eq(org.as_uuid()))
        .filter(Column::CreatedAt.gt(since.millis()));
    Ok(sent.count(db).await?)
}

/// Returns `false` when it was not open any more: of several at once, one wins.
pub(crate) async fn close(
    db: &impl Db,
    org: OrgId,
    id: InviteId,
    state: InvitationState,
) -> Result<bool, AppError> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(state.code()))
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::OrgId.eq(org.as_uuid()))
        .filter(Column::State.eq(InvitationState::Open.code()));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// A newer invitation to the same address takes the place of the ones before.
pub(crate) async fn withdraw_for(db: &impl Db, org: OrgId, email: &Email) -> Result<(), AppError> {
    let update = Entity::update_many()
        .col_expr(Column::State, Expr::value(InvitationState::Withdrawn.code()))
        .filter(Column::OrgId.eq(org.as_uuid()))
        .filter(Column::EmailKey.eq(email.key()))
        .filter(Column::State.eq(InvitationState::Open.code()));
    update.exec(db).await?;
    Ok(())
}

fn to_invitation(row: Model) -> Result<Invitation, AppError> {
    let invitation = || {
        Some(Invitation {
            id: InviteId::from_uuid(row.id),
            org: OrgId::from_uuid(row.org_id),
            email: row.email.parse().ok()?,
            role: OrgRole::from_code(&row.role)?,
            invited_by: UserId::from_uuid(row.invited_by),
            created_at: at(row.created_at),
            expires_at: at(row.expires_at),
            state: InvitationState::from_code(&row.state)?,
        })
    };
    invitation().ok_or(AppError::Corrupt { what: "invitation" })
}
