//! Keys for programs that act for an organisation.
//!
//! Why: a key is shown once and kept as SHA-256. `prefix` is the part people see in lists, and the
//! part the lookup starts from.
//!
//! Safe while the old code runs: yes (new table only).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let keys = Table::create()
            .table("api_keys")
            .col(uuid("id").primary_key())
            .col(uuid("org_id"))
            .col(uuid("created_by"))
            .col(string_len("name", 80))
            .col(string_len("prefix", 16))
            .col(string_len("token_hash", 64).unique_key())
            .col(text("scopes"))
            .col(big_integer("created_at"))
            .col(big_integer_null("last_used_at"))
            .col(big_integer_null("revoked_at"))
            .foreign_key(ForeignKey::create().from("api_keys", "org_id").to("organisations", "id"))
            .foreign_key(ForeignKey::create().from("api_keys", "created_by").to("users", "id"))
            .to_owned();
        manager.create_table(keys).await?;
        for column in ["org_id", "created_by"] {
            let index = Index::create()
                .name(format!("api_keys_by_{column}"))
                .table("api_keys")
                .col(column)
                .to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}
