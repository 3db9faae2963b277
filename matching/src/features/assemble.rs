//! From what is known of a query and its candidates to rows: the one function that makes them.

use crate::{
    features::{self, Row},
    signals::{Signals, decayed},
    types::Lang,
};

/// The query, as far as rows are concerned.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Asked {
    /// Ideas in it; 0 when browsing.
    pub ideas: usize,
    /// See [`entropy`].
    pub entropy: f32,
    pub lang: Option<Lang>,
    /// What one is ready to pay, from and to.
    pub budget_minor: Option<(u64, u64)>,
    pub now_ms: i64,
}

/// How the words of the query were found in a document.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct TextMatch {
    /// Σ idf·t/(k1+t).
    pub bm25f: f32,
    /// The same ÷ Σ idf.
    pub share: f32,
    /// Σ idf · worth of what matched ÷ Σ idf.
    pub mass: f32,
    pub is_whole: bool,
    /// Parts of `share` in title, labels, summary and body.
    pub fields: [f32; 4],
    pub is_owner: bool,
    pub cosine: f32,
    pub words: f32,
    pub pairs: f32,
    /// Shares of Σ idf that matched only that way.
    pub translated: f32,
    pub corrected: f32,
    /// The exact scorer's sum of all text parts.
    pub linear: f32,
}

/// One document that may be shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Candidate {
    /// None when browsing.
    pub text: Option<TextMatch>,
    /// Whether there is a text in Spanish; in English.
    pub langs: [bool; 2],
    pub price_minor: Option<u64>,
    pub delivery_days: Option<u32>,
    /// Drawn towards the usual rating when few have rated.
    pub rating: f32,
    pub rating_count: u32,
    pub created_at_ms: i64,
    /// None when nobody has told anything about it.
    pub signals: Option<Signals>,
}

/// Fewer prices than this have no middle worth comparing with.
const FEWEST_PRICES: usize = 3;
/// After this long, freshness is half of what it was.
const HALF_FRESH_MS: f32 = 60.0 * 86_400_000.0;
/// With fewer expected examinations than this, a document is new.
pub const FEW_EXAMINATIONS: f32 = 200.0;

/// What is believed before anything is known: so many good ones of so many.
const COMPLETED: (f64, f64) = (7.2, 8.0);
const DISPUTED: (f64, f64) = (0.3, 10.0);
const IN_TIME: (f64, f64) = (6.8, 8.0);
const ACCEPTED: (f64, f64) = (4.8, 8.0);
const REPLIED: (f64, f64) = (3.0, 6.0);
/// The same for what people do with what they see.
pub(crate) const CLICKED: (f64, f64) = (4.0, 40.0);
pub(crate) const ORDERED: (f64, f64) = (0.4, 40.0);
const SAVED: (f64, f64) = (1.2, 40.0);

const MOST_CAPACITY: f32 = 10.0;

/// One row per candidate, in their order. `rows` is cleared first; nothing else is allocated once it
/// has room.
pub fn assemble(asked: &Asked, candidates: &[Candidate], rows: &mut Vec<Row>) {
    rows.clear();
    let mut prices = [0; MOST_PRICES];
    let prices = sorted_prices(candidates, &mut prices);
    let best = candidates.iter().filter_map(|it| it.text).map(|it| it.bm25f).fold(0.0, f32::max);
    for candidate in candidates {
        let mut row = [f32::NAN; features::N];
        of_query(asked, &mut row);
        of_text(asked, candidate, best, &mut row);
        of_price(asked, candidate, prices, &mut row);
        row[features::RATING] = candidate.rating;
        row[features::REVIEWS] = log1p(f64::from(candidate.rating_count));
        let days = candidate.delivery_days.map(|it| log1p(f64::from(it)));
        row[features::DELIVERY_DAYS] = days.unwrap_or(f32::NAN);
        row[features::FRESHNESS] = freshness(candidate.created_at_ms, asked.now_ms);
        if let Some(signals) = &candidate.signals {
            of_signals(signals, asked.now_ms, &mut row);
        }
        rows.push(row);
    }
}

/// 60 days ÷ (60 days + age).
#[inline]
pub fn freshness(since_ms: i64, now_ms: i64) -> f32 {
    let age_ms = now_ms.saturating_sub(since_ms).max(0) as f32;
    HALF_FRESH_MS / (HALF_FRESH_MS + age_ms)
}

/// In bits: 0 when one idea has all the weight.
pub fn entropy(weights: impl Iterator<Item = f32> + Clone) -> f32 {
    let all: f64 = weights.clone().map(f64::from).sum();
    if all <= 0.0 {
        return 0.0;
    }
    let parts = weights.map(|it| f64::from(it) / all).filter(|it| *it > 0.0);
    narrow(-parts.map(|it| it * it.log2()).sum::<f64>())
}

/// More candidates than this are never ranked together.
pub(crate) const MOST_PRICES: usize = 256;

