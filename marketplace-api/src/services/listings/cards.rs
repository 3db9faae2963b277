//! Listings in short, for result lists and pages.
//!
//! **Invariant:** whether a listing may be shown is asked of the database every time. Whatever
//! changes the answer tells the outbox in the same transaction, so the question is one row: has
//! anything been told since? If not, the answer of last time is the answer now; if so, all of them
//! are forgotten. What a version says never changes, so that is kept by version.

use std::{
    collections::HashMap,
    mem,
    sync::{Arc, Mutex, PoisonError},
};

use domain::{
    id::{ListingId, OrgId, VersionId},
    lang::{Lang, Localized, Spoken},
    listing::{self, Draft, ListingKind},
    money::Money,
};

use super::view::Provider;
use crate::{
    app::App,
    error::AppError,
    store::{
        listings,
        listings::{shown, shown::Shown, versions},
        outbox::{self, Stamp},
    },
};

/// One listing in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub id: ListingId,
    pub provider: Provider,
    pub text: Arc<CardText>,
}

/// What a version says in short.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardText {
    pub title: Localized<String>,
    pub summary: Localized<String>,
    pub kind: ListingKind,
    /// Slugs.
    pub category: String,
    pub skills: Vec<String>,
    pub languages: Vec<Spoken>,
    pub from_price: Money,
    pub delivery_days: u32,
    pub n_tiers: usize,
}

impl Card {
    /// The address of its page in the reader's language.
    pub fn url(&self, lang: Lang) -> String {
        url(self.id, self.text.title.best(lang).1)
    }
}

/// The address of a listing's page. The last part is there to be read; the id alone leads there.
pub fn url(id: ListingId, title: &str) -> String {
    match listing::slug(title).as_str() {
        "" => format!("/listings/{id}"),
        slug => format!("/listings/{id}/{slug}"),
    }
}

/// Where its owner edits it.
pub fn edit_url(id: ListingId) -> String {
    format!("/sell/listings/{id}")
}

/// Those of `ids` that may be shown now, in the order asked for. The others are left out.
///
/// # Errors
/// `Store`, `Corrupt`.
pub async fn cards(app: &App, ids: &[ListingId]) -> Result<Vec<Card>, AppError> {
    let db = app.store.connection();
    let mut shown = shown_now(app, ids).await?;
    let versions: Vec<VersionId> = shown.values().map(|it| it.version).collect();
    let (mut texts, missing) = app.cards.get(&versions);
    if !missing.is_empty() {
        for (id, raw) in versions::contents(db, &missing).await? {
            let draft = Draft::restore(raw).ok_or(AppError::Corrupt { what: "listing version" })?;
            texts.insert(id, app.cards.put(id, CardText::of(draft)));
        }
    }
    let card = |id: &ListingId| {
        let shown = shown.remove(id)?;
        let text = texts.get(&shown.version)?.clone();
        Some(Card { id: *id, text, provider: shown.into() })
    };
    Ok(ids.iter().filter_map(card).collect())
}

/// Those of `ids` that may be shown at this moment.
async fn shown_now(app: &App, ids: &[ListingId]) -> Result<HashMap<ListingId, Shown>, AppError> {
    let db = app.store.connection();
    let stamp = outbox::stamp(db).await?;
    let (mut known, missing) = app.cards.shown.get(stamp, ids);
    if !missing.is_empty() {
        let found = shown::among(db, &missing).await?;
        app.cards.shown.put(stamp, &missing, &found);
        known.extend(found.into_iter().map(|it| (it.id, it)));
    }
    Ok(known)
}

/// Everything a provider offers now, newest first, at most `limit`.
///
/// # Errors
/// `Store`, `Corrupt`.
pub async fn of_provider(app: &App, org: OrgId, limit: usize) -> Result<Vec<Card>, AppError> {
    let mut ids = listings::live_ids(app.store.connection(), org).await?;
    ids.truncate(limit);
    cards(app, &ids).await
}

impl CardText {
    fn of(draft: Draft) -> CardText {
        let part = |pick: fn(&listing::Content) -> &String| {
            let text = |lang| draft.content.get(lang).map(|it| pick(it).clone());
            let text = Localized::new(text(Lang::Es), text(Lang::En));
            text.expect("the content of a draft is in one language at least")
        };
        CardText {
            title: part(|it| &it.title),
            summary: part(|it| &it.summary),
            kind: draft.kind,
            from_price: draft.from_price(),
            delivery_days: draft.from_delivery_days(),
            n_tiers: draft.tiers.len(),
            category: draft.category,
            skills: draft.skills,
            languages: draft.languages,
        }
    }
}

/// Texts of versions, as many as fit. Two halves: when the young one is full it becomes the old one,
/// and what was in the old one and not asked for since is forgotten.
#[derive(Default)]
pub(crate) struct CardCache {
    texts: Mutex<Halves>,
    shown: ShownCache,
}

