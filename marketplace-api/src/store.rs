//! The database: SQLite in one file, or Postgres. Plain functions over a connection or a
//! transaction; nothing here decides.
//!
//! **Invariant:** `sea_orm` is named in this folder, in the error enum and in `migrations/`,
//! nowhere else.
//!
//! Every writing transaction begins with [`Store::begin`], which on SQLite is `BEGIN IMMEDIATE`:
//! a deferred one fails with "database is locked" as soon as two of them read before they write.

use std::time::Duration;

use domain::time::Timestamp;
/// A connection or a transaction. Inside a transaction pass `&tx`, never the pool.
pub(crate) use sea_orm::ConnectionTrait as Db;
use sea_orm::{
    ConnectOptions, Database, DatabaseBackend, DatabaseConnection, DatabaseTransaction, DbErr,
    SqliteTransactionMode, TransactionOptions, TransactionTrait,
};
use sea_orm_migration::MigratorTrait;

use crate::error::AppError;

pub(crate) mod api_keys;
pub(crate) mod audit;
pub(crate) mod entity;
pub(crate) mod idempotency;
pub(crate) mod invitations;
pub(crate) mod listings;
pub(crate) mod mails;
pub(crate) mod organisations;
pub(crate) mod outbox;
pub(crate) mod overview;
pub(crate) mod provider_profiles;
pub(crate) mod searches;
pub(crate) mod service_tokens;
pub(crate) mod sessions;
pub(crate) mod sign_in_tries;
pub(crate) mod standing_queries;
#[cfg(test)]
pub(crate) mod testing;
pub(crate) mod tokens;
pub(crate) mod users;

/// How long a writer waits for another before it gives up.
const BUSY_TIMEOUT: Duration = Duration::from_secs(15);
const ACQUIRE_TIMEOUT: Duration = Duration::from_secs(20);

pub(crate) struct Store {
    connection: DatabaseConnection,
}

impl Store {
    /// Connects. `url` is `sqlite://path?mode=rwc`, `sqlite::memory:` or `postgres://…`.
    pub(crate) async fn connect(url: &str) -> Result<Store, DbErr> {
        let mut options = ConnectOptions::new(url);
        let connections = match url {
            // One connection: a second one would see another, empty database.
            "sqlite::memory:" => 1,
            _ if url.starts_with("sqlite") => 8,
            _ => 16,
        };
        options
            .max_connections(connections)
            .acquire_timeout(ACQUIRE_TIMEOUT)
            .sqlx_logging(false)
            .test_before_acquire(!url.starts_with("sqlite"))
            .map_sqlx_sqlite_opts(|it| {
                it.pragma("journal_mode", "WAL")
                    .pragma("synchronous", "FULL")
                    .pragma("foreign_keys", "ON")
                    .pragma("temp_store", "MEMORY")
                    .busy_timeout(BUSY_TIMEOUT)
                    .statement_cache_capacity(256)
            });
        if url == "sqlite::memory:" {
            options.idle_timeout(None).max_lifetime(None);
        }
        Ok(Store { connection: Database::connect(options).await? })
    }

    pub(crate) async fn migrate(&self) -> Result<(), DbErr> {
        migrations::Migrator::up(&self.connection, None).await
    }

    pub(crate) fn connection(&self) -> &DatabaseConnection {
        &self.connection
    }

    pub(crate) fn is_postgres(&self) -> bool {
        self.connection.get_database_backend() == DatabaseBackend::Postgres
    }

    /// Begins a transaction that will write.
    pub(crate) async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        let options = TransactionOptions {
            sqlite_transaction_mode: (!self.is_postgres())
                .then_some(SqliteTransactionMode::Immediate),
            ..TransactionOptions::default()
        };
        self.connection.begin_with_options(options).await
    }

    /// One round trip, to know that the database answers.
    pub(crate) async fn ping(&self) -> Result<(), DbErr> {
        self.connection.ping().await
    }

    pub(crate) async fn close(&self) -> Result<(), DbErr> {
        self.connection.clone().close().await
    }
}

/// Instants are stored as milliseconds since 1970, the same on both databases.
pub(crate) fn at(millis: i64) -> Timestamp {
    Timestamp::from_millis(millis)
}

/// Versions count from 1 and fit the column.
pub(crate) fn version_to(version: u64) -> Result<i64, AppError> {
    i64::try_from(version).map_err(|_too_large| AppError::Conflict)
}

pub(crate) fn version_from(version: i64) -> Result<u64, AppError> {
    u64::try_from(version).map_err(|_negative| AppError::Corrupt { what: "version" })
}
