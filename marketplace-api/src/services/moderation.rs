//! What our trust team decides about listings. Every decision is written to the audit log, and the
//! owners are told of what was approved or declined.

use domain::{
    audit::AuditAction,
    id::{ListingId, VersionId},
    listing::{
        diff::{Change, diff},
        raw::RawDraft,
        record::{Listing, Ruling, Version},
        state::{Event, Review, ReviewEvent},
    },
    organisation::Organisation,
    problem::{FieldProblem, Problem},
    text,
    time::Timestamp,
    user::StaffRole,
};

use super::listings::{
    MAX_PAGE, Page,
    steps::{advance, approve_version, go_live, tell_index},
};
use crate::{
    app::{Actor, App},
    error::AppError,
    store::{Db, audit, listings, listings::versions, organisations},
};

pub mod catalogue;
mod notices;

/// Characters of a reason or a statement.
pub const REASON: (usize, usize) = (10, 2_000);

/// One version that waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub listing: Listing,
    pub version: Version,
    pub org: Organisation,
    /// Against the version that was approved last; everything, for a first one.
    pub changes: Vec<Change>,
}

/// Where a page of the queue ended.
pub type QueueCursor = (Timestamp, VersionId);

/// What waits for a decision, longest first.
///
/// # Errors
/// `Forbidden` for everybody but the trust team.
pub async fn queue(
    app: &App,
    actor: &Actor,
    after: Option<QueueCursor>,
    limit: u64,
) -> Result<Page<Waiting, QueueCursor>, AppError> {
    actor.require_staff(StaffRole::Trust)?;
    let db = app.store.connection();
    let limit = limit.clamp(1, MAX_PAGE);
    let mut found = versions::queue(db, after, limit + 1).await?;
    let has_more = found.len() as u64 > limit;
    found.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    let next = found.last().filter(|_| has_more);
    let next = next.and_then(|it| Some((it.submitted_at?, it.id)));

    let ids: Vec<ListingId> = found.iter().map(|it| it.listing).collect();
    let owned = listings::find_many(db, &ids).await?;
    let orgs: Vec<_> = owned.iter().map(|it| it.org).collect();
    let orgs = organisations::find_many(db, &orgs).await?;
    let mut items = Vec::with_capacity(found.len());
    for version in found {
        let corrupt = || AppError::Corrupt { what: "listing" };
        let listing = owned.iter().find(|it| it.id == version.listing).ok_or_else(corrupt)?;
        let org = orgs.iter().find(|it| it.id == listing.org).ok_or_else(corrupt)?;
        let before = versions::before(db, &version).await?;
        let nothing = RawDraft::default();
        let changes = diff(before.as_ref().map_or(&nothing, |it| &it.raw), &version.raw);
        items.push(Waiting { listing: listing.clone(), version, org: org.clone(), changes });
    }
    Ok(Page { items, next })
}

/// Version `n`, as it was read, becomes what the public sees.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Conflict` (another version waits now, or none does).
pub async fn approve(app: &App, actor: &Actor, id: ListingId, n: u32) -> Result<Listing, AppError> {
    actor.require_staff(StaffRole::Trust)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let (mut listing, mut version) = fetch_waiting(&tx, id, n).await?;
    let before = listing.live;

    go_live(&mut listing, &version)?;
    listing.updated_at = now;
    listings::write(&tx, &mut listing).await?;
    let ruling = Ruling { by: Some(actor.user), reason: None };
    approve_version(&tx, before, &mut version, ruling, now).await?;
    note(&tx, actor, AuditAction::ListingApproved, &listing, Some(n)).await?;
    notices::approved(app, &tx, &listing, &version).await?;
    if listing.status.is_public() {
        tell_index(&tx, &listing, now).await?;
    }
    tx.commit().await?;
    app.wake.index.notify_one();
    app.wake.mail.notify_one();
    Ok(listing)
}

