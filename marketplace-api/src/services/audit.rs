//! Looking up what was done to somebody or something, for those who must answer for it.

use domain::{audit::AuditAction, id::UserId, time::Timestamp, user::StaffRole};

use crate::{
    app::{Actor, App},
    error::AppError,
    store::audit,
};

const MAX_LINES: u64 = 200;

/// One thing that was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    pub at: Timestamp,
    /// `None` when it was done from the command line of the server.
    pub who: Option<UserId>,
    pub action: AuditAction,
    pub detail: String,
}

/// What was done to `subject` (an id in text form), the newest first.
///
/// # Errors
/// `Forbidden` for all but the trust team.
pub async fn history(app: &App, actor: &Actor, subject: &str) -> Result<Vec<Act>, AppError> {
    actor.require_staff(StaffRole::Trust)?;
    // No id looks like that, and Postgres refuses to be asked.
    if subject.contains('\0') {
        return Ok(Vec::new());
    }
    let lines = audit::of_subject(app.store.connection(), subject, MAX_LINES).await?;
    let acts = lines.into_iter().map(|(at, line)| Act {
        at,
        who: line.who,
        action: line.action,
        detail: line.detail,
    });
    Ok(acts.collect())
}
