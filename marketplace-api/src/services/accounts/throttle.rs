//! Slows down whoever tries passwords for one address, from wherever.

use domain::{sign_in, user::Email};

use crate::{
    app::App,
    error::AppError,
    secrets,
    store::{
        Db,
        sign_in_tries::{self, Tries},
    },
};

const MAX_RACES: usize = 8;

/// Counts a try before it is made: tries sent all at once are not all free. Addresses without an
/// account are counted as well, so the wait says nothing.
///
/// # Errors
/// `TooMany` while the wait of the last failure lasts.
pub(super) async fn count_try(app: &App, email: &str) -> Result<(), AppError> {
    let key = key(email);
    let db = app.store.connection();
    let now = app.now();
    for _ in 0..MAX_RACES {
        let seen = sign_in_tries::find(db, &key).await?;
        let counted = seen.filter(|it| sign_in::still_counts(it.last_at, now));
        if let Some(wait) = counted.map(|it| it.not_before.millis_since(now)).filter(|it| *it > 0) {
            let secs = u64::try_from(wait).unwrap_or(0).div_ceil(1_000);
            return Err(AppError::TooMany { retry_after_secs: secs });
        }
        let failures = counted.map_or(1, |it| it.failures.saturating_add(1));
        let not_before = sign_in::next_try_at(failures.unsigned_abs(), now);
        let next = Tries { failures, last_at: now, not_before };
        if sign_in_tries::set(db, &key, seen, next).await? {
            return Ok(());
        }
    }
    Err(AppError::TooMany { retry_after_secs: 1 })
}

/// The right password was given, or a new one set.
pub(super) async fn forgive(db: &impl Db, email: &Email) -> Result<(), AppError> {
    sign_in_tries::clear(db, &key(email.as_str())).await
}

fn key(email: &str) -> String {
    let folded = email.parse().map_or_else(|_| email.to_lowercase(), |it: Email| it.key());
    secrets::sha256(&folded)
}
