//! Whether this process can do its work.

use crate::{app::App, error::AppError};

/// # Errors
/// `Unavailable` while starting or stopping and when the database does not answer.
pub async fn ready(app: &App) -> Result<(), AppError> {
    if !app.is_ready() {
        return Err(AppError::Unavailable { what: "the site" });
    }
    app.store.ping().await.map_err(|error| {
        tracing::warn!(%error, "the database does not answer");
        AppError::Unavailable { what: "the database" }
    })
}
