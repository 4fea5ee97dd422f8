//! Hashes and hash maps that are the same on every machine and in every run.

use std::hash::{BuildHasherDefault, Hasher};

use xxhash_rust::xxh3::{Xxh3Default, xxh3_64};

/// A hash map whose order never depends on a random seed.
#[expect(clippy::disallowed_types, reason = "only here is it given a fixed hasher")]
pub type HashMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Xxh3Default>>;

/// A hash set whose order never depends on a random seed.
#[expect(clippy::disallowed_types, reason = "only here is it given a fixed hasher")]
pub type HashSet<K> = std::collections::HashSet<K, BuildHasherDefault<Xxh3Default>>;

/// A map by keys that are hashes already, and are not hashed again.
#[expect(clippy::disallowed_types, reason = "only here is it given a fixed hasher")]
pub(crate) type MapOfHashes<V> = std::collections::HashMap<u64, V, BuildHasherDefault<AsHashed>>;

/// A set of hashes, which are not hashed again.
#[expect(clippy::disallowed_types, reason = "only here is it given a fixed hasher")]
pub(crate) type SetOfHashes = std::collections::HashSet<u64, BuildHasherDefault<AsHashed>>;

/// Takes a hash as it is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct AsHashed(u64);

impl Hasher for AsHashed {
    fn write(&mut self, bytes: &[u8]) {
        self.0 ^= self::bytes(bytes);
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// The hash of some bytes: XXH3, 64 bits, seed 0.
#[inline]
pub fn bytes(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// The [`bytes`] hash of a word, with a fast path for up to 16 bytes.
#[inline]
pub(crate) fn word(word: &[u8]) -> u64 {
    if word.len() <= SHORT { short(word, 0) } else { bytes(word) }
}

/// The [`bytes`] hash of a word of ASCII letters and digits in lower case.
#[inline(always)]
#[expect(clippy::inline_always, reason = "a call would take as long as the hash")]
pub(crate) fn ascii_word(word: &[u8]) -> u64 {
    debug_assert!(word.iter().all(u8::is_ascii_alphanumeric));
    if word.len() <= SHORT { short(word, SMALL) } else { bytes_in_lower_case(word) }
}

#[cold]
fn bytes_in_lower_case(word: &[u8]) -> u64 {
    bytes(&word.to_ascii_lowercase())
}

/// Most bytes that [`short`] takes.
const SHORT: usize = 16;

/// In each byte, the bit that distinguishes a small ASCII letter from its capital. Digits have it
/// set.
pub(crate) const SMALL: u64 = 0x2020_2020_2020_2020;

/// Words of XXH3's secret, already xor-ed as the algorithm uses them, and its factors, for up to three and up
/// to eight bytes.
pub(crate) const FLIP_3: u64 = 0x8727_5a9b;
pub(crate) const FACTORS_3: [u64; 2] = [0xc2b2_ae3d_27d4_eb4f, 0x1656_67b1_9e37_79f9];
pub(crate) const FLIP_8: u64 = 0xc73a_b174_c5ec_d5a2;
pub(crate) const FACTOR_8: u64 = 0x9fb2_1c65_1e98_df25;

/// The same for up to sixteen bytes.
pub(crate) const FLIP_LOW: u64 = 0x6782_737b_ea42_39b9;
pub(crate) const FLIP_HIGH: u64 = 0xaf56_bc3b_0996_523a;
pub(crate) const FACTOR_16: u64 = 0x1656_6791_9e37_79f9;

/// XXH3 of up to [`SHORT`] bytes, seed 0, as specified. Each byte is first or-ed with `set`.
#[inline(always)]
fn short(bytes: &[u8], set: u64) -> u64 {
    const EMPTY: u64 = 0x2d06_8005_38d3_94c2;
    let length = bytes.len();
    let one = |at: usize| u64::from(bytes[at]) | (set & 0xff);
    let four = |at: usize| {
        let four = u32::from_le_bytes(bytes[at..at + 4].try_into().expect("they are four"));
        u64::from(four) | (set & 0xffff_ffff)
    };
    let eight =
        |at: usize| u64::from_le_bytes(bytes[at..at + 8].try_into().expect("they are eight")) | set;
    match length {
        0 => EMPTY,
        1..=3 => {
            let ends = one(0) << 16 | one(length - 1);
            let mut bits = (ends | one(length / 2) << 24 | (length as u64) << 8) ^ FLIP_3;
            bits = (bits ^ (bits >> 33)).wrapping_mul(FACTORS_3[0]);
            bits = (bits ^ (bits >> 29)).wrapping_mul(FACTORS_3[1]);
            bits ^ (bits >> 32)
        }
        4..=8 => {
            let mut bits = (four(0) << 32 | four(length - 4)) ^ FLIP_8;
            bits ^= bits.rotate_left(49) ^ bits.rotate_left(24);
            bits = bits.wrapping_mul(FACTOR_8);
            bits = (bits ^ ((bits >> 35) + length as u64)).wrapping_mul(FACTOR_8);
            bits ^ (bits >> 28)
        }
        _ => {
            let (low, high) = (eight(0) ^ FLIP_LOW, eight(length - 8) ^ FLIP_HIGH);
            let product = u128::from(low) * u128::from(high);
            #[expect(clippy::cast_possible_truncation, reason = "the high half is folded in")]
            let folded = product as u64 ^ (product >> 64) as u64;
            let mut bits = (length as u64)
                .wrapping_add(low.swap_bytes())
                .wrapping_add(high)
                .wrapping_add(folded);
            bits = (bits ^ (bits >> 37)).wrapping_mul(FACTOR_16);
            bits ^ (bits >> 32)
        }
    }
}

/// Bits by which the state is rotated before the next element of a sequence.
pub(crate) const SEQUENCE_TURN: u32 = 23;

/// Constants of [`mix`].
pub(crate) const MIX_ADDED: u64 = 0x9e37_79b9_7f4a_7c15;
pub(crate) const MIX_FACTORS: [u64; 2] = [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb];

/// The hash of a sequence of hashes, in order.
///
/// Each step multiplies by odd constants and folds the high bits back (the finaliser of
/// `SplitMix64`: Steele, Lea and Flood, OOPSLA 2014), so every bit of every element affects every
/// bit of the result.
#[inline]
pub fn sequence(hashes: &[u64]) -> u64 {
    let folded = hashes
        .iter()
        .fold(hashes.len() as u64, |state, &hash| mix(state.rotate_left(SEQUENCE_TURN) ^ hash));
    mix(folded)
}

/// The hash of a text, from the hashes of its words in order.
///
/// Four independent states take the words in turn, so no step waits for the one before. One
/// multiplication per step is enough, because the hashes are already mixed.
pub(crate) fn words(words: &[u64]) -> u64 {
    let step = |state: u64, &word: &u64| {
        (state.rotate_left(SEQUENCE_TURN) ^ word).wrapping_mul(MIX_FACTORS[0])
    };
    let mut states = [words.len() as u64; 4];
    let (in_turn, rest) = words.as_chunks::<4>();
    for words in in_turn {
        for (state, word) in states.iter_mut().zip(words) {
            *state = step(*state, word);
        }
    }
    mix(states.iter().chain(rest).fold(0, step))
}

/// Spreads the bits of a number: the finaliser of `SplitMix64`.
#[inline]
pub fn mix(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(MIX_ADDED);
    bits = (bits ^ (bits >> 30)).wrapping_mul(MIX_FACTORS[0]);
    bits = (bits ^ (bits >> 27)).wrapping_mul(MIX_FACTORS[1]);
    bits ^ (bits >> 31)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn hash_of_a_word_is_that_of_its_bytes(
            any_word in proptest::collection::vec(any::<u8>(), 0..40),
            ascii in "[a-zA-Z0-9]{0,40}",
        ) {
            prop_assert_eq!(word(&any_word), bytes(&any_word));
            prop_assert_eq!(ascii_word(ascii.as_bytes()), bytes(ascii.to_lowercase().as_bytes()));
        }

        #[test]
        fn texts_with_different_words_have_different_hashes(
            text in proptest::collection::vec(0..3_u64, 0..12),
            other in proptest::collection::vec(0..3_u64, 0..12),
        ) {
            let hash_of = |text: &[u64]| words(&text.iter().copied().map(mix).collect::<Vec<_>>());
            prop_assert_eq!(hash_of(&text) == hash_of(&other), text == other);
            let mut swapped = text.clone();
            swapped.reverse();
            prop_assert_eq!(hash_of(&text) == hash_of(&swapped), text == swapped);
        }
    }
}
