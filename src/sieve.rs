//! What two sets of hashes can share at most: a quick look that spares most strangers a longer one.
//!
//! Each hash of a set marks one of many places. A hash that two sets share marks the same place in both, so they share
//! no more than the places marked in both, and those hashes that found their place marked before.

use crate::simd;

/// The places that the hashes of one set mark.
#[derive(Clone, Debug)]
pub(crate) struct Sieve {
    /// A bit for each place; as many as a power of two, so that a longer sieve can be folded onto a shorter one.
    places: Box<[u64]>,
    /// Hashes that found their place marked.
    meeting: u32,
}

impl Sieve {
    /// The sieve of some distinct hashes, with at least so many places for each: the more, the fewer meet by chance.
    pub(crate) fn of(hashes: impl ExactSizeIterator<Item = u64>, places_each: usize) -> Sieve {
        let parts = (hashes.len() * places_each).next_power_of_two().div_ceil(64);
        let mut places = vec![0_u64; parts];
        let mut meeting = 0;
        for hash in hashes {
            let place = &mut places[part_of(hash, parts)];
            let mark = 1 << (hash % 64);
            meeting += u32::from(*place & mark != 0);
            *place |= mark;
        }
        Sieve { places: places.into(), meeting }
    }

    /// How many hashes two sets share at most.
    pub(crate) fn most_shared(&self, other: &Sieve) -> u32 {
        let (short, long) =
            if self.places.len() <= other.places.len() { (self, other) } else { (other, self) };
        if short.places.len() == long.places.len() {
            return simd::count_common(&short.places, &long.places)
                + short.meeting.min(long.meeting);
        }
        let fold = |part: usize| {
            let others = long.places[part..].iter().step_by(short.places.len());
            others.fold(0, |all, other| all | other)
        };
        let folded: Vec<u64> = (0..short.places.len()).map(fold).collect();
        simd::count_common(&short.places, &folded) + short.meeting
    }
}

fn part_of(hash: u64, parts: usize) -> usize {
    (hash / 64) as usize & (parts - 1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::hash;

    fn sieve(set: &BTreeSet<u64>) -> Sieve {
        let hashes: Vec<u64> = set.iter().copied().collect();
        Sieve::of(hashes.into_iter(), 8)
    }

    #[test]
    fn strangers_are_known() {
        let [one, other] =
            [0, 1000].map(|from| sieve(&(from..from + 400).map(hash::mix).collect()));
        assert!(one.most_shared(&other) < 100, "{}", one.most_shared(&other));
    }

    proptest! {
        #[test]
        fn no_two_sets_share_more(
            one in proptest::collection::btree_set(0..900_u64, 0..400),
            other in proptest::collection::btree_set(0..900_u64, 0..40),
            spread in any::<bool>(),
        ) {
            let spread = |set: &BTreeSet<u64>| -> BTreeSet<u64> {
                set.iter().map(|&each| if spread { hash::mix(each) } else { each }).collect()
            };
            let (one, other) = (spread(&one), spread(&other));
            let shared = u32::try_from(one.intersection(&other).count()).unwrap();
            prop_assert!(sieve(&one).most_shared(&sieve(&other)) >= shared);
            prop_assert!(sieve(&other).most_shared(&sieve(&one)) >= shared);
        }
    }
}
