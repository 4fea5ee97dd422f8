//! The kernels for x86-64 processors with more than the baseline: plain code that the compiler may turn into their
//! instructions.

use super::scalar;

#[target_feature(enable = "popcnt")]
pub(super) fn count_common_popcnt(left: &[u64], right: &[u64]) -> u32 {
    scalar::count_common(left, right)
}

#[target_feature(enable = "avx512f,avx512vpopcntdq,popcnt")]
pub(super) fn count_common_avx512(left: &[u64], right: &[u64]) -> u32 {
    scalar::count_common(left, right)
}
