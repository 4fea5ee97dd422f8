//! The kernels in plain Rust: what the others must give too.

/// Numbers that both sequences have, which are handed on at a time.
const AT_A_TIME: usize = 64;

#[inline]
pub(super) fn count_common(left: &[u64], right: &[u64]) -> u32 {
    left.iter().zip(right).map(|(one, other)| (one & other).count_ones()).sum()
}

pub(super) fn count_shared(left: &[u64], right: &[u64]) -> usize {
    each_shared::<0>(left, right, |_| {}, |_| {})
}

/// Which side goes on is random, so nothing here branches on it: a wrong guess of the processor costs more than a step.
pub(super) fn each_shared<const IGNORED: u32>(
    left: &[u64],
    right: &[u64],
    mut of_left: impl FnMut(u64),
    mut of_right: impl FnMut(u64),
) -> usize {
    let mut common = [(0, 0); AT_A_TIME];
    let (mut i, mut j, mut shared) = (0, 0, 0);
    while i < left.len() && j < right.len() {
        let mut found = 0;
        // Neither side can come to its end in fewer steps.
        let steps = AT_A_TIME.min(left.len() - i).min(right.len() - j);
        for _ in 0..steps {
            let (one, other) = (left[i], right[j]);
            common[found % AT_A_TIME] = (one, other);
            let (one, other) = (one >> IGNORED, other >> IGNORED);
            found += usize::from(one == other);
            i += usize::from(one <= other);
            j += usize::from(other <= one);
        }
        for &(one, other) in &common[..found] {
            of_left(one);
            of_right(other);
        }
        shared += found;
    }
    shared
}
