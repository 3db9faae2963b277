//! Providers' profiles.

use actix_web::{
    HttpRequest, HttpResponse,
    web::{Data, Json, Path},
};
use domain::{
    id::OrgId,
    lang::{Lang, Localized},
    provider::RawProfile,
};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{etag, problem::ApiResult, routes::Routes};
use crate::{
    app::{Actor, App},
    services::providers::{self, Provider},
};

pub(super) fn configure(routes: &mut Routes) {
    routes
        .get("/api/v1/providers/{handle}", show)
        .get("/api/v1/organisations/{org}/profile", show_own)
        .put("/api/v1/organisations/{org}/profile", edit);
}

/// The same text in Spanish, in English, or in both.
#[derive(Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct TextBody {
    es: Option<String>,
    en: Option<String>,
}

#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct SpokenBody {
    /// ISO 639-1.
    code: String,
    /// `basic`, `fluent` or `native`.
    level: String,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProviderBody {
    id: String,
    handle: String,
    name: String,
    /// `individual` or `company`.
    kind: &'static str,
    country: &'static str,
    is_trader: bool,
    /// Made up for the demo market.
    is_demo: bool,
    headline: TextBody,
    bio: TextBody,
    /// Slugs.
    skills: Vec<String>,
    languages: Vec<SpokenBody>,
    /// In cents.
    hourly_rate_minor: Option<u64>,
    currency: Option<&'static str>,
    capacity_hours_week: Option<u16>,
    /// First day away, `2026-12-01`.
    leave_from: Option<String>,
    /// Last day away.
    leave_to: Option<String>,
    city: Option<String>,
    /// `public` or `hidden`.
    visibility: &'static str,
    rating: Option<ProviderRatingBody>,
}

#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProviderRatingBody {
    /// Hundredths of a star, 100 to 500.
    mean_hundredths: u16,
    count: u32,
    /// Made up for the demo market, not given by buyers.
    synthetic: bool,
}

/// Everything a profile says; what is left out is empty.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub(super) struct ProfileInput {
    headline: TextBody,
    bio: TextBody,
    /// Slugs, labels or synonyms.
    skills: Vec<String>,
    languages: Vec<SpokenBody>,
    /// In cents.
    hourly_rate_minor: Option<u64>,
    /// `EUR` if not given.
    currency: Option<String>,
    capacity_hours_week: Option<u32>,
    leave_from: Option<String>,
    leave_to: Option<String>,
    city: Option<String>,
    hidden: bool,
}

/// A provider's public profile.
#[utoipa::path(get, path = "/api/v1/providers/{handle}", tag = "providers",
    params(("handle" = String, Path, description = "Such as `marta-vidal`")),
    responses((status = 200, description = "The profile", body = ProviderBody),
              (status = 404, description = "No such provider")))]
pub(super) async fn show(app: Data<App>, handle: Path<String>) -> ApiResult<Json<ProviderBody>> {
    let provider = providers::find(&app, &handle).await?;
    Ok(Json(provider.into()))
}

/// The profile as its own people see it.
#[utoipa::path(get, path = "/api/v1/organisations/{org}/profile", tag = "providers",
    params(("org" = String, Path, description = "Organisation id")),
    security(("api_key" = []), ("session" = [])),
    responses((status = 200, description = "The profile; its version is in ETag", body = ProviderBody),
              (status = 404, description = "Not yours")))]
pub(super) async fn show_own(
    app: Data<App>,
    actor: Actor,
    org: Path<OrgId>,
) -> ApiResult<HttpResponse> {
    let provider = providers::own(&app, &actor, *org).await?;
    Ok(with_etag(provider))
}

/// Replaces what a profile says.
#[utoipa::path(put, path = "/api/v1/organisations/{org}/profile", tag = "providers",
    params(("org" = String, Path, description = "Organisation id"),
           ("If-Match" = String, Header, description = "ETag of what was read")),
    request_body = ProfileInput,
    security(("api_key" = ["profile:write"]), ("session" = [])),
    responses((status = 200, description = "The profile as it is now", body = ProviderBody),
              (status = 404, description = "Not yours"),
              (status = 412, description = "Changed meanwhile"),
              (status = 422, description = "Some fields need another look"),
              (status = 428, description = "If-Match is missing")))]
pub(super) async fn edit(
    app: Data<App>,
    actor: Actor,
    org: Path<OrgId>,
    request: HttpRequest,
    input: Json<ProfileInput>,
) -> ApiResult<HttpResponse> {
    let version = etag::read_version(&request)?;
    let raw = input.into_inner().into();
    let provider = providers::edit(&app, &actor, *org, version, &raw).await?;
    Ok(with_etag(provider))
}

fn with_etag(provider: Provider) -> HttpResponse {
    let tag = etag::header(provider.profile.version);
    HttpResponse::Ok().insert_header(tag).json(ProviderBody::from(provider))
}

impl From<Option<Localized<String>>> for TextBody {
    fn from(text: Option<Localized<String>>) -> TextBody {
        let said = |lang| text.as_ref().and_then(|it| it.get(lang)).cloned();
        TextBody { es: said(Lang::Es), en: said(Lang::En) }
    }
}

impl From<Provider> for ProviderBody {
    fn from(Provider { org, profile }: Provider) -> ProviderBody {
        let spoken = profile.languages.into_iter();
        ProviderBody {
            id: org.id.to_string(),
            handle: org.handle.to_string(),
            name: org.name,
            kind: org.kind.code(),
            country: org.country.code(),
            is_trader: org.is_trader,
            is_demo: org.is_demo,
            headline: profile.headline.into(),
            bio: profile.bio.into(),
            skills: profile.skills,
            languages: spoken
                .map(|it| SpokenBody { code: it.code, level: it.level.code().to_owned() })
                .collect(),
            hourly_rate_minor: profile.hourly_rate.map(|it| it.minor()),
            currency: profile.hourly_rate.map(|it| it.currency().code()),
            capacity_hours_week: profile.capacity_hours_week,
            leave_from: profile.leave.map(|it| it.from.to_string()),
            leave_to: profile.leave.map(|it| it.to.to_string()),
            city: profile.city,
            visibility: profile.visibility.code(),
            rating: profile.synthetic_rating.map(|it| ProviderRatingBody {
                mean_hundredths: it.mean_hundredths,
                count: it.count,
                synthetic: true,
            }),
        }
    }
}

impl From<ProfileInput> for RawProfile {
    fn from(input: ProfileInput) -> RawProfile {
        RawProfile {
            headline_es: input.headline.es.unwrap_or_default(),
            headline_en: input.headline.en.unwrap_or_default(),
            bio_es: input.bio.es.unwrap_or_default(),
            bio_en: input.bio.en.unwrap_or_default(),
            skills: input.skills,
            languages: input.languages.into_iter().map(|it| (it.code, it.level)).collect(),
            hourly_rate_minor: input.hourly_rate_minor,
            currency: input.currency.unwrap_or_default(),
            capacity_hours_week: input.capacity_hours_week,
            leave_from: input.leave_from.unwrap_or_default(),
            leave_to: input.leave_to.unwrap_or_default(),
            city: input.city.unwrap_or_default(),
            hidden: input.hidden,
        }
    }
}
