//! Sixteen rows down a tree at once.
//!
//! A gather costs more than thirty plain loads and blends, so the first five levels do without:
//! whoever may be asked for is loaded, and blends keep what each row needs. Only the sixth gathers
//! (with eight lanes to a register, the fourth and fifth do too).
//!
//! The three ways compute the same comparisons and the same sums in the same order.

#![expect(unsafe_code, reason = "vector loads and gathers have no safe form; bounds are asserted")]

use crate::model::forest::{
    Kernel,
    grove::{Grove, LANES, Lanes, MISSING_LEFT, Slots},
};

/// Whether this machine can.
pub(crate) fn has(kernel: Kernel) -> bool {
    match kernel {
        Kernel::Portable => true,
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx2 => is_x86_feature_detected!("avx2"),
        #[cfg(target_arch = "x86_64")]
        Kernel::Avx512 => {
            is_x86_feature_detected!("avx512f") && is_x86_feature_detected!("avx512dq")
        }
        #[cfg(not(target_arch = "x86_64"))]
        _ => false,
    }
}

/// Adds the leaf of each tree to the sum of each row, in order. `missing` says whether any value of
/// the blocks is `NaN`.
pub(crate) fn add<const BLOCKS: usize>(
    kernel: Kernel,
    grove: &Grove,
    blocks: [&[Lanes]; BLOCKS],
    missing: bool,
    sums: &mut [Lanes; BLOCKS],
) {
    assert!(blocks.iter().all(|it| it.len() >= grove.width()), "a block is too narrow");
    assert!(has(kernel), "this machine cannot");
    let trees = grove.trees();
    match kernel {
        Kernel::Portable => {
            for (block, sums) in blocks.iter().zip(sums) {
                portable(trees, block, sums);
            }
        }
        #[cfg(target_arch = "x86_64")]
        // SAFETY: the machine has the instructions, and the blocks are as wide as the trees ask; both
        // were asserted above.
        Kernel::Avx2 => unsafe {
            for (block, sums) in blocks.iter().zip(sums) {
                match missing {
                    true => x86::avx2::<true>(trees, block, sums),
                    false => x86::avx2::<false>(trees, block, sums),
                }
            }
        },
        #[cfg(target_arch = "x86_64")]
        // SAFETY: as above.
        Kernel::Avx512 => unsafe {
            match missing {
                true => x86::avx512::<BLOCKS, true>(trees, blocks, sums),
                false => x86::avx512::<BLOCKS, false>(trees, blocks, sums),
            }
        },
        #[cfg(not(target_arch = "x86_64"))]
        _ => unreachable!("refused above"),
    }
}

