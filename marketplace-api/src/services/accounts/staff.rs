//! Our own people, and what they do to accounts.

use domain::{
    audit::AuditAction,
    id::UserId,
    user::{Email, StaffRole, User, UserStatus},
};

use crate::{
    app::{Actor, App},
    error::AppError,
    store::{
        Db,
        audit::{self, Line},
        sessions, users,
    },
};

/// Makes somebody ours, or with `None` no longer ours. Only from the command line of the server:
/// no request can do it.
///
/// # Errors
/// `NotFound`; `Unverified` or `Suspended` when the account is not active.
pub async fn grant_staff(
    app: &App,
    email: &Email,
    role: Option<StaffRole>,
) -> Result<User, AppError> {
    let now = app.now();
    let tx = app.store.begin().await?;
    let user = users::find_by_email(&tx, email).await?;
    let missing = || AppError::NotFound { what: "account", id: email.to_string() };
    let user = user.ok_or_else(missing)?;
    match user.status {
        UserStatus::Unverified if role.is_some() => return Err(AppError::Unverified),
        UserStatus::Suspended if role.is_some() => return Err(AppError::Suspended),
        _ => {}
    }
    users::set_staff(&tx, user.id, role).await?;
    let line = match role {
        Some(role) => Line::new(None, AuditAction::StaffRoleGranted, user.id, role.code()),
        None => Line::new(None, AuditAction::StaffRoleTaken, user.id, ""),
    };
    audit::record(&tx, line, now).await?;
    // What a session may do has changed, so a new one is asked for.
    sessions::end_all(&tx, user.id, None, now).await?;
    tx.commit().await?;
    Ok(User { staff: role, version: user.version + 1, ..user })
}

/// Closes an account: its sessions end, its keys are refused. `reason` is for the audit log.
///
/// # Errors
/// `Forbidden` for all but the trust team; `NotFound`; `IllegalTransition` when it is suspended
/// already or one of ours.
pub async fn suspend_user(
    app: &App,
    actor: &Actor,
    id: UserId,
    reason: &str,
) -> Result<(), AppError> {
    actor.require_staff(StaffRole::Trust)?;
    let tx = app.store.begin().await?;
    let user = fetch(&tx, id).await?;
    if user.status == UserStatus::Suspended || user.staff.is_some() {
        let state = if user.staff.is_some() { "ours" } else { "suspended" };
        return Err(AppError::IllegalTransition { what: "suspension", state: state.into() });
    }
    users::set_status(&tx, &user, UserStatus::Suspended).await?;
    sessions::end_all(&tx, id, None, app.now()).await?;
    let line = Line::new(Some(actor.user), AuditAction::UserSuspended, id, reason);
    audit::record(&tx, line, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Opens a suspended account again.
///
/// # Errors
/// `Forbidden` for all but the trust team; `NotFound`; `IllegalTransition` when it is not
/// suspended.
pub async fn restore_user(app: &App, actor: &Actor, id: UserId) -> Result<(), AppError> {
    actor.require_staff(StaffRole::Trust)?;
    let tx = app.store.begin().await?;
    let user = fetch(&tx, id).await?;
    if user.status != UserStatus::Suspended {
        let state = user.status.code().to_owned();
        return Err(AppError::IllegalTransition { what: "restoring", state });
    }
    users::set_status(&tx, &user, UserStatus::Active).await?;
    let line = Line::new(Some(actor.user), AuditAction::UserRestored, id, "");
    audit::record(&tx, line, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

async fn fetch(db: &impl Db, id: UserId) -> Result<User, AppError> {
    let user = users::find(db, id).await?;
    user.ok_or_else(|| AppError::NotFound { what: "account", id: id.to_string() })
}
