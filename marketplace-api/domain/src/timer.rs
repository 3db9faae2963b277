//! How long everybody has. Timers are rows that say when; this says what they say.
//!
//! **Invariant:** time is an argument. A span is chosen within the bounds of its timer ([`Timer::check`]).
//! Disputes stop the clocks of release and never the clock of held money: what is held is released,
//! refunded or rolled over within 85 days of the payment ([`Hold`]).

use crate::{business_days::Calendar, machine::Actor, named, time::Timestamp};

const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

named!(/// What is being waited for.
Timer {
    /// The buyer pays after checkout.
    Pay = "pay",
    /// The buyer hands in what the work needs.
    Requirements = "requirements",
    /// The provider accepts the order.
    Acceptance = "acceptance",
    /// The provider delivers; counted from the start of the work.
    Delivery = "delivery",
    /// How long after the promised day work is late.
    LateGrace = "late_grace",
    /// Late work is cancelled by itself.
    LateCancel = "late_cancel",
    /// Silence accepts a package.
    ReviewPackage = "review_package",
    /// Silence approves a milestone.
    ReviewMilestone = "review_milestone",
    /// Nobody decided about a delivery whose checks failed.
    Mediation = "mediation",
    /// Released money becomes payable.
    Clearing = "clearing",
    DisputeReply = "dispute_reply",
    DisputeNegotiate = "dispute_negotiate",
    DisputeDecide = "dispute_decide",
    DisputeAnswer = "dispute_answer",
    DisputeTotal = "dispute_total",
    /// The same after an appeal.
    DisputeTotalAppealed = "dispute_total_appealed",
    /// The provider agrees to give held money back, or is taken to.
    Return = "return",
});

/// A length of time as people say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Span {
    Minutes(u16),
    Hours(u16),
    Days(u16),
    BusinessDays(u16),
}

impl Span {
    pub fn after(self, from: Timestamp, calendar: &Calendar) -> Timestamp {
        match self {
            Span::Minutes(it) => from.plus_secs(i64::from(it) * 60),
            Span::Hours(it) => from.plus_secs(i64::from(it) * 3_600),
            Span::Days(it) => from.plus_days(i64::from(it)),
            Span::BusinessDays(it) => calendar.after(from, it),
        }
    }

    /// For comparing spans of different units: five business days are a week.
    fn nominal_minutes(self) -> u64 {
        match self {
            Span::Minutes(it) => u64::from(it),
            Span::Hours(it) => u64::from(it) * 60,
            Span::Days(it) => u64::from(it) * 24 * 60,
            Span::BusinessDays(it) => u64::from(it) * 7 * 24 * 60 / 5,
        }
    }
}

/// Who may make a timer longer, once, and by how much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extension {
    pub by: Actor,
    pub span: Span,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{timer} must be between {least:?} and {most:?}", timer = .timer.code())]
pub struct OutOfBounds {
    pub timer: Timer,
    pub least: Span,
    pub most: Span,
}

impl Timer {
    /// What holds where nothing else was agreed. A delivery is promised by each listing; this is the
    /// longest.
    pub fn default_span(self) -> Span {
        match self {
            Timer::Pay => Span::Minutes(15),
            Timer::Requirements | Timer::DisputeNegotiate | Timer::Return => Span::Days(7),
            Timer::Acceptance => Span::Hours(48),
            Timer::Delivery | Timer::DisputeTotal => Span::Days(30),
            Timer::LateGrace => Span::Hours(24),
            Timer::LateCancel | Timer::ReviewMilestone | Timer::Mediation => Span::Days(14),
            Timer::ReviewPackage | Timer::DisputeReply => Span::BusinessDays(5),
            Timer::Clearing => Span::Days(5),
            Timer::DisputeDecide => Span::BusinessDays(2),
            Timer::DisputeAnswer => Span::BusinessDays(3),
            Timer::DisputeTotalAppealed => Span::Days(40),
        }
    }

