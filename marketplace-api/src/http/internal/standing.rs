//! Searches that wait for listings, and who is told of a listing.

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path, Query},
};
use matching::types::{Doc, Text};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    Service,
    bodies::{FiltersBody, parse_lang},
};
use crate::{
    app::App,
    error::AppError,
    http::{
        problem::{ApiResult, ProblemBody},
        routes::Routes,
    },
    services::{
        matches, search,
        service_tokens::ServiceScope,
        standing::{self, Kept},
    },
};

pub(super) fn configure(routes: &mut Routes) {
    routes
        .post("/internal/v1/percolate", percolate)
        .put("/internal/v1/standing/{id}", put)
        .delete("/internal/v1/standing/{id}", end)
        .get("/internal/v1/standing/{id}/matches", meeting);
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PercolateAskBody {
    /// A listing of the index, `lst_…`.
    listing: Option<String>,
    /// Or a document that is not there.
    doc: Option<DocBody>,
    deadline_ms: Option<u64>,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct DocBody {
    texts: Vec<TextBody>,
    /// Names of skills and categories.
    labels: Vec<String>,
    category: Option<String>,
    skill: Vec<String>,
    kind: Option<String>,
    written_in: Vec<String>,
    price_minor: Option<u64>,
    delivery_days: Option<u32>,
    provider_name: String,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct TextBody {
    /// `es` or `en`.
    lang: String,
    title: String,
    #[serde(default)]
    summary: String,
    #[serde(default)]
    body: String,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct PercolateBody {
    /// Best first.
    met: Vec<MetBody>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct MetBody {
    id: String,
    /// From 0 to 1, comparable between queries.
    score: f32,
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct StandingBody {
    /// The need, read as a search is, but without correcting the spelling.
    text: String,
    /// Instead of a text: ideas, each with its names.
    ideas: Vec<Vec<String>>,
    /// How many of the ideas a listing must have; more than half, four at most, if not given.
    required: Option<usize>,
    filters: FiltersBody,
    /// From 0 to 1.
    min_score: f32,
    lang: Option<String>,
    /// After this moment nothing meets it.
    until_ms: Option<i64>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct MeetingParams {
    /// 1 to 1,000; 20 if not given.
    limit: Option<usize>,
}

#[derive(Serialize, ToSchema)]
pub(crate) struct MeetingBody {
    /// Best first.
    listings: Vec<MetBody>,
}

/// Which standing queries a listing meets.
#[utoipa::path(post, path = "/internal/v1/percolate", tag = "standing", security(("service_token" = ["match:percolate"])),
    request_body = PercolateAskBody,
    responses((status = 200, description = "The queries it meets, best first", body = PercolateBody),
              (status = 400, description = "Neither a listing nor a document", body = ProblemBody),
              (status = 401, description = "No service token", body = ProblemBody),
              (status = 403, description = "The token has not the scope `match:percolate`", body = ProblemBody),
              (status = 503, description = "Too busy; see Retry-After", body = ProblemBody)))]
pub(crate) async fn percolate(
    app: Data<App>,
    service: Service,
    Json(body): Json<PercolateAskBody>,
) -> ApiResult<Json<PercolateBody>> {
    service.0.require(ServiceScope::MatchPercolate)?;
    let app = app.into_inner();
    let deadline_ms = matches::deadline(&app, body.deadline_ms)?;
    let doc = body.doc.map(DocBody::into_doc).transpose()?;
    let listing = body.listing;
    if listing.is_some() == doc.is_some() {
        let why = "say either `listing` or `doc`".into();
        return Err(AppError::Malformed { why }.into());
    }
    let work = matches::run(&app, deadline_ms, move |app| match (doc, listing) {
        (Some(doc), _) => standing::met_by_doc(app, &doc),
        (None, listing) => Ok(standing::met_by(app, &listing.unwrap_or_default())),
    });
    let met = matches::within(deadline_ms, work).await??;
    let met = met.into_iter().map(|it| MetBody { id: it.id, score: it.score });
    Ok(Json(PercolateBody { met: met.collect() }))
}

/// Let a query wait for listings, or replace it.
#[utoipa::path(put, path = "/internal/v1/standing/{id}", tag = "standing", security(("service_token" = ["match:percolate"])),
    params(("id" = String, Path, description = "Yours: 1 to 80 letters, digits or any of `_-.:`")),
    request_body = StandingBody,
    responses((status = 204, description = "It stands"),
              (status = 400, description = "The id or the query makes no sense", body = ProblemBody),
              (status = 401, description = "No service token", body = ProblemBody),
              (status = 403, description = "The token has not the scope `match:percolate`", body = ProblemBody),
              (status = 422, description = "A filter makes no sense", body = ProblemBody)))]
pub(crate) async fn put(
    app: Data<App>,
    service: Service,
    id: Path<String>,
    Json(body): Json<StandingBody>,
) -> ApiResult<HttpResponse> {
    service.0.require(ServiceScope::MatchPercolate)?;
    let request = body.filters.into_request();
    let query = search::to_query(&app, &request, search::DEFAULT_LIMIT)?;
    let kept = Kept {
        text: body.text,
        ideas: body.ideas,
        required: body.required,
        filters: query.filters,
        min_score: body.min_score,
        lang: parse_lang(body.lang.as_deref())?.map(|it| it.code().to_owned()),
        until_ms: body.until_ms,
    };
    standing::put(&app, &id, &kept).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Let it wait no more.
#[utoipa::path(delete, path = "/internal/v1/standing/{id}", tag = "standing", security(("service_token" = ["match:percolate"])),
    params(("id" = String, Path, description = "As it was put")),
    responses((status = 204, description = "It stands no more"),
              (status = 401, description = "No service token", body = ProblemBody),
              (status = 403, description = "The token has not the scope `match:percolate`", body = ProblemBody),
              (status = 404, description = "Nothing stands under that id", body = ProblemBody)))]
pub(crate) async fn end(
    app: Data<App>,
    service: Service,
    id: Path<String>,
) -> ApiResult<HttpResponse> {
    service.0.require(ServiceScope::MatchPercolate)?;
    standing::end(&app, &id).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The other way round: listings that it would be told of now.
#[utoipa::path(get, path = "/internal/v1/standing/{id}/matches", tag = "standing", security(("service_token" = ["match:percolate"])),
    params(("id" = String, Path, description = "As it was put"), MeetingParams),
    responses((status = 200, description = "Best first", body = MeetingBody),
              (status = 401, description = "No service token", body = ProblemBody),
              (status = 403, description = "The token has not the scope `match:percolate`", body = ProblemBody),
              (status = 404, description = "Nothing stands under that id", body = ProblemBody),
              (status = 503, description = "Too busy; see Retry-After", body = ProblemBody)))]
pub(crate) async fn meeting(
    app: Data<App>,
    service: Service,
    id: Path<String>,
    params: Query<MeetingParams>,
) -> ApiResult<Json<MeetingBody>> {
    service.0.require(ServiceScope::MatchPercolate)?;
    let limit = params.limit.unwrap_or(search::DEFAULT_LIMIT).clamp(1, 1_000);
    let app = app.into_inner();
    let deadline_ms = matches::deadline(&app, None)?;
    let id = id.into_inner();
    let work = matches::run(&app, deadline_ms, move |app| standing::meeting(app, &id, limit));
    let found = matches::within(deadline_ms, work).await??;
    let listings = found.into_iter().map(|it| MetBody { id: it.key, score: it.score });
    Ok(Json(MeetingBody { listings: listings.collect() }))
}

impl DocBody {
    fn into_doc(self) -> Result<Doc, AppError> {
        let mut texts = Vec::with_capacity(self.texts.len());
        for it in self.texts {
            let lang = parse_lang(Some(&it.lang))?;
            let lang = lang
                .ok_or_else(|| AppError::Malformed { why: "a text's lang is es or en".into() })?;
            texts.push(Text {
                lang: search::engine_lang(lang),
                title: it.title,
                summary: it.summary,
                body: it.body,
            });
        }
        let mut facets: Vec<(String, String)> = Vec::new();
        for (field, values) in [
            ("category", Vec::from_iter(self.category)),
            ("skill", self.skill),
            ("kind", Vec::from_iter(self.kind)),
            ("lang", self.written_in),
        ] {
            facets.extend(values.into_iter().map(|it| (field.to_owned(), it)));
        }
        Ok(Doc {
            texts,
            labels: self.labels,
            facets,
            price_minor: self.price_minor,
            delivery_days: self.delivery_days,
            owner_name: self.provider_name,
            ..Doc::default()
        })
    }
}
