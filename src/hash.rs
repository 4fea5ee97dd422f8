//! Hashes and hash maps that give the same on every machine and in every run.

use std::hash::BuildHasherDefault;

use xxhash_rust::xxh3::{Xxh3Default, xxh3_64};

/// A hash map whose order never depends on a random seed.
#[expect(clippy::disallowed_types, reason = "this is the one place that gives it a fixed hasher")]
pub type HashMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<Xxh3Default>>;

/// A hash set whose order never depends on a random seed.
#[expect(clippy::disallowed_types, reason = "this is the one place that gives it a fixed hasher")]
pub type HashSet<K> = std::collections::HashSet<K, BuildHasherDefault<Xxh3Default>>;

/// The hash of some bytes: XXH3, 64 bits, seed 0.
#[inline]
pub fn bytes(bytes: &[u8]) -> u64 {
    xxh3_64(bytes)
}

/// Bits by which the state is turned before the next element of a sequence.
pub(crate) const SEQUENCE_TURN: u32 = 23;

/// What [`mix`] adds, and by what it multiplies.
pub(crate) const MIX_ADDED: u64 = 0x9e37_79b9_7f4a_7c15;
pub(crate) const MIX_FACTORS: [u64; 2] = [0xbf58_476d_1ce4_e5b9, 0x94d0_49bb_1331_11eb];

/// The hash of a sequence of hashes, in order.
///
/// Each step multiplies by an odd constant and folds the high half back (the finisher of `SplitMix64`: Steele, Lea and
/// Flood, OOPSLA 2014), so that every bit of every element reaches every bit of the result.
#[inline]
pub fn sequence(hashes: &[u64]) -> u64 {
    let folded = hashes
        .iter()
        .fold(hashes.len() as u64, |state, &hash| mix(state.rotate_left(SEQUENCE_TURN) ^ hash));
    mix(folded)
}

/// Spreads the bits of a number: the finisher of `SplitMix64`.
#[inline]
pub fn mix(mut bits: u64) -> u64 {
    bits = bits.wrapping_add(MIX_ADDED);
    bits = (bits ^ (bits >> 30)).wrapping_mul(MIX_FACTORS[0]);
    bits = (bits ^ (bits >> 27)).wrapping_mul(MIX_FACTORS[1]);
    bits ^ (bits >> 31)
}
