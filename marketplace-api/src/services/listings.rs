//! A provider's listings: write, submit, pause, take away.
//!
//! **Invariant:** the public sees approved versions only. An edit makes a new version and leaves the
//! live one as it is. Every change of what the public may see tells the index in the same
//! transaction.
//!
//! In every transaction the listing's row is written first, under its version number; whoever
//! comes second with the same number gets a `Conflict` before it touches a version.

use domain::{
    id::{ListingId, OrgId, VersionId},
    listing::{
        raw::RawDraft,
        record::{Listing, Ruling, Version},
        state::{Event, Review, ReviewEvent},
    },
    problem::FieldProblem,
    user::OrgRole,
};
use steps::{
    Edit, Gate, advance, draft_of, expect, fetch_as_member, fetch_seller, hand_in, kind_of,
    rewrite, tell_index,
};

use super::organisations::require_member;
use crate::{
    app::{Actor, App, Scope},
    error::AppError,
    store::{Db, listings, listings::versions},
};

pub mod absent;
pub(crate) mod bulk;
pub mod cards;
pub mod docs;
pub(crate) mod steps;
pub mod view;

/// A listing as its owner sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Own {
    pub listing: Listing,
    /// The one to edit, or the last word there was.
    pub newest: Version,
    /// Number of the version the public sees, or saw last.
    pub live_n: Option<u32>,
    /// What the newest version still lacks, while it is a draft.
    pub problems: Vec<FieldProblem>,
}

/// Some of a longer list, and where the next part begins.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page<T, C> {
    pub items: Vec<T>,
    pub next: Option<C>,
}

/// The most a page of a list holds.
pub const MAX_PAGE: u64 = 100;

/// Begins a listing. It may still lack anything but its kind.
///
/// # Errors
/// `NotFound` (not a member), `Forbidden` (the organisation only buys), `Suspended`, `Invalid`.
pub async fn create(app: &App, actor: &Actor, org: OrgId, raw: RawDraft) -> Result<Own, AppError> {
    actor.require_scope(Scope::ListingsWrite)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    require_member(&tx, actor, org, OrgRole::Member).await?;
    fetch_seller(&tx, org).await?;

    let listing = Listing::new(ListingId::generate(), org, kind_of(&raw)?, now);
    let edit = Edit { user: Some(actor.user), now };
    let version = draft_of(listing.id, 1, raw, edit);

    listings::insert_many(&tx, std::slice::from_ref(&listing)).await?;
    versions::insert_many(&tx, std::slice::from_ref(&version)).await?;
    tx.commit().await?;
    Ok(Own::new(listing, version, None))
}

/// Writes the text anew. A draft is overwritten; anything newer than that gets a next version, and
/// a version that waits for a decision is taken back.
///
/// # Errors
/// `NotFound`, `PreconditionFailed` (`expected` is not the newest), `Conflict`, `Invalid` (the kind),
/// `IllegalTransition` (archived).
pub async fn save(
    app: &App,
    actor: &Actor,
    id: ListingId,
    expected: u64,
    raw: RawDraft,
) -> Result<Own, AppError> {
    actor.require_scope(Scope::ListingsWrite)?;
    let tx = app.store.begin().await?;
    let mut listing = fetch_as_member(&tx, actor, id).await?;
    let newest = versions::newest(&tx, id).await?;
    expect(&listing, Some(expected))?;
    let edit = Edit { user: Some(actor.user), now: app.now() };
    let newest = rewrite(&tx, &mut listing, newest, raw, edit).await?;
    let own = own(&tx, listing, newest).await?;
    tx.commit().await?;
    Ok(own)
}

/// Hands the draft in. It goes live at once when nobody needs to look at it, otherwise it waits and
/// the version before it stays live.
///
/// A listing's first version waits unless its organisation has an approved listing and none that is
/// suspended. Later versions wait unless only answers to questions changed.
///
/// # Errors
/// `NotFound`, `Invalid` (everything the draft still lacks), `IllegalTransition` (no draft),
/// `Unverified`, `PreconditionFailed`, `Conflict`.
pub async fn submit(
    app: &App,
    actor: &Actor,
    id: ListingId,
    expected: Option<u64>,
) -> Result<Own, AppError> {
    actor.require_scope(Scope::ListingsWrite)?;
    actor.require_active()?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let mut listing = fetch_as_member(&tx, actor, id).await?;
    expect(&listing, expected)?;
    let org = fetch_seller(&tx, listing.org).await?;
    let mut version = versions::newest(&tx, id).await?;
    if version.review != Review::Draft {
        version.review.transition(ReviewEvent::Submit)?;
    }
    let draft = version.check().map_err(AppError::Invalid)?;
    version.raw = RawDraft::from(&draft);

    hand_in(&tx, &mut listing, &mut version, &Gate { org: &org, now, is_trusted: false }).await?;
    let own = own(&tx, listing, version).await?;
    tx.commit().await?;
    app.wake.index.notify_one();
    Ok(own)
}

