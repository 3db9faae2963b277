//! People with an account.

use domain::{
    id::UserId,
    time::Timestamp,
    user::{Email, StaffRole, User, UserStatus},
};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, ExprTrait, QueryFilter, sea_query::Expr,
    sea_query::OnConflict,
};

use super::{
    Db, at,
    entity::users::{ActiveModel, Column, Entity, Model},
    version_from, version_to,
};
use crate::error::AppError;

/// Somebody, and the hash their password must match.
pub(crate) struct Credentials {
    pub(crate) user: User,
    pub(crate) password_hash: String,
}

/// Returns `false`, and writes nothing, when the address has an account already.
pub(crate) async fn insert(
    db: &impl Db,
    user: &User,
    password_hash: &str,
) -> Result<bool, AppError> {
    let row = ActiveModel {
        id: Set(user.id.as_uuid()),
        email: Set(user.email.to_string()),
        email_key: Set(user.email.key()),
        password_hash: Set(password_hash.to_owned()),
        display_name: Set(user.display_name.clone()),
        lang: Set(user.lang.code().to_owned()),
        time_zone: Set(user.time_zone.clone()),
        status: Set(user.status.code().to_owned()),
        staff_role: Set(user.staff.map(|it| it.code().to_owned())),
        verified_at: Set((user.status == UserStatus::Active).then_some(user.created_at.millis())),
        created_at: Set(user.created_at.millis()),
        version: Set(version_to(user.version)?),
    };
    let inserted = Entity::insert(row)
        .on_conflict(OnConflict::column(Column::EmailKey).do_nothing().to_owned())
        .exec_without_returning(db)
        .await?;
    Ok(inserted == 1)
}

pub(crate) async fn find(db: &impl Db, id: UserId) -> Result<Option<User>, AppError> {
    Entity::find_by_id(id.as_uuid()).one(db).await?.map(to_user).transpose()
}

pub(crate) async fn credentials(
    db: &impl Db,
    email: &Email,
) -> Result<Option<Credentials>, AppError> {
    let row = Entity::find().filter(Column::EmailKey.eq(email.key())).one(db).await?;
    row.map(|it| {
        let password_hash = it.password_hash.clone();
        Ok(Credentials { user: to_user(it)?, password_hash })
    })
    .transpose()
}

pub(crate) async fn find_by_email(db: &impl Db, email: &Email) -> Result<Option<User>, AppError> {
    Ok(credentials(db, email).await?.map(|it| it.user))
}

pub(crate) async fn set_password(
    db: &impl Db,
    id: UserId,
    password_hash: &str,
) -> Result<(), AppError> {
    let update = Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(password_hash))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id.as_uuid()));
    one(update.exec(db).await?.rows_affected)
}

/// Somebody signs up again before the address is proven: the new attempt counts.
pub(crate) async fn replace_unverified(
    db: &impl Db,
    id: UserId,
    user: &User,
    password_hash: &str,
) -> Result<(), AppError> {
    let update = Entity::update_many()
        .col_expr(Column::PasswordHash, Expr::value(password_hash))
        .col_expr(Column::DisplayName, Expr::value(user.display_name.clone()))
        .col_expr(Column::Lang, Expr::value(user.lang.code()))
        .col_expr(Column::TimeZone, Expr::value(user.time_zone.clone()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::Status.eq(UserStatus::Unverified.code()));
    one(update.exec(db).await?.rows_affected)
}

/// The address is proven. Does nothing to who is not waiting for it.
pub(crate) async fn set_verified(db: &impl Db, id: UserId, now: Timestamp) -> Result<(), AppError> {
    Entity::update_many()
        .col_expr(Column::Status, Expr::value(UserStatus::Active.code()))
        .col_expr(Column::VerifiedAt, Expr::value(now.millis()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id.as_uuid()))
        .filter(Column::Status.eq(UserStatus::Unverified.code()))
        .exec(db)
        .await?;
    Ok(())
}

/// Writes name, language and time zone, if the row is still at `user.version`. Returns whether it
/// was.
pub(crate) async fn set_settings(db: &impl Db, user: &User) -> Result<bool, AppError> {
    let update = Entity::update_many()
        .col_expr(Column::DisplayName, Expr::value(user.display_name.clone()))
        .col_expr(Column::Lang, Expr::value(user.lang.code()))
        .col_expr(Column::TimeZone, Expr::value(user.time_zone.clone()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(user.id.as_uuid()))
        .filter(Column::Version.eq(version_to(user.version)?));
    Ok(update.exec(db).await?.rows_affected == 1)
}

/// Compare-and-set, so that two of our staff cannot overrule each other unseen.
pub(crate) async fn set_status(
    db: &impl Db,
    user: &User,
    status: UserStatus,
) -> Result<(), AppError> {
    let update = Entity::update_many()
        .col_expr(Column::Status, Expr::value(status.code()))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(user.id.as_uuid()))
        .filter(Column::Status.eq(user.status.code()));
    one(update.exec(db).await?.rows_affected)
}

pub(crate) async fn set_staff(
    db: &impl Db,
    id: UserId,
    role: Option<StaffRole>,
) -> Result<(), AppError> {
    let update = Entity::update_many()
        .col_expr(Column::StaffRole, Expr::value(role.map(|it| it.code().to_owned())))
        .col_expr(Column::Version, Expr::col(Column::Version).add(1))
        .filter(Column::Id.eq(id.as_uuid()));
    one(update.exec(db).await?.rows_affected)
}

fn one(n_rows: u64) -> Result<(), AppError> {
    if n_rows == 1 { Ok(()) } else { Err(AppError::Conflict) }
}

/// A row that breaks a domain rule is corruption, found here rather than three calls later.
pub(crate) fn to_user(row: Model) -> Result<User, AppError> {
    let version = version_from(row.version)?;
    let staff = row.staff_role.as_deref().map(|it| StaffRole::from_code(it).ok_or(()));
    let user = || {
        Some(User {
            id: UserId::from_uuid(row.id),
            email: row.email.parse().ok()?,
            display_name: row.display_name,
            lang: row.lang.parse().ok()?,
            time_zone: row.time_zone,
            status: UserStatus::from_code(&row.status)?,
            staff: staff.transpose().ok()?,
            created_at: at(row.created_at),
            version,
        })
    };
    user().ok_or(AppError::Corrupt { what: "account" })
}
