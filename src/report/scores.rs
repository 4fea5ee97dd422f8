//! The scores of the compared pairs, as a histogram.

use serde::Serialize;

use super::number::Share;

/// Bars of a histogram of shares.
pub(super) const BARS: usize = 50;

/// How many pairs of different texts have which score: fifty steps from 0 to 1.
///
/// Of the pairs that are not copies a run keeps only those that score at least its family threshold, and those in which one
/// text is a part of the other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ScoreCounts {
    /// Copies that are in one story.
    in_one_story: Vec<u64>,
    /// Copies whose stories were not merged.
    not_merged: Vec<u64>,
    /// Pairs that are not copies.
    not_copies: Vec<u64>,
}

/// What became of a compared pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairFate {
    /// Its articles are copies, in one story.
    InOneStory,
    /// Its articles are copies, but their stories as a whole do not match.
    NotMerged,
    /// Its articles are not copies.
    NotCopies,
}

impl Default for ScoreCounts {
    fn default() -> ScoreCounts {
        let none = vec![0; BARS];
        ScoreCounts { in_one_story: none.clone(), not_merged: none.clone(), not_copies: none }
    }
}

impl ScoreCounts {
    /// Counts a pair.
    pub fn add(&mut self, score: Share, fate: PairFate) {
        let counts = match fate {
            PairFate::InOneStory => &mut self.in_one_story,
            PairFate::NotMerged => &mut self.not_merged,
            PairFate::NotCopies => &mut self.not_copies,
        };
        counts[bar(score)] += 1;
    }
}

/// The bar that a share is counted in; the last one has the whole as well.
pub(super) fn bar(share: Share) -> usize {
    (usize::from(share.ten_thousandths()) * BARS / 10_000).min(BARS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_share_has_its_bar() {
        let bars = [0.0, 0.0199, 0.02, 0.6, 0.9999, 1.0].map(|share| bar(Share::new(share)));
        assert_eq!(bars, [0, 0, 1, 30, 49, 49]);
    }
}
