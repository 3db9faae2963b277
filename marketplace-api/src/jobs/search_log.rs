//! Writes what was served, a quarter of a second after it was at most.

use std::{sync::Arc, time::Duration};

use tokio::sync::watch;

use crate::{app::App, services::search::log};

const PERIOD: Duration = Duration::from_millis(250);

/// Writes until asked to stop, and then once more.
pub(crate) async fn run(app: Arc<App>, mut stopping: watch::Receiver<bool>) {
    loop {
        let stops = tokio::select! {
            _ = stopping.changed() => true,
            () = tokio::time::sleep(PERIOD) => false,
        };
        if let Err(error) = log::flush(&app).await {
            error.log_if_ours();
        }
        if stops {
            return;
        }
    }
}
