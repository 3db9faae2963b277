//! Looking at a document before it is there.

use super::{Writer, next_slot};
use crate::{
    error::EngineError,
    index::{
        analysis::{Analysed, DocAnalyzer},
        blob::Blob,
        columns::Ids,
        record::Record,
        snapshot::Snapshot,
    },
    types::Doc,
};

impl Writer {
    /// Where the document with this key is.
    pub(crate) fn slot_of(&self, live: &Snapshot, key: &str) -> Option<u32> {
        self.slot(live.signals.known(key)?)
    }

    /// `base` as it would be with `doc` in it, to look at and not to search; and where `doc` is.
    pub(crate) fn imagine(
        &self,
        base: &Snapshot,
        doc: &Doc,
    ) -> Result<(Snapshot, u32), EngineError> {
        let mut next = base.clone();
        let mut fresh = Vec::new();
        // Not the writer's own: it must not remember terms that never came to be.
        let mut analyzer = DocAnalyzer::default();
        let Analysed { record, .. } = analyzer.analyse(doc, &mut next.vocabulary, &mut fresh);
        let slot = match self.slot_of(base, &doc.key) {
            Some(slot) => slot,
            None => self.free.last().copied().map_or_else(|| next_slot(&next.columns), Ok)?,
        };
        if let Some(before) = base.columns.record(slot) {
            next.stats.remove(&before);
        }
        // What is not there yet has no numbers, and no signals.
        let signals = base.signals.known(&doc.key).unwrap_or(u32::MAX);
        next.columns.put(slot, Ids { owner: u32::MAX, signals }, &Blob::of(doc, &record));
        if let Some(record) = Record::read(&record) {
            next.stats.add(&record);
        }
        next.fresh = fresh.into();
        Ok((next, slot))
    }
}
