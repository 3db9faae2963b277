//! A listing and its versions, as they are kept.

use super::{
    Draft, ListingKind,
    raw::RawDraft,
    state::{Event, IllegalReview, IllegalTransition, Review, ReviewEvent, Status},
};
use crate::{
    id::{ListingId, OrgId, UserId, VersionId},
    problem::FieldProblem,
    provider::SyntheticRating,
    time::Timestamp,
};

/// What stays the same while versions come and go.
///
/// Invariant: a listing that is live, paused or suspended has a live version; `suspended_from` is
/// there exactly while it is suspended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listing {
    pub id: ListingId,
    pub org: OrgId,
    pub kind: ListingKind,
    pub status: Status,
    /// The approved version: what the public sees, or saw last.
    pub live: Option<VersionId>,
    pub suspended_from: Option<Status>,
    /// Our reasons, as told to the owner.
    pub statement: Option<String>,
    /// What the owner's own system calls it.
    pub external_id: Option<String>,
    /// Of demo listings only.
    pub synthetic_rating: Option<SyntheticRating>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    /// Counts every change; readers send it back with an edit.
    pub version: u64,
}

impl Listing {
    /// One without any version yet.
    pub fn new(id: ListingId, org: OrgId, kind: ListingKind, now: Timestamp) -> Listing {
        Listing {
            id,
            org,
            kind,
            status: Status::Draft,
            live: None,
            suspended_from: None,
            statement: None,
            external_id: None,
            synthetic_rating: None,
            created_at: now,
            updated_at: now,
            version: 1,
        }
    }

    /// # Errors
    /// [`IllegalTransition`].
    pub fn apply(&mut self, event: Event) -> Result<(), IllegalTransition> {
        let next = self.status.transition(event)?;
        self.suspended_from = match (event, next) {
            (Event::Suspend, _) => Some(self.status),
            (_, Status::Suspended) => self.suspended_from,
            _ => None,
        };
        self.status = next;
        Ok(())
    }

    /// The event that ends the suspension, if there is one.
    pub fn lift(&self) -> Option<Event> {
        self.suspended_from.map(Status::lift)
    }

    /// Whether it was public once, so that its address may say that it is gone.
    pub fn was_public(&self) -> bool {
        self.live.is_some()
    }
}

/// Who decided, and why if the answer was no.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Ruling {
    /// `None`: it needed nobody.
    pub by: Option<UserId>,
    pub reason: Option<String>,
}

/// One version. Its text never changes once it has left `draft`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    pub id: VersionId,
    pub listing: ListingId,
    /// 1, 2, 3 …
    pub n: u32,
    /// As typed while in draft; checked and uniform from then on.
    pub raw: RawDraft,
    pub review: Review,
    /// Why it was declined.
    pub reason: Option<String>,
    /// `None`: imported on the server, by whoever runs it.
    pub created_by: Option<UserId>,
    pub created_at: Timestamp,
    pub submitted_at: Option<Timestamp>,
    /// `None` with a date: it needed no decision.
    pub decided_by: Option<UserId>,
    pub decided_at: Option<Timestamp>,
}

impl Version {
    /// # Errors
    /// What a draft still lacks before it can be submitted. Other versions lack nothing.
    pub fn check(&self) -> Result<Draft, Vec<FieldProblem>> {
        Draft::check(self.raw.clone())
    }

    /// Returns the state it was in, for whoever stores the change.
    ///
    /// # Errors
    /// [`IllegalReview`].
    pub fn apply(
        &mut self,
        event: ReviewEvent,
        ruling: Ruling,
        now: Timestamp,
    ) -> Result<Review, IllegalReview> {
        let before = self.review;
        self.review = before.transition(event)?;
        match event {
            ReviewEvent::Submit => self.submitted_at = Some(now),
            ReviewEvent::Withdraw => self.submitted_at = None,
            ReviewEvent::Approve | ReviewEvent::Decline => {
                self.decided_by = ruling.by;
                self.decided_at = Some(now);
                self.reason = ruling.reason;
            }
            ReviewEvent::Supersede => {}
        }
        Ok(before)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suspension_remembers_and_forgets_where_it_began() {
        let now = Timestamp::from_millis(0);
        let kind = ListingKind::Package;
        let mut listing = Listing::new(ListingId::generate(), OrgId::generate(), kind, now);
        for event in [Event::Submit, Event::Approve, Event::Pause, Event::Suspend, Event::Submit] {
            listing.apply(event).unwrap();
        }
        assert_eq!(listing.suspended_from, Some(Status::Paused));

        listing.apply(listing.lift().unwrap()).unwrap();

        assert_eq!((listing.status, listing.suspended_from), (Status::Paused, None));
        assert_eq!(listing.lift(), None);
    }
}
