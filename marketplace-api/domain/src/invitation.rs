//! Invitations to join an organisation.

use crate::{
    id::{InviteId, OrgId, UserId},
    named,
    time::Timestamp,
    user::{Email, OrgRole},
};

/// How long somebody may think about it.
pub const OPEN_DAYS: i64 = 7;

named!(/// Where an invitation stands.
    InvitationState { Open = "open", Accepted = "accepted", Withdrawn = "withdrawn" });

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: InviteId,
    pub org: OrgId,
    pub email: Email,
    pub role: OrgRole,
    pub invited_by: UserId,
    pub created_at: Timestamp,
    pub expires_at: Timestamp,
    pub state: InvitationState,
}

impl Invitation {
    pub fn is_open(&self, now: Timestamp) -> bool {
        self.state == InvitationState::Open && now < self.expires_at
    }
}