/// Who may be shown, as of one stamp of the outbox.
#[derive(Default)]
struct ShownCache(Mutex<AsOf>);

#[derive(Default)]
struct AsOf {
    stamp: Stamp,
    /// `None`: not to be shown.
    answers: HashMap<ListingId, Option<Shown>>,
}

/// About 400 bytes each.
const MAX_ANSWERS: usize = 50_000;

impl ShownCache {
    /// What is known of these as of `stamp`, and which of them are not known.
    fn get(&self, stamp: Stamp, ids: &[ListingId]) -> (HashMap<ListingId, Shown>, Vec<ListingId>) {
        let as_of = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if as_of.stamp != stamp {
            return (HashMap::new(), ids.to_vec());
        }
        let mut known = HashMap::with_capacity(ids.len());
        let mut missing = Vec::new();
        for id in ids {
            match as_of.answers.get(id) {
                Some(Some(shown)) => _ = known.insert(*id, shown.clone()),
                Some(None) => {}
                None => missing.push(*id),
            }
        }
        (known, missing)
    }

    /// `found` was read after `stamp` was; what is in `asked` and not in it may not be shown.
    fn put(&self, stamp: Stamp, asked: &[ListingId], found: &[Shown]) {
        let mut as_of = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if as_of.stamp != stamp || MAX_ANSWERS < as_of.answers.len() + asked.len() {
            *as_of = AsOf { stamp, answers: HashMap::new() };
        }
        as_of.answers.extend(asked.iter().map(|id| (*id, None)));
        as_of.answers.extend(found.iter().map(|it| (it.id, Some(it.clone()))));
    }
}

#[derive(Default)]
struct Halves {
    young: HashMap<VersionId, Arc<CardText>>,
    old: HashMap<VersionId, Arc<CardText>>,
}

/// About 1 KB each.
const HALF: usize = 25_000;

impl CardCache {
    /// What is known of these, and which of them are not.
    fn get(&self, ids: &[VersionId]) -> (HashMap<VersionId, Arc<CardText>>, Vec<VersionId>) {
        let mut halves = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let mut known = HashMap::with_capacity(ids.len());
        let mut missing = Vec::new();
        for id in ids {
            match halves.find(*id) {
                Some(text) => _ = known.insert(*id, text),
                None => missing.push(*id),
            }
        }
        (known, missing)
    }

    fn put(&self, id: VersionId, text: CardText) -> Arc<CardText> {
        let text = Arc::new(text);
        let mut halves = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        halves.keep(id, text.clone());
        text
    }
}

impl Halves {
    fn find(&mut self, id: VersionId) -> Option<Arc<CardText>> {
        if let Some(text) = self.young.get(&id) {
            return Some(text.clone());
        }
        let text = self.old.remove(&id)?;
        self.keep(id, text.clone());
        Some(text)
    }

    fn keep(&mut self, id: VersionId, text: Arc<CardText>) {
        if self.young.len() >= HALF {
            self.old = mem::take(&mut self.young);
        }
        self.young.insert(id, text);
    }
}

#[cfg(test)]
mod tests {
    use domain::money::Currency;

    use super::*;

    fn text() -> CardText {
        CardText {
            title: Localized::one(Lang::Es, "Asistente".into()),
            summary: Localized::one(Lang::Es, "Responde".into()),
            kind: ListingKind::Package,
            category: "chatbots".into(),
            skills: Vec::new(),
            languages: Vec::new(),
            from_price: Money::new(1, Currency::Eur),
            delivery_days: 1,
            n_tiers: 1,
        }
    }

    #[test]
    fn the_cache_is_bounded_and_keeps_what_is_asked_for() {
        let cache = CardCache::default();
        let wanted = VersionId::generate();
        cache.put(wanted, text());
        for n in 0..3 * HALF {
            cache.put(VersionId::generate(), text());
            if n % (HALF / 2) == 0 {
                assert!(cache.get(&[wanted]).1.is_empty(), "forgotten after {n} others");
            }
        }

        let halves = cache.texts.lock().unwrap();
        assert!(halves.young.len() <= HALF && halves.old.len() <= HALF);
    }

    #[test]
    fn what_nobody_asks_for_is_forgotten() {
        let cache = CardCache::default();
        let lonely = VersionId::generate();
        cache.put(lonely, text());
        for _ in 0..=2 * HALF {
            cache.put(VersionId::generate(), text());
        }
        assert_eq!(cache.get(&[lonely]).1, [lonely]);
    }

    #[test]
    fn a_listing_whose_title_has_no_plain_letters_still_has_an_address() {
        let id = ListingId::generate();
        assert_eq!(url(id, "客服"), format!("/listings/{id}"));
    }
}
