//! Mail waiting to be sent, written in the same transaction as what it tells.
//!
//! Why: a mail server that is down must not fail a request, and a crash must not lose a message.
//! A worker takes a message by compare-and-set on `attempts`, holds it until `claimed_until`, and
//! empties `params` when it is sent.
//!
//! Safe while the old code runs: yes (new table only).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let mails = Table::create()
            .table("mails")
            .col(uuid("id").primary_key())
            .col(string_len("recipient", 254))
            .col(string_len("template", 32))
            .col(string_len("lang", 2).check(Expr::col("lang").is_in(["es", "en"])))
            .col(text("params"))
            .col(
                string_len("state", 16)
                    .check(Expr::col("state").is_in(["queued", "sending", "sent", "failed"])),
            )
            .col(integer("attempts").check(Expr::col("attempts").gte(0)))
            .col(big_integer("not_before"))
            .col(big_integer("claimed_until"))
            .col(string_len_null("last_error", 300))
            .col(big_integer("created_at"))
            .to_owned();
        manager.create_table(mails).await?;
        let due = Index::create()
            .name("mails_by_state")
            .table("mails")
            .col("state")
            .col("not_before")
            .to_owned();
        manager.create_index(due).await?;
        let by_age =
            Index::create().name("mails_by_created_at").table("mails").col("created_at").to_owned();
        manager.create_index(by_age).await
    }
}
