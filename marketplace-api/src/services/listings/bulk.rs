//! Many listings at once, for imports and for the demo market.

use domain::{
    event::Topic,
    id::{ListingId, OrgId},
    listing::{
        Draft,
        raw::RawDraft,
        record::{Listing, Ruling, Version},
        state::{Event, ReviewEvent},
    },
    provider::SyntheticRating,
    time::Timestamp,
};

use super::steps::{Edit, draft_of, go_live};
use crate::{
    error::AppError,
    store::{Db, listings, listings::versions, outbox},
};

/// How many listings one transaction writes. A writer that waits meanwhile waits a few hundred
/// milliseconds.
pub(crate) const CHUNK: usize = 500;

/// How far a new listing goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Goal {
    Draft,
    InReview,
    Live,
}

/// New listings that are complete and go where they go without being asked about one by one.
#[derive(Default)]
pub(crate) struct Batch {
    listings: Vec<Listing>,
    versions: Vec<Version>,
}

/// One new listing.
pub(crate) struct Fresh<'a> {
    pub(crate) org: OrgId,
    pub(crate) draft: &'a Draft,
    pub(crate) external_id: Option<String>,
    pub(crate) synthetic_rating: Option<SyntheticRating>,
    pub(crate) created_at: Timestamp,
    pub(crate) goal: Goal,
}

impl Batch {
    pub(crate) fn add(&mut self, fresh: Fresh<'_>, edit: Edit) -> Result<ListingId, AppError> {
        let id = ListingId::generate();
        let mut listing = Listing::new(id, fresh.org, fresh.draft.kind, fresh.created_at);
        listing.external_id = fresh.external_id;
        listing.synthetic_rating = fresh.synthetic_rating;
        let raw = RawDraft::from(fresh.draft);
        let mut version = draft_of(id, 1, raw, Edit { now: fresh.created_at, ..edit });
        if fresh.goal != Goal::Draft {
            listing.apply(Event::Submit)?;
            version.apply(ReviewEvent::Submit, Ruling::default(), edit.now)?;
        }
        if fresh.goal == Goal::Live {
            go_live(&mut listing, &version)?;
            version.apply(ReviewEvent::Approve, Ruling::default(), edit.now)?;
        }
        self.listings.push(listing);
        self.versions.push(version);
        Ok(id)
    }

    pub(crate) fn len(&self) -> usize {
        self.listings.len()
    }

    /// Writes all. The caller tells the index and commits.
    pub(crate) async fn insert(&self, db: &impl Db) -> Result<(), AppError> {
        listings::insert_many(db, &self.listings).await?;
        versions::insert_many(db, &self.versions).await
    }

    /// Writes all and tells the index of those that are public. The caller commits.
    pub(crate) async fn write(&self, db: &impl Db, now: Timestamp) -> Result<(), AppError> {
        self.insert(db).await?;
        let public = self.listings.iter().filter(|it| it.status.is_public());
        let public: Vec<String> = public.map(|it| it.id.to_string()).collect();
        outbox::push_many(db, Topic::ListingChanged, &public, now).await
    }
}