    /// The shortest and the longest that may be chosen.
    pub fn bounds(self) -> (Span, Span) {
        match self {
            Timer::Pay => (Span::Minutes(15), Span::BusinessDays(5)),
            Timer::Requirements => (Span::Days(1), Span::Days(14)),
            Timer::Acceptance => (Span::Hours(4), Span::Days(6)),
            Timer::Delivery => (Span::Hours(1), Span::Days(30)),
            Timer::LateGrace => (Span::Days(0), Span::Days(7)),
            Timer::ReviewPackage => (Span::Days(3), Span::Days(14)),
            Timer::ReviewMilestone => (Span::Days(7), Span::Days(14)),
            Timer::Clearing => (Span::Days(0), Span::Days(14)),
            Timer::DisputeReply => (Span::Days(3), Span::Days(7)),
            Timer::DisputeNegotiate => (Span::Days(3), Span::Days(10)),
            Timer::DisputeDecide => (Span::BusinessDays(1), Span::BusinessDays(5)),
            Timer::DisputeAnswer => (Span::BusinessDays(2), Span::BusinessDays(5)),
            Timer::LateCancel | Timer::Mediation | Timer::Return => self.only(),
            Timer::DisputeTotal | Timer::DisputeTotalAppealed => self.only(),
        }
    }

    fn only(self) -> (Span, Span) {
        (self.default_span(), self.default_span())
    }

    /// # Errors
    /// [`OutOfBounds`].
    pub fn check(self, span: Span) -> Result<(), OutOfBounds> {
        let (least, most) = self.bounds();
        let within = least.nominal_minutes()..=most.nominal_minutes();
        if within.contains(&span.nominal_minutes()) {
            Ok(())
        } else {
            Err(OutOfBounds { timer: self, least, most })
        }
    }

    pub fn extension(self) -> Option<Extension> {
        match self {
            Timer::Requirements => Some(Extension { by: Actor::Provider, span: Span::Days(7) }),
            Timer::ReviewPackage => {
                Some(Extension { by: Actor::Buyer, span: Span::BusinessDays(3) })
            }
            Timer::ReviewMilestone => Some(Extension { by: Actor::Buyer, span: Span::Days(5) }),
            _ => None,
        }
    }

    /// Whether an open dispute stops it: what would release, cancel or accept by itself.
    pub fn freezes(self) -> bool {
        matches!(
            self,
            Timer::Delivery
                | Timer::LateGrace
                | Timer::LateCancel
                | Timer::ReviewPackage
                | Timer::ReviewMilestone
                | Timer::Mediation
                | Timer::Clearing
                | Timer::Return
        )
    }
}

/// What was left of a timer when a dispute stopped it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frozen {
    remaining: i64,
}

impl Frozen {
    /// A timer that was due already has nothing left.
    pub fn at(now: Timestamp, due: Timestamp) -> Frozen {
        Frozen { remaining: due.millis_since(now).max(0) }
    }

    pub fn restored(remaining_millis: i64) -> Frozen {
        Frozen { remaining: remaining_millis.max(0) }
    }

    pub fn remaining_millis(self) -> i64 {
        self.remaining
    }

    /// When it is due after the dispute: what was left, and at least 48 hours.
    pub fn rearm(self, now: Timestamp) -> Timestamp {
        now.plus_millis(self.remaining.max(48 * HOUR))
    }
}

/// The clock of held money. Nothing stops it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hold {
    funded_at: Timestamp,
}

impl Hold {
    pub const DAYS: i64 = 85;
    /// Both sides and finance are warned so many days before the end.
    pub const WARNINGS: [i64; 3] = [21, 7, 2];

    pub fn new(funded_at: Timestamp) -> Hold {
        Hold { funded_at }
    }

    /// By then the money is released, refunded, or paid anew with the buyer's consent.
    pub fn deadline(self) -> Timestamp {
        self.funded_at.plus_days(Hold::DAYS)
    }

    pub fn warnings(self) -> [Timestamp; 3] {
        Hold::WARNINGS.map(|it| self.deadline().plus_days(-it))
    }

    /// How many warnings should have been sent by `now`.
    pub fn warnings_due(self, now: Timestamp) -> usize {
        self.warnings().iter().filter(|it| **it <= now).count()
    }

    pub fn is_over(self, now: Timestamp) -> bool {
        now >= self.deadline()
    }

    /// Whether work that is due then still leaves room for review and a dispute with appeal. Longer work
    /// is cut into milestones, and a change of date that does not fit is refused.
    pub fn leaves_room(self, due: Timestamp) -> bool {
        let review_and_dispute = (14 + 40) * DAY;
        due.plus_millis(review_and_dispute) < self.deadline()
    }
}

#[cfg(test)]
mod tests;
