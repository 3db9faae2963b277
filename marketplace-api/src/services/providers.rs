//! What providers say about themselves.

use domain::{
    event::Topic,
    id::OrgId,
    organisation::{Handle, OrgStatus, Organisation},
    provider::{Profile, RawProfile, Visibility},
    user::OrgRole,
};

use super::organisations::require_member;
use crate::{
    app::{Actor, App, Scope},
    error::AppError,
    store::{organisations, outbox, provider_profiles},
};

/// A provider as everybody may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    pub org: Organisation,
    pub profile: Profile,
}

/// The public profile behind a handle.
///
/// # Errors
/// `NotFound` for organisations that sell nothing or hide their profile; `Gone` for closed ones.
pub async fn find(app: &App, handle: &str) -> Result<Provider, AppError> {
    let missing = || AppError::NotFound { what: "provider", id: handle.chars().take(60).collect() };
    let parsed: Handle = handle.parse().map_err(|_form| missing())?;
    let db = app.store.connection();
    let org = organisations::find_by_handle(db, &parsed).await?.ok_or_else(missing)?;
    if !org.side.sells() {
        return Err(missing());
    }
    match org.status {
        OrgStatus::Active => {}
        OrgStatus::Suspended => return Err(missing()),
        OrgStatus::Closed => return Err(AppError::Gone { what: "provider" }),
    }
    let profile = fetch(app, &org).await?;
    match profile.visibility {
        Visibility::Public => Ok(Provider { org, profile }),
        Visibility::Hidden => Err(missing()),
    }
}

/// The profile as its own people see it, for editing.
///
/// # Errors
/// `NotFound` for strangers.
pub async fn own(app: &App, actor: &Actor, org: OrgId) -> Result<Provider, AppError> {
    let db = app.store.connection();
    require_member(db, actor, org, OrgRole::Member).await?;
    let org = fetch_org(app, org).await?;
    let profile = fetch(app, &org).await?;
    Ok(Provider { org, profile })
}

/// Replaces what the profile says. `version` is the one that was read.
///
/// # Errors
/// `NotFound` for strangers, `Forbidden` below administrator, `Invalid` by field,
/// `PreconditionFailed` when somebody else changed it meanwhile.
pub async fn edit(
    app: &App,
    actor: &Actor,
    org: OrgId,
    version: u64,
    raw: &RawProfile,
) -> Result<Provider, AppError> {
    actor.require_scope(Scope::ProfileWrite)?;
    let tx = app.store.begin().await?;
    require_member(&tx, actor, org, OrgRole::Admin).await?;
    actor.require_active()?;
    let org = organisations::find(&tx, org).await?;
    let org = org.ok_or(AppError::Corrupt { what: "membership" })?;
    let stored = provider_profiles::find(&tx, org.id).await?;
    let is_new = stored.is_none();
    let profile = stored.unwrap_or_else(|| Profile::blank(org.id, app.now()));
    if profile.version != version {
        return Err(AppError::PreconditionFailed);
    }
    let mut profile = profile.edited(raw, app.now()).map_err(AppError::Invalid)?;
    if is_new {
        provider_profiles::insert(&tx, &profile).await?;
    }
    if !provider_profiles::update(&tx, &profile).await? {
        return Err(AppError::PreconditionFailed);
    }
    outbox::push(&tx, Topic::ProviderChanged, org.id, app.now()).await?;
    tx.commit().await?;
    app.wake.index.notify_one();
    profile.version += 1;
    Ok(Provider { org, profile })
}

async fn fetch_org(app: &App, org: OrgId) -> Result<Organisation, AppError> {
    let found = organisations::find(app.store.connection(), org).await?;
    found.ok_or(AppError::Corrupt { what: "membership" })
}

/// A provider that has not written anything yet has a blank profile.
async fn fetch(app: &App, org: &Organisation) -> Result<Profile, AppError> {
    let profile = provider_profiles::find(app.store.connection(), org.id).await?;
    Ok(profile.unwrap_or_else(|| Profile::blank(org.id, org.created_at)))
}
