//! Converts counts of words and shingles to 32 bits.

pub(super) fn to_u32(count: usize) -> u32 {
    u32::try_from(count).expect("an article has fewer than 2^32 words")
}
