//! From settings to a running [`App`]: the only place that picks implementations.

use domain::time::Timestamp;

use crate::{
    adapters::counters::Shared,
    app::{App, Wake},
    config::Config,
    error::AppError,
    http::platform::limits::RateLimits,
    store::Store,
    telemetry::Metrics,
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
        let shared = match config.redis_url() {
            None => None,
            Some(url) => {
                let shared = Shared::connect(url).await;
                Some(shared.map_err(|it| AppError::internal("redis_url cannot be used", it))?)
            }
        };
        let rate_limits = RateLimits::new(&config.limits, shared.as_ref());
        Ok(App {
            config,
            store,
            clock,
            wake: Wake::default(),
            metrics: Metrics::default(),
            rate_limits,
        })
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
