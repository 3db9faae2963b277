//! A signed-in browser, and how long it stays so.

use crate::{
    id::{SessionId, UserId},
    time::Timestamp,
};

/// How long a session lives, however much it is used.
pub const ABSOLUTE_DAYS: i64 = 30;
/// How long it lives unused.
pub const IDLE_DAYS: i64 = 7;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    pub id: SessionId,
    pub user: UserId,
    pub created_at: Timestamp,
    pub last_seen_at: Timestamp,
    pub expires_at: Timestamp,
    /// In words a person recognises: `Firefox, Linux`.
    pub device: String,
    /// Where it signed in from, as a network and not as an address.
    pub ip_prefix: String,
}

impl Session {
    pub fn is_live(&self, now: Timestamp) -> bool {
        now < self.expires_at && now < self.last_seen_at.plus_days(IDLE_DAYS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_ends_unused_after_a_week_and_used_after_a_month() {
        let start = Timestamp::from_millis(0);
        let mut session = Session {
            id: SessionId::generate(),
            user: UserId::generate(),
            created_at: start,
            last_seen_at: start,
            expires_at: start.plus_days(ABSOLUTE_DAYS),
            device: String::new(),
            ip_prefix: String::new(),
        };
        assert!(session.is_live(start.plus_days(IDLE_DAYS).plus_millis(-1)));
        assert!(!session.is_live(start.plus_days(IDLE_DAYS)));

        session.last_seen_at = start.plus_days(29);
        assert!(session.is_live(start.plus_days(29)));
        assert!(!session.is_live(start.plus_days(30)));
    }
}
