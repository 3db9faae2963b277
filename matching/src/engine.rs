//! The index, and everything one may do with it.
//!
//! Searches run on an immutable state; a change makes the next state and swaps it in. A search
//! therefore never waits for a change, and a change is seen by the next search on return.

mod standing;

use std::{
    convert::Infallible,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
};

use crate::{
    error::{EngineError, QueryError},
    index::{
        folder::Folder,
        snapshot::Snapshot,
        writer::{Load, Writer},
    },
    model::served::RankModel,
    percolate::Standings,
    receipt::Receipt,
    search,
    signals::{Signal, Signals, store::Store},
    text,
    types::{Answer, Change, Doc, Lang, Query},
};

/// Shared by reference between threads.
#[derive(Debug)]
pub struct Engine {
    facet_fields: Vec<String>,
    folder: Option<Folder>,
    live: RwLock<Arc<Snapshot>>,
    signals: Arc<Store>,
    model: RwLock<Option<Arc<RankModel>>>,
    writing: Mutex<Writing>,
    /// Locked before `live` is looked at or changed: the two are always of one state.
    standing: RwLock<Standings>,
}

#[derive(Debug)]
struct Writing {
    writer: Writer,
    generation: u64,
}

/// The size of the index.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Stats {
    pub documents: u64,
    pub segments: u64,
    /// 0 for an index in memory.
    pub bytes_on_disk: u64,
    /// Held in memory beside the index: columns, term lists, statistics.
    pub bytes_of_columns: u64,
}

impl Engine {
    /// More cannot be told apart in one answer.
    pub const MAX_FACET_FIELDS: usize = 32;

    /// Opens or creates the index in `dir`, or one in memory. Only one engine at a time may have a
    /// folder open.
    ///
    /// # Errors
    /// [`EngineError::Corrupt`] when the files cannot be trusted: delete the folder, open again and
    /// put everything back with [`Engine::replace_all`]. [`EngineError::InUse`] when another process
    /// has it.
    pub fn open(dir: Option<&Path>, facet_fields: &[&str]) -> Result<Engine, EngineError> {
        if facet_fields.len() > Engine::MAX_FACET_FIELDS {
            return Err(EngineError::TooManyFacetFields { limit: Engine::MAX_FACET_FIELDS });
        }
        text::prepare();
        let facet_fields: Vec<String> = facet_fields.iter().map(|it| (*it).to_owned()).collect();
        let signals = Arc::new(Store::default());
        let (folder, generation, (writer, snapshot)) = match dir {
            None => (None, 0, Writer::create(None, &facet_fields, &signals, Load::Edits)?),
            Some(dir) => {
                let folder = Folder::open(dir).map_err(|source| io_error(dir, source))?;
                let (generation, opened) = open_folder(&folder, &facet_fields, &signals)?;
                (Some(folder), generation, opened)
            }
        };
        Ok(Engine {
            standing: RwLock::new(Standings::new(&facet_fields)),
            facet_fields,
            folder,
            live: RwLock::new(Arc::new(snapshot)),
            signals,
            model: RwLock::default(),
            writing: Mutex::new(Writing { writer, generation }),
        })
    }

    /// Makes all changes, or none; they are visible to the next search on return. `position` is
    /// kept with them, so that the caller knows after a crash where to go on.
    ///
    /// # Errors
    /// When the index cannot be written; it is then as it was.
    pub fn apply(&self, changes: Vec<Change>, position: u64) -> Result<(), EngineError> {
        let mut writing = self.writing();
        self.apply_to(&mut writing, &changes, position)
    }

    fn apply_to(
        &self,
        writing: &mut Writing,
        changes: &[Change],
        position: u64,
    ) -> Result<(), EngineError> {
        let next = writing.writer.write(&self.live(), changes, position)?;
        self.publish(next, Standings::learn);
        self.signals.settle(changes.iter().filter_map(|it| match it {
            Change::Put(doc) => Some(doc.key.as_str()),
            Change::Remove(_) => None,
        }));
        Ok(())
    }

    /// Tells what changed about documents beside their text: see [`crate::signals`]. The next search
    /// sees it. Keys that are not there yet, or no longer, are remembered all the same.
    pub fn signal<K: AsRef<str>>(&self, told: impl IntoIterator<Item = (K, Signal)>) {
        self.signals.take(told);
    }

    /// The model that [`RankBy::Model`](crate::ranking::RankBy) ranks by from the next search on; those
    /// that run keep the one they have.
    pub fn set_model(&self, model: Option<Arc<RankModel>>) {
        *self.model.write().unwrap_or_else(PoisonError::into_inner) = model;
    }

