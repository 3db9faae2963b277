//! Small chores: forget what is too old, keep memory bounded.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::{
    app::App,
    error::AppError,
    services::search::log,
    store::{idempotency, mails, outbox, sessions, sign_in_tries, tokens},
};

const PERIOD: Duration = Duration::from_secs(60);
/// A reader that is further behind than this builds its index anew.
const EVENTS_KEPT_DAYS: i64 = 7;

/// Sessions that are over still tell whether a device is known.
const OLD_SESSIONS_KEPT_DAYS: i64 = 60;
const OLD_LINKS_KEPT_DAYS: i64 = 7;
const TRIES_KEPT_DAYS: i64 = 2;
const MAIL_KEPT_DAYS: i64 = 30;

/// Does the chores once a minute until asked to stop.
pub(crate) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stopping.changed() => return,
            () = tokio::time::sleep(PERIOD) => {}
        }
        if let Err(error) = once(&app).await {
            error.log_if_ours();
        }
    }
}

async fn once(app: &App) -> Result<(), AppError> {
    app.rate_limits.forget_idle();
    let db = app.store.connection();
    let ago = |days: i64| app.now().plus_days(-days);
    idempotency::forget(db, app.now()).await?;
    outbox::forget(db, ago(EVENTS_KEPT_DAYS)).await?;
    sessions::forget(db, ago(OLD_SESSIONS_KEPT_DAYS)).await?;
    tokens::forget(db, ago(OLD_LINKS_KEPT_DAYS)).await?;
    sign_in_tries::forget(db, ago(TRIES_KEPT_DAYS)).await?;
    mails::forget(db, ago(MAIL_KEPT_DAYS)).await?;
    log::forget(app).await
}
