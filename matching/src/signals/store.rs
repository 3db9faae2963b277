//! Signals in memory: 21 words per document, read without a lock.
//!
//! A key is given a number once and keeps it, whatever becomes of its document. Changes are made one
//! after another; a search that reads meanwhile may see half of one change, and all of it a moment
//! later.

use std::{
    collections::HashMap,
    sync::{
        Arc, Mutex, PoisonError, RwLock,
        atomic::{AtomicU32, AtomicU64, Ordering::Relaxed},
    },
};

use crate::{
    receipt::Receipt,
    signals::{
        Rating, Seen, Signal, Signals,
        ledger::{Exposures, Ledger},
        words::{self, WORDS},
    },
};

/// Documents per block.
const BLOCK: usize = 1024;

#[derive(Debug, Default)]
pub(crate) struct Store {
    numbers: Numbers,
    owners: Numbers,
    ledger: Ledger,
    blocks: RwLock<Arc<Vec<Arc<Block>>>>,
    /// Held while something changes.
    changing: Mutex<()>,
    /// Counts changes that what is found depends on: all but [`Signal::Seen`].
    version: AtomicU64,
    /// Documents that are hidden or have another price or rating than they say.
    standing_in: AtomicU32,
}

/// Names numbered from zero, for good.
#[derive(Debug, Default)]
struct Numbers(RwLock<HashMap<Box<str>, u32>>);

impl Numbers {
    fn of(&self, name: &str) -> u32 {
        if let Some(number) = self.known(name) {
            return number;
        }
        let mut numbers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let next = u32::try_from(numbers.len()).expect("fewer than 2³² names were ever seen");
        *numbers.entry(name.into()).or_insert(next)
    }

    fn known(&self, name: &str) -> Option<u32> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).get(name).copied()
    }
}

#[derive(Debug)]
struct Block(Vec<[AtomicU32; WORDS]>);

impl Default for Block {
    fn default() -> Block {
        Block((0..BLOCK).map(|_| [const { AtomicU32::new(0) }; WORDS]).collect())
    }
}

/// The signals as one search reads them.
#[derive(Debug, Clone, Default)]
pub(crate) struct View {
    blocks: Arc<Vec<Arc<Block>>>,
    /// Some document is hidden, or its price or rating is another than it says.
    pub(crate) stands_in: bool,
}

impl View {
    #[inline]
    fn cell(&self, number: u32) -> Option<&[AtomicU32; WORDS]> {
        let at = number as usize;
        self.blocks.get(at / BLOCK)?.0.get(at % BLOCK)
    }

    /// `None` when nothing was ever said.
    #[inline]
    pub(crate) fn get(&self, number: u32) -> Option<Signals> {
        read(self.cell(number)?)
    }

    #[inline]
    pub(crate) fn is_hidden(&self, number: u32) -> bool {
        self.cell(number).is_some_and(words::is_hidden)
    }

    #[inline]
    pub(crate) fn price_minor(&self, number: u32) -> Option<u64> {
        words::price_minor(self.cell(number)?)
    }

    #[inline]
    pub(crate) fn rating(&self, number: u32) -> Option<Rating> {
        words::rating(self.cell(number)?)
    }
}

fn read(cell: &[AtomicU32; WORDS]) -> Option<Signals> {
    words::decode(&cell.each_ref().map(|it| it.load(Relaxed)))
}

impl Store {
    /// The number of a key, which is given one if it has none.
    pub(crate) fn number(&self, key: &str) -> u32 {
        self.numbers.of(key)
    }

    pub(crate) fn known(&self, key: &str) -> Option<u32> {
        self.numbers.known(key)
    }

    pub(crate) fn owner(&self, owner: &str) -> u32 {
        self.owners.of(owner)
    }

