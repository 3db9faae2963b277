//! What administrators do about people: roles, removals, invitations. Everything here is a form
//! on the page of the organisation.

use actix_web::{
    http::StatusCode,
    web::{Data, Path},
};
use domain::{
    id::{InviteId, OrgId, UserId},
    problem::Problem,
    user::OrgRole,
};
use marketplace_api::{
    app::App,
    error::AppError,
    services::organisations::{invitations, members},
};

use super::{
    Top,
    organisation::{Left, render},
    refused_action,
};
use crate::{
    error::{PageError, PageResult},
    form::Errors,
    i18n::T,
    respond::see_other,
    sent::Sent,
    signed_in::SignedIn,
};

pub(crate) async fn set_role(
    app: Data<App>,
    me: SignedIn,
    path: Path<(OrgId, UserId)>,
    sent: Sent,
) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    let (org, user) = path.into_inner();
    let t = me.shell.t;
    let Some(role) = OrgRole::from_code(sent.one("role")) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return Err(PageError::Said(status, t.tr("role-unknown")));
    };
    let changed = members::set_role(&app, &me.actor, org, user, role).await;
    changed.map_err(|it| refused_action(t, it))?;
    Ok(see_other(&format!("/settings/organisations/{org}?done=role")))
}

/// Takes somebody out; oneself too, which is leaving.
pub(crate) async fn remove(
    app: Data<App>,
    me: SignedIn,
    path: Path<(OrgId, UserId)>,
    sent: Sent,
) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    let (org, user) = path.into_inner();
    let removed = members::remove(&app, &me.actor, org, user).await;
    removed.map_err(|it| refused_action(me.shell.t, it))?;
    if user == me.actor.user {
        return Ok(see_other("/settings/organisations?done=left"));
    }
    Ok(see_other(&format!("/settings/organisations/{org}?done=removed")))
}

pub(crate) async fn leave(
    app: Data<App>,
    me: SignedIn,
    org: Path<OrgId>,
    sent: Sent,
) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    let removed = members::remove(&app, &me.actor, *org, me.actor.user).await;
    removed.map_err(|it| refused_action(me.shell.t, it))?;
    Ok(see_other("/settings/organisations?done=left"))
}

pub(crate) async fn invite(
    app: Data<App>,
    me: SignedIn,
    org: Path<OrgId>,
    sent: Sent,
) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    let email = sent.text("email");
    // What is not a role is the least of them: nobody gets more than was asked for.
    let role = OrgRole::from_code(sent.one("role")).unwrap_or(OrgRole::Member);
    match invitations::invite(&app, &me.actor, *org, &email, role).await {
        Ok(_) => Ok(see_other(&format!("/settings/organisations/{org}?done=invited"))),
        Err(error) => {
            let errors = wrong_address(me.shell.t, error)?;
            let left = Left {
                top: Top { errors, ..Top::default() },
                invite: Some((email, role)),
                ..Left::default()
            };
            render(&app, me, *org, left, StatusCode::UNPROCESSABLE_ENTITY).await
        }
    }
}

pub(crate) async fn withdraw(
    app: Data<App>,
    me: SignedIn,
    path: Path<(OrgId, InviteId)>,
    sent: Sent,
) -> PageResult {
    me.check_csrf(&app, sent.csrf())?;
    let (org, invitation) = path.into_inner();
    invitations::withdraw(&app, &me.actor, org, invitation).await?;
    Ok(see_other(&format!("/settings/organisations/{org}?done=withdrawn")))
}

fn wrong_address(t: T, error: AppError) -> Result<Errors, PageError> {
    let AppError::Invalid(problems) = error else { return Err(refused_action(t, error)) };
    let mut errors = Errors::none();
    for it in problems {
        let message = match it.problem {
            Problem::Repeated => t.tr("invite-known"),
            problem => problem.message(t.lang()),
        };
        errors.add(it.field, message);
    }
    Ok(errors)
}
