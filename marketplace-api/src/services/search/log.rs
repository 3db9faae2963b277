//! What was served, kept so that it can be explained and learned from.
//!
//! A search leaves its receipts in memory and goes on; [`flush`] writes them, a quarter of a second later
//! at most. Of more searches than can be written, the rest is not kept: a search never waits for its
//! receipt. Reading flushes first, so whoever searched finds the receipt at once.

use std::{
    collections::HashMap,
    io::{Read as _, Write as _},
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    id::{ListingId, OrgId, SearchId, UserId},
    lang::Lang,
    time::Timestamp,
};
use flate2::{Compression, read::GzDecoder, write::GzEncoder};
use matching::{
    receipt::Receipt,
    signals::{Seen, Signal},
};

use crate::{
    app::{Actor, App, Credential},
    error::AppError,
    store::searches::{self, Day, Event, EventKind, Search},
};

/// More than are written between two flushes when the machine is busy: about a tenth of a core.
const MOST_WAITING: usize = 64;
const MOST_CLICKS: usize = 1_000;
/// A receipt is this large at most, unpacked; larger ones were not written by us.
const MOST_BYTES: u64 = 8_000_000;
pub(crate) const DAY_MS: i64 = 86_400_000;

/// Who searched, to know later who may see the receipt. Nobody in particular is fine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Asker {
    pub user: Option<UserId>,
    /// The organisation whose key asked.
    pub org: Option<OrgId>,
    pub is_mobile: bool,
}

impl Asker {
    pub fn of(actor: Option<&Actor>, user_agent: &str) -> Asker {
        let (user, org) = match actor.map(|it| (&it.via, it.user)) {
            None => (None, None),
            Some((Credential::Session(_), user)) => (Some(user), None),
            Some((Credential::ApiKey { org, .. }, _)) => (None, Some(*org)),
        };
        // What every browser on a telephone says of itself.
        Asker { user, org, is_mobile: user_agent.contains("Mobi") }
    }
}

/// An answered search, as it waits to be written.
pub(super) struct Served {
    pub(super) id: SearchId,
    pub(super) asker: Asker,
    pub(super) lang: Lang,
    pub(super) receipts: Vec<Arc<Receipt>>,
    pub(super) at: Timestamp,
}

#[derive(Default)]
pub(crate) struct SearchLog(Mutex<Waiting>);

#[derive(Default)]
struct Waiting {
    served: Vec<Served>,
    clicks: Vec<Event>,
}

impl SearchLog {
    /// Says whether there was room.
    pub(super) fn keep(&self, served: Served) -> bool {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let has_room = waiting.served.len() < MOST_WAITING;
        if has_room {
            waiting.served.push(served);
        }
        has_room
    }

    fn click(&self, event: Event) {
        let mut waiting = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if waiting.clicks.len() < MOST_CLICKS {
            waiting.clicks.push(event);
        }
    }