fn portable(trees: &[Slots], block: &[Lanes], sums: &mut Lanes) {
    for tree in trees {
        let mut slots = [1_usize; LANES];
        for _ in 0..tree.depth {
            for (lane, slot) in slots.iter_mut().enumerate() {
                let feature = tree.features[*slot & 63];
                let value = block[(feature & !MISSING_LEFT) as usize / LANES].0[lane];
                let left = (value < tree.thresholds[*slot & 63])
                    | (value.is_nan() & (feature & MISSING_LEFT != 0));
                *slot = 2 * *slot + usize::from(!left);
            }
        }
        for (sum, slot) in sums.0.iter_mut().zip(slots) {
            *sum += tree.leaves[(slot - (1 << tree.depth)) & 63];
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{LANES, Lanes, MISSING_LEFT, Slots};

    const LANE_NUMBERS: [i32; LANES] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15];

    /// # Safety
    /// The machine has AVX-512 F and DQ, and no tree asks for a feature that a block does not have.
    #[target_feature(enable = "avx512f,avx512dq")]
    pub(super) unsafe fn avx512<const BLOCKS: usize, const MISSING: bool>(
        trees: &[Slots],
        blocks: [&[Lanes]; BLOCKS],
        sums: &mut [Lanes; BLOCKS],
    ) {
        // SAFETY (all loads): tables have 64 entries, of which four registers are read; a feature's
        // sixteen lanes are inside the block, as the caller warrants.
        unsafe {
            let numbers = _mm512_loadu_si512(LANE_NUMBERS.as_ptr().cast());
            let starts = blocks.map(|it| it.as_ptr().cast::<f32>());
            let mut totals = [_mm512_setzero_ps(); BLOCKS];
            for (total, sums) in totals.iter_mut().zip(sums.iter()) {
                *total = _mm512_load_ps(sums.0.as_ptr());
            }
            for tree in trees {
                for (start, total) in starts.iter().zip(&mut totals) {
                    let leaf = descend::<MISSING>(tree, *start, numbers);
                    *total = _mm512_add_ps(*total, leaf);
                }
            }
            for (total, sums) in totals.iter().zip(sums) {
                _mm512_store_ps(sums.0.as_mut_ptr(), *total);
            }
        }
    }

    /// The leaves that sixteen rows reach.
    ///
    /// # Safety
    /// As [`avx512`]; `start` is a block's.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq")]
    unsafe fn descend<const MISSING: bool>(
        tree: &Slots,
        start: *const f32,
        numbers: __m512i,
    ) -> __m512 {
        // SAFETY: as in `avx512`.
        unsafe {
            let lanes = |slot: usize| _mm512_load_ps(start.add(tree.starts[slot] as usize));
            let thresholds = |at: usize| _mm512_load_ps(tree.thresholds.as_ptr().add(16 * at));
            let features =
                |at: usize| _mm512_load_si512(tree.features.as_ptr().add(16 * at).cast());
            let leaves = |at: usize| _mm512_load_ps(tree.leaves.as_ptr().add(16 * at));
            let right = |value: __m512, threshold: __m512, feature: __m512i| {
                let right = _mm512_cmp_ps_mask::<_CMP_NLT_UQ>(value, threshold);
                match MISSING {
                    true => {
                        let unknown = _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(value, value);
                        right & !(unknown & _mm512_movepi32_mask(feature))
                    }
                    false => right,
                }
            };
            let below = |slots: __m512i, right: __mmask16| {
                let left = _mm512_add_epi32(slots, slots);
                _mm512_mask_add_epi32(left, right, left, _mm512_set1_epi32(1))
            };
            let pick = |mask: __mmask16, left: __m512, right: __m512| {
                _mm512_mask_blend_ps(mask, left, right)
            };
            // Nodes 1 to 15 fit one register.
            let (near, of_near) = (thresholds(0), features(0));
            let decide = |value: __m512, slots: __m512i| {
                let threshold = _mm512_permutexvar_ps(slots, near);
                right(value, threshold, _mm512_permutexvar_epi32(slots, of_near))
            };

            let mut slots = _mm512_set1_epi32(1);
            let first = decide(lanes(1), slots);
            slots = below(slots, first);
            let second = decide(pick(first, lanes(2), lanes(3)), slots);
            slots = below(slots, second);
            let half = |slot: usize| pick(second, lanes(slot), lanes(slot + 1));
            let third = decide(pick(first, half(4), half(6)), slots);
            slots = below(slots, third);
            let pair = |slot: usize| pick(third, lanes(slot), lanes(slot + 1));
            let half = |slot: usize| pick(second, pair(slot), pair(slot + 2));
            let fourth = decide(pick(first, half(8), half(12)), slots);
            slots = below(slots, fourth);
            if tree.depth == 4 {
                return _mm512_permutexvar_ps(slots, leaves(0));
            }

            let pair = |slot: usize| pick(fourth, lanes(slot), lanes(slot + 1));
            let four = |slot: usize| pick(third, pair(slot), pair(slot + 2));
            let half = |slot: usize| pick(second, four(slot), four(slot + 4));
            let feature = _mm512_permutexvar_epi32(slots, features(1));
            let threshold = _mm512_permutexvar_ps(slots, thresholds(1));
            slots = below(slots, right(pick(first, half(16), half(24)), threshold, feature));
            if tree.depth == 5 {
                return _mm512_permutex2var_ps(leaves(0), slots, leaves(1));
            }

            let feature = _mm512_permutex2var_epi32(features(2), slots, features(3));
            let threshold = _mm512_permutex2var_ps(thresholds(2), slots, thresholds(3));
            let asked = _mm512_and_si512(feature, _mm512_set1_epi32(!MISSING_LEFT));
            let value = _mm512_i32gather_ps::<4>(_mm512_add_epi32(asked, numbers), start);
            slots = below(slots, right(value, threshold, feature));
            pick(
                first,
                _mm512_permutex2var_ps(leaves(0), slots, leaves(1)),
                _mm512_permutex2var_ps(leaves(2), slots, leaves(3)),
            )
        }
    }

    /// # Safety
    /// The machine has AVX2, and no tree asks for a feature that the block does not have.
    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn avx2<const MISSING: bool>(
        trees: &[Slots],
        block: &[Lanes],
        sums: &mut Lanes,
    ) {
        // SAFETY: as in `avx512`; slots are below 64 until the leaves, and leaves below `2^depth`.
        unsafe {
            let start = block.as_ptr().cast::<f32>();
            let mut totals =
                [_mm256_load_ps(sums.0.as_ptr()), _mm256_load_ps(sums.0.as_ptr().add(8))];
            for tree in trees {
                for (half, total) in totals.iter_mut().enumerate() {
                    let leaf = descend8::<MISSING>(tree, start.add(8 * half));
                    *total = _mm256_add_ps(*total, leaf);
                }
            }
            _mm256_store_ps(sums.0.as_mut_ptr(), totals[0]);
            _mm256_store_ps(sums.0.as_mut_ptr().add(8), totals[1]);
        }
    }

    /// The leaves that eight rows reach.
    ///
    /// # Safety
    /// As [`avx2`]; `start` is the first of eight lanes of a block's first feature.
    #[inline]
    #[target_feature(enable = "avx2")]
    unsafe fn descend8<const MISSING: bool>(tree: &Slots, start: *const f32) -> __m256 {
        // SAFETY: as in `avx2`.
        unsafe {
            let numbers = _mm256_loadu_si256(LANE_NUMBERS.as_ptr().cast());
            let lanes = |slot: usize| _mm256_load_ps(start.add(tree.starts[slot] as usize));
            let thresholds =
                |slots: __m256i| _mm256_i32gather_ps::<4>(tree.thresholds.as_ptr(), slots);
            let features =
                |slots: __m256i| _mm256_i32gather_epi32::<4>(tree.features.as_ptr(), slots);
            // All ones where a row goes right.
            let right = |value: __m256, threshold: __m256, slots: __m256i| {
                let right = _mm256_cmp_ps::<_CMP_NLT_UQ>(value, threshold);
                match MISSING {
                    true => {
                        let unknown = _mm256_cmp_ps::<_CMP_UNORD_Q>(value, value);
                        let by_default = _mm256_srai_epi32::<31>(features(slots));
                        let stays = _mm256_and_ps(unknown, _mm256_castsi256_ps(by_default));
                        _mm256_andnot_ps(stays, right)
                    }
                    false => right,
                }
            };
            let below = |slots: __m256i, right: __m256| {
                _mm256_sub_epi32(_mm256_add_epi32(slots, slots), _mm256_castps_si256(right))
            };

            let mut slots = _mm256_set1_epi32(1);
            let first = right(lanes(1), _mm256_set1_ps(tree.thresholds[1]), slots);
            slots = below(slots, first);

            let value = _mm256_blendv_ps(lanes(2), lanes(3), first);
            let second = right(value, thresholds(slots), slots);
            slots = below(slots, second);

            let value = _mm256_blendv_ps(
                _mm256_blendv_ps(lanes(4), lanes(5), second),
                _mm256_blendv_ps(lanes(6), lanes(7), second),
                first,
            );
            let third = right(value, thresholds(slots), slots);
            slots = below(slots, third);

            for _ in 3..tree.depth {
                let feature = _mm256_and_si256(features(slots), _mm256_set1_epi32(!MISSING_LEFT));
                let value = _mm256_i32gather_ps::<4>(start, _mm256_add_epi32(feature, numbers));
                let goes = right(value, thresholds(slots), slots);
                slots = below(slots, goes);
            }
            let leaves = _mm256_sub_epi32(slots, _mm256_set1_epi32(1 << tree.depth));
            _mm256_i32gather_ps::<4>(tree.leaves.as_ptr(), leaves)
        }
    }
}
