//! The steps that the use-cases about listings are made of.

use std::slice;

use domain::{
    event::Topic,
    id::{ListingId, OrgId, UserId, VersionId},
    listing::{
        ListingKind,
        diff::needs_review,
        raw::RawDraft,
        record::{Listing, Ruling, Version},
        state::{Event, Review, ReviewEvent, Status},
    },
    organisation::{OrgStatus, Organisation},
    problem::{FieldProblem, Problem},
    time::Timestamp,
    user::OrgRole,
};

use crate::{
    app::Actor,
    error::AppError,
    services::organisations::require_member,
    store::{Db, listings, listings::versions, organisations, outbox},
};

/// Writes the newest text anew: a draft is overwritten, anything newer than that gets a next
/// version, and a version that waits is taken back. Saying the same again writes nothing.
pub(crate) async fn rewrite(
    db: &impl Db,
    listing: &mut Listing,
    newest: Version,
    raw: RawDraft,
    by: Edit,
) -> Result<Version, AppError> {
    let kind = kind_of(&raw)?;
    if !listing.status.may_edit() {
        let state = listing.status.code().to_owned();
        return Err(AppError::IllegalTransition { what: "editing", state });
    }
    if newest.raw == raw {
        return Ok(newest);
    }
    listing.updated_at = by.now;
    if listing.live.is_none() {
        listing.kind = kind;
    }
    if newest.review == Review::InReview {
        listing.apply(Event::Withdraw)?;
    }
    listings::write(db, listing).await?;
    if newest.review.may_write() {
        let next = Version { raw, created_by: by.user, ..newest };
        versions::overwrite(db, &next).await?;
        return Ok(next);
    }
    let next = draft_of(listing.id, newest.n + 1, raw, by);
    if newest.review == Review::InReview {
        let mut newest = newest;
        advance(db, &mut newest, ReviewEvent::Supersede, Ruling::default(), by.now).await?;
    }
    versions::insert_many(db, slice::from_ref(&next)).await?;
    Ok(next)
}

/// Who writes, and when.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Edit {
    /// `None`: whoever runs the server.
    pub(crate) user: Option<UserId>,
    pub(crate) now: Timestamp,
}

/// What decides whether a version must wait.
pub(crate) struct Gate<'a> {
    pub(crate) org: &'a Organisation,
    pub(crate) now: Timestamp,
    /// Whoever runs the server vouches for it.
    pub(crate) is_trusted: bool,
}

/// Draft → in review, and on to live when it need not wait. The draft is known to be complete.
pub(crate) async fn hand_in(
    db: &impl Db,
    listing: &mut Listing,
    version: &mut Version,
    gate: &Gate<'_>,
) -> Result<(), AppError> {
    let waits = must_wait(db, listing, version, gate).await?;
    listing.apply(Event::Submit)?;
    listing.updated_at = gate.now;
    if waits {
        listings::write(db, listing).await?;
        versions::overwrite(db, version).await?;
        return advance(db, version, ReviewEvent::Submit, Ruling::default(), gate.now).await;
    }
    let before = listing.live;
    go_live(listing, version)?;
    listings::write(db, listing).await?;
    versions::overwrite(db, version).await?;
    advance(db, version, ReviewEvent::Submit, Ruling::default(), gate.now).await?;
    approve_version(db, before, version, Ruling::default(), gate.now).await?;
    tell_index(db, listing, gate.now).await
}

/// A listing's first version waits unless the organisation has an approved listing already and none
/// that is suspended. Later versions wait unless only answers to questions changed. What we
/// suspended always waits.
async fn must_wait(
    db: &impl Db,
    listing: &Listing,
    version: &Version,
    gate: &Gate<'_>,
) -> Result<bool, AppError> {
    if listing.status == Status::Suspended {
        return Ok(true);
    }
    if gate.is_trusted {
        return Ok(false);
    }
    match listing.live {
        None => first_version_waits(db, gate.org).await,
        Some(live) => {
            let live = versions::find(db, live).await?;
            let live = live.ok_or(AppError::Corrupt { what: "listing" })?;
            Ok(needs_review(&live.raw, &version.raw))
        }
    }
}

