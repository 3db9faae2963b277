//! What is good about a document whatever was asked.

use crate::index::columns::{Chunk, Columns, place};

/// Browsing: no words, so quality and freshness are all there is.
const BROWSE_QUALITY: f32 = 0.7;
const BROWSE_FRESHNESS: f32 = 0.3;

/// After this long, freshness is half of what it was.
const HALF_FRESH_MS: f32 = 60.0 * 86_400_000.0;

/// Each 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Priors {
    pub(crate) quality: f32,
    pub(crate) freshness: f32,
}

impl Priors {
    pub(crate) fn of(columns: &Columns, slot: u32, now_ms: i64) -> Priors {
        let (chunk, at) = place(slot);
        Priors::at(&columns.chunks[chunk], at, now_ms)
    }

    #[inline]
    pub(crate) fn at(chunk: &Chunk, at: usize, now_ms: i64) -> Priors {
        let quality = ((chunk.qualities[at] - 1.0) / 4.0).clamp(0.0, 1.0);
        let age_ms = now_ms.saturating_sub(chunk.created_at_ms[at]).max(0) as f32;
        Priors { quality, freshness: HALF_FRESH_MS / (HALF_FRESH_MS + age_ms) }
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
