//! Kernels chosen at run time by processor features; all give the same results.
//!
//! The kernels in `scalar` are the definition.

#![expect(
    unsafe_code,
    reason = "instructions beyond the baseline may only be used where the processor has them"
)]

mod classes;
#[cfg(target_arch = "x86_64")]
mod hashes;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(target_arch = "x86_64")]
mod products;
mod scalar;
mod sequences;
mod words;
#[cfg(target_arch = "x86_64")]
mod x86;

use std::ops::Range;

pub(crate) use sequences::sequences;
pub(crate) use words::Words;

/// The number of values that two strictly rising slices have in common.
pub(crate) fn count_shared(left: &[u64], right: &[u64]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if has_avx512() {
        // SAFETY: the line above found the features on this processor.
        return unsafe { x86::count_shared_avx512(left, right) };
    }
    #[cfg(target_arch = "x86_64")]
    if has_avx2() {
        // SAFETY: the line above found the features on this processor.
        return unsafe { x86::count_shared_avx2(left, right) };
    }
    scalar::count_shared(left, right)
}

/// The numbers up to `most`, in their order: about as many as are `expected`.
pub(crate) fn at_most(numbers: &[u64], most: u64, expected: usize) -> Vec<u64> {
    let mut found = Vec::with_capacity(expected);
    #[cfg(target_arch = "x86_64")]
    if has_avx512() {
        // SAFETY: the line above found the features on this processor.
        unsafe { x86::at_most_avx512(numbers, most, &mut found) };
        return found;
    }
    #[cfg(target_arch = "x86_64")]
    if has_avx2() {
        // SAFETY: the line above found the features on this processor.
        unsafe { x86::at_most_avx2(numbers, most, &mut found) };
        return found;
    }
    scalar::at_most(numbers, most, &mut found);
    found
}

/// Prefetches a slice, on processors that support it.
#[inline]
pub(crate) fn prefetch<T>(soon: &[T]) {
    #[cfg(target_arch = "x86_64")]
    x86::prefetch(soon);
    #[cfg(not(target_arch = "x86_64"))]
    let _ = soon;
}

/// Finds the words of `text[range]`: runs of ASCII letters and digits, hashed in lower case.
///
/// [`Words::other`] reads everything else: runs with a byte beyond ASCII other than those of common quotes and
/// dashes, which end a word; runs that are followed by a hyphen and whitespace; and runs that are too long.
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
    words::find(scalar::Plain, text, range, words);
}