    fn take(&self) -> Waiting {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// Somebody opened a listing from the results of a search.
pub fn clicked(app: &App, search: SearchId, listing: ListingId) {
    app.search_log.click(Event { search, listing, kind: EventKind::Click, at: app.now() });
}

/// Writes what waits, and tells the engine what was looked at and clicked.
///
/// # Errors
/// `Store`; what waited is lost then.
pub async fn flush(app: &App) -> Result<(), AppError> {
    let Waiting { served, clicks } = app.search_log.take();
    if served.is_empty() && clicks.is_empty() {
        return Ok(());
    }
    let mut days: HashMap<(ListingId, i32), Day> = HashMap::new();
    for it in &served {
        for receipt in &it.receipts {
            app.engine.served(receipt, it.at.millis());
            for shown in receipt.shown() {
                if let Ok(listing) = shown.key.parse() {
                    day(&mut days, listing, it.at).examinations += f64::from(shown.look);
                }
            }
        }
    }
    let packed = tokio::task::spawn_blocking(move || pack(served)).await;
    let packed = packed.map_err(|it| AppError::internal("receipts were given up", it))??;
    let tx = app.store.begin().await?;
    searches::insert(&tx, packed).await?;
    let mut told = Vec::new();
    for click in clicks {
        // Only what was served can be clicked, and once.
        let is_served = shown_in(&tx, click.search).await?.contains(&click.listing.to_string());
        if is_served && searches::record(&tx, click).await? {
            day(&mut days, click.listing, click.at).clicks += 1.0;
            let seen = Seen { clicks: 1.0, at_ms: click.at.millis(), ..Seen::default() };
            told.push((click.listing.to_string(), Signal::Seen(seen)));
        }
    }
    searches::add(&tx, days.into_values().collect()).await?;
    tx.commit().await?;
    app.engine.signal(told);
    Ok(())
}

fn day(days: &mut HashMap<(ListingId, i32), Day>, listing: ListingId, at: Timestamp) -> &mut Day {
    let number = i32::try_from(at.millis().div_euclid(DAY_MS)).unwrap_or(i32::MAX);
    days.entry((listing, number)).or_insert(Day {
        listing,
        day: number,
        examinations: 0.0,
        clicks: 0.0,
    })
}

async fn shown_in(db: &impl crate::store::Db, id: SearchId) -> Result<Vec<String>, AppError> {
    let Some(search) = searches::find(db, id).await? else { return Ok(Vec::new()) };
    let receipts = unpack(&search.receipts)?;
    let shown = receipts.iter().flat_map(|it| it.shown());
    Ok(shown.map(|it| it.key.to_owned()).collect())
}

/// The same answer given to several is packed once.
fn pack(served: Vec<Served>) -> Result<Vec<Search>, AppError> {
    let mut known: HashMap<Vec<*const Receipt>, Vec<u8>> = HashMap::new();
    let mut packed = Vec::with_capacity(served.len());
    for it in served {
        let these: Vec<*const Receipt> = it.receipts.iter().map(Arc::as_ptr).collect();
        let receipts = match known.get(&these) {
            Some(bytes) => bytes.clone(),
            None => {
                let bytes = pack_one(&it.receipts)
                    .map_err(|error| AppError::internal("a receipt cannot be packed", error))?;
                known.insert(these, bytes.clone());
                bytes
            }
        };
        let Asker { user, org, is_mobile } = it.asker;
        let (id, lang, at) = (it.id, it.lang, it.at);
        packed.push(Search { id, user, org, lang, is_mobile, receipts, at });
    }
    Ok(packed)
}

fn pack_one(receipts: &[Arc<Receipt>]) -> std::io::Result<Vec<u8>> {
    let receipts: Vec<&Receipt> = receipts.iter().map(AsRef::as_ref).collect();
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&serde_json::to_vec(&receipts)?)?;
    packer.finish()
}

pub(crate) fn unpack(bytes: &[u8]) -> Result<Vec<Receipt>, AppError> {
    let mut json = Vec::new();
    let corrupt = AppError::Corrupt { what: "receipt" };
    match GzDecoder::new(bytes).take(MOST_BYTES).read_to_end(&mut json) {
        Ok(_) => serde_json::from_slice(&json).map_err(|_other_form| corrupt),
        Err(_) => Err(corrupt),
    }
}

/// Tells the engine what earlier processes saw; each day's sums fade from its noon.
///
/// # Errors
/// `Store`.
pub async fn recall(app: &App) -> Result<(), AppError> {
    let days = searches::days(app.store.connection()).await?;
    app.engine.signal(days.into_iter().map(|it| {
        let seen = Seen {
            examinations: narrow(it.examinations),
            clicks: narrow(it.clicks),
            at_ms: i64::from(it.day) * DAY_MS + DAY_MS / 2,
            ..Seen::default()
        };
        (it.listing.to_string(), Signal::Seen(seen))
    }));
    Ok(())
}

#[expect(clippy::cast_possible_truncation, reason = "sums of probabilities fit in 32 bits")]
fn narrow(sum: f64) -> f32 {
    sum as f32
}

/// Forgets receipts and clicks older than the settings say, and days that have faded.
///
/// # Errors
/// `Store`.
pub(crate) async fn forget(app: &App) -> Result<(), AppError> {
    const DAYS_KEPT: i64 = 180;
    let db = app.store.connection();
    let kept = i64::from(app.config.search.receipt_days);
    searches::forget(db, app.now().plus_days(-kept)).await?;
    let oldest = app.now().plus_days(-DAYS_KEPT).millis().div_euclid(DAY_MS);
    searches::forget_days(db, i32::try_from(oldest).unwrap_or(0)).await
}
