//! Small chores: forget what is too old, keep memory bounded.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::{
    app::App,
    error::AppError,
    store::{idempotency, outbox},
};

const PERIOD: Duration = Duration::from_secs(60);
/// A reader that is further behind than this builds its index anew.
const EVENTS_KEPT_DAYS: i64 = 7;

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
    idempotency::forget(db, app.now()).await?;
    outbox::forget(db, app.now().plus_days(-EVENTS_KEPT_DAYS)).await?;
    Ok(())
}
