//! Hashes of many words at a time on x86-64: XXH3 with seed 0, as in [`hash`].

use std::arch::x86_64::{
    __m256i, __m512i, _mm256_add_epi64, _mm256_and_si256, _mm256_blendv_epi8, _mm256_castsi256_pd,
    _mm256_cmpgt_epi64, _mm256_loadu_si256, _mm256_movemask_pd, _mm256_or_si256,
    _mm256_set1_epi64x, _mm256_slli_epi64, _mm256_srli_epi64, _mm256_srlv_epi64,
    _mm256_storeu_si256, _mm256_sub_epi64, _mm256_xor_si256, _mm512_add_epi64, _mm512_and_si512,
    _mm512_cmpgt_epu64_mask, _mm512_mask_blend_epi64, _mm512_mask_cmpgt_epu64_mask,
    _mm512_mask_i64gather_epi64, _mm512_mask_storeu_epi64, _mm512_maskz_loadu_epi64,
    _mm512_mullo_epi64, _mm512_or_si512, _mm512_rol_epi64, _mm512_set1_epi64, _mm512_set4_epi64,
    _mm512_shuffle_epi8, _mm512_slli_epi64, _mm512_srli_epi64, _mm512_srlv_epi64, _mm512_sub_epi64,
    _mm512_xor_si512,
};
use std::iter;

use super::products::{high_product_512, multiply_256, rotate_left_256};
use crate::hash;
use crate::span::Span;

/// Replaces the first eight bytes of words by their hashes, eight words at a time. Words of more than sixteen bytes
/// are hashed one by one.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq,popcnt,bmi1")]
pub(super) fn of_words_avx512(text: &[u8], places: &[Span], words: &mut [u64]) {
    const LANES: usize = 8;
    for (words, places) in words.chunks_mut(LANES).zip(places.chunks(LANES)) {
        let lanes = u8::MAX >> (LANES - words.len());
        // SAFETY: only as many lanes are read as there are places, each of which is two numbers of 32 bits.
        let ends = unsafe { _mm512_maskz_loadu_epi64(lanes, places.as_ptr().cast()) };
        let starts = _mm512_and_si512(ends, _mm512_set1_epi64(0xffff_ffff));
        let ends = _mm512_srli_epi64::<32>(ends);
        let lengths = _mm512_sub_epi64(ends, starts);
        // SAFETY: only as many lanes are read as there are words.
        let first = unsafe { _mm512_maskz_loadu_epi64(lanes, words.as_ptr().cast()) };
        let mut hashes = short_hashes_512(first, lengths);
        let long = _mm512_mask_cmpgt_epu64_mask(lanes, lengths, _mm512_set1_epi64(8));
        if long != 0 {
            let last = _mm512_sub_epi64(ends, _mm512_set1_epi64(8));
            // SAFETY: the last eight bytes of a word of more than eight are in the text.
            let last = unsafe {
                _mm512_mask_i64gather_epi64::<1>(first, long, last, text.as_ptr().cast())
            };
            hashes = _mm512_mask_blend_epi64(long, hashes, long_hashes_512(first, last, lengths));
        }
        // SAFETY: only as many lanes are written as there are words.
        unsafe { _mm512_mask_storeu_epi64(words.as_mut_ptr().cast(), lanes, hashes) };
        let mut longer = _mm512_mask_cmpgt_epu64_mask(lanes, lengths, _mm512_set1_epi64(16));
        while longer != 0 {
            let at = longer.trailing_zeros() as usize;
            words[at] = hash::ascii_word(&text[places[at].range()]);
            longer &= longer - 1;
        }
    }
}

