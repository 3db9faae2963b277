//! One listing, as whoever asks may see it.

use domain::{
    id::{ListingId, OrgId},
    listing::{
        Draft,
        diff::{Change, diff},
        raw::RawDraft,
        record::{Listing, Version},
    },
    organisation::Organisation,
    pricing::{self, Choices, Quote},
    provider::SyntheticRating,
    user::{OrgRole, StaffRole},
};

use super::{Own, find_own};
use crate::{
    app::{Actor, App, Scope},
    error::AppError,
    services::organisations::require_member,
    store::{
        Db, listings,
        listings::{shown, versions},
        organisations,
    },
};

/// Who is looking.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Viewer {
    Public,
    /// Belongs to the organisation that offers it.
    Member,
    /// Of our trust team.
    Staff,
}

/// A listing with everything its page tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct View {
    pub listing: Listing,
    pub version: Version,
    pub draft: Draft,
    pub provider: Provider,
    pub viewer: Viewer,
}

/// Whose listing it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provider {
    pub org: OrgId,
    pub handle: String,
    pub name: String,
    pub country: String,
    pub is_demo: bool,
    /// Of demo providers only; made up, and to be shown as such.
    pub synthetic_rating: Option<SyntheticRating>,
}

/// One's own listing, or somebody else's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    Own(Box<Own>),
    Shown(Box<View>),
}

impl Found {
    pub fn listing(&self) -> &Listing {
        match self {
            Found::Own(it) => &it.listing,
            Found::Shown(it) => &it.listing,
        }
    }
}

/// Every version of a listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct History {
    pub listing: Listing,
    /// Newest first.
    pub versions: Vec<Version>,
}

/// One version and what it changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VersionView {
    pub listing: Listing,
    pub version: Version,
    /// Against the version that was approved last before it, else the one before it.
    pub compared_with: Option<u32>,
    pub changes: Vec<Change>,
}

/// What the public sees. Members and our trust team also see what is not public: the version that
/// was live last, else the newest.
///
/// # Errors
/// `NotFound` for what was never public or is hidden for now, `Gone` for what was taken away for
/// good. For members `Invalid` when there is nothing but an unfinished draft to show.
pub async fn view(app: &App, actor: Option<&Actor>, id: ListingId) -> Result<View, AppError> {
    let db = app.store.connection();
    let missing = || AppError::NotFound { what: "listing", id: id.to_string() };
    if let Some(shown) = shown::among(db, &[id]).await?.pop() {
        let listing = listings::find(db, id).await?.ok_or_else(missing)?;
        let version = versions::find(db, shown.version).await?;
        let version = version.ok_or(AppError::Corrupt { what: "listing" })?;
        let viewer = viewer(db, actor, &listing).await?;
        return View::new(listing, version, shown.into(), viewer);
    }
    let listing = listings::find(db, id).await?.ok_or_else(missing)?;
    let viewer = viewer(db, actor, &listing).await?;
    if viewer == Viewer::Public {
        return Err(match listing.status.may_edit() || !listing.was_public() {
            true => missing(),
            false => AppError::Gone { what: "listing" },
        });
    }
    let org = organisations::find(db, listing.org).await?;
    let org = org.ok_or(AppError::Corrupt { what: "organisation" })?;
    let version = match listing.live {
        Some(live) => versions::find(db, live).await?,
        None => Some(versions::newest(db, id).await?),
    };
    let version = version.ok_or(AppError::Corrupt { what: "listing" })?;
    let provider = Provider::new(&org, listing.synthetic_rating);
    View::new(listing, version, provider, viewer)
}