fn sorted_prices<'a>(candidates: &[Candidate], into: &'a mut [u64; MOST_PRICES]) -> &'a [u64] {
    let mut count = 0;
    for (place, price) in into.iter_mut().zip(candidates.iter().filter_map(|it| it.price_minor)) {
        *place = price;
        count += 1;
    }
    let prices = &mut into[..count];
    prices.sort_unstable();
    prices
}

fn of_query(asked: &Asked, row: &mut Row) {
    row[features::QUERY_IDEAS] = asked.ideas as f32;
    if asked.ideas > 0 {
        row[features::QUERY_ENTROPY] = asked.entropy;
    }
}

fn of_text(asked: &Asked, candidate: &Candidate, best: f32, row: &mut Row) {
    if let Some(lang) = asked.lang {
        row[features::TEXT_LANGUAGE] = flag(candidate.langs[lang as usize]);
    }
    let Some(text) = candidate.text else { return };
    row[features::TEXT_BM25F] = text.bm25f;
    row[features::TEXT_SHARE] = text.share;
    row[features::TEXT_OF_BEST] = if best > 0.0 { text.bm25f / best } else { f32::NAN };
    row[features::TEXT_MASS] = text.mass;
    row[features::TEXT_ALL] = flag(text.is_whole);
    let [title, labels, summary, body] = text.fields;
    row[features::TEXT_TITLE] = title;
    row[features::TEXT_LABELS] = labels;
    row[features::TEXT_SUMMARY] = summary;
    row[features::TEXT_BODY] = body;
    row[features::TEXT_OWNER] = flag(text.is_owner);
    row[features::TEXT_COSINE] = text.cosine;
    row[features::TEXT_WORDS] = text.words;
    row[features::TEXT_PAIRS] = text.pairs;
    row[features::TEXT_TRANSLATED] = text.translated;
    row[features::TEXT_CORRECTED] = text.corrected;
    row[features::TEXT_LINEAR] = text.linear;
}

fn of_price(asked: &Asked, candidate: &Candidate, prices: &[u64], row: &mut Row) {
    let Some(price) = candidate.price_minor else { return };
    if prices.len() >= FEWEST_PRICES {
        let ratio = ((price + 1) as f64 / (prices[prices.len() / 2] + 1) as f64).ln();
        row[features::PRICE_RATIO] = narrow(ratio);
        let below = prices.partition_point(|it| *it < price);
        let up_to = prices.partition_point(|it| *it <= price);
        row[features::PRICE_RANK] = narrow((below + up_to) as f64 / (2 * prices.len()) as f64);
    }
    if let Some((from, to)) = asked.budget_minor {
        let width = to.saturating_sub(from).max(1) as f64;
        row[features::PRICE_BUDGET] = narrow(((to as f64 - price as f64) / width).clamp(-2.0, 2.0));
    }
}

fn of_signals(signals: &Signals, now_ms: i64, row: &mut Row) {
    if let Some(record) = signals.record {
        row[features::COMPLETION] = smoothed(record.completed, record.accepted, COMPLETED);
        row[features::DISPUTES] = smoothed(record.disputed, record.completed, DISPUTED);
        row[features::ON_TIME] = smoothed(record.on_time, record.completed, IN_TIME);
        row[features::ACCEPTS] = smoothed(record.accepted, record.asked, ACCEPTED);
    }
    if let Some(replies) = signals.replies {
        row[features::REPLIES] = smoothed(replies.in_time, replies.of, REPLIED);
        row[features::REPLY_MINUTES] = log1p(f64::from(replies.median_minutes.max(0.0)));
    }
    row[features::COMPLETENESS] = signals.completeness.unwrap_or(f32::NAN);
    row[features::VERIFIED] = signals.verified.map_or(f32::NAN, flag);
    let capacity = signals.capacity.map(|it| it.clamp(0.0, MOST_CAPACITY));
    row[features::CAPACITY] = capacity.unwrap_or(f32::NAN);
    let edited = signals.edited_at_ms.map(|it| freshness(it, now_ms));
    row[features::EDITED] = edited.unwrap_or(f32::NAN);
    if let Some(seen) = signals.seen.map(|it| decayed(it, now_ms)) {
        row[features::NEW] = flag(seen.examinations < FEW_EXAMINATIONS);
        row[features::CLICKS] = rate(seen.clicks, seen.examinations, CLICKED);
        row[features::ORDERS] = rate(seen.orders, seen.examinations, ORDERED);
        row[features::SAVES] = rate(seen.saves, seen.examinations, SAVED);
    }
}

fn smoothed(good: u32, of: u32, (prior, weight): (f64, f64)) -> f32 {
    let good = f64::from(good.min(of));
    narrow((good + prior) / (f64::from(of) + weight))
}

pub(crate) fn rate(count: f32, examinations: f32, (prior, weight): (f64, f64)) -> f32 {
    narrow((f64::from(count) + prior) / (f64::from(examinations) + weight))
}

fn log1p(value: f64) -> f32 {
    narrow(value.ln_1p())
}

fn flag(it: bool) -> f32 {
    f32::from(u8::from(it))
}

/// The one place where 64 bits become 32.
fn narrow(value: f64) -> f32 {
    value as f32
}

#[cfg(test)]
mod tests;
