//! Organisations, who belongs to them, and who has been asked to join.
//!
//! Why: listings, briefs and keys belong to an organisation, never to a person, so that a firm
//! keeps them when somebody leaves. One person trading alone is an organisation of one.
//!
//! Safe while the old code runs: yes (new tables only).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

const ROLES: [&str; 3] = ["owner", "admin", "member"];

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        manager.create_table(organisations()).await?;
        manager.create_table(memberships()).await?;
        manager.create_table(invitations()).await?;
        let indexes = [
            ("memberships_by_user", "memberships", "user_id"),
            ("invitations_by_org", "invitations", "org_id"),
            ("invitations_by_email", "invitations", "email_key"),
            ("invitations_by_inviter", "invitations", "invited_by"),
        ];
        for (name, table, column) in indexes {
            let index = Index::create().name(name).table(table).col(column).to_owned();
            manager.create_index(index).await?;
        }
        Ok(())
    }
}

fn organisations() -> TableCreateStatement {
    Table::create()
        .table("organisations")
        .col(uuid("id").primary_key())
        .col(string_len("handle", 40).unique_key())
        .col(string_len("name", 120))
        .col(string_len("kind", 16).check(Expr::col("kind").is_in(["individual", "company"])))
        .col(string_len("side", 16).check(Expr::col("side").is_in(["buyer", "provider", "both"])))
        .col(string_len("country", 2))
        .col(boolean("is_trader"))
        .col(string_len("status", 16).check(Expr::col("status").is_in([
            "active",
            "suspended",
            "closed",
        ])))
        .col(boolean("is_demo"))
        .col(big_integer("created_at"))
        .col(big_integer("version").check(Expr::col("version").gte(1)))
        .to_owned()
}

fn memberships() -> TableCreateStatement {
    Table::create()
        .table("memberships")
        .col(uuid("org_id"))
        .col(uuid("user_id"))
        .col(string_len("role", 16).check(Expr::col("role").is_in(ROLES)))
        .col(big_integer("created_at"))
        .primary_key(Index::create().col("org_id").col("user_id"))
        .foreign_key(ForeignKey::create().from("memberships", "org_id").to("organisations", "id"))
        .foreign_key(ForeignKey::create().from("memberships", "user_id").to("users", "id"))
        .to_owned()
}

fn invitations() -> TableCreateStatement {
    Table::create()
        .table("invitations")
        .col(uuid("id").primary_key())
        .col(string_len("token_hash", 64).unique_key())
        .col(uuid("org_id"))
        .col(string_len("email", 254))
        .col(string_len("email_key", 254))
        .col(string_len("role", 16).check(Expr::col("role").is_in(ROLES)))
        .col(uuid("invited_by"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(string_len("state", 16).check(Expr::col("state").is_in([
            "open",
            "accepted",
            "withdrawn",
        ])))
        .foreign_key(ForeignKey::create().from("invitations", "org_id").to("organisations", "id"))
        .foreign_key(ForeignKey::create().from("invitations", "invited_by").to("users", "id"))
        .to_owned()
}
