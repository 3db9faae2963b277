//! One state of the index, whole and unchanging.

use tantivy::{Searcher, TantivyError};

use crate::index::{
    columns::Columns,
    segments::{Fields, SegmentView},
    stats::Stats,
    vocabulary::Vocabulary,
};

#[derive(Clone)]
pub(crate) struct Snapshot {
    pub(crate) segments: Vec<SegmentView>,
    pub(crate) columns: Columns,
    pub(crate) stats: Stats,
    pub(crate) vocabulary: Vocabulary,
    /// The caller's last applied position.
    pub(crate) position: u64,
    /// Counts changes; pages of one epoch fit together exactly.
    pub(crate) epoch: u64,
    /// Keeps the segments' files open.
    pub(crate) searcher: Searcher,
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

/// The segments of `searcher`, reusing what is already open in `known`.
pub(crate) fn views(
    searcher: &Searcher,
    fields: &Fields,
    known: &[SegmentView],
) -> Result<Vec<SegmentView>, TantivyError> {
    searcher.segment_readers().iter().map(|it| SegmentView::open(it, fields, known)).collect()
}
