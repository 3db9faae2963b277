//! `/api/v1/organisations/{id}/api-keys`: keys for programs.

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path},
};
use domain::id::{ApiKeyId, OrgId};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    problem::{ApiResult, ProblemBody},
    routes::Routes,
};
use crate::{
    app::{Actor, App},
    services::api_keys::{self, ApiKey, NewKey},
};

pub(super) fn configure(routes: &mut Routes) {
    routes
        .get("/api/v1/organisations/{id}/api-keys", list)
        .post("/api/v1/organisations/{id}/api-keys", create)
        .delete("/api/v1/organisations/{id}/api-keys/{key}", revoke);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewKeyBody {
    /// What it is for, in your words; 1 to 80 characters.
    name: String,
    /// `listings:read`, `listings:write`, `profile:write`.
    scopes: Vec<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct KeyBody {
    /// `key_…`
    id: String,
    name: String,
    /// How its secret begins.
    prefix: String,
    scopes: Vec<&'static str>,
    created_by: String,
    created_at_ms: i64,
    last_used_at_ms: Option<i64>,
    revoked_at_ms: Option<i64>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct CreatedKeyBody {
    #[serde(flatten)]
    key: KeyBody,
    /// Shown this once. Send it as `Authorization: Bearer …`.
    secret: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct KeysBody {
    api_keys: Vec<KeyBody>,
}

impl KeyBody {
    fn of(key: ApiKey) -> KeyBody {
        KeyBody {
            id: key.id.to_string(),
            name: key.name,
            prefix: key.prefix,
            scopes: key.scopes.iter().map(|it| it.code()).collect(),
            created_by: key.created_by.to_string(),
            created_at_ms: key.created_at.millis(),
            last_used_at_ms: key.last_used_at.map(|it| it.millis()),
            revoked_at_ms: key.revoked_at.map(|it| it.millis()),
        }
    }
}

/// Keys of an organisation, revoked ones too.
#[utoipa::path(get, path = "/api/v1/organisations/{id}/api-keys", tag = "api-keys", security(("session" = [])),
    params(("id" = String, Path, description = "`org_…`")),
    responses((status = 200, description = "Newest first, without secrets", body = KeysBody),
              (status = 403, description = "Only administrators may", body = ProblemBody),
              (status = 404, description = "No such organisation of yours", body = ProblemBody)))]
pub(super) async fn list(app: Data<App>, actor: Actor, id: Path<OrgId>) -> ApiResult<HttpResponse> {
    let found = api_keys::list(&app, &actor, *id).await?.into_iter();
    Ok(HttpResponse::Ok().json(KeysBody { api_keys: found.map(KeyBody::of).collect() }))
}

/// Makes a key. Its secret is in this answer and nowhere else.
#[utoipa::path(post, path = "/api/v1/organisations/{id}/api-keys", tag = "api-keys", security(("session" = [])),
    params(("id" = String, Path, description = "`org_…`")),
    request_body = NewKeyBody,
    responses((status = 201, description = "Made", body = CreatedKeyBody),
              (status = 403, description = "Only administrators may", body = ProblemBody),
              (status = 404, description = "No such organisation of yours", body = ProblemBody),
              (status = 422, description = "Some fields need another look", body = ProblemBody)))]
pub(super) async fn create(
    app: Data<App>,
    actor: Actor,
    id: Path<OrgId>,
    Json(body): Json<NewKeyBody>,
) -> ApiResult<HttpResponse> {
    let form = NewKey { name: body.name, scopes: body.scopes };
    let created = api_keys::create(&app, &actor, *id, form).await?;
    let body = CreatedKeyBody { key: KeyBody::of(created.key), secret: created.secret };
    Ok(HttpResponse::Created().json(body))
}

/// The key is refused from now on.
#[utoipa::path(delete, path = "/api/v1/organisations/{id}/api-keys/{key}", tag = "api-keys", security(("session" = [])),
    params(("id" = String, Path, description = "`org_…`"), ("key" = String, Path, description = "`key_…`")),
    responses((status = 204, description = "Revoked"),
              (status = 403, description = "Only administrators may", body = ProblemBody),
              (status = 404, description = "No such key of yours", body = ProblemBody)))]
pub(super) async fn revoke(
    app: Data<App>,
    actor: Actor,
    path: Path<(OrgId, ApiKeyId)>,
) -> ApiResult<HttpResponse> {
    let (org, key) = path.into_inner();
    api_keys::revoke(&app, &actor, org, key).await?;
    Ok(HttpResponse::NoContent().finish())
}
