//! Slows down whoever tries passwords for one address, from wherever.

use domain::{sign_in, user::Email};

use super::{client::Client, known_device};
use crate::{
    app::App,
    error::AppError,
    store::{
        Db,
        sign_in_tries::{self, Tries},
    },
};

const MAX_RACES: usize = 8;

/// Counts a try before it is made: tries sent all at once are not all free. Addresses without an
/// account are counted as well, so the wait says nothing. A browser the account knows stands in a
/// queue of its own.
///
/// # Errors
/// `TooMany` while the wait of the last failure lasts.
pub(super) async fn count_try(app: &App, email: &str, client: &Client) -> Result<(), AppError> {
    let key = known_device::queue(&app.signer, client, email);
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

/// The right password was given: the queue it was given in is empty again. That of the account
/// stays for others when it was given by a browser the account knows.
pub(super) async fn forgive(
    app: &App,
    db: &impl Db,
    email: &Email,
    client: &Client,
) -> Result<(), AppError> {
    let key = known_device::queue(&app.signer, client, email.as_str());
    sign_in_tries::clear(db, &key).await
}

/// A new password was set: what was tried before does not count.
pub(super) async fn forgive_all(db: &impl Db, email: &Email) -> Result<(), AppError> {
    sign_in_tries::clear(db, &known_device::account_queue(email)).await
}
