//! From settings to a running [`App`]: the only place that picks implementations.

use domain::time::Timestamp;

use crate::{
    app::{App, Wake},
    config::Config,
    error::AppError,
    store::Store,
};

impl App {
    /// Connects, brings the schema up to date, opens what the use-cases need. `clock` says what
    /// time it is; tests move it.
    ///
    /// # Errors
    /// `Store` when the database cannot be reached or migrated.
    pub async fn open(config: Config, clock: fn() -> Timestamp) -> Result<App, AppError> {
        let store = Store::connect(&config.database_url()).await?;
        store.migrate().await?;
        Ok(App { config, store, clock, wake: Wake::default() })
    }

    /// Lets go of the database.
    ///
    /// # Errors
    /// `Store`.
    pub async fn close(&self) -> Result<(), AppError> {
        Ok(self.store.close().await?)
    }
}

/// The machine's clock.
#[expect(clippy::disallowed_methods, reason = "this is the one place that looks at the clock")]
pub fn system_clock() -> Timestamp {
    Timestamp::from_millis(chrono::Utc::now().timestamp_millis())
}
