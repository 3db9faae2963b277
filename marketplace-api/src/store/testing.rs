//! A database for one test of the store: SQLite in memory, or a new one on the Postgres server that
//! `TEST_DATABASE_URL` names.

use sea_orm::{ConnectionTrait, Database};
use uuid::Uuid;

use super::Store;

/// An empty database with the newest schema.
pub(crate) async fn fresh() -> Store {
    #[expect(clippy::disallowed_methods, reason = "the test command chooses the database")]
    let server = std::env::var("TEST_DATABASE_URL").ok();
    let url = match server {
        None => "sqlite::memory:".to_owned(),
        Some(server) => {
            let name = format!("test_{}", Uuid::now_v7().simple());
            let admin = Database::connect(&server).await.expect("the Postgres server answers");
            let create = format!("CREATE DATABASE {name}");
            admin.execute_unprepared(&create).await.expect("a database can be made");
            let (base, _) = server.rsplit_once('/').expect("the URL names a database");
            format!("{base}/{name}")
        }
    };
    let store = Store::connect(&url).await.expect("the database opens");
    store.migrate().await.expect("the schema applies");
    store
}
