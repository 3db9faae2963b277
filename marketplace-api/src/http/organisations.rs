//! `/api/v1/organisations`: founding, reading and editing one's organisations.

use actix_web::{
    HttpResponse,
    http::header::LOCATION,
    web::{Data, Json, Path},
};
use domain::{id::OrgId, organisation::Organisation, user::OrgRole};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    etag::{self, IfMatch},
    problem::{ApiResult, ProblemBody},
    routes::Routes,
};
use crate::{
    app::{Actor, App},
    services::organisations::{self, OrganisationForm, Place},
};

pub(super) fn configure(routes: &mut Routes) {
    routes
        .post("/api/v1/organisations", create)
        .get("/api/v1/organisations", list)
        .get("/api/v1/organisations/{id}", show)
        .put("/api/v1/organisations/{id}", edit);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewOrganisationBody {
    /// 2 to 120 characters.
    name: String,
    /// Part of its address, 3 to 40 characters; made from the name when left out.
    handle: Option<String>,
    /// `individual` or `company`.
    kind: String,
    /// `buyer`, `provider` or `both`.
    side: String,
    /// ISO 3166-1: `ES`.
    country: String,
    /// Whether it acts in the course of business; buyers are told.
    #[serde(default)]
    is_trader: bool,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct EditOrganisationBody {
    name: String,
    /// `individual` or `company`.
    kind: String,
    /// `buyer`, `provider` or `both`.
    side: String,
    /// ISO 3166-1: `ES`.
    country: String,
    is_trader: bool,
}

#[derive(Serialize, ToSchema)]
pub(super) struct OrganisationBody {
    /// `org_…`
    id: String,
    handle: String,
    name: String,
    kind: &'static str,
    side: &'static str,
    country: &'static str,
    is_trader: bool,
    /// `active`, `suspended` or `closed`.
    status: &'static str,
    /// Written by us to show the market.
    is_demo: bool,
    /// What the caller is in it: `owner`, `admin` or `member`.
    your_role: &'static str,
    created_at_ms: i64,
    version: u64,
}

#[derive(Serialize, ToSchema)]
pub(super) struct OrganisationsBody {
    organisations: Vec<OrganisationBody>,
}

impl OrganisationBody {
    pub(super) fn of(org: Organisation, role: OrgRole) -> OrganisationBody {
        OrganisationBody {
            id: org.id.to_string(),
            handle: org.handle.to_string(),
            name: org.name,
            kind: org.kind.code(),
            side: org.side.code(),
            country: org.country.code(),
            is_trader: org.is_trader,
            status: org.status.code(),
            is_demo: org.is_demo,
            your_role: role.code(),
            created_at_ms: org.created_at.millis(),
            version: org.version,
        }
    }
}

/// Founds an organisation. The caller becomes its owner.
#[utoipa::path(post, path = "/api/v1/organisations", tag = "organisations", security(("session" = [])),
    request_body = NewOrganisationBody,
    responses((status = 201, description = "Founded", body = OrganisationBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody),
              (status = 403, description = "The address is not confirmed", body = ProblemBody),
              (status = 422, description = "Some fields need another look", body = ProblemBody)))]
pub(super) async fn create(
    app: Data<App>,
    actor: Actor,
    Json(body): Json<NewOrganisationBody>,
) -> ApiResult<HttpResponse> {
    let handle = body.handle;
    let form = OrganisationForm {
        name: body.name,
        kind: body.kind,
        side: body.side,
        country: body.country,
        is_trader: body.is_trader,
    };
    let org = organisations::create(&app, &actor, form, handle.as_deref()).await?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/api/v1/organisations/{}", org.id)))
        .insert_header(etag::header(org.version))
        .json(OrganisationBody::of(org, OrgRole::Owner)))
}

/// The organisations one belongs to.
#[utoipa::path(get, path = "/api/v1/organisations", tag = "organisations",
    security(("session" = []), ("api_key" = [])),
    responses((status = 200, description = "Oldest membership first", body = OrganisationsBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody)))]
pub(super) async fn list(app: Data<App>, actor: Actor) -> ApiResult<HttpResponse> {
    let places = organisations::list_mine(&app, &actor).await?.into_iter();
    let organisations = places.map(|it| OrganisationBody::of(it.org, it.role)).collect();
    Ok(HttpResponse::Ok().json(OrganisationsBody { organisations }))
}

/// One of one's organisations.
#[utoipa::path(get, path = "/api/v1/organisations/{id}", tag = "organisations",
    security(("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`org_…`")),
    responses((status = 200, description = "Found", body = OrganisationBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody),
              (status = 404, description = "No such organisation of yours", body = ProblemBody)))]
pub(super) async fn show(app: Data<App>, actor: Actor, id: Path<OrgId>) -> ApiResult<HttpResponse> {
    let Place { org, role } = organisations::show(&app, &actor, *id).await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag::header(org.version))
        .json(OrganisationBody::of(org, role)))
}

/// Changes what an organisation says of itself.
#[utoipa::path(put, path = "/api/v1/organisations/{id}", tag = "organisations", security(("session" = [])),
    params(("id" = String, Path, description = "`org_…`"),
           ("If-Match" = String, Header, description = "ETag of what was read")),
    request_body = EditOrganisationBody,
    responses((status = 200, description = "Changed", body = OrganisationBody),
              (status = 403, description = "Only administrators may", body = ProblemBody),
              (status = 404, description = "No such organisation of yours", body = ProblemBody),
              (status = 412, description = "Changed meanwhile", body = ProblemBody),
              (status = 422, description = "Some fields need another look", body = ProblemBody),
              (status = 428, description = "If-Match is missing", body = ProblemBody)))]
pub(super) async fn edit(
    app: Data<App>,
    actor: Actor,
    id: Path<OrgId>,
    read: IfMatch,
    Json(body): Json<EditOrganisationBody>,
) -> ApiResult<HttpResponse> {
    let form = OrganisationForm {
        name: body.name,
        kind: body.kind,
        side: body.side,
        country: body.country,
        is_trader: body.is_trader,
    };
    organisations::edit(&app, &actor, *id, form, read.0).await?;
    show(app, actor, id).await
}
