//! The kernels for x86-64 processors with more than the baseline, and prefetching.

use std::arch::x86_64::{
    __m256i, __m512i, _MM_HINT_T0, _mm_prefetch, _mm256_castsi256_pd, _mm256_cmpeq_epi8,
    _mm256_cmpeq_epi64, _mm256_cmpgt_epi64, _mm256_loadu_si256, _mm256_min_epu8,
    _mm256_movemask_epi8, _mm256_movemask_pd, _mm256_or_si256, _mm256_permute4x64_epi64,
    _mm256_permutevar8x32_epi32, _mm256_set1_epi8, _mm256_set1_epi64x, _mm256_storeu_si256,
    _mm256_sub_epi8, _mm256_xor_si256, _mm512_alignr_epi64, _mm512_cmpeq_epi8_mask,
    _mm512_cmpeq_epi64_mask, _mm512_cmple_epu8_mask, _mm512_mask_cmple_epu64_mask,
    _mm512_maskz_compress_epi64, _mm512_maskz_loadu_epi8, _mm512_maskz_loadu_epi64,
    _mm512_movepi8_mask, _mm512_or_si512, _mm512_set1_epi8, _mm512_set1_epi64, _mm512_storeu_si512,
    _mm512_sub_epi8,
};
use std::ops::Range;

use super::classes::{Classes, NO_CLASS, WINDOW};
use super::words::{self, Kernel, Words};
use super::{hashes, scalar};
use crate::span::Span;

/// Bytes in a cache line.
const LINE: usize = 64;

/// Prefetches a slice line by line. If it is not aligned, its last bytes may be in a line that is
/// not fetched.
#[inline]
pub(super) fn prefetch<T>(soon: &[T]) {
    for line in (0..size_of_val(soon)).step_by(LINE) {
        // SAFETY: the address is inside the slice, and nothing is read.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(soon.as_ptr().cast::<i8>().add(line)) };
    }
}

/// Numbers in a vector.
const LANES: usize = 8;

/// Compares blocks of both sides, each number of one with each number of the other.
#[target_feature(enable = "avx512f,popcnt")]
pub(super) fn count_shared_avx512(left: &[u64], right: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < left.len() && j < right.len() {
        let one = &left[i..left.len().min(i + LANES)];
        let other = &right[j..right.len().min(j + LANES)];
        shared += shared_in_block(one, other).count_ones() as usize;
        let (last, other_last) = (one[one.len() - 1], other[other.len() - 1]);
        i += if last <= other_last { LANES } else { 0 };
        j += if other_last <= last { LANES } else { 0 };
    }
    shared
}

/// The same for blocks of four. What is left at the ends is counted number by number.
#[target_feature(enable = "avx2,popcnt")]
pub(super) fn count_shared_avx2(mut left: &[u64], mut right: &[u64]) -> usize {
    const LANES: usize = 4;
    let mut shared = 0;
    while let (Some((one, after_one)), Some((other, after_other))) =
        (left.split_first_chunk::<LANES>(), right.split_first_chunk::<LANES>())
    {
        // SAFETY: both have as many numbers as a vector.
        let [ones, others] =
            [one, other].map(|block| unsafe { _mm256_loadu_si256(block.as_ptr().cast()) });
        let is_in_one = _mm256_or_si256(
            _mm256_or_si256(
                _mm256_cmpeq_epi64(ones, others),
                _mm256_cmpeq_epi64(ones, _mm256_permute4x64_epi64::<0b00_11_10_01>(others)),
            ),
            _mm256_or_si256(
                _mm256_cmpeq_epi64(ones, _mm256_permute4x64_epi64::<0b01_00_11_10>(others)),
                _mm256_cmpeq_epi64(ones, _mm256_permute4x64_epi64::<0b10_01_00_11>(others)),
            ),
        );
        let found = _mm256_movemask_pd(_mm256_castsi256_pd(is_in_one));
        shared += found.count_ones() as usize;
        let (last, other_last) = (one[LANES - 1], other[LANES - 1]);
        left = if last <= other_last { after_one } else { left };
        right = if other_last <= last { after_other } else { right };
    }
    shared + scalar::count_shared(left, right)
}

/// Which numbers of `one` are in `other` too: one bit each, the first lowest.
#[inline]
#[target_feature(enable = "avx512f")]
fn shared_in_block(one: &[u64], other: &[u64]) -> u8 {
    let [one_lanes, other_lanes] = [one, other].map(|block| u8::MAX >> (LANES - block.len()));
    let (one, other) = (load(one, one_lanes), load(other, other_lanes));
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
    let mut in_one = 0;
    for (by, turned) in (0..).zip(turned) {
        in_one |= _mm512_cmpeq_epi64_mask(one, turned) & other_lanes.rotate_right(by);
    }
    in_one & one_lanes
}

