//! The kernels in plain Rust; the others must give the same results.

use super::classes::Classes;
use super::words::{self, Kernel};
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

    fn hash(self, text: &[u8], places: &[Span], words: &mut [u64]) {
        words::hash_each(text, places, words);
    }
}

pub(super) fn classes(bytes: &[u8]) -> Classes {
    let mut classes = Classes::default();
    for (at, byte) in bytes.iter().enumerate() {
        let bit = |is_one: bool| u64::from(is_one) << at;
        classes.plain |= bit(byte.is_ascii_alphanumeric());
        classes.other |= bit(!byte.is_ascii());
        classes.hyphen |= bit(*byte == b'-');
        classes.blank |= bit(*byte <= b' ');
    }
    classes
}

/// The numbers up to `most`, in their order.
pub(super) fn at_most(numbers: &[u64], most: u64) -> Vec<u64> {
    const AT_ONCE: usize = 64;
    let mut found = Vec::new();
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
    found
}
