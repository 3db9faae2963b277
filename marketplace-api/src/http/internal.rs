//! `/internal/v1/…`: the engine for our own services. Whoever asks shows a service token; no proxy should
//! hand these addresses on from outside.

mod bodies;
pub mod openapi;
mod standing;

use actix_web::{
    Error, FromRequest, HttpMessage, HttpRequest, HttpResponse,
    dev::Payload,
    http::header::AUTHORIZATION,
    web::{Data, Json},
};
use bodies::{
    BatchAskBody, BatchBody, BatchItemBody, ExplainAskBody, ExplainBody, MatchAskBody, MatchBody,
};
use domain::id::ListingId;
use futures_util::{
    StreamExt,
    future::{Ready, ready},
    stream,
};
use serde::Serialize;
use utoipa::ToSchema;

use super::{
    problem::{ApiResult, ProblemBody},
    routes::Routes,
};
use crate::{
    app::App,
    error::AppError,
    services::{
        matches,
        service_tokens::{self, ServiceScope, ServiceToken},
    },
};

pub(super) fn configure(routes: &mut Routes) {
    routes
        .post("/internal/v1/match", find)
        .post("/internal/v1/match:batch", find_batch)
        .post("/internal/v1/explain", explain)
        .get("/internal/v1/stats", stats);
    standing::configure(routes);
    openapi::configure(routes);
}

/// The service that asks, by its token.
#[derive(Debug, Clone)]
pub struct Service(pub ServiceToken);

#[derive(Clone)]
struct Known(Option<ServiceToken>);

/// Looks once per request, before it is counted against a quota.
pub(crate) async fn identify(
    app: &App,
    request: &HttpRequest,
) -> Result<Option<ServiceToken>, AppError> {
    let header = request.headers().get(AUTHORIZATION).and_then(|it| it.to_str().ok());
    let secret = header
        .and_then(|it| it.split_once(' '))
        .filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
    let token = match secret {
        Some((_, secret)) => service_tokens::authenticate(app, secret.trim()).await?,
        None => None,
    };
    request.extensions_mut().insert(Known(token.clone()));
    Ok(token)
}

impl FromRequest for Service {
    type Error = Error;
    type Future = Ready<Result<Service, Error>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let known = request.extensions().get::<Known>().and_then(|it| it.0.clone());
        ready(known.map(Service).ok_or_else(|| AppError::ServiceTokenFirst.refused(request)))
    }
}

/// Match a need with listings.
#[utoipa::path(post, path = "/internal/v1/match", tag = "match", security(("service_token" = ["match:read"])),
    request_body = MatchAskBody,
    responses((status = 200, description = "Listings that may be seen, best first", body = MatchBody),
              (status = 401, description = "No service token", body = ProblemBody),
              (status = 403, description = "The token has not the scope `match:read`", body = ProblemBody),
              (status = 422, description = "A filter makes no sense", body = ProblemBody),
              (status = 429, description = "The token's quota is used up", body = ProblemBody),
              (status = 503, description = "Too busy; see Retry-After", body = ProblemBody),
              (status = 504, description = "No answer within the deadline", body = ProblemBody)))]
pub(super) async fn find(
    app: Data<App>,
    service: Service,
    Json(body): Json<MatchAskBody>,
) -> ApiResult<Json<MatchBody>> {
    service.0.require(ServiceScope::MatchRead)?;
    let (ask, lang) = body.into_ask()?;
    let found = matches::find(&app.into_inner(), &ask).await?;
    Ok(Json(MatchBody::of(&found, lang)?))
}

/// Match up to 100 needs, each with its own outcome.
#[utoipa::path(post, path = "/internal/v1/match:batch", tag = "match", security(("service_token" = ["match:read"])),
    request_body = BatchAskBody,
    responses((status = 200, description = "In the order asked; each is an answer or a problem", body = BatchBody),
              (status = 400, description = "More than 100 queries", body = ProblemBody),
              (status = 401, description = "No service token", body = ProblemBody),
              (status = 403, description = "The token has not the scope `match:read`", body = ProblemBody)))]
