//! Kernels that use what the processor at hand has, chosen at run time; all give the same on every machine.
//!
//! Each is written plainly in `scalar`, which is the definition.

#![expect(
    unsafe_code,
    reason = "instructions beyond the baseline may only be used where the processor has them"
)]

mod scalar;
#[cfg(target_arch = "x86_64")]
mod x86;

/// How many bits two slices of one length have in common.
///
/// # Panics
///
/// If the lengths differ.
pub(crate) fn count_common(left: &[u64], right: &[u64]) -> u32 {
    assert_eq!(left.len(), right.len(), "slices must be of one length");

    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx512vpopcntdq")
        && std::arch::is_x86_feature_detected!("avx512f")
    {
        // SAFETY: the lines above found both features on this processor.
        return unsafe { x86::count_common_avx512(left, right) };
    }
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("popcnt") {
        // SAFETY: the line above found the feature on this processor.
        return unsafe { x86::count_common_popcnt(left, right) };
    }
    scalar::count_common(left, right)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn bits_in_common_are_those_of_the_plain_kernel(
            pairs in proptest::collection::vec(any::<(u64, u64)>(), 0..70),
        ) {
            let (left, right): (Vec<u64>, Vec<u64>) = pairs.into_iter().unzip();
            let expected = scalar::count_common(&left, &right);
            prop_assert_eq!(count_common(&left, &right), expected);
            #[cfg(target_arch = "x86_64")]
            if std::arch::is_x86_feature_detected!("popcnt") {
                // SAFETY: the line above found the feature on this processor.
                prop_assert_eq!(unsafe { x86::count_common_popcnt(&left, &right) }, expected);
            }
        }
    }
}
