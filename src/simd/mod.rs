//! Kernels for the instructions of the processor, chosen at run time; all give the same results.
//!
//! Each is written plainly in `scalar`, which is the definition.

#![expect(
    unsafe_code,
    reason = "instructions beyond the baseline may only be used where the processor has them"
)]

#[cfg(target_arch = "aarch64")]
mod neon;
mod scalar;
mod sequences;
mod words;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::ops::Range;

pub(crate) use sequences::sequences;
pub(crate) use words::Words;

/// How many numbers two sequences have in common, each strictly rising.
pub(crate) fn count_shared(left: &[u64], right: &[u64]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if has_avx512() {
        // SAFETY: the line above found the features on this processor.
        return unsafe { x86::count_shared_avx512(left, right) };
    }
    scalar::count_shared(left, right)
}

/// Asks the processor to fetch what will be read soon, where it can be asked.
#[inline]
pub(crate) fn prefetch<T>(soon: &[T]) {
    #[cfg(target_arch = "x86_64")]
    x86::prefetch(soon);
    #[cfg(not(target_arch = "x86_64"))]
    let _ = soon;
}

/// Bytes that are told apart at a time.
const WINDOW: usize = 64;

/// A byte that is of no class, which fills windows up.
#[cfg(any(target_arch = "aarch64", target_arch = "x86_64"))]
const NO_CLASS: u8 = b'.';

/// What some bytes mean for a word: a bit for each, the first lowest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    /// Letters and digits of ASCII.
    plain: u64,
    /// What is not ASCII.
    other: u64,
    /// The hyphen.
    hyphen: u64,
    /// Blank and what comes before it in ASCII: all blanks, line ends and control characters.
    blank: u64,
}

/// Finds the words of `text[range]`: runs of ASCII letters and digits, hashed in lower case.
///
/// What is more than that is read by [`Words::other`]: runs in which there is a byte that is not
/// ASCII, which a hyphen in front of a blank follows, or which are too long.
#[inline]
pub(crate) fn words(text: &[u8], range: Range<usize>, words: &mut impl Words) {
    #[cfg(target_arch = "x86_64")]
    if has_avx512_words() {
        // SAFETY: the line above found the features on this processor.
        return unsafe { x86::words_avx512(text, range, words) };
    }
    #[cfg(target_arch = "x86_64")]
    if has_avx2_words() {
        // SAFETY: the line above found the features on this processor.
        return unsafe { x86::words_avx2(text, range, words) };
    }
    #[cfg(target_arch = "aarch64")]
    if std::arch::is_aarch64_feature_detected!("neon") {
        // SAFETY: the line above found the feature on this processor.
        return unsafe { neon::words_neon(text, range, words) };
    }
    words::find(scalar::classes, text, range, words);
}

#[cfg(target_arch = "x86_64")]
fn has_avx512_words() -> bool {
    std::arch::is_x86_feature_detected!("avx512bw") && has_avx2_words()
}

#[cfg(target_arch = "x86_64")]
fn has_avx2_words() -> bool {
    std::arch::is_x86_feature_detected!("avx2")
        && std::arch::is_x86_feature_detected!("bmi1")
        && std::arch::is_x86_feature_detected!("bmi2")
        && std::arch::is_x86_feature_detected!("lzcnt")
        && std::arch::is_x86_feature_detected!("popcnt")
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    std::arch::is_x86_feature_detected!("avx512f")
        && std::arch::is_x86_feature_detected!("popcnt")
        && std::arch::is_x86_feature_detected!("bmi1")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn shared_numbers_are_those_of_both_sides(
            left in proptest::collection::btree_set(0..400_u64, 0..200),
            right in proptest::collection::btree_set(0..400_u64, 0..200),
        ) {
            let expected = left.intersection(&right).count();
            let [left, right] = [left, right].map(|side| side.into_iter().collect::<Vec<_>>());
            prop_assert_eq!(scalar::count_shared(&left, &right), expected);
            prop_assert_eq!(count_shared(&left, &right), expected);
        }

        #[test]
        fn classes_of_bytes_are_those_of_the_plain_kernel(
            bytes in proptest::collection::vec(any::<u8>(), 0..=WINDOW),
        ) {
            for (name, classes) in kernels() {
                prop_assert_eq!(classes(&bytes), scalar::classes(&bytes), "{}", name);
            }
        }
    }

    /// Tells the bytes of a window apart.
    type Kernel = fn(&[u8]) -> Classes;

    /// The kernels that this processor can run.
    fn kernels() -> Vec<(&'static str, Kernel)> {
        let mut kernels: Vec<(&str, Kernel)> = vec![("scalar", scalar::classes)];
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx2") {
            // SAFETY: the line above found the feature on this processor.
            kernels.push(("AVX2", |bytes| unsafe { x86::classes_avx2(bytes) }));
        }
        #[cfg(target_arch = "x86_64")]
        if std::arch::is_x86_feature_detected!("avx512bw") {
            // SAFETY: the line above found the feature on this processor.
            kernels.push(("AVX-512", |bytes| unsafe { x86::classes_avx512(bytes) }));
        }
        #[cfg(target_arch = "aarch64")]
        if std::arch::is_aarch64_feature_detected!("neon") {
            // SAFETY: the line above found the feature on this processor.
            kernels.push(("NEON", |bytes| unsafe { neon::classes_neon(bytes) }));
        }
        kernels
    }

    #[test]
    fn every_byte_is_of_its_class() {
        for ((_, classes), byte) in
            kernels().into_iter().flat_map(|one| (0..=u8::MAX).map(move |byte| (one, byte)))
        {
            let Classes { plain, other, hyphen, blank } = classes(&[byte]);
            assert_eq!(plain == 1, byte.is_ascii_alphanumeric());
            assert_eq!(other == 1, !byte.is_ascii());
            assert_eq!(hyphen == 1, byte == b'-');
            assert_eq!(blank & 1 == 1, byte <= b' ');
        }
    }
}
