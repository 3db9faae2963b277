//! `/api/v1/listings`: a provider's listings, written, handed in, shown and hidden.

use actix_web::{
    HttpResponse,
    http::header::LOCATION,
    web::{Data, Json, Path, Query},
};
use body::{FoundBody, OwnListingBody, OwnListingsBody};
use domain::id::{ListingId, OrgId};
use serde::Deserialize;

use super::{
    auth::Viewer,
    etag::{self, IfMatch, MaybeIfMatch},
    problem::{ApiResult, ProblemBody},
    routes::Routes,
};
use crate::{
    app::{Actor, App},
    draft_json::DraftBody,
    error::AppError,
    services::listings::{self, Own, view},
};

pub(super) mod body;
pub(super) mod quotes;
pub(super) mod versions;

pub(super) fn configure(routes: &mut Routes) {
    routes
        .post("/api/v1/organisations/{id}/listings", create)
        .get("/api/v1/organisations/{id}/listings", list)
        .get("/api/v1/listings/{id}", show)
        .put("/api/v1/listings/{id}", save)
        .post("/api/v1/listings/{id}/submission", submit)
        .delete("/api/v1/listings/{id}/submission", withdraw)
        .post("/api/v1/listings/{id}/pause", pause)
        .post("/api/v1/listings/{id}/resume", resume)
        .post("/api/v1/listings/{id}/archive", archive);
    quotes::configure(routes);
    versions::configure(routes);
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ListQuery {
    cursor: Option<String>,
    limit: Option<u64>,
}

/// How many lines a page of a list has when the caller does not say.
pub(super) const DEFAULT_LIMIT: u64 = 20;

impl ListQuery {
    pub(super) fn limit(&self) -> u64 {
        self.limit.unwrap_or(DEFAULT_LIMIT)
    }

    /// # Errors
    /// `Malformed` for what we did not give.
    pub(super) fn cursor<T: std::str::FromStr>(&self) -> Result<Option<T>, AppError> {
        let why = || "the cursor is not one of ours; take `next` of the page before".to_owned();
        let parsed = self.cursor.as_ref().map(|it| it.parse());
        parsed.transpose().map_err(|_unknown| AppError::Malformed { why: why() })
    }
}

/// Begins a listing as a draft. Only `kind` must be there from the start; `problems` says what is
/// still missing before it can be handed in.
#[utoipa::path(post, path = "/api/v1/organisations/{id}/listings", tag = "listings",
    security(("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`org_…`")),
    request_body = DraftBody,
    responses((status = 201, description = "Begun", body = OwnListingBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody),
              (status = 403, description = "The organisation only buys", body = ProblemBody),
              (status = 404, description = "No such organisation of yours", body = ProblemBody),
              (status = 422, description = "The kind is missing or unknown", body = ProblemBody)))]
pub(super) async fn create(
    app: Data<App>,
    actor: Actor,
    org: Path<OrgId>,
    Json(body): Json<DraftBody>,
) -> ApiResult<HttpResponse> {
    let own = listings::create(&app, &actor, *org, body.into()).await?;
    Ok(HttpResponse::Created()
        .insert_header((LOCATION, format!("/api/v1/listings/{}", own.listing.id)))
        .insert_header(etag::header(own.listing.version))
        .json(OwnListingBody::of(own)))
}

/// An organisation's listings in every state, newest first.
#[utoipa::path(get, path = "/api/v1/organisations/{id}/listings", tag = "listings",
    security(("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`org_…`"),
           ("cursor" = Option<String>, Query, description = "`next` of the page before"),
           ("limit" = Option<u64>, Query, description = "1 to 100, usually 20")),
    responses((status = 200, description = "Found", body = OwnListingsBody),
              (status = 400, description = "The cursor is not ours", body = ProblemBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody),
              (status = 404, description = "No such organisation of yours", body = ProblemBody)))]
pub(super) async fn list(
    app: Data<App>,
    actor: Actor,
    org: Path<OrgId>,
    query: Query<ListQuery>,
) -> ApiResult<HttpResponse> {
    let page = listings::mine(&app, &actor, *org, query.cursor()?, query.limit()).await?;
    Ok(HttpResponse::Ok().json(OwnListingsBody::of(page)))
}

/// One listing: its newest version for members of its organisation, the live one for others.
#[utoipa::path(get, path = "/api/v1/listings/{id}", tag = "listings",
    security((), ("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`lst_…`")),
    responses((status = 200, description = "Found", body = FoundBody),
              (status = 404, description = "No such listing, or not public", body = ProblemBody),
              (status = 410, description = "Taken away for good", body = ProblemBody)))]
pub(super) async fn show(
    app: Data<App>,
    viewer: Viewer,
    id: Path<ListingId>,
) -> ApiResult<HttpResponse> {
    let found = view::find(&app, viewer.0.as_ref(), *id).await?;
    Ok(HttpResponse::Ok()
        .insert_header(etag::header(found.listing().version))
        .json(FoundBody::of(found)))
}