    pub(crate) fn exposures(&self) -> Exposures<'_> {
        self.ledger.read()
    }

    /// Counts what was looked at, for the documents and for their owners.
    pub(crate) fn served(&self, receipt: &Receipt, at_ms: i64) {
        let shown = receipt.shown();
        self.take(shown.iter().map(|it| {
            let examinations = it.look;
            (it.key, Signal::Seen(Seen { examinations, at_ms, ..Seen::default() }))
        }));
        self.ledger.add(shown.iter().map(|it| (it.owner, it.look, it.is_tried)), at_ms);
    }

    pub(crate) fn view(&self) -> View {
        let blocks = self.blocks.read().unwrap_or_else(PoisonError::into_inner).clone();
        View { blocks, stands_in: self.standing_in.load(Relaxed) > 0 }
    }

    pub(crate) fn version(&self) -> u64 {
        self.version.load(Relaxed)
    }

    /// Takes in all of them; the next search sees them.
    pub(crate) fn take<K: AsRef<str>>(&self, told: impl IntoIterator<Item = (K, Signal)>) {
        let changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let mut view = self.view();
        let mut matters = false;
        for (key, signal) in told {
            let number = self.number(key.as_ref());
            matters |= !matches!(signal, Signal::Seen(_));
            self.grow_to(number, &mut view);
            self.change(&view, number, |it| apply(it, signal));
        }
        if matters {
            self.version.fetch_add(1, Relaxed);
        }
        drop(changing);
    }

    /// What these documents say themselves holds again.
    pub(crate) fn settle<'a>(&self, keys: impl Iterator<Item = &'a str>) {
        if self.standing_in.load(Relaxed) == 0 {
            return;
        }
        let changing = self.changing.lock().unwrap_or_else(PoisonError::into_inner);
        let view = self.view();
        for number in keys.filter_map(|it| self.known(it)) {
            if view.get(number).is_some_and(|it| stands_in(&it)) {
                self.change(&view, number, |it| {
                    (it.price_minor, it.rating, it.is_hidden) = (None, None, false);
                });
            }
        }
        self.version.fetch_add(1, Relaxed);
        drop(changing);
    }

    fn change(&self, view: &View, number: u32, how: impl FnOnce(&mut Signals)) {
        let cell = view.cell(number).expect("there is room for every number");
        let before = read(cell);
        let mut now = before.unwrap_or_default();
        how(&mut now);
        for (word, new) in cell.iter().zip(words::encode(&now)) {
            word.store(new, Relaxed);
        }
        match (before.is_some_and(|it| stands_in(&it)), stands_in(&now)) {
            (false, true) => self.standing_in.fetch_add(1, Relaxed),
            (true, false) => self.standing_in.fetch_sub(1, Relaxed),
            _ => 0,
        };
    }

    fn grow_to(&self, number: u32, view: &mut View) {
        let wanted = number as usize / BLOCK + 1;
        if view.blocks.len() < wanted {
            Arc::make_mut(&mut view.blocks).resize_with(wanted, Arc::default);
            *self.blocks.write().unwrap_or_else(PoisonError::into_inner) = view.blocks.clone();
        }
    }

    /// Without the keys, which the index needs anyway.
    pub(crate) fn bytes(&self) -> u64 {
        (self.view().blocks.len() * BLOCK * WORDS * 4) as u64
    }
}

fn stands_in(signals: &Signals) -> bool {
    signals.is_hidden || signals.price_minor.is_some() || signals.rating.is_some()
}

fn apply(signals: &mut Signals, signal: Signal) {
    match signal {
        Signal::All(all) => *signals = all,
        Signal::Price(price) => signals.price_minor = price,
        Signal::Rating(rating) => signals.rating = Some(rating),
        Signal::Hidden(is_hidden) => signals.is_hidden = is_hidden,
        Signal::Capacity(capacity) => signals.capacity = capacity,
        Signal::Record(record) => signals.record = Some(record),
        Signal::Replies(replies) => signals.replies = Some(replies),
        Signal::Verified(verified) => signals.verified = Some(verified),
        Signal::Completeness(completeness) => signals.completeness = Some(completeness),
        Signal::Edited { at_ms } => signals.edited_at_ms = Some(at_ms),
        Signal::Seen(seen) => {
            signals.seen = Some(signals.seen.map_or(seen, |before| before.and(seen)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_next_view_sees_what_was_told() {
        let store = Store::default();
        store.take([("a", Signal::Capacity(Some(2.0))), ("b", Signal::Hidden(true))]);
        let (view, a, b) = (store.view(), store.number("a"), store.number("b"));

        assert_eq!(view.get(a).and_then(|it| it.capacity), Some(2.0));
        assert!(view.stands_in && view.is_hidden(b) && !view.is_hidden(a));
        assert_eq!(view.get(store.number("c")), None);

        store.settle(["b"].into_iter());
        assert!(!view.is_hidden(b) && !store.view().stands_in);
    }

    #[test]
    fn a_key_keeps_its_number_and_there_is_room_for_many() {
        let store = Store::default();
        let keys: Vec<String> = (0..3 * BLOCK).map(|it| it.to_string()).collect();
        store.take(
            keys.iter().zip(0..).map(|(key, at)| (key, Signal::Edited { at_ms: at * 1_000 })),
        );
        for (key, at) in keys.iter().zip(0_u32..) {
            assert_eq!(store.number(key), at);
            let signals = store.view().get(at).unwrap();
            assert_eq!(signals.edited_at_ms, Some(i64::from(at) * 1_000));
        }
    }

    #[test]
    fn only_what_changes_the_answers_is_a_new_version() {
        let store = Store::default();
        store.take([("a", Signal::Seen(Seen { clicks: 1.0, ..Seen::default() }))]);
        store.take([("a", Signal::Seen(Seen { clicks: 2.0, ..Seen::default() }))]);
        let seen = store.view().get(0).and_then(|it| it.seen).unwrap();
        assert_eq!((store.version(), seen.clicks), (0, 3.0));
        store.take([("a", Signal::Price(Some(7)))]);
        assert_eq!(store.version(), 1);
    }

    #[test]
    fn many_may_tell_at_once() {
        let store = Store::default();
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        let seen = Seen { examinations: 1.0, ..Seen::default() };
                        store.take([("a", Signal::Seen(seen))]);
                    }
                });
            }
        });
        let seen = store.view().get(0).and_then(|it| it.seen).unwrap();
        assert_eq!(seen.examinations, 2_000.0);
    }
}
