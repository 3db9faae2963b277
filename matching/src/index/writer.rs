//! Making the next state of the index.
//!
//! Order matters: terms are synced, then tantivy commits (documents, deletions and our position in
//! one step), then the new state is handed out. A crash anywhere leaves the last committed state.

mod imagine;
mod load;
mod merging;

use std::{
    collections::HashSet,
    path::{Path, PathBuf},
    sync::Arc,
};

use tantivy::{
    FutureResult, Index, IndexReader, IndexWriter, ReloadPolicy, SegmentMeta, TantivyDocument,
    Term,
    index::SegmentId,
    indexer::{IndexWriterOptions, NoMergePolicy},
};

use crate::{
    error::EngineError,
    index::{
        analysis::{Analysed, DocAnalyzer},
        blob::{Blob, FORMAT},
        columns::{Columns, Ids, place},
        folder::Generation,
        record::Record,
        segments::{self, Fields},
        snapshot::{Snapshot, views},
        stats::Stats,
        terms_file::TermsFile,
        vocabulary::Vocabulary,
    },
    signals::store::Store,
    types::{Change, Doc},
};

/// What a writer is for; it decides how much memory it may use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Load {
    Edits,
    Rebuild,
}

/// Where a change got to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Clean,
    /// Begun and, after a failure or a panic, not undone.
    Dirty,
    /// Committed, but not shown: what is in memory is older than what is on disk.
    Behind,
}

pub(crate) struct Writer {
    dir: PathBuf,
    state: State,
    fields: Fields,
    index: Index,
    writer: IndexWriter,
    reader: IndexReader,
    analyzer: DocAnalyzer,
    terms_file: Option<TermsFile>,
    /// How long the terms file was at the last commit.
    committed_terms: u64,
    /// Of each key, by its number in the signals: the slot of its document, or [`segments::DEAD`].
    slots: Vec<u32>,
    free: Vec<u32>,
    merging: Vec<(Vec<SegmentId>, FutureResult<Option<SegmentMeta>>)>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Writer").field("dir", &self.dir).finish_non_exhaustive()
    }
}

/// What the commit says about itself.
#[derive(Debug, Clone, Copy, Default)]
struct Payload {
    position: u64,
    epoch: u64,
    terms_len: u64,
}

impl Payload {
    fn parse(text: &str) -> Option<Payload> {
        let mut numbers = text.split(' ').map(|it| it.parse().ok());
        let mut next = || numbers.next().flatten();
        if next()? != FORMAT {
            return None;
        }
        Some(Payload { position: next()?, epoch: next()?, terms_len: next()? })
    }
}

impl std::fmt::Display for Payload {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{FORMAT} {} {} {}", self.position, self.epoch, self.terms_len)
    }
}

impl Writer {
    /// A new, empty index, in memory if there is no `generation`.
    pub(crate) fn create(
        generation: Option<&Generation>,
        facet_fields: &[String],
        signals: &Arc<Store>,
        load: Load,
    ) -> Result<(Writer, Snapshot), EngineError> {
        let fields = Fields::new();
        let dir = generation.map(|it| it.index.clone()).unwrap_or_default();
        let (index, terms_file) = match generation {
            None => (Index::create_in_ram(fields.schema.clone()), None),
            Some(it) => {
                let index = Index::create_in_dir(&it.index, fields.schema.clone())?;
                let terms = TermsFile::create(&it.terms);
                (index, Some(terms.map_err(|source| io_error(&it.terms, source))?))
            }
        };
        let mut made = Writer::around(index, fields, dir, terms_file, load)?;
        let empty = Snapshot {
            segments: Vec::new(),
            columns: Columns::new(facet_fields),
            stats: Stats::default(),
            vocabulary: Vocabulary::default(),
            signals: signals.clone(),
            position: 0,
            epoch: 0,
            fresh: Arc::default(),
            searcher: made.reader.searcher(),
        };
        let snapshot = made.write(&empty, &[], 0)?;
        Ok((made, snapshot))
    }

