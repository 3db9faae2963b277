//! Maximal marginal relevance: each next one is good, and unlike what stands above it.

use super::{Entry, Standing, WINDOW};

/// `weight` is what the score counts; the rest is for being unlike the likest one above.
pub(super) fn diverse(
    entries: &[Entry<'_>],
    worths: &[f32],
    weight: f32,
    order: &[u16],
) -> Vec<u16> {
    let window = order.len().min(WINDOW);
    let mut open: Vec<u16> = order[..window].to_vec();
    let mut likest = [0_f32; WINDOW];
    let mut chosen: Vec<u16> = Vec::with_capacity(order.len());
    while !open.is_empty() {
        let gain = |at: usize| weight * worths[usize::from(open[at])] - (1.0 - weight) * likest[at];
        let mut best = 0;
        for at in 1..open.len() {
            if gain(at) > gain(best) {
                best = at;
            }
        }
        let next = open.remove(best);
        likest.copy_within(best + 1.., best);
        let standing = entries[usize::from(next)].standing;
        for (likest, other) in likest.iter_mut().zip(&open) {
            *likest = likest.max(likeness(standing, entries[usize::from(*other)].standing));
        }
        chosen.push(next);
    }
    chosen.extend_from_slice(&order[window..]);
    chosen
}

/// 1 for the same owner, else the share of labels they have in common.
pub(super) fn likeness(one: &Standing, other: &Standing) -> f32 {
    if one.owner == other.owner {
        return 1.0;
    }
    let (mut a, mut b) = (one.labels.iter().peekable(), other.labels.iter().peekable());
    let mut common = 0_usize;
    while let (Some(x), Some(y)) = (a.peek(), b.peek()) {
        match x.cmp(y) {
            std::cmp::Ordering::Less => a.next(),
            std::cmp::Ordering::Greater => b.next(),
            std::cmp::Ordering::Equal => {
                common += 1;
                a.next();
                b.next()
            }
        };
    }
    let all = one.labels.len() + other.labels.len() - common;
    if all == 0 { 0.0 } else { common as f32 / all as f32 }
}
