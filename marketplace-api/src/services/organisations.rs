//! Firms and one-person firms: who belongs to them and what each may do.

use domain::{id::OrgId, organisation::Membership, user::OrgRole};

use crate::{
    app::{Actor, Credential},
    error::AppError,
    store::{Db, organisations},
};

/// The actor's place in `org`, if it is `least` or more. Every use-case that acts for an
/// organisation begins here.
///
/// A key acts for the one organisation it was made for, and never for more than its maker may.
///
/// # Errors
/// `NotFound` for who does not belong to it (not even that it exists); `Forbidden` for a role
/// below `least`.
pub(crate) async fn require_member(
    db: &impl Db,
    actor: &Actor,
    org: OrgId,
    least: OrgRole,
) -> Result<Membership, AppError> {
    let missing = || AppError::NotFound { what: "organisation", id: org.to_string() };
    if let Credential::ApiKey { org: its_org, .. } = &actor.via
        && *its_org != org
    {
        return Err(missing());
    }
    let place = organisations::membership(db, org, actor.user).await?.ok_or_else(missing)?;
    if place.role <= least {
        return Ok(place);
    }
    let who = match least {
        OrgRole::Owner => "an owner of the organisation",
        OrgRole::Admin => "an administrator of the organisation",
        OrgRole::Member => "a member of the organisation",
    };
    Err(AppError::Forbidden { who })
}
