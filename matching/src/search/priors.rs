//! What is good about a document whatever was asked.

use crate::{
    features::assemble::freshness,
    index::columns::{Chunk, Columns, place},
    signals::store::View,
};

/// Browsing: no words, so quality and freshness are all there is.
const BROWSE_QUALITY: f32 = 0.7;
const BROWSE_FRESHNESS: f32 = 0.3;

/// Each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Priors {
    pub(crate) quality: f32,
    pub(crate) freshness: f32,
}

impl Priors {
    pub(crate) fn of(columns: &Columns, signals: &View, slot: u32, now_ms: i64) -> Priors {
        let (chunk, at) = place(slot);
        Priors::at(&columns.chunks[chunk], signals, at, now_ms)
    }

    #[inline]
    pub(crate) fn at(chunk: &Chunk, signals: &View, at: usize, now_ms: i64) -> Priors {
        let rating = signals.quality_at(chunk, at);
        Priors::new(rating, freshness(chunk.created_at_ms[at], now_ms))
    }

    /// From the numbers that a row has.
    #[inline]
    pub(crate) fn new(rating: f32, freshness: f32) -> Priors {
        Priors { quality: ((rating - 1.0) / 4.0).clamp(0.0, 1.0), freshness }
    }

    /// As parts of the score of a document nobody searched for by words.
    pub(crate) fn browsing(self) -> Priors {
        Priors {
            quality: BROWSE_QUALITY * self.quality,
            freshness: BROWSE_FRESHNESS * self.freshness,
        }
    }

    pub(crate) fn sum(self) -> f32 {
        self.quality + self.freshness
    }
}