    fn around(
        index: Index,
        fields: Fields,
        dir: PathBuf,
        terms_file: Option<TermsFile>,
        load: Load,
    ) -> Result<Writer, EngineError> {
        segments::register(&index);
        let writer = open_writer(&index, &dir, load)?;
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).try_into()?;
        Ok(Writer {
            dir,
            state: State::Clean,
            committed_terms: terms_file.as_ref().map_or(0, TermsFile::len),
            fields,
            index,
            writer,
            reader,
            analyzer: DocAnalyzer::default(),
            terms_file,
            slots: Vec::new(),
            free: Vec::new(),
            merging: Vec::new(),
        })
    }

    /// The state after `changes`. On failure nothing has happened, except for
    /// [`EngineError::Behind`].
    pub(crate) fn write(
        &mut self,
        base: &Snapshot,
        changes: &[Change],
        position: u64,
    ) -> Result<Snapshot, EngineError> {
        match self.state {
            State::Clean => {}
            State::Dirty => self.undo(base)?,
            State::Behind => return Err(EngineError::Behind),
        }
        self.state = State::Dirty;
        let mut next = match self.stage_and_commit(base, changes, position) {
            Ok(next) => next,
            Err(error) => {
                self.undo(base)?;
                return Err(error);
            }
        };
        self.state = State::Behind;
        self.merge_if_many()?;
        self.reader.reload()?;
        next.searcher = self.reader.searcher();
        next.segments = views(&next.searcher, &self.fields, &base.segments)?;
        self.state = State::Clean;
        Ok(next)
    }

    fn stage_and_commit(
        &mut self,
        base: &Snapshot,
        changes: &[Change],
        position: u64,
    ) -> Result<Snapshot, EngineError> {
        let mut next = base.clone();
        let mut fresh = Vec::new();
        let mut seen = HashSet::new();
        let last_of_each: Vec<&Change> =
            changes.iter().rev().filter(|it| seen.insert(it.key())).collect();
        for change in last_of_each.into_iter().rev() {
            match change {
                Change::Put(doc) => self.put(&mut next, doc, &mut fresh)?,
                Change::Remove(key) => self.remove(&mut next, key),
            }
        }
        next.position = position;
        next.epoch = base.epoch + 1;
        self.commit(&next, &fresh)?;
        next.fresh = fresh.into();
        Ok(next)
    }

    /// Forgets everything since the last commit.
    fn undo(&mut self, base: &Snapshot) -> Result<(), EngineError> {
        self.writer.rollback()?;
        self.writer.set_merge_policy(Box::new(NoMergePolicy));
        if let Some(file) = &mut self.terms_file {
            file.rewind(self.committed_terms);
        }
        self.analyzer = DocAnalyzer::default();
        self.remember_slots(&base.columns);
        self.state = State::Clean;
        Ok(())
    }

    /// Fills an empty index in one go. `progress` is told how many documents are in.
    pub(crate) fn fill(
        mut self,
        empty: Snapshot,
        docs: impl Iterator<Item = Doc>,
        position: u64,
        mut progress: impl FnMut(u64),
    ) -> Result<(Writer, Snapshot), EngineError> {
        let mut next = empty;
        let mut fresh = Vec::new();
        for (doc, done) in docs.zip(1..) {
            self.put(&mut next, &doc, &mut fresh)?;
            progress(done);
        }
        next.position = position;
        self.commit(&next, &fresh)?;
        self.merge_if_many()?;
        self.writer.wait_merging_threads()?;
        let writer = open_writer(&self.index, &self.dir, Load::Edits)?;
        let filled = Writer { writer, merging: Vec::new(), ..self };
        filled.reader.reload()?;
        next.searcher = filled.reader.searcher();
        next.segments = views(&next.searcher, &filled.fields, &[])?;
        Ok((filled, next))
    }

    fn put(
        &mut self,
        next: &mut Snapshot,
        doc: &Doc,
        fresh: &mut Vec<Arc<str>>,
    ) -> Result<(), EngineError> {
        let Analysed { record, postings } = self.analyzer.analyse(doc, &mut next.vocabulary, fresh);
        let signals = next.signals.number(&doc.key);
        let slot = match self.slot(signals) {
            Some(slot) => {
                self.forget(next, slot);
                slot
            }
            None => {
                let unused = self.free.pop();
                let slot = unused.map_or_else(|| next_slot(&next.columns), Ok)?;
                self.set_slot(signals, slot);
                slot
            }
        };
        let owner = next.signals.owner(&doc.owner);
        let blob = Blob::of(doc, &record);
        next.columns.put(slot, Ids { owner, signals }, &blob);
        if let Some(record) = Record::read(&record) {
            next.stats.add(&record);
        }
        let mut document = TantivyDocument::default();
        document.add_text(self.fields.text, postings);
        document.add_u64(self.fields.slot, u64::from(slot));
        document.add_bytes(self.fields.blob, &blob.encode());
        self.writer.add_document(document)?;
        Ok(())
    }

    fn remove(&mut self, next: &mut Snapshot, key: &str) {
        let number = next.signals.known(key);
        if let Some((number, slot)) = number.and_then(|it| Some((it, self.slot(it)?))) {
            self.set_slot(number, segments::DEAD);
            self.forget(next, slot);
            self.free.push(slot);
        }
    }

    fn slot(&self, number: u32) -> Option<u32> {
        self.slots.get(number as usize).copied().filter(|it| *it != segments::DEAD)
    }

    fn set_slot(&mut self, number: u32, slot: u32) {
        let at = number as usize;
        if self.slots.len() <= at {
            self.slots.resize(at + 1, segments::DEAD);
        }
        self.slots[at] = slot;
    }

    /// The document in `slot` is no longer counted or found.
    fn forget(&mut self, next: &mut Snapshot, slot: u32) {
        self.writer.delete_term(Term::from_field_u64(self.fields.slot, u64::from(slot)));
        if let Some(record) = next.columns.record(slot) {
            next.stats.remove(&record);
        }
        next.columns.remove(slot);
    }

    fn commit(&mut self, next: &Snapshot, fresh: &[Arc<str>]) -> Result<(), EngineError> {
        let mut terms_len = 0;
        if let Some(file) = &mut self.terms_file {
            file.append(fresh).map_err(|source| io_error(&self.dir, source))?;
            terms_len = file.len();
        }
        let payload = Payload { position: next.position, epoch: next.epoch, terms_len };
        let mut prepared = self.writer.prepare_commit()?;
        prepared.set_payload(&payload.to_string());
        prepared.commit()?;
        self.committed_terms = terms_len;
        Ok(())
    }

    /// Learns from the columns which key is where.
    fn remember_slots(&mut self, columns: &Columns) {
        self.slots.clear();
        self.free.clear();
        for slot in (0..).take(columns.slots()) {
            let (chunk, at) = place(slot);
            let chunk = &columns.chunks[chunk];
            match chunk.rows[at] {
                Some(_) => self.set_slot(chunk.numbers[at], slot),
                None => self.free.push(slot),
            }
        }
    }
}

/// [`segments::DEAD`] is not a slot.
fn next_slot(columns: &Columns) -> Result<u32, EngineError> {
    let limit = segments::DEAD - 1;
    u32::try_from(columns.slots()).ok().filter(|it| *it <= limit).ok_or(EngineError::Full { limit })
}

fn open_writer(index: &Index, dir: &Path, load: Load) -> Result<IndexWriter, EngineError> {
    let heap = match load {
        Load::Edits => 15_000_000,
        Load::Rebuild => 120_000_000,
    };
    let options = IndexWriterOptions::builder()
        .num_worker_threads(1)
        .num_merge_threads(1)
        .memory_budget_per_thread(heap)
        .build();
    let writer = index.writer_with_options(options).map_err(|error| match error {
        tantivy::TantivyError::LockFailure(..) => EngineError::InUse { dir: dir.to_owned() },
        other => EngineError::Store(other),
    })?;
    writer.set_merge_policy(Box::new(NoMergePolicy));
    Ok(writer)
}

fn io_error(path: &Path, source: std::io::Error) -> EngineError {
    EngineError::Io { dir: path.to_owned(), source }
}
