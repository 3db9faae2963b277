//! `/api/v1/moderation`: what our trust team decides about listings.

use std::str::FromStr;

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path, Query},
};
use domain::{
    id::{ListingId, VersionId},
    listing::record::Listing,
    time::Timestamp,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{
    etag,
    listings::{ListQuery, body::ChangeBody},
    problem::{ApiResult, ProblemBody},
    routes::Routes,
};
use crate::{
    app::{Actor, App},
    draft_json::DraftBody,
    services::moderation::{self, QueueCursor, Waiting},
};

pub(super) fn configure(routes: &mut Routes) {
    routes
        .get("/api/v1/moderation/listings", queue)
        .post("/api/v1/moderation/listings/{id}/approval", approve)
        .post("/api/v1/moderation/listings/{id}/decline", decline)
        .post("/api/v1/moderation/listings/{id}/suspension", suspend)
        .post("/api/v1/moderation/listings/{id}/lift", lift);
}

#[derive(Serialize, ToSchema)]
pub(super) struct QueueBody {
    /// Longest waiting first.
    waiting: Vec<WaitingBody>,
    /// Send it as `cursor` for the rest; absent at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct WaitingBody {
    /// `lst_…`
    id: String,
    /// Number of the version to decide about.
    n: u32,
    /// Where the listing stands; `in_review` when nothing of it was ever approved.
    status: &'static str,
    organisation: WaitingOrganisationBody,
    submitted_at_ms: i64,
    listing: DraftBody,
    /// Against the version approved last; everything, for a first one.
    changes: Vec<ChangeBody>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct WaitingOrganisationBody {
    /// `org_…`
    id: String,
    handle: String,
    name: String,
}

/// The version that was read. Another one waiting by now is not decided about.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ApprovalBody {
    n: u32,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct DeclineBody {
    n: u32,
    /// What the owner must change, 10 to 2,000 characters.
    #[serde(default)]
    reason: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SuspensionBody {
    /// Our reasons, 10 to 2,000 characters. The owner reads them.
    #[serde(default)]
    statement: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct DecidedBody {
    /// `lst_…`
    id: String,
    status: &'static str,
    version: u64,
}

/// Where a page of the queue ended, as text.
struct Place(QueueCursor);

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Place, ()> {
        let (at, id) = text.split_once('.').ok_or(())?;
        let at = at.parse().map_err(|_digits| ())?;
        let id: VersionId = id.parse().map_err(|_form| ())?;
        Ok(Place((Timestamp::from_millis(at), id)))
    }
}

/// Versions that wait for a decision.
#[utoipa::path(get, path = "/api/v1/moderation/listings", tag = "moderation",
    security(("session" = [])),
    params(("cursor" = Option<String>, Query, description = "`next` of the page before"),
           ("limit" = Option<u64>, Query, description = "1 to 100, usually 20")),
    responses((status = 200, description = "Found", body = QueueBody),
              (status = 401, description = "Nobody is signed in", body = ProblemBody),
              (status = 403, description = "Only our trust team may", body = ProblemBody)))]
pub(super) async fn queue(
    app: Data<App>,
    actor: Actor,
    query: Query<ListQuery>,
) -> ApiResult<HttpResponse> {
    let after = query.cursor::<Place>()?.map(|it| it.0);
    let page = moderation::queue(&app, &actor, after, query.limit()).await?;
    Ok(HttpResponse::Ok().json(QueueBody {
        waiting: page.items.into_iter().map(WaitingBody::of).collect(),
        next: page.next.map(|(at, id)| format!("{}.{id}", at.millis())),
    }))
}

/// The version becomes what the public sees.
#[utoipa::path(post, path = "/api/v1/moderation/listings/{id}/approval", tag = "moderation",
    security(("session" = [])),
    params(("id" = String, Path, description = "`lst_…`")),
    request_body = ApprovalBody,
    responses((status = 200, description = "Live", body = DecidedBody),
              (status = 403, description = "Only our trust team may", body = ProblemBody),
              (status = 404, description = "No such listing", body = ProblemBody),
              (status = 409, description = "That version does not wait", body = ProblemBody)))]
