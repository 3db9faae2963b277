//! Listings and their versions.
//!
//! Why: what a listing said when it was shown, judged or bought must never change afterwards, so
//! its text and prices live in numbered versions. Only a version in `draft` can be written to; the
//! tables refuse anything else, for whoever arrives with a SQL prompt. The columns beside `content`
//! repeat what queries ask for. `synthetic_*` are made up for the demo market and say so.
//!
//! `live_version_id` is checked at the end of a transaction, because a listing and its first
//! version name each other.
//!
//! Safe while the old code runs: yes (new tables only).

use sea_orm_migration::{
    prelude::*,
    sea_orm::{ConnectionTrait, DatabaseBackend},
};

#[derive(DeriveMigrationName)]
pub(crate) struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let db = manager.get_connection();
        // The type names of SQLite are what the ORM reads them as.
        let (uuid, live) = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => {
                ("uuid_text", "REFERENCES listing_versions (id) DEFERRABLE INITIALLY DEFERRED")
            }
            _ => ("uuid", ""),
        };
        let listings = LISTINGS.replace("{uuid}", uuid).replace("{live}", live);
        db.execute_unprepared(&listings).await?;
        db.execute_unprepared(&VERSIONS.replace("{uuid}", uuid)).await?;
        for index in INDEXES {
            db.execute_unprepared(index).await?;
        }
        let rest = match manager.get_database_backend() {
            DatabaseBackend::Sqlite => FREEZE_SQLITE.replace("{changed}", CHANGED),
            _ => format!("{LIVE_POSTGRES}{}", FREEZE_POSTGRES.replace("{changed}", CHANGED)),
        };
        db.execute_unprepared(&rest).await?;
        Ok(())
    }
}

const LISTINGS: &str = "CREATE TABLE listings (
    id {uuid} NOT NULL PRIMARY KEY,
    org_id {uuid} NOT NULL REFERENCES organisations (id),
    kind varchar(16) NOT NULL
        CHECK (kind IN ('package', 'hourly', 'course', 'subscription', 'bulk', 'consult')),
    status varchar(16) NOT NULL
        CHECK (status IN ('draft', 'in_review', 'live', 'paused', 'archived', 'suspended')),
    live_version_id {uuid} {live},
    suspended_from varchar(16) CHECK (suspended_from IN ('live', 'paused')),
    suspended_statement text,
    external_id varchar(120),
    synthetic_rating_count integer CHECK (synthetic_rating_count >= 0),
    synthetic_rating_mean_centi integer CHECK (synthetic_rating_mean_centi BETWEEN 100 AND 500),
    created_at bigint NOT NULL,
    updated_at bigint NOT NULL,
    version bigint NOT NULL CHECK (version >= 1),
    CHECK (status NOT IN ('live', 'paused', 'suspended') OR live_version_id IS NOT NULL),
    CHECK ((status = 'suspended') = (suspended_from IS NOT NULL)),
    CHECK ((synthetic_rating_count IS NULL) = (synthetic_rating_mean_centi IS NULL)),
    CHECK (status <> 'suspended' OR suspended_statement IS NOT NULL)
)";

const VERSIONS: &str = "CREATE TABLE listing_versions (
    id {uuid} NOT NULL PRIMARY KEY,
    listing_id {uuid} NOT NULL REFERENCES listings (id),
    n integer NOT NULL CHECK (n >= 1),
    content text NOT NULL,
    category varchar(64),
    price_minor bigint CHECK (price_minor >= 0),
    currency char(3),
    delivery_days integer CHECK (delivery_days >= 1),
    review varchar(16) NOT NULL
        CHECK (review IN ('draft', 'in_review', 'approved', 'declined', 'superseded')),
    reason text,
    created_by {uuid} REFERENCES users (id),
    created_at bigint NOT NULL,
    submitted_at bigint,
    decided_by {uuid} REFERENCES users (id),
    decided_at bigint,
    UNIQUE (listing_id, n),
    CHECK (review = 'draft' OR (category IS NOT NULL AND price_minor IS NOT NULL
        AND currency IS NOT NULL AND delivery_days IS NOT NULL AND submitted_at IS NOT NULL)),
    CHECK ((price_minor IS NULL) = (currency IS NULL)),
    CHECK ((review = 'declined') = (reason IS NOT NULL)),
    CHECK (review NOT IN ('approved', 'declined') OR decided_at IS NOT NULL)
)";

const INDEXES: [&str; 11] = [
    "CREATE UNIQUE INDEX listings_by_external_id ON listings (org_id, external_id)
     WHERE external_id IS NOT NULL",
    "CREATE INDEX listings_by_org ON listings (org_id, id)",
    "CREATE INDEX listings_by_live_version ON listings (live_version_id)",
    "CREATE INDEX listings_approved ON listings (org_id) WHERE live_version_id IS NOT NULL",
    "CREATE INDEX listings_suspended ON listings (org_id) WHERE status = 'suspended'",
    "CREATE INDEX listings_live ON listings (id) WHERE status = 'live'",
    // One version of each kind that there can be only one of.
    "CREATE UNIQUE INDEX listing_versions_one_draft ON listing_versions (listing_id)
     WHERE review = 'draft'",
    "CREATE UNIQUE INDEX listing_versions_one_in_review ON listing_versions (listing_id)
     WHERE review = 'in_review'",
    "CREATE UNIQUE INDEX listing_versions_one_approved ON listing_versions (listing_id)
     WHERE review = 'approved'",
    "CREATE INDEX listing_versions_queue ON listing_versions (submitted_at, id)
     WHERE review = 'in_review'",
    "CREATE INDEX listing_versions_by_people ON listing_versions (created_by, decided_by)",
];

/// What may never differ once a version has left `draft`.
const CHANGED: &str = "OLD.listing_id <> NEW.listing_id OR OLD.n <> NEW.n
    OR (OLD.review <> 'draft' AND (OLD.content <> NEW.content
        OR OLD.category <> NEW.category OR OLD.price_minor <> NEW.price_minor
        OR OLD.currency <> NEW.currency OR OLD.delivery_days <> NEW.delivery_days))";

const LIVE_POSTGRES: &str = "
    ALTER TABLE listings ADD CONSTRAINT listings_live_version FOREIGN KEY (live_version_id)
    REFERENCES listing_versions (id) DEFERRABLE INITIALLY DEFERRED;";

const FREEZE_SQLITE: &str = "
    CREATE TRIGGER listing_versions_frozen BEFORE UPDATE ON listing_versions WHEN {changed}
    BEGIN SELECT RAISE(ABORT, 'a version that has left draft does not change'); END;
    CREATE TRIGGER listing_versions_kept BEFORE DELETE ON listing_versions
    WHEN OLD.review <> 'draft'
    BEGIN SELECT RAISE(ABORT, 'a version that has left draft is kept'); END;";

const FREEZE_POSTGRES: &str = "
    CREATE FUNCTION refuse_version_change() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'a version that has left draft does not change'; END $$;
    CREATE TRIGGER listing_versions_frozen BEFORE UPDATE ON listing_versions
    FOR EACH ROW WHEN ({changed}) EXECUTE FUNCTION refuse_version_change();
    CREATE TRIGGER listing_versions_kept BEFORE DELETE ON listing_versions
    FOR EACH ROW WHEN (OLD.review <> 'draft') EXECUTE FUNCTION refuse_version_change();";
