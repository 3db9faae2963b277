//! Idempotency keys: the first answer under a caller's key.
//!
//! Why: a client that lost the answer sends again, and nothing may happen twice.
//!
//! Safe while the old code runs: yes (new table only).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = Table::create()
            .table("idempotency_keys")
            .col(string_len("caller", 64))
            .col(string_len("key", 255))
            .col(string_len("request_hash", 64))
            .col(big_integer("began_at"))
            .col(integer_null("status"))
            .col(text_null("content_type"))
            .col(text_null("location"))
            .col(text_null("etag"))
            .col(text_null("body"))
            .primary_key(Index::create().col("caller").col("key"))
            .to_owned();
        manager.create_table(keys).await?;

        let by_age = Index::create()
            .name("idempotency_keys_by_age")
            .table("idempotency_keys")
            .col("began_at")
            .to_owned();
        manager.create_index(by_age).await
    }
}
