//! The kernels in plain Rust; the others must give the same results.

use std::ops::Range;

use super::classes::Classes;
use super::words::Kernel;
use crate::hash;
use crate::span::Span;

/// Which side advances is random, so this does not branch on it: a misprediction costs more than a
/// step.
pub(super) fn count_shared(left: &[u64], right: &[u64]) -> usize {
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < left.len() && j < right.len() {
        let (one, other) = (left[i], right[j]);
        shared += usize::from(one == other);
        i += usize::from(one <= other);
        j += usize::from(other <= one);
    }
    shared
}

/// The kernel of words.
#[derive(Clone, Copy)]
pub(super) struct Plain;

impl Kernel for Plain {
    fn classes(self, bytes: &[u8]) -> Classes {
        classes(bytes)
    }

    #[inline]
    fn word(self, text: &[u8], word: Range<usize>) -> u64 {
        hash::ascii_word(&text[word])
    }

    fn hash(self, _text: &[u8], _places: &[Span], _words: &mut [u64]) {}
}

pub(super) fn classes(bytes: &[u8]) -> Classes {
    let mut classes = Classes::default();
    for (at, byte) in bytes.iter().enumerate() {
        let bit = |is_one: bool| u64::from(is_one) << at;
        classes.plain |= bit(byte.is_ascii_alphanumeric());
        classes.capital |= bit(byte.is_ascii_uppercase());
        classes.digit |= bit(byte.is_ascii_digit());
        classes.other |= bit(!byte.is_ascii());
        classes.hyphen |= bit(*byte == b'-');
        classes.blank |= bit(*byte <= b' ');
    }
    classes
}

/// Appends the numbers up to `most`, in their order.
pub(super) fn at_most(numbers: &[u64], most: u64, found: &mut Vec<u64>) {
    const AT_ONCE: usize = 64;
    for numbers in numbers.chunks(AT_ONCE) {
        let mut kept = [0; AT_ONCE];
        let mut count = 0;
        for &number in numbers {
            // A number above the limit is overwritten by the next, so there is no branch to mispredict.
            kept[count] = number;
            count += usize::from(number <= most);
        }
        found.extend_from_slice(&kept[..count]);
    }
}
