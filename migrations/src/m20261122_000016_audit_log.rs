//! Who changed what that matters: roles, keys, suspensions, moderation.
//!
//! Why: to be able to answer for it later. The table refuses updates and deletes, for whoever
//! arrives with a SQL prompt. It has no foreign keys: a line outlives what it tells of.
//!
//! Safe while the old code runs: yes (new table only).

use sea_orm_migration::{
    prelude::*,
    schema::*,
    sea_orm::{ConnectionTrait, DatabaseBackend},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let log = Table::create()
            .table("audit_log")
            .col(uuid("id").primary_key())
            .col(uuid_null("user_id"))
            .col(string_len("action", 64))
            .col(string_len("subject", 64))
            .col(text("detail"))
            .col(big_integer("at"))
            .to_owned();
        manager.create_table(log).await?;
        for column in ["subject", "user_id"] {
            let index = Index::create()
                .name(format!("audit_log_by_{column}"))
                .table("audit_log")
                .col(column)
                .col("at")
                .to_owned();
            manager.create_index(index).await?;
        }

        let freeze = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => FREEZE_SQLITE,
            _ => FREEZE_POSTGRES,
        };
        manager.get_connection().execute_unprepared(freeze).await?;
        Ok(())
    }
}

const FREEZE_SQLITE: &str = "
    CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON audit_log
    BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;
    CREATE TRIGGER audit_log_no_delete BEFORE DELETE ON audit_log
    BEGIN SELECT RAISE(ABORT, 'audit_log is append-only'); END;";

const FREEZE_POSTGRES: &str = "
    CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$;
    CREATE TRIGGER audit_log_frozen BEFORE UPDATE OR DELETE ON audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change();
    CREATE TRIGGER audit_log_not_emptied BEFORE TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();";