pub(super) async fn approve(
    app: Data<App>,
    actor: Actor,
    id: Path<ListingId>,
    Json(body): Json<ApprovalBody>,
) -> ApiResult<HttpResponse> {
    answer(&moderation::approve(&app, &actor, *id, body.n).await?)
}

/// The version goes back to its owner, with a reason.
#[utoipa::path(post, path = "/api/v1/moderation/listings/{id}/decline", tag = "moderation",
    security(("session" = [])),
    params(("id" = String, Path, description = "`lst_…`")),
    request_body = DeclineBody,
    responses((status = 200, description = "Sent back", body = DecidedBody),
              (status = 403, description = "Only our trust team may", body = ProblemBody),
              (status = 404, description = "No such listing", body = ProblemBody),
              (status = 409, description = "That version does not wait", body = ProblemBody),
              (status = 422, description = "A reason is missing", body = ProblemBody)))]
pub(super) async fn decline(
    app: Data<App>,
    actor: Actor,
    id: Path<ListingId>,
    Json(body): Json<DeclineBody>,
) -> ApiResult<HttpResponse> {
    answer(&moderation::decline(&app, &actor, *id, body.n, &body.reason).await?)
}

/// Hides a listing, with a statement of reasons.
#[utoipa::path(post, path = "/api/v1/moderation/listings/{id}/suspension", tag = "moderation",
    security(("session" = [])),
    params(("id" = String, Path, description = "`lst_…`")),
    request_body = SuspensionBody,
    responses((status = 200, description = "Hidden", body = DecidedBody),
              (status = 403, description = "Only our trust team may", body = ProblemBody),
              (status = 404, description = "No such listing", body = ProblemBody),
              (status = 409, description = "It is not public", body = ProblemBody),
              (status = 422, description = "A statement is missing", body = ProblemBody)))]
pub(super) async fn suspend(
    app: Data<App>,
    actor: Actor,
    id: Path<ListingId>,
    Json(body): Json<SuspensionBody>,
) -> ApiResult<HttpResponse> {
    answer(&moderation::suspend(&app, &actor, *id, &body.statement).await?)
}

/// Ends a suspension.
#[utoipa::path(post, path = "/api/v1/moderation/listings/{id}/lift", tag = "moderation",
    security(("session" = [])),
    params(("id" = String, Path, description = "`lst_…`")),
    responses((status = 200, description = "As before the suspension", body = DecidedBody),
              (status = 403, description = "Only our trust team may", body = ProblemBody),
              (status = 404, description = "No such listing", body = ProblemBody),
              (status = 409, description = "It is not suspended", body = ProblemBody)))]
pub(super) async fn lift(
    app: Data<App>,
    actor: Actor,
    id: Path<ListingId>,
) -> ApiResult<HttpResponse> {
    answer(&moderation::lift(&app, &actor, *id).await?)
}

fn answer(listing: &Listing) -> ApiResult<HttpResponse> {
    Ok(HttpResponse::Ok().insert_header(etag::header(listing.version)).json(DecidedBody {
        id: listing.id.to_string(),
        status: listing.status.code(),
        version: listing.version,
    }))
}

impl WaitingBody {
    fn of(it: Waiting) -> WaitingBody {
        WaitingBody {
            id: it.listing.id.to_string(),
            n: it.version.n,
            status: it.listing.status.code(),
            organisation: WaitingOrganisationBody {
                id: it.org.id.to_string(),
                handle: it.org.handle.to_string(),
                name: it.org.name,
            },
            submitted_at_ms: it.version.submitted_at.map_or(0, Timestamp::millis),
            listing: it.version.raw.into(),
            changes: it.changes.into_iter().map(ChangeBody::of).collect(),
        }
    }
}
