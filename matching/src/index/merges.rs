//! Which segments to melt into one, so that there are never many.
//!
//! Every change makes a segment. When there are too many, the smallest go together, and with them
//! any that is not much larger than their sum: sizes then grow like powers, and a document is
//! rewritten some ten times in its life, not once per edit.

/// More than this, and something is merged.
pub(crate) const MAX_SEGMENTS: usize = 8;
/// How many of the smallest go together at least.
const FEWEST: usize = 3;
/// How much larger than what has been chosen the next one may be.
const GROWTH: u64 = 3;
/// A segment with more dead than this is rewritten alone, in percent.
const MAX_DEAD_PERCENT: u64 = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Size {
    pub(crate) alive: u32,
    pub(crate) dead: u32,
}

/// Places in `sizes` of the segments to merge now, if there are `most` of them or more; empty if all
/// is well.
pub(crate) fn choose(sizes: &[Size], most: usize) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|at| sizes[*at].alive);
    if sizes.len() >= most {
        let mut chosen = Vec::new();
        let mut sum = 0_u64;
        for at in order {
            let size = u64::from(sizes[at].alive);
            if chosen.len() >= FEWEST && size > GROWTH * sum {
                break;
            }
            chosen.push(at);
            sum += size;
        }
        return chosen;
    }
    let is_wasteful = |at: &usize| {
        let Size { alive, dead } = sizes[*at];
        dead > 1_000
            && u64::from(dead) * 100 > MAX_DEAD_PERCENT * (u64::from(alive) + u64::from(dead))
    };
    order.into_iter().find(is_wasteful).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_small_edits_stay_few_segments_and_are_rewritten_seldom() {
        let mut sizes = vec![Size { alive: 100_000, dead: 0 }];
        let mut rewritten = 0_u64;
        for _ in 0..10_000 {
            sizes.push(Size { alive: 1, dead: 0 });
            let mut chosen = choose(&sizes, MAX_SEGMENTS);
            chosen.sort_unstable_by(|a, b| b.cmp(a));
            let merged: u32 = chosen.iter().map(|at| sizes.remove(*at).alive).sum();
            if merged > 0 {
                sizes.push(Size { alive: merged, dead: 0 });
                rewritten += u64::from(merged);
            }
            assert!(sizes.len() < MAX_SEGMENTS);
        }
        assert!(rewritten < 12 * 10_000, "{rewritten}");
    }

    #[test]
    fn a_segment_of_the_dead_is_rewritten() {
        let sizes = [Size { alive: 5_000, dead: 6_000 }, Size { alive: 10, dead: 20 }];
        assert_eq!(choose(&sizes, MAX_SEGMENTS), [0]);
    }
}
