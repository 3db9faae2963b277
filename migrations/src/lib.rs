//! The schema, as a list of steps. Rules for writing one are in `migrations/README.md`.

use sea_orm_migration::prelude::*;

mod m20261122_000001_outbox;
mod m20261122_000002_idempotency;

pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m20261122_000001_outbox::Migration),
            Box::new(m20261122_000002_idempotency::Migration),
        ]
    }
}