/// The numbers of a block, with 0 in the lanes past its end.
#[inline]
#[target_feature(enable = "avx512f")]
fn load(block: &[u64], lanes: u8) -> __m512i {
    debug_assert_eq!(u32::from(lanes).count_ones() as usize, block.len());
    // SAFETY: only as many lanes are read as the block has numbers.
    unsafe { _mm512_maskz_loadu_epi64(lanes, block.as_ptr().cast()) }
}

/// Numbers taken at a time. Those that are kept are appended together.
const AT_ONCE: usize = 64;

/// Appends the numbers of each block that are up to `most`.
#[target_feature(enable = "avx512f,popcnt")]
pub(super) fn at_most_avx512(numbers: &[u64], most: u64, found: &mut Vec<u64>) {
    let most = _mm512_set1_epi64(most.cast_signed());
    for numbers in numbers.chunks(AT_ONCE) {
        // A block is written whole, over the lanes of the one before it that are not kept.
        let mut kept = [0_u64; AT_ONCE + LANES];
        let mut count = 0;
        for numbers in numbers.chunks(LANES) {
            let lanes = u8::MAX >> (LANES - numbers.len());
            let block = load(numbers, lanes);
            let lanes = _mm512_mask_cmple_epu64_mask(lanes, block, most);
            let place = kept[count..count + LANES].as_mut_ptr();
            // SAFETY: there is room for all lanes.
            unsafe {
                _mm512_storeu_si512(place.cast(), _mm512_maskz_compress_epi64(lanes, block));
            }
            count += lanes.count_ones() as usize;
        }
        found.extend_from_slice(&kept[..count]);
    }
}

/// The same with AVX2, which has no unsigned comparison and does not move lanes together.
#[target_feature(enable = "avx2,popcnt")]
pub(super) fn at_most_avx2(numbers: &[u64], most: u64, found: &mut Vec<u64>) {
    const LANES: usize = 4;
    let flip = _mm256_set1_epi64x(i64::MIN);
    let limit = _mm256_set1_epi64x(most.cast_signed() ^ i64::MIN);
    let (numbers, rest) = numbers.as_chunks::<LANES>();
    for blocks in numbers.chunks(AT_ONCE / LANES) {
        let mut kept = [0_u64; AT_ONCE + LANES];
        let mut count = 0;
        for block in blocks {
            // SAFETY: a block has as many numbers as a vector.
            let block = unsafe { _mm256_loadu_si256(block.as_ptr().cast()) };
            let above = _mm256_cmpgt_epi64(_mm256_xor_si256(block, flip), limit);
            let lanes = !_mm256_movemask_pd(_mm256_castsi256_pd(above)) & 0b1111;
            // SAFETY: an order has as many bytes as a vector.
            let order = unsafe {
                _mm256_loadu_si256(LANES_KEPT[lanes.cast_unsigned() as usize].as_ptr().cast())
            };
            let place = kept[count..count + LANES].as_mut_ptr();
            // SAFETY: there is room for all lanes.
            unsafe {
                _mm256_storeu_si256(place.cast(), _mm256_permutevar8x32_epi32(block, order));
            }
            count += lanes.count_ones() as usize;
        }
        found.extend_from_slice(&kept[..count]);
    }
    scalar::at_most(rest, most, found);
}

/// For each subset of four lanes, one bit a lane: the 32-bit halves of its lanes, moved to the front.
static LANES_KEPT: [[u32; 8]; 16] = {
    let mut orders = [[0; 8]; 16];
    let mut lanes = 0;
    while lanes < 16 {
        let (mut lane, mut at) = (0, 0);
        while lane < 4 {
            if lanes >> lane & 1 == 1 {
                orders[lanes][at] = 2 * lane;
                orders[lanes][at + 1] = 2 * lane + 1;
                at += 2;
            }
            lane += 1;
        }
        lanes += 1;
    }
    orders
};

/// The bit that distinguishes a small ASCII letter from its capital.
const SMALL: i8 = 0x20;

/// [`words::find`] with AVX-512.
#[target_feature(enable = "avx512f,avx512bw,avx512dq,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn words_avx512<W: Words>(text: &[u8], range: Range<usize>, words: &mut W) {
    words::find(Avx512, text, range, words);
}

/// [`words::find`] with bytes classified by AVX2.
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
pub(super) fn words_avx2<W: Words>(text: &[u8], range: Range<usize>, words: &mut W) {
    words::find(Avx2, text, range, words);
}

/// Only made in functions with the features of [`words_avx512`].
#[derive(Clone, Copy)]
struct Avx512;

