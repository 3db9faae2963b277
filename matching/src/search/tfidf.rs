//! TF-IDF weights, with our own counts.

use std::sync::LazyLock;

/// Smooth idf, as in TF-IDF: ln((1+N)/(1+df)) + 1.
pub(crate) struct IdfTable {
    documents: f32,
    small: Vec<f32>,
}

impl IdfTable {
    pub(crate) fn new(documents: u32) -> IdfTable {
        let documents = documents as f32 + 1.0;
        let small = (0..256).map(|df| smooth_idf(documents, df)).collect();
        IdfTable { documents, small }
    }

    #[inline]
    pub(crate) fn of(&self, df: u32) -> f32 {
        match self.small.get(df as usize) {
            Some(idf) => *idf,
            None => smooth_idf(self.documents, df),
        }
    }
}

fn smooth_idf(documents_and_one: f32, df: u32) -> f32 {
    (documents_and_one / (df as f32 + 1.0)).ln() + 1.0
}

/// 1 + ln(count): the fifth mention says little that the first did not.
#[inline]
pub(crate) fn log_count(count: u8) -> f32 {
    LOG_COUNTS[usize::from(count)]
}

static LOG_COUNTS: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|count| if count == 0 { 0.0 } else { 1.0 + (count as f32).ln() })
});
