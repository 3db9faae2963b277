//! Fills an empty database with the demo market: invented people, firms, listings and ratings.
//!
//! The same code makes the large markets of load tests. It writes through the store like everybody
//! else, in transactions of a few hundred rows; the index is built afterwards, from the tables.

mod people;

use std::sync::Arc;

use domain::{event::Topic, id::OrgId, listing::Draft, provider::SyntheticRating, time::Timestamp};

use crate::{
    app::App,
    demo::{self, DemoListing, Size},
    error::AppError,
    services::listings::{
        bulk::{Batch, Fresh, Goal},
        steps::Edit,
    },
    store::{outbox, overview},
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
    let now = app.now();
    let mut batch = Batch::default();
    let mut last = None;
    for made in chunk {
        let provider = orgs.get(made.provider).ok_or(AppError::Corrupt { what: "demo market" })?;
        let days_ago =
            i64::try_from(made.index).unwrap_or(0).wrapping_mul(7_919).rem_euclid(SPREAD_DAYS);
        let created_at = now.plus_days(-days_ago).max(provider.joined);
        let draft = Draft::check(made.draft).map_err(AppError::Invalid)?;
        let rating = made.rating;
        let fresh = Fresh {
            org: provider.org,
            draft: &draft,
            external_id: Some(made.external_id),
            synthetic_rating: rating
                .map(|it| SyntheticRating { count: it.count, mean_hundredths: it.mean_hundredths }),
            created_at,
            goal: Goal::Live,
        };
        last = Some(batch.add(fresh, Edit { user: None, now: created_at })?);
    }
    let tx = app.store.begin().await?;
    batch.insert(&tx).await?;
    // One event is enough: an index that has none of this yet is built from the tables.
    if let Some(last) = last {
        outbox::push(&tx, Topic::ListingChanged, last, now).await?;
    }
    tx.commit().await?;
    Ok(())
}