impl Kernel for Avx512 {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the target features are those of the caller")]
    fn classes(self, bytes: &[u8]) -> Classes {
        // SAFETY: the caller has the features.
        unsafe { classes_avx512(bytes) }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn word(self, text: &[u8], word: Range<usize>) -> u64 {
        words::first_bytes(text, word.start)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn hash(self, text: &[u8], places: &[Span], words: &mut [u64]) {
        // SAFETY: the caller has the features.
        unsafe { hashes::of_words_avx512(text, places, words) }
    }
}

/// Only made in functions with the features of [`words_avx2`].
#[derive(Clone, Copy)]
struct Avx2;

impl Kernel for Avx2 {
    // When inlined, the compiler splits the masks into single bits and rebuilds them in vector lanes. An
    // attribute on `classes_avx2` does not prevent that, so it is here.
    #[inline(never)]
    fn classes(self, bytes: &[u8]) -> Classes {
        // SAFETY: the caller has the features.
        unsafe { classes_avx2(bytes) }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the target features are those of the caller")]
    fn word(self, text: &[u8], word: Range<usize>) -> u64 {
        words::first_bytes(text, word.start)
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn hash(self, text: &[u8], places: &[Span], words: &mut [u64]) {
        // SAFETY: the caller has the features.
        unsafe { hashes::of_words_avx2(text, places, words) }
    }
}

#[inline]
#[target_feature(enable = "avx512bw")]
pub(super) fn classes_avx512(bytes: &[u8]) -> Classes {
    debug_assert!(bytes.len() <= WINDOW);
    let lanes = u64::MAX.checked_shr(64 - u32::try_from(bytes.len()).unwrap_or(64)).unwrap_or(0);
    // SAFETY: only as many lanes are read as there are bytes.
    let bytes = unsafe { _mm512_maskz_loadu_epi8(lanes, bytes.as_ptr().cast()) };
    let every = |byte: u8| _mm512_set1_epi8(byte.cast_signed());
    let is_from_to = |bytes, first: u8, last: u8| {
        _mm512_cmple_epu8_mask(_mm512_sub_epi8(bytes, every(first)), every(last - first))
    };
    let is = |byte: u8| _mm512_cmpeq_epi8_mask(bytes, every(byte));
    let digit = is_from_to(bytes, b'0', b'9');
    Classes {
        plain: is_from_to(_mm512_or_si512(bytes, _mm512_set1_epi8(SMALL)), b'a', b'z') | digit,
        capital: is_from_to(bytes, b'A', b'Z'),
        digit,
        other: _mm512_movepi8_mask(bytes),
        hyphen: is(b'-'),
        blank: _mm512_cmple_epu8_mask(bytes, every(b' ')) & lanes,
    }
}

#[inline]
#[target_feature(enable = "avx2")]
pub(super) fn classes_avx2(bytes: &[u8]) -> Classes {
    if let Ok(window) = bytes.try_into() {
        return classes_of_window(window);
    }
    let mut window = [NO_CLASS; WINDOW];
    window[..bytes.len()].copy_from_slice(bytes);
    classes_of_window(&window)
}

#[inline]
#[target_feature(enable = "avx2")]
fn classes_of_window(window: &[u8; WINDOW]) -> Classes {
    // SAFETY: the window has 32 bytes from either offset.
    let low = classes_of_half(unsafe { _mm256_loadu_si256(window.as_ptr().cast()) });
    // SAFETY: as above.
    let high = classes_of_half(unsafe { _mm256_loadu_si256(window.as_ptr().add(32).cast()) });
    let joined = |class: usize| u64::from(high[class]) << 32 | u64::from(low[class]);
    Classes {
        plain: joined(0),
        capital: joined(1),
        digit: joined(2),
        other: joined(3),
        hyphen: joined(4),
        blank: joined(5),
    }
}

/// The masks of [`Classes`], in the order of its fields.
#[inline]
#[target_feature(enable = "avx2")]
fn classes_of_half(bytes: __m256i) -> [u32; 6] {
    let every = |byte: u8| _mm256_set1_epi8(byte.cast_signed());
    let is_up_to = |bytes, last: u8| _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, every(last)), bytes);
    let is_from_to =
        |bytes, first: u8, last: u8| is_up_to(_mm256_sub_epi8(bytes, every(first)), last - first);
    let is = |byte: u8| _mm256_cmpeq_epi8(bytes, every(byte));
    let bits = |lanes| _mm256_movemask_epi8(lanes).cast_unsigned();
    let is_letter = is_from_to(_mm256_or_si256(bytes, _mm256_set1_epi8(SMALL)), b'a', b'z');
    let is_digit = is_from_to(bytes, b'0', b'9');
    [
        bits(_mm256_or_si256(is_letter, is_digit)),
        bits(is_from_to(bytes, b'A', b'Z')),
        bits(is_digit),
        bits(bytes),
        bits(is(b'-')),
        bits(is_up_to(bytes, b' ')),
    ]
}
