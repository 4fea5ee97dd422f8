//! Lays two texts over one another: which words of each stand in the other, in the same runs.

use std::ops::Range;

use super::profile::{Profile, Seed, merge};

/// Words in a run that counts wherever it stands.
const LONG_RUN: usize = 8;

/// Words between two runs, in either text, across which they hold on to one another.
const MAX_GAP: usize = 12;

/// Words between two runs that hold on to one another that count as kept: a light edit.
const MAX_EDIT: usize = 2;

/// Places of one shingle in one text beyond which it says nothing about where a run stands.
const MAX_REPEATS: usize = 16;

/// The words of one text that stand in another.
#[derive(Clone, Debug)]
pub(super) struct Cover(Vec<bool>);

impl Cover {
    fn none(words: usize) -> Cover {
        Cover(vec![false; words])
    }

    fn add(&mut self, words: Range<usize>) {
        self.0[words].fill(true);
    }

    /// How many words are covered.
    pub(super) fn words(&self) -> u32 {
        u32::try_from(self.words_in(0..self.0.len())).expect("an article has fewer than 2^32 words")
    }

    /// How many of some words are covered.
    pub(super) fn words_in(&self, words: Range<usize>) -> usize {
        self.0[words].iter().filter(|&&covered| covered).count()
    }
}

/// Two texts laid over one another.
#[derive(Clone, Debug)]
pub(super) struct Alignment {
    pub(super) left: Cover,
    pub(super) right: Cover,
}

/// The longest run of words that two texts have in common at two places.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    left: usize,
    right: usize,
    words: usize,
}

impl Alignment {
    /// Finds the words that the two texts have in common.
    ///
    /// Runs of [`LONG_RUN`] words count wherever they stand. Shorter ones count where they hold on to a neighbour: not
    /// more than [`MAX_GAP`] words apart in either text, and in the same order.
    pub(super) fn of(left: &Profile, right: &Profile) -> Alignment {
        let runs = common_runs(left.seeds(), right.seeds());
        let mut alignment = Alignment { left: Cover::none(left.words()), right: Cover::none(right.words()) };
        for (place, run) in runs.iter().enumerate() {
            if run.words >= LONG_RUN {
                alignment.add(run.left..run.left + run.words, run.right..run.right + run.words);
            }
            let near = runs[place + 1..].iter().take_while(|next| next.left <= run.left + run.words + MAX_GAP);
            for next in near {
                if let Some((gap_left, gap_right)) = gap(run, next) {
                    for held in [run, next] {
                        alignment.add(held.left..held.left + held.words, held.right..held.right + held.words);
                    }
                    if gap_left.len() <= MAX_EDIT && gap_right.len() <= MAX_EDIT {
                        alignment.add(gap_left, gap_right);
                    }
                }
            }
        }
        alignment
    }

    fn add(&mut self, left: Range<usize>, right: Range<usize>) {
        self.left.add(left);
        self.right.add(right);
    }
}

/// The words between two runs where the second holds on to the first.
fn gap(run: &Run, next: &Run) -> Option<(Range<usize>, Range<usize>)> {
    let (left, right) = (run.left + run.words, run.right + run.words);
    let follows = (left..=left + MAX_GAP).contains(&next.left) && (right..=right + MAX_GAP).contains(&next.right);
    follows.then_some((left..next.left, right..next.right))
}

/// All maximal runs that begin with a common shingle, by their place in the left text.
fn common_runs(left: &[Seed], right: &[Seed]) -> Vec<Run> {
    let mut matches = common_seeds(left, right);
    matches.sort_unstable();
    let mut runs: Vec<Run> = Vec::new();
    let mut open: Option<(i64, usize)> = None;
    for (diagonal, place) in matches {
        match runs.last_mut() {
            Some(run) if open == Some((diagonal, place)) => run.words += 1,
            _ => {
                let right = usize::try_from(diagonal + place as i64).expect("a match stands in the right text");
                runs.push(Run { left: place, right, words: 4 });
            }
        }
        open = Some((diagonal, place + 1));
    }
    runs.sort_unstable_by_key(|run| (run.left, run.right));
    runs
}

/// Where the two texts have a shingle in common: how far right of its left place the right one is, and the left place.
fn common_seeds(left: &[Seed], right: &[Seed]) -> Vec<(i64, usize)> {
    let mut matches = Vec::with_capacity(left.len().min(right.len()));
    merge(left, right, |here, there| {
        if here.len() <= MAX_REPEATS && there.len() <= MAX_REPEATS {
            for one in here {
                let places = there.iter().map(|other| i64::from(other.position) - i64::from(one.position));
                matches.extend(places.map(|diagonal| (diagonal, one.position as usize)));
            }
        }
    });
    matches
}
