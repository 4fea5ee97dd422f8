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

/// How many numbers two sequences have in common, each strictly rising.
pub(crate) fn count_shared(left: &[u64], right: &[u64]) -> usize {
    #[cfg(target_arch = "x86_64")]
    if has_avx512() {
        // SAFETY: the line above found the features on this processor.
        return unsafe { x86::count_shared_avx512(left, right) };
    }
    scalar::count_shared(left, right)
}

#[cfg(target_arch = "x86_64")]
fn has_avx512() -> bool {
    std::arch::is_x86_feature_detected!("avx512f")
        && std::arch::is_x86_feature_detected!("popcnt")
        && std::arch::is_x86_feature_detected!("bmi1")
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// What `each_shared` hands on of each side, and its count.
    type Shared = (Vec<u64>, Vec<u64>, usize);

    type Kernel = fn(&[u64], &[u64], &mut dyn FnMut(u64), &mut dyn FnMut(u64)) -> usize;

    fn shared(kernel: Kernel, left: &[u64], right: &[u64]) -> Shared {
        let (mut of_left, mut of_right) = (Vec::new(), Vec::new());
        let count =
            kernel(left, right, &mut |one| of_left.push(one), &mut |other| of_right.push(other));
        // Within a block the order is that of the numbers on each side, so that both come out sorted.
        (of_left, of_right, count)
    }

    fn numbers(of: &BTreeMap<u64, u64>) -> Vec<u64> {
        of.iter().map(|(number, low)| number << 24 | low).collect()
    }

    proptest! {
        #[test]
        fn shared_numbers_are_those_of_both_sides(
            left in proptest::collection::btree_map(0..400_u64, 0..1_u64 << 24, 0..200),
            right in proptest::collection::btree_map(0..400_u64, 0..1_u64 << 24, 0..200),
        ) {
            let in_both = |one: &BTreeMap<u64, u64>, other: &BTreeMap<u64, u64>| {
                let both = one.iter().filter(|(number, _)| other.contains_key(number));
                numbers(&both.map(|(&number, &low)| (number, low)).collect())
            };
            let (of_left, of_right) = (in_both(&left, &right), in_both(&right, &left));
            let expected = (of_left.clone(), of_right, of_left.len());
            let (low_left, low_right) = (numbers(&left), numbers(&right));
            let plain: Kernel = |left, right, one, other| scalar::each_shared::<24>(left, right, one, other);
            prop_assert_eq!(&shared(plain, &low_left, &low_right), &expected);
            let chosen: Kernel = |left, right, one, other| each_shared::<24>(left, right, one, other);
            prop_assert_eq!(&shared(chosen, &low_left, &low_right), &expected);

            let [left, right] = [left, right].map(|side| side.into_keys().collect::<Vec<_>>());
            prop_assert_eq!(scalar::count_shared(&left, &right), expected.2);
            prop_assert_eq!(count_shared(&left, &right), expected.2);
        }
    }

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