pub(super) async fn find_batch(
    app: Data<App>,
    service: Service,
    Json(body): Json<BatchAskBody>,
) -> ApiResult<Json<BatchBody>> {
    service.0.require(ServiceScope::MatchRead)?;
    if body.queries.len() > matches::MOST_IN_BATCH {
        let why = format!("a batch has at most {} queries", matches::MOST_IN_BATCH);
        return Err(AppError::Malformed { why }.into());
    }
    let app = app.into_inner();
    let deadline_ms = matches::deadline(&app, body.deadline_ms)?;
    let until = std::time::Instant::now() + std::time::Duration::from_millis(deadline_ms);
    // A batch takes one place, not all of them: others get their turn in between.
    let one = |query: MatchAskBody| {
        let app = app.clone();
        async move {
            let (mut ask, lang) = query.into_ask()?;
            let left = until.saturating_duration_since(std::time::Instant::now()).as_millis();
            let left = u64::try_from(left).unwrap_or(u64::MAX);
            if left == 0 {
                return Err(AppError::Late { deadline_ms });
            }
            ask.deadline_ms = Some(ask.deadline_ms.map_or(left, |it| it.min(left)));
            MatchBody::of(&matches::find(&app, &ask).await?, lang)
        }
    };
    let outcomes: Vec<_> = stream::iter(body.queries).then(one).collect().await;
    let items = outcomes.into_iter().map(BatchItemBody::of).collect();
    Ok(Json(BatchBody { items }))
}

/// Why a listing stands where it does for a need.
#[utoipa::path(post, path = "/internal/v1/explain", tag = "match", security(("service_token" = ["match:read"])),
    request_body = ExplainAskBody,
    responses((status = 200, description = "What made its score and its place", body = ExplainBody),
              (status = 401, description = "No service token", body = ProblemBody),
              (status = 403, description = "The token has not the scope `match:read`", body = ProblemBody),
              (status = 404, description = "The listing is not among the candidates", body = ProblemBody)))]
pub(super) async fn explain(
    app: Data<App>,
    service: Service,
    Json(body): Json<ExplainAskBody>,
) -> ApiResult<Json<ExplainBody>> {
    service.0.require(ServiceScope::MatchRead)?;
    let missing = || AppError::NotFound { what: "candidate", id: body.listing.clone() };
    let listing: ListingId = body.listing.parse().map_err(|_garbage| missing())?;
    let (ask, _) = body.query.into_ask()?;
    let (explained, receipt) = matches::explain(&app.into_inner(), &ask, listing).await?;
    Ok(Json(ExplainBody::of(&explained, &receipt)))
}

#[derive(Serialize, ToSchema)]
pub(super) struct StatsBody {
    /// Listings in the index, its segments and its size.
    listings: u64,
    segments: u64,
    bytes_on_disk: u64,
    bytes_in_memory: u64,
    /// The event of the outbox that was applied last, and how many came since.
    position: u64,
    behind: u64,
    standing_queries: u64,
    standing_bytes: u64,
    /// Requests in the engine, and those that wait.
    running: usize,
    waiting: usize,
    expected_wait_ms: u64,
    /// Since the process started.
    refused: u64,
    /// Whether there is a model to rank by.
    has_model: bool,
}

/// How the engine is.
#[utoipa::path(get, path = "/internal/v1/stats", tag = "match", security(("service_token" = ["match:stats"])),
    responses((status = 200, description = "Sizes, freshness and load of this process", body = StatsBody),
              (status = 401, description = "No service token", body = ProblemBody),
              (status = 403, description = "The token has not the scope `match:stats`", body = ProblemBody)))]
pub(super) async fn stats(app: Data<App>, service: Service) -> ApiResult<HttpResponse> {
    service.0.require(ServiceScope::MatchStats)?;
    let (stats, standing) = (app.engine.stats(), app.engine.standing_stats());
    let busy = app.admission.busy();
    Ok(HttpResponse::Ok().json(StatsBody {
        listings: stats.documents,
        segments: stats.segments,
        bytes_on_disk: stats.bytes_on_disk,
        bytes_in_memory: stats.bytes_of_columns,
        position: app.engine.position(),
        behind: crate::jobs::index_listings::behind(&app).await?,
        standing_queries: standing.queries,
        standing_bytes: standing.bytes,
        running: busy.running,
        waiting: busy.waiting,
        expected_wait_ms: busy.expected_wait_ms,
        refused: busy.refused,
        has_model: app.engine.model().is_some(),
    }))
}
