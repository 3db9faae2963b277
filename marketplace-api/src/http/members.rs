//! `/api/v1/organisations/{id}/members` and invitations: who belongs, who is asked in.

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path},
};
use domain::{
    id::{InviteId, OrgId, UserId},
    invitation::Invitation,
    problem::{FieldProblem, Problem},
    user::OrgRole,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    organisations::OrganisationBody,
    problem::{ApiResult, ProblemBody},
    routes::Routes,
};
use crate::{
    app::{Actor, App},
    error::AppError,
    services::organisations::{
        invitations,
        members::{self, Member},
    },
};

pub(super) fn configure(routes: &mut Routes) {
    routes
        .get("/api/v1/organisations/{id}/members", list)
        .put("/api/v1/organisations/{id}/members/{user}", set_role)
        .delete("/api/v1/organisations/{id}/members/{user}", remove)
        .get("/api/v1/organisations/{id}/invitations", open_invitations)
        .post("/api/v1/organisations/{id}/invitations", invite)
        .delete("/api/v1/organisations/{id}/invitations/{invitation}", withdraw)
        .get("/api/v1/invitations/{token}", look)
        .post("/api/v1/invitations/{token}/acceptance", accept);
}

#[derive(Serialize, ToSchema)]
pub(super) struct MemberBody {
    /// `usr_…`
    user: String,
    display_name: String,
    email: String,
    /// `owner`, `admin` or `member`.
    role: &'static str,
}

#[derive(Serialize, ToSchema)]
pub(super) struct MembersBody {
    members: Vec<MemberBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RoleBody {
    /// `owner`, `admin` or `member`.
    role: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct InviteBody {
    email: String,
    /// `owner`, `admin` or `member`.
    role: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct InvitationBody {
    /// `inv_…`
    id: String,
    email: String,
    role: &'static str,
    created_at_ms: i64,
    expires_at_ms: i64,
}

#[derive(Serialize, ToSchema)]
pub(super) struct InvitationsBody {
    invitations: Vec<InvitationBody>,
}

/// What the invited person is shown.
#[derive(Serialize, ToSchema)]
pub(super) struct OfferBody {
    organisation: String,
    handle: String,
    role: &'static str,
    expires_at_ms: i64,
}

impl MemberBody {
    fn of(member: Member) -> MemberBody {
        MemberBody {
            user: member.user.id.to_string(),
            display_name: member.user.display_name,
            email: member.user.email.to_string(),
            role: member.role.code(),
        }
    }
}

impl InvitationBody {
    fn of(invitation: Invitation) -> InvitationBody {
        InvitationBody {
            id: invitation.id.to_string(),
            email: invitation.email.to_string(),
            role: invitation.role.code(),
            created_at_ms: invitation.created_at.millis(),
            expires_at_ms: invitation.expires_at.millis(),
        }
    }
}

fn role(code: &str) -> Result<OrgRole, AppError> {
    OrgRole::from_code(code).ok_or_else(|| {
        let problem = Problem::Unknown { given: code.to_owned() };
        AppError::Invalid(vec![FieldProblem::new("role", problem)])
    })
}

/// Who belongs to an organisation.
#[utoipa::path(get, path = "/api/v1/organisations/{id}/members", tag = "organisations", security(("session" = [])),
    params(("id" = String, Path, description = "`org_…`")),
    responses((status = 200, description = "Oldest membership first", body = MembersBody),
              (status = 404, description = "No such organisation of yours", body = ProblemBody)))]
pub(super) async fn list(app: Data<App>, actor: Actor, id: Path<OrgId>) -> ApiResult<HttpResponse> {
    let found = members::list(&app, &actor, *id).await?.into_iter();
    Ok(HttpResponse::Ok().json(MembersBody { members: found.map(MemberBody::of).collect() }))
}

/// Gives a member another role.
#[utoipa::path(put, path = "/api/v1/organisations/{id}/members/{user}", tag = "organisations", security(("session" = [])),
    params(("id" = String, Path, description = "`org_…`"), ("user" = String, Path, description = "`usr_…`")),
    request_body = RoleBody,
    responses((status = 204, description = "Changed"),
              (status = 403, description = "Your role does not reach this far", body = ProblemBody),
              (status = 404, description = "No such member of an organisation of yours", body = ProblemBody),
              (status = 409, description = "The last owner stays", body = ProblemBody)))]
pub(super) async fn set_role(
    app: Data<App>,
    actor: Actor,
    path: Path<(OrgId, UserId)>,
    Json(body): Json<RoleBody>,
) -> ApiResult<HttpResponse> {
    let (org, user) = path.into_inner();
    members::set_role(&app, &actor, org, user, role(&body.role)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Takes a member out, oneself too.
#[utoipa::path(delete, path = "/api/v1/organisations/{id}/members/{user}", tag = "organisations", security(("session" = [])),
    params(("id" = String, Path, description = "`org_…`"), ("user" = String, Path, description = "`usr_…`")),
    responses((status = 204, description = "Gone, with the keys they made"),
              (status = 403, description = "Your role does not reach this far", body = ProblemBody),
              (status = 404, description = "No such member of an organisation of yours", body = ProblemBody),
              (status = 409, description = "The last owner stays", body = ProblemBody)))]
