//! 64-bit products and rotations that AVX2 lacks, and the high halves of products, which AVX-512 lacks too.

use std::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi64, _mm256_mul_epu32, _mm256_or_si256, _mm256_set1_epi64x,
    _mm256_slli_epi64, _mm256_srli_epi64, _mm512_add_epi64, _mm512_and_si512, _mm512_mul_epu32,
    _mm512_set1_epi64, _mm512_srli_epi64,
};

/// The low 64 bits of each product, from products of the 32-bit halves.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn multiply_256(numbers: __m256i, factor: u64) -> __m256i {
    let low = _mm256_set1_epi64x(factor.cast_signed());
    let high = _mm256_srli_epi64::<32>(low);
    let across = _mm256_add_epi64(
        _mm256_mul_epu32(_mm256_srli_epi64::<32>(numbers), low),
        _mm256_mul_epu32(numbers, high),
    );
    _mm256_add_epi64(_mm256_mul_epu32(numbers, low), _mm256_slli_epi64::<32>(across))
}

/// Rotates each number to the left by `LEFT` bits; `RIGHT` is `64 - LEFT`.
#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn rotate_left_256<const LEFT: i32, const RIGHT: i32>(numbers: __m256i) -> __m256i {
    const { assert!(LEFT + RIGHT == 64, "a turn loses no bit") };
    _mm256_or_si256(_mm256_slli_epi64::<LEFT>(numbers), _mm256_srli_epi64::<RIGHT>(numbers))
}

/// The high 64 bits of each product, from products of the 32-bit halves (Warren, Hacker's Delight, 8-2).
#[inline]
#[target_feature(enable = "avx512f")]
pub(super) fn high_product_512(ones: __m512i, others: __m512i) -> __m512i {
    let high = |number: __m512i| _mm512_srli_epi64::<32>(number);
    let low = |number: __m512i| _mm512_and_si512(number, _mm512_set1_epi64(0xffff_ffff));
    let lows = _mm512_mul_epu32(ones, others);
    let across = _mm512_add_epi64(_mm512_mul_epu32(high(ones), others), high(lows));
    let back = _mm512_add_epi64(_mm512_mul_epu32(ones, high(others)), low(across));
    let highs = _mm512_mul_epu32(high(ones), high(others));
    _mm512_add_epi64(_mm512_add_epi64(highs, high(across)), high(back))
}
