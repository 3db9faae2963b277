//! Maximal marginal relevance: each next one is good, and unlike what stands above it.

use super::{Entry, WINDOW};

/// `weight` is what the score counts; the rest is for being unlike the likest one above: 1 for the same
/// owner, else the share of labels in common.
pub(super) fn diverse(
    entries: &[Entry<'_>],
    worths: &[f32],
    weight: f32,
    order: &[u16],
) -> Vec<u16> {
    let window = &order[..order.len().min(WINDOW)];
    let labels = Labels::new(entries, window);
    let owner = |place: usize| entries[usize::from(window[place])].standing.owner;
    let mut open: Vec<usize> = (0..window.len()).collect();
    let mut likest = [0_f32; WINDOW];
    let mut chosen: Vec<u16> = Vec::with_capacity(order.len());
    while !open.is_empty() {
        let gain = |place: usize| {
            weight * worths[usize::from(window[place])] - (1.0 - weight) * likest[place]
        };
        let mut best = 0;
        for at in 1..open.len() {
            if gain(open[at]) > gain(open[best]) {
                best = at;
            }
        }
        let next = open.remove(best);
        for place in &open {
            let is_same = owner(*place) == owner(next);
            let likeness = if is_same { 1.0 } else { labels.likeness(next, *place) };
            likest[*place] = likest[*place].max(likeness);
        }
        chosen.push(window[next]);
    }
    chosen.extend_from_slice(&order[window.len()..]);
    chosen
}

/// The labels of the candidates as bits, so that comparing two of them is a matter of counting.
struct Labels {
    bits: Vec<[u64; WORDS]>,
    counts: Vec<u32>,
}

/// Labels beyond the 512 lowest are not compared: fifty candidates do not have as many.
const WORDS: usize = 8;

impl Labels {
    fn new(entries: &[Entry<'_>], window: &[u16]) -> Labels {
        let labels = |it: &u16| &entries[usize::from(*it)].standing.labels;
        let mut known: Vec<u32> = window.iter().flat_map(labels).copied().collect();
        known.sort_unstable();
        known.dedup();
        known.truncate(64 * WORDS);
        let bits = window.iter().map(|it| {
            let mut bits = [0; WORDS];
            for at in labels(it).iter().filter_map(|it| known.binary_search(it).ok()) {
                bits[at / 64] |= 1 << (at % 64);
            }
            bits
        });
        let bits: Vec<[u64; WORDS]> = bits.collect();
        let counts = bits.iter().map(|it| it.iter().map(|word| word.count_ones()).sum()).collect();
        Labels { bits, counts }
    }

    /// The share of labels that two places of the window have in common.
    fn likeness(&self, one: usize, other: usize) -> f32 {
        let both = self.bits[one].iter().zip(&self.bits[other]);
        let common: u32 = both.map(|(a, b)| (a & b).count_ones()).sum();
        let all = self.counts[one] + self.counts[other] - common;
        if all == 0 { 0.0 } else { common as f32 / all as f32 }
    }
}
