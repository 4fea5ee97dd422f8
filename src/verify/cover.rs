//! Which words of each of two texts stand in the other.

use std::ops::Range;

use super::profile::{Profile, Seed, to_u32};
use crate::similarity::Overlap;

/// The words of one text that stand in the other, in a shingle that both have.
#[derive(Clone, Debug)]
pub(super) struct Cover(Vec<bool>);

impl Cover {
    fn none(words: usize) -> Cover {
        Cover(vec![false; words])
    }

    fn add(&mut self, profile: &Profile, seed: Seed) {
        self.0[profile.words_of(seed)].fill(true);
    }

    /// Covers the other places of shingles that both texts have.
    fn add_repeats(&mut self, profile: &Profile, other: &Profile) {
        for &repeat in profile.repeats() {
            if other.seeds().binary_search_by_key(&repeat.shingle(), |seed| seed.shingle()).is_ok()
            {
                self.add(profile, repeat);
            }
        }
    }

    /// Whether the word is covered.
    pub(super) fn has(&self, word: usize) -> bool {
        self.0[word]
    }

    /// How many words are covered.
    pub(super) fn words(&self) -> usize {
        self.words_in(0..self.0.len())
    }

    /// How many of some words are covered.
    pub(super) fn words_in(&self, words: Range<usize>) -> usize {
        self.0[words].iter().filter(|&&covered| covered).count()
    }
}

/// Lays two texts over one another: what their shingle sets share, and which words of each stand in the other.
///
/// Nothing is covered where the smaller set has less than `least` of its shingles in the larger one.
pub(super) fn lay(left: &Profile, right: &Profile, least: f64) -> (Overlap, [Cover; 2]) {
    let common = common(left.seeds(), right.seeds());
    let overlap =
        Overlap { shared: to_u32(common.len()), left: left.shingles(), right: right.shingles() };
    if overlap.containment() < least {
        return (overlap, [Cover::none(0), Cover::none(0)]);
    }
    let mut covers = [Cover::none(left.tokens()), Cover::none(right.tokens())];
    for (one, other) in common {
        covers[0].add(left, one);
        covers[1].add(right, other);
    }
    covers[0].add_repeats(left, right);
    covers[1].add_repeats(right, left);
    (overlap, covers)
}

/// The seeds of the shingles that both sides have. Both sides are sorted, each shingle once.
///
/// Which side goes on is random, so nothing here branches on it: a wrong guess of the processor costs more than a step.
fn common(left: &[Seed], right: &[Seed]) -> Vec<(Seed, Seed)> {
    let most = left.len().min(right.len());
    let mut common = vec![(Seed::default(), Seed::default()); most + 1];
    let (mut i, mut j, mut found) = (0, 0, 0);
    while i < left.len() && j < right.len() {
        let (one, other) = (left[i], right[j]);
        common[found] = (one, other);
        found += usize::from(one.shingle() == other.shingle());
        i += usize::from(one.shingle() <= other.shingle());
        j += usize::from(other.shingle() <= one.shingle());
    }
    common.truncate(found);
    common
}
