//! Bottom-k: the smallest shingle hashes (Broder, *On the resemblance and containment of documents*, SEQUENCES 1997).

use crate::shingle::ShingleSet;
use crate::simd;

/// Pads a row whose article has too few shingles.
pub(super) const NONE: u64 = u64::MAX;

/// Minima used as keys by default.
pub const DEFAULT_MINIMA: usize = 32;

/// Keeps the smallest of the sorted hashes.
pub(super) fn fill(minima: &mut [u64], hashes: &[u64]) {
    let kept = hashes.len().min(minima.len());
    minima[..kept].copy_from_slice(&hashes[..kept]);
}

/// The smallest distinct hashes: `kept` of them and a few more, without sorting the rest. `None` if
/// there may be fewer than `kept`.
pub(super) fn least(hashes: &[u64], kept: usize) -> Option<ShingleSet> {
    // Hashes are uniform, so a cutoff can be computed below which a few more than are kept are
    // expected. Where repeats leave too few, the caller uses all of them.
    let wanted = kept + kept / 4 + 8;
    let part = (u64::MAX / hashes.len().max(1) as u64).checked_mul(wanted as u64)?;
    let mut least = simd::at_most(hashes, part, wanted + wanted / 2);
    least.sort_unstable();
    least.dedup();
    (least.len() >= kept).then(|| ShingleSet::from_sorted(least))
}

/// Of the smallest hashes of the union, as many as a signature holds: how many are in both sets,
/// and how many there are.
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
    use crate::signature::Signature;

    proptest! {
        #[test]
        fn least_hashes_are_kept(
            shingles in proptest::collection::vec(0..400_u64, 0..600),
            kept in 1..80_usize,
        ) {
            let hashes: Vec<u64> = shingles.into_iter().map(hash::mix).collect();
            let all = ShingleSet::from_hashes(hashes.clone());
            prop_assert_eq!(
                Signature::of_hashes(&hashes, kept),
                Signature::new(&all, kept)
            );
        }
    }

    #[test]
    fn text_with_one_small_hash_among_repeats_of_a_large_one_is_signed() {
        for large in [u64::MAX - 9, u64::MAX / 2 + 1] {
            for repeats in 0..300 {
                let hashes = [vec![large; repeats], vec![5], vec![large; repeats]].concat();
                let all = ShingleSet::from_hashes(hashes.clone());
                assert_eq!(Signature::of_hashes(&hashes, 32), Signature::new(&all, 32));
            }
        }
    }

    #[test]
    fn few_more_than_are_kept_are_sorted() {
        let hashes: Vec<u64> = (0..1000).map(hash::mix).collect();
        let least = least(&hashes, 32).expect("they are spread evenly");
        assert!((32..100).contains(&least.len()), "{}", least.len());
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
