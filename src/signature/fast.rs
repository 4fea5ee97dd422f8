//! Independent minima by Fast Similarity Sketching (Dahlgaard, Knudsen and Thorup, *Fast similarity sketching*, FOCS
//! 2017, algorithm 1).
//!
//! Classic `MinHash` hashes every shingle once for each minimum. Here a round hashes every shingle
//! once and throws it into one of the k places; rounds follow until no place is empty. The first k
//! rounds throw at random; each of the next k throws everything into one place, which guarantees an
//! end. A place keeps the smallest value of the first round that reached it. The order (round,
//! value) is the same for every set, so two sets agree in a place with probability exactly their
//! Jaccard similarity, however small they are.

use super::scheme::NONE;
use crate::hash;

/// Most minima in a signature: rounds are counted in 16 bits, and there are up to two per minimum.
pub const MAX_MINIMA: usize = 1 << 14;

/// Bits of a minimum that hold its value; the round is above them.
const VALUE_BITS: u32 = 48;

/// Fills each place with its minimum; leaves all empty if there are no hashes.
pub(super) fn fill(minima: &mut [u64], hashes: &[u64]) {
    assert!(minima.len() <= MAX_MINIMA, "a signature has at most {MAX_MINIMA} minima");
    if hashes.is_empty() {
        return;
    }
    let places = minima.len() as u64;
    let mut empty = minima.len();
    for round in 0..2 * places {
        if empty == 0 {
            return;
        }
        let seed = hash::mix(round);
        for &shingle in hashes {
            // The place comes from the high bits, the value from the low ones.
            let bits = hash::mix(shingle ^ seed);
            let place = round.checked_sub(places).unwrap_or_else(|| high_product(bits, places));
            let value = (round << VALUE_BITS) | (bits & ((1 << VALUE_BITS) - 1));
            let minimum =
                &mut minima[usize::try_from(place).expect("a place is below the number of minima")];
            empty -= usize::from(*minimum == NONE);
            *minimum = value.min(*minimum);
        }
    }
}

/// Scales `bits` to a number below `limit`.
fn high_product(bits: u64, limit: u64) -> u64 {
    u64::try_from((u128::from(bits) * u128::from(limit)) >> 64)
        .expect("the upper half of a 128-bit product has 64 bits")
}

/// The number of places in which two signatures agree, and the number of places.
pub(super) fn agreeing(left: &[u64], right: &[u64]) -> (u32, u32) {
    let places = || left.iter().zip(right).filter(|&(one, other)| (*one, *other) != (NONE, NONE));
    let count = |places| u32::try_from(places).expect("a signature has few minima");
    (count(places().filter(|(one, other)| one == other).count()), count(places().count()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn minima(hashes: &[u64], width: usize) -> Vec<u64> {
        let mut minima = vec![NONE; width];
        fill(&mut minima, hashes);
        minima
    }

    /// One minimum under each of `width` permutations.
    fn classic(hashes: &[u64], width: usize) -> Vec<u64> {
        let permutations = (0..width as u64).map(|number| hash::mix(!number));
        let least = |seed| hashes.iter().map(|shingle| hash::mix(shingle ^ seed)).min();
        permutations.map(|seed| least(seed).unwrap_or(NONE)).collect()
    }

    /// Bias and root mean square error of an estimate of the Jaccard of two sets, over many pairs of sets.
    fn errors(
        signature: fn(&[u64], usize) -> Vec<u64>,
        [shared, left, right]: [u64; 3],
    ) -> [f64; 2] {
        const PAIRS: u64 = 1500;
        const WIDTH: usize = 128;
        let union = shared + left + right;
        let jaccard =
            f64::from(u32::try_from(shared).unwrap()) / f64::from(u32::try_from(union).unwrap());
        let mut sums = [0.0; 2];
        for pair in 0..PAIRS {
            let all: Vec<u64> =
                (0..union).map(|shingle| hash::mix(1_000_003 * pair + shingle)).collect();
            let (one, other) = all.split_at(usize::try_from(left).unwrap());
            let both = &other[..usize::try_from(shared).unwrap()];
            let (agreeing, places) =
                agreeing(&signature(&[one, both].concat(), WIDTH), &signature(other, WIDTH));
            let error = f64::from(agreeing) / f64::from(places) - jaccard;
            sums[0] += error;
            sums[1] += error * error;
        }
        [sums[0] / 1500.0, (sums[1] / 1500.0).sqrt()]
    }

    #[test]
    fn minima_never_change() {
        assert_eq!(
            minima(&[1, 2, 3, 4, 5], 6),
            [
                0x85c4_a57e_f30d,
                0xecbc_9039_07fc,
                0x0004_ca50_39d9_12b7,
                0x0001_fd95_3217_ae03,
                0x5650_20d0_9481,
                0x9674_ff5f_fa39,
            ]
        );
        assert_eq!(
            minima(&[u64::MAX - 7], 4),
            [0x3b0e_6664_1955, 0x0002_1a52_ee21_8a02, 0x0001_4ed4_e260_ab54, 0x0007_709a_840f_e576,]
        );
    }

    #[test]
    fn estimate_is_unbiased_also_for_sets_smaller_than_a_signature() {
        for sizes in [[1, 1, 1], [3, 6, 6], [7, 4, 4], [60, 100, 40], [150, 150, 200]] {
            let [bias, error] = errors(minima, sizes);
            // Four standard errors of a mean of 1500.
            assert!(bias.abs() < 4.0 * error / 1500_f64.sqrt(), "{sizes:?}: {bias} {error}");
        }
    }

    #[test]
    fn estimate_on_fifteen_shingles_errs_less_than_classic_minhash() {
        // 15 shingles each, 7 of them shared: Jaccard 7/23.
        let [_, fast] = errors(minima, [7, 8, 8]);
        let [_, classic] = errors(classic, [7, 8, 8]);
        assert!(fast < 0.8 * classic, "{fast} against {classic}");
    }

    proptest! {
        #[test]
        fn minimum_of_a_union_is_the_less_of_its_parts(
            one in proptest::collection::vec(any::<u64>(), 1..40),
            other in proptest::collection::vec(any::<u64>(), 1..40),
            width in 1..70_usize,
        ) {
            let both = [&one[..], &other].concat();
            let less: Vec<u64> = minima(&one, width)
                .into_iter()
                .zip(minima(&other, width))
                .map(|(one, other)| one.min(other))
                .collect();
            prop_assert_eq!(minima(&both, width), less);
        }

        #[test]
        fn no_place_is_empty_unless_the_set_is(
            hashes in proptest::collection::vec(any::<u64>(), 0..5),
            width in 1..200_usize,
        ) {
            let is_empty = hashes.is_empty();
            prop_assert!(minima(&hashes, width).iter().all(|&minimum| (minimum == NONE) == is_empty));
        }
    }
}
