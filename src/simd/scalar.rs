//! The kernels in plain Rust: what the others must give too.

#[inline]
pub(super) fn count_common(left: &[u64], right: &[u64]) -> u32 {
    left.iter().zip(right).map(|(one, other)| (one & other).count_ones()).sum()
}
