//! Random numbers that stay the same on every machine and in every version.

use crate::hash;

/// A `SplitMix64` generator (Steele, Lea and Flood, OOPSLA 2014).
///
/// Implemented here because the bytes of every corpus depend on it: a crate may change its
/// generator, or how it draws from a range, with any release. It uses only integers, so no platform
/// rounds differently.
pub(super) struct Rng {
    state: u64,
}

impl Rng {
    /// The generator for these numbers: the same numbers give the same stream.
    pub(super) fn of(name: &[u64]) -> Rng {
        Rng { state: hash::sequence(name) }
    }

    pub(super) fn number(&mut self) -> u64 {
        let number = hash::mix(self.state);
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        number
    }

    /// A number below `end`, which must not be 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        reduce(self.number(), end)
    }

    /// A number from `low` to `high`, inclusive.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True with a probability of this many percent.
    pub(super) fn percent(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    pub(super) fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len())]
    }

    pub(super) fn word(&mut self, from: &[&'static str]) -> &'static str {
        from[self.below(from.len())]
    }

    /// Shuffles a slice (Fisher and Yates).
    pub(super) fn shuffle<T>(&mut self, slice: &mut [T]) {
        for end in (1..slice.len()).rev() {
            slice.swap(end, self.below(end + 1));
        }
    }
}

/// Maps a random number to one below `end`: the high half of their product (Lemire, 2019). Without
/// his rejection step the bias is below 2^-32 here.
pub(super) fn reduce(random: u64, end: usize) -> usize {
    let product = u128::from(random) * end as u128;
    usize::try_from(product >> 64).expect("the high half is below `end`, which is a usize")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of seed 1234567, as published with many implementations of `SplitMix64`.
    #[test]
    fn numbers_are_those_of_splitmix64() {
        let mut rng = Rng { state: 1_234_567 };
        let expected =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([rng.number(), rng.number(), rng.number()], expected);
    }

    #[test]
    fn between_reaches_both_ends_and_no_further() {
        let mut rng = Rng::of(&[1]);
        let drawn: std::collections::BTreeSet<usize> =
            (0..200).map(|_| rng.between(3, 6)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [3, 4, 5, 6]);
    }
}
