//! `/api/v1/sessions`: signing in and out, and the list of signed-in devices.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json, Path},
};
use domain::{id::SessionId, session::Session};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    auth::{From, OwnPages, no_session_cookie, session_token, sign_in_cookies},
    problem::{ApiResult, ProblemBody},
    routes::Routes,
};
use crate::{
    app::{Actor, App},
    services::accounts::sessions::{self, SignIn},
};

pub(super) fn configure(routes: &mut Routes) {
    routes
        .post("/api/v1/sessions", sign_in)
        .get("/api/v1/sessions", list)
        .delete("/api/v1/sessions", revoke_others)
        .delete("/api/v1/sessions/current", sign_out)
        .delete("/api/v1/sessions/{id}", revoke);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SignInBody {
    email: String,
    password: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct SessionBody {
    /// `ses_…`
    id: String,
    /// `Firefox, Linux`
    device: String,
    /// The network it signed in from: `192.0.2.0/24`.
    network: String,
    created_at_ms: i64,
    last_seen_at_ms: i64,
    expires_at_ms: i64,
    /// Whether it is the one that asks.
    is_current: bool,
}

#[derive(Serialize, ToSchema)]
pub(super) struct SessionsBody {
    sessions: Vec<SessionBody>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct EndedBody {
    /// How many sessions were ended.
    ended: u64,
}

impl SessionBody {
    fn of(session: Session, current: SessionId) -> SessionBody {
        SessionBody {
            id: session.id.to_string(),
            device: session.device,
            network: session.ip_prefix,
            created_at_ms: session.created_at.millis(),
            last_seen_at_ms: session.last_seen_at.millis(),
            expires_at_ms: session.expires_at.millis(),
            is_current: session.id == current,
        }
    }
}

/// Signs in. The session is in the cookie of the answer, and only there.
#[utoipa::path(post, path = "/api/v1/sessions", tag = "sessions", request_body = SignInBody,
    responses((status = 201, description = "Signed in; the cookie is set", body = SessionBody),
              (status = 401, description = "Address or password is not right", body = ProblemBody),
              (status = 403, description = "The account is suspended", body = ProblemBody),
              (status = 429, description = "Too many tries; see Retry-After", body = ProblemBody)))]
pub(super) async fn sign_in(
    app: Data<App>,
    _own: OwnPages,
    request: HttpRequest,
    from: From,
    Json(body): Json<SignInBody>,
) -> ApiResult<HttpResponse> {
    let form = SignIn {
        email: body.email,
        password: body.password,
        client: from.0,
        replaces: session_token(&app, &request),
    };
    let signed_in = sessions::sign_in(&app, form).await?;
    let current = signed_in.session.id;
    let [session, device] = sign_in_cookies(&app, &signed_in);
    Ok(HttpResponse::Created()
        .cookie(session)
        .cookie(device)
        .json(SessionBody::of(signed_in.session, current)))
}

/// The devices one is signed in on, the last used first.
#[utoipa::path(get, path = "/api/v1/sessions", tag = "sessions", security(("session" = [])),
    responses((status = 200, description = "Sessions that still work", body = SessionsBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody)))]
pub(super) async fn list(app: Data<App>, actor: Actor) -> ApiResult<HttpResponse> {
    let current = actor.require_session()?;
    let found = sessions::list(&app, &actor).await?.into_iter();
    let sessions = found.map(|it| SessionBody::of(it, current)).collect();
    Ok(HttpResponse::Ok().json(SessionsBody { sessions }))
}

/// Signs out here.
#[utoipa::path(delete, path = "/api/v1/sessions/current", tag = "sessions", security(("session" = [])),
    responses((status = 204, description = "Signed out; the cookie is gone"),
              (status = 401, description = "Nobody is signed in", body = ProblemBody)))]
pub(super) async fn sign_out(app: Data<App>, actor: Actor) -> ApiResult<HttpResponse> {
    sessions::sign_out(&app, &actor).await?;
    Ok(HttpResponse::NoContent().cookie(no_session_cookie(&app)).finish())
}

/// Signs out everywhere else.
#[utoipa::path(delete, path = "/api/v1/sessions", tag = "sessions", security(("session" = [])),
    responses((status = 200, description = "All others are signed out", body = EndedBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody)))]
pub(super) async fn revoke_others(app: Data<App>, actor: Actor) -> ApiResult<HttpResponse> {
    let ended = sessions::revoke_others(&app, &actor).await?;
    Ok(HttpResponse::Ok().json(EndedBody { ended }))
}

/// Signs out one device.
#[utoipa::path(delete, path = "/api/v1/sessions/{id}", tag = "sessions", security(("session" = [])),
    params(("id" = String, Path, description = "`ses_…`")),
    responses((status = 204, description = "Signed out"),
              (status = 401, description = "Nobody is signed in", body = ProblemBody),
              (status = 404, description = "No such session of yours", body = ProblemBody)))]
pub(super) async fn revoke(
    app: Data<App>,
    actor: Actor,
    id: Path<SessionId>,
) -> ApiResult<HttpResponse> {
    sessions::revoke(&app, &actor, *id).await?;
    Ok(HttpResponse::NoContent().finish())
}
