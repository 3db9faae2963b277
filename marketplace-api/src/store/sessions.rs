//! Signed-in browsers. The token itself is never here, only its hash.

use domain::{
    id::{SessionId, UserId},
    session::{IDLE_DAYS, Session},
    time::Timestamp,
    user::User,
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
    sea_query::Expr,
};

use super::{
    Db, at,
    entity::sessions::{ActiveModel, Column, Entity, Model},
    users,
};
use crate::error::AppError;

pub(crate) async fn insert(
    db: &impl Db,
    session: &Session,
    token_hash: &str,
) -> Result<(), AppError> {
    let row = ActiveModel {
        id: Set(session.id.as_uuid()),
        token_hash: Set(token_hash.to_owned()),
        user_id: Set(session.user.as_uuid()),
        created_at: Set(session.created_at.millis()),
        last_seen_at: Set(session.last_seen_at.millis()),
        expires_at: Set(session.expires_at.millis()),
        ended_at: Set(None),
        device: Set(session.device.clone()),
        ip_prefix: Set(session.ip_prefix.clone()),
    };
    Entity::insert(row).exec_without_returning(db).await?;
    Ok(())
}

/// The session with this token and its person, unless somebody ended it.
pub(crate) async fn find(
    db: &impl Db,
    token_hash: &str,
) -> Result<Option<(Session, User)>, AppError> {
    let row = Entity::find()
        .filter(Column::TokenHash.eq(token_hash))
        .filter(Column::EndedAt.is_null())
        .one(db)
        .await?;
    let Some(session) = row.map(to_session) else { return Ok(None) };
    let user = users::find(db, session.user).await?;
    Ok(user.map(|it| (session, it)))
}

/// Notes that it was used. Loses a race without harm.
pub(crate) async fn touch(db: &impl Db, id: SessionId, now: Timestamp) -> Result<(), AppError> {
    Entity::update_many()
        .col_expr(Column::LastSeenAt, Expr::value(now.millis()))
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::LastSeenAt.lt(now.millis()))
        .exec(db)
        .await?;
    Ok(())
}

/// Those of one person that still work, the newest first.
pub(crate) async fn live(
    db: &impl Db,
    user: UserId,
    now: Timestamp,
) -> Result<Vec<Session>, AppError> {
    let rows = Entity::find()
        .filter(Column::UserId.eq(user.as_uuid()))
        .filter(Column::EndedAt.is_null())
        .filter(Column::ExpiresAt.gt(now.millis()))
        .filter(Column::LastSeenAt.gt(now.plus_days(-IDLE_DAYS).millis()))
        .order_by_desc(Column::LastSeenAt)
        .order_by_desc(Column::Id)
        .all(db)
        .await?;
    Ok(rows.into_iter().map(to_session).collect())
}

/// Where somebody has signed in before a session, as far as sessions are kept.
pub(crate) struct SeenBefore {
    pub(crate) any: bool,
    pub(crate) same_device: bool,
}

pub(crate) async fn seen_before(db: &impl Db, session: &Session) -> Result<SeenBefore, AppError> {
    let earlier = || {
        Entity::find()
            .filter(Column::UserId.eq(session.user.as_uuid()))
            .filter(Column::Id.ne(session.id.as_uuid()))
    };
    let same = earlier()
        .filter(Column::Device.eq(session.device.clone()))
        .filter(Column::IpPrefix.eq(session.ip_prefix.clone()));
    let any = earlier().limit(1).one(db).await?.is_some();
    Ok(SeenBefore { any, same_device: same.limit(1).one(db).await?.is_some() })
}

/// Returns `false` when this person has no such session that still runs.
pub(crate) async fn end(
    db: &impl Db,
    user: UserId,
    id: SessionId,
    now: Timestamp,
) -> Result<bool, AppError> {
    let update = Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now.millis()))
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::UserId.eq(user.as_uuid()))
        .filter(Column::EndedAt.is_null());
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Ends all sessions of one person, but not `except`. Returns how many.
pub(crate) async fn end_all(
    db: &impl Db,
    user: UserId,
    except: Option<SessionId>,
    now: Timestamp,
) -> Result<u64, AppError> {
    let mut update = Entity::update_many()
        .col_expr(Column::EndedAt, Expr::value(now.millis()))
        .filter(Column::UserId.eq(user.as_uuid()))
        .filter(Column::EndedAt.is_null());
    if let Some(kept) = except {
        update = update.filter(Column::Id.ne(kept.as_uuid()));
    }
    Ok(update.exec(db).await?.rows_affected)
}

/// Forgets sessions that expired before `before`.
pub(crate) async fn forget(db: &impl Db, before: Timestamp) -> Result<u64, AppError> {
    let gone = Entity::delete_many().filter(Column::ExpiresAt.lt(before.millis())).exec(db).await?;
    Ok(gone.rows_affected)
}

fn to_session(row: Model) -> Session {
    Session {
        id: SessionId::from_uuid(row.id),
        user: UserId::from_uuid(row.user_id),
        created_at: at(row.created_at),
        last_seen_at: at(row.last_seen_at),
        expires_at: at(row.expires_at),
        device: row.device,
        ip_prefix: row.ip_prefix,
    }
}
