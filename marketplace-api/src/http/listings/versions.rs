//! `/api/v1/listings/{id}/versions`: what a listing said and when.

use actix_web::{
    HttpResponse,
    web::{Data, Path},
};
use domain::id::ListingId;

use super::body::{VersionBody, VersionsBody};
use crate::{
    app::{Actor, App},
    http::{
        problem::{ApiResult, ProblemBody},
        routes::Routes,
    },
    services::listings::view,
};

pub(super) fn configure(routes: &mut Routes) {
    routes
        .get("/api/v1/listings/{id}/versions", list)
        .get("/api/v1/listings/{id}/versions/{n}", show);
}

/// Every version, newest first, for members of its organisation and our trust team.
#[utoipa::path(get, path = "/api/v1/listings/{id}/versions", tag = "listings",
    security(("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`lst_…`")),
    responses((status = 200, description = "Found", body = VersionsBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody),
              (status = 404, description = "No such listing of yours", body = ProblemBody)))]
pub(crate) async fn list(
    app: Data<App>,
    actor: Actor,
    id: Path<ListingId>,
) -> ApiResult<HttpResponse> {
    let history = view::history(&app, &actor, *id).await?;
    Ok(HttpResponse::Ok().json(VersionsBody::of(history)))
}

/// One version: what it says, and what it changed.
#[utoipa::path(get, path = "/api/v1/listings/{id}/versions/{n}", tag = "listings",
    security(("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`lst_…`"),
           ("n" = u32, Path, description = "1, 2, 3 …")),
    responses((status = 200, description = "Found", body = VersionBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody),
              (status = 404, description = "No such version of yours", body = ProblemBody)))]
pub(crate) async fn show(
    app: Data<App>,
    actor: Actor,
    path: Path<(ListingId, u32)>,
) -> ApiResult<HttpResponse> {
    let (id, n) = *path;
    let version = view::version(&app, &actor, id, n).await?;
    Ok(HttpResponse::Ok().json(VersionBody::of(version)))
}
