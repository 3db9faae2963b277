//! Signed-in browsers, and links that work once.
//!
//! Why: both are secrets that a copy of this database must not give away, so only their SHA-256 is
//! kept. An ended session stays for a while, to recognise a device when it comes back.
//!
//! Safe while the old code runs: yes (new tables only).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let sessions = Table::create()
            .table("sessions")
            .col(uuid("id").primary_key())
            .col(string_len("token_hash", 64).unique_key())
            .col(uuid("user_id"))
            .col(big_integer("created_at"))
            .col(big_integer("last_seen_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("ended_at"))
            .col(string_len("device", 64))
            .col(string_len("ip_prefix", 48))
            .foreign_key(
                ForeignKey::create()
                    .from("sessions", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(sessions).await?;

        let tokens = Table::create()
            .table("one_time_tokens")
            .col(string_len("token_hash", 64).primary_key())
            .col(uuid("user_id"))
            .col(string_len("purpose", 16).check(Expr::col("purpose").is_in(["verify", "reset"])))
            .col(big_integer("created_at"))
            .col(big_integer("expires_at"))
            .col(big_integer_null("used_at"))
            .foreign_key(
                ForeignKey::create()
                    .from("one_time_tokens", "user_id")
                    .to("users", "id")
                    .on_delete(ForeignKeyAction::Cascade),
            )
            .to_owned();
        manager.create_table(tokens).await?;

        let indexes = [
            ("sessions_by_user", "sessions", "user_id"),
            ("sessions_by_expiry", "sessions", "expires_at"),
            ("one_time_tokens_by_user", "one_time_tokens", "user_id"),
            ("one_time_tokens_by_expiry", "one_time_tokens", "expires_at"),
        ];
        for (name, table, column) in indexes {
            let index = Index::create().name(name).table(table).col(column).to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
