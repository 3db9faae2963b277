//! A document's price and rating as they are now: as they were told last, else as it says itself.

use crate::{
    index::columns::{Chunk, steady_rating},
    signals::store::View,
};

impl View {
    /// [`crate::index::columns::NO_PRICE`] if it has none.
    #[inline]
    pub(crate) fn price_at(&self, chunk: &Chunk, at: usize) -> u64 {
        let told = if self.stands_in { self.price_minor(chunk.numbers[at]) } else { None };
        told.map_or(chunk.prices[at], |it| it.min(u64::MAX - 1))
    }

    /// Mean and count; NaN when nobody has rated it.
    #[inline]
    pub(crate) fn rating_at(&self, chunk: &Chunk, at: usize) -> (f32, u32) {
        let told = if self.stands_in { self.rating(chunk.numbers[at]) } else { None };
        match told {
            Some(told) if told.count == 0 => (f32::NAN, 0),
            Some(told) => (told.mean, told.count),
            None => (chunk.ratings[at], chunk.rating_counts[at]),
        }
    }

    /// The mean rating, drawn towards the usual one when few have rated.
    #[inline]
    pub(crate) fn quality_at(&self, chunk: &Chunk, at: usize) -> f32 {
        if !self.stands_in {
            return chunk.qualities[at];
        }
        let (mean, count) = self.rating_at(chunk, at);
        steady_rating(Some(mean).filter(|it| !it.is_nan()), count)
    }

    #[inline]
    pub(crate) fn is_hidden_at(&self, chunk: &Chunk, at: usize) -> bool {
        self.stands_in && self.is_hidden(chunk.numbers[at])
    }
}
