//! Keeping segments few, after a commit.

use std::collections::HashSet;

use tantivy::{SegmentMeta, index::SegmentId};

use super::Writer;
use crate::{
    error::EngineError,
    index::merges::{self, MAX_SEGMENTS, Size},
};

/// Merges of up to this many documents are waited for.
const QUICK_MERGE: u32 = 300;

impl Writer {
    /// Small merges are done here and now, large ones beside us. A merge that fails has changed
    /// nothing and is tried again after a later change.
    pub(super) fn merge_if_many(&mut self) -> Result<(), EngineError> {
        let metas = self.index.searchable_segment_metas()?;
        let exists = |id: &SegmentId| metas.iter().any(|it| it.id() == *id);
        self.merging.retain(|(ids, _)| ids.iter().all(exists));
        let busy: HashSet<SegmentId> =
            self.merging.iter().flat_map(|(ids, _)| ids).copied().collect();
        let idle: Vec<&SegmentMeta> = metas.iter().filter(|it| !busy.contains(&it.id())).collect();
        let sizes: Vec<Size> = idle
            .iter()
            .map(|it| Size { alive: it.num_docs(), dead: it.num_deleted_docs() })
            .collect();
        let most = MAX_SEGMENTS.saturating_sub(self.merging.len()).max(2);
        let chosen = merges::choose(&sizes, most);
        if chosen.is_empty() {
            return Ok(());
        }
        let ids: Vec<SegmentId> = chosen.iter().map(|at| idle[*at].id()).collect();
        let documents: u32 = chosen.iter().map(|at| sizes[*at].alive).sum();
        let merge = self.writer.merge(&ids);
        if documents <= QUICK_MERGE {
            merge.wait().ok();
        } else {
            self.merging.push((ids, merge));
        }
        Ok(())
    }
}