    pub fn model(&self) -> Option<Arc<RankModel>> {
        self.model.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Counts what was served: each document and its owner were looked at as likely as its place is.
    pub fn served(&self, receipt: &Receipt, at_ms: i64) {
        self.signals.served(receipt, at_ms);
    }

    /// What is known of a document beside its text.
    pub fn signals(&self, key: &str) -> Option<Signals> {
        self.signals.view().get(self.signals.known(key)?)
    }

    /// Builds a new index from `docs` beside the live one and swaps it in. `progress` is told how
    /// many documents are in. Searches go on meanwhile; changes wait.
    ///
    /// # Errors
    /// When the index cannot be written; the live one stays as it was.
    pub fn replace_all(
        &self,
        docs: impl Iterator<Item = Doc>,
        position: u64,
        progress: impl FnMut(u64),
    ) -> Result<(), EngineError> {
        let docs = docs.map(Ok::<Doc, Infallible>);
        match self.try_replace_all(docs, position, progress)? {
            Ok(()) => Ok(()),
        }
    }

    /// As [`Engine::replace_all`], for documents that may fail to arrive. The first failure ends it
    /// and is handed back; the live index then stays as it was.
    ///
    /// # Errors
    /// When the index cannot be written; the live one stays as it was.
    pub fn try_replace_all<E>(
        &self,
        docs: impl Iterator<Item = Result<Doc, E>>,
        position: u64,
        progress: impl FnMut(u64),
    ) -> Result<Result<(), E>, EngineError> {
        let mut writing = self.writing();
        let number = writing.generation + 1;
        let place = match &self.folder {
            Some(folder) => {
                Some(folder.create(number).map_err(|source| io_error(folder.root(), source))?)
            }
            None => None,
        };
        let (writer, mut empty) =
            Writer::create(place.as_ref(), &self.facet_fields, &self.signals, Load::Rebuild)?;
        empty.epoch = self.live().epoch + 1;
        let mut failure = None;
        let arrived = docs.map_while(|it| it.map_err(|error| failure = Some(error)).ok());
        let (writer, filled) = writer.fill(empty, arrived, position, progress)?;
        if let Some(failure) = failure {
            return Ok(Err(failure));
        }
        if let Some(folder) = &self.folder {
            folder.switch_to(number).map_err(|source| io_error(folder.root(), source))?;
        }
        *writing = Writing { writer, generation: number };
        self.publish(filled, Standings::relink);
        if let Some(folder) = &self.folder {
            folder.sweep(number);
        }
        Ok(Ok(()))
    }

    /// The last position applied; 0 for a new index.
    pub fn position(&self) -> u64 {
        self.live().position
    }

    /// Another number after every change: as long as it is the same, so is the answer to a query,
    /// but for what people did meanwhile ([`Signal::Seen`]).
    pub fn epoch(&self) -> u64 {
        search::order::state(&self.live(), self.model().as_deref())
    }

    /// # Errors
    /// [`QueryError`] for an unknown facet field or a cursor of another order; never for text.
    pub fn search(&self, query: &Query) -> Result<Answer, QueryError> {
        search::search(&self.live(), self.model().as_deref(), query)
    }

    /// The keys and scores of everything that counts as found, each document scored exactly, best
    /// first: slow, and what [`Engine::search`] is measured by. Filters and policy do not count.
    pub fn search_exhaustively(&self, query: &Query) -> Vec<(String, f32)> {
        search::exhaustive::search(&self.live(), query, &mut text::Analyzer::default())
    }

    /// Completions of what has been typed so far: labels and words of titles, most used first.
    /// Nothing for an empty prefix.
    pub fn suggest(&self, prefix: &str, lang: Option<Lang>, limit: usize) -> Vec<String> {
        search::suggest(&self.live(), prefix, lang, limit)
    }

    /// The terms `text` is searched by, as they stand in the index's `text` field: to compare with
    /// other ways of searching the same files.
    pub fn terms(&self, text: &str) -> Vec<String> {
        search::terms(&self.live(), text)
    }

    /// Documents in the index.
    pub fn len(&self) -> u64 {
        u64::from(self.live().stats.documents())
    }

    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub fn stats(&self) -> Stats {
        let live = self.live();
        Stats {
            documents: u64::from(live.stats.documents()),
            segments: live.segments.len() as u64,
            bytes_on_disk: self.folder.as_ref().map_or(0, Folder::bytes),
            bytes_of_columns: live.columns.bytes() + live.stats.bytes() + self.signals.bytes(),
        }
    }

    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        self.live()
    }

    fn live(&self) -> Arc<Snapshot> {
        Arc::clone(&self.live.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// `follow` keeps those who wait in step.
    fn publish(&self, next: Snapshot, follow: impl FnOnce(&mut Standings, &Snapshot)) {
        let mut standing = self.standing.write().unwrap_or_else(PoisonError::into_inner);
        follow(&mut standing, &next);
        let mut live = self.live.write().unwrap_or_else(PoisonError::into_inner);
        let last = std::mem::replace(&mut *live, Arc::new(next));
        drop(live);
        drop(standing);
        // Freed here rather than while others wait for the lock.
        drop(last);
    }

    fn writing(&self) -> MutexGuard<'_, Writing> {
        self.writing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn open_folder(
    folder: &Folder,
    facet_fields: &[String],
    signals: &Arc<Store>,
) -> Result<(u64, (Writer, Snapshot)), EngineError> {
    let root = folder.root();
    let current = folder.current().map_err(|source| match source.kind() {
        std::io::ErrorKind::InvalidData => {
            EngineError::Corrupt { dir: root.to_owned(), what: source.to_string() }
        }
        _ => io_error(root, source),
    })?;
    match current {
        Some(number) => {
            let opened = Writer::open(&folder.generation(number), facet_fields, signals)
                .map_err(|error| error.in_folder(root))?;
            folder.sweep(number);
            Ok((number, opened))
        }
        None => {
            let number = 1;
            let place = folder.create(number).map_err(|source| io_error(root, source))?;
            let created = Writer::create(Some(&place), facet_fields, signals, Load::Edits)?;
            folder.switch_to(number).map_err(|source| io_error(root, source))?;
            Ok((number, created))
        }
    }
}

fn io_error(dir: &Path, source: std::io::Error) -> EngineError {
    EngineError::Io { dir: PathBuf::from(dir), source }
}