pub(super) async fn remove(
    app: Data<App>,
    actor: Actor,
    path: Path<(OrgId, UserId)>,
) -> ApiResult<HttpResponse> {
    let (org, user) = path.into_inner();
    members::remove(&app, &actor, org, user).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Invitations that can still be accepted.
#[utoipa::path(get, path = "/api/v1/organisations/{id}/invitations", tag = "organisations", security(("session" = [])),
    params(("id" = String, Path, description = "`org_…`")),
    responses((status = 200, description = "Newest first", body = InvitationsBody),
              (status = 403, description = "Only administrators may", body = ProblemBody),
              (status = 404, description = "No such organisation of yours", body = ProblemBody)))]
pub(super) async fn open_invitations(
    app: Data<App>,
    actor: Actor,
    id: Path<OrgId>,
) -> ApiResult<HttpResponse> {
    let found = invitations::list(&app, &actor, *id).await?.into_iter();
    let invitations = found.map(InvitationBody::of).collect();
    Ok(HttpResponse::Ok().json(InvitationsBody { invitations }))
}

/// Asks somebody in by mail, whether or not they have an account.
#[utoipa::path(post, path = "/api/v1/organisations/{id}/invitations", tag = "organisations", security(("session" = [])),
    params(("id" = String, Path, description = "`org_…`")),
    request_body = InviteBody,
    responses((status = 201, description = "A mail is on its way", body = InvitationBody),
              (status = 403, description = "Your role does not reach this far", body = ProblemBody),
              (status = 404, description = "No such organisation of yours", body = ProblemBody),
              (status = 422, description = "No address, or a member already", body = ProblemBody),
              (status = 429, description = "Too many in one day", body = ProblemBody)))]
pub(super) async fn invite(
    app: Data<App>,
    actor: Actor,
    id: Path<OrgId>,
    Json(body): Json<InviteBody>,
) -> ApiResult<HttpResponse> {
    let role = role(&body.role)?;
    let invitation = invitations::invite(&app, &actor, *id, &body.email, role).await?;
    Ok(HttpResponse::Created().json(InvitationBody::of(invitation)))
}

/// Takes an invitation back.
#[utoipa::path(delete, path = "/api/v1/organisations/{id}/invitations/{invitation}", tag = "organisations",
    security(("session" = [])),
    params(("id" = String, Path, description = "`org_…`"), ("invitation" = String, Path, description = "`inv_…`")),
    responses((status = 204, description = "Its link no longer works"),
              (status = 403, description = "Only administrators may", body = ProblemBody),
              (status = 404, description = "No such invitation of yours", body = ProblemBody)))]
pub(super) async fn withdraw(
    app: Data<App>,
    actor: Actor,
    path: Path<(OrgId, InviteId)>,
) -> ApiResult<HttpResponse> {
    let (org, id) = path.into_inner();
    invitations::withdraw(&app, &actor, org, id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What an invitation offers, for the person it was sent to.
#[utoipa::path(get, path = "/api/v1/invitations/{token}", tag = "organisations", security(("session" = [])),
    params(("token" = String, Path, description = "The last part of the link in the mail")),
    responses((status = 200, description = "Open", body = OfferBody),
              (status = 403, description = "It was sent to another address", body = ProblemBody),
              (status = 410, description = "Used, withdrawn, too old or unknown", body = ProblemBody)))]
pub(super) async fn look(
    app: Data<App>,
    actor: Actor,
    token: Path<String>,
) -> ApiResult<HttpResponse> {
    let offer = invitations::look(&app, &actor, &token).await?;
    Ok(HttpResponse::Ok().json(OfferBody {
        organisation: offer.org.name,
        handle: offer.org.handle.to_string(),
        role: offer.invitation.role.code(),
        expires_at_ms: offer.invitation.expires_at.millis(),
    }))
}

/// Joins.
#[utoipa::path(post, path = "/api/v1/invitations/{token}/acceptance", tag = "organisations", security(("session" = [])),
    params(("token" = String, Path, description = "The last part of the link in the mail")),
    responses((status = 200, description = "A member from now on", body = OrganisationBody),
              (status = 403, description = "It was sent to another address", body = ProblemBody),
              (status = 410, description = "Used, withdrawn, too old or unknown", body = ProblemBody)))]
pub(super) async fn accept(
    app: Data<App>,
    actor: Actor,
    token: Path<String>,
) -> ApiResult<HttpResponse> {
    let place = invitations::accept(&app, &actor, &token).await?;
    Ok(HttpResponse::Ok().json(OrganisationBody::of(place.org, place.role)))
}
