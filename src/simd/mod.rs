//! Kernels that use what the processor at hand has, chosen at run time; all give the same on every machine.
//!
//! Each is written plainly in `scalar`, which is the definition.

#![expect(
    unsafe_code,
    reason = "instructions beyond the baseline may only be used where the processor has them"
)]

mod scalar;
mod sequences;
#[cfg(target_arch = "x86_64")]
mod x86;

/// How many numbers two sequences have in common, each strictly rising.
pub(crate) fn count_shared(left: &[u64], right: &[u64]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if has_avx512() {
        // SAFETY: the line above found the features on this processor.
        return unsafe { x86::count_shared_avx512(left, right) };
    }
    scalar::count_shared(left, right)
}

pub(crate) use sequences::sequences;

/// Bytes that [`classes`] tells apart at a time.
pub(crate) const WINDOW: usize = 64;

/// What some bytes mean for a word: a bit for each, the first lowest. Bytes that end a word are in none of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Classes {
    /// Small letters and digits of ASCII.
    pub(crate) small: u64,
    /// Capital letters of ASCII.
    pub(crate) capital: u64,
    /// Apostrophe, grave accent, and what is not ASCII.
    pub(crate) other: u64,
}

/// Tells up to [`WINDOW`] bytes apart.
///
/// # Panics
///
/// If there are more.
#[inline]
pub(crate) fn classes(bytes: &[u8]) -> Classes {
    assert!(bytes.len() <= WINDOW, "a window has {WINDOW} bytes");

    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx512bw") {
        // SAFETY: the line above found the feature on this processor.
        return unsafe { x86::classes_avx512(bytes) };
    }
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        // SAFETY: the line above found the feature on this processor.
        return unsafe { x86::classes_avx2(bytes) };
    }
    scalar::classes(bytes)
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
            let expected = scalar::classes(&bytes);
            prop_assert_eq!(classes(&bytes), expected);
            #[cfg(target_arch = "x86_64")]
            if std::arch::is_x86_feature_detected!("avx2") {
                // SAFETY: the line above found the feature on this processor.
                prop_assert_eq!(unsafe { x86::classes_avx2(&bytes) }, expected);
            }
        }
    }

    #[test]
    fn every_byte_is_of_one_class_or_ends_a_word() {
        for byte in 0..=u8::MAX {
            let Classes { small, capital, other } = classes(&[byte]);
            assert_eq!(small == 1, byte.is_ascii_lowercase() || byte.is_ascii_digit());
            assert_eq!(capital == 1, byte.is_ascii_uppercase());
            assert_eq!(other == 1, !byte.is_ascii() || byte == b'\'' || byte == b'`');
        }
    }
}
