//! What providers say about themselves, one row each. Lists are JSON.

use domain::{
    id::OrgId,
    lang::{Lang, Localized},
    money::{Currency, Money},
    provider::{Leave, Level, Profile, Spoken, SyntheticRating, Visibility},
};
use sea_orm::{ActiveValue::Set, ColumnTrait, EntityTrait, QueryFilter};

use super::{
    Db, at,
    entity::provider_profiles::{ActiveModel, Column, Entity, Model},
    version_from, version_to,
};
use crate::error::AppError;

pub(crate) async fn find(db: &impl Db, org: OrgId) -> Result<Option<Profile>, AppError> {
    let row = Entity::find_by_id(org.as_uuid()).one(db).await?;
    row.map(to_profile).transpose()
}

pub(crate) async fn insert_many(db: &impl Db, profiles: &[Profile]) -> Result<(), AppError> {
    let rows: Vec<ActiveModel> = profiles.iter().map(to_row).collect::<Result<_, _>>()?;
    if !rows.is_empty() {
        Entity::insert_many(rows).exec_without_returning(db).await?;
    }
    Ok(())
}

pub(crate) async fn insert(db: &impl Db, profile: &Profile) -> Result<(), AppError> {
    insert_many(db, std::slice::from_ref(profile)).await
}

/// Writes the profile if the row is still at `profile.version`, which then becomes the next one.
/// Returns whether it was.
pub(crate) async fn update(db: &impl Db, profile: &Profile) -> Result<bool, AppError> {
    let row = ActiveModel { version: Set(version_to(profile.version + 1)?), ..to_row(profile)? };
    let update = Entity::update_many()
        .set(row)
        .filter(Column::OrgId.eq(profile.org.as_uuid()))
        .filter(Column::Version.eq(version_to(profile.version)?));
    Ok(update.exec(db).await?.rows_affected == 1)
}

fn to_row(profile: &Profile) -> Result<ActiveModel, AppError> {
    let said =
        |text: &Option<Localized<String>>, lang| text.as_ref().and_then(|it| it.get(lang)).cloned();
    let languages: Vec<(&str, &str)> =
        profile.languages.iter().map(|it| (it.code.as_str(), it.level.code())).collect();
    let json = |it: serde_json::Result<String>| {
        it.map_err(|error| AppError::internal("a profile cannot be written", error))
    };
    let rating = profile.synthetic_rating;
    let rate = profile.hourly_rate;
    let minor = rate.map(|it| i64::try_from(it.minor())).transpose();
    Ok(ActiveModel {
        org_id: Set(profile.org.as_uuid()),
        headline_es: Set(said(&profile.headline, Lang::Es)),
        headline_en: Set(said(&profile.headline, Lang::En)),
        bio_es: Set(said(&profile.bio, Lang::Es)),
        bio_en: Set(said(&profile.bio, Lang::En)),
        skills: Set(json(serde_json::to_string(&profile.skills))?),
        languages: Set(json(serde_json::to_string(&languages))?),
        hourly_rate_minor: Set(minor.map_err(|_range| corrupt())?),
        currency: Set(rate.map(|it| it.currency().code().to_owned())),
        capacity_units_week: Set(profile.capacity_hours_week.map(i32::from)),
        leave_from: Set(profile.leave.map(|it| it.from.to_string())),
        leave_to: Set(profile.leave.map(|it| it.to.to_string())),
        city: Set(profile.city.clone()),
        visibility: Set(profile.visibility.code().to_owned()),
        synthetic_rating_count: Set(rating.map(|it| i32::try_from(it.count).unwrap_or(i32::MAX))),
        synthetic_rating_mean_centi: Set(rating.map(|it| i32::from(it.mean_hundredths))),
        updated_at: Set(profile.updated_at.millis()),
        version: Set(version_to(profile.version)?),
    })
}

pub(super) fn to_profile(row: Model) -> Result<Profile, AppError> {
    let version = version_from(row.version)?;
    restore(row, version).ok_or_else(corrupt)
}

/// A row that breaks a domain rule is corruption, found here rather than three calls later.
fn restore(row: Model, version: u64) -> Option<Profile> {
    let languages: Vec<(String, String)> = serde_json::from_str(&row.languages).ok()?;
    let spoken =
        |(code, level): (String, String)| Some(Spoken { code, level: Level::from_code(&level)? });
    let leave = match (row.leave_from, row.leave_to) {
        (Some(from), Some(to)) => Some(Leave { from: from.parse().ok()?, to: to.parse().ok()? }),
        _ => None,
    };
    let hourly_rate = match (row.hourly_rate_minor, row.currency) {
        (Some(minor), Some(code)) => {
            Some(Money::new(u64::try_from(minor).ok()?, Currency::from_code(&code)?))
        }
        _ => None,
    };
    let synthetic_rating = match (row.synthetic_rating_count, row.synthetic_rating_mean_centi) {
        (Some(count), Some(mean)) => Some(SyntheticRating {
            count: u32::try_from(count).ok()?,
            mean_hundredths: u16::try_from(mean).ok()?,
        }),
        _ => None,
    };
    Some(Profile {
        org: OrgId::from_uuid(row.org_id),
        headline: Localized::new(row.headline_es, row.headline_en),
        bio: Localized::new(row.bio_es, row.bio_en),
        skills: serde_json::from_str(&row.skills).ok()?,
        languages: languages.into_iter().map(spoken).collect::<Option<_>>()?,
        hourly_rate,
        capacity_hours_week: row.capacity_units_week.map(u16::try_from).transpose().ok()?,
        leave,
        city: row.city,
        visibility: Visibility::from_code(&row.visibility)?,
        synthetic_rating,
        updated_at: at(row.updated_at),
        version,
    })
}

fn corrupt() -> AppError {
    AppError::Corrupt { what: "provider profile" }
}