/// Takes back what was handed in; it is a draft again.
///
/// # Errors
/// `NotFound`, `IllegalTransition` (nothing waits), `PreconditionFailed`, `Conflict`.
pub async fn withdraw(
    app: &App,
    actor: &Actor,
    id: ListingId,
    expected: Option<u64>,
) -> Result<Own, AppError> {
    actor.require_scope(Scope::ListingsWrite)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let mut listing = fetch_as_member(&tx, actor, id).await?;
    expect(&listing, expected)?;
    let mut version = versions::newest(&tx, id).await?;
    listing.apply(Event::Withdraw)?;
    listing.updated_at = now;
    version.review.transition(ReviewEvent::Withdraw)?;
    listings::write(&tx, &mut listing).await?;
    advance(&tx, &mut version, ReviewEvent::Withdraw, Ruling::default(), now).await?;
    let own = own(&tx, listing, version).await?;
    tx.commit().await?;
    Ok(own)
}

/// Hides a live listing until [`resume`]. Needs no decision.
///
/// # Errors
/// `NotFound`, `IllegalTransition`, `PreconditionFailed`, `Conflict`.
pub async fn pause(
    app: &App,
    actor: &Actor,
    id: ListingId,
    expected: Option<u64>,
) -> Result<Own, AppError> {
    change(app, actor, id, expected, Event::Pause).await
}

/// Shows a paused listing again. Needs no decision.
///
/// # Errors
/// As [`pause`]; also `Unverified`.
pub async fn resume(
    app: &App,
    actor: &Actor,
    id: ListingId,
    expected: Option<u64>,
) -> Result<Own, AppError> {
    actor.require_active()?;
    change(app, actor, id, expected, Event::Resume).await
}

/// Takes a listing away for good. Its address says so from then on.
///
/// # Errors
/// As [`pause`].
pub async fn archive(
    app: &App,
    actor: &Actor,
    id: ListingId,
    expected: Option<u64>,
) -> Result<Own, AppError> {
    change(app, actor, id, expected, Event::Archive).await
}

/// An organisation's listings as its members see them, newest first.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub async fn mine(
    app: &App,
    actor: &Actor,
    org: OrgId,
    before: Option<ListingId>,
    limit: u64,
) -> Result<Page<Own, ListingId>, AppError> {
    actor.require_scope(Scope::ListingsRead)?;
    let db = app.store.connection();
    require_member(db, actor, org, OrgRole::Member).await?;
    let limit = limit.clamp(1, MAX_PAGE);
    let mut found = listings::of_org(db, org, before, limit + 1).await?;
    let has_more = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| has_more).map(|it| it.id);

    let ids: Vec<ListingId> = found.iter().map(|it| it.id).collect();
    let mut newest = versions::newest_of(db, &ids).await?;
    let live: Vec<VersionId> = found.iter().filter_map(|it| it.live).collect();
    let live = versions::numbers(db, &live).await?;
    let mut items = Vec::with_capacity(found.len());
    for listing in found {
        let at = newest.iter().position(|it| it.listing == listing.id);
        let version = newest.swap_remove(at.ok_or(AppError::Corrupt { what: "listing" })?);
        let live_n = listing.live.and_then(|it| live.get(&it).copied());
        items.push(Own::new(listing, version, live_n));
    }
    Ok(Page { items, next })
}

/// The newest state of one listing, for its members.
///
/// # Errors
/// `NotFound`, `Forbidden`.
pub async fn find_own(app: &App, actor: &Actor, id: ListingId) -> Result<Own, AppError> {
    actor.require_scope(Scope::ListingsRead)?;
    let db = app.store.connection();
    let listing = fetch_as_member(db, actor, id).await?;
    let newest = versions::newest(db, id).await?;
    own(db, listing, newest).await
}

impl Own {
    fn new(listing: Listing, newest: Version, live_n: Option<u32>) -> Own {
        let problems = match newest.review {
            Review::Draft => newest.check().err().unwrap_or_default(),
            _ => Vec::new(),
        };
        Own { listing, newest, live_n, problems }
    }
}

async fn own(db: &impl Db, listing: Listing, newest: Version) -> Result<Own, AppError> {
    let live_n = match listing.live {
        None => None,
        Some(live) if live == newest.id => Some(newest.n),
        Some(live) => versions::numbers(db, &[live]).await?.remove(&live),
    };
    Ok(Own::new(listing, newest, live_n))
}

async fn change(
    app: &App,
    actor: &Actor,
    id: ListingId,
    expected: Option<u64>,
    event: Event,
) -> Result<Own, AppError> {
    actor.require_scope(Scope::ListingsWrite)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let mut listing = fetch_as_member(&tx, actor, id).await?;
    expect(&listing, expected)?;
    let was_public = listing.status.is_public();
    listing.apply(event)?;
    listing.updated_at = now;
    listings::write(&tx, &mut listing).await?;
    let waiting = versions::in_state(&tx, id, Review::InReview).await?;
    if let (Event::Archive, Some(mut waiting)) = (event, waiting) {
        advance(&tx, &mut waiting, ReviewEvent::Supersede, Ruling::default(), now).await?;
    }
    if was_public != listing.status.is_public() {
        tell_index(&tx, &listing, now).await?;
    }
    let newest = versions::newest(&tx, id).await?;
    let own = own(&tx, listing, newest).await?;
    tx.commit().await?;
    app.wake.index.notify_one();
    Ok(own)
}
