//! Hashes all runs of four consecutive numbers.
//!
//! NEON has no 64-bit multiplication, so ARM uses the plain kernel.

use crate::hash;

/// Numbers in a sequence.
const LENGTH: usize = 4;

/// The [hash](hash::sequence) of each run of four consecutive numbers, in order.
pub(crate) fn sequences(numbers: &[u64]) -> Vec<u64> {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx512f")
        && std::arch::is_x86_feature_detected!("avx512dq")
    {
        // SAFETY: the lines above found the features on this processor.
        return unsafe { x86::sequences_avx512(numbers) };
    }
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the line above found the feature on this processor.
        return unsafe { x86::sequences_avx2(numbers) };
    }
    plainly(numbers)
}

fn plainly(numbers: &[u64]) -> Vec<u64> {
    let mut hashes = Vec::with_capacity(numbers.len());
    append(numbers, 0, &mut hashes);
    hashes
}

/// Appends the hashes of the runs that begin at `from` or later.
fn append(numbers: &[u64], from: usize, hashes: &mut Vec<u64>) {
    let sequences = numbers.get(from..).unwrap_or_default().windows(LENGTH);
    hashes.extend(sequences.map(hash::sequence));
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::{
        __m256i, __m512i, _mm256_add_epi64, _mm256_loadu_si256, _mm256_set1_epi64x,
        _mm256_srli_epi64, _mm256_storeu_si256, _mm256_xor_si256, _mm512_add_epi64,
        _mm512_loadu_si512, _mm512_mullo_epi64, _mm512_rol_epi64, _mm512_set1_epi64,
        _mm512_srli_epi64, _mm512_storeu_si512, _mm512_xor_si512,
    };

    use super::super::products::{multiply_256, rotate_left_256};
    use super::{LENGTH, append};
    use crate::hash::{MIX_ADDED, MIX_FACTORS, SEQUENCE_TURN};

    /// Vectors that are hashed side by side: each step of a hash waits for the one before it.
    const SIDE_BY_SIDE: usize = 8;

    #[target_feature(enable = "avx512f,avx512dq")]
    pub(super) fn sequences_avx512(numbers: &[u64]) -> Vec<u64> {
        let mut hashes = Vec::with_capacity(numbers.len());
        blocks_512::<SIDE_BY_SIDE>(numbers, &mut hashes);
        blocks_512::<1>(numbers, &mut hashes);
        append(numbers, hashes.len(), &mut hashes);
        hashes
    }

    /// Appends the next hashes, so many vectors at a time, while there are numbers for them.
    #[inline]
    #[target_feature(enable = "avx512f,avx512dq")]
    fn blocks_512<const VECTORS: usize>(numbers: &[u64], hashes: &mut Vec<u64>) {
        const LANES: usize = 8;
        const TURN: i32 = SEQUENCE_TURN.cast_signed();
        let at_once = LANES * VECTORS;
        let left = &numbers[hashes.len()..];
        for block in left.windows(at_once + LENGTH - 1).step_by(at_once) {
            let mut states = [_mm512_set1_epi64(LENGTH.cast_signed() as i64); VECTORS];
            for at in 0..LENGTH {
                for (from, state) in (at..).step_by(LANES).zip(&mut states) {
                    let numbers = block[from..from + LANES].as_ptr();
                    // SAFETY: there are as many numbers as lanes.
                    let numbers = unsafe { _mm512_loadu_si512(numbers.cast()) };
                    *state = mix_512(_mm512_xor_si512(_mm512_rol_epi64::<TURN>(*state), numbers));
                }
            }
            for state in states {
                let mut mixed = [0_u64; LANES];
                // SAFETY: there is room for all lanes.
                unsafe { _mm512_storeu_si512(mixed.as_mut_ptr().cast(), mix_512(state)) };
                hashes.extend_from_slice(&mixed);
            }
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512dq")]
    fn mix_512(bits: __m512i) -> __m512i {
        let [first, second] = MIX_FACTORS.map(|factor| _mm512_set1_epi64(factor.cast_signed()));
        let bits = _mm512_add_epi64(bits, _mm512_set1_epi64(MIX_ADDED.cast_signed()));
        let bits = _mm512_mullo_epi64(_mm512_xor_si512(bits, _mm512_srli_epi64::<30>(bits)), first);
        let bits =
            _mm512_mullo_epi64(_mm512_xor_si512(bits, _mm512_srli_epi64::<27>(bits)), second);
        _mm512_xor_si512(bits, _mm512_srli_epi64::<31>(bits))
    }

    #[target_feature(enable = "avx2")]
    pub(super) fn sequences_avx2(numbers: &[u64]) -> Vec<u64> {
        let mut hashes = Vec::with_capacity(numbers.len());
        blocks_256::<SIDE_BY_SIDE>(numbers, &mut hashes);
        blocks_256::<1>(numbers, &mut hashes);
        append(numbers, hashes.len(), &mut hashes);
        hashes
    }

    /// Appends the next hashes, so many vectors at a time, while there are numbers for them.
    #[inline]
    #[target_feature(enable = "avx2")]
    fn blocks_256<const VECTORS: usize>(numbers: &[u64], hashes: &mut Vec<u64>) {
        const LANES: usize = 4;
        const LEFT: i32 = SEQUENCE_TURN.cast_signed();
        const RIGHT: i32 = 64 - LEFT;
        let at_once = LANES * VECTORS;
        let left = &numbers[hashes.len()..];
        for block in left.windows(at_once + LENGTH - 1).step_by(at_once) {
            let mut states = [_mm256_set1_epi64x(LENGTH.cast_signed() as i64); VECTORS];
            for at in 0..LENGTH {
                for (from, state) in (at..).step_by(LANES).zip(&mut states) {
                    let numbers = block[from..from + LANES].as_ptr();
                    // SAFETY: there are as many numbers as lanes.
                    let numbers = unsafe { _mm256_loadu_si256(numbers.cast()) };
                    let turned = rotate_left_256::<LEFT, RIGHT>(*state);
                    *state = mix_256(_mm256_xor_si256(turned, numbers));
                }
            }
            for state in states {
                let mut mixed = [0_u64; LANES];
                // SAFETY: there is room for all lanes.
                unsafe { _mm256_storeu_si256(mixed.as_mut_ptr().cast(), mix_256(state)) };
                hashes.extend_from_slice(&mixed);
            }
        }
    }

    #[inline]
    #[target_feature(enable = "avx2")]
    fn mix_256(bits: __m256i) -> __m256i {
        let [first, second] = MIX_FACTORS;
        let bits = _mm256_add_epi64(bits, _mm256_set1_epi64x(MIX_ADDED.cast_signed()));
        let bits = multiply_256(_mm256_xor_si256(bits, _mm256_srli_epi64::<30>(bits)), first);
        let bits = multiply_256(_mm256_xor_si256(bits, _mm256_srli_epi64::<27>(bits)), second);
        _mm256_xor_si256(bits, _mm256_srli_epi64::<31>(bits))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn hashes_of_sequences_are_those_of_the_plain_kernel(
            numbers in proptest::collection::vec(any::<u64>(), 0..300),
        ) {
            let expected = plainly(&numbers);
            prop_assert_eq!(expected.len(), numbers.len().saturating_sub(LENGTH - 1));
            prop_assert_eq!(&sequences(&numbers), &expected);
            #[cfg(target_arch = "x86_64")]
            if std::arch::is_x86_feature_detected!("avx2") {
                // SAFETY: the line above found the feature on this processor.
                prop_assert_eq!(&unsafe { x86::sequences_avx2(&numbers) }, &expected);
            }
            #[cfg(target_arch = "x86_64")]
            if std::arch::is_x86_feature_detected!("avx512f")
                && std::arch::is_x86_feature_detected!("avx512dq")
            {
                // SAFETY: the lines above found the features on this processor.
                prop_assert_eq!(&unsafe { x86::sequences_avx512(&numbers) }, &expected);
            }
        }
    }
}
