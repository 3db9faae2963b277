//! Reading a committed index back into memory.

use std::{path::Path, sync::Arc};

use tantivy::{Index, TantivyDocument, TantivyError, schema::Value};

use super::{Load, Payload, Writer, io_error};
use crate::{
    error::EngineError,
    index::{
        blob::Blob,
        columns::{Columns, Ids},
        folder::Generation,
        record::Record,
        segments::{DEAD, Fields},
        snapshot::{Snapshot, views},
        stats::Stats,
        terms_file::{ReadTermsError, TermsFile},
        vocabulary::Vocabulary,
    },
    signals::store::Store,
};

impl Writer {
    /// Opens what was committed last.
    ///
    /// # Errors
    /// [`EngineError::Corrupt`] if any file is not what was written, or is of another format.
    pub(crate) fn open(
        generation: &Generation,
        facet_fields: &[String],
        signals: &Arc<Store>,
    ) -> Result<(Writer, Snapshot), EngineError> {
        let dir = &generation.index;
        let fields = Fields::new();
        let index = Index::open_in_dir(dir).map_err(|error| damaged(dir, error))?;
        if index.schema() != fields.schema {
            return Err(corrupt(dir, "it was written by another version"));
        }
        let payload = index.load_metas().map_err(|error| damaged(dir, error))?.payload;
        let payload = payload
            .as_deref()
            .and_then(Payload::parse)
            .ok_or_else(|| corrupt(dir, "it was written by another version"))?;
        let bad = index.validate_checksum().map_err(|error| damaged(dir, error))?;
        if let Some(file) = bad.iter().next() {
            return Err(corrupt(dir, &format!("{} has changed", file.display())));
        }

        let mut vocabulary = Vocabulary::default();
        let terms_file = TermsFile::open(&generation.terms, payload.terms_len, |term| {
            vocabulary.intern(term);
        })
        .map_err(|error| match error {
            ReadTermsError::Io(source) if source.kind() != std::io::ErrorKind::NotFound => {
                io_error(&generation.terms, source)
            }
            _ => corrupt(dir, "the list of terms does not fit the commit"),
        })?;

        let mut made = Writer::around(index, fields, dir.clone(), Some(terms_file), Load::Edits)
            .map_err(|error| match error {
                EngineError::Store(error) => damaged(dir, error),
                other => other,
            })?;
        let searcher = made.reader.searcher();
        let mut snapshot = Snapshot {
            segments: views(&searcher, &made.fields, &[]).map_err(|error| damaged(dir, error))?,
            columns: Columns::new(facet_fields),
            stats: Stats::default(),
            vocabulary,
            signals: signals.clone(),
            position: payload.position,
            epoch: payload.epoch,
            fresh: std::sync::Arc::default(),
            searcher,
        };
        made.load_documents(&mut snapshot)?;
        Ok((made, snapshot))
    }

    fn load_documents(&mut self, snapshot: &mut Snapshot) -> Result<(), EngineError> {
        let mut blobs = self.stored_blobs(snapshot)?;
        blobs.sort_unstable_by_key(|(slot, _)| *slot);
        let twice = blobs.windows(2).any(|it| it[0].0 == it[1].0);
        if twice {
            return Err(corrupt(&self.dir, "two documents claim one place"));
        }
        for (slot, bytes) in &blobs {
            let blob = Blob::read(bytes);
            let Some((blob, record)) = blob.and_then(|it| Record::read(it.record).map(|r| (it, r)))
            else {
                return Err(corrupt(&self.dir, "a stored document cannot be read"));
            };
            let owner = snapshot.signals.owner(blob.owner);
            let signals = snapshot.signals.number(blob.key);
            snapshot.columns.put(*slot, Ids { owner, signals }, &blob);
            snapshot.stats.add(&record);
        }
        self.remember_slots(&snapshot.columns);
        Ok(())
    }

    /// Living documents with their slots.
    fn stored_blobs(&self, snapshot: &Snapshot) -> Result<Vec<(u32, Vec<u8>)>, EngineError> {
        let mut blobs = Vec::new();
        let readers = snapshot.searcher.segment_readers();
        for (segment, reader) in snapshot.segments.iter().zip(readers) {
            let store = reader.get_store_reader(1).map_err(|it| damaged(&self.dir, it.into()))?;
            let slots = segment.places.iter().map(|it| it.slot);
            let alive = slots.filter(|it| *it != DEAD);
            let stored = store.iter::<TantivyDocument>(reader.alive_bitset());
            for (slot, document) in alive.zip(stored) {
                let document = document.map_err(|error| damaged(&self.dir, error))?;
                let blob = document.get_first(self.fields.blob);
                let Some(bytes) = blob.as_ref().and_then(Value::as_bytes) else {
                    return Err(corrupt(&self.dir, "a stored document is missing"));
                };
                blobs.push((slot, bytes.to_vec()));
            }
        }
        Ok(blobs)
    }
}

fn corrupt(dir: &Path, what: &str) -> EngineError {
    EngineError::Corrupt { dir: dir.to_owned(), what: what.to_owned() }
}

/// While opening, whatever tantivy stumbles over is damage, except a lock or a full disk.
fn damaged(dir: &Path, error: TantivyError) -> EngineError {
    match error {
        TantivyError::LockFailure(..) => EngineError::InUse { dir: dir.to_owned() },
        TantivyError::IoError(source) if source.kind() == std::io::ErrorKind::PermissionDenied => {
            let source = std::io::Error::new(source.kind(), source.to_string());
            io_error(dir, source)
        }
        other => corrupt(dir, &other.to_string()),
    }
}
