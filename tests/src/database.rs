//! Databases for tests: SQLite, or, when `TEST_DATABASE_URL` names a Postgres server, new
//! databases on it.

use std::collections::BTreeMap;

use sea_orm::{ConnectionTrait, Database, DatabaseConnection, Statement};
use tempfile::TempDir;

/// Where the next [`crate::Site`] keeps its tables: SQLite in memory, or a Postgres database of
/// its own.
pub async fn fresh_url() -> String {
    match server() {
        None => "sqlite::memory:".to_owned(),
        Some(server) => fresh_postgres(&server, "").await,
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
async fn fresh_postgres(server: &str, like: &str) -> String {
    let name = format!("test_{}", uuid::Uuid::now_v7().simple());
    let admin = Database::connect(server).await.expect("the Postgres server answers");
    let create = format!("CREATE DATABASE {name} {like}");
    admin.execute_unprepared(&create).await.expect("a database can be made");
    admin.close().await.expect("the connection closes");
    let (base, _) = server.rsplit_once('/').expect("the URL names a database");
    format!("{base}/{name}")
}

/// A database that can be copied, and looked at from outside.
pub struct Place {
    pub url: String,
    /// Where SQLite keeps it.
    folder: Option<TempDir>,
}

/// Every row of every table, as text, by table.
pub type Rows = BTreeMap<String, String>;

impl Place {
    /// Empty, without tables.
    pub async fn fresh() -> Place {
        match server() {
            Some(server) => Place { url: fresh_postgres(&server, "").await, folder: None },
            None => {
                let folder = tempfile::tempdir().expect("a folder can be made");
                Place { url: sqlite_in(&folder), folder: Some(folder) }
            }
        }
    }

    /// The same rows in another place. Nobody may be connected to this one.
    pub async fn copy(&self) -> Place {
        let Some(folder) = &self.folder else {
            let server = server().expect("a place without a folder is on a server");
            let (_, name) = self.url.rsplit_once('/').expect("the URL names a database");
            let like = format!("TEMPLATE {name}");
            return Place { url: fresh_postgres(&server, &like).await, folder: None };
        };
        let copy = tempfile::tempdir().expect("a folder can be made");
        for entry in std::fs::read_dir(folder.path()).expect("the folder can be listed") {
            let entry = entry.expect("an entry can be read");
            let to = copy.path().join(entry.file_name());
            std::fs::copy(entry.path(), to).expect("a file can be copied");
        }
        Place { url: sqlite_in(&copy), folder: Some(copy) }
    }

    /// All rows at this moment, without the columns named `table.column`.
    pub async fn rows(&self, without: &[&str]) -> Rows {
        let looker = self.look().await;
        let rows = looker.rows(without).await;
        looker.close().await;
        rows
    }

    /// Looks at the rows from outside, for as long as it is kept.
    pub async fn look(&self) -> Looker {
        let db = Database::connect(&self.url).await.expect("the database answers");
        Looker { db, is_sqlite: self.folder.is_some() }
    }
}

/// A connection of its own to a [`Place`].
pub struct Looker {
    db: DatabaseConnection,
    is_sqlite: bool,
}

impl Looker {
    /// All rows, without the columns named `table.column`.
    pub async fn rows(&self, without: &[&str]) -> Rows {
        match self.is_sqlite {
            true => sqlite_rows(&self.db, without).await,
            false => postgres_rows(&self.db, without).await,
        }
    }

    pub async fn close(self) {
        self.db.close().await.expect("the connection closes");
    }
}

fn sqlite_in(folder: &TempDir) -> String {
    format!("sqlite://{}?mode=rwc", folder.path().join("lonja.db").display())
}

async fn sqlite_rows(db: &DatabaseConnection, without: &[&str]) -> Rows {
    let columns = "SELECT m.name, c.name FROM sqlite_master m, pragma_table_info(m.name) c \
                   WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'";
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (table, column) in pairs(db, columns).await {
        let columns = tables.entry(table.clone()).or_default();
        if !without.contains(&format!("{table}.{column}").as_str()) {
            columns.push(format!("quote(\"{column}\")"));
        }
    }
    let part = |(table, columns): (&String, &Vec<String>)| {
        let line = columns.join(" || '|' || ");
        format!(
            "SELECT '{table}', coalesce((SELECT group_concat(line, char(10)) FROM \
             (SELECT {line} AS line FROM \"{table}\" ORDER BY 1)), '')"
        )
    };
    let parts: Vec<String> = tables.iter().map(part).collect();
    pairs(db, &parts.join(" UNION ALL ")).await.into_iter().collect()
}

async fn postgres_rows(db: &DatabaseConnection, without: &[&str]) -> Rows {
    let names = "SELECT tablename::text, ''::text FROM pg_tables WHERE schemaname = 'public'";
    let part = |table: &String| {
        let left_out: Vec<String> = without
            .iter()
            .filter_map(|it| it.split_once('.').filter(|(name, _)| name == table))
            .map(|(_, column)| format!(" - '{column}'"))
            .collect();
        let row = format!("(to_jsonb(t){})::text", left_out.concat());
        format!(
            "SELECT '{table}'::text, coalesce(string_agg({row}, chr(10) ORDER BY {row}), '') \
             FROM \"{table}\" t"
        )
    };
    let tables: Vec<String> = pairs(db, names).await.into_iter().map(|(name, _)| name).collect();
    let parts: Vec<String> = tables.iter().map(part).collect();
    pairs(db, &parts.join(" UNION ALL ")).await.into_iter().collect()
}

async fn pairs(db: &DatabaseConnection, sql: &str) -> Vec<(String, String)> {
    let statement = Statement::from_string(db.get_database_backend(), sql);
    let rows = db.query_all_raw(statement).await.unwrap_or_else(|error| panic!("{sql}: {error}"));
    let text = |row: &sea_orm::QueryResult, at| row.try_get_by_index(at).expect("a text column");
    rows.iter().map(|row| (text(row, 0), text(row, 1))).collect()
}
