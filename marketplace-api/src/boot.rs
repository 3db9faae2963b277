//! From settings to a running [`App`]: the only place that picks implementations.

use std::{
    fs,
    io::Write,
    os::unix::fs::OpenOptionsExt,
    path::Path,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};

use domain::time::Timestamp;
use matching::{
    behaviour::MARKET_MODEL, engine::Engine, error::EngineError, model::served::RankModel,
};
use secrecy::{ExposeSecret, SecretString};

use crate::{
    adapters::{counters::Shared, mailer::Mailer},
    app::{App, Wake},
    config::{Config, Mode, Ranker},
    error::AppError,
    http::platform::limits::RateLimits,
    secrets::Signer,
    services::{
        accounts::hashing::Passwords,
        admission::Admission,
        listings::cards::CardCache,
        search::{self, answers::AnswerCache, log::SearchLog},
    },
    store::Store,
    telemetry::Metrics,
};

/// Where the search index lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexPlace {
    /// In the data folder, kept between starts.
    Disk,
    /// Gone with the process: for tests, and for commands that do not search.
    Memory,
}

impl App {
    /// Connects, brings the schema up to date, opens what the use-cases need. `clock` says what
    /// time it is; tests move it.
    ///
    /// # Errors
    /// `Store` when the database cannot be reached or migrated; `Index` when another process has
    /// the index.
    pub async fn open(
        config: Config,
        clock: fn() -> Timestamp,
        index: IndexPlace,
    ) -> Result<App, AppError> {
        let engine = match index {
            IndexPlace::Disk => open_engine(&config.index_dir())?,
            IndexPlace::Memory => Engine::open(None, search::FACETS).map_err(index_failed)?,
        };
        engine.set_model(model(&config)?);
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
        let mailer = Mailer::open(&config.mail)
            .map_err(|it| AppError::internal("mail cannot be sent", it))?;
        let metrics = Metrics::default();
        Ok(App {
            passwords: Passwords::new(metrics.passwords.clone()),
            signer: Signer::new(&config.secret),
            mailer,
            admission: Admission::new(
                config.matching.places,
                Duration::from_millis(config.matching.longest_wait_ms),
            ),
            config,
            store,
            engine,
            ready: AtomicBool::new(false),
            is_demo: OnceLock::new(),
            clock,
            wake: Wake::default(),
            cards: CardCache::default(),
            answers: AnswerCache::default(),
            search_log: SearchLog::default(),
            metrics,
            rate_limits,
        })
    }

    /// Whether this process takes requests: not yet while it starts, no more while it stops.
    pub fn is_ready(&self) -> bool {
        self.ready.load(Ordering::Relaxed)
    }

    pub fn set_ready(&self, ready: bool) {
        self.ready.store(ready, Ordering::Relaxed);
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

/// The model that results are ranked by, if they are to be ranked by one.
fn model(config: &Config) -> Result<Option<Arc<RankModel>>, AppError> {
    if config.search.ranker != Ranker::Model {
        return Ok(None);
    }
    let path = &config.search.model;
    let model = if path.as_os_str().is_empty() {
        RankModel::from_bytes(MARKET_MODEL)
    } else {
        let bytes = fs::read(path);
        let bytes = bytes.map_err(|it| AppError::internal("search.model cannot be read", it))?;
        RankModel::from_bytes(&bytes)
    };
    let model = model.map_err(|it| AppError::internal("search.model cannot be served", it))?;
    Ok(Some(Arc::new(model)))
}

/// A damaged index is thrown away: it is a cache of the database and is built anew.
fn open_engine(dir: &Path) -> Result<Engine, AppError> {
    match Engine::open(Some(dir), search::FACETS) {
        Err(EngineError::Corrupt { dir, what }) => {
            tracing::warn!(what, "the search index is damaged; it will be built anew");
            fs::remove_dir_all(&dir)
                .map_err(|it| index_failed(EngineError::Io { dir: dir.clone(), source: it }))?;
            Engine::open(Some(&dir), search::FACETS).map_err(index_failed)
        }
        other => other.map_err(index_failed),
    }
}

fn index_failed(error: EngineError) -> AppError {
    AppError::Index(Box::new(error))
}

/// Makes the data folder, and in development the secret that signs form tokens.
///
/// # Errors
/// One line for a person, when the folder cannot be written to.
pub fn prepare_data_dir(mut config: Config) -> anyhow::Result<Config> {
    let dir = &config.data_dir;
    let unusable = |error: std::io::Error| {
        anyhow::anyhow!(
            "the data folder {} cannot be written to ({error}). Choose another with --data-dir or LONJA_DATA_DIR.",
            dir.display()
        )
    };
    fs::create_dir_all(dir).map_err(unusable)?;
    let probe = dir.join(".writable");
    fs::write(&probe, b"").and_then(|()| fs::remove_file(&probe)).map_err(unusable)?;
    if config.secret.expose_secret().is_empty() && config.mode == Mode::Development {
        let secret = kept_secret(&dir.join("secret")).map_err(unusable)?;
        config.secret = SecretString::from(secret);
    }
    Ok(config)
}

/// The secret of earlier starts, or a new one that only this user can read.
fn kept_secret(path: &Path) -> std::io::Result<String> {
    if let Ok(secret) = fs::read_to_string(path) {
        return Ok(secret.trim().to_owned());
    }
    let bytes: [u8; 32] = rand::random();
    let secret: String = bytes.iter().map(|it| format!("{it:02x}")).collect();
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(secret.as_bytes())?;
    Ok(secret)
}

/// Free space of the file system that holds `dir`, as `df` tells it.
pub(crate) fn free_bytes(dir: &Path) -> Option<u64> {
    let output = std::process::Command::new("df").arg("-Pk").arg(dir).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let kilobytes: u64 = text.lines().nth(1)?.split_whitespace().nth(3)?.parse().ok()?;
    Some(kilobytes * 1024)
}
