//! Bottom-k: the smallest shingle hashes (Broder, *On the resemblance and containment of documents*, SEQUENCES 1997).

use super::NONE;

/// Minima kept for each article unless set otherwise.
pub const DEFAULT_MINIMA: usize = 32;

/// Keeps the first of some sorted hashes.
pub(super) fn fill(minima: &mut [u64], hashes: &[u64]) {
    let kept = hashes.len().min(minima.len());
    minima[..kept].copy_from_slice(&hashes[..kept]);
}

/// Drops hashes that are not among the `kept` smallest different ones, without sorting: most of them, not all.
pub(super) fn keep_least(hashes: &mut Vec<u64>, kept: usize) {
    // Hashes are spread evenly, so that a quarter more than are kept lie below their share of all numbers, and some more
    // for chance; where repeats leave too few, all of them stay.
    let wanted = (kept + kept / 4 + 16) as u64;
    let Some(part) = (u64::MAX / hashes.len().max(1) as u64).checked_mul(wanted) else { return };
    let mut least: Vec<u64> = hashes.iter().copied().filter(|&hash| hash <= part).collect();
    least.sort_unstable();
    least.dedup();
    if least.len() >= kept {
        *hashes = least;
    }
}

/// Of the smallest hashes of the union of two sets, as many as are kept of each: how many both hold, and how many there
/// are.
pub(super) fn agreeing(left: &[u64], right: &[u64]) -> (u32, u32) {
    let (mut i, mut j, mut both, mut all) = (0, 0, 0, 0);
    for _ in 0..left.len() {
        let one = left.get(i).copied().unwrap_or(NONE);
        let other = right.get(j).copied().unwrap_or(NONE);
        if one.min(other) == NONE {
            break;
        }
        all += 1;
        both += u32::from(one == other);
        i += usize::from(one <= other);
        j += usize::from(other <= one);
    }
    (both, all)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::hash;

    proptest! {
        #[test]
        fn least_hashes_are_kept(
            shingles in proptest::collection::vec(0..400_u64, 0..600),
            kept in 1..80_usize,
        ) {
            let least = |mut hashes: Vec<u64>| {
                hashes.sort_unstable();
                hashes.dedup();
                hashes.truncate(kept);
                hashes
            };
            let hashes: Vec<u64> = shingles.into_iter().map(hash::mix).collect();
            let mut fewer = hashes.clone();
            keep_least(&mut fewer, kept);
            prop_assert_eq!(least(fewer), least(hashes));
        }
    }

    #[test]
    fn only_the_smallest_hashes_of_the_union_count() {
        // The union is 1 2 3 5 6 7 9; of its first four, 2 and 5 are in both.
        assert_eq!(agreeing(&[1, 2, 5, 7], &[2, 3, 5, 9]), (2, 4));
    }

    #[test]
    fn sets_smaller_than_a_signature_are_compared_whole() {
        assert_eq!(agreeing(&[1, 2, NONE, NONE], &[2, NONE, NONE, NONE]), (1, 2));
        assert_eq!(agreeing(&[NONE; 4], &[NONE; 4]), (0, 0));
    }
}
