//! What may be said of a listing that is not shown any more, or not now: that there was one, and
//! what became of it. Of one that was never public nothing is said.

use domain::{
    id::ListingId,
    lang::Localized,
    listing::{raw::RawContents, state::Status},
    organisation::OrgStatus,
};

use crate::{
    app::App,
    error::AppError,
    store::{listings, listings::versions, organisations},
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// Its owner takes no orders for a while.
    Paused,
    /// Its owner took it away for good.
    Withdrawn,
    /// We hid it, or whoever offers it.
    Unavailable,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absent {
    pub why: Why,
    /// What it was called last. To be shown only when it is paused: the others are gone.
    pub title: Localized<String>,
    /// Slug.
    pub category: String,
}

/// # Errors
/// `Store`, `Corrupt`.
pub async fn find(app: &App, id: ListingId) -> Result<Option<Absent>, AppError> {
    let db = app.store.connection();
    let Some(listing) = listings::find(db, id).await? else { return Ok(None) };
    let Some(live) = listing.live else { return Ok(None) };
    let org = organisations::find(db, listing.org).await?;
    let is_active = org.is_some_and(|it| it.status == OrgStatus::Active);
    let why = match listing.status {
        Status::Archived => Why::Withdrawn,
        Status::Live if is_active => return Ok(None),
        Status::Paused if is_active => Why::Paused,
        _ => Why::Unavailable,
    };
    let version = versions::find(db, live).await?;
    let raw = version.ok_or(AppError::Corrupt { what: "listing" })?.raw;
    let RawContents { es, en } = raw.content;
    let title = Localized::new(es.map(|it| it.title), en.map(|it| it.title));
    let title = title.ok_or(AppError::Corrupt { what: "listing version" })?;
    Ok(Some(Absent { why, title, category: raw.category }))
}
