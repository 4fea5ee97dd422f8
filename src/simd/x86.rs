//! The kernels for x86-64 processors with more than the baseline.

use std::arch::x86_64::{
    __m512i, _mm512_alignr_epi64, _mm512_cmpeq_epi64_mask, _mm512_maskz_loadu_epi64,
    _mm512_srli_epi64,
};

use super::scalar;

/// Numbers in a vector.
const LANES: usize = 8;

#[target_feature(enable = "popcnt")]
pub(super) fn count_common_popcnt(left: &[u64], right: &[u64]) -> u32 {
    scalar::count_common(left, right)
}

#[target_feature(enable = "avx512f,avx512vpopcntdq,popcnt")]
pub(super) fn count_common_avx512(left: &[u64], right: &[u64]) -> u32 {
    scalar::count_common(left, right)
}

#[target_feature(enable = "avx512f,popcnt")]
pub(super) fn count_shared_avx512(left: &[u64], right: &[u64]) -> usize {
    each_shared_block::<0>(left, right, |_, _, [in_left, _]| in_left.count_ones() as usize)
}

/// Compares blocks of both sides with one another, each number of one with each of the other, and hands them on with a
/// bit for every number that the other block has too. Gives the sum of what `take` gives.
#[inline]
#[target_feature(enable = "avx512f")]
fn each_shared_block<const IGNORED: u32>(
    left: &[u64],
    right: &[u64],
    mut take: impl FnMut(&[u64], &[u64], [u8; 2]) -> usize,
) -> usize {
    let (mut i, mut j, mut sum) = (0, 0, 0);
    while i < left.len() && j < right.len() {
        let one = &left[i..left.len().min(i + LANES)];
        let other = &right[j..right.len().min(j + LANES)];
        let found = shared_in_block::<IGNORED>(one, other);
        if found != [0; 2] {
            sum += take(one, other, found);
        }
        let (last, other_last) = (one[one.len() - 1] >> IGNORED, other[other.len() - 1] >> IGNORED);
        i += if last <= other_last { LANES } else { 0 };
        j += if other_last <= last { LANES } else { 0 };
    }
    sum
}

/// For each of two blocks, which of its numbers the other one has too, the first lowest.
#[inline]
#[target_feature(enable = "avx512f")]
fn shared_in_block<const IGNORED: u32>(one: &[u64], other: &[u64]) -> [u8; 2] {
    let [one_lanes, other_lanes] = [one, other].map(|block| u8::MAX >> (LANES - block.len()));
    let (one, other) = (load::<IGNORED>(one, one_lanes), load::<IGNORED>(other, other_lanes));
    let turned = [
        other,
        _mm512_alignr_epi64::<1>(other, other),
        _mm512_alignr_epi64::<2>(other, other),
        _mm512_alignr_epi64::<3>(other, other),
        _mm512_alignr_epi64::<4>(other, other),
        _mm512_alignr_epi64::<5>(other, other),
        _mm512_alignr_epi64::<6>(other, other),
        _mm512_alignr_epi64::<7>(other, other),
    ];
    let [mut in_one, mut in_other] = [0_u8; 2];
    for (by, turned) in (0..).zip(turned) {
        let equal = _mm512_cmpeq_epi64_mask(one, turned) & other_lanes.rotate_right(by) & one_lanes;
        in_one |= equal;
        in_other |= equal.rotate_left(by);
    }
    [in_one, in_other]
}

/// The numbers of a block without their lowest bits; 0 in the lanes behind its end.
#[inline]
#[target_feature(enable = "avx512f")]
fn load<const IGNORED: u32>(block: &[u64], lanes: u8) -> __m512i {
    debug_assert_eq!(u32::from(lanes).count_ones() as usize, block.len());
    // SAFETY: only as many lanes are read as the block has numbers.
    let numbers = unsafe { _mm512_maskz_loadu_epi64(lanes, block.as_ptr().cast()) };
    _mm512_srli_epi64::<IGNORED>(numbers)
}
