//! Which words of each of two texts stand in the other.

use std::cmp::Ordering;
use std::ops::Range;

use super::profile::{Profile, Seed};
use super::sentences::Sentence;

/// The words of one text that stand in the other, in a shingle that both have.
#[derive(Clone, Debug)]
pub(super) struct Cover(Vec<bool>);

impl Cover {
    fn none(words: usize) -> Cover {
        Cover(vec![false; words])
    }

    fn add(&mut self, seeds: &[Seed]) {
        for seed in seeds {
            self.0[seed.words()].fill(true);
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

    /// Whether at least half of a sentence's words are covered, masks not counted: then it was taken over.
    pub(super) fn takes_over(&self, sentence: &Sentence) -> bool {
        2 * self.words_in(sentence.words.clone()) >= sentence.words.len() - sentence.masks
    }
}

/// Lays two texts over one another.
pub(super) fn covers(left: &Profile, right: &Profile) -> (Cover, Cover) {
    let mut covers = (Cover::none(left.tokens()), Cover::none(right.tokens()));
    merge(left.seeds(), right.seeds(), |here, there| {
        covers.0.add(here);
        covers.1.add(there);
    });
    covers
}

/// Calls `visit` with the seeds of each shingle that both sides have. Both sides are sorted.
pub(super) fn merge<'a>(
    mut left: &'a [Seed],
    mut right: &'a [Seed],
    mut visit: impl FnMut(&'a [Seed], &'a [Seed]),
) {
    while let (Some(one), Some(other)) = (left.first(), right.first()) {
        match one.shingle.cmp(&other.shingle) {
            Ordering::Less => left = &left[1..],
            Ordering::Greater => right = &right[1..],
            Ordering::Equal => {
                let here = left.iter().take_while(|seed| seed.shingle == one.shingle).count();
                let there = right.iter().take_while(|seed| seed.shingle == one.shingle).count();
                visit(&left[..here], &right[..there]);
                (left, right) = (&left[here..], &right[there..]);
            }
        }
    }
}