/// Whether the first version of a new listing waits for a decision.
pub(crate) async fn first_version_waits(
    db: &impl Db,
    org: &Organisation,
) -> Result<bool, AppError> {
    let record = listings::track_record(db, org.id).await?;
    Ok(!record.was_ever_approved || record.is_suspended_now)
}

/// The listing takes `version` as what the public sees. Nothing is written yet.
pub(crate) fn go_live(listing: &mut Listing, version: &Version) -> Result<(), AppError> {
    listing.apply(Event::Approve)?;
    listing.live = Some(version.id);
    listing.kind = kind_of(&version.raw)?;
    Ok(())
}

/// The version in review becomes the approved one; the one `before` it steps back first, because
/// there is never more than one.
pub(crate) async fn approve_version(
    db: &impl Db,
    before: Option<VersionId>,
    version: &mut Version,
    ruling: Ruling,
    now: Timestamp,
) -> Result<(), AppError> {
    if let Some(before) = before {
        let old = versions::find(db, before).await?;
        let mut old = old.ok_or(AppError::Corrupt { what: "listing" })?;
        advance(db, &mut old, ReviewEvent::Supersede, Ruling::default(), now).await?;
    }
    advance(db, version, ReviewEvent::Approve, ruling, now).await
}

pub(crate) async fn advance(
    db: &impl Db,
    version: &mut Version,
    event: ReviewEvent,
    ruling: Ruling,
    now: Timestamp,
) -> Result<(), AppError> {
    let before = version.apply(event, ruling, now)?;
    versions::set_review(db, version, before).await
}

pub(crate) async fn tell_index(
    db: &impl Db,
    listing: &Listing,
    now: Timestamp,
) -> Result<(), AppError> {
    outbox::push(db, Topic::ListingChanged, listing.id, now).await
}

/// For who belongs to its organisation; it does not exist for anybody else.
pub(crate) async fn fetch_as_member(
    db: &impl Db,
    actor: &Actor,
    id: ListingId,
) -> Result<Listing, AppError> {
    let missing = || AppError::NotFound { what: "listing", id: id.to_string() };
    let listing = listings::find(db, id).await?.ok_or_else(missing)?;
    match require_member(db, actor, listing.org, OrgRole::Member).await {
        Ok(_) => Ok(listing),
        Err(AppError::NotFound { .. }) => Err(missing()),
        Err(other) => Err(other),
    }
}

/// An organisation that may offer something now.
pub(crate) async fn fetch_seller(db: &impl Db, org: OrgId) -> Result<Organisation, AppError> {
    let missing = || AppError::NotFound { what: "organisation", id: org.to_string() };
    let org = organisations::find(db, org).await?.ok_or_else(missing)?;
    if org.status != OrgStatus::Active {
        return Err(AppError::Suspended);
    }
    if !org.side.sells() {
        return Err(AppError::Forbidden { who: "an organisation that sells" });
    }
    Ok(org)
}

pub(crate) fn draft_of(listing: ListingId, n: u32, raw: RawDraft, by: Edit) -> Version {
    Version {
        id: VersionId::generate(),
        listing,
        n,
        raw,
        review: Review::Draft,
        reason: None,
        created_by: by.user,
        created_at: by.now,
        submitted_at: None,
        decided_by: None,
        decided_at: None,
    }
}

/// The only thing a draft must say from the beginning.
pub(crate) fn kind_of(raw: &RawDraft) -> Result<ListingKind, AppError> {
    ListingKind::from_code(&raw.kind).ok_or_else(|| {
        let given: String = raw.kind.chars().filter(|it| !it.is_control()).take(60).collect();
        let problem = match given.as_str() {
            "" => Problem::Missing,
            _ => Problem::Unknown { given },
        };
        AppError::Invalid(vec![FieldProblem::new("kind", problem)])
    })
}

/// Whoever edits says which version they read.
pub(crate) fn expect(listing: &Listing, version: Option<u64>) -> Result<(), AppError> {
    match version {
        Some(version) if version != listing.version => Err(AppError::PreconditionFailed),
        _ => Ok(()),
    }
}
