//! `/api/v1/listings/{id}/quote`: what a choice costs.

use actix_web::{
    HttpResponse,
    web::{Data, Json, Path},
};
use domain::{
    id::ListingId,
    pricing::{Choice, Choices},
};
use serde::Deserialize;
use utoipa::ToSchema;

use super::body::QuoteBody;
use crate::{
    app::App,
    http::{
        auth::Viewer,
        problem::{ApiResult, ProblemBody},
        routes::Routes,
    },
    services::listings::view,
};

pub(super) fn configure(routes: &mut Routes) {
    routes.post("/api/v1/listings/{id}/quote", quote);
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoicesBody {
    /// From 0.
    #[serde(default)]
    tier: usize,
    /// Hours, months, pieces … as the kind says.
    #[serde(default = "one")]
    quantity: u32,
    #[serde(default)]
    extras: Vec<ChoiceBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ChoiceBody {
    /// Code of the extra.
    extra: String,
    /// For extras priced per unit or by range.
    units: Option<u32>,
    /// For exclusive extras: code of the option.
    option: Option<String>,
}

fn one() -> u32 {
    1
}

/// What a tier with its extras costs, computed from the live version.
#[utoipa::path(post, path = "/api/v1/listings/{id}/quote", tag = "listings",
    security((), ("session" = []), ("api_key" = [])),
    params(("id" = String, Path, description = "`lst_…`")),
    request_body = ChoicesBody,
    responses((status = 200, description = "Computed", body = QuoteBody),
              (status = 404, description = "No such listing, or not public", body = ProblemBody),
              (status = 410, description = "Taken away for good", body = ProblemBody),
              (status = 422, description = "Something chosen is not on offer", body = ProblemBody)))]
pub(crate) async fn quote(
    app: Data<App>,
    viewer: Viewer,
    id: Path<ListingId>,
    Json(body): Json<ChoicesBody>,
) -> ApiResult<HttpResponse> {
    let extras = body.extras.into_iter();
    let extras = extras.map(|it| Choice { extra: it.extra, units: it.units, option: it.option });
    let choices = Choices { tier: body.tier, quantity: body.quantity, extras: extras.collect() };
    let quote = view::quote(&app, viewer.0.as_ref(), *id, &choices).await?;
    Ok(HttpResponse::Ok().json(QuoteBody::of(quote)))
}
