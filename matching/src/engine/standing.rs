//! Queries that wait for documents. See [`crate::percolate`].

use std::{
    collections::HashSet,
    sync::{PoisonError, RwLockReadGuard, RwLockWriteGuard},
};

use super::Engine;
use crate::{
    error::{EngineError, QueryError},
    index::writer::Writer,
    percolate::{
        Meeting, Met, Percolated, Standing, StandingStats, Standings, fresh_number, visit,
    },
    signals::Signal,
    types::{Change, Doc},
};

impl Engine {
    /// From now on `id` waits for documents; what it named before no longer does. Standing queries
    /// are kept in memory: whoever opens the engine makes them stand again.
    ///
    /// # Errors
    /// As [`Engine::search`].
    pub fn stand(&self, id: &str, standing: &Standing) -> Result<(), QueryError> {
        self.standing_mut().stand(id, standing, &self.live())
    }

    /// Whether `id` stood.
    pub fn unstand(&self, id: &str) -> bool {
        self.standing_mut().unstand(id)
    }

    pub fn standing_stats(&self) -> StandingStats {
        let standing = self.standing();
        StandingStats { queries: standing.len() as u64, bytes: standing.bytes() as u64 }
    }

    /// As [`Engine::apply`], and says for each document that changed which standing queries it meets
    /// now, and which it no longer does. Nothing about what a change does to the scores of others:
    /// statistics move a little with every document.
    ///
    /// # Errors
    /// As [`Engine::apply`].
    pub fn apply_percolating(
        &self,
        changes: Vec<Change>,
        position: u64,
        now_ms: i64,
    ) -> Result<Vec<Percolated>, EngineError> {
        let mut writing = self.writing();
        let keys = changes.iter().map(Change::key);
        let before = self.met_before(&writing.writer, keys, now_ms);
        self.apply_to(&mut writing, &changes, position)?;
        Ok(self.percolated(&writing.writer, before, now_ms))
    }

    /// As [`Engine::signal`], and says what it means to those who wait: a price that falls into a range,
    /// a listing that can be found again.
    pub fn signal_percolating(&self, told: &[(String, Signal)], now_ms: i64) -> Vec<Percolated> {
        let writing = self.writing();
        let keys = told.iter().map(|(key, _)| key.as_str());
        let before = self.met_before(&writing.writer, keys, now_ms);
        self.signal(told.iter().map(|(key, signal)| (key, *signal)));
        self.percolated(&writing.writer, before, now_ms)
    }

    fn met_before<'a>(
        &self,
        writer: &Writer,
        keys: impl Iterator<Item = &'a str>,
        now_ms: i64,
    ) -> Vec<(String, Vec<Met>)> {
        let mut seen = HashSet::new();
        let keys = keys.filter(|it| seen.insert(*it));
        keys.map(|it| (it.to_owned(), self.met_by(writer, it, now_ms))).collect()
    }

    fn percolated(
        &self,
        writer: &Writer,
        before: Vec<(String, Vec<Met>)>,
        now_ms: i64,
    ) -> Vec<Percolated> {
        let percolated = before.into_iter().map(|(key, before)| {
            let mut met = self.met_by(writer, &key, now_ms);
            let known: HashSet<&str> = before.iter().map(|it| it.id.as_str()).collect();
            met.iter_mut().for_each(|it| it.is_new = !known.contains(it.id.as_str()));
            let now: HashSet<&str> = met.iter().map(|it| it.id.as_str()).collect();
            let gone = known.difference(&now).map(|it| (*it).to_owned());
            let mut gone: Vec<String> = gone.collect();
            gone.sort_unstable();
            Percolated { key, met, gone }
        });
        percolated.collect()
    }

    /// The standing queries that the document with this key meets, best first. Waits for a change
    /// that is being made.
    pub fn percolate(&self, key: &str, now_ms: i64) -> Vec<Met> {
        self.met_by(&self.writing().writer, key, now_ms)
    }

    /// Those that `doc` would meet if it were put now; it is not.
    ///
    /// # Errors
    /// When the index is full.
    pub fn percolate_doc(&self, doc: &Doc, now_ms: i64) -> Result<Vec<Met>, EngineError> {
        let writing = self.writing();
        let mut standing = self.standing_mut();
        let live = self.live();
        let (imagined, slot) = writing.writer.imagine(&live, doc)?;
        standing.learn(&imagined);
        let found = visit::visit(&standing, &imagined, (slot, u64::MAX - fresh_number()), now_ms);
        standing.unlearn(&imagined, &live);
        Ok(named(&standing, found))
    }

    /// What [`Engine::percolate`] says, by asking every standing query as a search of its own: slow,
    /// and what the fast way is measured and tested against.
    pub fn percolate_one_by_one(&self, key: &str, now_ms: i64) -> Vec<Met> {
        let writing = self.writing();
        let standing = self.standing();
        let live = self.live();
        let Some(slot) = writing.writer.slot_of(&live, key) else { return Vec::new() };
        let ask =
            |number: u32| standing.ask(number, &live, slot, now_ms).map(|score| (number, score));
        let all = u32::try_from(standing.queries.len()).unwrap_or(u32::MAX);
        named(&standing, (0..all).filter_map(ask).collect())
    }

    /// What [`Engine::percolate`] says, by a look at every standing query instead of at lists: what
    /// the lists save.
    pub fn percolate_without_lists(&self, key: &str, now_ms: i64) -> Vec<Met> {
        let writing = self.writing();
        let standing = self.standing();
        let live = self.live();
        let Some(slot) = writing.writer.slot_of(&live, key) else { return Vec::new() };
        let found = visit::visit_all(&standing, &live, (slot, live.epoch), now_ms);
        named(&standing, found)
    }

    /// The other way round: documents that the standing query `id` would be told of, best first, by
    /// the same rules and with the same scores. `None` if nothing stands under that name.
    ///
    /// # Errors
    /// As [`Engine::search`].
    pub fn meeting(
        &self,
        id: &str,
        now_ms: i64,
        limit: usize,
    ) -> Result<Option<Vec<Meeting>>, QueryError> {
        let standing = self.standing();
        let live = self.live();
        let Some(number) = standing.place(id) else { return Ok(None) };
        let found = standing.meeting(number, &live, now_ms, limit)?;
        let meeting = found
            .into_iter()
            .map(|(slot, score)| Meeting { key: live.columns.key(slot).to_owned(), score });
        Ok(Some(meeting.collect()))
    }

    fn met_by(&self, writer: &Writer, key: &str, now_ms: i64) -> Vec<Met> {
        let standing = self.standing();
        if standing.len() == 0 {
            return Vec::new();
        }
        let live = self.live();
        let Some(slot) = writer.slot_of(&live, key) else { return Vec::new() };
        let found = visit::visit(&standing, &live, (slot, live.epoch), now_ms);
        named(&standing, found)
    }

    fn standing(&self) -> RwLockReadGuard<'_, Standings> {
        self.standing.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn standing_mut(&self) -> RwLockWriteGuard<'_, Standings> {
        self.standing.write().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Best first; among equals by name.
fn named(standing: &Standings, found: Vec<(u32, f32)>) -> Vec<Met> {
    let name = |(number, score): (u32, f32)| {
        let kept = standing.queries[number as usize].as_ref()?;
        Some(Met { id: kept.id.to_string(), score, is_new: true })
    };
    let mut met: Vec<Met> = found.into_iter().filter_map(name).collect();
    met.sort_unstable_by(|a, b| b.score.total_cmp(&a.score).then_with(|| a.id.cmp(&b.id)));
    met
}
