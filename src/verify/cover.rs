//! Which words of each of two texts stand in the other.

use std::ops::Range;

use super::profile::{Profile, to_u32};
use crate::similarity::Overlap;

/// The words of one text that stand in the other, in a shingle that both have.
#[derive(Clone, Debug)]
pub(super) struct Cover {
    /// A bit for each word, the first ones lowest.
    bits: Box<[u64]>,
}

impl Cover {
    fn none(words: usize) -> Cover {
        Cover { bits: vec![0; words / 64 + 1].into() }
    }

    fn add(&mut self, words: Range<usize>) {
        for (part, mask) in parts(words) {
            self.bits[part] |= mask;
        }
    }

    /// Covers one word; once all first words of shingles are covered, [`spread`](Cover::spread) covers the others.
    #[inline]
    fn mark(&mut self, word: usize) {
        self.bits[word / 64] |= 1 << (word % 64);
    }

    /// Covers each word that has a covered one among the `words` - 1 before it.
    fn spread(&mut self, words: usize) {
        let spread = |part: u64, before: u64, by: usize| match by / 64 {
            0 if by > 0 => part << by | before >> (64 - by),
            0 => part,
            _ => before << (by - 64),
        };
        let mut before = 0;
        for part in &mut self.bits {
            let marked = *part;
            *part = (0..words).fold(0, |all, by| all | spread(marked, before, by));
            before = marked;
        }
    }

    /// Covers the other places of shingles that both texts have.
    fn add_repeats(&mut self, profile: &Profile, other: &Profile) {
        for &repeat in profile.repeats() {
            if other.seeds().have(repeat.shingle()) {
                self.add(profile.words_of(repeat));
            }
        }
    }

    /// Whether the word is covered.
    pub(super) fn has(&self, word: usize) -> bool {
        self.bits[word / 64] >> (word % 64) & 1 != 0
    }

    /// How many words are covered.
    pub(super) fn words(&self) -> usize {
        self.bits.iter().map(|part| part.count_ones() as usize).sum()
    }

    /// How many of some words are covered.
    pub(super) fn words_in(&self, words: Range<usize>) -> usize {
        parts(words).map(|(part, mask)| (self.bits[part] & mask).count_ones() as usize).sum()
    }
}

/// Some words as parts of 64, each with a bit for every one of the words that is in it.
fn parts(words: Range<usize>) -> impl Iterator<Item = (usize, u64)> {
    let mut start = words.start;
    std::iter::from_fn(move || {
        let (part, low) = (start / 64, start % 64);
        let bits = words.end.checked_sub(start).filter(|&left| left > 0)?.min(64 - low);
        start += bits;
        Some((part, u64::MAX >> (64 - bits) << low))
    })
}

/// Lays two texts over one another: what their shingle sets share, and which words of each stand in the other.
pub(super) fn lay(left: &Profile, right: &Profile) -> (Overlap, [Cover; 2]) {
    let mut covers = [Cover::none(left.tokens()), Cover::none(right.tokens())];
    let [left_cover, right_cover] = &mut covers;
    let words_of_each = left.words_of_each_shingle().zip(right.words_of_each_shingle());
    let shared = if let Some((left_words, right_words)) = words_of_each {
        let shared = left.seeds().each_shared(
            right.seeds(),
            |seed| left_cover.mark(seed.start()),
            |seed| right_cover.mark(seed.start()),
        );
        left_cover.spread(left_words);
        right_cover.spread(right_words);
        shared
    } else {
        left.seeds().each_shared(
            right.seeds(),
            |seed| left_cover.add(left.words_of(seed)),
            |seed| right_cover.add(right.words_of(seed)),
        )
    };
    if shared > 0 {
        covers[0].add_repeats(left, right);
        covers[1].add_repeats(right, left);
    }
    let overlap =
        Overlap { shared: to_u32(shared), left: left.shingles(), right: right.shingles() };
    (overlap, covers)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn marks_are_spread_over_the_words_behind_them(
            marked in proptest::collection::btree_set(0..300_usize, 0..30),
            words in 1..65_usize,
        ) {
            let [mut spread, mut added] = [Cover::none(400), Cover::none(400)];
            for &word in &marked {
                spread.mark(word);
                added.add(word..word + words);
            }
            spread.spread(words);
            prop_assert_eq!(spread.bits, added.bits);
        }

        #[test]
        fn cover_counts_each_covered_word_once(
            added in proptest::collection::vec((0..300_usize, 0..150_usize), 0..8),
            (start, length) in (0..300_usize, 0..150_usize),
        ) {
            let mut cover = Cover::none(450);
            let mut plain = vec![false; 450];
            for (start, length) in added {
                cover.add(start..start + length);
                plain[start..start + length].fill(true);
            }
            let covered = |words: &[bool]| words.iter().filter(|&&covered| covered).count();
            prop_assert_eq!(cover.words_in(start..start + length), covered(&plain[start..start + length]));
            prop_assert_eq!(cover.words(), covered(&plain));
            prop_assert!((0..450).all(|word| cover.has(word) == plain[word]));
        }
    }
}
