//! The outbox: what happened, in commit order, for the search index and whoever else follows.
//!
//! Why: the index must never miss a change and never be written by a request. `position` is the
//! writing transaction's number; see `store/outbox.rs` for why an id would not do.
//!
//! Safe while the old code runs: yes (new table only).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let outbox = Table::create()
            .table("outbox")
            .col(big_pk_auto("id"))
            .col(big_integer("position"))
            .col(string_len("topic", 64))
            .col(string_len("subject", 64))
            .col(big_integer("created_at"))
            .to_owned();
        manager.create_table(outbox).await?;

        let by_position = Index::create()
            .name("outbox_by_position")
            .table("outbox")
            .col("position")
            .col("id")
            .to_owned();
        manager.create_index(by_position).await
    }
}
