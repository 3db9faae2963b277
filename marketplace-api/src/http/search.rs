//! `GET /api/v1/search`: fixed for outside tools.

use actix_web::web::{Data, Json, Query};
use domain::lang::Lang;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::{
    auth::{From, Viewer},
    problem::ApiResult,
    routes::Routes,
};
use crate::{
    app::App,
    error::AppError,
    services::{
        listings::cards::Card,
        search::{self, Hit, Order, Page, log::Asker, reasons},
    },
};

pub(super) fn configure(routes: &mut Routes) {
    routes.get("/api/v1/search", find).get("/api/v1/suggestions", suggest);
}

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct SearchParams {
    /// The need, in Spanish or English. Operators are plain words; the first 1,000 characters and
    /// 32 terms count. Empty: browse.
    q: String,
    /// The reader's language, `es` or `en`: reasons are said in it, and it weighs a little in the
    /// order. It never hides anything.
    lang: Option<String>,
    /// Category slug; several, separated by commas, mean any of them.
    category: String,
    /// Skill slug; several, separated by commas, mean any of them.
    skill: String,
    /// `package`, `hourly`, `course`, `subscription`, `bulk` or `consult`; several with commas.
    kind: String,
    /// Languages the listing is written in, `es` or `en`.
    written_in: String,
    /// Lowest starting price, in euros.
    price_min: Option<u64>,
    /// Highest starting price, in euros.
    price_max: Option<u64>,
    /// Delivered within so many days.
    delivery_max: Option<u32>,
    /// Average rating from 0 to 5, such as `4.5`.
    rating_min: Option<f32>,
    /// `relevance`, `price`, `-price`, `newest` or `rating`.
    sort: Option<String>,
    /// Results per page, 1 to 100; 20 if not given.
    limit: Option<usize>,
    /// `next` of the page before.
    cursor: Option<String>,
    /// `false` leaves the facet counts out, which is faster.
    facets: Option<bool>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct SearchBody {
    search_id: String,
    results: Vec<ResultBody>,
    total: TotalBody,
    facets: Vec<FacetBody>,
    /// Pass it as `cursor` to read on; absent on the last page.
    next: Option<String>,
    /// Words that nobody uses here, and what was searched for beside them.
    corrections: Vec<CorrectionBody>,
    /// Some counts are estimates.
    degraded: bool,
}

#[derive(Serialize, ToSchema)]
pub(super) struct TotalBody {
    count: u64,
    /// Otherwise there are more than `count`, and the facets count among the best so many.
    exact: bool,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ResultBody {
    rank: usize,
    /// Comparable within one search only.
    score: f32,
    listing: FoundBody,
    /// Strongest first.
    reasons: Vec<ReasonBody>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct ReasonBody {
    /// Stable name of the reason, for programs.
    code: &'static str,
    /// In the reader's language.
    text: String,
    /// Share of the score, 0 to 1.
    weight: f32,
}

#[derive(Serialize, ToSchema)]
pub(super) struct FoundBody {
    id: String,
    title: String,
    summary: String,
    /// Language of title and summary.
    lang: &'static str,
    /// Languages it is written in.
    written_in: Vec<&'static str>,
    /// Path of its page.
    url: String,
    provider: FoundProviderBody,
    kind: &'static str,
    category: String,
    skills: Vec<String>,
    /// Starting price.
    price: PriceBody,
    delivery_days: u32,
    /// Absent while nobody has rated the provider.
    rating: Option<RatingBody>,
    /// Made-up data of the demo market.
    is_demo: bool,
}

#[derive(Serialize, ToSchema)]
pub(super) struct FoundProviderBody {
    name: String,
    handle: String,
    url: String,
}

#[derive(Serialize, ToSchema)]
pub(super) struct PriceBody {
    /// In cents.
    minor: u64,
    currency: &'static str,
}

#[derive(Serialize, ToSchema)]
pub(super) struct RatingBody {
    mean: f32,
    count: u32,
    /// Made up for the demo market, not given by buyers.
    synthetic: bool,
}

#[derive(Serialize, ToSchema)]
pub(super) struct FacetBody {
    field: String,
    values: Vec<FacetValueBody>,
}

#[derive(Serialize, ToSchema)]
pub(super) struct FacetValueBody {
    value: String,
    /// How many results there would be with this value chosen and the other fields as they are.
    count: u64,
}

#[derive(Serialize, ToSchema)]
pub(super) struct CorrectionBody {
    typed: String,
    used: String,
}

/// Search listings.
#[utoipa::path(get, path = "/api/v1/search", tag = "search", params(SearchParams),
    responses((status = 200, description = "Ranked listings with reasons", body = SearchBody),
              (status = 400, description = "A parameter cannot be read"),
              (status = 422, description = "A filter makes no sense")))]
pub(super) async fn find(
    app: Data<App>,
    viewer: Viewer,
    from: From,
    params: Query<SearchParams>,
) -> ApiResult<Json<SearchBody>> {
    let mut request = params.into_inner().into_request()?;
    request.asker = Some(Asker::of(viewer.0.as_ref(), &from.0.user_agent));
    let lang = request.lang.unwrap_or(Lang::En);
    let page = search::search(&app, &request).await?;
    Ok(Json(SearchBody::of(page, lang)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(super) struct SuggestParams {
    /// What has been typed so far.
    q: String,
    lang: Option<String>,
}

/// Completions of what has been typed so far.
#[utoipa::path(get, path = "/api/v1/suggestions", tag = "search", params(SuggestParams),
    responses((status = 200, description = "Most used first", body = Vec<String>)))]
pub(super) async fn suggest(
    app: Data<App>,
    params: Query<SuggestParams>,
) -> ApiResult<Json<Vec<String>>> {
    let lang = parse_lang(params.lang.as_deref())?;
    Ok(Json(search::suggest(&app, &params.q, lang)))
}

pub(super) fn parse_lang(text: Option<&str>) -> Result<Option<Lang>, AppError> {
    text.filter(|it| !it.is_empty())
        .map(str::parse::<Lang>)
        .transpose()
        .map_err(|it| AppError::Malformed { why: it.to_string() })
}

impl SearchParams {
    fn into_request(self) -> Result<search::Request, AppError> {
        let list = |text: &str| -> Vec<String> {
            let parts = text.split(',').map(str::trim).filter(|it| !it.is_empty());
            parts.map(str::to_owned).collect()
        };
        let order = match self.sort.as_deref() {
            None | Some("") => Order::Relevance,
            Some(code) => Order::from_code(code).ok_or_else(|| AppError::Malformed {
                why: "sort is relevance, price, -price, newest or rating".into(),
            })?,
        };
        let cents = |euros: u64| euros.saturating_mul(100);
        Ok(search::Request {
            lang: parse_lang(self.lang.as_deref())?,
            categories: list(&self.category),
            skills: list(&self.skill),
            kinds: list(&self.kind),
            written_in: list(&self.written_in),
            price_min_minor: self.price_min.map(cents),
            price_max_minor: self.price_max.map(cents),
            delivery_days_max: self.delivery_max,
            rating_min_tenths: self.rating_min.map(tenths).transpose()?,
            order,
            limit: self.limit,
            cursor: self.cursor.filter(|it| !it.is_empty()),
            count_facets: self.facets.unwrap_or(true),
            text: self.q,
            asker: None,
        })
    }
}

fn tenths(rating: f32) -> Result<u32, AppError> {
    if (0.0..=5.0).contains(&rating) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "between 0 and 50 after the check"
        )]
        return Ok((rating * 10.0).round() as u32);
    }
    Err(AppError::Malformed { why: "rating_min is a number from 0 to 5".into() })
}