/// The hashes of words of nine to sixteen ASCII letters and digits, from their first and last eight bytes.
#[inline]
#[target_feature(enable = "avx512f,avx512bw,avx512dq")]
fn long_hashes_512(first: __m512i, last: __m512i, lengths: __m512i) -> __m512i {
    let every = |number: u64| _mm512_set1_epi64(number.cast_signed());
    let [first, last] = [first, last].map(|bytes| _mm512_or_si512(bytes, every(hash::SMALL)));
    let low = _mm512_xor_si512(first, every(hash::FLIP_LOW));
    let high = _mm512_xor_si512(last, every(hash::FLIP_HIGH));
    let product = _mm512_xor_si512(_mm512_mullo_epi64(low, high), high_product_512(low, high));
    // The bytes of each lane in reverse.
    let reverse = _mm512_set4_epi64(
        0x0809_0a0b_0c0d_0e0f,
        0x0001_0203_0405_0607,
        0x0809_0a0b_0c0d_0e0f,
        0x0001_0203_0405_0607,
    );
    let sum = _mm512_add_epi64(
        _mm512_add_epi64(lengths, _mm512_shuffle_epi8(low, reverse)),
        _mm512_add_epi64(high, product),
    );
    let bits = _mm512_xor_si512(sum, _mm512_srli_epi64::<37>(sum));
    let bits = _mm512_mullo_epi64(bits, every(hash::FACTOR_16));
    _mm512_xor_si512(bits, _mm512_srli_epi64::<32>(bits))
}

/// The hashes of words of one to eight ASCII letters and digits, from their first eight bytes and their lengths.
#[inline]
#[target_feature(enable = "avx512f,avx512dq")]
fn short_hashes_512(bytes: __m512i, lengths: __m512i) -> __m512i {
    let every = |number: u64| _mm512_set1_epi64(number.cast_signed());
    let bytes = _mm512_or_si512(bytes, every(hash::SMALL));
    // The bytes from a place on.
    let from = |at: __m512i| _mm512_srlv_epi64(bytes, _mm512_slli_epi64::<3>(at));
    let of_four = {
        let last = _mm512_and_si512(from(_mm512_sub_epi64(lengths, every(4))), every(0xffff_ffff));
        let ends = _mm512_or_si512(_mm512_slli_epi64::<32>(bytes), last);
        let bits = _mm512_xor_si512(ends, every(hash::FLIP_8));
        let turned = _mm512_xor_si512(_mm512_rol_epi64::<49>(bits), _mm512_rol_epi64::<24>(bits));
        let bits = _mm512_mullo_epi64(_mm512_xor_si512(bits, turned), every(hash::FACTOR_8));
        let added = _mm512_add_epi64(_mm512_srli_epi64::<35>(bits), lengths);
        let bits = _mm512_mullo_epi64(_mm512_xor_si512(bits, added), every(hash::FACTOR_8));
        _mm512_xor_si512(bits, _mm512_srli_epi64::<28>(bits))
    };
    let of_three = {
        let one = |at: __m512i| _mm512_and_si512(from(at), every(0xff));
        let first = _mm512_and_si512(bytes, every(0xff));
        let middle = one(_mm512_srli_epi64::<1>(lengths));
        let last = one(_mm512_sub_epi64(lengths, every(1)));
        let ends = _mm512_or_si512(_mm512_slli_epi64::<16>(first), last);
        let inside =
            _mm512_or_si512(_mm512_slli_epi64::<24>(middle), _mm512_slli_epi64::<8>(lengths));
        let bits = _mm512_xor_si512(_mm512_or_si512(ends, inside), every(hash::FLIP_3));
        let bits = _mm512_xor_si512(bits, _mm512_srli_epi64::<33>(bits));
        let bits = _mm512_mullo_epi64(bits, every(hash::FACTORS_3[0]));
        let bits = _mm512_xor_si512(bits, _mm512_srli_epi64::<29>(bits));
        let bits = _mm512_mullo_epi64(bits, every(hash::FACTORS_3[1]));
        _mm512_xor_si512(bits, _mm512_srli_epi64::<32>(bits))
    };
    let is_longer = _mm512_cmpgt_epu64_mask(lengths, every(3));
    _mm512_mask_blend_epi64(is_longer, of_three, of_four)
}

