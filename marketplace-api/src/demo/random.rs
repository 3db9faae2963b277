//! Chance that can be repeated: SplitMix64, and choices that depend only on a seed and a name.
//!
//! A listing's facts are not drawn in order but looked up by name (`choice(seed, key)`), so the
//! same slot says the same thing in the title, in the text and in both languages.

/// One step of SplitMix64's output function: every input bit reaches every output bit.
pub(super) fn mix(value: u64) -> u64 {
    let mut z = value.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// Two values made one; the order matters.
pub(super) fn join(one: u64, other: u64) -> u64 {
    mix(one ^ mix(other).rotate_left(17))
}

/// FNV-1a, then mixed. Stable between versions of Rust, unlike `DefaultHasher`.
pub(super) fn hash(text: &str) -> u64 {
    let fnv = text.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    mix(fnv)
}

/// `0..below`, by name. `below` is at least 1.
pub(super) fn choice(seed: u64, key: u64, below: usize) -> usize {
    let wide = u128::from(join(seed, key)) * (below as u128);
    usize::try_from(wide >> 64).expect("less than `below`")
}

/// A sequence, for shuffles and draws whose order does not matter to anyone else.
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    pub(super) fn new(seed: u64) -> Random {
        Random(seed)
    }

    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.0)
    }

    /// `0..below`; `below` is at least 1.
    pub(super) fn below(&mut self, below: usize) -> usize {
        choice(self.next(), 0, below)
    }

    /// `low..=high`.
    pub(super) fn between(&mut self, low: u64, high: u64) -> u64 {
        let span = usize::try_from(high.saturating_sub(low)).expect("ranges are small");
        low + self.below(span + 1) as u64
    }

    pub(super) fn percent(&mut self, chance: u64) -> bool {
        self.between(0, 99) < chance
    }

    pub(super) fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// The numbers below `count` in some order.
    pub(super) fn order(&mut self, count: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..count).collect();
        for at in (1..count).rev() {
            order.swap(at, self.below(at + 1));
        }
        order
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_order_holds_every_place_once() {
        let mut order = Random::new(7).order(50);
        assert_ne!(order, (0..50).collect::<Vec<_>>());
        order.sort_unstable();
        assert_eq!(order, (0..50).collect::<Vec<_>>());
    }

    #[test]
    fn the_sequence_is_fixed_forever() {
        let mut random = Random::new(1);
        let drawn: Vec<u64> = (0..4).map(|_| random.between(0, 999)).collect();
        assert_eq!(
            drawn,
            (0..4).scan(Random::new(1), |it, _| Some(it.between(0, 999))).collect::<Vec<_>>()
        );
        assert_eq!(mix(0), 0xe220_a839_7b1d_cdaf, "the first output of SplitMix64 from 0");
    }
}
