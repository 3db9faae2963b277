//! How many living documents have a term, and how long their fields are.
//!
//! Invariant: these numbers depend on the documents that are there and on nothing else. Not on
//! deleted ones, not on segments, not on the order of edits. Scores inherit that.

use std::sync::Arc;

use crate::index::{
    record::{LENGTHS, Record},
    terms::TermId,
};

const BLOCK: usize = 4096;

/// Copying it copies pointers; counting a document in a copy copies the blocks it touches.
#[derive(Debug, Clone, Default)]
pub(crate) struct Stats {
    documents: u32,
    df: Vec<Arc<Vec<u32>>>,
    /// Sums over documents, and how many documents have any.
    lengths: [Length; LENGTHS],
    weighted: u64,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Length {
    sum: u64,
    documents: u32,
}

impl Stats {
    pub(crate) fn documents(&self) -> u32 {
        self.documents
    }

    #[inline]
    pub(crate) fn df(&self, id: TermId) -> u32 {
        let id = id as usize;
        self.df.get(id / BLOCK).and_then(|it| it.get(id % BLOCK)).copied().unwrap_or(0)
    }

    /// The mean length of a field over the documents that have it, at least 1.
    pub(crate) fn mean_length(&self, field: usize) -> f32 {
        let Length { sum, documents } = self.lengths[field];
        if documents == 0 { 1.0 } else { (sum as f32 / documents as f32).max(1.0) }
    }

    /// The mean of [`Record::weighted_length`], at least 1.
    pub(crate) fn mean_weighted_length(&self) -> f32 {
        if self.documents == 0 {
            1.0
        } else {
            (self.weighted as f32 / self.documents as f32).max(1.0)
        }
    }

    pub(crate) fn add(&mut self, record: &Record<'_>) {
        self.documents += 1;
        self.weighted += u64::from(record.weighted_length);
        for (total, length) in self.lengths.iter_mut().zip(record.lengths) {
            total.sum += u64::from(length);
            total.documents += u32::from(length > 0);
        }
        record.each_term(|id| {
            let block = self.block(id);
            block[id as usize % BLOCK] += 1;
        });
    }

    pub(crate) fn remove(&mut self, record: &Record<'_>) {
        self.documents = self.documents.saturating_sub(1);
        self.weighted = self.weighted.saturating_sub(u64::from(record.weighted_length));
        for (total, length) in self.lengths.iter_mut().zip(record.lengths) {
            total.sum = total.sum.saturating_sub(u64::from(length));
            total.documents = total.documents.saturating_sub(u32::from(length > 0));
        }
        record.each_term(|id| {
            let count = &mut self.block(id)[id as usize % BLOCK];
            *count = count.saturating_sub(1);
        });
    }

    fn block(&mut self, id: TermId) -> &mut Vec<u32> {
        let at = id as usize / BLOCK;
        if self.df.len() <= at {
            self.df.resize_with(at + 1, Arc::default);
        }
        let block = Arc::make_mut(&mut self.df[at]);
        if block.is_empty() {
            block.resize(BLOCK, 0);
        }
        block
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.df.iter().map(|it| it.len() as u64 * 4).sum()
    }
}
