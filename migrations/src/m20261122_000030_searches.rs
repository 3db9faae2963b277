//! What was searched, what was served and why, and what people then did.
//!
//! Why: an order must be explainable later, and models learn from what was served, never from what
//! could be computed afterwards. A receipt is opaque here: compressed JSON of the engine's. Days of a
//! listing are sums, so that processes can add to them without asking each other.
//!
//! Safe while the old code runs: yes (new tables only).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let searches = Table::create()
            .table("searches")
            .col(uuid("id").primary_key())
            .col(uuid_null("user_id"))
            .col(uuid_null("org_id"))
            .col(string_len("lang", 2))
            .col(boolean("mobile"))
            .col(blob("receipts"))
            .col(big_integer("at"))
            .to_owned();
        manager.create_table(searches).await?;
        manager.create_index(by("searches", "at")).await?;

        let events = Table::create()
            .table("search_events")
            .col(uuid("search_id"))
            .col(uuid("listing_id"))
            .col(string_len("kind", 16))
            .col(big_integer("at"))
            .primary_key(Index::create().col("search_id").col("listing_id").col("kind"))
            .to_owned();
        manager.create_table(events).await?;
        manager.create_index(by("search_events", "at")).await?;

        let days = Table::create()
            .table("listing_days")
            .col(uuid("listing_id"))
            .col(integer("day"))
            .col(double("examinations"))
            .col(double("clicks"))
            .primary_key(Index::create().col("listing_id").col("day"))
            .to_owned();
        manager.create_table(days).await?;
        manager.create_index(by("listing_days", "day")).await
    }
}

fn by(table: &'static str, column: &'static str) -> IndexCreateStatement {
    Index::create().name(format!("{table}_by_{column}")).table(table).col(column).to_owned()
}
