//! People with an account, and how often somebody tried a wrong password.
//!
//! Why: everything else hangs on them. `email_key` is the address in lower case, so that two
//! spellings cannot become two accounts. `sign_in_tries` is kept by a hash of the address and not
//! by user, so that an address without an account is slowed down in the same way and tells nobody
//! that there is no account.
//!
//! Safe while the old code runs: yes (new tables only).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let users = Table::create()
            .table("users")
            .col(uuid("id").primary_key())
            .col(string_len("email", 254))
            .col(string_len("email_key", 254).unique_key())
            .col(string_len("password_hash", 200))
            .col(string_len("display_name", 80))
            .col(string_len("lang", 2).check(Expr::col("lang").is_in(["es", "en"])))
            .col(string_len("time_zone", 64))
            .col(string_len("status", 16).check(Expr::col("status").is_in([
                "unverified",
                "active",
                "suspended",
            ])))
            .col(
                string_len_null("staff_role", 16)
                    .check(Expr::col("staff_role").is_in(["support", "trust", "finance"])),
            )
            .col(big_integer_null("verified_at"))
            .col(big_integer("created_at"))
            .col(big_integer("version").check(Expr::col("version").gte(1)))
            .to_owned();
        manager.create_table(users).await?;

        let tries = Table::create()
            .table("sign_in_tries")
            .col(string_len("email_hash", 64).primary_key())
            .col(integer("failures").check(Expr::col("failures").gte(1)))
            .col(big_integer("last_at"))
            .col(big_integer("not_before"))
            .to_owned();
        manager.create_table(tries).await?;
        let by_age = Index::create()
            .name("sign_in_tries_by_last_at")
            .table("sign_in_tries")
            .col("last_at")
            .to_owned();
        manager.create_index(by_age).await
    }
}
