//! What the trust team does to organisations.

use domain::{
    audit::AuditAction, event::Topic, id::OrgId, organisation::OrgStatus, user::StaffRole,
};

use super::fetch;
use crate::{
    app::{Actor, App},
    error::AppError,
    store::{
        audit::{self, Line},
        organisations, outbox,
    },
};

/// Hides an organisation and all it offers. `reason` is for the audit log.
///
/// # Errors
/// `Forbidden` for all but the trust team; `NotFound`; `IllegalTransition`.
pub async fn suspend(app: &App, actor: &Actor, id: OrgId, reason: &str) -> Result<(), AppError> {
    let action = AuditAction::OrgSuspended;
    change(app, actor, id, (OrgStatus::Active, OrgStatus::Suspended), (action, reason)).await
}

/// Shows it again.
///
/// # Errors
/// As [`suspend`].
pub async fn restore(app: &App, actor: &Actor, id: OrgId) -> Result<(), AppError> {
    let action = AuditAction::OrgRestored;
    change(app, actor, id, (OrgStatus::Suspended, OrgStatus::Active), (action, "")).await
}

async fn change(
    app: &App,
    actor: &Actor,
    id: OrgId,
    (from, to): (OrgStatus, OrgStatus),
    (action, reason): (AuditAction, &str),
) -> Result<(), AppError> {
    actor.require_staff(StaffRole::Trust)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let org = fetch(&tx, id).await?;
    if org.status != from {
        let state = org.status.code().to_owned();
        return Err(AppError::IllegalTransition { what: "this", state });
    }
    organisations::set_status(&tx, &org, to).await?;
    audit::record(&tx, Line::new(Some(actor.user), action, id, reason), now).await?;
    outbox::push(&tx, Topic::ProviderChanged, id, now).await?;
    tx.commit().await?;
    app.wake.index.notify_one();
    Ok(())
}
