//! Searches that wait for listings.
//!
//! Why: every process that answers searches keeps all of them in memory, and reads them from here when it
//! starts and when the outbox says that one has changed.
//!
//! Safe while the old code runs: yes (new table only).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let queries = Table::create()
            .table("standing_queries")
            .col(string_len("id", 80).primary_key())
            .col(text("query"))
            .col(big_integer("changed_at"))
            .to_owned();
        manager.create_table(queries).await
    }
}
