//! The schema, as a list of steps. Rules for writing one are in `migrations/README.md`.

use sea_orm_migration::prelude::*;

mod m20261122_000001_outbox;
mod m20261122_000002_idempotency;
mod m20261122_000010_users;
mod m20261122_000011_sessions;
mod m20261122_000012_organisations;
mod m20261122_000013_provider_profiles;
mod m20261122_000014_api_keys;
mod m20261122_000015_mails;
mod m20261122_000016_audit_log;
mod m20261122_000020_listings;
mod m20261122_000030_searches;
mod m20261122_000031_service_tokens;
mod m20261122_000032_standing_queries;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_outbox::Migration),
            Box::new(m20261122_000002_idempotency::Migration),
            Box::new(m20261122_000010_users::Migration),
            Box::new(m20261122_000011_sessions::Migration),
            Box::new(m20261122_000012_organisations::Migration),
            Box::new(m20261122_000013_provider_profiles::Migration),
            Box::new(m20261122_000014_api_keys::Migration),
            Box::new(m20261122_000015_mails::Migration),
            Box::new(m20261122_000016_audit_log::Migration),
            Box::new(m20261122_000020_listings::Migration),
            Box::new(m20261122_000030_searches::Migration),
            Box::new(m20261122_000031_service_tokens::Migration),
            Box::new(m20261122_000032_standing_queries::Migration),
        ]
    }
}