#[cfg(target_arch = "x86_64")]
fn has_avx512_words() -> bool {
    std::arch::is_x86_feature_detected!("avx512f")
        && std::arch::is_x86_feature_detected!("avx512bw")
        && std::arch::is_x86_feature_detected!("avx512dq")
        && has_avx2_words()
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
fn has_avx2() -> bool {
    std::arch::is_x86_feature_detected!("avx2") && std::arch::is_x86_feature_detected!("popcnt")
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

    use super::classes::{Classes, WINDOW};
    use super::*;
    use crate::span::Span;

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
            #[cfg(target_arch = "x86_64")]
            if has_avx2() {
                // SAFETY: the line above found the features on this processor.
                prop_assert_eq!(unsafe { x86::count_shared_avx2(&left, &right) }, expected);
            }
        }

        #[test]
        fn numbers_up_to_a_limit_are_kept_in_order(
            numbers in proptest::collection::vec(near_a_limit(), 0..200),
            most in near_a_limit(),
        ) {
            let expected: Vec<u64> =
                numbers.iter().copied().filter(|&number| number <= most).collect();
            let mut found = Vec::new();
            scalar::at_most(&numbers, most, &mut found);
            prop_assert_eq!(&found, &expected);
            prop_assert_eq!(&at_most(&numbers, most, 9), &expected);
            #[cfg(target_arch = "x86_64")]
            if has_avx2() {
                let mut found = Vec::new();
                // SAFETY: the line above found the features on this processor.
                unsafe { x86::at_most_avx2(&numbers, most, &mut found) };
                prop_assert_eq!(&found, &expected);
            }
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

    /// Small numbers, numbers on either side of the highest bit, and any others.
    fn near_a_limit() -> impl Strategy<Value = u64> {
        prop_oneof![0..20_u64, (1 << 63) - 3..=(1 << 63) + 3_u64, any::<u64>()]
    }

    /// Classifies the bytes of a window.
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

    /// Finds words with one kernel.
    type Finder = fn(&[u8], Range<usize>, &mut Found<'_>);

    /// The kernels that this processor can run.
    fn finders() -> Vec<(&'static str, Finder)> {
        let mut finders: Vec<(&str, Finder)> =
            vec![("scalar", |text, range, words| words::find(scalar::Plain, text, range, words))];
        #[cfg(target_arch = "x86_64")]
        if has_avx2_words() {
            // SAFETY: the line above found the features on this processor.
            finders.push(("AVX2", |text, range, words| unsafe {
                x86::words_avx2(text, range, words);
            }));
        }
        #[cfg(target_arch = "x86_64")]
        if has_avx512_words() {
            // SAFETY: the line above found the features on this processor.
            finders.push(("AVX-512", |text, range, words| unsafe {
                x86::words_avx512(text, range, words);
            }));
        }
        #[cfg(target_arch = "aarch64")]
        if std::arch::is_aarch64_feature_detected!("neon") {
            // SAFETY: the line above found the feature on this processor.
            finders.push(("NEON", |text, range, words| unsafe {
                neon::words_neon(text, range, words);
            }));
        }
        finders
    }

    /// Words, of which those that a kernel leaves to others end at the next space.
    #[derive(Default)]
    struct Found<'a> {
        text: &'a [u8],
        hashes: Vec<u64>,
        spans: Vec<Span>,
    }

    impl Words for Found<'_> {
        fn lists(&mut self) -> (&mut Vec<u64>, &mut Vec<Span>) {
            (&mut self.hashes, &mut self.spans)
        }

        fn may_split(&mut self) {}

        fn has_digits(&mut self) {}

        fn other(&mut self, start: usize) -> usize {
            let length = self.text[start..].iter().take_while(|&&byte| byte != b' ').count();
            self.hashes.push(u64::from(self.text[start]));
            let [start, end] = [start, start + length].map(|at| u32::try_from(at).unwrap());
            self.spans.push(Span { start, end });
            start as usize + length
        }
    }

    proptest! {
        #[test]
        fn words_are_those_of_the_plain_kernel(
            text in "([a-zA-Z0-9]{1,40}[ ,.]{1,3}|[a-z]{1,9} |[é“—…]{1,9}| -|- |[a-z]{50,150} ){0,30}",
        ) {
            let found = |find: Finder| {
                let mut found = Found { text: text.as_bytes(), ..Found::default() };
                find(text.as_bytes(), 0..text.len(), &mut found);
                (found.hashes, found.spans)
            };
            let mut kernels = finders().into_iter();
            let (_, plain) = kernels.next().expect("there is the plain one");
            for (name, find) in kernels {
                prop_assert_eq!(found(find), found(plain), "{}", name);
            }
        }
    }

    #[test]
    fn every_byte_is_of_its_class() {
        for ((_, classes), byte) in
            kernels().into_iter().flat_map(|one| (0..=u8::MAX).map(move |byte| (one, byte)))
        {
            let Classes { plain, capital, digit, other, hyphen, blank } = classes(&[byte]);
            assert_eq!(plain == 1, byte.is_ascii_alphanumeric());
            assert_eq!(capital == 1, byte.is_ascii_uppercase());
            assert_eq!(digit == 1, byte.is_ascii_digit());
            assert_eq!(other == 1, !byte.is_ascii());
            assert_eq!(hyphen == 1, byte == b'-');
            assert_eq!(blank & 1 == 1, byte <= b' ');
        }
    }
}
