//! Fills an empty database with the demo market: invented people, firms, listings and ratings.
//!
//! The same code makes the large markets of load tests. It writes through the store like everybody
//! else, in transactions of a few hundred rows; the index is built afterwards, from the tables.

mod people;

use std::sync::Arc;

use domain::{
    event::Topic,
    id::{ListingId, OrgId, VersionId},
    listing::{
        Draft,
        raw::RawDraft,
        record::{Listing, Version},
        state::{Review, Status},
    },
    provider::SyntheticRating,
    time::Timestamp,
};

use crate::{
    app::App,
    demo::{self, DemoListing, Size},
    error::AppError,
    store::{listings, outbox, overview},
};

/// The demo market that an empty database is filled with.
pub const DEMO_SEED: u64 = 2026;
/// Who may sign in to the demo market, and as what.
pub const DEMO_SIGN_INS: &[(&str, &str)] = &[
    ("buyer", "buyer@demo.lonja.example"),
    ("provider", "provider@demo.lonja.example"),
    ("trust", "trust@demo.lonja.example"),
];
/// Of all of them. Made only when the site can be reached from this machine alone.
pub const DEMO_PASSWORD: &str = "harbour-lantern-41";

const CHUNK: usize = 250;
/// Listings of the demo market appeared over this many days.
const SPREAD_DAYS: i64 = 400;

/// Whether nobody has an account and no organisation exists.
///
/// # Errors
/// `Store`.
pub async fn is_empty(app: &App) -> Result<bool, AppError> {
    overview::is_empty(app.store.connection()).await
}

/// Whether there are invented organisations. Asked of the database once and remembered when there
/// are; pages ask for each request.
///
/// # Errors
/// `Store`.
pub async fn is_demo(app: &App) -> Result<bool, AppError> {
    if let Some(known) = app.is_demo.get() {
        return Ok(*known);
    }
    let found = overview::has_demo(app.store.connection()).await?;
    if found || !is_empty(app).await? {
        // A market that began without invented firms never gets any.
        return Ok(*app.is_demo.get_or_init(|| found));
    }
    Ok(false)
}

/// How many listings the index will hold.
///
/// # Errors
/// `Store`.
pub async fn count_listings(app: &App) -> Result<u64, AppError> {
    overview::count_live(app.store.connection()).await
}

/// Writes the market of `seed`. `progress` is told how many listings are in.
///
/// # Errors
/// `Store`; what was written before stays.
pub async fn demo_market(
    app: &Arc<App>,
    seed: u64,
    size: Size,
    mut progress: impl FnMut(u64),
) -> Result<(), AppError> {
    let market = demo::market(seed, size);
    let orgs = people::insert(app, &market).await?;
    let mut all = market.listings();
    let mut done = 0;
    loop {
        let chunk: Vec<DemoListing> = all.by_ref().take(CHUNK).collect();
        if chunk.is_empty() {
            break;
        }
        done += chunk.len() as u64;
        insert(app, &orgs, chunk).await?;
        progress(done);
    }
    app.wake.index.notify_one();
    Ok(())
}

/// What of a provider its listings need to know.
pub(crate) struct Seeded {
    pub(crate) org: OrgId,
    pub(crate) joined: Timestamp,
}

async fn insert(app: &App, orgs: &[Seeded], chunk: Vec<DemoListing>) -> Result<(), AppError> {
    let mut heads = Vec::with_capacity(chunk.len());
    let mut versions = Vec::with_capacity(chunk.len());
    for made in chunk {
        let provider = orgs.get(made.provider).ok_or(AppError::Corrupt { what: "demo market" })?;
        let (head, version) = published(app, provider, made)?;
        heads.push(head);
        versions.push(version);
    }
    let tx = app.store.begin().await?;
    listings::insert_many(&tx, &heads).await?;
    listings::versions::insert_many(&tx, &versions).await?;
    // One event is enough: an index that has none of this yet is built from the tables.
    if let Some(last) = heads.last() {
        outbox::push(&tx, Topic::ListingChanged, last.id, app.now()).await?;
    }
    tx.commit().await?;
    Ok(())
}

/// A listing that is live with its first version, approved without a decision.
fn published(
    app: &App,
    provider: &Seeded,
    made: DemoListing,
) -> Result<(Listing, Version), AppError> {
    let draft = Draft::check(made.draft).map_err(AppError::Invalid)?;
    let (id, version) = (ListingId::generate(), VersionId::generate());
    let days_ago =
        i64::try_from(made.index).unwrap_or(0).wrapping_mul(7_919).rem_euclid(SPREAD_DAYS);
    let created_at = app.now().plus_days(-days_ago).max(provider.joined);
    let mut head = Listing::new(id, provider.org, draft.kind, created_at);
    head.status = Status::Live;
    head.live = Some(version);
    head.external_id = Some(made.external_id);
    head.synthetic_rating = made
        .rating
        .map(|it| SyntheticRating { count: it.count, mean_hundredths: it.mean_hundredths });
    let version = Version {
        id: version,
        listing: id,
        n: 1,
        raw: RawDraft::from(&draft),
        review: Review::Approved,
        reason: None,
        created_by: None,
        created_at,
        submitted_at: Some(created_at),
        decided_by: None,
        decided_at: Some(created_at),
    };
    Ok((head, version))
}
