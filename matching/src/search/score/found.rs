//! What a document makes of a term: its counts by field, weighted and diluted by length.

use crate::{
    index::{
        record::{BODY, Counts, LABELS, Record, SUMMARY, TITLE},
        stats::Stats,
        terms::TermId,
    },
    search::tfidf::{IdfTable, log_count},
    types::Lang,
};

/// What a word is worth by where it stands, and how much a long field dilutes it.
const FIELDS: [(f32, f32); 4] = [(5.0, 0.4), (4.0, 0.2), (1.5, 0.6), (1.0, 0.75)];

/// A term in the document at hand.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Found {
    pub(crate) fields: [f32; 4],
    /// For the cosine.
    pub(crate) head: f32,
}

/// What one count in each field is worth, in one rendition.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scale([f32; 4]);

impl Scale {
    pub(crate) fn new(record: &Record<'_>, lang: Lang, stats: &Stats) -> Scale {
        let side = lang as usize;
        let factor = |field: usize, length: usize| {
            let (weight, dilution) = FIELDS[field];
            let relative = record.lengths[length] as f32 / stats.mean_length(length);
            weight / (1.0 - dilution + dilution * relative)
        };
        Scale([
            factor(0, TITLE + side),
            factor(1, LABELS),
            factor(2, SUMMARY + side),
            factor(3, BODY + side),
        ])
    }

    /// A term above the body; `idf` is its own in the cosine.
    #[inline]
    pub(crate) fn head(&self, counts: Counts, idf: f32) -> Found {
        let Counts { title, labels, summary, body } = counts;
        let each = [title, labels, summary, body].map(f32::from);
        let fields = std::array::from_fn(|field| each[field] * self.0[field]);
        Found { fields, head: log_count(counts.head()) * idf }
    }

    /// A term of the body only.
    #[inline]
    pub(crate) fn rest(&self, body: u8) -> Found {
        Found { fields: [0.0, 0.0, 0.0, f32::from(body) * self.0[3]], head: 0.0 }
    }
}

/// The length of the head as a TF-IDF vector.
pub(crate) fn head_norm(record: &Record<'_>, lang: Lang, stats: &Stats, idf: &IdfTable) -> f32 {
    let weight = |(id, counts): (TermId, Counts)| log_count(counts.head()) * idf.of(stats.df(id));
    record.head(lang).map(weight).map(|it| it * it).sum::<f32>().sqrt()
}
