//! `/api/v1/staff`: what the trust team does to accounts and organisations, and what was done.

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path},
};
use domain::{
    id::{OrgId, UserId},
    text,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    problem::{ApiResult, ProblemBody},
    routes::Routes,
};
use crate::{
    app::{Actor, App},
    error::AppError,
    services::{
        accounts::staff as accounts, audit, fields::Fields, organisations::staff as organisations,
    },
};

const MAX_REASON_CHARS: usize = 500;

pub(super) fn configure(routes: &mut Routes) {
    routes
        .put("/api/v1/staff/users/{id}/suspension", suspend_user)
        .delete("/api/v1/staff/users/{id}/suspension", restore_user)
        .put("/api/v1/staff/organisations/{id}/suspension", suspend_organisation)
        .delete("/api/v1/staff/organisations/{id}/suspension", restore_organisation)
        .get("/api/v1/staff/audit/{subject}", history);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReasonBody {
    /// Kept in the audit log; up to 500 characters.
    reason: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ActBody {
    at_ms: i64,
    /// `usr_…`; absent when it was done on the server itself.
    who: Option<String>,
    /// `user.suspended`
    action: &'static str,
    detail: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct HistoryBody {
    acts: Vec<ActBody>,
}

fn reason(body: &ReasonBody) -> Result<String, AppError> {
    let mut fields = Fields::default();
    let reason = fields.take("reason", text::line(&body.reason, 3, MAX_REASON_CHARS));
    reason.ok_or_else(|| fields.into_error())
}

/// Closes an account: its sessions end and its keys are refused.
#[utoipa::path(put, path = "/api/v1/staff/users/{id}/suspension", tag = "staff", security(("session" = [])),
    params(("id" = String, Path, description = "`usr_…`")), request_body = ReasonBody,
    responses((status = 204, description = "Suspended"),
              (status = 403, description = "Only the trust team may", body = ProblemBody),
              (status = 404, description = "No such account", body = ProblemBody),
              (status = 409, description = "Suspended already, or one of ours", body = ProblemBody)))]
pub(super) async fn suspend_user(
    app: Data<App>,
    actor: Actor,
    id: Path<UserId>,
    Json(body): Json<ReasonBody>,
) -> ApiResult<HttpResponse> {
    accounts::suspend_user(&app, &actor, *id, &reason(&body)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Opens an account again.
#[utoipa::path(delete, path = "/api/v1/staff/users/{id}/suspension", tag = "staff", security(("session" = [])),
    params(("id" = String, Path, description = "`usr_…`")),
    responses((status = 204, description = "Open again"),
              (status = 403, description = "Only the trust team may", body = ProblemBody),
              (status = 404, description = "No such account", body = ProblemBody),
              (status = 409, description = "It is not suspended", body = ProblemBody)))]
pub(super) async fn restore_user(
    app: Data<App>,
    actor: Actor,
    id: Path<UserId>,
) -> ApiResult<HttpResponse> {
    accounts::restore_user(&app, &actor, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Hides an organisation and all it offers.
#[utoipa::path(put, path = "/api/v1/staff/organisations/{id}/suspension", tag = "staff", security(("session" = [])),
    params(("id" = String, Path, description = "`org_…`")), request_body = ReasonBody,
    responses((status = 204, description = "Hidden"),
              (status = 403, description = "Only the trust team may", body = ProblemBody),
              (status = 404, description = "No such organisation", body = ProblemBody),
              (status = 409, description = "It is not active", body = ProblemBody)))]
pub(super) async fn suspend_organisation(
    app: Data<App>,
    actor: Actor,
    id: Path<OrgId>,
    Json(body): Json<ReasonBody>,
) -> ApiResult<HttpResponse> {
    organisations::suspend(&app, &actor, *id, &reason(&body)?).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Shows an organisation again.
#[utoipa::path(delete, path = "/api/v1/staff/organisations/{id}/suspension", tag = "staff", security(("session" = [])),
    params(("id" = String, Path, description = "`org_…`")),
    responses((status = 204, description = "Shown again"),
              (status = 403, description = "Only the trust team may", body = ProblemBody),
              (status = 404, description = "No such organisation", body = ProblemBody),
              (status = 409, description = "It is not suspended", body = ProblemBody)))]
pub(super) async fn restore_organisation(
    app: Data<App>,
    actor: Actor,
    id: Path<OrgId>,
) -> ApiResult<HttpResponse> {
    organisations::restore(&app, &actor, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// What was done to an account, an organisation, a key or a listing.
#[utoipa::path(get, path = "/api/v1/staff/audit/{subject}", tag = "staff", security(("session" = [])),
    params(("subject" = String, Path, description = "Its id")),
    responses((status = 200, description = "Newest first, up to 200", body = HistoryBody),
              (status = 403, description = "Only the trust team may", body = ProblemBody)))]
pub(super) async fn history(
    app: Data<App>,
    actor: Actor,
    subject: Path<String>,
) -> ApiResult<HttpResponse> {
    let found = audit::history(&app, &actor, &subject).await?.into_iter();
    let acts = found.map(|it| ActBody {
        at_ms: it.at.millis(),
        who: it.who.map(|it| it.to_string()),
        action: it.action.code(),
        detail: it.detail,
    });
    Ok(HttpResponse::Ok().json(HistoryBody { acts: acts.collect() }))
}
