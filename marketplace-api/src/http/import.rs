//! Bulk import over HTTP.

use std::{
    future::{Future, ready},
    io::Cursor,
    pin::Pin,
};

use actix_web::{
    Error, FromRequest, HttpRequest,
    dev::Payload,
    http::header::CONTENT_TYPE,
    web::{Bytes, Data, Json, Path, Query},
};
use domain::id::OrgId;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    problem::{ApiResult, FieldErrorBody},
    routes::Routes,
};
use crate::{
    app::{Actor, App},
    error::AppError,
    services::import::{self, Options, Report, RowError},
};

pub(super) fn configure(routes: &mut Routes) {
    routes.post("/api/v1/organisations/{org}/listings/import", import_listings);
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct ImportParams {
    /// Check every row and write nothing.
    #[serde(default)]
    dry_run: bool,
    /// `false`: rows become drafts instead of being handed in.
    #[serde(default = "yes")]
    publish: bool,
}

fn yes() -> bool {
    true
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ReportBody {
    dry_run: bool,
    created: u64,
    updated: u64,
    unchanged: u64,
    failed: u64,
    /// The first thousand.
    errors: Vec<RowErrorBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct RowErrorBody {
    /// From 1.
    line: u64,
    external_id: Option<String>,
    #[serde(flatten)]
    error: FieldErrorBody,
    /// Where the line stopped being readable.
    unreadable: Option<String>,
}

/// A body of lines of JSON; anything else is refused before it is read.
pub(super) struct Lines(Bytes);

impl FromRequest for Lines {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Lines, Error>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let media = request.headers().get(CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let media = media.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        if !media.eq_ignore_ascii_case("application/x-ndjson") {
            let error = AppError::UnsupportedMedia { expected: "application/x-ndjson" };
            return Box::pin(ready(Err(error.refused(request))));
        }
        let body = Bytes::from_request(request, payload);
        Box::pin(async move { body.await.map(Lines) })
    }
}

/// Import many listings.
///
/// One JSON object per line: a listing and its `external_id`, your own name for it. A bad row is
/// reported and does not stop the others. Importing a row again changes nothing.
#[utoipa::path(post, path = "/api/v1/organisations/{org}/listings/import", tag = "listings",
    params(("org" = String, Path, description = "Organisation id"), ImportParams),
    request_body(content = String, content_type = "application/x-ndjson"),
    security(("api_key" = ["listings:write"]), ("session" = [])),
    responses((status = 200, description = "What came of each row", body = ReportBody),
              (status = 404, description = "Not yours"),
              (status = 413, description = "Too large"),
              (status = 415, description = "Not application/x-ndjson")))]
pub(super) async fn import_listings(
    app: Data<App>,
    actor: Actor,
    org: Path<OrgId>,
    params: Query<ImportParams>,
    Lines(body): Lines,
) -> ApiResult<Json<ReportBody>> {
    let options = Options { dry_run: params.dry_run, publish: params.publish };
    let report = import::import(&app, &actor, *org, Cursor::new(body), options).await?;
    Ok(Json(ReportBody::of(report, params.dry_run)))
}

impl ReportBody {
    fn of(report: Report, dry_run: bool) -> ReportBody {
        ReportBody {
            dry_run,
            created: report.created,
            updated: report.updated,
            unchanged: report.unchanged,
            failed: report.failed,
            errors: report.errors.into_iter().map(RowErrorBody::of).collect(),
        }
    }
}

impl RowErrorBody {
    fn of(it: RowError) -> RowErrorBody {
        RowErrorBody {
            line: it.line,
            error: FieldErrorBody::of(&it.problem),
            external_id: it.external_id,
            unreadable: it.unreadable,
        }
    }
}
