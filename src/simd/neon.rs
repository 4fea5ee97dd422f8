//! The kernels for 64-bit ARM. Sets are intersected by the plain kernel there: two numbers per
//! vector are no gain.

use std::arch::aarch64::{
    uint8x16_t, vandq_u8, vceqq_u8, vcleq_u8, vdupq_n_u8, vgetq_lane_u64, vld1q_u8, vorrq_u8,
    vpaddq_u8, vreinterpretq_u64_u8, vsubq_u8, vtstq_u8,
};
use std::ops::Range;

use super::classes::{Classes, NO_CLASS, WINDOW};
use super::words::{self, Kernel, Words};
use crate::hash;
use crate::span::Span;

/// [`words::find`] with bytes classified by NEON.
#[target_feature(enable = "neon")]
pub(super) fn words_neon<W: Words>(text: &[u8], range: Range<usize>, words: &mut W) {
    words::find(Neon, text, range, words);
}

/// Only made in functions with the feature.
#[derive(Clone, Copy)]
struct Neon;

impl Kernel for Neon {
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "the target feature is that of the caller")]
    fn classes(self, bytes: &[u8]) -> Classes {
        // SAFETY: the caller has the feature.
        unsafe { classes_neon(bytes) }
    }

    #[inline(always)]
    #[expect(clippy::inline_always, reason = "as above")]
    fn word(self, text: &[u8], word: Range<usize>) -> u64 {
        hash::ascii_word(&text[word])
    }

    fn hash(self, _text: &[u8], _places: &[Span], _words: &mut [u64]) {}
}

#[inline]
#[target_feature(enable = "neon")]
pub(super) fn classes_neon(bytes: &[u8]) -> Classes {
    if let Ok(window) = bytes.try_into() {
        return classes_of_window(window);
    }
    let mut window = [NO_CLASS; WINDOW];
    window[..bytes.len()].copy_from_slice(bytes);
    classes_of_window(&window)
}

/// Bytes in a vector.
const LANES: usize = 16;

#[inline]
#[target_feature(enable = "neon")]
fn classes_of_window(window: &[u8; WINDOW]) -> Classes {
    let quarter = |number: usize| {
        let quarter = &window[number * LANES..][..LANES];
        // SAFETY: the quarter has as many bytes as a vector.
        unsafe { vld1q_u8(quarter.as_ptr()) }
    };
    let quarters = [quarter(0), quarter(1), quarter(2), quarter(3)];
    let is = |bytes, byte: u8| vceqq_u8(bytes, vdupq_n_u8(byte));
    let is_from_to = |bytes, first: u8, last: u8| {
        vcleq_u8(vsubq_u8(bytes, vdupq_n_u8(first)), vdupq_n_u8(last - first))
    };
    let is_plain = |bytes| {
        let is_letter = is_from_to(vorrq_u8(bytes, vdupq_n_u8(0x20)), b'a', b'z');
        vorrq_u8(is_letter, is_from_to(bytes, b'0', b'9'))
    };
    let is_other = |bytes| vtstq_u8(bytes, vdupq_n_u8(0x80));
    Classes {
        plain: bits(quarters.map(is_plain)),
        capital: bits(quarters.map(|bytes| is_from_to(bytes, b'A', b'Z'))),
        digit: bits(quarters.map(|bytes| is_from_to(bytes, b'0', b'9'))),
        other: bits(quarters.map(is_other)),
        hyphen: bits(quarters.map(|bytes| is(bytes, b'-'))),
        blank: bits(quarters.map(|bytes| vcleq_u8(bytes, vdupq_n_u8(b' ')))),
    }
}

/// One bit per lane; each lane is all ones or all zeros.
#[inline]
#[target_feature(enable = "neon")]
fn bits(lanes: [uint8x16_t; 4]) -> u64 {
    const BIT_OF_LANE: [u8; LANES] = [1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128];
    // SAFETY: the array has as many bytes as a vector.
    let bit_of_lane = unsafe { vld1q_u8(BIT_OF_LANE.as_ptr()) };
    let [one, two, three, four] = lanes.map(|lanes| vandq_u8(lanes, bit_of_lane));
    // Three pairwise additions gather the bits of eight lanes in a byte.
    let by_four = vpaddq_u8(vpaddq_u8(one, two), vpaddq_u8(three, four));
    vgetq_lane_u64::<0>(vreinterpretq_u64_u8(vpaddq_u8(by_four, by_four)))
}
