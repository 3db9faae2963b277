//! One state of the index, whole and unchanging.

use std::sync::Arc;

use tantivy::{Searcher, TantivyError};

use crate::{
    index::{
        columns::Columns,
        segments::{Fields, SegmentView},
        stats::Stats,
        terms::TermId,
        vocabulary::Vocabulary,
    },
    signals::store::Store,
};

#[derive(Clone)]
pub(crate) struct Snapshot {
    pub(crate) segments: Vec<SegmentView>,
    pub(crate) columns: Columns,
    pub(crate) stats: Stats,
    pub(crate) vocabulary: Vocabulary,
    /// Shared by all states: what is told beside the index.
    pub(crate) signals: Arc<Store>,
    /// The caller's last applied position.
    pub(crate) position: u64,
    /// Counts changes; pages of one epoch fit together exactly.
    pub(crate) epoch: u64,
    /// Terms that the change before this state was the first to use, with the last numbers.
    pub(crate) fresh: Arc<[Arc<str>]>,
    /// Keeps the segments' files open.
    pub(crate) searcher: Searcher,
}

impl Snapshot {
    /// Another number after every change of the index or of what stands in for a document's own words.
    pub(crate) fn now(&self) -> u64 {
        // Two counters in one: far apart steps do not meet.
        self.epoch.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(self.signals.version())
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Snapshot")
            .field("documents", &self.stats.documents())
            .field("position", &self.position)
            .field("epoch", &self.epoch)
            .finish_non_exhaustive()
    }
}

impl Snapshot {
    pub(crate) fn fresh_terms(&self) -> impl Iterator<Item = (&str, TermId)> {
        let count = u32::try_from(self.fresh.len()).unwrap_or(u32::MAX);
        let first = self.vocabulary.terms.len().saturating_sub(count);
        self.fresh.iter().map(|it| &**it).zip(first..)
    }
}

/// The segments of `searcher`, reusing what is already open in `known`.
pub(crate) fn views(
    searcher: &Searcher,
    fields: &Fields,
    known: &[SegmentView],
) -> Result<Vec<SegmentView>, TantivyError> {
    searcher.segment_readers().iter().map(|it| SegmentView::open(it, fields, known)).collect()
}
