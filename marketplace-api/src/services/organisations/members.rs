//! Who belongs to an organisation, and as what. There is always an owner.

use domain::{
    audit::AuditAction,
    id::{OrgId, UserId},
    organisation::Membership,
    user::{OrgRole, User},
};

use super::require_member;
use crate::{
    app::{Actor, App},
    error::AppError,
    store::{
        Db, api_keys,
        audit::{self, Line},
        organisations,
    },
};

/// Somebody in an organisation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    pub user: User,
    pub role: OrgRole,
}

/// # Errors
/// `NotFound` for who does not belong to it; `Forbidden` for keys.
pub async fn list(app: &App, actor: &Actor, org: OrgId) -> Result<Vec<Member>, AppError> {
    actor.require_session()?;
    let db = app.store.connection();
    require_member(db, actor, org, OrgRole::Member).await?;
    let people = organisations::members(db, org).await?;
    Ok(people.into_iter().map(|(user, role)| Member { user, role }).collect())
}

/// Gives a member another role. Only owners make and unmake owners.
///
/// # Errors
/// `NotFound`; `Forbidden`; `IllegalTransition` for the last owner; `Conflict`.
pub async fn set_role(
    app: &App,
    actor: &Actor,
    org: OrgId,
    user: UserId,
    role: OrgRole,
) -> Result<(), AppError> {
    actor.require_session()?;
    let tx = app.store.begin().await?;
    let mine = require_member(&tx, actor, org, OrgRole::Admin).await?;
    organisations::lock(&tx, org).await?;
    let place = their_place(&tx, org, user).await?;
    if !mine.role.may_grant(place.role) || !mine.role.may_grant(role) {
        return Err(AppError::Forbidden { who: "an owner of the organisation" });
    }
    if place.role == OrgRole::Owner && role != OrgRole::Owner {
        refuse_last_owner(&tx, org).await?;
    }
    organisations::set_role(&tx, &place, role).await?;
    let detail = format!("{org} {} → {}", place.role.code(), role.code());
    let line = Line::new(Some(actor.user), AuditAction::MemberRoleChanged, user, detail);
    audit::record(&tx, line, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

/// Takes somebody out, oneself too. The keys they made for it are revoked.
///
/// # Errors
/// `NotFound`; `Forbidden`; `IllegalTransition` for the last owner; `Conflict`.
pub async fn remove(app: &App, actor: &Actor, org: OrgId, user: UserId) -> Result<(), AppError> {
    actor.require_session()?;
    let tx = app.store.begin().await?;
    let mine = require_member(&tx, actor, org, OrgRole::Member).await?;
    organisations::lock(&tx, org).await?;
    let place = their_place(&tx, org, user).await?;
    if user != actor.user && !mine.role.may_grant(place.role) {
        return Err(AppError::Forbidden { who: "an administrator of the organisation" });
    }
    if place.role == OrgRole::Owner {
        refuse_last_owner(&tx, org).await?;
    }
    organisations::remove_member(&tx, &place).await?;
    api_keys::revoke_of(&tx, org, user, app.now()).await?;
    let detail = format!("{org} {}", place.role.code());
    let line = Line::new(Some(actor.user), AuditAction::MemberRemoved, user, detail);
    audit::record(&tx, line, app.now()).await?;
    tx.commit().await?;
    Ok(())
}

async fn their_place(db: &impl Db, org: OrgId, user: UserId) -> Result<Membership, AppError> {
    let place = organisations::membership(db, org, user).await?;
    place.ok_or_else(|| AppError::NotFound { what: "member", id: user.to_string() })
}

/// The organisation is locked by the caller, so two owners cannot leave each other behind.
async fn refuse_last_owner(db: &impl Db, org: OrgId) -> Result<(), AppError> {
    if organisations::n_owners(db, org).await? <= 1 {
        let state = "without another owner; make somebody else an owner first".to_owned();
        return Err(AppError::IllegalTransition { what: "this", state });
    }
    Ok(())
}