/// Writes the text anew. A draft is overwritten; anything newer gets a next version, which the public
/// sees once it is handed in and approved. What waited for a decision is taken back.
#[utoipa::path(put, path = "/api/v1/listings/{id}", tag = "listings",
    security(("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`lst_…`"),
           ("If-Match" = String, Header, description = "ETag of what was read")),
    request_body = DraftBody,
    responses((status = 200, description = "Written", body = OwnListingBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody),
              (status = 404, description = "No such listing of yours", body = ProblemBody),
              (status = 409, description = "Archived, or changed at this moment", body = ProblemBody),
              (status = 412, description = "Changed meanwhile", body = ProblemBody),
              (status = 422, description = "The kind is missing or unknown", body = ProblemBody),
              (status = 428, description = "If-Match is missing", body = ProblemBody)))]
pub(super) async fn save(
    app: Data<App>,
    actor: Actor,
    id: Path<ListingId>,
    read: IfMatch,
    Json(body): Json<DraftBody>,
) -> ApiResult<HttpResponse> {
    answer(listings::save(&app, &actor, *id, read.0, body.into()).await?)
}

/// Hands the draft in. Answers on the questions of buyers go live at once; everything else waits for
/// a decision, and the version before it stays live. An organisation with an approved listing
/// publishes further ones at once.
#[utoipa::path(post, path = "/api/v1/listings/{id}/submission", tag = "listings",
    security(("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`lst_…`"),
           ("If-Match" = Option<String>, Header, description = "ETag of what was read")),
    responses((status = 200, description = "Handed in", body = OwnListingBody),
              (status = 403, description = "The address is not confirmed", body = ProblemBody),
              (status = 404, description = "No such listing of yours", body = ProblemBody),
              (status = 409, description = "There is no draft", body = ProblemBody),
              (status = 422, description = "The draft lacks something", body = ProblemBody)))]
pub(super) async fn submit(
    app: Data<App>,
    actor: Actor,
    id: Path<ListingId>,
    read: MaybeIfMatch,
) -> ApiResult<HttpResponse> {
    answer(listings::submit(&app, &actor, *id, read.0).await?)
}

/// Takes back what was handed in; it is a draft again.
#[utoipa::path(delete, path = "/api/v1/listings/{id}/submission", tag = "listings",
    security(("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`lst_…`"),
           ("If-Match" = Option<String>, Header, description = "ETag of what was read")),
    responses((status = 200, description = "Taken back", body = OwnListingBody),
              (status = 404, description = "No such listing of yours", body = ProblemBody),
              (status = 409, description = "Nothing waits", body = ProblemBody)))]
pub(super) async fn withdraw(
    app: Data<App>,
    actor: Actor,
    id: Path<ListingId>,
    read: MaybeIfMatch,
) -> ApiResult<HttpResponse> {
    answer(listings::withdraw(&app, &actor, *id, read.0).await?)
}

/// Hides a live listing for a while.
#[utoipa::path(post, path = "/api/v1/listings/{id}/pause", tag = "listings",
    security(("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`lst_…`"),
           ("If-Match" = Option<String>, Header, description = "ETag of what was read")),
    responses((status = 200, description = "Hidden", body = OwnListingBody),
              (status = 404, description = "No such listing of yours", body = ProblemBody),
              (status = 409, description = "It is not live", body = ProblemBody)))]
pub(super) async fn pause(
    app: Data<App>,
    actor: Actor,
    id: Path<ListingId>,
    read: MaybeIfMatch,
) -> ApiResult<HttpResponse> {
    answer(listings::pause(&app, &actor, *id, read.0).await?)
}

/// Shows a paused listing again.
#[utoipa::path(post, path = "/api/v1/listings/{id}/resume", tag = "listings",
    security(("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`lst_…`"),
           ("If-Match" = Option<String>, Header, description = "ETag of what was read")),
    responses((status = 200, description = "Live again", body = OwnListingBody),
              (status = 404, description = "No such listing of yours", body = ProblemBody),
              (status = 409, description = "It is not paused", body = ProblemBody)))]
pub(super) async fn resume(
    app: Data<App>,
    actor: Actor,
    id: Path<ListingId>,
    read: MaybeIfMatch,
) -> ApiResult<HttpResponse> {
    answer(listings::resume(&app, &actor, *id, read.0).await?)
}

/// Takes a listing away for good.
#[utoipa::path(post, path = "/api/v1/listings/{id}/archive", tag = "listings",
    security(("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`lst_…`"),
           ("If-Match" = Option<String>, Header, description = "ETag of what was read")),
    responses((status = 200, description = "Taken away", body = OwnListingBody),
              (status = 404, description = "No such listing of yours", body = ProblemBody),
              (status = 409, description = "It is archived already", body = ProblemBody)))]
pub(super) async fn archive(
    app: Data<App>,
    actor: Actor,
    id: Path<ListingId>,
    read: MaybeIfMatch,
) -> ApiResult<HttpResponse> {
    answer(listings::archive(&app, &actor, *id, read.0).await?)
}

fn answer(own: Own) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok()
        .insert_header(etag::header(own.listing.version))
        .json(OwnListingBody::of(own)))
}