/// Replaces the first eight bytes of words by their hashes, four words at a time. Words of more than eight bytes are
/// hashed one by one, and so are up to three at the end.
#[inline]
#[target_feature(enable = "avx2,bmi1")]
pub(super) fn of_words_avx2(text: &[u8], places: &[Span], words: &mut [u64]) {
    let one_by_one = |word: &mut u64, place: Span| *word = hash::ascii_word(&text[place.range()]);
    let (fours, rest) = words.as_chunks_mut::<4>();
    let (places, places_of_rest) = places.as_chunks::<4>();
    for (words, places) in iter::zip(fours, places) {
        // SAFETY: there are four places, each of which is two numbers of 32 bits.
        let ends = unsafe { _mm256_loadu_si256(places.as_ptr().cast()) };
        let starts = _mm256_and_si256(ends, _mm256_set1_epi64x(0xffff_ffff));
        let lengths = _mm256_sub_epi64(_mm256_srli_epi64::<32>(ends), starts);
        // SAFETY: there are four words.
        let first = unsafe { _mm256_loadu_si256(words.as_ptr().cast()) };
        let hashes = short_hashes_256(first, lengths);
        // SAFETY: as above.
        unsafe { _mm256_storeu_si256(words.as_mut_ptr().cast(), hashes) };
        let is_longer = _mm256_cmpgt_epi64(lengths, _mm256_set1_epi64x(8));
        let mut longer = _mm256_movemask_pd(_mm256_castsi256_pd(is_longer));
        while longer != 0 {
            let at = longer.trailing_zeros() as usize;
            one_by_one(&mut words[at], places[at]);
            longer &= longer - 1;
        }
    }
    iter::zip(rest, places_of_rest).for_each(|(word, &place)| one_by_one(word, place));
}

/// Like [`short_hashes_512`], for four words, with AVX2.
#[inline]
#[target_feature(enable = "avx2")]
fn short_hashes_256(bytes: __m256i, lengths: __m256i) -> __m256i {
    let every = |number: u64| _mm256_set1_epi64x(number.cast_signed());
    let bytes = _mm256_or_si256(bytes, every(hash::SMALL));
    // The bytes from a place on.
    let from = |at: __m256i| _mm256_srlv_epi64(bytes, _mm256_slli_epi64::<3>(at));
    let of_four = {
        let last = _mm256_and_si256(from(_mm256_sub_epi64(lengths, every(4))), every(0xffff_ffff));
        let ends = _mm256_or_si256(_mm256_slli_epi64::<32>(bytes), last);
        let bits = _mm256_xor_si256(ends, every(hash::FLIP_8));
        let turned =
            _mm256_xor_si256(rotate_left_256::<49, 15>(bits), rotate_left_256::<24, 40>(bits));
        let bits = multiply_256(_mm256_xor_si256(bits, turned), hash::FACTOR_8);
        let added = _mm256_add_epi64(_mm256_srli_epi64::<35>(bits), lengths);
        let bits = multiply_256(_mm256_xor_si256(bits, added), hash::FACTOR_8);
        _mm256_xor_si256(bits, _mm256_srli_epi64::<28>(bits))
    };
    let of_three = {
        let one = |at: __m256i| _mm256_and_si256(from(at), every(0xff));
        let first = _mm256_and_si256(bytes, every(0xff));
        let middle = one(_mm256_srli_epi64::<1>(lengths));
        let last = one(_mm256_sub_epi64(lengths, every(1)));
        let ends = _mm256_or_si256(_mm256_slli_epi64::<16>(first), last);
        let inside =
            _mm256_or_si256(_mm256_slli_epi64::<24>(middle), _mm256_slli_epi64::<8>(lengths));
        let bits = _mm256_xor_si256(_mm256_or_si256(ends, inside), every(hash::FLIP_3));
        let bits = _mm256_xor_si256(bits, _mm256_srli_epi64::<33>(bits));
        let bits = multiply_256(bits, hash::FACTORS_3[0]);
        let bits = _mm256_xor_si256(bits, _mm256_srli_epi64::<29>(bits));
        let bits = multiply_256(bits, hash::FACTORS_3[1]);
        _mm256_xor_si256(bits, _mm256_srli_epi64::<32>(bits))
    };
    let is_longer = _mm256_cmpgt_epi64(lengths, every(3));
    _mm256_blendv_epi8(of_three, of_four, is_longer)
}
