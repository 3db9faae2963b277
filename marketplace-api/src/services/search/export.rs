//! What was searched, served and clicked, as the engine learns from it.
//!
//! Rows are those that were served. People are hashed with a secret of ours: their searches can be put
//! together, and they cannot be found.

use std::collections::HashMap;

use domain::{
    id::{ListingId, SearchId},
    lang::Lang,
};
use matching::{
    behaviour::log::{self as format, Device, Log, Shown, What},
    features,
    receipt::{Considered, Receipt},
};

use super::{log, why::words};
use crate::{
    app::App,
    error::AppError,
    secrets::Purpose,
    services::listings::cards,
    store::searches::{self, Event, Search},
};

/// Category and owner of listings; empty for those that are no longer shown.
type Known = HashMap<ListingId, (String, String)>;

const PAGE: u64 = 500;
/// Candidates below the page that are told of: to learn what was not shown.
const BELOW: usize = 10;

/// Everything there is, of the list of features that is in force.
///
/// # Errors
/// `Store`, `Corrupt`.
pub async fn log(app: &App) -> Result<Log, AppError> {
    log::flush(app).await?;
    let db = app.store.connection();
    let mut log = Log {
        hash: features::hash().to_owned(),
        names: features::NAMES.map(str::to_owned).to_vec(),
        ..Log::default()
    };
    let mut known = Known::new();
    let mut last: Option<SearchId> = None;
    loop {
        let searches = searches::after(db, last, PAGE).await?;
        last = searches.last().map(|it| it.id);
        if last.is_none() {
            // Ids are in the order of time, to the millisecond at least.
            log.searches.sort_by_key(|it| it.at_ms);
            log.events.sort_by_key(|it| it.at_ms);
            return Ok(log);
        }
        let ids: Vec<SearchId> = searches.iter().map(|it| it.id).collect();
        log.events.extend(searches::events(db, &ids).await?.iter().map(event));
        for search in searches {
            let receipts = log::unpack(&search.receipts)?;
            look_up(app, &receipts, &mut known).await?;
            let ours = receipts.iter().filter(|it| it.features == features::hash());
            log.searches.extend(ours.map(|it| told(app, &search, it, &known)));
        }
    }
}

fn event(event: &Event) -> format::Event {
    format::Event {
        at_ms: event.at.millis(),
        search: event.search.to_string(),
        key: event.listing.to_string(),
        // How long somebody stayed is not known: long enough to count.
        what: What::Click { dwell_ms: 30_000 },
    }
}

async fn look_up(app: &App, receipts: &[Receipt], known: &mut Known) -> Result<(), AppError> {
    let keys = receipts.iter().flat_map(|it| &it.candidates).filter_map(|it| it.key.parse().ok());
    let mut ids: Vec<ListingId> = keys.filter(|it| !known.contains_key(it)).collect();
    ids.sort_unstable();
    ids.dedup();
    for ids in ids.chunks(200) {
        for card in cards::cards(app, ids).await? {
            known.insert(card.id, (card.text.category.clone(), card.provider.org.to_string()));
        }
        for id in ids {
            known.entry(*id).or_default();
        }
    }
    Ok(())
}

fn told(app: &App, search: &Search, receipt: &Receipt, known: &Known) -> format::Search {
    let who = match (search.user, search.org) {
        (Some(user), _) => user.to_string(),
        (None, Some(org)) => org.to_string(),
        (None, None) => search.id.to_string(),
    };
    let on_page = receipt.shown();
    let rank = |it: &matching::receipt::ShownDoc<'_>| u32::try_from(it.rank).unwrap_or(u32::MAX);
    let ranks: HashMap<&str, u32> = on_page.iter().map(|it| (it.key, rank(it))).collect();
    let places = (0..).zip(&receipt.order);
    let mut below = 0;
    let mut shown = Vec::new();
    for (place, at) in places {
        let candidate = &receipt.candidates[usize::from(*at)];
        let rank = ranks.get(candidate.key.as_str()).copied();
        below += usize::from(rank.is_none());
        if candidate.row.len() == features::N && (rank.is_some() || below <= BELOW) {
            let about = candidate.key.parse().ok().and_then(|it| known.get(&it).cloned());
            let (category, owner) = about.unwrap_or_default();
            shown.push(Shown { rank, category, owner, ..of(receipt, candidate, (place, *at)) });
        }
    }
    format::Search {
        id: search.id.to_string(),
        at_ms: search.at.millis(),
        actor: app.signer.sign(Purpose::Pseudonym, &who),
        device: if search.is_mobile { Device::Mobile } else { Device::Desktop },
        lang: if search.lang == Lang::Es { "es" } else { "en" }.to_owned(),
        query: receipt.text.clone(),
        normal: receipt.text.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" "),
        ranker: receipt.model.clone().unwrap_or_else(|| format!("{:?}", receipt.by).to_lowercase()),
        candidates: u32::try_from(receipt.candidates.len()).unwrap_or(u32::MAX),
        swap: None,
        shown,
    }
}

fn of(receipt: &Receipt, candidate: &Considered, (place, at): (usize, u16)) -> Shown {
    let moves = receipt.moves.iter().filter(|it| it.candidate == at);
    let moved = moves.map(|it| {
        (words::rule_code(it.rule).to_owned(), u32::from(it.from) + 1, u32::from(it.to) + 1)
    });
    Shown {
        key: candidate.key.clone(),
        owner: String::new(),
        category: String::new(),
        rank: None,
        score: candidate.score,
        chance: receipt.chances[place],
        new: candidate.row[features::NEW] == 1.0,
        moved: moved.collect(),
        row: candidate.row.clone(),
    }
}
