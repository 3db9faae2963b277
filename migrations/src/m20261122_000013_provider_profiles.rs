//! What a provider says about itself, in one language or in both.
//!
//! Why: the profile is read with every listing and edited rarely, so it is one row. Closed sets
//! (skills, languages) are JSON lists of codes, checked by the domain against the taxonomy.
//! `synthetic_*` are ratings of demo providers: named so that nobody takes them for reviews, and
//! refused for everybody else by `store/organisations.rs`.
//!
//! Safe while the old code runs: yes (new table only).

use sea_orm_migration::{prelude::*, schema::*};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let profiles = Table::create()
            .table("provider_profiles")
            .col(uuid("org_id").primary_key())
            .col(text_null("headline_es"))
            .col(text_null("headline_en"))
            .col(text_null("bio_es"))
            .col(text_null("bio_en"))
            .col(text("skills"))
            .col(text("languages"))
            .col(big_integer_null("hourly_rate_minor").check(Expr::col("hourly_rate_minor").gte(0)))
            .col(char_len_null("currency", 3))
            .col(integer_null("capacity_units_week").check(Expr::col("capacity_units_week").gte(0)))
            .col(string_len_null("leave_from", 10))
            .col(string_len_null("leave_to", 10))
            .col(string_len_null("city", 80))
            .col(
                string_len("visibility", 16)
                    .check(Expr::col("visibility").is_in(["public", "hidden"])),
            )
            .col(
                integer_null("synthetic_rating_count")
                    .check(Expr::col("synthetic_rating_count").gte(0)),
            )
            .col(
                integer_null("synthetic_rating_mean_centi")
                    .check(Expr::col("synthetic_rating_mean_centi").between(100, 500)),
            )
            .col(big_integer("updated_at"))
            .col(big_integer("version").check(Expr::col("version").gte(1)))
            .check(Expr::col("hourly_rate_minor").is_null().eq(Expr::col("currency").is_null()))
            .check(Expr::col("leave_from").is_null().eq(Expr::col("leave_to").is_null()))
            .check(Expr::col("leave_from").lte(Expr::col("leave_to")))
            .foreign_key(
                ForeignKey::create().from("provider_profiles", "org_id").to("organisations", "id"),
            )
            .to_owned();
        manager.create_table(profiles).await
    }
}