/// Version `n` is sent back, with the reason its owner needs to do better.
///
/// # Errors
/// As [`approve`]; `Invalid` without a reason.
pub async fn decline(
    app: &App,
    actor: &Actor,
    id: ListingId,
    n: u32,
    reason: &str,
) -> Result<Listing, AppError> {
    actor.require_staff(StaffRole::Trust)?;
    let reason = reason_of("reason", reason)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let (mut listing, mut version) = fetch_waiting(&tx, id, n).await?;

    listing.apply(Event::Decline)?;
    listing.updated_at = now;
    listings::write(&tx, &mut listing).await?;
    let ruling = Ruling { by: Some(actor.user), reason: Some(reason) };
    advance(&tx, &mut version, ReviewEvent::Decline, ruling, now).await?;
    note(&tx, actor, AuditAction::ListingDeclined, &listing, Some(n)).await?;
    notices::declined(app, &tx, &listing, &version).await?;
    tx.commit().await?;
    app.wake.mail.notify_one();
    Ok(listing)
}

/// Hides a listing that was public, with a statement of reasons.
///
/// # Errors
/// `Forbidden`, `NotFound`, `Invalid` without a statement, `IllegalTransition`, `Conflict`.
pub async fn suspend(
    app: &App,
    actor: &Actor,
    id: ListingId,
    statement: &str,
) -> Result<Listing, AppError> {
    actor.require_staff(StaffRole::Trust)?;
    let statement = reason_of("statement", statement)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let mut listing = fetch(&tx, id).await?;

    listing.apply(Event::Suspend)?;
    listing.statement = Some(statement);
    listing.updated_at = now;
    listings::write(&tx, &mut listing).await?;
    note(&tx, actor, AuditAction::ListingSuspended, &listing, None).await?;
    tell_index(&tx, &listing, now).await?;
    tx.commit().await?;
    app.wake.index.notify_one();
    Ok(listing)
}

/// Ends a suspension; the listing is what it was before.
///
/// # Errors
/// `Forbidden`, `NotFound`, `IllegalTransition` (not suspended), `Conflict`.
pub async fn lift(app: &App, actor: &Actor, id: ListingId) -> Result<Listing, AppError> {
    actor.require_staff(StaffRole::Trust)?;
    let now = app.now();
    let tx = app.store.begin().await?;
    let mut listing = fetch(&tx, id).await?;

    let event = listing.lift().unwrap_or(Event::LiftToPaused);
    listing.apply(event)?;
    listing.statement = None;
    listing.updated_at = now;
    listings::write(&tx, &mut listing).await?;
    note(&tx, actor, AuditAction::ListingRestored, &listing, None).await?;
    tell_index(&tx, &listing, now).await?;
    tx.commit().await?;
    app.wake.index.notify_one();
    Ok(listing)
}

async fn fetch(db: &impl Db, id: ListingId) -> Result<Listing, AppError> {
    let missing = || AppError::NotFound { what: "listing", id: id.to_string() };
    listings::find(db, id).await?.ok_or_else(missing)
}

/// The listing and its version `n`, if that is the one that waits.
async fn fetch_waiting(
    db: &impl Db,
    id: ListingId,
    n: u32,
) -> Result<(Listing, Version), AppError> {
    let listing = fetch(db, id).await?;
    let waiting = versions::in_state(db, id, Review::InReview).await?;
    let version = waiting.filter(|it| it.n == n).ok_or(AppError::Conflict)?;
    Ok((listing, version))
}

fn reason_of(field: &str, typed: &str) -> Result<String, AppError> {
    let (min, max) = REASON;
    let invalid = |problem: Problem| AppError::Invalid(vec![FieldProblem::new(field, problem)]);
    text::prose(typed, min, max).map_err(invalid)
}

/// Call it when the listing carries the moment of the decision.
async fn note(
    db: &impl Db,
    actor: &Actor,
    action: AuditAction,
    listing: &Listing,
    n: Option<u32>,
) -> Result<(), AppError> {
    let detail = n.map_or(String::new(), |n| format!("version {n}"));
    let line = audit::Line::new(Some(actor.user), action, listing.id, detail);
    audit::record(db, line, listing.updated_at).await
}
