//! Keys of our own services for the internal API.
//!
//! Why: apart from `api_keys`, which act for an organisation; these act for nobody, and have scopes and a
//! quota of their own. Shown once, kept as SHA-256.
//!
//! Safe while the old code runs: yes (new table only).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let tokens = Table::create()
            .table("service_tokens")
            .col(uuid("id").primary_key())
            .col(string_len("name", 80))
            .col(string_len("prefix", 20))
            .col(string_len("token_hash", 64).unique_key())
            .col(text("scopes"))
            .col(integer("per_minute").check(Expr::col("per_minute").gt(0)))
            .col(big_integer("created_at"))
            .col(big_integer_null("last_used_at"))
            .col(big_integer_null("revoked_at"))
            .to_owned();
        manager.create_table(tokens).await
    }
}