/// The newest version for members of its organisation, what [`view`] shows for everybody else.
///
/// # Errors
/// As [`view`].
pub async fn find(app: &App, actor: Option<&Actor>, id: ListingId) -> Result<Found, AppError> {
    if let Some(actor) = actor {
        match find_own(app, actor, id).await {
            Ok(own) => return Ok(Found::Own(Box::new(own))),
            Err(AppError::NotFound { .. } | AppError::Forbidden { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    Ok(Found::Shown(Box::new(view(app, actor, id).await?)))
}

/// Every version, newest first, for members and our trust team.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub async fn history(app: &App, actor: &Actor, id: ListingId) -> Result<History, AppError> {
    let db = app.store.connection();
    let listing = fetch_as_insider(db, actor, id).await?;
    let versions = versions::of(db, id).await?;
    Ok(History { listing, versions })
}

/// One version with its text and what it changed, for members and our trust team.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub async fn version(
    app: &App,
    actor: &Actor,
    id: ListingId,
    n: u32,
) -> Result<VersionView, AppError> {
    let db = app.store.connection();
    let listing = fetch_as_insider(db, actor, id).await?;
    let missing = || AppError::NotFound { what: "version", id: n.to_string() };
    let version = versions::numbered(db, id, n).await?.ok_or_else(missing)?;
    let before = versions::before(db, &version).await?;
    let nothing = RawDraft::default();
    let changes = diff(before.as_ref().map_or(&nothing, |it| &it.raw), &version.raw);
    Ok(VersionView { listing, version, compared_with: before.map(|it| it.n), changes })
}

/// What a choice of tier and extras costs, of the version that whoever asks may see.
///
/// # Errors
/// As [`view`]; `Invalid` for what is not on offer.
pub async fn quote(
    app: &App,
    actor: Option<&Actor>,
    id: ListingId,
    choices: &Choices,
) -> Result<Quote, AppError> {
    let view = view(app, actor, id).await?;
    pricing::quote(&view.draft, choices).map_err(AppError::Invalid)
}

async fn viewer(
    db: &impl Db,
    actor: Option<&Actor>,
    listing: &Listing,
) -> Result<Viewer, AppError> {
    let Some(actor) = actor else { return Ok(Viewer::Public) };
    if actor.require_scope(Scope::ListingsRead).is_ok() {
        match require_member(db, actor, listing.org, OrgRole::Member).await {
            Ok(_) => return Ok(Viewer::Member),
            Err(AppError::NotFound { .. } | AppError::Forbidden { .. }) => {}
            Err(other) => return Err(other),
        }
    }
    let is_staff = actor.require_staff(StaffRole::Trust).is_ok();
    Ok(if is_staff { Viewer::Staff } else { Viewer::Public })
}

/// For members of its organisation and our trust team.
async fn fetch_as_insider(db: &impl Db, actor: &Actor, id: ListingId) -> Result<Listing, AppError> {
    let missing = || AppError::NotFound { what: "listing", id: id.to_string() };
    let listing = listings::find(db, id).await?.ok_or_else(missing)?;
    match viewer(db, Some(actor), &listing).await? {
        Viewer::Public => Err(missing()),
        Viewer::Member | Viewer::Staff => Ok(listing),
    }
}

impl View {
    fn new(
        listing: Listing,
        version: Version,
        provider: Provider,
        viewer: Viewer,
    ) -> Result<View, AppError> {
        let draft = if version.review.may_write() {
            version.check().map_err(AppError::Invalid)?
        } else {
            let draft = Draft::restore(version.raw.clone());
            draft.ok_or(AppError::Corrupt { what: "listing version" })?
        };
        Ok(View { listing, version, draft, provider, viewer })
    }
}

impl Provider {
    fn new(org: &Organisation, rating: Option<SyntheticRating>) -> Provider {
        Provider {
            org: org.id,
            handle: org.handle.to_string(),
            name: org.name.clone(),
            country: org.country.code().to_owned(),
            is_demo: org.is_demo,
            synthetic_rating: rating.filter(|_| org.is_demo),
        }
    }
}

impl From<shown::Shown> for Provider {
    fn from(it: shown::Shown) -> Provider {
        Provider {
            org: it.org,
            handle: it.handle,
            name: it.name,
            country: it.country,
            is_demo: it.is_demo,
            synthetic_rating: it.synthetic_rating,
        }
    }
}
