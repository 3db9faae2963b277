//! `/api/v1/searches/{id}`: what a search was answered with, and why a result stood where it did.

use actix_web::web::{Data, Json, Path, Query};
use domain::{
    id::{ListingId, SearchId},
    lang::Lang,
};
use matching::features;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{problem::ApiResult, routes::Routes};
use crate::{
    app::{Actor, App},
    error::AppError,
    services::search::why::{self, Why, words},
};

pub(super) fn configure(routes: &mut Routes) {
    routes
        .get("/api/v1/searches/{id}/receipt", receipt)
        .get("/api/v1/searches/{id}/listings/{listing}/why", explain);
}

#[derive(Serialize, ToSchema)]
pub(super) struct ReceiptBody {
    search_id: String,
    /// When it was answered, in milliseconds since 1970.
    at_ms: i64,
    /// Names of the values of a row, in order.
    features: Vec<&'static str>,
    /// One for each part of the page that was ranked: candidates with their rows and scores (as the
    /// numbers of the 32 bits of each float), what the policy moved, the order, how likely each place
    /// was given to what stands there, the seed, and hashes of model and features. The engine makes the
    /// same order from it again, to the bit.
    #[schema(value_type = Vec<Object>)]
    receipts: Vec<matching::receipt::Receipt>,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct WhyParams {
    /// `es` or `en`: what the texts are said in; English if not given.
    lang: Option<String>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct WhyBody {
    search_id: String,
    listing_id: String,
    /// From 1: where its score put it among the candidates.
    ranked: usize,
    /// From 1: where it stood in the end. The moves lead from one to the other.
    served: usize,
    /// Whether it was on the page.
    on_page: bool,
    score: f32,
    /// What a listing of which nothing is known gets; with all groups it adds up to the score.
    base: f64,
    /// Hash of the model that decided; absent when none did.
    model: Option<String>,
    /// What did most comes first.
    groups: Vec<GroupBody>,
    /// The same by feature; only for whoever searched.
    features: Option<Vec<FeatureBody>>,
    moves: Vec<MoveBody>,
    /// With which the place was given to it, where lots were drawn; otherwise 1.
    chance: f32,
    /// What would have brought it further up, what helps most first.
    what_ifs: Vec<WhatIfBody>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct GroupBody {
    /// Stable name of the group, for programs.
    code: &'static str,
    text: &'static str,
    /// What it added to the score, or took from it.
    share: f64,
}

#[derive(Serialize, ToSchema)]
pub(super) struct FeatureBody {
    name: &'static str,
    share: f64,
}

#[derive(Serialize, ToSchema)]
pub(super) struct MoveBody {
    rule: &'static str,
    /// From 1.
    from: usize,
    to: usize,
    text: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct WhatIfBody {
    code: &'static str,
    /// Where it would have stood, from 1.
    rank: usize,
    text: String,
}

/// What a search was made from: for whoever searched, and for staff.
#[utoipa::path(get, path = "/api/v1/searches/{id}/receipt", tag = "search",
    params(("id" = String, Path, description = "`search_id` of a search of yours")),
    responses((status = 200, description = "The match receipt", body = ReceiptBody),
              (status = 401, description = "Sign in, or show a key"),
              (status = 404, description = "No such search of yours, or it is forgotten")))]
pub(super) async fn receipt(
    app: Data<App>,
    actor: Actor,
    id: Path<String>,
) -> ApiResult<Json<ReceiptBody>> {
    let found = why::receipts(&app, &actor, search_id(&id)?).await?;
    Ok(Json(ReceiptBody {
        search_id: found.id.to_string(),
        at_ms: found.at.millis(),
        features: features::NAMES.to_vec(),
        receipts: found.receipts,
    }))
}

/// Why a listing stood where it stood: for whoever searched, for staff, and for the listing's provider.
#[utoipa::path(get, path = "/api/v1/searches/{id}/listings/{listing}/why", tag = "search",
    params(("id" = String, Path, description = "`search_id` of the search"),
           ("listing" = String, Path, description = "A listing that it considered"), WhyParams),
    responses((status = 200, description = "Shares of the score, moves, what would have helped",
               body = WhyBody),
              (status = 401, description = "Sign in, or show a key"),
              (status = 404, description = "Neither your search nor your listing, or not considered"),
              (status = 410, description = "The model that decided is no longer there")))]
pub(super) async fn explain(
    app: Data<App>,
    actor: Actor,
    path: Path<(String, String)>,
    params: Query<WhyParams>,
) -> ApiResult<Json<WhyBody>> {
    let lang = super::search::parse_lang(params.lang.as_deref())?.unwrap_or(Lang::En);
    let (search, listing) = path.into_inner();
    let id = search_id(&search)?;
    let missing = || AppError::NotFound { what: "listing", id: listing.clone() };
    let listing: ListingId = listing.parse().map_err(|_garbage| missing())?;
    Ok(Json(WhyBody::of(why::why(&app, &actor, id, listing).await?, lang)))
}

fn search_id(text: &str) -> Result<SearchId, AppError> {
    text.parse().map_err(|_garbage| AppError::NotFound { what: "search", id: text.to_owned() })
}

impl WhyBody {
    fn of(why: Why, lang: Lang) -> WhyBody {
        let it = why.explanation;
        let group = |(group, share): &(features::Group, f64)| GroupBody {
            code: words::group_code(*group),
            text: words::group(*group, lang),
            share: *share,
        };
        let feature =
            |(at, share): &(usize, f64)| FeatureBody { name: features::NAMES[*at], share: *share };
        let moves = it.moves.iter().map(|it| {
            let (from, to) = (usize::from(it.from) + 1, usize::from(it.to) + 1);
            let text = words::moved(it.rule, from, to, lang);
            MoveBody { rule: words::rule_code(it.rule), from, to, text }
        });
        let what_ifs = it.what_ifs.iter().map(|wish| WhatIfBody {
            code: words::wish_code(wish.wish),
            rank: wish.rank,
            text: words::what_if(*wish, it.served, lang),
        });
        WhyBody {
            search_id: why.search.to_string(),
            listing_id: why.listing.to_string(),
            ranked: it.ranked,
            served: it.served,
            on_page: it.is_shown,
            score: it.score,
            base: it.base,
            model: why.model,
            groups: it.groups.iter().map(group).collect(),
            features: why.in_full.then(|| it.features.iter().map(feature).collect()),
            moves: moves.collect(),
            chance: it.chance,
            what_ifs: what_ifs.collect(),
        }
    }
}
