//! A database for one test.

/// Where the next [`crate::Site`] keeps its tables: SQLite in memory, or, when
/// `TEST_DATABASE_URL` names a Postgres server, a new database on it.
pub async fn fresh_url() -> String {
    match server() {
        None => "sqlite::memory:".to_owned(),
        Some(server) => fresh_postgres(&server).await,
    }
}

/// Whether the tests run on Postgres this time.
pub fn is_postgres() -> bool {
    server().is_some()
}

fn server() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the test command chooses the database")]
    std::env::var("TEST_DATABASE_URL").ok()
}

/// `server` ends with a database name; the new one is made beside it.
async fn fresh_postgres(server: &str) -> String {
    use sea_orm::{ConnectionTrait, Database};
    let name = format!("test_{}", uuid::Uuid::now_v7().simple());
    let admin = Database::connect(server).await.expect("the Postgres server answers");
    let create = format!("CREATE DATABASE {name}");
    admin.execute_unprepared(&create).await.expect("a database can be made");
    admin.close().await.expect("the connection closes");
    let (base, _) = server.rsplit_once('/').expect("the URL names a database");
    format!("{base}/{name}")
}
