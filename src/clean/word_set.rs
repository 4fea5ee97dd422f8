//! A set of words that is queried for every word of every article.

/// Hashes of words, with a filter that answers most queries with one lookup.
#[derive(Debug)]
pub(crate) struct WordSet {
    filter: [u64; FILTER_BITS / 64],
    sorted: Vec<u64>,
}

/// The sets have a few hundred words, so few negative queries pass the filter.
const FILTER_BITS: usize = 1 << 14;

impl WordSet {
    pub(crate) fn new(words: impl IntoIterator<Item = u64>) -> WordSet {
        let mut sorted: Vec<u64> = words.into_iter().collect();
        sorted.sort_unstable();
        sorted.dedup();
        let mut filter = [0; FILTER_BITS / 64];
        for &word in &sorted {
            let (part, bit) = place(word);
            filter[part] |= bit;
        }
        WordSet { filter, sorted }
    }

    #[inline]
    pub(crate) fn contains(&self, word: u64) -> bool {
        self.may_contain(word) && self.sorted.binary_search(&word).is_ok()
    }

    /// Whether a word may be in the set: with one lookup, and few false positives.
    #[inline]
    pub(crate) fn may_contain(&self, word: u64) -> bool {
        let (part, bit) = place(word);
        self.filter[part] & bit != 0
    }
}

/// Which sets of words each word may be in: one bit a set, with false positives only. One look at
/// each word of an article answers for all sets.
#[derive(Debug)]
pub(super) struct WordKinds(Box<[u8; KINDS]>);

/// The sets have some two thousand words in all.
const KINDS: usize = 1 << 16;

impl WordKinds {
    pub(super) fn new() -> WordKinds {
        WordKinds(vec![0; KINDS].try_into().expect("there are as many"))
    }

    /// Adds the words of a set.
    pub(super) fn add(&mut self, bit: u8, words: &WordSet) {
        for &word in &words.sorted {
            self.0[kind(word)] |= bit;
        }
    }

    /// The bits of the sets that may have a word.
    #[inline]
    pub(super) fn of(&self, word: u64) -> u8 {
        self.0[kind(word)]
    }
}

#[inline]
fn kind(word: u64) -> usize {
    (word >> 32) as usize % KINDS
}

/// The place of a word in the filter.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "only the low bits of the hash are wanted")]
fn place(word: u64) -> (usize, u64) {
    let bit = word as usize % FILTER_BITS;
    (bit / 64, 1 << (bit % 64))
}