impl SearchBody {
    fn of(page: Page, lang: Lang) -> SearchBody {
        let facet = |it: matching::types::FacetCounts| FacetBody {
            field: it.field,
            values: it
                .values
                .into_iter()
                .map(|(value, count)| FacetValueBody { value, count })
                .collect(),
        };
        SearchBody {
            search_id: page.id.to_string(),
            results: page.hits.into_iter().map(|it| ResultBody::of(it, lang)).collect(),
            total: TotalBody { count: page.total.count, exact: page.total.exact },
            facets: page.facets.into_iter().map(facet).collect(),
            next: page.next,
            corrections: page
                .corrections
                .into_iter()
                .map(|it| CorrectionBody { typed: it.typed, used: it.used })
                .collect(),
            degraded: page.degraded,
        }
    }
}

impl ResultBody {
    fn of(hit: Hit, lang: Lang) -> ResultBody {
        let reasons = hit.reasons.iter().map(|it| ReasonBody {
            code: reasons::code(it),
            text: reasons::say(it, lang),
            weight: it.weight(),
        });
        ResultBody {
            rank: hit.rank,
            score: hit.score,
            reasons: reasons.collect(),
            listing: FoundBody::of(&hit.card, lang),
        }
    }
}

impl FoundBody {
    fn of(card: &Card, lang: Lang) -> FoundBody {
        let text = &card.text;
        let (shown_in, title) = text.title.best(lang);
        let rating = card.provider.synthetic_rating;
        FoundBody {
            id: card.id.to_string(),
            title: title.clone(),
            summary: text.summary.best(lang).1.clone(),
            lang: shown_in.code(),
            written_in: text.title.langs().map(|(lang, _)| lang.code()).collect(),
            url: card.url(lang),
            provider: FoundProviderBody {
                name: card.provider.name.clone(),
                handle: card.provider.handle.clone(),
                url: format!("/providers/{}", card.provider.handle),
            },
            kind: text.kind.code(),
            category: text.category.clone(),
            skills: text.skills.clone(),
            price: PriceBody {
                minor: text.from_price.minor(),
                currency: text.from_price.currency().code(),
            },
            delivery_days: text.delivery_days,
            rating: rating.map(|it| RatingBody {
                mean: f32::from(it.mean_hundredths) / 100.0,
                count: it.count,
                synthetic: true,
            }),
            is_demo: card.provider.is_demo,
        }
    }
}
