//! Where a listing and each of its versions stand, and what may move them.
//!
//! ```text
//! Draft ──Submit──▶ InReview ──Approve──▶ Live ◀──Resume── Paused
//!   ▲                  │                   │ └────Pause──────▶┘
//!   └─Decline, Withdraw┘                   ├──Suspend──▶ Suspended ──Lift──▶ as before
//!                                          └──Archive──▶ Archived (final, from anywhere)
//! ```
//!
//! A listing that was live once stays as it is while a newer version of it is in review: `Submit`,
//! `Approve`, `Decline` and `Withdraw` then move the version ([`Review`]) and not the listing.
//!
//! ```text
//! Draft ──Submit──▶ InReview ──Approve──▶ Approved ──Supersede──▶ Superseded
//!   ▲                  │ ├─────Decline──▶ Declined                    ▲
//!   └─────Withdraw─────┘ └─────Supersede (edited again)───────────────┘
//! ```
//!
//! Only a version in `Draft` can be written to. Editing anything newer than that makes the next
//! version, so what was sold, shown or judged is never changed afterwards.

use crate::named;

named!(/// Where a listing stands.
Status {
    /// Nobody but its owner has seen it.
    Draft = "draft",
    /// Its first version waits for our decision.
    InReview = "in_review",
    /// Public.
    Live = "live",
    /// Hidden by its owner for a while.
    Paused = "paused",
    /// Taken away for good by its owner.
    Archived = "archived",
    /// Hidden by us, with a statement of reasons.
    Suspended = "suspended",
});

named!(/// What may happen to a listing.
Event {
    Submit = "submit",
    Withdraw = "withdraw",
    Approve = "approve",
    Decline = "decline",
    Pause = "pause",
    Resume = "resume",
    Archive = "archive",
    Suspend = "suspend",
    /// The suspension ends and the listing is live again.
    LiftToLive = "lift_to_live",
    /// The suspension ends and the listing is paused again.
    LiftToPaused = "lift_to_paused",
});

named!(/// Where one version of a listing stands.
Review {
    Draft = "draft",
    InReview = "in_review",
    Approved = "approved",
    Declined = "declined",
    /// A newer version took its place.
    Superseded = "superseded",
});

named!(/// What may happen to a version.
ReviewEvent {
    Submit = "submit",
    Withdraw = "withdraw",
    Approve = "approve",
    Decline = "decline",
    Supersede = "supersede",
});

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{event} is not possible for a listing that is {from}", event = .event.code(), from = .from.code())]
pub struct IllegalTransition {
    pub from: Status,
    pub event: Event,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{event} is not possible for a version that is {from}", event = .event.code(), from = .from.code())]
pub struct IllegalReview {
    pub from: Review,
    pub event: ReviewEvent,
}

impl Status {
    /// The only way a listing ever changes its status.
    ///
    /// # Errors
    /// [`IllegalTransition`] for what the picture above does not show.
    pub fn transition(self, event: Event) -> Result<Status, IllegalTransition> {
        use Event as E;
        use Status as S;
        match (self, event) {
            (S::Draft, E::Submit) => Ok(S::InReview),
            (S::InReview, E::Withdraw | E::Decline) => Ok(S::Draft),
            (S::InReview, E::Approve) => Ok(S::Live),
            (
                S::Live | S::Paused | S::Suspended,
                E::Submit | E::Withdraw | E::Approve | E::Decline,
            ) => Ok(self),
            (S::Live, E::Pause) => Ok(S::Paused),
            (S::Paused, E::Resume) => Ok(S::Live),
            (S::Live | S::Paused, E::Suspend) => Ok(S::Suspended),
            (S::Suspended, E::LiftToLive) => Ok(S::Live),
            (S::Suspended, E::LiftToPaused) => Ok(S::Paused),
            (S::Draft | S::InReview | S::Live | S::Paused | S::Suspended, E::Archive) => {
                Ok(S::Archived)
            }
            (from, event) => Err(IllegalTransition { from, event }),
        }
    }

    /// The event that ends a suspension of a listing that was `self` before.
    pub fn lift(self) -> Event {
        match self {
            Status::Live => Event::LiftToLive,
            _ => Event::LiftToPaused,
        }
    }

    pub fn is_public(self) -> bool {
        self == Status::Live
    }

    /// Whether the owner may still write new versions.
    pub fn may_edit(self) -> bool {
        self != Status::Archived
    }
}

impl Review {
    /// The only way a version ever changes its review state.
    ///
    /// # Errors
    /// [`IllegalReview`] for what the picture above does not show.
    pub fn transition(self, event: ReviewEvent) -> Result<Review, IllegalReview> {
        use Review as R;
        use ReviewEvent as E;
        match (self, event) {
            (R::Draft, E::Submit) => Ok(R::InReview),
            (R::InReview, E::Withdraw) => Ok(R::Draft),
            (R::InReview, E::Approve) => Ok(R::Approved),
            (R::InReview, E::Decline) => Ok(R::Declined),
            (R::InReview | R::Approved, E::Supersede) => Ok(R::Superseded),
            (from, event) => Err(IllegalReview { from, event }),
        }
    }

    /// Whether its content may still be written.
    pub fn may_write(self) -> bool {
        self == Review::Draft
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every state meets every event; what is not listed here is refused.
    #[test]
    fn the_whole_table_of_listings() {
        let mut table = String::new();
        for from in Status::ALL {
            for event in Event::ALL {
                if let Ok(to) = from.transition(*event) {
                    table.push_str(&format!("{from:?} --{event:?}--> {to:?}\n"));
                }
            }
        }
        insta::assert_snapshot!(table, @"
        Draft --Submit--> InReview
        Draft --Archive--> Archived
        InReview --Withdraw--> Draft
        InReview --Approve--> Live
        InReview --Decline--> Draft
        InReview --Archive--> Archived
        Live --Submit--> Live
        Live --Withdraw--> Live
        Live --Approve--> Live
        Live --Decline--> Live
        Live --Pause--> Paused
        Live --Archive--> Archived
        Live --Suspend--> Suspended
        Paused --Submit--> Paused
        Paused --Withdraw--> Paused
        Paused --Approve--> Paused
        Paused --Decline--> Paused
        Paused --Resume--> Live
        Paused --Archive--> Archived
        Paused --Suspend--> Suspended
        Suspended --Submit--> Suspended
        Suspended --Withdraw--> Suspended
        Suspended --Approve--> Suspended
        Suspended --Decline--> Suspended
        Suspended --Archive--> Archived
        Suspended --LiftToLive--> Live
        Suspended --LiftToPaused--> Paused
        ");
    }

    #[test]
    fn the_whole_table_of_versions() {
        let mut table = String::new();
        for from in Review::ALL {
            for event in ReviewEvent::ALL {
                if let Ok(to) = from.transition(*event) {
                    table.push_str(&format!("{from:?} --{event:?}--> {to:?}\n"));
                }
            }
        }
        insta::assert_snapshot!(table, @"
        Draft --Submit--> InReview
        InReview --Withdraw--> Draft
        InReview --Approve--> Approved
        InReview --Decline--> Declined
        InReview --Supersede--> Superseded
        Approved --Supersede--> Superseded
        ");
    }

    #[test]
    fn a_suspension_ends_where_it_began() {
        for before in [Status::Live, Status::Paused] {
            let suspended = before.transition(Event::Suspend).unwrap();
            assert_eq!(suspended.transition(before.lift()), Ok(before));
        }
    }
}
